#include "mb-test-store.h"

#include "mb-review-state.h"
#include "mb-store-outbox.h"
#include "mb-store-review.h"

#include <glib/gstdio.h>
#include <sqlite3.h>

/* A damaged store gives back who works there, where its drafts stand, and what sites have of them.
 */

#define AWA "11111111-1111-4111-8111-111111111111"
#define KOFI "22222222-2222-4222-8222-222222222222"

typedef struct {
  char *folder;
  char *fresh; /* where the new store goes */
  char *id;
  MbStore *store;
  MbPerson *awa;
  MbPerson *kofi;
} Room;

static char *
create (MbStore *store, const char *headline, const char *text)
{
  g_autoptr (MbSnapshot) snapshot = mb_test_snapshot (headline, text);
  g_autoptr (GError) error = NULL;

  mb_store_create_sync (store, snapshot, &error);
  g_assert_no_error (error);
  return g_strdup (mb_snapshot_get_article_id (snapshot));
}

static void
set_up (Room *room, gconstpointer data)
{
  room->folder = mb_test_folder ();
  room->fresh = mb_test_folder ();
  room->store = mb_test_open (room->folder);
  mb_store_set_review_rule (room->store, mb_review_apply);
  room->awa = mb_person_new (AWA, "Awa Mensah", MB_ROLE_REPORTER);
  room->kofi = mb_person_new (KOFI, "Kofi Adjei", MB_ROLE_EDITOR);
  g_assert_true (mb_store_put_person_sync (room->store, room->awa, NULL));
  g_assert_true (mb_store_put_person_sync (room->store, room->kofi, NULL));
  g_assert_true (mb_store_use_person_sync (room->store, KOFI, NULL));
  g_assert_true (mb_store_set_setting_sync (room->store, MB_SETTING_REVIEW, "on", NULL));
  room->id = create (room->store, "Le port", "Les quais rouvrent");
  g_assert_true (mb_store_set_owner_sync (room->store, room->id, AWA, NULL));
}

static void
tear_down (Room *room, gconstpointer data)
{
  mb_store_close (room->store);
  g_clear_object (&room->store);
  mb_test_remove (room->folder);
  mb_test_remove (room->fresh);
  g_free (room->folder);
  g_free (room->fresh);
  g_free (room->id);
  mb_person_free (room->awa);
  mb_person_free (room->kofi);
}

static void
act (Room *room, MbReviewAction action, const MbPerson *person, const char *reason)
{
  const MbReviewAct deed = {.action = action, .person = person, .reason = reason};
  g_autoptr (GError) error = NULL;
  g_autoptr (MbReviewFacts) facts = mb_store_act_sync (room->store, room->id, &deed, &error);

  g_assert_no_error (error);
}

static void
write_as (Room *room, const char *author, const char *words)
{
  g_autoptr (MbArticle) article = mb_store_load_sync (room->store, room->id, NULL);
  g_autoptr (MbJournal) journal = mb_journal_new (room->store, article);
  MbSnapshot *snapshot = mb_article_get_snapshot (article);
  MbBlock *block = mb_snapshot_get_block (snapshot, mb_snapshot_get_n_blocks (snapshot) - 1);
  const MbPosition start = {mb_block_get_id (block), 0, 0};
  g_autoptr (MbTransaction) typing = mb_article_begin (article, MB_ORIGIN_TYPING);
  g_autoptr (MbText) text = mb_text_new (words);

  mb_transaction_set_author (typing, author);
  g_assert_true (mb_transaction_replace_text (typing, &start, 0, text, NULL));
  g_assert_true (mb_article_commit (article, typing, NULL));
  g_assert_true (mb_journal_flush_sync (journal, NULL));
}

static void
approve (Room *room)
{
  act (room, MB_ACTION_SUBMIT, room->awa, "Deux sources");
  act (room, MB_ACTION_CLAIM, room->kofi, NULL);
  act (room, MB_ACTION_APPROVE, room->kofi, NULL);
}

static MbStanding *
look (Room *room)
{
  g_autoptr (GError) error = NULL;
  MbStanding *standing = mb_store_get_standing_sync (room->store, room->id, &error);

  g_assert_no_error (error);
  return standing;
}

