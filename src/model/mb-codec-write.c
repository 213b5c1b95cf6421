#include "mb-codec.h"

#include "mb-id.h"

/* The writing half of the codec. Members stand in a fixed order, what is empty is left out, numbers
 * are plain: the same value always gives the same bytes, so hashes of snapshots mean something. Ids
 * are strings of 16 hex digits, because a JavaScript number cannot hold them. */

static void
put_string (GString *out, const char *text)
{
  const char *run = text;

  g_string_append_c (out, '"');
  for (const char *p = text; *p; p++) {
    guchar c = (guchar) *p;

    if (c >= 0x20 && c != '"' && c != '\\')
      continue;
    g_string_append_len (out, run, p - run);
    if (c == '"' || c == '\\')
      g_string_append_printf (out, "\\%c", c);
    else
      g_string_append_printf (out, "\\u%04x", c);
    run = p + 1;
  }
  g_string_append (out, run);
  g_string_append_c (out, '"');
}

static void
put_name (GString *out, const char *name)
{
  char last = out->str[out->len - 1];

  if (last != '{' && last != '[')
    g_string_append_c (out, ',');
  put_string (out, name);
  g_string_append_c (out, ':');
}

static void
put_member (GString *out, const char *name, const char *value)
{
  if (!value)
    return;
  put_name (out, name);
  put_string (out, value);
}

static void
put_number (GString *out, const char *name, gint64 value)
{
  put_name (out, name);
  g_string_append_printf (out, "%" G_GINT64_FORMAT, value);
}

static void
put_id (GString *out, const char *name, guint64 id)
{
  char text[MB_ID_TEXT_CHARS + 1];

  if (id == 0)
    return;
  mb_id_format (id, text);
  put_member (out, name, text);
}

static void
put_span (GString *out, const MbSpan *span)
{
  char id[MB_ID_TEXT_CHARS + 1];

  g_string_append_printf (out, "[%u,%u,\"%s\"", span->start, span->end,
                          mb_span_kind_to_string (span->kind));
  if (span->value || span->mark) {
    g_string_append_c (out, ',');
    if (span->value)
      put_string (out, span->value);
    else
      g_string_append (out, "null");
  }
  if (span->mark) {
    mb_id_format (span->mark, id);
    g_string_append_printf (out, ",\"%s\"", id);
  }
  g_string_append_c (out, ']');
}

static void
put_text (GString *out, const MbText *text)
{
  guint n;
  const MbSpan *spans = mb_text_get_spans (text, &n);

  if (n == 0) {
    put_string (out, mb_text_get_utf8 (text));
    return;
  }

  g_string_append_c (out, '{');
  put_member (out, "t", mb_text_get_utf8 (text));
  put_name (out, "s");
  g_string_append_c (out, '[');
  for (guint i = 0; i < n; i++) {
    if (i > 0)
      g_string_append_c (out, ',');
    put_span (out, &spans[i]);
  }
  g_string_append (out, "]}");
}

static void
put_attributes (GString *out, const char *name, const MbAttribute *attributes, guint n)
{
  if (n == 0)
    return;
  put_name (out, name);
  g_string_append_c (out, '{');
  for (guint i = 0; i < n; i++)
    put_member (out, attributes[i].name, attributes[i].value);
  g_string_append_c (out, '}');
}

static void
put_block (GString *out, const MbBlock *block)
{
  guint n;
  const MbAttribute *attributes = mb_block_get_attributes (block, &n);

  g_string_append_c (out, '{');
  put_id (out, "id", mb_block_get_id (block));
  put_member (out, "kind", mb_block_kind_to_string (mb_block_get_kind (block)));
  put_attributes (out, "attrs", attributes, n);
  put_name (out, "parts");
  g_string_append_c (out, '[');
  for (guint i = 0; i < mb_block_get_n_parts (block); i++) {
    if (i > 0)
      g_string_append_c (out, ',');
    put_text (out, mb_block_get_part (block, i));
  }
  g_string_append (out, "]}");
}

static void
put_mark (GString *out, const MbMark *mark)
{
  g_string_append_c (out, '{');
  put_id (out, "id", mb_mark_get_id (mark));
  put_member (out, "kind", mb_mark_kind_to_string (mb_mark_get_kind (mark)));
  put_member (out, "author", mb_mark_get_author (mark));
  put_number (out, "time", mb_mark_get_time_ms (mark));
  if (mb_mark_is_resolved (mark))
    put_number (out, "resolved", 1);
  put_id (out, "block", mb_mark_get_block (mark));
  put_member (out, "quote", mb_mark_get_quote (mark));
  put_member (out, "detail", mb_mark_get_detail (mark));
  put_name (out, "entries");
  g_string_append_c (out, '[');
  for (guint i = 0; i < mb_mark_get_n_entries (mark); i++) {
    const MbMarkEntry *entry = mb_mark_get_entry (mark, i);

    g_string_append (out, i > 0 ? ",{" : "{");
    put_member (out, "author", entry->author);
    put_number (out, "time", entry->time_ms);
    put_member (out, "body", entry->body);
    g_string_append_c (out, '}');
  }
  g_string_append (out, "]}");
}

