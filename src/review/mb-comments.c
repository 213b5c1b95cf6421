#include "mb-comments.h"

#include "mb-id.h"
#include "mb-review-state.h"

/* What a comment is about is said in its mark: a passage by its spans, with the words as they were
 * in `quote`; a block by `block`, `detail` saying so; the article by neither. */

#define ABOUT_BLOCK "block"
#define MAX_QUOTE_CHARS 1000

/* A stretch of one part. */
typedef struct {
  guint64 block;
  guint part;
  guint start;
  guint end;
} Stretch;

static gboolean
refuse (MbReviewError code, const char *message, GError **error)
{
  g_set_error_literal (error, MB_REVIEW_ERROR, code, message);
  return FALSE;
}

static gboolean
says_something (const MbMarkEntry *entry, GError **error)
{
  for (const char *p = entry->body ? entry->body : ""; *p; p = g_utf8_next_char (p))
    if (!g_unichar_isspace (g_utf8_get_char (p)))
      return TRUE;

  return refuse (MB_REVIEW_ERROR_EMPTY, "a comment without words", error);
}

static guint64
draw_id (const MbSnapshot *snapshot)
{
  guint64 id = mb_id_new ();

  while (mb_snapshot_get_mark (snapshot, id))
    id = mb_id_new ();

  return id;
}

static MbMark *
make_mark (MbTransaction *transaction, const MbMarkEntry *entry)
{
  guint64 id = draw_id (mb_transaction_get_result (transaction));
  g_autoptr (MbMark) bare = mb_mark_new (id, MB_MARK_COMMENT, entry->author, entry->time_ms);

  return mb_mark_with_entry (bare, entry);
}

static guint64
put_mark (MbTransaction *transaction, MbMark *mark, GError **error)
{
  guint64 id = mb_mark_get_id (mark);

  return mb_transaction_set_mark (transaction, id, mark, error) ? id : 0;
}

static char *
cut_quote (const char *words)
{
  if (g_utf8_strlen (words, -1) <= MAX_QUOTE_CHARS)
    return g_strdup (words);

  return g_utf8_substring (words, 0, MAX_QUOTE_CHARS);
}

/* The parts with words between two positions, in reading order. */
static GArray *
list_stretches (const MbSnapshot *snapshot, const MbPosition *start, const MbPosition *end)
{
  GArray *stretches = g_array_new (FALSE, FALSE, sizeof (Stretch));
  guint first = 0;
  guint last = 0;

  if (!mb_snapshot_find (snapshot, start->block, &first) ||
      !mb_snapshot_find (snapshot, end->block, &last))
    return stretches;

  for (guint i = first; i <= last; i++) {
    MbBlock *block = mb_snapshot_get_block (snapshot, i);

    for (guint part = 0; part < mb_block_get_n_parts (block); part++) {
      guint n_chars = mb_text_get_n_chars (mb_block_get_part (block, part));
      Stretch stretch = {mb_block_get_id (block), part, 0, n_chars};

      if ((i == first && part < start->part) || (i == last && part > end->part) ||
          !mb_part_role_allows_span (mb_block_get_part_role (block, part), MB_SPAN_COMMENT))
        continue;
      if (i == first && part == start->part)
        stretch.start = MIN (start->offset, n_chars);
      if (i == last && part == end->part)
        stretch.end = MIN (end->offset, n_chars);
      if (stretch.start < stretch.end)
        g_array_append_val (stretches, stretch);
    }
  }

  return stretches;
}

static char *
quote_stretches (const MbSnapshot *snapshot, GArray *stretches)
{
  g_autoptr (GString) words = g_string_new (NULL);

  for (guint i = 0; i < stretches->len; i++) {
    const Stretch *stretch = &g_array_index (stretches, Stretch, i);
    MbBlock *block = mb_snapshot_lookup (snapshot, stretch->block);
    const char *text = mb_text_get_utf8 (mb_block_get_part (block, stretch->part));
    g_autofree char *piece = g_utf8_substring (text, (glong) stretch->start, (glong) stretch->end);

    g_string_append_printf (words, "%s%s", i > 0 ? "\n" : "", piece);
  }

  return cut_quote (words->str);
}

