#include "mb-store-inside.h"

#include "mb-files.h"
#include "mb-opening.h"
#include "mb-store-care.h"

struct _MbStore {
  GObject parent_instance;
  char *folder;
  MbStoreMode mode;
  const MbClock *clock;
  int lock_fd;
  gboolean had_unclean_end;
  int closing;           /* atomic */
  MbStoreWriter *writer; /* NULL when read-only */
  MbWorker *reader;
  Db *db; /* reader thread only; NULL until the first question */
  MbIndex *index;
  gpointer rule; /* MbReviewRule; atomic */
};

/* One question on its way to the reader. */
typedef struct {
  MbStore *store;
  MbReadFunc func;
  gpointer user_data;
  gboolean done;
  GError *error;
} Question;

G_DEFINE_FINAL_TYPE_WITH_CODE (MbStore,
                               mb_store,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (MB_TYPE_ASSETS, mb_store_media_init))

static void
mb_store_dispose (GObject *object)
{
  mb_store_close (MB_STORE (object));

  G_OBJECT_CLASS (mb_store_parent_class)->dispose (object);
}

static void
mb_store_finalize (GObject *object)
{
  MbStore *self = MB_STORE (object);

  g_clear_pointer (&self->folder, g_free);

  G_OBJECT_CLASS (mb_store_parent_class)->finalize (object);
}

static void
mb_store_class_init (MbStoreClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = mb_store_dispose;
  object_class->finalize = mb_store_finalize;
}

static void
mb_store_init (MbStore *self)
{
  self->lock_fd = -1;
}

/* Reader */

static void
ask_in_worker (gpointer user_data)
{
  Question *question = user_data;
  MbStore *self = question->store;

  if (!self->db) {
    g_autofree char *path = g_build_filename (self->folder, MB_FILES_DRAFTS, NULL);

    self->db = mb_db_open (path, MB_DB_READER, &question->error);
  }
  question->done = self->db && question->func (self->db, question->user_data, &question->error);
}

static void
close_reader_in_worker (gpointer user_data)
{
  MbStore *self = user_data;

  g_clear_pointer (&self->db, mb_db_close);
}

gboolean
mb_store_read (MbStore *self, MbReadFunc func, gpointer user_data, GError **error)
{
  Question question = {.store = self, .func = func, .user_data = user_data};

  if (!self->reader) {
    g_set_error_literal (error, MB_STORE_ERROR, MB_STORE_ERROR_FAILED, "the store is closed");
    return FALSE;
  }
  if (mb_worker_is_current (self->reader))
    ask_in_worker (&question);
  else
    mb_worker_call (self->reader, ask_in_worker, &question);
  if (!question.done)
    g_propagate_error (error, question.error);

  return question.done;
}

typedef struct {
  MbListFunc func;
  GPtrArray *rows;
} Listing;

static gboolean
list_in_reader (Db *db, gpointer user_data, GError **error)
{
  Listing *listing = user_data;

  listing->rows = listing->func (db, error);
  return listing->rows != NULL;
}

/* All rows of a table. */
GPtrArray *
mb_store_read_list (MbStore *self, MbListFunc func, GError **error)
{
  Listing listing = {.func = func};

  return mb_store_read (self, list_in_reader, &listing, error) ? listing.rows : NULL;
}

gboolean
mb_store_write (MbStore *self, MbWriteFunc func, gpointer user_data, GError **error)
{
  if (!self->writer) {
    g_set_error_literal (error, MB_STORE_ERROR, MB_STORE_ERROR_READ_ONLY,
                         "the store is open for reading");
    return FALSE;
  }

  return mb_store_writer_write (self->writer, func, user_data, error);
}

MbStoreWriter *
mb_store_get_writer (MbStore *self)
{
  return self->writer;
}

MbWorker *
mb_store_get_reader (MbStore *self)
{
  return self->reader;
}

const MbClock *
mb_store_get_clock (MbStore *self)
{
  return self->clock;
}

gboolean
mb_store_is_closing (MbStore *self)
{
  return g_atomic_int_get (&self->closing) != 0;
}

const int *
mb_store_get_closing (MbStore *self)
{
  return &self->closing;
}

MbIndex *
mb_store_get_index (MbStore *self)
{
  return self->index;
}

void
mb_store_keep_rule (MbStore *self, MbReviewRule rule)
{
  g_atomic_pointer_set (&self->rule, rule);
}

MbReviewRule
mb_store_get_rule (MbStore *self)
{
  return (MbReviewRule) g_atomic_pointer_get (&self->rule);
}

/* Opening */

static void
kept_in_worker (gint64 draft_no, guint64 seq, MbSnapshot *snapshot, gpointer user_data)
{
  MbStore *self = user_data;

  mb_index_put (self->index, draft_no, seq, snapshot);
}

