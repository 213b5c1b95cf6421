#include "mb-exchange-record.h"

#include "mb-draft-table.h"
#include "mb-exchange-table.h"
#include "mb-person-table.h"
#include "mb-review-table.h"

/* Leaving, the whole history goes along with the names of those who are in it.
 *
 * Arriving, people are found by their id, else by their name; whoever is neither is kept as a name
 * and may nothing. A draft that came with the file stands where the file says. One that was here
 * before is moved by what has been done since, step by step, as far as the rule lets those people
 * do it: all of it or nothing. In neither case does a file approve or publish. */

/* Leaving */

/**
 * mb_exchange_find_name:
 * @db: a connection
 * @id: somebody's id
 * @name: (out) (transfer full) (nullable): what they are called, `NULL` when nobody knows
 * @error: return location
 *
 * Looks up who somebody is, among those who work here and those whom files have named.
 *
 * Returns: whether it could be read
 */
gboolean
mb_exchange_find_name (Db *db, const char *id, char **name, GError **error)
{
  g_autoptr (MbPerson) person = NULL;

  *name = NULL;
  if (!mb_person_table_find (db, id, &person, error))
    return FALSE;
  if (!person || !g_str_equal (person->id, id))
    return mb_exchange_table_get_name (db, id, name, error);

  *name = g_strdup (person->name);
  return TRUE;
}

/* Somebody whom nobody knows stays an id. */
static gboolean
name_person (Db *db, MbReviewRecord *record, const char *id, GError **error)
{
  g_autofree char *name = NULL;
  g_autofree char *trimmed = NULL;

  if (!id || !g_uuid_string_is_valid (id) || mb_review_record_name (record, id))
    return TRUE;
  if (!mb_exchange_find_name (db, id, &name, error))
    return FALSE;
  if (name) {
    trimmed = mb_review_record_trim (name, MB_RECORD_MAX_NAME_CHARS);
    mb_review_record_add_person (record, id, trimmed);
  }

  return TRUE;
}

static gboolean
name_commenters (Db *db, MbReviewRecord *record, MbSnapshot *snapshot, GError **error)
{
  for (guint i = 0; i < mb_snapshot_get_n_marks (snapshot); i++) {
    const MbMark *mark = mb_snapshot_get_nth_mark (snapshot, i);

    if (!name_person (db, record, mb_mark_get_author (mark), error))
      return FALSE;
    for (guint k = 0; k < mb_mark_get_n_entries (mark); k++)
      if (!name_person (db, record, mb_mark_get_entry (mark, k)->author, error))
        return FALSE;
  }

  return TRUE;
}

/* An editor's fix that changed no state says nothing to others. */
static gboolean
is_told (const MbReviewEvent *event)
{
  return event->action != MB_ACTION_EDIT || event->from != event->to;
}

static gboolean
tell_event (Db *db, MbReviewRecord *record, const MbReviewEvent *event, GError **error)
{
  g_autoptr (MbReviewEvent) told = mb_review_event_copy (event);

  if (event->reason) {
    g_free (told->reason);
    told->reason = mb_review_record_trim (event->reason, MB_RECORD_MAX_REASON_CHARS);
  }
  if (told->person && !g_uuid_string_is_valid (told->person))
    g_clear_pointer (&told->person, g_free);
  told->time_ms = CLAMP (told->time_ms, 0, MB_RECORD_MAX_TIME_MS);
  mb_review_record_add_event (record, told);

  return name_person (db, record, told->person, error);
}

static gboolean
tell_events (Db *db, MbReviewRecord *record, GPtrArray *events, GError **error)
{
  guint first = events->len;

  for (guint n = 0; first > 0 && n < MB_RECORD_MAX_EVENTS; first--)
    n += is_told (g_ptr_array_index (events, first - 1));
  for (guint i = first; i < events->len; i++)
    if (is_told (g_ptr_array_index (events, i)) &&
        !tell_event (db, record, g_ptr_array_index (events, i), error))
      return FALSE;

  return TRUE;
}

/**
 * mb_exchange_make_record:
 * @db: a connection
 * @snapshot: a draft as it leaves
 * @error: return location
 *
 * Reads where a draft stands and what was done with it, as others may read it: the last things when
 * there are many, and the names of those who are in it or in the comments.
 *
 * Returns: (transfer full): the record
 */
