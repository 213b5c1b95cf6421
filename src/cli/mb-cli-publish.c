#include "mb-cli-publish.h"

#include "mb-cli-destination.h"
#include "mb-cli.h"
#include "mb-messages.h"
#include "mb-outbox.h"

#include <glib/gi18n.h>

#include <stdio.h>
#include <string.h>

/* So often is an unreachable site tried before the command leaves the article to the outbox. */
#define TRIES_OFFLINE 2
#define WAIT_MAX_S 600

/* What `publish` or `unpublish` was told. */
typedef struct {
  gboolean withdraw;
  char *to;
  char *status;
  char *at;
  char *allow;
  char **allowed;
  int fd;
  gboolean no_wait;
  gboolean overwrite;
  gboolean as_new;
  gint64 at_ms;
} Wish;

static void
wish_clear (Wish *wish)
{
  g_free (wish->to);
  g_free (wish->status);
  g_free (wish->at);
  g_free (wish->allow);
  g_strfreev (wish->allowed);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Wish, wish_clear)

/* GLib reads no 18:00 without seconds, which nobody writes. */
static char *
add_seconds (const char *at)
{
  const char *hour = strchr (at, 'T');
  gsize head;

  if (!hour || strlen (hour) < strlen ("T00:00") || hour[strlen ("T00")] != ':' ||
      hour[strlen ("T00:00")] == ':')
    return g_strdup (at);
  head = (gsize) (hour - at) + strlen ("T00:00");

  return g_strdup_printf ("%.*s:00%s", (int) head, at, at + head);
}

/* What is said on standard error when it cannot be. */
static gboolean
read_hour (Wish *wish)
{
  g_autoptr (GTimeZone) here = g_time_zone_new_local ();
  g_autoptr (GDateTime) hour = NULL;
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  g_autofree char *whole = NULL;

  if (!wish->at)
    return TRUE;
  whole = add_seconds (wish->at);
  hour = g_date_time_new_from_iso8601 (whole, here);
  if (!hour)
    /* Translators: %s is what a person gave as a time. */
    fprintf (stderr, _ ("marbre-cli: “%s” is no time; write it as 2026-11-25T18:00.\n"), wish->at);
  else if (g_date_time_compare (hour, now) <= 0)
    /* Translators: %s is what a person gave as a time. */
    fprintf (stderr, _ ("marbre-cli: “%s” is over already; without --at it is published now.\n"),
             wish->at);
  else
    wish->at_ms = g_date_time_to_unix (hour) * 1000;

  return wish->at_ms != 0;
}

/* A code that is mistyped would let nothing pass, silently. One that cannot be let pass is said
 * with what blocks. */
static gboolean
knows_allowed (const Wish *wish)
{
  for (guint i = 0; wish->allowed[i]; i++)
    if (strcmp (wish->allowed[i], MB_ALLOW_NEW_TERMS) != 0 &&
        !mb_message_knows_finding (wish->allowed[i])) {
      fprintf (stderr,
               /* Translators: %s is what a person gave as the name of something to let pass. */
               _ ("marbre-cli: nothing that can be let pass is called “%s”; “marbre-cli check” has "
                  "the names.\n"),
               wish->allowed[i]);
      return FALSE;
    }

  return TRUE;
}

static gboolean
knows_status (const Wish *wish)
{
  static const char *const known[] = {"draft", "pending", "private", "publish", NULL};

  if (!wish->status || g_strv_contains (known, wish->status))
    return TRUE;

  fprintf (stderr, _ ("marbre-cli: “%s” does not know “%s”.\n\n"), "--status", wish->status);
  return FALSE;
}

static gboolean
read_wish (Wish *wish, int *argc, char ***argv)
{
  const GOptionEntry entries[] = {
    {"to", 0, 0, G_OPTION_ARG_STRING, &wish->to, NULL, NULL},
    {"status", 0, 0, G_OPTION_ARG_STRING, &wish->status, NULL, NULL},
    {"at", 0, 0, G_OPTION_ARG_STRING, &wish->at, NULL, NULL},
    {"allow", 0, 0, G_OPTION_ARG_STRING, &wish->allow, NULL, NULL},
    {"secret-fd", 0, 0, G_OPTION_ARG_INT, &wish->fd, NULL, NULL},
    {"no-wait", 0, 0, G_OPTION_ARG_NONE, &wish->no_wait, NULL, NULL},
    {"overwrite", 0, 0, G_OPTION_ARG_NONE, &wish->overwrite, NULL, NULL},
    {"as-new", 0, 0, G_OPTION_ARG_NONE, &wish->as_new, NULL, NULL},
    G_OPTION_ENTRY_NULL,
  };

  wish->fd = -1;
  if (!mb_cli_parse (entries, argc, argv))
    return FALSE;
  wish->allowed = g_strsplit (wish->allow ? wish->allow : "", ",", -1);
  if (!read_hour (wish))
    return FALSE;

  return knows_allowed (wish) && knows_status (wish) && *argc == 2 && wish->to;
}

