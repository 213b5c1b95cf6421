#include "mb-store-review.h"

#include "mb-codec.h"
#include "mb-draft-table.h"
#include "mb-exchange-table.h"
#include "mb-journal-table.h"
#include "mb-load.h"
#include "mb-person-table.h"
#include "mb-review-table.h"
#include "mb-seen-table.h"
#include "mb-snapshot-table.h"
#include "mb-store-inside.h"

typedef struct {
  const char *draft_id;
  const char *person_id;
  const MbReviewAct *act;
  MbReviewRule rule;
  guint64 seq;
  gint64 time_ms;
  gint64 draft_no;
  MbSnapshot *snapshot; /* that was kept with a change of state */
  gpointer answer;
} Request;

/**
 * mb_standing_free:
 * @standing: (nullable) (transfer full): where a draft stands
 *
 * Frees it.
 */
void
mb_standing_free (MbStanding *standing)
{
  if (!standing)
    return;

  mb_review_facts_free (standing->facts);
  g_clear_pointer (&standing->events, g_ptr_array_unref);
  g_clear_pointer (&standing->people, g_ptr_array_unref);
  g_clear_pointer (&standing->others, g_ptr_array_unref);
  mb_person_free (standing->me);
  g_free (standing);
}

/**
 * mb_seen_changes_free:
 * @changes: (nullable) (transfer full): two states of a draft
 *
 * Frees them.
 */
void
mb_seen_changes_free (MbSeenChanges *changes)
{
  if (!changes)
    return;

  g_clear_pointer (&changes->older, mb_snapshot_unref);
  g_clear_pointer (&changes->newer, mb_snapshot_unref);
  g_free (changes);
}

/**
 * mb_store_set_review_rule:
 * @self: a store
 * @rule: what is allowed: mb_review_apply()
 *
 * Hands the store the rule of the review; to be done after opening. Without it nobody can act, and
 * an approval does not cover what is written behind it. Does not block.
 */
void
mb_store_set_review_rule (MbStore *self, MbReviewRule rule)
{
  g_return_if_fail (MB_IS_STORE (self));

  mb_store_keep_rule (self, rule);
  if (mb_store_get_writer (self))
    mb_store_writer_set_rule (mb_store_get_writer (self), rule);
}

static gboolean
read_head (Db *db, gint64 draft_no, guint64 *seq, GError **error)
{
  guint64 snapshot_seq = 0;
  gsize size_bytes = 0;

  if (!mb_snapshot_table_head (db, draft_no, &snapshot_seq, &size_bytes, error) ||
      !mb_journal_table_head (db, draft_no, seq, error))
    return FALSE;

  *seq = MAX (*seq, snapshot_seq);
  return TRUE;
}

static gboolean
read_seen (Db *db, gint64 draft_no, MbStanding *standing, GError **error)
{
  gint64 seq = -1;

  if (!standing->me)
    return TRUE;
  if (!mb_seen_table_get (db, draft_no, standing->me->id, &seq, error))
    return FALSE;

  standing->seen_seq = (guint64) MAX (seq, 0);
  return TRUE;
}

static gboolean
stand_in_reader (Db *db, gpointer user_data, GError **error)
{
  Request *request = user_data;
  g_autoptr (MbStanding) standing = g_new0 (MbStanding, 1);
  gint64 draft_no = 0;

  if (!mb_draft_table_find (db, request->draft_id, &draft_no, error))
    return FALSE;
  standing->facts = mb_review_table_get (db, draft_no, error);
  standing->events = standing->facts ? mb_review_table_list_events (db, draft_no, error) : NULL;
  standing->people = standing->events ? mb_person_table_list (db, error) : NULL;
  standing->others = standing->people ? mb_exchange_table_list_names (db, error) : NULL;
  if (!standing->others || !mb_person_table_get_current (db, &standing->me, error) ||
      !mb_person_table_is_review_on (db, &standing->is_on, error) ||
      !read_head (db, draft_no, &standing->seq, error) ||
      !read_seen (db, draft_no, standing, error))
    return FALSE;

  request->answer = g_steal_pointer (&standing);
  return TRUE;
}

/**
 * mb_store_get_standing_sync:
 * @self: a store
 * @draft_id: a draft
 * @error: return location
 *
 * Reads where a draft stands, what was done, and who is who. Blocks.
 *
 * Returns: (transfer full): all that; `MB_STORE_ERROR_NOT_FOUND`
 */
MbStanding *
mb_store_get_standing_sync (MbStore *self, const char *draft_id, GError **error)
{
  Request request = {.draft_id = draft_id};

  g_return_val_if_fail (MB_IS_STORE (self), NULL);
  g_return_val_if_fail (draft_id != NULL, NULL);

  return mb_store_read (self, stand_in_reader, &request, error) ? request.answer : NULL;
}

