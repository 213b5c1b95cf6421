#include "mb-test-store.h"

#include <glib/gstdio.h>

/* Lists, versions, pictures, search, copies and recovery; and a clock that cannot be trusted. */

typedef struct {
  gint64 wall_ms;
} FakeTime;

static gint64
fake_wall_ms (gpointer user_data)
{
  return ((FakeTime *) user_data)->wall_ms;
}

static gint64
fake_monotonic_us (gpointer user_data)
{
  return g_get_monotonic_time ();
}

static char *
create (MbStore *store, const char *headline, const char *text)
{
  g_autoptr (MbSnapshot) snapshot = mb_test_snapshot (headline, text);
  g_autoptr (GError) error = NULL;

  g_assert_true (mb_store_create_sync (store, snapshot, &error));
  g_assert_no_error (error);
  return g_strdup (mb_snapshot_get_article_id (snapshot));
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
write_on (MbStore *store, MbArticle *article, const char *text)
{
  g_autoptr (MbJournal) journal = mb_journal_new (store, article);
  g_autoptr (GError) error = NULL;

  mb_test_type (article, text);
  mb_journal_snapshot (journal);
  g_assert_true (mb_journal_flush_sync (journal, &error));
  g_assert_no_error (error);
}

static void
close_and_remove (MbStore *store, const char *folder)
{
  mb_store_close (store);
  mb_test_remove (folder);
}

static void
test_a_clock_set_back_changes_no_order (void)
{
  static const gint64 times_ms[] = {1800000000000, 1800000000000 - 86400000,
                                    1800000000000 - G_GINT64_CONSTANT (315360000000),
                                    1800000000000 + G_GINT64_CONSTANT (630720000000), 1000};
  g_autofree char *folder = mb_test_folder ();
  FakeTime now = {times_ms[0]};
  const MbClock clock = {fake_wall_ms, fake_monotonic_us, &now};
  g_autoptr (MbStore) store = mb_store_open_sync (folder, MB_STORE_READ_WRITE, &clock, NULL);
  g_autofree char *id = create (store, "Le port", "");
  g_autoptr (MbArticle) article = load (store, id);
  g_autoptr (MbArticle) again = NULL;
  g_autoptr (GPtrArray) versions = NULL;
  g_autofree char *text = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (times_ms); i++) {
    char word[] = {'a' + (char) i, '\0'};

    now.wall_ms = times_ms[i];
    write_on (store, article, word);
  }
  again = load (store, id);
  versions = mb_store_list_versions_sync (store, id, NULL);
  text = mb_test_text (mb_article_get_snapshot (again));

  g_assert_cmpstr (text, ==, "abcde");
  g_assert_cmpuint (versions->len, ==, G_N_ELEMENTS (times_ms) + 1);
  for (guint i = 1; i < versions->len; i++)
    g_assert_cmpuint (((MbVersionInfo *) versions->pdata[i - 1])->seq, >,
                      ((MbVersionInfo *) versions->pdata[i])->seq);
  close_and_remove (store, folder);
}

static void
test_the_bin_takes_and_gives_back (void)
{
  g_autofree char *folder = mb_test_folder ();
  g_autoptr (MbStore) store = mb_test_open (folder);
  g_autofree char *kept = create (store, "Le port", "Les quais");
  g_autofree char *thrown = create (store, "La gare", "Les voies");
  g_autoptr (GPtrArray) rest = NULL;
  g_autoptr (GPtrArray) bin = NULL;
  g_autoptr (GPtrArray) all = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *last = mb_store_dup_latest_sync (store, NULL);
  g_autofree char *last_left = NULL;

  g_assert_cmpstr (last, ==, thrown);
  g_assert_true (mb_store_set_trashed_sync (store, thrown, TRUE, NULL));
  last_left = mb_store_dup_latest_sync (store, NULL);
  g_assert_cmpstr (last_left, ==, kept);
  rest = mb_store_list_sync (store, NULL, FALSE, NULL);
  bin = mb_store_list_sync (store, NULL, TRUE, NULL);
  g_assert_cmpuint (rest->len, ==, 1);
  g_assert_cmpstr (((MbDraftInfo *) rest->pdata[0])->id, ==, kept);
  g_assert_cmpuint (bin->len, ==, 1);
  g_assert_cmpstr (((MbDraftInfo *) bin->pdata[0])->headline, ==, "La gare");
  g_assert_true (mb_store_set_trashed_sync (store, thrown, FALSE, NULL));
  all = mb_store_list_sync (store, NULL, FALSE, NULL);

  g_assert_cmpuint (all->len, ==, 2);
  g_assert_false (mb_store_set_trashed_sync (store, "nobody", TRUE, &error));
  g_assert_error (error, MB_STORE_ERROR, MB_STORE_ERROR_NOT_FOUND);
  close_and_remove (store, folder);
}

