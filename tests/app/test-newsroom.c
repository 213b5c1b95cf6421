#include "mb-newsroom.h"
#include "mb-test-store.h"

#include <string.h>

/* Who lets go last is a matter of chance. */
#define N_ENDS 25

typedef struct {
  char *folder;
  MbNewsroom *newsroom;
} Desk;

/* What an asynchronous call came to. */
typedef struct {
  GAsyncResult *result;
} Answer;

static void
answered_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Answer *answer = user_data;

  answer->result = g_object_ref (result);
}

static GAsyncResult *
wait_for (Answer *answer)
{
  while (!answer->result)
    g_main_context_iteration (NULL, TRUE);

  return answer->result;
}

static MbNewsroom *
try_open (const char *folder, gboolean with_sample, GError **error)
{
  Answer answer = {0};
  g_autoptr (GAsyncResult) result = NULL;

  mb_newsroom_open_async (folder, with_sample, answered_cb, &answer);
  result = wait_for (&answer);

  return mb_newsroom_open_finish (result, error);
}

static void
open_newsroom (Desk *desk, gboolean with_sample)
{
  g_autoptr (GError) error = NULL;

  desk->newsroom = try_open (desk->folder, with_sample, &error);
  g_assert_no_error (error);
}

static gboolean
try_close (MbNewsroom *newsroom, const MbSession *session, GError **error)
{
  Answer answer = {0};
  g_autoptr (GAsyncResult) result = NULL;

  mb_newsroom_close_async (newsroom, session, answered_cb, &answer);
  result = wait_for (&answer);

  return mb_newsroom_close_finish (newsroom, result, error);
}

/* Everything that was under way is heard first, as in a program that goes on. */
static void
drop_newsroom (Desk *desk)
{
  if (!desk->newsroom)
    return;
  while (g_atomic_int_get (&G_OBJECT (desk->newsroom)->ref_count) > 1)
    g_main_context_iteration (NULL, TRUE);
  g_assert_finalize_object (g_steal_pointer (&desk->newsroom));
}

static void
close_newsroom (Desk *desk, const MbSession *session)
{
  g_autoptr (GError) error = NULL;

  try_close (desk->newsroom, session, &error);
  g_assert_no_error (error);
  drop_newsroom (desk);
}

static void
set_up (Desk *desk, gconstpointer data)
{
  desk->folder = mb_test_folder ();
}

static void
tear_down (Desk *desk, gconstpointer data)
{
  drop_newsroom (desk);
  mb_test_remove (desk->folder);
  g_free (desk->folder);
}

static char *
keep (Desk *desk, const char *headline)
{
  g_autoptr (MbSnapshot) snapshot = mb_test_snapshot (headline, "La mer monte.");
  g_autoptr (GError) error = NULL;

  mb_store_create_sync (mb_newsroom_get_store (desk->newsroom), snapshot, &error);
  g_assert_no_error (error);

  return g_strdup (mb_snapshot_get_article_id (snapshot));
}

static MbDraft *
open_draft (Desk *desk, const char *id, GError **error)
{
  Answer answer = {0};
  g_autoptr (GAsyncResult) result = NULL;

  mb_newsroom_open_draft_async (desk->newsroom, id, NULL, answered_cb, &answer);
  result = wait_for (&answer);

  return mb_newsroom_open_draft_finish (desk->newsroom, result, error);
}

static guint
count_drafts (Desk *desk)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) infos =
    mb_store_list_sync (mb_newsroom_get_store (desk->newsroom), NULL, FALSE, &error);

  g_assert_no_error (error);

  return infos->len;
}

static char *
draft_text (MbDraft *draft)
{
  return mb_test_text (mb_article_get_snapshot (mb_draft_get_article (draft)));
}