static gboolean
read_withdrawal (Wish *wish, int *argc, char ***argv)
{
  const GOptionEntry entries[] = {
    {"from", 0, 0, G_OPTION_ARG_STRING, &wish->to, NULL, NULL},
    {"secret-fd", 0, 0, G_OPTION_ARG_INT, &wish->fd, NULL, NULL},
    {"no-wait", 0, 0, G_OPTION_ARG_NONE, &wish->no_wait, NULL, NULL},
    G_OPTION_ENTRY_NULL,
  };

  wish->fd = -1;
  wish->withdraw = TRUE;

  return mb_cli_parse (entries, argc, argv) && *argc == 2 && wish->to;
}

/* What blocks, each in a sentence, so that it can be completed. */
static int
fail_checks (MbSnapshot *snapshot, const Wish *wish)
{
  g_autoptr (GPtrArray) findings = mb_checks_run (snapshot);

  fputs (_ ("The article was not published: something must be completed first.\n"), stderr);
  for (guint i = 0; i < findings->len; i++) {
    MbFinding *finding = findings->pdata[i];
    gboolean allowed = finding->weight == MB_CHECK_ALLOWABLE &&
                       g_strv_contains ((const char *const *) wish->allowed, finding->code);
    g_autofree char *sentence = NULL;

    if (finding->weight == MB_CHECK_WARNS || allowed)
      continue;
    sentence = mb_message_for_finding (finding);
    fprintf (stderr, "  %s (%s)\n", sentence, finding->code);
  }

  return MB_CLI_FAILED;
}

static void
tell_receipt (const MbCli *cli, MbJob *job)
{
  MbReceipt *receipt = mb_job_get_receipt (job);
  const MbReceiptFields *fields = receipt ? mb_receipt_get_fields (receipt) : NULL;

  if (cli->json)
    mb_cli_print_job (mb_job_get_row (job));
  else if (mb_job_get_url (job))
    mb_cli_print (mb_job_get_url (job));
  if (!fields)
    return;
  /* Translators: texts and pictures found on the public page, of those that were sent. */
  fprintf (stderr, _ ("Read back: %u of %u texts, %u of %u pictures.\n"),
           fields->n_paragraphs_found, fields->n_paragraphs, fields->n_pictures_found,
           fields->n_pictures);
  if (fields->n_omitted > 0)
    /* Translators: %u is a number of pictures. */
    fprintf (stderr, _ ("Pictures left out, as allowed: %u.\n"), fields->n_omitted);
  for (guint i = 0; fields->missing && fields->missing[i]; i++)
    /* Translators: %s is the beginning of a text that the public page lacks. */
    fprintf (stderr, _ ("  Missing: %s\n"), fields->missing[i]);
}

static void
tell_withdrawal (const MbCli *cli, MbJob *job)
{
  if (cli->json)
    mb_cli_print_job (mb_job_get_row (job));
  if (mb_job_get_state (job) == MB_JOB_DONE)
    fputs (_ ("Readers no longer see the article. It stays on the site as a draft.\n"), stderr);
}

/* The site has said no to the first try: nothing of this sending is before readers. Once it has
 * taken the article, or an answer was lost, a refusal says nothing of the kind. */
static gboolean
was_refused (MbJob *job)
{
  const GError *error = mb_job_get_error (job);

  return mb_job_get_row (job)->step <= MB_AT_FINALISE && mb_job_get_tries (job) <= 1 &&
         (g_error_matches (error, MB_PUBLISH_ERROR, MB_PUBLISH_ERROR_INVALID) ||
          g_error_matches (error, MB_PUBLISH_ERROR, MB_PUBLISH_ERROR_AUTH) ||
          g_error_matches (error, MB_PUBLISH_ERROR, MB_PUBLISH_ERROR_RIGHT));
}