static void
test_a_version_comes_back_as_it_was (void)
{
  g_autofree char *folder = mb_test_folder ();
  g_autoptr (MbStore) store = mb_test_open (folder);
  g_autofree char *id = create (store, "Le port", "Début");
  g_autoptr (MbArticle) article = load (store, id);
  g_autoptr (GPtrArray) versions = NULL;
  g_autoptr (MbSnapshot) first = NULL;
  g_autoptr (MbSnapshot) latest = NULL;
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;

  write_on (store, article, " et la suite");
  versions = mb_store_list_versions_sync (store, id, NULL);
  first = mb_store_load_version_sync (
    store, id, ((MbVersionInfo *) versions->pdata[versions->len - 1])->id, NULL);
  latest = mb_store_load_version_sync (store, id, "latest", NULL);
  text = mb_test_text (first);

  g_assert_cmpstr (text, ==, "Début");
  g_assert_true (mb_snapshot_equal (latest, mb_article_get_snapshot (article)));
  g_assert_null (mb_store_load_version_sync (store, id, "99", &error));
  g_assert_error (error, MB_STORE_ERROR, MB_STORE_ERROR_NOT_FOUND);
  close_and_remove (store, folder);
}

static void
test_words_are_found_as_people_type_them (void)
{
  static const char *const queries[] = {"coeur", "CŒUR", "n'djamena", "cœur n’dj", "1500", "quai"};
  g_autofree char *folder = mb_test_folder ();
  g_autoptr (MbStore) store = mb_test_open (folder);
  g_autofree char *id =
    create (store, "Au cœur de N’Djaména", "Les quais rouvrent : 1\302\240500 ouvriers de retour");
  g_autofree char *other = create (store, "La gare", "Rien de tout cela");
  g_autoptr (GPtrArray) none = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (queries); i++) {
    g_autoptr (GPtrArray) found = mb_store_list_sync (store, queries[i], FALSE, NULL);

    g_test_message ("%s", queries[i]);
    g_assert_cmpuint (found->len, ==, 1);
    g_assert_cmpstr (((MbDraftInfo *) found->pdata[0])->id, ==, id);
  }
  none = mb_store_list_sync (store, "\" OR NEAR(* AND", FALSE, NULL);
  g_assert_nonnull (none);
  g_assert_cmpuint (none->len, ==, 0);
  close_and_remove (store, folder);
}

static void
test_a_damaged_index_hides_no_word (void)
{
  g_autofree char *folder = mb_test_folder ();
  g_autofree char *index = g_build_filename (folder, "index.db", NULL);
  g_autofree char *id = NULL;
  g_autoptr (MbStore) store = mb_test_open (folder);
  g_autoptr (GPtrArray) found = NULL;

  id = create (store, "Le port", "Les quais rouvrent");
  mb_store_close (store);
  g_clear_object (&store);
  g_assert_true (g_file_set_contents (index, "nothing of the kind", -1, NULL));
  store = mb_test_open (folder);
  found = mb_store_list_sync (store, "quais", FALSE, NULL);

  g_assert_cmpuint (found->len, ==, 1);
  close_and_remove (store, folder);
}

static void
test_a_picture_is_its_hash (void)
{
  g_autofree char *folder = mb_test_folder ();
  g_autoptr (MbStore) store = mb_test_open (folder);
  g_autoptr (GBytes) bytes = g_bytes_new_static ("a picture", 9);
  g_autofree char *hash = mb_assets_keep (MB_ASSETS (store), bytes, NULL);
  g_autofree char *two = g_strndup (hash, 2);
  g_autofree char *path = g_build_filename (folder, "media", two, hash, NULL);
  g_autoptr (GBytes) back = mb_assets_load (MB_ASSETS (store), hash, NULL, NULL);
  g_autoptr (MbStoreReport) sound = mb_store_verify_sync (store, NULL);
  g_autoptr (MbStoreReport) damaged = NULL;
  g_autoptr (MbStoreReport) missing = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (g_bytes_equal (bytes, back));
  g_assert_cmpuint (sound->n_media, ==, 1);
  g_assert_cmpuint (sound->problems->len, ==, 0);
  mb_test_damage (path, "picture");
  g_assert_null (mb_assets_load (MB_ASSETS (store), hash, NULL, &error));
  g_assert_error (error, MB_STORE_ERROR, MB_STORE_ERROR_DAMAGED);
  damaged = mb_store_verify_sync (store, NULL);
  g_assert_cmpuint (damaged->problems->len, ==, 1);
  g_unlink (path);
  missing = mb_store_verify_sync (store, NULL);
  g_assert_cmpuint (missing->problems->len, ==, 1);
  close_and_remove (store, folder);
}

