#include "mb-journal.h"

#include "mb-store-inside.h"

struct _MbJournal {
  GObject parent_instance;
  MbStore *store;
  MbArticle *article;
  MbStoreWriterLink *link;
  guint64 acked_seq;
  gint64 acked_time_ms;
};

typedef enum {
  SIGNAL_ACKED,
  SIGNAL_FAILED,
} MbJournalSignals;

/* A flush that somebody waits for. */
typedef struct {
  MbStoreWriter *writer;
  MbStoreWriterLink *link;
  gboolean done;
  GError *error;
} Flush;

static guint signals[SIGNAL_FAILED + 1];

G_DEFINE_FINAL_TYPE (MbJournal, mb_journal, G_TYPE_OBJECT)

static void
flush_free (Flush *flush)
{
  mb_store_writer_link_unref (flush->link);
  g_free (flush);
}

/* From the writer, on the article's thread. */
static void
heard (GObject *listener, guint64 seq, const GError *error)
{
  MbJournal *self = MB_JOURNAL (listener);

  if (error) {
    g_signal_emit (self, signals[SIGNAL_FAILED], 0, error);
    return;
  }
  if (seq <= self->acked_seq)
    return;

  self->acked_seq = seq;
  self->acked_time_ms = mb_clock_wall_ms (mb_store_get_clock (self->store));
  g_signal_emit (self, signals[SIGNAL_ACKED], 0, seq);
}

static void
committed_cb (MbJournal *self, MbTransaction *transaction, MbArticle *article)
{
  MbStoreWriter *writer = mb_store_get_writer (self->store);
  g_autoptr (GError) error = NULL;

  if (writer) {
    mb_store_writer_push (writer, self->link, transaction, mb_article_get_seq (article));
    return;
  }

  error =
    g_error_new_literal (MB_STORE_ERROR, MB_STORE_ERROR_READ_ONLY, "the store is open for reading");
  g_signal_emit (self, signals[SIGNAL_FAILED], 0, error);
}

static void
mb_journal_dispose (GObject *object)
{
  MbJournal *self = MB_JOURNAL (object);

  if (self->article)
    mb_journal_flush (self);
  if (self->article)
    g_signal_handlers_disconnect_by_func (self->article, committed_cb, self);
  g_clear_object (&self->article);
  g_clear_object (&self->store);
  g_clear_pointer (&self->link, mb_store_writer_link_unref);

  G_OBJECT_CLASS (mb_journal_parent_class)->dispose (object);
}

static void
mb_journal_class_init (MbJournalClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = mb_journal_dispose;

  signals[SIGNAL_ACKED] = g_signal_new ("acked", MB_TYPE_JOURNAL, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                        NULL, G_TYPE_NONE, 1, G_TYPE_UINT64);
  signals[SIGNAL_FAILED] = g_signal_new ("failed", MB_TYPE_JOURNAL, G_SIGNAL_RUN_LAST, 0, NULL,
                                         NULL, NULL, G_TYPE_NONE, 1, G_TYPE_ERROR);
}

static void
mb_journal_init (MbJournal *self)
{
}

/**
 * mb_journal_new:
 * @store: where the article is kept
 * @article: an article that was loaded from there, or is new
 *
 * Begins to follow an article: from now on each of its transactions is written within 200 ms. Make
 * and use it on the article's thread.
 *
 * Returns: (transfer full): the journal
 */
MbJournal *
mb_journal_new (MbStore *store, MbArticle *article)
{
  MbJournal *self = NULL;

  g_return_val_if_fail (MB_IS_STORE (store), NULL);
  g_return_val_if_fail (MB_IS_ARTICLE (article), NULL);

  self = g_object_new (MB_TYPE_JOURNAL, NULL);
  self->store = g_object_ref (store);
  self->article = g_object_ref (article);
  self->acked_seq = mb_article_get_seq (article);
  self->link = mb_store_writer_link_new (G_OBJECT (self), heard);
  g_signal_connect_object (article, "committed", G_CALLBACK (committed_cb), self,
                           G_CONNECT_SWAPPED);

  return self;
}

/**
 * mb_journal_get_article:
 * @self: a journal
 *
 * The article that it follows.
 *
 * Returns: (transfer none): the article
 */
MbArticle *
mb_journal_get_article (MbJournal *self)
{
  g_return_val_if_fail (MB_IS_JOURNAL (self), NULL);

  return self->article;
}

/**
 * mb_journal_get_acked_seq:
 * @self: a journal
 *
 * Number of the last transaction that is on disk: COMMIT has returned.
 */
