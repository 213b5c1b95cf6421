#include "mb-editorial.h"

#include "mb-codec.h"
#include "mb-plan.h"
#include "mb-review-state.h"
#include "mb-store-review.h"

/* Whether a job brings text before readers. What stays a draft on the site, or goes from it, needs
 * no approval. */
static gboolean
goes_public (const MbJobRow *row)
{
  g_autoptr (MbPlan) plan = row->options ? mb_plan_from_json (row->options) : NULL;

  return row->intent != MB_INTENT_UNPUBLISH && row->intent != MB_INTENT_TAKEDOWN &&
         !(plan && plan->as_draft);
}

static gboolean
refuse (GError **error)
{
  g_set_error_literal (error, MB_PUBLISH_ERROR, MB_PUBLISH_ERROR_NOT_APPROVED,
                       "this text was not approved");
  return FALSE;
}

static MbStanding *
get_standing (MbStore *store, const MbJobRow *row, GError **error)
{
  g_autoptr (GError) cause = NULL;
  MbStanding *standing = mb_store_get_standing_sync (store, row->draft_id, &cause);

  if (standing)
    return standing;
  if (g_error_matches (cause, MB_STORE_ERROR, MB_STORE_ERROR_NOT_FOUND))
    refuse (error);
  else
    g_propagate_error (error, g_steal_pointer (&cause));

  return NULL;
}

/* What is sent reads as what the approval covers. */
static gboolean
reads_as_approved (MbStore *store, const MbJobRow *row, guint64 seq, GError **error)
{
  g_autoptr (MbSnapshot) sent = mb_codec_decode_snapshot (row->document, error);
  g_autoptr (MbSnapshot) approved =
    sent ? mb_store_load_at_sync (store, row->draft_id, seq, error) : NULL;
  g_autoptr (MbSnapshot) a = NULL;
  g_autoptr (MbSnapshot) b = NULL;

  if (!approved)
    return FALSE;

  a = mb_snapshot_project (sent, MB_PROJECT_FINAL);
  b = mb_snapshot_project (approved, MB_PROJECT_FINAL);
  return mb_snapshot_equal (a, b) || refuse (error);
}

/**
 * mb_editorial_check_sync:
 * @store: where the article stands
 * @row: a job that is about to begin
 * @error: return location
 *
 * Where articles are reviewed, lets nothing before readers but text that was approved, sent by
 * somebody who may. Blocks.
 *
 * Returns: whether the job may begin; otherwise `MB_PUBLISH_ERROR_NOT_APPROVED`, or a code of
 * #MbReviewError about the person
 */
gboolean
mb_editorial_check_sync (MbStore *store, const MbJobRow *row, GError **error)
{
  g_autoptr (MbStanding) standing = NULL;
  g_autoptr (GError) cause = NULL;
  gboolean is_on = FALSE;

  if (!goes_public (row))
    return TRUE;
  if (!mb_store_is_review_on_sync (store, &is_on, error))
    return FALSE;
  if (!is_on)
    return TRUE;
  if (!mb_store_flush_sync (store, error))
    return FALSE;
  standing = get_standing (store, row, error);
  if (!standing)
    return FALSE;

  if (!mb_review_covers (standing->facts, standing->facts->covered_seq))
    return refuse (error);
  if (!mb_review_judge (standing->facts, MB_ACTION_PUBLISH, standing->me, NULL, error))
    return FALSE;

  return reads_as_approved (store, row, standing->facts->covered_seq, error);
}

/**
 * mb_editorial_note_published_sync:
 * @store: where the article stands
 * @row: a job that is done
 *
 * Where articles are reviewed, says that an approved one is published. If somebody wrote on it
 * meanwhile it stays where that has led it: what is online is a fact of its own. Blocks.
 */
void
mb_editorial_note_published_sync (MbStore *store, const MbJobRow *row)
{
  g_autoptr (MbStanding) standing = NULL;
  g_autoptr (MbReviewFacts) facts = NULL;
  g_autoptr (GError) error = NULL;
  MbReviewAct act = {.action = MB_ACTION_PUBLISH};

  if (!goes_public (row))
    return;
  standing = mb_store_get_standing_sync (store, row->draft_id, NULL);
  if (!standing || !standing->is_on)
    return;

  act.person = standing->me;
  facts = mb_store_act_sync (store, row->draft_id, &act, &error);
  if (!facts)
    g_info ("a published article is not called so: %s", error->message);
}
