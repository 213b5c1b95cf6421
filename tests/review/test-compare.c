#include "mb-random-edit.h"

#include "mb-compare.h"

#include <stdlib.h>
#include <string.h>

/* Comparing two states: the runs give both texts back, whatever happened between them, and say what
 * a reader would say. MARBRE_SEED_LAWS runs a printed seed again. */

#define ROUNDS 40
#define EDITS 40
#define ID "3f0c2a9e-0f3c-4f53-9a55-0d8a4f4c7b11"

static const char run_marks[] = {' ', '-', '+'};

/* As "le [-gros ]{+petit }chat". */
static char *
show_runs (const MbRun *runs, guint n)
{
  GString *shown = g_string_new (NULL);

  for (guint i = 0; i < n; i++) {
    if (runs[i].kind == MB_RUN_SAME)
      g_string_append (shown, runs[i].text);
    else
      g_string_append_printf (shown, "[%c%s]", run_marks[runs[i].kind], runs[i].text);
  }

  return g_string_free (shown, FALSE);
}

static char *
join_runs (const MbRun *runs, guint n, MbRunKind without)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < n; i++)
    if (runs[i].kind != without)
      g_string_append (text, runs[i].text);

  return g_string_free (text, FALSE);
}

static void
assert_words (const char *old_text, const char *new_text, const char *expected)
{
  g_autoptr (GArray) runs = mb_words_compare (old_text, new_text);
  g_autofree char *shown = show_runs ((MbRun *) (gpointer) runs->data, runs->len);

  g_assert_cmpstr (shown, ==, expected);
}

static void
test_words_are_compared_as_they_are_read (void)
{
  assert_words ("", "", "");
  assert_words ("Le port", "Le port", "Le port");
  assert_words ("", "Le port", "[+Le port]");
  assert_words ("Le port", "", "[-Le port]");
  assert_words ("Le chat dort", "Le gros chat dort", "Le [+gros ]chat dort");
  assert_words ("Le gros chat dort", "Le chat dort", "Le [-gros ]chat dort");
  assert_words ("Il pleut", "Il pleut ici", "Il pleut[+ ici]");
  assert_words ("Il dit le mot juste", "Il dit la phrase juste",
                "Il dit [-le mot][+la phrase] juste");
  assert_words ("l’eau monte vite", "l’air monte vite", "l’[-eau][+air] monte vite");
  assert_words ("Le maire a dit 10\u202f000 euros", "Le maire a dit 10\u202f500 euros",
                "Le maire a dit [-10\u202f000][+10\u202f500] euros");
  assert_words ("Vraiment\u00a0?", "Vraiment\u202f?", "Vraiment[-\u00a0][+\u202f]?");
  assert_words ("un cafe\u0301 noir", "un the\u0301 noir", "un [-cafe\u0301][+the\u0301] noir");
}

static void
test_signs_are_not_torn (void)
{
  assert_words ("ok \U0001f468\u200d\U0001f469\u200d\U0001f467", "ok \U0001f468\u200d\U0001f469",
                "ok [-\U0001f468\u200d\U0001f469\u200d\U0001f467][+\U0001f468\u200d\U0001f469]");
  assert_words ("\U0001f1f9\U0001f1ec gagne", "\U0001f1eb\U0001f1f7 gagne",
                "[-\U0001f1f9\U0001f1ec][+\U0001f1eb\U0001f1f7] gagne");
  assert_words ("\u6771\u4eac", "\u6771\u897f", "\u6771[-\u4eac][+\u897f]");
}

static void
test_a_text_written_anew_is_shown_whole (void)
{
  assert_words ("Le port de Lomé retrouve ses cargos au matin",
                "La mairie de Kara ferme trois écoles demain",
                "[-Le port de Lomé retrouve ses cargos au matin]"
                "[+La mairie de Kara ferme trois écoles demain]");
}

static char *
random_words (GRand *rand, guint n, guint n_different)
{
  GString *text = g_string_new (NULL);

  while (n-- > 0)
    g_string_append_printf (text, "m%d%s", g_rand_int_range (rand, 0, (int) n_different),
                            g_rand_int_range (rand, 0, 9) == 0 ? ", " : " ");

  return g_string_free (text, FALSE);
}