static void
test_a_copy_is_a_store (void)
{
  g_autofree char *folder = mb_test_folder ();
  g_autofree char *copied = mb_test_folder ();
  g_autofree char *path = g_build_filename (copied, "drafts.db", NULL);
  g_autoptr (MbStore) store = mb_test_open (folder);
  g_autofree char *id = create (store, "Le port", "Début");
  g_autoptr (MbArticle) article = load (store, id);
  g_autoptr (MbStore) copy = NULL;
  g_autoptr (MbArticle) again = NULL;
  g_autoptr (GError) error = NULL;

  write_on (store, article, " et la suite");
  g_assert_true (mb_store_backup_sync (store, path, &error));
  g_assert_no_error (error);
  copy = mb_test_open (copied);
  again = load (copy, id);

  g_assert_true (
    mb_snapshot_equal (mb_article_get_snapshot (again), mb_article_get_snapshot (article)));
  close_and_remove (copy, copied);
  close_and_remove (store, folder);
}

static void
test_what_is_sound_is_recovered (void)
{
  g_autofree char *folder = mb_test_folder ();
  g_autofree char *fresh = mb_test_folder ();
  g_autofree char *path = g_build_filename (folder, "drafts.db", NULL);
  g_autoptr (MbStore) store = mb_test_open (folder);
  g_autofree char *sound = create (store, "Le port", "Les quais rouvrent");
  g_autofree char *damaged = create (store, "La gare", "Les voies ferment");
  g_autoptr (MbStore) recovered = NULL;
  g_autoptr (MbStoreReport) report = NULL;
  g_autoptr (MbArticle) article = NULL;
  g_autoptr (GError) error = NULL;

  mb_store_close (store);
  g_clear_object (&store);
  mb_test_damage (path, "voies ferment");
  store = mb_test_open (folder);
  g_assert_null (mb_store_load_sync (store, damaged, &error));
  g_assert_error (error, MB_STORE_ERROR, MB_STORE_ERROR_DAMAGED);
  article = load (store, sound);
  mb_store_close (store);
  report = mb_store_recover_sync (folder, fresh, NULL);
  recovered = mb_test_open (fresh);

  g_assert_cmpuint (report->n_drafts, ==, 1);
  g_assert_cmpuint (report->problems->len, ==, 1);
  g_clear_object (&article);
  article = load (recovered, sound);
  close_and_remove (recovered, fresh);
  mb_test_remove (folder);
}

static void
test_a_setting_belongs_to_the_data (void)
{
  g_autofree char *folder = mb_test_folder ();
  g_autoptr (MbStore) store = mb_test_open (folder);
  g_autofree char *before = mb_store_get_setting_sync (store, "clé", NULL);
  g_autofree char *set = NULL;
  g_autofree char *after = NULL;

  g_assert_true (mb_store_set_setting_sync (store, "clé", "valeur", NULL));
  set = mb_store_get_setting_sync (store, "clé", NULL);
  g_assert_true (mb_store_set_setting_sync (store, "clé", NULL, NULL));
  after = mb_store_get_setting_sync (store, "clé", NULL);

  g_assert_null (before);
  g_assert_cmpstr (set, ==, "valeur");
  g_assert_null (after);
  close_and_remove (store, folder);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/store/care/clock", test_a_clock_set_back_changes_no_order);
  g_test_add_func ("/store/care/bin", test_the_bin_takes_and_gives_back);
  g_test_add_func ("/store/care/version", test_a_version_comes_back_as_it_was);
  g_test_add_func ("/store/care/words", test_words_are_found_as_people_type_them);
  g_test_add_func ("/store/care/index", test_a_damaged_index_hides_no_word);
  g_test_add_func ("/store/care/picture", test_a_picture_is_its_hash);
  g_test_add_func ("/store/care/copy", test_a_copy_is_a_store);
  g_test_add_func ("/store/care/recovered", test_what_is_sound_is_recovered);
  g_test_add_func ("/store/care/setting", test_a_setting_belongs_to_the_data);

  return g_test_run ();
}
