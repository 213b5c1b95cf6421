#include "mb-application.h"

#include "mb-actions.h"
#include "mb-app-resources.h"
#include "mb-herald.h"
#include "mb-icons-resources.h"
#include "mb-messages.h"
#include "mb-people-actions.h"
#include "mb-newsroom.h"
#include "mb-panes.h"
#include "mb-preferences-dialog.h"
#include "mb-sending-words.h"
#include "mb-shortcuts-dialog.h"
#include "mb-window.h"

#include <glib/gi18n.h>
#include <malloc.h>

#define TEXT_SIZE_PT 12
#define TEXT_STEP_PT 1
#define FIRST_FRAME_MS 2000
#define SETTLED_AFTER_S 5

struct _MbApplication {
  AdwApplication parent_instance;
  GSettings *settings;
  MbNewsroom *newsroom; /* NULL until it is open */
  MbHerald *herald;     /* NULL until then */
  GtkCssProvider *text_size;
  GPtrArray *files; /* of GFile: to be imported once there is a window */
  char *folder;
  guint start_id; /* until the list, the sites and the outbox begin */
  gboolean with_sample;
  gboolean wants_article; /* begin with a new one */
  gboolean opening;
  gboolean closing;
  gboolean asking; /* whether to leave all the same */
};

G_DEFINE_FINAL_TYPE (MbApplication, mb_application, ADW_TYPE_APPLICATION)

static MbWindow *
get_window (MbApplication *self)
{
  GtkWindow *window = gtk_application_get_active_window (GTK_APPLICATION (self));

  return window && MB_IS_WINDOW (window) ? MB_WINDOW (window) : NULL;
}

/* Text size */

static void
show_text_size (MbApplication *self)
{
  g_autofree char *css = g_strdup_printf (
    ".article-text { font-size: %dpt; }",
    TEXT_SIZE_PT + TEXT_STEP_PT * g_settings_get_int (self->settings, "text-size"));

  gtk_css_provider_load_from_string (self->text_size, css);
}

static void
text_size_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  MbApplication *self = user_data;
  const char *name = g_action_get_name (G_ACTION (action));
  int size = g_settings_get_int (self->settings, "text-size");

  if (g_str_equal (name, "text-larger"))
    size++;
  else if (g_str_equal (name, "text-smaller"))
    size--;
  else
    size = 0;
  g_settings_set_int (self->settings, "text-size", CLAMP (size, -3, 8));
}

/* Windows */

static MbWindow *
make_window (MbApplication *self)
{
  MbWindow *window = MB_WINDOW (mb_window_new (GTK_APPLICATION (self), self->newsroom));
  g_autofree char *pane_name = g_settings_get_string (self->settings, "pane-name");
  g_autofree char *language = g_settings_get_string (self->settings, "language");
  MbWindowShape shape = {
    .width_px = g_settings_get_int (self->settings, "window-width"),
    .height_px = g_settings_get_int (self->settings, "window-height"),
    .maximized = g_settings_get_boolean (self->settings, "window-maximized"),
    .list_shown = g_settings_get_boolean (self->settings, "list-shown"),
    .pane_shown = g_settings_get_boolean (self->settings, "pane-shown"),
    .pane_name = pane_name,
  };

  mb_window_set_shape (window, &shape);
  mb_window_set_language (window, language);

  return window;
}

static void
remember_shape (MbApplication *self, MbWindow *window)
{
  MbWindowShape shape;

  mb_window_get_shape (window, &shape);
  g_settings_set_int (self->settings, "window-width", MAX (shape.width_px, 360));
  g_settings_set_int (self->settings, "window-height", MAX (shape.height_px, 294));
  g_settings_set_boolean (self->settings, "window-maximized", shape.maximized);
  g_settings_set_boolean (self->settings, "list-shown", shape.list_shown);
  g_settings_set_boolean (self->settings, "pane-shown", shape.pane_shown);
  g_settings_set_string (self->settings, "pane-name", shape.pane_name);
}

/* Leaving: the window goes when every word is on disk, or when the person says so knowingly. */

static void
let_go (MbApplication *self)
{
  GList *windows = g_list_copy (gtk_application_get_windows (GTK_APPLICATION (self)));

  for (GList *l = windows; l; l = l->next)
    gtk_window_destroy (l->data);
  g_list_free (windows);
  g_application_quit (G_APPLICATION (self));
}

static void
leave_answered_cb (MbApplication *self, const char *response)
{
  self->asking = FALSE;
  if (g_str_equal (response, "leave"))
    let_go (self);
}

