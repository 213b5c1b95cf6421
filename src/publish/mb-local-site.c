#include "mb-local-site.h"

#include <json-glib/json-glib.h>

#include <signal.h>
#include <sys/prctl.h>

/* Under this name the data remember which of the sites is the local one. */
#define SETTING "local-site"
/* A program that has not said by then that it is ready will not. */
#define READY_WITHIN_S 15

struct _MbLocalSite {
  GObject parent_instance;
  MbDestinations *destinations;
  char *program;
  char *folder;
  GSubprocess *process;
  guint deadline_id;
};

G_DEFINE_FINAL_TYPE (MbLocalSite, mb_local_site, G_TYPE_OBJECT)

/* One start, from what the data remember to a site in the list. */
typedef struct {
  char *name;
  MbSite *known; /* (nullable): the local site of an earlier run */
  int port;      /* where it was then; 0: wherever it is free */
  GDataInputStream *output;
  char *url;
  char *token;
} Start;

static void
start_free (Start *start)
{
  g_free (start->name);
  g_clear_object (&start->known);
  g_clear_object (&start->output);
  g_free (start->url);
  g_free (start->token);
  g_free (start);
}

static void
stop (MbLocalSite *self)
{
  g_clear_handle_id (&self->deadline_id, g_source_remove);
  if (self->process)
    g_subprocess_send_signal (self->process, SIGTERM);
  g_clear_object (&self->process);
}

static void
mb_local_site_dispose (GObject *object)
{
  stop (MB_LOCAL_SITE (object));

  G_OBJECT_CLASS (mb_local_site_parent_class)->dispose (object);
}

static void
mb_local_site_finalize (GObject *object)
{
  MbLocalSite *self = MB_LOCAL_SITE (object);

  g_clear_object (&self->destinations);
  g_clear_pointer (&self->program, g_free);
  g_clear_pointer (&self->folder, g_free);

  G_OBJECT_CLASS (mb_local_site_parent_class)->finalize (object);
}

static void
mb_local_site_class_init (MbLocalSiteClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = mb_local_site_dispose;
  object_class->finalize = mb_local_site_finalize;
}

static void
mb_local_site_init (MbLocalSite *self)
{
}

/**
 * mb_local_site_new:
 * @destinations: the sites, loaded
 * @program: path of `marbre-site`
 * @folder: where the site keeps its file
 *
 * Makes the local site; it is not started yet.
 *
 * Returns: (transfer full): it
 */
MbLocalSite *
mb_local_site_new (MbDestinations *destinations, const char *program, const char *folder)
{
  MbLocalSite *self = NULL;

  g_return_val_if_fail (MB_IS_DESTINATIONS (destinations), NULL);
  g_return_val_if_fail (program != NULL && folder != NULL, NULL);

  self = g_object_new (MB_TYPE_LOCAL_SITE, NULL);
  self->destinations = g_object_ref (destinations);
  self->program = g_strdup (program);
  self->folder = g_strdup (folder);

  return self;
}

/* What is remembered */

static void
recall_in_worker (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  GError *error = NULL;
  char *id = mb_store_get_setting_sync (mb_destinations_get_store (MB_DESTINATIONS (source)),
                                        SETTING, &error);

  if (error)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, id, g_free);
}

static void
remember_in_worker (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  MbLocalSite *self = source;
  g_autoptr (GError) error = NULL;

  if (!mb_store_set_setting_sync (mb_destinations_get_store (self->destinations), SETTING,
                                  mb_site_get_id (MB_SITE (task_data)), &error))
    g_warning ("the local site will be listed anew: %s", error->message);
  g_task_return_boolean (task, TRUE);
}

/* The site in the list */

static void
remembered_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;

  g_task_return_pointer (task, g_object_ref (g_task_get_task_data (G_TASK (result))),
                         g_object_unref);
}

static void
added_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GTask) remember = NULL;
  g_autoptr (MbSite) site = NULL;
  MbLocalSite *self = NULL;
  GError *error = NULL;

  site = mb_destinations_add_finish (MB_DESTINATIONS (source), result, &error);
  if (!site) {
    g_task_return_error (task, error);
    return;
  }
  self = g_task_get_source_object (task);
  remember = g_task_new (self, NULL, remembered_cb, g_steal_pointer (&task));
  g_task_set_source_tag (remember, added_cb);
  g_task_set_task_data (remember, g_steal_pointer (&site), g_object_unref);
  mb_worker_push (mb_destinations_get_worker (self->destinations), remember, remember_in_worker);
}

