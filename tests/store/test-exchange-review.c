#include "mb-test-exchange.h"

#include "mb-review-state.h"

/* What becomes of the review when an article goes to somebody else and comes back. Awa is a
 * reporter and Kofi an editor; each has a folder of articles, and knows the other by name. */

#define AWA "11111111-1111-4111-8111-111111111111"
#define KOFI "22222222-2222-4222-8222-222222222222"
#define AWA_AT_KOFIS "33333333-3333-4333-8333-333333333333"
#define KOFI_AT_AWAS "44444444-4444-4444-8444-444444444444"

typedef struct {
  Person awa;
  Person kofi;
  char *id;
  MbArrival *arrival; /* the last one */
} Room;

static void
add (Person *person, const char *id, const char *name, MbRole role)
{
  g_autoptr (MbPerson) somebody = mb_person_new (id, name, role);
  g_autoptr (GError) error = NULL;

  mb_store_put_person_sync (person->store, somebody, &error);
  g_assert_no_error (error);
}

static void
set_up (Room *room, gconstpointer data)
{
  room->awa = person_new ();
  room->kofi = person_new ();
  mb_store_set_review_rule (room->awa.store, mb_review_apply);
  mb_store_set_review_rule (room->kofi.store, mb_review_apply);
  add (&room->awa, AWA, "Awa Diop", MB_ROLE_REPORTER);
  if (!data)
    add (&room->awa, KOFI_AT_AWAS, "Kofi Adjei", MB_ROLE_EDITOR);
  add (&room->kofi, KOFI, "Kofi Adjei", MB_ROLE_EDITOR);
  if (!data)
    add (&room->kofi, AWA_AT_KOFIS, "Awa Diop", MB_ROLE_REPORTER);
  room->id = begin (&room->awa, "Les quais");
}

static void
tear_down (Room *room, gconstpointer data)
{
  person_clear (&room->awa);
  person_clear (&room->kofi);
  g_free (room->id);
  g_clear_pointer (&room->arrival, mb_arrival_free);
}

static MbStanding *
look (Person *person, const char *id)
{
  g_autoptr (GError) error = NULL;
  MbStanding *standing = mb_store_get_standing_sync (person->store, id, &error);

  g_assert_no_error (error);
  return standing;
}

static void
act (Person *person, const char *id, MbReviewAction action, const char *reason)
{
  g_autoptr (MbPerson) me = NULL;
  g_autoptr (GError) error = NULL;
  MbReviewAct deed = {.action = action, .reason = reason};
  g_autoptr (MbReviewFacts) facts = NULL;

  g_assert_true (mb_store_get_person_sync (person->store, &me, NULL));
  deed.person = me;
  facts = mb_store_act_sync (person->store, id, &deed, &error);
  g_assert_no_error (error);
}

static MbArrival *
pass (Room *room, Person *from, const char *id, Person *to)
{
  g_autoptr (MbParcel) parcel = pack_by (from, id, NULL);

  g_clear_pointer (&room->arrival, mb_arrival_free);
  room->arrival = deliver (to, parcel);
  return room->arrival;
}

static void
assert_state (Person *person, const char *id, MbReviewState state)
{
  g_autoptr (MbStanding) standing = look (person, id);

  g_assert_cmpstr (mb_review_state_to_string (standing->facts->state), ==,
                   mb_review_state_to_string (state));
}

static void
assert_approves_nothing (Person *person, const char *id)
{
  g_autoptr (MbStanding) standing = look (person, id);

  g_assert_cmpint (standing->facts->state, ==, MB_REVIEW_SUBMITTED);
  g_assert_null (standing->facts->approved_by);
  g_assert_null (standing->facts->approved_hash);
  g_assert_false (mb_review_covers (standing->facts, standing->seq));
}

