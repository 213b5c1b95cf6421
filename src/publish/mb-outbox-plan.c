#include "mb-outbox-inside.h"

#include "mb-planner.h"

/* How a sending comes into the outbox. */

/* On its way into the store. */
typedef struct {
  MbSnapshot *snapshot;
  char *site_id;
  MbPublishOptions options; /* with strings of its own */
  gint64 now_ms;
  MbJobRow *row;    /* made on the worker */
  MbJobRow *before; /* (nullable) what it replaces */
  MbJob *held;      /* (nullable) the same, kept from going on meanwhile */
} Plan;

static void
plan_free (gpointer data)
{
  Plan *plan = data;

  mb_snapshot_unref (plan->snapshot);
  g_free (plan->site_id);
  g_strfreev ((char **) plan->options.allowed);
  g_free ((char *) plan->options.known_version);
  mb_job_row_free (plan->row);
  mb_job_row_free (plan->before);
  g_clear_object (&plan->held);
  g_free (plan);
}

/* The checks and the encoding read the whole article: not on the main thread. */
static void
plan_in_worker (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  MbOutbox *self = source;
  Plan *plan = task_data;
  GError *error = NULL;

  plan->row =
    mb_planner_make_row (plan->snapshot, plan->site_id, &plan->options, plan->now_ms, &error);
  if (plan->row &&
      mb_planner_keep_sync (mb_outbox_get_store (self), plan->row, plan->before, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

/* The job of this article and site that is not over. */
static MbJob *
find_live (MbOutbox *self, const char *draft_id, const char *site_id)
{
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self)); i++) {
    g_autoptr (MbJob) job = g_list_model_get_item (G_LIST_MODEL (self), i);

    if (!mb_job_is_over (job) && g_strcmp0 (mb_job_get_draft_id (job), draft_id) == 0 &&
        g_strcmp0 (mb_job_get_destination_id (job), site_id) == 0)
      return job; /* the list holds it */
  }

  return NULL;
}

/* What waits for its hour or the network does not begin while its successor is planned. */
static void
hold (Plan *plan, MbJob *job)
{
  g_autoptr (MbJobRow) row = mb_job_row_copy (plan->before);

  row->state = MB_JOB_NEEDS_USER;
  mb_job_update (job, row, NULL);
  plan->held = g_object_ref (job);
}

static void
let_go (MbOutbox *self, Plan *plan)
{
  if (!plan->held)
    return;
  mb_job_update (plan->held, plan->before, NULL);
  mb_dispatcher_kick (mb_outbox_get_dispatcher (self), plan->site_id);
}

/* Once its hour has come, what waits on the site is looked after first. */
static gboolean
can_yield (MbOutbox *self, MbJob *job)
{
  if (mb_job_is_kept_by_site (job) &&
      mb_job_get_not_before_ms (job) <= mb_clock_wall_ms (mb_outbox_get_clock (self)))
    return FALSE;

  return mb_job_can_yield (job) && !mb_dispatcher_is_running (mb_outbox_get_dispatcher (self), job);
}

static Plan *
make_plan (MbOutbox *self, MbSnapshot *snapshot, const MbPublishOptions *options, GError **error)
{
  MbSite *site = mb_destinations_find (mb_outbox_get_destinations (self), options->destination_id);
  MbJob *live;
  Plan *plan;

  if (!site) {
    g_set_error (error, MB_PUBLISH_ERROR, MB_PUBLISH_ERROR_ADDRESS, "no site is called %s",
                 options->destination_id);
    return NULL;
  }
  live = find_live (self, mb_snapshot_get_article_id (snapshot), mb_site_get_id (site));
  if (live && mb_job_goes_on (live) && !can_yield (self, live)) {
    g_set_error_literal (error, MB_PUBLISH_ERROR, MB_PUBLISH_ERROR_TWICE,
                         "the article is on its way there already");
    return NULL;
  }

  plan = g_new0 (Plan, 1);
  plan->snapshot = mb_snapshot_ref (snapshot);
  plan->site_id = g_strdup (mb_site_get_id (site));
  plan->options = *options;
  plan->options.destination_id = plan->site_id;
  plan->options.allowed = (const char *const *) g_strdupv ((char **) options->allowed);
  plan->options.known_version = g_strdup (options->known_version);
  plan->now_ms = mb_clock_wall_ms (mb_outbox_get_clock (self));
  plan->before = live ? mb_job_row_copy (mb_job_get_row (live)) : NULL;
  if (live && can_yield (self, live))
    hold (plan, live);

  return plan;
}

/**
 * mb_outbox_publish_async:
 * @self: the outbox
 * @snapshot: the article as it is to be sent
 * @options: where to, and how
 * @cancellable: (nullable): to give up before it is planned
 * @callback: called when the job is on disk
 * @user_data: for @callback
 *
 * Plans a sending. Without a network it is planned all the same, and leaves by itself. It takes the
 * place of one to the same site that still waits with nothing sent.
 */
void
mb_outbox_publish_async (MbOutbox *self,
                         MbSnapshot *snapshot,
                         const MbPublishOptions *options,
                         GCancellable *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  GError *error = NULL;
  Plan *plan;

  g_return_if_fail (MB_IS_OUTBOX (self));
  g_return_if_fail (snapshot != NULL);
  g_return_if_fail (options != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, mb_outbox_publish_async);
  g_task_set_check_cancellable (task, FALSE);
  plan = make_plan (self, snapshot, options, &error);
  if (!plan) {
    g_task_return_error (task, error);
    return;
  }
  g_task_set_task_data (task, plan, plan_free);
  mb_worker_push (mb_outbox_get_worker (self), task, plan_in_worker);
}

/**
 * mb_outbox_publish_finish:
 * @self: the outbox
 * @result: as given to the callback
 * @error: return location
 *
 * Completes planning. Codes to act on: `MB_PUBLISH_ERROR_NOT_READY` (checks block; the message
 * names their codes),
 * `_TWICE` (one is on its way), `_GONE` (nothing there to update), `_ADDRESS` (no such site).
 *
 * Returns: (transfer full): the job, in the list and about to run
 */
MbJob *
mb_outbox_publish_finish (MbOutbox *self, GAsyncResult *result, GError **error)
{
  MbJob *replaced;
  MbJob *job;
  Plan *plan;

  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  plan = g_task_get_task_data (G_TASK (result));
  if (!g_task_propagate_boolean (G_TASK (result), error)) {
    if (plan)
      let_go (self, plan);
    return NULL;
  }
  replaced = plan->before ? find_live (self, plan->before->draft_id, plan->before->site_id) : NULL;
  if (replaced)
    mb_job_update (replaced, plan->before, NULL);

  job = mb_job_new (plan->row);
  mb_outbox_take_job (self, job);
  mb_dispatcher_kick (mb_outbox_get_dispatcher (self), plan->row->site_id);

  return job;
}
