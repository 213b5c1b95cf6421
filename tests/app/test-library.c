#include "mb-draft-table.h"
#include "mb-library.h"
#include "mb-store-inside.h"
#include "mb-test-store.h"

#define N_MANY 10000

typedef struct {
  char *folder;
  MbStore *store;
  MbLibrary *library;
  GListModel *items;
  guint n_changes; /* of the list */
} Desk;

/* Each look at the clock is a second later, so that the order of drafts is never in doubt. */
static gint64
tick (gpointer user_data)
{
  static int seconds;

  return 1000 * (gint64) (1000000 + g_atomic_int_add (&seconds, 1));
}

static gint64
monotonic (gpointer user_data)
{
  return g_get_monotonic_time ();
}

static const MbClock ticking = {tick, monotonic, NULL};

/* Whoever hears of a change finds every row where it is. */
static void
items_changed_cb (GListModel *items, guint position, guint removed, guint added, Desk *desk)
{
  desk->n_changes++;
  for (guint i = position; i < position + MIN (added, 3); i++) {
    g_autoptr (MbLibraryItem) item = g_list_model_get_item (items, i);
    guint found = G_MAXUINT;

    g_assert_true (mb_library_find (desk->library, mb_library_item_get_id (item), &found));
    g_assert_cmpuint (found, ==, i);
  }
}

static void
set_up (Desk *desk, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  desk->folder = mb_test_folder ();
  desk->store = mb_store_open_sync (desk->folder, MB_STORE_READ_WRITE, &ticking, &error);
  g_assert_no_error (error);
  desk->library = mb_library_new (desk->store);
  desk->items = mb_library_get_items (desk->library);
  g_signal_connect (desk->items, "items-changed", G_CALLBACK (items_changed_cb), desk);
}

/* A question that was asked is answered when the reader has done it and its answer was heard. */
static void
wait_for_answer (Desk *desk)
{
  mb_worker_drain (mb_store_get_reader (desk->store));
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

static void
tear_down (Desk *desk, gconstpointer data)
{
  wait_for_answer (desk);
  g_assert_finalize_object (desk->library);
  mb_store_close (desk->store);
  g_assert_finalize_object (desk->store);
  mb_test_remove (desk->folder);
  g_free (desk->folder);
}

static void
refresh (Desk *desk)
{
  mb_library_refresh (desk->library);
  wait_for_answer (desk);
}

static char *
keep (Desk *desk, const char *headline)
{
  g_autoptr (MbSnapshot) snapshot = mb_test_snapshot (headline, "La mer monte.");
  g_autoptr (GError) error = NULL;

  mb_store_create_sync (desk->store, snapshot, &error);
  g_assert_no_error (error);

  return g_strdup (mb_snapshot_get_article_id (snapshot));
}

static MbDraft *
open_draft (Desk *desk, const char *id)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (MbArticle) article = mb_store_load_sync (desk->store, id, &error);
  MbDraft *draft = NULL;

  g_assert_no_error (error);
  draft = mb_draft_new (desk->store, article, TRUE);
  mb_library_follow (desk->library, draft);

  return draft;
}

static void
type_and_wait (MbDraft *draft, const char *text)
{
  mb_test_type (mb_draft_get_article (draft), text);
  mb_journal_flush (mb_draft_get_journal (draft));
  while (mb_draft_get_state (draft) != MB_DRAFT_SAVED)
    g_main_context_iteration (NULL, TRUE);
}

static void
assert_headlines (Desk *desk, const char *expected)
{
  g_autoptr (GString) headlines = g_string_new (NULL);

  for (guint i = 0; i < g_list_model_get_n_items (desk->items); i++) {
    g_autoptr (MbLibraryItem) item = g_list_model_get_item (desk->items, i);

    g_string_append_printf (headlines, "%s%s", i > 0 ? " " : "",
                            mb_library_item_get_headline (item));
  }
  g_assert_cmpstr (headlines->str, ==, expected);
}

static void
test_loading_ends_with_the_first_answer (Desk *desk, gconstpointer data)
{
  g_assert_true (mb_library_is_loading (desk->library));
  mb_library_refresh (desk->library);
  g_assert_true (mb_library_is_loading (desk->library));
  wait_for_answer (desk);
  g_assert_false (mb_library_is_loading (desk->library));
  mb_library_refresh (desk->library);
  g_assert_false (mb_library_is_loading (desk->library));
}

static void
test_the_draft_changed_last_stands_first (Desk *desk, gconstpointer data)
{
  g_free (keep (desk, "un"));
  g_free (keep (desk, "deux"));
  g_free (keep (desk, "trois"));
  refresh (desk);

  assert_headlines (desk, "trois deux un");
}

