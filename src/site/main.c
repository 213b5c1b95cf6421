#include "mb-site-server.h"

#include <glib-unix.h>
#include <locale.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <termios.h>
#include <unistd.h>

#define DEFAULT_PATIENCE_S 60

/* marbre-site: the embedded site, and what its keeper does from a terminal. */

typedef struct {
  char *data_dir;
  char *settings;
  int port;
  int patience_s;
} Options;

static int
fail (const char *what)
{
  fprintf (stderr, "marbre-site: %s\n", what);
  return 1;
}

static gboolean
quit_cb (gpointer data)
{
  g_main_loop_quit (data);
  return G_SOURCE_CONTINUE;
}

static gboolean
take_settings (MbSiteDb *db, const char *file, GError **error)
{
  g_autofree char *json = NULL;
  g_autoptr (MbSiteSettings) settings = NULL;

  if (!file)
    return TRUE;
  if (!g_file_get_contents (file, &json, NULL, error))
    return FALSE;
  settings = mb_site_settings_parse (json, error);

  return settings && mb_site_settings_save (settings, db, error);
}

static void
say_ready (MbSiteServer *server)
{
  g_autoptr (JsonObject) object = json_object_new ();
  g_autoptr (JsonNode) root = json_node_alloc ();
  g_autofree char *line = NULL;

  json_object_set_string_member (object, "url", mb_site_server_get_base (server));
  json_object_set_string_member (object, "token",
                                 mb_site_guard_get_api_token (mb_site_server_get_guard (server)));
  json_node_init_object (root, object);
  line = json_to_string (root, FALSE);
  printf ("%s\n", line);
  fflush (stdout);
}

static int
serve (MbSiteDb *db, const Options *options)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autoptr (MbSiteServer) server = NULL;

  if (!take_settings (db, options->settings, &error))
    return fail (error->message);
  server = mb_site_server_new (db, (guint) options->port, (guint) options->patience_s, &error);
  if (!server)
    return fail (error->message);
  g_unix_signal_add (SIGTERM, quit_cb, loop);
  g_unix_signal_add (SIGINT, quit_cb, loop);
  say_ready (server);
  g_main_loop_run (loop);

  return 0;
}

/* A stranger's words on one line of a terminal, which must not obey them. */
static char *
dup_line (const char *words)
{
  GString *line = g_string_new (NULL);

  for (const char *p = words; *p; p = g_utf8_next_char (p)) {
    gunichar c = g_utf8_get_char (p);

    g_string_append_unichar (line, g_unichar_iscntrl (c) ? ' ' : c);
  }

  return g_string_free_and_steal (line);
}

static int
list_comments (MbSiteDb *db)
{
  g_autoptr (GPtrArray) comments =
    mb_site_db_list_comments (db, 0, MB_SITE_WAITING | MB_SITE_APPROVED);

  for (guint i = 0; i < comments->len; i++) {
    const MbSiteComment *comment = g_ptr_array_index (comments, i);
    g_autofree char *author = dup_line (comment->author);
    g_autofree char *line = dup_line (comment->body);

    printf ("%" G_GINT64_FORMAT "\t%s\t%s\t%s\n", comment->id,
            comment->approved ? "published" : "waiting", author, line);
  }

  return 0;
}

static int
act_on_comment (MbSiteDb *db, const char *act, const char *text)
{
  g_autoptr (GError) error = NULL;
  gint64 id;
  gboolean approve = g_strcmp0 (act, "approve") == 0;

  if ((!approve && g_strcmp0 (act, "delete") != 0) || !text ||
      !g_ascii_string_to_signed (text, 10, 1, G_MAXINT64, &id, NULL)) {
    fail ("comments list | approve ID | delete ID");
    return 2;
  }
  if (!(approve ? mb_site_db_approve_comment : mb_site_db_delete_comment) (db, id, &error))
    return fail ("there is no such comment");

  return 0;
}