static void
ask_to_leave (MbApplication *self, const GError *error)
{
  g_autofree char *sentence = mb_message_for_error (error);
  AdwDialog *dialog = adw_alert_dialog_new (_ ("Not Every Word Is Saved"), sentence);
  AdwAlertDialog *alert = ADW_ALERT_DIALOG (dialog);

  self->asking = TRUE;
  adw_alert_dialog_add_responses (alert, "stay", _ ("Stay"), "leave", _ ("Leave and Lose Them"),
                                  NULL);
  adw_alert_dialog_set_response_appearance (alert, "leave", ADW_RESPONSE_DESTRUCTIVE);
  adw_alert_dialog_set_default_response (alert, "stay");
  adw_alert_dialog_set_close_response (alert, "stay");
  g_signal_connect_object (dialog, "response", G_CALLBACK (leave_answered_cb), self,
                           G_CONNECT_SWAPPED);
  adw_dialog_present (dialog, GTK_WIDGET (get_window (self)));
}

static void
closed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (MbApplication) self = user_data;
  g_autoptr (GError) error = NULL;

  self->closing = FALSE;
  g_application_release (G_APPLICATION (self));
  if (mb_newsroom_close_finish (MB_NEWSROOM (source), result, &error))
    let_go (self);
  else
    ask_to_leave (self, error);
}

static void
leave (MbApplication *self)
{
  MbWindow *window = get_window (self);
  g_auto (MbSession) session = {0};

  if (self->closing || self->asking)
    return;
  if (!window) {
    g_application_quit (G_APPLICATION (self));
    return;
  }
  self->closing = TRUE;
  remember_shape (self, window);
  mb_window_get_session (window, &session);
  g_application_hold (G_APPLICATION (self));
  mb_newsroom_close_async (self->newsroom, &session, closed_cb, g_object_ref (self));
}

static gboolean
close_request_cb (GtkWindow *window, MbApplication *self)
{
  GList *windows = gtk_application_get_windows (GTK_APPLICATION (self));

  if (windows->next) {
    mb_window_show_draft (MB_WINDOW (window), NULL, NULL);
    return FALSE;
  }
  leave (self);

  return TRUE;
}

/* A power cut leaves no time to ask where the writer was. */
static void
settled_cb (MbWindow *window, MbApplication *self)
{
  g_auto (MbSession) session = {0};

  if (self->closing || window != get_window (self))
    return;
  mb_window_get_session (window, &session);
  mb_newsroom_remember (self->newsroom, &session);
  remember_shape (self, window);
}

static MbWindow *
open_window (MbApplication *self, MbDraft *draft, const MbPosition *caret)
{
  MbWindow *window = make_window (self);

  g_signal_connect_object (window, "close-request", G_CALLBACK (close_request_cb), self, 0);
  g_signal_connect_object (window, "settled", G_CALLBACK (settled_cb), self, 0);
  mb_window_show_draft (window, draft, caret);
  gtk_window_present (GTK_WINDOW (window));

  return window;
}

/* Opening */

static void
trouble_cb (MbApplication *self, const GError *error)
{
  g_autofree char *sentence = mb_message_for_error (error);
  MbWindow *window = get_window (self);

  if (window)
    mb_window_tell (window, sentence);
}

static void
import_files (MbApplication *self)
{
  MbWindow *window = get_window (self);

  for (guint i = 0; window && i < self->files->len; i++)
    mb_window_import (window, self->files->pdata[i]);
  if (window)
    g_ptr_array_set_size (self->files, 0);
}

static void
begin_article (MbApplication *self)
{
  MbWindow *window = get_window (self);

  self->wants_article = FALSE;
  if (window)
    gtk_widget_activate_action (GTK_WIDGET (window), "win.new-article", NULL);
}

/* Starting leaves a sixth of the memory free and ours all the same: the system gets it back. */
static gboolean
settle_cb (gpointer user_data)
{
  malloc_trim (0);

  return G_SOURCE_REMOVE;
}

/* What the first frame does not need comes after it; but not only when there is nothing to draw:
 * the list's own sign of waiting is drawn without end where a frame takes longer than the screen's.
 */
static gboolean
start_cb (gpointer user_data)
{
  MbApplication *self = user_data;

  self->start_id = 0;
  mb_newsroom_start (self->newsroom);
  g_timeout_add_seconds_full (G_PRIORITY_LOW, SETTLED_AFTER_S, settle_cb, NULL, NULL);

  return G_SOURCE_REMOVE;
}

static void
painted_cb (GdkFrameClock *clock, MbApplication *self)
{
  g_signal_handlers_disconnect_by_func (clock, painted_cb, self);
  if (self->start_id == 0) /* they did not wait for it */
    return;
  g_source_remove (self->start_id);
  self->start_id = g_idle_add_full (G_PRIORITY_DEFAULT, start_cb, self, NULL);
}