static void
test_an_empty_folder_opens_empty (Desk *desk, gconstpointer data)
{
  g_autoptr (MbDraft) first = NULL;

  open_newsroom (desk, FALSE);
  first = mb_newsroom_take_first (desk->newsroom, NULL);
  g_assert_null (first);
  g_assert_null (mb_newsroom_get_read_only_reason (desk->newsroom));
  g_assert_cmpuint (count_drafts (desk), ==, 0);
}

static void
test_the_sample_is_made_once (Desk *desk, gconstpointer data)
{
  const MbSession session = {0};
  g_autofree char *id = NULL;

  for (guint i = 0; i < 2; i++) {
    g_autoptr (MbDraft) first = NULL;
    g_autoptr (MbDraft) again = NULL;

    open_newsroom (desk, TRUE);
    first = mb_newsroom_take_first (desk->newsroom, NULL);
    g_assert_nonnull (first);
    again = mb_newsroom_take_first (desk->newsroom, NULL);
    g_assert_null (again);
    g_assert_cmpuint (count_drafts (desk), ==, 1);
    if (id)
      g_assert_cmpstr (mb_draft_get_id (first), ==, id);
    g_set_str (&id, mb_draft_get_id (first));
    close_newsroom (desk, &session);
  }
}

static void
test_the_last_session_is_found_again (Desk *desk, gconstpointer data)
{
  g_autofree char *id = NULL;
  g_autoptr (MbDraft) first = NULL;
  MbPosition caret = {0};
  MbSession session = {.caret = {.block = 0x1234, .part = 1, .offset = 5}};

  open_newsroom (desk, FALSE);
  id = keep (desk, "un");
  g_free (keep (desk, "deux"));
  session.draft_id = id;
  close_newsroom (desk, &session);

  open_newsroom (desk, FALSE);
  first = mb_newsroom_take_first (desk->newsroom, &caret);
  g_assert_cmpstr (mb_draft_get_id (first), ==, id);
  g_assert_cmphex (caret.block, ==, 0x1234);
  g_assert_cmpuint (caret.part, ==, 1);
  g_assert_cmpuint (caret.offset, ==, 5);
}

static void
test_a_session_is_remembered_while_work_goes_on (Desk *desk, gconstpointer data)
{
  g_autofree char *id = NULL;
  g_autoptr (MbDraft) first = NULL;
  MbSession session = {0};

  open_newsroom (desk, FALSE);
  id = keep (desk, "un");
  g_free (keep (desk, "deux"));
  session.draft_id = id;
  mb_newsroom_remember (desk->newsroom, &session);
  drop_newsroom (desk);

  open_newsroom (desk, FALSE);
  first = mb_newsroom_take_first (desk->newsroom, NULL);
  g_assert_cmpstr (mb_draft_get_id (first), ==, id);
}

typedef struct {
  GThread *thread; /* on which it ended; NULL before */
} End;

static void
ended_cb (gpointer data, GObject *where_it_was)
{
  End *end = data;

  g_atomic_pointer_set (&end->thread, g_thread_self ());
}

/* Its windows, sites and pictures are of the main thread, so it ends there, whoever was lent it. */
static void
test_it_ends_on_its_own_thread (Desk *desk, gconstpointer data)
{
  MbSession session = {0};
  g_autofree char *id = NULL;

  open_newsroom (desk, FALSE);
  id = keep (desk, "un");
  for (guint i = 0; i < N_ENDS; i++) {
    End end = {0};

    session.draft_id = id;
    session.caret.block = i + 1;
    if (!desk->newsroom)
      open_newsroom (desk, FALSE);
    g_object_weak_ref (G_OBJECT (desk->newsroom), ended_cb, &end);
    mb_newsroom_remember (desk->newsroom, &session);
    g_clear_object (&desk->newsroom);
    while (!g_atomic_pointer_get (&end.thread))
      g_main_context_iteration (NULL, FALSE);
    g_assert_true (end.thread == g_thread_self ());
  }
}

