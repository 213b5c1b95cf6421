#include "mb-transaction.h"

#include "mb-id.h"

/* The edits that callers ask for, said in steps. An edit of several steps either adds all of them
 * or, failing at one, leaves a transaction that its caller throws away: nothing is committed by
 * halves. */

static MbBlock *
require (MbTransaction *self, guint64 id, guint *index, GError **error)
{
  MbSnapshot *now = mb_transaction_get_result (self);

  if (mb_snapshot_find (now, id, index))
    return mb_snapshot_get_block (now, *index);

  g_set_error_literal (error, MB_MODEL_ERROR, MB_MODEL_ERROR_NOT_FOUND, "no such block");
  return NULL;
}

static gboolean
refuse (GError **error, const char *why)
{
  g_set_error_literal (error, MB_MODEL_ERROR, MB_MODEL_ERROR_SCHEMA, why);
  return FALSE;
}

static gboolean
add (MbTransaction *self, const MbStep *fields, GError **error)
{
  g_autoptr (MbStep) step = mb_step_new (fields);

  return mb_transaction_add (self, step, error);
}

static guint64
id_before (MbTransaction *self, guint index)
{
  MbSnapshot *now = mb_transaction_get_result (self);

  return index > 0 ? mb_block_get_id (mb_snapshot_get_block (now, index - 1)) : 0;
}

/**
 * mb_transaction_replace_text:
 * @self: a transaction
 * @start: where
 * @n_chars: how many characters go
 * @inserted: what comes
 * @error: return location
 *
 * Replaces text inside one part.
 *
 * Returns: whether it could be done
 */
gboolean
mb_transaction_replace_text (MbTransaction *self,
                             const MbPosition *start,
                             guint n_chars,
                             MbText *inserted,
                             GError **error)
{
  g_autoptr (MbText) removed = NULL;
  MbBlock *block = NULL;
  MbText *text = NULL;
  guint index;

  g_return_val_if_fail (self != NULL && start != NULL && inserted != NULL, FALSE);

  block = require (self, start->block, &index, error);
  if (!block)
    return FALSE;
  if (start->part >= mb_block_get_n_parts (block) ||
      mb_part_role_is_object (mb_block_get_part_role (block, start->part)))
    return refuse (error, "no text there");
  text = mb_block_get_part (block, start->part);
  if (start->offset > mb_text_get_n_chars (text) ||
      n_chars > mb_text_get_n_chars (text) - start->offset)
    return refuse (error, "beyond the text");

  removed = mb_text_slice (text, start->offset, start->offset + n_chars);
  if (mb_text_equal (removed, inserted))
    return TRUE;

  return add (self,
              &(MbStep) {.kind = MB_STEP_REPLACE_TEXT,
                         .block = start->block,
                         .part = start->part,
                         .offset = start->offset,
                         .removed = removed,
                         .inserted = inserted},
              error);
}

/**
 * mb_transaction_split:
 * @self: a transaction
 * @at: where, in the first part of a block
 * @new_kind: kind of the second block
 * @new_id: its id, 0 for a new one
 * @error: return location
 *
 * Splits a block in two. A list item's second half keeps list and level; box and language go along.
 *
 * Returns: whether it could be done
 */
gboolean
mb_transaction_split (MbTransaction *self,
                      const MbPosition *at,
                      MbBlockKind new_kind,
                      guint64 new_id,
                      GError **error)
{
  g_autoptr (MbBlock) second = NULL;
  const MbAttribute *attributes = NULL;
  MbBlock *block = NULL;
  guint index;
  guint n;

  g_return_val_if_fail (self != NULL && at != NULL, FALSE);

  block = require (self, at->block, &index, error);
  if (!block)
    return FALSE;
  if (at->part != 0 || mb_part_role_is_object (mb_block_get_part_role (block, 0)) ||
      mb_part_role_is_object (mb_block_kind_get_role (new_kind, 0)) ||
      mb_block_kind_is_furniture (new_kind))
    return refuse (error, "not a place to split");

  second = mb_block_new (new_id != 0 ? new_id : mb_id_new (), new_kind);
  attributes = mb_block_get_attributes (block, &n);
  for (guint i = 0; i < n; i++)
    if (mb_block_kind_has_attribute (new_kind, attributes[i].name)) {
      MbBlock *more = mb_block_with_attribute (second, attributes[i].name, attributes[i].value);

      mb_block_unref (second);
      second = more;
    }

  return add (
    self,
    &(MbStep) {
      .kind = MB_STEP_SPLIT_BLOCK, .block = at->block, .offset = at->offset, .other = second},
    error);
}

