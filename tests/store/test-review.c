#include "mb-test-store.h"

#include "mb-comments.h"
#include "mb-review-state.h"
#include "mb-store-review.h"

#include <sqlite3.h>

/* Who works here, whose a draft is, where it stands, and what the journal makes of an approval. */

#define AWA "11111111-1111-4111-8111-111111111111"
#define KOFI "22222222-2222-4222-8222-222222222222"

typedef struct {
  char *folder;
  char *id;
  MbStore *store;
  MbArticle *article;
  MbJournal *journal;
  MbPerson *awa;  /* reporter, whose article it is */
  MbPerson *kofi; /* editor */
} Room;

static MbPerson *
add_person (MbStore *store, const char *id, const char *name, MbRole role)
{
  MbPerson *person = mb_person_new (id, name, role);
  g_autoptr (GError) error = NULL;

  mb_store_put_person_sync (store, person, &error);
  g_assert_no_error (error);
  return person;
}

static void
set_up (Room *room, gconstpointer data)
{
  g_autoptr (MbSnapshot) snapshot = mb_test_snapshot ("Le port", "Les quais rouvrent");
  g_autoptr (GError) error = NULL;

  room->folder = mb_test_folder ();
  room->store = mb_test_open (room->folder);
  mb_store_set_review_rule (room->store, mb_review_apply);
  room->awa = add_person (room->store, AWA, "Awa Mensah", MB_ROLE_REPORTER);
  room->kofi = add_person (room->store, KOFI, "Kofi Adjei", MB_ROLE_EDITOR);
  g_assert_true (mb_store_create_sync (room->store, snapshot, &error));
  room->id = g_strdup (mb_snapshot_get_article_id (snapshot));
  room->article = mb_store_load_sync (room->store, room->id, &error);
  g_assert_no_error (error);
  room->journal = mb_journal_new (room->store, room->article);
}

static void
tear_down (Room *room, gconstpointer data)
{
  g_clear_object (&room->journal);
  g_clear_object (&room->article);
  mb_store_close (room->store);
  while (g_main_context_iteration (NULL, FALSE))
    continue; /* the workers have handed their tasks back */
  g_assert_finalize_object (room->store);
  mb_test_remove (room->folder);
  g_free (room->folder);
  g_free (room->id);
  mb_person_free (room->awa);
  mb_person_free (room->kofi);
}

static MbStanding *
look (Room *room)
{
  g_autoptr (GError) error = NULL;
  MbStanding *standing = mb_store_get_standing_sync (room->store, room->id, &error);

  g_assert_no_error (error);
  return standing;
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
  MbSnapshot *snapshot = mb_article_get_snapshot (room->article);
  MbBlock *block = mb_snapshot_get_block (snapshot, mb_snapshot_get_n_blocks (snapshot) - 1);
  const MbPosition end = {mb_block_get_id (block), 0,
                          mb_text_get_n_chars (mb_block_get_part (block, 0))};
  g_autoptr (MbTransaction) typing = mb_article_begin (room->article, MB_ORIGIN_TYPING);
  g_autoptr (MbText) text = mb_text_new (words);
  g_autoptr (GError) error = NULL;

  mb_transaction_set_author (typing, author);
  mb_transaction_replace_text (typing, &end, 0, text, &error);
  mb_article_commit (room->article, typing, &error);
  g_assert_no_error (error);
}

static void
flush (Room *room)
{
  g_autoptr (GError) error = NULL;

  mb_journal_flush_sync (room->journal, &error);
  g_assert_no_error (error);
}

static void
approve (Room *room)
{
  act (room, MB_ACTION_SUBMIT, room->awa, NULL);
  act (room, MB_ACTION_CLAIM, room->kofi, NULL);
  act (room, MB_ACTION_APPROVE, room->kofi, NULL);
}

