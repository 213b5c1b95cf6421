#include "mb-outbox.h"

#include "mb-plan.h"
#include "mb-dispatcher.h"
#include "mb-outbox-inside.h"
#include "mb-post.h"

#include <string.h>

#define N_OVER_SHOWN 100

struct _MbOutbox {
  GObject parent_instance;
  MbStore *store;
  MbDestinations *destinations;
  GListStore *jobs;
  MbPublications *publications;
  GHashTable *digests;      /* of blocks, so that asking again costs little */
  MbDispatcher *dispatcher; /* made with the destinations */
  MbScales *scales;         /* made when something is weighed */
  MbRemoteReader *reader;   /* made when a site is asked */
  MbWorker *worker; /* for the store, so that a long sending does not hold up the next plan */
  MbLaneSetup setup;
  guint n_active;
  gboolean paused;
  gboolean resumed;
  gboolean stopped;
};

typedef enum {
  PROP_PAUSED = 1,
  PROP_N_ACTIVE,
} MbOutboxProps;

static GParamSpec *props[PROP_N_ACTIVE + 1];

static void mb_outbox_list_model_init (GListModelInterface *iface);

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

/* Before anybody else hears of the new state, what the outbox says of the article is right. */
static void
state_changed_cb (MbJob *job, GParamSpec *pspec, MbOutbox *self)
{
  if (mb_job_get_state (job) == MB_JOB_DONE)
    mb_publications_note_done (self->publications, mb_job_get_row (job));
  count_active (self);
}

static void
take_job (MbOutbox *self, MbJob *job)
{
  g_signal_connect_object (job, "notify::state", G_CALLBACK (state_changed_cb), self,
                           G_CONNECT_DEFAULT);
  g_list_store_append (self->jobs, job);
}

static void
network_changed_cb (GNetworkMonitor *monitor, gboolean available, MbOutbox *self)
{
  if (available)
    mb_dispatcher_network_is_back (self->dispatcher);
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

  mb_dispatcher_free (self->dispatcher);
  mb_scales_free (self->scales);
  mb_remote_reader_free (self->reader);
  g_clear_object (&self->worker);
  g_clear_object (&self->jobs);
  mb_publications_free (self->publications);
  g_hash_table_unref (self->digests);
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
  self->publications = mb_publications_new ();
  self->digests = mb_post_digest_cache_new ();
  self->worker = mb_worker_new ("outbox");
  self->setup.clock = mb_clock_system ();
  self->setup.home = g_main_context_ref_thread_default ();
  self->setup.rendition = mb_picture_load_rendition;
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
  self->dispatcher =
    mb_dispatcher_new (&self->setup, self->destinations, G_LIST_MODEL (self->jobs));

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

static gboolean
has_job (MbOutbox *self, const char *id)
{
  for (guint i = 0; i < n_jobs (self); i++)
    if (g_str_equal (mb_job_get_id (get_job (self, i)), id))
      return TRUE;

  return FALSE;
}

/* A job that was planned while the store was read is in both; what the list says of it is newer. */
static void
take_up (MbOutbox *self, Kept *kept)
{
  for (guint i = 0; i < kept->publications->len; i++) {
    MbPublicationRow *row = g_steal_pointer (&kept->publications->pdata[i]);

    if (mb_publications_find (self->publications, row->draft_id, row->site_id))
      mb_publication_row_free (row);
    else
      mb_publications_take (self->publications, row);
  }
  for (guint i = 0; i < kept->jobs->len; i++) {
    MbJobRow *row = kept->jobs->pdata[i];
    g_autoptr (MbJob) job = has_job (self, row->id) ? NULL : mb_job_new (row);

    if (job)
      take_job (self, job);
  }
}

/**
 * mb_outbox_resume_finish:
 * @self: the outbox
 * @result: as given to the callback
 * @error: return location
 *
 * Completes taking up the jobs, and starts those whose time has come. Once they are taken up, a
 * further call changes nothing.
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
  if (self->resumed) {
    kept_free (kept);
    return TRUE;
  }

  self->resumed = TRUE;
  take_up (self, kept);
  kept_free (kept);
  count_active (self);
  /* Here, not when the outbox is made: the monitor asks the session bus, and a window is waiting to
   * be drawn then. */
  g_signal_connect_object (g_network_monitor_get_default (), "network-changed",
                           G_CALLBACK (network_changed_cb), self, G_CONNECT_DEFAULT);
  mb_dispatcher_kick_all (self->dispatcher);

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
  mb_dispatcher_stop (self->dispatcher);
  if (self->scales)
    mb_scales_stop (self->scales);
  if (self->reader)
    mb_remote_reader_stop (self->reader);
  mb_worker_stop (self->worker);
}

