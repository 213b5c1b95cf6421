#include "mb-destinations.h"

#include "mb-discovery.h"
#include "mb-job.h"
#include "mb-secrets.h"
#include "mb-wix.h"

#include <string.h>

struct _MbDestinations {
  GObject parent_instance;
  MbStore *store;
  GListStore *sites;
  GHashTable *lent; /* name or id → secret */
  MbWorker *worker; /* made when first needed */
  GMainContext *home;
};

static void mb_destinations_list_model_init (GListModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (MbDestinations,
                               mb_destinations,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL,
                                                      mb_destinations_list_model_init))

static GType
mb_destinations_get_item_type (GListModel *model)
{
  return MB_TYPE_SITE;
}

static guint
mb_destinations_get_n_items (GListModel *model)
{
  return g_list_model_get_n_items (G_LIST_MODEL (MB_DESTINATIONS (model)->sites));
}

static gpointer
mb_destinations_get_item (GListModel *model, guint position)
{
  return g_list_model_get_item (G_LIST_MODEL (MB_DESTINATIONS (model)->sites), position);
}

static void
mb_destinations_list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = mb_destinations_get_item_type;
  iface->get_n_items = mb_destinations_get_n_items;
  iface->get_item = mb_destinations_get_item;
}

static void
items_changed_cb (GListModel *sites,
                  guint position,
                  guint n_removed,
                  guint n_added,
                  MbDestinations *self)
{
  g_list_model_items_changed (G_LIST_MODEL (self), position, n_removed, n_added);
}

static void
free_secret (gpointer secret)
{
  explicit_bzero (secret, strlen (secret));
  g_free (secret);
}

static void
mb_destinations_dispose (GObject *object)
{
  MbDestinations *self = MB_DESTINATIONS (object);

  if (self->worker)
    mb_worker_stop (self->worker);
  g_clear_object (&self->worker);
  g_clear_object (&self->store);

  G_OBJECT_CLASS (mb_destinations_parent_class)->dispose (object);
}

static void
mb_destinations_finalize (GObject *object)
{
  MbDestinations *self = MB_DESTINATIONS (object);

  g_clear_object (&self->sites);
  g_hash_table_unref (self->lent);
  g_main_context_unref (self->home);

  G_OBJECT_CLASS (mb_destinations_parent_class)->finalize (object);
}

static void
mb_destinations_class_init (MbDestinationsClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = mb_destinations_dispose;
  object_class->finalize = mb_destinations_finalize;
}

static void
mb_destinations_init (MbDestinations *self)
{
  self->sites = g_list_store_new (MB_TYPE_SITE);
  self->lent = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, free_secret);
  self->home = g_main_context_ref_thread_default ();
  g_signal_connect_object (self->sites, "items-changed", G_CALLBACK (items_changed_cb), self,
                           G_CONNECT_DEFAULT);
}

/* What a task works on, away from the main thread. */
typedef struct {
  MbDestinationRow *row;
  char *endpoint;
  char *secret;
  gboolean keep_secret;
  char *moved_from; /* (nullable): where the site was before */
  MbSiteDefaults *defaults;
} Work;

static void
work_free (gpointer data)
{
  Work *work = data;

  mb_destination_row_free (work->row);
  g_free (work->endpoint);
  g_clear_pointer (&work->secret, free_secret);
  g_free (work->moved_from);
  mb_site_defaults_free (work->defaults);
  g_free (work);
}

static Work *
work_new_for_site (MbDestinations *self, MbSite *site)
{
  Work *work = g_new0 (Work, 1);

  work->row = g_new0 (MbDestinationRow, 1);
  work->row->id = g_strdup (mb_site_get_id (site));
  work->row->name = g_strdup (mb_site_get_name (site));
  work->row->kind = g_strdup (mb_site_get_kind (site));
  work->row->url = g_strdup (mb_site_get_url (site));
  work->endpoint = g_strdup (mb_site_get_endpoint (site));
  work->secret = g_strdup (mb_destinations_get_lent_secret (self, site));
  work->defaults = mb_site_defaults_copy (mb_site_get_defaults (site));

  return work;
}

/**
 * mb_destinations_new:
 * @store: where the sites are kept
 *
 * Makes the list, empty until mb_destinations_load_async().
 *
 * Returns: (transfer full): the list
 */
