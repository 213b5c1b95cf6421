#include "mb-receiving.h"
#include "mb-sharing.h"
#include "mb-test-store.h"

#include <glib/gstdio.h>
#include <string.h>

/* Two newsrooms are two people; a file goes between them, while both have the article open. */

typedef struct {
  char *folder;
  MbNewsroom *newsroom;
} Desk;

typedef struct {
  Desk awa;
  Desk binta;
  char *path;
} Fixture;

static void
answered_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GAsyncResult **answer = user_data;

  *answer = g_object_ref (result);
}

static GAsyncResult *
wait_for (GAsyncResult **answer)
{
  while (!*answer)
    g_main_context_iteration (NULL, TRUE);
  return *answer;
}

static void
open_desk (Desk *desk)
{
  g_autoptr (GAsyncResult) answer = NULL;
  g_autoptr (GError) error = NULL;

  desk->folder = mb_test_folder ();
  mb_newsroom_open_async (desk->folder, FALSE, answered_cb, &answer);
  desk->newsroom = mb_newsroom_open_finish (wait_for (&answer), &error);
  g_assert_no_error (error);
  g_object_set (desk->newsroom, "author", "Awa", NULL);
}

static void
close_desk (Desk *desk)
{
  const MbSession session = {0};
  g_autoptr (GError) error = NULL;
  GAsyncResult *answer = NULL;

  mb_newsroom_close_async (desk->newsroom, &session, answered_cb, &answer);
  g_assert_true (mb_newsroom_close_finish (desk->newsroom, wait_for (&answer), &error));
  g_object_unref (answer);
  while (g_atomic_int_get (&G_OBJECT (desk->newsroom)->ref_count) > 1)
    if (!g_main_context_iteration (NULL, FALSE))
      g_thread_yield (); /* a thread lets go of it without a word */
  g_assert_finalize_object (g_steal_pointer (&desk->newsroom));
  mb_test_remove (desk->folder);
  g_free (desk->folder);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  open_desk (&fixture->awa);
  open_desk (&fixture->binta);
  fixture->path = g_build_filename (fixture->awa.folder, "a.marbre", NULL);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_unlink (fixture->path);
  g_free (fixture->path);
  close_desk (&fixture->awa);
  close_desk (&fixture->binta);
}

static MbDraft *
open_draft (Desk *desk, const char *id)
{
  g_autoptr (GAsyncResult) answer = NULL;
  g_autoptr (GError) error = NULL;
  MbDraft *draft = NULL;

  mb_newsroom_open_draft_async (desk->newsroom, id, NULL, answered_cb, &answer);
  draft = mb_newsroom_open_draft_finish (desk->newsroom, wait_for (&answer), &error);
  g_assert_no_error (error);
  return draft;
}

static MbDraft *
begin (Desk *desk)
{
  g_autoptr (MbSnapshot) snapshot = mb_test_snapshot ("Le port", "Les quais");

  g_assert_true (mb_store_create_sync (mb_newsroom_get_store (desk->newsroom), snapshot, NULL));
  return open_draft (desk, mb_snapshot_get_article_id (snapshot));
}

static void
share (Fixture *fixture, Desk *from, MbDraft *draft)
{
  g_autoptr (MbWaitingCount) count = mb_waiting_count_new ();
  const MbSharing sharing = {draft, fixture->path, count, NULL};
  g_autoptr (GAsyncResult) answer = NULL;
  g_autoptr (GError) error = NULL;
  guint n_missing = 7;

  mb_sharing_start_async (from->newsroom, &sharing, answered_cb, &answer);
  mb_sharing_start_finish (wait_for (&answer), &n_missing, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (n_missing, ==, 0);
}

static GBytes *
read_file (Fixture *fixture)
{
  char *data = NULL;
  gsize n = 0;

  g_assert_true (g_file_get_contents (fixture->path, &data, &n, NULL));
  return g_bytes_new_take (data, n);
}

static MbArrival *
receive (Fixture *fixture, Desk *to, GCancellable *cancellable, GError **error)
{
  g_autoptr (GBytes) bytes = read_file (fixture);
  g_autoptr (GAsyncResult) answer = NULL;

  mb_receiving_start_async (to->newsroom, bytes, cancellable, answered_cb, &answer);
  return mb_receiving_start_finish (wait_for (&answer), error);
}

static MbArrivalKind
receive_well (Fixture *fixture, Desk *to)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (MbArrival) arrival = receive (fixture, to, NULL, &error);

  g_assert_no_error (error);
  return arrival->kind;
}

static void
assert_text (MbDraft *draft, const char *expected)
{
  g_autofree char *text = mb_test_text (mb_article_get_snapshot (mb_draft_get_article (draft)));

  g_assert_cmpstr (text, ==, expected);
}

