#include "mb-parcel-reader.h"

#include <json-glib/json-glib.h>
#include <string.h>

/* The JSON beside the article. Every value's type is looked at: json-glib converts silently. */

#define MAX_PERSON_CHARS 200

static gpointer
damaged (GError **error, const char *what)
{
  g_set_error_literal (error, MB_PACKAGE_ERROR, MB_PACKAGE_ERROR_DAMAGED, what);
  return NULL;
}

/**
 * mb_package_is_sha256:
 * @text: (nullable): a word
 *
 * Whether it is the name of a hash: 64 hex digits, small ones.
 */
gboolean
mb_package_is_sha256 (const char *text)
{
  return text && strlen (text) == 64 && strspn (text, "0123456789abcdef") == 64;
}

static const char *
get_string (JsonObject *object, const char *name)
{
  JsonNode *node = json_object_get_member (object, name);

  return node && json_node_get_value_type (node) == G_TYPE_STRING ? json_node_get_string (node)
                                                                  : NULL;
}

static gboolean
get_number (JsonObject *object, const char *name, gint64 *number)
{
  JsonNode *node = json_object_get_member (object, name);

  if (!node || json_node_get_value_type (node) != G_TYPE_INT64)
    return FALSE;
  *number = json_node_get_int (node);

  return TRUE;
}

static JsonObject *
get_object (JsonObject *object, const char *name)
{
  JsonNode *node = json_object_get_member (object, name);

  return node && JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
}

static JsonArray *
get_array (JsonObject *object, const char *name)
{
  JsonNode *node = json_object_get_member (object, name);

  return node && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
}

static JsonObject *
load (JsonParser *parser, GBytes *json, GError **error)
{
  gsize n;
  const char *data = g_bytes_get_data (json, &n);
  JsonNode *root = NULL;
  gint64 format = 0;

  if (!json_parser_load_from_data (parser, data, (gssize) n, NULL))
    return damaged (error, "no JSON");
  root = json_parser_get_root (parser);
  if (!root || !JSON_NODE_HOLDS_OBJECT (root))
    return damaged (error, "no object");
  if (!get_number (json_node_get_object (root), "format", &format) || format < 1)
    return damaged (error, "no format");
  if (format > MB_PARCEL_FORMAT) {
    g_set_error (error, MB_PACKAGE_ERROR, MB_PACKAGE_ERROR_NEWER, "format %" G_GINT64_FORMAT,
                 format);
    return NULL;
  }

  return json_node_get_object (root);
}

static gboolean
is_name (const char *text, glong max_chars)
{
  if (!text || !*text || g_utf8_strlen (text, -1) > max_chars)
    return FALSE;
  for (; *text; text = g_utf8_next_char (text))
    if (!g_unichar_isprint (g_utf8_get_char (text)))
      return FALSE;

  return TRUE;
}

static gboolean
read_ancestors (JsonObject *root, MbParcel *parcel)
{
  JsonArray *array = get_array (root, "ancestors");

  if (!array || json_array_get_length (array) > MB_PARCEL_MAX_ANCESTORS)
    return FALSE;
  for (guint i = 0; i < json_array_get_length (array); i++) {
    JsonNode *node = json_array_get_element (array, i);
    const char *sha256 =
      json_node_get_value_type (node) == G_TYPE_STRING ? json_node_get_string (node) : NULL;

    if (!mb_package_is_sha256 (sha256))
      return FALSE;
    g_ptr_array_add (parcel->ancestors, g_strdup (sha256));
  }

  return TRUE;
}

/* Pictures in the order of the manifest. */
static gboolean
read_part (MbParcel *parcel, const char *name, const char *sha256)
{
  if (!mb_package_is_sha256 (sha256))
    return FALSE;
  if (strcmp (name, "article.json") == 0) {
    g_set_str (&parcel->sha256, sha256);
    return TRUE;
  }
  if (strcmp (name, "state.json") == 0)
    return TRUE;
  if (!g_str_has_prefix (name, "media/") || strcmp (name + strlen ("media/"), sha256) != 0)
    return FALSE;
  mb_parcel_add_picture (parcel, sha256);

  return TRUE;
}

static gboolean
read_parts (JsonObject *root, MbParcel *parcel, GHashTable *parts)
{
  JsonObject *object = get_object (root, "parts");
  JsonObjectIter iter;
  const char *name = NULL;

  if (!object || json_object_get_size (object) > MB_PARCEL_MAX_PICTURES + 2)
    return FALSE;
  json_object_iter_init_ordered (&iter, object);
  while (json_object_iter_next_ordered (&iter, &name, NULL)) {
    const char *sha256 = get_string (object, name);

    if (!read_part (parcel, name, sha256))
      return FALSE;
    g_hash_table_insert (parts, g_strdup (name), g_strdup (sha256));
  }

  return parcel->sha256 && g_hash_table_contains (parts, "state.json");
}

/**
 * mb_package_read_manifest:
 * @json: bytes from anybody
 * @parts: (element-type utf8 utf8): filled with the hash of each part
 * @error: return location
 *
 * Reads what a file says it holds.
 *
 * Returns: (transfer full): a parcel with its facts, and pictures without bytes
 */
MbParcel *
mb_package_read_manifest (GBytes *json, GHashTable *parts, GError **error)
{
  g_autoptr (JsonParser) parser = json_parser_new_immutable ();
  JsonObject *root = load (parser, json, error);
  g_autoptr (MbParcel) parcel = NULL;
  const char *article = NULL;
  const char *store = NULL;
  const char *person = NULL;
  const char *person_id = NULL;

  if (!root)
    return NULL;
  article = get_string (root, "article");
  store = get_string (root, "store");
  person = get_string (root, "person");
  person_id = get_string (root, "personId");
  if (!article || !g_uuid_string_is_valid (article) || !store || !g_uuid_string_is_valid (store))
    return damaged (error, "manifest: no ids");

  parcel = mb_parcel_new (NULL);
  parcel->article_id = g_ascii_strdown (article, -1);
  parcel->store_id = g_ascii_strdown (store, -1);
  parcel->person = is_name (person, MAX_PERSON_CHARS) ? g_strdup (person) : NULL;
  if (person_id && g_uuid_string_is_valid (person_id))
    parcel->person_id = g_strdup (person_id);
  if (!get_number (root, "time", &parcel->time_ms) || parcel->time_ms < 0 ||
      parcel->time_ms > MB_RECORD_MAX_TIME_MS)
    return damaged (error, "manifest: no time");
  if (!read_ancestors (root, parcel))
    return damaged (error, "manifest: no ancestors");
  if (!read_parts (root, parcel, parts))
    return damaged (error, "manifest: no parts");

  return g_steal_pointer (&parcel);
}
