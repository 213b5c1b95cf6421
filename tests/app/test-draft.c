#include "mb-draft.h"
#include "mb-test-store.h"

#include <signal.h>
#include <sys/resource.h>

typedef struct {
  char *folder;
  MbStore *store;
  MbArticle *article;
  MbDraft *draft;
  GString *states; /* "saving saved " */
} Desk;

/* Whoever is told "saved" finds the words on the disk at that moment. */
static void
state_changed_cb (MbDraft *draft, GParamSpec *pspec, Desk *desk)
{
  MbDraftState state = mb_draft_get_state (draft);
  g_autoptr (GEnumClass) klass = g_type_class_ref (MB_TYPE_DRAFT_STATE);
  g_autoptr (MbArticle) stored = NULL;
  g_autofree char *text = NULL;
  g_autofree char *stored_text = NULL;
  g_autoptr (GError) error = NULL;

  g_string_append_printf (desk->states, "%s ", g_enum_get_value (klass, (int) state)->value_nick);
  if (state != MB_DRAFT_SAVED)
    return;
  stored = mb_store_load_sync (desk->store, mb_draft_get_id (draft), &error);
  g_assert_no_error (error);
  text = mb_test_text (mb_article_get_snapshot (desk->article));
  stored_text = mb_test_text (mb_article_get_snapshot (stored));
  g_assert_cmpstr (stored_text, ==, text);
  g_assert_null (mb_draft_get_problem (draft));
}

static void
open_draft (Desk *desk, MbArticle *article, gboolean is_stored)
{
  desk->article = article;
  desk->draft = mb_draft_new (desk->store, article, is_stored);
  g_signal_connect (desk->draft, "notify::state", G_CALLBACK (state_changed_cb), desk);
}

static void
set_up (Desk *desk, gconstpointer data)
{
  g_autofree char *id = g_uuid_string_random ();
  g_autoptr (MbSnapshot) empty = mb_snapshot_new (id);

  desk->folder = mb_test_folder ();
  desk->store = mb_test_open (desk->folder);
  desk->states = g_string_new (NULL);
  open_draft (desk, mb_article_new (empty, 0), FALSE);
}

static void
close_all (Desk *desk)
{
  g_assert_finalize_object (g_steal_pointer (&desk->draft));
  g_assert_finalize_object (g_steal_pointer (&desk->article));
  mb_store_close (desk->store);
  g_clear_object (&desk->store);
}

static void
tear_down (Desk *desk, gconstpointer data)
{
  close_all (desk);
  mb_test_remove (desk->folder);
  g_free (desk->folder);
  g_string_free (desk->states, TRUE);
}

static void
wait_for (Desk *desk, MbDraftState state)
{
  while (mb_draft_get_state (desk->draft) != state)
    g_main_context_iteration (NULL, TRUE);
}

static void
test_a_new_draft_is_neither_saved_nor_stored (Desk *desk, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) infos = mb_store_list_sync (desk->store, NULL, FALSE, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (infos->len, ==, 0);
  g_assert_cmpint (mb_draft_get_state (desk->draft), ==, MB_DRAFT_NEW);
}

/* A language and a byline come by themselves and are no reason to store anything. */
static void
test_a_new_draft_with_a_byline_is_not_saved (Desk *desk, gconstpointer data)
{
  g_autofree char *id = g_uuid_string_random ();
  g_autoptr (MbSnapshot) empty = mb_snapshot_new (id);
  g_autoptr (MbSnapshot) signed_by = mb_snapshot_with_meta (empty, MB_META_BYLINE, "Yann Le Saout");
  g_autoptr (MbArticle) article = mb_article_new (signed_by, 0);
  g_autoptr (MbDraft) draft = mb_draft_new (desk->store, article, FALSE);

  g_assert_cmpint (mb_draft_get_state (draft), ==, MB_DRAFT_NEW);
}

static void
test_saved_is_said_when_it_is_on_disk (Desk *desk, gconstpointer data)
{
  mb_test_type (desk->article, "La marée monte.");
  g_assert_cmpint (mb_draft_get_state (desk->draft), ==, MB_DRAFT_SAVING);
  wait_for (desk, MB_DRAFT_SAVED);

  g_assert_cmpstr (desk->states->str, ==, "saving saved ");
}

static void
note_state_cb (MbJournal *journal, guint64 seq, Desk *desk)
{
  g_string_append_printf (desk->states, "%" G_GUINT64_FORMAT "@%d ", seq,
                          (int) mb_draft_get_state (desk->draft));
}

/* Words that come while others are written are not saved with them. */
static void
test_later_words_keep_it_from_being_saved (Desk *desk, gconstpointer data)
{
  g_autofree char *expected =
    g_strdup_printf ("saving 1@%d saved 2@%d ", MB_DRAFT_SAVING, MB_DRAFT_SAVED);
  g_autoptr (GError) error = NULL;

  g_signal_connect (mb_draft_get_journal (desk->draft), "acked", G_CALLBACK (note_state_cb), desk);
  mb_test_type (desk->article, "Un.");
  mb_journal_flush_sync (mb_draft_get_journal (desk->draft), &error);
  g_assert_no_error (error);
  mb_test_type (desk->article, " Deux.");
  while (mb_journal_get_acked_seq (mb_draft_get_journal (desk->draft)) < 2)
    g_main_context_iteration (NULL, TRUE);

  g_assert_cmpstr (desk->states->str, ==, expected);
}

