#include "mb-package-reader.h"

#include "mb-codec.h"
#include "mb-helper-client.h"
#include "mb-intake.h"
#include "mb-picture-report.h"

#include <json-glib/json-glib.h>
#include <string.h>

static gpointer
fail (GError **error, MbFormatsError code, const char *what)
{
  g_set_error (error, MB_FORMATS_ERROR, code, "an article file: %s", what);
  return NULL;
}

/**
 * mb_package_is_one:
 * @bytes: a file
 *
 * Whether its first bytes are those of an article file.
 */
gboolean
mb_package_is_one (GBytes *bytes)
{
  static const char mark[] = "mimetype" MB_PARCEL_MIME;
  gsize n;
  const char *data = g_bytes_get_data (bytes, &n);

  return n > 30 + strlen (mark) && memcmp (data, "PK\003\004", 4) == 0 &&
         memcmp (data + 30, mark, strlen (mark)) == 0;
}

static const char *
get_word (JsonArray *array, guint i)
{
  JsonNode *node = json_array_get_element (array, i);

  return json_node_get_value_type (node) == G_TYPE_STRING ? json_node_get_string (node) : NULL;
}

static gboolean
is_hash (const char *text)
{
  return text && strlen (text) == 64 && strspn (text, "0123456789abcdef") == 64;
}

static JsonArray *
get_hashes (JsonObject *head, const char *name, guint max)
{
  JsonNode *node = json_object_get_member (head, name);
  JsonArray *array = node && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;

  if (!array || json_array_get_length (array) > max)
    return NULL;
  for (guint i = 0; i < json_array_get_length (array); i++)
    if (!is_hash (get_word (array, i)))
      return NULL;

  return array;
}

static MbParcel *
read_head (JsonObject *head)
{
  g_autoptr (MbParcel) parcel = NULL;
  JsonArray *ancestors = get_hashes (head, "ancestors", MB_PARCEL_MAX_ANCESTORS);
  JsonArray *pictures = get_hashes (head, "pictures", MB_PARCEL_MAX_PICTURES);
  const char *article = json_object_get_string_member_with_default (head, "article", "");
  const char *sha256 = json_object_get_string_member_with_default (head, "sha256", "");

  if (!ancestors || !pictures || !g_uuid_string_is_valid (article) || !is_hash (sha256))
    return NULL;
  parcel = mb_parcel_new (article);
  parcel->sha256 = g_strdup (sha256);
  parcel->store_id = g_strdup (json_object_get_string_member_with_default (head, "store", NULL));
  parcel->person = g_strdup (json_object_get_string_member_with_default (head, "person", NULL));
  parcel->person_id =
    g_strdup (json_object_get_string_member_with_default (head, "personId", NULL));
  parcel->time_ms = json_object_get_int_member_with_default (head, "time", 0);
  for (guint i = 0; i < json_array_get_length (ancestors); i++)
    g_ptr_array_add (parcel->ancestors, g_strdup (get_word (ancestors, i)));
  for (guint i = 0; i < json_array_get_length (pictures); i++)
    mb_parcel_add_picture (parcel, get_word (pictures, i));

  return g_steal_pointer (&parcel);
}

/* What a terminal would obey, or would end a text, is taken out of the words. */
static gboolean
read_article (MbParcel *parcel, GBytes *json, GError **error)
{
  g_autofree char *text = g_strndup (g_bytes_get_data (json, NULL), g_bytes_get_size (json));
  guint n_controls = 0;
  char *words = mb_import_drop_control_escapes (text, &n_controls);
  g_autoptr (GBytes) clean = g_bytes_new_take (words, strlen (words));

  parcel->snapshot = mb_codec_decode_snapshot (clean, error);

  return parcel->snapshot && mb_snapshot_check (parcel->snapshot, error);
}

/* Decoded by the one codec again: a helper that was taken in by a file has no say in it. */
static gboolean
read_record (MbParcel *parcel, JsonObject *head, GError **error)
{
  const char *text = json_object_get_string_member_with_default (head, "record", "");
  g_autoptr (GBytes) json = g_bytes_new (text, strlen (text));
  MbReviewRecord *record = mb_codec_decode_record (json, error);

  if (!record)
    return FALSE;
  mb_review_record_free (parcel->record);
  parcel->record = record;

  return TRUE;
}

/* Looked at one by one, as pictures from anywhere: what cannot be decoded is no picture. */
static gboolean
take_pictures (MbParcel *parcel, GPtrArray *bytes, GCancellable *cancellable, GError **error)
{
  if (bytes->len != parcel->pictures->len)
    return fail (error, MB_FORMATS_ERROR_HELPER, "not all of its pictures") != NULL;
  for (guint i = 0; i < bytes->len; i++) {
    MbParcelPicture *picture = g_ptr_array_index (parcel->pictures, i);
    g_autoptr (MbPictureReport) report =
      mb_picture_report_read_sync (g_ptr_array_index (bytes, i), cancellable, error);

    if (!report)
      return FALSE;
    picture->bytes = g_bytes_ref (g_ptr_array_index (bytes, i));
    picture->is_clean = !report->has_place && !report->has_device;
  }
  mb_parcel_count_missing (parcel);

  return TRUE;
}

/**
 * mb_package_read_sync:
 * @bytes: a file, from anybody
 * @cancellable: (nullable): to give up
 * @error: return location
 *
 * Has an article file read by marbre-helper. Blocks: for workers, the CLI and tests.
 *
 * Codes to act on: `MB_FORMATS_ERROR_UNKNOWN` (another file), `MB_FORMATS_ERROR_DAMAGED`,
 * `MB_FORMATS_ERROR_NEWER`, `MB_FORMATS_ERROR_TOO_LARGE`, `MB_FORMATS_ERROR_LIMITS`.
 *
 * Returns: (transfer full): what it holds
 */
MbParcel *
mb_package_read_sync (GBytes *bytes, GCancellable *cancellable, GError **error)
{
  g_autoptr (MbHelperAnswer) answer = NULL;
  g_autoptr (JsonParser) parser = json_parser_new_immutable ();
  g_autoptr (MbParcel) parcel = NULL;
  gsize n;
  JsonObject *facts = NULL;
  const char *head = NULL;

  g_return_val_if_fail (bytes != NULL, NULL);

  if (g_bytes_get_size (bytes) > MB_PARCEL_MAX_BYTES)
    return fail (error, MB_FORMATS_ERROR_TOO_LARGE, "too many bytes");
  answer = mb_helper_run ("package", bytes, cancellable, error);
  if (!answer)
    return NULL;
  head = g_bytes_get_data (answer->head, &n);
  if (!json_parser_load_from_data (parser, head, (gssize) n, error))
    return NULL;
  facts = json_node_get_object (json_parser_get_root (parser));
  parcel = read_head (facts);
  if (!parcel || !answer->blocks)
    return fail (error, MB_FORMATS_ERROR_HELPER, "no article in the answer");
  if (!read_article (parcel, answer->blocks, error) || !read_record (parcel, facts, error) ||
      !take_pictures (parcel, answer->pictures, cancellable, error))
    return NULL;

  return g_steal_pointer (&parcel);
}
