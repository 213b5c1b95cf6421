#include "mb-db.h"

#include "mb-files.h"
#include "mb-weaken.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define CHECKPOINT_FRAMES 1000

/* What a connection must say of itself once it is open: a store silently left in another mode is a
 * defect. */
typedef struct {
  const char *set;
  const char *get;
  const char *want;
} Pragma;

static const Pragma writer_pragmas[] = {
  {"PRAGMA journal_mode=WAL", "PRAGMA journal_mode", "wal"},
#if MB_WEAK_SYNC
  {"PRAGMA synchronous=NORMAL", "PRAGMA synchronous", "1"},
#else
  {"PRAGMA synchronous=FULL", "PRAGMA synchronous", "2"},
#endif
  {"PRAGMA foreign_keys=ON", "PRAGMA foreign_keys", "1"},
  {"PRAGMA cell_size_check=ON", "PRAGMA cell_size_check", "1"},
  {"PRAGMA trusted_schema=OFF", "PRAGMA trusted_schema", "0"},
  {"PRAGMA mmap_size=0", NULL, NULL},
  {"PRAGMA journal_size_limit=16777216", "PRAGMA journal_size_limit", "16777216"},
  {"PRAGMA busy_timeout=2000", "PRAGMA busy_timeout", "2000"},
  {NULL, NULL, NULL},
};

static const Pragma reader_pragmas[] = {
  {"PRAGMA query_only=ON", "PRAGMA query_only", "1"},
  {"PRAGMA cell_size_check=ON", "PRAGMA cell_size_check", "1"},
  {"PRAGMA trusted_schema=OFF", "PRAGMA trusted_schema", "0"},
  {"PRAGMA mmap_size=0", NULL, NULL},
  {"PRAGMA wal_autocheckpoint=0", "PRAGMA wal_autocheckpoint", "0"},
  {"PRAGMA busy_timeout=2000", "PRAGMA busy_timeout", "2000"},
  {NULL, NULL, NULL},
};

static const Pragma index_pragmas[] = {
  {"PRAGMA journal_mode=WAL", NULL, NULL},
  {"PRAGMA synchronous=OFF", NULL, NULL},
  {"PRAGMA busy_timeout=2000", NULL, NULL},
  {NULL, NULL, NULL},
};

static MbStoreError
code_of_errno (int number)
{
  switch (number) {
  case ENOSPC:
  case EDQUOT:
  case EFBIG:
    return MB_STORE_ERROR_FULL;
  case EROFS:
  case EACCES:
  case EPERM:
    return MB_STORE_ERROR_READ_ONLY;
  default:
    return MB_STORE_ERROR_IO;
  }
}

static MbStoreError
code_of (int result, int number)
{
  switch (result & 0xff) {
  case SQLITE_FULL:
    return MB_STORE_ERROR_FULL;
  case SQLITE_IOERR:
    return code_of_errno (number);
  case SQLITE_CANTOPEN:
    return number == 0 ? MB_STORE_ERROR_IO : code_of_errno (number);
  case SQLITE_READONLY:
  case SQLITE_PERM:
    return MB_STORE_ERROR_READ_ONLY;
  case SQLITE_CORRUPT:
  case SQLITE_NOTADB:
    return MB_STORE_ERROR_DAMAGED;
  case SQLITE_BUSY:
  case SQLITE_LOCKED:
    return MB_STORE_ERROR_IN_USE;
  case SQLITE_CONSTRAINT:
    return MB_STORE_ERROR_CONFLICT;
  default:
    return MB_STORE_ERROR_FAILED;
  }
}

/**
 * mb_db_fail:
 * @db: a connection on which something just failed
 * @doing: what was being done, for the log
 * @error: return location
 *
 * Says in our words why SQLite refused.
 *
 * Returns: `FALSE`
 */
