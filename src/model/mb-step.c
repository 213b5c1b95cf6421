#include "mb-step.h"

#include <string.h>

/* Steps are reference-counted through GLib's boxes, so that the public struct shows only what a
 * step says. Strings are shared; objects are held. */

G_DEFINE_BOXED_TYPE (MbStep, mb_step, mb_step_ref, mb_step_unref)

static const char *const kind_names[] = {
  [MB_STEP_REPLACE_TEXT] = "text",   [MB_STEP_SPLIT_BLOCK] = "split",
  [MB_STEP_JOIN_BLOCKS] = "join",    [MB_STEP_INSERT_BLOCK] = "insert",
  [MB_STEP_REMOVE_BLOCK] = "remove", [MB_STEP_MOVE_BLOCK] = "move",
  [MB_STEP_SET_KIND] = "kind",       [MB_STEP_SET_ATTRIBUTE] = "attribute",
  [MB_STEP_ADD_SPAN] = "span",       [MB_STEP_REMOVE_SPAN] = "unspan",
  [MB_STEP_SET_META] = "meta",       [MB_STEP_SET_MARK] = "mark",
};

static char *
share_string (const char *text)
{
  return text ? g_ref_string_new (text) : NULL;
}

static void
release_string (const char *text)
{
  if (text)
    g_ref_string_release ((char *) text);
}

static void
clear_step (gpointer data)
{
  MbStep *self = data;

  g_clear_pointer (&self->removed, mb_text_unref);
  g_clear_pointer (&self->inserted, mb_text_unref);
  g_clear_pointer (&self->other, mb_block_unref);
  g_clear_pointer (&self->old_mark, mb_mark_unref);
  g_clear_pointer (&self->mark, mb_mark_unref);
  release_string (self->name);
  release_string (self->old_value);
  release_string (self->value);
  release_string (self->span.value);
}

/**
 * mb_step_new:
 * @fields: what the step says; those that its kind does not use are zero
 *
 * Makes a step; takes references of its own to everything in @fields.
 *
 * Returns: (transfer full): the step
 */
MbStep *
mb_step_new (const MbStep *fields)
{
  MbStep *self = NULL;

  g_return_val_if_fail (fields != NULL, NULL);

  self = g_atomic_rc_box_alloc (sizeof *self);
  *self = *fields;
  if (self->removed)
    mb_text_ref (self->removed);
  if (self->inserted)
    mb_text_ref (self->inserted);
  if (self->other)
    mb_block_ref (self->other);
  if (self->old_mark)
    mb_mark_ref (self->old_mark);
  if (self->mark)
    mb_mark_ref (self->mark);
  self->name = share_string (fields->name);
  self->old_value = share_string (fields->old_value);
  self->value = share_string (fields->value);
  self->span.value = share_string (fields->span.value);

  return self;
}

/**
 * mb_step_ref:
 * @self: a step
 *
 * Takes a reference; any thread.
 *
 * Returns: (transfer full): @self
 */
MbStep *
mb_step_ref (MbStep *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return g_atomic_rc_box_acquire (self);
}

/**
 * mb_step_unref:
 * @self: (transfer full): a step
 *
 * Drops a reference; any thread.
 */
void
mb_step_unref (MbStep *self)
{
  g_return_if_fail (self != NULL);

  g_atomic_rc_box_release_full (self, clear_step);
}

static gpointer
mismatch (GError **error, const char *what)
{
  g_set_error_literal (error, MB_MODEL_ERROR, MB_MODEL_ERROR_MISMATCH, what);
  return NULL;
}

static MbBlock *
find_block (MbSnapshot *snapshot, guint64 id, guint *index, GError **error)
{
  if (!mb_snapshot_find (snapshot, id, index)) {
    g_set_error_literal (error, MB_MODEL_ERROR, MB_MODEL_ERROR_NOT_FOUND, "no such block");
    return NULL;
  }

  return mb_snapshot_get_block (snapshot, *index);
}

