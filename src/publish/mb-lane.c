#include "mb-lane.h"

#include "mb-publisher.h"
#include "mb-worker.h"

#include <string.h>

struct _MbLane {
  const MbLaneSetup *setup;
  char *site_id;
  MbWorker *worker;
  MbJob *running;            /* NULL: idle */
  GCancellable *cancellable; /* of the job that runs */
  int stopping;              /* atomic */
  guint timer;               /* the outbox's, for the next job that waits */
};

/* What crosses to the worker. */
typedef struct {
  MbLane *lane;
  MbJob *job; /* named in the news; not touched on the worker */
  MbJobRow *row;
  char *kind;
  char *endpoint;
  MbSite *site; /* immutable */
  char *secret;
} Run;

typedef struct {
  MbJob *job;
  MbJobRow *row;
  MbJobProgress progress;
} News;

static void
run_free (gpointer data)
{
  Run *run = data;

  g_clear_object (&run->job);
  mb_job_row_free (run->row);
  g_free (run->kind);
  g_free (run->endpoint);
  g_object_unref (run->site);
  if (run->secret)
    explicit_bzero (run->secret, strlen (run->secret));
  g_free (run->secret);
  g_free (run);
}

static void
news_free (gpointer data)
{
  News *news = data;

  g_object_unref (news->job);
  mb_job_row_free (news->row);
  g_free (news);
}

static gboolean
tell_news (gpointer user_data)
{
  News *news = user_data;

  mb_job_update (news->job, news->row, &news->progress);

  return G_SOURCE_REMOVE;
}

static void
changed_in_worker (const MbJobRow *row, const MbJobProgress *progress, gpointer user_data)
{
  Run *run = user_data;
  g_autoptr (GSource) source = g_idle_source_new ();
  News *news = g_new0 (News, 1);

  news->job = g_object_ref (run->job);
  news->row = mb_job_row_copy (row);
  news->progress = *progress;
  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_callback (source, tell_news, news, news_free);
  g_source_attach (source, run->lane->setup->home);
}

static void
point_in_worker (const char *point, gpointer user_data)
{
  Run *run = user_data;

  run->lane->setup->point (point, run->lane->setup->point_data);
}

static MbDestination *
open_destination (Run *run, GCancellable *cancellable, GError **error)
{
  const MbLaneSetup *setup = run->lane->setup;
  MbSiteAccess access = {
    .site_id = run->row->site_id,
    .kind = run->kind,
    .endpoint = run->endpoint,
    .secret = run->secret,
    .defaults = mb_site_get_defaults (run->site),
    .policy = &setup->policy,
    .timers = setup->home,
  };

  if (setup->open)
    return setup->open (&access, setup->open_data, cancellable, error);

  return mb_destination_open_sync (&access, cancellable, error);
}

/* No interface, no step: the job says why and waits for a person. */
static void
keep_closed (Run *run, const GError *problem)
{
  g_autoptr (GError) error = NULL;

  run->row->state = MB_JOB_NEEDS_USER;
  run->row->error_code = problem->code;
  g_set_str (&run->row->error_message, problem->message);
  if (!mb_store_put_job_sync (run->lane->setup->store, run->row, NULL, NULL, &error))
    g_warning ("the outbox could not be written: %s", error->message);
  changed_in_worker (run->row, &(MbJobProgress) {0}, run);
}

static void
run_in_worker (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  Run *run = task_data;
  const MbLaneSetup *setup = run->lane->setup;
  g_autoptr (GError) error = NULL;
  g_autoptr (MbDestination) destination = open_destination (run, cancellable, &error);
  g_autoptr (MbPublisher) publisher = NULL;

  if (!destination) {
    keep_closed (run, error);
    g_task_return_boolean (task, FALSE);
    return;
  }

  publisher = mb_publisher_new (
    &(MbPublisherSetup) {
      .store = setup->store,
      .destination = destination,
      .assets = MB_ASSETS (setup->store),
      .rendition = setup->rendition,
      .policy = &setup->policy,
      .clock = setup->clock,
      .cancellable = cancellable,
      .stopping = &run->lane->stopping,
      .changed = changed_in_worker,
      .at_point = setup->point ? point_in_worker : NULL,
      .user_data = run,
    },
    run->row);
  mb_publisher_run (publisher);
  g_task_return_boolean (task, TRUE);
}

