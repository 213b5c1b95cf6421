#include "mb-outbox-tables.h"

/**
 * mb_destination_row_free:
 * @row: (nullable) (transfer full): a site
 *
 * Frees it.
 */
void
mb_destination_row_free (MbDestinationRow *row)
{
  if (!row)
    return;

  g_free (row->id);
  g_free (row->name);
  g_free (row->kind);
  g_free (row->url);
  g_free (row->data);
  g_free (row);
}

/**
 * mb_site_table_list:
 * @db: a connection
 * @error: return location
 *
 * Lists the sites by name.
 *
 * Returns: (transfer full) (element-type MbDestinationRow): the sites
 */
GPtrArray *
mb_site_table_list (Db *db, GError **error)
{
  g_autoptr (GPtrArray) rows =
    g_ptr_array_new_with_free_func ((GDestroyNotify) mb_destination_row_free);
  g_autoptr (Stmt) stmt =
    mb_db_prepare (db, "SELECT id, name, kind, url, data FROM site ORDER BY name", error);
  gboolean row = FALSE;

  if (!stmt)
    return NULL;
  do {
    MbDestinationRow *site = NULL;

    if (!mb_db_next (stmt, &row, "listing sites", error))
      return NULL;
    if (!row)
      break;
    site = g_new0 (MbDestinationRow, 1);
    site->id = mb_db_dup_text (stmt, 0);
    site->name = mb_db_dup_text (stmt, 1);
    site->kind = mb_db_dup_text (stmt, 2);
    site->url = mb_db_dup_text (stmt, 3);
    site->data = mb_db_dup_text (stmt, 4);
    g_ptr_array_add (rows, site);
  } while (row);

  return g_steal_pointer (&rows);
}

/**
 * mb_site_table_put:
 * @db: the writer's connection, in a transaction
 * @site: a site
 * @error: return location
 *
 * Inserts a site, or replaces the one with its id.
 *
 * Returns: whether it is written; `MB_STORE_ERROR_CONFLICT` when another has its name
 */
gboolean
mb_site_table_put (Db *db, const MbDestinationRow *site, GError **error)
{
  g_autoptr (Stmt) stmt =
    mb_db_prepare (db,
                   "INSERT INTO site (id, name, kind, url, data) VALUES (?1, ?2, ?3, ?4, ?5)"
                   " ON CONFLICT (id) DO UPDATE SET name = ?2, kind = ?3, url = ?4, data = ?5",
                   error);

  if (!stmt)
    return FALSE;

  mb_db_bind_text (stmt, 1, site->id);
  mb_db_bind_text (stmt, 2, site->name);
  mb_db_bind_text (stmt, 3, site->kind);
  mb_db_bind_text (stmt, 4, site->url);
  mb_db_bind_text (stmt, 5, site->data ? site->data : "");
  return mb_db_run (stmt, "keeping a site", error);
}

/**
 * mb_site_table_move:
 * @db: the writer's connection, in a transaction
 * @site: a site as it is now
 * @from: what its addresses began with, to the slash after the host
 * @to: what they begin with now
 * @error: return location
 *
 * Keeps a site that answers elsewhere, and with it every address that begins with @from: what it
 * has of articles and pictures, and what is on its way to it.
 *
 * Returns: whether it is written
 */
gboolean
mb_site_table_move (Db *db,
                    const MbDestinationRow *site,
                    const char *from,
                    const char *to,
                    GError **error)
{
#define MOVE(table)                                                                                \
  "UPDATE " table " SET remote_url = ?3 || substr (remote_url, length (?2) + 1)"                   \
  " WHERE site_id = ?1 AND substr (remote_url, 1, length (?2)) = ?2"
  static const char *const statements[] = {MOVE ("publication"), MOVE ("site_media"), MOVE ("job")};
#undef MOVE

  for (guint i = 0; i < G_N_ELEMENTS (statements); i++) {
    g_autoptr (Stmt) stmt = mb_db_prepare (db, statements[i], error);

    if (!stmt)
      return FALSE;
    mb_db_bind_text (stmt, 1, site->id);
    mb_db_bind_text (stmt, 2, from);
    mb_db_bind_text (stmt, 3, to);
    if (!mb_db_run (stmt, "moving a site", error))
      return FALSE;
  }

  return mb_site_table_put (db, site, error);
}

/**
 * mb_site_table_remove:
 * @db: the writer's connection, in a transaction
 * @site_id: which site
 * @error: return location
 *
 * Forgets a site with what it has of pictures and articles; its jobs that are over stay on record.
 *
 * Returns: whether it is gone; `MB_STORE_ERROR_CONFLICT` while one of its jobs is not over
 */
gboolean
mb_site_table_remove (Db *db, const char *site_id, GError **error)
{
  static const char *const statements[] = {
    "DELETE FROM publication WHERE site_id = ?",
    "DELETE FROM site_media WHERE site_id = ?",
    "DELETE FROM site WHERE id = ?",
  };
  g_autoptr (Stmt) live =
    mb_db_prepare (db, "SELECT 1 FROM job WHERE site_id = ? AND over = 0", error);
  gboolean row = FALSE;

  if (!live)
    return FALSE;
  mb_db_bind_text (live, 1, site_id);
  if (!mb_db_next (live, &row, "looking for jobs", error))
    return FALSE;
  if (row) {
    g_set_error_literal (error, MB_STORE_ERROR, MB_STORE_ERROR_CONFLICT,
                         "something is still being sent there");
    return FALSE;
  }
  for (guint i = 0; i < G_N_ELEMENTS (statements); i++) {
    g_autoptr (Stmt) stmt = mb_db_prepare (db, statements[i], error);

    if (!stmt)
      return FALSE;
    mb_db_bind_text (stmt, 1, site_id);
    if (!mb_db_run (stmt, "removing a site", error))
      return FALSE;
  }

  return TRUE;
}
