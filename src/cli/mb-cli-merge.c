#include "mb-cli-destination.h"
#include "mb-cli-review.h"
#include "mb-cli.h"
#include "mb-import.h"
#include "mb-journal.h"
#include "mb-messages.h"
#include "mb-outbox-conflict.h"
#include "mb-site-merge.h"

#include <glib/gi18n.h>

#include <stdio.h>

/* What the merge of one call knows. */
typedef struct {
  MbOutbox *outbox;
  MbJob *job;
  MbSite *site;
  MbSiteAnswer *answer;
  MbSnapshot *theirs;
  MbMerge *merge;
} Work;

static void
work_clear (Work *work)
{
  if (work->outbox)
    mb_outbox_stop (work->outbox);
  while (work->outbox && g_main_context_iteration (NULL, FALSE))
    ;
  g_clear_pointer (&work->answer, mb_site_answer_free);
  g_clear_pointer (&work->theirs, mb_snapshot_unref);
  g_clear_pointer (&work->merge, mb_merge_unref);
  g_clear_object (&work->outbox);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Work, work_clear)

static gboolean
refuse (const char *sentence, GError **error)
{
  g_set_error_literal (error, MB_CLI_ERROR, MB_CLI_ERROR_FAILED, sentence);

  return FALSE;
}

/* Nothing is sent: the outbox is there to say what it found. */
static gboolean
find_conflict (Work *work,
               const MbCli *cli,
               MbDestinations *destinations,
               const char *draft_id,
               GError **error)
{
  g_auto (MbCliWait) wait = {0};

  work->outbox = mb_outbox_new (cli->store, destinations, mb_retry_policy_default ());
  mb_outbox_set_paused (work->outbox, TRUE);
  mb_outbox_resume_async (work->outbox, NULL, mb_cli_wait_cb, &wait);
  if (!mb_outbox_resume_finish (work->outbox, mb_cli_wait_for (&wait), error))
    return FALSE;

  work->job = mb_outbox_find (work->outbox, draft_id, mb_site_get_id (work->site));
  if (!work->job || mb_job_get_state (work->job) != MB_JOB_CONFLICT)
    return refuse (_ ("No other version of this article was found there. “marbre-cli publish” "
                      "looks, and replaces nothing that it does not know."),
                   error);

  return TRUE;
}

static gboolean
read_site (Work *work, MbSnapshot *snapshot, GError **error)
{
  g_auto (MbCliWait) wait = {0};

  mb_outbox_read_site_async (work->outbox, work->job, snapshot, mb_cli_wait_cb, &wait);
  work->answer = mb_outbox_read_site_finish (work->outbox, mb_cli_wait_for (&wait), error);
  if (work->answer && !work->answer->base)
    return refuse (_ ("The two cannot be merged: what was published is not known here."), error);

  return work->answer != NULL;
}

static char *
say_conflict (const MbMergeConflict *conflict, gpointer user_data)
{
  return mb_message_for_conflict (conflict);
}

static gboolean
merge (Work *work, MbSnapshot *snapshot, GError **error)
{
  const MbMergeVoice voice = {mb_site_get_name (work->site), g_get_real_time () / 1000,
                              say_conflict, NULL};
  MbSiteAnswer *answer = work->answer;
  g_autoptr (GPtrArray) base_read = mb_import_blocks_sync (answer->base_html, error);
  g_autoptr (GPtrArray) site_read =
    base_read ? mb_import_blocks_sync (answer->remote->html, error) : NULL;

  if (!site_read)
    return FALSE;

  work->merge = mb_site_merge_new (
    &(MbSiteSides) {answer->base, snapshot, base_read, site_read, answer->remote}, &voice,
    &work->theirs);

  return TRUE;
}

/* On disk before it is noted that the site's version has been seen. */
static gboolean
keep (Work *work, const MbCli *cli, MbArticle *article, GError **error)
{
  g_autoptr (MbJournal) journal = mb_journal_new (cli->store, article);
  g_autoptr (MbTransaction) transaction = mb_merge_dup_transaction (work->merge, error);
  g_auto (MbCliWait) wait = {0};

  if (!transaction)
    return FALSE;
  mb_cli_sign (cli, transaction);
  if (mb_transaction_get_n_steps (transaction) > 0) {
    mb_journal_snapshot (journal);
    if (!mb_article_commit (article, transaction, error) || !mb_journal_flush_sync (journal, error))
      return FALSE;
  }
  mb_outbox_adopt_async (work->outbox, work->job, work->theirs, work->answer->remote,
                         mb_cli_wait_cb, &wait);

  return mb_outbox_adopt_finish (work->outbox, mb_cli_wait_for (&wait), error);
}

