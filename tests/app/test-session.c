#include "mb-session.h"

#define ID "11111111-2222-4333-8444-555555555555"
#define BLOCK G_GUINT64_CONSTANT (0xfedcba9876543210)

static void
test_what_was_written_is_read (void)
{
  const MbSession before = {
    .draft_id = (char *) ID,
    .caret = {.block = BLOCK, .part = 2, .offset = G_MAXUINT},
  };
  g_auto (MbSession) after = {0};
  g_autofree char *text = mb_session_to_string (&before);

  mb_session_read (&after, text);

  g_assert_cmpstr (after.draft_id, ==, ID);
  g_assert_cmphex (after.caret.block, ==, BLOCK);
  g_assert_cmpuint (after.caret.part, ==, 2);
  g_assert_cmpuint (after.caret.offset, ==, G_MAXUINT);
}

static void
test_the_headline_is_block_0 (void)
{
  const MbSession before = {.draft_id = (char *) ID};
  g_auto (MbSession) after = {0};
  g_autofree char *text = mb_session_to_string (&before);

  mb_session_read (&after, text);

  g_assert_cmpstr (after.draft_id, ==, ID);
  g_assert_cmphex (after.caret.block, ==, 0);
}

static void
test_without_a_draft_there_is_nothing_to_write (void)
{
  const MbSession none = {.caret = {.block = BLOCK}};
  g_autofree char *text = mb_session_to_string (&none);

  g_assert_null (text);
}

static void
test_garbage_names_no_draft (void)
{
  static const char *const garbage[] = {
    NULL, "", " ", "draft", "11111111-2222-4333-8444", ID ID, "\xff\xfe 1 2 3", " " ID,
  };

  for (guint i = 0; i < G_N_ELEMENTS (garbage); i++) {
    g_auto (MbSession) session = {0};

    mb_session_read (&session, garbage[i]);
    g_assert_null (session.draft_id);
    g_assert_cmphex (session.caret.block, ==, 0);
  }
}

/* The draft is worth more than the place in it. */
static void
test_a_bad_place_still_opens_the_draft (void)
{
  static const char *const bad[] = {
    ID,
    ID " ",
    ID " fedcba9876543210",
    ID " fedcba9876543210 1",
    ID " fedcba9876543210 -1 0",
    ID " fedcba9876543210 0 4294967296",
    ID " fedcba9876543210 0 1 2",
    ID " fedcba987654321g 0 1",
    ID " fedcba 0 1",
  };

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++) {
    g_auto (MbSession) session = {0};

    mb_session_read (&session, bad[i]);
    g_assert_cmpstr (session.draft_id, ==, ID);
    g_assert_cmphex (session.caret.block, ==, 0);
    g_assert_cmpuint (session.caret.part, ==, 0);
    g_assert_cmpuint (session.caret.offset, ==, 0);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/app/session/what-was-written-is-read", test_what_was_written_is_read);
  g_test_add_func ("/app/session/the-headline-is-block-0", test_the_headline_is_block_0);
  g_test_add_func ("/app/session/without-a-draft-there-is-nothing-to-write",
                   test_without_a_draft_there_is_nothing_to_write);
  g_test_add_func ("/app/session/garbage-names-no-draft", test_garbage_names_no_draft);
  g_test_add_func ("/app/session/a-bad-place-still-opens-the-draft",
                   test_a_bad_place_still_opens_the_draft);

  return g_test_run ();
}
