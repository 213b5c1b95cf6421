#include "mb-snapshot.h"

/* What counting, checking, rendering and publishing read: the article with its suggestions decided
 * and without what is nobody's business outside. */

static gboolean
goes (const MbSpan *span, MbProjection projection)
{
  if (span->kind == MB_SPAN_NOTE)
    return TRUE;

  return span->kind == MB_SPAN_SUGGESTION &&
         g_strcmp0 (span->value, projection == MB_PROJECT_FINAL ? "delete" : "insert") == 0;
}

static gboolean
is_inner (MbSpanKind kind)
{
  return kind == MB_SPAN_NOTE || kind == MB_SPAN_COMMENT || kind == MB_SPAN_SUGGESTION;
}

static MbText *
project_text (MbText *text, MbProjection projection)
{
  g_autoptr (GArray) kept = g_array_new (FALSE, FALSE, sizeof (MbSpan));
  MbText *result = NULL;
  guint n;
  const MbSpan *spans = mb_text_get_spans (text, &n);

  for (guint i = 0; i < n; i++)
    if (!is_inner (spans[i].kind))
      g_array_append_val (kept, spans[i]);
  if (kept->len == n)
    return mb_text_ref (text);

  result = mb_text_new_spans (mb_text_get_utf8 (text), (MbSpan *) (gpointer) kept->data, kept->len);
  /* From the end: what goes there leaves the offsets before it as they are. Overlapping spans are
   * cut to what is left. */
  for (guint end = mb_text_get_n_chars (text); n > 0 && end > 0; end--) {
    g_autoptr (MbText) nothing = NULL;
    MbText *shorter = NULL;
    gboolean leave = FALSE;

    for (guint i = 0; i < n && !leave; i++)
      leave = spans[i].start < end && spans[i].end >= end && goes (&spans[i], projection);
    if (!leave)
      continue;
    nothing = mb_text_empty ();
    shorter = mb_text_replace (result, end - 1, end, nothing);
    mb_text_unref (result);
    result = shorter;
  }

  return result;
}

static MbBlock *
project_block (MbBlock *block, MbProjection projection)
{
  MbBlock *result = mb_block_ref (block);

  for (guint i = 0; i < mb_block_get_n_parts (block); i++) {
    MbText *old = mb_block_get_part (block, i);
    g_autoptr (MbText) text = project_text (old, projection);
    MbBlock *changed = NULL;

    if (text == old)
      continue;
    changed = mb_block_with_part (result, i, text);
    mb_block_unref (result);
    result = changed;
  }

  return result;
}

/* A block that only a suggestion made is not there until it is accepted. */
static gboolean
vanishes (const MbBlock *before, const MbBlock *after)
{
  return !mb_block_is_empty (before) && mb_block_is_empty (after) &&
         !mb_block_kind_is_furniture (mb_block_get_kind (before));
}

/* What people said to each other stays behind with the words they said it about. */
static MbSnapshot *
without_marks (MbSnapshot *snapshot)
{
  MbSnapshot *result = mb_snapshot_ref (snapshot);

  for (guint i = mb_snapshot_get_n_marks (snapshot); i > 0; i--) {
    guint64 id = mb_mark_get_id (mb_snapshot_get_nth_mark (snapshot, i - 1));
    MbSnapshot *less = mb_snapshot_with_mark (result, id, NULL);

    mb_snapshot_unref (result);
    result = less;
  }

  return result;
}

/**
 * mb_snapshot_project:
 * @self: a snapshot
 * @projection: which reading of it
 *
 * Makes the article as readers would see it, or as it was before the suggestions. Blocks that are
 * the same in both are shared.
 *
 * Returns: (transfer full): the projected snapshot
 */
MbSnapshot *
mb_snapshot_project (MbSnapshot *self, MbProjection projection)
{
  MbSnapshot *result = NULL;

  g_return_val_if_fail (self != NULL, NULL);

  if (projection == MB_PROJECT_MARKED)
    return mb_snapshot_ref (self);

  result = without_marks (self);

  for (guint i = mb_snapshot_get_n_blocks (self); i > 0; i--) {
    MbBlock *old = mb_snapshot_get_block (self, i - 1);
    g_autoptr (MbBlock) block = project_block (old, projection);
    MbSnapshot *changed = NULL;

    if (block == old)
      continue;
    if (vanishes (old, block) && mb_snapshot_get_n_blocks (result) > MB_N_FURNITURE + 1)
      changed = mb_snapshot_with_removed (result, i - 1);
    else
      changed = mb_snapshot_with_block (result, i - 1, block);
    mb_snapshot_unref (result);
    result = changed;
  }

  return result;
}