static void
test_the_first_person_owns_what_is_there (void)
{
  g_autofree char *folder = mb_test_folder ();
  g_autoptr (MbStore) store = mb_test_open (folder);
  g_autoptr (MbSnapshot) snapshot = mb_test_snapshot ("Le port", "Les quais rouvrent");
  g_autoptr (MbStanding) before = NULL;
  g_autoptr (MbStanding) after = NULL;
  g_autoptr (MbPerson) awa = NULL;
  const char *id = mb_snapshot_get_article_id (snapshot);

  g_assert_true (mb_store_create_sync (store, snapshot, NULL));
  before = mb_store_get_standing_sync (store, id, NULL);
  g_assert_null (before->facts->owner);
  g_assert_null (before->me);
  g_assert_false (before->is_on);
  g_assert_cmpint (before->facts->since_ms, >, 0);

  awa = add_person (store, AWA, "Awa Mensah", MB_ROLE_REPORTER);
  after = mb_store_get_standing_sync (store, id, NULL);
  g_assert_cmpstr (after->facts->owner, ==, AWA);
  g_assert_cmpstr (after->me->id, ==, AWA);
  g_assert_cmpstr (after->me->initials, ==, "AM");
  g_assert_false (after->is_on);
  mb_store_close (store);
  mb_test_remove (folder);
}

static void
test_a_change_takes_nobodys_place (Room *room, gconstpointer data)
{
  g_autoptr (MbPerson) me = NULL;

  room->awa->role = MB_ROLE_FORMER;
  g_assert_true (mb_store_put_person_sync (room->store, room->awa, NULL));
  g_set_str (&room->kofi->initials, "KOA");
  g_assert_true (mb_store_put_person_sync (room->store, room->kofi, NULL));
  g_assert_true (mb_store_get_person_sync (room->store, &me, NULL));
  g_assert_null (me);

  room->awa->role = MB_ROLE_EDITOR;
  g_assert_true (mb_store_put_person_sync (room->store, room->awa, NULL));
  g_assert_true (mb_store_get_person_sync (room->store, &me, NULL));
  g_assert_cmpstr (me->id, ==, AWA);
}

static void
test_people_have_names_of_their_own (Room *room, gconstpointer data)
{
  g_autoptr (MbPerson) other = mb_person_new (NULL, "Awa Mensah", MB_ROLE_EDITOR);
  g_autoptr (MbPerson) me = NULL;
  g_autoptr (GPtrArray) people = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_false (mb_store_put_person_sync (room->store, other, &error));
  g_assert_error (error, MB_STORE_ERROR, MB_STORE_ERROR_CONFLICT);
  g_clear_error (&error);
  g_assert_false (mb_store_use_person_sync (room->store, "nobody", &error));
  g_assert_error (error, MB_STORE_ERROR, MB_STORE_ERROR_NOT_FOUND);

  g_assert_true (mb_store_use_person_sync (room->store, "Kofi Adjei", NULL));
  g_assert_true (mb_store_get_person_sync (room->store, &me, NULL));
  g_assert_cmpstr (me->id, ==, KOFI);
  people = mb_store_list_people_sync (room->store, NULL);
  g_assert_cmpuint (people->len, ==, 2);
}

static void
test_review_is_on_with_two_people_or_the_setting (Room *room, gconstpointer data)
{
  g_autofree char *folder = mb_test_folder ();
  g_autoptr (MbStore) alone = mb_test_open (folder);
  gboolean is_on = FALSE;

  g_assert_true (mb_store_is_review_on_sync (room->store, &is_on, NULL));
  g_assert_true (is_on);
  g_assert_true (mb_store_is_review_on_sync (alone, &is_on, NULL));
  g_assert_false (is_on);
  g_assert_true (mb_store_set_setting_sync (alone, MB_SETTING_REVIEW, "on", NULL));
  g_assert_true (mb_store_is_review_on_sync (alone, &is_on, NULL));
  g_assert_true (is_on);
  mb_store_close (alone);
  mb_test_remove (folder);
}