static void
test_an_open_article_is_taken_over_and_undone (Fixture *fixture, gconstpointer data)
{
  g_autoptr (MbDraft) here = begin (&fixture->awa);
  g_autoptr (MbDraft) there = NULL;
  MbArticle *article = mb_draft_get_article (here);

  share (fixture, &fixture->awa, here);
  g_assert_cmpint (receive_well (fixture, &fixture->binta), ==, MB_ARRIVAL_NEW);
  there = open_draft (&fixture->binta, mb_draft_get_id (here));
  mb_test_type (mb_draft_get_article (there), " rouvrent");
  share (fixture, &fixture->binta, there);

  g_assert_cmpint (receive_well (fixture, &fixture->awa), ==, MB_ARRIVAL_TAKEN_OVER);
  assert_text (here, "Les quais rouvrent");
  g_assert_cmpint (mb_draft_get_state (here), ==, MB_DRAFT_SAVED);
  g_assert_true (mb_article_undo (article));
  assert_text (here, "Les quais");
}

/* What was typed this very moment counts: it is weighed with everything else. */
static void
test_words_that_are_not_on_disk_yet_are_weighed (Fixture *fixture, gconstpointer data)
{
  g_autoptr (MbDraft) here = begin (&fixture->awa);
  g_autoptr (MbDraft) there = NULL;
  g_autoptr (MbArrival) arrival = NULL;
  g_autoptr (MbDraft) copy = NULL;

  share (fixture, &fixture->awa, here);
  receive_well (fixture, &fixture->binta);
  there = open_draft (&fixture->binta, mb_draft_get_id (here));
  mb_test_type (mb_draft_get_article (there), " rouvrent");
  share (fixture, &fixture->binta, there);

  mb_test_type (mb_draft_get_article (here), " ferment");
  arrival = receive (fixture, &fixture->awa, NULL, NULL);
  g_assert_cmpint (arrival->kind, ==, MB_ARRIVAL_BESIDE);
  assert_text (here, "Les quais ferment");
  copy = open_draft (&fixture->awa, arrival->draft_id);
  assert_text (copy, "Les quais rouvrent");
}

/* Types at the first chance after the file was begun to be read, and goes on until it is in. */
static gboolean
type_cb (gpointer draft)
{
  mb_test_type (mb_draft_get_article (draft), ".");
  return G_SOURCE_CONTINUE;
}

static void
test_typing_while_a_file_comes_in_loses_nothing (Fixture *fixture, gconstpointer data)
{
  g_autoptr (MbDraft) here = begin (&fixture->awa);
  g_autoptr (MbDraft) there = NULL;
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (MbArrival) arrival = NULL;
  g_autofree char *text = NULL;
  g_autoptr (GAsyncResult) answer = NULL;
  guint source_id;

  share (fixture, &fixture->awa, here);
  receive_well (fixture, &fixture->binta);
  there = open_draft (&fixture->binta, mb_draft_get_id (here));
  mb_test_type (mb_draft_get_article (there), " rouvrent");
  share (fixture, &fixture->binta, there);
  bytes = read_file (fixture);

  mb_receiving_start_async (fixture->awa.newsroom, bytes, NULL, answered_cb, &answer);
  source_id = g_timeout_add (1, type_cb, here);
  arrival = mb_receiving_start_finish (wait_for (&answer), NULL);
  g_source_remove (source_id);
  g_assert_cmpint (arrival->kind, ==, MB_ARRIVAL_BESIDE);
  text = mb_test_text (mb_article_get_snapshot (mb_draft_get_article (here)));
  g_assert_true (g_str_has_prefix (text, "Les quais."));
}

static void
test_a_cancelled_file_changes_nothing (Fixture *fixture, gconstpointer data)
{
  g_autoptr (MbDraft) here = begin (&fixture->awa);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) drafts = NULL;

  share (fixture, &fixture->awa, here);
  g_cancellable_cancel (cancellable);
  g_assert_null (receive (fixture, &fixture->binta, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  drafts = mb_store_list_sync (mb_newsroom_get_store (fixture->binta.newsroom), NULL, FALSE, NULL);
  g_assert_cmpuint (drafts->len, ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

#define ADD(name, func) g_test_add ("/receiving/" name, Fixture, NULL, set_up, func, tear_down)
  ADD ("an-open-article-is-taken-over-and-undone", test_an_open_article_is_taken_over_and_undone);
  ADD ("words-that-are-not-on-disk-yet-are-weighed",
       test_words_that_are_not_on_disk_yet_are_weighed);
  ADD ("typing-while-a-file-comes-in-loses-nothing",
       test_typing_while_a_file_comes_in_loses_nothing);
  ADD ("a-cancelled-file-changes-nothing", test_a_cancelled_file_changes_nothing);
#undef ADD

  return g_test_run ();
}
