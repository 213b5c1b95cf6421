#include "mb-exchange-table.h"

/**
 * mb_exchange_row_free:
 * @row: (nullable) (transfer full): a row
 *
 * Frees it.
 */
void
mb_exchange_row_free (MbExchangeRow *row)
{
  if (!row)
    return;

  g_free (row->sent_sha256);
  g_free (row->kept_sha256);
  g_free (row);
}

/**
 * mb_exchange_copy_free:
 * @copy: (nullable) (transfer full): a row
 *
 * Frees it.
 */
void
mb_exchange_copy_free (MbExchangeCopy *copy)
{
  if (!copy)
    return;

  g_free (copy->beside_id);
  g_free (copy->person);
  g_free (copy);
}

/**
 * mb_exchange_table_list:
 * @db: a connection
 * @draft_id: a draft
 * @error: return location
 *
 * Reads the states of a draft that others may know, the oldest first.
 *
 * Returns: (transfer full) (element-type MbExchangeRow): the states
 */
GPtrArray *
mb_exchange_table_list (Db *db, const char *draft_id, GError **error)
{
  g_autoptr (GPtrArray) rows =
    g_ptr_array_new_with_free_func ((GDestroyNotify) mb_exchange_row_free);
  g_autoptr (Stmt) stmt = mb_db_prepare (
    db, "SELECT step, sent_sha256, kept_sha256 FROM exchange WHERE draft_id = ? ORDER BY step",
    error);
  gboolean row = FALSE;

  if (!stmt)
    return NULL;
  mb_db_bind_text (stmt, 1, draft_id);
  do {
    MbExchangeRow *found = NULL;

    if (!mb_db_next (stmt, &row, "reading what was exchanged", error))
      return NULL;
    if (!row)
      break;
    found = g_new0 (MbExchangeRow, 1);
    found->step = (guint64) sqlite3_column_int64 (stmt, 0);
    found->sent_sha256 = mb_db_dup_text (stmt, 1);
    found->kept_sha256 = mb_db_dup_text (stmt, 2);
    g_ptr_array_add (rows, found);
  } while (row);

  return g_steal_pointer (&rows);
}

/**
 * mb_exchange_table_add:
 * @db: the writer's connection, in a transaction
 * @draft_id: a draft
 * @row: a state of it; its step is found here
 * @wall_ms: when
 * @error: return location
 *
 * Notes one more state that others may know.
 *
 * Returns: whether it is written
 */
gboolean
mb_exchange_table_add (Db *db,
                       const char *draft_id,
                       const MbExchangeRow *row,
                       gint64 wall_ms,
                       GError **error)
{
  g_autoptr (Stmt) stmt = mb_db_prepare (
    db,
    "INSERT INTO exchange (draft_id, step, sent_sha256, kept_sha256, wall_ms) VALUES (?1,"
    " (SELECT ifnull (max (step), 0) + 1 FROM exchange WHERE draft_id = ?1), ?2, ?3, ?4)",
    error);

  if (!stmt)
    return FALSE;

  mb_db_bind_text (stmt, 1, draft_id);
  mb_db_bind_text (stmt, 2, row->sent_sha256);
  mb_db_bind_text (stmt, 3, row->kept_sha256);
  sqlite3_bind_int64 (stmt, 4, wall_ms);
  return mb_db_run (stmt, "noting what was exchanged", error);
}

/**
 * mb_exchange_table_get_copy:
 * @db: a connection
 * @draft_id: a draft
 * @copy: (out) (nullable): what it stands beside; `NULL` when it is no copy
 * @error: return location
 *
 * Looks up whether a draft came in beside another.
 *
 * Returns: whether it could be read
 */
gboolean
mb_exchange_table_get_copy (Db *db, const char *draft_id, MbExchangeCopy **copy, GError **error)
{
  g_autoptr (Stmt) stmt = mb_db_prepare (
    db, "SELECT beside_id, person, wall_ms FROM exchange_copy WHERE draft_id = ?", error);
  gboolean row = FALSE;

  *copy = NULL;
  if (!stmt)
    return FALSE;
  mb_db_bind_text (stmt, 1, draft_id);
  if (!mb_db_next (stmt, &row, "looking for a copy", error))
    return FALSE;
  if (!row)
    return TRUE;

  *copy = g_new0 (MbExchangeCopy, 1);
  (*copy)->beside_id = mb_db_dup_text (stmt, 0);
  (*copy)->person = mb_db_dup_text (stmt, 1);
  (*copy)->wall_ms = sqlite3_column_int64 (stmt, 2);
  return TRUE;
}