static void
test_rows_keep_their_objects (Desk *desk, gconstpointer data)
{
  g_autofree char *id = keep (desk, "un");
  g_autofree char *gone = keep (desk, "deux");
  g_autoptr (MbLibraryItem) before = NULL;
  g_autoptr (MbLibraryItem) after = NULL;
  g_autoptr (GError) error = NULL;
  guint position;

  refresh (desk);
  before = g_list_model_get_item (desk->items, 1);
  g_assert_cmpuint (desk->n_changes, ==, 1);
  refresh (desk);
  g_assert_cmpuint (desk->n_changes, ==, 1);

  g_free (keep (desk, "trois"));
  mb_store_set_trashed_sync (desk->store, gone, TRUE, &error);
  g_assert_no_error (error);
  refresh (desk);
  assert_headlines (desk, "trois un");
  g_assert_true (mb_library_find (desk->library, id, &position));
  after = g_list_model_get_item (desk->items, position);
  g_assert_true (after == before);
  g_assert_false (mb_library_find (desk->library, gone, NULL));
}

static void
test_written_words_bring_a_row_first (Desk *desk, gconstpointer data)
{
  g_autofree char *id = keep (desk, "un");
  g_autoptr (MbDraft) draft = NULL;
  g_autoptr (MbLibraryItem) before = NULL;
  g_autoptr (MbLibraryItem) after = NULL;
  gint64 updated_ms;

  g_free (keep (desk, "deux"));
  refresh (desk);
  before = g_list_model_get_item (desk->items, 1);
  updated_ms = mb_library_item_get_updated_ms (before);
  draft = open_draft (desk, id);
  type_and_wait (draft, " Elle redescend.");

  assert_headlines (desk, "un deux");
  after = g_list_model_get_item (desk->items, 0);
  g_assert_true (after == before);
  g_assert_cmpint (mb_library_item_get_updated_ms (after), >, updated_ms);
  g_assert_cmpstr (mb_library_item_get_excerpt (after), ==, "La mer monte.");
  desk->n_changes = 0;
  type_and_wait (draft, " Encore.");
  g_assert_cmpuint (desk->n_changes, ==, 0);
}

static MbDraft *
begin_draft (Desk *desk)
{
  g_autoptr (MbSnapshot) snapshot = mb_test_snapshot ("neuf", "");
  g_autoptr (MbArticle) article = mb_article_new (snapshot, 0);
  MbDraft *draft = mb_draft_new (desk->store, article, FALSE);

  mb_library_follow (desk->library, draft);

  return draft;
}

static void
test_a_new_draft_appears_once_it_is_written (Desk *desk, gconstpointer data)
{
  g_autoptr (MbDraft) draft = NULL;

  g_free (keep (desk, "un"));
  refresh (desk);
  draft = begin_draft (desk);
  assert_headlines (desk, "un");
  type_and_wait (draft, "Un mot.");
  assert_headlines (desk, "neuf un");
  refresh (desk);
  assert_headlines (desk, "neuf un");
}

/* The reader answers before the words are written; the answer is heard after that. It waits in a
 * context of its own for this. */
static void
test_an_answer_of_before_takes_no_row_away (Desk *desk, gconstpointer data)
{
  g_autoptr (GMainContext) later = g_main_context_new ();
  g_autofree char *id = keep (desk, "un");
  g_autoptr (MbDraft) old = NULL;
  g_autoptr (MbDraft) draft = NULL;

  g_free (keep (desk, "deux"));
  refresh (desk);
  old = open_draft (desk, id);
  draft = begin_draft (desk);
  g_main_context_push_thread_default (later);
  mb_library_refresh (desk->library);
  g_main_context_pop_thread_default (later);
  mb_worker_drain (mb_store_get_reader (desk->store));
  type_and_wait (old, " Elle redescend.");
  type_and_wait (draft, "Un mot.");
  assert_headlines (desk, "neuf un deux");
  desk->n_changes = 0;
  for (guint i = 0; i < 2; i++) { /* the second question is asked where the first was answered */
    mb_worker_drain (mb_store_get_reader (desk->store));
    while (g_main_context_iteration (later, FALSE))
      ;
    assert_headlines (desk, "neuf un deux");
  }
  g_assert_cmpuint (desk->n_changes, ==, 0);
}

static void
test_a_query_leaves_what_has_the_words (Desk *desk, gconstpointer data)
{
  g_autofree char *id = keep (desk, "Brume");
  g_autoptr (MbDraft) draft = NULL;

  g_free (keep (desk, "Tempête"));
  refresh (desk);
  mb_library_set_query (desk->library, "tempete");
  while (g_list_model_get_n_items (desk->items) != 1)
    g_main_context_iteration (NULL, TRUE);
  assert_headlines (desk, "Tempête");

  draft = open_draft (desk, id);
  type_and_wait (draft, " Elle redescend.");
  assert_headlines (desk, "Tempête");
  mb_library_set_query (desk->library, "");
  g_assert_null (mb_library_get_query (desk->library));
  wait_for_answer (desk);
  assert_headlines (desk, "Brume Tempête");
}

