#include "mb-cli.h"

#include "mb-cli-publish.h"
#include "mb-messages.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n.h>
#include <locale.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* marbre-cli: the same articles without a window. Results on standard output, words for people on
 * standard error. */

#define MAX_INPUT_BYTES (64 * 1024 * 1024)

typedef enum {
  NEEDS_NOTHING,
  NEEDS_READING, /* works beside a running Marbre */
  NEEDS_WRITING,
} Need;

typedef struct {
  const char *name;
  Need need;
  int (*run) (const MbCli *cli, int argc, char **argv);
  int (*run_on_store) (MbStore *store, int argc, char **argv);
  const char *usage;
} Command;

static const Command commands[] = {
  {"import", NEEDS_WRITING, mb_cli_import, NULL,
   "import FILE|- [--from auto|page|text|markdown|html|json]"},
  {"list", NEEDS_READING, mb_cli_list, NULL, "list [--query WORDS] [--trash]"},
  {"show", NEEDS_READING, mb_cli_show, NULL, "show ID [--as text|html|page|markdown|json]"},
  {"check", NEEDS_READING, mb_cli_check, NULL, "check ID"},
  {"set", NEEDS_WRITING, mb_cli_set, NULL, "set ID FIELD VALUE"},
  {"paste", NEEDS_NOTHING, mb_cli_paste, NULL, "paste [--as json|html] < HTML"},
  {"verify", NEEDS_READING, mb_cli_verify, NULL, "verify"},
  {"destination", NEEDS_WRITING, NULL, mb_cli_destination, "destination add|list|test|remove …"},
  {"publish", NEEDS_WRITING, NULL, mb_cli_publish,
   "publish ID --to NAME [--allow CODES] [--no-wait]"},
  {"outbox", NEEDS_READING, NULL, mb_cli_outbox, "outbox"},
};

/**
 * mb_cli_print:
 * @text: a result
 *
 * Writes a result, ended by a line end.
 */
void
mb_cli_print (const char *text)
{
  gsize n = strlen (text);

  fwrite (text, 1, n, stdout);
  if (n == 0 || text[n - 1] != '\n')
    fputc ('\n', stdout);
}

/**
 * mb_cli_json_string:
 * @out: a JSON object being written, after its brace or a member
 * @name: a member's name
 * @value: (nullable): its value
 *
 * Appends a member with the comma before it, where one is needed.
 */
void
mb_cli_json_string (GString *out, const char *name, const char *value)
{
  if (out->len > 0 && !strchr ("{[", out->str[out->len - 1]))
    g_string_append_c (out, ',');
  g_string_append_printf (out, "\"%s\":", name);
  if (!value) {
    g_string_append (out, "null");
    return;
  }
  g_string_append_c (out, '"');
  for (const char *c = value; *c; c++) {
    if (*c == '"' || *c == '\\')
      g_string_append_printf (out, "\\%c", *c);
    else if ((guchar) *c < 0x20)
      g_string_append_printf (out, "\\u%04x", (guchar) *c);
    else
      g_string_append_c (out, *c);
  }
  g_string_append_c (out, '"');
}

/**
 * mb_cli_usage:
 * @usage: how the command is to be called
 *
 * Says how to call a command.
 *
 * Returns: the exit status for it
 */
int
mb_cli_usage (const char *usage)
{
  fprintf (stderr, _ ("Usage: marbre-cli [--data-dir FOLDER] [--json] %s\n"), usage);

  return MB_CLI_USAGE;
}

/**
 * mb_cli_fail:
 * @error: what went wrong
 *
 * Says what went wrong and what now.
 *
 * Returns: the exit status for it
 */
int
mb_cli_fail (const GError *error)
{
  g_autofree char *sentence = mb_message_for_error (error);
  g_autofree char *details = mb_message_details (error);

  fprintf (stderr, "marbre-cli: %s\n  (%s)\n", sentence, details);

  return MB_CLI_FAILED;
}

/**
 * mb_cli_parse:
 * @entries: the command's options
 * @argc: (inout): how many words
 * @argv: (inout): the words
 *
 * Takes the options out of a command's words. A mistake is said.
 *
 * Returns: whether they were understood
 */
gboolean
mb_cli_parse (const GOptionEntry *entries, int *argc, char ***argv)
{
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);
  g_autoptr (GError) error = NULL;

  g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);
  g_option_context_set_help_enabled (context, FALSE);
  if (g_option_context_parse (context, argc, argv, &error))
    return TRUE;

  fprintf (stderr, "marbre-cli: %s\n", error->message);
  return FALSE;
}

static gboolean
set_file_error (GError **error, const char *path, int code)
{
  g_set_error (error, G_FILE_ERROR, (int) g_file_error_from_errno (code),
               _ ("“%s” cannot be read: %s"), path, g_strerror (code));

  return FALSE;
}

static gboolean
read_all (int fd, const char *path, GByteArray *bytes, GError **error)
{
  guint8 buffer[65536];
  gssize n = 1;

  while (n > 0 && bytes->len <= MAX_INPUT_BYTES) {
    do
      n = read (fd, buffer, sizeof buffer);
    while (n < 0 && errno == EINTR);
    if (n < 0)
      return set_file_error (error, path, errno);
    g_byte_array_append (bytes, buffer, (guint) n);
  }

  return TRUE;
}

/**
 * mb_cli_read_file:
 * @path: a file's name, or "-" for standard input
 * @error: return location
 *
 * Reads a file, at most a little more than is ever imported: larger ones are refused by their size.
 *
 * Returns: (transfer full) (nullable): its bytes
 */
