#include "mb-review-state.h"

#include <string.h>

/* Who may do what: every state, every action, everybody. What stands here is what was decided, not
 * what the program says. */

/* Of the article's author who is a reporter, its author who is an editor, another editor, another
 * reporter: the state it leads to, or with ! why not. What is missing is refused as "state". */
static const char *const decided[] = {
  "draft submit: submitted submitted submitted !owner",
  "draft spike: spiked spiked spiked !owner",
  "draft publish: !approved !approved !approved !approved",
  "submitted withdraw: draft draft !owner !owner",
  "submitted claim: !editors !own in_review !editors",
  "submitted spike: !editors spiked spiked !editors",
  "submitted publish: !approved !approved !approved !approved",
  "in_review withdraw: !claimed !claimed !claimed !claimed",
  "in_review claim: !claimed !claimed !claimed !claimed",
  "in_review release: !editors !own submitted !editors",
  "in_review return: !editors !own changes_requested !editors",
  "in_review hold: !editors !own hold !editors",
  "in_review approve: !editors !own approved !editors",
  "in_review spike: !editors spiked spiked !editors",
  "in_review publish: !approved !approved !approved !approved",
  "changes_requested submit: submitted submitted submitted !owner",
  "changes_requested spike: spiked spiked spiked !owner",
  "changes_requested publish: !approved !approved !approved !approved",
  "hold withdraw: !claimed !claimed !claimed !claimed",
  "hold resume: !editors !own in_review !editors",
  "hold return: !editors !own changes_requested !editors",
  "hold spike: !editors spiked spiked !editors",
  "hold publish: !approved !approved !approved !approved",
  "approved withdraw: draft draft !owner !owner",
  "approved claim: !editors !own in_review !editors",
  "approved return: !editors !own changes_requested !editors",
  "approved publish: !editors published published !editors",
  "approved spike: !editors spiked spiked !editors",
  "approved edit: submitted submitted approved submitted",
  "published submit: submitted submitted submitted !owner",
  "published return: !editors !own changes_requested !editors",
  "published approve: !editors !own approved !editors",
  "published publish: !editors published published !editors",
  "spiked revive: draft draft draft !owner",
  "spiked publish: !approved !approved !approved !approved",
};

static const char *const code_names[] = {
  "!failed",  "!state",  "!editors",  "!owner", "!own",
  "!claimed", "!reason", "!approved", "!stale", "!nobody",
};

#define AUTHOR "author"
#define N_PEOPLE 4

static MbPerson people[N_PEOPLE] = {
  {(char *) AUTHOR, (char *) "A", (char *) "A", MB_ROLE_REPORTER},
  {(char *) AUTHOR, (char *) "B", (char *) "B", MB_ROLE_EDITOR},
  {(char *) "editor", (char *) "C", (char *) "C", MB_ROLE_EDITOR},
  {(char *) "reporter", (char *) "D", (char *) "D", MB_ROLE_REPORTER},
};

static MbPerson *const reporter_owner = &people[0];
static MbPerson *const editor = &people[2];

static char *
find_decided (const char *state, const char *action, guint who)
{
  g_autofree char *key = g_strdup_printf ("%s %s: ", state, action);

  for (guint i = 0; i < G_N_ELEMENTS (decided); i++) {
    g_auto (GStrv) cells = NULL;

    if (!g_str_has_prefix (decided[i], key))
      continue;
    cells = g_strsplit (decided[i] + strlen (key), " ", -1);
    return g_strdup (cells[who]);
  }

  return g_strdup (g_str_equal (action, "edit") ? state : "!state");
}

static char *
ask (const MbReviewFacts *facts, MbReviewAction action, const MbPerson *person)
{
  g_autoptr (GError) error = NULL;
  MbReviewState to = MB_REVIEW_DRAFT;

  if (mb_review_judge (facts, action, person, &to, &error))
    return g_strdup (mb_review_state_to_string (to));

  g_assert_true (error->domain == MB_REVIEW_ERROR);
  return g_strdup (code_names[error->code]);
}

