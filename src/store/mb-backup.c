#include "mb-store-care.h"

#include "mb-files.h"
#include "mb-store-inside.h"
#include "mb-verify.h"

#include <errno.h>
#include <stdio.h>
#include <unistd.h>

#define SLICE_PAGES 100

/* A copy in the making. The pages are copied on the writer's connection, so that what is written
 * meanwhile goes along. */
typedef struct {
  MbStore *store;
  const char *part;
  Db *copy;
  sqlite3_backup *backup;
  gboolean done;
  gboolean failed;
  GError *error;
} Copy;

static void
end_copy (Copy *copy)
{
  if (copy->backup && sqlite3_backup_finish (copy->backup) != SQLITE_OK && !copy->failed)
    copy->failed = !mb_db_fail (copy->copy, "copying", &copy->error);
  copy->backup = NULL;
  g_clear_pointer (&copy->copy, mb_db_close);
}

static gboolean
begin_copy (Copy *copy, Db *from)
{
  mb_files_make_private (copy->part);
  if (sqlite3_open_v2 (copy->part, &copy->copy, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, NULL) !=
      SQLITE_OK)
    return mb_db_fail (copy->copy, "making the copy", &copy->error);

  copy->backup = sqlite3_backup_init (copy->copy, "main", from, "main");
  return copy->backup || mb_db_fail (copy->copy, "making the copy", &copy->error);
}

static void
fail_step (Copy *copy, int result)
{
  g_set_error (&copy->error, MB_STORE_ERROR,
               result == SQLITE_FULL ? MB_STORE_ERROR_FULL : MB_STORE_ERROR_IO, "copying: %s",
               sqlite3_errstr (result));
}

/* One slice; the first begins the copy, the last ends it. */
static void
copy_in_worker (gpointer user_data)
{
  Copy *copy = user_data;
  MbStoreWriter *writer = mb_store_get_writer (copy->store);
  Db *from = mb_store_writer_get_db (writer, &copy->error);
  int result = SQLITE_OK;

  if (!from || (!copy->backup && !begin_copy (copy, from))) {
    copy->failed = TRUE;
    end_copy (copy);
    return;
  }

  result = sqlite3_backup_step (copy->backup, SLICE_PAGES);
  if (result == SQLITE_OK)
    return;
  copy->done = result == SQLITE_DONE;
  copy->failed = !copy->done;
  if (copy->failed)
    fail_step (copy, result);
  end_copy (copy);
}

/* Beside the program that writes: one reading transaction sees one moment, so in one go. */
static gboolean
copy_in_reader (Db *db, gpointer user_data, GError **error)
{
  Copy *copy = user_data;
  int result = SQLITE_ERROR;

  if (begin_copy (copy, db)) {
    result = sqlite3_backup_step (copy->backup, -1);
    copy->done = result == SQLITE_DONE;
  }
  copy->failed = !copy->done;
  if (copy->failed && !copy->error)
    fail_step (copy, result);
  end_copy (copy);
  if (copy->failed || copy->error)
    g_propagate_error (error, g_steal_pointer (&copy->error));

  return !copy->failed;
}

static void
give_up_in_worker (gpointer user_data)
{
  end_copy (user_data);
}

static gboolean
copy_pages (Copy *copy, GError **error)
{
  MbStoreWriter *writer = mb_store_get_writer (copy->store);
  MbWorker *worker = NULL;

  if (!writer)
    return mb_store_read (copy->store, copy_in_reader, copy, error);

  worker = mb_store_writer_get_worker (writer);
  while (!copy->done && !copy->failed) {
    if (mb_store_is_closing (copy->store)) {
      mb_worker_call (worker, give_up_in_worker, copy);
      g_set_error_literal (error, MB_STORE_ERROR, MB_STORE_ERROR_FAILED, "the store is closing");
      return FALSE;
    }
    mb_worker_call (worker, copy_in_worker, copy);
  }
  if (copy->failed)
    g_propagate_error (error, g_steal_pointer (&copy->error));

  return copy->done;
}

/* A copy that cannot be read is none. */
static gboolean
verify_copy (const char *part, GError **error)
{
  g_autoptr (Db) db = mb_db_open (part, MB_DB_READER, error);
  g_autoptr (MbStoreReport) report = db ? mb_verify_tables (db, NULL, NULL, error) : NULL;

  if (!report)
    return FALSE;
  if (report->problems->len == 0)
    return TRUE;

  g_set_error (error, MB_STORE_ERROR, MB_STORE_ERROR_DAMAGED, "the copy: %s",
               (const char *) g_ptr_array_index (report->problems, 0));
  return FALSE;
}

static void
remove_part (const char *part)
{
  static const char *const ends[] = {"", "-wal", "-shm", "-journal"};

  for (guint i = 0; i < G_N_ELEMENTS (ends); i++) {
    g_autofree char *path = g_strconcat (part, ends[i], NULL);

    unlink (path);
  }
}

static gboolean
put_in_place (const char *part, const char *path, GError **error)
{
  g_autofree char *folder = g_path_get_dirname (path);

  if (!mb_files_sync (part, error))
    return FALSE;
  if (rename (part, path) != 0)
    return mb_files_fail ("putting the copy in place", errno, error);

  return mb_files_sync_folder (folder, error);
}

/**
 * mb_store_backup_sync:
 * @self: a store
 * @path: where the copy goes; replaced when it is there
 * @error: return location
 *
 * Copies the drafts while writing goes on, reads the copy and compares every sum, and only then
 * puts it in place. The pictures are files of their own and not part of it. Works beside another
 * program that writes, too. Blocks; from a worker that is not the store's, or a program without a
 * window.
 *
 * Returns: whether a copy that was read is on disk
 */
gboolean
mb_store_backup_sync (MbStore *self, const char *path, GError **error)
{
  g_autofree char *part = NULL;
  Copy copy = {.store = self};

  g_return_val_if_fail (MB_IS_STORE (self), FALSE);
  g_return_val_if_fail (path != NULL, FALSE);

  part = g_strconcat (path, ".part", NULL);
  copy.part = part;
  remove_part (part);
  if (copy_pages (&copy, error) && verify_copy (part, error) && put_in_place (part, path, error)) {
    remove_part (part);
    return TRUE;
  }

  remove_part (part);
  return FALSE;
}
