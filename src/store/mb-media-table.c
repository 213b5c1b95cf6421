#include "mb-media-table.h"

/**
 * mb_media_table_put:
 * @db: the writer's connection, in a transaction
 * @sha256: hash of an original whose file is on disk
 * @size_bytes: its size
 * @added_ms: when
 * @error: return location
 *
 * Notes that an original is kept.
 *
 * Returns: whether it is written
 */
gboolean
mb_media_table_put (Db *db, const char *sha256, gsize size_bytes, gint64 added_ms, GError **error)
{
  g_autoptr (Stmt) stmt = mb_db_prepare (
    db, "INSERT OR IGNORE INTO media (sha256, size_bytes, added_ms) VALUES (?, ?, ?)", error);

  if (!stmt)
    return FALSE;

  mb_db_bind_text (stmt, 1, sha256);
  sqlite3_bind_int64 (stmt, 2, (gint64) size_bytes);
  sqlite3_bind_int64 (stmt, 3, added_ms);
  return mb_db_run (stmt, "noting a picture", error);
}

/**
 * mb_media_table_list:
 * @db: a connection
 * @error: return location
 *
 * Lists the originals that are kept.
 *
 * Returns: (transfer full) (element-type utf8): their hashes
 */
GPtrArray *
mb_media_table_list (Db *db, GError **error)
{
  g_autoptr (GPtrArray) hashes = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (Stmt) stmt = mb_db_prepare (db, "SELECT sha256 FROM media ORDER BY sha256", error);
  gboolean row = FALSE;

  if (!stmt)
    return NULL;
  do {
    if (!mb_db_next (stmt, &row, "listing pictures", error))
      return NULL;
    if (row)
      g_ptr_array_add (hashes, mb_db_dup_text (stmt, 0));
  } while (row);

  return g_steal_pointer (&hashes);
}
