#include "mb-fixture.h"
#include "mb-local-site.h"

#include <libsoup/soup.h>

#include <signal.h>
#include <stdio.h>
#include <string.h>

/* The site that comes with Marbre, started as the application starts it. MARBRE_SITE is the
 * program. */

#define NAME "Exemple"

typedef struct {
  MbFixture *fixture;
  char *site_folder;
  MbLocalSite *local;
} Desk;

typedef struct {
  GAsyncResult *result;
} Answer;

static void
answered_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Answer *answer = user_data;

  answer->result = g_object_ref (result);
}

static GAsyncResult *
wait_for (Answer *answer)
{
  while (!answer->result)
    g_main_context_iteration (NULL, TRUE);

  return answer->result;
}

static MbSite *
try_start (Desk *desk, const char *program, GError **error)
{
  Answer answer = {0};
  g_autoptr (GAsyncResult) result = NULL;

  desk->local = mb_local_site_new (desk->fixture->destinations, program, desk->site_folder);
  mb_local_site_start_async (desk->local, NAME, NULL, answered_cb, &answer);
  result = wait_for (&answer);

  return mb_local_site_start_finish (desk->local, result, error);
}

static MbSite *
start (Desk *desk)
{
  g_autoptr (GError) error = NULL;
  MbSite *site = try_start (desk, g_getenv ("MARBRE_SITE"), &error);

  g_assert_no_error (error);

  return site;
}

static guint16
get_port (const char *url)
{
  g_autoptr (GUri) uri = g_uri_parse (url, G_URI_FLAGS_NONE, NULL);

  g_assert_nonnull (uri);

  return (guint16) g_uri_get_port (uri);
}

/* A site that ends takes no more visitors, and lets those wait that come before its port is free.
 */
static gboolean
answers (guint16 port)
{
  g_autoptr (GSocketClient) client = g_socket_client_new ();
  g_autoptr (GSocketConnection) connection = NULL;
  g_autoptr (GError) error = NULL;

  g_socket_client_set_enable_proxy (client, FALSE);
  g_socket_client_set_timeout (client, 1);
  connection = g_socket_client_connect_to_host (client, "127.0.0.1", port, NULL, &error);

  return !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CONNECTION_REFUSED);
}

static void
wait_for_silence (guint16 port)
{
  while (answers (port))
    g_thread_yield ();
}

/* What the start's task held is given back to this thread, and the site ends with the last of it.
 */
static void
stop (Desk *desk)
{
  MbLocalSite *local = desk->local;

  if (!local)
    return;
  g_object_add_weak_pointer (G_OBJECT (local), (gpointer *) &local);
  g_clear_object (&desk->local);
  while (local) {
    g_main_context_iteration (NULL, FALSE);
    g_thread_yield ();
  }
}

static void
set_up (Desk *desk, gconstpointer data)
{
  desk->fixture = mb_fixture_open (NULL, "http://127.0.0.1:9/micropub", "token");
  desk->site_folder = g_build_filename (desk->fixture->folder, "site", NULL);
}

static void
tear_down (Desk *desk, gconstpointer data)
{
  stop (desk);
  mb_fixture_close (desk->fixture, TRUE);
  g_free (desk->site_folder);
}

/* The fixture's own site is the other one. */
static void
assert_listed (Desk *desk, MbSite *site)
{
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (desk->fixture->destinations)), ==, 2);
  g_assert_true (mb_destinations_find (desk->fixture->destinations, NAME) == site);
  g_assert_nonnull (mb_destinations_get_lent_secret (desk->fixture->destinations, site));
  g_assert_true (answers (get_port (mb_site_get_url (site))));
}

static gboolean
is_known (Desk *desk)
{
  Answer answer = {0};
  g_autoptr (GAsyncResult) result = NULL;

  mb_local_site_is_known_async (desk->fixture->destinations, answered_cb, &answer);
  result = wait_for (&answer);

  return mb_local_site_is_known_finish (desk->fixture->destinations, result);
}

static void
test_it_is_started_and_listed (Desk *desk, gconstpointer data)
{
  g_autoptr (MbSite) site = NULL;

  g_assert_false (is_known (desk));
  site = start (desk);
  assert_listed (desk, site);
  g_assert_cmpstr (mb_site_get_kind (site), ==, "micropub");
  g_assert_true (is_known (desk));
}

static void
test_it_ends_with_its_object (Desk *desk, gconstpointer data)
{
  g_autoptr (MbSite) site = start (desk);

  stop (desk);
  wait_for_silence (get_port (mb_site_get_url (site)));
}

