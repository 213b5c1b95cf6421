#include "mb-planner.h"

#include "mb-checks.h"
#include "mb-codec.h"
#include "mb-editorial.h"
#include "mb-plan.h"
#include "mb-post.h"

#include <string.h>

static gboolean
has_text (MbIntent intent)
{
  return intent != MB_INTENT_UNPUBLISH && intent != MB_INTENT_TAKEDOWN;
}

/* What blocks, by code, for the log; the window shows the findings themselves. */
static gboolean
pass_checks (MbSnapshot *snapshot, const char *const *allowed, GError **error)
{
  static const char *const none[] = {NULL};
  const char *const *let_through = allowed ? allowed : none;
  g_autoptr (GPtrArray) findings = mb_checks_run (snapshot);
  g_autoptr (GString) codes = g_string_new (NULL);

  if (!mb_checks_block (findings, let_through))
    return TRUE;
  for (guint i = 0; i < findings->len; i++) {
    MbFinding *finding = findings->pdata[i];
    gboolean passes =
      finding->weight == MB_CHECK_WARNS ||
      (finding->weight == MB_CHECK_ALLOWABLE && g_strv_contains (let_through, finding->code));

    if (!passes && !strstr (codes->str, finding->code))
      g_string_append_printf (codes, "%s%s", codes->len ? ", " : "", finding->code);
  }
  g_set_error (error, MB_PUBLISH_ERROR, MB_PUBLISH_ERROR_NOT_READY, "%s", codes->str);

  return FALSE;
}

static char *
make_options (const MbPublishOptions *options)
{
  g_autoptr (MbPlan) plan = mb_plan_new ();

  plan->as_draft = options->as_draft;
  plan->standing = options->standing;
  plan->overwrite = options->overwrite;
  plan->as_new = options->as_new;
  plan->known_version = g_strdup (options->known_version);
  plan->at_ms = options->at_ms;
  if (options->allowed) {
    g_strfreev (plan->allowed);
    plan->allowed = g_strdupv ((char **) options->allowed);
  }

  return mb_plan_to_json (plan);
}

/**
 * mb_planner_make_row:
 * @snapshot: the article as it is to be sent
 * @site_id: the site
 * @options: what the person wants
 * @now_ms: wall clock
 * @error: return location
 *
 * Makes a job, if nothing blocks it. It is bound to this snapshot: later edits do not change it.
 *
 * Returns: (transfer full): the job; `MB_PUBLISH_ERROR_NOT_READY` when checks block
 */
MbJobRow *
mb_planner_make_row (MbSnapshot *snapshot,
                     const char *site_id,
                     const MbPublishOptions *options,
                     gint64 now_ms,
                     GError **error)
{
  MbJobRow *row;

  if (has_text (options->intent) && !pass_checks (snapshot, options->allowed, error))
    return NULL;

  row = g_new0 (MbJobRow, 1);
  row->id = g_uuid_string_random ();
  row->draft_id = g_strdup (mb_snapshot_get_article_id (snapshot));
  row->site_id = g_strdup (site_id);
  row->headline = g_strdup (mb_snapshot_get_headline (snapshot));
  row->intent = (int) options->intent;
  row->state = MB_JOB_QUEUED;
  row->step = MB_AT_PLANNED;
  row->document = mb_codec_encode_snapshot (snapshot);
  row->digest = mb_post_digest (snapshot, NULL);
  row->options = make_options (options);
  row->marker = mb_post_make_marker (row->draft_id);
  row->created_ms = now_ms;
  row->error_code = -1;

  return row;
}

static void
mark_kept (MbJobRow *row)
{
  g_autoptr (MbPlan) plan = mb_plan_from_json (row->options);

  plan->kept = TRUE;
  g_free (row->options);
  row->options = mb_plan_to_json (plan);
}

/* A job that a person left unfinished: its successor begins with what readers may already have. A
 * draft that nobody has seen is found again by its mark. */
static void
take_over (MbJobRow *row, const MbJobRow *before)
{
  gboolean kept = before->state == MB_JOB_SCHEDULED && before->step == MB_AT_CONFIRM;
  gboolean unseen = before->step == MB_AT_FINALISE && !before->attempted &&
                    (before->intent == MB_INTENT_PUBLISH || before->intent == MB_INTENT_SCHEDULE);

  if (before->remote_url && before->step > MB_AT_VERIFY && !unseen) {
    /* What waits on the site for its hour is as new to readers as before. */
    if (has_text ((MbIntent) row->intent))
      row->intent = kept ? before->intent : MB_INTENT_UPDATE;
    if (kept)
      mark_kept (row);
    row->attempted = before->attempted;
    g_set_str (&row->remote_url, before->remote_url);
    g_set_str (&row->remote_id, before->remote_id);
    g_set_str (&row->remote_version, before->remote_version);
  }
}