static void
test_what_was_done_is_on_record (Room *room, gconstpointer data)
{
  g_autoptr (MbStanding) standing = NULL;
  g_autoptr (GPtrArray) versions = NULL;
  const MbReviewEvent *event = NULL;

  act (room, MB_ACTION_SUBMIT, room->awa, NULL);
  act (room, MB_ACTION_CLAIM, room->kofi, NULL);
  act (room, MB_ACTION_RETURN, room->kofi, "Quelle source ?");
  standing = look (room);
  g_assert_cmpint (standing->facts->state, ==, MB_REVIEW_CHANGES_REQUESTED);
  g_assert_cmpstr (standing->facts->reason, ==, "Quelle source ?");
  g_assert_cmpstr (standing->facts->reviewer, ==, KOFI);
  g_assert_cmpuint (standing->events->len, ==, 3);
  event = g_ptr_array_index (standing->events, 2);
  g_assert_cmpint (event->action, ==, MB_ACTION_RETURN);
  g_assert_cmpint (event->from, ==, MB_REVIEW_IN_REVIEW);
  g_assert_cmpstr (event->person, ==, KOFI);
  g_assert_cmpstr (event->reason, ==, "Quelle source ?");
  g_assert_cmpint (event->time_ms, ==, standing->facts->since_ms);
}

static void
test_what_is_refused_leaves_no_trace (Room *room, gconstpointer data)
{
  const MbReviewAct deed = {.action = MB_ACTION_APPROVE, .person = room->awa};
  g_autoptr (MbStanding) standing = NULL;
  g_autoptr (GError) error = NULL;

  act (room, MB_ACTION_SUBMIT, room->awa, NULL);
  act (room, MB_ACTION_CLAIM, room->kofi, NULL);
  g_assert_null (mb_store_act_sync (room->store, room->id, &deed, &error));
  g_assert_error (error, MB_REVIEW_ERROR, MB_REVIEW_ERROR_EDITORS_ONLY);
  standing = look (room);
  g_assert_cmpint (standing->facts->state, ==, MB_REVIEW_IN_REVIEW);
  g_assert_cmpuint (standing->events->len, ==, 2);
}

static void
test_an_approval_of_another_text_is_refused (Room *room, gconstpointer data)
{
  MbReviewAct deed = {.action = MB_ACTION_APPROVE, .person = room->kofi, .read_seq = 1};
  g_autoptr (MbReviewFacts) facts = NULL;
  g_autoptr (GError) error = NULL;

  act (room, MB_ACTION_SUBMIT, room->awa, NULL);
  act (room, MB_ACTION_CLAIM, room->kofi, NULL);
  write_as (room, AWA, " lundi");
  flush (room);
  write_as (room, AWA, " matin");
  flush (room);
  g_assert_null (mb_store_act_sync (room->store, room->id, &deed, &error));
  g_assert_error (error, MB_REVIEW_ERROR, MB_REVIEW_ERROR_STALE);
  deed.read_seq = 2;
  facts = mb_store_act_sync (room->store, room->id, &deed, NULL);
  g_assert_nonnull (facts);
  g_assert_cmpuint (facts->approved_seq, ==, 2);
  g_assert_cmpuint (strlen (facts->approved_hash), ==, 64);
}

/* What is typed a moment before is part of what is approved, though the journal still waits. */
static void
test_an_act_is_about_the_last_word_written (Room *room, gconstpointer data)
{
  g_autoptr (MbStanding) standing = NULL;

  act (room, MB_ACTION_SUBMIT, room->awa, NULL);
  act (room, MB_ACTION_CLAIM, room->kofi, NULL);
  write_as (room, KOFI, ".");
  act (room, MB_ACTION_APPROVE, room->kofi, NULL);
  standing = look (room);
  g_assert_cmpuint (standing->facts->approved_seq, ==, 1);
}