static GBytes *
finish (GString *out)
{
  return g_string_free_to_bytes (out);
}

/**
 * mb_codec_encode_snapshot:
 * @snapshot: an article
 *
 * Writes a whole article as canonical JSON.
 *
 * Returns: (transfer full): UTF-8, without a final newline
 */
GBytes *
mb_codec_encode_snapshot (const MbSnapshot *snapshot)
{
  GString *out = NULL;
  const MbAttribute *metas = NULL;
  guint n;

  g_return_val_if_fail (snapshot != NULL, NULL);

  out = g_string_sized_new (64 * 1024);
  g_string_append_c (out, '{');
  put_number (out, "format", MB_CODEC_FORMAT);
  put_member (out, "article", mb_snapshot_get_article_id (snapshot));
  metas = mb_snapshot_get_metas (snapshot, &n);
  put_attributes (out, "meta", metas, n);
  put_name (out, "marks");
  g_string_append_c (out, '[');
  for (guint i = 0; i < mb_snapshot_get_n_marks (snapshot); i++) {
    if (i > 0)
      g_string_append_c (out, ',');
    put_mark (out, mb_snapshot_get_nth_mark (snapshot, i));
  }
  g_string_append (out, "],\"blocks\":[");
  for (guint i = 0; i < mb_snapshot_get_n_blocks (snapshot); i++) {
    if (i > 0)
      g_string_append_c (out, ',');
    put_block (out, mb_snapshot_get_block (snapshot, i));
  }
  g_string_append (out, "]}");

  return finish (out);
}

/**
 * mb_codec_encode_blocks:
 * @blocks: (array length=n_blocks): blocks
 * @n_blocks: their number
 *
 * Writes blocks without an article: what Marbre's own clipboard carries.
 *
 * Returns: (transfer full): UTF-8 JSON
 */
GBytes *
mb_codec_encode_blocks (MbBlock *const *blocks, guint n_blocks)
{
  GString *out = g_string_new ("{");

  g_return_val_if_fail (blocks != NULL || n_blocks == 0, NULL);

  put_number (out, "format", MB_CODEC_FORMAT);
  g_string_append (out, ",\"blocks\":[");
  for (guint i = 0; i < n_blocks; i++) {
    if (i > 0)
      g_string_append_c (out, ',');
    put_block (out, blocks[i]);
  }
  g_string_append (out, "]}");

  return finish (out);
}

static void
put_text_member (GString *out, const char *name, const MbText *text)
{
  put_name (out, name);
  put_text (out, text);
}

static void
put_block_member (GString *out, const char *name, const MbBlock *block)
{
  put_name (out, name);
  put_block (out, block);
}

static void
put_mark_member (GString *out, const char *name, const MbMark *mark)
{
  if (!mark)
    return;
  put_name (out, name);
  put_mark (out, mark);
}

static void
put_place (GString *out, const MbStep *step)
{
  put_id (out, "block", step->block);
  if (step->part > 0)
    put_number (out, "part", step->part);
}

static void
put_step_fields (GString *out, const MbStep *step)
{
  switch (step->kind) {
  case MB_STEP_REPLACE_TEXT:
    put_place (out, step);
    put_number (out, "at", step->offset);
    put_text_member (out, "from", step->removed);
    put_text_member (out, "to", step->inserted);
    break;
  case MB_STEP_SPLIT_BLOCK:
  case MB_STEP_JOIN_BLOCKS:
    put_place (out, step);
    put_number (out, "at", step->offset);
    put_block_member (out, "other", step->other);
    break;
  case MB_STEP_INSERT_BLOCK:
  case MB_STEP_REMOVE_BLOCK:
    put_id (out, "after", step->after);
    put_block_member (out, "other", step->other);
    break;
  case MB_STEP_MOVE_BLOCK:
    put_place (out, step);
    put_id (out, "old-after", step->old_after);
    put_id (out, "after", step->after);
    break;
  case MB_STEP_SET_KIND:
    put_place (out, step);
    put_member (out, "from", mb_block_kind_to_string (step->old_kind));
    put_member (out, "to", mb_block_kind_to_string (step->new_kind));
    break;
  case MB_STEP_SET_ATTRIBUTE:
  case MB_STEP_SET_META:
    put_place (out, step);
    put_member (out, "name", step->name);
    put_member (out, "from", step->old_value);
    put_member (out, "to", step->value);
    break;
  case MB_STEP_ADD_SPAN:
  case MB_STEP_REMOVE_SPAN:
    put_place (out, step);
    put_name (out, "span");
    put_span (out, &step->span);
    break;
  case MB_STEP_SET_MARK:
    put_place (out, step);
    put_mark_member (out, "from", step->old_mark);
    put_mark_member (out, "to", step->mark);
    break;
  }
}