static void
test_only_the_last_question_is_answered (Desk *desk, gconstpointer data)
{
  g_free (keep (desk, "Brume"));
  g_free (keep (desk, "Tempête"));
  mb_library_set_query (desk->library, "brume");
  mb_library_set_query (desk->library, "tempete");
  mb_library_set_query (desk->library, NULL);
  wait_for_answer (desk);

  assert_headlines (desk, "Tempête Brume");
  g_assert_cmpuint (desk->n_changes, ==, 1);
}

static void
test_the_bin_is_another_list (Desk *desk, gconstpointer data)
{
  g_autofree char *id = keep (desk, "un");
  g_autofree char *kept = keep (desk, "deux");
  g_autoptr (MbDraft) draft = NULL;
  g_autoptr (GError) error = NULL;

  mb_store_set_trashed_sync (desk->store, id, TRUE, &error);
  g_assert_no_error (error);
  refresh (desk);
  assert_headlines (desk, "deux");
  mb_library_set_in_bin (desk->library, TRUE);
  wait_for_answer (desk);
  assert_headlines (desk, "un");

  draft = open_draft (desk, kept);
  type_and_wait (draft, " Elle redescend.");
  assert_headlines (desk, "un");
  mb_library_set_in_bin (desk->library, FALSE);
  wait_for_answer (desk);
  assert_headlines (desk, "deux");
}

static gboolean
put_many (Db *db, gpointer user_data, GError **error)
{
  for (guint i = 0; i < N_MANY; i++) {
    g_autofree char *id = g_strdup_printf ("%08u-2222-4333-8444-555555555555", i);
    g_autofree char *headline = g_strdup_printf ("Article %u", i);
    gint64 draft_no;
    MbDraftInfo info = {
      .id = id,
      .headline = headline,
      .excerpt = (char *) "La mer monte.",
      .section = (char *) "",
      .state = (char *) "",
      .created_ms = i + 1,
      .updated_ms = i + 1,
    };

    if (!mb_draft_table_put (db, &info, &draft_no, error))
      return FALSE;
  }

  return TRUE;
}

/* A change at the top of a long list touches the top: all else stays as it is. */
static void
test_ten_thousand_drafts_change_where_they_change (Desk *desk, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (MbLibraryItem) last = NULL;
  gint64 start_us;
  guint position;

  mb_store_write (desk->store, put_many, NULL, &error);
  g_assert_no_error (error);
  start_us = g_get_monotonic_time ();
  refresh (desk);
  g_test_message ("listed %u drafts in %" G_GINT64_FORMAT " ms", N_MANY,
                  (g_get_monotonic_time () - start_us) / 1000);
  g_assert_cmpuint (g_list_model_get_n_items (desk->items), ==, N_MANY);
  g_assert_cmpuint (desk->n_changes, ==, 1);
  last = g_list_model_get_item (desk->items, N_MANY - 1);

  g_free (keep (desk, "neuf"));
  start_us = g_get_monotonic_time ();
  refresh (desk);
  g_test_message ("listed them again in %" G_GINT64_FORMAT " ms",
                  (g_get_monotonic_time () - start_us) / 1000);
  g_assert_cmpuint (g_list_model_get_n_items (desk->items), ==, N_MANY + 1);
  g_assert_cmpuint (desk->n_changes, ==, 2);
  g_assert_true (mb_library_find (desk->library, mb_library_item_get_id (last), &position));
  g_assert_cmpuint (position, ==, N_MANY);
}

static void
add (const char *name, void (*func) (Desk *, gconstpointer))
{
  g_autofree char *path = g_strconcat ("/app/library/", name, NULL);

  g_test_add (path, Desk, NULL, set_up, func, tear_down);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  add ("loading-ends-with-the-first-answer", test_loading_ends_with_the_first_answer);
  add ("the-draft-changed-last-stands-first", test_the_draft_changed_last_stands_first);
  add ("rows-keep-their-objects", test_rows_keep_their_objects);
  add ("written-words-bring-a-row-first", test_written_words_bring_a_row_first);
  add ("a-new-draft-appears-once-it-is-written", test_a_new_draft_appears_once_it_is_written);
  add ("an-answer-of-before-takes-no-row-away", test_an_answer_of_before_takes_no_row_away);
  add ("a-query-leaves-what-has-the-words", test_a_query_leaves_what_has_the_words);
  add ("only-the-last-question-is-answered", test_only_the_last_question_is_answered);
  add ("the-bin-is-another-list", test_the_bin_is_another_list);
  add ("ten-thousand-drafts-change-where-they-change",
       test_ten_thousand_drafts_change_where_they_change);

  return g_test_run ();
}