static int
conclude (const MbCli *cli, MbJob *job)
{
  const GError *error = mb_job_get_error (job);
  MbJobState state = mb_job_get_state (job);
  gboolean gone = g_error_matches (error, MB_PUBLISH_ERROR, MB_PUBLISH_ERROR_GONE);

  if (mb_job_get_intent (job) == MB_INTENT_UNPUBLISH)
    tell_withdrawal (cli, job);
  else
    tell_receipt (cli, job);
  if (state == MB_JOB_DONE)
    return MB_CLI_DONE;
  if (mb_job_is_kept_by_site (job)) {
    fputs (
      _ ("The site has the article and will publish it at its hour. “publish” afterwards reads "
         "it back.\n"),
      stderr);
    return MB_CLI_DONE;
  }
  if (error)
    mb_cli_fail (error);
  if (gone)
    fputs (_ ("“--as-new” publishes it as a new one.\n"), stderr);
  if (gone || state == MB_JOB_FAILED || state == MB_JOB_CANCELLED || state == MB_JOB_CONFLICT)
    return MB_CLI_FAILED;
  if (state == MB_JOB_NEEDS_USER && (was_refused (job) || !mb_job_was_sent (job)))
    return MB_CLI_FAILED;

  return MB_CLI_UNCONFIRMED;
}

/* Whether waiting longer would not tell more. */
static gboolean
is_enough (MbJob *job, const Wish *wish, gint64 until_us)
{
  MbJobState state = mb_job_get_state (job);
  gboolean offline =
    g_error_matches (mb_job_get_error (job), MB_PUBLISH_ERROR, MB_PUBLISH_ERROR_OFFLINE);

  if (mb_job_is_over (job) || state == MB_JOB_NEEDS_USER || state == MB_JOB_CONFLICT)
    return TRUE;
  if (mb_job_is_kept_by_site (job))
    return TRUE;
  if (wish->no_wait)
    return mb_job_was_sent (job) || state == MB_JOB_WAITING || state == MB_JOB_SCHEDULED;
  if (state == MB_JOB_SCHEDULED)
    return FALSE;

  return (offline && mb_job_get_tries (job) >= TRIES_OFFLINE) || g_get_monotonic_time () > until_us;
}

static gboolean
tick_cb (gpointer user_data)
{
  return G_SOURCE_CONTINUE;
}

static void
watch (MbJob *job, const Wish *wish)
{
  gint64 until_us = g_get_monotonic_time () + WAIT_MAX_S * G_USEC_PER_SEC;
  guint tick = g_timeout_add_seconds (1, tick_cb, NULL);
  gboolean told = wish->no_wait;

  while (!is_enough (job, wish, until_us)) {
    if (!told && mb_job_get_state (job) == MB_JOB_SCHEDULED) {
      told = TRUE;
      fputs (_ ("The article waits for its hour. Ctrl+C leaves it to Marbre, or to the next "
                "“publish”.\n"),
             stderr);
    }
    g_main_context_iteration (NULL, TRUE);
  }
  g_source_remove (tick);
}

/* `joined`: an earlier call may have sent something already, so that one is seen through first. */
static MbJob *
plan (MbOutbox *outbox, MbSnapshot *snapshot, const Wish *wish, gboolean *joined, GError **error)
{
  MbPublishOptions options = {
    .destination_id = wish->to,
    .intent = wish->withdraw ? MB_INTENT_UNPUBLISH
              : wish->at_ms  ? MB_INTENT_SCHEDULE
                             : MB_INTENT_PUBLISH,
    .as_draft = wish->status && strcmp (wish->status, "publish") != 0,
    .standing = g_strcmp0 (wish->status, "pending") == 0   ? MB_POST_PENDING
                : g_strcmp0 (wish->status, "private") == 0 ? MB_POST_PRIVATE
                                                           : MB_POST_DRAFT,
    .at_ms = wish->at_ms,
    .allowed = (const char *const *) wish->allowed,
    .overwrite = wish->overwrite,
    .as_new = wish->as_new,
  };
  MbSite *site = mb_destinations_find (mb_outbox_get_destinations (outbox), wish->to);
  GError *cause = NULL;
  g_auto (MbCliWait) wait = {0};
  MbJob *job;

  *joined = FALSE;
  mb_outbox_publish_async (outbox, snapshot, &options, NULL, mb_cli_wait_cb, &wait);
  job = mb_outbox_publish_finish (outbox, mb_cli_wait_for (&wait), &cause);
  if (!job && site && g_error_matches (cause, MB_PUBLISH_ERROR, MB_PUBLISH_ERROR_TWICE)) {
    job = mb_outbox_find (outbox, mb_snapshot_get_article_id (snapshot), mb_site_get_id (site));
    if (job && (mb_job_get_intent (job) == MB_INTENT_UNPUBLISH) == wish->withdraw) {
      g_clear_error (&cause);
      mb_outbox_look_now (outbox, job);
      *joined = TRUE;
      return g_object_ref (job);
    }
  }
  if (cause) {
    g_propagate_error (error, cause);
    return NULL;
  }

  return job;
}