static void
test_without_a_session_the_latest_draft_is_first (Desk *desk, gconstpointer data)
{
  const MbSession none = {0};
  g_autofree char *id = NULL;
  g_autoptr (MbDraft) first = NULL;

  open_newsroom (desk, FALSE);
  g_free (keep (desk, "un"));
  id = keep (desk, "deux");
  close_newsroom (desk, &none);

  open_newsroom (desk, FALSE);
  first = mb_newsroom_take_first (desk->newsroom, NULL);
  g_assert_cmpstr (mb_draft_get_id (first), ==, id);
}

/* An article that was thrown away is not put before the writer again: the newest of the others is,
 * and its beginning. */
static void
test_a_session_in_the_bin_is_left_there (Desk *desk, gconstpointer data)
{
  g_autofree char *other = NULL;
  g_autofree char *thrown = NULL;
  g_autoptr (MbDraft) first = NULL;
  g_autoptr (GError) error = NULL;
  MbPosition caret = {0};
  MbSession session = {.caret = {.block = 0x1234}};

  open_newsroom (desk, FALSE);
  g_free (keep (desk, "un"));
  other = keep (desk, "deux");
  thrown = keep (desk, "trois");
  mb_store_set_trashed_sync (mb_newsroom_get_store (desk->newsroom), thrown, TRUE, &error);
  g_assert_no_error (error);
  session.draft_id = thrown;
  close_newsroom (desk, &session);

  open_newsroom (desk, FALSE);
  first = mb_newsroom_take_first (desk->newsroom, &caret);
  g_assert_cmpstr (mb_draft_get_id (first), ==, other);
  g_assert_cmphex (caret.block, ==, 0);
}

/* With everything in the bin there is nothing to go on with. */
static void
test_a_sample_in_the_bin_is_left_there (Desk *desk, gconstpointer data)
{
  const MbSession none = {0};
  g_autoptr (MbDraft) sample = NULL;
  g_autoptr (MbDraft) first = NULL;
  g_autoptr (GError) error = NULL;

  open_newsroom (desk, TRUE);
  sample = mb_newsroom_take_first (desk->newsroom, NULL);
  mb_store_set_trashed_sync (mb_newsroom_get_store (desk->newsroom), mb_draft_get_id (sample), TRUE,
                             &error);
  g_assert_no_error (error);
  g_clear_object (&sample);
  close_newsroom (desk, &none);

  open_newsroom (desk, TRUE);
  first = mb_newsroom_take_first (desk->newsroom, NULL);
  g_assert_null (first);
}

static void
test_a_draft_is_open_once (Desk *desk, gconstpointer data)
{
  g_autofree char *id = NULL;
  g_autoptr (MbDraft) draft = NULL;
  g_autoptr (MbDraft) again = NULL;
  g_autoptr (GError) error = NULL;

  open_newsroom (desk, FALSE);
  id = keep (desk, "un");
  draft = open_draft (desk, id, &error);
  g_assert_no_error (error);
  again = open_draft (desk, id, &error);
  g_assert_no_error (error);
  g_assert_true (again == draft);
}

static void
test_two_who_open_at_once_get_the_same (Desk *desk, gconstpointer data)
{
  Answer answers[2] = {0};
  MbDraft *drafts[2];
  g_autofree char *id = NULL;

  open_newsroom (desk, FALSE);
  id = keep (desk, "un");
  for (guint i = 0; i < 2; i++)
    mb_newsroom_open_draft_async (desk->newsroom, id, NULL, answered_cb, &answers[i]);
  for (guint i = 0; i < 2; i++) {
    g_autoptr (GAsyncResult) result = wait_for (&answers[i]);

    drafts[i] = mb_newsroom_open_draft_finish (desk->newsroom, result, NULL);
  }
  g_assert_nonnull (drafts[0]);
  g_assert_true (drafts[0] == drafts[1]);
  g_object_unref (drafts[0]);
  g_object_unref (drafts[1]);
}