static void
test_everybody_may_what_was_decided (void)
{
  for (guint state = 0; state < MB_N_REVIEW_STATES; state++)
    for (guint action = 0; action < MB_N_REVIEW_ACTIONS; action++)
      for (guint who = 0; who < N_PEOPLE; who++) {
        g_autoptr (MbReviewFacts) facts = mb_review_facts_new (AUTHOR);
        const char *names[] = {mb_review_state_to_string (state),
                               mb_review_action_to_string (action)};
        g_autofree char *expected = find_decided (names[0], names[1], who);
        g_autofree char *said = NULL;

        facts->state = state;
        said = ask (facts, action, &people[who]);
        if (g_strcmp0 (said, expected) != 0)
          g_test_message ("%s %s by %u", names[0], names[1], who);
        g_assert_cmpstr (said, ==, expected);
      }
}

static void
test_nobody_does_nothing (void)
{
  g_autoptr (MbReviewFacts) facts = mb_review_facts_new (AUTHOR);
  g_autofree char *said = ask (facts, MB_ACTION_SUBMIT, NULL);
  g_autoptr (GArray) actions = mb_review_get_actions (facts, NULL);

  g_assert_cmpstr (said, ==, "!nobody");
  g_assert_cmpuint (actions->len, ==, 0);
}

static void
test_who_has_left_does_nothing (void)
{
  const MbPerson former = {(char *) "editor", (char *) "C", (char *) "C", MB_ROLE_FORMER};
  g_autoptr (MbReviewFacts) facts = mb_review_facts_new (AUTHOR);
  g_autoptr (GArray) actions = NULL;
  g_autofree char *said = NULL;
  g_autofree char *edited = NULL;

  facts->state = MB_REVIEW_IN_REVIEW;
  said = ask (facts, MB_ACTION_APPROVE, &former);
  actions = mb_review_get_actions (facts, &former);
  g_assert_cmpstr (said, ==, "!nobody");
  g_assert_cmpuint (actions->len, ==, 0);

  facts->state = MB_REVIEW_APPROVED;
  edited = ask (facts, MB_ACTION_EDIT, &former);
  g_assert_cmpstr (edited, ==, "submitted");
}

static void
test_buttons_are_what_the_table_allows (void)
{
  g_autoptr (MbReviewFacts) facts = mb_review_facts_new (AUTHOR);
  g_autoptr (GArray) actions = NULL;

  facts->state = MB_REVIEW_IN_REVIEW;
  actions = mb_review_get_actions (facts, editor);
  g_assert_cmpuint (actions->len, ==, 5);
  g_assert_cmpint (g_array_index (actions, MbReviewAction, 0), ==, MB_ACTION_RELEASE);
  g_assert_cmpint (g_array_index (actions, MbReviewAction, 1), ==, MB_ACTION_RETURN);
  g_assert_cmpint (g_array_index (actions, MbReviewAction, 2), ==, MB_ACTION_HOLD);
  g_assert_cmpint (g_array_index (actions, MbReviewAction, 3), ==, MB_ACTION_APPROVE);
  g_assert_cmpint (g_array_index (actions, MbReviewAction, 4), ==, MB_ACTION_SPIKE);
}

static void
act (MbReviewFacts *facts, MbReviewAct act)
{
  g_autoptr (GError) error = NULL;

  mb_review_apply (facts, &act, &error);
  g_assert_no_error (error);
}

/* Submitted, claimed and approved at state 7 of the text. */
static MbReviewFacts *
make_approved (void)
{
  MbReviewFacts *facts = mb_review_facts_new (AUTHOR);

  act (facts, (MbReviewAct) {MB_ACTION_SUBMIT, reporter_owner, .time_ms = 10});
  act (facts, (MbReviewAct) {MB_ACTION_CLAIM, editor, .time_ms = 20});
  g_assert_cmpstr (facts->reviewer, ==, editor->id);
  act (facts, (MbReviewAct) {MB_ACTION_APPROVE, editor, .seq = 7, .hash = "h7", .time_ms = 30});
  g_assert_cmpint (facts->state, ==, MB_REVIEW_APPROVED);
  g_assert_cmpint (facts->since_ms, ==, 30);

  return facts;
}

static void
test_an_approval_names_what_it_approves (void)
{
  g_autoptr (MbReviewFacts) facts = make_approved ();

  g_assert_cmpuint (facts->approved_seq, ==, 7);
  g_assert_cmpstr (facts->approved_hash, ==, "h7");
  g_assert_cmpstr (facts->approved_by, ==, editor->id);
  g_assert_true (mb_review_covers (facts, 7));
  g_assert_false (mb_review_covers (facts, 6));
  g_assert_false (mb_review_covers (facts, 8));
}

