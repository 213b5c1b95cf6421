#include "mb-receiving.h"

#include "mb-package-reader.h"

/* Reading and weighing happen on a thread, changing an open article on this one. Between the two
 * somebody may have typed: then it is weighed again. */

typedef struct {
  GBytes *bytes;
  MbParcel *parcel;
  MbArrival *arrival;
  MbDraft *draft;  /* (nullable) held while it is taken over */
  guint n_waiting; /* open articles that are not on disk yet */
  GError *error;   /* (nullable) the first of theirs */
} Receiving;

static void weigh (GTask *task);

static void
receiving_free (gpointer data)
{
  Receiving *receiving = data;

  g_bytes_unref (receiving->bytes);
  g_clear_pointer (&receiving->parcel, mb_parcel_free);
  g_clear_pointer (&receiving->arrival, mb_arrival_free);
  g_clear_object (&receiving->draft);
  g_clear_error (&receiving->error);
  g_free (receiving);
}

static MbStore *
get_store (GTask *task)
{
  return mb_newsroom_get_store (g_task_get_source_object (task));
}

/* One step on a thread; the outer task goes along as its data. */
static void
run (GTask *task, GTaskThreadFunc step, GAsyncReadyCallback done)
{
  g_autoptr (GTask) inner = g_task_new (NULL, g_task_get_cancellable (task), done, task);

  g_task_set_source_tag (inner, run);
  g_task_set_check_cancellable (inner, FALSE);
  g_task_set_task_data (inner, g_object_ref (task), g_object_unref);
  g_task_run_in_thread (inner, step);
}

/* Settling: what has been decided is not called off any more. */

static void
settle_in_thread (GTask *inner, gpointer source, gpointer task, GCancellable *cancellable)
{
  const Receiving *self = g_task_get_task_data (task);
  GError *error = NULL;

  if (mb_store_settle_sync (get_store (task), self->parcel, self->arrival, &error))
    g_task_return_boolean (inner, TRUE);
  else
    g_task_return_error (inner, error);
}

/* Who has been named is known before the article is shown. */
static void
named_cb (const GError *error, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Receiving *self = g_task_get_task_data (task);

  if (error)
    g_message ("who was named is not known: %s", error->message);
  g_task_return_pointer (task, g_steal_pointer (&self->arrival), (GDestroyNotify) mb_arrival_free);
}

static void
settled_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  MbNewsroom *newsroom = g_task_get_source_object (task);
  GError *error = NULL;

  if (!g_task_propagate_boolean (G_TASK (result), &error)) {
    g_task_return_error (task, error);
    return;
  }
  mb_library_refresh (mb_newsroom_get_library (newsroom));
  mb_people_refresh (mb_newsroom_get_people (newsroom), named_cb, g_steal_pointer (&task));
}

static void
flushed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  GError *error = NULL;

  if (mb_journal_flush_finish (MB_JOURNAL (source), result, &error)) {
    run (task, settle_in_thread, settled_cb);
    return;
  }
  g_task_return_error (task, error);
  g_object_unref (task);
}

/* Taking over */

static void
opened_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  Receiving *self = g_task_get_task_data (task);
  GError *error = NULL;

  self->draft = mb_newsroom_open_draft_finish (MB_NEWSROOM (source), result, &error);
  if (self->draft &&
      mb_arrival_commit (self->arrival, mb_draft_get_journal (self->draft), &error)) {
    mb_journal_flush_async (mb_draft_get_journal (self->draft), NULL, flushed_cb, task);
    return;
  }
  if (self->draft && g_error_matches (error, MB_STORE_ERROR, MB_STORE_ERROR_CONFLICT)) {
    g_error_free (error);
    weigh (task);
    return;
  }
  g_task_return_error (task, error);
  g_object_unref (task);
}

/* Weighing */