/* The part that a step names, with its block and the block's place. */
static MbText *
find_part (const MbStep *self, MbSnapshot *snapshot, MbBlock **block, guint *index, GError **error)
{
  *block = find_block (snapshot, self->block, index, error);
  if (!*block)
    return NULL;
  if (self->part >= mb_block_get_n_parts (*block))
    return mismatch (error, "no such part");

  return mb_block_get_part (*block, self->part);
}

static MbSnapshot *
with_part (MbSnapshot *snapshot, guint index, guint part, MbText *text)
{
  g_autoptr (MbBlock) block =
    mb_block_with_part (mb_snapshot_get_block (snapshot, index), part, text);

  return mb_snapshot_with_block (snapshot, index, block);
}

static MbSnapshot *
apply_replace_text (const MbStep *self, MbSnapshot *snapshot, GError **error)
{
  g_autoptr (MbText) there = NULL;
  g_autoptr (MbText) result = NULL;
  MbBlock *block = NULL;
  guint index;
  guint end;
  MbText *text = find_part (self, snapshot, &block, &index, error);

  if (!text)
    return NULL;
  end = self->offset + mb_text_get_n_chars (self->removed);
  if (end < self->offset || end > mb_text_get_n_chars (text))
    return mismatch (error, "text shorter than the step says");
  there = mb_text_slice (text, self->offset, end);
  if (!mb_text_equal (there, self->removed))
    return mismatch (error, "other text than the step says");

  result = mb_text_replace (text, self->offset, end, self->inserted);
  return with_part (snapshot, index, self->part, result);
}

static MbSnapshot *
apply_split (const MbStep *self, MbSnapshot *snapshot, GError **error)
{
  g_autoptr (MbText) head = NULL;
  g_autoptr (MbText) tail = NULL;
  g_autoptr (MbBlock) second = NULL;
  g_autoptr (MbSnapshot) shorter = NULL;
  MbBlock *block = NULL;
  guint index;
  MbText *text = find_part (self, snapshot, &block, &index, error);

  if (!text)
    return NULL;
  if (self->offset > mb_text_get_n_chars (text))
    return mismatch (error, "a split behind the end");
  if (mb_snapshot_find (snapshot, mb_block_get_id (self->other), NULL) ||
      !mb_block_is_empty (self->other))
    return mismatch (error, "the second block of a split is there already");

  head = mb_text_slice (text, 0, self->offset);
  tail = mb_text_slice (text, self->offset, mb_text_get_n_chars (text));
  second = mb_block_with_part (self->other, 0, tail);
  shorter = with_part (snapshot, index, 0, head);

  return mb_snapshot_with_inserted (shorter, index + 1, second);
}

static MbSnapshot *
apply_join (const MbStep *self, MbSnapshot *snapshot, GError **error)
{
  g_autoptr (MbText) nothing = mb_text_empty ();
  g_autoptr (MbText) joined = NULL;
  g_autoptr (MbBlock) bare = NULL;
  g_autoptr (MbSnapshot) shorter = NULL;
  MbBlock *block = NULL;
  MbBlock *second = NULL;
  guint index;
  MbText *text = find_part (self, snapshot, &block, &index, error);

  if (!text)
    return NULL;
  if (index + 1 >= mb_snapshot_get_n_blocks (snapshot) ||
      self->offset != mb_text_get_n_chars (text))
    return mismatch (error, "nothing to join, or text of another length");
  second = mb_snapshot_get_block (snapshot, index + 1);
  bare = mb_block_with_part (second, 0, nothing);
  if (!mb_block_equal (bare, self->other) || !mb_block_is_empty (bare))
    return mismatch (error, "another block than the step says");

  joined = mb_text_replace (text, self->offset, self->offset, mb_block_get_part (second, 0));
  shorter = mb_snapshot_with_removed (snapshot, index + 1);

  return with_part (shorter, index, 0, joined);
}

