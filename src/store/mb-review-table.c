#include "mb-review-table.h"

#include "mb-draft-table.h"
#include "mb-person-table.h"

/**
 * mb_review_table_get:
 * @db: a connection
 * @draft_no: a draft
 * @error: return location
 *
 * Reads where a draft stands.
 *
 * Returns: (transfer full): the facts; those of a new draft that is nobody's when nothing is known
 */
MbReviewFacts *
mb_review_table_get (Db *db, gint64 draft_no, GError **error)
{
  g_autoptr (Stmt) stmt = mb_db_prepare (
    db,
    "SELECT d.state, r.owner, r.reviewer, r.reason, ifnull (r.since_ms, 0), r.approved_seq,"
    " r.approved_hash, r.approved_by, r.covered_seq, d.created_ms FROM draft d"
    " LEFT JOIN review r ON r.draft_no = d.draft_no WHERE d.draft_no = ?",
    error);
  g_autoptr (MbReviewFacts) facts = mb_review_facts_new (NULL);
  g_autofree char *state = NULL;
  gboolean row = FALSE;

  if (!stmt)
    return NULL;
  sqlite3_bind_int64 (stmt, 1, draft_no);
  if (!mb_db_next (stmt, &row, "reading where a draft stands", error))
    return NULL;
  if (!row)
    return g_steal_pointer (&facts);

  state = mb_db_dup_text (stmt, 0);
  mb_review_state_from_string (state, &facts->state);
  facts->owner = mb_db_dup_text (stmt, 1);
  facts->reviewer = mb_db_dup_text (stmt, 2);
  facts->reason = mb_db_dup_text (stmt, 3);
  facts->since_ms = sqlite3_column_int64 (stmt, 4);
  if (facts->since_ms == 0)
    facts->since_ms = sqlite3_column_int64 (stmt, 9);
  facts->approved_seq = (guint64) sqlite3_column_int64 (stmt, 5);
  facts->approved_hash = mb_db_dup_text (stmt, 6);
  facts->approved_by = mb_db_dup_text (stmt, 7);
  facts->covered_seq = (guint64) sqlite3_column_int64 (stmt, 8);

  return g_steal_pointer (&facts);
}

/**
 * mb_review_table_is_approved:
 * @db: a connection
 * @draft_no: a draft
 * @approved: (out): whether an edit has to be judged
 * @error: return location
 *
 * Says whether a draft has an approval, at no great cost.
 *
 * Returns: whether it could be read
 */
gboolean
mb_review_table_is_approved (Db *db, gint64 draft_no, gboolean *approved, GError **error)
{
  g_autoptr (Stmt) stmt = mb_db_prepare (
    db, "SELECT 1 FROM review WHERE draft_no = ? AND approved_by IS NOT NULL", error);

  if (!stmt)
    return FALSE;

  sqlite3_bind_int64 (stmt, 1, draft_no);
  return mb_db_next (stmt, approved, "reading where a draft stands", error);
}

/**
 * mb_review_table_put:
 * @db: the writer's connection, in a transaction
 * @draft_no: a draft
 * @facts: where it stands
 * @error: return location
 *
 * Keeps where a draft stands.
 *
 * Returns: whether it is written
 */
gboolean
mb_review_table_put (Db *db, gint64 draft_no, const MbReviewFacts *facts, GError **error)
{
  g_autoptr (Stmt) stmt = mb_db_prepare (
    db,
    "INSERT OR REPLACE INTO review (draft_no, owner, reviewer, reason, since_ms, approved_seq,"
    " approved_hash, approved_by, covered_seq) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
    error);

  if (!stmt)
    return FALSE;

  sqlite3_bind_int64 (stmt, 1, draft_no);
  mb_db_bind_text (stmt, 2, facts->owner);
  mb_db_bind_text (stmt, 3, facts->reviewer);
  mb_db_bind_text (stmt, 4, facts->reason);
  sqlite3_bind_int64 (stmt, 5, facts->since_ms);
  sqlite3_bind_int64 (stmt, 6, (gint64) facts->approved_seq);
  mb_db_bind_text (stmt, 7, facts->approved_hash);
  mb_db_bind_text (stmt, 8, facts->approved_by);
  sqlite3_bind_int64 (stmt, 9, (gint64) facts->covered_seq);

  return mb_db_run (stmt, "keeping where a draft stands", error) &&
         mb_draft_table_set_state (db, draft_no, mb_review_state_to_string (facts->state), error);
}

