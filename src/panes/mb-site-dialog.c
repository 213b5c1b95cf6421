#include "mb-site-dialog.h"

#include "mb-browser.h"
#include "mb-connection.h"
#include "mb-messages.h"

#include <glib/gi18n-lib.h>

#include <string.h>

#define LOOK_AFTER_MS 600

struct _MbSiteDialog {
  AdwDialog parent_instance;
  AdwNavigationView *navigation;
  AdwNavigationPage *outcome_page;
  AdwEntryRow *address;
  GtkLabel *help;
  AdwActionRow *platform;
  GtkWidget *authorize;
  AdwEntryRow *account;
  AdwEntryRow *token;
  AdwEntryRow *name;
  GtkWidget *connect;
  GtkWidget *sample_group;
  GtkStack *outcome;
  AdwStatusPage *connecting_page;
  AdwStatusPage *connected_page;
  AdwStatusPage *problem_page;
  GtkWidget *session;
  GtkLabel *details;
  GtkListBox *steps;
  GtkWidget *rehearse;
  GtkWidget *done;
  MbDestinations *destinations;
  MbSite *site;          /* (nullable): the one that was connected */
  MbDiscovery *found;    /* (nullable): what answers at the address */
  GCancellable *looking; /* of the look at the address */
  guint look_timeout_id;
  GCancellable *cancellable; /* of the attempt under way */
  char *secret;              /* of the last attempt, for this session only */
  char *guessed_name;        /* what we wrote into the name, not the person */
};

typedef enum {
  SIGNAL_CONNECTED,
  SIGNAL_SAMPLE_REQUESTED,
} MbSiteDialogSignals;

static guint signals[SIGNAL_SAMPLE_REQUESTED + 1];

G_DEFINE_FINAL_TYPE (MbSiteDialog, mb_site_dialog, ADW_TYPE_DIALOG)

static const char *
get_text (AdwEntryRow *row)
{
  return gtk_editable_get_text (GTK_EDITABLE (row));
}

static void
forget_secret (MbSiteDialog *self)
{
  if (self->secret)
    explicit_bzero (self->secret, strlen (self->secret));
  g_clear_pointer (&self->secret, g_free);
}

static char *
complete_address (MbSiteDialog *self)
{
  g_autofree char *text = g_strstrip (g_strdup (get_text (self->address)));

  if (!*text)
    return NULL;
  if (strstr (text, "://"))
    return g_steal_pointer (&text);

  return g_strconcat ("https://", text, NULL);
}

static char *
guess_name (MbSiteDialog *self)
{
  g_autofree char *address = complete_address (self);
  g_autoptr (GUri) uri = address ? g_uri_parse (address, G_URI_FLAGS_PARSE_RELAXED, NULL) : NULL;
  const char *host = uri ? g_uri_get_host (uri) : NULL;

  if (!host)
    return g_strdup ("");

  return g_strdup (g_str_has_prefix (host, "www.") ? host + 4 : host);
}

static void
mark (AdwEntryRow *row, gboolean wrong)
{
  gtk_accessible_update_state (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_STATE_INVALID,
                               wrong ? GTK_ACCESSIBLE_INVALID_TRUE : GTK_ACCESSIBLE_INVALID_FALSE,
                               -1);
  if (wrong)
    gtk_widget_add_css_class (GTK_WIDGET (row), "error");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (row), "error");
}

/* What each platform asks of a person. The secret is `account:token` where it asks for both. */
typedef struct {
  const char *kind;
  const char *name;
  const char *account; /* NULL: it asks for none */
  const char *token;
  const char *help;
} Platform;

