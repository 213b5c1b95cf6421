#include "mb-fixture.h"
#include "mb-panes-desk.h"
#include "mb-site-dialog.h"

#include <glib/gstdio.h>
#include <libsoup/soup.h>

#include <string.h>

typedef struct {
  MbLyingSite *site;
  MbFixture *fixture;
  GtkWidget *window;
  AdwDialog *dialog;
} Desk;

static Desk *
desk_new (void)
{
  Desk *self = g_new0 (Desk, 1);

  self->site = mb_lying_site_new (&(MbSiteHabits) {.keeps_old_slugs = FALSE});
  self->fixture = mb_fixture_open (NULL, mb_lying_site_get_endpoint (self->site),
                                   mb_lying_site_get_token (self->site));
  self->window = panes_desk_show (gtk_label_new ("article"));

  return self;
}

static void
desk_free (Desk *self)
{
  gtk_window_destroy (GTK_WINDOW (self->window));
  panes_desk_settle ();
  g_assert_null (self->dialog);
  mb_fixture_close (self->fixture, TRUE);
  mb_lying_site_free (self->site);
  g_free (self);
}

static GtkWidget *
in_dialog (Desk *self, GType type, const char *name)
{
  return panes_desk_get (GTK_WIDGET (self->dialog), type, name);
}

static void
desk_wait_title (Desk *self, const char *title)
{
  while (!panes_desk_find (GTK_WIDGET (self->dialog), ADW_TYPE_STATUS_PAGE, title))
    g_main_context_iteration (NULL, TRUE);
}

static void
count_cb (AdwDialog *dialog, guint *n)
{
  (*n)++;
}

typedef struct {
  MbSite *site;
  guint n;
} Connected;

static void
connected_cb (AdwDialog *dialog, MbSite *site, Connected *connected)
{
  g_set_object (&connected->site, site);
  connected->n++;
}

static void
desk_open_site_dialog (Desk *self)
{
  self->dialog = mb_site_dialog_new (self->fixture->destinations);
  g_object_add_weak_pointer (G_OBJECT (self->dialog), (gpointer *) &self->dialog);
  panes_desk_present (self->dialog, self->window);
}

static void
fill (Desk *self, const char *title, const char *text)
{
  gtk_editable_set_text (GTK_EDITABLE (in_dialog (self, ADW_TYPE_ENTRY_ROW, title)), text);
}

/* A site that says it is WordPress, and no more. */
static void
answer_as_wordpress (SoupServer *server,
                     SoupServerMessage *message,
                     const char *path,
                     GHashTable *query,
                     gpointer user_data)
{
  static const char root[] =
    "{\"name\":\"Le Phare\",\"namespaces\":[\"wp/v2\"],\"authentication\":{"
    "\"application-passwords\":{\"endpoints\":{\"authorization\":"
    "\"https://phare.example/wp-admin/authorize-application.php\"}}}}";
  gboolean api = g_str_has_prefix (path, "/wp-json");

  soup_server_message_set_status (message, SOUP_STATUS_OK, NULL);
  soup_message_headers_append (soup_server_message_get_response_headers (message), "Link",
                               "</wp-json/>; rel=\"https://api.w.org/\"");
  soup_server_message_set_response (message, api ? "application/json" : "text/html",
                                    SOUP_MEMORY_STATIC, api ? root : "<p>Le Phare",
                                    api ? strlen (root) : strlen ("<p>Le Phare"));
}

static char *
start_wordpress (SoupServer *server)
{
  GSList *uris;
  g_autoptr (GError) error = NULL;
  char *url;

  soup_server_add_handler (server, NULL, answer_as_wordpress, NULL, NULL);
  soup_server_listen_local (server, 0, SOUP_SERVER_LISTEN_IPV4_ONLY, &error);
  g_assert_no_error (error);
  uris = soup_server_get_uris (server);
  url = g_uri_to_string (uris->data);
  g_slist_free_full (uris, (GDestroyNotify) g_uri_unref);

  return url;
}