static void
test_an_editors_fix_keeps_the_approval (void)
{
  g_autoptr (MbReviewFacts) facts = make_approved ();

  act (facts, (MbReviewAct) {MB_ACTION_EDIT, editor, .from_seq = 7, .seq = 9});
  g_assert_cmpint (facts->state, ==, MB_REVIEW_APPROVED);
  g_assert_cmpuint (facts->approved_seq, ==, 7);
  g_assert_cmpuint (facts->covered_seq, ==, 9);
  g_assert_true (mb_review_covers (facts, 9));
}

static void
test_an_authors_edit_sends_it_back (void)
{
  g_autoptr (MbReviewFacts) facts = make_approved ();

  act (facts,
       (MbReviewAct) {MB_ACTION_EDIT, reporter_owner, .from_seq = 7, .seq = 8, .time_ms = 40});
  g_assert_cmpint (facts->state, ==, MB_REVIEW_SUBMITTED);
  g_assert_cmpint (facts->since_ms, ==, 40);
  g_assert_cmpuint (facts->approved_seq, ==, 0);
  g_assert_null (facts->approved_hash);
  g_assert_null (facts->reviewer);
}

static void
test_an_edit_by_a_stranger_counts_as_the_authors (void)
{
  g_autoptr (MbReviewFacts) facts = make_approved ();

  act (facts, (MbReviewAct) {MB_ACTION_EDIT, NULL, .from_seq = 7, .seq = 8});
  g_assert_cmpint (facts->state, ==, MB_REVIEW_SUBMITTED);
}

/* What the author wrote in between is not approved by a comma that an editor sets after it. */
static void
test_a_fix_does_not_cover_what_came_before_it (void)
{
  g_autoptr (MbReviewFacts) facts = make_approved ();

  act (facts, (MbReviewAct) {MB_ACTION_PUBLISH, editor, .seq = 7});
  act (facts, (MbReviewAct) {MB_ACTION_EDIT, reporter_owner, .from_seq = 7, .seq = 8});
  g_assert_cmpint (facts->state, ==, MB_REVIEW_PUBLISHED);
  act (facts, (MbReviewAct) {MB_ACTION_EDIT, editor, .from_seq = 8, .seq = 9});
  g_assert_false (mb_review_covers (facts, 8));
  g_assert_false (mb_review_covers (facts, 9));
}

static void
assert_refused (MbReviewFacts *facts, MbReviewAct deed, MbReviewError code)
{
  g_autoptr (GError) error = NULL;
  MbReviewState before = facts->state;

  g_assert_false (mb_review_apply (facts, &deed, &error));
  g_assert_error (error, MB_REVIEW_ERROR, (int) code);
  g_assert_cmpint (facts->state, ==, before);
}

static void
test_only_what_is_covered_is_published (void)
{
  g_autoptr (MbReviewFacts) facts = make_approved ();

  assert_refused (facts, (MbReviewAct) {MB_ACTION_PUBLISH, editor, .seq = 8},
                  MB_REVIEW_ERROR_NOT_APPROVED);
  act (facts, (MbReviewAct) {MB_ACTION_PUBLISH, editor, .seq = 7});
  g_assert_cmpint (facts->state, ==, MB_REVIEW_PUBLISHED);
  g_assert_true (mb_review_covers (facts, 7));
}

static void
test_nothing_is_decided_about_a_text_that_has_changed (void)
{
  g_autoptr (MbReviewFacts) facts = mb_review_facts_new (AUTHOR);
  MbReviewAct approve = {.action = MB_ACTION_APPROVE, .person = editor, .seq = 8, .hash = "h8"};

  act (facts, (MbReviewAct) {MB_ACTION_SUBMIT, reporter_owner});
  act (facts, (MbReviewAct) {MB_ACTION_CLAIM, editor});
  approve.read_seq = 7;
  assert_refused (facts, approve, MB_REVIEW_ERROR_STALE);
  approve.read_seq = 8;
  approve.read_hash = "h7";
  assert_refused (facts, approve, MB_REVIEW_ERROR_STALE);
  approve.read_hash = "h8";
  act (facts, approve);
}