static void
ran_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  MbLane *self = user_data;
  Run *run = g_task_get_task_data (G_TASK (result));
  g_autoptr (MbJob) job = g_steal_pointer (&self->running);

  g_clear_object (&self->cancellable);
  mb_job_update (job, run->row,
                 &(MbJobProgress) {.media_done = mb_job_get_media_done (job),
                                   .media_total = mb_job_get_media_total (job)});
  if (!g_atomic_int_get (&self->stopping))
    self->setup->finished (self, job, self->setup->finished_data);
}

/**
 * mb_lane_new:
 * @setup: what lanes work with; must outlive the lane
 * @site_id: the site
 *
 * Makes a lane with a worker of its own.
 *
 * Returns: (transfer full): the lane
 */
MbLane *
mb_lane_new (const MbLaneSetup *setup, const char *site_id)
{
  MbLane *self = g_new0 (MbLane, 1);

  self->setup = setup;
  self->site_id = g_strdup (site_id);
  self->worker = mb_worker_new ("publish");

  return self;
}

/**
 * mb_lane_free:
 * @self: (nullable): a lane on which nothing runs
 *
 * Ends its worker.
 */
void
mb_lane_free (MbLane *self)
{
  if (!self)
    return;

  g_clear_handle_id (&self->timer, g_source_remove);
  mb_lane_stop (self);
  g_clear_object (&self->worker);
  g_clear_object (&self->running);
  g_clear_object (&self->cancellable);
  g_free (self->site_id);
  g_free (self);
}

/**
 * mb_lane_get_site_id:
 * @self: a lane
 *
 * Where it leads.
 *
 * Returns: (transfer none): the site's UUID
 */
const char *
mb_lane_get_site_id (MbLane *self)
{
  return self->site_id;
}

/**
 * mb_lane_get_running:
 * @self: a lane
 *
 * What runs on it.
 *
 * Returns: (transfer none) (nullable): a job
 */
MbJob *
mb_lane_get_running (MbLane *self)
{
  return self->running;
}

/**
 * mb_lane_get_timer:
 * @self: a lane
 *
 * Where the outbox keeps the id of the timer for the next job of this site.
 *
 * Returns: (transfer none): the place
 */
guint *
mb_lane_get_timer (MbLane *self)
{
  return &self->timer;
}

/**
 * mb_lane_run:
 * @self: a lane on which nothing runs
 * @job: a job of its site
 * @site: the site
 * @secret: (nullable): what was lent for it
 *
 * Carries a job on, on the worker.
 */
void
mb_lane_run (MbLane *self, MbJob *job, MbSite *site, const char *secret)
{
  g_autoptr (GTask) task = NULL;
  Run *run = g_new0 (Run, 1);

  g_return_if_fail (self->running == NULL);

  run->lane = self;
  run->job = g_object_ref (job);
  run->row = mb_job_row_copy (mb_job_get_row (job));
  run->site = g_object_ref (site);
  run->kind = g_strdup (mb_site_get_kind (site));
  run->endpoint = g_strdup (mb_site_get_endpoint (site));
  run->secret = g_strdup (secret);
  self->running = g_object_ref (job);
  self->cancellable = g_cancellable_new ();

  task = g_task_new (self->setup->owner, self->cancellable, ran_cb, self);
  g_task_set_source_tag (task, mb_lane_run);
  g_task_set_task_data (task, run, run_free);
  g_task_set_check_cancellable (task, FALSE); /* the row says what became of it */
  mb_worker_push (self->worker, task, run_in_worker);
}

/**
 * mb_lane_cancel:
 * @self: a lane
 *
 * Gives up the job that runs, if one does. It ends as cancelled, unless it is public already.
 */
void
mb_lane_cancel (MbLane *self)
{
  if (self->cancellable)
    g_cancellable_cancel (self->cancellable);
}

/**
 * mb_lane_stop:
 * @self: a lane
 *
 * Ends the worker; the job that runs stays where it is and goes on at the next start.
 */
void
mb_lane_stop (MbLane *self)
{
  g_atomic_int_set (&self->stopping, TRUE);
  mb_lane_cancel (self);
  mb_worker_stop (self->worker);
}
