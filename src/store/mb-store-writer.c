#include "mb-store-writer.h"

#include "mb-files.h"
#include "mb-migration.h"
#include "mb-opening.h"
#include "mb-weaken.h"
#include "mb-store-writer-link.h"

#include <sys/stat.h>
#include <unistd.h>

#define WINDOW_US ((MB_WEAK_LATE ? 1000 : 200) * G_TIME_SPAN_MILLISECOND)
#define WINDOW_OPS 64
#define RETRY_US (2 * G_TIME_SPAN_SECOND)
#define IDLE_US (30 * G_TIME_SPAN_SECOND)
#define WAL_TRIM_BYTES (8 * 1024 * 1024)

/* What waits for the next transaction: a change, or a wish to keep the state that was reached. */
typedef struct {
  MbStoreWriterLink *link; /* NULL for a wish */
  MbTransaction *transaction;
  MbSnapshot *snapshot;
  const char *reason;
  guint64 seq;
  gint64 time_us;
} Op;

/* All but the setup belongs to the worker. */
struct _MbStoreWriter {
  char *folder;
  char *path;
  const MbClock *clock;
  MbBatchKeptFunc kept;
  gpointer kept_data;
  MbWorker *worker;
  Db *db;           /* NULL while the disk refuses even to be opened */
  gboolean refused; /* since then the database was not looked at */
  MbBatch *batch;
  GPtrArray *pending; /* Op */
  GError *failed;     /* why what is pending is not on disk yet */
};

typedef struct {
  MbStoreWriter *writer;
  Op *op;
  MbWriteFunc func;
  gpointer user_data;
  gboolean done;
  GError *error;
} Call;

static void
op_free (Op *op)
{
  g_clear_pointer (&op->link, mb_store_writer_link_unref);
  g_clear_pointer (&op->transaction, mb_transaction_unref);
  g_clear_pointer (&op->snapshot, mb_snapshot_unref);
  g_free (op);
}

/* After the disk refused a write, what the system believes to be written may not be, and it will
 * not be tried again: look, and write what the log holds to the database, so that what follows does
 * not stand on a frame that is nowhere. What an earlier session left is brought over, too, unless
 * somebody reads it just now or there is no room. */
static gboolean
make_sure (MbStoreWriter *self, Db *db, GError **error)
{
  g_autoptr (GError) reason = NULL;

  if (self->refused && !mb_db_quick_check (db, error))
    return FALSE;
  if (mb_db_empty_log (db, &reason))
    return TRUE;
  if (!self->refused && reason->code != MB_STORE_ERROR_IO)
    return TRUE;

  g_propagate_error (error, g_steal_pointer (&reason));
  return FALSE;
}

/* How far a journal is on disk, when that is a state which it has pushed. */
static guint64
find_written (MbStoreWriter *self, const Op *op)
{
  const char *id = mb_snapshot_get_article_id (mb_transaction_get_result (op->transaction));
  g_autoptr (MbSnapshot) snapshot = NULL;
  guint64 seq = 0;

  if (!mb_batch_read (self->batch, id, &seq, &snapshot, NULL) || !snapshot)
    return 0;
  for (guint i = 0; i < self->pending->len; i++) {
    const Op *other = g_ptr_array_index (self->pending, i);

    if (other->link == op->link && other->seq == seq &&
        mb_snapshot_equal (mb_transaction_get_result (other->transaction), snapshot))
      return seq;
  }

  return 0;
}

static void
drop_written (MbStoreWriter *self, const Op *first, guint64 seq)
{
  g_autoptr (MbStoreWriterLink) link = mb_store_writer_link_ref (first->link);

  for (guint i = self->pending->len; i > 0; i--) {
    const Op *op = g_ptr_array_index (self->pending, i - 1);

    if (op->link == link && op->seq <= seq)
      g_ptr_array_remove_index (self->pending, i - 1);
  }
  mb_store_writer_link_tell (link, seq, NULL);
}

/* A COMMIT that failed may have arrived all the same: what it held is not written twice. */
static void
skip_written (MbStoreWriter *self)
{
  for (guint i = 0; i < self->pending->len; i++) {
    const Op *op = g_ptr_array_index (self->pending, i);
    guint64 seq = op->link ? find_written (self, op) : 0;

    if (!op->link || seq < op->seq)
      continue;
    drop_written (self, op, seq);
    i = G_MAXUINT; /* from the beginning */
  }
}

