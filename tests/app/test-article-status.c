#include "mb-article-status.h"
#include "mb-fixture.h"
#include "mb-store-inside.h"
#include "mb-test-store.h"

#include <string.h>

#define N_KEYS 6
#define KEY_AFTER_MS 150

typedef struct {
  MbLyingSite *site;
  MbFixture *fixture;
  MbDraft *draft;
  MbArticleStatus *status;
} Desk;

static void
set_up (Desk *desk, gconstpointer data)
{
  g_autoptr (MbSnapshot) snapshot = NULL;
  g_autoptr (MbArticle) article = NULL;
  g_autoptr (GError) error = NULL;

  desk->site = mb_lying_site_new (&(MbSiteHabits) {.keeps_old_slugs = FALSE});
  desk->fixture = mb_fixture_open (NULL, mb_lying_site_get_endpoint (desk->site),
                                   mb_lying_site_get_token (desk->site));
  snapshot = mb_fixture_make_article (desk->fixture, NULL, NULL);
  mb_store_create_sync (desk->fixture->store, snapshot, &error);
  g_assert_no_error (error);
  article = mb_store_load_sync (desk->fixture->store, FIXTURE_ARTICLE_ID, &error);
  g_assert_no_error (error);
  desk->draft = mb_draft_new (desk->fixture->store, article, TRUE);
  desk->status = mb_article_status_new (desk->draft, desk->fixture->outbox);
}

static void
tear_down (Desk *desk, gconstpointer data)
{
  g_assert_finalize_object (desk->status);
  g_assert_finalize_object (desk->draft);
  mb_fixture_close (desk->fixture, TRUE);
  mb_lying_site_free (desk->site);
}

static gboolean
says (Desk *desk, const char *words)
{
  return strstr (mb_article_status_get_subtitle (desk->status), words) != NULL;
}

static void
wait_until_it_says (Desk *desk, const char *words)
{
  while (!says (desk, words))
    g_main_context_iteration (NULL, TRUE);
}

static void
type (Desk *desk, const char *text)
{
  mb_test_type (mb_draft_get_article (desk->draft), text);
}

/* Whenever "Saved Here" is to be read, all is on disk. */
static void
subtitle_changed_cb (MbArticleStatus *status, GParamSpec *pspec, Desk *desk)
{
  g_test_message ("%s", mb_article_status_get_subtitle (status));
  if (says (desk, "Saved Here"))
    g_assert_cmpuint (mb_journal_get_acked_seq (mb_draft_get_journal (desk->draft)), ==,
                      mb_article_get_seq (mb_draft_get_article (desk->draft)));
}

static void
test_what_is_stored_is_said_to_be (Desk *desk, gconstpointer data)
{
  g_assert_cmpstr (mb_article_status_get_title (desk->status), ==, FIXTURE_HEADLINE);
  g_assert_cmpstr (mb_article_status_get_subtitle (desk->status), ==, "Draft · Saved Here");
  mb_article_status_set_compact (desk->status, TRUE);
  g_assert_cmpstr (mb_article_status_get_subtitle (desk->status), ==, "Saved Here");
  mb_article_status_set_compact (desk->status, FALSE);
  g_assert_cmpstr (mb_article_status_get_subtitle (desk->status), ==, "Draft · Saved Here");
  g_assert_null (mb_article_status_get_public_url (desk->status));
  g_assert_null (mb_article_status_get_job (desk->status));
}

static void
test_of_a_new_draft_nothing_is_said (Desk *desk, gconstpointer data)
{
  g_autofree char *id = g_uuid_string_random ();
  g_autoptr (MbSnapshot) empty = mb_snapshot_new (id);
  g_autoptr (MbArticle) article = mb_article_new (empty, 0);
  g_autoptr (MbDraft) draft = mb_draft_new (desk->fixture->store, article, FALSE);
  g_autoptr (MbArticleStatus) status = mb_article_status_new (draft, desk->fixture->outbox);

  g_assert_cmpstr (mb_article_status_get_title (status), ==, "");
  g_assert_cmpstr (mb_article_status_get_subtitle (status), ==, "Draft");
}

typedef struct {
  Desk *desk;
  guint n_keys;
  gint64 typed_us;
} Typist;

static gboolean
type_key_cb (gpointer user_data)
{
  Typist *typist = user_data;

  type (typist->desk, "é");
  typist->n_keys++;
  typist->typed_us = g_get_monotonic_time ();

  return G_SOURCE_REMOVE;
}

