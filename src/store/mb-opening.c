#include "mb-opening.h"

#include "mb-db.h"
#include "mb-files.h"
#include "mb-migration.h"

#include <sys/stat.h>

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

  if (size_of (wal) > 0) {
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
 * mb_opening_look:
 * @folder: the store's
 * @may_be_new: whether it is going to be written
 * @error: return location
 *
 * Looks at a store without changing it, before anything is opened to be written.
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
