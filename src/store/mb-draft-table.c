#include "mb-draft-table.h"

#define LIST_OF(columns, joins)                                                                    \
  "SELECT d.draft_no, d.id, d.headline, d.excerpt, d.section, d.state, d.created_ms,"              \
  " d.updated_ms, d.trashed_ms,"                                                                   \
  " (SELECT max (seq) FROM snapshot s WHERE s.draft_no = d.draft_no), j.seq, j.wall_ms, " columns  \
  " FROM draft d LEFT JOIN journal j ON j.draft_no = d.draft_no AND j.seq ="                       \
  " (SELECT max (seq) FROM journal k WHERE k.draft_no = d.draft_no)" joins                         \
  " ORDER BY max (d.updated_ms, ifnull (j.wall_ms, 0)) DESC, d.draft_no DESC"

#define OWNER " LEFT JOIN review r ON r.draft_no = d.draft_no LEFT JOIN person p ON p.id = r.owner"

#define LIST                                                                                       \
  LIST_OF ("r.owner, ifnull (p.name, x.name), r.since_ms",                                         \
           OWNER " LEFT JOIN exchange_person x ON x.id = r.owner")

/* Stores of older versions that are only read. */
#define LIST_WITHOUT_OTHERS LIST_OF ("r.owner, p.name, r.since_ms", OWNER)
#define LIST_WITHOUT_REVIEW LIST_OF ("NULL, NULL, 0", "")

/**
 * mb_draft_row_free:
 * @row: (nullable) (transfer full): a draft of the list
 *
 * Frees it.
 */
void
mb_draft_row_free (MbDraftRow *row)
{
  if (!row)
    return;

  mb_draft_info_free (row->info);
  g_free (row);
}

/**
 * mb_draft_table_find:
 * @db: a connection
 * @id: a draft's UUID
 * @draft_no: (out) (optional): its number in this store
 * @error: return location
 *
 * Looks a draft up.
 *
 * Returns: whether it is there; otherwise `MB_STORE_ERROR_NOT_FOUND` or why it cannot be known
 */
gboolean
mb_draft_table_find (Db *db, const char *id, gint64 *draft_no, GError **error)
{
  g_autoptr (Stmt) stmt = mb_db_prepare (db, "SELECT draft_no FROM draft WHERE id = ?", error);
  gboolean row = FALSE;

  if (!stmt)
    return FALSE;
  mb_db_bind_text (stmt, 1, id);
  if (!mb_db_next (stmt, &row, "looking for a draft", error))
    return FALSE;
  if (!row) {
    g_set_error (error, MB_STORE_ERROR, MB_STORE_ERROR_NOT_FOUND, "there is no draft %s", id);
    return FALSE;
  }

  if (draft_no)
    *draft_no = sqlite3_column_int64 (stmt, 0);
  return TRUE;
}

/**
 * mb_draft_table_put:
 * @db: the writer's connection, in a transaction
 * @info: the draft; `excerpt`, `headline`, `section` and `updated_ms` replace what a known draft
 * has
 * @draft_no: (out): its number in this store
 * @error: return location
 *
 * Inserts a draft or brings its row up to date.
 *
 * Returns: whether it is written
 */
gboolean
mb_draft_table_put (Db *db, const MbDraftInfo *info, gint64 *draft_no, GError **error)
{
  g_autoptr (Stmt) stmt = mb_db_prepare (
    db,
    "INSERT INTO draft (id, headline, excerpt, section, state, created_ms, updated_ms, trashed_ms)"
    " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8) ON CONFLICT (id) DO UPDATE SET"
    " headline = ?2, excerpt = ?3, section = ?4, updated_ms = ?7",
    error);

  if (!stmt)
    return FALSE;

  mb_db_bind_text (stmt, 1, info->id);
  mb_db_bind_text (stmt, 2, info->headline);
  mb_db_bind_text (stmt, 3, info->excerpt);
  mb_db_bind_text (stmt, 4, info->section);
  mb_db_bind_text (stmt, 5, info->state);
  sqlite3_bind_int64 (stmt, 6, info->created_ms);
  sqlite3_bind_int64 (stmt, 7, info->updated_ms);
  sqlite3_bind_int64 (stmt, 8, info->trashed_ms);

  return mb_db_run (stmt, "keeping a draft", error) &&
         mb_draft_table_find (db, info->id, draft_no, error);
}

/**
 * mb_draft_table_set_state:
 * @db: the writer's connection, in a transaction
 * @draft_no: a draft
 * @state: its editorial state
 * @error: return location
 *
 * Says where a draft stands.
 *
 * Returns: whether it is written
 */
gboolean
mb_draft_table_set_state (Db *db, gint64 draft_no, const char *state, GError **error)
{
  g_autoptr (Stmt) stmt =
    mb_db_prepare (db, "UPDATE draft SET state = ? WHERE draft_no = ?", error);

  if (!stmt)
    return FALSE;

  mb_db_bind_text (stmt, 1, state);
  sqlite3_bind_int64 (stmt, 2, draft_no);
  return mb_db_run (stmt, "keeping a draft's state", error);
}

