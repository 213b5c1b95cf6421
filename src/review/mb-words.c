#include "mb-words.h"

#include <string.h>

/* Words as a reader sees them, and what became of them. A text is cut into words, spaces and single
 * signs; "l’eau" is "l’" and "eau", "10 000" with its narrow space and "12,5" are one word. Where
 * many words are alike in both texts, those that occur once in each are held fast and only what
 * lies between them is compared. The work is bounded: what would cost more is said to be replaced.
 */

#define MYERS_TOKENS 1500
#define MYERS_EDITS 400
#define LIKE_ENOUGH 0.25 /* below it, words that happen to be alike only make a mess */

typedef struct {
  guint start; /* byte */
  guint end;
  guint id; /* equal tokens have equal ids */
  gboolean is_space;
  gboolean is_word;
} Token;

typedef struct {
  guint old_start;
  guint old_end;
  guint new_start;
  guint new_end;
} Range;

typedef struct {
  const char *old_text;
  const char *new_text;
  GArray *old_tokens;
  GArray *new_tokens;
  guint n_ids;
  GArray *changes; /* of Range, in order, never touching */
} Diff;

static void
clear_run (gpointer data)
{
  g_free ((char *) ((MbRun *) data)->text);
}

/**
 * mb_runs_new:
 *
 * Makes an empty array of runs that owns their texts.
 *
 * Returns: (transfer full) (element-type MbRun): the array
 */
GArray *
mb_runs_new (void)
{
  GArray *runs = g_array_new (FALSE, FALSE, sizeof (MbRun));

  g_array_set_clear_func (runs, clear_run);
  return runs;
}

/**
 * mb_runs_append:
 * @runs: (element-type MbRun): an array of mb_runs_new()
 * @kind: what became of the words
 * @text: where they are
 * @n_bytes: how long they are
 *
 * Adds a run; nothing for no bytes.
 */
void
mb_runs_append (GArray *runs, MbRunKind kind, const char *text, gsize n_bytes)
{
  MbRun run = {kind, NULL};

  if (n_bytes == 0)
    return;

  run.text = g_strndup (text, n_bytes);
  g_array_append_val (runs, run);
}

static gboolean
is_word_char (gunichar c)
{
  return g_unichar_isalnum (c) || g_unichar_ismark (c) || c == '_';
}

static gboolean
is_apostrophe (gunichar c)
{
  return c == '\'' || c == 0x2019;
}

/* Scripts without spaces: each character is a word of its own. */
static gboolean
stands_alone (gunichar c)
{
  if (c < 0x0e00)
    return FALSE;

  switch ((int) g_unichar_get_script (c)) {
  case G_UNICODE_SCRIPT_HAN:
  case G_UNICODE_SCRIPT_HIRAGANA:
  case G_UNICODE_SCRIPT_THAI:
  case G_UNICODE_SCRIPT_LAO:
  case G_UNICODE_SCRIPT_KHMER:
  case G_UNICODE_SCRIPT_MYANMAR:
    return TRUE;
  default:
    return FALSE;
  }
}

static gboolean
joins_digits (gunichar c)
{
  return c == '.' || c == ',' || c == ':' || c == 0x00a0 || c == 0x202f;
}

static const char *
skip_marks (const char *p)
{
  while (*p && g_unichar_ismark (g_utf8_get_char (p)))
    p = g_utf8_next_char (p);

  return p;
}

static const char *
end_of_word (const char *p)
{
  gunichar before = g_utf8_get_char (p);

  p = g_utf8_next_char (p);
  if (stands_alone (before))
    return skip_marks (p);

  while (*p) {
    gunichar c = g_utf8_get_char (p);
    const char *next = g_utf8_next_char (p);

    if (is_apostrophe (c) && is_word_char (g_utf8_get_char (next)))
      return next;
    if (joins_digits (c) && g_unichar_isdigit (before) &&
        g_unichar_isdigit (g_utf8_get_char (next)))
      next = g_utf8_next_char (next);
    else if (!is_word_char (c) || stands_alone (c))
      return p;
    before = c;
    p = next;
  }

  return p;
}

static gboolean
is_flag_half (gunichar c)
{
  return c >= 0x1f1e6 && c <= 0x1f1ff;
}