MbDestinations *
mb_destinations_new (MbStore *store)
{
  MbDestinations *self;

  g_return_val_if_fail (MB_IS_STORE (store), NULL);

  self = g_object_new (MB_TYPE_DESTINATIONS, NULL);
  self->store = g_object_ref (store);

  return self;
}

/**
 * mb_destinations_get_store:
 * @self: the sites
 *
 * Where they are kept.
 *
 * Returns: (transfer none): the store
 */
MbStore *
mb_destinations_get_store (MbDestinations *self)
{
  g_return_val_if_fail (MB_IS_DESTINATIONS (self), NULL);

  return self->store;
}

/**
 * mb_destinations_get_worker:
 * @self: the sites
 *
 * What is done for the sites away from the main thread is done here, in its order.
 *
 * Returns: (transfer none): the worker
 */
MbWorker *
mb_destinations_get_worker (MbDestinations *self)
{
  g_return_val_if_fail (MB_IS_DESTINATIONS (self), NULL);

  if (!self->worker)
    self->worker = mb_worker_new ("sites");

  return self->worker;
}

/**
 * mb_destinations_find:
 * @self: the sites
 * @name_or_id: what a person calls it, or its UUID
 *
 * Looks for a site.
 *
 * Returns: (transfer none) (nullable): the site
 */
MbSite *
mb_destinations_find (MbDestinations *self, const char *name_or_id)
{
  g_return_val_if_fail (MB_IS_DESTINATIONS (self), NULL);

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->sites)); i++) {
    g_autoptr (MbSite) site = g_list_model_get_item (G_LIST_MODEL (self->sites), i);

    if (g_strcmp0 (mb_site_get_id (site), name_or_id) == 0 ||
        g_strcmp0 (mb_site_get_name (site), name_or_id) == 0)
      return site; /* the list holds it */
  }

  return NULL;
}

/**
 * mb_destinations_lend_secret:
 * @self: the sites
 * @name_or_id: of a site that is there or will be added
 * @secret: its secret
 *
 * Lends a secret for this run, instead of the keyring.
 */
void
mb_destinations_lend_secret (MbDestinations *self, const char *name_or_id, const char *secret)
{
  g_return_if_fail (MB_IS_DESTINATIONS (self));
  g_return_if_fail (name_or_id != NULL && secret != NULL);

  g_hash_table_insert (self->lent, g_strdup (name_or_id), g_strdup (secret));
}

/**
 * mb_destinations_get_lent_secret:
 * @self: the sites
 * @site: a site
 *
 * What was lent for a site.
 *
 * Returns: (transfer none) (nullable): the secret; `NULL`: the keyring is to be asked
 */
const char *
mb_destinations_get_lent_secret (MbDestinations *self, MbSite *site)
{
  const char *secret;

  g_return_val_if_fail (MB_IS_DESTINATIONS (self), NULL);

  secret = g_hash_table_lookup (self->lent, mb_site_get_id (site));

  return secret ? secret : g_hash_table_lookup (self->lent, mb_site_get_name (site));
}

static void
load_in_worker (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  MbDestinations *self = source;
  GError *error = NULL;
  GPtrArray *rows = mb_store_list_sites_sync (self->store, &error);

  if (rows)
    g_task_return_pointer (task, rows, (GDestroyNotify) g_ptr_array_unref);
  else
    g_task_return_error (task, error);
}

/**
 * mb_destinations_load_async:
 * @self: the sites
 * @cancellable: (nullable): to give up
 * @callback: called when they are there
 * @user_data: for @callback
 *
 * Reads the configured sites from the store.
 */
