#include "mb-cli.h"

#include "mb-files.h"
#include "mb-review-state.h"
#include "mb-store-review.h"

#include <errno.h>
#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <locale.h>
#include <stdio.h>
#include <string.h>

/* marbre-cli: the same articles without a window. Results on standard output, words for people on
 * standard error. */

typedef enum {
  NEEDS_NOTHING,
  NEEDS_READING, /* works beside a running Marbre */
  NEEDS_WRITING,
  NEEDS_A_PLACE,        /* writes, and begins a store where there is none */
  NEEDS_WRITING_TO_ACT, /* reads when it is given an article and perhaps somebody alone */
} Need;

typedef struct {
  const char *name;
  const char *act; /* NULL: the command does one thing */
  Need need;
  int (*run) (const MbCli *cli, int argc, char **argv);
  const char *words; /* what follows */
} Command;

static const Command commands[] = {
  {"import", NULL, NEEDS_A_PLACE, mb_cli_import,
   "FILE…|- [--from auto|page|text|markdown|html|json]"},
  {"list", NULL, NEEDS_READING, mb_cli_list, "[--query WORDS] [--state STATE] [--trash]"},
  {"show", NULL, NEEDS_READING, mb_cli_show,
   "ID [--as text|html|page|markdown|json] [--version VERSION]"},
  {"check", NULL, NEEDS_READING, mb_cli_check, "ID [--for NAME]"},
  {"set", NULL, NEEDS_WRITING, mb_cli_set, "ID FIELD VALUE"},
  {"pack", NULL, NEEDS_WRITING, mb_cli_pack, "ID FILE [--person NAME]"},
  {"unpack", NULL, NEEDS_A_PLACE, mb_cli_unpack, "FILE|-"},
  {"paste", NULL, NEEDS_NOTHING, mb_cli_paste, "[--as json|html] < HTML"},
  {"destination", "add", NEEDS_A_PLACE, mb_cli_destination_add,
   "NAME --url URL [--kind micropub|wordpress|ghost|wix] --secret-stdin|--secret-fd N"},
  {"destination", "list", NEEDS_READING, mb_cli_destination_list, ""},
  {"destination", "test", NEEDS_READING, mb_cli_destination_test,
   "NAME [--rehearse] [--secret-fd N]"},
  {"destination", "set", NEEDS_WRITING, mb_cli_destination_set,
   "NAME "
   "author|comments|sections|make-terms|lead-in-text|standfirst-in-text|byline-in-text|thrifty "
   "VALUE"},
  {"destination", "remove", NEEDS_WRITING, mb_cli_destination_remove, "NAME"},
  {"publish", NULL, NEEDS_WRITING, mb_cli_publish,
   "ID --to NAME [--status draft|pending|private|publish] [--at TIME] [--allow CODES] [--no-wait] "
   "[--overwrite] "
   "[--as-new] [--secret-fd N]"},
  {"unpublish", NULL, NEEDS_WRITING, mb_cli_unpublish,
   "ID --from NAME [--no-wait] [--secret-fd N]"},
  {"merge", NULL, NEEDS_WRITING, mb_cli_merge, "ID --from NAME [--secret-fd N]"},
  {"pull", NULL, NEEDS_WRITING, mb_cli_pull, "ADDRESS --from NAME [--secret-fd N]"},
  {"outbox", NULL, NEEDS_READING, mb_cli_outbox, ""},
  {"versions", NULL, NEEDS_READING, mb_cli_versions, "ID"},
  {"restore", NULL, NEEDS_WRITING, mb_cli_restore, "ID VERSION"},
  {"people", "list", NEEDS_READING, mb_cli_people_list, ""},
  {"people", "add", NEEDS_A_PLACE, mb_cli_people_add,
   "NAME [--role reporter|editor] [--initials LETTERS]"},
  {"people", "change", NEEDS_WRITING, mb_cli_people_change,
   "PERSON [--name NAME] [--role reporter|editor|former] [--initials LETTERS]"},
  {"people", "use", NEEDS_WRITING, mb_cli_people_use, "PERSON"},
  {"review", NULL, NEEDS_WRITING_TO_ACT, mb_cli_review,
   "ID [--submit|--withdraw|--claim|--release|--return|--hold|--resume|--approve|--spike|--revive] "
   "[--reason WORDS] [--as PERSON]"},
  {"comment", NULL, NEEDS_WRITING_TO_ACT, mb_cli_comment,
   "ID [TEXT [--on WORDS|--reply COMMENT]|--resolve COMMENT|--reopen COMMENT|--delete COMMENT] "
   "[--as PERSON]"},
  {"changes", NULL, NEEDS_WRITING_TO_ACT, mb_cli_changes, "ID [--seen] [--as PERSON]"},
  {"verify", NULL, NEEDS_READING, mb_cli_verify, ""},
  {"backup", NULL, NEEDS_READING, mb_cli_backup, "FILE"},
  {"recover", NULL, NEEDS_NOTHING, mb_cli_recover, "FILE"},
};

