#include "mb-test-store.h"

#include <sqlite3.h>
#include <sys/stat.h>

/* What a store is opened on: nothing, another's, a newer one's, a damaged one, one that is open. */

static char *
path_in (const char *folder, const char *name)
{
  return g_build_filename (folder, name, NULL);
}

static MbStore *
open_refused (const char *folder, MbStoreMode mode, MbStoreError code)
{
  g_autoptr (GError) error = NULL;
  MbStore *store = mb_store_open_sync (folder, mode, NULL, &error);

  g_assert_null (store);
  g_assert_error (error, MB_STORE_ERROR, (int) code);
  return store;
}

static void
run_sql (const char *folder, const char *sql)
{
  g_autofree char *path = path_in (folder, "drafts.db");
  sqlite3 *db = NULL;

  g_assert_cmpint (sqlite3_open (path, &db), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_exec (db, sql, NULL, NULL, NULL), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_close (db), ==, SQLITE_OK);
}

static GBytes *
bytes_of (const char *folder)
{
  g_autofree char *path = path_in (folder, "drafts.db");
  char *data = NULL;
  gsize size_bytes = 0;

  g_assert_true (g_file_get_contents (path, &data, &size_bytes, NULL));
  return g_bytes_new_take (data, size_bytes);
}

/* A store with one draft, closed. */
static char *
make_store (char **id)
{
  char *folder = mb_test_folder ();
  g_autoptr (MbStore) store = mb_test_open (folder);
  g_autoptr (MbSnapshot) snapshot = mb_test_snapshot ("Le port", "Les quais rouvrent");
  g_autoptr (GError) error = NULL;

  g_assert_true (mb_store_create_sync (store, snapshot, &error));
  g_assert_no_error (error);
  mb_store_close (store);
  *id = g_strdup (mb_snapshot_get_article_id (snapshot));

  return folder;
}

static void
test_a_newer_store_is_read_and_not_touched (void)
{
  g_autofree char *id = NULL;
  g_autofree char *folder = make_store (&id);
  g_autoptr (GBytes) before = NULL;
  g_autoptr (GBytes) after = NULL;
  g_autoptr (MbStore) reader = NULL;
  g_autoptr (MbArticle) article = NULL;

  run_sql (folder, "PRAGMA user_version = 1000");
  before = bytes_of (folder);
  open_refused (folder, MB_STORE_READ_WRITE, MB_STORE_ERROR_NEWER);
  reader = mb_store_open_sync (folder, MB_STORE_READ_ONLY, NULL, NULL);
  g_assert_nonnull (reader);
  article = mb_store_load_sync (reader, id, NULL);
  mb_store_close (reader);
  after = bytes_of (folder);

  g_assert_nonnull (article);
  g_assert_true (g_bytes_equal (before, after));
  mb_test_remove (folder);
}

static void
test_what_is_no_store_is_kept_byte_for_byte (void)
{
  g_autofree char *folder = mb_test_folder ();
  g_autofree char *path = path_in (folder, "drafts.db");
  g_autofree char *words = g_strnfill (20000, 'x');
  g_autoptr (GBytes) before = g_bytes_new (words, 20000);
  g_autoptr (GBytes) after = NULL;

  g_assert_true (g_file_set_contents (path, words, 20000, NULL));
  open_refused (folder, MB_STORE_READ_WRITE, MB_STORE_ERROR_DAMAGED);
  open_refused (folder, MB_STORE_READ_WRITE, MB_STORE_ERROR_DAMAGED);
  after = bytes_of (folder);

  g_assert_true (g_bytes_equal (before, after));
  mb_test_remove (folder);
}

static void
test_another_program_s_database_is_kept (void)
{
  g_autofree char *folder = mb_test_folder ();
  g_autoptr (GBytes) before = NULL;
  g_autoptr (GBytes) after = NULL;

  run_sql (folder, "CREATE TABLE recipe (name TEXT)");
  before = bytes_of (folder);
  open_refused (folder, MB_STORE_READ_WRITE, MB_STORE_ERROR_DAMAGED);
  after = bytes_of (folder);

  g_assert_true (g_bytes_equal (before, after));
  mb_test_remove (folder);
}

static void
copy (const char *folder, const char *name, const char *to_folder)
{
  g_autofree char *from = path_in (folder, name);
  g_autofree char *to = path_in (to_folder, name);
  g_autofree char *data = NULL;
  gsize size_bytes = 0;

  g_assert_true (g_file_get_contents (from, &data, &size_bytes, NULL));
  g_assert_true (g_file_set_contents (to, data, (gssize) size_bytes, NULL));
}

/* As SQLite leaves it when the program ends before the new file is in WAL mode. */
static void
test_a_store_cut_off_in_its_first_moment_opens (void)
{
  g_autofree char *folder = mb_test_folder ();
  g_autofree char *copied = mb_test_folder ();
  g_autofree char *path = path_in (folder, "drafts.db");
  g_autoptr (MbStore) store = NULL;
  sqlite3 *db = NULL;

  g_assert_cmpint (sqlite3_open (path, &db), ==, SQLITE_OK);
  sqlite3_exec (db,
                "PRAGMA application_id = 0x4D424452; PRAGMA cache_size = 1; BEGIN;"
                "CREATE TABLE t (x); INSERT INTO t VALUES (zeroblob (100000));"
                "INSERT INTO t VALUES (zeroblob (100000));",
                NULL, NULL, NULL);
  copy (folder, "drafts.db", copied);
  copy (folder, "drafts.db-journal", copied);
  sqlite3_close (db);
  store = mb_test_open (copied);

  mb_store_close (store);
  mb_test_remove (copied);
  mb_test_remove (folder);
}

