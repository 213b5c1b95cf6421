#include "mb-picture.h"

#include "mb-picture-decode.h"
#include "mb-picture-header.h"
#include "mb-picture-write.h"

#include <string.h>

#define FIRST_QUALITY 78
#define QUALITY_STEP 6
#define LAST_QUALITY 60
#define WEBP_MAX_SIDE_PX 16383

G_DEFINE_QUARK (mb_media_error, mb_media_error)

/**
 * mb_pixels_free:
 * @self: (nullable) (transfer full): pixels
 *
 * Frees them.
 */
void
mb_pixels_free (MbPixels *self)
{
  if (!self)
    return;

  g_bytes_unref (self->bytes);
  g_free (self);
}

/**
 * mb_picture_probe:
 * @original: a file
 * @info: (out caller-allocates) (optional): what its head says
 * @error: return location
 *
 * Looks at the head of a picture without decoding it. Quick; any thread.
 *
 * Codes to act on: `MB_MEDIA_ERROR_FORMAT`, `MB_MEDIA_ERROR_TOO_LARGE`, `MB_MEDIA_ERROR_DAMAGED`.
 *
 * Returns: whether it is a picture that Marbre takes
 */
gboolean
mb_picture_probe (GBytes *original, MbPictureInfo *info, GError **error)
{
  MbPictureInfo found;

  g_return_val_if_fail (original != NULL, FALSE);

  if (!mb_picture_header_read (original, &found, error))
    return FALSE;
  if (info)
    *info = found;

  return TRUE;
}

static GdkPixbuf *
scale (GdkPixbuf *full, guint max_width_px)
{
  int width_px = gdk_pixbuf_get_width (full);
  gint64 height_px = gdk_pixbuf_get_height (full);

  if (max_width_px == 0 || width_px <= (int) max_width_px)
    return g_object_ref (full);
  height_px = MAX (1, (height_px * max_width_px + width_px / 2) / width_px);

  return gdk_pixbuf_scale_simple (full, (int) max_width_px, (int) height_px, GDK_INTERP_BILINEAR);
}

static MbPixels *
pack (GdkPixbuf *pixbuf)
{
  MbPixels *self = g_new0 (MbPixels, 1);
  gsize channels = (gsize) gdk_pixbuf_get_n_channels (pixbuf);
  gsize from_stride = (gsize) gdk_pixbuf_get_rowstride (pixbuf);
  const guint8 *from = gdk_pixbuf_read_pixels (pixbuf);
  guint8 *to = NULL;

  self->width_px = (guint) gdk_pixbuf_get_width (pixbuf);
  self->height_px = (guint) gdk_pixbuf_get_height (pixbuf);
  self->stride_bytes = 4 * (gsize) self->width_px;
  to = g_malloc (self->stride_bytes * self->height_px);
  for (gsize y = 0; y < self->height_px; y++)
    for (gsize x = 0; x < self->width_px; x++) {
      guint8 *pixel = to + y * self->stride_bytes + 4 * x;

      pixel[3] = 255;
      memcpy (pixel, from + y * from_stride + channels * x, channels);
    }
  self->bytes = g_bytes_new_take (to, self->stride_bytes * self->height_px);

  return self;
}

/**
 * mb_picture_decode:
 * @original: a file
 * @max_width_px: make it no wider than this; 0: leave its size
 * @error: return location
 *
 * Decodes the first frame of a picture in a sandbox, upright. Blocks; any thread but the main one.
 *
 * Codes to act on: all of #MbMediaError.
 *
 * Returns: (transfer full): its pixels
 */
MbPixels *
mb_picture_decode (GBytes *original, guint max_width_px, GError **error)
{
  g_autoptr (GdkPixbuf) full = NULL;
  g_autoptr (GdkPixbuf) scaled = NULL;

  g_return_val_if_fail (original != NULL, NULL);

  if (!mb_picture_probe (original, NULL, error))
    return NULL;
  full = mb_picture_decode_upright (original, error);
  if (!full)
    return NULL;

  scaled = scale (full, max_width_px);
  if (!scaled) {
    g_set_error_literal (error, MB_MEDIA_ERROR, MB_MEDIA_ERROR_FAILED, "no memory for the pixels");
    return NULL;
  }

  return pack (scaled);
}

