#include "mb-picture-size.h"

#include <string.h>

/* The kinds of picture are told by their bytes; names lie. */

static guint
read_16_be (const guint8 *at)
{
  return (guint) at[0] << 8 | at[1];
}

static guint
read_16_le (const guint8 *at)
{
  return (guint) at[1] << 8 | at[0];
}

static guint
read_24_le (const guint8 *at)
{
  return (guint) at[2] << 16 | read_16_le (at);
}

static guint
read_32_be (const guint8 *at)
{
  return read_16_be (at) << 16 | read_16_be (at + 2);
}

static gboolean
begins (const guint8 *bytes, gsize n_bytes, gsize at, const char *magic, gsize n_magic)
{
  return n_bytes >= at + n_magic && memcmp (bytes + at, magic, n_magic) == 0;
}

/* Start of frame: C0 to CF, but for the three that mean other things. */
static gboolean
is_frame_marker (guint8 marker)
{
  return marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 && marker != 0xcc;
}

static gboolean
read_jpeg (const guint8 *bytes, gsize n_bytes, MbPictureSize *size)
{
  gsize at = 2;

  while (at + 9 < n_bytes) {
    guint8 marker = bytes[at + 1];

    if (bytes[at] != 0xff)
      return FALSE;
    if (marker == 0xff) {
      at++;
      continue;
    }
    if (is_frame_marker (marker)) {
      *size =
        (MbPictureSize) {"image/jpeg", read_16_be (bytes + at + 7), read_16_be (bytes + at + 5)};
      return TRUE;
    }
    at +=
      marker == 0x01 || (marker >= 0xd0 && marker <= 0xd8) ? 2 : 2 + read_16_be (bytes + at + 2);
  }

  return FALSE;
}

static gboolean
read_webp (const guint8 *bytes, gsize n_bytes, MbPictureSize *size)
{
  if (n_bytes < 30)
    return FALSE;

  size->mime = "image/webp";
  if (begins (bytes, n_bytes, 12, "VP8X", 4)) {
    size->width_px = read_24_le (bytes + 24) + 1;
    size->height_px = read_24_le (bytes + 27) + 1;
  } else if (begins (bytes, n_bytes, 12, "VP8L", 4)) {
    guint bits = read_16_le (bytes + 21) | read_16_le (bytes + 23) << 16;

    size->width_px = (bits & 0x3fff) + 1;
    size->height_px = ((bits >> 14) & 0x3fff) + 1;
  } else if (begins (bytes, n_bytes, 12, "VP8 ", 4)) {
    size->width_px = read_16_le (bytes + 26) & 0x3fff;
    size->height_px = read_16_le (bytes + 28) & 0x3fff;
  } else {
    return FALSE;
  }

  return TRUE;
}

/**
 * mb_picture_size_read:
 * @bytes: a file's bytes
 * @n_bytes: their number
 * @size: (out): kind and size as stored, before any orientation
 *
 * Reads the headers of JPEG, PNG, GIF and WebP. No pixel is decoded.
 *
 * Returns: whether it is one of them, with a size
 */
gboolean
mb_picture_size_read (const guint8 *bytes, gsize n_bytes, MbPictureSize *size)
{
  g_return_val_if_fail (bytes != NULL || n_bytes == 0, FALSE);
  g_return_val_if_fail (size != NULL, FALSE);

  *size = (MbPictureSize) {NULL, 0, 0};
  if (begins (bytes, n_bytes, 0, "\xff\xd8\xff", 3)) {
    if (!read_jpeg (bytes, n_bytes, size))
      return FALSE;
  } else if (begins (bytes, n_bytes, 0, "\x89PNG\r\n\x1a\n", 8) &&
             begins (bytes, n_bytes, 12, "IHDR", 4) && n_bytes >= 24) {
    *size = (MbPictureSize) {"image/png", read_32_be (bytes + 16), read_32_be (bytes + 20)};
  } else if ((begins (bytes, n_bytes, 0, "GIF87a", 6) || begins (bytes, n_bytes, 0, "GIF89a", 6)) &&
             n_bytes >= 10) {
    *size = (MbPictureSize) {"image/gif", read_16_le (bytes + 6), read_16_le (bytes + 8)};
  } else if (begins (bytes, n_bytes, 0, "RIFF", 4) && begins (bytes, n_bytes, 8, "WEBP", 4)) {
    if (!read_webp (bytes, n_bytes, size))
      return FALSE;
  }

  return size->width_px > 0 && size->height_px > 0;
}
