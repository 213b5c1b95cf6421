#include "mb-random-edit.h"

#include "mb-codec.h"
#include "mb-merge.h"
#include "mb-words.h"

#include <stdlib.h>
#include <string.h>

/* The laws of the three-way merge over generated articles and edits of both sides. Every word that
 * is put in is written like "m12z", once: where it is missed, it was lost. MARBRE_SEED_LAWS runs a
 * printed seed again, MARBRE_MERGE_PAIRS says how many pairs. */

#define ID "3f0c2a9e-0f3c-4f53-9a55-0d8a4f4c7b11"
#define PAIRS 2000

typedef struct {
  GRand *rand;
  char letter; /* whose words: b, m or t */
  guint n_words;
} Writer;

static const char *const fillers[] = {
  "le",           "port",
  "l’eau",        "N’Djaména",
  "« ici\u00a0»", "cafe\u0301",
  "10\u202f000",  "\U0001f30d",
  "où\u202f?",    "de",
  "la",           "œuvre",
  "rouvre",       "\U0001f1f9\U0001f1ec",
};

static char *
write_words (Writer *self, guint n)
{
  GString *words = g_string_new (NULL);

  for (guint i = 0; i < n; i++) {
    if (g_rand_int_range (self->rand, 0, 3) == 0)
      g_string_append (words, fillers[g_rand_int_range (self->rand, 0, G_N_ELEMENTS (fillers))]);
    else
      g_string_append_printf (words, "%c%uz", self->letter, self->n_words++);
    if (i + 1 < n)
      g_string_append_c (words, ' ');
  }

  return g_string_free (words, FALSE);
}

static guint64
write_id (Writer *self)
{
  return ((guint64) g_rand_int (self->rand) << 32 | g_rand_int (self->rand)) | 1;
}

static guint
pick (Writer *self, guint n)
{
  return n > 0 ? (guint) g_rand_int_range (self->rand, 0, (gint32) n) : 0;
}

static MbBlock *
write_block (Writer *self)
{
  static const MbBlockKind kinds[] = {
    MB_BLOCK_PARAGRAPH, MB_BLOCK_PARAGRAPH,  MB_BLOCK_PARAGRAPH, MB_BLOCK_CROSSHEAD,
    MB_BLOCK_QUOTATION, MB_BLOCK_PULL_QUOTE, MB_BLOCK_LIST_ITEM, MB_BLOCK_FIGURE,
    MB_BLOCK_TABLE,     MB_BLOCK_EMBED,      MB_BLOCK_OPAQUE,    MB_BLOCK_SEPARATOR,
  };
  MbBlockKind kind = kinds[pick (self, G_N_ELEMENTS (kinds))];
  MbBlock *block = mb_block_new (write_id (self), kind);
  guint n_parts = mb_block_get_n_parts (block) + (kind == MB_BLOCK_TABLE ? 4 : 0);

  for (guint i = 0; i < n_parts; i++) {
    g_autofree char *words = write_words (self, pick (self, 25));
    g_autoptr (MbText) text = mb_text_new (words);
    MbBlock *more = NULL;

    if (mb_part_role_is_object (mb_block_kind_get_role (kind, i)))
      continue;
    more = mb_block_with_part (block, i, text);
    mb_block_unref (block);
    block = more;
  }

  return block;
}

static MbBlock *
pick_block (Writer *self, MbSnapshot *now)
{
  return mb_snapshot_get_block (now, pick (self, mb_snapshot_get_n_blocks (now)));
}

/* An offset between two words, or the end. */
static guint
pick_gap (Writer *self, const MbText *text)
{
  const char *utf8 = mb_text_get_utf8 (text);
  guint n = mb_text_get_n_chars (text);
  guint at = pick (self, n + 1);

  while (at < n && at > 0 && *g_utf8_offset_to_pointer (utf8, at - 1) != ' ')
    at++;

  return at;
}

static gboolean
write_in_text (Writer *self, MbTransaction *transaction)
{
  MbBlock *block = pick_block (self, mb_transaction_get_result (transaction));
  guint part = pick (self, mb_block_get_n_parts (block));
  MbText *text = mb_block_get_part (block, part);
  guint start = pick_gap (self, text);
  guint end = pick (self, 3) > 0 ? start : pick_gap (self, text);
  g_autofree char *bare = write_words (self, pick (self, 5));
  g_autofree char *words = *bare ? g_strconcat (bare, " ", NULL) : g_strdup ("");
  g_autoptr (MbText) inserted = mb_text_new (words);

  if (mb_part_role_is_object (mb_block_get_part_role (block, part)))
    return FALSE;

  return mb_transaction_replace_text (
    transaction, &(MbPosition) {mb_block_get_id (block), part, MIN (start, end)},
    MAX (start, end) - MIN (start, end), inserted, NULL);
}