/* The text as it is, kept whole with a change of state. */
gboolean
mb_store_keep_text (Db *db, const MbLoaded *loaded, gint64 time_ms, GError **error)
{
  g_autoptr (MbSnapshotRow) row = g_new0 (MbSnapshotRow, 1);
  g_autoptr (MbDraftInfo) info = mb_draft_info_new_from (loaded->snapshot);
  gint64 draft_no = 0;

  info->created_ms = info->updated_ms = time_ms;
  row->draft_no = loaded->draft_no;
  row->seq = loaded->seq;
  row->reason = g_strdup ("review");
  row->wall_ms = time_ms;
  row->snapshot = mb_snapshot_ref (loaded->snapshot);

  return mb_draft_table_put (db, info, &draft_no, error) && mb_snapshot_table_put (db, row, error);
}

static gboolean
load_whole (Db *db, const char *draft_id, MbLoaded *loaded, GError **error)
{
  gint64 draft_no = 0;

  if (!mb_draft_table_find (db, draft_id, &draft_no, error) ||
      !mb_load_draft (db, draft_no, loaded, error))
    return FALSE;
  if (loaded->snapshot && loaded->seq >= loaded->head_seq)
    return TRUE;

  g_set_error (error, MB_STORE_ERROR, MB_STORE_ERROR_DAMAGED, "draft %s cannot be read to its end",
               draft_id);
  return FALSE;
}

static gboolean
act_in_worker (Db *db, gpointer user_data, GError **error)
{
  Request *request = user_data;
  g_auto (MbLoaded) loaded = {0};
  g_autoptr (GBytes) body = NULL;
  g_autofree char *hash = NULL;
  MbReviewAct act = *request->act;

  if (!load_whole (db, request->draft_id, &loaded, error))
    return FALSE;
  body = mb_codec_encode_snapshot (loaded.snapshot);
  hash = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, body);
  act.seq = loaded.seq;
  act.hash = hash;
  if (!mb_review_table_act (db, loaded.draft_no, request->rule, &act, error) ||
      !mb_store_keep_text (db, &loaded, act.time_ms, error))
    return FALSE;

  request->draft_no = loaded.draft_no;
  request->seq = loaded.seq;
  g_clear_pointer (&request->snapshot, mb_snapshot_unref);
  request->snapshot = g_steal_pointer (&loaded.snapshot);
  mb_review_facts_free (request->answer);
  request->answer = mb_review_table_get (db, loaded.draft_no, error);
  return request->answer != NULL;
}

/**
 * mb_store_act_sync:
 * @self: a store with a rule
 * @draft_id: a draft
 * @act: what somebody does, with the text that they have read; the text as it is, and `time_ms`
 * when it is 0, are set here
 * @error: return location
 *
 * Changes where a draft stands, if the rule allows it: facts, event and a version of the text in
 * one transaction. What waits in a journal is written before. Blocks.
 *
 * Returns: (transfer full): where it stands now; otherwise the rule's error
 */
MbReviewFacts *
mb_store_act_sync (MbStore *self, const char *draft_id, const MbReviewAct *act, GError **error)
{
  Request request = {.draft_id = draft_id, .rule = mb_store_get_rule (self)};
  MbReviewAct dated;

  g_return_val_if_fail (MB_IS_STORE (self), NULL);
  g_return_val_if_fail (draft_id != NULL && act != NULL, NULL);
  g_return_val_if_fail (act->action != MB_ACTION_EDIT, NULL);

  if (!request.rule) {
    g_set_error_literal (error, MB_STORE_ERROR, MB_STORE_ERROR_FAILED, "there is no rule");
    return NULL;
  }
  dated = *act;
  if (dated.time_ms == 0)
    dated.time_ms = mb_clock_wall_ms (mb_store_get_clock (self));
  request.act = &dated;
  if (mb_store_write (self, act_in_worker, &request, error))
    mb_index_put (mb_store_get_index (self), request.draft_no, request.seq, request.snapshot);
  else
    g_clear_pointer ((MbReviewFacts **) &request.answer, mb_review_facts_free);
  g_clear_pointer (&request.snapshot, mb_snapshot_unref);

  return request.answer;
}

static gboolean
set_owner_in_worker (Db *db, gpointer user_data, GError **error)
{
  const Request *request = user_data;
  g_autoptr (MbReviewFacts) facts = NULL;
  gint64 draft_no = 0;

  if (!mb_draft_table_find (db, request->draft_id, &draft_no, error))
    return FALSE;
  facts = mb_review_table_get (db, draft_no, error);
  if (!facts)
    return FALSE;

  g_set_str (&facts->owner, request->person_id);
  return mb_review_table_put (db, draft_no, facts, error);
}

/**
 * mb_store_set_owner_sync:
 * @self: a store
 * @draft_id: a draft
 * @person_id: whose it is from now on
 * @error: return location
 *
 * Gives a draft to somebody. Blocks.
 *
 * Returns: whether it is on disk
 */
gboolean
mb_store_set_owner_sync (MbStore *self, const char *draft_id, const char *person_id, GError **error)
{
  Request request = {.draft_id = draft_id, .person_id = person_id};

  g_return_val_if_fail (MB_IS_STORE (self), FALSE);
  g_return_val_if_fail (draft_id != NULL && person_id != NULL, FALSE);

  return mb_store_write (self, set_owner_in_worker, &request, error);
}

