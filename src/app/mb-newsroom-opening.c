#include "mb-newsroom-opening.h"

#include "mb-review-state.h"
#include "mb-sample.h"
#include "mb-session.h"
#include "mb-store-review.h"

#define SETTING_SAMPLE "sample"

/**
 * mb_newsroom_opening_new:
 * @folder: where the drafts are
 * @with_sample: whether to begin with the sample article
 *
 * Makes an opening that has not begun.
 *
 * Returns: (transfer full): the opening
 */
MbNewsroomOpening *
mb_newsroom_opening_new (const char *folder, gboolean with_sample)
{
  MbNewsroomOpening *opening = NULL;

  g_return_val_if_fail (folder != NULL, NULL);

  opening = g_new0 (MbNewsroomOpening, 1);
  opening->folder = g_strdup (folder);
  opening->with_sample = with_sample;

  return opening;
}

/**
 * mb_newsroom_opening_free:
 * @opening: (transfer full) (nullable): an opening
 *
 * Frees it with what nobody took.
 */
void
mb_newsroom_opening_free (MbNewsroomOpening *opening)
{
  if (!opening)
    return;

  g_free (opening->folder);
  g_clear_object (&opening->store);
  g_clear_pointer (&opening->people, mb_people_facts_free);
  g_clear_object (&opening->first);
  g_clear_error (&opening->read_only_reason);
  g_free (opening);
}

/* What cannot be written now can often still be read; the reason is kept for the banner. */
static MbStore *
open_store (MbNewsroomOpening *opening, GError **error)
{
  GError *reason = NULL;
  MbStore *store = mb_store_open_sync (opening->folder, MB_STORE_READ_WRITE, NULL, &reason);

  if (store) {
    mb_store_set_review_rule (store, mb_review_apply);
    return store;
  }
  if (!g_error_matches (reason, MB_STORE_ERROR, MB_STORE_ERROR_DAMAGED))
    store = mb_store_open_sync (opening->folder, MB_STORE_READ_ONLY, NULL, NULL);
  if (store)
    opening->read_only_reason = reason;
  else
    g_propagate_error (error, reason);

  return store;
}

static gboolean
make_sample (MbStore *store, const char *id, GError **error)
{
  g_autoptr (GPtrArray) pictures = mb_sample_load_pictures ();
  g_autoptr (MbSnapshot) snapshot = mb_sample_new_snapshot (id);

  for (guint i = 0; i < pictures->len; i++) {
    g_autofree char *sha256 = mb_assets_keep (MB_ASSETS (store), pictures->pdata[i], error);

    if (!sha256)
      return FALSE;
  }

  return mb_store_create_sync (store, snapshot, error) &&
         mb_store_set_setting_sync (store, SETTING_SAMPLE, id, error);
}

/* The sample article is made once; afterwards it is an article like any other. */
static char *
find_sample (MbStore *store, GError **error)
{
  g_autofree char *id = mb_store_get_setting_sync (store, SETTING_SAMPLE, error);

  if (id || (error && *error))
    return g_steal_pointer (&id);
  id = g_uuid_string_random ();

  return make_sample (store, id, error) ? g_steal_pointer (&id) : NULL;
}

/* Where the writer was, or the sample; an article that has gone into the bin since is left there.
 */
static void
recall_session (MbNewsroomOpening *opening, MbSession *session, GError **error)
{
  GError *cause = NULL;
  gboolean at_hand = FALSE;
  g_autofree char *text = mb_store_get_setting_sync (opening->store, MB_SETTING_SESSION, &cause);

  mb_session_read (session, text);
  if (opening->with_sample && !cause && !opening->read_only_reason) {
    mb_session_clear (session);
    session->draft_id = find_sample (opening->store, &cause);
  }
  if (session->draft_id && !cause)
    mb_store_is_at_hand_sync (opening->store, session->draft_id, &at_hand, &cause);
  if (!at_hand)
    mb_session_clear (session);
  if (!at_hand && !cause)
    session->draft_id = mb_store_dup_latest_sync (opening->store, &cause);
  if (cause)
    g_propagate_error (error, cause);
}

/* That a draft cannot be read is no reason not to start: the library will say it when it is opened.
 */
static void
load_first (MbNewsroomOpening *opening)
{
  g_auto (MbSession) session = {0};
  g_autoptr (GError) error = NULL;

  recall_session (opening, &session, &error);
  if (session.draft_id && !error)
    opening->first = mb_store_load_sync (opening->store, session.draft_id, &error);
  if (error)
    g_message ("the last draft is not opened by itself: %s", error->message);
  opening->caret = session.caret;
}

/**
 * mb_newsroom_opening_run_sync:
 * @opening: an opening
 * @error: return location
 *
 * Opens the store and reads who works there and the draft of the last session. Blocks.
 *
 * Returns: whether there is a store, be it for reading; errors are those of mb_store_open_sync()
 */
gboolean
mb_newsroom_opening_run_sync (MbNewsroomOpening *opening, GError **error)
{
  g_autoptr (GError) cause = NULL;

  g_return_val_if_fail (opening != NULL, FALSE);

  opening->store = open_store (opening, error);
  if (!opening->store)
    return FALSE;
  opening->people = mb_people_facts_read_sync (opening->store, &cause);
  if (!opening->people)
    g_message ("who works here is not known: %s", cause->message);
  load_first (opening);

  return TRUE;
}