MbReviewRecord *
mb_exchange_make_record (Db *db, MbSnapshot *snapshot, GError **error)
{
  g_autoptr (MbReviewRecord) record = mb_review_record_new ();
  g_autoptr (MbReviewFacts) facts = NULL;
  g_autoptr (GPtrArray) events = NULL;
  gint64 draft_no = 0;

  if (!mb_draft_table_find (db, mb_snapshot_get_article_id (snapshot), &draft_no, error))
    return NULL;
  facts = mb_review_table_get (db, draft_no, error);
  events = facts ? mb_review_table_list_events (db, draft_no, error) : NULL;
  if (!events)
    return NULL;

  record->state = facts->state;
  mb_review_record_set_owner (record, facts->owner);
  if (!name_person (db, record, facts->owner, error) || !tell_events (db, record, events, error) ||
      !name_commenters (db, record, snapshot, error))
    return NULL;

  return g_steal_pointer (&record);
}

/* Arriving */

typedef struct {
  Db *db;
  const MbTelling *telling;
  MbReviewFacts *facts;
  GPtrArray *fresh; /* of MbReviewEvent: what was not known here, with the ids of here */
} Taking;

static void
taking_clear (Taking *taking)
{
  g_clear_pointer (&taking->facts, mb_review_facts_free);
  g_clear_pointer (&taking->fresh, g_ptr_array_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Taking, taking_clear)

static gboolean
find_here (Taking *self, const char *id, MbPerson **person, GError **error)
{
  const char *name = mb_review_record_name (self->telling->record, id);

  *person = NULL;
  if (!id)
    return TRUE;
  if (!mb_person_table_find (self->db, id, person, error))
    return FALSE;

  return *person || !name || mb_person_table_find (self->db, name, person, error);
}

static gboolean
translate (Taking *self, const char *id, char **here, GError **error)
{
  g_autoptr (MbPerson) person = NULL;

  if (!find_here (self, id, &person, error))
    return FALSE;
  *here = g_strdup (person ? person->id : id);

  return TRUE;
}

static gboolean
keep_names (Taking *self, GError **error)
{
  const GPtrArray *people = self->telling->record->people;

  for (guint i = 0; i < people->len; i++) {
    const MbPerson *told = g_ptr_array_index (people, i);

    if (!mb_exchange_table_put_name (self->db, told->id, told->name, error))
      return FALSE;
  }

  return TRUE;
}

static gboolean
is_same (const MbReviewEvent *a, const MbReviewEvent *b)
{
  return a->action == b->action && a->time_ms == b->time_ms &&
         g_strcmp0 (a->person, b->person) == 0;
}

static gboolean
is_among (GPtrArray *events, const MbReviewEvent *event)
{
  for (guint i = 0; i < events->len; i++)
    if (is_same (g_ptr_array_index (events, i), event))
      return TRUE;

  return FALSE;
}

static gboolean
find_fresh (Taking *self, GError **error)
{
  const GPtrArray *told = self->telling->record->events;
  g_autoptr (GPtrArray) known =
    mb_review_table_list_events (self->db, self->telling->draft_no, error);

  if (!known)
    return FALSE;
  for (guint i = 0; i < told->len; i++) {
    g_autoptr (MbReviewEvent) event = mb_review_event_copy (g_ptr_array_index (told, i));

    g_clear_pointer (&event->person, g_free);
    if (!translate (self, ((MbReviewEvent *) told->pdata[i])->person, &event->person, error))
      return FALSE;
    event->elsewhere = TRUE;
    if (!is_among (known, event) && !is_among (self->fresh, event))
      g_ptr_array_add (self->fresh, g_steal_pointer (&event));
  }

  return TRUE;
}

static gboolean
is_decided (MbReviewState state)
{
  return state == MB_REVIEW_APPROVED || state == MB_REVIEW_PUBLISHED;
}

static gint64
bound_time (const Taking *self, gint64 time_ms)
{
  return MIN (time_ms, self->telling->now_ms);
}

static void
ask_for_review (MbReviewFacts *facts)
{
  facts->state = MB_REVIEW_SUBMITTED;
  g_clear_pointer (&facts->reviewer, g_free);
  g_clear_pointer (&facts->reason, g_free);
}

/* Who has it in hand, or has given it back. */
static const char *
find_reviewer (const Taking *self)
{
  const char *reviewer = NULL;

  for (guint i = 0; i < self->fresh->len; i++) {
    const MbReviewEvent *event = g_ptr_array_index (self->fresh, i);

    if (event->to == MB_REVIEW_SUBMITTED || event->to == MB_REVIEW_DRAFT)
      reviewer = NULL;
    else if (event->action == MB_ACTION_CLAIM || event->action == MB_ACTION_RESUME ||
             event->action == MB_ACTION_RETURN)
      reviewer = event->person;
  }

  return reviewer;
}

static MbArrivalMove
stand_as_told (Taking *self)
{
  MbReviewFacts *facts = self->facts;
  guint n = self->fresh->len;
  const MbReviewEvent *last = n > 0 ? g_ptr_array_index (self->fresh, n - 1) : NULL;

  facts->state = self->telling->record->state;
  g_set_str (&facts->reviewer, find_reviewer (self));
  g_set_str (&facts->reason, last && last->to == facts->state ? last->reason : NULL);
  facts->since_ms = last ? bound_time (self, last->time_ms) : self->telling->now_ms;
  if (is_decided (facts->state)) {
    ask_for_review (facts);
    return MB_MOVE_TO_REVIEW;
  }

  return last || facts->state != MB_REVIEW_DRAFT ? MB_MOVE_TAKEN : MB_MOVE_NONE;
}

/* Refused, or not to be judged. */
static gboolean
do_again (Taking *self,
          MbReviewFacts *facts,
          const MbReviewEvent *event,
          gboolean *done,
          GError **error)
{
  g_autoptr (MbPerson) person = NULL;
  MbReviewAct act = {
    .action = event->action,
    .reason = event->reason,
    .seq = MAX (facts->covered_seq, 1),
    .hash = facts->approved_hash,
    .time_ms = bound_time (self, event->time_ms),
  };

  if (!find_here (self, event->person, &person, error))
    return FALSE;
  act.person = person;
  *done = self->telling->rule && self->telling->rule (facts, &act, NULL);

  return TRUE;
}

static gboolean
move_as_told (Taking *self, MbArrivalMove *move, GError **error)
{
  g_autoptr (MbReviewFacts) then = mb_review_facts_copy (self->facts);
  gboolean was_decided = is_decided (self->facts->state);
  gboolean done = TRUE;

  *move = MB_MOVE_NONE;
  if (self->fresh->len == 0)
    return TRUE;
  for (guint i = 0; done && i < self->fresh->len; i++)
    if (!do_again (self, then, g_ptr_array_index (self->fresh, i), &done, error))
      return FALSE;

  *move = !done ? MB_MOVE_REFUSED : is_decided (then->state) ? MB_MOVE_TO_REVIEW : MB_MOVE_TAKEN;
  /* What was approved here stays that, whatever was published elsewhere. */
  if (!done || (was_decided && *move == MB_MOVE_TO_REVIEW))
    return TRUE;
  if (*move == MB_MOVE_TO_REVIEW)
    ask_for_review (then);
  mb_review_facts_forget_approval (then);
  mb_review_facts_free (self->facts);
  self->facts = g_steal_pointer (&then);

  return TRUE;
}

static gboolean
keep_fresh (Taking *self, GError **error)
{
  for (guint i = 0; i < self->fresh->len; i++)
    if (!mb_review_table_add_event (self->db, self->telling->draft_no,
                                    g_ptr_array_index (self->fresh, i), error))
      return FALSE;

  return TRUE;
}

static gboolean
say (Taking *self, MbArrival *arrival, GError **error)
{
  const MbReviewEvent *last = NULL;

  arrival->state = self->facts->state;
  g_clear_pointer (&arrival->event, mb_review_event_free);
  g_clear_pointer (&arrival->doer, g_free);
  if (self->fresh->len == 0)
    return TRUE;
  last = g_ptr_array_index (self->fresh, self->fresh->len - 1);
  arrival->event = mb_review_event_copy (last);

  return !last->person || mb_exchange_find_name (self->db, last->person, &arrival->doer, error);
}

static gboolean
take (Taking *self, MbArrival *arrival, GError **error)
{
  const MbTelling *telling = self->telling;
  g_autofree char *owner = NULL;

  self->facts = mb_review_table_get (self->db, telling->draft_no, error);
  if (!self->facts || !keep_names (self, error) || !find_fresh (self, error))
    return FALSE;
  if (telling->is_new) {
    if (!translate (self, telling->record->owner, &owner, error))
      return FALSE;
    g_set_str (&self->facts->owner, owner ? owner : self->facts->owner);
    if (!mb_review_table_put (self->db, telling->draft_no, self->facts, error))
      return FALSE;
    arrival->move = stand_as_told (self);
  } else if (!move_as_told (self, &arrival->move, error)) {
    return FALSE;
  }

  if (arrival->move != MB_MOVE_NONE &&
      !mb_review_table_put (self->db, telling->draft_no, self->facts, error))
    return FALSE;

  return keep_fresh (self, error) && say (self, arrival, error);
}

/**
 * mb_exchange_take_record:
 * @db: the writer's connection, in a transaction
 * @telling: what a file tells of a draft
 * @arrival: is given what has become of it
 * @error: return location
 *
 * Keeps what was done elsewhere, and moves the draft as far as that is allowed.
 *
 * Returns: whether it is written
 */
gboolean
mb_exchange_take_record (Db *db, const MbTelling *telling, MbArrival *arrival, GError **error)
{
  g_auto (Taking) taking = {.db = db, .telling = telling};

  taking.fresh = g_ptr_array_new_with_free_func ((GDestroyNotify) mb_review_event_free);

  return take (&taking, arrival, error);
}