/* Without its pictures, which are not real ones. */
static MbSnapshot *
make_article (MbFixture *fixture, const char *last_paragraph)
{
  MbSnapshot *snapshot = mb_fixture_make_article (fixture, NULL, last_paragraph);

  for (guint i = mb_snapshot_get_n_blocks (snapshot); i > 0; i--) {
    MbSnapshot *fewer = NULL;

    if (mb_block_get_kind (mb_snapshot_get_block (snapshot, i - 1)) != MB_BLOCK_FIGURE)
      continue;
    fewer = mb_snapshot_with_removed (snapshot, i - 1);
    mb_snapshot_unref (snapshot);
    snapshot = fewer;
  }

  return snapshot;
}

static char *
publish (Desk *desk, const char *last_paragraph)
{
  g_autoptr (MbSnapshot) article = make_article (desk->fixture, last_paragraph);
  const MbPublishOptions options = {.destination_id = NAME};
  g_autoptr (GError) error = NULL;
  MbJob *job = mb_fixture_publish (desk->fixture, article, &options, &error);

  g_assert_no_error (error);
  mb_fixture_run (desk->fixture, job);
  if (mb_job_get_error (job))
    g_test_message ("%s", mb_job_get_error (job)->message);
  g_assert_cmpstr (mb_job_state_to_string (mb_job_get_state (job)), ==, "done");

  return mb_outbox_dup_public_url (desk->fixture->outbox, FIXTURE_ARTICLE_ID, NAME);
}

static void
test_it_takes_an_article (Desk *desk, gconstpointer data)
{
  g_autoptr (MbSite) site = start (desk);
  g_autofree char *url = publish (desk, NULL);

  g_assert_true (g_str_has_prefix (url, mb_site_get_url (site)));
}

static void
test_the_second_start_takes_the_same_port (Desk *desk, gconstpointer data)
{
  g_autoptr (MbSite) first = start (desk);
  g_autoptr (MbSite) second = NULL;

  stop (desk);
  wait_for_silence (get_port (mb_site_get_url (first)));
  second = start (desk);
  g_assert_cmpstr (mb_site_get_url (second), ==, mb_site_get_url (first));
  g_assert_cmpstr (mb_site_get_id (second), ==, mb_site_get_id (first));
  assert_listed (desk, second);
}

/* Somebody else has the port of the site that was started before. */
static GSocketListener *
take_port (Desk *desk, MbSite *site)
{
  GSocketListener *listener = g_socket_listener_new ();
  guint16 port = get_port (mb_site_get_url (site));
  g_autoptr (GError) error = NULL;

  stop (desk);
  wait_for_silence (port);
  g_socket_listener_add_inet_port (listener, port, NULL, &error);
  g_assert_no_error (error);

  return listener;
}

static void
test_a_taken_port_leads_to_another (Desk *desk, gconstpointer data)
{
  g_autoptr (MbSite) first = start (desk);
  g_autoptr (GSocketListener) listener = take_port (desk, first);
  g_autoptr (MbSite) second = start (desk);
  g_autoptr (MbSite) third = NULL;

  g_assert_cmpstr (mb_site_get_id (second), ==, mb_site_get_id (first));
  g_assert_cmpuint (get_port (mb_site_get_url (second)), !=, get_port (mb_site_get_url (first)));
  g_assert_cmpuint (get_port (mb_site_get_endpoint (second)), ==,
                    get_port (mb_site_get_url (second)));
  assert_listed (desk, second);

  /* That one is remembered now. */
  stop (desk);
  wait_for_silence (get_port (mb_site_get_url (second)));
  third = start (desk);
  g_assert_cmpstr (mb_site_get_id (third), ==, mb_site_get_id (second));
  g_assert_cmpstr (mb_site_get_url (third), ==, mb_site_get_url (second));
}

static guint
count_stories (MbSite *site)
{
  g_autofree char *address = g_strconcat (mb_site_get_url (site), "/rss.xml", NULL);
  g_autoptr (SoupSession) session = soup_session_new ();
  g_autoptr (SoupMessage) message = soup_message_new (SOUP_METHOD_GET, address);
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) feed = soup_session_send_and_read (session, message, NULL, &error);
  g_autofree char *text = NULL;
  g_auto (GStrv) parts = NULL;

  g_assert_no_error (error);
  text = g_strndup (g_bytes_get_data (feed, NULL), g_bytes_get_size (feed));
  parts = g_strsplit (text, "<item>", -1);

  return g_strv_length (parts) - 1;
}