static GBytes *
encode (const MbPixels *pixels, const MbPictureRecipe *recipe, int quality, GError **error)
{
  g_autofree char *xmp = mb_picture_write_xmp (&recipe->words);

  if (recipe->format == MB_PICTURE_WEBP)
    return mb_picture_write_webp (pixels, quality, xmp, error);

  return mb_picture_write_jpeg (pixels, quality, xmp, error);
}

/**
 * mb_picture_render:
 * @original: a file
 * @recipe: what to make of it
 * @error: return location
 *
 * Makes a picture as it may leave the machine: anew from its pixels, upright, with the recipe's
 * words and nothing else of what the original said about itself. Quality goes down in steps until
 * the budget is kept; at the lowest, the picture is what it is. Blocks; any thread but the main
 * one.
 *
 * Returns: (transfer full): the file
 */
GBytes *
mb_picture_render (GBytes *original, const MbPictureRecipe *recipe, GError **error)
{
  g_autoptr (MbPixels) pixels = NULL;
  g_autoptr (GBytes) result = NULL;

  g_return_val_if_fail (recipe != NULL, NULL);

  pixels = mb_picture_decode (original, recipe->max_width_px, error);
  if (!pixels)
    return NULL;

  for (int quality = FIRST_QUALITY; quality >= LAST_QUALITY; quality -= QUALITY_STEP) {
    g_clear_pointer (&result, g_bytes_unref);
    result = encode (pixels, recipe, quality, error);
    if (!result || recipe->budget_bytes == 0 || g_bytes_get_size (result) <= recipe->budget_bytes)
      break;
  }

  return g_steal_pointer (&result);
}

/**
 * mb_picture_load_rendition:
 * @assets: where the original is
 * @sha256: its hash
 * @width_px: make it no wider than this
 * @budget_bytes: try to stay under this
 * @words: (nullable) (type MbPictureWords): what to write into it
 * @error: return location
 *
 * Makes a progressive JPEG of a stored picture: an #MbRendition. Blocks; any thread but the main
 * one.
 *
 * Returns: (transfer full): the file
 */
GBytes *
mb_picture_load_rendition (MbAssets *assets,
                           const char *sha256,
                           guint width_px,
                           gsize budget_bytes,
                           gpointer words,
                           GError **error)
{
  MbPictureRecipe recipe = {MB_PICTURE_JPEG, width_px, budget_bytes, {NULL, NULL, NULL}};
  g_autoptr (GBytes) original = mb_assets_load (assets, sha256, NULL, error);

  if (!original)
    return NULL;
  if (words)
    recipe.words = *(const MbPictureWords *) words;

  return mb_picture_render (original, &recipe, error);
}

/**
 * mb_picture_render_for_colleague:
 * @original: a file
 * @caption: (nullable): what to write into it
 * @credit: (nullable): the same
 * @rights: (nullable): the same
 * @error: return location
 *
 * Makes a picture as it may go to somebody who works on the article: as large as it is, without
 * what the original said of place and device. JPEG stays JPEG; what may be transparent becomes
 * WebP. Blocks; any thread but the main one.
 *
 * Returns: (transfer full): the file
 */
GBytes *
mb_picture_render_for_colleague (GBytes *original,
                                 const char *caption,
                                 const char *credit,
                                 const char *rights,
                                 GError **error)
{
  MbPictureRecipe recipe = {MB_PICTURE_WEBP, 0, 0, {caption, credit, rights}};
  MbPictureInfo info;

  g_return_val_if_fail (original != NULL, NULL);

  if (!mb_picture_probe (original, &info, error))
    return NULL;
  if (strcmp (info.mime, "image/jpeg") == 0 || info.width_px > WEBP_MAX_SIDE_PX ||
      info.height_px > WEBP_MAX_SIDE_PX)
    recipe.format = MB_PICTURE_JPEG;

  return mb_picture_render (original, &recipe, error);
}
