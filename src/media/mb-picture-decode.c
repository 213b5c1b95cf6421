#include "mb-picture-decode.h"

#include <errno.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include <glycin.h>

/* The one file that knows glycin, whose loaders run in a sandbox of their own. The picture is
 * handed over as a nameless file in memory, so that no copy of it lies on a disk.
 *
 * Where the sandbox does not start there is no picture. MARBRE_TEST_BARE_DECODER=1 gives it up, for
 * tests inside containers that let no sandbox nest; nothing else does. */

typedef struct {
  guint8 n_bytes; /* a pixel */
  guint8 sample_bytes;
  gint8 red, green, blue, alpha; /* index of the sample; -1: opaque */
  gboolean premultiplied;
} Layout;

static const Layout layouts[] = {
  [GLY_MEMORY_B8G8R8A8_PREMULTIPLIED] = {4, 1, 2, 1, 0, 3, TRUE},
  [GLY_MEMORY_A8R8G8B8_PREMULTIPLIED] = {4, 1, 1, 2, 3, 0, TRUE},
  [GLY_MEMORY_R8G8B8A8_PREMULTIPLIED] = {4, 1, 0, 1, 2, 3, TRUE},
  [GLY_MEMORY_B8G8R8A8] = {4, 1, 2, 1, 0, 3, FALSE},
  [GLY_MEMORY_A8R8G8B8] = {4, 1, 1, 2, 3, 0, FALSE},
  [GLY_MEMORY_R8G8B8A8] = {4, 1, 0, 1, 2, 3, FALSE},
  [GLY_MEMORY_A8B8G8R8] = {4, 1, 3, 2, 1, 0, FALSE},
  [GLY_MEMORY_R8G8B8] = {3, 1, 0, 1, 2, -1, FALSE},
  [GLY_MEMORY_B8G8R8] = {3, 1, 2, 1, 0, -1, FALSE},
  [GLY_MEMORY_R16G16B16] = {6, 2, 0, 1, 2, -1, FALSE},
  [GLY_MEMORY_R16G16B16A16_PREMULTIPLIED] = {8, 2, 0, 1, 2, 3, TRUE},
  [GLY_MEMORY_R16G16B16A16] = {8, 2, 0, 1, 2, 3, FALSE},
  [GLY_MEMORY_G8A8_PREMULTIPLIED] = {2, 1, 0, 0, 0, 1, TRUE},
  [GLY_MEMORY_G8A8] = {2, 1, 0, 0, 0, 1, FALSE},
  [GLY_MEMORY_G8] = {1, 1, 0, 0, 0, -1, FALSE},
  [GLY_MEMORY_G16A16_PREMULTIPLIED] = {4, 2, 0, 0, 0, 1, TRUE},
  [GLY_MEMORY_G16A16] = {4, 2, 0, 0, 0, 1, FALSE},
  [GLY_MEMORY_G16] = {2, 2, 0, 0, 0, -1, FALSE},
};

static const Layout *
find_layout (GlyFrame *frame, GError **error)
{
  guint format = gly_frame_get_memory_format (frame);

  if (format < G_N_ELEMENTS (layouts) && layouts[format].n_bytes > 0)
    return &layouts[format];

  g_set_error (error, MB_MEDIA_ERROR, MB_MEDIA_ERROR_FORMAT, "pixels of format %u", format);

  return NULL;
}

static guint8
get_sample (const guint8 *pixel, const Layout *layout, int index)
{
  guint16 wide;

  if (layout->sample_bytes == 1)
    return pixel[index];
  memcpy (&wide, pixel + 2 * index, 2);

  return (guint8) (wide >> 8);
}

static guint8
undo_alpha (guint8 sample, guint8 alpha)
{
  return alpha == 0 ? 0 : (guint8) MIN (255, (sample * 255u + alpha / 2u) / alpha);
}

static void
convert_row (const guint8 *from, guint8 *to, guint width_px, const Layout *layout)
{
  for (guint x = 0; x < width_px; x++, from += layout->n_bytes, to += 4) {
    to[0] = get_sample (from, layout, layout->red);
    to[1] = get_sample (from, layout, layout->green);
    to[2] = get_sample (from, layout, layout->blue);
    to[3] = layout->alpha < 0 ? 255 : get_sample (from, layout, layout->alpha);
    for (guint c = 0; layout->premultiplied && c < 3; c++)
      to[c] = undo_alpha (to[c], to[3]);
  }
}

static GdkPixbuf *
convert (GlyFrame *frame, GBytes *bytes, const Layout *layout)
{
  int width_px = (int) gly_frame_get_width (frame);
  int height_px = (int) gly_frame_get_height (frame);
  GdkPixbuf *result = gdk_pixbuf_new (GDK_COLORSPACE_RGB, TRUE, 8, width_px, height_px);
  const guint8 *from = g_bytes_get_data (bytes, NULL);

  for (int y = 0; result && y < height_px; y++)
    convert_row (from + (gsize) y * gly_frame_get_stride (frame),
                 gdk_pixbuf_get_pixels (result) + (gsize) y * gdk_pixbuf_get_rowstride (result),
                 (guint) width_px, layout);

  return result;
}