/* The index behind block @after, which 0 means the top. */
static gboolean
find_after (MbSnapshot *snapshot, guint64 after, guint *index, GError **error)
{
  *index = 0;
  if (after == 0)
    return TRUE;
  if (!find_block (snapshot, after, index, error))
    return FALSE;
  (*index)++;

  return TRUE;
}

static MbSnapshot *
apply_insert (const MbStep *self, MbSnapshot *snapshot, GError **error)
{
  guint index;

  if (mb_snapshot_find (snapshot, mb_block_get_id (self->other), NULL))
    return mismatch (error, "the block is there already");
  if (!find_after (snapshot, self->after, &index, error))
    return NULL;

  return mb_snapshot_with_inserted (snapshot, index, self->other);
}

static MbSnapshot *
apply_remove (const MbStep *self, MbSnapshot *snapshot, GError **error)
{
  guint index;
  guint behind;
  MbBlock *block = find_block (snapshot, mb_block_get_id (self->other), &index, error);

  if (!block || !find_after (snapshot, self->after, &behind, error))
    return NULL;
  if (behind != index || !mb_block_equal (block, self->other))
    return mismatch (error, "another block than the step says");

  return mb_snapshot_with_removed (snapshot, index);
}

static MbSnapshot *
apply_move (const MbStep *self, MbSnapshot *snapshot, GError **error)
{
  g_autoptr (MbSnapshot) without = NULL;
  g_autoptr (MbBlock) held = NULL;
  guint index;
  guint behind;
  MbBlock *block = find_block (snapshot, self->block, &index, error);

  if (!block || !find_after (snapshot, self->old_after, &behind, error))
    return NULL;
  if (behind != index || self->after == self->block)
    return mismatch (error, "the block stands elsewhere than the step says");

  held = mb_block_ref (block);
  without = mb_snapshot_with_removed (snapshot, index);
  if (!find_after (without, self->after, &index, error))
    return NULL;

  return mb_snapshot_with_inserted (without, index, held);
}

/* Whether the parts of a block from @first on hold no text, so that a kind without them loses
 * nothing. */
static gboolean
is_empty_from (const MbBlock *block, guint first)
{
  for (guint i = first; i < mb_block_get_n_parts (block); i++)
    if (mb_text_get_n_chars (mb_block_get_part (block, i)) > 0)
      return FALSE;

  return TRUE;
}

static MbSnapshot *
apply_set_kind (const MbStep *self, MbSnapshot *snapshot, GError **error)
{
  g_autoptr (MbBlock) changed = NULL;
  guint index;
  MbBlock *block = find_block (snapshot, self->block, &index, error);

  if (!block)
    return NULL;
  if (mb_block_get_kind (block) != self->old_kind ||
      !is_empty_from (block, mb_block_kind_get_n_parts (self->new_kind)))
    return mismatch (error, "another kind than the step says, or one that would lose text");

  changed = mb_block_with_kind (block, self->new_kind);
  return mb_snapshot_with_block (snapshot, index, changed);
}

static MbSnapshot *
apply_set_attribute (const MbStep *self, MbSnapshot *snapshot, GError **error)
{
  g_autoptr (MbBlock) changed = NULL;
  guint index;
  MbBlock *block = find_block (snapshot, self->block, &index, error);

  if (!block)
    return NULL;
  if (g_strcmp0 (mb_block_get_attribute (block, self->name), self->old_value) != 0)
    return mismatch (error, "another value than the step says");

  changed = mb_block_with_attribute (block, self->name, self->value);
  return mb_snapshot_with_block (snapshot, index, changed);
}

static gboolean
looks_like (const MbSpan *a, const MbSpan *b)
{
  return a->kind == b->kind && a->mark == b->mark && g_strcmp0 (a->value, b->value) == 0;
}