/* What is replaced ends with its successor on disk, and not a moment before. */
static gboolean
replace (MbStore *store, MbJobRow *before, const MbJobRow *row, GError **error)
{
  g_autoptr (MbJobRow) ended = before ? mb_job_row_copy (before) : NULL;

  if (ended) {
    ended->state = MB_JOB_CANCELLED;
    ended->over = TRUE;
  }
  if (!mb_store_replace_job_sync (store, ended, row, NULL, error))
    return FALSE;

  if (before) {
    before->state = ended->state;
    before->over = ended->over;
  }
  return TRUE;
}

/* What the site has already is updated, not published a second time. */
static gboolean
continue_publication (MbStore *store, MbJobRow *row, GError **error)
{
  g_autoptr (GError) cause = NULL;
  g_autoptr (MbPublicationRow) there =
    mb_store_get_publication_sync (store, row->draft_id, row->site_id, &cause);

  if (!there && !g_error_matches (cause, MB_STORE_ERROR, MB_STORE_ERROR_NOT_FOUND)) {
    g_propagate_error (error, g_steal_pointer (&cause));
    return FALSE;
  }
  if (there) {
    if (has_text ((MbIntent) row->intent)) {
      row->intent = MB_INTENT_UPDATE;
    } else if (there->sent_document) {
      /* Only the standing changes: what the site has is what it was sent last. */
      g_set_str (&row->digest, there->sent_digest);
      g_clear_pointer (&row->document, g_bytes_unref);
      row->document = g_bytes_ref (there->sent_document);
    }
    g_set_str (&row->remote_url, there->remote_url);
    g_set_str (&row->remote_id, there->remote_id);
    g_set_str (&row->remote_version, there->remote_version);
    return TRUE;
  }
  if (row->intent == MB_INTENT_PUBLISH || row->intent == MB_INTENT_SCHEDULE)
    return TRUE;
  g_set_error (error, MB_PUBLISH_ERROR, MB_PUBLISH_ERROR_GONE, "the article is not on this site");

  return FALSE;
}

/* What the store knows of an earlier post stays until this one is there: then it is replaced. */
static gboolean
is_new (const MbJobRow *row)
{
  g_autoptr (MbPlan) plan = mb_plan_from_json (row->options);

  return plan->as_new && has_text ((MbIntent) row->intent);
}

/**
 * mb_planner_keep_sync:
 * @store: the store
 * @row: the job; becomes an update when the site has the article, unless it is sent as new
 * @before: (nullable): a job of the same article and site that waits; it ends, unless that fails
 * @error: return location
 *
 * Puts a job into the store, on a worker; what it replaces ends in the same transaction.
 *
 * Returns: `TRUE` once it is on disk; `MB_PUBLISH_ERROR_NOT_APPROVED` where articles are reviewed
 * and this text was not approved
 */
gboolean
mb_planner_keep_sync (MbStore *store, MbJobRow *row, MbJobRow *before, GError **error)
{
  gboolean as_new = is_new (row);
  GError *cause = NULL;

  if (!mb_editorial_check_sync (store, row, error))
    return FALSE;
  if (before && !as_new)
    take_over (row, before);
  /* A new post: first it is looked whether the other one, which is not in the store yet, is gone.
   */
  if (before && as_new && before->remote_url && before->step > MB_AT_DRAFT) {
    g_set_str (&row->remote_url, before->remote_url);
    g_set_str (&row->remote_id, before->remote_id);
  }
  if (!row->remote_url && !as_new && !continue_publication (store, row, error))
    return FALSE;
  if (replace (store, before, row, &cause))
    return TRUE;

  if (g_error_matches (cause, MB_STORE_ERROR, MB_STORE_ERROR_CONFLICT)) {
    g_set_error_literal (error, MB_PUBLISH_ERROR, MB_PUBLISH_ERROR_TWICE, cause->message);
    g_error_free (cause);
  } else {
    g_propagate_error (error, cause);
  }

  return FALSE;
}