/**
 * mb_transaction_join:
 * @self: a transaction
 * @block: id of a block
 * @error: return location
 *
 * Appends the text of the block behind it and takes that block away. The block behind must have no
 * text but in its first part. Spans that @block's text does not carry are taken off.
 *
 * Returns: whether it could be done
 */
gboolean
mb_transaction_join (MbTransaction *self, guint64 block, GError **error)
{
  g_autoptr (MbText) nothing = mb_text_empty ();
  g_autoptr (MbBlock) bare = NULL;
  MbBlock *first = NULL;
  MbBlock *second = NULL;
  MbSnapshot *now = NULL;
  guint index;

  g_return_val_if_fail (self != NULL, FALSE);

  first = require (self, block, &index, error);
  if (!first)
    return FALSE;
  now = mb_transaction_get_result (self);
  if (index + 1 >= mb_snapshot_get_n_blocks (now))
    return refuse (error, "nothing behind it");
  second = mb_snapshot_get_block (now, index + 1);
  bare = mb_part_role_is_object (mb_block_get_part_role (second, 0))
           ? NULL
           : mb_block_with_part (second, 0, nothing);
  if (!bare || !mb_block_is_empty (bare) ||
      mb_part_role_is_object (mb_block_get_part_role (first, 0)) ||
      mb_block_kind_is_furniture (mb_block_get_kind (second)))
    return refuse (error, "these do not join");

  return add (self,
              &(MbStep) {.kind = MB_STEP_JOIN_BLOCKS,
                         .block = block,
                         .offset = mb_text_get_n_chars (mb_block_get_part (first, 0)),
                         .other = bare},
              error);
}

/**
 * mb_transaction_insert_block:
 * @self: a transaction
 * @after: id of the block before it, 0 for the top
 * @block: the block
 * @error: return location
 *
 * Inserts a block.
 *
 * Returns: whether it could be done
 */
gboolean
mb_transaction_insert_block (MbTransaction *self, guint64 after, MbBlock *block, GError **error)
{
  g_return_val_if_fail (self != NULL && block != NULL, FALSE);

  return add (self, &(MbStep) {.kind = MB_STEP_INSERT_BLOCK, .after = after, .other = block},
              error);
}

/**
 * mb_transaction_remove_block:
 * @self: a transaction
 * @block: id of a block
 * @error: return location
 *
 * Removes a block with all that is in it.
 *
 * Returns: whether it could be done
 */
gboolean
mb_transaction_remove_block (MbTransaction *self, guint64 block, GError **error)
{
  MbBlock *there = NULL;
  guint index;

  g_return_val_if_fail (self != NULL, FALSE);

  there = require (self, block, &index, error);
  if (!there)
    return FALSE;

  return add (
    self,
    &(MbStep) {.kind = MB_STEP_REMOVE_BLOCK, .after = id_before (self, index), .other = there},
    error);
}

/**
 * mb_transaction_move_block:
 * @self: a transaction
 * @block: id of a block
 * @after: id of the block it shall stand behind, 0 for the top
 * @error: return location
 *
 * Moves a block.
 *
 * Returns: whether it could be done
 */
gboolean
mb_transaction_move_block (MbTransaction *self, guint64 block, guint64 after, GError **error)
{
  guint64 old_after;
  guint index;

  g_return_val_if_fail (self != NULL, FALSE);

  if (!require (self, block, &index, error))
    return FALSE;
  old_after = id_before (self, index);
  if (old_after == after || after == block)
    return TRUE;

  return add (
    self,
    &(MbStep) {.kind = MB_STEP_MOVE_BLOCK, .block = block, .old_after = old_after, .after = after},
    error);
}

/* Text that a part of another role does not carry loses its looks before the block changes its
 * kind. */
static gboolean
strip_spans (MbTransaction *self, MbBlock *block, MbBlockKind kind, GError **error)
{
  for (guint part = 0;
       part < mb_block_kind_get_n_parts (kind) && part < mb_block_get_n_parts (block); part++) {
    MbPartRole role = mb_block_kind_get_role (kind, part);
    guint n;
    const MbSpan *spans = mb_text_get_spans (mb_block_get_part (block, part), &n);

    for (guint i = 0; i < n; i++)
      if (!mb_part_role_allows_span (role, spans[i].kind) &&
          !add (self,
                &(MbStep) {.kind = MB_STEP_REMOVE_SPAN,
                           .block = mb_block_get_id (block),
                           .part = part,
                           .span = spans[i]},
                error))
        return FALSE;
  }

  return TRUE;
}

