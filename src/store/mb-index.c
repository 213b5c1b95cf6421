#include "mb-index.h"

#include "mb-draft-table.h"
#include "mb-files.h"
#include "mb-fold.h"
#include "mb-index-table.h"
#include "mb-load.h"
#include "mb-worker.h"

#include <unistd.h>

#define SLICE_DRAFTS 20

struct _MbIndex {
  char *drafts_path;
  char *index_path;
  gboolean read_only;
  MbWorker *worker;
  int closing; /* atomic */
  Db *drafts;  /* worker alone, as all that follows */
  Db *db;      /* NULL: no index */
  gboolean tried;
  GPtrArray *behind; /* MbDraftRow; what is still to be indexed */
};

typedef struct {
  MbIndex *index;
  gint64 draft_no;
  guint64 seq;
  MbSnapshot *snapshot;
  GPtrArray *rows;
  const char *query;
  GPtrArray *hits;
  GError *error;
} Job;

static void
job_free (Job *job)
{
  g_clear_pointer (&job->snapshot, mb_snapshot_unref);
  g_free (job);
}

/* A damaged or foreign index is worth nothing: it is made again. */
static Db *
open_index (MbIndex *self)
{
  g_autoptr (Db) db = NULL;
  g_autoptr (GError) error = NULL;

  if (self->read_only && access (self->index_path, R_OK) != 0)
    return NULL;
  db = mb_db_open (self->index_path, self->read_only ? MB_DB_READER : MB_DB_INDEX, &error);
  if (db && (self->read_only || mb_index_table_make (db, &error)))
    return g_steal_pointer (&db);

  g_info ("the index cannot be used: %s", error->message);
  return NULL;
}

static void
remove_index (MbIndex *self)
{
  g_autofree char *wal = g_strconcat (self->index_path, "-wal", NULL);
  g_autofree char *shm = g_strconcat (self->index_path, "-shm", NULL);

  g_clear_pointer (&self->db, mb_db_close);
  unlink (self->index_path);
  unlink (wal);
  unlink (shm);
}

static Db *
get_index (MbIndex *self)
{
  if (self->tried)
    return self->db;

  self->tried = TRUE;
  self->db = open_index (self);
  if (!self->db && !self->read_only) {
    remove_index (self);
    self->db = open_index (self);
  }

  return self->db;
}

static Db *
get_drafts (MbIndex *self, GError **error)
{
  if (!self->drafts)
    self->drafts = mb_db_open (self->drafts_path, MB_DB_READER, error);

  return self->drafts;
}

static void
put (MbIndex *self, gint64 draft_no, guint64 seq, MbSnapshot *snapshot)
{
  g_autoptr (GError) error = NULL;
  Db *db = get_index (self);

  if (!db)
    return;
  if (mb_db_begin (db, &error) && mb_index_table_put (db, draft_no, seq, snapshot, &error) &&
      mb_db_commit (db, &error))
    return;

  mb_db_roll_back (db);
  g_info ("a draft could not be indexed: %s", error->message);
  if (!g_error_matches (error, MB_STORE_ERROR, MB_STORE_ERROR_FULL)) {
    remove_index (self);
    self->tried = FALSE;
  }
}

static void
put_in_worker (gpointer user_data)
{
  Job *job = user_data;

  put (job->index, job->draft_no, job->seq, job->snapshot);
}

static void
load_and_put (MbIndex *self, const MbDraftRow *row)
{
  g_auto (MbLoaded) loaded = {0};
  g_autoptr (GError) error = NULL;

  if (mb_load_draft (self->drafts, row->draft_no, &loaded, &error) && loaded.snapshot)
    put (self, row->draft_no, row->info->seq, loaded.snapshot);
}

static gboolean
is_indexed (GHashTable *seqs, const MbDraftRow *row)
{
  const gint64 *seq = seqs ? g_hash_table_lookup (seqs, &row->draft_no) : NULL;

  return seq && (guint64) *seq == row->info->seq;
}

/* In slices, so that a search or the end of the program never waits for it. */
static void
slice_in_worker (gpointer user_data)
{
  MbIndex *self = user_data;

  for (guint i = 0; i < SLICE_DRAFTS && self->behind && self->behind->len > 0; i++) {
    if (g_atomic_int_get (&self->closing))
      return;
    load_and_put (self, g_ptr_array_index (self->behind, self->behind->len - 1));
    g_ptr_array_set_size (self->behind, (int) self->behind->len - 1);
  }
  if (self->behind && self->behind->len > 0 && !g_atomic_int_get (&self->closing))
    mb_worker_post (self->worker, slice_in_worker, self, NULL);
}

static void
catch_up_in_worker (gpointer user_data)
{
  MbIndex *self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GHashTable) seqs = NULL;
  Db *drafts = get_drafts (self, &error);

  if (!drafts || !get_index (self) || g_atomic_int_get (&self->closing))
    return;
  seqs = mb_index_table_list (self->db, &error);
  g_clear_pointer (&self->behind, g_ptr_array_unref);
  self->behind = seqs ? mb_draft_table_list (drafts, &error) : NULL;
  if (!self->behind)
    return;

  for (guint i = self->behind->len; i > 0; i--)
    if (is_indexed (seqs, g_ptr_array_index (self->behind, i - 1)))
      g_ptr_array_remove_index (self->behind, i - 1);
  slice_in_worker (self);
}