static void
test_a_change_of_state_keeps_the_text (Room *room, gconstpointer data)
{
  g_autoptr (GPtrArray) versions = NULL;
  g_autoptr (MbSnapshot) kept = NULL;
  const MbVersionInfo *version = NULL;

  write_as (room, AWA, " lundi");
  act (room, MB_ACTION_SUBMIT, room->awa, NULL);
  versions = mb_store_list_versions_sync (room->store, room->id, NULL);
  version = g_ptr_array_index (versions, 0);
  g_assert_cmpstr (version->reason, ==, "review");
  g_assert_cmpuint (version->seq, ==, 1);
  kept = mb_store_load_version_sync (room->store, room->id, version->id, NULL);
  g_assert_true (mb_snapshot_equal (kept, mb_article_get_snapshot (room->article)));
}

static void
test_an_editors_fix_keeps_the_approval (Room *room, gconstpointer data)
{
  g_autoptr (MbStanding) standing = NULL;
  const MbReviewEvent *event = NULL;

  approve (room);
  write_as (room, KOFI, ",");
  flush (room);
  write_as (room, KOFI, " enfin");
  flush (room);
  standing = look (room);
  g_assert_cmpint (standing->facts->state, ==, MB_REVIEW_APPROVED);
  g_assert_cmpuint (standing->facts->approved_seq, ==, 0);
  g_assert_cmpuint (standing->facts->covered_seq, ==, 2);
  g_assert_cmpuint (standing->events->len, ==, 4);
  event = g_ptr_array_index (standing->events, 3);
  g_assert_cmpint (event->action, ==, MB_ACTION_EDIT);
  g_assert_cmpstr (event->person, ==, KOFI);
  g_assert_cmpuint (event->seq, ==, 2);
}

static void
test_an_authors_edit_sends_it_back (Room *room, gconstpointer data)
{
  g_autoptr (MbStanding) standing = NULL;
  g_autoptr (GPtrArray) versions = NULL;
  const MbReviewEvent *event = NULL;

  approve (room);
  write_as (room, AWA, " mardi");
  flush (room);
  write_as (room, AWA, " soir");
  flush (room);
  standing = look (room);
  g_assert_cmpint (standing->facts->state, ==, MB_REVIEW_SUBMITTED);
  g_assert_cmpuint (standing->facts->approved_seq, ==, 0);
  g_assert_cmpuint (standing->events->len, ==, 4);
  event = g_ptr_array_index (standing->events, 3);
  g_assert_cmpint (event->from, ==, MB_REVIEW_APPROVED);
  g_assert_cmpint (event->to, ==, MB_REVIEW_SUBMITTED);
  versions = mb_store_list_versions_sync (room->store, room->id, NULL);
  g_assert_cmpstr (((MbVersionInfo *) versions->pdata[0])->reason, ==, "review");
}

static void
test_a_comment_is_no_new_text (Room *room, gconstpointer data)
{
  g_autoptr (MbTransaction) remark = NULL;
  g_autoptr (MbStanding) standing = NULL;
  g_autoptr (GError) error = NULL;

  approve (room);
  remark = mb_article_begin (room->article, MB_ORIGIN_COMMAND);
  mb_transaction_set_author (remark, AWA);
  g_assert_cmpuint (mb_comments_add_on_article (remark, &(MbMarkEntry) {AWA, 1, "Merci."}, &error),
                    !=, 0);
  g_assert_true (mb_article_commit (room->article, remark, &error));
  flush (room);
  standing = look (room);
  g_assert_cmpint (standing->facts->state, ==, MB_REVIEW_APPROVED);
  g_assert_true (mb_review_covers (standing->facts, standing->seq));
  g_assert_cmpuint (standing->events->len, ==, 3);
}

/* Two people at one desk: what they typed within the same moment stays each one's. */
static void
test_a_row_has_one_author (Room *room, gconstpointer data)
{
  g_autoptr (MbStanding) standing = NULL;

  approve (room);
  write_as (room, KOFI, ",");
  write_as (room, AWA, " mardi");
  flush (room);
  standing = look (room);
  g_assert_cmpint (standing->facts->state, ==, MB_REVIEW_SUBMITTED);
}

