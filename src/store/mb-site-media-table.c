#include "mb-migration.h"
#include "mb-outbox-tables.h"

/**
 * mb_site_media_row_free:
 * @row: (nullable) (transfer full): a picture of a site
 *
 * Frees it.
 */
void
mb_site_media_row_free (MbSiteMediaRow *row)
{
  if (!row)
    return;

  g_free (row->site_id);
  g_free (row->sha256);
  g_free (row->variant);
  g_free (row->remote_url);
  g_free (row->remote_id);
  g_free (row);
}

/**
 * mb_site_media_table_put:
 * @db: the writer's connection, in a transaction
 * @media: a picture that a site has
 * @error: return location
 *
 * Notes where a site keeps a picture.
 *
 * Returns: whether it is written
 */
gboolean
mb_site_media_table_put (Db *db, const MbSiteMediaRow *media, GError **error)
{
  g_autoptr (Stmt) stmt = mb_db_prepare (
    db,
    "INSERT INTO site_media (site_id, sha256, variant, remote_url, remote_id, width_px, height_px)"
    " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7) ON CONFLICT (site_id, sha256, variant)"
    " DO UPDATE SET remote_url = ?4, remote_id = ?5, width_px = ?6, height_px = ?7",
    error);

  if (!stmt)
    return FALSE;

  mb_db_bind_text (stmt, 1, media->site_id);
  mb_db_bind_text (stmt, 2, media->sha256);
  mb_db_bind_text (stmt, 3, media->variant ? media->variant : "");
  mb_db_bind_text (stmt, 4, media->remote_url);
  mb_db_bind_text (stmt, 5, media->remote_id);
  sqlite3_bind_int64 (stmt, 6, media->width_px);
  sqlite3_bind_int64 (stmt, 7, media->height_px);
  return mb_db_run (stmt, "noting a picture of a site", error);
}

/**
 * mb_site_media_table_get:
 * @db: a connection
 * @site_id: a site
 * @sha256: hash of an original
 * @variant: (nullable): which rendition
 * @error: return location
 *
 * Looks up where a site keeps a picture.
 *
 * Returns: (transfer full): the picture; otherwise `MB_STORE_ERROR_NOT_FOUND`
 */
MbSiteMediaRow *
mb_site_media_table_get (Db *db,
                         const char *site_id,
                         const char *sha256,
                         const char *variant,
                         GError **error)
{
  g_autoptr (Stmt) stmt =
    mb_db_prepare (db,
                   mb_migration_has_remote_ids (db)
                     ? "SELECT remote_url, remote_id, width_px, height_px FROM site_media"
                       " WHERE site_id = ? AND sha256 = ? AND variant = ?"
                     : "SELECT remote_url, NULL, 0, 0 FROM site_media"
                       " WHERE site_id = ? AND sha256 = ? AND variant = ?",
                   error);
  MbSiteMediaRow *media = NULL;
  gboolean row = FALSE;

  if (!stmt)
    return NULL;
  mb_db_bind_text (stmt, 1, site_id);
  mb_db_bind_text (stmt, 2, sha256);
  mb_db_bind_text (stmt, 3, variant ? variant : "");
  if (!mb_db_next (stmt, &row, "looking for a picture of a site", error))
    return NULL;
  if (!row) {
    g_set_error_literal (error, MB_STORE_ERROR, MB_STORE_ERROR_NOT_FOUND,
                         "the site does not have this picture");
    return NULL;
  }

  media = g_new0 (MbSiteMediaRow, 1);
  media->site_id = g_strdup (site_id);
  media->sha256 = g_strdup (sha256);
  media->variant = g_strdup (variant ? variant : "");
  media->remote_url = mb_db_dup_text (stmt, 0);
  media->remote_id = mb_db_dup_text (stmt, 1);
  media->width_px = (guint) sqlite3_column_int64 (stmt, 2);
  media->height_px = (guint) sqlite3_column_int64 (stmt, 3);
  return media;
}