static gboolean
strip_attributes (MbTransaction *self, MbBlock *block, MbBlockKind kind, GError **error)
{
  guint n;
  const MbAttribute *attributes = mb_block_get_attributes (block, &n);

  for (guint i = 0; i < n; i++)
    if (!mb_block_kind_has_attribute (kind, attributes[i].name) &&
        !mb_transaction_set_attribute (self, mb_block_get_id (block), attributes[i].name, NULL,
                                       error))
      return FALSE;

  return TRUE;
}

/* Text of parts that the new kind does not have goes into paragraphs of its own behind the block.
 */
static gboolean
save_parts (MbTransaction *self, MbBlock *block, MbBlockKind kind, GError **error)
{
  guint64 id = mb_block_get_id (block);
  guint64 after = id;
  g_autoptr (MbText) nothing = mb_text_empty ();

  for (guint part = mb_block_kind_get_n_parts (kind); part < mb_block_get_n_parts (block); part++) {
    MbText *text = mb_block_get_part (block, part);
    g_autoptr (MbBlock) paragraph = NULL;

    if (mb_text_get_n_chars (text) == 0)
      continue;
    paragraph = mb_block_new_text (mb_id_new (), MB_BLOCK_PARAGRAPH, text);
    if (!mb_transaction_replace_text (self, &(MbPosition) {id, part, 0}, mb_text_get_n_chars (text),
                                      nothing, error) ||
        !mb_transaction_insert_block (self, after, paragraph, error))
      return FALSE;
    after = mb_block_get_id (paragraph);
  }

  return TRUE;
}

/**
 * mb_transaction_set_kind:
 * @self: a transaction
 * @block: id of a block
 * @kind: another kind whose first part is text
 * @error: return location
 *
 * Makes a block one of another kind. No text is lost: an attribution that the new kind has no place
 * for becomes a paragraph behind it. Looks and attributes that the new kind does not carry go.
 *
 * Returns: whether it could be done
 */
gboolean
mb_transaction_set_kind (MbTransaction *self, guint64 block, MbBlockKind kind, GError **error)
{
  MbBlock *there = NULL;
  MbBlockKind old;
  guint index;

  g_return_val_if_fail (self != NULL, FALSE);

  there = require (self, block, &index, error);
  if (!there)
    return FALSE;
  old = mb_block_get_kind (there);
  if (old == kind)
    return TRUE;
  if (mb_block_kind_is_furniture (old) || mb_block_kind_is_furniture (kind) ||
      mb_part_role_is_object (mb_block_kind_get_role (old, 0)) ||
      mb_part_role_is_object (mb_block_kind_get_role (kind, 0)))
    return refuse (error, "kinds that do not turn into each other");

  {
    g_autoptr (MbBlock) held = mb_block_ref (there);

    return strip_spans (self, held, kind, error) && strip_attributes (self, held, kind, error) &&
           save_parts (self, held, kind, error) &&
           add (self,
                &(MbStep) {
                  .kind = MB_STEP_SET_KIND, .block = block, .old_kind = old, .new_kind = kind},
                error);
  }
}

/**
 * mb_transaction_set_attribute:
 * @self: a transaction
 * @block: id of a block
 * @name: an attribute that its kind has
 * @value: (nullable): its value; %NULL takes it away
 * @error: return location
 *
 * Sets an attribute of a block.
 *
 * Returns: whether it could be done
 */
gboolean
mb_transaction_set_attribute (MbTransaction *self,
                              guint64 block,
                              const char *name,
                              const char *value,
                              GError **error)
{
  MbBlock *there = NULL;
  const char *old = NULL;
  guint index;

  g_return_val_if_fail (self != NULL && name != NULL, FALSE);

  there = require (self, block, &index, error);
  if (!there)
    return FALSE;
  if (!mb_block_kind_has_attribute (mb_block_get_kind (there), name))
    return refuse (error, "an attribute that the kind does not have");
  old = mb_block_get_attribute (there, name);
  if (g_strcmp0 (old, value) == 0)
    return TRUE;

  return add (self,
              &(MbStep) {.kind = MB_STEP_SET_ATTRIBUTE,
                         .block = block,
                         .name = name,
                         .old_value = old,
                         .value = value},
              error);
}

/* The text of a part as it is now, held: steps replace it while its spans are walked. */
static MbText *
dup_text_now (MbTransaction *self, guint64 block, guint part, GError **error)
{
  guint index;
  MbBlock *there = require (self, block, &index, error);

  if (there && part < mb_block_get_n_parts (there))
    return mb_text_ref (mb_block_get_part (there, part));
  if (there)
    refuse (error, "no such part");

  return NULL;
}

/**
 * mb_transaction_add_span:
 * @self: a transaction
 * @block: id of a block
 * @part: index of a part
 * @span: range and look
 * @error: return location
 *
 * Gives text a look. Where it has the look already nothing happens; a link takes the place of other
 * links.
 *
 * Returns: whether it could be done
 */
