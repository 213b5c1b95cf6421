#include "mb-json.h"

#include <string.h>

/* Places in a warning where JSON might begin. */
#define MAX_TRIES 16

/**
 * mb_json_parse:
 * @json: an answer's body
 * @what: what it should be, for the log
 * @error: return location
 *
 * Reads JSON, also behind a byte order mark or a warning that the server's language printed before
 * it.
 *
 * Returns: (transfer full): the root; otherwise `MB_PUBLISH_ERROR_UNKNOWN`
 */
JsonNode *
mb_json_parse (GBytes *json, const char *what, GError **error)
{
  gsize size;
  const char *data = g_bytes_get_data (json, &size);
  g_autofree char *text = data ? g_utf8_make_valid (data, (gssize) size) : g_strdup ("");
  JsonNode *root = NULL;
  guint tries = 0;

  for (const char *start = strpbrk (text, "{["); start && !root && tries < MAX_TRIES; tries++) {
    const char *inside = start + 1 + strspn (start + 1, " \t\r\n");

    root = json_from_string (start, NULL);
    /* It was JSON, broken: the end of it is no answer. */
    if (!root && ((*start == '[' && *inside == '{') || (*start == '{' && *inside == '"')))
      break;
    start = strpbrk (start + 1, "{[");
  }
  if (!root)
    g_set_error (error, MB_PUBLISH_ERROR, MB_PUBLISH_ERROR_UNKNOWN, "the site's answer is not %s",
                 what);

  return root;
}

/**
 * mb_json_parse_object:
 * @json: an answer's body
 * @what: what it should be, for the log
 * @error: return location
 *
 * mb_json_parse() for an answer that is an object.
 *
 * Returns: (transfer full): the root, which holds an object; otherwise `MB_PUBLISH_ERROR_UNKNOWN`
 */
JsonNode *
mb_json_parse_object (GBytes *json, const char *what, GError **error)
{
  gsize size;
  const char *data = g_bytes_get_data (json, &size);
  g_autofree char *text = data ? g_utf8_make_valid (data, (gssize) size) : g_strdup ("");
  const char *start = strchr (text, '{');
  g_autoptr (JsonNode) root = start ? json_from_string (start, NULL) : NULL;

  if (root && JSON_NODE_HOLDS_OBJECT (root))
    return g_steal_pointer (&root);
  g_set_error (error, MB_PUBLISH_ERROR, MB_PUBLISH_ERROR_UNKNOWN, "the site's answer is not %s",
               what);

  return NULL;
}

/**
 * mb_json_as_string:
 * @node: (nullable): a node
 *
 * Reads a string.
 *
 * Returns: (transfer none) (nullable): the string; `NULL` when the node is none
 */
const char *
mb_json_as_string (JsonNode *node)
{
  if (!node || !JSON_NODE_HOLDS_VALUE (node) || json_node_get_value_type (node) != G_TYPE_STRING)
    return NULL;

  return json_node_get_string (node);
}

/**
 * mb_json_string:
 * @object: an object
 * @name: of a member
 *
 * Reads a string.
 *
 * Returns: (transfer none) (nullable): the string
 */
const char *
mb_json_string (JsonObject *object, const char *name)
{
  return object ? mb_json_as_string (json_object_get_member (object, name)) : NULL;
}

static JsonNode *
find_value (JsonObject *object, const char *name, GType type)
{
  JsonNode *node = object ? json_object_get_member (object, name) : NULL;

  return node && JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == type ? node
                                                                                         : NULL;
}

/**
 * mb_json_int:
 * @object: an object
 * @name: of a member
 * @otherwise: what it is when it is no whole number
 *
 * Reads a whole number.
 *
 * Returns: the number
 */
gint64
mb_json_int (JsonObject *object, const char *name, gint64 otherwise)
{
  JsonNode *node = find_value (object, name, G_TYPE_INT64);

  return node ? json_node_get_int (node) : otherwise;
}

/**
 * mb_json_number:
 * @object: an object
 * @name: of a member
 * @otherwise: what it is when it is no number
 *
 * Reads a number, whole or not.
 *
 * Returns: the number
 */
double
mb_json_number (JsonObject *object, const char *name, double otherwise)
{
  JsonNode *node = find_value (object, name, G_TYPE_DOUBLE);

  return node ? json_node_get_double (node)
              : (double) mb_json_int (object, name, (gint64) otherwise);
}

/**
 * mb_json_flag:
 * @object: an object
 * @name: of a member
 * @otherwise: what it is when it is neither true nor false
 *
 * Reads a boolean.
 *
 * Returns: the value
 */
gboolean
mb_json_flag (JsonObject *object, const char *name, gboolean otherwise)
{
  JsonNode *node = find_value (object, name, G_TYPE_BOOLEAN);

  return node ? json_node_get_boolean (node) : otherwise;
}

/**
 * mb_json_object:
 * @object: (nullable): an object
 * @name: of a member
 *
 * Reads an object.
 *
 * Returns: (transfer none) (nullable): the object
 */
JsonObject *
mb_json_object (JsonObject *object, const char *name)
{
  JsonNode *node = object ? json_object_get_member (object, name) : NULL;

  return node && JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
}

/**
 * mb_json_array:
 * @object: (nullable): an object
 * @name: of a member
 *
 * Reads a list.
 *
 * Returns: (transfer none) (nullable): the list
 */
JsonArray *
mb_json_array (JsonObject *object, const char *name)
{
  JsonNode *node = object ? json_object_get_member (object, name) : NULL;

  return node && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
}

/**
 * mb_json_nth_object:
 * @array: (nullable): a list
 * @index: a place in it
 *
 * Reads an object in a list.
 *
 * Returns: (transfer none) (nullable): the object; `NULL` when there is something else, or the list
 * is at its end
 */
JsonObject *
mb_json_nth_object (JsonArray *array, guint index)
{
  JsonNode *node =
    array && index < json_array_get_length (array) ? json_array_get_element (array, index) : NULL;

  return node && JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
}

/**
 * mb_json_add:
 * @builder: in an object
 * @name: of a member
 * @value: (nullable): its value; `NULL`: the member is not written
 *
 * Writes a string.
 */
void
mb_json_add (JsonBuilder *builder, const char *name, const char *value)
{
  if (!value)
    return;
  json_builder_set_member_name (builder, name);
  json_builder_add_string_value (builder, value);
}

/**
 * mb_json_add_int:
 * @builder: in an object
 * @name: of a member
 * @value: its value
 *
 * Writes a whole number.
 */
void
mb_json_add_int (JsonBuilder *builder, const char *name, gint64 value)
{
  json_builder_set_member_name (builder, name);
  json_builder_add_int_value (builder, value);
}

/**
 * mb_json_end:
 * @builder: with a whole value
 *
 * Writes the value as it leaves.
 *
 * Returns: (transfer full): the bytes
 */
GBytes *
mb_json_end (JsonBuilder *builder)
{
  g_autoptr (JsonNode) root = json_builder_get_root (builder);
  char *text = json_to_string (root, FALSE);

  return g_bytes_new_take (text, strlen (text));
}