static const Platform platforms[] = {
  {"wordpress", "WordPress", N_ ("User Name"), N_ ("Application Password"),
   N_ ("WordPress makes an application password for Marbre: on its authorisation page, or in your "
       "profile there. It is not the password with which you log in.")},
  {"ghost", "Ghost", NULL, N_ ("Admin API Key"),
   N_ ("An administrator finds the Admin API key in Ghost’s settings, under Integrations.")},
  {"wix", "Wix", N_ ("Site ID"), N_ ("API Key"),
   N_ ("The owner of the Wix account makes an API key; the site ID stands in the address of the "
       "site’s dashboard.")},
  {"micropub", "Micropub", NULL, N_ ("Access Token"),
   N_ ("The address of your site, and an access token from its administration. The token is kept "
       "in this computer’s keyring.")},
};

static const Platform *
find_platform (const char *kind)
{
  for (gsize i = 0; kind && i < G_N_ELEMENTS (platforms); i++)
    if (strcmp (platforms[i].kind, kind) == 0)
      return &platforms[i];

  return NULL;
}

static const Platform *
get_platform (MbSiteDialog *self)
{
  return self->found ? find_platform (self->found->kind) : NULL;
}

/* Only the fields that the platform needs. Until it is known they are those of any site. */
static void
show_platform (MbSiteDialog *self)
{
  const Platform *known = get_platform (self);
  const Platform *platform = known ? known : find_platform ("micropub");
  g_autofree char *words = known && self->found->title
                             ? g_strdup_printf ("%s · %s", known->name, self->found->title)
                             : g_strdup (known ? known->name : "");

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (self->platform), FALSE);
  adw_action_row_set_subtitle (self->platform, words);
  gtk_widget_set_visible (GTK_WIDGET (self->platform), known != NULL);
  gtk_widget_set_visible (self->authorize, known && self->found->authorize_url);
  gtk_widget_set_visible (GTK_WIDGET (self->account), platform->account != NULL);
  if (platform->account)
    adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->account), _ (platform->account));
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->token), _ (platform->token));
  gtk_label_set_label (self->help, _ (platform->help));
  if (known)
    gtk_accessible_announce (GTK_ACCESSIBLE (self->platform), words,
                             GTK_ACCESSIBLE_ANNOUNCEMENT_PRIORITY_LOW);
}

/* What cannot be found out is asked again when the site is connected, and said then. */
static void
discovered_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (MbSiteDialog) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (MbDiscovery) found =
    mb_connection_discover_finish (MB_DESTINATIONS (source), result, &error);

  if (!self->navigation || g_task_get_cancellable (G_TASK (result)) != self->looking)
    return;
  if (error)
    g_debug ("%s", error->message);
  g_clear_pointer (&self->found, mb_discovery_free);
  self->found = g_steal_pointer (&found);
  show_platform (self);
}

static gboolean
look_cb (gpointer user_data)
{
  MbSiteDialog *self = user_data;
  g_autofree char *address = complete_address (self);

  self->look_timeout_id = 0;
  if (!address)
    return G_SOURCE_REMOVE;
  self->looking = g_cancellable_new ();
  mb_connection_discover_async (self->destinations, address, self->looking, discovered_cb,
                                g_object_ref (self));

  return G_SOURCE_REMOVE;
}

static void
stop_looking (MbSiteDialog *self)
{
  g_cancellable_cancel (self->looking);
  g_clear_object (&self->looking);
  g_clear_handle_id (&self->look_timeout_id, g_source_remove);
}

/* Once the typing has paused. */
static void
look_soon (MbSiteDialog *self)
{
  stop_looking (self);
  g_clear_pointer (&self->found, mb_discovery_free);
  show_platform (self);
  self->look_timeout_id = g_timeout_add (LOOK_AFTER_MS, look_cb, self);
}

static void
authorize_cb (AdwButtonRow *row, MbSiteDialog *self)
{
  g_autofree char *id = g_uuid_string_random ();
  g_autofree char *address = NULL;

  if (!self->found || !self->found->authorize_url)
    return;
  address =
    g_strconcat (self->found->authorize_url, strchr (self->found->authorize_url, '?') ? "&" : "?",
                 "app_name=Marbre&app_id=", id, NULL);
  mb_browser_open (GTK_WIDGET (self->navigation), address);
}