/* Whole books, nothing alike, everything alike twice: whichever way it is done inside. */
static void
test_runs_give_both_texts_back_at_every_size (void)
{
  guint32 seed = g_random_int ();
  g_autoptr (GRand) rand = g_rand_new_with_seed (seed);

  g_test_message ("seed %u", seed);
  for (guint i = 0; i < 60; i++) {
    guint n_different = (guint) g_rand_int_range (rand, 1, 5000);
    g_autofree char *a = random_words (rand, (guint) g_rand_int_range (rand, 0, 3000), n_different);
    g_autofree char *b = random_words (rand, (guint) g_rand_int_range (rand, 0, 3000), n_different);
    g_autofree char *c = g_strconcat (b, a, b, NULL);
    g_autoptr (GArray) runs = mb_words_compare (a, i % 2 ? b : c);
    g_autofree char *older =
      join_runs ((MbRun *) (gpointer) runs->data, runs->len, MB_RUN_INSERTED);
    g_autofree char *newer = join_runs ((MbRun *) (gpointer) runs->data, runs->len, MB_RUN_REMOVED);

    g_assert_cmpstr (older, ==, a);
    g_assert_cmpstr (newer, ==, i % 2 ? b : c);
  }
}

static const char *
get_text (MbSnapshot *snapshot, guint64 block, const MbCompareEntry *entry)
{
  MbBlock *found = block != 0 ? mb_snapshot_lookup (snapshot, block) : NULL;
  const char *text = NULL;

  if (block == 0 && entry->block == 0)
    text = mb_snapshot_get_meta (snapshot, entry->name);
  else if (found && entry->name)
    text = mb_block_get_attribute (found, entry->name);
  else if (found && entry->part < mb_block_get_n_parts (found))
    text = mb_text_get_utf8 (mb_block_get_part (found, entry->part));

  return text ? text : "";
}

static guint
count_texts (MbSnapshot *snapshot)
{
  guint n = 0;

  for (guint i = 0; i < mb_snapshot_get_n_blocks (snapshot); i++) {
    MbBlock *block = mb_snapshot_get_block (snapshot, i);

    for (guint part = 0; part < mb_block_get_n_parts (block); part++)
      n += mb_text_get_n_chars (mb_block_get_part (block, part)) > 0;
  }

  return n;
}

/* Every text of both states is said once, whole, in the newer one's order. */
static void
assert_tells_both (MbSnapshot *older, MbSnapshot *newer)
{
  g_autoptr (MbCompare) compare = mb_compare_new (older, newer);
  g_autoptr (MbSnapshot) before = mb_snapshot_project (older, MB_PROJECT_FINAL);
  g_autoptr (MbSnapshot) after = mb_snapshot_project (newer, MB_PROJECT_FINAL);
  guint n_before = 0;
  guint n_after = 0;
  guint last = 0;

  for (guint i = 0; i < mb_compare_get_n_entries (compare); i++) {
    const MbCompareEntry *entry = mb_compare_get_entry (compare, i);
    g_autofree char *was = join_runs (entry->runs, entry->n_runs, MB_RUN_INSERTED);
    g_autofree char *is = join_runs (entry->runs, entry->n_runs, MB_RUN_REMOVED);
    guint at = last;

    g_assert_cmpstr (was, ==, get_text (before, entry->old_block, entry));
    if (entry->status != MB_COMPARE_REMOVED)
      g_assert_cmpstr (is, ==, get_text (after, entry->block, entry));
    else
      g_assert_cmpstr (is, ==, "");
    n_before += entry->block && !entry->name && *was;
    n_after += entry->block && !entry->name && *is;
    if (entry->block && mb_snapshot_find (after, entry->block, &at) && *is) {
      g_assert_cmpuint (at, >=, last);
      last = at;
    }
  }
  g_assert_cmpuint (n_before, ==, count_texts (before));
  g_assert_cmpuint (n_after, ==, count_texts (after));
}

static void
test_random_edits_are_told_whole (void)
{
  const char *given = g_getenv ("MARBRE_SEED_LAWS");

  for (guint round = 0; round < ROUNDS; round++) {
    guint32 seed = given ? (guint32) strtoul (given, NULL, 10) : g_random_int ();
    g_autoptr (GRand) rand = g_rand_new_with_seed (seed);
    g_autoptr (MbSnapshot) empty = mb_snapshot_new (ID);
    g_autoptr (MbArticle) article = mb_article_new (empty, 0);
    g_autoptr (MbSnapshot) kept = mb_snapshot_ref (empty);

    g_test_message ("round %u, seed %u", round, seed);
    for (guint i = 0; i < EDITS; i++) {
      g_autoptr (MbTransaction) edit =
        mb_random_transaction (rand, mb_article_get_snapshot (article));

      mb_article_commit (article, edit, NULL);
      assert_tells_both (kept, mb_article_get_snapshot (article));
      assert_tells_both (mb_article_get_snapshot (article), kept);
      if (g_rand_int_range (rand, 0, 6) == 0) {
        mb_snapshot_unref (kept);
        kept = mb_article_dup_snapshot (article);
      }
    }
  }
}

