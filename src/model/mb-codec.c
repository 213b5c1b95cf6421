#include "mb-codec.h"

#include "mb-id.h"

#include <json-glib/json-glib.h>

/* The reading half of the codec. Types are looked at before every read, because json-glib converts
 * silently; unknown members are ignored, missing or wrong ones fail. What is read is checked like
 * everything else: a snapshot by mb_snapshot_check(), a step by being applied. */

static gpointer
fail (GError **error, const char *what)
{
  g_set_error (error, MB_MODEL_ERROR, MB_MODEL_ERROR_FORMAT, "not an article of ours: %s", what);
  return NULL;
}

static JsonNode *
get (JsonObject *object, const char *name, JsonNodeType type)
{
  JsonNode *node = json_object_get_member (object, name);

  return node && json_node_get_node_type (node) == type ? node : NULL;
}

static const char *
node_string (JsonNode *node)
{
  if (!node || !JSON_NODE_HOLDS_VALUE (node) || json_node_get_value_type (node) != G_TYPE_STRING)
    return NULL;

  return json_node_get_string (node);
}

static const char *
get_string (JsonObject *object, const char *name)
{
  return node_string (json_object_get_member (object, name));
}

static gboolean
node_number (JsonNode *node, gint64 *value)
{
  if (!node || !JSON_NODE_HOLDS_VALUE (node) || json_node_get_value_type (node) != G_TYPE_INT64)
    return FALSE;

  *value = json_node_get_int (node);
  return TRUE;
}

static gboolean
node_offset (JsonNode *node, guint *value)
{
  gint64 number;

  if (!node_number (node, &number) || number < 0 || number > G_MAXINT)
    return FALSE;

  *value = (guint) number;
  return TRUE;
}

/* A missing number is @missing; a wrong one fails. */
static gboolean
get_offset (JsonObject *object, const char *name, guint missing, guint *value)
{
  *value = missing;

  return !json_object_has_member (object, name) ||
         node_offset (json_object_get_member (object, name), value);
}

static gboolean
get_id (JsonObject *object, const char *name, guint64 *id)
{
  *id = 0;

  return !json_object_has_member (object, name) || mb_id_parse (get_string (object, name), id);
}

static gboolean
read_span (JsonNode *node, MbSpan *span)
{
  JsonArray *array = NULL;
  guint n;

  if (!JSON_NODE_HOLDS_ARRAY (node))
    return FALSE;
  array = json_node_get_array (node);
  n = json_array_get_length (array);
  *span = (MbSpan) {0};
  if (n < 3 || n > 5 || !node_offset (json_array_get_element (array, 0), &span->start) ||
      !node_offset (json_array_get_element (array, 1), &span->end) ||
      !mb_span_kind_from_string (node_string (json_array_get_element (array, 2)), &span->kind))
    return FALSE;
  if (n > 3)
    span->value = node_string (json_array_get_element (array, 3));
  if (n > 4 && !mb_id_parse (node_string (json_array_get_element (array, 4)), &span->mark))
    return FALSE;

  return span->start < span->end;
}

static MbText *
read_text (JsonNode *node, GError **error)
{
  g_autoptr (GArray) spans = NULL;
  JsonNode *list = NULL;
  JsonObject *object = NULL;
  const char *text = node_string (node);

  if (text)
    return mb_text_new (text);
  if (!node || !JSON_NODE_HOLDS_OBJECT (node))
    return fail (error, "a text");

  object = json_node_get_object (node);
  text = get_string (object, "t");
  list = get (object, "s", JSON_NODE_ARRAY);
  if (!text || !list)
    return fail (error, "a text");
  spans = g_array_new (FALSE, FALSE, sizeof (MbSpan));
  for (guint i = 0; i < json_array_get_length (json_node_get_array (list)); i++) {
    MbSpan span;

    if (!read_span (json_array_get_element (json_node_get_array (list), i), &span))
      return fail (error, "a span");
    g_array_append_val (spans, span);
  }

  return mb_text_new_spans (text, (MbSpan *) (gpointer) spans->data, spans->len);
}