static MbSnapshot *
apply_span (const MbStep *self, MbSnapshot *snapshot, GError **error)
{
  g_autoptr (MbText) changed = NULL;
  MbBlock *block = NULL;
  guint index;
  guint n;
  gboolean add = self->kind == MB_STEP_ADD_SPAN;
  gboolean whole = FALSE;
  MbText *text = find_part (self, snapshot, &block, &index, error);
  const MbSpan *spans = NULL;

  if (!text)
    return NULL;
  if (self->span.start >= self->span.end || self->span.end > mb_text_get_n_chars (text))
    return mismatch (error, "a span beyond the text");

  spans = mb_text_get_spans (text, &n);
  for (guint i = 0; i < n; i++) {
    if (!looks_like (&spans[i], &self->span))
      continue;
    if (add && spans[i].start < self->span.end && self->span.start < spans[i].end)
      return mismatch (error, "the span is there already");
    whole |= spans[i].start <= self->span.start && self->span.end <= spans[i].end;
  }
  if (!add && !whole)
    return mismatch (error, "the span is not there");

  changed = add ? mb_text_add_span (text, &self->span) : mb_text_remove_span (text, &self->span);
  return with_part (snapshot, index, self->part, changed);
}

static MbSnapshot *
apply_set_meta (const MbStep *self, MbSnapshot *snapshot, GError **error)
{
  if (g_strcmp0 (mb_snapshot_get_meta (snapshot, self->name), self->old_value) != 0)
    return mismatch (error, "another value than the step says");

  return mb_snapshot_with_meta (snapshot, self->name, self->value);
}

static MbSnapshot *
apply_set_mark (const MbStep *self, MbSnapshot *snapshot, GError **error)
{
  MbMark *there = mb_snapshot_get_mark (snapshot, self->block);

  if ((there == NULL) != (self->old_mark == NULL) ||
      (there && !mb_mark_equal (there, self->old_mark)))
    return mismatch (error, "another mark than the step says");

  return mb_snapshot_with_mark (snapshot, self->block, self->mark);
}

/**
 * mb_step_apply:
 * @self: a step
 * @snapshot: the article before
 * @error: return location
 *
 * Makes the article after the step. A step that was made for another state changes nothing:
 * `MB_MODEL_ERROR_MISMATCH` or `MB_MODEL_ERROR_NOT_FOUND`.
 *
 * Returns: (transfer full) (nullable): the article after it
 */
MbSnapshot *
mb_step_apply (const MbStep *self, MbSnapshot *snapshot, GError **error)
{
  g_return_val_if_fail (self != NULL && snapshot != NULL, NULL);

  switch (self->kind) {
  case MB_STEP_REPLACE_TEXT:
    return apply_replace_text (self, snapshot, error);
  case MB_STEP_SPLIT_BLOCK:
    return apply_split (self, snapshot, error);
  case MB_STEP_JOIN_BLOCKS:
    return apply_join (self, snapshot, error);
  case MB_STEP_INSERT_BLOCK:
    return apply_insert (self, snapshot, error);
  case MB_STEP_REMOVE_BLOCK:
    return apply_remove (self, snapshot, error);
  case MB_STEP_MOVE_BLOCK:
    return apply_move (self, snapshot, error);
  case MB_STEP_SET_KIND:
    return apply_set_kind (self, snapshot, error);
  case MB_STEP_SET_ATTRIBUTE:
    return apply_set_attribute (self, snapshot, error);
  case MB_STEP_ADD_SPAN:
  case MB_STEP_REMOVE_SPAN:
    return apply_span (self, snapshot, error);
  case MB_STEP_SET_META:
    return apply_set_meta (self, snapshot, error);
  case MB_STEP_SET_MARK:
    return apply_set_mark (self, snapshot, error);
  }

  return mismatch (error, "an unknown step");
}

/**
 * mb_step_invert:
 * @self: a step
 *
 * Makes the step that takes it back.
 *
 * Returns: (transfer full): the inverse
 */