static gboolean
open_to_write (MbStore *self, GError **error)
{
  MbStoreWriterSetup setup = {
    .folder = self->folder,
    .clock = self->clock,
    .kept = kept_in_worker,
    .kept_data = self,
  };

  if (!mb_files_make_folder (self->folder, error) || !mb_files_check_local (self->folder, error))
    return FALSE;
  self->lock_fd = mb_files_lock (self->folder, &self->had_unclean_end, error);
  if (self->lock_fd < 0 || !mb_opening_look (self->folder, TRUE, error))
    return FALSE;
  self->had_unclean_end |= mb_opening_was_cut_off (self->folder);

  self->index = mb_index_new (self->folder, FALSE);
  self->writer = mb_store_writer_new (&setup, error);
  if (!self->writer)
    return FALSE;

  mb_index_catch_up (self->index);
  return TRUE;
}

static gboolean
open_to_read (MbStore *self, GError **error)
{
  if (!mb_opening_look (self->folder, FALSE, error))
    return FALSE;

  self->index = mb_index_new (self->folder, TRUE);
  return TRUE;
}

/* The last session died: look everything over, while the writer is let in. */
static void
look_over_in_worker (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  MbStore *self = source;
  g_autoptr (GError) error = NULL;
  g_autoptr (MbStoreReport) report = NULL;

  if (!mb_store_is_closing (self))
    report = mb_store_verify_sync (self, &error);
  for (guint i = 0; report && i < report->problems->len; i++)
    g_warning ("after the last session's end: %s", (char *) report->problems->pdata[i]);
  if (error)
    g_warning ("the store could not be looked over: %s", error->message);
  g_task_return_boolean (task, TRUE);
}

static void
look_over (MbStore *self)
{
  g_autoptr (GTask) task = g_task_new (self, NULL, NULL, NULL);

  g_task_set_source_tag (task, look_over);
  mb_worker_push (self->reader, task, look_over_in_worker);
}

/**
 * mb_store_open_sync:
 * @folder: where the drafts are
 * @mode: whether to write; then the folder is made where it is missing, and locked
 * @clock: (nullable): the time; `NULL` for the machine's
 * @error: return location
 *
 * Opens the drafts of a folder. Blocks.
 *
 * `MB_STORE_ERROR_IN_USE`: another program writes there, open it to read. `MB_STORE_ERROR_NEWER`: a
 * newer Marbre made it, open it to read. `MB_STORE_ERROR_DAMAGED`: it was left untouched, see
 * mb_store_recover_sync(). `MB_STORE_ERROR_READ_ONLY`, `MB_STORE_ERROR_NETWORK_FS`: choose another
 * folder. `MB_STORE_ERROR_NOT_FOUND`: there is nothing to read.
 *
 * Returns: (transfer full): the store
 */
MbStore *
mb_store_open_sync (const char *folder, MbStoreMode mode, const MbClock *clock, GError **error)
{
  g_autoptr (MbStore) self = NULL;

  g_return_val_if_fail (folder != NULL, NULL);

  self = g_object_new (MB_TYPE_STORE, NULL);
  self->folder = g_strdup (folder);
  self->mode = mode;
  self->clock = clock ? clock : mb_clock_system ();
  self->reader = mb_worker_new ("store-reader");
  if (!(mode == MB_STORE_READ_WRITE ? open_to_write : open_to_read) (self, error))
    return NULL;
  if (self->had_unclean_end)
    look_over (self);

  return g_steal_pointer (&self);
}

/**
 * mb_store_get_mode:
 * @self: a store
 *
 * Whether it can be written.
 */
MbStoreMode
mb_store_get_mode (MbStore *self)
{
  g_return_val_if_fail (MB_IS_STORE (self), MB_STORE_READ_ONLY);

  return self->mode;
}

/**
 * mb_store_get_folder:
 * @self: a store
 *
 * Where it is.
 */
const char *
mb_store_get_folder (MbStore *self)
{
  g_return_val_if_fail (MB_IS_STORE (self), NULL);

  return self->folder;
}

/**
 * mb_store_had_unclean_end:
 * @self: a store
 *
 * Whether the last session that wrote there ended in the middle of its work.
 */
gboolean
mb_store_had_unclean_end (MbStore *self)
{
  g_return_val_if_fail (MB_IS_STORE (self), FALSE);

  return self->had_unclean_end;
}

/**
 * mb_store_close:
 * @self: a store
 *
 * Writes what waits, ends the threads and lets the folder go. Blocks; ask the journals for a flush
 * before, which can say that it failed. A second call does nothing.
 */
void
mb_store_close (MbStore *self)
{
  gboolean clean = TRUE;

  g_return_if_fail (MB_IS_STORE (self));

  g_atomic_int_set (&self->closing, 1);
  if (self->reader) {
    mb_worker_post (self->reader, close_reader_in_worker, self, NULL);
    mb_worker_stop (self->reader);
    g_clear_object (&self->reader);
  }
  if (self->writer)
    mb_store_writer_flush (self->writer);
  if (self->index && !self->writer)
    g_clear_pointer (&self->index, mb_index_close);
  if (self->writer)
    clean = mb_store_writer_close (g_steal_pointer (&self->writer));
  g_clear_pointer (&self->index, mb_index_close);
  if (self->lock_fd >= 0)
    mb_files_unlock (self->lock_fd, clean);
  self->lock_fd = -1;
}
