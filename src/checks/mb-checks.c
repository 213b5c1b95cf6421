#include "mb-checks.h"

#include "mb-count.h"

#include <string.h>

#define MAX_ALT_CHARS 250

/* What keeps an article from being published, and what is worth a look before it is. */

/* What can be let pass knowingly. */
static const char *const allowable[] = {
  "missing-picture",  "missing-alt",       "missing-byline",
  "placeholder-left", "broken-characters", "unbalanced-quotes",
  "slug-refused",     "headline-dots",     NULL,
};

typedef struct {
  GPtrArray *findings;
  MbSnapshot *snapshot; /* projected: what readers would get */
  int open_quotes;
  guint64 first_open; /* the block where quotation marks stop matching */
} Run;

/**
 * mb_finding_free:
 * @finding: (transfer full): a finding
 *
 * Frees it.
 */
void
mb_finding_free (MbFinding *finding)
{
  g_free (finding->detail);
  g_free (finding);
}

static void
add (Run *run, const char *code, MbCheckWeight weight, guint64 block, const char *detail)
{
  MbFinding *finding = g_new0 (MbFinding, 1);

  g_assert ((weight == MB_CHECK_ALLOWABLE) == mb_checks_can_allow (code));
  finding->code = code;
  finding->weight = weight;
  finding->block = block;
  finding->detail = g_strdup (detail);
  g_ptr_array_add (run->findings, finding);
}

static void
add_in_part (Run *run, const char *code, MbCheckWeight weight, const MbBlock *block, guint part)
{
  MbFinding *finding = NULL;

  add (run, code, weight, mb_block_get_id (block), NULL);
  finding = g_ptr_array_index (run->findings, run->findings->len - 1);
  finding->part = part;
}

static void
add_count (Run *run, const char *code, MbCheckWeight weight, guint64 block, guint count)
{
  g_autofree char *number = g_strdup_printf ("%u", count);

  if (count > 0)
    add (run, code, weight, block, number);
}

static gboolean
is_blank (const char *text)
{
  for (; text && *text; text = g_utf8_next_char (text))
    if (!g_unichar_isspace (g_utf8_get_char (text)))
      return FALSE;

  return TRUE;
}

static const char *
get_words (const MbBlock *block, guint part)
{
  return mb_text_get_utf8 (mb_block_get_part (block, part));
}

/* Its length without the dots, and the spaces before them, at its end. */
static gsize
length_without_dots (const char *words)
{
  gsize size = strlen (words);

  for (;;) {
    if (size >= 1 && (words[size - 1] == '.' || words[size - 1] == ' '))
      size--;
    else if (size >= strlen ("…") && g_str_has_prefix (words + size - strlen ("…"), "…"))
      size -= strlen ("…");
    else
      return size;
  }
}

static gboolean
ends_in_dots (const char *words)
{
  return g_str_has_suffix (words, "…") || g_str_has_suffix (words, "...");
}

/* A headline that its source had cut off is refused until it is another one: no shorter beginning
 * of it. Other words that end in dots may be meant so, which a person has to say. */
static void
check_headline (Run *run)
{
  const MbBlock *headline = mb_snapshot_get_block (run->snapshot, 1);
  const char *words = get_words (headline, 0);
  const char *cut = mb_snapshot_get_meta (run->snapshot, MB_META_HEADLINE_CUT);

  if (is_blank (words))
    add (run, "headline-missing", MB_CHECK_BLOCKS, mb_block_get_id (headline), NULL);
  else if (cut && ends_in_dots (words) && strncmp (cut, words, length_without_dots (words)) == 0)
    add (run, "headline-cut", MB_CHECK_BLOCKS, mb_block_get_id (headline), words);
  else if (cut && ends_in_dots (words))
    add (run, "headline-dots", MB_CHECK_ALLOWABLE, mb_block_get_id (headline), words);
}

/* What stands in a field and cannot be used is told with its words. */
static void
check_value (Run *run, const char *meta, const char *code, MbCheckWeight weight)
{
  const char *value = mb_snapshot_get_meta (run->snapshot, meta);

  if (!is_blank (value) && !mb_meta_is_sound (meta, value))
    add (run, code, weight, 0, value);
}

static void
check_fields (Run *run)
{
  const MbBlock *standfirst = mb_snapshot_get_block (run->snapshot, 2);

  if (is_blank (get_words (standfirst, 0)))
    add (run, "standfirst-missing", MB_CHECK_WARNS, mb_block_get_id (standfirst), NULL);
  if (is_blank (mb_snapshot_get_meta (run->snapshot, MB_META_BYLINE)))
    add (run, "missing-byline", MB_CHECK_ALLOWABLE, 0, NULL);
  if (is_blank (mb_snapshot_get_meta (run->snapshot, MB_META_SECTION)))
    add (run, "missing-section", MB_CHECK_WARNS, 0, NULL);
  if (is_blank (mb_snapshot_get_meta (run->snapshot, MB_META_DATE)))
    add (run, "missing-date", MB_CHECK_WARNS, 0, NULL);
  check_value (run, MB_META_DATE, "date-unreadable", MB_CHECK_WARNS);
  check_value (run, MB_META_SLUG, "slug-refused", MB_CHECK_ALLOWABLE);
}