/* The draft of the last session may be asked for by its row before the window has taken it. */
static void
test_the_first_draft_is_open_once (Desk *desk, gconstpointer data)
{
  const MbSession none = {0};
  g_autofree char *id = NULL;
  g_autoptr (MbDraft) draft = NULL;
  g_autoptr (MbDraft) first = NULL;
  g_autoptr (GError) error = NULL;

  open_newsroom (desk, FALSE);
  id = keep (desk, "un");
  close_newsroom (desk, &none);
  open_newsroom (desk, FALSE);
  draft = open_draft (desk, id, &error);
  g_assert_no_error (error);
  first = mb_newsroom_take_first (desk->newsroom, NULL);
  g_assert_true (first == draft);
}

static void
test_a_draft_left_at_once_is_found_whole (Desk *desk, gconstpointer data)
{
  g_autofree char *id = NULL;
  g_autoptr (MbDraft) draft = NULL;
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;

  open_newsroom (desk, FALSE);
  id = keep (desk, "un");
  draft = open_draft (desk, id, &error);
  g_assert_no_error (error);
  mb_test_type (mb_draft_get_article (draft), " Elle redescend.");
  g_clear_object (&draft);
  draft = open_draft (desk, id, &error);
  g_assert_no_error (error);
  text = draft_text (draft);
  g_assert_cmpstr (text, ==, "La mer monte. Elle redescend.");

  /* What is on disk is not kept in memory. */
  while (mb_draft_get_state (draft) != MB_DRAFT_SAVED)
    g_main_context_iteration (NULL, TRUE);
  g_assert_finalize_object (g_steal_pointer (&draft));
}

static void
test_a_missing_draft_is_said (Desk *desk, gconstpointer data)
{
  g_autoptr (MbDraft) draft = NULL;
  g_autoptr (GError) error = NULL;

  open_newsroom (desk, FALSE);
  draft = open_draft (desk, "11111111-2222-4333-8444-555555555555", &error);
  g_assert_null (draft);
  g_assert_error (error, MB_STORE_ERROR, MB_STORE_ERROR_NOT_FOUND);
}

static void
test_closing_keeps_the_last_words (Desk *desk, gconstpointer data)
{
  g_autoptr (MbDraft) draft = NULL;
  g_autoptr (MbDraft) other = NULL;
  g_autoptr (MbDraft) found = NULL;
  g_autofree char *id = NULL;
  g_autofree char *text = NULL;
  MbSession session = {0};

  open_newsroom (desk, FALSE);
  draft = mb_newsroom_new_draft (desk->newsroom, NULL);
  other = mb_newsroom_new_draft (desk->newsroom, NULL);
  id = g_strdup (mb_draft_get_id (draft));
  session.draft_id = id;
  mb_test_type (mb_draft_get_article (draft), "La mer monte.");
  mb_test_type (mb_draft_get_article (other), "Elle redescend.");
  close_newsroom (desk, &session);
  g_clear_object (&draft);
  g_clear_object (&other);

  open_newsroom (desk, FALSE);
  g_assert_cmpuint (count_drafts (desk), ==, 2);
  found = mb_newsroom_take_first (desk->newsroom, NULL);
  g_assert_cmpstr (mb_draft_get_id (found), ==, id);
  text = draft_text (found);
  g_assert_cmpstr (text, ==, "La mer monte.");
}