/* A window that nobody sees may wait for its frame. */
static void
start_after_frame (MbApplication *self, MbWindow *window)
{
  g_signal_connect_object (gtk_widget_get_frame_clock (GTK_WIDGET (window)), "after-paint",
                           G_CALLBACK (painted_cb), self, 0);
  self->start_id = g_timeout_add (FIRST_FRAME_MS, start_cb, self);
}

static void
refused_answered_cb (MbApplication *self)
{
  g_application_quit (G_APPLICATION (self));
}

/* Nothing can be read: a window that says so, and what to do. */
static void
show_refusal (MbApplication *self, const GError *error)
{
  GtkWidget *window = adw_application_window_new (GTK_APPLICATION (self));
  GtkWidget *page = adw_status_page_new ();
  GtkWidget *button = gtk_button_new_with_mnemonic (_ ("_Quit"));
  GtkWidget *view = adw_toolbar_view_new ();
  g_autofree char *sentence = mb_message_for_error (error);
  g_autofree char *escaped = g_markup_escape_text (sentence, -1);

  adw_status_page_set_icon_name (ADW_STATUS_PAGE (page), "dialog-warning-symbolic");
  adw_status_page_set_title (ADW_STATUS_PAGE (page), _ ("The Articles Cannot Be Opened"));
  adw_status_page_set_description (ADW_STATUS_PAGE (page), escaped);
  gtk_widget_set_halign (button, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (button, "pill");
  g_signal_connect_object (button, "clicked", G_CALLBACK (refused_answered_cb), self,
                           G_CONNECT_SWAPPED);
  adw_status_page_set_child (ADW_STATUS_PAGE (page), button);
  adw_toolbar_view_add_top_bar (ADW_TOOLBAR_VIEW (view), adw_header_bar_new ());
  adw_toolbar_view_set_content (ADW_TOOLBAR_VIEW (view), page);
  adw_application_window_set_content (ADW_APPLICATION_WINDOW (window), view);
  gtk_window_set_default_size (GTK_WINDOW (window), 640, 480);
  gtk_window_set_title (GTK_WINDOW (window), _ ("Marbre"));
  gtk_window_present (GTK_WINDOW (window));
}

/* Who sees a window of ours sees it there. The newest news of an article takes the place of the one
 * before. */
static void
announced_cb (MbApplication *self, MbJob *job, MbHerald *herald)
{
  GtkWindow *window = gtk_application_get_active_window (GTK_APPLICATION (self));
  g_autoptr (GNotification) news = NULL;
  g_autofree char *title = NULL;
  const char *headline = mb_job_get_headline (job);

  if (window && gtk_window_is_active (window))
    return;
  title = mb_sending_say_title (job);
  news = g_notification_new (title);
  if (headline && *headline)
    g_notification_set_body (news, headline);
  g_notification_set_default_action_and_target (news, "app.show-article", "s",
                                                mb_job_get_draft_id (job));
  g_application_send_notification (G_APPLICATION (self), mb_job_get_draft_id (job), news);
}

static void
opened_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (MbApplication) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (MbDraft) draft = NULL;
  MbPosition caret = {0};

  self->opening = FALSE;
  self->newsroom = mb_newsroom_open_finish (result, &error);
  if (!self->newsroom) {
    g_message ("%s", error->message);
    show_refusal (self, error);
    g_application_release (G_APPLICATION (self));
    return;
  }
  g_settings_bind (self->settings, "author", self->newsroom, "author", G_SETTINGS_BIND_GET);
  mb_people_actions_add (G_ACTION_MAP (self), mb_newsroom_get_people (self->newsroom));
  g_signal_connect_object (mb_newsroom_get_people (self->newsroom), "trouble",
                           G_CALLBACK (trouble_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->newsroom, "site-trouble", G_CALLBACK (trouble_cb), self,
                           G_CONNECT_SWAPPED);
  self->herald = mb_herald_new (G_LIST_MODEL (mb_newsroom_get_outbox (self->newsroom)));
  g_signal_connect_object (self->herald, "announced", G_CALLBACK (announced_cb), self,
                           G_CONNECT_SWAPPED);
  draft = mb_newsroom_take_first (self->newsroom, &caret);
  start_after_frame (self, open_window (self, draft, &caret));
  if (self->wants_article)
    begin_article (self);
  g_application_release (G_APPLICATION (self));
  import_files (self);
}

static void
mb_application_activate (GApplication *application)
{
  MbApplication *self = MB_APPLICATION (application);
  MbWindow *window = get_window (self);

  if (window) {
    gtk_window_present (GTK_WINDOW (window));
    import_files (self);
    return;
  }
  if (self->opening || self->newsroom)
    return;
  self->opening = TRUE;
  g_application_hold (application);
  mb_newsroom_open_async (self->folder, self->with_sample, opened_cb, g_object_ref (self));
}

static int
mb_application_handle_local_options (GApplication *application, GVariantDict *options)
{
  MbApplication *self = MB_APPLICATION (application);
  g_autofree char *folder = NULL;

  if (g_variant_dict_contains (options, "version")) {
    g_print ("marbre %s\n", MARBRE_VERSION);
    return 0;
  }
  g_variant_dict_lookup (options, "sample", "b", &self->with_sample);
  if (g_variant_dict_lookup (options, "data-dir", "^ay", &folder)) {
    g_free (self->folder);
    self->folder = g_canonicalize_filename (folder, NULL);
    /* Another folder is another newsroom: it has nothing to do with a Marbre that is running. */
    g_application_set_flags (application,
                             g_application_get_flags (application) | G_APPLICATION_NON_UNIQUE);
  }
  if (g_variant_dict_contains (options, "new-article")) {
    if (!g_application_register (application, NULL, NULL))
      return 1;
    if (!g_application_get_is_remote (application))
      self->wants_article = TRUE;
    else {
      g_action_group_activate_action (G_ACTION_GROUP (application), "new-article", NULL);
      return 0;
    }
  }

  return -1;
}

static void
mb_application_open (GApplication *application, GFile **files, int n_files, const char *hint)
{
  MbApplication *self = MB_APPLICATION (application);

  for (int i = 0; i < n_files; i++)
    g_ptr_array_add (self->files, g_object_ref (files[i]));
  g_application_activate (application);
}

/* Application actions */

static void
new_article_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  MbApplication *self = user_data;

  self->wants_article = TRUE;
  g_application_activate (G_APPLICATION (self));
  if (get_window (self))
    begin_article (self);
}

