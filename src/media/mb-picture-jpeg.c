#include "mb-picture-write.h"

#include <setjmp.h>
#include <stdio.h>
#include <string.h>

#include <jpeglib.h>

/* Progressive JPEG through libjpeg-turbo. */

#define XMP_NAMESPACE "http://ns.adobe.com/xap/1.0/"
#define MAX_MARKER_BYTES 65533

typedef struct {
  struct jpeg_error_mgr base;
  jmp_buf failed;
  char message[JMSG_LENGTH_MAX];
} Errors;

typedef struct {
  struct jpeg_compress_struct state;
  Errors errors;
  guint8 *row;
  unsigned char *bytes; /* libjpeg's, by malloc */
  unsigned long n_bytes;
} Writer;

static void
fail_cb (j_common_ptr state)
{
  Errors *errors = (Errors *) state->err;

  errors->base.format_message (state, errors->message);
  longjmp (errors->failed, 1);
}

static void
ignore_message_cb (j_common_ptr state)
{
}

static void
set_up (Writer *self, const MbPixels *pixels, int quality)
{
  jpeg_create_compress (&self->state);
  jpeg_mem_dest (&self->state, &self->bytes, &self->n_bytes);
  self->state.image_width = pixels->width_px;
  self->state.image_height = pixels->height_px;
  self->state.input_components = 3;
  self->state.in_color_space = JCS_RGB;
  jpeg_set_defaults (&self->state);
  jpeg_set_quality (&self->state, quality, TRUE);
  jpeg_simple_progression (&self->state);
  self->state.optimize_coding = TRUE;
}

static void
write_xmp (Writer *self, const char *xmp)
{
  gsize head = sizeof XMP_NAMESPACE; /* its closing 0 belongs to it */
  gsize n_bytes = strlen (xmp);

  if (head + n_bytes > MAX_MARKER_BYTES)
    return;

  jpeg_write_m_header (&self->state, JPEG_APP0 + 1, (unsigned int) (head + n_bytes));
  for (gsize i = 0; i < head; i++)
    jpeg_write_m_byte (&self->state, XMP_NAMESPACE[i]);
  for (gsize i = 0; i < n_bytes; i++)
    jpeg_write_m_byte (&self->state, (guint8) xmp[i]);
}

/* JPEG knows no transparency: what shows through is white. */
static void
flatten (const guint8 *rgba, guint8 *rgb, guint n_pixels)
{
  for (guint i = 0; i < n_pixels; i++) {
    guint alpha = rgba[4 * i + 3];

    for (guint c = 0; c < 3; c++)
      rgb[3 * i + c] = (guint8) ((rgba[4 * i + c] * alpha + 255 * (255 - alpha) + 127) / 255);
  }
}

static void
write_rows (Writer *self, const MbPixels *pixels)
{
  const guint8 *data = g_bytes_get_data (pixels->bytes, NULL);

  while (self->state.next_scanline < self->state.image_height) {
    JSAMPROW row = self->row;

    flatten (data + self->state.next_scanline * pixels->stride_bytes, self->row, pixels->width_px);
    jpeg_write_scanlines (&self->state, &row, 1);
  }
}

/* No variable of ours changes between setjmp and longjmp: all that does is in @self. */
static gboolean
run (Writer *self, const MbPixels *pixels, int quality, const char *xmp)
{
  if (setjmp (self->errors.failed))
    return FALSE;

  set_up (self, pixels, quality);
  jpeg_start_compress (&self->state, TRUE);
  if (xmp)
    write_xmp (self, xmp);
  write_rows (self, pixels);
  jpeg_finish_compress (&self->state);

  return TRUE;
}

/**
 * mb_picture_write_jpeg:
 * @pixels: what to write
 * @quality: 1 to 100
 * @xmp: (nullable): a packet to write with it
 * @error: return location
 *
 * Makes a progressive JPEG.
 *
 * Returns: (transfer full): the file
 */
GBytes *
mb_picture_write_jpeg (const MbPixels *pixels, int quality, const char *xmp, GError **error)
{
  g_autofree Writer *self = g_new0 (Writer, 1);
  GBytes *result = NULL;

  self->state.err = jpeg_std_error (&self->errors.base);
  self->errors.base.error_exit = fail_cb;
  self->errors.base.output_message = ignore_message_cb;
  self->row = g_malloc (3 * (gsize) pixels->width_px);

  if (run (self, pixels, quality, xmp))
    result = g_bytes_new (self->bytes, self->n_bytes);
  else
    g_set_error (error, MB_MEDIA_ERROR, MB_MEDIA_ERROR_FAILED, "writing a JPEG: %s",
                 self->errors.message);

  jpeg_destroy_compress (&self->state);
  free (self->bytes);
  g_free (self->row);

  return result;
}