static void
account_changed_cb (GtkEditable *editable, MbSiteDialog *self)
{
  mark (self->account, FALSE);
}

/* The name follows the address until somebody writes another. */
static void
address_changed_cb (GtkEditable *editable, MbSiteDialog *self)
{
  g_autofree char *guess = guess_name (self);

  mark (self->address, FALSE);
  look_soon (self);
  if (g_strcmp0 (get_text (self->name), self->guessed_name ? self->guessed_name : "") != 0)
    return;
  g_set_str (&self->guessed_name, guess);
  gtk_editable_set_text (GTK_EDITABLE (self->name), guess);
}

static void
token_changed_cb (GtkEditable *editable, MbSiteDialog *self)
{
  mark (self->token, FALSE);
}

/* The common sentences speak of an article; there is none here. */
static char *
say_problem (const GError *error)
{
  if (g_error_matches (error, MB_PUBLISH_ERROR, MB_PUBLISH_ERROR_OFFLINE))
    return g_strdup (_ ("The site cannot be reached. Look at its address, and at the network."));
  if (g_error_matches (error, MB_PUBLISH_ERROR, MB_PUBLISH_ERROR_AUTH) ||
      g_error_matches (error, MB_PUBLISH_ERROR, MB_PUBLISH_ERROR_RIGHT))
    return g_strdup (_ ("The site does not accept this access."));
  if (g_error_matches (error, MB_PUBLISH_ERROR, MB_PUBLISH_ERROR_NO_SECRET))
    return g_strdup (_ ("The access is right, but the keyring does not answer. Marbre can keep it "
                        "until it is closed."));

  return mb_message_for_error (error);
}

static void
show_problem (MbSiteDialog *self, const GError *error)
{
  g_autofree char *sentence = say_problem (error);
  g_autofree char *details = mb_message_details (error);

  adw_status_page_set_description (self->problem_page, sentence);
  gtk_label_set_label (self->details, details);
  gtk_widget_set_visible (self->session,
                          g_error_matches (error, MB_PUBLISH_ERROR, MB_PUBLISH_ERROR_NO_SECRET));
  gtk_stack_set_visible_child_name (self->outcome, "problem");
  gtk_accessible_announce (GTK_ACCESSIBLE (self->outcome), sentence,
                           GTK_ACCESSIBLE_ANNOUNCEMENT_PRIORITY_MEDIUM);
}

static void
show_connected (MbSiteDialog *self, MbSite *site)
{
  /* Translators: %s is what the newsroom calls a site. */
  g_autofree char *title = g_strdup_printf (_ ("%s Is Connected"), mb_site_get_name (site));

  adw_status_page_set_title (self->connected_page, title);
  g_set_object (&self->site, site);
  gtk_stack_set_visible_child_name (self->outcome, "connected");
  adw_navigation_page_set_can_pop (self->outcome_page, FALSE);
  gtk_widget_grab_focus (self->done);
  gtk_accessible_announce (GTK_ACCESSIBLE (self->outcome), title,
                           GTK_ACCESSIBLE_ANNOUNCEMENT_PRIORITY_MEDIUM);
}

static GtkWidget *
get_step_row (MbSiteDialog *self, MbRehearsalStep step)
{
  return GTK_WIDGET (gtk_list_box_get_row_at_index (self->steps, (int) step));
}

static void
fill_steps (MbSiteDialog *self)
{
  gtk_list_box_remove_all (self->steps);
  for (MbRehearsalStep step = 0; step < MB_N_REHEARSAL_STEPS; step++) {
    GtkWidget *row = adw_action_row_new ();
    g_autofree char *words = mb_message_for_rehearsal_step (step);

    adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), words);
    gtk_widget_set_sensitive (row, FALSE);
    gtk_list_box_append (self->steps, row);
  }
}