static gboolean
mark_stretches (MbTransaction *transaction, GArray *stretches, guint64 id, GError **error)
{
  for (guint i = 0; i < stretches->len; i++) {
    const Stretch *stretch = &g_array_index (stretches, Stretch, i);
    const MbSpan span = {stretch->start, stretch->end, MB_SPAN_COMMENT, id, NULL};

    if (!mb_transaction_add_span (transaction, stretch->block, stretch->part, &span, error))
      return FALSE;
  }

  return TRUE;
}

/**
 * mb_comments_add_on_passage:
 * @transaction: takes the steps
 * @start: where the words begin
 * @end: where they end, in the same block or a later one
 * @entry: what is said, by whom, when
 * @error: return location
 *
 * Comments on words. They may reach over several parts and blocks; pictures between them are left
 * out. The words are kept with the comment, should they go.
 *
 * Returns: the thread's id; 0 and `MB_REVIEW_ERROR_EMPTY` when nothing is said or no words are
 * there
 */
guint64
mb_comments_add_on_passage (MbTransaction *transaction,
                            const MbPosition *start,
                            const MbPosition *end,
                            const MbMarkEntry *entry,
                            GError **error)
{
  g_autoptr (GArray) stretches = NULL;
  g_autoptr (MbMark) bare = NULL;
  g_autoptr (MbMark) mark = NULL;
  g_autofree char *quote = NULL;

  g_return_val_if_fail (transaction != NULL && start != NULL && end != NULL, 0);
  g_return_val_if_fail (entry != NULL, 0);

  if (!says_something (entry, error))
    return 0;
  stretches = list_stretches (mb_transaction_get_result (transaction), start, end);
  if (stretches->len == 0)
    return refuse (MB_REVIEW_ERROR_EMPTY, "a comment on no words", error);

  bare = make_mark (transaction, entry);
  quote = quote_stretches (mb_transaction_get_result (transaction), stretches);
  mark = mb_mark_with_place (bare, g_array_index (stretches, Stretch, 0).block, quote);
  if (!mark_stretches (transaction, stretches, mb_mark_get_id (mark), error))
    return 0;

  return put_mark (transaction, mark, error);
}

static char *
quote_block (const MbBlock *block)
{
  for (guint i = 0; i < mb_block_get_n_parts (block); i++) {
    const char *text = mb_text_get_utf8 (mb_block_get_part ((MbBlock *) block, i));

    if (*text)
      return cut_quote (text);
  }

  return NULL;
}

/**
 * mb_comments_add_on_block:
 * @transaction: takes the steps
 * @block: a block: a picture, for one
 * @entry: what is said, by whom, when
 * @error: return location
 *
 * Comments on a block as a whole.
 *
 * Returns: the thread's id; 0 and `MB_REVIEW_ERROR_EMPTY` or `MB_MODEL_ERROR_NOT_FOUND`
 */
guint64
mb_comments_add_on_block (MbTransaction *transaction,
                          guint64 block,
                          const MbMarkEntry *entry,
                          GError **error)
{
  MbBlock *found = NULL;
  g_autoptr (MbMark) bare = NULL;
  g_autoptr (MbMark) placed = NULL;
  g_autoptr (MbMark) mark = NULL;
  g_autofree char *quote = NULL;

  g_return_val_if_fail (transaction != NULL && entry != NULL, 0);

  if (!says_something (entry, error))
    return 0;
  found = mb_snapshot_lookup (mb_transaction_get_result (transaction), block);
  if (!found) {
    g_set_error_literal (error, MB_MODEL_ERROR, MB_MODEL_ERROR_NOT_FOUND, "there is no such block");
    return 0;
  }

  bare = make_mark (transaction, entry);
  quote = quote_block (found);
  placed = mb_mark_with_place (bare, block, quote);
  mark = mb_mark_with_detail (placed, ABOUT_BLOCK);
  return put_mark (transaction, mark, error);
}