gboolean
mb_db_fail (Db *db, const char *doing, GError **error)
{
  int result = sqlite3_extended_errcode (db);
  int number = sqlite3_system_errno (db);

  g_set_error (error, MB_STORE_ERROR, code_of (result, number), "%s: %s (%d%s%s)", doing,
               sqlite3_errmsg (db), result, number ? ", " : "", number ? g_strerror (number) : "");
  return FALSE;
}

static gboolean
read_word (Db *db, const char *sql, char **word, GError **error)
{
  g_autoptr (Stmt) stmt = mb_db_prepare (db, sql, error);
  gboolean row = FALSE;

  if (!stmt || !mb_db_next (stmt, &row, sql, error))
    return FALSE;

  *word = row ? mb_db_dup_text (stmt, 0) : NULL;
  return TRUE;
}

static gboolean
apply_pragma (Db *db, const Pragma *pragma, GError **error)
{
  g_autofree char *word = NULL;

  if (!mb_db_exec (db, pragma->set, error))
    return FALSE;
  if (!pragma->get)
    return TRUE;
  if (!read_word (db, pragma->get, &word, error))
    return FALSE;
  if (g_strcmp0 (word, pragma->want) == 0)
    return TRUE;

  g_set_error (error, MB_STORE_ERROR, MB_STORE_ERROR_FAILED, "%s did not take: %s", pragma->set,
               word ? word : "no answer");
  return FALSE;
}

static gboolean
configure (Db *db, MbDbUse use, GError **error)
{
  static const Pragma *const sets[] = {
    [MB_DB_WRITER] = writer_pragmas,
    [MB_DB_READER] = reader_pragmas,
    [MB_DB_INDEX] = index_pragmas,
  };

  sqlite3_extended_result_codes (db, 1);
  sqlite3_db_config (db, SQLITE_DBCONFIG_DEFENSIVE, use != MB_DB_INDEX, NULL);
  sqlite3_db_config (db, SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0, NULL);
  sqlite3_db_config (db, SQLITE_DBCONFIG_ENABLE_TRIGGER, 0, NULL);
  sqlite3_db_config (db, SQLITE_DBCONFIG_ENABLE_VIEW, 0, NULL);
  for (const Pragma *pragma = sets[use]; pragma->set; pragma++)
    if (!apply_pragma (db, pragma, error))
      return FALSE;

  return TRUE;
}

static int
open_with (const char *path, MbDbUse use, const char *more, Db **db)
{
  g_autofree char *escaped =
    g_uri_escape_string (path, G_URI_RESERVED_CHARS_ALLOWED_IN_PATH, FALSE);
  g_autofree char *uri = g_strdup_printf ("file:%s?psow=0%s", escaped, more);
  int flags = SQLITE_OPEN_URI | SQLITE_OPEN_NOMUTEX;

  flags |= use == MB_DB_READER ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE;
  return sqlite3_open_v2 (uri, db, flags, NULL);
}

static gboolean
can_read (Db *db)
{
  return sqlite3_exec (db, "SELECT count(*) FROM sqlite_schema", NULL, NULL, NULL) == SQLITE_OK ||
         (sqlite3_errcode (db) & 0xff) != SQLITE_CANTOPEN;
}

static gboolean
copy_into (const char *path, const char *end, const char *folder, GError **error)
{
  g_autofree char *from = g_strconcat (path, end, NULL);
  g_autofree char *name = g_strconcat ("copy", end, NULL);
  g_autoptr (GBytes) bytes = mb_files_read (from, error);

  return bytes && mb_files_keep (folder, name, bytes, error);
}

static void
remove_copy (const char *folder)
{
  static const char *const names[] = {"copy", "copy-wal", "copy-shm"};

  for (guint i = 0; i < G_N_ELEMENTS (names); i++) {
    g_autofree char *path = g_build_filename (folder, names[i], NULL);

    unlink (path);
  }
  rmdir (folder);
}