static void
test_an_author_may_be_known_by_name (Room *room, gconstpointer data)
{
  g_autoptr (MbStanding) standing = NULL;

  approve (room);
  write_as (room, "Kofi Adjei", ",");
  flush (room);
  standing = look (room);
  g_assert_cmpint (standing->facts->state, ==, MB_REVIEW_APPROVED);
}

static void
test_without_a_rule_an_approval_covers_nothing_new (Room *room, gconstpointer data)
{
  g_autoptr (MbStanding) standing = NULL;

  approve (room);
  mb_store_set_review_rule (room->store, NULL);
  write_as (room, KOFI, ",");
  flush (room);
  standing = look (room);
  g_assert_false (mb_review_covers (standing->facts, standing->seq));
}

static void
test_a_new_draft_is_its_writers (Room *room, gconstpointer data)
{
  g_autofree char *id = g_uuid_string_random ();
  g_autoptr (MbSnapshot) blank = mb_snapshot_new (id);
  g_autoptr (MbStanding) standing = NULL;

  g_clear_object (&room->journal);
  g_clear_object (&room->article);
  room->article = mb_article_new (blank, 0);
  room->journal = mb_journal_new (room->store, room->article);
  write_as (room, KOFI, "Bref");
  flush (room);
  standing = mb_store_get_standing_sync (room->store, id, NULL);
  g_assert_cmpstr (standing->facts->owner, ==, KOFI);
}

static void
test_the_list_says_whose_and_since_when (Room *room, gconstpointer data)
{
  g_autoptr (GPtrArray) drafts = NULL;
  const MbDraftInfo *info = NULL;

  act (room, MB_ACTION_SUBMIT, room->awa, NULL);
  drafts = mb_store_list_sync (room->store, NULL, FALSE, NULL);
  g_assert_cmpuint (drafts->len, ==, 1);
  info = g_ptr_array_index (drafts, 0);
  g_assert_cmpstr (info->state, ==, "submitted");
  g_assert_cmpstr (info->owner, ==, AWA);
  g_assert_cmpstr (info->owner_name, ==, "Awa Mensah");
  g_assert_cmpint (info->state_since_ms, >, 0);
}

static void
test_one_sees_what_changed_since_one_looked (Room *room, gconstpointer data)
{
  g_autoptr (MbSeenChanges) never = NULL;
  g_autoptr (MbSeenChanges) changes = NULL;
  g_autoptr (MbSnapshot) seen = NULL;
  g_autoptr (GError) error = NULL;

  never = mb_store_load_changes_sync (room->store, room->id, KOFI, &error);
  g_assert_no_error (error);
  g_assert_null (never->older);

  write_as (room, AWA, " lundi");
  flush (room);
  seen = mb_article_dup_snapshot (room->article);
  g_assert_true (mb_store_mark_seen_sync (room->store, room->id, KOFI, 1, &error));
  write_as (room, AWA, " matin");
  flush (room);
  mb_journal_snapshot (room->journal);
  write_as (room, AWA, " tôt");
  flush (room);
  changes = mb_store_load_changes_sync (room->store, room->id, KOFI, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (changes->older_seq, ==, 1);
  g_assert_cmpuint (changes->newer_seq, ==, 3);
  g_assert_true (mb_snapshot_equal (changes->older, seen));
  g_assert_true (mb_snapshot_equal (changes->newer, mb_article_get_snapshot (room->article)));
}

static void
test_every_state_on_disk_can_be_read_again (Room *room, gconstpointer data)
{
  g_autoptr (GPtrArray) states =
    g_ptr_array_new_with_free_func ((GDestroyNotify) mb_snapshot_unref);
  g_autofree char *much = g_strnfill (9000, 'x');

  g_ptr_array_add (states, mb_article_dup_snapshot (room->article));
  for (guint i = 0; i < 20; i++) {
    write_as (room, AWA, i % 3 ? much : " un mot");
    flush (room);
    g_ptr_array_add (states, mb_article_dup_snapshot (room->article));
  }
  for (guint i = 0; i < states->len; i++) {
    g_autoptr (GError) error = NULL;
    g_autoptr (MbSnapshot) read = mb_store_load_at_sync (room->store, room->id, i, &error);

    g_assert_no_error (error);
    g_assert_true (mb_snapshot_equal (read, states->pdata[i]));
  }
}

typedef struct {
  gboolean done;
  MbReviewFacts *facts;
  MbStanding *standing;
  MbSeenChanges *changes;
  GError *error;
} Answer;

static void
acted_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Answer *answer = user_data;

  answer->facts = mb_store_act_finish (MB_STORE (source), result, &answer->error);
  answer->done = TRUE;
}