static gboolean
open_db (MbStoreWriter *self, GError **error)
{
  g_autoptr (Db) db = NULL;

  if (self->db)
    return TRUE;

  db = mb_db_open (self->path, MB_DB_WRITER, error);
  if (!db || !make_sure (self, db, error) || !mb_migration_run (db, error))
    return FALSE;

  self->db = g_steal_pointer (&db);
  mb_batch_set_db (self->batch, self->db);
  if (self->refused)
    skip_written (self);
  self->refused = FALSE;
  return TRUE;
}

static gboolean
reopen_db (MbStoreWriter *self)
{
  g_autoptr (GError) error = NULL;

  if (MB_WEAK_REFUSAL)
    return TRUE;

  self->refused = TRUE;
  mb_batch_set_db (self->batch, NULL);
  g_clear_pointer (&self->db, mb_db_close);
  if (open_db (self, &error))
    return TRUE;

  g_warning ("the store cannot be opened again: %s", error->message);
  return FALSE;
}

/* Typing that waits for the same transaction becomes one row. */
static gboolean
goes_with (const Op *first, const Op *next)
{
  return first->link == next->link &&
         mb_transaction_get_origin (first->transaction) == MB_ORIGIN_TYPING &&
         mb_transaction_get_origin (next->transaction) == MB_ORIGIN_TYPING &&
         g_strcmp0 (mb_transaction_get_author (first->transaction),
                    mb_transaction_get_author (next->transaction)) == 0 &&
         g_strcmp0 (mb_transaction_get_coalescing_key (first->transaction),
                    mb_transaction_get_coalescing_key (next->transaction)) == 0;
}

static gboolean
write_row (MbStoreWriter *self, guint first, guint n_ops, GError **error)
{
  g_autoptr (GPtrArray) run = g_ptr_array_new ();
  g_autoptr (MbTransaction) row = NULL;
  Op *op = g_ptr_array_index (self->pending, first);
  Op *last = g_ptr_array_index (self->pending, first + n_ops - 1);
  guint64 seqs[] = {op->seq - 1, last->seq};

  for (guint i = 0; i < n_ops; i++) {
    Op *one = g_ptr_array_index (self->pending, first + i);

    g_ptr_array_add (run, one->transaction);
  }
  row = mb_transaction_squash ((MbTransaction *const *) run->pdata, n_ops);

  return mb_batch_add (self->batch, row, seqs, error);
}

/* `culprit` is set to the draft that cannot be written, when it is one draft's fault. */
static gboolean
write_ops (MbStoreWriter *self, MbStoreWriterLink **culprit, GError **error)
{
  guint n_ops = 1;

  for (guint i = 0; i < self->pending->len; i += n_ops) {
    Op *op = g_ptr_array_index (self->pending, i);

    n_ops = 1;
    *culprit = op->link;
    if (!op->link) {
      g_autoptr (GError) reason = NULL;

      if (!mb_batch_keep (self->batch, op->snapshot, op->seq, op->reason, &reason) &&
          reason->code != MB_STORE_ERROR_CONFLICT && reason->code != MB_STORE_ERROR_NOT_FOUND) {
        g_propagate_error (error, g_steal_pointer (&reason));
        return FALSE;
      }
      continue;
    }
    while (i + n_ops < self->pending->len) {
      const Op *next = g_ptr_array_index (self->pending, i + n_ops);

      if (!next->link || !goes_with (op, next))
        break;
      n_ops++;
    }
    if (!write_row (self, i, n_ops, error))
      return FALSE;
  }

  *culprit = NULL;
  return TRUE;
}

/* Each journal once, with its newest number. */
static void
tell_all (MbStoreWriter *self, const GError *error)
{
  g_autoptr (GHashTable) told = g_hash_table_new (NULL, NULL);

  for (guint i = self->pending->len; i > 0; i--) {
    Op *op = g_ptr_array_index (self->pending, i - 1);

    if (op->link && g_hash_table_add (told, op->link))
      mb_store_writer_link_tell (op->link, op->seq, error);
  }
}

static gboolean
write_batch (MbStoreWriter *self, MbStoreWriterLink **culprit, GError **error)
{
  if (!open_db (self, error) || !mb_db_begin (self->db, error))
    return FALSE;

  if (!write_ops (self, culprit, error)) {
    mb_db_roll_back (self->db);
    mb_batch_rolled_back (self->batch);
    return FALSE;
  }
  if (MB_WEAK_EARLY_ACK)
    tell_all (self, NULL);
  if (!mb_db_commit (self->db, error)) {
    mb_batch_rolled_back (self->batch);
    return FALSE;
  }

  mb_batch_committed (self->batch, self->kept, self->kept_data);
  return TRUE;
}