/* The files are gone once they are open. */
static Db *
open_copy (const char *path, GError **error)
{
  g_autofree char *folder = g_dir_make_tmp ("marbre-XXXXXX", error);
  g_autofree char *copy = folder ? g_build_filename (folder, "copy", NULL) : NULL;
  g_autoptr (Db) db = NULL;

  if (!folder)
    return NULL;
  if (copy_into (path, "", folder, error) && copy_into (path, "-wal", folder, error) &&
      (open_with (copy, MB_DB_READER, "", &db) != SQLITE_OK || !can_read (db))) {
    mb_db_fail (db, "opening a copy", error);
    g_clear_pointer (&db, mb_db_close);
  }
  remove_copy (folder);

  return g_steal_pointer (&db);
}

/* Where not even the WAL's shared memory can be made, nobody writes either: the file is read as it
 * lies. If there is a WAL beside it, SQLite would leave that out, so a copy of both is read. */
static Db *
open_as_it_lies (const char *path, GError **error)
{
  g_autofree char *wal = g_strconcat (path, "-wal", NULL);
  g_autoptr (Db) db = NULL;
  struct stat facts;

  if (stat (wal, &facts) == 0 && facts.st_size > 0)
    return open_copy (path, error);
  if (open_with (path, MB_DB_READER, "&immutable=1", &db) == SQLITE_OK)
    return g_steal_pointer (&db);

  mb_db_fail (db, "opening", error);
  return NULL;
}

/* In place of SQLite's own, which does not say that the disk refused: then the log is not on it as
 * it should be, and nothing may follow. COMMIT fails although what it held is written. Without room
 * the log merely stays. */
static int
committed_cb (void *user_data, Db *db, const char *name, int n_frames)
{
  int result = SQLITE_OK;

  if (n_frames < CHECKPOINT_FRAMES)
    return SQLITE_OK;

  result = sqlite3_wal_checkpoint_v2 (db, name, SQLITE_CHECKPOINT_PASSIVE, NULL, NULL);
  return (result & 0xff) == SQLITE_IOERR &&
             code_of (result, sqlite3_system_errno (db)) == MB_STORE_ERROR_IO
           ? result
           : SQLITE_OK;
}

/**
 * mb_db_open:
 * @path: of the database, or ":memory:"
 * @use: what for
 * @error: return location
 *
 * Opens a connection and makes sure that it is in the mode its use asks for. What can be written is
 * for its owner's eyes. It assumes that a torn
 * write may destroy the sectors it touches.
 *
 * Returns: (transfer full): the connection
 */
Db *
mb_db_open (const char *path, MbDbUse use, GError **error)
{
  gboolean in_memory = g_str_equal (path, ":memory:");
  g_autoptr (Db) db = NULL;

  if (use != MB_DB_READER && !in_memory)
    mb_files_make_private (path);
  if (open_with (path, use, "", &db) != SQLITE_OK) {
    mb_db_fail (db, "opening", error);
    return NULL;
  }
  if (use == MB_DB_READER && !can_read (db)) {
    mb_db_close (g_steal_pointer (&db));
    db = open_as_it_lies (path, error);
    if (!db)
      return NULL;
  }
  if (in_memory)
    sqlite3_extended_result_codes (db, 1);
  else if (!configure (db, use, error))
    return NULL;
  if (use == MB_DB_WRITER)
    sqlite3_wal_hook (db, committed_cb, NULL);

  return g_steal_pointer (&db);
}

/**
 * mb_db_take_back_cut_off:
 * @path: of a database
 * @error: return location
 *
 * Takes back what was cut off while the file was not in WAL mode yet, which is in its first moment
 * alone: who only reads cannot.
 *
 * Returns: whether the file can be read now
 */
gboolean
mb_db_take_back_cut_off (const char *path, GError **error)
{
  g_autoptr (Db) db = NULL;
  gint64 n_tables = 0;

  if (open_with (path, MB_DB_WRITER, "", &db) != SQLITE_OK)
    return mb_db_fail (db, "opening", error);

  return mb_db_read_int (db, "SELECT count(*) FROM sqlite_schema", &n_tables, error);
}

