#include "mb-picture-header.h"

#include <string.h>

/* Sizes and orientation from the first bytes of a file, before any decoder sees it. Every read goes
 * through a cursor that knows its end. */

typedef struct {
  const guint8 *data;
  gsize size;
} Span;

static gboolean
has (Span span, gsize offset, gsize n_bytes)
{
  return offset <= span.size && n_bytes <= span.size - offset;
}

static gboolean
starts_with (Span span, gsize offset, const char *magic, gsize n_bytes)
{
  return has (span, offset, n_bytes) && memcmp (span.data + offset, magic, n_bytes) == 0;
}

/* Bytes that are not there read as 0, which no valid size is. */
static guint32
read_be (Span span, gsize offset, guint n_bytes)
{
  guint32 value = 0;

  if (!has (span, offset, n_bytes))
    return 0;
  for (guint i = 0; i < n_bytes; i++)
    value = value << 8 | span.data[offset + i];

  return value;
}

static guint32
read_le (Span span, gsize offset, guint n_bytes)
{
  guint32 value = 0;

  if (!has (span, offset, n_bytes))
    return 0;
  for (guint i = n_bytes; i > 0; i--)
    value = value << 8 | span.data[offset + i - 1];

  return value;
}

static Span
cut (Span span, gsize offset, gsize n_bytes)
{
  Span part = {NULL, 0};

  if (!has (span, offset, 0))
    return part;
  part.data = span.data + offset;
  part.size = MIN (n_bytes, span.size - offset);

  return part;
}

static guint
read_orientation (Span tiff)
{
  gboolean little = starts_with (tiff, 0, "II*\0", 4);
  guint32 (*read) (Span, gsize, guint) = little ? read_le : read_be;
  guint32 ifd;
  guint32 n_entries;

  if (!little && !starts_with (tiff, 0, "MM\0*", 4))
    return 1;

  ifd = read (tiff, 4, 4);
  n_entries = read (tiff, ifd, 2);
  for (guint32 i = 0; i < n_entries && has (tiff, (gsize) ifd + 2 + 12 * (gsize) i, 12); i++) {
    gsize entry = (gsize) ifd + 2 + 12 * (gsize) i;
    guint32 value = read (tiff, entry + 8, 2);

    if (read (tiff, entry, 2) == 0x0112 && read (tiff, entry + 2, 2) == 3)
      return value >= 1 && value <= 8 ? value : 1;
  }

  return 1;
}

static gboolean
is_jpeg_size (guint8 marker)
{
  return marker >= 0xC0 && marker <= 0xCF && marker != 0xC4 && marker != 0xC8 && marker != 0xCC;
}

static gboolean
read_jpeg (Span file, MbPictureInfo *info)
{
  gsize at = 2;
  gboolean oriented = FALSE;

  while (has (file, at, 4)) {
    guint8 marker = file.data[at + 1];
    guint32 length;

    if (file.data[at] != 0xFF)
      return FALSE;
    if (marker == 0xFF || marker == 0x01 || (marker >= 0xD0 && marker <= 0xD8)) {
      at += marker == 0xFF ? 1 : 2;
      continue;
    }
    length = read_be (file, at + 2, 2);
    if (length < 2 || marker == 0xDA || marker == 0xD9)
      return FALSE;
    if (is_jpeg_size (marker)) {
      info->height_px = read_be (file, at + 5, 2);
      info->width_px = read_be (file, at + 7, 2);
      return TRUE;
    }
    if (marker == 0xE1 && !oriented && starts_with (file, at + 4, "Exif\0", 5)) {
      info->orientation = read_orientation (cut (file, at + 10, length >= 8 ? length - 8 : 0));
      oriented = TRUE;
    }
    at += 2 + (gsize) length;
  }

  return FALSE;
}

static gboolean
read_png (Span file, MbPictureInfo *info)
{
  gsize at = 8;

  info->width_px = read_be (file, 16, 4);
  info->height_px = read_be (file, 20, 4);
  if (!starts_with (file, 12, "IHDR", 4))
    return FALSE;

  while (has (file, at, 12) && !starts_with (file, at + 4, "IDAT", 4)) {
    guint32 length = read_be (file, at, 4);

    if (starts_with (file, at + 4, "eXIf", 4))
      info->orientation = read_orientation (cut (file, at + 8, length));
    at += 12 + (gsize) length;
  }

  return TRUE;
}

