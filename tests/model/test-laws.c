#include "mb-random-edit.h"

#include "mb-codec.h"

#include <stdlib.h>

/* The laws of the model over random edits. The seed is printed; MARBRE_SEED_LAWS runs one again. */

#define ROUNDS 60
#define EDITS 60

static guint32
get_seed (guint round)
{
  const char *given = g_getenv ("MARBRE_SEED_LAWS");
  guint32 seed = given ? (guint32) strtoul (given, NULL, 10) : g_random_int ();

  g_test_message ("round %u, seed %u", round, seed);
  return seed;
}

static void
assert_same (MbSnapshot *a, MbSnapshot *b)
{
  g_autoptr (GBytes) x = mb_codec_encode_snapshot (a);
  g_autoptr (GBytes) y = mb_codec_encode_snapshot (b);

  if (!mb_snapshot_equal (a, b))
    g_test_message ("%s\n%s", (const char *) g_bytes_get_data (x, NULL),
                    (const char *) g_bytes_get_data (y, NULL));
  g_assert_true (mb_snapshot_equal (a, b));
  g_assert_true (g_bytes_equal (x, y));
}

/* Commits random edits; keeps a snapshot behind each that the article took. */
static GPtrArray *
edit_at_random (MbArticle *article, GRand *rand, guint n)
{
  GPtrArray *states = g_ptr_array_new_with_free_func ((GDestroyNotify) mb_snapshot_unref);

  g_ptr_array_add (states, mb_article_dup_snapshot (article));
  while (n-- > 0) {
    g_autoptr (MbTransaction) transaction =
      mb_random_transaction (rand, mb_article_get_snapshot (article));
    g_autoptr (GError) error = NULL;

    if (mb_article_commit (article, transaction, &error)) {
      if (mb_transaction_get_n_steps (transaction) > 0)
        g_ptr_array_add (states, mb_article_dup_snapshot (article));
    } else {
      g_assert_error (error, MB_MODEL_ERROR, MB_MODEL_ERROR_SCHEMA);
    }
    g_clear_error (&error);
    mb_article_check (article, &error);
    g_assert_no_error (error);
  }

  return states;
}

static MbArticle *
new_article (void)
{
  g_autoptr (MbSnapshot) snapshot = mb_snapshot_new ("3f0c2a9e-0f3c-4f53-9a55-0d8a4f4c7b11");

  return mb_article_new (snapshot, 0);
}

static void
test_undo_and_redo_return_every_state (void)
{
  for (guint round = 0; round < ROUNDS; round++) {
    g_autoptr (GRand) rand = g_rand_new_with_seed (get_seed (round));
    g_autoptr (MbArticle) article = new_article ();
    g_autoptr (GPtrArray) states = edit_at_random (article, rand, EDITS);

    for (guint i = states->len - 1; i > 0; i--) {
      assert_same (mb_article_get_snapshot (article), g_ptr_array_index (states, i));
      g_assert_true (mb_article_undo (article));
    }
    assert_same (mb_article_get_snapshot (article), g_ptr_array_index (states, 0));
    g_assert_false (mb_article_undo (article));
    for (guint i = 1; i < states->len; i++) {
      g_assert_true (mb_article_redo (article));
      assert_same (mb_article_get_snapshot (article), g_ptr_array_index (states, i));
    }
    g_assert_false (mb_article_redo (article));
  }
}

static void
test_json_round_trip_keeps_everything (void)
{
  for (guint round = 0; round < ROUNDS; round++) {
    g_autoptr (GRand) rand = g_rand_new_with_seed (get_seed (round));
    g_autoptr (MbArticle) article = new_article ();
    g_autoptr (GPtrArray) states = edit_at_random (article, rand, EDITS);

    for (guint i = 0; i < states->len; i++) {
      g_autoptr (GBytes) json = mb_codec_encode_snapshot (g_ptr_array_index (states, i));
      g_autoptr (GError) error = NULL;
      g_autoptr (MbSnapshot) back = mb_codec_decode_snapshot (json, &error);

      g_assert_no_error (error);
      assert_same (back, g_ptr_array_index (states, i));
    }
  }
}

