#include "mb-receipt.h"

#include <json-glib/json-glib.h>

struct _MbReceipt {
  gatomicrefcount refs;
  MbReceiptFields fields;
};

G_DEFINE_BOXED_TYPE (MbReceipt, mb_receipt, mb_receipt_ref, mb_receipt_unref)

/**
 * mb_receipt_new:
 * @fields: what was found; copied
 *
 * Makes a receipt.
 *
 * Returns: (transfer full): the receipt
 */
MbReceipt *
mb_receipt_new (const MbReceiptFields *fields)
{
  MbReceipt *self;

  g_return_val_if_fail (fields != NULL, NULL);

  self = g_new0 (MbReceipt, 1);
  g_atomic_ref_count_init (&self->refs);
  self->fields = *fields;
  self->fields.url = g_strdup (fields->url);
  self->fields.missing = (const char *const *) g_strdupv ((char **) fields->missing);

  return self;
}

/**
 * mb_receipt_ref:
 * @self: a receipt
 *
 * Takes a reference.
 *
 * Returns: (transfer full): @self
 */
MbReceipt *
mb_receipt_ref (MbReceipt *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  g_atomic_ref_count_inc (&self->refs);

  return self;
}

/**
 * mb_receipt_unref:
 * @self: a receipt
 *
 * Drops a reference.
 */
void
mb_receipt_unref (MbReceipt *self)
{
  g_return_if_fail (self != NULL);

  if (!g_atomic_ref_count_dec (&self->refs))
    return;

  g_free ((char *) self->fields.url);
  g_strfreev ((char **) self->fields.missing);
  g_free (self);
}

/**
 * mb_receipt_get_fields:
 * @self: a receipt
 *
 * Reads a receipt.
 *
 * Returns: (transfer none): what was found
 */
const MbReceiptFields *
mb_receipt_get_fields (const MbReceipt *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return &self->fields;
}

/**
 * mb_receipt_is_complete:
 * @self: a receipt
 *
 * Whether everything that was sent was found.
 *
 * Returns: `TRUE` when headline, every text and every picture are there
 */
gboolean
mb_receipt_is_complete (const MbReceipt *self)
{
  g_return_val_if_fail (self != NULL, FALSE);

  return self->fields.headline && self->fields.n_paragraphs_found == self->fields.n_paragraphs &&
         self->fields.n_pictures_found == self->fields.n_pictures;
}

/**
 * mb_receipt_to_json:
 * @self: a receipt
 *
 * Writes a receipt for the store.
 *
 * Returns: (transfer full): JSON
 */
char *
mb_receipt_to_json (const MbReceipt *self)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (JsonNode) root = NULL;
  const MbReceiptFields *fields = &self->fields;
  const struct {
    const char *name;
    gint64 value;
  } numbers[] = {
    {"checkedMs", fields->checked_ms},
    {"paragraphs", fields->n_paragraphs},
    {"paragraphsFound", fields->n_paragraphs_found},
    {"pictures", fields->n_pictures},
    {"picturesFound", fields->n_pictures_found},
    {"omitted", fields->n_omitted},
  };

  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "url");
  json_builder_add_string_value (builder, fields->url);
  json_builder_set_member_name (builder, "publicPage");
  json_builder_add_boolean_value (builder, fields->public_page);
  json_builder_set_member_name (builder, "headline");
  json_builder_add_boolean_value (builder, fields->headline);
  for (guint i = 0; i < G_N_ELEMENTS (numbers); i++) {
    json_builder_set_member_name (builder, numbers[i].name);
    json_builder_add_int_value (builder, numbers[i].value);
  }
  json_builder_set_member_name (builder, "missing");
  json_builder_begin_array (builder);
  for (guint i = 0; fields->missing && fields->missing[i]; i++)
    json_builder_add_string_value (builder, fields->missing[i]);
  json_builder_end_array (builder);
  json_builder_end_object (builder);
  root = json_builder_get_root (builder);

  return json_to_string (root, FALSE);
}

static gint64
read_number (JsonObject *object, const char *name)
{
  JsonNode *node = json_object_get_member (object, name);

  if (!node || json_node_get_value_type (node) != G_TYPE_INT64)
    return 0;

  return json_node_get_int (node);
}

static gboolean
read_flag (JsonObject *object, const char *name)
{
  JsonNode *node = json_object_get_member (object, name);

  return node && json_node_get_value_type (node) == G_TYPE_BOOLEAN && json_node_get_boolean (node);
}

static char **
read_missing (JsonObject *object)
{
  g_autoptr (GStrvBuilder) words = g_strv_builder_new ();
  JsonNode *node = json_object_get_member (object, "missing");
  JsonArray *array = node && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;

  for (guint i = 0; array && i < json_array_get_length (array); i++) {
    JsonNode *element = json_array_get_element (array, i);

    if (json_node_get_value_type (element) == G_TYPE_STRING)
      g_strv_builder_add (words, json_node_get_string (element));
  }

  return g_strv_builder_end (words);
}

/**
 * mb_receipt_from_json:
 * @json: (nullable): what mb_receipt_to_json() wrote
 *
 * Reads a receipt back.
 *
 * Returns: (transfer full) (nullable): the receipt
 */
MbReceipt *
mb_receipt_from_json (const char *json)
{
  g_autoptr (JsonNode) root = json ? json_from_string (json, NULL) : NULL;
  g_auto (GStrv) missing = NULL;
  JsonObject *object;
  JsonNode *url;

  if (!root || !JSON_NODE_HOLDS_OBJECT (root))
    return NULL;
  object = json_node_get_object (root);
  url = json_object_get_member (object, "url");
  if (!url || json_node_get_value_type (url) != G_TYPE_STRING)
    return NULL;
  missing = read_missing (object);

  return mb_receipt_new (&(MbReceiptFields) {
    .url = json_node_get_string (url),
    .checked_ms = read_number (object, "checkedMs"),
    .public_page = read_flag (object, "publicPage"),
    .headline = read_flag (object, "headline"),
    .n_paragraphs = (guint) read_number (object, "paragraphs"),
    .n_paragraphs_found = (guint) read_number (object, "paragraphsFound"),
    .n_pictures = (guint) read_number (object, "pictures"),
    .n_pictures_found = (guint) read_number (object, "picturesFound"),
    .n_omitted = (guint) read_number (object, "omitted"),
    .missing = missing[0] ? (const char *const *) missing : NULL,
  });
}
