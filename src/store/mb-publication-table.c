#include "mb-migration.h"
#include "mb-outbox-tables.h"

/* In the order of the columns; the document comes last. */
#define FACTS "draft_id, site_id, remote_url, remote_version, sent_digest, published, updated_ms"

/**
 * mb_publication_row_free:
 * @row: (nullable) (transfer full): an article of a site
 *
 * Frees it.
 */
void
mb_publication_row_free (MbPublicationRow *row)
{
  if (!row)
    return;

  g_free (row->draft_id);
  g_free (row->site_id);
  g_free (row->remote_url);
  g_free (row->remote_id);
  g_free (row->remote_version);
  g_free (row->sent_digest);
  g_clear_pointer (&row->sent_document, g_bytes_unref);
  g_free (row);
}

static MbPublicationRow *
read_facts (Stmt *stmt)
{
  MbPublicationRow *publication = g_new0 (MbPublicationRow, 1);

  publication->draft_id = mb_db_dup_text (stmt, 0);
  publication->site_id = mb_db_dup_text (stmt, 1);
  publication->remote_url = mb_db_dup_text (stmt, 2);
  publication->remote_version = mb_db_dup_text (stmt, 3);
  publication->sent_digest = mb_db_dup_text (stmt, 4);
  publication->published = sqlite3_column_int (stmt, 5) != 0;
  publication->updated_ms = sqlite3_column_int64 (stmt, 6);
  publication->remote_id = mb_db_dup_text (stmt, 7);

  return publication;
}

static gboolean
remove_publication (Db *db, const MbPublicationRow *publication, GError **error)
{
  g_autoptr (Stmt) stmt =
    mb_db_prepare (db, "DELETE FROM publication WHERE draft_id = ? AND site_id = ?", error);

  if (!stmt)
    return FALSE;

  mb_db_bind_text (stmt, 1, publication->draft_id);
  mb_db_bind_text (stmt, 2, publication->site_id);
  return mb_db_run (stmt, "removing a publication", error);
}

/**
 * mb_publication_table_put:
 * @db: the writer's connection, in a transaction
 * @publication: an article that a site has; without an address: no longer has
 * @error: return location
 *
 * Notes what a site has of a draft.
 *
 * Returns: whether it is written
 */
gboolean
mb_publication_table_put (Db *db, const MbPublicationRow *publication, GError **error)
{
  g_autoptr (Stmt) stmt = NULL;

  if (!publication->remote_url)
    return remove_publication (db, publication, error);

  stmt = mb_db_prepare (
    db,
    "INSERT INTO publication (" FACTS
    ", remote_id, sent_document) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)"
    " ON CONFLICT (draft_id, site_id) DO UPDATE SET remote_url = ?3, remote_version = ?4,"
    " sent_digest = ?5, published = ?6, updated_ms = ?7, remote_id = ?8,"
    " sent_document = ?9",
    error);
  if (!stmt)
    return FALSE;

  mb_db_bind_text (stmt, 1, publication->draft_id);
  mb_db_bind_text (stmt, 2, publication->site_id);
  mb_db_bind_text (stmt, 3, publication->remote_url);
  mb_db_bind_text (stmt, 4, publication->remote_version);
  mb_db_bind_text (stmt, 5, publication->sent_digest ? publication->sent_digest : "");
  sqlite3_bind_int (stmt, 6, publication->published ? 1 : 0);
  sqlite3_bind_int64 (stmt, 7, publication->updated_ms);
  mb_db_bind_text (stmt, 8, publication->remote_id);
  mb_db_bind_bytes (stmt, 9, publication->sent_document);
  return mb_db_run (stmt, "noting a publication", error);
}

/**
 * mb_publication_table_get:
 * @db: a connection
 * @draft_id: a draft
 * @site_id: a site
 * @error: return location
 *
 * Looks up what a site has of a draft.
 *
 * Returns: (transfer full): the publication with the document that was sent; otherwise
 * `MB_STORE_ERROR_NOT_FOUND`
 */
MbPublicationRow *
mb_publication_table_get (Db *db, const char *draft_id, const char *site_id, GError **error)
{
  g_autoptr (Stmt) stmt = mb_db_prepare (
    db,
    mb_migration_has_remote_ids (db)
      ? "SELECT " FACTS ", remote_id, sent_document FROM publication"
        " WHERE draft_id = ? AND site_id = ?"
      : "SELECT " FACTS ", NULL, sent_document FROM publication WHERE draft_id = ? AND site_id = ?",
    error);
  MbPublicationRow *publication = NULL;
  gboolean row = FALSE;

  if (!stmt)
    return NULL;
  mb_db_bind_text (stmt, 1, draft_id);
  mb_db_bind_text (stmt, 2, site_id);
  if (!mb_db_next (stmt, &row, "looking for a publication", error))
    return NULL;
  if (!row) {
    g_set_error_literal (error, MB_STORE_ERROR, MB_STORE_ERROR_NOT_FOUND,
                         "the site does not have this article");
    return NULL;
  }

  publication = read_facts (stmt);
  publication->sent_document = mb_db_dup_bytes (stmt, 8);
  return publication;
}

/**
 * mb_publication_table_list:
 * @db: a connection
 * @error: return location
 *
 * Lists what sites have, without the documents.
 *
 * Returns: (transfer full) (element-type MbPublicationRow): the publications
 */
GPtrArray *
mb_publication_table_list (Db *db, GError **error)
{
  g_autoptr (GPtrArray) rows =
    g_ptr_array_new_with_free_func ((GDestroyNotify) mb_publication_row_free);
  g_autoptr (Stmt) stmt =
    mb_db_prepare (db,
                   mb_migration_has_remote_ids (db)
                     ? "SELECT " FACTS ", remote_id FROM publication ORDER BY draft_id, site_id"
                     : "SELECT " FACTS ", NULL FROM publication ORDER BY draft_id, site_id",
                   error);
  gboolean row = FALSE;

  if (!stmt)
    return NULL;
  do {
    if (!mb_db_next (stmt, &row, "listing publications", error))
      return NULL;
    if (row)
      g_ptr_array_add (rows, read_facts (stmt));
  } while (row);

  return g_steal_pointer (&rows);
}