/* What was published before is still published, at the new address, and is updated there. */
static void
test_a_moved_site_keeps_its_articles (Desk *desk, gconstpointer data)
{
  g_autoptr (MbSite) first = start (desk);
  g_autofree char *before = publish (desk, NULL);
  g_autoptr (GSocketListener) listener = take_port (desk, first);
  g_autoptr (MbSite) second = start (desk);
  g_autofree char *after = NULL;
  g_autoptr (MbPublicationRow) there = NULL;
  g_autoptr (GError) error = NULL;

  there = mb_store_get_publication_sync (desk->fixture->store, FIXTURE_ARTICLE_ID,
                                         mb_site_get_id (second), &error);
  g_assert_no_error (error);
  g_assert_true (g_str_has_prefix (there->remote_url, mb_site_get_url (second)));
  g_assert_cmpstr (there->remote_url + strlen (mb_site_get_url (second)), ==,
                   before + strlen (mb_site_get_url (first)));

  after = publish (desk, FIXTURE_OTHER_END);
  g_assert_cmpstr (after, ==, there->remote_url);
  g_assert_cmpuint (count_stories (second), ==, 1);
}

static void
test_a_program_that_is_no_site_is_said (Desk *desk, gconstpointer program)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (MbSite) site = try_start (desk, program, &error);

  g_assert_null (site);
  g_assert_error (error, MB_PUBLISH_ERROR, MB_PUBLISH_ERROR_FAILED);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (desk->fixture->destinations)), ==, 1);
  g_assert_false (is_known (desk));
}

/* A process of its own that starts the site, says where it is, and is killed. */
static G_NORETURN void
be_parent (void)
{
  Desk desk = {0};
  g_autoptr (MbSite) site = NULL;

  set_up (&desk, NULL);
  site = start (&desk);
  g_print ("%s %s\n", mb_site_get_url (site), desk.fixture->folder);
  fflush (stdout);
  for (;;)
    g_main_context_iteration (NULL, TRUE);
}

static void
test_it_ends_with_its_parent (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GSubprocess) parent =
    g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE, &error, "/proc/self/exe", "--parent", NULL);
  g_autoptr (GDataInputStream) output = NULL;
  g_autofree char *line = NULL;
  g_auto (GStrv) words = NULL;

  g_assert_no_error (error);
  output = g_data_input_stream_new (g_subprocess_get_stdout_pipe (parent));
  line = g_data_input_stream_read_line (output, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_nonnull (line);
  words = g_strsplit (line, " ", 2);
  g_assert_true (answers (get_port (words[0])));

  g_subprocess_send_signal (parent, SIGKILL);
  g_subprocess_wait (parent, NULL, &error);
  g_assert_no_error (error);
  wait_for_silence (get_port (words[0]));
  mb_fixture_remove_folder (words[1]);
}

static void
add (const char *name, gconstpointer data, void (*func) (Desk *, gconstpointer))
{
  g_autofree char *path = g_strconcat ("/publish/local-site/", name, NULL);

  g_test_add (path, Desk, data, set_up, func, tear_down);
}

int
main (int argc, char **argv)
{
  if (argc == 2 && strcmp (argv[1], "--parent") == 0)
    be_parent ();

  g_test_init (&argc, &argv, NULL);
  add ("it-is-started-and-listed", NULL, test_it_is_started_and_listed);
  add ("it-ends-with-its-object", NULL, test_it_ends_with_its_object);
  add ("it-takes-an-article", NULL, test_it_takes_an_article);
  add ("the-second-start-takes-the-same-port", NULL, test_the_second_start_takes_the_same_port);
  add ("a-taken-port-leads-to-another", NULL, test_a_taken_port_leads_to_another);
  add ("a-moved-site-keeps-its-articles", NULL, test_a_moved_site_keeps_its_articles);
  add ("a-missing-program-is-said", "/nowhere/marbre-site", test_a_program_that_is_no_site_is_said);
  add ("a-program-that-ends-is-said", "/bin/true", test_a_program_that_is_no_site_is_said);
  add ("a-program-that-says-something-else-is-said", "/bin/echo",
       test_a_program_that_is_no_site_is_said);
  g_test_add_func ("/publish/local-site/it-ends-with-its-parent", test_it_ends_with_its_parent);

  return g_test_run ();
}