static void
report_cb (MbRehearsalStep step, MbRehearsalOutcome outcome, gpointer user_data)
{
  MbSiteDialog *self = user_data;
  g_autofree char *help = NULL;
  GtkWidget *row;

  if (!self->navigation)
    return;
  row = get_step_row (self, step);
  gtk_widget_set_sensitive (row, outcome != MB_REHEARSAL_SKIPPED);
  if (outcome == MB_REHEARSAL_PASSED)
    adw_action_row_add_suffix (ADW_ACTION_ROW (row),
                               gtk_image_new_from_icon_name ("object-select-symbolic"));
  if (outcome == MB_REHEARSAL_SKIPPED)
    adw_action_row_set_subtitle (ADW_ACTION_ROW (row), _ ("The site does not offer this."));
  if (outcome != MB_REHEARSAL_FAILED)
    return;
  help = mb_message_for_rehearsal_help (step);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), help);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row),
                             gtk_image_new_from_icon_name ("dialog-warning-symbolic"));
}

static void
rehearsed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (MbSiteDialog) self = user_data;
  g_autoptr (GError) error = NULL;
  gboolean good = mb_connection_rehearse_finish (MB_DESTINATIONS (source), result, &error);
  g_autofree char *sentence = NULL;

  if (!self->navigation)
    return;
  gtk_widget_set_sensitive (self->rehearse, TRUE);
  sentence = good ? g_strdup (_ ("The site takes all that it offers. The draft is deleted."))
                  : mb_message_for_error (error);
  adw_status_page_set_description (self->connected_page, sentence);
  gtk_accessible_announce (GTK_ACCESSIBLE (self->steps), sentence,
                           GTK_ACCESSIBLE_ANNOUNCEMENT_PRIORITY_MEDIUM);
}

/* Closing the dialog gives up; a draft that was made is deleted all the same. */
static void
rehearse_cb (GtkButton *button, MbSiteDialog *self)
{
  MbRehearsal rehearsal = {
    .headline = _ ("A test by Marbre, to be deleted"),
    .words = _ ("Marbre tries whether this site takes articles, and deletes this one at once."),
    .report = report_cb,
    .user_data = self,
  };

  fill_steps (self);
  gtk_widget_set_visible (GTK_WIDGET (self->steps), TRUE);
  gtk_widget_set_sensitive (self->rehearse, FALSE);
  mb_connection_rehearse_async (self->destinations, self->site, &rehearsal, self->cancellable,
                                rehearsed_cb, g_object_ref (self));
}

static void
added_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (MbSiteDialog) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (MbSite) site = mb_destinations_add_finish (MB_DESTINATIONS (source), result, &error);
  GCancellable *cancellable = g_task_get_cancellable (G_TASK (result));

  if (site) {
    forget_secret (self);
    if (self->navigation)
      show_connected (self, site);
    g_signal_emit (self, signals[SIGNAL_CONNECTED], 0, site);
    return;
  }
  if (!self->navigation || cancellable != self->cancellable ||
      g_cancellable_is_cancelled (cancellable))
    return;
  show_problem (self, error);
}

/* @for_session: the access is lent, not kept in the keyring */
static void
try_site (MbSiteDialog *self, gboolean for_session)
{
  g_autofree char *address = complete_address (self);
  g_autofree char *guess = guess_name (self);
  const char *name = *get_text (self->name) ? get_text (self->name) : guess;

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  self->cancellable = g_cancellable_new ();
  if (for_session)
    mb_destinations_lend_secret (self->destinations, name, self->secret);
  gtk_stack_set_visible_child_name (self->outcome, "connecting");
  mb_destinations_add_async (self->destinations, name, NULL, address,
                             for_session ? NULL : self->secret, self->cancellable, added_cb,
                             g_object_ref (self));
}

/* The first field that is empty and must not be. */
static AdwEntryRow *
find_lack (MbSiteDialog *self, const char *address)
{
  if (!address)
    return self->address;
  if (gtk_widget_get_visible (GTK_WIDGET (self->account)) && !*get_text (self->account))
    return self->account;

  return *get_text (self->token) ? NULL : self->token;
}