void
mb_destinations_load_async (MbDestinations *self,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer user_data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (MB_IS_DESTINATIONS (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, mb_destinations_load_async);
  mb_worker_push (mb_destinations_get_worker (self), task, load_in_worker);
}

/**
 * mb_destinations_load_finish:
 * @self: the sites
 * @result: as given to the callback
 * @error: return location
 *
 * Completes reading the sites; the list is filled.
 *
 * Returns: `TRUE` when they could be read
 */
gboolean
mb_destinations_load_finish (MbDestinations *self, GAsyncResult *result, GError **error)
{
  g_autoptr (GPtrArray) rows = NULL;

  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  rows = g_task_propagate_pointer (G_TASK (result), error);
  if (!rows)
    return FALSE;

  g_list_store_remove_all (self->sites);
  for (guint i = 0; i < rows->len; i++) {
    g_autoptr (MbSite) site = mb_site_new (rows->pdata[i]);

    g_list_store_append (self->sites, site);
  }

  return TRUE;
}

static gboolean
try_access (MbDestinations *self,
            Work *work,
            MbCapabilities *capabilities,
            GCancellable *cancellable,
            GError **error)
{
  MbSiteAccess access = {
    .site_id = work->row->id,
    .kind = work->row->kind,
    .endpoint = work->endpoint,
    .secret = work->secret,
    .defaults = work->defaults,
    .policy = mb_retry_policy_default (),
    .timers = self->home,
  };
  g_autoptr (MbDestination) destination = mb_destination_open_sync (&access, cancellable, error);

  return destination && mb_destination_probe (destination, capabilities, cancellable, error);
}

/* What the addresses of all that is at a place begin with. */
static char *
dup_root (const char *url, GError **error)
{
  g_autoptr (GUri) uri = g_uri_parse (url, G_URI_FLAGS_NONE, error);

  return uri ? g_uri_join (G_URI_FLAGS_NONE, g_uri_get_scheme (uri), NULL, g_uri_get_host (uri),
                           g_uri_get_port (uri), "/", NULL, NULL)
             : NULL;
}

static gboolean
keep_site (MbStore *store, Work *work, GError **error)
{
  g_autofree char *from = NULL;
  g_autofree char *to = NULL;

  if (!work->moved_from)
    return mb_store_put_site_sync (store, work->row, error);
  from = dup_root (work->moved_from, error);
  to = from ? dup_root (work->row->url, error) : NULL;

  return to && mb_store_move_site_sync (store, work->row, from, to, error);
}

/* What the address is; where the site does not say, the person has given its interface. */
static gboolean
discover (MbDestinations *self, Work *work, GCancellable *cancellable, GError **error)
{
  MbDiscoverySetup setup = {
    .policy = mb_retry_policy_default (),
    .timers = self->home,
    .kind = work->row->kind,
  };
  g_autoptr (MbDiscovery) found = mb_discovery_run (work->row->url, &setup, cancellable, error);
  gboolean may_be_micropub = !setup.kind || strcmp (setup.kind, "micropub") == 0;

  if (!found)
    return FALSE;
  if (!found->endpoint && !(may_be_micropub && !found->kind)) {
    g_set_error (error, MB_PUBLISH_ERROR, MB_PUBLISH_ERROR_ADDRESS, "%s answers as no %s site",
                 work->row->url, setup.kind ? setup.kind : found->kind);
    return FALSE;
  }
  g_set_str (&work->row->kind, found->kind ? found->kind : "micropub");
  g_set_str (&work->endpoint, found->endpoint ? found->endpoint : work->row->url);

  return TRUE;
}

/* Of Wix nothing is found out: all its sites have one interface, and the secret says which site. */
static gboolean
find_interface (MbDestinations *self, Work *work, GCancellable *cancellable, GError **error)
{
  if (g_strcmp0 (work->row->kind, "wix") != 0)
    return discover (self, work, cancellable, error);
  g_set_str (&work->endpoint, MB_WIX_ENDPOINT);

  return TRUE;
}

static gboolean
add_site (MbDestinations *self, Work *work, GCancellable *cancellable, GError **error)
{
  MbCapabilities capabilities = 0;

  if (!find_interface (self, work, cancellable, error) ||
      !try_access (self, work, &capabilities, cancellable, error))
    return FALSE;
  if (work->keep_secret &&
      !mb_secret_keep_sync (work->row->id, work->row->name, work->secret, cancellable, error))
    return FALSE;
  g_free (work->row->data);
  work->row->data = mb_site_make_data (work->endpoint, capabilities, work->defaults);

  return keep_site (self->store, work, error);
}

static void
add_in_worker (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  GError *error = NULL;

  if (add_site (source, task_data, cancellable, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

/**
 * mb_destinations_add_async:
 * @self: the sites
 * @name: what the newsroom calls it
 * @kind: (nullable): `micropub`, `wix`, `wordpress`; `NULL`: what the site says that it is
 * @url: its address
 * @secret: (nullable): its secret, for the keyring; `NULL`: the one that was lent under @name
 * @cancellable: (nullable): to give up
 * @callback: called when it is added or refused
 * @user_data: for @callback
 *
 * Adds a site: finds its interface, tries the access, then keeps both. A site of this name is
 * replaced.
 */
void
mb_destinations_add_async (MbDestinations *self,
                           const char *name,
                           const char *kind,
                           const char *url,
                           const char *secret,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  MbSite *before;
  Work *work;

  g_return_if_fail (MB_IS_DESTINATIONS (self));
  g_return_if_fail (name != NULL && url != NULL);

  before = mb_destinations_find (self, name);
  work = g_new0 (Work, 1);
  work->row = g_new0 (MbDestinationRow, 1);
  work->row->id = before ? g_strdup (mb_site_get_id (before)) : g_uuid_string_random ();
  work->row->name = g_strdup (name);
  work->row->kind = g_strdup (kind);
  work->row->url = g_strdup (url);
  work->defaults =
    before ? mb_site_defaults_copy (mb_site_get_defaults (before)) : mb_site_defaults_new ();
  work->keep_secret = secret != NULL;
  work->secret = g_strdup (secret ? secret : g_hash_table_lookup (self->lent, name));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, mb_destinations_add_async);
  g_task_set_task_data (task, work, work_free);
  mb_worker_push (mb_destinations_get_worker (self), task, add_in_worker);
}

/**
 * mb_destinations_replace:
 * @self: the sites
 * @site: as it is now, in the store already
 *
 * Shows a site in the place of the one that has its id, or as the last.
 */
void
mb_destinations_replace (MbDestinations *self, MbSite *site)
{
  MbSite *before;
  guint position;

  g_return_if_fail (MB_IS_DESTINATIONS (self));
  g_return_if_fail (MB_IS_SITE (site));

  before = mb_destinations_find (self, mb_site_get_id (site));
  if (before && g_list_store_find (self->sites, before, &position))
    g_list_store_splice (self->sites, position, 1, (gpointer *) &site, 1);
  else
    g_list_store_append (self->sites, site);
}

/**
 * mb_destinations_add_finish:
 * @self: the sites
 * @result: as given to the callback
 * @error: return location
 *
 * Completes adding a site. On failure nothing is kept.
 *
 * Returns: (transfer full): the site
 */
MbSite *
mb_destinations_add_finish (MbDestinations *self, GAsyncResult *result, GError **error)
{
  MbSite *site;
  Work *work;

  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  if (!g_task_propagate_boolean (G_TASK (result), error))
    return NULL;
  work = g_task_get_task_data (G_TASK (result));
  site = mb_site_new (work->row);
  mb_destinations_replace (self, site);

  return site;
}

/**
 * mb_destinations_move_async:
 * @self: the sites
 * @site: one of them
 * @url: where it is now
 * @cancellable: (nullable): to give up
 * @callback: called when it is kept or refused
 * @user_data: for @callback
 *
 * Follows a site that answers elsewhere: finds its interface, tries the access it has, then keeps
 * the new address. The site stays the same one, with all that is published there.
 */
void
mb_destinations_move_async (MbDestinations *self,
                            MbSite *site,
                            const char *url,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  Work *work;

  g_return_if_fail (MB_IS_DESTINATIONS (self));
  g_return_if_fail (MB_IS_SITE (site));
  g_return_if_fail (url != NULL);

  work = work_new_for_site (self, site);
  work->moved_from = g_steal_pointer (&work->row->url);
  work->row->url = g_strdup (url);
  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, mb_destinations_move_async);
  g_task_set_task_data (task, work, work_free);
  mb_worker_push (mb_destinations_get_worker (self), task, add_in_worker);
}

/**
 * mb_destinations_move_finish:
 * @self: the sites
 * @result: as given to the callback
 * @error: return location
 *
 * Completes following a site. On failure it is where it was.
 *
 * Returns: (transfer full): the site, which takes the place of the one that was given
 */
MbSite *
mb_destinations_move_finish (MbDestinations *self, GAsyncResult *result, GError **error)
{
  return mb_destinations_add_finish (self, result, error);
}

static void
test_in_worker (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  GError *error = NULL;

  if (try_access (source, task_data, NULL, cancellable, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

/**
 * mb_destinations_test_async:
 * @self: the sites
 * @site: one of them
 * @cancellable: (nullable): to give up
 * @callback: called with the outcome
 * @user_data: for @callback
 *
 * Tries whether a site answers and takes our access. Nothing is written there.
 */
void
mb_destinations_test_async (MbDestinations *self,
                            MbSite *site,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer user_data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (MB_IS_DESTINATIONS (self));
  g_return_if_fail (MB_IS_SITE (site));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, mb_destinations_test_async);
  g_task_set_task_data (task, work_new_for_site (self, site), work_free);
  mb_worker_push (mb_destinations_get_worker (self), task, test_in_worker);
}

/**
 * mb_destinations_test_finish:
 * @self: the sites
 * @result: as given to the callback
 * @error: return location
 *
 * Completes trying a site.
 *
 * Returns: `TRUE` when it answers and takes our access
 */
gboolean
mb_destinations_test_finish (MbDestinations *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/* What waits for a person will wait in vain once the site is gone. */
static gboolean
end_stuck_jobs (MbStore *store, const char *site_id, GError **error)
{
  g_autoptr (GPtrArray) rows = mb_store_list_jobs_sync (store, 0, error);

  for (guint i = 0; rows && i < rows->len; i++) {
    MbJobRow *row = rows->pdata[i];

    if (strcmp (row->site_id, site_id) != 0 || row->over || row->state <= MB_JOB_SCHEDULED)
      continue;
    row->state = MB_JOB_CANCELLED;
    row->over = TRUE;
    if (!mb_store_put_job_sync (store, row, NULL, NULL, error))
      return FALSE;
  }

  return rows != NULL;
}

static gboolean
remove_site (MbStore *store, const char *site_id, GError **error)
{
  GError *cause = NULL;

  if (!end_stuck_jobs (store, site_id, error))
    return FALSE;
  if (mb_store_remove_site_sync (store, site_id, &cause))
    return TRUE;
  if (g_error_matches (cause, MB_STORE_ERROR, MB_STORE_ERROR_CONFLICT)) {
    g_set_error_literal (error, MB_PUBLISH_ERROR, MB_PUBLISH_ERROR_TWICE, cause->message);
    g_error_free (cause);
  } else {
    g_propagate_error (error, cause);
  }

  return FALSE;
}

static void
remove_in_worker (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  MbDestinations *self = source;
  Work *work = task_data;
  g_autoptr (GError) keyring = NULL;
  GError *error = NULL;

  if (!remove_site (self->store, work->row->id, &error)) {
    g_task_return_error (task, error);
    return;
  }
  if (!work->secret && !mb_secret_forget_sync (work->row->id, cancellable, &keyring))
    g_message ("a secret may stay in the keyring: %s", keyring->message);
  g_task_return_boolean (task, TRUE);
}

/**
 * mb_destinations_remove_async:
 * @self: the sites
 * @site: one of them
 * @cancellable: (nullable): to give up
 * @callback: called with the outcome
 * @user_data: for @callback
 *
 * Forgets a site and its secret. What is published there stays.
 */
void
mb_destinations_remove_async (MbDestinations *self,
                              MbSite *site,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (MB_IS_DESTINATIONS (self));
  g_return_if_fail (MB_IS_SITE (site));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, mb_destinations_remove_async);
  g_task_set_task_data (task, work_new_for_site (self, site), work_free);
  mb_worker_push (mb_destinations_get_worker (self), task, remove_in_worker);
}

/**
 * mb_destinations_remove_finish:
 * @self: the sites
 * @result: as given to the callback
 * @error: return location
 *
 * Completes forgetting a site.
 *
 * Returns: `TRUE` when it is out of the list
 */
gboolean
mb_destinations_remove_finish (MbDestinations *self, GAsyncResult *result, GError **error)
{
  Work *work;
  MbSite *site;
  guint position;

  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  if (!g_task_propagate_boolean (G_TASK (result), error))
    return FALSE;
  work = g_task_get_task_data (G_TASK (result));
  site = mb_destinations_find (self, work->row->id);
  if (site && g_list_store_find (self->sites, site, &position))
    g_list_store_remove (self->sites, position);

  return TRUE;
}