static gboolean
is_decorative (const MbBlock *figure)
{
  return g_strcmp0 (mb_block_get_attribute (figure, MB_ATTR_DECORATIVE), "true") == 0;
}

static void
check_figure (Run *run, const MbBlock *figure)
{
  guint64 id = mb_block_get_id (figure);
  const char *alt = mb_block_get_attribute (figure, MB_ATTR_ALT);
  const char *caption = get_words (figure, 1);

  if (is_blank (mb_block_get_attribute (figure, MB_ATTR_MEDIA)))
    add (run, "missing-picture", MB_CHECK_ALLOWABLE, id, is_blank (caption) ? NULL : caption);
  if (is_blank (alt) && !is_decorative (figure))
    add (run, "missing-alt", MB_CHECK_ALLOWABLE, id, is_blank (caption) ? NULL : caption);
  else if (!is_blank (alt) && strcmp (alt, caption) == 0)
    add (run, "alt-equals-caption", MB_CHECK_WARNS, id, caption);
  if (alt && g_utf8_strlen (alt, -1) > MAX_ALT_CHARS)
    add_count (run, "alt-too-long", MB_CHECK_WARNS, id, (guint) g_utf8_strlen (alt, -1));
  if (is_blank (get_words (figure, 2)))
    add_in_part (run, "credit-missing", MB_CHECK_WARNS, figure, 2);
}

static const struct {
  MbBlockKind kind;
  guint part;
  guint max_signs;
  const char *code;
} lengths[] = {
  {MB_BLOCK_KICKER, 0, 40, "kicker-long"},
  {MB_BLOCK_HEADLINE, 0, 80, "headline-long"},
  {MB_BLOCK_STANDFIRST, 0, 350, "standfirst-long"},
  {MB_BLOCK_CROSSHEAD, 0, 50, "crosshead-long"},
  {MB_BLOCK_SUBCROSSHEAD, 0, 50, "crosshead-long"},
  {MB_BLOCK_PULL_QUOTE, 0, 200, "pull-quote-long"},
  {MB_BLOCK_FIGURE, 1, 250, "caption-long"},
};

static void
check_length (Run *run, const MbBlock *block)
{
  for (guint i = 0; i < G_N_ELEMENTS (lengths); i++) {
    MbCount count;

    if (lengths[i].kind != mb_block_get_kind (block))
      continue;
    count = mb_count_text (mb_block_get_part (block, lengths[i].part));
    if (count.signs > lengths[i].max_signs)
      add_count (run, lengths[i].code, MB_CHECK_WARNS, mb_block_get_id (block), count.signs);
  }
}

static gboolean
is_word_edge (const char *start, const char *from, const char *to)
{
  return (from == start || !g_unichar_isalnum (g_utf8_get_char (g_utf8_prev_char (from)))) &&
         !g_unichar_isalnum (g_utf8_get_char (to));
}

/* What a writer leaves to find again: three X or more, TKTK, "à compléter", "à vérifier". */
static char *
find_placeholder (const char *words)
{
  static const char *const phrases[] = {"à compléter", "à vérifier", "lorem ipsum"};
  g_autofree char *lower = g_utf8_strdown (words, -1);

  for (const char *c = words; (c = strpbrk (c, "XT")); c++) {
    gsize n = *c == 'X' ? strspn (c, "X") : strspn (c, "TK");

    if ((*c == 'X' ? n >= 3 : n >= 4 && strncmp (c, "TKTK", 4) == 0) &&
        is_word_edge (words, c, c + n))
      return g_strndup (c, n);
    c += n - 1;
  }
  for (guint i = 0; i < G_N_ELEMENTS (phrases); i++) {
    const char *found = strstr (lower, phrases[i]);

    if (found && is_word_edge (lower, found, found + strlen (phrases[i])))
      return g_strdup (phrases[i]);
  }

  return NULL;
}

static void
count_quotes (Run *run, const MbBlock *block, const char *words)
{
  for (; *words; words = g_utf8_next_char (words)) {
    gunichar c = g_utf8_get_char (words);

    if (c != 0xab && c != 0xbb)
      continue;
    if (run->open_quotes == 0)
      run->first_open = mb_block_get_id (block);
    run->open_quotes += c == 0xab ? 1 : -1;
  }
}

static void
check_words (Run *run, const MbBlock *block)
{
  for (guint part = 0; part < mb_block_get_n_parts (block); part++) {
    const char *words = get_words (block, part);
    g_autofree char *placeholder = find_placeholder (words);

    if (placeholder)
      add (run, "placeholder-left", MB_CHECK_ALLOWABLE, mb_block_get_id (block), placeholder);
    if (strstr (words, "\357\277\275"))
      add_in_part (run, "broken-characters", MB_CHECK_ALLOWABLE, block, part);
    count_quotes (run, block, words);
  }
}