/**
 * mb_db_close:
 * @db: (nullable) (transfer full): a connection without open statements
 *
 * Closes it.
 */
void
mb_db_close (Db *db)
{
  if (sqlite3_close (db) != SQLITE_OK)
    g_critical ("a connection was closed with statements open");
}

/**
 * mb_db_exec:
 * @db: a connection
 * @sql: constant text
 * @error: return location
 *
 * Runs statements that have no answer.
 *
 * Returns: whether they ran
 */
gboolean
mb_db_exec (Db *db, const char *sql, GError **error)
{
  return sqlite3_exec (db, sql, NULL, NULL, NULL) == SQLITE_OK || mb_db_fail (db, sql, error);
}

/**
 * mb_db_read_int:
 * @db: a connection
 * @sql: a query for one number
 * @value: (out): return location; 0 when there is no row
 * @error: return location
 *
 * Reads one number.
 *
 * Returns: whether the query ran
 */
gboolean
mb_db_read_int (Db *db, const char *sql, gint64 *value, GError **error)
{
  g_autoptr (Stmt) stmt = mb_db_prepare (db, sql, error);
  gboolean row = FALSE;

  if (!stmt || !mb_db_next (stmt, &row, sql, error))
    return FALSE;

  *value = row ? sqlite3_column_int64 (stmt, 0) : 0;
  return TRUE;
}

/**
 * mb_db_quick_check:
 * @db: a connection
 * @error: return location
 *
 * Has SQLite look its pages over. It notices little: content has its own sums.
 *
 * Returns: whether nothing was found; otherwise `MB_STORE_ERROR_DAMAGED`
 */
gboolean
mb_db_quick_check (Db *db, GError **error)
{
  g_autofree char *word = NULL;

  if (!read_word (db, "PRAGMA quick_check(1)", &word, error))
    return FALSE;
  if (g_strcmp0 (word, "ok") == 0)
    return TRUE;

  g_set_error (error, MB_STORE_ERROR, MB_STORE_ERROR_DAMAGED, "%s", word ? word : "no answer");
  return FALSE;
}

/**
 * mb_db_prepare:
 * @db: a connection
 * @sql: one statement, constant text
 * @error: return location
 *
 * Makes a statement ready to be bound and run.
 *
 * Returns: (transfer full): the statement
 */
Stmt *
mb_db_prepare (Db *db, const char *sql, GError **error)
{
  Stmt *stmt = NULL;

  if (sqlite3_prepare_v2 (db, sql, -1, &stmt, NULL) != SQLITE_OK) {
    mb_db_fail (db, "preparing", error);
    return NULL;
  }

  return stmt;
}

/**
 * mb_stmt_free:
 * @stmt: (nullable) (transfer full): a statement
 *
 * Ends it.
 */
void
mb_stmt_free (Stmt *stmt)
{
  sqlite3_finalize (stmt);
}

/**
 * mb_db_run:
 * @stmt: a bound statement without an answer
 * @doing: for the log
 * @error: return location
 *
 * Runs it to its end; it can be bound and run again.
 *
 * Returns: whether it ran
 */
gboolean
mb_db_run (Stmt *stmt, const char *doing, GError **error)
{
  gboolean done =
    sqlite3_step (stmt) == SQLITE_DONE || mb_db_fail (sqlite3_db_handle (stmt), doing, error);

  sqlite3_reset (stmt);
  return done;
}

/**
 * mb_db_next:
 * @stmt: a bound query
 * @row: (out): whether there is a row now
 * @doing: for the log
 * @error: return location
 *
 * Goes to the next row.
 *
 * Returns: `FALSE` when SQLite refused
 */
