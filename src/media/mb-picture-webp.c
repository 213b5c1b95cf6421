#include "mb-picture-write.h"

#include <string.h>

#include <webp/encode.h>

/* WebP through libwebp. Its plain file has no room for words; with some, it is wrapped in the
 * extended container. */

#define FLAG_XMP 0x04
#define FLAGS_OFFSET 20

static void
append_le (GByteArray *out, guint32 value, guint n_bytes)
{
  for (guint i = 0; i < n_bytes; i++) {
    guint8 byte = (guint8) (value >> (8 * i));

    g_byte_array_append (out, &byte, 1);
  }
}

static void
append_chunk (GByteArray *out, const char *name, const void *data, gsize n_bytes)
{
  g_byte_array_append (out, (const guint8 *) name, 4);
  append_le (out, (guint32) n_bytes, 4);
  g_byte_array_append (out, data, (guint) n_bytes);
  if (n_bytes & 1)
    append_le (out, 0, 1);
}

/* A picture with transparency comes in the extended container already. */
static GBytes *
wrap (const guint8 *plain, gsize n_plain, const MbPixels *pixels, const char *xmp)
{
  GByteArray *out = g_byte_array_new ();
  guint32 size;

  if (memcmp (plain + 12, "VP8X", 4) == 0) {
    g_byte_array_append (out, plain, (guint) n_plain);
    out->data[FLAGS_OFFSET] |= FLAG_XMP;
  } else {
    g_byte_array_append (out, (const guint8 *) "RIFF\0\0\0\0WEBPVP8X", 16);
    append_le (out, 10, 4);
    append_le (out, FLAG_XMP, 4);
    append_le (out, pixels->width_px - 1, 3);
    append_le (out, pixels->height_px - 1, 3);
    g_byte_array_append (out, plain + 12, (guint) (n_plain - 12));
  }
  append_chunk (out, "XMP ", xmp, strlen (xmp));

  size = GUINT32_TO_LE (out->len - 8);
  memcpy (out->data + 4, &size, 4);

  return g_byte_array_free_to_bytes (out);
}

/**
 * mb_picture_write_webp:
 * @pixels: what to write
 * @quality: 1 to 100
 * @xmp: (nullable): a packet to write with it
 * @error: return location
 *
 * Makes a lossy WebP.
 *
 * Returns: (transfer full): the file
 */
GBytes *
mb_picture_write_webp (const MbPixels *pixels, int quality, const char *xmp, GError **error)
{
  const guint8 *data = g_bytes_get_data (pixels->bytes, NULL);
  guint8 *bytes = NULL;
  gsize n_bytes = WebPEncodeRGBA (data, (int) pixels->width_px, (int) pixels->height_px,
                                  (int) pixels->stride_bytes, (float) quality, &bytes);
  GBytes *result = NULL;

  if (n_bytes < 30) {
    g_set_error_literal (error, MB_MEDIA_ERROR, MB_MEDIA_ERROR_FAILED, "libwebp made no picture");
    WebPFree (bytes);
    return NULL;
  }

  result = xmp ? wrap (bytes, n_bytes, pixels, xmp) : g_bytes_new (bytes, n_bytes);
  WebPFree (bytes);

  return result;
}