static void
stood_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Answer *answer = user_data;

  answer->standing = mb_store_get_standing_finish (MB_STORE (source), result, &answer->error);
  answer->done = TRUE;
}

static void
marked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Answer *answer = user_data;

  g_assert_true (mb_store_mark_seen_finish (MB_STORE (source), result, &answer->error));
  answer->done = TRUE;
}

static void
loaded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Answer *answer = user_data;

  answer->changes = mb_store_load_changes_finish (MB_STORE (source), result, &answer->error);
  answer->done = TRUE;
}

static void
await (Answer *answer)
{
  while (!answer->done)
    g_main_context_iteration (NULL, TRUE);
  answer->done = FALSE;
}

static void
test_the_window_need_not_wait (Room *room, gconstpointer data)
{
  Answer answer = {FALSE};
  MbReviewAct deed = {.action = MB_ACTION_SUBMIT, .person = room->awa};

  mb_store_act_async (room->store, room->id, &deed, acted_cb, &answer);
  deed.person = NULL; /* it was copied */
  await (&answer);
  g_assert_no_error (answer.error);
  g_assert_cmpint (answer.facts->state, ==, MB_REVIEW_SUBMITTED);
  mb_store_act_async (room->store, room->id, &deed, acted_cb, &answer);
  g_clear_pointer (&answer.facts, mb_review_facts_free);
  await (&answer);
  g_assert_error (answer.error, MB_REVIEW_ERROR, MB_REVIEW_ERROR_NOBODY);
  g_clear_error (&answer.error);

  mb_store_mark_seen_async (room->store, room->id, AWA, 0, marked_cb, &answer);
  await (&answer);
  mb_store_get_standing_async (room->store, room->id, NULL, stood_cb, &answer);
  await (&answer);
  g_assert_cmpuint (answer.standing->events->len, ==, 1);
  mb_store_load_changes_async (room->store, room->id, AWA, NULL, loaded_cb, &answer);
  await (&answer);
  g_assert_nonnull (answer.changes->older);
  mb_standing_free (answer.standing);
  mb_seen_changes_free (answer.changes);
}

/* A store as the first version of Marbre left it. */
static char *
make_old_store (void)
{
  g_autofree char *sql = NULL;
  char *folder = mb_test_folder ();
  g_autofree char *path = g_build_filename (folder, "drafts.db", NULL);
  sqlite3 *db = NULL;

  g_assert_true (g_file_get_contents (VERSION_1_SQL, &sql, NULL, NULL));
  g_mkdir_with_parents (folder, 0700);
  g_assert_cmpint (sqlite3_open (path, &db), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_exec (db, sql, NULL, NULL, NULL), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_close (db), ==, SQLITE_OK);

  return folder;
}

static void
test_an_old_store_is_read_as_it_is (void)
{
  g_autofree char *folder = make_old_store ();
  g_autoptr (GError) error = NULL;
  g_autoptr (MbStore) store = mb_store_open_sync (folder, MB_STORE_READ_ONLY, NULL, &error);
  g_autoptr (GPtrArray) drafts = store ? mb_store_list_sync (store, NULL, FALSE, &error) : NULL;

  g_assert_no_error (error);
  g_assert_cmpuint (drafts->len, ==, 2);
  g_assert_cmpstr (((MbDraftInfo *) drafts->pdata[0])->state, ==, "draft");
  mb_store_close (store);
  mb_test_remove (folder);
}

