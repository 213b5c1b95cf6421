#include "mb-test-store.h"

typedef struct {
  guint n_acks;
  guint n_failures;
  guint64 last_seq;
  gboolean flushed;
} Notes;

static void
acked_cb (MbJournal *journal, guint64 seq, gpointer user_data)
{
  Notes *notes = user_data;

  g_assert_cmpuint (seq, >, notes->last_seq);
  g_assert_cmpuint (seq, ==, mb_journal_get_acked_seq (journal));
  notes->last_seq = seq;
  notes->n_acks++;
}

static void
failed_cb (MbJournal *journal, GError *error, gpointer user_data)
{
  Notes *notes = user_data;

  notes->n_failures++;
}

static void
flushed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Notes *notes = user_data;
  g_autoptr (GError) error = NULL;

  g_assert_true (mb_journal_flush_finish (MB_JOURNAL (source), result, &error));
  g_assert_no_error (error);
  notes->flushed = TRUE;
}

static MbJournal *
follow (MbStore *store, MbArticle *article, Notes *notes)
{
  MbJournal *journal = mb_journal_new (store, article);

  g_signal_connect (journal, "acked", G_CALLBACK (acked_cb), notes);
  g_signal_connect (journal, "failed", G_CALLBACK (failed_cb), notes);
  return journal;
}

static MbArticle *
load (MbStore *store, const char *id)
{
  g_autoptr (GError) error = NULL;
  MbArticle *article = mb_store_load_sync (store, id, &error);

  g_assert_no_error (error);
  return article;
}

static void
assert_same (MbArticle *article, MbArticle *other)
{
  g_assert_true (
    mb_snapshot_equal (mb_article_get_snapshot (article), mb_article_get_snapshot (other)));
  g_assert_cmpuint (mb_article_get_seq (article), ==, mb_article_get_seq (other));
}

static void
test_a_draft_exists_from_its_first_key (void)
{
  g_autofree char *folder = mb_test_folder ();
  g_autoptr (MbStore) store = mb_test_open (folder);
  g_autoptr (MbSnapshot) blank = mb_test_snapshot ("", "");
  g_autoptr (MbArticle) article = mb_article_new (blank, 0);
  g_autoptr (MbArticle) again = NULL;
  Notes notes = {0};
  g_autoptr (MbJournal) journal = follow (store, article, &notes);

  mb_test_type (article, "L");
  while (notes.n_acks == 0)
    g_main_context_iteration (NULL, TRUE);
  again = load (store, mb_article_get_id (article));

  assert_same (article, again);
  g_assert_cmpuint (notes.last_seq, ==, 1);
  g_clear_object (&journal);
  g_clear_object (&store);
  mb_test_remove (folder);
}

static void
test_typing_within_the_window_is_one_row (void)
{
  g_autofree char *folder = mb_test_folder ();
  g_autoptr (MbStore) store = mb_test_open (folder);
  g_autoptr (MbSnapshot) blank = mb_test_snapshot ("Le port", "");
  g_autoptr (MbArticle) article = mb_article_new (blank, 0);
  g_autoptr (MbArticle) again = NULL;
  g_autoptr (MbStoreReport) report = NULL;
  Notes notes = {0};
  g_autoptr (MbJournal) journal = follow (store, article, &notes);

  for (const char *p = "rouvre ses quais"; *p; p++) {
    char key[] = {*p, '\0'};

    mb_test_type (article, key);
  }
  mb_journal_flush_async (journal, NULL, flushed_cb, &notes);
  while (!notes.flushed)
    g_main_context_iteration (NULL, TRUE);
  report = mb_store_verify_sync (store, NULL);
  again = load (store, mb_article_get_id (article));

  g_assert_cmpuint (notes.last_seq, ==, 16);
  g_assert_cmpuint (report->n_rows, ==, 1);
  g_assert_cmpuint (report->problems->len, ==, 0);
  assert_same (article, again);
  g_clear_object (&journal);
  g_clear_object (&store);
  mb_test_remove (folder);
}

static void
test_what_is_written_comes_back_after_closing (void)
{
  g_autofree char *folder = mb_test_folder ();
  g_autoptr (MbStore) store = mb_test_open (folder);
  g_autoptr (MbSnapshot) start = mb_test_snapshot ("Le port", "Début");
  g_autoptr (MbArticle) article = mb_article_new (start, 0);
  g_autoptr (MbArticle) again = NULL;
  g_autoptr (GPtrArray) versions = NULL;
  g_autoptr (GError) error = NULL;
  MbJournal *journal = mb_journal_new (store, article);

  for (guint i = 0; i < 3; i++) {
    mb_test_type (article, " et la suite.");
    g_assert_true (mb_journal_flush_sync (journal, &error));
  }
  mb_journal_snapshot (journal);
  g_clear_object (&journal);
  mb_store_close (store);
  g_clear_object (&store);

  store = mb_test_open (folder);
  g_assert_false (mb_store_had_unclean_end (store));
  again = load (store, mb_article_get_id (article));
  assert_same (article, again);
  versions = mb_store_list_versions_sync (store, mb_article_get_id (article), &error);
  g_assert_no_error (error);
  g_assert_cmpuint (versions->len, ==, 2);
  g_assert_cmpstr (((MbVersionInfo *) versions->pdata[0])->reason, ==, "left");
  g_clear_object (&store);
  mb_test_remove (folder);
}