/* A sign with what belongs to it: accents, variations, the parts of a family emoji, a flag. */
static const char *
end_of_sign (const char *p)
{
  gunichar first = g_utf8_get_char (p);

  p = g_utf8_next_char (p);
  if (is_flag_half (first) && is_flag_half (g_utf8_get_char (p)))
    return g_utf8_next_char (p);

  while (*p) {
    gunichar c = g_utf8_get_char (p);

    if (c == 0x200d && p[3] != '\0')
      p = g_utf8_next_char (p + 3);
    else if (g_unichar_ismark (c) || (c >= 0x1f3fb && c <= 0x1f3ff))
      p = g_utf8_next_char (p);
    else
      return p;
  }

  return p;
}

static const char *
end_of_space (const char *p)
{
  while (*p && g_unichar_isspace (g_utf8_get_char (p)))
    p = g_utf8_next_char (p);

  return p;
}

static const char *
next_token (const char *p, Token *token)
{
  gunichar c = g_utf8_get_char (p);

  token->is_space = g_unichar_isspace (c);
  token->is_word = !token->is_space && is_word_char (c);
  if (token->is_space)
    return end_of_space (p);

  return token->is_word ? end_of_word (p) : end_of_sign (p);
}

static guint
intern (GHashTable *ids, const char *start, gsize n_bytes)
{
  g_autofree char *key = g_strndup (start, n_bytes);
  gpointer known = g_hash_table_lookup (ids, key);

  if (known)
    return GPOINTER_TO_UINT (known) - 1;

  known = GUINT_TO_POINTER (g_hash_table_size (ids) + 1);
  g_hash_table_insert (ids, g_steal_pointer (&key), known);

  return GPOINTER_TO_UINT (known) - 1;
}

static GArray *
cut (const char *text, GHashTable *ids)
{
  GArray *tokens = g_array_new (FALSE, FALSE, sizeof (Token));
  const char *p = text;

  while (*p) {
    Token token = {0};
    const char *end = next_token (p, &token);

    token.start = (guint) (p - text);
    token.end = (guint) (end - text);
    token.id = intern (ids, p, (gsize) (end - p));
    g_array_append_val (tokens, token);
    p = end;
  }

  return tokens;
}

static guint
old_id (const Diff *diff, guint index)
{
  return g_array_index (diff->old_tokens, Token, index).id;
}

static guint
new_id (const Diff *diff, guint index)
{
  return g_array_index (diff->new_tokens, Token, index).id;
}

static void
add_change (Diff *diff, const Range *range)
{
  if (range->old_start < range->old_end || range->new_start < range->new_end)
    g_array_append_val (diff->changes, *range);
}

static void
trim (const Diff *diff, Range *range)
{
  while (range->old_start < range->old_end && range->new_start < range->new_end &&
         old_id (diff, range->old_start) == new_id (diff, range->new_start)) {
    range->old_start++;
    range->new_start++;
  }
  while (range->old_start < range->old_end && range->new_start < range->new_end &&
         old_id (diff, range->old_end - 1) == new_id (diff, range->new_end - 1)) {
    range->old_end--;
    range->new_end--;
  }
}

/* The furthest that @n_edits edits lead on diagonal @k; @reach has the ends of one edit less. */
static int
advance (const Diff *diff, const Range *range, const int *reach, int n_edits, int k)
{
  int n = (int) (range->old_end - range->old_start);
  int m = (int) (range->new_end - range->new_start);
  int x = 0;

  if (n_edits > 0)
    x = k == -n_edits || (k != n_edits && reach[k - 1] < reach[k + 1]) ? reach[k + 1]
                                                                       : reach[k - 1] + 1;
  while (x < n && x - k < m &&
         old_id (diff, range->old_start + (guint) x) ==
           new_id (diff, range->new_start + (guint) (x - k)))
    x++;

  return x;
}

/* Walks back from the end; @trail has, for each number of edits, how far each diagonal had come,
 * diagonal 0 in its middle. */