static gboolean
change_structure (Writer *self, MbTransaction *transaction, guint what)
{
  MbSnapshot *now = mb_transaction_get_result (transaction);
  MbBlock *block = pick_block (self, now);
  guint64 id = mb_block_get_id (block);
  guint64 other = mb_block_get_id (pick_block (self, now));
  g_autoptr (MbBlock) fresh = write_block (self);
  MbText *text = mb_block_get_part (block, 0);

  switch (what) {
  case 0:
    return mb_transaction_insert_block (transaction, other, fresh, NULL);
  case 1:
    return mb_transaction_remove_block (transaction, id, NULL);
  case 2:
    return mb_transaction_move_block (transaction, id, other, NULL);
  case 3:
    return mb_transaction_split (transaction, &(MbPosition) {id, 0, pick_gap (self, text)},
                                 mb_block_get_kind (block), write_id (self), NULL);
  case 4:
    return mb_transaction_join (transaction, id, NULL);
  case 5:
    return mb_transaction_set_kind (transaction, id, mb_block_get_kind (fresh), NULL);
  default:
    return mb_transaction_set_attribute (transaction, id, MB_ATTR_CONTAINER,
                                         pick (self, 2) ? "aside-1" : NULL, NULL);
  }
}

static gboolean
change_fields (Writer *self, MbTransaction *transaction, guint what)
{
  static const char *const metas[] = {MB_META_SECTION, MB_META_BYLINE, MB_META_NOTES};
  MbBlock *block = pick_block (self, mb_transaction_get_result (transaction));
  guint64 id = mb_block_get_id (block);
  guint part = pick (self, mb_block_get_n_parts (block));
  guint n = mb_text_get_n_chars (mb_block_get_part (block, part));
  guint start = pick (self, n);
  g_autofree char *words = write_words (self, 1 + pick (self, 3));
  MbSpan span = {start, MIN (n, start + 1 + pick (self, 20)), MB_SPAN_EMPHASIS, 0, NULL};

  switch (what) {
  case 0:
    return mb_transaction_set_meta (transaction, metas[pick (self, 3)], words, NULL);
  case 1:
    return mb_transaction_set_attribute (transaction, id, MB_ATTR_ALT, words, NULL);
  case 2:
    span.kind = MB_SPAN_LINK;
    span.value = pick (self, 2) ? "https://a.example/" : "https://b.example/";
    return n > 0 && mb_transaction_add_span (transaction, id, part, &span, NULL);
  case 3:
    span.kind = MB_SPAN_NOTE;
    return n > 0 && mb_transaction_add_span (transaction, id, part, &span, NULL);
  default:
    return n > 0 && mb_transaction_add_span (transaction, id, part, &span, NULL);
  }
}

/* One edit that leaves an article. */
static MbSnapshot *
edit (Writer *self, MbSnapshot *snapshot)
{
  for (;;) {
    g_autoptr (MbTransaction) transaction = NULL;
    guint what = pick (self, 30);
    gboolean done = TRUE;

    if (what == 0) {
      transaction = mb_random_transaction (self->rand, snapshot);
    } else {
      transaction = mb_transaction_new (snapshot, MB_ORIGIN_COMMAND);
      if (what < 16)
        done = write_in_text (self, transaction);
      else if (what < 24)
        done = change_structure (self, transaction, what - 16);
      else
        done = change_fields (self, transaction, what - 24);
    }
    if (done && mb_snapshot_check (mb_transaction_get_result (transaction), NULL))
      return mb_snapshot_ref (mb_transaction_get_result (transaction));
  }
}

static MbSnapshot *
edit_often (Writer *self, MbSnapshot *snapshot, guint n)
{
  MbSnapshot *result = mb_snapshot_ref (snapshot);

  for (guint i = 0; i < n; i++) {
    MbSnapshot *next = edit (self, result);

    mb_snapshot_unref (result);
    result = next;
  }

  return result;
}

static MbSnapshot *
write_article (Writer *self, guint n_blocks)
{
  g_autoptr (MbSnapshot) blank = mb_snapshot_new (ID);
  MbSnapshot *result = mb_snapshot_ref (blank);

  for (guint i = 0; i < n_blocks; i++) {
    g_autoptr (MbBlock) block = write_block (self);
    MbSnapshot *next = mb_snapshot_with_inserted (result, mb_snapshot_get_n_blocks (result), block);

    mb_snapshot_unref (result);
    result = next;
  }

  return result;
}

/* Adds every word of one writer in a string. */
static void
take_words (GHashTable *words, const char *said, char letter)
{
  for (const char *p = said ? strchr (said, letter) : NULL; p; p = strchr (p + 1, letter)) {
    gsize n = strspn (p + 1, "0123456789");

    if (n > 0 && p[n + 1] == 'z')
      g_hash_table_add (words, g_strndup (p, n + 2));
  }
}

