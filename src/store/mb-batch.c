#include "mb-batch.h"

#include "mb-codec.h"
#include "mb-draft-table.h"
#include "mb-journal-table.h"
#include "mb-load.h"
#include "mb-person-table.h"
#include "mb-review-table.h"
#include "mb-snapshot-table.h"

#define SNAPSHOT_AFTER_BYTES (64 * 1024)

/* How far a draft is in the tables. */
typedef struct {
  gint64 draft_no;
  guint64 seq;
  gsize journal_bytes; /* since the newest snapshot */
  gsize snapshot_bytes;
  gboolean approved; /* an edit has to be judged */
} State;

typedef struct {
  gint64 draft_no;
  guint64 seq;
  MbSnapshot *snapshot;
} Kept;

struct _MbBatch {
  Db *db; /* in a transaction while something is added */
  const MbClock *clock;
  MbReviewRule rule;  /* NULL: nobody reviews here */
  GHashTable *states; /* draft's UUID → State */
  GPtrArray *kept;    /* Kept, of the open transaction */
};

static void
kept_free (Kept *kept)
{
  mb_snapshot_unref (kept->snapshot);
  g_free (kept);
}

/**
 * mb_batch_new:
 * @clock: (nullable): whose wall time the rows get
 *
 * Makes an empty batch.
 *
 * Returns: (transfer full): the batch
 */
MbBatch *
mb_batch_new (const MbClock *clock)
{
  MbBatch *self = g_new0 (MbBatch, 1);

  self->clock = clock;
  self->states = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->kept = g_ptr_array_new_with_free_func ((GDestroyNotify) kept_free);

  return self;
}

/**
 * mb_batch_free:
 * @self: (nullable) (transfer full): a batch
 *
 * Frees it.
 */
void
mb_batch_free (MbBatch *self)
{
  if (!self)
    return;

  g_hash_table_unref (self->states);
  g_ptr_array_unref (self->kept);
  g_free (self);
}

/**
 * mb_batch_set_db:
 * @self: the writer's batch
 * @db: (nullable): its connection from now on
 *
 * Changes the connection; what was known of the drafts is read again.
 */
void
mb_batch_set_db (MbBatch *self, Db *db)
{
  mb_batch_rolled_back (self);
  self->db = db;
}

/**
 * mb_batch_set_rule:
 * @self: the writer's batch
 * @rule: what an edit does to an approval
 *
 * Has edits of approved drafts judged from now on.
 */
void
mb_batch_set_rule (MbBatch *self, MbReviewRule rule)
{
  self->rule = rule;
}

static State *
read_state (MbBatch *self, const char *draft_id, GError **error)
{
  g_autofree State *state = g_new0 (State, 1);
  State *known = g_hash_table_lookup (self->states, draft_id);
  guint64 snapshot_seq = 0;

  if (known)
    return known;
  if (!mb_draft_table_find (self->db, draft_id, &state->draft_no, error) ||
      !mb_snapshot_table_head (self->db, state->draft_no, &snapshot_seq, &state->snapshot_bytes,
                               error) ||
      !mb_journal_table_size_after (self->db, state->draft_no, snapshot_seq, &state->journal_bytes,
                                    error) ||
      !mb_journal_table_head (self->db, state->draft_no, &state->seq, error) ||
      !mb_review_table_is_approved (self->db, state->draft_no, &state->approved, error))
    return NULL;

  state->seq = MAX (state->seq, snapshot_seq);
  known = g_steal_pointer (&state);
  g_hash_table_insert (self->states, g_strdup (draft_id), known);
  return known;
}

static gboolean
put_snapshot (MbBatch *self, State *state, MbSnapshot *snapshot, const char *reason, GError **error)
{
  g_autoptr (MbDraftInfo) info = mb_draft_info_new_from (snapshot);
  g_autoptr (MbSnapshotRow) row = g_new0 (MbSnapshotRow, 1);
  Kept *kept = NULL;

  info->created_ms = info->updated_ms = mb_clock_wall_ms (self->clock);
  if (!mb_draft_table_put (self->db, info, &state->draft_no, error))
    return FALSE;

  row->draft_no = state->draft_no;
  row->seq = state->seq;
  row->reason = g_strdup (reason);
  row->wall_ms = info->updated_ms;
  row->snapshot = mb_snapshot_ref (snapshot);
  if (!mb_snapshot_table_put (self->db, row, error))
    return FALSE;

  state->journal_bytes = 0;
  state->snapshot_bytes = row->size_bytes;
  kept = g_new0 (Kept, 1);
  kept->draft_no = state->draft_no;
  kept->seq = state->seq;
  kept->snapshot = mb_snapshot_ref (snapshot);
  g_ptr_array_add (self->kept, kept);
  return TRUE;
}

