#include "mb-picture-reader.h"

#include "mb-picture-size.h"

#include <gexiv2/gexiv2.h>
#include <string.h>

G_DEFINE_QUARK (mb_picture_error_quark, mb_picture_error)

/* The first key that says something wins: newer standards before older ones. */
static const char *const caption_keys[] = {"Xmp.dc.description", "Iptc.Application2.Caption",
                                           "Exif.Image.ImageDescription", NULL};
static const char *const credit_keys[] = {"Xmp.photoshop.Credit", "Iptc.Application2.Credit",
                                          "Xmp.dc.creator",       "Iptc.Application2.Byline",
                                          "Exif.Image.Artist",    NULL};
static const char *const rights_keys[] = {"Xmp.dc.rights", "Iptc.Application2.Copyright",
                                          "Exif.Image.Copyright", NULL};
static const char *const place_keys[] = {"Exif.GPSInfo.GPSLatitude", "Xmp.exif.GPSLatitude", NULL};
static const char *const device_keys[] = {
  "Exif.Photo.BodySerialNumber",
  "Exif.Photo.LensSerialNumber",
  "Exif.Photo.CameraOwnerName",
  "Exif.Photo.ImageUniqueID",
  "Xmp.aux.SerialNumber",
  "Xmp.exifEX.BodySerialNumber",
  NULL,
};

/**
 * mb_picture_reader_prepare:
 * @error: return location
 *
 * Loads what the metadata library wants to load, before the process shuts itself in.
 *
 * Returns: whether it could
 */
gboolean
mb_picture_reader_prepare (GError **error)
{
  if (gexiv2_initialize ()) {
    gexiv2_log_set_level (GEXIV2_LOG_LEVEL_MUTE); /* a stranger's damage is no fault of ours */
    return TRUE;
  }

  g_set_error_literal (error, MB_PICTURE_ERROR, MB_PICTURE_ERROR_FAILED, "no metadata library");
  return FALSE;
}

/* `lang="x-default" Words` is how alternatives in several languages are given. */
static const char *
skip_language (const char *value)
{
  if (g_str_has_prefix (value, "lang=\"") && strstr (value, "\" "))
    return strstr (value, "\" ") + 2;

  return value;
}

static char *
find_words (GExiv2Metadata *metadata, const char *const *keys)
{
  for (guint i = 0; keys[i]; i++) {
    g_autofree char *value = gexiv2_metadata_try_get_tag_string (metadata, keys[i], NULL);
    g_autofree char *valid = NULL;

    if (!value)
      continue;
    valid = g_utf8_make_valid (skip_language (value), MIN (strlen (skip_language (value)), 4000));
    if (*g_strstrip (valid))
      return g_steal_pointer (&valid);
  }

  return NULL;
}

static gboolean
has_any (GExiv2Metadata *metadata, const char *const *keys)
{
  for (guint i = 0; keys[i]; i++)
    if (gexiv2_metadata_try_has_tag (metadata, keys[i], NULL))
      return TRUE;

  return FALSE;
}

/* Damaged metadata is no reason to refuse a picture: it has none then. */
static void
read_metadata (MbPictureFacts *facts, const guint8 *bytes, gsize n_bytes)
{
  g_autoptr (GExiv2Metadata) metadata = gexiv2_metadata_new ();
  int orientation;

  if (!gexiv2_metadata_open_buf (metadata, bytes, (glong) n_bytes, NULL))
    return;

  orientation = gexiv2_metadata_try_get_orientation (metadata, NULL);
  facts->orientation = orientation >= 1 && orientation <= 8 ? (guint) orientation : 1;
  facts->caption = find_words (metadata, caption_keys);
  facts->credit = find_words (metadata, credit_keys);
  facts->rights = find_words (metadata, rights_keys);
  facts->has_place = has_any (metadata, place_keys);
  facts->has_device = has_any (metadata, device_keys);
}

/**
 * mb_picture_read:
 * @bytes: a picture, from anybody
 * @n_bytes: its length
 * @error: return location
 *
 * Reads kind, size and metadata. `MB_PICTURE_ERROR_LIMITS` is for what is better not decoded.
 *
 * Returns: (transfer full) (nullable): what it says
 */
MbPictureFacts *
mb_picture_read (const guint8 *bytes, gsize n_bytes, GError **error)
{
  g_autoptr (MbPictureFacts) facts = NULL;
  MbPictureSize size;

  g_return_val_if_fail (bytes != NULL || n_bytes == 0, NULL);

  if (!mb_picture_size_read (bytes, n_bytes, &size)) {
    g_set_error_literal (error, MB_PICTURE_ERROR, MB_PICTURE_ERROR_UNKNOWN, "no picture");
    return NULL;
  }
  if (n_bytes > MB_PICTURE_MAX_BYTES || size.width_px > MB_PICTURE_MAX_SIDE_PX ||
      size.height_px > MB_PICTURE_MAX_SIDE_PX ||
      (guint64) size.width_px * size.height_px > MB_PICTURE_MAX_PIXELS) {
    g_set_error (error, MB_PICTURE_ERROR, MB_PICTURE_ERROR_LIMITS, "%u x %u pixels", size.width_px,
                 size.height_px);
    return NULL;
  }

  facts = g_new0 (MbPictureFacts, 1);
  facts->mime = size.mime;
  facts->width_px = size.width_px;
  facts->height_px = size.height_px;
  facts->orientation = 1;
  read_metadata (facts, bytes, n_bytes);

  return g_steal_pointer (&facts);
}

/**
 * mb_picture_facts_free:
 * @facts: (transfer full): facts
 *
 * Frees them.
 */
void
mb_picture_facts_free (MbPictureFacts *facts)
{
  g_free (facts->caption);
  g_free (facts->credit);
  g_free (facts->rights);
  g_free (facts);
}