MbStep *
mb_step_invert (const MbStep *self)
{
  const MbStepKind inverse[] = {
    [MB_STEP_REPLACE_TEXT] = MB_STEP_REPLACE_TEXT, [MB_STEP_SPLIT_BLOCK] = MB_STEP_JOIN_BLOCKS,
    [MB_STEP_JOIN_BLOCKS] = MB_STEP_SPLIT_BLOCK,   [MB_STEP_INSERT_BLOCK] = MB_STEP_REMOVE_BLOCK,
    [MB_STEP_REMOVE_BLOCK] = MB_STEP_INSERT_BLOCK, [MB_STEP_MOVE_BLOCK] = MB_STEP_MOVE_BLOCK,
    [MB_STEP_SET_KIND] = MB_STEP_SET_KIND,         [MB_STEP_SET_ATTRIBUTE] = MB_STEP_SET_ATTRIBUTE,
    [MB_STEP_ADD_SPAN] = MB_STEP_REMOVE_SPAN,      [MB_STEP_REMOVE_SPAN] = MB_STEP_ADD_SPAN,
    [MB_STEP_SET_META] = MB_STEP_SET_META,         [MB_STEP_SET_MARK] = MB_STEP_SET_MARK,
  };
  MbStep fields;

  g_return_val_if_fail (self != NULL, NULL);

  fields = *self;
  fields.kind = inverse[self->kind];
  fields.removed = self->inserted;
  fields.inserted = self->removed;
  if (self->kind == MB_STEP_MOVE_BLOCK) {
    fields.old_after = self->after;
    fields.after = self->old_after;
  }
  fields.old_kind = self->new_kind;
  fields.new_kind = self->old_kind;
  fields.old_value = self->value;
  fields.value = self->old_value;
  fields.old_mark = self->mark;
  fields.mark = self->old_mark;

  return mb_step_new (&fields);
}

/**
 * mb_step_merge:
 * @self: a step
 * @next: the step after it
 *
 * Makes one step of two replacements of text in one part, when the second begins inside or right
 * behind what the first inserted, or deletes what stands right before it.
 *
 * Returns: (transfer full) (nullable): the one step, or %NULL when they do not go on from each
 * other
 */
MbStep *
mb_step_merge (const MbStep *self, const MbStep *next)
{
  g_autoptr (MbText) removed = NULL;
  g_autoptr (MbText) inserted = NULL;
  g_autoptr (MbText) rest = NULL;
  MbStep fields;
  guint end;
  guint cut;

  g_return_val_if_fail (self != NULL && next != NULL, NULL);

  if (self->kind != MB_STEP_REPLACE_TEXT || next->kind != MB_STEP_REPLACE_TEXT ||
      self->block != next->block || self->part != next->part)
    return NULL;

  fields = *self;
  end = self->offset + mb_text_get_n_chars (self->inserted);
  cut = mb_text_get_n_chars (next->removed);
  if (mb_text_get_n_chars (self->inserted) == 0 && next->offset + cut == self->offset) {
    /* Backspace after backspace. */
    fields.offset = next->offset;
    removed = mb_text_replace (next->removed, cut, cut, self->removed);
    inserted = mb_text_ref (next->inserted);
  } else if (next->offset >= self->offset && next->offset <= end) {
    /* Typing on, or mending what was just typed; what goes beyond it was there before. */
    guint own = MIN (cut, end - next->offset);

    rest = mb_text_slice (next->removed, own, cut);
    removed = mb_text_replace (self->removed, mb_text_get_n_chars (self->removed),
                               mb_text_get_n_chars (self->removed), rest);
    inserted = mb_text_replace (self->inserted, next->offset - self->offset,
                                next->offset - self->offset + own, next->inserted);
  } else {
    return NULL;
  }
  fields.removed = removed;
  fields.inserted = inserted;

  return mb_step_new (&fields);
}

static gboolean
map_replace (const MbStep *self, MbPosition *position, MbSide side)
{
  guint removed = mb_text_get_n_chars (self->removed);
  guint inserted = mb_text_get_n_chars (self->inserted);

  if (position->block != self->block || position->part != self->part ||
      position->offset < self->offset)
    return TRUE;

  if (position->offset > self->offset + removed)
    position->offset = position->offset - removed + inserted;
  else if (position->offset == self->offset + removed && removed > 0)
    position->offset = self->offset + inserted;
  else if (removed == 0)
    position->offset += side == MB_SIDE_AFTER ? inserted : 0;
  else if (position->offset > self->offset)
    position->offset = self->offset + (side == MB_SIDE_AFTER ? inserted : 0);

  return TRUE;
}