gboolean
mb_transaction_add_span (MbTransaction *self,
                         guint64 block,
                         guint part,
                         const MbSpan *span,
                         GError **error)
{
  g_autoptr (MbText) text = NULL;
  const MbSpan *spans = NULL;
  MbSpan gap;
  guint index;
  guint n;

  g_return_val_if_fail (self != NULL && span != NULL, FALSE);

  if (span->kind == MB_SPAN_LINK && !mb_transaction_remove_spans (self, block, part, span, error))
    return FALSE;
  text = dup_text_now (self, block, part, error);
  if (!text)
    return FALSE;
  if (!mb_part_role_allows_span (mb_block_get_part_role (require (self, block, &index, NULL), part),
                                 span->kind))
    return refuse (error, "a look that this text does not carry");

  gap = *span;
  gap.end = MIN (span->end, mb_text_get_n_chars (text));
  spans = mb_text_get_spans (text, &n);
  for (guint i = 0; i <= n && gap.start < gap.end; i++) {
    gboolean alike = i < n && spans[i].kind == span->kind && spans[i].mark == span->mark &&
                     g_strcmp0 (spans[i].value, span->value) == 0;
    MbSpan piece = gap;

    if (i < n && (!alike || spans[i].end <= gap.start))
      continue;
    if (i < n)
      piece.end = MIN (gap.end, spans[i].start);
    if (piece.start < piece.end &&
        !add (self,
              &(MbStep) {.kind = MB_STEP_ADD_SPAN, .block = block, .part = part, .span = piece},
              error))
      return FALSE;
    if (i < n)
      gap.start = MAX (gap.start, spans[i].end);
  }

  return TRUE;
}

/**
 * mb_transaction_remove_spans:
 * @self: a transaction
 * @block: id of a block
 * @part: index of a part
 * @range: range, kind and, when not 0, mark; the value is not looked at
 * @error: return location
 *
 * Takes every look of a kind off a range.
 *
 * Returns: whether it could be done
 */
gboolean
mb_transaction_remove_spans (MbTransaction *self,
                             guint64 block,
                             guint part,
                             const MbSpan *range,
                             GError **error)
{
  g_autoptr (MbText) text = NULL;
  const MbSpan *spans = NULL;
  guint n;

  g_return_val_if_fail (self != NULL && range != NULL, FALSE);

  text = dup_text_now (self, block, part, error);
  if (!text)
    return FALSE;
  spans = mb_text_get_spans (text, &n);
  for (guint i = 0; i < n; i++) {
    MbSpan piece = spans[i];

    piece.start = MAX (piece.start, range->start);
    piece.end = MIN (piece.end, range->end);
    if (piece.kind != range->kind || (range->mark != 0 && piece.mark != range->mark) ||
        piece.start >= piece.end)
      continue;
    if (!add (self,
              &(MbStep) {.kind = MB_STEP_REMOVE_SPAN, .block = block, .part = part, .span = piece},
              error))
      return FALSE;
  }

  return TRUE;
}

/**
 * mb_transaction_set_meta:
 * @self: a transaction
 * @name: a field of metadata
 * @value: (nullable): its value; %NULL or "" takes it away
 * @error: return location
 *
 * Sets a field of metadata.
 *
 * Returns: whether it could be done
 */
gboolean
mb_transaction_set_meta (MbTransaction *self, const char *name, const char *value, GError **error)
{
  const char *old = NULL;

  g_return_val_if_fail (self != NULL && name != NULL, FALSE);

  if (!mb_meta_is_known (name))
    return refuse (error, "no such field");
  if (value && *value == '\0')
    value = NULL;
  old = mb_snapshot_get_meta (mb_transaction_get_result (self), name);
  if (g_strcmp0 (old, value) == 0)
    return TRUE;

  return add (self,
              &(MbStep) {.kind = MB_STEP_SET_META, .name = name, .old_value = old, .value = value},
              error);
}

/**
 * mb_transaction_set_mark:
 * @self: a transaction
 * @id: a mark's id
 * @mark: (nullable): the mark; %NULL takes it away
 * @error: return location
 *
 * Adds, changes or removes a mark.
 *
 * Returns: whether it could be done
 */
gboolean
mb_transaction_set_mark (MbTransaction *self, guint64 id, MbMark *mark, GError **error)
{
  MbMark *old = NULL;

  g_return_val_if_fail (self != NULL && id != 0, FALSE);

  old = mb_snapshot_get_mark (mb_transaction_get_result (self), id);

  return add (
    self, &(MbStep) {.kind = MB_STEP_SET_MARK, .block = id, .old_mark = old, .mark = mark}, error);
}