static void
test_a_new_draft_speaks_and_is_signed (Desk *desk, gconstpointer data)
{
  g_autoptr (MbDraft) draft = NULL;
  g_autoptr (MbDraft) unsigned_draft = NULL;
  MbSnapshot *snapshot = NULL;

  open_newsroom (desk, FALSE);
  unsigned_draft = mb_newsroom_new_draft (desk->newsroom, NULL);
  snapshot = mb_article_get_snapshot (mb_draft_get_article (unsigned_draft));
  g_assert_null (mb_snapshot_get_meta (snapshot, MB_META_BYLINE));
  g_object_set (desk->newsroom, "author", "Anaïs Kerdoncuff", NULL);
  draft = mb_newsroom_new_draft (desk->newsroom, "br");
  snapshot = mb_article_get_snapshot (mb_draft_get_article (draft));
  g_assert_cmpstr (mb_snapshot_get_meta (snapshot, MB_META_LANGUAGE), ==, "br");
  g_assert_cmpstr (mb_snapshot_get_meta (snapshot, MB_META_BYLINE), ==, "Anaïs Kerdoncuff");
  g_assert_cmpint (mb_draft_get_state (draft), ==, MB_DRAFT_NEW);
  g_assert_cmpuint (count_drafts (desk), ==, 0);
}

static gboolean
try_add (Desk *desk, MbSnapshot *snapshot, GError **error)
{
  Answer answer = {0};
  g_autoptr (GAsyncResult) result = NULL;

  mb_newsroom_add_async (desk->newsroom, snapshot, answered_cb, &answer);
  result = wait_for (&answer);

  return mb_newsroom_add_finish (desk->newsroom, result, error);
}

static void
test_an_added_article_is_kept_and_listed (Desk *desk, gconstpointer data)
{
  g_autoptr (MbSnapshot) snapshot = mb_test_snapshot ("Venu d’ailleurs", "La mer monte.");
  const char *id = mb_snapshot_get_article_id (snapshot);
  g_autoptr (GError) error = NULL;

  open_newsroom (desk, FALSE);
  try_add (desk, snapshot, &error);
  g_assert_no_error (error);
  while (!mb_library_find (mb_newsroom_get_library (desk->newsroom), id, NULL))
    g_main_context_iteration (NULL, TRUE);
  g_assert_false (try_add (desk, snapshot, &error));
  g_assert_error (error, MB_STORE_ERROR, MB_STORE_ERROR_CONFLICT);
}

