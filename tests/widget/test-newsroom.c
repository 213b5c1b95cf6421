#include "mb-newsroom.h"

#include "mb-id.h"
#include "mb-outline.h"
#include "mb-store-outbox.h"
#include "mb-test-store.h"

#include <signal.h>
#include <sys/resource.h>

/* A newsroom on a disk that can be told to refuse. */
typedef struct {
  char *folder;
  MbNewsroom *newsroom;
  GAsyncResult *result;
} Desk;

static void
answered_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Desk *desk = user_data;

  g_assert_null (desk->result);
  desk->result = g_object_ref (result);
}

static GAsyncResult *
desk_wait (Desk *self)
{
  while (!self->result)
    g_main_context_iteration (NULL, TRUE);

  return g_steal_pointer (&self->result);
}

static Desk *
desk_new (void)
{
  Desk *self = g_new0 (Desk, 1);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  self->folder = mb_test_folder ();
  mb_newsroom_open_async (self->folder, FALSE, answered_cb, self);
  result = desk_wait (self);
  self->newsroom = mb_newsroom_open_finish (result, &error);
  g_assert_no_error (error);

  return self;
}

static void
desk_free (Desk *self)
{
  g_clear_object (&self->newsroom);
  mb_test_remove (self->folder);
  g_free (self->folder);
  g_free (self);
}

static gboolean
desk_close (Desk *self, GError **error)
{
  const MbSession session = {0};
  g_autoptr (GAsyncResult) result = NULL;

  mb_newsroom_close_async (self->newsroom, &session, answered_cb, self);
  result = desk_wait (self);

  return mb_newsroom_close_finish (self->newsroom, result, error);
}

static MbDraft *
desk_open (Desk *self, const char *draft_id)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  MbDraft *draft = NULL;

  mb_newsroom_open_draft_async (self->newsroom, draft_id, NULL, answered_cb, self);
  result = desk_wait (self);
  draft = mb_newsroom_open_draft_finish (self->newsroom, result, &error);
  g_assert_no_error (error);

  return draft;
}

static void
wait_for_state (MbDraft *draft, MbDraftState state)
{
  while (mb_draft_get_state (draft) != state)
    g_main_context_iteration (NULL, TRUE);
}

/* No file of the process may grow. */
static void
set_disk_full (gboolean full)
{
  struct rlimit limit;

  g_assert_cmpint (getrlimit (RLIMIT_FSIZE, &limit), ==, 0);
  limit.rlim_cur = full ? 1 : limit.rlim_max;
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &limit), ==, 0);
}

static MbDraft *
begin (Desk *desk)
{
  MbDraft *draft = mb_newsroom_new_draft (desk->newsroom, "fr");

  mb_test_type (mb_draft_get_article (draft), "Le bac");
  wait_for_state (draft, MB_DRAFT_SAVED);

  return draft;
}

static void
assert_text (MbDraft *draft, const char *expected)
{
  MbSnapshot *snapshot = mb_article_get_snapshot (mb_draft_get_article (draft));
  MbBlock *block = mb_snapshot_get_block (snapshot, mb_snapshot_get_n_blocks (snapshot) - 1);

  g_assert_cmpstr (mb_text_get_utf8 (mb_block_get_part (block, 0)), ==, expected);
}

static guint64
last_block (MbArticle *article)
{
  MbSnapshot *snapshot = mb_article_get_snapshot (article);

  return mb_block_get_id (
    mb_snapshot_get_block (snapshot, mb_snapshot_get_n_blocks (snapshot) - 1));
}

static void
add_crosshead (MbArticle *article, const char *words)
{
  g_autoptr (MbTransaction) transaction = mb_article_begin (article, MB_ORIGIN_COMMAND);
  g_autoptr (MbText) text = mb_text_new (words);
  g_autoptr (MbBlock) block = mb_block_new_text (mb_id_new (), MB_BLOCK_CROSSHEAD, text);

  g_assert_true (mb_transaction_insert_block (transaction, last_block (article), block, NULL));
  g_assert_true (mb_article_commit (article, transaction, NULL));
}

/* An article is left while its last words are on their way, and opened again at once. */
static void
test_left_and_opened_again (void)
{
  Desk *desk = desk_new ();
  MbDraft *draft = begin (desk);
  g_autofree char *id = g_strdup (mb_draft_get_id (draft));

  mb_test_type (mb_draft_get_article (draft), " reprend");
  g_clear_object (&draft);
  draft = desk_open (desk, id);
  assert_text (draft, "Le bac reprend");
  mb_test_type (mb_draft_get_article (draft), " la mer");
  wait_for_state (draft, MB_DRAFT_SAVED);
  g_assert_null (mb_draft_get_problem (draft));
  g_clear_object (&draft);
  g_assert_true (desk_close (desk, NULL));
  desk_free (desk);
}

static void
committed_cb (MbArticle *article, MbTransaction *transaction, guint *n_signed)
{
  g_assert_cmpstr (mb_transaction_get_author (transaction), ==, "Awa Diop");
  g_assert_cmpint (mb_transaction_get_time_ms (transaction), >, 0);
  (*n_signed)++;
}

