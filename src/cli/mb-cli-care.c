#include "mb-cli.h"

#include "mb-store-care.h"

#include <errno.h>
#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <stdio.h>
#include <unistd.h>

/* Looking over all articles, keeping a copy of them, making new ones of damaged ones. */

/* What a folder of articles has in it. */
static const char *const store_names[] = {"drafts.db", "drafts.db-wal", "media"};

/* @more: members of the JSON, with a comma behind each */
static void
print_report (const MbCli *cli, const MbStoreReport *report, const char *more)
{
  g_autoptr (GString) line = g_string_new ("{");

  for (guint i = 0; !cli->json && i < report->problems->len; i++)
    mb_cli_print (report->problems->pdata[i]);
  if (!cli->json)
    return;

  g_string_append_printf (line,
                          "\"drafts\":%u,\"versions\":%u,\"changes\":%u,\"pictures\":%u,"
                          "%s\"problems\":[",
                          report->n_drafts, report->n_snapshots, report->n_rows, report->n_media,
                          more);
  for (guint i = 0; i < report->problems->len; i++) {
    g_string_append (line, i > 0 ? ",{" : "{");
    mb_cli_json_string (line, "problem", report->problems->pdata[i]);
    g_string_append_c (line, '}');
  }
  g_string_append (line, "]}");
  mb_cli_print (line->str);
}

/**
 * mb_cli_verify:
 * @cli: what every command is given
 * @argc: how many words
 * @argv: the words
 *
 * `verify`: looks everything over: the file itself, the sum of every version, change and picture.
 * A line a problem.
 *
 * Returns: the exit status: failed when there is a problem
 */
int
mb_cli_verify (const MbCli *cli, int argc, char **argv)
{
  const GOptionEntry entries[] = {G_OPTION_ENTRY_NULL};
  g_autoptr (MbStoreReport) report = NULL;
  g_autoptr (GError) error = NULL;

  if (!mb_cli_parse (entries, &argc, &argv) || argc != 1)
    return mb_cli_usage ("verify");
  report = mb_store_verify_sync (cli->store, &error);
  if (!report)
    return mb_cli_fail (error);

  print_report (cli, report, "");
  fprintf (stderr,
           /* Translators: four numbers. */
           _ ("Articles read: %u. Versions: %u, changes: %u, pictures: %u.\n"), report->n_drafts,
           report->n_snapshots, report->n_rows, report->n_media);
  if (report->problems->len == 0)
    return MB_CLI_DONE;
  /* Translators: %u is a number of problems, which stand above in English. */
  fprintf (stderr, _ ("Problems found: %u. Nothing was changed.\n"), report->problems->len);

  return MB_CLI_FAILED;
}

static void
tell_pictures (const MbCli *cli)
{
  g_autofree char *media = g_build_filename (cli->folder, store_names[2], NULL);
  g_autofree char *name = g_filename_display_name (media);

  if (g_file_test (media, G_FILE_TEST_IS_DIR))
    /* Translators: %s is a folder. */
    fprintf (stderr, _ ("The pictures are files of their own: copy %s, too.\n"), name);
}

/**
 * mb_cli_backup:
 * @cli: what every command is given
 * @argc: how many words
 * @argv: the words
 *
 * `backup FILE`: copies all articles with their versions; the copy is read and compared before it
 * is in its place. A file of that name is replaced by it.
 *
 * Returns: the exit status
 */
int
mb_cli_backup (const MbCli *cli, int argc, char **argv)
{
  const GOptionEntry entries[] = {G_OPTION_ENTRY_NULL};
  g_autoptr (GString) line = g_string_new ("{");
  g_autoptr (GError) error = NULL;

  if (!mb_cli_parse (entries, &argc, &argv) || argc != 2)
    return mb_cli_usage ("backup");
  if (!mb_store_backup_sync (cli->store, argv[1], &error))
    return mb_cli_fail_at (argv[1], error);

  mb_cli_json_string (line, "file", argv[1]);
  g_string_append_c (line, '}');
  mb_cli_print (cli->json ? line->str : argv[1]);
  tell_pictures (cli);

  return MB_CLI_DONE;
}

/* A copy has any name; what is recovered has the names that a store gives. So a folder points at
 * the copy, at the log that may lie beside it, and at the pictures. */
static char *
stage (const char *path, GError **error)
{
  g_autofree char *file = g_canonicalize_filename (path, NULL);
  g_autofree char *log = g_strconcat (file, "-wal", NULL);
  g_autofree char *beside = g_path_get_dirname (file);
  g_autofree char *media = g_build_filename (beside, "media", NULL);
  const char *const targets[] = {file, log, media};
  g_autofree char *folder = g_dir_make_tmp ("marbre-recover-XXXXXX", error);

  for (guint i = 0; folder && i < G_N_ELEMENTS (targets); i++) {
    g_autofree char *name = g_build_filename (folder, store_names[i], NULL);

    if (symlink (targets[i], name) != 0) {
      g_set_error (error, G_FILE_ERROR, (int) g_file_error_from_errno (errno), "%s",
                   g_strerror (errno));
      return NULL;
    }
  }

  return g_steal_pointer (&folder);
}

