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
