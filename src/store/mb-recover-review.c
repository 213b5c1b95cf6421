#include "mb-recover-review.h"

#include "mb-draft-table.h"
#include "mb-exchange-table.h"
#include "mb-person-table.h"
#include "mb-review-table.h"
#include "mb-seen-table.h"
#include "mb-setting-table.h"
#include "mb-snapshot-table.h"
#include "mb-store-inside.h"
#include "mb-verify.h"

/* A recovered draft keeps its number: what was approved and what somebody has read are states of
 * the text, and mean the same text in the new store. Rows are taken up to the first that cannot be
 * read. */

#define FIRST_WITH_REVIEW 2
#define FIRST_WITH_OTHERS 4

static gint64
read_version (Db *db)
{
  gint64 version = 0;

  return mb_db_read_int (db, "PRAGMA user_version", &version, NULL) ? version : 0;
}

/* People */

typedef struct {
  GPtrArray *people; /* of MbPerson */
  GPtrArray *others; /* (nullable) of MbPerson */
  char *settings[2];
} Newsroom;

static const char *const settings[] = {MB_SETTING_PERSON, MB_SETTING_REVIEW};

static void
newsroom_clear (Newsroom *newsroom)
{
  g_clear_pointer (&newsroom->people, g_ptr_array_unref);
  g_clear_pointer (&newsroom->others, g_ptr_array_unref);
  for (guint i = 0; i < G_N_ELEMENTS (settings); i++)
    g_clear_pointer (&newsroom->settings[i], g_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Newsroom, newsroom_clear)

static gboolean
put_people_in_worker (Db *db, gpointer user_data, GError **error)
{
  const Newsroom *newsroom = user_data;

  for (guint i = 0; i < newsroom->people->len; i++)
    if (!mb_person_table_put (db, g_ptr_array_index (newsroom->people, i), error))
      return FALSE;
  for (guint i = 0; newsroom->others && i < newsroom->others->len; i++) {
    const MbPerson *other = g_ptr_array_index (newsroom->others, i);

    if (!mb_exchange_table_put_name (db, other->id, other->name, error))
      return FALSE;
  }
  for (guint i = 0; i < G_N_ELEMENTS (settings); i++)
    if (newsroom->settings[i] &&
        !mb_setting_table_put (db, settings[i], newsroom->settings[i], error))
      return FALSE;

  return TRUE;
}

static void
read_people (Db *db, Newsroom *newsroom, MbStoreReport *report)
{
  g_autoptr (GError) error = NULL;

  newsroom->people = g_ptr_array_new_with_free_func ((GDestroyNotify) mb_person_free);
  if (!mb_person_table_read (db, newsroom->people, &error))
    mb_store_report_add (report, "the list of people: %s", error->message);
  g_clear_error (&error);
  if (read_version (db) >= FIRST_WITH_OTHERS)
    newsroom->others = mb_exchange_table_list_names (db, &error);
  if (error)
    mb_store_report_add (report, "the names from files: %s", error->message);
  g_clear_error (&error);
  for (guint i = 0; i < G_N_ELEMENTS (settings); i++) {
    if (!mb_setting_table_get (db, settings[i], &newsroom->settings[i], &error))
      mb_store_report_add (report, "the setting %s: %s", settings[i], error->message);
    g_clear_error (&error);
  }
}

/**
 * mb_recover_people:
 * @db: a connection to a copy of a damaged store
 * @into: the new store
 * @report: counts them, and is told what cannot be read
 * @error: return location
 *
 * Takes over who works there, who uses it, and whether there is a review. To be done before the
 * drafts.
 *
 * Returns: whether the new store has them
 */
gboolean
mb_recover_people (Db *db, MbStore *into, MbStoreReport *report, GError **error)
{
  g_auto (Newsroom) newsroom = {NULL};

  if (read_version (db) < FIRST_WITH_REVIEW)
    return TRUE;
  read_people (db, &newsroom, report);
  if (!mb_store_write (into, put_people_in_worker, &newsroom, error))
    return FALSE;

  report->n_people += newsroom.people->len;
  return TRUE;
}

/* Drafts */

typedef struct {
  const MbLoaded *loaded;
  MbReviewFacts *facts; /* NULL: not known */
  GPtrArray *events;    /* of MbReviewEvent */
  GPtrArray *seen;      /* of MbSeenRow */
  gint64 now_ms;
  gint64 draft_no; /* in the new store */
} Salvaged;

static void
salvaged_clear (Salvaged *salvaged)
{
  g_clear_pointer (&salvaged->facts, mb_review_facts_free);
  g_clear_pointer (&salvaged->events, g_ptr_array_unref);
  g_clear_pointer (&salvaged->seen, g_ptr_array_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Salvaged, salvaged_clear)

static gboolean
put_text (Db *db, Salvaged *self, GError **error)
{
  g_autoptr (MbDraftInfo) info = mb_draft_info_new_from (self->loaded->snapshot);
  g_autoptr (MbSnapshotRow) row = g_new0 (MbSnapshotRow, 1);

  info->created_ms = info->updated_ms = self->now_ms;
  if (!mb_draft_table_put (db, info, &self->draft_no, error))
    return FALSE;
  row->draft_no = self->draft_no;
  row->seq = self->loaded->seq;
  row->reason = g_strdup ("recovered");
  row->wall_ms = self->now_ms;
  row->snapshot = mb_snapshot_ref (self->loaded->snapshot);

  return mb_snapshot_table_put (db, row, error);
}

static gboolean
put_review (Db *db, const Salvaged *self, GError **error)
{
  if (!(self->facts ? mb_review_table_put (db, self->draft_no, self->facts, error)
                    : mb_review_table_give (db, self->draft_no, NULL, error)))
    return FALSE;
  for (guint i = 0; i < self->events->len; i++)
    if (!mb_review_table_add_event (db, self->draft_no, g_ptr_array_index (self->events, i), error))
      return FALSE;
  for (guint i = 0; i < self->seen->len; i++) {
    const MbSeenRow *seen = g_ptr_array_index (self->seen, i);
    const gint64 seq_and_time[] = {MIN (seen->seq, (gint64) self->loaded->seq), seen->time_ms};

    if (!mb_seen_table_put (db, self->draft_no, seen->person, seq_and_time, error))
      return FALSE;
  }

  return TRUE;
}

static gboolean
put_in_worker (Db *db, gpointer user_data, GError **error)
{
  return put_text (db, user_data, error) && put_review (db, user_data, error);
}

/* The text that was approved is not there to its end: nothing is approved any more. */
static void
void_approval (Salvaged *self, const char *id, MbStoreReport *report)
{
  MbReviewFacts *facts = self->facts;

  if (!facts->approved_by || self->loaded->seq >= self->loaded->head_seq)
    return;
  mb_review_facts_forget_approval (facts);
  if (facts->state == MB_REVIEW_APPROVED)
    facts->state = MB_REVIEW_SUBMITTED;
  mb_store_report_add (report, "draft %s is to be reviewed again: its approved text is not whole",
                       id);
}

static void
read_review (Db *db, const char *id, Salvaged *self, MbStoreReport *report)
{
  gint64 draft_no = self->loaded->draft_no;
  g_autoptr (GError) error = NULL;

  self->facts = mb_review_table_get (db, draft_no, &error);
  if (self->facts)
    void_approval (self, id, report);
  else
    mb_store_report_add (report, "where draft %s stands is lost: %s", id, error->message);
  g_clear_error (&error);
  if (!mb_review_table_read_events (db, draft_no, self->events, &error))
    mb_store_report_add (report, "what was done with draft %s: %s", id, error->message);
  g_clear_error (&error);
  if (!mb_seen_table_read (db, draft_no, self->seen, &error))
    mb_store_report_add (report, "who has read draft %s: %s", id, error->message);
}

/**
 * mb_recover_draft:
 * @db: a connection to a copy of a damaged store
 * @id: a draft of it
 * @loaded: what could be read of its text
 * @into: the new store
 * @report: counts it, and is told what cannot be read
 * @error: return location
 *
 * Takes a draft over, with where it stands, what was done with it, and who has read it.
 *
 * Returns: whether the new store has it
 */
gboolean
mb_recover_draft (Db *db,
                  const char *id,
                  const MbLoaded *loaded,
                  MbStore *into,
                  MbStoreReport *report,
                  GError **error)
{
  g_auto (Salvaged) salvaged = {.loaded = loaded};

  salvaged.now_ms = mb_clock_wall_ms (mb_store_get_clock (into));
  salvaged.events = g_ptr_array_new_with_free_func ((GDestroyNotify) mb_review_event_free);
  salvaged.seen = g_ptr_array_new_with_free_func ((GDestroyNotify) mb_seen_row_free);
  if (read_version (db) >= FIRST_WITH_REVIEW)
    read_review (db, id, &salvaged, report);
  if (!mb_store_write (into, put_in_worker, &salvaged, error))
    return FALSE;

  mb_index_put (mb_store_get_index (into), salvaged.draft_no, loaded->seq, loaded->snapshot);
  report->n_drafts++;
  report->n_events += salvaged.events->len;
  report->n_seen += salvaged.seen->len;
  return TRUE;
}