/* One draft that does not fit must not hold the others back. Its changes stay in its article. */
static void
set_aside (MbStoreWriter *self, MbStoreWriterLink *culprit, const GError *error)
{
  g_autoptr (MbStoreWriterLink) link = mb_store_writer_link_ref (culprit);

  g_clear_error (&link->broken);
  link->broken = g_error_copy (error);
  mb_store_writer_link_tell (link, 0, error);
  for (guint i = self->pending->len; i > 0; i--) {
    Op *op = g_ptr_array_index (self->pending, i - 1);

    if (op->link == link)
      g_ptr_array_remove_index (self->pending, i - 1);
  }
}

/* Whether to try again at once; `n_tries` is how often it has failed in a row. */
static gboolean
mend (MbStoreWriter *self, MbStoreWriterLink *culprit, guint n_tries, const GError *error)
{
  if (error->domain != MB_STORE_ERROR)
    return FALSE;
  if (culprit && error->code == MB_STORE_ERROR_CONFLICT) {
    set_aside (self, culprit, error);
    return TRUE;
  }

  switch ((MbStoreError) error->code) {
  case MB_STORE_ERROR_FULL:
    return mb_files_release_reserve (self->folder);
  case MB_STORE_ERROR_IO:
    return n_tries == 1 && reopen_db (self);
  case MB_STORE_ERROR_FAILED:
  case MB_STORE_ERROR_NOT_FOUND:
  case MB_STORE_ERROR_CONFLICT:
  case MB_STORE_ERROR_READ_ONLY:
  case MB_STORE_ERROR_IN_USE:
  case MB_STORE_ERROR_DAMAGED:
  case MB_STORE_ERROR_NEWER:
  case MB_STORE_ERROR_NETWORK_FS:
    break;
  }

  return FALSE;
}

static void
trim_wal (MbStoreWriter *self)
{
  g_autofree char *wal = g_strconcat (self->path, "-wal", NULL);
  g_autoptr (GError) error = NULL;
  struct stat facts;

  if (!self->db || stat (wal, &facts) != 0 || facts.st_size <= WAL_TRIM_BYTES)
    return;
  if (mb_db_empty_log (self->db, &error))
    return;

  g_info ("the WAL stays long: %s", error->message);
  if (error->code == MB_STORE_ERROR_IO)
    reopen_db (self);
}

static void commit_pending (MbStoreWriter *self);

static void
alarm_in_worker (gpointer user_data)
{
  MbStoreWriter *self = user_data;

  if (self->pending->len > 0)
    commit_pending (self);
  else
    trim_wal (self);
}

static void
set_alarm (MbStoreWriter *self, gint64 delay_us)
{
  mb_worker_wake_at (self->worker, g_get_monotonic_time () + delay_us, alarm_in_worker, self);
}

/* Everything that waits goes to the disk in one transaction, or stays where it is. */
static void
commit_pending (MbStoreWriter *self)
{
  for (guint n_tries = 1; self->pending->len > 0; n_tries++) {
    g_autoptr (GError) error = NULL;
    MbStoreWriterLink *culprit = NULL;

    if (write_batch (self, &culprit, &error)) {
      if (!MB_WEAK_EARLY_ACK)
        tell_all (self, NULL);
      g_ptr_array_set_size (self->pending, 0);
      break;
    }
    if (mend (self, culprit, n_tries, error))
      continue;

    g_clear_error (&self->failed);
    self->failed = g_steal_pointer (&error);
    tell_all (self, self->failed);
    set_alarm (self, RETRY_US);
    return;
  }

  g_clear_error (&self->failed);
  set_alarm (self, IDLE_US);
}

static void
take_op_in_worker (gpointer user_data)
{
  Call *call = user_data;
  MbStoreWriter *self = call->writer;
  Op *op = call->op;
  gint64 left_us = op->time_us + WINDOW_US - g_get_monotonic_time ();

  if (op->link && op->link->broken) {
    mb_store_writer_link_tell (op->link, 0, op->link->broken);
    op_free (op);
    return;
  }

  g_ptr_array_add (self->pending, op);
  if (self->failed)
    return;
  if (self->pending->len >= WINDOW_OPS || left_us <= 0)
    commit_pending (self);
  else if (self->pending->len == 1)
    set_alarm (self, left_us);
}