static MbBlock *
read_attributes (MbBlock *block, JsonObject *attributes, GError **error)
{
  g_autoptr (GList) names = json_object_get_members (attributes);
  MbBlock *result = mb_block_ref (block);

  for (GList *l = names; l; l = l->next) {
    const char *value = get_string (attributes, l->data);
    MbBlock *more = NULL;

    if (!value) {
      mb_block_unref (result);
      return fail (error, "an attribute");
    }
    more = mb_block_with_attribute (result, l->data, value);
    mb_block_unref (result);
    result = more;
  }

  return result;
}

static MbBlock *
read_parts (MbBlock *block, JsonArray *parts, GError **error)
{
  MbBlock *result = mb_block_ref (block);

  for (guint i = 0; i < json_array_get_length (parts); i++) {
    g_autoptr (MbText) text = read_text (json_array_get_element (parts, i), error);
    MbBlock *more = NULL;

    if (!text ||
        (i >= mb_block_get_n_parts (result) && mb_block_get_kind (result) != MB_BLOCK_TABLE)) {
      mb_block_unref (result);
      return text ? fail (error, "a part too many") : NULL;
    }
    more = mb_block_with_part (result, i, text);
    mb_block_unref (result);
    result = more;
  }

  return result;
}

static MbBlock *
read_block (JsonNode *node, GError **error)
{
  g_autoptr (MbBlock) block = NULL;
  g_autoptr (MbBlock) with_attributes = NULL;
  JsonObject *object = NULL;
  JsonNode *attributes = NULL;
  JsonNode *parts = NULL;
  MbBlockKind kind;
  guint64 id;

  if (!node || !JSON_NODE_HOLDS_OBJECT (node))
    return fail (error, "a block");
  object = json_node_get_object (node);
  parts = get (object, "parts", JSON_NODE_ARRAY);
  if (!get_id (object, "id", &id) || id == 0 || !parts ||
      !mb_block_kind_from_string (get_string (object, "kind"), &kind))
    return fail (error, "a block");

  block = mb_block_new (id, kind);
  attributes = get (object, "attrs", JSON_NODE_OBJECT);
  with_attributes = attributes ? read_attributes (block, json_node_get_object (attributes), error)
                               : mb_block_ref (block);

  return with_attributes ? read_parts (with_attributes, json_node_get_array (parts), error) : NULL;
}

static MbMark *
read_entries (MbMark *mark, JsonArray *entries)
{
  MbMark *result = mb_mark_ref (mark);

  for (guint i = 0; i < json_array_get_length (entries); i++) {
    JsonNode *node = json_array_get_element (entries, i);
    JsonObject *object = JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
    MbMarkEntry entry = {0};
    MbMark *more = NULL;

    if (!object || !node_number (json_object_get_member (object, "time"), &entry.time_ms)) {
      mb_mark_unref (result);
      return NULL;
    }
    entry.author = get_string (object, "author");
    entry.body = get_string (object, "body");
    more = mb_mark_with_entry (result, &entry);
    mb_mark_unref (result);
    result = more;
  }

  return result;
}

static MbMark *
read_mark (JsonNode *node, GError **error)
{
  g_autoptr (MbMark) mark = NULL;
  g_autoptr (MbMark) resolved = NULL;
  g_autoptr (MbMark) placed = NULL;
  g_autoptr (MbMark) detailed = NULL;
  JsonObject *object = NULL;
  JsonNode *entries = NULL;
  MbMark *result = NULL;
  MbMarkKind kind;
  gint64 time_ms;
  guint64 id;
  guint64 block;

  if (!node || !JSON_NODE_HOLDS_OBJECT (node))
    return fail (error, "a mark");
  object = json_node_get_object (node);
  entries = get (object, "entries", JSON_NODE_ARRAY);
  if (!get_id (object, "id", &id) || id == 0 || !entries || !get_id (object, "block", &block) ||
      !mb_mark_kind_from_string (get_string (object, "kind"), &kind) ||
      !node_number (json_object_get_member (object, "time"), &time_ms))
    return fail (error, "a mark");

  mark = mb_mark_new (id, kind, get_string (object, "author"), time_ms);
  resolved = mb_mark_with_resolved (mark, json_object_has_member (object, "resolved"));
  placed = mb_mark_with_place (resolved, block, get_string (object, "quote"));
  detailed = mb_mark_with_detail (placed, get_string (object, "detail"));
  result = read_entries (detailed, json_node_get_array (entries));

  return result ? result : fail (error, "a mark's entry");
}