static void
walk_back (Diff *diff, const Range *range, GPtrArray *trail)
{
  g_autoptr (GArray) steps = g_array_new (FALSE, FALSE, sizeof (Range));
  int x = (int) (range->old_end - range->old_start);
  int y = (int) (range->new_end - range->new_start);

  for (int d = (int) trail->len - 1; d > 0; d--) {
    const int *reach = (const int *) g_ptr_array_index (trail, d - 1) + (d - 1);
    int k = x - y;
    gboolean down = k == -d || (k != d && reach[k - 1] < reach[k + 1]);
    int from_x = down ? reach[k + 1] : reach[k - 1];
    int from_y = from_x - (down ? k + 1 : k - 1);
    Range step = {range->old_start + (guint) from_x, range->old_start + (guint) from_x,
                  range->new_start + (guint) from_y, range->new_start + (guint) from_y};

    if (down)
      step.new_end++;
    else
      step.old_end++;
    g_array_append_val (steps, step);
    x = from_x;
    y = from_y;
  }

  for (guint i = steps->len; i > 0; i--)
    add_change (diff, &g_array_index (steps, Range, i - 1));
}

/* Myers: the fewest edits, if they are fewer than the bound. */
static gboolean
compare_closely (Diff *diff, const Range *range)
{
  g_autoptr (GPtrArray) trail = g_ptr_array_new_with_free_func (g_free);
  int n = (int) (range->old_end - range->old_start);
  int m = (int) (range->new_end - range->new_start);
  const int *before = NULL;

  for (int d = 0; d <= MIN (n + m, MYERS_EDITS); d++) {
    int *reach = g_new0 (int, 2 * d + 1);

    g_ptr_array_add (trail, reach);
    reach += d;
    for (int k = -d; k <= d; k += 2) {
      reach[k] = advance (diff, range, before, d, k);
      if (reach[k] >= n && reach[k] - k >= m) {
        walk_back (diff, range, trail);
        return TRUE;
      }
    }
    before = reach;
  }

  return FALSE;
}

/**
 * mb_longest_rise:
 * @numbers: (array length=n): different numbers
 * @n: how many
 *
 * Finds the longest rising row among numbers.
 *
 * Returns: (transfer full) (array): for each number, whether it belongs to the row
 */
gboolean *
mb_longest_rise (const guint *numbers, guint n)
{
  gboolean *kept = g_new0 (gboolean, n + 1);
  g_autofree guint *tails = g_new (guint, n + 1); /* the row of length i + 1 ends with this index */
  g_autofree guint *before = g_new (guint, n + 1);
  guint length = 0;

  for (guint i = 0; i < n; i++) {
    guint low = 0;
    guint high = length;

    while (low < high) {
      guint middle = (low + high) / 2;

      if (numbers[tails[middle]] < numbers[i])
        low = middle + 1;
      else
        high = middle;
    }
    before[i] = low > 0 ? tails[low - 1] : n;
    tails[low] = i;
    length = MAX (length, low + 1);
  }
  for (guint i = length > 0 ? tails[length - 1] : n; i < n; i = before[i])
    kept[i] = TRUE;

  return kept;
}

/* Where each word stands that occurs once in each of the two ranges: old index by new, in order. */
static GArray *
find_anchors (const Diff *diff, const Range *range)
{
  GArray *anchors = g_array_new (FALSE, FALSE, 2 * sizeof (guint));
  g_autofree guint *n_old = g_new0 (guint, diff->n_ids);
  g_autofree guint *n_new = g_new0 (guint, diff->n_ids);
  g_autofree guint *where = g_new0 (guint, diff->n_ids);

  for (guint i = range->old_start; i < range->old_end; i++) {
    n_old[old_id (diff, i)]++;
    where[old_id (diff, i)] = i;
  }
  for (guint i = range->new_start; i < range->new_end; i++)
    n_new[new_id (diff, i)]++;
  for (guint i = range->new_start; i < range->new_end; i++) {
    guint id = new_id (diff, i);
    guint pair[2] = {where[id], i};

    if (n_old[id] == 1 && n_new[id] == 1)
      g_array_append_val (anchors, pair);
  }

  return anchors;
}

static void compare_range (Diff *diff, Range range);

/* Holds fast the longest row of words that stand in the same order in both. */
static void
compare_between_anchors (Diff *diff, const Range *range, GArray *anchors)
{
  const guint (*pairs)[2] = (const void *) anchors->data;
  g_autofree guint *order = g_new (guint, anchors->len);
  g_autofree gboolean *kept = NULL;
  Range gap = *range;

  for (guint i = 0; i < anchors->len; i++)
    order[i] = pairs[i][0];
  kept = mb_longest_rise (order, anchors->len);
  for (guint i = 0; i < anchors->len; i++) {
    if (!kept[i])
      continue;
    gap.old_end = pairs[i][0];
    gap.new_end = pairs[i][1];
    compare_range (diff, gap);
    gap.old_start = gap.old_end + 1;
    gap.new_start = gap.new_end + 1;
  }
  gap.old_end = range->old_end;
  gap.new_end = range->new_end;
  compare_range (diff, gap);
}