/* From a terminal without echo, or from a pipe. */
static char *
read_password (void)
{
  struct termios shown;
  gboolean terminal = isatty (STDIN_FILENO) && tcgetattr (STDIN_FILENO, &shown) == 0;
  char line[1024];
  gboolean got;

  if (terminal) {
    struct termios hidden = shown;

    fputs ("New password: ", stderr);
    hidden.c_lflag &= ~(tcflag_t) ECHO;
    tcsetattr (STDIN_FILENO, TCSANOW, &hidden);
  }
  got = fgets (line, sizeof line, stdin) != NULL;
  if (terminal) {
    tcsetattr (STDIN_FILENO, TCSANOW, &shown);
    fputs ("\n", stderr);
  }

  return got ? g_strndup (line, strcspn (line, "\r\n")) : NULL;
}

static int
set_password (MbSiteDb *db)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *password = read_password ();

  if (!password)
    return fail ("no password was given");
  if (!mb_site_guard_set_password (db, password, &error))
    return fail (error->message);

  return 0;
}

static int
run (MbSiteDb *db, const Options *options, int argc, char **argv)
{
  const char *command = argc > 1 ? argv[1] : "serve";

  if (strcmp (command, "serve") == 0)
    return serve (db, options);
  if (strcmp (command, "comments") == 0 && argc > 2 && strcmp (argv[2], "list") == 0)
    return list_comments (db);
  if (strcmp (command, "comments") == 0)
    return act_on_comment (db, argc > 2 ? argv[2] : NULL, argc > 3 ? argv[3] : NULL);
  if (strcmp (command, "password") == 0)
    return set_password (db);
  if (strcmp (command, "newsletter") == 0 && argc > 2 && strcmp (argv[2], "export") == 0) {
    g_autoptr (GPtrArray) readers = mb_site_db_list_readers (db);
    g_autofree char *csv = mb_site_readers_to_csv (readers);

    fputs (csv, stdout);
    return 0;
  }

  fail ("serve | comments list|approve|delete | newsletter export | password; --help says more");
  return 2;
}

int
main (int argc, char **argv)
{
  Options options = {.patience_s = DEFAULT_PATIENCE_S};
  const GOptionEntry entries[] = {
    {"data-dir", 0, 0, G_OPTION_ARG_FILENAME, &options.data_dir, "Where the site keeps its file",
     "DIR"},
    {"port", 0, 0, G_OPTION_ARG_INT, &options.port, "Port on 127.0.0.1; 0, the default: a free one",
     "N"},
    {"patience", 0, 0, G_OPTION_ARG_INT, &options.patience_s,
     "Seconds that a request may take, 60 by default", "N"},
    {"settings", 0, 0, G_OPTION_ARG_FILENAME, &options.settings, "Settings to take over, JSON",
     "FILE"},
    G_OPTION_ENTRY_NULL,
  };
  g_autoptr (GOptionContext) context =
    g_option_context_new ("[serve|comments|newsletter|password] …");
  g_autoptr (GError) error = NULL;
  g_autoptr (MbSiteDb) db = NULL;

  int status;

  setlocale (LC_ALL, "");
  setlocale (LC_MESSAGES, "C"); /* this program has one language: GLib's words are not mixed in */
  g_option_context_add_main_entries (context, entries, NULL);
  if (!g_option_context_parse (context, &argc, &argv, &error)) {
    fail (error->message);
    return 2;
  }
  if (options.patience_s < 1 || options.port < 0 || options.port > G_MAXUINT16) {
    fail ("a patience from 1, a port from 0 to 65535");
    return 2;
  }
  if (!options.data_dir)
    options.data_dir = g_build_filename (g_get_user_data_dir (), "marbre", "site", NULL);
  umask (0077); /* the file holds the token and the readers' addresses */
  db = mb_site_db_open (options.data_dir, &error);
  status = db ? run (db, &options, argc, argv) : fail (error->message);
  g_free (options.data_dir);
  g_free (options.settings);

  return status;
}