/**
 * mb_comments_add_on_article:
 * @transaction: takes the steps
 * @entry: what is said, by whom, when
 * @error: return location
 *
 * Comments on the article.
 *
 * Returns: the thread's id; 0 and `MB_REVIEW_ERROR_EMPTY`
 */
guint64
mb_comments_add_on_article (MbTransaction *transaction, const MbMarkEntry *entry, GError **error)
{
  g_autoptr (MbMark) mark = NULL;

  g_return_val_if_fail (transaction != NULL && entry != NULL, 0);

  if (!says_something (entry, error))
    return 0;

  mark = make_mark (transaction, entry);
  return put_mark (transaction, mark, error);
}

static MbMark *
find_comment (MbTransaction *transaction, guint64 id, GError **error)
{
  MbMark *mark = mb_snapshot_get_mark (mb_transaction_get_result (transaction), id);

  if (mark && mb_mark_get_kind (mark) == MB_MARK_COMMENT)
    return mark;

  refuse (MB_REVIEW_ERROR_NO_COMMENT, "there is no such comment", error);
  return NULL;
}

/**
 * mb_comments_reply:
 * @transaction: takes the step
 * @id: a thread
 * @entry: what is said, by whom, when
 * @error: return location
 *
 * Adds to a thread. One that was resolved is open again: somebody has more to say.
 *
 * Returns: whether it is; otherwise `MB_REVIEW_ERROR_NO_COMMENT` or `MB_REVIEW_ERROR_EMPTY`
 */
gboolean
mb_comments_reply (MbTransaction *transaction, guint64 id, const MbMarkEntry *entry, GError **error)
{
  MbMark *mark = NULL;
  g_autoptr (MbMark) open = NULL;
  g_autoptr (MbMark) longer = NULL;

  g_return_val_if_fail (transaction != NULL && entry != NULL, FALSE);

  mark = find_comment (transaction, id, error);
  if (!mark || !says_something (entry, error))
    return FALSE;

  open = mb_mark_with_resolved (mark, FALSE);
  longer = mb_mark_with_entry (open, entry);
  return mb_transaction_set_mark (transaction, id, longer, error);
}

/**
 * mb_comments_set_resolved:
 * @transaction: takes the step
 * @id: a thread
 * @resolved: whether it was dealt with; `FALSE` opens it again
 * @error: return location
 *
 * Resolves a thread or opens it again.
 *
 * Returns: whether it is so; otherwise `MB_REVIEW_ERROR_NO_COMMENT`
 */
gboolean
mb_comments_set_resolved (MbTransaction *transaction, guint64 id, gboolean resolved, GError **error)
{
  MbMark *mark = NULL;
  g_autoptr (MbMark) changed = NULL;

  g_return_val_if_fail (transaction != NULL, FALSE);

  mark = find_comment (transaction, id, error);
  if (!mark)
    return FALSE;
  if (mb_mark_is_resolved (mark) == resolved)
    return TRUE;

  changed = mb_mark_with_resolved (mark, resolved);
  return mb_transaction_set_mark (transaction, id, changed, error);
}

/**
 * mb_comments_delete:
 * @transaction: takes the steps
 * @id: a thread
 * @error: return location
 *
 * Takes a thread out of the article, with all that was said.
 *
 * Returns: whether it is gone; otherwise `MB_REVIEW_ERROR_NO_COMMENT`
 */
gboolean
mb_comments_delete (MbTransaction *transaction, guint64 id, GError **error)
{
  const MbSpan everywhere = {0, G_MAXUINT, MB_SPAN_COMMENT, id, NULL};
  guint n_blocks = 0;

  g_return_val_if_fail (transaction != NULL, FALSE);

  if (!find_comment (transaction, id, error))
    return FALSE;

  n_blocks = mb_snapshot_get_n_blocks (mb_transaction_get_result (transaction));
  for (guint i = 0; i < n_blocks; i++) {
    MbBlock *block = mb_snapshot_get_block (mb_transaction_get_result (transaction), i);

    guint64 block_id = mb_block_get_id (block);
    guint n_parts = mb_block_get_n_parts (block);

    for (guint part = 0; part < n_parts; part++)
      if (!mb_transaction_remove_spans (transaction, block_id, part, &everywhere, error))
        return FALSE;
  }

  return mb_transaction_set_mark (transaction, id, NULL, error);
}