static void
test_a_new_article_stands_where_the_file_says (Room *room, gconstpointer data)
{
  g_autoptr (MbStanding) standing = NULL;
  const MbReviewEvent *event = NULL;

  act (&room->awa, room->id, MB_ACTION_SUBMIT, "Deux sources");
  g_assert_cmpint (pass (room, &room->awa, room->id, &room->kofi)->kind, ==, MB_ARRIVAL_NEW);
  g_assert_cmpint (room->arrival->move, ==, MB_MOVE_TAKEN);
  g_assert_cmpstr (room->arrival->person, ==, "Awa Diop");
  g_assert_cmpstr (room->arrival->doer, ==, "Awa Diop");

  standing = look (&room->kofi, room->id);
  g_assert_cmpint (standing->facts->state, ==, MB_REVIEW_SUBMITTED);
  g_assert_cmpstr (standing->facts->owner, ==, AWA_AT_KOFIS);
  g_assert_cmpstr (standing->facts->reason, ==, "Deux sources");
  g_assert_cmpuint (standing->events->len, ==, 1);
  event = g_ptr_array_index (standing->events, 0);
  g_assert_true (event->elsewhere);
  g_assert_cmpstr (event->person, ==, AWA_AT_KOFIS);
  g_assert_cmpint (event->time_ms, ==, standing->facts->since_ms);
}

/* He has changed no word, and yet the file says something. */
static void
test_a_return_comes_back_with_its_reason (Room *room, gconstpointer data)
{
  g_autoptr (MbStanding) standing = NULL;
  g_autoptr (GPtrArray) versions = NULL;

  act (&room->awa, room->id, MB_ACTION_SUBMIT, NULL);
  pass (room, &room->awa, room->id, &room->kofi);
  act (&room->kofi, room->id, MB_ACTION_CLAIM, NULL);
  act (&room->kofi, room->id, MB_ACTION_RETURN, "Qui le dit ?");
  g_assert_cmpint (pass (room, &room->kofi, room->id, &room->awa)->kind, ==, MB_ARRIVAL_KNOWN);
  g_assert_cmpint (room->arrival->move, ==, MB_MOVE_TAKEN);
  g_assert_cmpint (room->arrival->state, ==, MB_REVIEW_CHANGES_REQUESTED);
  g_assert_cmpstr (room->arrival->event->reason, ==, "Qui le dit ?");

  standing = look (&room->awa, room->id);
  g_assert_cmpint (standing->facts->state, ==, MB_REVIEW_CHANGES_REQUESTED);
  g_assert_cmpstr (standing->facts->reason, ==, "Qui le dit ?");
  g_assert_cmpstr (standing->facts->reviewer, ==, KOFI_AT_AWAS);
  g_assert_cmpstr (standing->facts->owner, ==, AWA);
  g_assert_cmpuint (standing->events->len, ==, 3);

  pass (room, &room->kofi, room->id, &room->awa);
  g_assert_cmpint (room->arrival->move, ==, MB_MOVE_NONE);
  g_clear_pointer (&standing, mb_standing_free);
  standing = look (&room->awa, room->id);
  g_assert_cmpuint (standing->events->len, ==, 3);
}

static void
test_words_and_state_come_together (Room *room, gconstpointer data)
{
  act (&room->awa, room->id, MB_ACTION_SUBMIT, NULL);
  pass (room, &room->awa, room->id, &room->kofi);
  act (&room->kofi, room->id, MB_ACTION_CLAIM, NULL);
  type (&room->kofi, room->id, " rouvrent");
  act (&room->kofi, room->id, MB_ACTION_RETURN, "Vois mes mots");
  g_assert_cmpint (pass (room, &room->kofi, room->id, &room->awa)->kind, ==, MB_ARRIVAL_TAKEN_OVER);
  assert_text (&room->awa, room->id, "Les quais rouvrent");
  assert_state (&room->awa, room->id, MB_REVIEW_CHANGES_REQUESTED);

  act (&room->awa, room->id, MB_ACTION_SUBMIT, "Voilà");
  pass (room, &room->awa, room->id, &room->kofi);
  assert_state (&room->kofi, room->id, MB_REVIEW_SUBMITTED);
}

static void
test_a_file_approves_nothing (Room *room, gconstpointer data)
{
  act (&room->awa, room->id, MB_ACTION_SUBMIT, NULL);
  pass (room, &room->awa, room->id, &room->kofi);
  act (&room->kofi, room->id, MB_ACTION_CLAIM, NULL);
  act (&room->kofi, room->id, MB_ACTION_APPROVE, NULL);
  pass (room, &room->kofi, room->id, &room->awa);
  g_assert_cmpint (room->arrival->move, ==, MB_MOVE_TO_REVIEW);
  g_assert_cmpint (room->arrival->event->action, ==, MB_ACTION_APPROVE);
  g_assert_cmpstr (room->arrival->doer, ==, "Kofi Adjei");
  assert_approves_nothing (&room->awa, room->id);
}