/* A hit's excerpt, or NULL when it is none. */
static char *
match (MbIndex *self, const Job *job, const MbDraftRow *row, gboolean *hit)
{
  g_auto (MbLoaded) loaded = {0};
  g_autofree char *body = NULL;

  *hit = FALSE;
  if (!self->drafts || !mb_load_draft (self->drafts, row->draft_no, &loaded, NULL) ||
      !loaded.snapshot)
    return NULL;

  mb_draft_info_take_facts (row->info, loaded.snapshot);
  body = mb_draft_info_dup_body (loaded.snapshot);
  *hit = mb_fold_matches (body, job->query);
  return *hit ? mb_fold_excerpt (body, job->query) : NULL;
}

static void
search_in_worker (gpointer user_data)
{
  Job *job = user_data;
  MbIndex *self = job->index;
  Db *db = get_index (self);
  g_autoptr (GHashTable) seqs = db ? mb_index_table_list (db, NULL) : NULL;
  g_autoptr (GHashTable) found = seqs ? mb_index_table_search (db, job->query, NULL) : NULL;

  if (!get_drafts (self, &job->error))
    return;

  job->hits = g_ptr_array_new ();
  for (guint i = 0; i < job->rows->len; i++) {
    MbDraftRow *row = g_ptr_array_index (job->rows, i);
    g_autofree char *excerpt = NULL;
    gboolean hit = FALSE;

    if (found && is_indexed (seqs, row)) {
      hit = g_hash_table_contains (found, &row->draft_no);
      if (hit) {
        g_autofree char *body = mb_index_table_dup_body (db, row->draft_no, NULL);

        excerpt = body ? mb_fold_excerpt (body, job->query) : NULL;
      }
    } else {
      excerpt = match (self, job, row, &hit);
    }
    if (hit && excerpt)
      g_set_str (&row->info->excerpt, excerpt);
    if (hit)
      g_ptr_array_add (job->hits, row);
  }
}

static void
close_in_worker (gpointer user_data)
{
  MbIndex *self = user_data;

  g_clear_pointer (&self->db, mb_db_close);
  g_clear_pointer (&self->drafts, mb_db_close);
  g_clear_pointer (&self->behind, g_ptr_array_unref);
}

/**
 * mb_index_new:
 * @folder: the store's
 * @read_only: whether nothing may be written there
 *
 * Starts the search's thread; files are opened when they are needed.
 *
 * Returns: (transfer full): the index
 */
MbIndex *
mb_index_new (const char *folder, gboolean read_only)
{
  MbIndex *self = g_new0 (MbIndex, 1);

  self->drafts_path = g_build_filename (folder, MB_FILES_DRAFTS, NULL);
  self->index_path = g_build_filename (folder, MB_FILES_INDEX, NULL);
  self->read_only = read_only;
  self->worker = mb_worker_new ("store-index");

  return self;
}

/**
 * mb_index_close:
 * @self: (transfer full): an index
 *
 * Ends the thread and frees the index; what is not indexed yet will be next time.
 */
void
mb_index_close (MbIndex *self)
{
  g_atomic_int_set (&self->closing, 1);
  mb_worker_post (self->worker, close_in_worker, self, NULL);
  mb_worker_stop (self->worker);
  g_clear_object (&self->worker);
  g_free (self->drafts_path);
  g_free (self->index_path);
  g_free (self);
}

/**
 * mb_index_put:
 * @self: an index that may be written
 * @draft_no: a draft
 * @seq: its state
 * @snapshot: the draft
 *
 * Has a draft indexed. Does not block; any thread.
 */
void
mb_index_put (MbIndex *self, gint64 draft_no, guint64 seq, MbSnapshot *snapshot)
{
  Job *job = g_new0 (Job, 1);

  job->index = self;
  job->draft_no = draft_no;
  job->seq = seq;
  job->snapshot = mb_snapshot_ref (snapshot);
  mb_worker_post (self->worker, put_in_worker, job, (GDestroyNotify) job_free);
}

/**
 * mb_index_catch_up:
 * @self: an index that may be written
 *
 * Has everything indexed that is not, little by little. Does not block.
 */
void
mb_index_catch_up (MbIndex *self)
{
  mb_worker_post (self->worker, catch_up_in_worker, self, NULL);
}

/**
 * mb_index_search:
 * @self: an index
 * @rows: (element-type MbDraftRow): all drafts; those found get the excerpt around the hit
 * @query: what a person typed
 * @error: return location
 *
 * Finds drafts. Blocks; not from the index's own thread.
 *
 * Returns: (transfer container) (element-type MbDraftRow): those of @rows that were found
 */
GPtrArray *
mb_index_search (MbIndex *self, GPtrArray *rows, const char *query, GError **error)
{
  Job job = {.index = self, .rows = rows, .query = query};

  mb_worker_call (self->worker, search_in_worker, &job);
  if (!job.hits)
    g_propagate_error (error, job.error);

  return job.hits;
}