static void
check_body (Run *run)
{
  gboolean has_words = FALSE;

  for (guint i = 0; i < mb_snapshot_get_n_blocks (run->snapshot); i++) {
    const MbBlock *block = mb_snapshot_get_block (run->snapshot, i);

    if (mb_block_get_kind (block) == MB_BLOCK_FIGURE)
      check_figure (run, block);
    else if (i >= MB_N_FURNITURE && !has_words)
      has_words = mb_block_kind_is_object (mb_block_get_kind (block))
                    ? mb_block_get_kind (block) == MB_BLOCK_TABLE
                    : !is_blank (get_words (block, 0));
    check_length (run, block);
    check_words (run, block);
  }
  if (!has_words)
    add (run, "body-missing", MB_CHECK_BLOCKS, 0, NULL);
  if (run->open_quotes != 0)
    add (run, "unbalanced-quotes", MB_CHECK_ALLOWABLE, run->first_open, NULL);
}

/* Suggestions are decided by people, not by publishing. */
static void
check_marks (Run *run, const MbSnapshot *marked)
{
  guint n_suggestions = 0;
  guint n_comments = 0;

  for (guint i = 0; i < mb_snapshot_get_n_marks (marked); i++) {
    const MbMark *mark = mb_snapshot_get_nth_mark (marked, i);

    if (mb_mark_is_resolved (mark))
      continue;
    if (mb_mark_get_kind (mark) == MB_MARK_COMMENT)
      n_comments++;
    else
      n_suggestions++;
  }
  add_count (run, "open-suggestion", MB_CHECK_BLOCKS, 0, n_suggestions);
  add_count (run, "open-comment", MB_CHECK_WARNS, 0, n_comments);
}

static int
compare_weights (gconstpointer a, gconstpointer b)
{
  const MbFinding *const *x = a;
  const MbFinding *const *y = b;

  return ((*x)->weight > (*y)->weight) - ((*x)->weight < (*y)->weight);
}

/**
 * mb_checks_run:
 * @snapshot: an article as it stands
 *
 * Looks at everything that publishing would stumble over, heaviest first, otherwise in the order
 * of reading. Any thread.
 *
 * Returns: (transfer full) (element-type MbFinding): the findings, perhaps none
 */
GPtrArray *
mb_checks_run (MbSnapshot *snapshot)
{
  g_autoptr (MbSnapshot) final = NULL;
  Run run = {NULL};

  g_return_val_if_fail (snapshot != NULL, NULL);

  final = mb_snapshot_project (snapshot, MB_PROJECT_FINAL);
  run.findings = g_ptr_array_new_with_free_func ((GDestroyNotify) mb_finding_free);
  run.snapshot = final;
  check_headline (&run);
  check_marks (&run, snapshot);
  check_fields (&run);
  check_body (&run);
  g_ptr_array_sort (run.findings, compare_weights);

  return run.findings;
}

static void
run_in_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  g_task_return_pointer (task, mb_checks_run (task_data), (GDestroyNotify) g_ptr_array_unref);
}

/**
 * mb_checks_run_async:
 * @snapshot: an article
 * @callback: called with what was found
 * @user_data: for @callback
 *
 * Looks for what an article lacks on another thread: a long one takes longer than a frame.
 */
void
mb_checks_run_async (MbSnapshot *snapshot, GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (snapshot != NULL);

  task = g_task_new (NULL, NULL, callback, user_data);
  g_task_set_source_tag (task, mb_checks_run_async);
  g_task_set_task_data (task, mb_snapshot_ref (snapshot), (GDestroyNotify) mb_snapshot_unref);
  g_task_run_in_thread (task, run_in_thread);
}

/**
 * mb_checks_run_finish:
 * @result: as given to the callback
 * @snapshot: (out) (optional) (transfer none): whose findings they are; lives as long as @result
 *
 * Completes looking. It cannot fail.
 *
 * Returns: (transfer full) (element-type MbFinding): the findings
 */
GPtrArray *
mb_checks_run_finish (GAsyncResult *result, MbSnapshot **snapshot)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);

  if (snapshot)
    *snapshot = g_task_get_task_data (G_TASK (result));

  return g_task_propagate_pointer (G_TASK (result), NULL);
}

/**
 * mb_checks_can_allow:
 * @code: what somebody would let pass
 *
 * Whether there is such a finding, and a way round it.
 */
gboolean
mb_checks_can_allow (const char *code)
{
  g_return_val_if_fail (code != NULL, FALSE);

  return g_strv_contains (allowable, code);
}

/**
 * mb_checks_block:
 * @findings: (element-type MbFinding): what mb_checks_run() found
 * @allowed: (nullable) (array zero-terminated=1): codes that are let pass knowingly
 *
 * Whether the article may not be published. What has no way round cannot be allowed.
 */
gboolean
mb_checks_block (GPtrArray *findings, const char *const *allowed)
{
  g_return_val_if_fail (findings != NULL, TRUE);

  for (guint i = 0; i < findings->len; i++) {
    const MbFinding *finding = g_ptr_array_index (findings, i);

    if (finding->weight == MB_CHECK_BLOCKS)
      return TRUE;
    if (finding->weight == MB_CHECK_ALLOWABLE &&
        !(allowed && g_strv_contains (allowed, finding->code)))
      return TRUE;
  }

  return FALSE;
}
