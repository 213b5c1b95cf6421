#include "mb-connection.h"

#include <string.h>

/* What a task works on, away from the main thread. */
typedef struct {
  MbDestinationRow *row; /* (nullable) */
  char *url;
  char *endpoint;
  char *secret; /* (nullable): the keyring's */
  MbSiteDefaults *defaults;
  MbStore *store;
  GMainContext *home;
  MbRehearsal rehearsal;
} Work;

static void
work_free (gpointer data)
{
  Work *work = data;

  g_clear_pointer (&work->row, mb_destination_row_free);
  g_free (work->url);
  g_free (work->endpoint);
  if (work->secret)
    explicit_bzero (work->secret, strlen (work->secret));
  g_free (work->secret);
  mb_site_defaults_free (work->defaults);
  g_object_unref (work->store);
  g_main_context_unref (work->home);
  g_free ((char *) work->rehearsal.headline);
  g_free ((char *) work->rehearsal.words);
  g_free (work);
}

static Work *
work_new (MbDestinations *destinations, MbSite *site)
{
  Work *work = g_new0 (Work, 1);

  work->home = g_main_context_ref_thread_default ();
  work->store = g_object_ref (mb_destinations_get_store (destinations));
  if (!site)
    return work;
  work->row = g_new0 (MbDestinationRow, 1);
  work->row->id = g_strdup (mb_site_get_id (site));
  work->row->name = g_strdup (mb_site_get_name (site));
  work->row->kind = g_strdup (mb_site_get_kind (site));
  work->row->url = g_strdup (mb_site_get_url (site));
  work->url = g_strdup (mb_site_get_url (site));
  work->endpoint = g_strdup (mb_site_get_endpoint (site));
  work->secret = g_strdup (mb_destinations_get_lent_secret (destinations, site));
  work->defaults = mb_site_defaults_copy (mb_site_get_defaults (site));

  return work;
}

static void
start (MbDestinations *destinations, GTask *task, Work *work, GTaskThreadFunc func)
{
  g_task_set_task_data (task, work, work_free);
  mb_worker_push (mb_destinations_get_worker (destinations), task, func);
}

static void
discover_in_worker (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  Work *work = task_data;
  MbDiscoverySetup setup = {.policy = mb_retry_policy_default (), .timers = work->home};
  GError *error = NULL;
  MbDiscovery *found = mb_discovery_run (work->url, &setup, cancellable, &error);

  if (found)
    g_task_return_pointer (task, found, (GDestroyNotify) mb_discovery_free);
  else
    g_task_return_error (task, error);
}

/**
 * mb_connection_discover_async:
 * @destinations: the sites there are
 * @url: an address as a person typed it
 * @cancellable: (nullable): to give up
 * @callback: called when it is known
 * @user_data: for @callback
 *
 * Finds out which platform answers at an address, without any access.
 */
void
mb_connection_discover_async (MbDestinations *destinations,
                              const char *url,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  Work *work;

  g_return_if_fail (MB_IS_DESTINATIONS (destinations));
  g_return_if_fail (url != NULL);

  work = work_new (destinations, NULL);
  work->url = g_strdup (url);
  task = g_task_new (destinations, cancellable, callback, user_data);
  g_task_set_source_tag (task, mb_connection_discover_async);
  start (destinations, task, work, discover_in_worker);
}

/**
 * mb_connection_discover_finish:
 * @destinations: the sites there are
 * @result: as given to the callback
 * @error: return location
 *
 * Completes looking at an address.
 *
 * Returns: (transfer full): what was found, its kind `NULL` when nothing was
 */
MbDiscovery *
mb_connection_discover_finish (MbDestinations *destinations, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, destinations), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/* One step on its way to the thread that asked. */
typedef struct {
  GTask *task; /* keeps `work`, and whoever is told */
  MbRehearsalStep step;
  MbRehearsalOutcome outcome;
} Report;

static void
report_free (gpointer data)
{
  Report *report = data;

  g_object_unref (report->task);
  g_free (report);
}

static gboolean
report_cb (gpointer data)
{
  Report *report = data;
  Work *work = g_task_get_task_data (report->task);

  work->rehearsal.report (report->step, report->outcome, work->rehearsal.user_data);

  return G_SOURCE_REMOVE;
}

static void
send_report (MbRehearsalStep step, MbRehearsalOutcome outcome, gpointer user_data)
{
  GTask *task = user_data;
  Work *work = g_task_get_task_data (task);
  Report *report;

  if (!work->rehearsal.report)
    return;
  report = g_new0 (Report, 1);
  report->task = g_object_ref (task);
  report->step = step;
  report->outcome = outcome;
  g_main_context_invoke_full (work->home, G_PRIORITY_DEFAULT, report_cb, report, report_free);
}