static void
test_a_journal_of_transactions_replays (void)
{
  for (guint round = 0; round < ROUNDS; round++) {
    g_autoptr (GRand) rand = g_rand_new_with_seed (get_seed (round));
    g_autoptr (MbArticle) article = new_article ();
    g_autoptr (MbArticle) copy = mb_article_new (mb_article_get_snapshot (article), 0);

    for (guint i = 0; i < EDITS; i++) {
      g_autoptr (MbTransaction) transaction =
        mb_random_transaction (rand, mb_article_get_snapshot (article));
      g_autoptr (GBytes) json = mb_codec_encode_transaction (transaction);
      g_autoptr (MbTransaction) back = NULL;
      g_autoptr (GError) error = NULL;

      if (!mb_article_commit (article, transaction, NULL))
        continue;
      back = mb_codec_decode_transaction (json, mb_article_get_snapshot (copy), &error);
      g_assert_no_error (error);
      mb_article_commit (copy, back, &error);
      g_assert_no_error (error);
    }
    assert_same (mb_article_get_snapshot (article), mb_article_get_snapshot (copy));
  }
}

static void
test_squashed_transactions_do_the_same (void)
{
  for (guint round = 0; round < ROUNDS; round++) {
    g_autoptr (GRand) rand = g_rand_new_with_seed (get_seed (round));
    g_autoptr (MbArticle) article = new_article ();
    g_autoptr (MbSnapshot) before = mb_article_dup_snapshot (article);
    g_autoptr (GPtrArray) parts =
      g_ptr_array_new_with_free_func ((GDestroyNotify) mb_transaction_unref);
    g_autoptr (MbTransaction) squashed = NULL;
    g_autoptr (MbTransaction) back = NULL;
    g_autoptr (GBytes) json = NULL;
    g_autoptr (GError) error = NULL;

    for (guint i = 0; i < 12; i++) {
      MbTransaction *transaction = mb_random_transaction (rand, mb_article_get_snapshot (article));

      if (mb_article_commit (article, transaction, NULL))
        g_ptr_array_add (parts, transaction);
      else
        mb_transaction_unref (transaction);
    }
    squashed = mb_transaction_squash ((MbTransaction *const *) parts->pdata, parts->len);
    json = mb_codec_encode_transaction (squashed);
    back = mb_codec_decode_transaction (json, before, &error);
    g_assert_no_error (error);
    assert_same (mb_transaction_get_result (back), mb_article_get_snapshot (article));
  }
}

/* A place that survives an edit and its undo lands inside the article each time; one in an
 * untouched block stays. */
static void
test_positions_map_into_the_article (void)
{
  for (guint round = 0; round < ROUNDS; round++) {
    g_autoptr (GRand) rand = g_rand_new_with_seed (get_seed (round));
    g_autoptr (MbArticle) article = new_article ();
    g_autoptr (GPtrArray) states = edit_at_random (article, rand, EDITS);

    for (guint i = 0; i < 40; i++) {
      MbSnapshot *base =
        g_ptr_array_index (states, g_rand_int_range (rand, 0, (gint32) states->len));
      g_autoptr (MbTransaction) transaction = mb_random_transaction (rand, base);
      guint index = (guint) g_rand_int_range (rand, 0, (gint32) mb_snapshot_get_n_blocks (base));
      MbBlock *block = mb_snapshot_get_block (base, index);
      guint n = mb_text_get_n_chars (mb_block_get_part (block, 0));
      MbPosition start = {mb_block_get_id (block), 0,
                          (guint) g_rand_int_range (rand, 0, (gint32) n + 1)};
      MbPosition before = start;
      MbPosition after = start;
      MbBlock *landed = NULL;

      if (!mb_transaction_map (transaction, &before, MB_SIDE_BEFORE) ||
          !mb_transaction_map (transaction, &after, MB_SIDE_AFTER))
        continue;
      landed = mb_snapshot_lookup (mb_transaction_get_result (transaction), after.block);
      g_assert_nonnull (landed);
      g_assert_cmpuint (after.offset, <=,
                        mb_text_get_n_chars (mb_block_get_part (landed, after.part)));
      if (landed == block)
        g_assert_cmpuint (after.offset, ==, start.offset);
      if (before.block == after.block && before.part == after.part)
        g_assert_cmpuint (before.offset, <=, after.offset);
    }
  }
}

/* Outside the run that differs every block is the same one; the run itself begins and ends with
 * blocks that differ. */