static void
test_the_form_asks_for_what_the_platform_needs (void)
{
  Desk *desk = desk_new ();
  g_autoptr (SoupServer) server = soup_server_new (NULL, NULL);
  g_autofree char *url = start_wordpress (server);

  desk_open_site_dialog (desk);
  in_dialog (desk, ADW_TYPE_ENTRY_ROW, "Access Token");
  g_assert_null (panes_desk_find (GTK_WIDGET (desk->dialog), ADW_TYPE_ENTRY_ROW, "User Name"));
  fill (desk, "Web Address", url);
  while (!panes_desk_find (GTK_WIDGET (desk->dialog), ADW_TYPE_ENTRY_ROW, "User Name"))
    g_main_context_iteration (NULL, TRUE);
  in_dialog (desk, ADW_TYPE_ENTRY_ROW, "Application Password");
  in_dialog (desk, ADW_TYPE_BUTTON_ROW, "Open the Authorisation Page");
  g_assert_cmpstr (adw_action_row_get_subtitle (
                     ADW_ACTION_ROW (in_dialog (desk, ADW_TYPE_ACTION_ROW, "Platform"))),
                   ==, "WordPress · Le Phare");
  panes_desk_assert_named (GTK_WIDGET (desk->dialog));
  fill (desk, "Application Password", "abcd");
  panes_desk_press (GTK_WIDGET (desk->dialog), "C_onnect");
  g_assert_true (
    gtk_widget_has_css_class (in_dialog (desk, ADW_TYPE_ENTRY_ROW, "User Name"), "error"));
  fill (desk, "Web Address", "https://");
  in_dialog (desk, ADW_TYPE_ENTRY_ROW, "Access Token");
  desk_free (desk);
}

static void
test_a_site_is_connected_once_its_access_was_tried (void)
{
  Desk *desk = desk_new ();
  Connected connected = {NULL, 0};
  g_autofree char *folder = g_dir_make_tmp ("marbre-keyring-XXXXXX", NULL);
  g_autofree char *keyring = g_build_filename (folder, "keyring", NULL);

  g_setenv ("SECRET_FILE_TEST_PATH", keyring, TRUE);
  desk_open_site_dialog (desk);
  g_signal_connect (desk->dialog, "connected", G_CALLBACK (connected_cb), &connected);
  panes_desk_assert_named (GTK_WIDGET (desk->dialog));
  panes_desk_press (GTK_WIDGET (desk->dialog), "C_onnect");
  g_assert_true (
    gtk_widget_has_css_class (in_dialog (desk, ADW_TYPE_ENTRY_ROW, "Web Address"), "error"));
  fill (desk, "Web Address", mb_lying_site_get_url (desk->site));
  g_assert_cmpstr (
    gtk_editable_get_text (GTK_EDITABLE (in_dialog (desk, ADW_TYPE_ENTRY_ROW, "Name in Marbre"))),
    ==, "127.0.0.1");
  fill (desk, "Name in Marbre", "Le Quai");
  fill (desk, "Web Address", mb_lying_site_get_endpoint (desk->site));
  g_assert_cmpstr (
    gtk_editable_get_text (GTK_EDITABLE (in_dialog (desk, ADW_TYPE_ENTRY_ROW, "Name in Marbre"))),
    ==, "Le Quai");
  fill (desk, "Access Token", "not the token");
  panes_desk_press (GTK_WIDGET (desk->dialog), "C_onnect");
  desk_wait_title (desk, "The Site Was Not Connected");
  g_assert_null (mb_destinations_find (desk->fixture->destinations, "Le Quai"));
  panes_desk_press (GTK_WIDGET (desk->dialog), "Correct");
  fill (desk, "Access Token", mb_lying_site_get_token (desk->site));
  panes_desk_press (GTK_WIDGET (desk->dialog), "C_onnect");
  desk_wait_title (desk, "Le Quai Is Connected");
  g_assert_cmpuint (connected.n, ==, 1);
  panes_desk_press (GTK_WIDGET (desk->dialog), "Try with a Draft");
  while (!gtk_widget_get_sensitive (in_dialog (desk, GTK_TYPE_BUTTON, "Try with a Draft")))
    g_main_context_iteration (NULL, TRUE);
  in_dialog (desk, ADW_TYPE_ACTION_ROW, "The draft is gone again");
  panes_desk_assert_named (GTK_WIDGET (desk->dialog));
  g_assert_true (connected.site == mb_destinations_find (desk->fixture->destinations, "Le Quai"));
  g_object_unref (connected.site);
  g_unlink (keyring);
  g_rmdir (folder);
  desk_free (desk);
}

