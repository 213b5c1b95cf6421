#include "mb-dispatcher.h"

#include <string.h>

struct _MbDispatcher {
  MbLaneSetup *setup;           /* the outbox's */
  MbDestinations *destinations; /* the outbox's */
  GListModel *jobs;             /* the outbox's */
  GPtrArray *lanes;
  gboolean paused;
  gboolean stopped;
};

static MbJob *
get_job (MbDispatcher *self, guint index)
{
  g_autoptr (MbJob) job = g_list_model_get_item (self->jobs, index);

  return job; /* the list holds it */
}

static guint
n_jobs (MbDispatcher *self)
{
  return g_list_model_get_n_items (self->jobs);
}

static MbLane *
get_lane (MbDispatcher *self, const char *site_id)
{
  MbLane *lane;

  for (guint i = 0; i < self->lanes->len; i++) {
    if (strcmp (mb_lane_get_site_id (self->lanes->pdata[i]), site_id) == 0)
      return self->lanes->pdata[i];
  }
  lane = mb_lane_new (self->setup, site_id);
  g_ptr_array_add (self->lanes, lane);

  return lane;
}

/* Urgent first, then oldest first, of those whose time has come; otherwise when the first one's
 * comes. */
static MbJob *
choose (MbDispatcher *self, const char *site_id, gint64 now_ms, gint64 *next_ms)
{
  MbJob *best = NULL;

  *next_ms = G_MAXINT64;
  for (guint i = 0; i < n_jobs (self); i++) {
    MbJob *job = get_job (self, i);
    const MbJobRow *row = mb_job_get_row (job);

    if (strcmp (row->site_id, site_id) != 0 || !mb_job_goes_on (job))
      continue;
    if (row->not_before_ms > now_ms) {
      *next_ms = MIN (*next_ms, row->not_before_ms);
      continue;
    }
    if (!best || row->priority > mb_job_get_row (best)->priority)
      best = job;
  }

  return best;
}

typedef struct {
  MbDispatcher *dispatcher; /* its lanes, and their timers, end before it */
  char *site_id;
} Alarm;

static void
alarm_free (gpointer data)
{
  Alarm *alarm = data;

  g_free (alarm->site_id);
  g_free (alarm);
}

static gboolean
alarm_cb (gpointer user_data)
{
  Alarm *alarm = user_data;
  g_autofree char *site_id = g_strdup (alarm->site_id);

  *mb_lane_get_timer (get_lane (alarm->dispatcher, site_id)) = 0;
  mb_dispatcher_kick (alarm->dispatcher, site_id);

  return G_SOURCE_REMOVE;
}

static void
set_alarm (MbDispatcher *self, MbLane *lane, gint64 delay_ms)
{
  guint *timer = mb_lane_get_timer (lane);
  Alarm *alarm = g_new0 (Alarm, 1);

  alarm->dispatcher = self;
  alarm->site_id = g_strdup (mb_lane_get_site_id (lane));
  /* At most an hour: the wall clock may be set meanwhile, and a laptop may sleep. */
  *timer = g_timeout_add_full (G_PRIORITY_DEFAULT, (guint) CLAMP (delay_ms, 0, 3600 * 1000),
                               alarm_cb, alarm, alarm_free);
}

static void
finished_cb (MbLane *lane, MbJob *job, gpointer dispatcher)
{
  mb_dispatcher_kick (dispatcher, mb_lane_get_site_id (lane));
}

/**
 * mb_dispatcher_new:
 * @setup: what lanes work with; it must outlive the dispatcher
 * @destinations: the sites; they must, too
 * @jobs: the outbox's jobs; they must, too
 *
 * Makes what starts the jobs.
 *
 * Returns: (transfer full): the dispatcher
 */
MbDispatcher *
mb_dispatcher_new (MbLaneSetup *setup, MbDestinations *destinations, GListModel *jobs)
{
  MbDispatcher *self = g_new0 (MbDispatcher, 1);

  self->setup = setup;
  self->destinations = destinations;
  self->jobs = jobs;
  self->lanes = g_ptr_array_new_with_free_func ((GDestroyNotify) mb_lane_free);
  setup->finished = finished_cb;
  setup->finished_data = self;

  return self;
}

