#include "mb-outbox.h"

#include "mb-plan.h"
#include "mb-post.h"
#include "mb-worker.h"

#include <string.h>

#define N_OVER_SHOWN 100

struct _MbOutbox {
  GObject parent_instance;
  MbStore *store;
  MbDestinations *destinations;
  GListStore *jobs;
  GPtrArray *lanes;
  GHashTable *publications; /* "draft site" → MbPublicationRow without document */
  MbWorker *worker; /* for the store, so that a long sending does not hold up the next plan */
  MbLaneSetup setup;
  gulong network_changed;
  guint n_active;
  gboolean paused;
  gboolean stopped;
};

typedef enum {
  PROP_PAUSED = 1,
  PROP_N_ACTIVE,
} MbOutboxProps;

static GParamSpec *props[PROP_N_ACTIVE + 1];

static void mb_outbox_list_model_init (GListModelInterface *iface);
static void kick (MbOutbox *self, const char *site_id);

G_DEFINE_FINAL_TYPE_WITH_CODE (MbOutbox,
                               mb_outbox,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, mb_outbox_list_model_init))

static GType
mb_outbox_get_item_type (GListModel *model)
{
  return MB_TYPE_JOB;
}

static guint
mb_outbox_get_n_items (GListModel *model)
{
  return g_list_model_get_n_items (G_LIST_MODEL (MB_OUTBOX (model)->jobs));
}

static gpointer
mb_outbox_get_item (GListModel *model, guint position)
{
  return g_list_model_get_item (G_LIST_MODEL (MB_OUTBOX (model)->jobs), position);
}

static void
mb_outbox_list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = mb_outbox_get_item_type;
  iface->get_n_items = mb_outbox_get_n_items;
  iface->get_item = mb_outbox_get_item;
}

static void
items_changed_cb (GListModel *jobs, guint position, guint n_removed, guint n_added, MbOutbox *self)
{
  g_list_model_items_changed (G_LIST_MODEL (self), position, n_removed, n_added);
}

static MbJob *
get_job (MbOutbox *self, guint index)
{
  g_autoptr (MbJob) job = g_list_model_get_item (G_LIST_MODEL (self->jobs), index);

  return job; /* the list holds it */
}

static guint
n_jobs (MbOutbox *self)
{
  return g_list_model_get_n_items (G_LIST_MODEL (self->jobs));
}

static void
count_active (MbOutbox *self)
{
  guint n_active = 0;

  for (guint i = 0; i < n_jobs (self); i++)
    n_active += !mb_job_is_over (get_job (self, i));
  if (n_active == self->n_active)
    return;
  self->n_active = n_active;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_N_ACTIVE]);
}

static char *
publication_key (const char *draft_id, const char *site_id)
{
  return g_strconcat (draft_id, " ", site_id, NULL);
}

static void
note_publication (MbOutbox *self, const MbJobRow *row)
{
  g_autoptr (MbPlan) plan = mb_plan_from_json (row->options);
  MbPublicationRow *publication;

  if (row->intent == MB_INTENT_TAKEDOWN) {
    g_autofree char *key = publication_key (row->draft_id, row->site_id);

    g_hash_table_remove (self->publications, key);
    return;
  }
  publication = g_new0 (MbPublicationRow, 1);
  publication->draft_id = g_strdup (row->draft_id);
  publication->site_id = g_strdup (row->site_id);
  publication->remote_url = g_strdup (row->remote_url);
  publication->sent_digest = g_strdup (row->digest);
  publication->published = !plan->as_draft && row->intent != MB_INTENT_UNPUBLISH;
  g_hash_table_replace (self->publications, publication_key (row->draft_id, row->site_id),
                        publication);
}

static void
finished_cb (MbLane *lane, MbJob *job, gpointer owner)
{
  kick (MB_OUTBOX (owner), mb_lane_get_site_id (lane));
}

/* Before anybody else hears of the new state, what the outbox says of the article is right. */
static void
state_changed_cb (MbJob *job, GParamSpec *pspec, MbOutbox *self)
{
  if (mb_job_get_state (job) == MB_JOB_DONE)
    note_publication (self, mb_job_get_row (job));
  count_active (self);
}

static void
take_job (MbOutbox *self, MbJob *job)
{
  g_signal_connect_object (job, "notify::state", G_CALLBACK (state_changed_cb), self,
                           G_CONNECT_DEFAULT);
  g_list_store_append (self->jobs, job);
}