static void
unstage (const char *folder)
{
  for (guint i = 0; i < G_N_ELEMENTS (store_names); i++) {
    g_autofree char *name = g_build_filename (folder, store_names[i], NULL);

    g_unlink (name);
  }
  g_rmdir (folder);
}

static int
fail_recovery (const char *path, const GError *error)
{
  g_autofree char *name = g_filename_display_name (path);

  if (!g_error_matches (error, MB_STORE_ERROR, MB_STORE_ERROR_DAMAGED))
    return mb_cli_fail_at (path, error);

  /* Translators: %s is a file. */
  fprintf (stderr, _ ("marbre-cli: nothing can be read of %s. Take an older copy.\n"), name);
  return MB_CLI_FAILED;
}

/* A folder of articles, the file in it, or a copy under any name. */
static MbStoreReport *
recover (const char *path, const char *new_folder, GError **error)
{
  g_autofree char *base = g_path_get_basename (path);
  g_autofree char *folder = g_path_get_dirname (path);
  g_autofree char *staged = NULL;
  MbStoreReport *report = NULL;

  if (g_file_test (path, G_FILE_TEST_IS_DIR))
    return mb_store_recover_sync (path, new_folder, error);
  if (g_str_equal (base, store_names[0]))
    return mb_store_recover_sync (folder, new_folder, error);

  staged = stage (path, error);
  if (!staged)
    return NULL;
  report = mb_store_recover_sync (staged, new_folder, error);
  unstage (staged);

  return report;
}

static gboolean
is_there (const char *path)
{
  g_autofree char *inside = g_build_filename (path, store_names[0], NULL);

  return g_file_test (g_file_test (path, G_FILE_TEST_IS_DIR) ? inside : path,
                      G_FILE_TEST_IS_REGULAR);
}

static gboolean
is_new (const char *folder, GError **error)
{
  g_autofree char *path = g_build_filename (folder, store_names[0], NULL);
  g_autofree char *name = g_filename_display_name (folder);

  if (!g_file_test (path, G_FILE_TEST_EXISTS))
    return TRUE;

  g_set_error (error, MB_CLI_ERROR, MB_CLI_ERROR_FAILED,
               /* Translators: %s is a folder. */
               _ ("There are articles in %s already. They were left as they are; name a new folder "
                  "with --data-dir."),
               name);
  return FALSE;
}

/**
 * mb_cli_recover:
 * @cli: what every command is given
 * @argc: how many words
 * @argv: the words
 *
 * `recover FILE`: makes new articles, in the folder of `--data-dir`, of all that can be read of a
 * damaged file or a copy: people, sites, articles with their reviews and with what sites have of
 * them, and the pictures of the folder `media` beside it. The old file is only read.
 *
 * Returns: the exit status: failed when something could not be read
 */
int
mb_cli_recover (const MbCli *cli, int argc, char **argv)
{
  const GOptionEntry entries[] = {G_OPTION_ENTRY_NULL};
  g_autoptr (MbStoreReport) report = NULL;
  g_autofree char *more = NULL;
  g_autoptr (GError) error = NULL;

  if (!mb_cli_parse (entries, &argc, &argv) || argc != 2)
    return mb_cli_usage ("recover");
  if (!is_there (argv[1])) {
    g_set_error_literal (&error, G_FILE_ERROR, G_FILE_ERROR_NOENT, "no such file");
    return mb_cli_fail_at (argv[1], error);
  }
  if (!is_new (cli->folder, &error))
    return mb_cli_fail (error);
  report = recover (argv[1], cli->folder, &error);
  if (!report)
    return fail_recovery (argv[1], error);

  more = g_strdup_printf ("\"people\":%u,\"acts\":%u,\"readings\":%u,\"sites\":%u,"
                          "\"publications\":%u,",
                          report->n_people, report->n_events, report->n_seen, report->n_sites,
                          report->n_publications);
  print_report (cli, report, more);
  /* Translators: two numbers. */
  fprintf (stderr, _ ("Articles recovered: %u, pictures: %u. The old file was only read.\n"),
           report->n_drafts, report->n_media);
  if (report->n_people > 0 || report->n_events > 0)
    /* Translators: three numbers: people, what was done in reviews, who has read what. */
    fprintf (stderr, _ ("People: %u, steps of reviews: %u, readings: %u.\n"), report->n_people,
             report->n_events, report->n_seen);
  if (report->n_sites > 0)
    /* Translators: two numbers: sites, and articles that sites have. */
    fprintf (stderr,
             _ ("Sites: %u, articles there: %u. What waited to be sent is not among them.\n"),
             report->n_sites, report->n_publications);
  if (report->problems->len == 0)
    return MB_CLI_DONE;
  /* Translators: %u is a number of problems, which stand above in English. */
  fprintf (stderr, _ ("What could not be read: %u.\n"), report->problems->len);

  return MB_CLI_FAILED;
}