/* A key follows a little after the last one is on disk: too soon for a pause. It goes before all
 * else, so that a slow machine makes no pause of it either. */
static void
next_key_cb (Typist *typist)
{
  if (typist->n_keys < N_KEYS)
    g_timeout_add_full (G_PRIORITY_HIGH, KEY_AFTER_MS, type_key_cb, typist, NULL);
}

static void
test_nothing_is_said_between_keys (Desk *desk, gconstpointer data)
{
  Typist typist = {.desk = desk};
  gint64 start_us = g_get_monotonic_time ();

  g_signal_connect (desk->status, "notify::subtitle", G_CALLBACK (subtitle_changed_cb), desk);
  g_signal_connect_swapped (mb_draft_get_journal (desk->draft), "acked", G_CALLBACK (next_key_cb),
                            &typist);
  type_key_cb (&typist);
  g_assert_cmpstr (mb_article_status_get_subtitle (desk->status), ==, "Draft");
  while (typist.n_keys < N_KEYS) {
    g_main_context_iteration (NULL, TRUE);
    g_assert_false (says (desk, "Saved Here"));
    /* A disk that takes its time is another case. */
    if (g_get_monotonic_time () - typist.typed_us < G_TIME_SPAN_SECOND / 2)
      g_assert_cmpstr (mb_article_status_get_subtitle (desk->status), ==, "Draft");
  }
  /* It was long enough for a pause to be noticed. */
  g_assert_cmpint (g_get_monotonic_time () - start_us, >, G_TIME_SPAN_SECOND);
  wait_until_it_says (desk, "Saved Here");
}

typedef struct {
  GMutex mutex;
  GCond cond;
  gboolean free;
} Hurdle;

static void
stand_still (gpointer user_data)
{
  Hurdle *hurdle = user_data;

  g_mutex_lock (&hurdle->mutex);
  while (!hurdle->free)
    g_cond_wait (&hurdle->cond, &hurdle->mutex);
  g_mutex_unlock (&hurdle->mutex);
}

static void
clear_way (Hurdle *hurdle)
{
  g_mutex_lock (&hurdle->mutex);
  hurdle->free = TRUE;
  g_cond_signal (&hurdle->cond);
  g_mutex_unlock (&hurdle->mutex);
}

static void
test_a_slow_disk_is_said_after_a_second (Desk *desk, gconstpointer data)
{
  Hurdle hurdle = {0};
  gint64 start_us = 0;
  MbWorker *writer = mb_store_writer_get_worker (mb_store_get_writer (desk->fixture->store));

  g_mutex_init (&hurdle.mutex);
  g_cond_init (&hurdle.cond);
  g_signal_connect (desk->status, "notify::subtitle", G_CALLBACK (subtitle_changed_cb), desk);
  mb_worker_post (writer, stand_still, &hurdle, NULL);
  start_us = g_get_monotonic_time ();
  type (desk, " Encore.");
  g_assert_cmpstr (mb_article_status_get_subtitle (desk->status), ==, "Draft");
  wait_until_it_says (desk, "Saving…");
  g_assert_cmpint (g_get_monotonic_time () - start_us, >=, G_TIME_SPAN_SECOND);
  g_assert_cmpint (mb_draft_get_state (desk->draft), ==, MB_DRAFT_SAVING);

  clear_way (&hurdle);
  wait_until_it_says (desk, "Saved Here");
  mb_worker_drain (writer);
  g_mutex_clear (&hurdle.mutex);
  g_cond_clear (&hurdle.cond);
}

static void
test_what_cannot_be_saved_is_said_at_once (Desk *desk, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (MbStore) store =
    mb_store_open_sync (desk->fixture->folder, MB_STORE_READ_ONLY, NULL, &error);
  g_autoptr (MbArticle) article = mb_store_load_sync (store, FIXTURE_ARTICLE_ID, &error);
  g_autoptr (MbDraft) draft = mb_draft_new (store, article, TRUE);
  g_autoptr (MbArticleStatus) status = mb_article_status_new (draft, desk->fixture->outbox);

  g_assert_no_error (error);
  mb_test_type (article, " Encore.");
  g_assert_cmpstr (mb_article_status_get_subtitle (status), ==, "Draft · Not Saved");
}

static void
publish (Desk *desk)
{
  g_autoptr (GError) error = NULL;
  MbJob *job = NULL;

  mb_journal_flush_sync (mb_draft_get_journal (desk->draft), &error);
  g_assert_no_error (error);
  job = mb_fixture_publish (
    desk->fixture, mb_article_get_snapshot (mb_draft_get_article (desk->draft)), NULL, &error);
  g_assert_no_error (error);
  mb_fixture_run (desk->fixture, job);
  g_assert_cmpstr (mb_job_state_to_string (mb_job_get_state (job)), ==, "done");
}

