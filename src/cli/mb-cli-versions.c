#include "mb-cli-review.h"

#include "mb-journal.h"
#include "mb-store-care.h"

#include <glib/gi18n.h>
#include <stdio.h>
#include <string.h>

/* Earlier states of an article, and the way back to one. */

static const char *
say_reason (const char *reason)
{
  static const struct {
    const char *reason;
    const char *words;
  } reasons[] = {
    {"created", N_ ("created")},
    {"journal", N_ ("after many changes")},
    {"large", N_ ("after a large change")},
    {"left", N_ ("on leaving it")},
    {"review", N_ ("review")},
    {"recovered", N_ ("recovered")},
  };

  for (guint i = 0; i < G_N_ELEMENTS (reasons); i++)
    if (g_strcmp0 (reason, reasons[i].reason) == 0)
      return _ (reasons[i].words);

  return reason;
}

static void
print_version (const MbCli *cli, const MbVersionInfo *version)
{
  g_autoptr (GString) line = g_string_new ("{");

  if (!cli->json) {
    g_autoptr (GDateTime) time = g_date_time_new_from_unix_local (version->time_ms / 1000);
    g_autofree char *when = time ? g_date_time_format (time, "%Y-%m-%d %H:%M:%S") : NULL;

    printf ("%s\t%s\t%s\t%s\n", version->id, when ? when : "-", say_reason (version->reason),
            *version->headline ? version->headline : _ ("(no headline yet)"));
    return;
  }
  mb_cli_json_string (line, "id", version->id);
  mb_cli_json_string (line, "reason", version->reason);
  mb_cli_json_string (line, "headline", version->headline);
  g_string_append_printf (line, ",\"seq\":%" G_GUINT64_FORMAT ",\"timeMs\":%" G_GINT64_FORMAT "}",
                          version->seq, version->time_ms);
  mb_cli_print (line->str);
}

/**
 * mb_cli_versions:
 * @cli: what every command is given
 * @argc: how many words
 * @argv: the words
 *
 * `versions ID`: the states of an article that were kept whole, a line each, the newest first.
 *
 * Returns: the exit status
 */
int
mb_cli_versions (const MbCli *cli, int argc, char **argv)
{
  const GOptionEntry entries[] = {G_OPTION_ENTRY_NULL};
  g_autoptr (GPtrArray) versions = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *id = NULL;

  if (!mb_cli_parse (entries, &argc, &argv) || argc != 2)
    return mb_cli_usage ("versions");
  id = mb_cli_find_draft (cli, argv[1], &error);
  versions = id ? mb_store_list_versions_sync (cli->store, id, &error) : NULL;
  if (!versions)
    return mb_cli_fail (error);
  for (guint i = 0; i < versions->len; i++)
    print_version (cli, versions->pdata[i]);

  return MB_CLI_DONE;
}

/**
 * mb_cli_load_version:
 * @cli: what every command is given
 * @word: an article's id, or its first characters
 * @version: a version's number
 * @error: return location
 *
 * Reads an earlier state of the one article that is meant.
 *
 * Returns: (transfer full) (nullable): the article as it was
 */
MbSnapshot *
mb_cli_load_version (const MbCli *cli, const char *word, const char *version, GError **error)
{
  g_autofree char *id = mb_cli_find_draft (cli, word, error);
  g_autoptr (GPtrArray) versions = NULL;
  g_autoptr (GError) why = NULL;
  MbSnapshot *snapshot = NULL;

  /* An article that is not there has no versions: that is said first. */
  versions = id ? mb_store_list_versions_sync (cli->store, id, error) : NULL;
  if (!versions)
    return NULL;
  snapshot = mb_store_load_version_sync (cli->store, id, version, &why);
  if (g_error_matches (why, MB_STORE_ERROR, MB_STORE_ERROR_NOT_FOUND))
    g_set_error (error, MB_CLI_ERROR, MB_CLI_ERROR_FAILED,
                 /* Translators: %s is what a person gave as a version's number. */
                 _ ("The article has no version “%s”. “marbre-cli versions” names them."), version);
  else if (why)
    g_propagate_error (error, g_steal_pointer (&why));

  return snapshot;
}

/* The state that is left is kept as a version of its own before. */
static gboolean
go_back (const MbCli *cli, MbJournal *journal, const MbSnapshot *version, GError **error)
{
  MbArticle *article = mb_journal_get_article (journal);
  g_autoptr (MbTransaction) transaction = mb_article_begin (article, MB_ORIGIN_RESTORE);

  mb_cli_sign (cli, transaction);
  if (!mb_transaction_restore (transaction, version, error) ||
      !mb_comments_carry_over (transaction, mb_article_get_snapshot (article), error))
    return FALSE;
  if (mb_transaction_get_n_steps (transaction) == 0)
    return TRUE;
  mb_journal_snapshot (journal);
  if (!mb_article_commit (article, transaction, error))
    return FALSE;
  mb_journal_snapshot (journal);

  return mb_journal_flush_sync (journal, error);
}

/**
 * mb_cli_restore:
 * @cli: what every command is given
 * @argc: how many words
 * @argv: the words
 *
 * `restore ID VERSION`: makes the article what it was, by one more change. Nothing is overwritten:
 * the state before is a version, too. Done when it is on disk.
 *
 * Returns: the exit status
 */
int
mb_cli_restore (const MbCli *cli, int argc, char **argv)
{
  const GOptionEntry entries[] = {G_OPTION_ENTRY_NULL};
  g_autoptr (MbArticle) article = NULL;
  g_autoptr (MbJournal) journal = NULL;
  g_autoptr (MbSnapshot) version = NULL;
  g_autoptr (GString) line = g_string_new ("{");
  g_autoptr (GError) error = NULL;

  if (!mb_cli_parse (entries, &argc, &argv) || argc != 3)
    return mb_cli_usage ("restore");
  article = mb_cli_load (cli, argv[1], &error);
  version = article ? mb_cli_load_version (cli, argv[1], argv[2], &error) : NULL;
  if (!version)
    return mb_cli_fail (error);
  journal = mb_journal_new (cli->store, article);
  if (!go_back (cli, journal, version, &error))
    return mb_cli_fail (error);

  mb_cli_json_string (line, "id", mb_article_get_id (article));
  g_string_append_printf (line, ",\"seq\":%" G_GUINT64_FORMAT "}", mb_article_get_seq (article));
  if (cli->json)
    mb_cli_print (line->str);
  else
    fprintf (stderr, "%s\n",
             _ ("The article is what it was. What it was before is kept as a version."));

  return MB_CLI_DONE;
}