static void
test_a_file_publishes_nothing (Room *room, gconstpointer data)
{
  act (&room->awa, room->id, MB_ACTION_SUBMIT, NULL);
  pass (room, &room->awa, room->id, &room->kofi);
  act (&room->kofi, room->id, MB_ACTION_CLAIM, NULL);
  act (&room->kofi, room->id, MB_ACTION_APPROVE, NULL);
  act (&room->kofi, room->id, MB_ACTION_PUBLISH, NULL);
  pass (room, &room->kofi, room->id, &room->awa);
  g_assert_cmpint (room->arrival->event->action, ==, MB_ACTION_PUBLISH);
  assert_approves_nothing (&room->awa, room->id);
}

/* A third folder, where the article is new. */
static void
test_a_new_article_is_not_approved_by_its_file (Room *room, gconstpointer data)
{
  g_auto (Person) third = person_new ();
  g_autoptr (MbStanding) standing = NULL;

  mb_store_set_review_rule (third.store, mb_review_apply);
  act (&room->awa, room->id, MB_ACTION_SUBMIT, NULL);
  pass (room, &room->awa, room->id, &room->kofi);
  act (&room->kofi, room->id, MB_ACTION_CLAIM, NULL);
  act (&room->kofi, room->id, MB_ACTION_APPROVE, NULL);
  pass (room, &room->kofi, room->id, &third);
  g_assert_cmpint (room->arrival->kind, ==, MB_ARRIVAL_NEW);
  g_assert_cmpint (room->arrival->move, ==, MB_MOVE_TO_REVIEW);
  g_assert_cmpstr (room->arrival->doer, ==, "Kofi Adjei");
  assert_approves_nothing (&third, room->id);

  standing = look (&third, room->id);
  g_assert_cmpuint (standing->people->len, ==, 0);
  g_assert_cmpuint (standing->others->len, ==, 2);
  g_assert_false (standing->is_on);
}

/* Nobody knows him here: what he did is told, and moves nothing. */
static void
test_a_strangers_move_is_not_taken (Room *room, gconstpointer data)
{
  g_autoptr (MbStanding) standing = NULL;
  const MbReviewEvent *last = NULL;

  act (&room->awa, room->id, MB_ACTION_SUBMIT, NULL);
  pass (room, &room->awa, room->id, &room->kofi);
  act (&room->kofi, room->id, MB_ACTION_CLAIM, NULL);
  act (&room->kofi, room->id, MB_ACTION_RETURN, "Non");
  pass (room, &room->kofi, room->id, &room->awa);
  g_assert_cmpint (room->arrival->move, ==, MB_MOVE_REFUSED);
  g_assert_cmpstr (room->arrival->doer, ==, "Kofi Adjei");

  standing = look (&room->awa, room->id);
  last = mb_review_find_elsewhere (standing->events, standing->facts->state);
  g_assert_cmpint (standing->facts->state, ==, MB_REVIEW_SUBMITTED);
  g_assert_null (standing->facts->reason);
  g_assert_cmpstr (last->reason, ==, "Non");
  g_assert_cmpuint (standing->people->len, ==, 1);
  g_assert_false (standing->is_on);
}

/* A reporter cannot make herself an editor by a file. */
static void
test_a_move_that_is_not_allowed_is_not_taken (Room *room, gconstpointer data)
{
  g_autoptr (MbParcel) parcel = NULL;
  MbReviewEvent claim = {.action = MB_ACTION_CLAIM,
                         .from = MB_REVIEW_SUBMITTED,
                         .to = MB_REVIEW_IN_REVIEW,
                         .person = (char *) AWA,
                         .time_ms = 5};

  act (&room->awa, room->id, MB_ACTION_SUBMIT, NULL);
  pass (room, &room->awa, room->id, &room->kofi);
  parcel = pack_by (&room->awa, room->id, NULL);
  g_assert_true (mb_review_record_add_event (parcel->record, &claim));
  parcel->record->state = MB_REVIEW_IN_REVIEW;
  g_clear_pointer (&room->arrival, mb_arrival_free);
  room->arrival = deliver (&room->kofi, parcel);
  g_assert_cmpint (room->arrival->move, ==, MB_MOVE_REFUSED);
  assert_state (&room->kofi, room->id, MB_REVIEW_SUBMITTED);
}