guint64
mb_journal_get_acked_seq (MbJournal *self)
{
  g_return_val_if_fail (MB_IS_JOURNAL (self), 0);

  return self->acked_seq;
}

/**
 * mb_journal_get_acked_time_ms:
 * @self: a journal
 *
 * When that was heard, as wall time for display; 0 when nothing has been written yet.
 */
gint64
mb_journal_get_acked_time_ms (MbJournal *self)
{
  g_return_val_if_fail (MB_IS_JOURNAL (self), 0);

  return self->acked_time_ms;
}

/**
 * mb_journal_flush:
 * @self: a journal
 *
 * Has what waits written now instead of at the end of its 200 ms. Does not block.
 */
void
mb_journal_flush (MbJournal *self)
{
  MbStoreWriter *writer = NULL;

  g_return_if_fail (MB_IS_JOURNAL (self));

  writer = mb_store_get_writer (self->store);
  if (writer)
    mb_store_writer_flush (writer);
}

static void
flush_in_worker (gpointer user_data)
{
  Flush *flush = user_data;

  flush->done = mb_store_writer_flush_in_worker (flush->writer, flush->link, &flush->error);
}

/* A journal of a store that is only read is flushed when there is nothing to write. */
static gboolean
has_nothing_to_write (MbJournal *self, GError **error)
{
  if (mb_article_get_seq (self->article) == self->acked_seq)
    return TRUE;

  g_set_error_literal (error, MB_STORE_ERROR, MB_STORE_ERROR_READ_ONLY,
                       "the store is open for reading");
  return FALSE;
}

/**
 * mb_journal_flush_sync:
 * @self: a journal
 * @error: return location
 *
 * Writes what waits. Blocks; `acked` follows on the main context.
 *
 * Returns: whether all is on disk
 */
gboolean
mb_journal_flush_sync (MbJournal *self, GError **error)
{
  Flush flush = {0};

  g_return_val_if_fail (MB_IS_JOURNAL (self), FALSE);

  flush.writer = mb_store_get_writer (self->store);
  flush.link = self->link;
  if (!flush.writer)
    return has_nothing_to_write (self, error);

  mb_worker_call (mb_store_writer_get_worker (flush.writer), flush_in_worker, &flush);
  if (!flush.done)
    g_propagate_error (error, flush.error);

  return flush.done;
}

static void
flush_task_in_worker (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  Flush *flush = task_data;

  flush_in_worker (flush);
  if (flush->done)
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, g_steal_pointer (&flush->error));
}

/**
 * mb_journal_flush_async:
 * @self: a journal
 * @cancellable: (nullable): is not listened to: what is written is written
 * @callback: called when it is done
 * @user_data: for it
 *
 * Writes what waits. `acked` comes before @callback.
 */
void
mb_journal_flush_async (MbJournal *self,
                        GCancellable *cancellable,
                        GAsyncReadyCallback callback,
                        gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  g_autoptr (GError) error = NULL;
  Flush *flush = NULL;

  g_return_if_fail (MB_IS_JOURNAL (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, mb_journal_flush_async);
  g_task_set_check_cancellable (task, FALSE);
  if (!mb_store_get_writer (self->store)) {
    if (has_nothing_to_write (self, &error))
      g_task_return_boolean (task, TRUE);
    else
      g_task_return_error (task, g_steal_pointer (&error));
    return;
  }

  flush = g_new0 (Flush, 1);
  flush->writer = mb_store_get_writer (self->store);
  flush->link = mb_store_writer_link_ref (self->link);
  g_task_set_task_data (task, flush, (GDestroyNotify) flush_free);
  mb_worker_push (mb_store_writer_get_worker (flush->writer), task, flush_task_in_worker);
}

/**
 * mb_journal_flush_finish:
 * @self: a journal
 * @result: as given to the callback
 * @error: return location
 *
 * Completes a flush.
 *
 * Returns: whether all that was there when it was asked for is on disk
 */
gboolean
mb_journal_flush_finish (MbJournal *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * mb_journal_snapshot:
 * @self: a journal
 *
 * Has the article kept whole, with its journal, if it changed since the last time: on leaving it
 * and on a change of its state. Does not block.
 */
void
mb_journal_snapshot (MbJournal *self)
{
  MbStoreWriter *writer = NULL;

  g_return_if_fail (MB_IS_JOURNAL (self));

  writer = mb_store_get_writer (self->store);
  if (writer)
    mb_store_writer_keep (writer, mb_article_get_snapshot (self->article),
                          mb_article_get_seq (self->article), "left");
}