/* Damages the store where these words stand, or runs this SQL, and goes on with the new one. */
static MbStoreReport *
recover (Room *room, const char *needle, const char *sql)
{
  g_autofree char *path = g_build_filename (room->folder, "drafts.db", NULL);
  g_autoptr (GError) error = NULL;
  MbStoreReport *report = NULL;
  sqlite3 *db = NULL;

  mb_store_close (room->store);
  g_clear_object (&room->store);
  if (needle)
    mb_test_damage (path, needle);
  if (sql) {
    g_assert_cmpint (sqlite3_open (path, &db), ==, SQLITE_OK);
    g_assert_cmpint (sqlite3_exec (db, sql, NULL, NULL, NULL), ==, SQLITE_OK);
    sqlite3_close (db);
  }
  report = mb_store_recover_sync (room->folder, room->fresh, &error);
  g_assert_no_error (error);
  room->store = mb_test_open (room->fresh);
  mb_store_set_review_rule (room->store, mb_review_apply);

  return report;
}

static void
test_where_it_stands_is_recovered (Room *room, gconstpointer data)
{
  g_autofree char *lost = create (room->store, "La gare", "Les voies ferment");
  g_autoptr (MbStanding) before = NULL;
  g_autoptr (MbStanding) after = NULL;
  g_autoptr (MbStoreReport) report = NULL;
  g_autoptr (GPtrArray) people = NULL;
  const MbReviewEvent *event = NULL;

  approve (room);
  write_as (room, KOFI, "Lundi, ");
  before = look (room);
  g_assert_true (mb_store_mark_seen_sync (room->store, room->id, KOFI, before->seq, NULL));
  report = recover (room, "voies ferment", NULL);
  g_assert_cmpuint (report->n_drafts, ==, 1);
  g_assert_cmpuint (report->n_people, ==, 2);
  g_assert_cmpuint (report->n_events, ==, 4);
  g_assert_cmpuint (report->n_seen, ==, 1);
  g_assert_cmpuint (report->problems->len, ==, 1);

  after = look (room);
  g_assert_cmpint (after->facts->state, ==, MB_REVIEW_APPROVED);
  g_assert_cmpstr (after->facts->owner, ==, AWA);
  g_assert_cmpstr (after->facts->approved_by, ==, KOFI);
  g_assert_cmpint (after->facts->since_ms, ==, before->facts->since_ms);
  g_assert_cmpuint (after->seq, ==, before->seq);
  g_assert_true (mb_review_covers (after->facts, after->seq));
  g_assert_cmpuint (after->seen_seq, ==, before->seq);
  g_assert_cmpstr (after->me->id, ==, KOFI);
  g_assert_true (after->is_on);
  event = g_ptr_array_index (after->events, 0);
  g_assert_cmpstr (event->reason, ==, "Deux sources");
  people = mb_store_list_people_sync (room->store, NULL);
  g_assert_cmpint (((MbPerson *) people->pdata[1])->role, ==, MB_ROLE_EDITOR);

  write_as (room, AWA, "Enfin ! ");
  g_clear_pointer (&after, mb_standing_free);
  after = look (room);
  g_assert_cmpint (after->facts->state, ==, MB_REVIEW_SUBMITTED);
}

/* What was approved is not there to its end. */
static void
test_half_a_text_is_not_approved (Room *room, gconstpointer data)
{
  g_autoptr (MbStanding) after = NULL;
  g_autoptr (MbStoreReport) report = NULL;

  approve (room);
  write_as (room, KOFI, "Zanzibar, ");
  report = recover (room, "Zanzibar", NULL);
  after = look (room);
  g_assert_cmpuint (report->n_drafts, ==, 1);
  g_assert_cmpuint (report->problems->len, ==, 2);
  g_assert_cmpint (after->facts->state, ==, MB_REVIEW_SUBMITTED);
  g_assert_null (after->facts->approved_by);
  g_assert_false (mb_review_covers (after->facts, after->seq));
}

