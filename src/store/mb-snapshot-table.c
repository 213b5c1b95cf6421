#include "mb-snapshot-table.h"

#include "mb-codec.h"
#include "mb-weaken.h"

/**
 * mb_snapshot_row_free:
 * @row: (nullable) (transfer full): a row
 *
 * Frees it.
 */
void
mb_snapshot_row_free (MbSnapshotRow *row)
{
  if (!row)
    return;

  g_free (row->reason);
  g_free (row->headline);
  g_clear_pointer (&row->snapshot, mb_snapshot_unref);
  g_free (row);
}

/**
 * mb_snapshot_table_put:
 * @db: the writer's connection, in a transaction
 * @row: the row; its size is set
 * @error: return location
 *
 * Keeps a whole article with the SHA-256 of its bytes. One that is there already for this state is
 * left as it is.
 *
 * Returns: whether it is kept
 */
gboolean
mb_snapshot_table_put (Db *db, MbSnapshotRow *row, GError **error)
{
  g_autoptr (GBytes) body = mb_codec_encode_snapshot (row->snapshot);
  g_autofree char *sha256 = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, body);
  g_autoptr (Stmt) stmt = mb_db_prepare (
    db,
    "INSERT OR IGNORE INTO snapshot (draft_no, seq, format, reason, wall_ms, headline, sha256,"
    " body) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
    error);

  if (!stmt)
    return FALSE;

  row->size_bytes = g_bytes_get_size (body);
  sqlite3_bind_int64 (stmt, 1, row->draft_no);
  sqlite3_bind_int64 (stmt, 2, (gint64) row->seq);
  sqlite3_bind_int (stmt, 3, MB_CODEC_FORMAT);
  mb_db_bind_text (stmt, 4, row->reason);
  sqlite3_bind_int64 (stmt, 5, row->wall_ms);
  mb_db_bind_text (stmt, 6, mb_snapshot_get_headline (row->snapshot));
  mb_db_bind_text (stmt, 7, sha256);
  mb_db_bind_bytes (stmt, 8, body);

  return mb_db_run (stmt, "keeping a snapshot", error);
}

/**
 * mb_snapshot_table_head:
 * @db: a connection
 * @draft_no: a draft
 * @seq: (out): state of its newest snapshot, 0 when there is none
 * @size_bytes: (out): that one's size
 * @error: return location
 *
 * Says which snapshot is the newest, without reading it.
 *
 * Returns: whether it could be read
 */
gboolean
mb_snapshot_table_head (Db *db, gint64 draft_no, guint64 *seq, gsize *size_bytes, GError **error)
{
  g_autoptr (Stmt) stmt = mb_db_prepare (
    db, "SELECT seq, length (body) FROM snapshot WHERE draft_no = ? ORDER BY seq DESC LIMIT 1",
    error);
  gboolean row = FALSE;

  if (!stmt)
    return FALSE;
  sqlite3_bind_int64 (stmt, 1, draft_no);
  if (!mb_db_next (stmt, &row, "reading a snapshot", error))
    return FALSE;

  *seq = row ? (guint64) sqlite3_column_int64 (stmt, 0) : 0;
  *size_bytes = row ? (gsize) sqlite3_column_int64 (stmt, 1) : 0;
  return TRUE;
}

static MbSnapshotRow *
read_row (Stmt *stmt)
{
  MbSnapshotRow *row = g_new0 (MbSnapshotRow, 1);

  row->draft_no = sqlite3_column_int64 (stmt, 0);
  row->seq = (guint64) sqlite3_column_int64 (stmt, 1);
  row->reason = mb_db_dup_text (stmt, 2);
  row->wall_ms = sqlite3_column_int64 (stmt, 3);
  row->headline = mb_db_dup_text (stmt, 4);

  return row;
}

/* Nothing is believed but bytes whose hash matches. */
static void
read_body (Stmt *stmt, MbSnapshotRow *row)
{
  g_autoptr (GBytes) body = mb_db_dup_bytes (stmt, 6);
  g_autofree char *sha256 = body ? g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, body) : NULL;
  g_autoptr (GError) error = NULL;

  if (!body ||
      (!MB_WEAK_SUMS && g_strcmp0 (sha256, (const char *) sqlite3_column_text (stmt, 5)) != 0))
    return;

  row->size_bytes = g_bytes_get_size (body);
  row->snapshot = mb_codec_decode_snapshot (body, &error);
  row->sound = row->snapshot != NULL;
  if (!row->sound)
    g_warning ("a snapshot with the right hash cannot be read: %s", error->message);
}

/**
 * mb_snapshot_table_get:
 * @db: a connection
 * @draft_no: a draft
 * @seq: a state that has a snapshot
 * @error: return location
 *
 * Reads a snapshot and compares its hash.
 *
 * Returns: (transfer full): the row, with the article when it is sound
 */
MbSnapshotRow *
mb_snapshot_table_get (Db *db, gint64 draft_no, guint64 seq, GError **error)
{
  g_autoptr (Stmt) stmt =
    mb_db_prepare (db,
                   "SELECT draft_no, seq, reason, wall_ms, headline, sha256, body FROM snapshot"
                   " WHERE draft_no = ? AND seq = ?",
                   error);
  MbSnapshotRow *snapshot = NULL;
  gboolean row = FALSE;

  if (!stmt)
    return NULL;
  sqlite3_bind_int64 (stmt, 1, draft_no);
  sqlite3_bind_int64 (stmt, 2, (gint64) seq);
  if (!mb_db_next (stmt, &row, "reading a snapshot", error))
    return NULL;
  if (!row) {
    g_set_error (error, MB_STORE_ERROR, MB_STORE_ERROR_NOT_FOUND,
                 "there is no version %" G_GUINT64_FORMAT, seq);
    return NULL;
  }

  snapshot = read_row (stmt);
  read_body (stmt, snapshot);
  return snapshot;
}

/**
 * mb_snapshot_table_list:
 * @db: a connection
 * @draft_no: a draft
 * @error: return location
 *
 * Lists a draft's snapshots, the newest first, without their text.
 *
 * Returns: (transfer full) (element-type MbSnapshotRow): the rows
 */
GPtrArray *
mb_snapshot_table_list (Db *db, gint64 draft_no, GError **error)
{
  g_autoptr (GPtrArray) rows =
    g_ptr_array_new_with_free_func ((GDestroyNotify) mb_snapshot_row_free);
  g_autoptr (Stmt) stmt =
    mb_db_prepare (db,
                   "SELECT draft_no, seq, reason, wall_ms, headline FROM snapshot"
                   " WHERE draft_no = ? ORDER BY seq DESC",
                   error);
  gboolean row = FALSE;

  if (!stmt)
    return NULL;
  sqlite3_bind_int64 (stmt, 1, draft_no);
  do {
    if (!mb_db_next (stmt, &row, "listing snapshots", error))
      return NULL;
    if (row)
      g_ptr_array_add (rows, read_row (stmt));
  } while (row);

  return g_steal_pointer (&rows);
}
