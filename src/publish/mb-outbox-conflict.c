#include "mb-outbox-conflict.h"

#include "mb-codec.h"
#include "mb-outbox-inside.h"
#include "mb-post.h"

/**
 * mb_site_answer_free:
 * @answer: (nullable): an answer
 *
 * Frees it.
 */
void
mb_site_answer_free (MbSiteAnswer *answer)
{
  if (!answer)
    return;

  mb_remote_free (answer->remote);
  g_free (answer->own_html);
  g_clear_pointer (&answer->base, mb_snapshot_unref);
  g_free (answer->base_html);
  g_free (answer);
}

/**
 * mb_outbox_read_site_async:
 * @self: the outbox
 * @job: one that found another version on its site
 * @snapshot: the article
 * @callback: called with what the site has
 * @user_data: for @callback
 *
 * Asks a site what it has of an article now. Nothing is changed.
 */
void
mb_outbox_read_site_async (MbOutbox *self,
                           MbJob *job,
                           MbSnapshot *snapshot,
                           GAsyncReadyCallback callback,
                           gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  MbDestinations *sites;
  MbSite *site;

  g_return_if_fail (MB_IS_OUTBOX (self));
  g_return_if_fail (MB_IS_JOB (job));
  g_return_if_fail (snapshot != NULL);

  task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (task, mb_outbox_read_site_async);
  sites = mb_outbox_get_destinations (self);
  site = mb_destinations_find (sites, mb_job_get_destination_id (job));
  if (!site || !mb_outbox_get_reader (self)) {
    g_task_return_new_error_literal (task, MB_PUBLISH_ERROR, MB_PUBLISH_ERROR_ADDRESS,
                                     "there is no such site");
    return;
  }
  mb_remote_reader_push (mb_outbox_get_reader (self), task,
                         &(MbRemoteQuestion) {
                           .site = site,
                           .secret = mb_destinations_get_lent_secret (sites, site),
                           .url = mb_job_get_url (job),
                           .id = mb_job_get_row (job)->remote_id,
                           .marker = mb_job_get_row (job)->marker,
                           .draft_id = mb_job_get_draft_id (job),
                           .snapshot = snapshot,
                         });
}

/**
 * mb_outbox_read_site_finish:
 * @self: the outbox
 * @result: as given to the callback
 * @error: return location
 *
 * Completes asking. `MB_PUBLISH_ERROR_GONE`: the site no longer has it.
 *
 * Returns: (transfer full): what the site has
 */
MbSiteAnswer *
mb_outbox_read_site_finish (MbOutbox *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/* On its way into the store. */
typedef struct {
  MbJob *job; /* not touched on the worker */
  MbJobRow *row;
  MbSnapshot *snapshot;
  MbPublicationRow *publication;
} Adoption;

static void
adoption_free (gpointer data)
{
  Adoption *adoption = data;

  g_object_unref (adoption->job);
  mb_job_row_free (adoption->row);
  mb_snapshot_unref (adoption->snapshot);
  mb_publication_row_free (adoption->publication);
  g_free (adoption);
}

static void
adopt_in_worker (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  MbOutbox *self = source;
  Adoption *adoption = task_data;
  GError *error = NULL;

  adoption->publication->sent_digest = mb_post_digest (adoption->snapshot, NULL);
  adoption->publication->sent_document = mb_codec_encode_snapshot (adoption->snapshot);
  if (mb_store_put_job_sync (mb_outbox_get_store (self), adoption->row, NULL, adoption->publication,
                             &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

/**
 * mb_outbox_adopt_async:
 * @self: the outbox
 * @job: one that found another version on its site
 * @snapshot: the article, saying what the site says
 * @remote: what the site has
 * @callback: called when it is noted
 * @user_data: for @callback
 *
 * Notes that the article was made to say what the site has: there is nothing to send, and no
 * conflict.
 */
void
mb_outbox_adopt_async (MbOutbox *self,
                       MbJob *job,
                       MbSnapshot *snapshot,
                       const MbRemote *remote,
                       GAsyncReadyCallback callback,
                       gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  Adoption *adoption;
  MbPublicationRow *publication;

  g_return_if_fail (MB_IS_OUTBOX (self));
  g_return_if_fail (MB_IS_JOB (job));
  g_return_if_fail (snapshot != NULL && remote != NULL);

  publication = g_new0 (MbPublicationRow, 1);
  publication->draft_id = g_strdup (mb_job_get_draft_id (job));
  publication->site_id = g_strdup (mb_job_get_destination_id (job));
  publication->remote_url = g_strdup (remote->url);
  publication->remote_id = g_strdup (remote->id);
  publication->remote_version = g_strdup (remote->version);
  publication->published = remote->status != MB_POST_DRAFT;
  publication->updated_ms = mb_clock_wall_ms (mb_outbox_get_clock (self));
  adoption = g_new0 (Adoption, 1);
  adoption->job = g_object_ref (job);
  adoption->row = mb_job_row_copy (mb_job_get_row (job));
  adoption->row->state = MB_JOB_CANCELLED;
  adoption->row->over = TRUE;
  adoption->snapshot = mb_snapshot_ref (snapshot);
  adoption->publication = publication;

  task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (task, mb_outbox_adopt_async);
  g_task_set_task_data (task, adoption, adoption_free);
  mb_worker_push (mb_outbox_get_worker (self), task, adopt_in_worker);
}

/**
 * mb_outbox_adopt_finish:
 * @self: the outbox
 * @result: as given to the callback
 * @error: return location
 *
 * Completes noting it.
 *
 * Returns: `TRUE` once it is on disk; otherwise the conflict is as before
 */
gboolean
mb_outbox_adopt_finish (MbOutbox *self, GAsyncResult *result, GError **error)
{
  Adoption *adoption;

  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  if (!g_task_propagate_boolean (G_TASK (result), error))
    return FALSE;
  adoption = g_task_get_task_data (G_TASK (result));
  mb_publications_take (mb_outbox_get_publications (self),
                        g_steal_pointer (&adoption->publication));
  mb_job_update (adoption->job, adoption->row, NULL);

  return TRUE;
}