static MbJob *
see_through (MbOutbox *outbox, MbSnapshot *snapshot, const Wish *wish, GError **error)
{
  gboolean joined = FALSE;
  MbJob *job = plan (outbox, snapshot, wish, &joined, error);

  mb_outbox_set_paused (outbox, FALSE);
  if (job)
    watch (job, wish);
  if (!job || !joined || wish->withdraw || mb_job_get_state (job) != MB_JOB_DONE ||
      !mb_outbox_has_unsent_changes (outbox, snapshot, wish->to))
    return job;
  /* What was on its way was the text of then. */
  g_object_unref (job);
  job = plan (outbox, snapshot, wish, &joined, error);
  if (job)
    watch (job, wish);

  return job;
}

static int
publish (const MbCli *cli, MbSnapshot *snapshot, const Wish *wish)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (MbDestinations) destinations = mb_cli_load_destinations (cli->store, &error);
  g_autoptr (MbOutbox) outbox = NULL;
  g_autoptr (MbJob) job = NULL;
  g_auto (MbCliWait) wait = {0};
  int status;

  if (!destinations || !mb_cli_find_site (destinations, wish->to, &error) ||
      !mb_cli_lend_secret (destinations, wish->to, wish->fd, &error))
    return mb_cli_fail (error);
  outbox = mb_outbox_new (cli->store, destinations, mb_retry_policy_default ());
  mb_outbox_set_paused (outbox, TRUE); /* what waits may have to give way */
  mb_outbox_resume_async (outbox, NULL, mb_cli_wait_cb, &wait);
  if (!mb_outbox_resume_finish (outbox, mb_cli_wait_for (&wait), &error))
    return mb_cli_fail (error);

  job = see_through (outbox, snapshot, wish, &error);
  if (!job && g_error_matches (error, MB_PUBLISH_ERROR, MB_PUBLISH_ERROR_NOT_READY))
    status = fail_checks (snapshot, wish);
  else if (!job)
    status = mb_cli_fail (error);
  else
    status = conclude (cli, job);
  mb_outbox_stop (outbox);
  while (g_main_context_iteration (NULL, FALSE))
    ;

  return status;
}

static int
carry_out (const MbCli *cli, const char *word, const Wish *wish)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (MbArticle) article = mb_cli_load (cli, word, &error);

  if (!article)
    return mb_cli_fail (error);

  return publish (cli, mb_article_get_snapshot (article), wish);
}

/**
 * mb_cli_publish:
 * @cli: what every command is given
 * @argc: how many words
 * @argv: the words
 *
 * `publish ID --to NAME`: sends an article and reads it back.
 *
 * Returns: the exit status: 0 confirmed, 1 failed, 2 wrong usage, 3 sent or waiting, but not
 * confirmed
 */
int
mb_cli_publish (const MbCli *cli, int argc, char **argv)
{
  g_auto (Wish) wish = {0};

  if (!read_wish (&wish, &argc, &argv))
    return mb_cli_usage ("publish");

  return carry_out (cli, argv[1], &wish);
}

/**
 * mb_cli_unpublish:
 * @cli: what every command is given
 * @argc: how many words
 * @argv: the words
 *
 * `unpublish ID --from NAME`: takes an article from a site's readers, and looks that it is gone. It
 * stays on the site as a draft.
 *
 * Returns: the exit status, as that of mb_cli_publish()
 */
int
mb_cli_unpublish (const MbCli *cli, int argc, char **argv)
{
  g_auto (Wish) wish = {0};

  if (!read_withdrawal (&wish, &argc, &argv))
    return mb_cli_usage ("unpublish");

  return carry_out (cli, argv[1], &wish);
}