static void
print_usage (FILE *out, const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (commands); i++) {
    const Command *command = &commands[i];

    if (!name || strcmp (command->name, name) == 0)
      fprintf (out, "  %s%s%s%s%s\n", command->name, command->act ? " " : "",
               command->act ? command->act : "", *command->words ? " " : "", command->words);
  }
}

/**
 * mb_cli_usage:
 * @command: a command's name
 *
 * Says how to call a command.
 *
 * Returns: the exit status for it
 */
int
mb_cli_usage (const char *command)
{
  fputs (_ ("Usage: marbre-cli [--data-dir FOLDER] [--json] COMMAND…\n\n"), stderr);
  print_usage (stderr, command);

  return MB_CLI_USAGE;
}

/**
 * mb_cli_refuse_word:
 * @command: a command's name
 * @option: one of its options
 * @word: what was given with it
 *
 * Says which word was wrong, and how to call the command.
 *
 * Returns: the exit status for it
 */
int
mb_cli_refuse_word (const char *command, const char *option, const char *word)
{
  /* Translators: an option of the command line, and what a person gave with it. */
  fprintf (stderr, _ ("marbre-cli: “%s” does not know “%s”.\n\n"), option, word);

  return mb_cli_usage (command);
}

/* GLib leaves it where it was needed. */
static void
drop_separator (int *argc, char **argv)
{
  for (int i = 1; i < *argc; i++)
    if (strcmp (argv[i], "--") == 0) {
      memmove (&argv[i], &argv[i + 1], (gsize) (*argc - i) * sizeof *argv);
      (*argc)--;
      return;
    }
}

/**
 * mb_cli_parse:
 * @entries: the command's options
 * @argc: (inout): how many words
 * @argv: (inout): the words
 *
 * Takes the options out of a command's words, and the "--" that ends them. A mistake is said.
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
  if (!g_option_context_parse (context, argc, argv, &error)) {
    fprintf (stderr, "marbre-cli: %s\n", error->message);
    return FALSE;
  }
  drop_separator (argc, *argv);

  return TRUE;
}

static const Command *
find_command (int argc, char **argv)
{
  for (guint i = 0; i < G_N_ELEMENTS (commands); i++) {
    const Command *command = &commands[i];

    if (strcmp (command->name, argv[0]) == 0 &&
        (!command->act || (argc > 1 && strcmp (command->act, argv[1]) == 0)))
      return command;
  }

  return NULL;
}

static gboolean
is_name (const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (commands); i++)
    if (strcmp (commands[i].name, name) == 0)
      return TRUE;

  return FALSE;
}

static void
print_help (FILE *out)
{
  fputs (_ ("Usage: marbre-cli [--data-dir FOLDER] [--json] COMMAND…\n\n"), out);
  print_usage (out, NULL);
  fputs (_ ("\nStatus: 0 done, 1 failed, 2 wrong usage, 3 sent but not confirmed.\n"), out);
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

/* More words than an article and who looks at it. */
static gboolean
acts (int argc, char **argv)
{
  int n = argc;

  for (int i = 1; i < argc; i++)
    if (strcmp (argv[i], "--as") == 0)
      n -= 2;
    else if (g_str_has_prefix (argv[i], "--as="))
      n--;

  return n > 2;
}

static gboolean
writes (const Command *command, int argc, char **argv)
{
  return command->need == NEEDS_WRITING || command->need == NEEDS_A_PLACE ||
         (command->need == NEEDS_WRITING_TO_ACT && acts (argc, argv));
}

static gboolean
holds_something (const char *folder, const char *file)
{
  g_autofree char *path = g_build_filename (folder, file, NULL);
  GStatBuf facts;

  return g_stat (path, &facts) == 0 && facts.st_size > 0;
}