/* From a notification: the article that it is about. */
static void
show_article_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  MbApplication *self = user_data;
  MbWindow *window = get_window (self);

  if (!window)
    return;
  gtk_window_present (GTK_WINDOW (window));
  mb_window_open_draft (window, g_variant_get_string (parameter, NULL));
}

static void
new_window_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  MbApplication *self = user_data;

  if (self->newsroom)
    open_window (self, NULL, NULL);
}

static void
quit_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  leave (user_data);
}

static void
connect_requested_cb (MbApplication *self)
{
  MbWindow *window = get_window (self);

  if (window)
    gtk_widget_activate_action (GTK_WIDGET (window), "win.connect-site", NULL);
}

static void
preferences_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  MbApplication *self = user_data;
  MbWindow *window = get_window (self);
  AdwDialog *dialog = NULL;

  if (!window)
    return;
  dialog = mb_preferences_dialog_new (self->newsroom, self->settings);
  g_signal_connect_object (dialog, "connect-requested", G_CALLBACK (connect_requested_cb), self,
                           G_CONNECT_SWAPPED);
  adw_dialog_present (dialog, GTK_WIDGET (window));
}

static void
shortcuts_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  MbWindow *window = get_window (user_data);

  if (window)
    adw_dialog_present (mb_shortcuts_dialog_new (), GTK_WIDGET (window));
}

static void
about_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  MbWindow *window = get_window (user_data);

  if (window)
    adw_show_about_dialog (
      GTK_WIDGET (window), "application-name", _ ("Marbre"), "application-icon", MARBRE_APP_ID,
      "version", MARBRE_VERSION, "developer-name", _ ("The Marbre maintainers"), "license-type",
      GTK_LICENSE_GPL_3_0, "comments", _ ("Write, check and publish a newsroom’s articles."), NULL);
}

static void
language_changed_cb (MbApplication *self)
{
  g_autofree char *language = g_settings_get_string (self->settings, "language");

  for (GList *l = gtk_application_get_windows (GTK_APPLICATION (self)); l; l = l->next) {
    if (MB_IS_WINDOW (l->data))
      mb_window_set_language (l->data, language);
  }
}

static void
add_actions (MbApplication *self)
{
  static const GActionEntry entries[] = {
    {.name = "new-article", .activate = new_article_action},
    {.name = "new-window", .activate = new_window_action},
    {.name = "show-article", .activate = show_article_action, .parameter_type = "s"},
    {.name = "preferences", .activate = preferences_action},
    {.name = "shortcuts", .activate = shortcuts_action},
    {.name = "about", .activate = about_action},
    {.name = "quit", .activate = quit_action},
    {.name = "text-larger", .activate = text_size_action},
    {.name = "text-smaller", .activate = text_size_action},
    {.name = "text-normal", .activate = text_size_action},
  };

  g_action_map_add_action_entries (G_ACTION_MAP (self), entries, G_N_ELEMENTS (entries), self);
  mb_actions_set_accels (GTK_APPLICATION (self));
}