static GHashTable *
list_words (const MbSnapshot *snapshot, char letter)
{
  GHashTable *words = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  guint n;
  const MbAttribute *metas = mb_snapshot_get_metas (snapshot, &n);

  for (guint i = 0; i < n; i++)
    take_words (words, metas[i].value, letter);
  for (guint i = 0; i < mb_snapshot_get_n_blocks (snapshot); i++) {
    MbBlock *block = mb_snapshot_get_block (snapshot, i);
    const MbAttribute *attributes = mb_block_get_attributes (block, &n);

    for (guint k = 0; k < n; k++)
      take_words (words, attributes[k].value, letter);
    for (guint k = 0; k < mb_block_get_n_parts (block); k++)
      take_words (words, mb_text_get_utf8 (mb_block_get_part (block, k)), letter);
  }
  for (guint i = 0; i < mb_snapshot_get_n_marks (snapshot); i++) {
    const MbMark *mark = mb_snapshot_get_nth_mark (snapshot, i);

    for (guint k = 0; k < mb_mark_get_n_entries (mark); k++)
      take_words (words, mb_mark_get_entry (mark, k)->body, letter);
  }

  return words;
}

static void
assert_has (GHashTable *words, GHashTable *result)
{
  GHashTableIter iter;
  gpointer word;

  g_hash_table_iter_init (&iter, words);
  while (g_hash_table_iter_next (&iter, &word, NULL))
    if (!g_hash_table_contains (result, word))
      g_error ("%s was lost", (char *) word);
}

static void
keep_common (GHashTable *words, GHashTable *others)
{
  GHashTableIter iter;
  gpointer word;

  g_hash_table_iter_init (&iter, words);
  while (g_hash_table_iter_next (&iter, &word, NULL))
    if (!g_hash_table_contains (others, word))
      g_hash_table_iter_remove (&iter);
}

/* What one side put in, and what both left. */
static void
assert_nothing_lost (const MbSnapshot *mine, const MbSnapshot *theirs, const MbSnapshot *result)
{
  g_autoptr (GHashTable) mine_words = list_words (mine, 'm');
  g_autoptr (GHashTable) theirs_words = list_words (theirs, 't');
  g_autoptr (GHashTable) base_words = list_words (mine, 'b');
  g_autoptr (GHashTable) others = list_words (theirs, 'b');
  g_autoptr (GHashTable) result_mine = list_words (result, 'm');
  g_autoptr (GHashTable) result_theirs = list_words (result, 't');
  g_autoptr (GHashTable) result_base = list_words (result, 'b');

  keep_common (base_words, others);
  assert_has (mine_words, result_mine);
  assert_has (theirs_words, result_theirs);
  assert_has (base_words, result_base);
}

static MbMerge *
merge (MbSnapshot *base, MbSnapshot *mine, MbSnapshot *theirs)
{
  MbMerge *result = mb_merge_new (base, mine, theirs, NULL);
  g_autoptr (GError) error = NULL;

  mb_snapshot_check (mb_merge_get_snapshot (result), &error);
  g_assert_no_error (error);

  return result;
}

static void
assert_same_bytes (const char *law, MbSnapshot *a, MbSnapshot *b)
{
  g_autoptr (GBytes) x = mb_codec_encode_snapshot (a);
  g_autoptr (GBytes) y = mb_codec_encode_snapshot (b);

  if (!g_bytes_equal (x, y))
    g_error ("%s: %s\nis not\n%s", law, (const char *) g_bytes_get_data (x, NULL),
             (const char *) g_bytes_get_data (y, NULL));
}

/* Swapped sides give the same blocks, but for their order and whose words stand in place. */
static void
assert_swaps (const MbMerge *one, const MbMerge *other)
{
  MbSnapshot *a = mb_merge_get_snapshot (one);
  MbSnapshot *b = mb_merge_get_snapshot (other);

  if (mb_merge_get_n_conflicts (one) > 0 || mb_merge_get_n_conflicts (other) > 0)
    return;

  g_assert_cmpuint (mb_snapshot_get_n_blocks (a), ==, mb_snapshot_get_n_blocks (b));
  for (guint i = 0; i < mb_snapshot_get_n_blocks (a); i++) {
    MbBlock *block = mb_snapshot_get_block (a, i);
    MbBlock *same = mb_snapshot_lookup (b, mb_block_get_id (block));

    g_assert_nonnull (same);
    g_assert_cmpuint (mb_block_get_n_parts (block), ==, mb_block_get_n_parts (same));
    for (guint k = 0; k < mb_block_get_n_parts (block); k++)
      g_assert_cmpstr (mb_text_get_utf8 (mb_block_get_part (block, k)), ==,
                       mb_text_get_utf8 (mb_block_get_part (same, k)));
  }
}