static void
flush_in_worker (gpointer user_data)
{
  commit_pending (user_data);
}

/* The file's name is on the disk before there is a log: a log alone would be a damaged store. */
static gboolean
make_file (MbStoreWriter *self, GError **error)
{
  g_autoptr (GBytes) nothing = g_bytes_new_static ("", 0);

  return mb_files_keep (self->folder, MB_FILES_DRAFTS, nothing, error);
}

static void
open_in_worker (gpointer user_data)
{
  Call *call = user_data;
  MbStoreWriter *self = call->writer;
  struct stat facts;
  gboolean is_new = stat (self->path, &facts) != 0 || facts.st_size == 0;

  call->done = (!is_new || make_file (self, &call->error)) && open_db (self, &call->error);
  if (call->done || !is_new)
    return;

  mb_batch_set_db (self->batch, NULL);
  g_clear_pointer (&self->db, mb_db_close);
  mb_opening_remove_stillborn (self->folder);
}

static void
close_in_worker (gpointer user_data)
{
  MbStoreWriter *self = user_data;

  commit_pending (self);
  if (self->db)
    sqlite3_wal_checkpoint_v2 (self->db, NULL, SQLITE_CHECKPOINT_TRUNCATE, NULL, NULL);
  g_clear_pointer (&self->batch, mb_batch_free);
  g_clear_pointer (&self->db, mb_db_close);
}

static void
make_reserve_in_worker (gpointer user_data)
{
  MbStoreWriter *self = user_data;

  mb_files_make_reserve (self->folder);
}

static gboolean
write_once (Call *call, GError **error)
{
  MbStoreWriter *self = call->writer;

  if (!open_db (self, error) || !mb_db_begin (self->db, error))
    return FALSE;
  if (!call->func (self->db, call->user_data, error)) {
    mb_db_roll_back (self->db);
    return FALSE;
  }

  return mb_db_commit (self->db, error);
}

static void
write_in_worker (gpointer user_data)
{
  Call *call = user_data;

  if (!call->writer->failed)
    commit_pending (call->writer);
  for (guint n_tries = 1;; n_tries++) {
    g_autoptr (GError) error = NULL;

    call->done = write_once (call, &error);
    if (call->done) {
      mb_batch_forget (call->writer->batch);
      return;
    }
    if (mend (call->writer, NULL, n_tries, error))
      continue;
    call->error = g_steal_pointer (&error);
    return;
  }
}

/**
 * mb_store_writer_new:
 * @setup: the store's folder, locked, and whom to tell of new snapshots
 * @error: return location
 *
 * Starts the writer and opens the store's tables. Blocks.
 *
 * Returns: the writer
 */
MbStoreWriter *
mb_store_writer_new (const MbStoreWriterSetup *setup, GError **error)
{
  MbStoreWriter *self = g_new0 (MbStoreWriter, 1);
  Call call = {.writer = self};

  self->folder = g_strdup (setup->folder);
  self->path = g_build_filename (setup->folder, MB_FILES_DRAFTS, NULL);
  self->clock = setup->clock;
  self->kept = setup->kept;
  self->kept_data = setup->kept_data;
  self->batch = mb_batch_new (setup->clock);
  self->pending = g_ptr_array_new_with_free_func ((GDestroyNotify) op_free);
  self->worker = mb_worker_new ("store-writer");
  mb_worker_call (self->worker, open_in_worker, &call);
  if (!call.done) {
    g_propagate_error (error, call.error);
    mb_store_writer_close (self);
    return NULL;
  }

  mb_worker_post (self->worker, make_reserve_in_worker, self, NULL);
  return self;
}

/**
 * mb_store_writer_close:
 * @self: (transfer full): a writer
 *
 * Writes what waits, ends the thread and frees the writer.
 *
 * Returns: whether nothing had to be left behind
 */
gboolean
mb_store_writer_close (MbStoreWriter *self)
{
  gboolean clean = FALSE;

  mb_worker_post (self->worker, close_in_worker, self, NULL);
  mb_worker_stop (self->worker);
  clean = self->pending->len == 0;
  g_clear_object (&self->worker);
  g_clear_pointer (&self->pending, g_ptr_array_unref);
  g_clear_error (&self->failed);
  g_clear_pointer (&self->folder, g_free);
  g_clear_pointer (&self->path, g_free);
  g_free (self);

  return clean;
}

typedef struct {
  MbStoreWriter *writer;
  MbReviewRule rule;
} NewRule;