static void
print_conflict (const MbCli *cli, const MbMergeConflict *conflict)
{
  g_autofree char *sentence = mb_message_for_conflict (conflict);
  g_autoptr (GString) line = g_string_new ("{");

  mb_cli_json_string (line, "kind", mb_merge_kind_to_string (conflict->kind));
  mb_cli_json_string (line, "field", conflict->name);
  mb_cli_json_string (line, "base", conflict->base);
  mb_cli_json_string (line, "mine", conflict->mine);
  mb_cli_json_string (line, "theirs", conflict->theirs);
  g_string_append_c (line, '}');
  if (cli->json) {
    mb_cli_print (line->str);
    return;
  }
  printf ("%s\n", sentence);
  if (conflict->theirs && *conflict->theirs)
    printf ("  + %s\n", conflict->theirs);
  if (conflict->mine && *conflict->mine && g_strcmp0 (conflict->mine, conflict->theirs) != 0)
    printf ("  - %s\n", conflict->mine);
}

/* What both moved is told and needs no decision. */
static int
conclude (const MbCli *cli, const Work *work)
{
  guint n_open = 0;

  for (guint i = 0; i < mb_merge_get_n_conflicts (work->merge); i++) {
    const MbMergeConflict *conflict = mb_merge_get_conflict (work->merge, i);

    print_conflict (cli, conflict);
    n_open += conflict->mark != 0;
  }
  if (n_open == 0) {
    fputs (_ ("The article has what both sides wrote. “marbre-cli publish” sends it.\n"), stderr);
    return MB_CLI_DONE;
  }
  /* Translators: comments that a merge made and nobody has resolved. */
  fprintf (stderr,
           ngettext ("The article has what both sides wrote; %u place is to be decided: "
                     "“marbre-cli comment” lists it.\n",
                     "The article has what both sides wrote; %u places are to be decided: "
                     "“marbre-cli comment” lists them.\n",
                     n_open),
           n_open);

  return MB_CLI_FAILED;
}

static gboolean
carry_out (Work *work, const MbCli *cli, MbArticle *article, GError **error)
{
  MbSnapshot *snapshot = mb_article_get_snapshot (article);

  return read_site (work, snapshot, error) && merge (work, snapshot, error) &&
         keep (work, cli, article, error);
}

/**
 * mb_cli_merge:
 * @cli: what every command is given
 * @argc: how many words
 * @argv: the words
 *
 * `merge ID --from NAME`: brings the version that a site has, where `publish` found that it was
 * changed there, into the article. What both changed is printed and stays open as comments.
 *
 * Returns: the exit status: 0 when nothing is left to be decided
 */
int
mb_cli_merge (const MbCli *cli, int argc, char **argv)
{
  g_autofree char *from = NULL;
  int fd = -1;
  const GOptionEntry entries[] = {
    {"from", 0, 0, G_OPTION_ARG_STRING, &from, NULL, NULL},
    {"secret-fd", 0, 0, G_OPTION_ARG_INT, &fd, NULL, NULL},
    G_OPTION_ENTRY_NULL,
  };
  g_autoptr (MbDestinations) destinations = NULL;
  g_autoptr (MbArticle) article = NULL;
  g_autoptr (GError) error = NULL;
  g_auto (Work) work = {0};

  if (!mb_cli_parse (entries, &argc, &argv) || argc != 2 || !from)
    return mb_cli_usage ("merge");

  article = mb_cli_load (cli, argv[1], &error);
  destinations = article ? mb_cli_load_destinations (cli->store, &error) : NULL;
  work.site = destinations ? mb_cli_find_site (destinations, from, &error) : NULL;
  if (!work.site || !mb_cli_lend_secret (destinations, from, fd, &error) ||
      !find_conflict (&work, cli, destinations, mb_article_get_id (article), &error) ||
      !carry_out (&work, cli, article, &error))
    return mb_cli_fail (error);

  return conclude (cli, &work);
}