static MbLane *
get_lane (MbOutbox *self, const char *site_id)
{
  MbLane *lane;

  for (guint i = 0; i < self->lanes->len; i++) {
    if (strcmp (mb_lane_get_site_id (self->lanes->pdata[i]), site_id) == 0)
      return self->lanes->pdata[i];
  }
  lane = mb_lane_new (&self->setup, site_id);
  g_ptr_array_add (self->lanes, lane);

  return lane;
}

static gboolean
goes_on_by_itself (const MbJobRow *row)
{
  return !row->over && (row->state == MB_JOB_QUEUED || row->state == MB_JOB_RUNNING ||
                        row->state == MB_JOB_WAITING || row->state == MB_JOB_SCHEDULED);
}

/* Urgent first, then oldest first, of those whose time has come; otherwise when the first one's
 * comes. */
static MbJob *
choose (MbOutbox *self, const char *site_id, gint64 now_ms, gint64 *next_ms)
{
  MbJob *best = NULL;

  *next_ms = G_MAXINT64;
  for (guint i = 0; i < n_jobs (self); i++) {
    MbJob *job = get_job (self, i);
    const MbJobRow *row = mb_job_get_row (job);

    if (strcmp (row->site_id, site_id) != 0 || !goes_on_by_itself (row))
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
  MbOutbox *outbox; /* its lanes, and their timers, end before it */
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

  *mb_lane_get_timer (get_lane (alarm->outbox, site_id)) = 0;
  kick (alarm->outbox, site_id);

  return G_SOURCE_REMOVE;
}

static void
set_alarm (MbOutbox *self, MbLane *lane, gint64 delay_ms)
{
  guint *timer = mb_lane_get_timer (lane);
  Alarm *alarm = g_new0 (Alarm, 1);

  alarm->outbox = self;
  alarm->site_id = g_strdup (mb_lane_get_site_id (lane));
  /* At most an hour: the wall clock may be set meanwhile, and a laptop may sleep. */
  *timer = g_timeout_add_full (G_PRIORITY_DEFAULT, (guint) CLAMP (delay_ms, 0, 3600 * 1000),
                               alarm_cb, alarm, alarm_free);
}

/* Starts a site's next job, or sets its alarm. */
static void
kick (MbOutbox *self, const char *site_id)
{
  MbSite *site = mb_destinations_find (self->destinations, site_id);
  gint64 now_ms = mb_clock_wall_ms (self->setup.clock);
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

static void
kick_all (MbOutbox *self)
{
  for (guint i = 0; i < n_jobs (self); i++) {
    if (!mb_job_is_over (get_job (self, i)))
      kick (self, mb_job_get_destination_id (get_job (self, i)));
  }
}

/* The network is back: what waited for it leaves, spread a little. A hint only, so nothing else
 * follows from it. */
static void
network_changed_cb (GNetworkMonitor *monitor, gboolean available, MbOutbox *self)
{
  if (!available)
    return;

  for (guint i = 0; i < n_jobs (self); i++) {
    MbJob *job = get_job (self, i);
    const MbJobRow *row = mb_job_get_row (job);
    g_autoptr (MbJobRow) sooner = NULL;

    if (row->state != MB_JOB_WAITING || row->over)
      continue;
    sooner = mb_job_row_copy (row);
    sooner->tries = 0;
    sooner->not_before_ms = mb_clock_wall_ms (self->setup.clock) +
                            g_random_int_range (0, (gint32) self->setup.policy.look_ms + 1);
    mb_job_update (job, sooner, NULL);
  }
  kick_all (self);
}

static void
mb_outbox_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  MbOutbox *self = MB_OUTBOX (object);

  switch ((MbOutboxProps) prop_id) {
  case PROP_PAUSED:
    g_value_set_boolean (value, self->paused);
    break;
  case PROP_N_ACTIVE:
    g_value_set_uint (value, self->n_active);
    break;
  }
}

static void
mb_outbox_set_property (GObject *object, guint prop_id, const GValue *value, GParamSpec *pspec)
{
  MbOutbox *self = MB_OUTBOX (object);

  switch ((MbOutboxProps) prop_id) {
  case PROP_PAUSED:
    mb_outbox_set_paused (self, g_value_get_boolean (value));
    break;
  case PROP_N_ACTIVE:
    g_assert_not_reached ();
  }
}

static void
mb_outbox_dispose (GObject *object)
{
  MbOutbox *self = MB_OUTBOX (object);

  mb_outbox_stop (self);
  g_clear_object (&self->destinations);
  g_clear_object (&self->store);

  G_OBJECT_CLASS (mb_outbox_parent_class)->dispose (object);
}

static void
mb_outbox_finalize (GObject *object)
{
  MbOutbox *self = MB_OUTBOX (object);

  g_ptr_array_unref (self->lanes);
  g_clear_object (&self->worker);
  g_clear_object (&self->jobs);
  g_hash_table_unref (self->publications);
  g_main_context_unref (self->setup.home);

  G_OBJECT_CLASS (mb_outbox_parent_class)->finalize (object);
}

static void
mb_outbox_class_init (MbOutboxClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = mb_outbox_get_property;
  object_class->set_property = mb_outbox_set_property;
  object_class->dispose = mb_outbox_dispose;
  object_class->finalize = mb_outbox_finalize;

  props[PROP_PAUSED] =
    g_param_spec_boolean ("paused", NULL, NULL, FALSE,
                          G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  props[PROP_N_ACTIVE] = g_param_spec_uint ("n-active", NULL, NULL, 0, G_MAXUINT, 0,
                                            G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (props), props);
}

static void
mb_outbox_init (MbOutbox *self)
{
  self->jobs = g_list_store_new (MB_TYPE_JOB);
  self->lanes = g_ptr_array_new_with_free_func ((GDestroyNotify) mb_lane_free);
  self->publications = g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
                                              (GDestroyNotify) mb_publication_row_free);
  self->worker = mb_worker_new ("outbox");
  self->setup.clock = mb_clock_system ();
  self->setup.home = g_main_context_ref_thread_default ();
  self->setup.rendition = mb_picture_load_rendition;
  self->setup.finished = finished_cb;
  self->setup.owner = G_OBJECT (self);
  g_signal_connect_object (self->jobs, "items-changed", G_CALLBACK (items_changed_cb), self,
                           G_CONNECT_DEFAULT);
}

/**
 * mb_outbox_new:
 * @store: where the jobs are kept
 * @destinations: the sites
 * @policy: how long to wait; copied
 *
 * Makes the outbox, empty until mb_outbox_resume_async().
 *
 * Returns: (transfer full): the outbox
 */
MbOutbox *
mb_outbox_new (MbStore *store, MbDestinations *destinations, const MbRetryPolicy *policy)
{
  MbOutbox *self;

  g_return_val_if_fail (MB_IS_STORE (store), NULL);
  g_return_val_if_fail (MB_IS_DESTINATIONS (destinations), NULL);
  g_return_val_if_fail (policy != NULL, NULL);

  self = g_object_new (MB_TYPE_OUTBOX, NULL);
  self->store = g_object_ref (store);
  self->destinations = g_object_ref (destinations);
  self->setup.store = store;
  self->setup.policy = *policy;
  g_signal_connect_object (g_network_monitor_get_default (), "network-changed",
                           G_CALLBACK (network_changed_cb), self, G_CONNECT_DEFAULT);

  return self;
}

/**
 * mb_outbox_set_open:
 * @self: the outbox
 * @open: (nullable) (scope forever): makes a site's interface on its worker; `NULL`:
 * mb_destination_open_sync()
 * @user_data: for @open
 *
 * Sets who makes the sites' interfaces.
 */
void
mb_outbox_set_open (MbOutbox *self, MbOpenDestination open, gpointer user_data)
{
  g_return_if_fail (MB_IS_OUTBOX (self));

  self->setup.open = open;
  self->setup.open_data = user_data;
}

/**
 * mb_outbox_set_rendition:
 * @self: the outbox
 * @rendition: (scope forever): makes the pictures that leave; mb_picture_load_rendition() otherwise
 *
 * Sets who makes the pictures.
 */
void
mb_outbox_set_rendition (MbOutbox *self, MbRendition rendition)
{
  g_return_if_fail (MB_IS_OUTBOX (self));

  self->setup.rendition = rendition;
}

/**
 * mb_outbox_set_point:
 * @self: the outbox
 * @point: (nullable) (scope forever): called on workers at named places
 * @user_data: for @point
 *
 * Sets who is told where a job is, for tests that break it off there.
 */
void
mb_outbox_set_point (MbOutbox *self, MbOutboxPoint point, gpointer user_data)
{
  g_return_if_fail (MB_IS_OUTBOX (self));

  self->setup.point = point;
  self->setup.point_data = user_data;
}

typedef struct {
  GPtrArray *jobs;
  GPtrArray *publications;
} Kept;

static void
kept_free (gpointer data)
{
  Kept *kept = data;

  g_clear_pointer (&kept->jobs, g_ptr_array_unref);
  g_clear_pointer (&kept->publications, g_ptr_array_unref);
  g_free (kept);
}

static void
resume_in_worker (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  MbOutbox *self = source;
  Kept *kept = g_new0 (Kept, 1);
  GError *error = NULL;

  kept->jobs = mb_store_list_jobs_sync (self->store, N_OVER_SHOWN, &error);
  if (kept->jobs)
    kept->publications = mb_store_list_publications_sync (self->store, &error);
  if (kept->publications) {
    g_task_return_pointer (task, kept, kept_free);
    return;
  }
  kept_free (kept);
  g_task_return_error (task, error);
}

/**
 * mb_outbox_resume_async:
 * @self: the outbox
 * @cancellable: (nullable): to give up
 * @callback: called when the jobs are there
 * @user_data: for @callback
 *
 * Takes up what an earlier run left. What was interrupted goes on through its look-up.
 */
void
mb_outbox_resume_async (MbOutbox *self,
                        GCancellable *cancellable,
                        GAsyncReadyCallback callback,
                        gpointer user_data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (MB_IS_OUTBOX (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, mb_outbox_resume_async);
  mb_worker_push (self->worker, task, resume_in_worker);
}

/**
 * mb_outbox_resume_finish:
 * @self: the outbox
 * @result: as given to the callback
 * @error: return location
 *
 * Completes taking up the jobs, and starts those whose time has come.
 *
 * Returns: `TRUE` when they could be read
 */
gboolean
mb_outbox_resume_finish (MbOutbox *self, GAsyncResult *result, GError **error)
{
  Kept *kept;

  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  kept = g_task_propagate_pointer (G_TASK (result), error);
  if (!kept)
    return FALSE;

  for (guint i = 0; i < kept->publications->len; i++) {
    MbPublicationRow *row = g_ptr_array_index (kept->publications, i);

    g_hash_table_replace (self->publications, publication_key (row->draft_id, row->site_id), row);
  }
  g_ptr_array_set_free_func (kept->publications, NULL);
  for (guint i = 0; i < kept->jobs->len; i++) {
    g_autoptr (MbJob) job = mb_job_new (kept->jobs->pdata[i]);

    take_job (self, job);
  }
  kept_free (kept);
  count_active (self);
  kick_all (self);

  return TRUE;
}

/**
 * mb_outbox_stop:
 * @self: the outbox
 *
 * Stops the workers before the program ends. Running jobs stop where they are and go on at the next
 * start.
 */
void
mb_outbox_stop (MbOutbox *self)
{
  g_return_if_fail (MB_IS_OUTBOX (self));

  if (self->stopped)
    return;
  self->stopped = TRUE;
  for (guint i = 0; i < self->lanes->len; i++)
    mb_lane_stop (self->lanes->pdata[i]);
  mb_worker_stop (self->worker);
}

/* On its way into the store. */
typedef struct {
  MbJobRow *row;
  MbJobRow *before; /* (nullable) what it replaces */
} Plan;

static void
plan_free (gpointer data)
{
  Plan *plan = data;

  mb_job_row_free (plan->row);
  if (plan->before)
    mb_job_row_free (plan->before);
  g_free (plan);
}

static void
plan_in_worker (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  MbOutbox *self = source;
  Plan *plan = task_data;
  GError *error = NULL;

  if (mb_planner_keep_sync (self->store, plan->row, plan->before, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

/* The job of this article and site that is not over. */
static MbJob *
find_live (MbOutbox *self, const char *draft_id, const char *site_id)
{
  for (guint i = 0; i < n_jobs (self); i++) {
    MbJob *job = get_job (self, i);

    if (!mb_job_is_over (job) && g_strcmp0 (mb_job_get_draft_id (job), draft_id) == 0 &&
        g_strcmp0 (mb_job_get_destination_id (job), site_id) == 0)
      return job;
  }

  return NULL;
}

static Plan *
make_plan (MbOutbox *self, MbSnapshot *snapshot, const MbPublishOptions *options, GError **error)
{
  MbSite *site = mb_destinations_find (self->destinations, options->destination_id);
  gint64 now_ms = mb_clock_wall_ms (self->setup.clock);
  MbJob *live;
  MbJobRow *row;
  Plan *plan;

  if (!site) {
    g_set_error (error, MB_PUBLISH_ERROR, MB_PUBLISH_ERROR_ADDRESS, "no site is called %s",
                 options->destination_id);
    return NULL;
  }
  live = find_live (self, mb_snapshot_get_article_id (snapshot), mb_site_get_id (site));
  if (live && goes_on_by_itself (mb_job_get_row (live))) {
    g_set_error_literal (error, MB_PUBLISH_ERROR, MB_PUBLISH_ERROR_TWICE,
                         "the article is on its way there already");
    return NULL;
  }
  row = mb_planner_make_row (snapshot, mb_site_get_id (site), options, now_ms, error);
  if (!row)
    return NULL;

  plan = g_new0 (Plan, 1);
  plan->row = row;
  plan->before = live ? mb_job_row_copy (mb_job_get_row (live)) : NULL;

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
 * Plans a sending. Without a network it is planned all the same, and leaves by itself.
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
  mb_worker_push (self->worker, task, plan_in_worker);
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

  if (!g_task_propagate_boolean (G_TASK (result), error))
    return NULL;
  plan = g_task_get_task_data (G_TASK (result));
  replaced = plan->before ? find_live (self, plan->before->draft_id, plan->before->site_id) : NULL;
  if (replaced)
    mb_job_update (replaced, plan->before, NULL);

  job = mb_job_new (plan->row);
  take_job (self, job);
  count_active (self);
  kick (self, plan->row->site_id);

  return job;
}

/**
 * mb_outbox_look_now:
 * @self: the outbox
 * @job: one that waits or needs a person
 *
 * Has a job look on the site, and go on, now.
 */
void
mb_outbox_look_now (MbOutbox *self, MbJob *job)
{
  g_autoptr (MbJobRow) row = NULL;

  g_return_if_fail (MB_IS_OUTBOX (self));
  g_return_if_fail (MB_IS_JOB (job));

  if (mb_job_is_over (job) || mb_job_get_state (job) == MB_JOB_RUNNING)
    return;
  row = mb_job_row_copy (mb_job_get_row (job));
  row->state = MB_JOB_QUEUED;
  row->not_before_ms = 0;
  row->tries = 0;
  row->created_ms =
    MAX (row->created_ms, mb_clock_wall_ms (self->setup.clock) - self->setup.policy.max_age_ms);
  mb_job_update (job, row, NULL);
  kick (self, row->site_id);
}

static void
keep_row_in_worker (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  MbOutbox *self = source;
  g_autoptr (GError) error = NULL;

  if (!mb_store_put_job_sync (self->store, task_data, NULL, NULL, &error))
    g_warning ("the outbox could not be written: %s", error->message);
  g_task_return_boolean (task, TRUE);
}

/**
 * mb_outbox_cancel:
 * @self: the outbox
 * @job: one of its jobs
 *
 * Gives a job up. A draft of ours on the site is removed if it can be; what readers may have seen
 * already is not given up but seen through.
 */
void
mb_outbox_cancel (MbOutbox *self, MbJob *job)
{
  g_autoptr (GTask) task = NULL;
  g_autoptr (MbJobRow) row = NULL;
  MbLane *lane;

  g_return_if_fail (MB_IS_OUTBOX (self));
  g_return_if_fail (MB_IS_JOB (job));

  if (mb_job_is_over (job))
    return;
  lane = get_lane (self, mb_job_get_destination_id (job));
  if (mb_lane_get_running (lane) == job) {
    mb_lane_cancel (lane);
    return;
  }
  if (mb_job_was_sent (job) && goes_on_by_itself (mb_job_get_row (job)))
    return;

  row = mb_job_row_copy (mb_job_get_row (job));
  row->state = MB_JOB_CANCELLED;
  row->over = TRUE;
  mb_job_update (job, row, NULL);
  count_active (self);
  task = g_task_new (self, NULL, NULL, NULL);
  g_task_set_source_tag (task, mb_outbox_cancel);
  g_task_set_task_data (task, g_steal_pointer (&row), (GDestroyNotify) mb_job_row_free);
  mb_worker_push (self->worker, task, keep_row_in_worker);
}

/**
 * mb_outbox_set_paused:
 * @self: the outbox
 * @paused: whether nothing leaves
 *
 * Holds everything back, or lets it go. What runs now runs to its end.
 */
void
mb_outbox_set_paused (MbOutbox *self, gboolean paused)
{
  g_return_if_fail (MB_IS_OUTBOX (self));

  if (self->paused == paused)
    return;
  self->paused = paused;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_PAUSED]);
  if (!paused)
    kick_all (self);
}

/**
 * mb_outbox_get_paused:
 * @self: the outbox
 *
 * Whether everything is held back.
 *
 * Returns: `TRUE` when it is
 */
gboolean
mb_outbox_get_paused (MbOutbox *self)
{
  g_return_val_if_fail (MB_IS_OUTBOX (self), FALSE);

  return self->paused;
}

/**
 * mb_outbox_get_destinations:
 * @self: the outbox
 *
 * The sites that it sends to.
 *
 * Returns: (transfer none): the sites
 */
MbDestinations *
mb_outbox_get_destinations (MbOutbox *self)
{
  g_return_val_if_fail (MB_IS_OUTBOX (self), NULL);

  return self->destinations;
}

/**
 * mb_outbox_get_n_active:
 * @self: the outbox
 *
 * How many jobs are not over.
 *
 * Returns: a count
 */
guint
mb_outbox_get_n_active (MbOutbox *self)
{
  g_return_val_if_fail (MB_IS_OUTBOX (self), 0);

  return self->n_active;
}

/**
 * mb_outbox_find:
 * @self: the outbox
 * @draft_id: an article
 * @destination_id: (nullable): a site; `NULL`: any
 *
 * Looks for the newest job of an article, one that is not over before one that is.
 *
 * Returns: (transfer none) (nullable): the job
 */
MbJob *
mb_outbox_find (MbOutbox *self, const char *draft_id, const char *destination_id)
{
  MbJob *over = NULL;

  g_return_val_if_fail (MB_IS_OUTBOX (self), NULL);

  for (guint i = n_jobs (self); i > 0; i--) {
    MbJob *job = get_job (self, i - 1);

    if (g_strcmp0 (mb_job_get_draft_id (job), draft_id) != 0 ||
        (destination_id && g_strcmp0 (mb_job_get_destination_id (job), destination_id) != 0))
      continue;
    if (!mb_job_is_over (job))
      return job;
    if (!over)
      over = job;
  }

  return over;
}

static MbPublicationRow *
find_publication (MbOutbox *self, const char *draft_id, const char *destination_id)
{
  MbSite *site = mb_destinations_find (self->destinations, destination_id);
  g_autofree char *key = publication_key (draft_id, site ? mb_site_get_id (site) : "");

  return g_hash_table_lookup (self->publications, key);
}

/**
 * mb_outbox_dup_public_url:
 * @self: the outbox
 * @draft_id: an article
 * @destination_id: a site
 *
 * Where readers find an article.
 *
 * Returns: (transfer full) (nullable): the address; `NULL` when it is not public there
 */
char *
mb_outbox_dup_public_url (MbOutbox *self, const char *draft_id, const char *destination_id)
{
  MbPublicationRow *publication;

  g_return_val_if_fail (MB_IS_OUTBOX (self), NULL);

  publication = find_publication (self, draft_id, destination_id);

  return publication && publication->published ? g_strdup (publication->remote_url) : NULL;
}

/**
 * mb_outbox_has_unsent_changes:
 * @self: the outbox
 * @snapshot: an article as it is now
 * @destination_id: a site that has it
 *
 * Whether readers would see something else if the article were sent again.
 *
 * Returns: `TRUE` when they would; `FALSE` also when the site does not have it
 */
gboolean
mb_outbox_has_unsent_changes (MbOutbox *self, MbSnapshot *snapshot, const char *destination_id)
{
  MbPublicationRow *publication;
  g_autofree char *digest = NULL;

  g_return_val_if_fail (MB_IS_OUTBOX (self), FALSE);

  publication = find_publication (self, mb_snapshot_get_article_id (snapshot), destination_id);
  if (!publication)
    return FALSE;
  digest = mb_post_digest (snapshot);

  return g_strcmp0 (publication->sent_digest, digest) != 0;
}