static void
mark_copy (GHashTable *rows, Stmt *stmt)
{
  g_autofree char *id = mb_db_dup_text (stmt, 0);
  MbDraftRow *row = g_hash_table_lookup (rows, id);

  if (!row)
    return;
  row->info->beside_id = mb_db_dup_text (stmt, 1);
  row->info->person = mb_db_dup_text (stmt, 2);
  row->info->came_ms = sqlite3_column_int64 (stmt, 3);
}

/**
 * mb_exchange_table_mark_copies:
 * @db: a connection
 * @drafts: (element-type MbDraftRow): drafts of a list
 * @error: return location
 *
 * Says of each draft that came in beside another. An older store, open for reading, has no table
 * for it and no such draft.
 *
 * Returns: whether it could be read
 */
gboolean
mb_exchange_table_mark_copies (Db *db, GPtrArray *drafts, GError **error)
{
  g_autoptr (GHashTable) rows = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (Stmt) stmt = NULL;
  gint64 n_tables = 0;
  gboolean row = FALSE;

  if (!mb_db_read_int (db, "SELECT count(*) FROM sqlite_schema WHERE name = 'exchange_copy'",
                       &n_tables, error))
    return FALSE;
  if (n_tables == 0)
    return TRUE;
  for (guint i = 0; i < drafts->len; i++) {
    MbDraftRow *draft = g_ptr_array_index (drafts, i);

    g_hash_table_insert (rows, draft->info->id, draft);
  }
  stmt =
    mb_db_prepare (db, "SELECT draft_id, beside_id, person, wall_ms FROM exchange_copy", error);
  if (!stmt)
    return FALSE;
  do {
    if (!mb_db_next (stmt, &row, "listing copies", error))
      return FALSE;
    if (row)
      mark_copy (rows, stmt);
  } while (row);

  return TRUE;
}

/**
 * mb_exchange_table_put_copy:
 * @db: the writer's connection, in a transaction
 * @draft_id: a draft that came in
 * @copy: what it stands beside
 * @error: return location
 *
 * Notes that a draft stands beside another.
 *
 * Returns: whether it is written
 */
gboolean
mb_exchange_table_put_copy (Db *db,
                            const char *draft_id,
                            const MbExchangeCopy *copy,
                            GError **error)
{
  g_autoptr (Stmt) stmt = mb_db_prepare (
    db, "INSERT INTO exchange_copy (draft_id, beside_id, person, wall_ms) VALUES (?, ?, ?, ?)",
    error);

  if (!stmt)
    return FALSE;

  mb_db_bind_text (stmt, 1, draft_id);
  mb_db_bind_text (stmt, 2, copy->beside_id);
  mb_db_bind_text (stmt, 3, copy->person);
  sqlite3_bind_int64 (stmt, 4, copy->wall_ms);
  return mb_db_run (stmt, "noting a copy", error);
}

/**
 * mb_exchange_table_list_copies:
 * @db: a connection
 * @beside_id: a draft
 * @error: return location
 *
 * Lists the drafts that came in beside another, the first one first.
 *
 * Returns: (transfer full) (element-type utf8): their ids
 */
GPtrArray *
mb_exchange_table_list_copies (Db *db, const char *beside_id, GError **error)
{
  g_autoptr (GPtrArray) ids = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (Stmt) stmt = mb_db_prepare (
    db, "SELECT draft_id FROM exchange_copy WHERE beside_id = ? ORDER BY wall_ms, draft_id", error);
  gboolean row = FALSE;

  if (!stmt)
    return NULL;
  mb_db_bind_text (stmt, 1, beside_id);
  do {
    if (!mb_db_next (stmt, &row, "listing copies", error))
      return NULL;
    if (row)
      g_ptr_array_add (ids, mb_db_dup_text (stmt, 0));
  } while (row);

  return g_steal_pointer (&ids);
}

static gboolean
look_up (Db *db, const char *sql, const char *key, char **value, GError **error)
{
  g_autoptr (Stmt) stmt = mb_db_prepare (db, sql, error);
  gboolean row = FALSE;

  *value = NULL;
  if (!stmt)
    return FALSE;
  mb_db_bind_text (stmt, 1, key);
  if (!mb_db_next (stmt, &row, "looking for a picture that travels", error))
    return FALSE;
  if (row)
    *value = mb_db_dup_text (stmt, 0);

  return TRUE;
}

/**
 * mb_exchange_table_get_sent:
 * @db: a connection
 * @kept_sha256: an original
 * @sent: (out) (nullable): what it is called on the way; `NULL` when it has not been yet
 * @error: return location
 *
 * Looks up as what a picture travels.
 *
 * Returns: whether it could be read
 */
gboolean
mb_exchange_table_get_sent (Db *db, const char *kept_sha256, char **sent, GError **error)
{
  return look_up (db, "SELECT sent_sha256 FROM exchange_media WHERE kept_sha256 = ?", kept_sha256,
                  sent, error);
}