static void
add (MbLocalSite *self, GTask *task)
{
  Start *start = g_task_get_task_data (task);

  mb_destinations_lend_secret (self->destinations, start->name, start->token);
  mb_destinations_add_async (self->destinations, start->name, "micropub", start->url, NULL,
                             g_task_get_cancellable (task), added_cb, g_object_ref (task));
}

static void
moved_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  MbSite *site = mb_destinations_move_finish (MB_DESTINATIONS (source), result, &error);

  if (site)
    g_task_return_pointer (task, site, g_object_unref);
  else
    g_task_return_error (task, error);
}

static gboolean
is_same_place (const char *url, const char *other)
{
  g_autoptr (GUri) a = g_uri_parse (url, G_URI_FLAGS_NONE, NULL);
  g_autoptr (GUri) b = g_uri_parse (other, G_URI_FLAGS_NONE, NULL);

  return a && b && g_uri_get_port (a) == g_uri_get_port (b) &&
         g_strcmp0 (g_uri_get_host (a), g_uri_get_host (b)) == 0;
}

/* At another port it is the same site, with all that is published there. */
static void
list_site (MbLocalSite *self, GTask *task)
{
  Start *start = g_task_get_task_data (task);

  if (!start->known) {
    add (self, task);
    return;
  }
  mb_destinations_lend_secret (self->destinations, mb_site_get_id (start->known), start->token);
  if (is_same_place (mb_site_get_url (start->known), start->url))
    g_task_return_pointer (task, g_object_ref (start->known), g_object_unref);
  else
    mb_destinations_move_async (self->destinations, start->known, start->url,
                                g_task_get_cancellable (task), moved_cb, g_object_ref (task));
}

/* The program */

/* Ended, it closes its output, and whoever waits for a line there hears of it. */
static gboolean
too_late_cb (gpointer user_data)
{
  MbLocalSite *self = user_data;

  self->deadline_id = 0;
  stop (self);

  return G_SOURCE_REMOVE;
}

static void
die_with_parent (gpointer data)
{
  prctl (PR_SET_PDEATHSIG, SIGTERM);
}

static char *
dup_member (JsonObject *object, const char *name)
{
  JsonNode *node = json_object_get_member (object, name);

  if (!node || json_node_get_value_type (node) != G_TYPE_STRING)
    return NULL;

  return g_strdup (json_node_get_string (node));
}

/* The one line in which the program says that it is ready. */
static gboolean
read_ready (const char *line, Start *start)
{
  g_autoptr (JsonParser) parser = json_parser_new ();
  JsonNode *root = NULL;

  if (!json_parser_load_from_data (parser, line, -1, NULL))
    return FALSE;
  root = json_parser_get_root (parser);
  if (!root || !JSON_NODE_HOLDS_OBJECT (root))
    return FALSE;
  start->url = dup_member (json_node_get_object (root), "url");
  start->token = dup_member (json_node_get_object (root), "token");

  return start->url && start->token;
}

static void run (MbLocalSite *self, GTask *task);

static void
ready_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  MbLocalSite *self = g_task_get_source_object (task);
  Start *start = g_task_get_task_data (task);
  GError *error = NULL;
  g_autofree char *line =
    g_data_input_stream_read_line_finish_utf8 (G_DATA_INPUT_STREAM (source), result, NULL, &error);

  g_clear_handle_id (&self->deadline_id, g_source_remove);
  if (line && read_ready (line, start)) {
    list_site (self, task);
  } else if (error) {
    g_task_return_error (task, error);
  } else if (start->port != 0) {
    start->port = 0; /* somebody else has the port of last time */
    run (self, task);
  } else {
    g_task_return_new_error (task, MB_PUBLISH_ERROR, MB_PUBLISH_ERROR_FAILED,
                             "the local site did not start");
  }
}

