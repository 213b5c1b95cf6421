#include "mb-journal-table.h"

#include "mb-weaken.h"

#include <sodium.h>
#include <string.h>

#define SUM_BYTES 16

/* The sum covers the row's place as well as its body: a row that ended up elsewhere is not sound.
 */
static void
sum_of (const MbJournalRow *row, guint8 sum[SUM_BYTES])
{
  guint64 place[] = {
    GUINT64_TO_LE ((guint64) row->draft_no),
    GUINT64_TO_LE (row->from_seq),
    GUINT64_TO_LE (row->seq),
    GUINT64_TO_LE ((guint64) row->wall_ms),
  };
  gsize size_bytes = 0;
  const guint8 *data = g_bytes_get_data (row->body, &size_bytes);
  crypto_generichash_state state;

  crypto_generichash_init (&state, NULL, 0, SUM_BYTES);
  crypto_generichash_update (&state, (const guint8 *) place, sizeof place);
  if (size_bytes > 0)
    crypto_generichash_update (&state, data, size_bytes);
  crypto_generichash_final (&state, sum, SUM_BYTES);
}

/**
 * mb_journal_row_clear:
 * @row: a row
 *
 * Frees what it holds.
 */
void
mb_journal_row_clear (MbJournalRow *row)
{
  g_clear_pointer (&row->body, g_bytes_unref);
}

/**
 * mb_journal_table_put:
 * @db: the writer's connection, in a transaction
 * @row: the row; `sound` is not looked at
 * @error: return location
 *
 * Appends to a draft's journal.
 *
 * Returns: whether it is written; `MB_STORE_ERROR_CONFLICT` when the place is taken
 */
gboolean
mb_journal_table_put (Db *db, const MbJournalRow *row, GError **error)
{
  g_autoptr (Stmt) stmt = mb_db_prepare (
    db,
    "INSERT INTO journal (draft_no, seq, from_seq, wall_ms, body, sum) VALUES (?, ?, ?, ?, ?, ?)",
    error);
  guint8 sum[SUM_BYTES];

  if (!stmt)
    return FALSE;

  sum_of (row, sum);
  sqlite3_bind_int64 (stmt, 1, row->draft_no);
  sqlite3_bind_int64 (stmt, 2, (gint64) row->seq);
  sqlite3_bind_int64 (stmt, 3, (gint64) row->from_seq);
  sqlite3_bind_int64 (stmt, 4, row->wall_ms);
  mb_db_bind_bytes (stmt, 5, row->body);
  sqlite3_bind_blob (stmt, 6, sum, SUM_BYTES, SQLITE_STATIC);

  return mb_db_run (stmt, "writing the journal", error);
}

/**
 * mb_journal_table_after:
 * @db: a connection
 * @draft_no: a draft
 * @seq: a state
 * @error: return location
 *
 * Asks for the rows after a state, in order; read each with mb_journal_table_read().
 *
 * Returns: (transfer full): the query
 */
Stmt *
mb_journal_table_after (Db *db, gint64 draft_no, guint64 seq, GError **error)
{
  Stmt *stmt = mb_db_prepare (db,
                              "SELECT draft_no, seq, from_seq, wall_ms, body, sum FROM journal"
                              " WHERE draft_no = ? AND seq > ? ORDER BY seq",
                              error);

  if (stmt) {
    sqlite3_bind_int64 (stmt, 1, draft_no);
    sqlite3_bind_int64 (stmt, 2, (gint64) seq);
  }

  return stmt;
}

/**
 * mb_journal_table_read:
 * @stmt: a query of mb_journal_table_after(), on a row
 * @row: (out caller-allocates): what it says; clear it afterwards
 *
 * Reads a row and compares its sum.
 */
void
mb_journal_table_read (Stmt *stmt, MbJournalRow *row)
{
  guint8 sum[SUM_BYTES];

  mb_journal_row_clear (row);
  row->draft_no = sqlite3_column_int64 (stmt, 0);
  row->seq = (guint64) sqlite3_column_int64 (stmt, 1);
  row->from_seq = (guint64) sqlite3_column_int64 (stmt, 2);
  row->wall_ms = sqlite3_column_int64 (stmt, 3);
  row->body = mb_db_dup_bytes (stmt, 4);
  if (!row->body)
    row->body = g_bytes_new_static ("", 0);
  sum_of (row, sum);
  row->sound = MB_WEAK_SUMS || (sqlite3_column_bytes (stmt, 5) == SUM_BYTES &&
                                memcmp (sqlite3_column_blob (stmt, 5), sum, SUM_BYTES) == 0);
}

static gboolean
read_number (Db *db, const char *sql, gint64 draft_no, gint64 seq, gint64 *value, GError **error)
{
  g_autoptr (Stmt) stmt = mb_db_prepare (db, sql, error);
  gboolean row = FALSE;

  if (!stmt)
    return FALSE;
  sqlite3_bind_int64 (stmt, 1, draft_no);
  if (sqlite3_bind_parameter_count (stmt) > 1)
    sqlite3_bind_int64 (stmt, 2, seq);
  if (!mb_db_next (stmt, &row, "reading the journal", error))
    return FALSE;

  *value = row ? sqlite3_column_int64 (stmt, 0) : 0;
  return TRUE;
}

/**
 * mb_journal_table_head:
 * @db: a connection
 * @draft_no: a draft
 * @seq: (out): number of its newest state, 0 without rows
 * @error: return location
 *
 * Says how far the journal goes.
 *
 * Returns: whether it could be read
 */
gboolean
mb_journal_table_head (Db *db, gint64 draft_no, guint64 *seq, GError **error)
{
  return read_number (db, "SELECT max (seq) FROM journal WHERE draft_no = ?", draft_no, 0,
                      (gint64 *) seq, error);
}

/**
 * mb_journal_table_size_after:
 * @db: a connection
 * @draft_no: a draft
 * @seq: a state
 * @size_bytes: (out): size of the rows after it
 * @error: return location
 *
 * Says how much the journal holds since a snapshot.
 *
 * Returns: whether it could be read
 */
gboolean
mb_journal_table_size_after (Db *db,
                             gint64 draft_no,
                             guint64 seq,
                             gsize *size_bytes,
                             GError **error)
{
  gint64 sum = 0;

  if (!read_number (db, "SELECT sum (length (body)) FROM journal WHERE draft_no = ? AND seq > ?",
                    draft_no, (gint64) seq, &sum, error))
    return FALSE;

  *size_bytes = (gsize) sum;
  return TRUE;
}
