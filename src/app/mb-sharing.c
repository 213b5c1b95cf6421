#include "mb-sharing.h"

#include "mb-package-writer.h"
#include "mb-picture.h"
#include "mb-store-exchange.h"

typedef struct {
  char *path;
  char *person;
  MbSnapshot *snapshot;
  MbWaitingCount *count;
  guint n_missing;
} Job;

static void
job_free (gpointer data)
{
  Job *job = data;

  g_free (job->path);
  g_free (job->person);
  mb_snapshot_unref (job->snapshot);
  mb_waiting_count_unref (job->count);
  g_free (job);
}

static void
count_picture (guint done, guint total, gpointer user_data)
{
  mb_waiting_count_set (user_data, done, total);
}

static void
share_in_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  Job *job = task_data;
  MbStore *store = mb_newsroom_get_store (source);
  const MbPacking packing = {job->person, mb_picture_render_for_colleague, count_picture,
                             job->count};
  GError *error = NULL;
  g_autoptr (MbParcel) parcel =
    mb_store_pack_sync (store, job->snapshot, &packing, cancellable, &error);

  if (!parcel ||
      !mb_package_write_sync (parcel, MB_ASSETS (store), job->path, cancellable, &error) ||
      !mb_store_note_packed_sync (store, job->snapshot, parcel, &error)) {
    g_task_return_error (task, error);
    return;
  }
  job->n_missing = parcel->n_missing;
  g_task_return_boolean (task, TRUE);
}

static void
flushed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;

  if (mb_journal_flush_finish (MB_JOURNAL (source), result, &error))
    g_task_run_in_thread (task, share_in_thread);
  else
    g_task_return_error (task, error);
}

/**
 * mb_sharing_start_async:
 * @newsroom: the newsroom
 * @sharing: what leaves, and where to
 * @callback: called when the file is there, or is not
 * @user_data: for it
 *
 * Writes an article with its pictures as one file, as it is now. What is on disk at that path stays
 * until the new file is whole.
 */
void
mb_sharing_start_async (MbNewsroom *newsroom,
                        const MbSharing *sharing,
                        GAsyncReadyCallback callback,
                        gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  Job *job = NULL;

  g_return_if_fail (MB_IS_NEWSROOM (newsroom));
  g_return_if_fail (sharing != NULL);

  job = g_new0 (Job, 1);
  job->path = g_strdup (sharing->path);
  job->person = g_strdup (mb_newsroom_get_author (newsroom));
  job->snapshot = mb_article_dup_snapshot (mb_draft_get_article (sharing->draft));
  job->count = mb_waiting_count_ref (sharing->count);
  task = g_task_new (newsroom, sharing->cancellable, callback, user_data);
  g_task_set_source_tag (task, mb_sharing_start_async);
  g_task_set_task_data (task, job, job_free);
  g_task_set_check_cancellable (task, FALSE); /* a file that is there is never called cancelled */
  mb_journal_flush_async (mb_draft_get_journal (sharing->draft), NULL, flushed_cb,
                          g_steal_pointer (&task));
}

/**
 * mb_sharing_start_finish:
 * @result: as given to the callback
 * @n_missing: (out): pictures that are not here, and so are not in the file
 * @error: return location
 *
 * Completes sharing. Errors are those of GIO, the store and the pictures.
 *
 * Returns: whether the file is there
 */
gboolean
mb_sharing_start_finish (GAsyncResult *result, guint *n_missing, GError **error)
{
  const Job *job = NULL;

  g_return_val_if_fail (G_IS_TASK (result), FALSE);

  if (!g_task_propagate_boolean (G_TASK (result), error))
    return FALSE;
  job = g_task_get_task_data (G_TASK (result));
  *n_missing = job->n_missing;

  return TRUE;
}