static void
set_rule_in_worker (gpointer user_data)
{
  const NewRule *change = user_data;

  mb_batch_set_rule (change->writer->batch, change->rule);
}

/**
 * mb_store_writer_set_rule:
 * @self: a writer
 * @rule: what an edit does to an approval
 *
 * Has edits of approved drafts judged from now on. Does not block.
 */
void
mb_store_writer_set_rule (MbStoreWriter *self, MbReviewRule rule)
{
  NewRule *change = g_new0 (NewRule, 1);

  change->writer = self;
  change->rule = rule;
  mb_worker_post (self->worker, set_rule_in_worker, change, g_free);
}

/**
 * mb_store_writer_get_worker:
 * @self: a writer
 *
 * Its thread, for jobs of several steps.
 */
MbWorker *
mb_store_writer_get_worker (MbStoreWriter *self)
{
  return self->worker;
}

/**
 * mb_store_writer_get_db:
 * @self: a writer
 * @error: return location
 *
 * The connection that writes. On the writer's own thread; not to be kept.
 *
 * Returns: (transfer none): the connection
 */
Db *
mb_store_writer_get_db (MbStoreWriter *self, GError **error)
{
  return open_db (self, error) ? self->db : NULL;
}

static void
push_op (MbStoreWriter *self, Op *op)
{
  Call *call = g_new0 (Call, 1);

  call->writer = self;
  call->op = op;
  op->time_us = g_get_monotonic_time ();
  mb_worker_post (self->worker, take_op_in_worker, call, g_free);
}

/**
 * mb_store_writer_push:
 * @self: a writer
 * @link: whom to tell
 * @transaction: what happened to an article
 * @seq: its number
 *
 * Has a change written within 200 ms. Does not block.
 */
void
mb_store_writer_push (MbStoreWriter *self,
                      MbStoreWriterLink *link,
                      MbTransaction *transaction,
                      guint64 seq)
{
  Op *op = g_new0 (Op, 1);

  op->link = mb_store_writer_link_ref (link);
  op->transaction = mb_transaction_ref (transaction);
  op->seq = seq;
  push_op (self, op);
}

/**
 * mb_store_writer_keep:
 * @self: a writer
 * @snapshot: an article as it is after the changes pushed so far
 * @seq: number of the last of them
 * @reason: static: a word of the versions' list
 *
 * Has what waits written at once, with a snapshot if anything changed since the last one. Does not
 * block.
 */
void
mb_store_writer_keep (MbStoreWriter *self, MbSnapshot *snapshot, guint64 seq, const char *reason)
{
  Op *op = g_new0 (Op, 1);

  op->snapshot = mb_snapshot_ref (snapshot);
  op->reason = reason;
  op->seq = seq;
  push_op (self, op);
  mb_store_writer_flush (self);
}

/**
 * mb_store_writer_flush:
 * @self: a writer
 *
 * Has what waits written now. Does not block.
 */
void
mb_store_writer_flush (MbStoreWriter *self)
{
  mb_worker_post (self->worker, flush_in_worker, self, NULL);
}

/**
 * mb_store_writer_flush_in_worker:
 * @self: a writer
 * @link: whose changes
 * @error: return location
 *
 * Writes what waits. On the writer's own thread.
 *
 * Returns: whether all changes pushed with @link are on disk
 */
gboolean
mb_store_writer_flush_in_worker (MbStoreWriter *self, MbStoreWriterLink *link, GError **error)
{
  const GError *reason = NULL;

  commit_pending (self);
  reason = link->broken ? link->broken : self->failed;
  if (!reason)
    return TRUE;

  g_propagate_error (error, g_error_copy (reason));
  return FALSE;
}

/**
 * mb_store_writer_write:
 * @self: a writer
 * @func: what to write, inside a transaction
 * @user_data: for it
 * @error: return location
 *
 * Writes what waits, then something of one's own, durably. Blocks; called from the writer's own
 * thread it runs there. @func may run twice, after the first time was rolled back.
 *
 * Returns: whether it is on disk
 */
gboolean
mb_store_writer_write (MbStoreWriter *self, MbWriteFunc func, gpointer user_data, GError **error)
{
  Call call = {.writer = self, .func = func, .user_data = user_data};

  if (mb_worker_is_current (self->worker))
    write_in_worker (&call);
  else
    mb_worker_call (self->worker, write_in_worker, &call);
  if (!call.done)
    g_propagate_error (error, call.error);

  return call.done;
}