/**
 * mb_review_table_give:
 * @db: the writer's connection, in a transaction
 * @draft_no: a new draft
 * @author: (nullable): who wrote its first word, an id or a name
 * @error: return location
 *
 * Makes a new draft its author's: who wrote it, or who uses the store. Where nobody has said who
 * works here it stays nobody's.
 *
 * Returns: whether it is written
 */
gboolean
mb_review_table_give (Db *db, gint64 draft_no, const char *author, GError **error)
{
  g_autoptr (MbPerson) person = NULL;
  g_autoptr (MbReviewFacts) facts = NULL;

  if (author && !mb_person_table_find (db, author, &person, error))
    return FALSE;
  if (!person && !mb_person_table_get_current (db, &person, error))
    return FALSE;
  if (!person)
    return TRUE;

  facts = mb_review_facts_new (person->id);
  return mb_review_table_put (db, draft_no, facts, error);
}

/**
 * mb_review_table_adopt:
 * @db: the writer's connection, in a transaction
 * @owner: a person's id
 * @error: return location
 *
 * Makes every draft that is nobody's that person's.
 *
 * Returns: whether it is written
 */
gboolean
mb_review_table_adopt (Db *db, const char *owner, GError **error)
{
  g_autoptr (Stmt) stmt =
    mb_db_prepare (db,
                   "INSERT INTO review (draft_no, owner, since_ms, approved_seq, covered_seq)"
                   " SELECT draft_no, ?1, 0, 0, 0 FROM draft WHERE TRUE"
                   " ON CONFLICT (draft_no) DO UPDATE SET owner = ifnull (owner, ?1)",
                   error);

  if (!stmt)
    return FALSE;

  mb_db_bind_text (stmt, 1, owner);
  return mb_db_run (stmt, "giving drafts an owner", error);
}

/**
 * mb_review_table_add_event:
 * @db: the writer's connection, in a transaction
 * @draft_no: a draft
 * @event: what somebody did, here or elsewhere
 * @error: return location
 *
 * Notes what was done.
 *
 * Returns: whether it is written
 */
gboolean
mb_review_table_add_event (Db *db, gint64 draft_no, const MbReviewEvent *event, GError **error)
{
  g_autoptr (Stmt) stmt = mb_db_prepare (
    db,
    "INSERT INTO review_event (draft_no, event_no, action, from_state, to_state, person, reason,"
    " seq, wall_ms, elsewhere) VALUES (?1, (SELECT ifnull (max (event_no), 0) + 1 FROM review_event"
    " WHERE draft_no = ?1), ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
    error);

  if (!stmt)
    return FALSE;

  sqlite3_bind_int64 (stmt, 1, draft_no);
  mb_db_bind_text (stmt, 2, mb_review_action_to_string (event->action));
  mb_db_bind_text (stmt, 3, mb_review_state_to_string (event->from));
  mb_db_bind_text (stmt, 4, mb_review_state_to_string (event->to));
  mb_db_bind_text (stmt, 5, event->person);
  mb_db_bind_text (stmt, 6, event->reason);
  sqlite3_bind_int64 (stmt, 7, (gint64) event->seq);
  sqlite3_bind_int64 (stmt, 8, event->time_ms);
  sqlite3_bind_int64 (stmt, 9, event->elsewhere);
  return mb_db_run (stmt, "noting what was done", error);
}

/* One evening's fixes by one editor are one event, with the state they led to. */
static gboolean
lengthen_event (Db *db, gint64 draft_no, const MbReviewEvent *event, GError **error)
{
  g_autoptr (Stmt) stmt = mb_db_prepare (
    db,
    "UPDATE review_event SET seq = ?3, wall_ms = ?4 WHERE draft_no = ?1 AND event_no ="
    " (SELECT max (event_no) FROM review_event WHERE draft_no = ?1)"
    " AND action = 'edit' AND person IS ?2 AND from_state = ?5 AND to_state = ?5 AND elsewhere = 0",
    error);

  if (!stmt)
    return FALSE;

  sqlite3_bind_int64 (stmt, 1, draft_no);
  mb_db_bind_text (stmt, 2, event->person);
  sqlite3_bind_int64 (stmt, 3, (gint64) event->seq);
  sqlite3_bind_int64 (stmt, 4, event->time_ms);
  mb_db_bind_text (stmt, 5, mb_review_state_to_string (event->to));
  if (!mb_db_run (stmt, "noting what was done", error))
    return FALSE;

  return sqlite3_changes (db) > 0 || mb_review_table_add_event (db, draft_no, event, error);
}

