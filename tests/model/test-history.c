#include "mb-article.h"

#include "mb-id.h"

#include <string.h>

static MbArticle *
new_article (guint64 *body)
{
  g_autoptr (MbSnapshot) snapshot = mb_snapshot_new ("3f0c2a9e-0f3c-4f53-9a55-0d8a4f4c7b11");

  *body = mb_block_get_id (mb_snapshot_get_block (snapshot, MB_N_FURNITURE));
  return mb_article_new (snapshot, 0);
}

static void
type (MbArticle *article, guint64 block, guint offset, const char *text, gint64 time_ms)
{
  g_autoptr (MbTransaction) transaction = mb_article_begin (article, MB_ORIGIN_TYPING);
  g_autoptr (MbText) inserted = mb_text_new (text);
  g_autoptr (GError) error = NULL;

  mb_transaction_replace_text (transaction, &(MbPosition) {block, 0, offset}, 0, inserted, &error);
  g_assert_no_error (error);
  mb_transaction_set_coalescing_key (transaction, "typing");
  mb_transaction_set_time_ms (transaction, time_ms);
  mb_article_commit (article, transaction, &error);
  g_assert_no_error (error);
}

static const char *
text_of (MbArticle *article, guint64 block)
{
  return mb_text_get_utf8 (
    mb_block_get_part (mb_snapshot_lookup (mb_article_get_snapshot (article), block), 0));
}

static void
test_typing_is_undone_by_words (void)
{
  guint64 body;
  g_autoptr (MbArticle) article = new_article (&body);
  const char *keys = "le port";

  for (guint i = 0; i < strlen (keys); i++) {
    char key[2] = {keys[i], '\0'};

    type (article, body, i, key, 1000 + i * 80);
  }
  g_assert_cmpstr (text_of (article, body), ==, "le port");
  g_assert_true (mb_article_undo (article));
  g_assert_cmpstr (text_of (article, body), ==, "le ");
  g_assert_true (mb_article_undo (article));
  g_assert_cmpstr (text_of (article, body), ==, "");
  g_assert_false (mb_article_undo (article));
  g_assert_true (mb_article_redo (article));
  g_assert_cmpstr (text_of (article, body), ==, "le ");
}

static void
test_a_pause_ends_a_group (void)
{
  guint64 body;
  g_autoptr (MbArticle) article = new_article (&body);

  type (article, body, 0, "a", 1000);
  type (article, body, 1, "b", 2500);
  g_assert_true (mb_article_undo (article));
  g_assert_cmpstr (text_of (article, body), ==, "a");
}

static void
test_a_change_ends_what_could_be_redone (void)
{
  guint64 body;
  g_autoptr (MbArticle) article = new_article (&body);
  MbHistory *history = mb_article_get_history (article);

  type (article, body, 0, "a", 1000);
  g_assert_true (mb_article_undo (article));
  g_assert_true (mb_history_can_redo (history));
  type (article, body, 0, "b", 9000);
  g_assert_false (mb_history_can_redo (history));
}

static void
test_metadata_shares_the_undo (void)
{
  guint64 body;
  g_autoptr (MbArticle) article = new_article (&body);
  g_autoptr (MbTransaction) transaction = NULL;
  g_autoptr (GError) error = NULL;

  type (article, body, 0, "a", 1000);
  transaction = mb_article_begin (article, MB_ORIGIN_COMMAND);
  mb_transaction_set_meta (transaction, MB_META_SECTION, "Culture", &error);
  mb_article_commit (article, transaction, &error);
  g_assert_no_error (error);
  g_assert_true (mb_article_undo (article));
  g_assert_null (mb_snapshot_get_meta (mb_article_get_snapshot (article), MB_META_SECTION));
  g_assert_cmpstr (text_of (article, body), ==, "a");
}

static void
test_a_stale_transaction_is_refused (void)
{
  guint64 body;
  g_autoptr (MbArticle) article = new_article (&body);
  g_autoptr (MbTransaction) stale = mb_article_begin (article, MB_ORIGIN_COMMAND);
  g_autoptr (GError) error = NULL;

  type (article, body, 0, "a", 1000);
  mb_transaction_set_meta (stale, MB_META_SECTION, "Culture", NULL);
  g_assert_false (mb_article_commit (article, stale, &error));
  g_assert_error (error, MB_MODEL_ERROR, MB_MODEL_ERROR_MISMATCH);
  g_assert_cmpuint (mb_article_get_seq (article), ==, 1);
}

static void
test_a_quotation_keeps_its_attribution_as_a_paragraph (void)
{
  guint64 body;
  g_autoptr (MbArticle) article = new_article (&body);
  g_autoptr (MbTransaction) transaction = mb_article_begin (article, MB_ORIGIN_COMMAND);
  g_autoptr (MbText) who = mb_text_new ("Une responsable");
  g_autoptr (GError) error = NULL;
  MbSnapshot *now = NULL;

  mb_transaction_set_kind (transaction, body, MB_BLOCK_QUOTATION, &error);
  mb_transaction_replace_text (transaction, &(MbPosition) {body, 1, 0}, 0, who, &error);
  mb_transaction_set_kind (transaction, body, MB_BLOCK_PARAGRAPH, &error);
  mb_article_commit (article, transaction, &error);
  g_assert_no_error (error);
  now = mb_article_get_snapshot (article);
  g_assert_cmpuint (mb_snapshot_get_n_blocks (now), ==, MB_N_FURNITURE + 2);
  g_assert_cmpstr (
    mb_text_get_utf8 (mb_block_get_part (mb_snapshot_get_block (now, MB_N_FURNITURE + 1), 0)), ==,
    "Une responsable");
}

static void
test_commit_notifies_once (void)
{
  guint64 body;
  g_autoptr (MbArticle) article = new_article (&body);
  guint64 headline = mb_block_get_id (mb_snapshot_get_block (mb_article_get_snapshot (article), 1));
  guint n = 0;

  g_signal_connect_swapped (article, "notify::headline", G_CALLBACK (g_atomic_int_inc), &n);
  type (article, body, 0, "a", 1000);
  g_assert_cmpuint (n, ==, 0);
  type (article, headline, 0, "T", 1100);
  g_assert_cmpuint (n, ==, 1);
  g_assert_finalize_object (g_steal_pointer (&article));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/model/history/typing-is-undone-by-words", test_typing_is_undone_by_words);
  g_test_add_func ("/model/history/a-pause-ends-a-group", test_a_pause_ends_a_group);
  g_test_add_func ("/model/history/a-change-ends-what-could-be-redone",
                   test_a_change_ends_what_could_be_redone);
  g_test_add_func ("/model/history/metadata-shares-the-undo", test_metadata_shares_the_undo);
  g_test_add_func ("/model/article/a-stale-transaction-is-refused",
                   test_a_stale_transaction_is_refused);
  g_test_add_func ("/model/article/a-quotation-keeps-its-attribution-as-a-paragraph",
                   test_a_quotation_keeps_its_attribution_as_a_paragraph);
  g_test_add_func ("/model/article/commit-notifies-once", test_commit_notifies_once);

  return g_test_run ();
}