/* She took it back meanwhile. */
static void
test_what_was_moved_on_both_sides_stays (Room *room, gconstpointer data)
{
  act (&room->awa, room->id, MB_ACTION_SUBMIT, NULL);
  pass (room, &room->awa, room->id, &room->kofi);
  act (&room->kofi, room->id, MB_ACTION_CLAIM, NULL);
  act (&room->awa, room->id, MB_ACTION_WITHDRAW, NULL);
  pass (room, &room->kofi, room->id, &room->awa);
  g_assert_cmpint (room->arrival->move, ==, MB_MOVE_REFUSED);
  assert_state (&room->awa, room->id, MB_REVIEW_DRAFT);
}

static void
test_an_old_file_moves_nothing_back (Room *room, gconstpointer data)
{
  g_autoptr (MbParcel) old = NULL;

  act (&room->awa, room->id, MB_ACTION_SUBMIT, NULL);
  old = pack_by (&room->awa, room->id, NULL);
  g_clear_pointer (&room->arrival, mb_arrival_free);
  room->arrival = deliver (&room->kofi, old);
  act (&room->kofi, room->id, MB_ACTION_CLAIM, NULL);
  g_clear_pointer (&room->arrival, mb_arrival_free);
  room->arrival = deliver (&room->kofi, old);
  g_assert_cmpint (room->arrival->move, ==, MB_MOVE_NONE);
  assert_state (&room->kofi, room->id, MB_REVIEW_IN_REVIEW);
}

/* The file names an editor as its author; the words are nobody's fix all the same. */
static void
test_words_from_elsewhere_are_not_covered (Room *room, gconstpointer data)
{
  pass (room, &room->awa, room->id, &room->kofi);
  act (&room->kofi, room->id, MB_ACTION_SUBMIT, NULL);
  act (&room->kofi, room->id, MB_ACTION_CLAIM, NULL);
  act (&room->kofi, room->id, MB_ACTION_APPROVE, NULL);
  assert_state (&room->kofi, room->id, MB_REVIEW_APPROVED);
  type (&room->awa, room->id, " ferment");
  {
    g_autoptr (MbParcel) parcel = pack_by (&room->awa, room->id, "Kofi Adjei");

    g_clear_pointer (&room->arrival, mb_arrival_free);
    room->arrival = deliver (&room->kofi, parcel);
  }
  g_assert_cmpint (room->arrival->kind, ==, MB_ARRIVAL_TAKEN_OVER);
  g_assert_cmpstr (room->arrival->author, ==, KOFI);
  assert_approves_nothing (&room->kofi, room->id);
}

static void
test_a_copy_beside_carries_its_state (Room *room, gconstpointer data)
{
  g_autofree char *copy = NULL;
  g_autoptr (MbStanding) standing = NULL;

  act (&room->awa, room->id, MB_ACTION_SUBMIT, NULL);
  pass (room, &room->awa, room->id, &room->kofi);
  act (&room->kofi, room->id, MB_ACTION_CLAIM, NULL);
  type (&room->kofi, room->id, " rouvrent");
  act (&room->kofi, room->id, MB_ACTION_RETURN, "Vois");
  type (&room->awa, room->id, " ferment");
  pass (room, &room->kofi, room->id, &room->awa);
  g_assert_cmpint (room->arrival->kind, ==, MB_ARRIVAL_BESIDE);
  copy = g_strdup (room->arrival->draft_id);
  assert_state (&room->awa, room->id, MB_REVIEW_SUBMITTED);
  standing = look (&room->awa, copy);
  g_assert_cmpint (standing->facts->state, ==, MB_REVIEW_CHANGES_REQUESTED);
  g_assert_cmpstr (standing->facts->owner, ==, AWA);
  g_assert_cmpstr (standing->facts->reason, ==, "Vois");
  g_assert_cmpuint (standing->events->len, ==, 3);
}