/* An article of paragraphs whose ids count from 1. */
static MbSnapshot *
make_article (guint64 first_id, const char *const *paragraphs)
{
  MbSnapshot *snapshot = mb_snapshot_new (ID);

  while (mb_snapshot_get_n_blocks (snapshot) > MB_N_FURNITURE) {
    MbSnapshot *shorter = mb_snapshot_with_removed (snapshot, MB_N_FURNITURE);

    mb_snapshot_unref (snapshot);
    snapshot = shorter;
  }
  for (guint i = 0; paragraphs[i]; i++) {
    g_autoptr (MbText) text = mb_text_new (paragraphs[i]);
    g_autoptr (MbBlock) block = mb_block_new_text (first_id + i, MB_BLOCK_PARAGRAPH, text);
    MbSnapshot *longer = mb_snapshot_with_inserted (snapshot, MB_N_FURNITURE + i, block);

    mb_snapshot_unref (snapshot);
    snapshot = longer;
  }

  return snapshot;
}

/* One line an entry: status, words. */
static char *
show (MbCompare *compare)
{
  GString *shown = g_string_new (NULL);

  for (guint i = 0; i < mb_compare_get_n_entries (compare); i++) {
    const MbCompareEntry *entry = mb_compare_get_entry (compare, i);
    g_autofree char *words = show_runs (entry->runs, entry->n_runs);

    g_string_append_printf (shown, "%s%s: %s\n", mb_compare_status_to_string (entry->status),
                            entry->moved && entry->status != MB_COMPARE_MOVED ? " moved" : "",
                            words);
  }

  return g_string_free (shown, FALSE);
}

static void
assert_compared (MbSnapshot *older, MbSnapshot *newer, const char *expected)
{
  g_autoptr (MbCompare) compare = mb_compare_new (older, newer);
  g_autofree char *shown = show (compare);

  g_assert_cmpstr (shown, ==, expected);
}

static void
test_blocks_of_another_origin_are_matched_by_their_words (void)
{
  g_autoptr (MbSnapshot) older = make_article (
    1, (const char *[]) {"Le premier cargo a accosté lundi.", "La foule attendait depuis l’aube.",
                         "Rien à voir avec le reste.", NULL});
  g_autoptr (MbSnapshot) newer =
    make_article (100, (const char *[]) {"La foule attendait depuis l’aube.",
                                         "Le premier cargo a accosté lundi 14 avril.",
                                         "Tout autre chose.", NULL});

  assert_compared (older, newer,
                   "moved: La foule attendait depuis l’aube.\n"
                   "changed: Le premier cargo a accosté lundi[+ 14 avril].\n"
                   "removed: [-Rien à voir avec le reste.]\n"
                   "inserted: [+Tout autre chose.]\n");
}

static void
test_everything_is_new_beside_nothing (void)
{
  g_autoptr (MbSnapshot) nothing = mb_snapshot_new_bare (ID);
  g_autoptr (MbSnapshot) something = make_article (1, (const char *[]) {"Un.", "Deux.", NULL});

  assert_compared (nothing, something, "inserted: [+Un.]\ninserted: [+Deux.]\n");
  assert_compared (something, nothing, "removed: [-Un.]\nremoved: [-Deux.]\n");
  assert_compared (nothing, nothing, "");
}

static void
test_a_moved_block_is_not_written_anew (void)
{
  const char *const words[] = {"Un.", "Deux.", "Trois.", "Quatre.", NULL};
  g_autoptr (MbSnapshot) older = make_article (1, words);
  g_autoptr (MbTransaction) move = mb_transaction_new (older, MB_ORIGIN_COMMAND);
  g_autoptr (GError) error = NULL;

  g_assert_true (mb_transaction_move_block (move, 1, 3, &error));
  g_assert_no_error (error);
  assert_compared (older, mb_transaction_get_result (move),
                   "same: Deux.\nsame: Trois.\nmoved: Un.\nsame: Quatre.\n");
  assert_compared (older, older, "same: Un.\nsame: Deux.\nsame: Trois.\nsame: Quatre.\n");
}

static void
test_emphasis_and_metadata_are_changes_too (void)
{
  const char *const words[] = {"Un mot fort.", NULL};
  g_autoptr (MbSnapshot) older = make_article (1, words);
  g_autoptr (MbTransaction) edit = mb_transaction_new (older, MB_ORIGIN_COMMAND);
  g_autoptr (MbCompare) compare = NULL;
  g_autoptr (GError) error = NULL;
  const MbSpan strong = {.start = 7, .end = 11, .kind = MB_SPAN_STRONG};
  guint at = 0;

  g_assert_true (mb_transaction_add_span (edit, 1, 0, &strong, &error));
  g_assert_true (mb_transaction_set_meta (edit, MB_META_BYLINE, "Awa Mensah", &error));
  g_assert_true (mb_transaction_set_meta (edit, MB_META_SECTION, "sports", &error));
  assert_compared (older, mb_transaction_get_result (edit),
                   "inserted: [+Awa Mensah]\nchanged: Un mot fort.\ninserted: [+sports]\n");

  compare = mb_compare_new (older, mb_transaction_get_result (edit));
  g_assert_cmpuint (mb_compare_get_n_changes (compare), ==, 3);
  g_assert_cmpuint (mb_compare_get_n_words_inserted (compare), ==, 3);
  g_assert_cmpuint (mb_compare_get_n_words_removed (compare), ==, 0);
  g_assert_true (mb_compare_entry_is_change (mb_compare_get_entry (compare, 1)));
  g_assert_true (mb_compare_get_entry (compare, 1)->format_changed);
  g_assert_true (mb_compare_find_change (compare, 1, TRUE, &at));
  g_assert_cmpuint (at, ==, 1);
  g_assert_true (mb_compare_find_change (compare, at, FALSE, &at));
  g_assert_cmpuint (at, ==, 0);
  g_assert_false (mb_compare_find_change (compare, 0, FALSE, &at));
  g_assert_false (mb_compare_find_change (compare, 3, TRUE, &at));
}

