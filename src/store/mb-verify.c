#include "mb-verify.h"

#include "mb-draft-table.h"
#include "mb-files.h"
#include "mb-journal-table.h"
#include "mb-load.h"
#include "mb-media-table.h"
#include "mb-snapshot-table.h"
#include "mb-store-inside.h"

/**
 * mb_store_report_new:
 *
 * Makes a report without problems.
 *
 * Returns: (transfer full): the report
 */
MbStoreReport *
mb_store_report_new (void)
{
  MbStoreReport *self = g_new0 (MbStoreReport, 1);

  self->problems = g_ptr_array_new_with_free_func (g_free);
  return self;
}

/**
 * mb_store_report_free:
 * @report: (nullable) (transfer full): a report
 *
 * Frees it.
 */
void
mb_store_report_free (MbStoreReport *report)
{
  if (!report)
    return;

  g_ptr_array_unref (report->problems);
  g_free (report);
}

/**
 * mb_store_report_add:
 * @self: a report
 * @format: like printf: a problem, in English, without words of an article
 * @...: its arguments
 *
 * Adds a problem.
 */
void
mb_store_report_add (MbStoreReport *self, const char *format, ...)
{
  va_list args;

  va_start (args, format);
  g_ptr_array_add (self->problems, g_strdup_vprintf (format, args));
  va_end (args);
}

static gboolean
verify_snapshots (Db *db, const MbDraftRow *draft, MbStoreReport *report, GError **error)
{
  g_autoptr (GPtrArray) rows = mb_snapshot_table_list (db, draft->draft_no, error);

  if (!rows)
    return FALSE;
  for (guint i = 0; i < rows->len; i++) {
    const MbSnapshotRow *row = g_ptr_array_index (rows, i);
    g_autoptr (MbSnapshotRow) whole = mb_snapshot_table_get (db, draft->draft_no, row->seq, error);

    if (!whole)
      return FALSE;
    report->n_snapshots++;
    if (!whole->sound)
      mb_store_report_add (report, "draft %s: version %" G_GUINT64_FORMAT " is damaged",
                           draft->info->id, row->seq);
  }

  return TRUE;
}

static gboolean
verify_journal (Db *db, const MbDraftRow *draft, MbStoreReport *report, GError **error)
{
  g_autoptr (Stmt) stmt = mb_journal_table_after (db, draft->draft_no, 0, error);
  g_auto (MbJournalRow) journal_row = {0};
  gboolean row = FALSE;

  if (!stmt)
    return FALSE;
  for (;;) {
    if (!mb_db_next (stmt, &row, "reading the journal", error))
      return FALSE;
    if (!row)
      return TRUE;
    mb_journal_table_read (stmt, &journal_row);
    report->n_rows++;
    if (!journal_row.sound)
      mb_store_report_add (report, "draft %s: change %" G_GUINT64_FORMAT " is damaged",
                           draft->info->id, journal_row.seq);
  }
}

static gboolean
verify_draft (Db *db, const MbDraftRow *draft, MbStoreReport *report, GError **error)
{
  g_auto (MbLoaded) loaded = {0};

  report->n_drafts++;
  if (!verify_snapshots (db, draft, report, error) || !verify_journal (db, draft, report, error) ||
      !mb_load_draft (db, draft->draft_no, &loaded, error))
    return FALSE;

  if (!loaded.snapshot)
    mb_store_report_add (report, "draft %s cannot be read", draft->info->id);
  else if (loaded.seq < loaded.head_seq)
    mb_store_report_add (report,
                         "draft %s can be read up to %" G_GUINT64_FORMAT " of %" G_GUINT64_FORMAT,
                         draft->info->id, loaded.seq, loaded.head_seq);
  return TRUE;
}

static gboolean
verify_media (Db *db, const char *folder, MbStoreReport *report, GError **error)
{
  g_autoptr (GPtrArray) hashes = mb_media_table_list (db, error);

  if (!hashes)
    return FALSE;
  for (guint i = 0; i < hashes->len; i++) {
    const char *sha256 = g_ptr_array_index (hashes, i);
    char two[3] = {sha256[0], sha256[1], '\0'};
    g_autofree char *path = g_build_filename (folder, MB_FILES_MEDIA, two, sha256, NULL);
    g_autoptr (GBytes) bytes = mb_files_read (path, NULL);
    g_autofree char *hash = bytes ? g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, bytes) : NULL;

    report->n_media++;
    if (g_strcmp0 (hash, sha256) != 0)
      mb_store_report_add (report, "picture %s is %s", sha256, bytes ? "damaged" : "missing");
  }

  return TRUE;
}

/* Damage is what is looked for: it is told like any other, and the look goes on. */
static gboolean
tell_damage (MbStoreReport *report, const char *where, GError *cause, GError **error)
{
  g_autoptr (GError) damage = cause;

  if (!g_error_matches (damage, MB_STORE_ERROR, MB_STORE_ERROR_DAMAGED)) {
    g_propagate_error (error, g_steal_pointer (&damage));
    return FALSE;
  }
  mb_store_report_add (report, "%s: %s", where, damage->message);

  return TRUE;
}

/**
 * mb_verify_tables:
 * @db: a connection
 * @folder: (nullable): where the pictures are; `NULL` leaves them out
 * @stop: (nullable): gives up when it is not 0
 * @error: return location
 *
 * Reads everything and compares every sum.
 *
 * Returns: (transfer full): what was found
 */
MbStoreReport *
mb_verify_tables (Db *db, const char *folder, const int *stop, GError **error)
{
  g_autoptr (MbStoreReport) report = mb_store_report_new ();
  g_autoptr (GPtrArray) drafts = NULL;
  g_autoptr (GError) reason = NULL;
  GError *cause = NULL;

  if (!mb_db_quick_check (db, &reason))
    mb_store_report_add (report, "the file: %s", reason->message);
  drafts = mb_draft_table_list (db, &cause);
  if (!drafts && !tell_damage (report, "the list of drafts", g_steal_pointer (&cause), error))
    return NULL;
  for (guint i = 0; drafts && i < drafts->len; i++) {
    const MbDraftRow *draft = g_ptr_array_index (drafts, i);
    g_autoptr (GError) damage = NULL;

    if (stop && g_atomic_int_get (stop))
      return g_steal_pointer (&report);
    if (!verify_draft (db, draft, report, &damage))
      mb_store_report_add (report, "draft %s: %s", draft->info->id, damage->message);
  }
  if (folder && !verify_media (db, folder, report, &cause) &&
      !tell_damage (report, "the list of pictures", cause, error))
    return NULL;

  return g_steal_pointer (&report);
}

typedef struct {
  MbStore *store;
  MbStoreReport *report;
} Request;

static gboolean
verify_in_reader (Db *db, gpointer user_data, GError **error)
{
  Request *request = user_data;

  request->report = mb_verify_tables (db, mb_store_get_folder (request->store),
                                      mb_store_get_closing (request->store), error);
  return request->report != NULL;
}

/**
 * mb_store_verify_sync:
 * @self: a store
 * @error: return location
 *
 * Looks everything over: SQLite's own check, every version's hash, every change's sum, every
 * picture's hash. Changes nothing. Blocks, for long when there is much.
 *
 * Returns: (transfer full): what was found
 */
MbStoreReport *
mb_store_verify_sync (MbStore *self, GError **error)
{
  Request request = {.store = self};

  g_return_val_if_fail (MB_IS_STORE (self), NULL);

  return mb_store_read (self, verify_in_reader, &request, error) ? request.report : NULL;
}