/* The root object of bytes of ours, with its format looked at. */
static JsonObject *
read_root (JsonParser *parser, GBytes *json, gsize max_bytes, GError **error)
{
  g_autoptr (GError) why = NULL;
  gsize n;
  const char *data = g_bytes_get_data (json, &n);
  JsonNode *root = NULL;
  JsonObject *object = NULL;
  gint64 format;

  if (n == 0 || n > max_bytes || !g_utf8_validate_len (data, n, NULL))
    return fail (error, "its size or encoding");
  if (!json_parser_load_from_data (parser, data, (gssize) n, &why))
    return fail (error, "no JSON");
  root = json_parser_get_root (parser);
  if (!root || !JSON_NODE_HOLDS_OBJECT (root))
    return fail (error, "no object");
  object = json_node_get_object (root);
  if (!node_number (json_object_get_member (object, "format"), &format) || format < 1)
    return fail (error, "no format");
  if (format > MB_CODEC_FORMAT) {
    g_set_error (error, MB_MODEL_ERROR, MB_MODEL_ERROR_NEWER,
                 "format %" G_GINT64_FORMAT " of a newer version", format);
    return NULL;
  }

  return object;
}

static GPtrArray *
read_blocks (JsonObject *object, GError **error)
{
  g_autoptr (GPtrArray) blocks = g_ptr_array_new_with_free_func ((GDestroyNotify) mb_block_unref);
  JsonNode *list = get (object, "blocks", JSON_NODE_ARRAY);

  if (!list)
    return fail (error, "no blocks");
  for (guint i = 0; i < json_array_get_length (json_node_get_array (list)); i++) {
    MbBlock *block = read_block (json_array_get_element (json_node_get_array (list), i), error);

    if (!block)
      return NULL;
    g_ptr_array_add (blocks, block);
  }

  return g_steal_pointer (&blocks);
}

static void
take (MbSnapshot **snapshot, MbSnapshot *next)
{
  mb_snapshot_unref (*snapshot);
  *snapshot = next;
}

static gboolean
read_metas (MbSnapshot **snapshot, JsonObject *object, GError **error)
{
  JsonNode *node = get (object, "meta", JSON_NODE_OBJECT);
  g_autoptr (GList) names = node ? json_object_get_members (json_node_get_object (node)) : NULL;

  for (GList *l = names; l; l = l->next) {
    const char *value = get_string (json_node_get_object (node), l->data);

    if (!value) {
      fail (error, "a field");
      return FALSE;
    }
    take (snapshot, mb_snapshot_with_meta (*snapshot, l->data, value));
  }

  return TRUE;
}

static gboolean
read_marks (MbSnapshot **snapshot, JsonObject *object, GError **error)
{
  JsonNode *node = get (object, "marks", JSON_NODE_ARRAY);

  if (!node) {
    fail (error, "no marks");
    return FALSE;
  }
  for (guint i = 0; i < json_array_get_length (json_node_get_array (node)); i++) {
    g_autoptr (MbMark) mark =
      read_mark (json_array_get_element (json_node_get_array (node), i), error);

    if (!mark)
      return FALSE;
    take (snapshot, mb_snapshot_with_mark (*snapshot, mb_mark_get_id (mark), mark));
  }

  return TRUE;
}