static char *
make_secret (MbSiteDialog *self)
{
  g_autofree char *account = g_strstrip (g_strdup (get_text (self->account)));
  g_autofree char *token = g_strstrip (g_strdup (get_text (self->token)));
  char *secret;

  if (!gtk_widget_get_visible (GTK_WIDGET (self->account)))
    return g_steal_pointer (&token);
  secret = g_strconcat (account, ":", token, NULL);
  explicit_bzero (token, strlen (token));

  return secret;
}

static void
connect_cb (GtkWidget *widget, MbSiteDialog *self)
{
  g_autofree char *address = complete_address (self);

  AdwEntryRow *wrong = find_lack (self, address);

  if (wrong) {
    mark (wrong, TRUE);
    gtk_widget_grab_focus (GTK_WIDGET (wrong));
    return;
  }
  stop_looking (self);
  forget_secret (self);
  self->secret = make_secret (self);
  adw_navigation_view_push_by_tag (self->navigation, "outcome");
  try_site (self, FALSE);
}

static void
session_cb (GtkButton *button, MbSiteDialog *self)
{
  try_site (self, TRUE);
}

static void
back_cb (GtkButton *button, MbSiteDialog *self)
{
  adw_navigation_view_pop (self->navigation);
}

/* Going back is how an attempt is given up. */
static void
left_cb (AdwNavigationPage *page, MbSiteDialog *self)
{
  g_cancellable_cancel (self->cancellable);
}

static void
close_cb (GtkButton *button, MbSiteDialog *self)
{
  adw_dialog_close (ADW_DIALOG (self));
}

static void
sample_cb (AdwButtonRow *row, MbSiteDialog *self)
{
  g_object_ref (self);
  adw_dialog_close (ADW_DIALOG (self));
  g_signal_emit (self, signals[SIGNAL_SAMPLE_REQUESTED], 0);
  g_object_unref (self);
}

static void
mb_site_dialog_dispose (GObject *object)
{
  MbSiteDialog *self = MB_SITE_DIALOG (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  stop_looking (self);
  g_clear_object (&self->site);
  g_clear_object (&self->destinations);
  /* A dialog that was closed leaves the sheet around its child behind (libadwaita 1.7.6). */
  adw_dialog_set_child (ADW_DIALOG (object), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (object), MB_TYPE_SITE_DIALOG);

  G_OBJECT_CLASS (mb_site_dialog_parent_class)->dispose (object);
}

static void
mb_site_dialog_finalize (GObject *object)
{
  MbSiteDialog *self = MB_SITE_DIALOG (object);

  forget_secret (self);
  g_clear_pointer (&self->found, mb_discovery_free);
  g_free (self->guessed_name);

  G_OBJECT_CLASS (mb_site_dialog_parent_class)->finalize (object);
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/marbre/Marbre/panes/mb-site-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, MbSiteDialog, navigation);
  gtk_widget_class_bind_template_child (widget_class, MbSiteDialog, outcome_page);
  gtk_widget_class_bind_template_child (widget_class, MbSiteDialog, address);
  gtk_widget_class_bind_template_child (widget_class, MbSiteDialog, help);
  gtk_widget_class_bind_template_child (widget_class, MbSiteDialog, platform);
  gtk_widget_class_bind_template_child (widget_class, MbSiteDialog, authorize);
  gtk_widget_class_bind_template_child (widget_class, MbSiteDialog, account);
  gtk_widget_class_bind_template_child (widget_class, MbSiteDialog, steps);
  gtk_widget_class_bind_template_child (widget_class, MbSiteDialog, rehearse);
  gtk_widget_class_bind_template_child (widget_class, MbSiteDialog, token);
  gtk_widget_class_bind_template_child (widget_class, MbSiteDialog, name);
  gtk_widget_class_bind_template_child (widget_class, MbSiteDialog, connect);
  gtk_widget_class_bind_template_child (widget_class, MbSiteDialog, sample_group);
  gtk_widget_class_bind_template_child (widget_class, MbSiteDialog, outcome);
  gtk_widget_class_bind_template_child (widget_class, MbSiteDialog, connecting_page);
  gtk_widget_class_bind_template_child (widget_class, MbSiteDialog, connected_page);
  gtk_widget_class_bind_template_child (widget_class, MbSiteDialog, problem_page);
  gtk_widget_class_bind_template_child (widget_class, MbSiteDialog, session);
  gtk_widget_class_bind_template_child (widget_class, MbSiteDialog, details);
  gtk_widget_class_bind_template_child (widget_class, MbSiteDialog, done);
  gtk_widget_class_bind_template_callback (widget_class, address_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, token_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, connect_cb);
  gtk_widget_class_bind_template_callback (widget_class, rehearse_cb);
  gtk_widget_class_bind_template_callback (widget_class, account_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, authorize_cb);
  gtk_widget_class_bind_template_callback (widget_class, session_cb);
  gtk_widget_class_bind_template_callback (widget_class, back_cb);
  gtk_widget_class_bind_template_callback (widget_class, left_cb);
  gtk_widget_class_bind_template_callback (widget_class, close_cb);
  gtk_widget_class_bind_template_callback (widget_class, sample_cb);
}