/* Nobody has to remember it: a typed letter, undo, a section that is moved. */
static void
test_every_change_says_who_made_it (void)
{
  Desk *desk = desk_new ();
  MbDraft *draft = begin (desk);
  MbArticle *article = mb_draft_get_article (draft);
  g_autoptr (MbOutline) outline = mb_outline_new (article);
  guint n_signed = 0;

  g_object_set (desk->newsroom, "author", "Awa Diop", NULL);
  g_signal_connect (article, "committed", G_CALLBACK (committed_cb), &n_signed);
  add_crosshead (article, "Avant");
  add_crosshead (article, "Après");
  g_assert_cmpuint (n_signed, ==, 2);
  g_assert_true (mb_outline_move_section (outline, last_block (article), -1, NULL));
  g_assert_cmpuint (n_signed, ==, 3);
  g_assert_true (mb_article_undo (article));
  g_assert_true (mb_article_redo (article));
  g_assert_cmpuint (n_signed, ==, 5);
  wait_for_state (draft, MB_DRAFT_SAVED);
  g_clear_object (&outline);
  g_clear_object (&draft);
  g_assert_true (desk_close (desk, NULL));
  desk_free (desk);
}

/* What the disk refuses stays with its article, whatever the writer looks at meanwhile. */
static void
test_left_while_the_disk_refuses (void)
{
  Desk *desk = desk_new ();
  MbDraft *draft = begin (desk);
  g_autofree char *id = g_strdup (mb_draft_get_id (draft));
  g_autoptr (MbArticle) stored = NULL;
  g_autoptr (GError) error = NULL;

  set_disk_full (TRUE);
  mb_test_type (mb_draft_get_article (draft), " reprend");
  wait_for_state (draft, MB_DRAFT_UNSAVED);
  g_clear_object (&draft);

  g_assert_false (desk_close (desk, &error));
  g_assert_nonnull (error);
  draft = desk_open (desk, id);
  assert_text (draft, "Le bac reprend");
  g_assert_cmpint (mb_draft_get_state (draft), ==, MB_DRAFT_UNSAVED);
  g_assert_nonnull (mb_draft_get_problem (draft));

  set_disk_full (FALSE);
  wait_for_state (draft, MB_DRAFT_SAVED);
  g_object_add_weak_pointer (G_OBJECT (draft), (gpointer *) &draft);
  g_object_unref (draft);
  g_assert_null (draft); /* nobody needs it any more */
  g_assert_true (desk_close (desk, NULL));
  stored = mb_store_load_sync (mb_newsroom_get_store (desk->newsroom), id, NULL);
  g_assert_nonnull (stored);
  desk_free (desk);
}

static void
count_cb (MbNewsroom *newsroom, const GError *error, guint *n_troubles)
{
  (*n_troubles)++;
}

/* A sending that somebody has to look at. */
static void
keep_job (Desk *desk, const char *draft_id)
{
  MbStore *store = mb_newsroom_get_store (desk->newsroom);
  g_autoptr (GBytes) document = g_bytes_new_static ("{}", 2);
  g_autoptr (GError) error = NULL;
  const MbDestinationRow site = {.id = (char *) "99999999-2222-4333-8444-555555555555",
                                 .name = (char *) "test",
                                 .kind = (char *) "micropub",
                                 .url = (char *) "http://127.0.0.1:9/",
                                 .data = (char *) "{}"};
  const MbJobRow job = {.id = (char *) "11111111-2222-4333-8444-555555555556",
                        .draft_id = (char *) draft_id,
                        .site_id = site.id,
                        .headline = (char *) "Le bac",
                        .state = MB_JOB_NEEDS_USER,
                        .document = document,
                        .digest = (char *) "",
                        .marker = (char *) "marbre-test",
                        .error_code = -1};

  mb_store_put_site_sync (store, &site, &error);
  g_assert_no_error (error);
  mb_store_put_job_sync (store, &job, NULL, NULL, &error);
  g_assert_no_error (error);
}

/* The site that comes with Marbre can be asked for again when it did not start, and what is on its
 * way is taken up once: two that send one article would publish it twice. */
static void
test_the_local_site_is_asked_for_again (void)
{
  Desk *desk = desk_new ();
  MbDraft *draft = begin (desk);
  GListModel *outbox = G_LIST_MODEL (mb_newsroom_get_outbox (desk->newsroom));
  guint n_troubles = 0;

  keep_job (desk, mb_draft_get_id (draft));
  g_signal_connect (desk->newsroom, "site-trouble", G_CALLBACK (count_cb), &n_troubles);
  mb_newsroom_start (desk->newsroom);
  while (g_list_model_get_n_items (outbox) == 0)
    g_main_context_iteration (NULL, TRUE);
  for (guint i = 1; i <= 3; i++) {
    mb_newsroom_use_local_site (desk->newsroom); /* its program is not beside this one */
    while (n_troubles < i)
      g_main_context_iteration (NULL, TRUE);
  }
  g_assert_cmpuint (g_list_model_get_n_items (outbox), ==, 1);
  g_clear_object (&draft);
  g_assert_true (desk_close (desk, NULL));
  desk_free (desk);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  signal (SIGXFSZ, SIG_IGN);

  g_test_add_func ("/newsroom/left-and-opened-again", test_left_and_opened_again);
  g_test_add_func ("/newsroom/every-change-says-who-made-it", test_every_change_says_who_made_it);
  g_test_add_func ("/newsroom/left-while-the-disk-refuses", test_left_while_the_disk_refuses);

  g_test_add_func ("/newsroom/the-local-site-is-asked-for-again",
                   test_the_local_site_is_asked_for_again);

  return g_test_run ();
}