static void
test_the_journal_is_cut_by_snapshots (void)
{
  g_autofree char *folder = mb_test_folder ();
  g_autoptr (MbStore) store = mb_test_open (folder);
  g_autoptr (MbSnapshot) start = mb_test_snapshot ("Le port", "Début");
  g_autoptr (MbArticle) article = mb_article_new (start, 0);
  g_autoptr (MbArticle) again = NULL;
  g_autoptr (MbSnapshot) version = NULL;
  g_autoptr (GPtrArray) versions = NULL;
  g_autofree char *kilo = g_strnfill (1000, 'a');
  g_autoptr (GError) error = NULL;
  g_autoptr (MbJournal) journal = mb_journal_new (store, article);

  for (guint i = 0; i < 100; i++) {
    mb_test_type (article, kilo);
    g_assert_true (mb_journal_flush_sync (journal, &error));
  }
  again = load (store, mb_article_get_id (article));
  versions = mb_store_list_versions_sync (store, mb_article_get_id (article), &error);
  version = mb_store_load_version_sync (store, mb_article_get_id (article),
                                        ((MbVersionInfo *) versions->pdata[0])->id, &error);

  g_assert_no_error (error);
  g_assert_nonnull (version);
  assert_same (article, again);
  g_assert_cmpuint (versions->len, ==, 2);
  g_assert_cmpstr (((MbVersionInfo *) versions->pdata[0])->reason, ==, "journal");
  g_clear_object (&journal);
  g_clear_object (&store);
  mb_test_remove (folder);
}

static void
test_two_writers_of_one_draft_do_not_mix (void)
{
  g_autofree char *folder = mb_test_folder ();
  g_autoptr (MbStore) store = mb_test_open (folder);
  g_autoptr (MbSnapshot) start = mb_test_snapshot ("Le port", "Début");
  g_autoptr (MbArticle) article = NULL;
  g_autoptr (MbArticle) late = NULL;
  g_autoptr (GError) error = NULL;
  Notes notes = {0};
  Notes late_notes = {0};
  g_autoptr (MbJournal) journal = NULL;
  g_autoptr (MbJournal) late_journal = NULL;

  g_assert_true (mb_store_create_sync (store, start, &error));
  article = load (store, mb_snapshot_get_article_id (start));
  late = load (store, mb_snapshot_get_article_id (start));
  journal = follow (store, article, &notes);
  late_journal = follow (store, late, &late_notes);
  mb_test_type (article, "!");
  g_assert_true (mb_journal_flush_sync (journal, &error));
  mb_test_type (late, "?");

  g_assert_false (mb_journal_flush_sync (late_journal, &error));
  g_assert_error (error, MB_STORE_ERROR, MB_STORE_ERROR_CONFLICT);
  while (late_notes.n_failures == 0)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpuint (late_notes.n_acks, ==, 0);
  mb_test_type (article, "!");
  g_clear_error (&error);
  g_assert_true (mb_journal_flush_sync (journal, &error));
  g_clear_object (&late_journal);
  g_clear_object (&journal);
  g_clear_object (&store);
  mb_test_remove (folder);
}

static void
test_a_store_that_is_read_says_so (void)
{
  g_autofree char *folder = mb_test_folder ();
  g_autoptr (MbStore) store = mb_test_open (folder);
  g_autoptr (MbStore) reader = NULL;
  g_autoptr (MbSnapshot) start = mb_test_snapshot ("Le port", "Début");
  g_autoptr (MbArticle) article = NULL;
  g_autoptr (MbJournal) journal = NULL;
  g_autoptr (GError) error = NULL;
  Notes notes = {0};

  g_assert_true (mb_store_create_sync (store, start, &error));
  reader = mb_store_open_sync (folder, MB_STORE_READ_ONLY, NULL, &error);
  g_assert_no_error (error);
  article = load (reader, mb_snapshot_get_article_id (start));
  journal = follow (reader, article, &notes);
  g_assert_true (mb_journal_flush_sync (journal, &error));
  mb_test_type (article, "!");

  g_assert_cmpuint (notes.n_failures, ==, 1);
  g_assert_false (mb_journal_flush_sync (journal, &error));
  g_assert_error (error, MB_STORE_ERROR, MB_STORE_ERROR_READ_ONLY);
  g_clear_object (&journal);
  g_clear_object (&reader);
  g_clear_object (&store);
  mb_test_remove (folder);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/store/journal/first-key", test_a_draft_exists_from_its_first_key);
  g_test_add_func ("/store/journal/window-is-one-row", test_typing_within_the_window_is_one_row);
  g_test_add_func ("/store/journal/comes-back", test_what_is_written_comes_back_after_closing);
  g_test_add_func ("/store/journal/cut-by-snapshots", test_the_journal_is_cut_by_snapshots);
  g_test_add_func ("/store/journal/two-writers", test_two_writers_of_one_draft_do_not_mix);
  g_test_add_func ("/store/journal/read-only", test_a_store_that_is_read_says_so);

  return g_test_run ();
}