static gboolean
read_webp (Span file, MbPictureInfo *info)
{
  gsize at = 12;

  if (starts_with (file, 12, "VP8 ", 4)) {
    info->width_px = read_le (file, 26, 2) & 0x3FFF;
    info->height_px = read_le (file, 28, 2) & 0x3FFF;
    return TRUE;
  }
  if (starts_with (file, 12, "VP8L", 4)) {
    guint32 bits = read_le (file, 21, 4);

    info->width_px = (bits & 0x3FFF) + 1;
    info->height_px = (bits >> 14 & 0x3FFF) + 1;
    return has (file, 21, 4);
  }
  if (!starts_with (file, 12, "VP8X", 4) || !has (file, 24, 6))
    return FALSE;

  info->width_px = read_le (file, 24, 3) + 1;
  info->height_px = read_le (file, 27, 3) + 1;
  while (has (file, at, 8)) {
    guint32 length = read_le (file, at + 4, 4);
    gsize prefix = starts_with (file, at + 8, "Exif\0\0", 6) ? 6 : 0;

    if (starts_with (file, at, "EXIF", 4))
      info->orientation = read_orientation (cut (file, at + 8 + prefix, length));
    at += 8 + (gsize) length + (length & 1);
  }

  return TRUE;
}

static gboolean
read_gif (Span file, MbPictureInfo *info)
{
  info->width_px = read_le (file, 6, 2);
  info->height_px = read_le (file, 8, 2);

  return TRUE;
}

static gboolean
read_sizes (Span file, MbPictureInfo *info, GError **error)
{
  gboolean read;

  if (starts_with (file, 0, "\xFF\xD8\xFF", 3)) {
    info->mime = "image/jpeg";
    read = read_jpeg (file, info);
  } else if (starts_with (file, 0, "\x89PNG\r\n\x1A\n", 8)) {
    info->mime = "image/png";
    read = read_png (file, info);
  } else if (starts_with (file, 0, "RIFF", 4) && starts_with (file, 8, "WEBP", 4)) {
    info->mime = "image/webp";
    read = read_webp (file, info);
  } else if (starts_with (file, 0, "GIF87a", 6) || starts_with (file, 0, "GIF89a", 6)) {
    info->mime = "image/gif";
    read = read_gif (file, info);
  } else {
    g_set_error_literal (error, MB_MEDIA_ERROR, MB_MEDIA_ERROR_FORMAT, "no picture that we read");
    return FALSE;
  }
  if (!read || info->width_px == 0 || info->height_px == 0) {
    g_set_error (error, MB_MEDIA_ERROR, MB_MEDIA_ERROR_DAMAGED, "%s without a size", info->mime);
    return FALSE;
  }

  return TRUE;
}

static gboolean
check_limits (const MbPictureInfo *info, GError **error)
{
  if (info->width_px <= MB_PICTURE_MAX_SIDE_PX && info->height_px <= MB_PICTURE_MAX_SIDE_PX &&
      (guint64) info->width_px * info->height_px <= MB_PICTURE_MAX_PIXELS)
    return TRUE;

  g_set_error (error, MB_MEDIA_ERROR, MB_MEDIA_ERROR_TOO_LARGE, "%u by %u pixels", info->width_px,
               info->height_px);

  return FALSE;
}

/**
 * mb_picture_header_read:
 * @original: a file
 * @info: (out caller-allocates): what it says
 * @error: return location
 *
 * Reads the head of a picture and holds it to our limits.
 *
 * Returns: whether a decoder may see it
 */
gboolean
mb_picture_header_read (GBytes *original, MbPictureInfo *info, GError **error)
{
  MbPictureInfo found = {NULL, 0, 0, 1};
  Span file = {NULL, 0};

  file.data = g_bytes_get_data (original, &file.size);
  if (file.size > MB_PICTURE_MAX_BYTES) {
    g_set_error (error, MB_MEDIA_ERROR, MB_MEDIA_ERROR_TOO_LARGE, "%zu bytes", file.size);
    return FALSE;
  }
  if (!read_sizes (file, &found, error) || !check_limits (&found, error))
    return FALSE;

  if (found.orientation >= 5) {
    guint width_px = found.width_px;

    found.width_px = found.height_px;
    found.height_px = width_px;
  }
  *info = found;

  return TRUE;
}