/**
 * mb_codec_decode_snapshot:
 * @json: bytes, perhaps ours
 * @error: return location
 *
 * Reads an article and verifies it. `MB_MODEL_ERROR_NEWER` when a newer version wrote it,
 * `MB_MODEL_ERROR_FORMAT` or `MB_MODEL_ERROR_SCHEMA` when it is damaged or not ours.
 *
 * Returns: (transfer full) (nullable): the article
 */
MbSnapshot *
mb_codec_decode_snapshot (GBytes *json, GError **error)
{
  g_autoptr (JsonParser) parser = json_parser_new_immutable ();
  g_autoptr (MbSnapshot) snapshot = NULL;
  g_autoptr (GPtrArray) blocks = NULL;
  JsonObject *object = NULL;
  const char *article_id = NULL;

  g_return_val_if_fail (json != NULL, NULL);

  object = read_root (parser, json, MB_CODEC_MAX_SNAPSHOT_BYTES, error);
  if (!object)
    return NULL;
  article_id = get_string (object, "article");
  if (!article_id || !g_uuid_string_is_valid (article_id))
    return fail (error, "no article");
  blocks = read_blocks (object, error);
  if (!blocks)
    return NULL;

  snapshot = mb_snapshot_new_bare (article_id);
  for (guint i = 0; i < blocks->len; i++)
    take (&snapshot, mb_snapshot_with_inserted (snapshot, i, g_ptr_array_index (blocks, i)));
  if (!read_metas (&snapshot, object, error) || !read_marks (&snapshot, object, error) ||
      !mb_snapshot_check (snapshot, error))
    return NULL;

  return g_steal_pointer (&snapshot);
}

/**
 * mb_codec_decode_blocks:
 * @json: bytes, perhaps ours
 * @error: return location
 *
 * Reads what mb_codec_encode_blocks() wrote; each block is verified by itself.
 *
 * Returns: (transfer full) (nullable) (element-type MbBlock): the blocks
 */
GPtrArray *
mb_codec_decode_blocks (GBytes *json, GError **error)
{
  g_autoptr (JsonParser) parser = json_parser_new_immutable ();
  g_autoptr (GPtrArray) blocks = NULL;
  JsonObject *object = NULL;

  g_return_val_if_fail (json != NULL, NULL);

  object = read_root (parser, json, MB_CODEC_MAX_SNAPSHOT_BYTES, error);
  if (!object)
    return NULL;
  blocks = read_blocks (object, error);
  for (guint i = 0; blocks && i < blocks->len; i++)
    if (!mb_block_check (g_ptr_array_index (blocks, i), error))
      return NULL;

  return g_steal_pointer (&blocks);
}

static gboolean
read_texts (MbStep *fields, JsonObject *object, GError **error)
{
  fields->removed = read_text (json_object_get_member (object, "from"), error);
  if (!fields->removed)
    return FALSE;
  fields->inserted = read_text (json_object_get_member (object, "to"), error);

  return fields->inserted != NULL;
}

static gboolean
read_mark_change (MbStep *fields, JsonObject *object, GError **error)
{
  if (json_object_has_member (object, "from")) {
    fields->old_mark = read_mark (json_object_get_member (object, "from"), error);
    if (!fields->old_mark)
      return FALSE;
  }
  if (json_object_has_member (object, "to")) {
    fields->mark = read_mark (json_object_get_member (object, "to"), error);
    if (!fields->mark)
      return FALSE;
  }

  return fields->block != 0;
}