/* The keyring is a file whose folder is none: it cannot be opened. */
static void
test_without_a_keyring_the_access_is_kept_for_the_session (void)
{
  Desk *desk = desk_new ();
  g_autofree char *folder = g_dir_make_tmp ("marbre-keyring-XXXXXX", NULL);
  g_autofree char *keyring = g_build_filename (folder, "keys", "keyring", NULL);
  g_autofree char *keys = g_path_get_dirname (keyring);
  MbSite *site;

  g_assert_true (g_file_set_contents (keys, "", 0, NULL));
  g_setenv ("SECRET_FILE_TEST_PATH", keyring, TRUE);
  desk_open_site_dialog (desk);
  fill (desk, "Web Address", mb_lying_site_get_endpoint (desk->site));
  fill (desk, "Name in Marbre", "Le Quai");
  fill (desk, "Access Token", mb_lying_site_get_token (desk->site));
  panes_desk_press (GTK_WIDGET (desk->dialog), "C_onnect");
  desk_wait_title (desk, "The Site Was Not Connected");
  panes_desk_press (GTK_WIDGET (desk->dialog), "Keep the Access for This Session");
  desk_wait_title (desk, "Le Quai Is Connected");
  site = mb_destinations_find (desk->fixture->destinations, "Le Quai");
  g_assert_cmpstr (mb_destinations_get_lent_secret (desk->fixture->destinations, site), ==,
                   mb_lying_site_get_token (desk->site));
  g_unlink (keys);
  g_rmdir (folder);
  desk_free (desk);
}

static void
test_the_example_site_is_offered_where_there_is_one (void)
{
  Desk *desk = desk_new ();
  guint n_asked = 0;

  desk_open_site_dialog (desk);
  g_assert_null (
    panes_desk_find (GTK_WIDGET (desk->dialog), ADW_TYPE_BUTTON_ROW, "Try with an Example Site"));
  mb_site_dialog_set_sample_offered (MB_SITE_DIALOG (desk->dialog), TRUE);
  g_signal_connect (desk->dialog, "sample-requested", G_CALLBACK (count_cb), &n_asked);
  g_signal_emit_by_name (in_dialog (desk, ADW_TYPE_BUTTON_ROW, "Try with an Example Site"),
                         "activated");
  g_assert_cmpuint (n_asked, ==, 1);
  desk_free (desk);
}

int
main (int argc, char **argv)
{
  g_setenv ("SECRET_BACKEND", "file", TRUE);
  g_setenv ("SECRET_FILE_TEST_PASSWORD", "of the test", TRUE);
  panes_desk_init (&argc, &argv);

  g_test_add_func ("/site-dialog/without-a-keyring-the-access-is-kept-for-the-session",
                   test_without_a_keyring_the_access_is_kept_for_the_session);
  g_test_add_func ("/site-dialog/asks-for-what-the-platform-needs",
                   test_the_form_asks_for_what_the_platform_needs);
  g_test_add_func ("/site-dialog/connects-once-the-access-was-tried",
                   test_a_site_is_connected_once_its_access_was_tried);
  g_test_add_func ("/site-dialog/the-example-site-is-offered-where-there-is-one",
                   test_the_example_site_is_offered_where_there_is_one);

  return g_test_run ();
}