static void
put_selection (GString *out, const char *name, const MbSelection *selection)
{
  const MbPosition *ends[] = {&selection->anchor, &selection->head};

  if (selection->head.block == 0)
    return;
  put_name (out, name);
  g_string_append_c (out, '[');
  for (guint i = 0; i < G_N_ELEMENTS (ends); i++) {
    char id[MB_ID_TEXT_CHARS + 1];

    mb_id_format (ends[i]->block, id);
    g_string_append_printf (out, "%s[\"%s\",%u,%u]", i > 0 ? "," : "", id, ends[i]->part,
                            ends[i]->offset);
  }
  g_string_append_c (out, ']');
}

/**
 * mb_codec_encode_transaction:
 * @transaction: a transaction
 *
 * Writes a transaction as canonical JSON: one row of the journal.
 *
 * Returns: (transfer full): UTF-8, without a final newline
 */
GBytes *
mb_codec_encode_transaction (const MbTransaction *transaction)
{
  GString *out = NULL;

  g_return_val_if_fail (transaction != NULL, NULL);

  out = g_string_new ("{");
  put_number (out, "format", MB_CODEC_FORMAT);
  put_member (out, "origin", mb_origin_to_string (mb_transaction_get_origin (transaction)));
  put_member (out, "author", mb_transaction_get_author (transaction));
  put_number (out, "time", mb_transaction_get_time_ms (transaction));
  put_member (out, "key", mb_transaction_get_coalescing_key (transaction));
  put_selection (out, "before", mb_transaction_get_selection_before (transaction));
  put_selection (out, "after", mb_transaction_get_selection_after (transaction));
  g_string_append (out, ",\"steps\":[");
  for (guint i = 0; i < mb_transaction_get_n_steps (transaction); i++) {
    const MbStep *step = mb_transaction_get_step (transaction, i);

    g_string_append (out, i > 0 ? ",{" : "{");
    put_member (out, "op", mb_step_kind_to_string (step->kind));
    put_step_fields (out, step);
    g_string_append_c (out, '}');
  }
  g_string_append (out, "]}");

  return finish (out);
}

static void
put_event (GString *out, const MbReviewEvent *event)
{
  g_string_append_c (out, '{');
  put_member (out, "action", mb_review_action_to_string (event->action));
  put_member (out, "from", mb_review_state_to_string (event->from));
  put_member (out, "to", mb_review_state_to_string (event->to));
  put_member (out, "person", event->person);
  put_number (out, "time", event->time_ms);
  put_member (out, "reason", event->reason);
  g_string_append_c (out, '}');
}

/**
 * mb_codec_encode_record:
 * @record: where an article stands, and how it came to that
 *
 * Writes a record of the review as canonical JSON.
 *
 * Returns: (transfer full): UTF-8, without a final newline
 */
GBytes *
mb_codec_encode_record (const MbReviewRecord *record)
{
  GString *out = NULL;

  g_return_val_if_fail (record != NULL, NULL);

  out = g_string_new ("{");
  put_number (out, "format", MB_CODEC_FORMAT);
  put_member (out, "state", mb_review_state_to_string (record->state));
  put_member (out, "owner", record->owner);
  g_string_append (out, ",\"people\":[");
  for (guint i = 0; i < record->people->len; i++) {
    const MbPerson *person = g_ptr_array_index (record->people, i);

    g_string_append (out, i > 0 ? ",{" : "{");
    put_member (out, "id", person->id);
    put_member (out, "name", person->name);
    g_string_append_c (out, '}');
  }
  g_string_append (out, "],\"history\":[");
  for (guint i = 0; i < record->events->len; i++) {
    if (i > 0)
      g_string_append_c (out, ',');
    put_event (out, g_ptr_array_index (record->events, i));
  }
  g_string_append (out, "]}");

  return finish (out);
}