static void
mb_site_dialog_class_init (MbSiteDialogClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GType type = G_TYPE_FROM_CLASS (klass);

  object_class->dispose = mb_site_dialog_dispose;
  object_class->finalize = mb_site_dialog_finalize;

  signals[SIGNAL_CONNECTED] = g_signal_new ("connected", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                            NULL, G_TYPE_NONE, 1, MB_TYPE_SITE);
  signals[SIGNAL_SAMPLE_REQUESTED] =
    g_signal_new ("sample-requested", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  bind_template (GTK_WIDGET_CLASS (klass));
}

static void
mb_site_dialog_init (MbSiteDialog *self)
{
  g_autoptr (AdwSpinnerPaintable) spinner = NULL;

  gtk_widget_init_template (GTK_WIDGET (self));
  spinner = adw_spinner_paintable_new (GTK_WIDGET (self->connecting_page));
  adw_status_page_set_paintable (self->connecting_page, GDK_PAINTABLE (spinner));
}

/**
 * mb_site_dialog_new:
 * @destinations: the sites there are
 *
 * Makes a dialog that connects one more.
 *
 * Returns: the dialog
 */
AdwDialog *
mb_site_dialog_new (MbDestinations *destinations)
{
  MbSiteDialog *self;

  g_return_val_if_fail (MB_IS_DESTINATIONS (destinations), NULL);

  self = g_object_new (MB_TYPE_SITE_DIALOG, NULL);
  self->destinations = g_object_ref (destinations);

  return ADW_DIALOG (self);
}

/**
 * mb_site_dialog_set_sample_offered:
 * @self: the dialog
 * @offered: whether there is an example site to try
 *
 * Offers the example site.
 */
void
mb_site_dialog_set_sample_offered (MbSiteDialog *self, gboolean offered)
{
  g_return_if_fail (MB_IS_SITE_DIALOG (self));

  gtk_widget_set_visible (self->sample_group, offered);
}

/**
 * mb_site_dialog_set_site:
 * @self: the dialog
 * @site: one that is connected already
 *
 * Fills in what is known of a site, so that only its access is to be given anew.
 */
void
mb_site_dialog_set_site (MbSiteDialog *self, MbSite *site)
{
  g_return_if_fail (MB_IS_SITE_DIALOG (self));
  g_return_if_fail (MB_IS_SITE (site));

  gtk_editable_set_text (GTK_EDITABLE (self->address), mb_site_get_url (site));
  gtk_editable_set_text (GTK_EDITABLE (self->name), mb_site_get_name (site));
  adw_dialog_set_focus (ADW_DIALOG (self), GTK_WIDGET (self->token));
}
