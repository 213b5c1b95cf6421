#include "mb-comments.h"

#include <string.h>

/**
 * mb_comment_thread_free:
 * @thread: (nullable) (transfer full): a thread
 *
 * Frees it.
 */
void
mb_comment_thread_free (MbCommentThread *thread)
{
  if (!thread)
    return;

  mb_mark_unref (thread->mark);
  g_free (thread);
}

static MbCommentThread *
new_thread (const MbSnapshot *snapshot, MbMark *mark)
{
  MbCommentThread *thread = g_new0 (MbCommentThread, 1);
  guint64 block = mb_mark_get_block (mark);

  thread->mark = mb_mark_ref (mark);
  thread->start.block = thread->end.block = block;
  if (block == 0) {
    thread->place = mb_mark_get_quote (mark) ? MB_COMMENT_ORPHAN : MB_COMMENT_ARTICLE;
    thread->index = mb_mark_get_quote (mark) ? G_MAXUINT : 0;
  } else if (mb_snapshot_find (snapshot, block, &thread->index)) {
    thread->place = mb_mark_get_detail (mark) ? MB_COMMENT_BLOCK : MB_COMMENT_ORPHAN;
    thread->end.part = thread->end.offset = thread->place == MB_COMMENT_ORPHAN ? G_MAXUINT : 0;
    thread->start = thread->end;
  } else {
    thread->place = MB_COMMENT_ORPHAN;
    thread->index = G_MAXUINT;
  }

  return thread;
}

static void
take_span (MbCommentThread *thread, const MbSpan *span, const MbPosition *part, guint index)
{
  MbPosition start = *part;
  MbPosition end = *part;

  start.offset = span->start;
  end.offset = span->end;
  if (thread->n_spans++ == 0) {
    thread->place = MB_COMMENT_PASSAGE;
    thread->start = start;
    thread->index = index;
  }
  thread->end = end;
}

/* Spans come in reading order, so that the first is where a passage begins and the last where it
 * ends. */
static void
take_spans (GHashTable *threads, MbBlock *block, guint index)
{
  for (guint part = 0; part < mb_block_get_n_parts (block); part++) {
    const MbPosition place = {mb_block_get_id (block), part, 0};
    guint n;
    const MbSpan *spans = mb_text_get_spans (mb_block_get_part (block, part), &n);

    for (guint i = 0; i < n; i++) {
      MbCommentThread *thread = NULL;

      if (spans[i].kind == MB_SPAN_COMMENT)
        thread = g_hash_table_lookup (threads, &spans[i].mark);
      if (thread)
        take_span (thread, &spans[i], &place, index);
    }
  }
}

static int
compare_numbers (guint64 a, guint64 b)
{
  return (a > b) - (a < b);
}

static int
compare_places (guint index, const MbPosition *position, const MbCommentThread *thread)
{
  int order = compare_numbers (index, thread->index);

  if (order == 0)
    order = compare_numbers (position->part, thread->start.part);
  if (order == 0)
    order = compare_numbers (position->offset, thread->start.offset);

  return order;
}

static int
compare_threads (gconstpointer a, gconstpointer b)
{
  const MbCommentThread *x = *(const MbCommentThread *const *) a;
  const MbCommentThread *y = *(const MbCommentThread *const *) b;
  int order = (x->place != MB_COMMENT_ARTICLE) - (y->place != MB_COMMENT_ARTICLE);

  if (order == 0)
    order = compare_places (x->index, &x->start, y);
  if (order == 0)
    order = (mb_mark_get_time_ms (x->mark) > mb_mark_get_time_ms (y->mark)) -
            (mb_mark_get_time_ms (x->mark) < mb_mark_get_time_ms (y->mark));
  if (order == 0)
    order = compare_numbers (mb_mark_get_id (x->mark), mb_mark_get_id (y->mark));

  return order;
}

/**
 * mb_comments_list:
 * @snapshot: an article as it stands
 * @open_only: whether resolved threads are left out
 *
 * Lists the threads in reading order: those on the article first, those whose words are gone behind
 * the block they were in, or at the end.
 *
 * Returns: (transfer full) (element-type MbCommentThread): the threads
 */
GPtrArray *
mb_comments_list (const MbSnapshot *snapshot, gboolean open_only)
{
  GPtrArray *threads = NULL;
  g_autoptr (GHashTable) by_id = g_hash_table_new (g_int64_hash, g_int64_equal);
  g_autofree guint64 *ids = NULL;

  g_return_val_if_fail (snapshot != NULL, NULL);

  threads = g_ptr_array_new_with_free_func ((GDestroyNotify) mb_comment_thread_free);
  ids = g_new (guint64, mb_snapshot_get_n_marks (snapshot) + 1);
  for (guint i = 0; i < mb_snapshot_get_n_marks (snapshot); i++) {
    MbMark *mark = mb_snapshot_get_nth_mark (snapshot, i);
    MbCommentThread *thread = NULL;

    if (mb_mark_get_kind (mark) != MB_MARK_COMMENT || (open_only && mb_mark_is_resolved (mark)))
      continue;
    thread = new_thread (snapshot, mark);
    ids[threads->len] = mb_mark_get_id (mark);
    g_hash_table_insert (by_id, &ids[threads->len], thread);
    g_ptr_array_add (threads, thread);
  }
  for (guint i = 0; threads->len > 0 && i < mb_snapshot_get_n_blocks (snapshot); i++)
    take_spans (by_id, mb_snapshot_get_block (snapshot, i), i);
  g_ptr_array_sort (threads, compare_threads);

  return threads;
}