static void
note_sending_cb (MbArticleStatus *status, GParamSpec *pspec, gboolean *was_sending)
{
  if (g_str_has_prefix (mb_article_status_get_subtitle (status), "Sending"))
    *was_sending = mb_article_status_get_job (status) != NULL;
}

static void
test_sending_ends_as_published (Desk *desk, gconstpointer data)
{
  g_autofree char *url = NULL;
  gboolean was_sending = FALSE;

  g_signal_connect (desk->status, "notify::subtitle", G_CALLBACK (note_sending_cb), &was_sending);
  publish (desk);
  g_assert_true (was_sending);
  wait_until_it_says (desk, "Published");
  url = mb_outbox_dup_public_url (desk->fixture->outbox, FIXTURE_ARTICLE_ID, "test");
  g_assert_nonnull (url);
  g_assert_cmpstr (mb_article_status_get_public_url (desk->status), ==, url);
  g_assert_false (mb_article_status_is_unsent (desk->status));
  g_assert_null (mb_article_status_get_job (desk->status));
  wait_until_it_says (desk, "Published · Saved Here");
}

static void
count_cb (guint *n)
{
  (*n)++;
}

static void
test_changes_are_unsent_until_they_are_sent (Desk *desk, gconstpointer data)
{
  guint n_unsent = 0;

  publish (desk);
  g_signal_connect_swapped (desk->status, "notify::unsent", G_CALLBACK (count_cb), &n_unsent);
  type (desk, " Encore.");
  while (!mb_article_status_is_unsent (desk->status))
    g_main_context_iteration (NULL, TRUE);
  wait_until_it_says (desk, "Published, changes not sent · Saved Here");

  /* What is taken back need not be sent. */
  g_assert_true (mb_article_undo (mb_draft_get_article (desk->draft)));
  while (mb_article_status_is_unsent (desk->status))
    g_main_context_iteration (NULL, TRUE);
  g_assert_true (g_str_has_prefix (mb_article_status_get_subtitle (desk->status), "Published"));

  type (desk, " Toujours.");
  while (!mb_article_status_is_unsent (desk->status))
    g_main_context_iteration (NULL, TRUE);
  publish (desk);
  while (mb_article_status_is_unsent (desk->status))
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpuint (n_unsent, ==, 4);
}

static void
test_a_headline_is_the_title_at_once (Desk *desk, gconstpointer data)
{
  MbArticle *article = mb_draft_get_article (desk->draft);
  MbBlock *headline = mb_snapshot_get_block (mb_article_get_snapshot (article), 1);
  const MbPosition start = {.block = mb_block_get_id (headline)};
  g_autoptr (MbTransaction) transaction = mb_article_begin (article, MB_ORIGIN_TYPING);
  g_autoptr (MbText) words = mb_text_new ("Direct. ");
  g_autoptr (GError) error = NULL;
  guint n = 0;

  g_signal_connect_swapped (desk->status, "notify::title", G_CALLBACK (count_cb), &n);
  mb_transaction_replace_text (transaction, &start, 0, words, &error);
  g_assert_no_error (error);
  mb_article_commit (article, transaction, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (mb_article_status_get_title (desk->status), ==, "Direct. " FIXTURE_HEADLINE);
  g_assert_cmpuint (n, ==, 1);
}

static void
add (const char *name, void (*func) (Desk *, gconstpointer))
{
  g_autofree char *path = g_strconcat ("/app/article-status/", name, NULL);

  g_test_add (path, Desk, NULL, set_up, func, tear_down);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  add ("what-is-stored-is-said-to-be", test_what_is_stored_is_said_to_be);
  add ("of-a-new-draft-nothing-is-said", test_of_a_new_draft_nothing_is_said);
  add ("nothing-is-said-between-keys", test_nothing_is_said_between_keys);
  add ("a-slow-disk-is-said-after-a-second", test_a_slow_disk_is_said_after_a_second);
  add ("what-cannot-be-saved-is-said-at-once", test_what_cannot_be_saved_is_said_at_once);
  add ("sending-ends-as-published", test_sending_ends_as_published);
  add ("changes-are-unsent-until-they-are-sent", test_changes_are_unsent_until_they_are_sent);
  add ("a-headline-is-the-title-at-once", test_a_headline_is_the_title_at_once);

  return g_test_run ();
}