static void
assert_laws (MbSnapshot *base, MbSnapshot *mine, MbSnapshot *theirs)
{
  g_autoptr (MbMerge) result = merge (base, mine, theirs);
  g_autoptr (MbMerge) again = merge (base, mine, theirs);
  g_autoptr (MbMerge) swapped = merge (base, theirs, mine);
  g_autoptr (MbMerge) alike = merge (base, mine, mine);
  g_autoptr (MbMerge) only_theirs = merge (base, base, theirs);
  g_autoptr (MbMerge) only_mine = merge (base, mine, base);
  g_autoptr (MbMerge) second = merge (theirs, mb_merge_get_snapshot (result), theirs);
  g_autoptr (MbTransaction) transaction = NULL;
  g_autoptr (GError) error = NULL;

  assert_nothing_lost (mine, theirs, mb_merge_get_snapshot (result));
  assert_nothing_lost (mine, theirs, mb_merge_get_snapshot (swapped));
  assert_same_bytes ("same input, same bytes", mb_merge_get_snapshot (result),
                     mb_merge_get_snapshot (again));
  assert_same_bytes ("merge (b, x, x) = x", mb_merge_get_snapshot (alike), mine);
  assert_same_bytes ("merge (b, b, y) = y", mb_merge_get_snapshot (only_theirs), theirs);
  assert_same_bytes ("merge (b, x, b) = x", mb_merge_get_snapshot (only_mine), mine);
  assert_same_bytes ("a second merge", mb_merge_get_snapshot (second),
                     mb_merge_get_snapshot (result));
  assert_swaps (result, swapped);
  transaction = mb_merge_dup_transaction (result, &error);
  g_assert_no_error (error);
  assert_same_bytes ("the transaction", mb_transaction_get_result (transaction),
                     mb_merge_get_snapshot (result));
}

/* Its seed is the last one in the log of a failure. */
static void
try_pair (guint32 seed)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (seed);
  Writer writer = {rand, 'b', 0};
  Writer here = {rand, 'm', 0};
  Writer there = {rand, 't', 0};
  g_autoptr (MbSnapshot) base = write_article (&writer, 1 + pick (&writer, 80));
  g_autoptr (MbSnapshot) mine = edit_often (&here, base, 1 + pick (&here, 60));
  g_autoptr (MbSnapshot) theirs = edit_often (&there, base, 1 + pick (&there, 60));

  g_test_message ("MARBRE_SEED_LAWS=%u", seed);
  assert_laws (base, mine, theirs);
}

static guint
read_number (const char *name, guint otherwise)
{
  const char *said = g_getenv (name);

  return said ? (guint) strtoul (said, NULL, 10) : otherwise;
}

static void
test_laws_hold_for_edits_of_both_sides (void)
{
  guint32 first = read_number ("MARBRE_SEED_LAWS", g_random_int ());
  guint n_pairs = g_getenv ("MARBRE_SEED_LAWS") ? 1 : read_number ("MARBRE_MERGE_PAIRS", PAIRS);

  for (guint i = 0; i < n_pairs; i++)
    try_pair (first + i);
}

static guint
count_words (const MbSnapshot *snapshot)
{
  guint n = 0;

  for (guint i = 0; i < mb_snapshot_get_n_blocks (snapshot); i++) {
    MbBlock *block = mb_snapshot_get_block (snapshot, i);

    for (guint k = 0; k < mb_block_get_n_parts (block); k++)
      n += mb_words_count (mb_text_get_utf8 (mb_block_get_part (block, k)));
  }

  return n;
}

/* What is measured is a long article, of which each side changed some paragraphs. */
static void
test_ten_thousand_words (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (1);
  Writer writer = {rand, 'b', 0};
  Writer here = {rand, 'm', 0};
  Writer there = {rand, 't', 0};
  g_autoptr (MbSnapshot) base = write_article (&writer, 760);
  g_autoptr (MbSnapshot) mine = edit_often (&here, base, 60);
  g_autoptr (MbSnapshot) theirs = edit_often (&there, base, 60);
  gint64 start = g_get_monotonic_time ();
  g_autoptr (MbMerge) result = mb_merge_new (base, mine, theirs, NULL);

  g_test_message ("%u words, 60 edits a side: merged in %.1f ms", count_words (base),
                  (double) (g_get_monotonic_time () - start) / 1000);
  g_assert_cmpuint (count_words (base), >=, 10000);
  assert_nothing_lost (mine, theirs, mb_merge_get_snapshot (result));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/merge/laws-hold-for-edits-of-both-sides",
                   test_laws_hold_for_edits_of_both_sides);
  g_test_add_func ("/merge/ten-thousand-words", test_ten_thousand_words);

  return g_test_run ();
}