static void
compare_range (Diff *diff, Range range)
{
  g_autoptr (GArray) anchors = NULL;
  guint n = 0;

  trim (diff, &range);
  n = range.old_end - range.old_start + range.new_end - range.new_start;
  if (range.old_start == range.old_end || range.new_start == range.new_end) {
    add_change (diff, &range);
    return;
  }

  if (n > MYERS_TOKENS)
    anchors = find_anchors (diff, &range);
  if (anchors && anchors->len > 0)
    compare_between_anchors (diff, &range, anchors);
  else if (!compare_closely (diff, &range))
    add_change (diff, &range);
}

static gboolean
all_spaces (GArray *tokens, guint start, guint end)
{
  for (guint i = start; i < end; i++)
    if (!g_array_index (tokens, Token, i).is_space)
      return FALSE;

  return TRUE;
}

/* Words that come or go take the space behind them along, not the one before. */
static void
slide_past_space (const Diff *diff, Range *change)
{
  gboolean inserts = change->old_start == change->old_end;
  GArray *tokens = inserts ? diff->new_tokens : diff->old_tokens;
  guint start = inserts ? change->new_start : change->old_start;
  guint end = inserts ? change->new_end : change->old_end;
  const Token *first = NULL;

  if (!inserts && change->new_start != change->new_end)
    return;
  if (end >= tokens->len || start == end)
    return;
  first = &g_array_index (tokens, Token, start);
  if (!first->is_space || first->id != g_array_index (tokens, Token, end).id)
    return;

  change->old_start++;
  change->old_end++;
  change->new_start++;
  change->new_end++;
}

/* Joins changes between which nothing but spaces stayed: nobody reads a space as a word kept. */
static void
tidy (Diff *diff)
{
  GArray *changes = g_array_new (FALSE, FALSE, sizeof (Range));

  for (guint i = 0; i < diff->changes->len; i++) {
    Range change = g_array_index (diff->changes, Range, i);
    Range *last = changes->len > 0 ? &g_array_index (changes, Range, changes->len - 1) : NULL;

    if (last && all_spaces (diff->old_tokens, last->old_end, change.old_start)) {
      last->old_end = change.old_end;
      last->new_end = change.new_end;
    } else {
      g_array_append_val (changes, change);
    }
  }
  g_array_unref (diff->changes);
  diff->changes = changes;
}

/* One change after the other, each made whole before it is slid: what Myers returns are single
 * words. */
static void
join_and_slide (Diff *diff)
{
  tidy (diff);
  for (guint i = 0; i < diff->changes->len; i++)
    slide_past_space (diff, &g_array_index (diff->changes, Range, i));
  tidy (diff);
}

static guint
count_words (GArray *tokens, guint start, guint end)
{
  guint n = 0;

  for (guint i = start; i < end; i++)
    n += g_array_index (tokens, Token, i).is_word;

  return n;
}

/* A text that was written anew is shown whole, not as what is left of "the" and "of". */
static void
give_up_on_little (Diff *diff)
{
  guint n_old = count_words (diff->old_tokens, 0, diff->old_tokens->len);
  guint n_new = count_words (diff->new_tokens, 0, diff->new_tokens->len);
  guint gone = 0;
  Range all = {0, diff->old_tokens->len, 0, diff->new_tokens->len};

  if (MIN (n_old, n_new) < 4)
    return;
  for (guint i = 0; i < diff->changes->len; i++) {
    const Range *change = &g_array_index (diff->changes, Range, i);

    gone += count_words (diff->old_tokens, change->old_start, change->old_end);
  }
  if ((n_old - gone) >= LIKE_ENOUGH * MIN (n_old, n_new))
    return;

  g_array_set_size (diff->changes, 0);
  g_array_append_val (diff->changes, all);
}

static guint
byte_at (GArray *tokens, guint index)
{
  if (index < tokens->len)
    return g_array_index (tokens, Token, index).start;

  return tokens->len > 0 ? g_array_index (tokens, Token, tokens->len - 1).end : 0;
}