static gboolean
mark_seen_in_worker (Db *db, gpointer user_data, GError **error)
{
  const Request *request = user_data;
  const gint64 seq_and_time[] = {(gint64) request->seq, request->time_ms};
  gint64 draft_no = 0;

  return mb_draft_table_find (db, request->draft_id, &draft_no, error) &&
         mb_seen_table_put (db, draft_no, request->person_id, seq_and_time, error);
}

/**
 * mb_store_mark_seen_sync:
 * @self: a store
 * @draft_id: a draft
 * @person_id: somebody
 * @seq: the state they have read
 * @error: return location
 *
 * Notes that somebody has read a draft: to be done when they leave it, after their journal was
 * flushed. Blocks.
 *
 * Returns: whether it is on disk
 */
gboolean
mb_store_mark_seen_sync (MbStore *self,
                         const char *draft_id,
                         const char *person_id,
                         guint64 seq,
                         GError **error)
{
  Request request = {.draft_id = draft_id, .person_id = person_id, .seq = seq};

  g_return_val_if_fail (MB_IS_STORE (self), FALSE);
  g_return_val_if_fail (draft_id != NULL && person_id != NULL, FALSE);

  request.time_ms = mb_clock_wall_ms (mb_store_get_clock (self));
  return mb_store_write (self, mark_seen_in_worker, &request, error);
}

static gboolean
load_changes_in_reader (Db *db, gpointer user_data, GError **error)
{
  Request *request = user_data;
  g_autoptr (MbSeenChanges) changes = g_new0 (MbSeenChanges, 1);
  g_auto (MbLoaded) newer = {0};
  g_auto (MbLoaded) older = {0};
  gint64 seen_seq = -1;

  if (!load_whole (db, request->draft_id, &newer, error) ||
      !mb_seen_table_get (db, newer.draft_no, request->person_id, &seen_seq, error))
    return FALSE;
  if (seen_seq >= 0 && !mb_load_draft_at (db, newer.draft_no, (guint64) seen_seq, &older, error))
    return FALSE;

  changes->older_seq = older.seq;
  changes->newer_seq = newer.seq;
  changes->older = g_steal_pointer (&older.snapshot);
  changes->newer = g_steal_pointer (&newer.snapshot);
  request->answer = g_steal_pointer (&changes);
  return TRUE;
}

/**
 * mb_store_load_changes_sync:
 * @self: a store
 * @draft_id: a draft
 * @person_id: somebody
 * @error: return location
 *
 * Reads a draft as somebody saw it last and as it is: what mb_compare_new() is given. Blocks.
 *
 * Returns: (transfer full): the two states
 */
MbSeenChanges *
mb_store_load_changes_sync (MbStore *self,
                            const char *draft_id,
                            const char *person_id,
                            GError **error)
{
  Request request = {.draft_id = draft_id, .person_id = person_id};

  g_return_val_if_fail (MB_IS_STORE (self), NULL);
  g_return_val_if_fail (draft_id != NULL && person_id != NULL, NULL);

  return mb_store_read (self, load_changes_in_reader, &request, error) ? request.answer : NULL;
}

static gboolean
load_at_in_reader (Db *db, gpointer user_data, GError **error)
{
  Request *request = user_data;
  g_auto (MbLoaded) loaded = {0};
  gint64 draft_no = 0;

  if (!mb_draft_table_find (db, request->draft_id, &draft_no, error) ||
      !mb_load_draft_at (db, draft_no, request->seq, &loaded, error))
    return FALSE;
  if (!loaded.snapshot) {
    g_set_error_literal (error, MB_STORE_ERROR, MB_STORE_ERROR_NOT_FOUND, "nothing is that old");
    return FALSE;
  }

  request->answer = g_steal_pointer (&loaded.snapshot);
  return TRUE;
}

/**
 * mb_store_load_at_sync:
 * @self: a store
 * @draft_id: a draft
 * @seq: a state it was in
 * @error: return location
 *
 * Reads a draft as it was. Typing within 200 ms is one state. Blocks.
 *
 * Returns: (transfer full): the text then
 */
MbSnapshot *
mb_store_load_at_sync (MbStore *self, const char *draft_id, guint64 seq, GError **error)
{
  Request request = {.draft_id = draft_id, .seq = seq};

  g_return_val_if_fail (MB_IS_STORE (self), NULL);
  g_return_val_if_fail (draft_id != NULL, NULL);

  return mb_store_read (self, load_at_in_reader, &request, error) ? request.answer : NULL;
}

static gboolean
write_nothing_in_worker (Db *db, gpointer user_data, GError **error)
{
  return TRUE;
}

/**
 * mb_store_flush_sync:
 * @self: a store
 * @error: return location
 *
 * Writes what waits in the journals of all drafts, so that what is read next knows of it. Blocks.
 *
 * Returns: whether the disk took it
 */
gboolean
mb_store_flush_sync (MbStore *self, GError **error)
{
  g_return_val_if_fail (MB_IS_STORE (self), FALSE);

  return mb_store_write (self, write_nothing_in_worker, NULL, error);
}