/* Without a rule nothing moves; a name without anybody behind it is a name. */
static void
test_a_store_without_a_rule_moves_nothing (Room *room, gconstpointer data)
{
  act (&room->awa, room->id, MB_ACTION_SUBMIT, NULL);
  pass (room, &room->awa, room->id, &room->kofi);
  act (&room->kofi, room->id, MB_ACTION_CLAIM, NULL);
  mb_store_set_review_rule (room->awa.store, NULL);
  pass (room, &room->kofi, room->id, &room->awa);
  g_assert_cmpint (room->arrival->move, ==, MB_MOVE_REFUSED);
  assert_state (&room->awa, room->id, MB_REVIEW_SUBMITTED);
}

static void
test_the_list_knows_whose_it_is (Room *room, gconstpointer data)
{
  g_autoptr (GPtrArray) drafts = NULL;
  const MbDraftInfo *info = NULL;

  act (&room->awa, room->id, MB_ACTION_SUBMIT, NULL);
  pass (room, &room->awa, room->id, &room->kofi);
  drafts = mb_store_list_sync (room->kofi.store, NULL, FALSE, NULL);
  info = g_ptr_array_index (drafts, 0);
  g_assert_cmpstr (info->owner, ==, AWA);
  g_assert_cmpstr (info->owner_name, ==, "Awa Diop");
  g_assert_cmpstr (info->state, ==, "submitted");
}

/* Long words and many acts leave within the bounds of the file. */
static void
test_what_leaves_is_bounded (Room *room, gconstpointer data)
{
  g_autofree char *words = g_strnfill (5000, 'e');
  g_autofree char *hidden = g_strconcat ("a\033[31mb\342\200\256c", NULL);
  g_autoptr (MbParcel) parcel = NULL;
  const MbReviewEvent *event = NULL;

  for (guint i = 0; i < 130; i++) {
    act (&room->awa, room->id, MB_ACTION_SUBMIT, i % 2 ? words : hidden);
    act (&room->awa, room->id, MB_ACTION_WITHDRAW, NULL);
  }
  parcel = pack_by (&room->awa, room->id, NULL);
  g_assert_cmpuint (parcel->record->events->len, ==, MB_RECORD_MAX_EVENTS);
  event = g_ptr_array_index (parcel->record->events, MB_RECORD_MAX_EVENTS - 2);
  g_assert_cmpint (g_utf8_strlen (event->reason, -1), ==, MB_RECORD_MAX_REASON_CHARS);
  event = g_ptr_array_index (parcel->record->events, MB_RECORD_MAX_EVENTS - 4);
  g_assert_cmpstr (event->reason, ==, "a[31mbc");
}

#define ADD(name, stranger, func)                                                                  \
  g_test_add ("/exchange/review/" name, Room, stranger, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  static const char stranger[] = "they do not know each other";

  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  ADD ("new", NULL, test_a_new_article_stands_where_the_file_says);
  ADD ("return", NULL, test_a_return_comes_back_with_its_reason);
  ADD ("words-and-state", NULL, test_words_and_state_come_together);
  ADD ("approves-nothing", NULL, test_a_file_approves_nothing);
  ADD ("publishes-nothing", NULL, test_a_file_publishes_nothing);
  ADD ("approves-nothing-new", NULL, test_a_new_article_is_not_approved_by_its_file);
  ADD ("stranger", stranger, test_a_strangers_move_is_not_taken);
  ADD ("not-allowed", NULL, test_a_move_that_is_not_allowed_is_not_taken);
  ADD ("both-sides", NULL, test_what_was_moved_on_both_sides_stays);
  ADD ("old-file", NULL, test_an_old_file_moves_nothing_back);
  ADD ("not-covered", NULL, test_words_from_elsewhere_are_not_covered);
  ADD ("copy", NULL, test_a_copy_beside_carries_its_state);
  ADD ("no-rule", NULL, test_a_store_without_a_rule_moves_nothing);
  ADD ("owner", stranger, test_the_list_knows_whose_it_is);
  ADD ("bounded", NULL, test_what_leaves_is_bounded);

  return g_test_run ();
}