gboolean
mb_db_next (Stmt *stmt, gboolean *row, const char *doing, GError **error)
{
  int result = sqlite3_step (stmt);

  *row = result == SQLITE_ROW;
  return result == SQLITE_ROW || result == SQLITE_DONE ||
         mb_db_fail (sqlite3_db_handle (stmt), doing, error);
}

/**
 * mb_db_begin:
 * @db: the writer's connection
 * @error: return location
 *
 * Begins a transaction that will write.
 *
 * Returns: whether it began
 */
gboolean
mb_db_begin (Db *db, GError **error)
{
  return mb_db_exec (db, "BEGIN IMMEDIATE", error);
}

/**
 * mb_db_commit:
 * @db: the writer's connection
 * @error: return location
 *
 * Brings the transaction to the disk; on failure it is rolled back.
 *
 * Returns: whether it is on disk
 */
gboolean
mb_db_commit (Db *db, GError **error)
{
  if (mb_db_exec (db, "COMMIT", error))
    return TRUE;

  mb_db_roll_back (db);
  return FALSE;
}

/**
 * mb_db_roll_back:
 * @db: the writer's connection
 *
 * Takes an open transaction back, if SQLite has not done it yet.
 */
void
mb_db_roll_back (Db *db)
{
  if (!sqlite3_get_autocommit (db))
    sqlite3_exec (db, "ROLLBACK", NULL, NULL, NULL);
}

/**
 * mb_db_empty_log:
 * @db: the writer's connection
 * @error: return location
 *
 * Brings all that is in the write-ahead log to the database, and begins the log anew.
 *
 * Returns: whether the log is empty; `MB_STORE_ERROR_IN_USE` when somebody reads for too long
 */
gboolean
mb_db_empty_log (Db *db, GError **error)
{
  return sqlite3_wal_checkpoint_v2 (db, NULL, SQLITE_CHECKPOINT_TRUNCATE, NULL, NULL) ==
           SQLITE_OK ||
         mb_db_fail (db, "emptying the log", error);
}

/**
 * mb_db_bind_text:
 * @stmt: a statement
 * @index: which parameter, from 1
 * @text: (nullable): its value, copied
 *
 * Binds a text, or NULL.
 */
void
mb_db_bind_text (Stmt *stmt, int index, const char *text)
{
  if (text)
    sqlite3_bind_text (stmt, index, text, -1, SQLITE_TRANSIENT);
  else
    sqlite3_bind_null (stmt, index);
}

/**
 * mb_db_bind_bytes:
 * @stmt: a statement
 * @index: which parameter, from 1
 * @bytes: (nullable): its value, which must outlive the statement's run
 *
 * Binds bytes, or NULL.
 */
void
mb_db_bind_bytes (Stmt *stmt, int index, GBytes *bytes)
{
  gsize size_bytes = 0;
  const void *data = bytes ? g_bytes_get_data (bytes, &size_bytes) : NULL;

  if (bytes)
    sqlite3_bind_blob64 (stmt, index, data ? data : "", size_bytes, SQLITE_STATIC);
  else
    sqlite3_bind_null (stmt, index);
}

/**
 * mb_db_dup_text:
 * @stmt: a query on a row
 * @column: from 0
 *
 * Reads a text.
 *
 * Returns: (transfer full) (nullable): the text, `NULL` for NULL
 */
char *
mb_db_dup_text (Stmt *stmt, int column)
{
  return g_strdup ((const char *) sqlite3_column_text (stmt, column));
}

/**
 * mb_db_dup_bytes:
 * @stmt: a query on a row
 * @column: from 0
 *
 * Reads bytes.
 *
 * Returns: (transfer full) (nullable): the bytes, `NULL` for NULL
 */
GBytes *
mb_db_dup_bytes (Stmt *stmt, int column)
{
  const void *data = NULL;

  if (sqlite3_column_type (stmt, column) == SQLITE_NULL)
    return NULL;

  data = sqlite3_column_blob (stmt, column);
  return g_bytes_new (data ? data : "", (gsize) sqlite3_column_bytes (stmt, column));
}