/* As after a power cut, which takes the lock's mark along. */
static void
test_a_log_left_behind_tells_of_an_unclean_end (void)
{
  g_autofree char *id = NULL;
  g_autofree char *folder = make_store (&id);
  g_autofree char *copied = mb_test_folder ();
  g_autoptr (MbStore) store = mb_test_open (folder);
  g_autoptr (MbStore) again = NULL;

  g_assert_false (mb_store_had_unclean_end (store));
  g_assert_true (mb_store_set_setting_sync (store, "clé", "valeur", NULL));
  copy (folder, "drafts.db", copied);
  copy (folder, "drafts.db-wal", copied);
  again = mb_test_open (copied);

  g_assert_true (mb_store_had_unclean_end (again));
  mb_store_close (again);
  mb_store_close (store);
  mb_test_remove (copied);
  mb_test_remove (folder);
}

static void
test_a_folder_far_below_is_made (void)
{
  g_autofree char *above = mb_test_folder ();
  g_autofree char *folder = g_build_filename (above, "a", "b", "marbre", NULL);
  g_autoptr (MbStore) store = mb_test_open (folder);
  struct stat facts;

  g_assert_cmpint (stat (folder, &facts), ==, 0);
  g_assert_cmpuint (facts.st_mode & 0777, ==, 0700);
  mb_store_close (store);
  mb_test_remove (above);
}

static void
test_a_file_in_the_way_of_the_folder_is_told (void)
{
  g_autofree char *above = mb_test_folder ();
  g_autofree char *file = path_in (above, "marbre");

  g_assert_true (g_file_set_contents (file, "x", 1, NULL));
  open_refused (file, MB_STORE_READ_WRITE, MB_STORE_ERROR_IO);
  mb_test_remove (above);
}

/* Nothing is removed but what this very opening made. */
static void
test_an_empty_file_beside_a_log_is_kept (void)
{
  g_autofree char *id = NULL;
  g_autofree char *folder = make_store (&id);
  g_autofree char *path = path_in (folder, "drafts.db");
  g_autofree char *wal = path_in (folder, "drafts.db-wal");
  g_autofree char *words = g_strnfill (5000, 'x');

  g_assert_true (g_file_set_contents (path, "", 0, NULL));
  g_assert_true (g_file_set_contents (wal, words, 5000, NULL));
  open_refused (folder, MB_STORE_READ_WRITE, MB_STORE_ERROR_DAMAGED);

  g_assert_true (g_file_test (path, G_FILE_TEST_EXISTS));
  g_assert_true (g_file_test (wal, G_FILE_TEST_EXISTS));
  mb_test_remove (folder);
}

/* A log that ends after its head holds nothing. */
static void
test_a_log_s_head_is_no_store (void)
{
  g_autofree char *folder = mb_test_folder ();
  g_autofree char *path = path_in (folder, "drafts.db");
  g_autofree char *wal = path_in (folder, "drafts.db-wal");
  g_autofree char *head = g_strnfill (32, 'x');
  g_autoptr (MbStore) store = NULL;

  g_assert_true (g_file_set_contents (path, "", 0, NULL));
  g_assert_true (g_file_set_contents (wal, head, 32, NULL));
  store = mb_test_open (folder);

  g_assert_false (mb_store_had_unclean_end (store));
  mb_store_close (store);
  mb_test_remove (folder);
}

static void
test_a_second_program_reads (void)
{
  g_autofree char *id = NULL;
  g_autofree char *folder = make_store (&id);
  g_autoptr (MbStore) store = mb_test_open (folder);
  g_autoptr (MbStore) reader = NULL;
  g_autoptr (MbArticle) article = NULL;

  open_refused (folder, MB_STORE_READ_WRITE, MB_STORE_ERROR_IN_USE);
  reader = mb_store_open_sync (folder, MB_STORE_READ_ONLY, NULL, NULL);
  article = mb_store_load_sync (reader, id, NULL);

  g_assert_nonnull (article);
  g_assert_false (mb_store_set_trashed_sync (reader, id, TRUE, NULL));
  mb_store_close (reader);
  mb_store_close (store);
  mb_test_remove (folder);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/store/opening/newer", test_a_newer_store_is_read_and_not_touched);
  g_test_add_func ("/store/opening/no-store", test_what_is_no_store_is_kept_byte_for_byte);
  g_test_add_func ("/store/opening/another-s", test_another_program_s_database_is_kept);
  g_test_add_func ("/store/opening/first-moment", test_a_store_cut_off_in_its_first_moment_opens);
  g_test_add_func ("/store/opening/log-left", test_a_log_left_behind_tells_of_an_unclean_end);
  g_test_add_func ("/store/opening/far-below", test_a_folder_far_below_is_made);
  g_test_add_func ("/store/opening/file-in-the-way", test_a_file_in_the_way_of_the_folder_is_told);
  g_test_add_func ("/store/opening/empty-beside-log", test_an_empty_file_beside_a_log_is_kept);
  g_test_add_func ("/store/opening/log-s-head", test_a_log_s_head_is_no_store);
  g_test_add_func ("/store/opening/second-program", test_a_second_program_reads);

  return g_test_run ();
}