static void
test_an_old_store_is_taken_over (void)
{
  g_autofree char *folder = make_old_store ();
  g_autoptr (MbStore) store = mb_test_open (folder);
  g_autoptr (GPtrArray) drafts = mb_store_list_sync (store, NULL, FALSE, NULL);
  g_autoptr (MbStoreReport) report = mb_store_verify_sync (store, NULL);
  g_autoptr (MbPerson) awa = NULL;

  g_assert_cmpuint (report->problems->len, ==, 0);
  g_assert_cmpuint (drafts->len, ==, 2);
  awa = add_person (store, AWA, "Awa Mensah", MB_ROLE_REPORTER);
  for (guint i = 0; i < drafts->len; i++) {
    const MbDraftInfo *info = g_ptr_array_index (drafts, i);
    g_autoptr (MbArticle) article = mb_store_load_sync (store, info->id, NULL);
    g_autoptr (MbStanding) standing = mb_store_get_standing_sync (store, info->id, NULL);

    g_assert_cmpstr (mb_article_get_headline (article), ==, info->headline);
    g_assert_cmpint (standing->facts->state, ==, MB_REVIEW_DRAFT);
    g_assert_cmpstr (standing->facts->owner, ==, AWA);
    g_assert_cmpint (standing->facts->since_ms, ==, info->created_ms);
  }
  mb_store_close (store);
  mb_test_remove (folder);
}

#define ADD(name, func) g_test_add ("/review/" name, Room, NULL, set_up, func, tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  g_test_add_func ("/review/the-first-person-owns-what-is-there",
                   test_the_first_person_owns_what_is_there);
  ADD ("a-change-takes-nobodys-place", test_a_change_takes_nobodys_place);
  ADD ("people-have-names-of-their-own", test_people_have_names_of_their_own);
  ADD ("review-is-on-with-two-people-or-the-setting",
       test_review_is_on_with_two_people_or_the_setting);
  ADD ("what-was-done-is-on-record", test_what_was_done_is_on_record);
  ADD ("what-is-refused-leaves-no-trace", test_what_is_refused_leaves_no_trace);
  ADD ("an-approval-of-another-text-is-refused", test_an_approval_of_another_text_is_refused);
  ADD ("an-act-is-about-the-last-word-written", test_an_act_is_about_the_last_word_written);
  ADD ("a-change-of-state-keeps-the-text", test_a_change_of_state_keeps_the_text);
  ADD ("an-editors-fix-keeps-the-approval", test_an_editors_fix_keeps_the_approval);
  ADD ("an-authors-edit-sends-it-back", test_an_authors_edit_sends_it_back);
  ADD ("a-comment-is-no-new-text", test_a_comment_is_no_new_text);
  ADD ("a-row-has-one-author", test_a_row_has_one_author);
  ADD ("an-author-may-be-known-by-name", test_an_author_may_be_known_by_name);
  ADD ("without-a-rule-an-approval-covers-nothing-new",
       test_without_a_rule_an_approval_covers_nothing_new);
  ADD ("a-new-draft-is-its-writers", test_a_new_draft_is_its_writers);
  ADD ("the-list-says-whose-and-since-when", test_the_list_says_whose_and_since_when);
  ADD ("one-sees-what-changed-since-one-looked", test_one_sees_what_changed_since_one_looked);
  ADD ("every-state-on-disk-can-be-read-again", test_every_state_on_disk_can_be_read_again);
  ADD ("the-window-need-not-wait", test_the_window_need_not_wait);
  g_test_add_func ("/review/an-old-store-is-read-as-it-is", test_an_old_store_is_read_as_it_is);
  g_test_add_func ("/review/an-old-store-is-taken-over", test_an_old_store_is_taken_over);

  return g_test_run ();
}