/**
 * mb_outbox_weigh_async:
 * @self: the outbox
 * @snapshot: an article
 * @destination_id: where it would go
 * @cancellable: (nullable): to give up
 * @callback: called when it is weighed
 * @user_data: for @callback
 *
 * Measures what sending an article would send: the pictures are made as they would leave.
 */
void
mb_outbox_weigh_async (MbOutbox *self,
                       MbSnapshot *snapshot,
                       const char *destination_id,
                       GCancellable *cancellable,
                       GAsyncReadyCallback callback,
                       gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  MbSite *site;

  g_return_if_fail (MB_IS_OUTBOX (self));
  g_return_if_fail (snapshot != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, mb_outbox_weigh_async);
  site = mb_destinations_find (self->destinations, destination_id);
  if (!site || self->stopped) {
    g_task_return_new_error_literal (task, MB_PUBLISH_ERROR, MB_PUBLISH_ERROR_ADDRESS,
                                     "there is no such site");
    return;
  }
  if (!self->scales)
    self->scales = mb_scales_new (self->store);
  mb_scales_push (self->scales, task, snapshot, site, self->setup.rendition);
}

/**
 * mb_outbox_weigh_finish:
 * @self: the outbox
 * @result: as given to the callback
 * @weight: (out caller-allocates): what would be sent
 * @error: return location
 *
 * Completes weighing.
 *
 * Returns: `TRUE` when it was weighed
 */
gboolean
mb_outbox_weigh_finish (MbOutbox *self, GAsyncResult *result, MbWeight *weight, GError **error)
{
  g_autofree MbWeight *found = NULL;

  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  g_return_val_if_fail (weight != NULL, FALSE);

  found = g_task_propagate_pointer (G_TASK (result), error);
  if (!found)
    return FALSE;
  *weight = *found;

  return TRUE;
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
  mb_dispatcher_kick (self->dispatcher, row->site_id);
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

/* The post waits on the site, or the one before it does. */
static gboolean
has_kept_post (MbJob *job)
{
  g_autoptr (MbPlan) plan = mb_plan_from_json (mb_job_get_row (job)->options);

  return mb_job_is_kept_by_site (job) || (plan->kept && !mb_job_was_sent (job));
}

static void
kept_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  MbOutbox *self = MB_OUTBOX (source);
  const MbJobRow *row = g_task_get_task_data (G_TASK (result));

  if (!row->over)
    mb_dispatcher_kick (self->dispatcher, row->site_id);
}

/**
 * mb_outbox_cancel:
 * @self: the outbox
 * @job: one of its jobs
 *
 * Gives a job up. A draft of ours on the site is removed if it can be; what waits there for its
 * hour is made a draft; what readers may have seen already is not given up but seen through.
 */