static gboolean
read_own_fields (MbStep *fields, JsonObject *object, GError **error)
{
  switch (fields->kind) {
  case MB_STEP_REPLACE_TEXT:
    return fields->block != 0 && read_texts (fields, object, error);
  case MB_STEP_SPLIT_BLOCK:
  case MB_STEP_JOIN_BLOCKS:
  case MB_STEP_INSERT_BLOCK:
  case MB_STEP_REMOVE_BLOCK:
    fields->other = read_block (json_object_get_member (object, "other"), error);
    return fields->other != NULL;
  case MB_STEP_MOVE_BLOCK:
    return fields->block != 0;
  case MB_STEP_SET_KIND:
    return mb_block_kind_from_string (get_string (object, "from"), &fields->old_kind) &&
           mb_block_kind_from_string (get_string (object, "to"), &fields->new_kind);
  case MB_STEP_SET_ATTRIBUTE:
  case MB_STEP_SET_META:
    fields->name = get_string (object, "name");
    fields->old_value = get_string (object, "from");
    fields->value = get_string (object, "to");
    return fields->name != NULL;
  case MB_STEP_ADD_SPAN:
  case MB_STEP_REMOVE_SPAN:
    return json_object_has_member (object, "span") &&
           read_span (json_object_get_member (object, "span"), &fields->span);
  case MB_STEP_SET_MARK:
    return read_mark_change (fields, object, error);
  }

  return FALSE;
}

static MbStep *
read_step (JsonNode *node, GError **error)
{
  JsonObject *object = JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
  g_autoptr (GError) why = NULL;
  MbStep *step = NULL;
  MbStep fields = {0};
  gboolean ok;

  if (!object || !mb_step_kind_from_string (get_string (object, "op"), &fields.kind) ||
      !get_id (object, "block", &fields.block) || !get_offset (object, "part", 0, &fields.part) ||
      !get_offset (object, "at", 0, &fields.offset) || !get_id (object, "after", &fields.after) ||
      !get_id (object, "old-after", &fields.old_after))
    return fail (error, "a step");

  ok = read_own_fields (&fields, object, &why);
  if (ok)
    step = mb_step_new (&fields);
  g_clear_pointer (&fields.removed, mb_text_unref);
  g_clear_pointer (&fields.inserted, mb_text_unref);
  g_clear_pointer (&fields.other, mb_block_unref);
  g_clear_pointer (&fields.old_mark, mb_mark_unref);
  g_clear_pointer (&fields.mark, mb_mark_unref);

  return step ? step : fail (error, why ? why->message : "a step");
}

static gboolean
read_position (JsonNode *node, MbPosition *position)
{
  JsonArray *array = node && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;

  return array && json_array_get_length (array) == 3 &&
         mb_id_parse (node_string (json_array_get_element (array, 0)), &position->block) &&
         node_offset (json_array_get_element (array, 1), &position->part) &&
         node_offset (json_array_get_element (array, 2), &position->offset);
}

static gboolean
read_selection (JsonObject *object, const char *name, MbSelection *selection)
{
  JsonNode *node = get (object, name, JSON_NODE_ARRAY);
  JsonArray *array = node ? json_node_get_array (node) : NULL;

  return array && json_array_get_length (array) == 2 &&
         read_position (json_array_get_element (array, 0), &selection->anchor) &&
         read_position (json_array_get_element (array, 1), &selection->head);
}

/**
 * mb_codec_decode_transaction:
 * @json: bytes, perhaps ours
 * @base: the article that it was made for
 * @error: return location
 *
 * Reads a transaction and applies it to @base.
 *
 * Returns: (transfer full) (nullable): the transaction
 */
MbTransaction *
mb_codec_decode_transaction (GBytes *json, MbSnapshot *base, GError **error)
{
  g_autoptr (JsonParser) parser = json_parser_new_immutable ();
  g_autoptr (MbTransaction) transaction = NULL;
  JsonObject *object = NULL;
  JsonNode *steps = NULL;
  MbSelection selection;
  MbOrigin origin;
  gint64 time_ms;

  g_return_val_if_fail (json != NULL && base != NULL, NULL);

  object = read_root (parser, json, MB_CODEC_MAX_ROW_BYTES, error);
  if (!object)
    return NULL;
  steps = get (object, "steps", JSON_NODE_ARRAY);
  if (!steps || !mb_origin_from_string (get_string (object, "origin"), &origin) ||
      !node_number (json_object_get_member (object, "time"), &time_ms))
    return fail (error, "a transaction");

  transaction = mb_transaction_new (base, origin);
  mb_transaction_set_author (transaction, get_string (object, "author"));
  mb_transaction_set_time_ms (transaction, time_ms);
  mb_transaction_set_coalescing_key (transaction, get_string (object, "key"));
  if (read_selection (object, "before", &selection))
    mb_transaction_set_selection_before (transaction, &selection);
  if (read_selection (object, "after", &selection))
    mb_transaction_set_selection_after (transaction, &selection);
  for (guint i = 0; i < json_array_get_length (json_node_get_array (steps)); i++) {
    g_autoptr (MbStep) step =
      read_step (json_array_get_element (json_node_get_array (steps), i), error);

    if (!step || !mb_transaction_add (transaction, step, error))
      return NULL;
  }

  return g_steal_pointer (&transaction);
}