static void
test_diff_finds_the_one_run_that_differs (void)
{
  for (guint round = 0; round < ROUNDS; round++) {
    g_autoptr (GRand) rand = g_rand_new_with_seed (get_seed (round));
    g_autoptr (MbArticle) article = new_article ();
    g_autoptr (GPtrArray) states = edit_at_random (article, rand, EDITS);

    for (guint i = 1; i < states->len; i++) {
      MbSnapshot *a = g_ptr_array_index (states, i - 1);
      MbSnapshot *b = g_ptr_array_index (states, i);
      guint first;
      guint n_a;
      guint n_b;

      mb_snapshot_diff (a, b, &first, &n_a, &n_b);
      g_assert_cmpuint (mb_snapshot_get_n_blocks (a) - n_a, ==, mb_snapshot_get_n_blocks (b) - n_b);
      for (guint j = 0; j < first; j++)
        g_assert_true (mb_snapshot_get_block (a, j) == mb_snapshot_get_block (b, j));
      for (guint j = first + n_a; j < mb_snapshot_get_n_blocks (a); j++)
        g_assert_true (mb_snapshot_get_block (a, j) == mb_snapshot_get_block (b, j - n_a + n_b));
      if (n_a > 0 && n_b > 0)
        g_assert_true (mb_snapshot_get_block (a, first) != mb_snapshot_get_block (b, first));
    }
  }
}

static void
test_projections_hold_no_marks (void)
{
  for (guint round = 0; round < ROUNDS; round++) {
    g_autoptr (GRand) rand = g_rand_new_with_seed (get_seed (round));
    g_autoptr (MbArticle) article = new_article ();
    g_autoptr (GPtrArray) states = edit_at_random (article, rand, EDITS);
    g_autoptr (MbSnapshot) final =
      mb_snapshot_project (g_ptr_array_index (states, states->len - 1), MB_PROJECT_FINAL);
    g_autoptr (GError) error = NULL;

    mb_snapshot_check (final, &error);
    g_assert_no_error (error);
    for (guint i = 0; i < mb_snapshot_get_n_blocks (final); i++) {
      MbBlock *block = mb_snapshot_get_block (final, i);

      for (guint part = 0; part < mb_block_get_n_parts (block); part++) {
        guint n;
        const MbSpan *spans = mb_text_get_spans (mb_block_get_part (block, part), &n);

        for (guint s = 0; s < n; s++)
          g_assert_true (spans[s].kind != MB_SPAN_NOTE && spans[s].kind != MB_SPAN_COMMENT &&
                         spans[s].kind != MB_SPAN_SUGGESTION);
      }
    }
  }
}

static void
test_every_state_can_be_restored (void)
{
  for (guint round = 0; round < ROUNDS; round++) {
    g_autoptr (GRand) rand = g_rand_new_with_seed (get_seed (round));
    g_autoptr (MbArticle) article = new_article ();
    g_autoptr (GPtrArray) states = edit_at_random (article, rand, EDITS);

    for (guint i = 0; i < states->len; i += 7) {
      g_autoptr (MbTransaction) transaction = mb_article_begin (article, MB_ORIGIN_RESTORE);
      g_autoptr (GError) error = NULL;
      MbSnapshot *state = g_ptr_array_index (states, i);
      gboolean there = mb_snapshot_equal (mb_article_get_snapshot (article), state);

      g_assert_true (mb_transaction_restore (transaction, state, &error));
      g_assert_cmpint (mb_transaction_get_n_steps (transaction) == 0, ==, there);
      if (there)
        continue;
      mb_article_commit (article, transaction, &error);
      g_assert_no_error (error);
      assert_same (mb_article_get_snapshot (article), state);
    }
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/model/laws/undo-and-redo-return-every-state",
                   test_undo_and_redo_return_every_state);
  g_test_add_func ("/model/laws/json-round-trip-keeps-everything",
                   test_json_round_trip_keeps_everything);
  g_test_add_func ("/model/laws/a-journal-of-transactions-replays",
                   test_a_journal_of_transactions_replays);
  g_test_add_func ("/model/laws/squashed-transactions-do-the-same",
                   test_squashed_transactions_do_the_same);
  g_test_add_func ("/model/laws/positions-map-into-the-article",
                   test_positions_map_into_the_article);
  g_test_add_func ("/model/laws/diff-finds-the-one-run-that-differs",
                   test_diff_finds_the_one_run_that_differs);
  g_test_add_func ("/model/laws/projections-hold-no-marks", test_projections_hold_no_marks);
  g_test_add_func ("/model/laws/every-state-can-be-restored", test_every_state_can_be_restored);

  return g_test_run ();
}