static void
test_notes_and_comments_are_nobodys_reading (void)
{
  const char *const words[] = {"Dit-il. (à vérifier)", NULL};
  g_autoptr (MbSnapshot) older = make_article (1, words);
  g_autoptr (MbTransaction) edit = mb_transaction_new (older, MB_ORIGIN_COMMAND);
  const MbSpan note = {.start = 7, .end = 20, .kind = MB_SPAN_NOTE};

  g_assert_true (mb_transaction_add_span (edit, 1, 0, &note, NULL));
  assert_compared (older, mb_transaction_get_result (edit), "changed: Dit-il.[- (à vérifier)]\n");
}

static MbSnapshot *
make_book (guint n_different, guint every)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (7);
  g_autoptr (GPtrArray) words = g_ptr_array_new_with_free_func (g_free);

  for (guint k = 0; k < 1000; k++) {
    char *text = random_words (rand, 100, n_different);

    if (every > 0 && k % every == 0)
      memcpy (text, "X9", 2);
    g_ptr_array_add (words, text);
  }
  g_ptr_array_add (words, NULL);

  return make_article (1, (const char *const *) words->pdata);
}

/* 100,000 words. The suite's timeout is the clock: what grows with the square does not end. */
static void
test_a_book_is_compared_before_one_has_read_it (void)
{
  g_autoptr (MbSnapshot) older = make_book (5000, 0);
  g_autoptr (MbSnapshot) newer = make_book (5000, 7);
  g_autoptr (GRand) rand = g_rand_new_with_seed (8);
  gint64 start = g_get_monotonic_time ();
  g_autoptr (MbCompare) compare = mb_compare_new (older, newer);

  g_test_message ("a word in each seventh paragraph: %.1f ms",
                  (double) (g_get_monotonic_time () - start) / 1000);
  g_assert_cmpuint (mb_compare_get_n_changes (compare), ==, 143);
  for (guint n_different = 2; n_different < 20000; n_different *= 100) {
    g_autofree char *a = random_words (rand, 100000, n_different);
    g_autofree char *b = random_words (rand, 100000, n_different);
    g_autoptr (GArray) runs = NULL;

    start = g_get_monotonic_time ();
    runs = mb_words_compare (a, b);
    g_test_message ("%u different words: %.1f ms", n_different,
                    (double) (g_get_monotonic_time () - start) / 1000);
    g_assert_cmpuint (runs->len, >, 0);
  }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  g_test_add_func ("/compare/words-are-compared-as-they-are-read",
                   test_words_are_compared_as_they_are_read);
  g_test_add_func ("/compare/signs-are-not-torn", test_signs_are_not_torn);
  g_test_add_func ("/compare/a-text-written-anew-is-shown-whole",
                   test_a_text_written_anew_is_shown_whole);
  g_test_add_func ("/compare/runs-give-both-texts-back-at-every-size",
                   test_runs_give_both_texts_back_at_every_size);
  g_test_add_func ("/compare/random-edits-are-told-whole", test_random_edits_are_told_whole);
  g_test_add_func ("/compare/blocks-of-another-origin-are-matched-by-their-words",
                   test_blocks_of_another_origin_are_matched_by_their_words);
  g_test_add_func ("/compare/everything-is-new-beside-nothing",
                   test_everything_is_new_beside_nothing);
  g_test_add_func ("/compare/a-moved-block-is-not-written-anew",
                   test_a_moved_block_is_not_written_anew);
  g_test_add_func ("/compare/emphasis-and-metadata-are-changes-too",
                   test_emphasis_and_metadata_are_changes_too);
  g_test_add_func ("/compare/notes-and-comments-are-nobodys-reading",
                   test_notes_and_comments_are_nobodys_reading);
  g_test_add_func ("/compare/a-book-is-compared-before-one-has-read-it",
                   test_a_book_is_compared_before_one_has_read_it);

  return g_test_run ();
}
