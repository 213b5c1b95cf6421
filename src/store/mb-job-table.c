#include "mb-migration.h"
#include "mb-outbox-tables.h"

/* In the order of the columns. */
#define COLUMNS                                                                                    \
  "id, draft_id, site_id, headline, intent, state, step, over, document, digest, options, marker," \
  " attempted, remote_url, remote_version, created_ms, not_before_ms, priority, tries,"            \
  " error_code, error_message, receipt"
#define WANTED                                                                                     \
  " FROM job WHERE over = 0 OR job_no IN (SELECT job_no FROM job WHERE over != 0"                  \
  " ORDER BY job_no DESC LIMIT ?) ORDER BY job_no"

/**
 * mb_job_row_free:
 * @row: (nullable) (transfer full): a job
 *
 * Frees it.
 */
void
mb_job_row_free (MbJobRow *row)
{
  if (!row)
    return;

  g_free (row->id);
  g_free (row->draft_id);
  g_free (row->site_id);
  g_free (row->headline);
  g_clear_pointer (&row->document, g_bytes_unref);
  g_free (row->digest);
  g_free (row->options);
  g_free (row->marker);
  g_free (row->remote_url);
  g_free (row->remote_id);
  g_free (row->remote_version);
  g_free (row->error_message);
  g_free (row->receipt);
  g_free (row);
}

static MbJobRow *
read_job (Stmt *stmt)
{
  MbJobRow *job = g_new0 (MbJobRow, 1);

  job->id = mb_db_dup_text (stmt, 0);
  job->draft_id = mb_db_dup_text (stmt, 1);
  job->site_id = mb_db_dup_text (stmt, 2);
  job->headline = mb_db_dup_text (stmt, 3);
  job->intent = sqlite3_column_int (stmt, 4);
  job->state = sqlite3_column_int (stmt, 5);
  job->step = sqlite3_column_int (stmt, 6);
  job->over = sqlite3_column_int (stmt, 7) != 0;
  job->document = mb_db_dup_bytes (stmt, 8);
  job->digest = mb_db_dup_text (stmt, 9);
  job->options = mb_db_dup_text (stmt, 10);
  job->marker = mb_db_dup_text (stmt, 11);
  job->attempted = sqlite3_column_int (stmt, 12) != 0;
  job->remote_url = mb_db_dup_text (stmt, 13);
  job->remote_version = mb_db_dup_text (stmt, 14);
  job->created_ms = sqlite3_column_int64 (stmt, 15);
  job->not_before_ms = sqlite3_column_int64 (stmt, 16);
  job->priority = sqlite3_column_int (stmt, 17);
  job->tries = (guint) sqlite3_column_int64 (stmt, 18);
  job->error_code = sqlite3_column_int (stmt, 19);
  job->error_message = mb_db_dup_text (stmt, 20);
  job->receipt = mb_db_dup_text (stmt, 21);
  job->remote_id = mb_db_dup_text (stmt, 22);

  return job;
}

static void
bind_job (Stmt *stmt, const MbJobRow *job)
{
  mb_db_bind_text (stmt, 1, job->id);
  mb_db_bind_text (stmt, 2, job->draft_id);
  mb_db_bind_text (stmt, 3, job->site_id);
  mb_db_bind_text (stmt, 4, job->headline ? job->headline : "");
  sqlite3_bind_int (stmt, 5, job->intent);
  sqlite3_bind_int (stmt, 6, job->state);
  sqlite3_bind_int (stmt, 7, job->step);
  sqlite3_bind_int (stmt, 8, job->over ? 1 : 0);
  if (job->document)
    mb_db_bind_bytes (stmt, 9, job->document);
  else
    sqlite3_bind_zeroblob (stmt, 9, 0);
  mb_db_bind_text (stmt, 10, job->digest ? job->digest : "");
  mb_db_bind_text (stmt, 11, job->options);
  mb_db_bind_text (stmt, 12, job->marker ? job->marker : "");
  sqlite3_bind_int (stmt, 13, job->attempted ? 1 : 0);
  mb_db_bind_text (stmt, 14, job->remote_url);
  mb_db_bind_text (stmt, 15, job->remote_version);
  sqlite3_bind_int64 (stmt, 16, job->created_ms);
  sqlite3_bind_int64 (stmt, 17, job->not_before_ms);
  sqlite3_bind_int (stmt, 18, job->priority);
  sqlite3_bind_int64 (stmt, 19, job->tries);
  sqlite3_bind_int (stmt, 20, job->error_code);
  mb_db_bind_text (stmt, 21, job->error_message);
  mb_db_bind_text (stmt, 22, job->receipt);
  mb_db_bind_text (stmt, 23, job->remote_id);
}

/**
 * mb_job_table_list:
 * @db: a connection
 * @n_over: how many of those that are over
 * @error: return location
 *
 * Lists the jobs that are not over and the newest of the others, the oldest first.
 *
 * Returns: (transfer full) (element-type MbJobRow): the jobs
 */
GPtrArray *
mb_job_table_list (Db *db, guint n_over, GError **error)
{
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func ((GDestroyNotify) mb_job_row_free);
  g_autoptr (Stmt) stmt =
    mb_db_prepare (db,
                   mb_migration_has_remote_ids (db) ? "SELECT " COLUMNS ", remote_id" WANTED
                                                    : "SELECT " COLUMNS ", NULL" WANTED,
                   error);
  gboolean row = FALSE;

  if (!stmt)
    return NULL;
  sqlite3_bind_int64 (stmt, 1, n_over);
  do {
    if (!mb_db_next (stmt, &row, "listing jobs", error))
      return NULL;
    if (row)
      g_ptr_array_add (rows, read_job (stmt));
  } while (row);

  return g_steal_pointer (&rows);
}

/**
 * mb_job_table_put:
 * @db: the writer's connection, in a transaction
 * @job: a job
 * @error: return location
 *
 * Inserts a job, or replaces the one with its id.
 *
 * Returns: whether it is written; `MB_STORE_ERROR_CONFLICT` when another job of this draft and site
 * is not over
 */
gboolean
mb_job_table_put (Db *db, const MbJobRow *job, GError **error)
{
  g_autoptr (Stmt) stmt = mb_db_prepare (
    db,
    "INSERT INTO job (" COLUMNS
    ", remote_id) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12,"
    " ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21, ?22, ?23) ON CONFLICT (id) DO UPDATE SET"
    " draft_id = ?2, site_id = ?3, headline = ?4, intent = ?5, state = ?6, step = ?7, over = ?8,"
    " document = ?9, digest = ?10, options = ?11, marker = ?12, attempted = ?13, remote_url = ?14,"
    " remote_version = ?15, created_ms = ?16, not_before_ms = ?17, priority = ?18, tries = ?19,"
    " error_code = ?20, error_message = ?21, receipt = ?22, remote_id = ?23",
    error);

  if (!stmt)
    return FALSE;

  bind_job (stmt, job);
  return mb_db_run (stmt, "keeping a job", error);
}

/**
 * mb_job_table_remove:
 * @db: the writer's connection, in a transaction
 * @job_id: which job
 * @error: return location
 *
 * Forgets a job.
 *
 * Returns: whether it is gone
 */
gboolean
mb_job_table_remove (Db *db, const char *job_id, GError **error)
{
  g_autoptr (Stmt) stmt = mb_db_prepare (db, "DELETE FROM job WHERE id = ?", error);

  if (!stmt)
    return FALSE;

  mb_db_bind_text (stmt, 1, job_id);
  return mb_db_run (stmt, "removing a job", error);
}
