#include "mb-review-queue.h"

static char *
find_longest (GPtrArray *infos, const char *but_draft_id)
{
  const MbDraftInfo *found = NULL;

  for (guint i = 0; i < infos->len; i++) {
    const MbDraftInfo *info = infos->pdata[i];
    MbReviewState state = MB_REVIEW_DRAFT;

    if (!mb_review_state_from_string (info->state, &state) || state != MB_REVIEW_SUBMITTED ||
        g_strcmp0 (info->id, but_draft_id) == 0)
      continue;
    if (!found || info->state_since_ms < found->state_since_ms)
      found = info;
  }

  return found ? g_strdup (found->id) : NULL;
}

static void
listed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  g_autoptr (GPtrArray) infos = mb_store_list_finish (MB_STORE (source), result, &error);

  if (infos)
    g_task_return_pointer (task, find_longest (infos, g_task_get_task_data (task)), g_free);
  else
    g_task_return_error (task, error);
}

/**
 * mb_review_queue_find_async:
 * @store: the store
 * @but_draft_id: (nullable): the one that is shown
 * @cancellable: (nullable): to stop asking
 * @callback: called with the answer
 * @user_data: for it
 *
 * Looks which article has waited longest for a review.
 */
void
mb_review_queue_find_async (MbStore *store,
                            const char *but_draft_id,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer user_data)
{
  GTask *task = NULL;

  g_return_if_fail (MB_IS_STORE (store));

  task = g_task_new (store, cancellable, callback, user_data);
  g_task_set_source_tag (task, mb_review_queue_find_async);
  g_task_set_task_data (task, g_strdup (but_draft_id), g_free);
  mb_store_list_async (store, NULL, FALSE, cancellable, listed_cb, task);
}

/**
 * mb_review_queue_find_finish:
 * @result: as given to the callback
 * @error: return location
 *
 * Completes looking.
 *
 * Returns: (transfer full) (nullable): a draft's id; %NULL without an error: nothing waits
 */
char *
mb_review_queue_find_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (G_IS_TASK (result), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