/* The decoder is another process that read a stranger's bytes: what it says is checked, too. */
static gboolean
check_frame (GlyFrame *frame, GBytes *bytes, const Layout *layout, GError **error)
{
  guint64 width_px = gly_frame_get_width (frame);
  guint64 height_px = gly_frame_get_height (frame);
  guint64 stride = gly_frame_get_stride (frame);
  guint64 last_row = width_px * layout->n_bytes;

  if (width_px > 0 && height_px > 0 && width_px <= MB_PICTURE_MAX_SIDE_PX &&
      height_px <= MB_PICTURE_MAX_SIDE_PX && width_px * height_px <= MB_PICTURE_MAX_PIXELS &&
      stride >= last_row && stride < G_MAXINT &&
      g_bytes_get_size (bytes) >= stride * (height_px - 1) + last_row)
    return TRUE;

  g_set_error_literal (error, MB_MEDIA_ERROR, MB_MEDIA_ERROR_DAMAGED,
                       "the decoder's frame is not the picture that the head announced");

  return FALSE;
}

static GdkPixbuf *
take_frame (GlyFrame *frame, GError **error)
{
  const Layout *layout = find_layout (frame, error);
  GBytes *bytes = gly_frame_get_buf_bytes (frame);
  GlyMemoryFormat format = gly_frame_get_memory_format (frame);
  GdkPixbuf *result = NULL;

  if (!layout || !check_frame (frame, bytes, layout, error))
    return NULL;

  if (format == GLY_MEMORY_R8G8B8 || format == GLY_MEMORY_R8G8B8A8)
    return gdk_pixbuf_new_from_bytes (bytes, GDK_COLORSPACE_RGB, format == GLY_MEMORY_R8G8B8A8, 8,
                                      (int) gly_frame_get_width (frame),
                                      (int) gly_frame_get_height (frame),
                                      (int) gly_frame_get_stride (frame));
  result = convert (frame, bytes, layout);
  if (!result)
    g_set_error_literal (error, MB_MEDIA_ERROR, MB_MEDIA_ERROR_FAILED, "no memory for the pixels");

  return result;
}

static int
open_in_memory (GBytes *original, GError **error)
{
  gsize size;
  const guint8 *data = g_bytes_get_data (original, &size);
  int fd = memfd_create ("picture", MFD_CLOEXEC);

  for (gsize done = 0; fd >= 0 && done < size;) {
    gssize n = write (fd, data + done, size - done);

    if (n < 0 && errno == EINTR)
      continue;
    if (n <= 0) {
      close (fd);
      fd = -1;
      break;
    }
    done += (gsize) n;
  }
  if (fd < 0)
    g_set_error (error, MB_MEDIA_ERROR, MB_MEDIA_ERROR_FAILED, "no file in memory: %s",
                 g_strerror (errno));

  return fd;
}

/* glycin has one code for everything that is not an unknown format, so its sentence has to tell a
 * sandbox that did not start from a picture that is broken. */
static void
set_decoder_error (GError **error, const GError *cause)
{
  MbMediaError code = MB_MEDIA_ERROR_DAMAGED;

  if (g_error_matches (cause, GLY_LOADER_ERROR, GLY_LOADER_ERROR_UNKNOWN_IMAGE_FORMAT))
    code = MB_MEDIA_ERROR_FORMAT;
  else if (strstr (cause->message, "No image loaders"))
    code = MB_MEDIA_ERROR_FAILED;
  else if (strstr (cause->message, "bwrap") || strstr (cause->message, "flatpak-spawn") ||
           strstr (cause->message, "ermission denied") ||
           strstr (cause->message, "not permitted") || strstr (cause->message, "No such file"))
    code = MB_MEDIA_ERROR_SANDBOX;

  g_set_error (error, MB_MEDIA_ERROR, code, "decoding: %s", cause->message);
}

static GlyFrame *
load_frame (GFile *file, GError **error)
{
  g_autoptr (GlyLoader) loader = gly_loader_new (file);
  g_autoptr (GlyImage) image = NULL;
  g_autoptr (GError) cause = NULL;
  GlyFrame *frame = NULL;

  gly_loader_set_sandbox_selector (loader,
                                   g_strcmp0 (g_getenv ("MARBRE_TEST_BARE_DECODER"), "1") == 0
                                     ? GLY_SANDBOX_SELECTOR_NOT_SANDBOXED
                                     : GLY_SANDBOX_SELECTOR_AUTO);
  image = gly_loader_load (loader, &cause);
  if (image)
    frame = gly_image_next_frame (image, &cause);
  if (!frame)
    set_decoder_error (error, cause);

  return frame;
}

/**
 * mb_picture_decode_upright:
 * @original: a file whose head was found acceptable
 * @error: return location
 *
 * Decodes the first frame, turned upright as its metadata says. Blocks.
 *
 * Returns: (transfer full): its pixels in full size, 8-bit RGB or RGBA
 */
GdkPixbuf *
mb_picture_decode_upright (GBytes *original, GError **error)
{
  int fd = open_in_memory (original, error);
  g_autofree char *path = NULL;
  g_autoptr (GFile) file = NULL;
  g_autoptr (GlyFrame) frame = NULL;

  if (fd < 0)
    return NULL;

  path = g_strdup_printf ("/proc/self/fd/%d", fd);
  file = g_file_new_for_path (path);
  frame = load_frame (file, error);
  close (fd);

  return frame ? take_frame (frame, error) : NULL;
}