/* The state before the draft's first transaction becomes its first version. */
static State *
make_draft (MbBatch *self, const MbTransaction *transaction, guint64 seq, GError **error)
{
  MbSnapshot *base = mb_transaction_get_base (transaction);
  State *state = g_new0 (State, 1);

  state->seq = seq;
  g_hash_table_insert (self->states, g_strdup (mb_snapshot_get_article_id (base)), state);
  if (!put_snapshot (self, state, base, "created", error) ||
      !mb_review_table_give (self->db, state->draft_no, mb_transaction_get_author (transaction),
                             error))
    return NULL;

  return state;
}

static State *
find_or_make (MbBatch *self, const MbTransaction *transaction, guint64 seq, GError **error)
{
  MbSnapshot *base = mb_transaction_get_base (transaction);
  g_autoptr (GError) reason = NULL;
  State *state = read_state (self, mb_snapshot_get_article_id (base), &reason);

  if (state)
    return state;
  if (g_error_matches (reason, MB_STORE_ERROR, MB_STORE_ERROR_NOT_FOUND))
    return make_draft (self, transaction, seq, error);

  g_propagate_error (error, g_steal_pointer (&reason));
  return NULL;
}

static gboolean
put_row (MbBatch *self, State *state, guint64 seq, GBytes *body, GError **error)
{
  MbJournalRow row = {
    .draft_no = state->draft_no,
    .from_seq = state->seq,
    .seq = seq,
    .wall_ms = mb_clock_wall_ms (self->clock),
    .body = body,
  };

  if (!mb_journal_table_put (self->db, &row, error))
    return FALSE;

  state->seq = seq;
  state->journal_bytes += g_bytes_get_size (body);
  return TRUE;
}

static gboolean
reads_the_same (const MbTransaction *transaction)
{
  g_autoptr (MbSnapshot) before =
    mb_snapshot_project (mb_transaction_get_base (transaction), MB_PROJECT_FINAL);
  g_autoptr (MbSnapshot) after =
    mb_snapshot_project (mb_transaction_get_result (transaction), MB_PROJECT_FINAL);

  return mb_snapshot_equal (before, after);
}

/* New text on an approved draft is kept whatever it does to the approval. */
static gboolean
judge_edit (MbBatch *self,
            State *state,
            const MbTransaction *transaction,
            const guint64 seqs[2],
            GError **error)
{
  MbReviewAct act = {
    .action = MB_ACTION_EDIT,
    .from_seq = seqs[0],
    .seq = seqs[1],
    .time_ms = mb_clock_wall_ms (self->clock),
  };
  g_autoptr (MbPerson) person = NULL;

  if (!state->approved || !self->rule)
    return TRUE;
  /* Words from elsewhere are no editor's fix, whoever is said to have written them. */
  if (mb_transaction_get_origin (transaction) != MB_ORIGIN_MERGE &&
      !mb_person_table_find (self->db, mb_transaction_get_author (transaction), &person, error))
    return FALSE;
  act.person = person;
  act.is_remark = reads_the_same (transaction);
  if (!mb_review_table_act (self->db, state->draft_no, self->rule, &act, error) ||
      !mb_review_table_is_approved (self->db, state->draft_no, &state->approved, error))
    return FALSE;
  if (state->approved)
    return TRUE;

  return put_snapshot (self, state, mb_transaction_get_result (transaction), "review", error);
}

/* As a row, or whole when that would be too large; whole, too, when the journal has grown long. */
static gboolean
put_change (MbBatch *self, State *state, MbTransaction *transaction, guint64 seq, GError **error)
{
  MbSnapshot *result = mb_transaction_get_result (transaction);
  g_autoptr (GBytes) body = mb_codec_encode_transaction (transaction);

  if (g_bytes_get_size (body) > MB_CODEC_MAX_ROW_BYTES) {
    state->seq = seq;
    return put_snapshot (self, state, result, "large", error);
  }
  if (!put_row (self, state, seq, body, error))
    return FALSE;
  if (state->journal_bytes < MAX (SNAPSHOT_AFTER_BYTES, state->snapshot_bytes))
    return TRUE;

  return put_snapshot (self, state, result, "journal", error);
}