static void
test_a_loaded_draft_is_saved (Desk *desk, gconstpointer data)
{
  g_autofree char *id = g_strdup (mb_draft_get_id (desk->draft));
  g_autoptr (GError) error = NULL;

  mb_test_type (desk->article, "Hier.");
  wait_for (desk, MB_DRAFT_SAVED);
  close_all (desk);
  desk->store = mb_test_open (desk->folder);
  open_draft (desk, mb_store_load_sync (desk->store, id, &error), TRUE);
  g_assert_no_error (error);

  g_assert_cmpint (mb_draft_get_state (desk->draft), ==, MB_DRAFT_SAVED);
}

static void
limit_files (rlim_t bytes)
{
  struct rlimit limit;

  g_assert_cmpint (getrlimit (RLIMIT_FSIZE, &limit), ==, 0);
  limit.rlim_cur = bytes == RLIM_INFINITY ? limit.rlim_max : bytes;
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &limit), ==, 0);
}

/* The system itself refuses: no file of this process may be longer than one byte. */
static void
test_a_refusal_is_told_and_got_over (Desk *desk, gconstpointer data)
{
  mb_test_type (desk->article, "Avant.");
  wait_for (desk, MB_DRAFT_SAVED);
  g_string_truncate (desk->states, 0);

  limit_files (1);
  mb_test_type (desk->article, " Pendant.");
  wait_for (desk, MB_DRAFT_UNSAVED);
  g_assert_nonnull (mb_draft_get_problem (desk->draft));
  g_assert_true (mb_draft_get_problem (desk->draft)->domain == MB_STORE_ERROR);

  mb_test_type (desk->article, " Encore.");
  g_assert_cmpint (mb_draft_get_state (desk->draft), ==, MB_DRAFT_UNSAVED);
  limit_files (RLIM_INFINITY);
  mb_journal_flush (mb_draft_get_journal (desk->draft));
  wait_for (desk, MB_DRAFT_SAVED);

  g_assert_null (mb_draft_get_problem (desk->draft));
  g_assert_cmpstr (desk->states->str, ==, "saving unsaved saved ");
}

static void
test_a_store_that_is_only_read_is_told_at_once (Desk *desk, gconstpointer data)
{
  g_autofree char *id = g_strdup (mb_draft_get_id (desk->draft));
  g_autoptr (GError) error = NULL;

  mb_test_type (desk->article, "Hier.");
  wait_for (desk, MB_DRAFT_SAVED);
  close_all (desk);
  desk->store = mb_store_open_sync (desk->folder, MB_STORE_READ_ONLY, NULL, &error);
  g_assert_no_error (error);
  open_draft (desk, mb_store_load_sync (desk->store, id, &error), TRUE);
  g_assert_no_error (error);
  g_assert_cmpint (mb_draft_get_state (desk->draft), ==, MB_DRAFT_READ_ONLY);

  mb_test_type (desk->article, " Demain.");

  g_assert_cmpint (mb_draft_get_state (desk->draft), ==, MB_DRAFT_UNSAVED);
  g_assert_error (mb_draft_get_problem (desk->draft), MB_STORE_ERROR, MB_STORE_ERROR_READ_ONLY);
}

static void
count_cb (guint *n)
{
  (*n)++;
}

static void
test_a_problem_is_notified_once_when_it_comes_and_when_it_goes (Desk *desk, gconstpointer data)
{
  guint n = 0;

  mb_test_type (desk->article, "Avant.");
  wait_for (desk, MB_DRAFT_SAVED);
  g_signal_connect_swapped (desk->draft, "notify::problem", G_CALLBACK (count_cb), &n);
  mb_test_type (desk->article, " Sans ennui.");
  wait_for (desk, MB_DRAFT_SAVED);
  g_assert_cmpuint (n, ==, 0);

  limit_files (1);
  mb_test_type (desk->article, " Pendant.");
  wait_for (desk, MB_DRAFT_UNSAVED);
  g_assert_cmpuint (n, ==, 1);
  limit_files (RLIM_INFINITY);
  n = 0; /* it may have been tried more often meanwhile */
  mb_journal_flush (mb_draft_get_journal (desk->draft));
  wait_for (desk, MB_DRAFT_SAVED);
  g_assert_cmpuint (n, ==, 1);
}

static void
add (const char *name, void (*func) (Desk *, gconstpointer))
{
  g_autofree char *path = g_strconcat ("/app/draft/", name, NULL);

  g_test_add (path, Desk, NULL, set_up, func, tear_down);
}

int
main (int argc, char **argv)
{
  signal (SIGXFSZ, SIG_IGN);
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  add ("a-new-draft-is-neither-saved-nor-stored", test_a_new_draft_is_neither_saved_nor_stored);
  add ("a-new-draft-with-a-byline-is-not-saved", test_a_new_draft_with_a_byline_is_not_saved);
  add ("saved-is-said-when-it-is-on-disk", test_saved_is_said_when_it_is_on_disk);
  add ("later-words-keep-it-from-being-saved", test_later_words_keep_it_from_being_saved);
  add ("a-loaded-draft-is-saved", test_a_loaded_draft_is_saved);
  add ("a-refusal-is-told-and-got-over", test_a_refusal_is_told_and_got_over);
  add ("a-store-that-is-only-read-is-told-at-once", test_a_store_that_is_only_read_is_told_at_once);
  add ("a-problem-is-notified-once-when-it-comes-and-when-it-goes",
       test_a_problem_is_notified_once_when_it_comes_and_when_it_goes);

  return g_test_run ();
}