static gboolean
has_span (const MbSnapshot *snapshot, guint64 id)
{
  for (guint i = 0; i < mb_snapshot_get_n_blocks (snapshot); i++) {
    MbBlock *block = mb_snapshot_get_block (snapshot, i);

    for (guint part = 0; part < mb_block_get_n_parts (block); part++) {
      guint n;
      const MbSpan *spans = mb_text_get_spans (mb_block_get_part (block, part), &n);

      for (guint k = 0; k < n; k++)
        if (spans[k].kind == MB_SPAN_COMMENT && spans[k].mark == id)
          return TRUE;
    }
  }

  return FALSE;
}

/* Puts a comment back on its words, where they stand again or still. */
static gboolean
anchor (MbTransaction *transaction, MbMark *mark, GError **error)
{
  MbSnapshot *now = mb_transaction_get_result (transaction);
  g_autoptr (GArray) stretches = NULL;
  MbPosition start = {mb_mark_get_block (mark), 0, 0};
  MbPosition end;

  if (!mb_mark_get_quote (mark) || mb_mark_get_detail (mark) ||
      has_span (now, mb_mark_get_id (mark)) ||
      !mb_comments_find_words (now, mb_mark_get_quote (mark), &start, &end))
    return TRUE;

  stretches = list_stretches (now, &start, &end);
  return mark_stretches (transaction, stretches, mb_mark_get_id (mark), error);
}

/**
 * mb_comments_carry_over:
 * @transaction: leads to an older version of the article, or another one
 * @before: the article that it leaves
 * @error: return location
 *
 * Keeps the conversation when a version is restored: comments made since, and what was said since
 * in older ones, go with the article. They are put back on their words where those stand; otherwise
 * they keep them.
 *
 * Returns: whether all could be done
 */
gboolean
mb_comments_carry_over (MbTransaction *transaction, const MbSnapshot *before, GError **error)
{
  g_return_val_if_fail (transaction != NULL && before != NULL, FALSE);

  for (guint i = 0; i < mb_snapshot_get_n_marks (before); i++) {
    MbMark *mark = mb_snapshot_get_nth_mark (before, i);
    MbMark *there = NULL;

    if (mb_mark_get_kind (mark) != MB_MARK_COMMENT)
      continue;
    there = mb_snapshot_get_mark (mb_transaction_get_result (transaction), mb_mark_get_id (mark));
    if ((!there || !mb_mark_equal (there, mark)) &&
        !mb_transaction_set_mark (transaction, mb_mark_get_id (mark), mark, error))
      return FALSE;
    if (!anchor (transaction, mark, error))
      return FALSE;
  }

  return TRUE;
}

/**
 * mb_comments_anchor_again:
 * @transaction: leads to the article
 * @before: an article in which the comments had their words
 * @error: return location
 *
 * Puts comments that had words in @before and have none now back on the same words, where those
 * stand elsewhere.
 *
 * Returns: whether all could be done; a comment without words is no failure
 */
gboolean
mb_comments_anchor_again (MbTransaction *transaction, const MbSnapshot *before, GError **error)
{
  g_return_val_if_fail (transaction != NULL && before != NULL, FALSE);

  for (guint i = 0; i < mb_snapshot_get_n_marks (before); i++) {
    guint64 id = mb_mark_get_id (mb_snapshot_get_nth_mark (before, i));
    MbMark *mark = mb_snapshot_get_mark (mb_transaction_get_result (transaction), id);

    if (mark && mb_mark_get_kind (mark) == MB_MARK_COMMENT && has_span (before, id) &&
        !anchor (transaction, mark, error))
      return FALSE;
  }

  return TRUE;
}