/**
 * mb_dispatcher_free:
 * @self: (nullable): a dispatcher on whose lanes nothing runs
 *
 * Ends its workers.
 */
void
mb_dispatcher_free (MbDispatcher *self)
{
  if (!self)
    return;

  g_ptr_array_unref (self->lanes);
  g_free (self);
}

/**
 * mb_dispatcher_stop:
 * @self: a dispatcher
 *
 * Stops every worker; jobs stay where they are. Nothing is started any more.
 */
void
mb_dispatcher_stop (MbDispatcher *self)
{
  self->stopped = TRUE;
  for (guint i = 0; i < self->lanes->len; i++)
    mb_lane_stop (self->lanes->pdata[i]);
}

/**
 * mb_dispatcher_set_paused:
 * @self: a dispatcher
 * @paused: whether nothing is started
 *
 * Holds everything back, or lets it go.
 */
void
mb_dispatcher_set_paused (MbDispatcher *self, gboolean paused)
{
  self->paused = paused;
  if (!paused)
    mb_dispatcher_kick_all (self);
}

/**
 * mb_dispatcher_kick:
 * @self: a dispatcher
 * @site_id: a site
 *
 * Starts a site's next job, or sets the alarm for it.
 */
void
mb_dispatcher_kick (MbDispatcher *self, const char *site_id)
{
  MbSite *site = mb_destinations_find (self->destinations, site_id);
  gint64 now_ms = mb_clock_wall_ms (self->setup->clock);
  gint64 next_ms;
  MbLane *lane;
  MbJob *job;

  if (self->paused || self->stopped || !site)
    return;
  lane = get_lane (self, site_id);
  g_clear_handle_id (mb_lane_get_timer (lane), g_source_remove);
  if (mb_lane_get_running (lane))
    return;

  job = choose (self, site_id, now_ms, &next_ms);
  if (job)
    mb_lane_run (lane, job, site, mb_destinations_get_lent_secret (self->destinations, site));
  else if (next_ms < G_MAXINT64)
    set_alarm (self, lane, next_ms - now_ms);
}

/**
 * mb_dispatcher_kick_all:
 * @self: a dispatcher
 *
 * Starts what can be started on every site.
 */
void
mb_dispatcher_kick_all (MbDispatcher *self)
{
  for (guint i = 0; i < n_jobs (self); i++) {
    if (!mb_job_is_over (get_job (self, i)))
      mb_dispatcher_kick (self, mb_job_get_destination_id (get_job (self, i)));
  }
}

/**
 * mb_dispatcher_network_is_back:
 * @self: a dispatcher
 *
 * Lets what waited for the network leave, spread a little. A hint only, so nothing else follows
 * from it.
 */
void
mb_dispatcher_network_is_back (MbDispatcher *self)
{
  for (guint i = 0; i < n_jobs (self); i++) {
    MbJob *job = get_job (self, i);
    const MbJobRow *row = mb_job_get_row (job);
    g_autoptr (MbJobRow) sooner = NULL;

    if (row->state != MB_JOB_WAITING || row->over)
      continue;
    sooner = mb_job_row_copy (row);
    sooner->tries = 0;
    sooner->not_before_ms = mb_clock_wall_ms (self->setup->clock) +
                            g_random_int_range (0, (gint32) self->setup->policy.look_ms + 1);
    mb_job_update (job, sooner, NULL);
  }
  mb_dispatcher_kick_all (self);
}

/**
 * mb_dispatcher_is_running:
 * @self: a dispatcher
 * @job: a job
 *
 * Whether a worker has the job, which may say already that it waits.
 *
 * Returns: `TRUE` until the worker has handed it back
 */
gboolean
mb_dispatcher_is_running (MbDispatcher *self, MbJob *job)
{
  return mb_lane_get_running (get_lane (self, mb_job_get_destination_id (job))) == job;
}

/**
 * mb_dispatcher_cancel_running:
 * @self: a dispatcher
 * @job: a job
 *
 * Gives a job up if it runs.
 *
 * Returns: `FALSE` when it does not
 */
gboolean
mb_dispatcher_cancel_running (MbDispatcher *self, MbJob *job)
{
  MbLane *lane = get_lane (self, mb_job_get_destination_id (job));

  if (mb_lane_get_running (lane) != job)
    return FALSE;
  mb_lane_cancel (lane);

  return TRUE;
}