/**
 * mb_step_map:
 * @self: a step
 * @position: (inout): a place before the step, then the place it became
 * @side: on which side of text inserted exactly there it stays
 *
 * Carries a place through a step.
 *
 * Returns: %FALSE when its block is gone; @position is then unchanged
 */
gboolean
mb_step_map (const MbStep *self, MbPosition *position, MbSide side)
{
  g_return_val_if_fail (self != NULL && position != NULL, FALSE);

  switch (self->kind) {
  case MB_STEP_REPLACE_TEXT:
    return map_replace (self, position, side);
  case MB_STEP_SPLIT_BLOCK:
    if (position->block != self->block || position->part != 0 || position->offset < self->offset ||
        (position->offset == self->offset && side == MB_SIDE_BEFORE))
      return TRUE;
    position->block = mb_block_get_id (self->other);
    position->offset -= self->offset;
    return TRUE;
  case MB_STEP_JOIN_BLOCKS:
    if (position->block != mb_block_get_id (self->other))
      return TRUE;
    position->block = self->block;
    position->offset = self->offset + (position->part == 0 ? position->offset : 0);
    position->part = 0;
    return TRUE;
  case MB_STEP_REMOVE_BLOCK:
    return position->block != mb_block_get_id (self->other);
  case MB_STEP_SET_KIND:
    if (position->block == self->block &&
        position->part >= mb_block_kind_get_n_parts (self->new_kind))
      *position = (MbPosition) {self->block, 0, 0};
    return TRUE;
  case MB_STEP_INSERT_BLOCK:
  case MB_STEP_MOVE_BLOCK:
  case MB_STEP_SET_ATTRIBUTE:
  case MB_STEP_ADD_SPAN:
  case MB_STEP_REMOVE_SPAN:
  case MB_STEP_SET_META:
  case MB_STEP_SET_MARK:
    return TRUE;
  }

  return TRUE;
}

/**
 * mb_step_get_size_bytes:
 * @self: a step
 *
 * About how much memory the step keeps, texts included.
 */
gsize
mb_step_get_size_bytes (const MbStep *self)
{
  gsize size = sizeof *self;

  g_return_val_if_fail (self != NULL, 0);

  if (self->removed)
    size += mb_text_get_n_bytes (self->removed);
  if (self->inserted)
    size += mb_text_get_n_bytes (self->inserted);
  for (guint i = 0; self->other && i < mb_block_get_n_parts (self->other); i++)
    size += mb_text_get_n_bytes (mb_block_get_part (self->other, i));
  if (self->old_value)
    size += strlen (self->old_value);
  if (self->value)
    size += strlen (self->value);

  return size;
}

/**
 * mb_step_kind_to_string:
 * @kind: a kind of step
 *
 * The kind's name in our JSON.
 */
const char *
mb_step_kind_to_string (MbStepKind kind)
{
  g_return_val_if_fail ((guint) kind < G_N_ELEMENTS (kind_names), NULL);

  return kind_names[kind];
}

/**
 * mb_step_kind_from_string:
 * @name: (nullable): a name, perhaps of no kind
 * @kind: (out): return location
 *
 * Looks a kind of step up by its name.
 *
 * Returns: whether there is such a kind
 */
gboolean
mb_step_kind_from_string (const char *name, MbStepKind *kind)
{
  g_return_val_if_fail (kind != NULL, FALSE);

  for (guint i = 0; i < G_N_ELEMENTS (kind_names); i++)
    if (g_strcmp0 (kind_names[i], name) == 0) {
      *kind = i;
      return TRUE;
    }

  return FALSE;
}