static MbReviewEvent
event_of (const MbReviewAct *act, MbReviewState from, MbReviewState to)
{
  return (MbReviewEvent) {
    .action = act->action,
    .from = from,
    .to = to,
    .person = act->person ? act->person->id : NULL,
    .reason = (char *) act->reason,
    .seq = act->seq,
    .time_ms = act->time_ms,
  };
}

/**
 * mb_review_table_act:
 * @db: the writer's connection, in a transaction
 * @draft_no: a draft
 * @rule: what is allowed
 * @act: what somebody does
 * @error: return location
 *
 * Does what the rule allows, on the facts as they are now, and notes it.
 *
 * Returns: whether it is written; otherwise the rule's error, or the table's
 */
gboolean
mb_review_table_act (Db *db,
                     gint64 draft_no,
                     MbReviewRule rule,
                     const MbReviewAct *act,
                     GError **error)
{
  g_autoptr (MbReviewFacts) facts = mb_review_table_get (db, draft_no, error);
  MbReviewState from = MB_REVIEW_DRAFT;
  MbReviewEvent event;

  if (!facts)
    return FALSE;
  from = facts->state;
  if (!rule (facts, act, error))
    return FALSE;

  event = event_of (act, from, facts->state);
  if (!mb_review_table_put (db, draft_no, facts, error))
    return FALSE;
  if (act->is_remark)
    return TRUE;

  return act->action == MB_ACTION_EDIT ? lengthen_event (db, draft_no, &event, error)
                                       : mb_review_table_add_event (db, draft_no, &event, error);
}

#define EVENTS(elsewhere)                                                                          \
  "SELECT action, from_state, to_state, person, reason, seq, wall_ms, " elsewhere                  \
  " FROM review_event WHERE draft_no = ? ORDER BY event_no"

static MbReviewEvent *
read_event (Stmt *stmt)
{
  MbReviewEvent *event = g_new0 (MbReviewEvent, 1);
  g_autofree char *action = mb_db_dup_text (stmt, 0);
  g_autofree char *from = mb_db_dup_text (stmt, 1);
  g_autofree char *to = mb_db_dup_text (stmt, 2);

  mb_review_action_from_string (action, &event->action);
  mb_review_state_from_string (from, &event->from);
  mb_review_state_from_string (to, &event->to);
  event->person = mb_db_dup_text (stmt, 3);
  event->reason = mb_db_dup_text (stmt, 4);
  event->seq = (guint64) sqlite3_column_int64 (stmt, 5);
  event->time_ms = sqlite3_column_int64 (stmt, 6);
  event->elsewhere = sqlite3_column_int64 (stmt, 7) != 0;

  return event;
}

/**
 * mb_review_table_read_events:
 * @db: a connection
 * @draft_no: a draft
 * @events: (element-type MbReviewEvent): where they go
 * @error: return location
 *
 * Reads what was done with a draft, the first thing first.
 *
 * Returns: whether all could be read; otherwise those before the first that could not are there
 */
gboolean
mb_review_table_read_events (Db *db, gint64 draft_no, GPtrArray *events, GError **error)
{
  g_autoptr (Stmt) stmt = NULL;
  gint64 version = 0;
  gboolean row = FALSE;

  if (!mb_db_read_int (db, "PRAGMA user_version", &version, error))
    return FALSE;
  /* An older store that is only read knows nothing of elsewhere. */
  stmt = mb_db_prepare (db, version < 4 ? EVENTS ("0") : EVENTS ("elsewhere"), error);
  if (!stmt)
    return FALSE;
  sqlite3_bind_int64 (stmt, 1, draft_no);
  do {
    if (!mb_db_next (stmt, &row, "reading what was done", error))
      return FALSE;
    if (row)
      g_ptr_array_add (events, read_event (stmt));
  } while (row);

  return TRUE;
}

/**
 * mb_review_table_list_events:
 * @db: a connection
 * @draft_no: a draft
 * @error: return location
 *
 * Reads what was done with a draft, the first thing first.
 *
 * Returns: (transfer full) (element-type MbReviewEvent): the events
 */
GPtrArray *
mb_review_table_list_events (Db *db, gint64 draft_no, GError **error)
{
  g_autoptr (GPtrArray) events =
    g_ptr_array_new_with_free_func ((GDestroyNotify) mb_review_event_free);

  return mb_review_table_read_events (db, draft_no, events, error) ? g_steal_pointer (&events)
                                                                   : NULL;
}
