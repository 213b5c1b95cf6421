#include "mb-seen-table.h"

/**
 * mb_seen_table_get:
 * @db: a connection
 * @draft_no: a draft
 * @person: a person's id
 * @seq: (out): the state that was seen last, -1 for none
 * @error: return location
 *
 * Reads how far somebody has read.
 *
 * Returns: whether it could be read
 */
gboolean
mb_seen_table_get (Db *db, gint64 draft_no, const char *person, gint64 *seq, GError **error)
{
  g_autoptr (Stmt) stmt =
    mb_db_prepare (db, "SELECT seq FROM seen WHERE draft_no = ? AND person = ?", error);
  gboolean row = FALSE;

  if (!stmt)
    return FALSE;
  sqlite3_bind_int64 (stmt, 1, draft_no);
  mb_db_bind_text (stmt, 2, person);
  if (!mb_db_next (stmt, &row, "reading what was seen", error))
    return FALSE;

  *seq = row ? sqlite3_column_int64 (stmt, 0) : -1;
  return TRUE;
}

/**
 * mb_seen_table_put:
 * @db: the writer's connection, in a transaction
 * @draft_no: a draft
 * @person: a person's id
 * @seq_and_time: the state that was seen, and when
 * @error: return location
 *
 * Notes how far somebody has read.
 *
 * Returns: whether it is written
 */
gboolean
mb_seen_table_put (Db *db,
                   gint64 draft_no,
                   const char *person,
                   const gint64 seq_and_time[2],
                   GError **error)
{
  g_autoptr (Stmt) stmt =
    mb_db_prepare (db,
                   "INSERT INTO seen (draft_no, person, seq, wall_ms) VALUES (?1, ?2, ?3, ?4)"
                   " ON CONFLICT (draft_no, person) DO UPDATE SET seq = ?3, wall_ms = ?4",
                   error);

  if (!stmt)
    return FALSE;

  sqlite3_bind_int64 (stmt, 1, draft_no);
  mb_db_bind_text (stmt, 2, person);
  sqlite3_bind_int64 (stmt, 3, seq_and_time[0]);
  sqlite3_bind_int64 (stmt, 4, seq_and_time[1]);
  return mb_db_run (stmt, "noting what was seen", error);
}

/**
 * mb_seen_row_free:
 * @row: (nullable) (transfer full): who has read what
 *
 * Frees it.
 */
void
mb_seen_row_free (MbSeenRow *row)
{
  if (!row)
    return;

  g_free (row->person);
  g_free (row);
}

/**
 * mb_seen_table_read:
 * @db: a connection
 * @draft_no: a draft
 * @rows: (element-type MbSeenRow): where they go
 * @error: return location
 *
 * Reads how far everybody has read.
 *
 * Returns: whether all could be read; otherwise those before the first that could not are there
 */
gboolean
mb_seen_table_read (Db *db, gint64 draft_no, GPtrArray *rows, GError **error)
{
  g_autoptr (Stmt) stmt = mb_db_prepare (
    db, "SELECT person, seq, wall_ms FROM seen WHERE draft_no = ? ORDER BY person", error);
  gboolean row = FALSE;

  if (!stmt)
    return FALSE;
  sqlite3_bind_int64 (stmt, 1, draft_no);
  do {
    MbSeenRow *seen = NULL;

    if (!mb_db_next (stmt, &row, "reading what was seen", error))
      return FALSE;
    if (!row)
      break;
    seen = g_new0 (MbSeenRow, 1);
    seen->person = mb_db_dup_text (stmt, 0);
    seen->seq = sqlite3_column_int64 (stmt, 1);
    seen->time_ms = sqlite3_column_int64 (stmt, 2);
    g_ptr_array_add (rows, seen);
  } while (row);

  return TRUE;
}