/**
 * mb_comments_step:
 * @threads: (element-type MbCommentThread): from mb_comments_list() of @snapshot
 * @snapshot: the article
 * @from: where one is
 * @forward: whether to look behind it, or before it
 * @index: (out): the thread that begins next in that direction
 *
 * Walks from comment to comment; those on the article come before the text.
 *
 * Returns: whether there is one
 */
gboolean
mb_comments_step (GPtrArray *threads,
                  const MbSnapshot *snapshot,
                  const MbPosition *from,
                  gboolean forward,
                  guint *index)
{
  guint block = 0;

  g_return_val_if_fail (threads != NULL && snapshot != NULL, FALSE);
  g_return_val_if_fail (from != NULL && index != NULL, FALSE);

  if (!mb_snapshot_find (snapshot, from->block, &block))
    return FALSE;

  for (guint i = 0; i < threads->len; i++) {
    guint at = forward ? i : threads->len - 1 - i;
    const MbCommentThread *thread = g_ptr_array_index (threads, at);
    int order = thread->place == MB_COMMENT_ARTICLE ? 1 : compare_places (block, from, thread);

    if (forward ? order >= 0 : order <= 0)
      continue;
    *index = at;
    return TRUE;
  }

  return FALSE;
}

static gboolean
find_in_part (MbBlock *block, guint part, const char *words, MbPosition *start, MbPosition *end)
{
  const char *text = mb_text_get_utf8 (mb_block_get_part (block, part));
  const char *found = strstr (text, words);

  if (!found || !mb_part_role_allows_span (mb_block_get_part_role (block, part), MB_SPAN_COMMENT))
    return FALSE;

  *start =
    (MbPosition) {mb_block_get_id (block), part, (guint) g_utf8_pointer_to_offset (text, found)};
  *end = *start;
  end->offset += (guint) g_utf8_strlen (words, -1);
  return TRUE;
}

static gboolean
find_in_block (MbBlock *block, const char *words, MbPosition *start, MbPosition *end)
{
  for (guint part = 0; part < mb_block_get_n_parts (block); part++)
    if (find_in_part (block, part, words, start, end))
      return TRUE;

  return FALSE;
}

/* Words that reach over several blocks were quoted one part a line: the first and the last line say
 * where. */
static gboolean
find_piecewise (const MbSnapshot *snapshot, const char *words, MbPosition *start, MbPosition *end)
{
  g_auto (GStrv) lines = g_strsplit (words, "\n", -1);
  guint n = g_strv_length (lines);
  MbPosition unused;
  guint i = 0;

  if (n < 2)
    return FALSE;
  while (i < mb_snapshot_get_n_blocks (snapshot) &&
         !find_in_block (mb_snapshot_get_block (snapshot, i), lines[0], start, &unused))
    i++;
  for (; i < mb_snapshot_get_n_blocks (snapshot); i++)
    if (find_in_block (mb_snapshot_get_block (snapshot, i), lines[n - 1], &unused, end))
      return end->block != start->block || end->part > start->part;

  return FALSE;
}

/**
 * mb_comments_find_words:
 * @snapshot: an article
 * @words: words as they stand there, or as a comment quotes them
 * @start: (inout): where they begin; `block`: the block to look in first, 0 for none
 * @end: (out): where they end
 *
 * Finds words: in the block where they were, otherwise the first in reading order.
 *
 * Returns: whether they are there
 */
gboolean
mb_comments_find_words (const MbSnapshot *snapshot,
                        const char *words,
                        MbPosition *start,
                        MbPosition *end)
{
  MbBlock *block = NULL;

  g_return_val_if_fail (snapshot != NULL && words != NULL, FALSE);
  g_return_val_if_fail (start != NULL && end != NULL, FALSE);

  if (*words == '\0')
    return FALSE;

  block = start->block != 0 ? mb_snapshot_lookup (snapshot, start->block) : NULL;
  if (block && find_in_block (block, words, start, end))
    return TRUE;
  for (guint i = 0; i < mb_snapshot_get_n_blocks (snapshot); i++)
    if (find_in_block (mb_snapshot_get_block (snapshot, i), words, start, end))
      return TRUE;

  return find_piecewise (snapshot, words, start, end);
}
