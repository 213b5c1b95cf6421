#include "mb-load.h"

#include "mb-codec.h"
#include "mb-journal-table.h"
#include "mb-snapshot-table.h"

/**
 * mb_loaded_clear:
 * @loaded: a draft as it was read
 *
 * Frees what it holds.
 */
void
mb_loaded_clear (MbLoaded *loaded)
{
  g_clear_pointer (&loaded->snapshot, mb_snapshot_unref);
}

/* Takes one row; FALSE when it does not lead on from where we are. */
static gboolean
follow (MbLoaded *loaded, const MbJournalRow *row)
{
  g_autoptr (MbTransaction) transaction = NULL;
  g_autoptr (GError) error = NULL;

  if (!row->sound || row->from_seq != loaded->seq)
    return FALSE;

  transaction = mb_codec_decode_transaction (row->body, loaded->snapshot, &error);
  if (!transaction) {
    g_warning ("a journal row with the right sum does not fit: %s", error->message);
    return FALSE;
  }

  mb_snapshot_unref (loaded->snapshot);
  loaded->snapshot = mb_snapshot_ref (mb_transaction_get_result (transaction));
  loaded->seq = row->seq;
  return TRUE;
}

static gboolean
follow_journal (Db *db, MbLoaded *loaded, guint64 last_seq, GError **error)
{
  g_autoptr (Stmt) stmt = mb_journal_table_after (db, loaded->draft_no, loaded->seq, error);
  g_auto (MbJournalRow) journal_row = {0};
  gboolean row = FALSE;

  if (!stmt)
    return FALSE;
  for (;;) {
    if (!mb_db_next (stmt, &row, "reading the journal", error))
      return FALSE;
    if (!row)
      return TRUE;
    mb_journal_table_read (stmt, &journal_row);
    if (journal_row.seq > last_seq)
      return TRUE;
    if (!follow (loaded, &journal_row)) {
      loaded->doubtful = TRUE;
      return TRUE;
    }
  }
}

/* Keeps the reading that goes furthest. */
static gboolean
try_from (Db *db, const MbSnapshotRow *start, guint64 last_seq, MbLoaded *best, GError **error)
{
  g_auto (MbLoaded) loaded = {.draft_no = start->draft_no, .seq = start->seq};

  loaded.snapshot = mb_snapshot_ref (start->snapshot);
  if (!follow_journal (db, &loaded, last_seq, error))
    return FALSE;

  best->doubtful |= loaded.doubtful;
  if (best->snapshot && best->seq >= loaded.seq)
    return TRUE;
  best->seq = loaded.seq;
  g_clear_pointer (&best->snapshot, mb_snapshot_unref);
  best->snapshot = g_steal_pointer (&loaded.snapshot);
  return TRUE;
}

/**
 * mb_load_draft:
 * @db: a connection
 * @draft_no: a draft
 * @loaded: (out caller-allocates): what could be read; zeroed before, to be cleared afterwards
 * @error: return location
 *
 * Reads a draft: from the newest snapshot whose hash matches, along the journal as far as it is
 * sound; when that does not reach the end, from older snapshots, too.
 *
 * Returns: whether the tables could be read; what they hold may still be damaged
 */
gboolean
mb_load_draft (Db *db, gint64 draft_no, MbLoaded *loaded, GError **error)
{
  g_autoptr (GPtrArray) list = mb_snapshot_table_list (db, draft_no, error);

  loaded->draft_no = draft_no;
  if (!list || !mb_journal_table_head (db, draft_no, &loaded->head_seq, error))
    return FALSE;

  for (guint i = 0; i < list->len; i++) {
    const MbSnapshotRow *row = g_ptr_array_index (list, i);
    g_autoptr (MbSnapshotRow) start = NULL;

    loaded->head_seq = MAX (loaded->head_seq, row->seq);
    start = mb_snapshot_table_get (db, draft_no, row->seq, error);
    if (!start)
      return FALSE;
    loaded->doubtful |= !start->sound;
    if (start->sound && !try_from (db, start, G_MAXUINT64, loaded, error))
      return FALSE;
    if (loaded->snapshot && loaded->seq >= loaded->head_seq)
      return TRUE;
  }

  return TRUE;
}

/**
 * mb_load_draft_at:
 * @db: a connection
 * @draft_no: a draft
 * @seq: a state it was in
 * @loaded: (out caller-allocates): what could be read; zeroed before, to be cleared afterwards
 * @error: return location
 *
 * Reads a draft as it was: from a snapshot of that state or before it, along the journal. Typing
 * that was written as one row cannot be taken apart: then it is the state before that row.
 *
 * Returns: whether the tables could be read; what they hold may still be damaged
 */
gboolean
mb_load_draft_at (Db *db, gint64 draft_no, guint64 seq, MbLoaded *loaded, GError **error)
{
  g_autoptr (GPtrArray) list = mb_snapshot_table_list (db, draft_no, error);

  loaded->draft_no = draft_no;
  if (!list)
    return FALSE;

  for (guint i = 0; i < list->len && !loaded->snapshot; i++) {
    const MbSnapshotRow *row = g_ptr_array_index (list, i);
    g_autoptr (MbSnapshotRow) start = NULL;

    if (row->seq > seq)
      continue;
    start = mb_snapshot_table_get (db, draft_no, row->seq, error);
    if (!start || (start->sound && !try_from (db, start, seq, loaded, error)))
      return FALSE;
  }

  return TRUE;
}