/* Another process that writes the store until it is told to end. */
static GSubprocess *
start_holder (const char *folder)
{
  g_autoptr (GError) error = NULL;
  GSubprocess *holder =
    g_subprocess_new (G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_PIPE, &error,
                      "/proc/self/exe", "--hold", folder, NULL);
  char held[5] = {0};

  g_assert_no_error (error);
  g_input_stream_read_all (g_subprocess_get_stdout_pipe (holder), held, 4, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (held, ==, "held");

  return holder;
}

static int
hold (const char *folder)
{
  MbStore *store = mb_test_open (folder);
  char byte;

  g_print ("held");
  fflush (stdout);
  while (fread (&byte, 1, 1, stdin) == 1)
    ;
  mb_store_close (store);
  g_object_unref (store);

  return 0;
}

static void
end_holder (GSubprocess *holder)
{
  g_autoptr (GError) error = NULL;

  g_output_stream_close (g_subprocess_get_stdin_pipe (holder), NULL, &error);
  g_assert_no_error (error);
  g_subprocess_wait_check (holder, NULL, &error);
  g_assert_no_error (error);
}

static void
test_what_another_process_writes_is_read (Desk *desk, gconstpointer data)
{
  const MbSession none = {0};
  g_autoptr (GSubprocess) holder = NULL;
  g_autofree char *id = NULL;
  g_autoptr (MbDraft) first = NULL;
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;

  open_newsroom (desk, FALSE);
  id = keep (desk, "un");
  close_newsroom (desk, &none);

  holder = start_holder (desk->folder);
  open_newsroom (desk, TRUE);
  g_assert_error (mb_newsroom_get_read_only_reason (desk->newsroom), MB_STORE_ERROR,
                  MB_STORE_ERROR_IN_USE);
  first = mb_newsroom_take_first (desk->newsroom, NULL);
  g_assert_cmpstr (mb_draft_get_id (first), ==, id);
  text = draft_text (first);
  g_assert_cmpstr (text, ==, "La mer monte.");

  /* What is written now cannot be kept, and closing says so. */
  mb_test_type (mb_draft_get_article (first), " Elle redescend.");
  g_assert_cmpint (mb_draft_get_state (first), ==, MB_DRAFT_UNSAVED);
  g_assert_false (try_close (desk->newsroom, &none, &error));
  g_assert_error (error, MB_STORE_ERROR, MB_STORE_ERROR_READ_ONLY);
  g_clear_object (&first);
  drop_newsroom (desk);

  end_holder (holder);
  open_newsroom (desk, FALSE);
  g_assert_null (mb_newsroom_get_read_only_reason (desk->newsroom));
}

static void
test_a_damaged_store_is_refused_and_left_alone (Desk *desk, gconstpointer data)
{
  const MbSession none = {0};
  g_autofree char *path = g_build_filename (desk->folder, "drafts.db", NULL);
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;
  gsize n_before;
  gsize n_after;
  g_autoptr (MbNewsroom) newsroom = NULL;
  g_autoptr (GError) error = NULL;

  open_newsroom (desk, FALSE);
  g_free (keep (desk, "un"));
  close_newsroom (desk, &none);
  g_assert_true (g_file_get_contents (path, &before, &n_before, NULL));
  memset (before, '#', 2048);
  g_assert_true (g_file_set_contents (path, before, (gssize) n_before, NULL));

  newsroom = try_open (desk->folder, TRUE, &error);
  g_assert_null (newsroom);
  g_assert_error (error, MB_STORE_ERROR, MB_STORE_ERROR_DAMAGED);
  g_assert_true (g_file_get_contents (path, &after, &n_after, NULL));
  g_assert_cmpmem (after, n_after, before, n_before);
}

static void
add (const char *name, void (*func) (Desk *, gconstpointer))
{
  g_autofree char *path = g_strconcat ("/app/newsroom/", name, NULL);

  g_test_add (path, Desk, NULL, set_up, func, tear_down);
}

static void
add_drafts (void)
{
  add ("a-draft-is-open-once", test_a_draft_is_open_once);
  add ("two-who-open-at-once-get-the-same", test_two_who_open_at_once_get_the_same);
  add ("the-first-draft-is-open-once", test_the_first_draft_is_open_once);
  add ("a-draft-left-at-once-is-found-whole", test_a_draft_left_at_once_is_found_whole);
  add ("a-missing-draft-is-said", test_a_missing_draft_is_said);
  add ("a-new-draft-speaks-and-is-signed", test_a_new_draft_speaks_and_is_signed);
  add ("an-added-article-is-kept-and-listed", test_an_added_article_is_kept_and_listed);
}

int
main (int argc, char **argv)
{
  if (argc == 3 && strcmp (argv[1], "--hold") == 0)
    return hold (argv[2]);

  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  add ("an-empty-folder-opens-empty", test_an_empty_folder_opens_empty);
  add ("the-sample-is-made-once", test_the_sample_is_made_once);
  add ("the-last-session-is-found-again", test_the_last_session_is_found_again);
  add ("a-session-is-remembered-while-work-goes-on",
       test_a_session_is_remembered_while_work_goes_on);
  add ("it-ends-on-its-own-thread", test_it_ends_on_its_own_thread);
  add ("without-a-session-the-latest-draft-is-first",
       test_without_a_session_the_latest_draft_is_first);
  add ("a-session-in-the-bin-is-left-there", test_a_session_in_the_bin_is_left_there);
  add ("a-sample-in-the-bin-is-left-there", test_a_sample_in_the_bin_is_left_there);
  add_drafts ();
  add ("closing-keeps-the-last-words", test_closing_keeps_the_last_words);
  add ("what-another-process-writes-is-read", test_what_another_process_writes_is_read);
  add ("a-damaged-store-is-refused-and-left-alone", test_a_damaged_store_is_refused_and_left_alone);

  return g_test_run ();
}