static void
weigh_in_thread (GTask *inner, gpointer source, gpointer task, GCancellable *cancellable)
{
  Receiving *self = g_task_get_task_data (task);
  GError *error = NULL;

  if (!self->parcel)
    self->parcel = mb_package_read_sync (self->bytes, cancellable, &error);
  g_clear_pointer (&self->arrival, mb_arrival_free);
  if (self->parcel)
    self->arrival = mb_store_weigh_sync (get_store (task), self->parcel, cancellable, &error);
  if (self->arrival)
    g_task_return_boolean (inner, TRUE);
  else
    g_task_return_error (inner, error);
}

static void
weighed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  const Receiving *self = g_task_get_task_data (task);
  GError *error = NULL;

  if (!g_task_propagate_boolean (G_TASK (result), &error)) {
    g_task_return_error (task, error);
    g_object_unref (task);
    return;
  }
  if (g_task_return_error_if_cancelled (task)) {
    g_object_unref (task);
    return;
  }
  if (self->arrival->kind == MB_ARRIVAL_TAKEN_OVER)
    mb_newsroom_open_draft_async (g_task_get_source_object (task), self->arrival->draft_id, NULL,
                                  opened_cb, task);
  else
    run (task, settle_in_thread, settled_cb);
}

static void
ready (GTask *task)
{
  Receiving *self = g_task_get_task_data (task);
  GError *error = g_steal_pointer (&self->error);

  if (!error) {
    run (task, weigh_in_thread, weighed_cb);
    return;
  }
  g_task_return_error (task, error);
  g_object_unref (task);
}

static void
draft_flushed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  Receiving *self = g_task_get_task_data (task);

  mb_journal_flush_finish (MB_JOURNAL (source), result, self->error ? NULL : &self->error);
  if (--self->n_waiting == 0)
    ready (task);
}

/* The store weighs what it has: what is in memory alone is brought there first. */
static void
weigh (GTask *task)
{
  Receiving *self = g_task_get_task_data (task);
  g_autoptr (GPtrArray) drafts = mb_newsroom_dup_open_drafts (g_task_get_source_object (task));

  g_clear_object (&self->draft);
  self->n_waiting = drafts->len;
  for (guint i = 0; i < drafts->len; i++)
    mb_journal_flush_async (mb_draft_get_journal (g_ptr_array_index (drafts, i)), NULL,
                            draft_flushed_cb, task);
  if (drafts->len == 0)
    ready (task);
}

/**
 * mb_receiving_start_async:
 * @newsroom: the newsroom
 * @bytes: an article file, from anybody
 * @cancellable: (nullable): to give up, as long as no draft has changed
 * @callback: called when it is in, or is not
 * @user_data: for it
 *
 * Takes an article file in. An open article is changed by one transaction.
 */
void
mb_receiving_start_async (MbNewsroom *newsroom,
                          GBytes *bytes,
                          GCancellable *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer user_data)
{
  GTask *task = NULL;
  Receiving *receiving = NULL;
  const GError *reason = NULL;

  g_return_if_fail (MB_IS_NEWSROOM (newsroom));
  g_return_if_fail (bytes != NULL);

  receiving = g_new0 (Receiving, 1);
  receiving->bytes = g_bytes_ref (bytes);
  task = g_task_new (newsroom, cancellable, callback, user_data);
  g_task_set_source_tag (task, mb_receiving_start_async);
  g_task_set_task_data (task, receiving, receiving_free);
  g_task_set_check_cancellable (task, FALSE); /* what is on disk is never called cancelled */
  reason = mb_newsroom_get_read_only_reason (newsroom);
  if (!reason) {
    weigh (task);
    return;
  }
  g_task_return_error (task, g_error_copy (reason));
  g_object_unref (task);
}

/**
 * mb_receiving_start_finish:
 * @result: as given to the callback
 * @error: return location
 *
 * Completes taking a file in. Errors are those of mb_package_read_sync() and of the store.
 *
 * Returns: (transfer full): what has become of it
 */
MbArrival *
mb_receiving_start_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (G_IS_TASK (result), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