/* Where we think it is, and what. */
static gboolean
try_platform (GTask *task, Work *work, GCancellable *cancellable, GError **error)
{
  MbDiscoverySetup setup = {
    .policy = mb_retry_policy_default (),
    .timers = work->home,
    .kind = work->row->kind,
  };
  g_autoptr (MbDiscovery) found = NULL;
  gboolean same;

  send_report (MB_REHEARSAL_ADDRESS, MB_REHEARSAL_BEGUN, task);
  found = mb_discovery_run (work->url, &setup, cancellable, error);
  send_report (MB_REHEARSAL_ADDRESS, found ? MB_REHEARSAL_PASSED : MB_REHEARSAL_FAILED, task);
  if (!found)
    return FALSE;
  /* What a person has given as an interface need not name itself. */
  same = !found->kind || strcmp (found->kind, work->row->kind) == 0;
  if (!found->kind && strcmp (work->row->kind, "micropub") != 0)
    same = FALSE;
  send_report (MB_REHEARSAL_PLATFORM, same ? MB_REHEARSAL_PASSED : MB_REHEARSAL_FAILED, task);
  if (!same)
    g_set_error (error, MB_PUBLISH_ERROR, MB_PUBLISH_ERROR_ADDRESS, "%s answers as no %s site",
                 work->url, work->row->kind);

  return same;
}

static gboolean
rehearse (GTask *task, Work *work, GCancellable *cancellable, GError **error)
{
  MbRehearsal rehearsal = {
    .headline = work->rehearsal.headline,
    .words = work->rehearsal.words,
    .report = send_report,
    .user_data = task,
  };
  MbSiteAccess access = {
    .site_id = work->row->id,
    .kind = work->row->kind,
    .endpoint = work->endpoint,
    .secret = work->secret,
    .defaults = work->defaults,
    .policy = mb_retry_policy_default (),
    .timers = work->home,
  };
  g_autoptr (MbDestination) destination = NULL;

  if (!try_platform (task, work, cancellable, error))
    return FALSE;
  destination = mb_destination_open_sync (&access, cancellable, error);
  if (!destination) {
    send_report (MB_REHEARSAL_ACCESS, MB_REHEARSAL_FAILED, task);
    return FALSE;
  }

  return mb_rehearsal_run (&rehearsal, destination, cancellable, error);
}

static void
rehearse_in_worker (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  GError *error = NULL;

  if (rehearse (task, task_data, cancellable, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

/**
 * mb_connection_rehearse_async:
 * @destinations: the sites
 * @site: one of them
 * @rehearsal: what the draft says, and who is told of the steps; copied
 * @cancellable: (nullable): to give up; a draft that was made is removed all the same
 * @callback: called at the end
 * @user_data: for @callback
 *
 * Tries a site step by step, as mb_rehearsal_run() does, its address and platform first.
 */
void
mb_connection_rehearse_async (MbDestinations *destinations,
                              MbSite *site,
                              const MbRehearsal *rehearsal,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  Work *work;

  g_return_if_fail (MB_IS_DESTINATIONS (destinations));
  g_return_if_fail (MB_IS_SITE (site));
  g_return_if_fail (rehearsal != NULL);

  work = work_new (destinations, site);
  work->rehearsal = *rehearsal;
  work->rehearsal.headline = g_strdup (rehearsal->headline);
  work->rehearsal.words = g_strdup (rehearsal->words);
  task = g_task_new (destinations, cancellable, callback, user_data);
  g_task_set_source_tag (task, mb_connection_rehearse_async);
  g_task_set_check_cancellable (task, FALSE);
  start (destinations, task, work, rehearse_in_worker);
}

/**
 * mb_connection_rehearse_finish:
 * @destinations: the sites
 * @result: as given to the callback
 * @error: return location
 *
 * Completes trying a site.
 *
 * Returns: `TRUE` when it takes all that it and the account can
 */
gboolean
mb_connection_rehearse_finish (MbDestinations *destinations, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, destinations), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
set_in_worker (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  Work *work = task_data;
  GError *error = NULL;

  if (mb_store_put_site_sync (work->store, work->row, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

/**
 * mb_connection_set_defaults_async:
 * @destinations: the sites
 * @site: one of them
 * @defaults: what is decided for it from now on; copied
 * @callback: called when it is kept
 * @user_data: for @callback
 *
 * Keeps what a newsroom has decided for a site. The site is not asked.
 */
void
mb_connection_set_defaults_async (MbDestinations *destinations,
                                  MbSite *site,
                                  const MbSiteDefaults *defaults,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  Work *work;

  g_return_if_fail (MB_IS_DESTINATIONS (destinations));
  g_return_if_fail (MB_IS_SITE (site));
  g_return_if_fail (defaults != NULL);

  work = work_new (destinations, site);
  work->row->data = mb_site_make_data (work->endpoint, mb_site_get_capabilities (site), defaults);
  task = g_task_new (destinations, NULL, callback, user_data);
  g_task_set_source_tag (task, mb_connection_set_defaults_async);
  start (destinations, task, work, set_in_worker);
}

/**
 * mb_connection_set_defaults_finish:
 * @destinations: the sites
 * @result: as given to the callback
 * @error: return location
 *
 * Completes keeping what was decided.
 *
 * Returns: (transfer full): the site, which takes the place of the one that was given
 */
MbSite *
mb_connection_set_defaults_finish (MbDestinations *destinations,
                                   GAsyncResult *result,
                                   GError **error)
{
  Work *work;
  MbSite *site;

  g_return_val_if_fail (g_task_is_valid (result, destinations), NULL);

  if (!g_task_propagate_boolean (G_TASK (result), error))
    return NULL;
  work = g_task_get_task_data (G_TASK (result));
  site = mb_site_new (work->row);
  mb_destinations_replace (destinations, site);

  return site;
}