GBytes *
mb_cli_read_file (const char *path, GError **error)
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  gboolean is_input = strcmp (path, "-") == 0;
  int fd = is_input ? STDIN_FILENO : open (path, O_RDONLY | O_CLOEXEC);
  gboolean done;

  if (fd < 0) {
    set_file_error (error, path, errno);
    return NULL;
  }
  done = read_all (fd, path, bytes, error);
  if (!is_input)
    close (fd);

  return done ? g_byte_array_free_to_bytes (g_steal_pointer (&bytes)) : NULL;
}

static const Command *
find_command (const char *name)
{
  for (guint i = 0; name && i < G_N_ELEMENTS (commands); i++)
    if (strcmp (commands[i].name, name) == 0)
      return &commands[i];

  return NULL;
}

static void
print_help (FILE *out)
{
  fprintf (out, _ ("Usage: marbre-cli [--data-dir FOLDER] [--json] COMMAND…\n\n"));
  for (guint i = 0; i < G_N_ELEMENTS (commands); i++)
    fprintf (out, "  %s\n", commands[i].usage);
  fprintf (out, _ ("\nStatus: 0 done, 1 failed, 2 wrong usage, 3 sent but not confirmed.\n"));
}

typedef struct {
  char *folder;
  gboolean json;
  gboolean help;
  gboolean version;
} Options;

static void
options_clear (Options *options)
{
  g_free (options->folder);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Options, options_clear)

/* The options before the command are ours, those behind it the command's. */
static gboolean
read_options (Options *options, int *argc, char ***argv)
{
  const GOptionEntry entries[] = {
    {"data-dir", 0, 0, G_OPTION_ARG_FILENAME, &options->folder, NULL, NULL},
    {"json", 0, 0, G_OPTION_ARG_NONE, &options->json, NULL, NULL},
    {"help", 'h', 0, G_OPTION_ARG_NONE, &options->help, NULL, NULL},
    {"version", 0, 0, G_OPTION_ARG_NONE, &options->version, NULL, NULL},
    G_OPTION_ENTRY_NULL,
  };
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);
  g_autoptr (GError) error = NULL;

  g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);
  g_option_context_set_help_enabled (context, FALSE);
  g_option_context_set_strict_posix (context, TRUE);
  if (!g_option_context_parse (context, argc, argv, &error)) {
    fprintf (stderr, "marbre-cli: %s\n", error->message);
    return FALSE;
  }
  if (!options->folder)
    options->folder = g_build_filename (g_get_user_data_dir (), "marbre", NULL);

  return TRUE;
}

static gboolean
asks_for_json (int argc, char **argv)
{
  for (int i = 1; i < argc; i++)
    if (strcmp (argv[i], "--json") == 0)
      return TRUE;

  return FALSE;
}

/* Commands that speak with sites take their words themselves; what stood before them is added. */
static int
run_on_store (const Command *command, const MbCli *cli, int argc, char **argv)
{
  g_autofree char **words = g_new0 (char *, (gsize) argc + 2);
  gboolean add = cli->json && command->need == NEEDS_READING && !asks_for_json (argc, argv);
  char json[] = "--json";

  memcpy (words, argv, (gsize) argc * sizeof *words);
  if (add)
    words[argc++] = json;

  return command->run_on_store (cli->store, argc, words);
}

/* Reading a folder that is not there yet is reading an empty one: it is made. */
static MbStore *
open_store (const Command *command, const char *folder, GError **error)
{
  MbStoreMode mode = command->need == NEEDS_WRITING ? MB_STORE_READ_WRITE : MB_STORE_READ_ONLY;

  if (!g_file_test (folder, G_FILE_TEST_EXISTS))
    mode = MB_STORE_READ_WRITE;

  return mb_store_open_sync (folder, mode, NULL, error);
}

static int
run_command (const Command *command, const Options *options, int argc, char **argv)
{
  MbCli cli = {NULL, options->json};
  g_autoptr (MbStore) store = NULL;
  g_autoptr (GError) error = NULL;
  int status;

  if (command->need != NEEDS_NOTHING) {
    store = open_store (command, options->folder, &error);
    if (!store)
      return mb_cli_fail (error);
  }
  cli.store = store;
  status =
    command->run ? command->run (&cli, argc, argv) : run_on_store (command, &cli, argc, argv);
  if (store)
    mb_store_close (store);
  if (fflush (stdout) != 0 && status == MB_CLI_DONE)
    status = MB_CLI_FAILED;

  return status;
}

/**
 * mb_cli_run:
 * @argc: how many words
 * @argv: the words of the command line
 *
 * The whole program.
 *
 * Returns: the exit status
 */
int
mb_cli_run (int argc, char **argv)
{
  g_auto (Options) options = {NULL};
  const Command *command = NULL;

  setlocale (LC_ALL, "");
  bindtextdomain (GETTEXT_PACKAGE, MARBRE_LOCALEDIR);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);

  if (!read_options (&options, &argc, &argv))
    return MB_CLI_USAGE;
  if (options.version) {
    printf ("marbre-cli %s\n", MARBRE_VERSION);
    return MB_CLI_DONE;
  }
  command = find_command (argc > 1 ? argv[1] : NULL);
  if (options.help || !command) {
    print_help (options.help ? stdout : stderr);
    return options.help ? MB_CLI_DONE : MB_CLI_USAGE;
  }

  return run_command (command, &options, argc - 1, argv + 1);
}
