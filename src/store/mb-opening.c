#include "mb-opening.h"

#include "mb-db.h"
#include "mb-files.h"
#include "mb-migration.h"

#include <sys/stat.h>
#include <unistd.h>

#define WAL_HEADER_BYTES 32 /* brought to the disk before the first frame is written */

static goffset
size_of (const char *path)
{
  struct stat facts;

  return stat (path, &facts) == 0 ? facts.st_size : -1;
}

/* An empty file beside a WAL that holds something is not a new store: what is in the WAL would be
 * thrown away. */
static gboolean
look_at_nothing (const char *path, gboolean may_be_new, GError **error)
{
  g_autofree char *wal = g_strconcat (path, "-wal", NULL);

  if (size_of (wal) > WAL_HEADER_BYTES) {
    g_set_error_literal (error, MB_STORE_ERROR, MB_STORE_ERROR_DAMAGED,
                         "the drafts are missing beside their write-ahead log");
    return FALSE;
  }
  if (!may_be_new) {
    g_set_error_literal (error, MB_STORE_ERROR, MB_STORE_ERROR_NOT_FOUND, "there are no drafts");
    return FALSE;
  }

  return TRUE;
}

/**
 * mb_opening_remove_stillborn:
 * @folder: the store's, locked, without an open connection
 *
 * Removes a store that was not there before and could not be made. What the system shows of it need
 * not be what is on the disk, so nothing may be built on it.
 */
void
mb_opening_remove_stillborn (const char *folder)
{
  static const char *const names[] = {MB_FILES_DRAFTS, MB_FILES_DRAFTS "-wal",
                                      MB_FILES_DRAFTS "-shm", MB_FILES_DRAFTS "-journal"};

  for (guint i = 0; i < G_N_ELEMENTS (names); i++) {
    g_autofree char *path = g_build_filename (folder, names[i], NULL);

    unlink (path);
  }
}

static gboolean
take_back (const char *path, GError **error)
{
  g_autofree char *journal = g_strconcat (path, "-journal", NULL);

  return size_of (journal) <= 0 || mb_db_take_back_cut_off (path, error);
}

/**
 * mb_opening_was_cut_off:
 * @folder: the store's, locked
 *
 * Whether the last session left its log behind. The lock's mark, which is not brought to the disk,
 * does not tell after a power cut.
 */
gboolean
mb_opening_was_cut_off (const char *folder)
{
  g_autofree char *wal = g_build_filename (folder, MB_FILES_DRAFTS "-wal", NULL);

  return size_of (wal) > WAL_HEADER_BYTES;
}

/**
 * mb_opening_look:
 * @folder: the store's
 * @may_be_new: whether it is going to be written
 * @error: return location
 *
 * Looks at a store without changing it, before anything is opened to be written. Only a rollback
 * journal, left by an end in the store's first moment, is played back when it is to be written.
 *
 * Returns: whether it is ours and of a version that this program knows; otherwise
 * `MB_STORE_ERROR_DAMAGED`, `MB_STORE_ERROR_NEWER` (when it is to be written),
 * `MB_STORE_ERROR_NOT_FOUND`
 */
gboolean
mb_opening_look (const char *folder, gboolean may_be_new, GError **error)
{
  g_autofree char *path = g_build_filename (folder, MB_FILES_DRAFTS, NULL);
  g_autoptr (Db) db = NULL;
  gint64 id = 0;
  gint64 version = 0;
  gint64 n_tables = 0;

  if (size_of (path) <= 0)
    return look_at_nothing (path, may_be_new, error);
  if (may_be_new && !take_back (path, error))
    return FALSE;

  db = mb_db_open (path, MB_DB_READER, error);
  if (!db || !mb_db_read_int (db, "PRAGMA application_id", &id, error) ||
      !mb_db_read_int (db, "PRAGMA user_version", &version, error) ||
      !mb_db_read_int (db, "SELECT count(*) FROM sqlite_schema", &n_tables, error))
    return FALSE;
  if (id != MB_DB_APPLICATION_ID && (id != 0 || n_tables > 0)) {
    g_set_error_literal (error, MB_STORE_ERROR, MB_STORE_ERROR_DAMAGED,
                         "the file is not one of Marbre's");
    return FALSE;
  }
  if (version > MB_MIGRATION_VERSION && may_be_new) {
    g_set_error (error, MB_STORE_ERROR, MB_STORE_ERROR_NEWER,
                 "the store has version %" G_GINT64_FORMAT, version);
    return FALSE;
  }

  return TRUE;
}