/**
 * mb_draft_table_set_trashed:
 * @db: the writer's connection, in a transaction
 * @id: a draft's UUID
 * @trashed_ms: since when it is in the bin; 0: it is not
 * @error: return location
 *
 * Puts a draft into the bin or takes it out.
 *
 * Returns: whether it is written
 */
gboolean
mb_draft_table_set_trashed (Db *db, const char *id, gint64 trashed_ms, GError **error)
{
  g_autoptr (Stmt) stmt = mb_db_prepare (db, "UPDATE draft SET trashed_ms = ? WHERE id = ?", error);

  if (!stmt || !mb_draft_table_find (db, id, NULL, error))
    return FALSE;

  sqlite3_bind_int64 (stmt, 1, trashed_ms);
  mb_db_bind_text (stmt, 2, id);
  return mb_db_run (stmt, "moving a draft to the bin", error);
}

/**
 * mb_draft_table_is_at_hand:
 * @db: a connection
 * @id: a draft's UUID
 * @at_hand: (out): whether there is such a draft, and not in the bin
 * @error: return location
 *
 * Asks whether a draft can be gone on with.
 *
 * Returns: whether the table could be read
 */
gboolean
mb_draft_table_is_at_hand (Db *db, const char *id, gboolean *at_hand, GError **error)
{
  g_autoptr (Stmt) stmt =
    mb_db_prepare (db, "SELECT 1 FROM draft WHERE id = ? AND trashed_ms = 0", error);

  if (!stmt)
    return FALSE;
  mb_db_bind_text (stmt, 1, id);

  return mb_db_next (stmt, at_hand, "looking for a draft", error);
}

/**
 * mb_draft_table_dup_latest:
 * @db: a connection
 * @error: return location
 *
 * Looks for the draft that was last left, among those that are not in the bin. What is written on
 * since then does not count: it would cost a look into every journal.
 *
 * Returns: (transfer full) (nullable): its UUID; `NULL` without an error when there is none
 */
char *
mb_draft_table_dup_latest (Db *db, GError **error)
{
  g_autoptr (Stmt) stmt = mb_db_prepare (
    db, "SELECT id FROM draft WHERE trashed_ms = 0 ORDER BY updated_ms DESC, draft_no DESC LIMIT 1",
    error);
  gboolean row = FALSE;

  if (!stmt || !mb_db_next (stmt, &row, "looking for the last draft", error))
    return NULL;

  return row ? mb_db_dup_text (stmt, 0) : NULL;
}

static MbDraftRow *
read_row (Stmt *stmt)
{
  MbDraftRow *row = g_new0 (MbDraftRow, 1);
  MbDraftInfo *info = g_new0 (MbDraftInfo, 1);

  row->info = info;
  row->draft_no = sqlite3_column_int64 (stmt, 0);
  info->id = mb_db_dup_text (stmt, 1);
  info->headline = mb_db_dup_text (stmt, 2);
  info->excerpt = mb_db_dup_text (stmt, 3);
  info->section = mb_db_dup_text (stmt, 4);
  info->state = mb_db_dup_text (stmt, 5);
  info->created_ms = sqlite3_column_int64 (stmt, 6);
  info->updated_ms = MAX (sqlite3_column_int64 (stmt, 7), sqlite3_column_int64 (stmt, 11));
  info->trashed_ms = sqlite3_column_int64 (stmt, 8);
  row->snapshot_seq = (guint64) sqlite3_column_int64 (stmt, 9);
  info->seq = MAX (row->snapshot_seq, (guint64) sqlite3_column_int64 (stmt, 10));

  info->owner = mb_db_dup_text (stmt, 12);
  info->owner_name = mb_db_dup_text (stmt, 13);
  info->state_since_ms = sqlite3_column_int64 (stmt, 14);
  if (info->state_since_ms == 0)
    info->state_since_ms = info->created_ms;

  return row;
}

/**
 * mb_draft_table_list:
 * @db: a connection
 * @error: return location
 *
 * Reads all drafts, the one changed last first.
 *
 * Returns: (transfer full) (element-type MbDraftRow): the drafts
 */
GPtrArray *
mb_draft_table_list (Db *db, GError **error)
{
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func ((GDestroyNotify) mb_draft_row_free);
  g_autoptr (Stmt) stmt = NULL;
  gint64 version = 0;
  gboolean row = FALSE;

  if (!mb_db_read_int (db, "PRAGMA user_version", &version, error))
    return NULL;
  stmt = mb_db_prepare (db,
                        version < 2   ? LIST_WITHOUT_REVIEW
                        : version < 4 ? LIST_WITHOUT_OTHERS
                                      : LIST,
                        error);
  if (!stmt)
    return NULL;
  do {
    if (!mb_db_next (stmt, &row, "listing drafts", error))
      return NULL;
    if (row)
      g_ptr_array_add (rows, read_row (stmt));
  } while (row);

  return g_steal_pointer (&rows);
}