static void
run (MbLocalSite *self, GTask *task)
{
  Start *start = g_task_get_task_data (task);
  g_autoptr (GSubprocessLauncher) launcher =
    g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE);
  g_autofree char *port = g_strdup_printf ("%d", start->port);
  const char *const argv[] = {self->program, "--data-dir", self->folder, "--port", port, NULL};
  GError *error = NULL;

  stop (self);
  g_clear_object (&start->output);
  g_subprocess_launcher_set_child_setup (launcher, die_with_parent, NULL, NULL);
  self->process = g_subprocess_launcher_spawnv (launcher, argv, &error);
  if (!self->process) {
    g_task_return_new_error (task, MB_PUBLISH_ERROR, MB_PUBLISH_ERROR_FAILED,
                             "the local site did not start: %s", error->message);
    g_error_free (error);
    return;
  }
  self->deadline_id = g_timeout_add_seconds (READY_WITHIN_S, too_late_cb, self);
  start->output = g_data_input_stream_new (g_subprocess_get_stdout_pipe (self->process));
  g_data_input_stream_read_line_async (start->output, G_PRIORITY_DEFAULT,
                                       g_task_get_cancellable (task), ready_cb,
                                       g_object_ref (task));
}

static void
recalled_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  MbLocalSite *self = g_task_get_source_object (task);
  Start *start = g_task_get_task_data (task);
  GError *error = NULL;
  g_autofree char *id = g_task_propagate_pointer (G_TASK (result), &error);
  g_autoptr (GUri) uri = NULL;
  MbSite *site = id ? mb_destinations_find (self->destinations, id) : NULL;

  if (error) {
    g_task_return_error (task, error);
    return;
  }
  if (site) {
    start->known = g_object_ref (site);
    uri = g_uri_parse (mb_site_get_url (site), G_URI_FLAGS_NONE, NULL);
    start->port = uri ? MAX (g_uri_get_port (uri), 0) : 0;
  }
  run (self, task);
}

static void
recall (MbDestinations *destinations, GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (destinations, NULL, callback, user_data);

  g_task_set_source_tag (task, recall);
  mb_worker_push (mb_destinations_get_worker (destinations), task, recall_in_worker);
}

/**
 * mb_local_site_start_async:
 * @self: the local site
 * @name: what it is called in the list of sites
 * @cancellable: (nullable): gives up
 * @callback: called when it answers
 * @user_data: for it
 *
 * Starts the program, at the port of last time where that is free, and lists it among the sites.
 * Its token is lent for this run and stored nowhere.
 */
void
mb_local_site_start_async (MbLocalSite *self,
                           const char *name,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  Start *start = NULL;

  g_return_if_fail (MB_IS_LOCAL_SITE (self));
  g_return_if_fail (name != NULL);

  start = g_new0 (Start, 1);
  start->name = g_strdup (name);
  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, mb_local_site_start_async);
  g_task_set_task_data (task, start, (GDestroyNotify) start_free);
  recall (self->destinations, recalled_cb, g_steal_pointer (&task));
}

/**
 * mb_local_site_start_finish:
 * @self: the local site
 * @result: as given to the callback
 * @error: return location
 *
 * Completes a start.
 *
 * Returns: (transfer full): the site in the list
 */
MbSite *
mb_local_site_start_finish (MbLocalSite *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * mb_local_site_is_known_async:
 * @destinations: the sites, loaded
 * @callback: called with the answer
 * @user_data: for it
 *
 * Asks whether the local site was used before, and so is to be started again.
 */
void
mb_local_site_is_known_async (MbDestinations *destinations,
                              GAsyncReadyCallback callback,
                              gpointer user_data)
{
  g_return_if_fail (MB_IS_DESTINATIONS (destinations));

  recall (destinations, callback, user_data);
}

/**
 * mb_local_site_is_known_finish:
 * @destinations: the sites
 * @result: as given to the callback
 *
 * Completes the question.
 *
 * Returns: whether it is among the sites
 */
gboolean
mb_local_site_is_known_finish (MbDestinations *destinations, GAsyncResult *result)
{
  g_autofree char *id = NULL;

  g_return_val_if_fail (g_task_is_valid (result, destinations), FALSE);

  id = g_task_propagate_pointer (G_TASK (result), NULL);

  return id && mb_destinations_find (destinations, id);
}