static void
append_part (GArray *runs, MbRunKind kind, const char *text, GArray *tokens, const guint ends[2])
{
  guint start = byte_at (tokens, ends[0]);

  mb_runs_append (runs, kind, text + start, byte_at (tokens, ends[1]) - start);
}

static GArray *
make_runs (const Diff *diff)
{
  GArray *runs = mb_runs_new ();
  guint at = 0; /* in the newer text */

  for (guint i = 0; i < diff->changes->len; i++) {
    const Range *change = &g_array_index (diff->changes, Range, i);

    append_part (runs, MB_RUN_SAME, diff->new_text, diff->new_tokens,
                 (guint[]) {at, change->new_start});
    append_part (runs, MB_RUN_REMOVED, diff->old_text, diff->old_tokens,
                 (guint[]) {change->old_start, change->old_end});
    append_part (runs, MB_RUN_INSERTED, diff->new_text, diff->new_tokens,
                 (guint[]) {change->new_start, change->new_end});
    at = change->new_end;
  }
  append_part (runs, MB_RUN_SAME, diff->new_text, diff->new_tokens,
               (guint[]) {at, diff->new_tokens->len});

  return runs;
}

/**
 * mb_words_compare:
 * @old_text: UTF-8
 * @new_text: UTF-8
 *
 * Compares two texts word by word. The runs without the removed ones give @new_text, without the
 * inserted ones @old_text, byte for byte. The work grows with the text, not with its square:
 * 100,000 words of which few changed take some tens of milliseconds.
 *
 * Returns: (transfer full) (element-type MbRun): the runs, empty when both are
 */
GArray *
mb_words_compare (const char *old_text, const char *new_text)
{
  g_autoptr (GHashTable) ids = NULL;
  Diff diff = {old_text, new_text};
  GArray *runs = NULL;

  g_return_val_if_fail (old_text != NULL, NULL);
  g_return_val_if_fail (new_text != NULL, NULL);

  if (strcmp (old_text, new_text) == 0) {
    runs = mb_runs_new ();
    mb_runs_append (runs, MB_RUN_SAME, new_text, strlen (new_text));
    return runs;
  }

  ids = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  diff.old_tokens = cut (old_text, ids);
  diff.new_tokens = cut (new_text, ids);
  diff.n_ids = g_hash_table_size (ids);
  diff.changes = g_array_new (FALSE, FALSE, sizeof (Range));
  compare_range (&diff, (Range) {0, diff.old_tokens->len, 0, diff.new_tokens->len});
  join_and_slide (&diff);
  give_up_on_little (&diff);
  runs = make_runs (&diff);
  g_array_unref (diff.old_tokens);
  g_array_unref (diff.new_tokens);
  g_array_unref (diff.changes);

  return runs;
}

/**
 * mb_words_count:
 * @text: UTF-8
 *
 * Counts the words as they are compared: "l’eau" has two.
 */
guint
mb_words_count (const char *text)
{
  guint n = 0;

  g_return_val_if_fail (text != NULL, 0);

  while (*text) {
    Token token = {0};

    text = next_token (text, &token);
    n += token.is_word;
  }

  return n;
}

static guint
count_into (GHashTable *counts, const char *text, int step, guint *n_shared)
{
  guint n = 0;

  while (*text) {
    Token token = {0};
    const char *end = next_token (text, &token);
    g_autofree char *word = token.is_word ? g_strndup (text, (gsize) (end - text)) : NULL;
    int left = word ? GPOINTER_TO_INT (g_hash_table_lookup (counts, word)) : 0;

    if (word && step < 0 && left > 0)
      ++*n_shared;
    if (word)
      g_hash_table_insert (counts, g_steal_pointer (&word), GINT_TO_POINTER (left + step));
    n += token.is_word;
    text = end;
  }

  return n;
}

/**
 * mb_words_likeness:
 * @a: UTF-8
 * @b: UTF-8
 *
 * How alike two texts are: the share of words that they have in common, in whatever order.
 *
 * Returns: from 0, nothing, to 1, the same words
 */
double
mb_words_likeness (const char *a, const char *b)
{
  g_autoptr (GHashTable) counts = NULL;
  guint shared = 0;
  guint n = 0;

  g_return_val_if_fail (a != NULL, 0);
  g_return_val_if_fail (b != NULL, 0);

  counts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  n = count_into (counts, a, 1, &shared);
  n += count_into (counts, b, -1, &shared);

  return n > 0 ? 2.0 * shared / n : 0;
}
