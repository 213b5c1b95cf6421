#include "mb-store-care.h"

#include "mb-draft-table.h"
#include "mb-files.h"
#include "mb-load.h"
#include "mb-recover-review.h"
#include "mb-recover-sites.h"
#include "mb-verify.h"

#include <unistd.h>

/* Reading a damaged store must not change it: WAL recovery writes, so all happens on a copy. */
static gboolean
copy_file (const char *folder, const char *name, const char *to, GError **error)
{
  g_autofree char *from_path = g_build_filename (folder, name, NULL);
  g_autoptr (GError) reason = NULL;
  g_autoptr (GBytes) bytes = mb_files_read (from_path, &reason);

  if (bytes)
    return mb_files_keep (to, name, bytes, error);
  if (g_error_matches (reason, MB_STORE_ERROR, MB_STORE_ERROR_NOT_FOUND))
    return TRUE;

  g_propagate_error (error, g_steal_pointer (&reason));
  return FALSE;
}

/* Drafts one by one, because the list as a whole may run into a damaged page. */
static GPtrArray *
list_ids (Db *db, MbStoreReport *report)
{
  GPtrArray *ids = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GError) error = NULL;
  gint64 last_no = 0;
  gboolean row = TRUE;

  while (row) {
    g_autoptr (Stmt) stmt = mb_db_prepare (
      db, "SELECT draft_no, id FROM draft WHERE draft_no > ? ORDER BY draft_no LIMIT 1", &error);

    if (!stmt)
      break;
    sqlite3_bind_int64 (stmt, 1, last_no);
    if (!mb_db_next (stmt, &row, "looking for drafts", &error))
      break;
    if (row) {
      last_no = sqlite3_column_int64 (stmt, 0);
      g_ptr_array_add (ids, mb_db_dup_text (stmt, 1));
    }
  }
  if (error)
    mb_store_report_add (report, "the list of drafts: %s", error->message);

  return ids;
}

static void
salvage_draft (Db *db, const char *id, GPtrArray *sites, MbStore *into, MbStoreReport *report)
{
  g_auto (MbLoaded) loaded = {0};
  g_autoptr (GError) error = NULL;
  gint64 draft_no = 0;

  if (mb_draft_table_find (db, id, &draft_no, &error))
    mb_load_draft (db, draft_no, &loaded, &error);
  if (!loaded.snapshot) {
    mb_store_report_add (report, "draft %s is lost: %s", id,
                         error ? error->message : "nothing of it can be read");
    return;
  }
  g_clear_error (&error);
  if (!mb_recover_draft (db, id, &loaded, into, report, &error)) {
    mb_store_report_add (report, "draft %s: %s", id, error->message);
    return;
  }
  mb_recover_publications (db, id, sites, into, report);
  if (loaded.seq < loaded.head_seq)
    mb_store_report_add (report,
                         "draft %s was read up to %" G_GUINT64_FORMAT " of %" G_GUINT64_FORMAT, id,
                         loaded.seq, loaded.head_seq);
}

static void
salvage (Db *db, MbStore *into, MbStoreReport *report)
{
  g_autoptr (GPtrArray) ids = list_ids (db, report);
  g_autoptr (GPtrArray) sites = mb_recover_sites (db, into, report);
  g_autoptr (GError) error = NULL;

  if (!mb_recover_people (db, into, report, &error))
    mb_store_report_add (report, "the people: %s", error->message);
  for (guint i = 0; i < ids->len; i++)
    salvage_draft (db, g_ptr_array_index (ids, i), sites, into, report);
}

/* A file that is none of SQLite's is said before anything is made of it. */
static Db *
open_copy (const char *copied, GError **error)
{
  g_autofree char *path = g_build_filename (copied, MB_FILES_DRAFTS, NULL);
  g_autoptr (Db) db = mb_db_open (path, MB_DB_READER, error);
  gint64 n_tables = 0;

  if (!db || !mb_db_read_int (db, "SELECT count(*) FROM sqlite_schema", &n_tables, error))
    return NULL;

  return g_steal_pointer (&db);
}

/* A picture is taken over by its hash: its name says what it must be. */
static void
salvage_media (const char *folder, MbStore *into, MbStoreReport *report)
{
  g_autofree char *media = g_build_filename (folder, MB_FILES_MEDIA, NULL);
  g_autoptr (GDir) dir = g_dir_open (media, 0, NULL);
  const char *two = NULL;

  while (dir && (two = g_dir_read_name (dir))) {
    g_autofree char *sub = g_build_filename (media, two, NULL);
    g_autoptr (GDir) files = g_dir_open (sub, 0, NULL);
    const char *name = NULL;

    while (files && (name = g_dir_read_name (files))) {
      g_autofree char *path = g_build_filename (sub, name, NULL);
      g_autoptr (GBytes) bytes = strlen (name) == 64 ? mb_files_read (path, NULL) : NULL;
      g_autofree char *hash = bytes ? mb_assets_keep (MB_ASSETS (into), bytes, NULL) : NULL;

      if (hash && !g_str_equal (hash, name))
        mb_store_report_add (report, "picture %s was damaged", name);
      report->n_media += hash != NULL;
    }
  }
}

static void
remove_copies (const char *folder)
{
  static const char *const names[] = {MB_FILES_DRAFTS, MB_FILES_DRAFTS "-wal",
                                      MB_FILES_DRAFTS "-shm"};

  for (guint i = 0; i < G_N_ELEMENTS (names); i++) {
    g_autofree char *path = g_build_filename (folder, names[i], NULL);

    unlink (path);
  }
  rmdir (folder);
}

/**
 * mb_store_recover_sync:
 * @folder: a store that cannot be opened, or whose drafts are damaged
 * @new_folder: where the new store goes; must not have one
 * @error: return location
 *
 * Makes a new store of all that can be read of a damaged one: who works there, the sites, and each
 * draft as far as its sums match, with where it stands in the review and what sites have of it. The
 * old store is not touched. Blocks.
 *
 * Returns: (transfer full): how much was read, and what was not; `MB_STORE_ERROR_DAMAGED` when the
 * file cannot be read at all: take a backup
 */
MbStoreReport *
mb_store_recover_sync (const char *folder, const char *new_folder, GError **error)
{
  g_autoptr (MbStoreReport) report = mb_store_report_new ();
  g_autofree char *copied = g_build_filename (new_folder, "damaged", NULL);
  g_autofree char *new_path = g_build_filename (new_folder, MB_FILES_DRAFTS, NULL);
  g_autoptr (MbStore) into = NULL;
  g_autoptr (Db) db = NULL;

  g_return_val_if_fail (folder != NULL && new_folder != NULL, NULL);

  if (g_file_test (new_path, G_FILE_TEST_EXISTS)) {
    g_set_error_literal (error, MB_STORE_ERROR, MB_STORE_ERROR_CONFLICT,
                         "there is a store already");
    return NULL;
  }
  if (mb_files_make_folder (copied, error) && copy_file (folder, MB_FILES_DRAFTS, copied, error) &&
      copy_file (folder, MB_FILES_DRAFTS "-wal", copied, error))
    db = open_copy (copied, error);
  into = db ? mb_store_open_sync (new_folder, MB_STORE_READ_WRITE, NULL, error) : NULL;
  if (into) {
    salvage (db, into, report);
    salvage_media (folder, into, report);
  }
  g_clear_pointer (&db, mb_db_close);
  remove_copies (copied);

  return into ? g_steal_pointer (&report) : NULL;
}