/* A member that may be missing, but not be anything else than a string. */
static gboolean
get_optional (JsonObject *object, const char *name, const char **value)
{
  *value = get_string (object, name);

  return *value || !json_object_has_member (object, name);
}

static JsonObject *
get_item (JsonArray *array, guint index)
{
  JsonNode *node = json_array_get_element (array, index);

  return JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
}

static gboolean
read_event (JsonObject *object, MbReviewRecord *record)
{
  MbReviewEvent event = {0};
  const char *person = NULL;
  const char *reason = NULL;

  if (!object || !mb_review_action_from_string (get_string (object, "action"), &event.action) ||
      !mb_review_state_from_string (get_string (object, "from"), &event.from) ||
      !mb_review_state_from_string (get_string (object, "to"), &event.to) ||
      !node_number (json_object_get_member (object, "time"), &event.time_ms) ||
      !get_optional (object, "person", &person) || !get_optional (object, "reason", &reason))
    return FALSE;
  event.person = (char *) person;
  event.reason = (char *) reason;

  return mb_review_record_add_event (record, &event);
}

static gboolean
read_people (JsonArray *people, MbReviewRecord *record)
{
  for (guint i = 0; i < json_array_get_length (people); i++) {
    JsonObject *object = get_item (people, i);

    if (!object || !mb_review_record_add_person (record, get_string (object, "id"),
                                                 get_string (object, "name")))
      return FALSE;
  }

  return TRUE;
}

static gboolean
read_history (JsonArray *history, MbReviewRecord *record)
{
  for (guint i = 0; i < json_array_get_length (history); i++)
    if (!read_event (get_item (history, i), record))
      return FALSE;

  return TRUE;
}

/**
 * mb_codec_decode_record:
 * @json: bytes from anybody
 * @error: return location
 *
 * Reads a record of the review. Who is in it and what it tells of them is for others to judge.
 *
 * Returns: (transfer full) (nullable): the record
 */
MbReviewRecord *
mb_codec_decode_record (GBytes *json, GError **error)
{
  g_autoptr (JsonParser) parser = json_parser_new_immutable ();
  g_autoptr (MbReviewRecord) record = mb_review_record_new ();
  JsonObject *object = NULL;
  JsonNode *people = NULL;
  JsonNode *history = NULL;
  const char *state = NULL;
  const char *owner = NULL;

  g_return_val_if_fail (json != NULL, NULL);

  object = read_root (parser, json, MB_CODEC_MAX_RECORD_BYTES, error);
  if (!object)
    return NULL;
  people = get (object, "people", JSON_NODE_ARRAY);
  history = get (object, "history", JSON_NODE_ARRAY);
  if (!get_optional (object, "state", &state) ||
      (state && !mb_review_state_from_string (state, &record->state)))
    return fail (error, "a state");
  if (!get_optional (object, "owner", &owner) || !mb_review_record_set_owner (record, owner))
    return fail (error, "an owner");
  if ((json_object_has_member (object, "people") && !people) ||
      (people && !read_people (json_node_get_array (people), record)))
    return fail (error, "people");
  if (!history || !read_history (json_node_get_array (history), record))
    return fail (error, "a history");

  return g_steal_pointer (&record);
}