/**
 * mb_batch_add:
 * @self: the writer's batch
 * @transaction: what happened to a draft
 * @seqs: numbers of the states before and after it
 * @error: return location
 *
 * Appends to a draft's journal; a draft that is not there yet is made. A snapshot goes with it when
 * the journal has grown to max (64 KiB, the last snapshot), or instead of a row that would be too
 * large.
 *
 * Returns: whether it is written; `MB_STORE_ERROR_CONFLICT` when the draft is at another state
 */
gboolean
mb_batch_add (MbBatch *self, MbTransaction *transaction, const guint64 seqs[2], GError **error)
{
  State *state = find_or_make (self, transaction, seqs[0], error);

  if (!state)
    return FALSE;
  if (state->seq != seqs[0]) {
    g_set_error (error, MB_STORE_ERROR, MB_STORE_ERROR_CONFLICT,
                 "the draft is at %" G_GUINT64_FORMAT ", not %" G_GUINT64_FORMAT, state->seq,
                 seqs[0]);
    return FALSE;
  }

  return put_change (self, state, transaction, seqs[1], error) &&
         judge_edit (self, state, transaction, seqs, error);
}

/**
 * mb_batch_keep:
 * @self: the writer's batch
 * @snapshot: a draft
 * @seq: its state
 * @reason: why it is kept: a word of the versions' list
 * @error: return location
 *
 * Keeps a draft whole, unless this state is kept already.
 *
 * Returns: whether it is; `MB_STORE_ERROR_CONFLICT` when the draft is at another state
 */
gboolean
mb_batch_keep (MbBatch *self, MbSnapshot *snapshot, guint64 seq, const char *reason, GError **error)
{
  State *state = read_state (self, mb_snapshot_get_article_id (snapshot), error);

  if (!state)
    return FALSE;
  if (state->seq != seq) {
    g_set_error_literal (error, MB_STORE_ERROR, MB_STORE_ERROR_CONFLICT,
                         "the draft is at another state");
    return FALSE;
  }
  if (state->journal_bytes == 0)
    return TRUE;

  return put_snapshot (self, state, snapshot, reason, error);
}

/**
 * mb_batch_read:
 * @self: the writer's batch
 * @draft_id: a draft
 * @seq: (out): its newest state in the tables
 * @snapshot: (out) (transfer full) (nullable): that state, `NULL` when it cannot be read
 * @error: return location
 *
 * Says what the tables hold of a draft, when it is not known whether a transaction arrived there.
 *
 * Returns: whether it could be read; `MB_STORE_ERROR_NOT_FOUND`
 */
gboolean
mb_batch_read (MbBatch *self,
               const char *draft_id,
               guint64 *seq,
               MbSnapshot **snapshot,
               GError **error)
{
  State *state = read_state (self, draft_id, error);
  g_auto (MbLoaded) loaded = {0};

  if (!state || !mb_load_draft (self->db, state->draft_no, &loaded, error))
    return FALSE;

  *seq = state->seq;
  *snapshot = loaded.seq == state->seq ? g_steal_pointer (&loaded.snapshot) : NULL;
  return TRUE;
}

/**
 * mb_batch_committed:
 * @self: the writer's batch
 * @func: (nullable): told of the drafts that got a snapshot
 * @user_data: for it
 *
 * To be called when the transaction is on disk.
 */
void
mb_batch_committed (MbBatch *self, MbBatchKeptFunc func, gpointer user_data)
{
  for (guint i = 0; func && i < self->kept->len; i++) {
    Kept *kept = g_ptr_array_index (self->kept, i);

    func (kept->draft_no, kept->seq, kept->snapshot, user_data);
  }
  g_ptr_array_set_size (self->kept, 0);
}

/**
 * mb_batch_rolled_back:
 * @self: the writer's batch
 *
 * To be called when the transaction is not on disk: what was known of the drafts is read again.
 */
void
mb_batch_rolled_back (MbBatch *self)
{
  mb_batch_forget (self);
  g_ptr_array_set_size (self->kept, 0);
}

/**
 * mb_batch_forget:
 * @self: the writer's batch
 *
 * To be called when somebody else has written: what was known of the drafts is read again.
 */
void
mb_batch_forget (MbBatch *self)
{
  g_hash_table_remove_all (self->states);
}