/* Until somebody says otherwise, articles are written in the language of the interface. */
static void
choose_language (MbApplication *self)
{
  g_autofree char *language = g_settings_get_string (self->settings, "language");

  if (!*language)
    g_settings_set_string (self->settings, "language",
                           g_str_has_prefix (g_get_language_names ()[0], "fr") ? "fr" : "en");
}

static void
mb_application_startup (GApplication *application)
{
  MbApplication *self = MB_APPLICATION (application);

  g_resources_register (mb_app_get_resource ());
  g_resources_register (mb_icons_get_resource ());
  G_APPLICATION_CLASS (mb_application_parent_class)->startup (application);

  mb_panes_init ();
  self->settings = g_settings_new (MARBRE_APP_ID);
  choose_language (self);
  self->text_size = gtk_css_provider_new ();
  gtk_style_context_add_provider_for_display (gdk_display_get_default (),
                                              GTK_STYLE_PROVIDER (self->text_size),
                                              GTK_STYLE_PROVIDER_PRIORITY_APPLICATION);
  g_signal_connect_object (self->settings, "changed::text-size", G_CALLBACK (show_text_size), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->settings, "changed::language", G_CALLBACK (language_changed_cb),
                           self, G_CONNECT_SWAPPED);
  show_text_size (self);
  add_actions (self);
}

static void
mb_application_shutdown (GApplication *application)
{
  MbApplication *self = MB_APPLICATION (application);
  MbStore *store = self->newsroom ? mb_newsroom_get_store (self->newsroom) : NULL;

  G_APPLICATION_CLASS (mb_application_parent_class)->shutdown (application);
  if (store)
    mb_store_close (store);
}

static void
mb_application_dispose (GObject *object)
{
  MbApplication *self = MB_APPLICATION (object);

  g_clear_handle_id (&self->start_id, g_source_remove);
  g_clear_object (&self->herald);
  g_clear_object (&self->newsroom);
  g_clear_object (&self->settings);
  g_clear_object (&self->text_size);

  G_OBJECT_CLASS (mb_application_parent_class)->dispose (object);
}

static void
mb_application_finalize (GObject *object)
{
  MbApplication *self = MB_APPLICATION (object);

  g_clear_pointer (&self->files, g_ptr_array_unref);
  g_clear_pointer (&self->folder, g_free);

  G_OBJECT_CLASS (mb_application_parent_class)->finalize (object);
}

static void
mb_application_class_init (MbApplicationClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GApplicationClass *application_class = G_APPLICATION_CLASS (klass);

  object_class->dispose = mb_application_dispose;
  object_class->finalize = mb_application_finalize;
  application_class->startup = mb_application_startup;
  application_class->shutdown = mb_application_shutdown;
  application_class->activate = mb_application_activate;
  application_class->open = mb_application_open;
  application_class->handle_local_options = mb_application_handle_local_options;
}

static void
mb_application_init (MbApplication *self)
{
  const GOptionEntry options[] = {
    {"data-dir", 0, 0, G_OPTION_ARG_FILENAME, NULL, N_ ("Where the articles are kept"),
     N_ ("FOLDER")},
    {"sample", 0, 0, G_OPTION_ARG_NONE, NULL,
     N_ ("Begin with the sample article, beside a site of its own"), NULL},
    {"new-article", 0, 0, G_OPTION_ARG_NONE, NULL, N_ ("Begin a new article"), NULL},
    {"version", 0, 0, G_OPTION_ARG_NONE, NULL, N_ ("Say the version"), NULL},
    G_OPTION_ENTRY_NULL,
  };

  self->files = g_ptr_array_new_with_free_func (g_object_unref);
  self->folder = g_build_filename (g_get_user_data_dir (), "marbre", NULL);
  g_application_add_main_option_entries (G_APPLICATION (self), options);
}

/**
 * mb_application_new:
 *
 * Makes the application.
 *
 * Returns: (transfer full): the application
 */
MbApplication *
mb_application_new (void)
{
  return g_object_new (MB_TYPE_APPLICATION, "application-id", MARBRE_APP_ID, "flags",
                       G_APPLICATION_HANDLES_OPEN, "resource-base-path", "/org/marbre/Marbre",
                       NULL);
}
