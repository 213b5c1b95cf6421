#include "mb-store-writer-link.h"

/* News on its way to the listener's thread. */
typedef struct {
  MbStoreWriterLink *link;
  guint64 seq;
  GError *error;
} News;

/**
 * mb_store_writer_link_new:
 * @listener: whom the writer tells; may die first
 * @heard: called on the thread that made the link
 *
 * Makes the way back from the writer to a journal.
 *
 * Returns: (transfer full): the link
 */
MbStoreWriterLink *
mb_store_writer_link_new (GObject *listener, MbStoreWriterHeard heard)
{
  MbStoreWriterLink *self = g_new0 (MbStoreWriterLink, 1);

  g_atomic_ref_count_init (&self->n_refs);
  self->context = g_main_context_ref_thread_default ();
  g_weak_ref_init (&self->listener, listener);
  self->heard = heard;

  return self;
}

/**
 * mb_store_writer_link_ref:
 * @self: a link
 *
 * Takes a reference. Any thread.
 *
 * Returns: (transfer full): @self
 */
MbStoreWriterLink *
mb_store_writer_link_ref (MbStoreWriterLink *self)
{
  g_atomic_ref_count_inc (&self->n_refs);
  return self;
}

/**
 * mb_store_writer_link_unref:
 * @self: (transfer full): a link
 *
 * Drops a reference. Any thread.
 */
void
mb_store_writer_link_unref (MbStoreWriterLink *self)
{
  if (!g_atomic_ref_count_dec (&self->n_refs))
    return;

  g_main_context_unref (self->context);
  g_weak_ref_clear (&self->listener);
  g_clear_error (&self->broken);
  g_free (self);
}

static void
news_free (News *news)
{
  mb_store_writer_link_unref (news->link);
  g_clear_error (&news->error);
  g_free (news);
}

static gboolean
tell_cb (gpointer user_data)
{
  News *news = user_data;
  g_autoptr (GObject) listener = g_weak_ref_get (&news->link->listener);

  if (listener)
    news->link->heard (listener, news->seq, news->error);

  return G_SOURCE_REMOVE;
}

/**
 * mb_store_writer_link_tell:
 * @self: a link
 * @seq: what is on disk, when @error is %NULL
 * @error: (nullable): why the writes failed
 *
 * Sends news to the listener's thread.
 */
void
mb_store_writer_link_tell (MbStoreWriterLink *self, guint64 seq, const GError *error)
{
  g_autoptr (GSource) source = g_idle_source_new ();
  News *news = g_new0 (News, 1);

  news->link = mb_store_writer_link_ref (self);
  news->seq = seq;
  news->error = error ? g_error_copy (error) : NULL;
  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_static_name (source, "[marbre] the journal's news");
  g_source_set_callback (source, tell_cb, news, (GDestroyNotify) news_free);
  g_source_attach (source, self->context);
}
