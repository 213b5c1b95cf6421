#include "mb-setting-table.h"

/**
 * mb_setting_table_get:
 * @db: a connection
 * @key: which setting
 * @value: (out) (nullable): its value, `NULL` when it is not set
 * @error: return location
 *
 * Reads a setting.
 *
 * Returns: whether it could be read
 */
gboolean
mb_setting_table_get (Db *db, const char *key, char **value, GError **error)
{
  g_autoptr (Stmt) stmt = mb_db_prepare (db, "SELECT value FROM setting WHERE key = ?", error);
  gboolean row = FALSE;

  if (!stmt)
    return FALSE;
  mb_db_bind_text (stmt, 1, key);
  if (!mb_db_next (stmt, &row, "reading a setting", error))
    return FALSE;

  *value = row ? mb_db_dup_text (stmt, 0) : NULL;
  return TRUE;
}

/**
 * mb_setting_table_put:
 * @db: the writer's connection, in a transaction
 * @key: which setting
 * @value: (nullable): its value; `NULL` removes it
 * @error: return location
 *
 * Keeps a setting.
 *
 * Returns: whether it is written
 */
gboolean
mb_setting_table_put (Db *db, const char *key, const char *value, GError **error)
{
  g_autoptr (Stmt) stmt = mb_db_prepare (db,
                                         value ? "INSERT INTO setting (key, value) VALUES (?1, ?2)"
                                                 " ON CONFLICT (key) DO UPDATE SET value = ?2"
                                               : "DELETE FROM setting WHERE key = ?1",
                                         error);

  if (!stmt)
    return FALSE;

  mb_db_bind_text (stmt, 1, key);
  if (value)
    mb_db_bind_text (stmt, 2, value);
  return mb_db_run (stmt, "keeping a setting", error);
}