/* The text comes first: a lost record costs no word. */
static void
test_a_lost_record_costs_no_word (Room *room, gconstpointer data)
{
  g_autoptr (MbStanding) after = NULL;
  g_autoptr (MbStoreReport) report = NULL;
  g_autoptr (MbArticle) article = NULL;
  g_autofree char *text = NULL;

  approve (room);
  report = recover (
    room, NULL, "DROP TABLE review_event; DROP TABLE seen; DROP TABLE review; DROP TABLE person");
  g_assert_cmpuint (report->n_drafts, ==, 1);
  g_assert_cmpuint (report->n_people, ==, 0);
  g_assert_cmpuint (report->problems->len, ==, 4);
  article = mb_store_load_sync (room->store, room->id, NULL);
  text = mb_test_text (mb_article_get_snapshot (article));
  after = look (room);
  g_assert_cmpstr (text, ==, "Les quais rouvrent");
  g_assert_cmpint (after->facts->state, ==, MB_REVIEW_DRAFT);
}

static void
publish (Room *room)
{
  const MbDestinationRow site = {(char *) "site", (char *) "journal", (char *) "micropub",
                                 (char *) "https://journal.example/", (char *) "{}"};
  g_autoptr (GBytes) sent = g_bytes_new_static ("sent", 4);
  const MbPublicationRow there = {
    .draft_id = room->id,
    .site_id = site.id,
    .remote_url = (char *) "https://journal.example/le-port",
    .remote_version = (char *) "7",
    .sent_digest = (char *) "digest",
    .sent_document = sent,
    .published = TRUE,
  };
  const MbJobRow job = {
    .id = (char *) "job",
    .draft_id = room->id,
    .site_id = site.id,
    .headline = (char *) "Le port",
    .document = sent,
    .digest = there.sent_digest,
    .marker = (char *) "marker",
    .over = TRUE,
  };

  g_assert_true (mb_store_put_site_sync (room->store, &site, NULL));
  g_assert_true (mb_store_put_job_sync (room->store, &job, NULL, &there, NULL));
}

/* Otherwise the next update would be a second post. */
static void
test_what_sites_have_is_recovered (Room *room, gconstpointer data)
{
  g_autofree char *other = create (room->store, "La gare", "Les voies ferment");
  g_autoptr (GPtrArray) sites = NULL;
  g_autoptr (MbPublicationRow) there = NULL;
  g_autoptr (MbStoreReport) report = NULL;

  publish (room);
  report = recover (room, NULL, NULL);
  g_assert_cmpuint (report->n_drafts, ==, 2);
  g_assert_cmpuint (report->n_sites, ==, 1);
  g_assert_cmpuint (report->n_publications, ==, 1);
  g_assert_cmpuint (report->problems->len, ==, 0);
  sites = mb_store_list_sites_sync (room->store, NULL);
  g_assert_cmpstr (((MbDestinationRow *) sites->pdata[0])->name, ==, "journal");
  there = mb_store_get_publication_sync (room->store, room->id, "site", NULL);
  g_assert_cmpstr (there->remote_url, ==, "https://journal.example/le-port");
  g_assert_cmpstr (there->remote_version, ==, "7");
  g_assert_cmpuint (g_bytes_get_size (there->sent_document), ==, 4);
  g_assert_true (there->published);
}

static void
test_lost_publications_are_told (Room *room, gconstpointer data)
{
  g_autoptr (MbStoreReport) report = NULL;

  publish (room);
  report = recover (room, NULL, "DROP TABLE publication");
  g_assert_cmpuint (report->n_drafts, ==, 1);
  g_assert_cmpuint (report->n_sites, ==, 1);
  g_assert_cmpuint (report->n_publications, ==, 0);
  g_assert_cmpuint (report->problems->len, ==, 1);
}

#define ADD(name, func) g_test_add ("/store/recover/" name, Room, NULL, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  ADD ("standing", test_where_it_stands_is_recovered);
  ADD ("half-a-text", test_half_a_text_is_not_approved);
  ADD ("lost-record", test_a_lost_record_costs_no_word);
  ADD ("publications", test_what_sites_have_is_recovered);
  ADD ("lost-publications", test_lost_publications_are_told);

  return g_test_run ();
}