/* An author who answers a comment has not touched the text. */
static void
test_a_remark_is_no_new_text (void)
{
  g_autoptr (MbReviewFacts) facts = make_approved ();

  act (facts,
       (MbReviewAct) {MB_ACTION_EDIT, reporter_owner, .from_seq = 7, .seq = 8, .is_remark = TRUE});
  g_assert_cmpint (facts->state, ==, MB_REVIEW_APPROVED);
  g_assert_true (mb_review_covers (facts, 8));
}

static void
test_the_author_is_told_why (void)
{
  g_autoptr (MbReviewFacts) facts = mb_review_facts_new (AUTHOR);

  act (facts, (MbReviewAct) {MB_ACTION_SUBMIT, reporter_owner});
  act (facts, (MbReviewAct) {MB_ACTION_CLAIM, editor});
  assert_refused (facts, (MbReviewAct) {MB_ACTION_RETURN, editor}, MB_REVIEW_ERROR_NEEDS_REASON);
  assert_refused (facts, (MbReviewAct) {MB_ACTION_RETURN, editor, ""},
                  MB_REVIEW_ERROR_NEEDS_REASON);
  act (facts, (MbReviewAct) {MB_ACTION_RETURN, editor, "Quelle source ?"});
  g_assert_cmpstr (facts->reason, ==, "Quelle source ?");
  act (facts, (MbReviewAct) {MB_ACTION_SUBMIT, reporter_owner});
  g_assert_null (facts->reason);
}

static void
test_names_are_read_back (void)
{
  for (guint i = 0; i < MB_N_REVIEW_STATES; i++) {
    MbReviewState state = MB_REVIEW_DRAFT;

    g_assert_true (mb_review_state_from_string (mb_review_state_to_string (i), &state));
    g_assert_cmpuint (state, ==, i);
  }
  for (guint i = 0; i < MB_N_REVIEW_ACTIONS; i++) {
    MbReviewAction action = MB_ACTION_SUBMIT;

    g_assert_true (mb_review_action_from_string (mb_review_action_to_string (i), &action));
    g_assert_cmpuint (action, ==, i);
  }
}

static void
test_initials_are_those_of_the_name (void)
{
  const char *const names[][2] = {
    {"Aïcha Traoré", "AT"}, {"Jean-Luc Ba", "JLB"}, {"élise", "É"}, {"", ""}, {"A B C D", "ABC"},
  };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++) {
    g_autofree char *initials = mb_person_make_initials (names[i][0]);

    g_assert_cmpstr (initials, ==, names[i][1]);
  }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  g_test_add_func ("/review-state/everybody-may-what-was-decided",
                   test_everybody_may_what_was_decided);
  g_test_add_func ("/review-state/nobody-does-nothing", test_nobody_does_nothing);
  g_test_add_func ("/review-state/who-has-left-does-nothing", test_who_has_left_does_nothing);
  g_test_add_func ("/review-state/buttons-are-what-the-table-allows",
                   test_buttons_are_what_the_table_allows);
  g_test_add_func ("/review-state/an-approval-names-what-it-approves",
                   test_an_approval_names_what_it_approves);
  g_test_add_func ("/review-state/an-editors-fix-keeps-the-approval",
                   test_an_editors_fix_keeps_the_approval);
  g_test_add_func ("/review-state/an-authors-edit-sends-it-back",
                   test_an_authors_edit_sends_it_back);
  g_test_add_func ("/review-state/an-edit-by-a-stranger-counts-as-the-authors",
                   test_an_edit_by_a_stranger_counts_as_the_authors);
  g_test_add_func ("/review-state/a-fix-does-not-cover-what-came-before-it",
                   test_a_fix_does_not_cover_what_came_before_it);
  g_test_add_func ("/review-state/only-what-is-covered-is-published",
                   test_only_what_is_covered_is_published);
  g_test_add_func ("/review-state/nothing-is-decided-about-a-text-that-has-changed",
                   test_nothing_is_decided_about_a_text_that_has_changed);
  g_test_add_func ("/review-state/a-remark-is-no-new-text", test_a_remark_is_no_new_text);
  g_test_add_func ("/review-state/the-author-is-told-why", test_the_author_is_told_why);
  g_test_add_func ("/review-state/names-are-read-back", test_names_are_read_back);
  g_test_add_func ("/review-state/initials-are-those-of-the-name",
                   test_initials_are_those_of_the_name);

  return g_test_run ();
}