void
mb_outbox_cancel (MbOutbox *self, MbJob *job)
{
  g_autoptr (GTask) task = NULL;
  g_autoptr (MbJobRow) row = NULL;

  g_return_if_fail (MB_IS_OUTBOX (self));
  g_return_if_fail (MB_IS_JOB (job));

  if (mb_job_is_over (job))
    return;
  if (mb_dispatcher_cancel_running (self->dispatcher, job))
    return;
  if (mb_job_was_sent (job) && mb_job_goes_on (job) && !mb_job_is_kept_by_site (job))
    return;

  row = mb_job_row_copy (mb_job_get_row (job));
  if (has_kept_post (job)) {
    mb_job_row_withdraw (row);
  } else {
    row->state = MB_JOB_CANCELLED;
    row->over = TRUE;
  }
  mb_job_update (job, row, NULL);
  count_active (self);
  task = g_task_new (self, NULL, kept_cb, NULL);
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
  mb_dispatcher_set_paused (self->dispatcher, paused);
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

/* Between the files of the outbox: a new job, into the list. */
void
mb_outbox_take_job (MbOutbox *self, MbJob *job)
{
  take_job (self, job);
  count_active (self);
}

/* Between the files of the outbox: what starts the jobs. */
MbDispatcher *
mb_outbox_get_dispatcher (MbOutbox *self)
{
  return self->dispatcher;
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

static const MbPublicationRow *
find_publication (MbOutbox *self, const char *draft_id, const char *destination_id)
{
  MbSite *site = mb_destinations_find (self->destinations, destination_id);

  return site ? mb_publications_find (self->publications, draft_id, mb_site_get_id (site)) : NULL;
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
  const MbPublicationRow *publication;

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
  const MbPublicationRow *publication;
  g_autofree char *digest = NULL;

  g_return_val_if_fail (MB_IS_OUTBOX (self), FALSE);

  publication = find_publication (self, mb_snapshot_get_article_id (snapshot), destination_id);
  if (!publication)
    return FALSE;
  digest = mb_post_digest (snapshot, self->digests);

  return g_strcmp0 (publication->sent_digest, digest) != 0;
}

/**
 * mb_outbox_is_outdated:
 * @self: the outbox
 * @job: one of its jobs
 * @snapshot: the job's article as it is now
 *
 * Whether readers would see something else if the article of now were sent instead.
 *
 * Returns: `TRUE` when they would
 */
gboolean
mb_outbox_is_outdated (MbOutbox *self, MbJob *job, MbSnapshot *snapshot)
{
  g_autofree char *digest = NULL;

  g_return_val_if_fail (MB_IS_OUTBOX (self), FALSE);
  g_return_val_if_fail (MB_IS_JOB (job), FALSE);

  digest = mb_post_digest (snapshot, self->digests);

  return g_strcmp0 (mb_job_get_row (job)->digest, digest) != 0;
}

/* Between the files of the outbox. */

/**
 * mb_outbox_get_store:
 * @self: the outbox
 *
 * Where the jobs are kept.
 *
 * Returns: (transfer none): the store
 */
MbStore *
mb_outbox_get_store (MbOutbox *self)
{
  return self->store;
}

/**
 * mb_outbox_get_worker:
 * @self: the outbox
 *
 * Where its tables are written.
 *
 * Returns: (transfer none): the worker
 */
MbWorker *
mb_outbox_get_worker (MbOutbox *self)
{
  return self->worker;
}

/**
 * mb_outbox_get_clock:
 * @self: the outbox
 *
 * Which clock it goes by.
 *
 * Returns: (transfer none): the clock
 */
const MbClock *
mb_outbox_get_clock (MbOutbox *self)
{
  return self->setup.clock;
}

/**
 * mb_outbox_get_publications:
 * @self: the outbox
 *
 * What sites have, as it knows.
 *
 * Returns: (transfer none): the table
 */
MbPublications *
mb_outbox_get_publications (MbOutbox *self)
{
  return self->publications;
}

/**
 * mb_outbox_get_reader:
 * @self: the outbox
 *
 * What reads sites for a person.
 *
 * Returns: (transfer none) (nullable): the reader; `NULL` when the program ends
 */
MbRemoteReader *
mb_outbox_get_reader (MbOutbox *self)
{
  if (!self->reader && !self->stopped)
    self->reader = mb_remote_reader_new (&self->setup);

  return self->stopped ? NULL : self->reader;
}