/**
 * mb_exchange_table_get_kept:
 * @db: a connection
 * @sent_sha256: a picture as it travels
 * @kept: (out) (nullable): the original; `NULL` when it is not known
 * @error: return location
 *
 * Looks up what a picture that comes back is here.
 *
 * Returns: whether it could be read
 */
gboolean
mb_exchange_table_get_kept (Db *db, const char *sent_sha256, char **kept, GError **error)
{
  return look_up (db,
                  "SELECT kept_sha256 FROM exchange_media WHERE sent_sha256 = ?"
                  " ORDER BY kept_sha256 = sent_sha256, kept_sha256",
                  sent_sha256, kept, error);
}

/**
 * mb_exchange_table_put_media:
 * @db: the writer's connection, in a transaction
 * @kept_sha256: an original
 * @sent_sha256: as what it travels; the same when it may leave as it is
 * @error: return location
 *
 * Notes as what a picture travels.
 *
 * Returns: whether it is written
 */
gboolean
mb_exchange_table_put_media (Db *db,
                             const char *kept_sha256,
                             const char *sent_sha256,
                             GError **error)
{
  g_autoptr (Stmt) stmt =
    mb_db_prepare (db,
                   "INSERT INTO exchange_media (kept_sha256, sent_sha256) VALUES (?1, ?2)"
                   " ON CONFLICT (kept_sha256) DO UPDATE SET sent_sha256 = ?2",
                   error);

  if (!stmt)
    return FALSE;

  mb_db_bind_text (stmt, 1, kept_sha256);
  mb_db_bind_text (stmt, 2, sent_sha256);
  return mb_db_run (stmt, "noting a picture that travels", error);
}

/**
 * mb_exchange_table_get_name:
 * @db: a connection
 * @id: the id of somebody who works elsewhere
 * @name: (out) (transfer full) (nullable): their name; `NULL` when no file has said it
 * @error: return location
 *
 * Looks up who somebody elsewhere is.
 *
 * Returns: whether it could be read
 */
gboolean
mb_exchange_table_get_name (Db *db, const char *id, char **name, GError **error)
{
  return look_up (db, "SELECT name FROM exchange_person WHERE id = ?", id, name, error);
}

/**
 * mb_exchange_table_put_name:
 * @db: the writer's connection, in a transaction
 * @id: the id of somebody
 * @name: what a file calls them
 * @error: return location
 *
 * Notes who somebody is. Who works here is not renamed by a file.
 *
 * Returns: whether it is written
 */
gboolean
mb_exchange_table_put_name (Db *db, const char *id, const char *name, GError **error)
{
  g_autoptr (Stmt) stmt = mb_db_prepare (db,
                                         "INSERT INTO exchange_person (id, name) SELECT ?1, ?2"
                                         " WHERE NOT EXISTS (SELECT 1 FROM person WHERE id = ?1)"
                                         " ON CONFLICT (id) DO UPDATE SET name = ?2",
                                         error);

  if (!stmt)
    return FALSE;

  mb_db_bind_text (stmt, 1, id);
  mb_db_bind_text (stmt, 2, name);
  return mb_db_run (stmt, "noting somebody's name", error);
}

/**
 * mb_exchange_table_list_names:
 * @db: a connection
 * @error: return location
 *
 * Reads who is known from files. Their roles say nothing. An older store, open for reading, has no
 * table for them.
 *
 * Returns: (transfer full) (element-type MbPerson): the people
 */
GPtrArray *
mb_exchange_table_list_names (Db *db, GError **error)
{
  g_autoptr (GPtrArray) people = g_ptr_array_new_with_free_func ((GDestroyNotify) mb_person_free);
  g_autoptr (Stmt) stmt = NULL;
  gint64 n_tables = 0;
  gboolean row = FALSE;

  if (!mb_db_read_int (db, "SELECT count(*) FROM sqlite_schema WHERE name = 'exchange_person'",
                       &n_tables, error))
    return NULL;
  if (n_tables == 0)
    return g_steal_pointer (&people);
  stmt = mb_db_prepare (db, "SELECT id, name FROM exchange_person ORDER BY id", error);
  if (!stmt)
    return NULL;
  do {
    g_autofree char *id = NULL;
    g_autofree char *name = NULL;

    if (!mb_db_next (stmt, &row, "listing who is known from files", error))
      return NULL;
    if (!row)
      break;
    id = mb_db_dup_text (stmt, 0);
    name = mb_db_dup_text (stmt, 1);
    g_ptr_array_add (people, mb_person_new (id, name, MB_ROLE_REPORTER));
  } while (row);

  return g_steal_pointer (&people);
}