/* A log without its drafts is damage, which the store says. */
static gboolean
has_articles (const char *folder)
{
  return holds_something (folder, MB_FILES_DRAFTS) ||
         holds_something (folder, MB_FILES_DRAFTS "-wal");
}

static gboolean
is_place (const char *folder, gboolean may_be_new, GError **error)
{
  g_autofree char *name = g_filename_display_name (folder);

  if (g_file_test (folder, G_FILE_TEST_EXISTS) && !g_file_test (folder, G_FILE_TEST_IS_DIR)) {
    g_set_error (error, MB_CLI_ERROR, MB_CLI_ERROR_FAILED,
                 /* Translators: %s is what a person gave as a folder. */
                 _ ("%s is a file. Articles are in a folder; “--data-dir” names it."), name);
    return FALSE;
  }
  if (may_be_new || has_articles (folder))
    return TRUE;

  g_set_error (error, MB_CLI_ERROR, MB_CLI_ERROR_FAILED,
               /* Translators: %s is a folder. */
               _ ("There are no articles in %s."), name);
  return FALSE;
}

/* Only what brings something in may begin a store: a folder's name may be mistyped. */
static MbStore *
open_store (const char *folder, const Command *command, gboolean to_write, GError **error)
{
  MbStore *store = NULL;

  if (!is_place (folder, command->need == NEEDS_A_PLACE, error))
    return NULL;
  store =
    mb_store_open_sync (folder, to_write ? MB_STORE_READ_WRITE : MB_STORE_READ_ONLY, NULL, error);
  if (store)
    mb_store_set_review_rule (store, mb_review_apply);

  return store;
}

/* A full disk, or a reader that went away. */
static gboolean
end_output (void)
{
  if (fflush (stdout) == 0 && !ferror (stdout))
    return TRUE;

  /* Translators: %s is the system's reason. */
  fprintf (stderr, _ ("marbre-cli: the result could not be written: %s\n"), g_strerror (errno));
  return FALSE;
}

static int
run_command (const Command *command, const Options *options, int argc, char **argv)
{
  MbCli cli = {NULL, options->folder, options->json};
  g_autoptr (MbStore) store = NULL;
  g_autoptr (GError) error = NULL;
  int status;

  if (command->need != NEEDS_NOTHING) {
    store = open_store (options->folder, command, writes (command, argc, argv), &error);
    if (!store)
      return mb_cli_fail (error);
  }
  cli.store = store;
  status = command->run (&cli, argc, argv);
  if (store)
    mb_store_close (store);

  return end_output () || status != MB_CLI_DONE ? status : MB_CLI_FAILED;
}

static int
run_words (const Options *options, int argc, char **argv)
{
  const Command *command = find_command (argc, argv);

  if (command)
    return run_command (command, options, argc - (command->act ? 1 : 0),
                        argv + (command->act ? 1 : 0));
  if (is_name (argv[0]))
    return mb_cli_usage (argv[0]);

  /* Translators: %s is what a person gave as a command. */
  fprintf (stderr, _ ("marbre-cli: there is no command “%s”.\n\n"), argv[0]);
  print_help (stderr);
  return MB_CLI_USAGE;
}

static void
choose_language (void)
{
  const char *folder = g_getenv ("MARBRE_LOCALEDIR");

  setlocale (LC_ALL, "");
  bindtextdomain (GETTEXT_PACKAGE, folder ? folder : MARBRE_LOCALEDIR);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);
}

/* `--json` may stand anywhere before a "--". */
static gboolean
take_json (int *argc, char **argv)
{
  for (int i = 1; i < *argc && strcmp (argv[i], "--") != 0; i++)
    if (strcmp (argv[i], "--json") == 0) {
      memmove (&argv[i], &argv[i + 1], (gsize) (*argc - i) * sizeof *argv);
      (*argc)--;
      return TRUE;
    }

  return FALSE;
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

  choose_language ();
  if (!read_options (&options, &argc, &argv))
    return MB_CLI_USAGE;
  if (options.version) {
    printf ("marbre-cli %s\n", MARBRE_VERSION);
    return MB_CLI_DONE;
  }
  if (options.help || argc < 2) {
    print_help (options.help ? stdout : stderr);
    return options.help ? MB_CLI_DONE : MB_CLI_USAGE;
  }
  while (take_json (&argc, argv))
    options.json = TRUE;

  return run_words (&options, argc - 1, argv + 1);
}
