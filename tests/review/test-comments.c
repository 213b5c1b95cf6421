#include "mb-random-edit.h"

#include "mb-checks.h"
#include "mb-codec.h"
#include "mb-comments.h"
#include "mb-count.h"
#include "mb-render.h"
#include "mb-review-state.h"

#include <stdlib.h>

/* Comments stay with their words through everything that happens to an article, and never leave the
 * newsroom. MARBRE_SEED_LAWS runs a printed seed again. */

#define ROUNDS 40
#define EDITS 40
#define ID "3f0c2a9e-0f3c-4f53-9a55-0d8a4f4c7b11"
#define FIRST 0x100u

static const MbMarkEntry remark = {"k", 5, "Quelle source ?"};
static const MbMarkEntry later = {"k", 6, "Couper ?"};

/* Three paragraphs, ids FIRST and on. */
static MbArticle *
make_article (void)
{
  static const char *const words[] = {"Le port rouvre lundi.", "Les dockers attendaient.",
                                      "La mairie se tait."};
  g_autoptr (MbSnapshot) empty = mb_snapshot_new (ID);
  MbArticle *article = mb_article_new (empty, 0);
  g_autoptr (MbTransaction) fill = mb_article_begin (article, MB_ORIGIN_IMPORT);
  guint64 after = mb_block_get_id (mb_snapshot_get_block (empty, MB_N_FURNITURE - 1));
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (words); i++) {
    g_autoptr (MbText) text = mb_text_new (words[i]);
    g_autoptr (MbBlock) block = mb_block_new_text (FIRST + i, MB_BLOCK_PARAGRAPH, text);

    mb_transaction_insert_block (fill, after, block, &error);
    g_assert_no_error (error);
    after = FIRST + i;
  }
  g_assert_true (mb_article_commit (article, fill, &error));

  return article;
}

static guint64
comment_on (MbArticle *article, const MbPosition *start, const MbPosition *end)
{
  g_autoptr (MbTransaction) transaction = mb_article_begin (article, MB_ORIGIN_COMMAND);
  g_autoptr (GError) error = NULL;
  guint64 id = mb_comments_add_on_passage (transaction, start, end, &remark, &error);

  g_assert_no_error (error);
  g_assert_true (mb_article_commit (article, transaction, &error));
  return id;
}

/* On "port rouvre", "dockers … mairie", the article, the second paragraph. */
static void
comment_everywhere (MbArticle *article)
{
  g_autoptr (MbTransaction) others = NULL;
  g_autoptr (GError) error = NULL;

  comment_on (article, &(MbPosition) {FIRST, 0, 3}, &(MbPosition) {FIRST, 0, 14});
  comment_on (article, &(MbPosition) {FIRST + 1, 0, 4}, &(MbPosition) {FIRST + 2, 0, 9});
  others = mb_article_begin (article, MB_ORIGIN_COMMAND);
  g_assert_cmpuint (mb_comments_add_on_article (others, &later, &error), !=, 0);
  g_assert_cmpuint (mb_comments_add_on_block (others, FIRST + 1, &later, &error), !=, 0);
  g_assert_true (mb_article_commit (article, others, &error));
}

static const char *const place_names[] = {"article", "block", "passage", "orphan"};

/* One line a thread: place, block counted from FIRST, start–end, words kept. */
static char *
show (MbSnapshot *snapshot)
{
  g_autoptr (GPtrArray) threads = mb_comments_list (snapshot, FALSE);
  GString *shown = g_string_new (NULL);

  for (guint i = 0; i < threads->len; i++) {
    const MbCommentThread *thread = g_ptr_array_index (threads, i);

    g_string_append (shown, place_names[thread->place]);
    if (thread->place == MB_COMMENT_PASSAGE)
      g_string_append_printf (shown, " %d:%u–%d:%u", (int) (thread->start.block - FIRST),
                              thread->start.offset, (int) (thread->end.block - FIRST),
                              thread->end.offset);
    if (mb_mark_get_quote (thread->mark))
      g_string_append_printf (shown, " “%s”", mb_mark_get_quote (thread->mark));
    g_string_append_c (shown, '\n');
  }

  return g_string_free (shown, FALSE);
}

static void
assert_shown (MbArticle *article, const char *expected)
{
  g_autofree char *shown = show (mb_article_get_snapshot (article));
  g_autoptr (GError) error = NULL;

  g_assert_cmpstr (shown, ==, expected);
  mb_article_check (article, &error);
  g_assert_no_error (error);
}

static void
test_threads_stand_in_reading_order (void)
{
  g_autoptr (MbArticle) article = make_article ();

  comment_everywhere (article);
  assert_shown (article, "article\n"
                         "passage 0:3–0:14 “port rouvre”\n"
                         "block “Les dockers attendaient.”\n"
                         "passage 1:4–2:9 “dockers attendaient.\nLa mairie”\n");
}

static void
test_a_comment_follows_its_words (void)
{
  g_autoptr (MbArticle) article = make_article ();
  g_autoptr (MbTransaction) edit = NULL;
  g_autoptr (MbText) more = mb_text_new ("Hier, ");
  g_autoptr (GError) error = NULL;

  comment_on (article, &(MbPosition) {FIRST, 0, 3}, &(MbPosition) {FIRST, 0, 14});
  edit = mb_article_begin (article, MB_ORIGIN_TYPING);
  mb_transaction_replace_text (edit, &(MbPosition) {FIRST, 0, 0}, 0, more, &error);
  mb_transaction_split (edit, &(MbPosition) {FIRST, 0, 13}, MB_BLOCK_PARAGRAPH, FIRST + 9, &error);
  mb_transaction_move_block (edit, FIRST, FIRST + 2, &error);
  g_assert_no_error (error);
  g_assert_true (mb_article_commit (article, edit, &error));
  assert_shown (article, "passage 9:0–0:13 “port rouvre”\n");

  g_assert_true (mb_article_undo (article));
  assert_shown (article, "passage 0:3–0:14 “port rouvre”\n");
}

static void
test_an_orphan_keeps_its_words (void)
{
  g_autoptr (MbArticle) article = make_article ();
  g_autoptr (MbTransaction) edit = NULL;
  g_autoptr (MbText) nothing = mb_text_empty ();
  g_autoptr (GError) error = NULL;

  comment_everywhere (article);
  edit = mb_article_begin (article, MB_ORIGIN_TYPING);
  mb_transaction_replace_text (edit, &(MbPosition) {FIRST, 0, 0}, 21, nothing, &error);
  mb_transaction_remove_block (edit, FIRST + 1, &error);
  mb_transaction_remove_block (edit, FIRST + 2, &error);
  g_assert_no_error (error);
  g_assert_true (mb_article_commit (article, edit, &error));
  assert_shown (article, "article\n"
                         "orphan “port rouvre”\n"
                         "orphan “dockers attendaient.\nLa mairie”\n"
                         "orphan “Les dockers attendaient.”\n");
}

static void
test_a_thread_is_answered_resolved_and_opened (void)
{
  g_autoptr (MbArticle) article = make_article ();
  guint64 id = comment_on (article, &(MbPosition) {FIRST, 0, 3}, &(MbPosition) {FIRST, 0, 7});
  g_autoptr (MbTransaction) edit = mb_article_begin (article, MB_ORIGIN_COMMAND);
  g_autoptr (GPtrArray) open = NULL;
  g_autoptr (GError) error = NULL;
  MbMark *mark = NULL;

  g_assert_true (mb_comments_reply (edit, id, &(MbMarkEntry) {"a", 6, "Le port."}, &error));
  g_assert_true (mb_comments_set_resolved (edit, id, TRUE, &error));
  g_assert_true (mb_article_commit (article, edit, &error));
  mark = mb_snapshot_get_mark (mb_article_get_snapshot (article), id);
  g_assert_cmpuint (mb_mark_get_n_entries (mark), ==, 2);
  g_assert_true (mb_mark_is_resolved (mark));
  open = mb_comments_list (mb_article_get_snapshot (article), TRUE);
  g_assert_cmpuint (open->len, ==, 0);

  g_clear_pointer (&edit, mb_transaction_unref);
  edit = mb_article_begin (article, MB_ORIGIN_COMMAND);
  g_assert_true (mb_comments_reply (edit, id, &(MbMarkEntry) {"k", 7, "Qui, au port ?"}, &error));
  g_assert_true (mb_article_commit (article, edit, &error));
  mark = mb_snapshot_get_mark (mb_article_get_snapshot (article), id);
  g_assert_false (mb_mark_is_resolved (mark));
}

static void
test_a_deleted_thread_leaves_nothing (void)
{
  g_autoptr (MbArticle) article = make_article ();
  g_autoptr (MbSnapshot) before = mb_article_dup_snapshot (article);
  guint64 id = comment_on (article, &(MbPosition) {FIRST, 0, 3}, &(MbPosition) {FIRST + 2, 0, 7});
  g_autoptr (MbTransaction) edit = mb_article_begin (article, MB_ORIGIN_COMMAND);
  g_autoptr (GError) error = NULL;

  g_assert_true (mb_comments_delete (edit, id, &error));
  g_assert_true (mb_article_commit (article, edit, &error));
  g_assert_true (mb_snapshot_equal (mb_article_get_snapshot (article), before));
  g_assert_false (mb_comments_delete (edit, id, &error));
  g_assert_error (error, MB_REVIEW_ERROR, MB_REVIEW_ERROR_NO_COMMENT);
}

static void
test_nothing_is_said_about_nothing (void)
{
  g_autoptr (MbArticle) article = make_article ();
  g_autoptr (MbTransaction) edit = mb_article_begin (article, MB_ORIGIN_COMMAND);
  g_autoptr (GError) error = NULL;
  const MbPosition here = {FIRST, 0, 3};
  const MbMarkEntry silence = {"k", 5, " \n"};

  g_assert_cmpuint (mb_comments_add_on_passage (edit, &here, &here, &remark, &error), ==, 0);
  g_assert_error (error, MB_REVIEW_ERROR, MB_REVIEW_ERROR_EMPTY);
  g_clear_error (&error);
  g_assert_cmpuint (mb_comments_add_on_article (edit, &silence, &error), ==, 0);
  g_assert_error (error, MB_REVIEW_ERROR, MB_REVIEW_ERROR_EMPTY);
  g_clear_error (&error);
  g_assert_cmpuint (mb_comments_add_on_block (edit, 1, &remark, &error), ==, 0);
  g_assert_error (error, MB_MODEL_ERROR, MB_MODEL_ERROR_NOT_FOUND);
  g_assert_cmpuint (mb_transaction_get_n_steps (edit), ==, 0);
}

static void
test_one_walks_from_comment_to_comment (void)
{
  g_autoptr (MbArticle) article = make_article ();
  g_autoptr (GPtrArray) threads = NULL;
  MbSnapshot *snapshot = NULL;
  MbPosition at = {FIRST, 0, 0};
  guint index = 9;

  comment_everywhere (article);
  snapshot = mb_article_get_snapshot (article);
  threads = mb_comments_list (snapshot, TRUE);
  for (guint i = 1; i < 4; i++) {
    g_assert_true (mb_comments_step (threads, snapshot, &at, TRUE, &index));
    g_assert_cmpuint (index, ==, i);
    at = ((MbCommentThread *) g_ptr_array_index (threads, index))->start;
  }
  g_assert_false (mb_comments_step (threads, snapshot, &at, TRUE, &index));
  for (guint i = 3; i > 0; i--) {
    g_assert_true (mb_comments_step (threads, snapshot, &at, FALSE, &index));
    g_assert_cmpuint (index, ==, i - 1);
    if (i > 1)
      at = ((MbCommentThread *) g_ptr_array_index (threads, index))->start;
  }
}

/* The words of an article with comments, as everybody outside sees them. */
static void
assert_same_outside (MbSnapshot *with, MbSnapshot *without)
{
  const MbRenderOptions options = {.mode = MB_RENDER_PAGE};
  g_autofree char *a = mb_render_article (with, &options);
  g_autofree char *b = mb_render_article (without, &options);
  g_autofree char *c = mb_render_plain (with);
  g_autofree char *d = mb_render_plain (without);

  g_assert_cmpstr (a, ==, b);
  g_assert_cmpstr (c, ==, d);
  g_assert_cmpuint (mb_count_snapshot (with).words, ==, mb_count_snapshot (without).words);
  g_assert_cmpuint (mb_count_snapshot (with).signs, ==, mb_count_snapshot (without).signs);
}

static void
test_comments_stay_in_the_newsroom (void)
{
  g_autoptr (MbArticle) article = make_article ();
  g_autoptr (MbSnapshot) bare = mb_article_dup_snapshot (article);
  MbSnapshot *with = NULL;

  comment_everywhere (article);
  with = mb_article_get_snapshot (article);
  assert_same_outside (with, bare);
  for (guint i = MB_PROJECT_FINAL; i <= MB_PROJECT_ORIGINAL; i++) {
    g_autoptr (MbSnapshot) projected = mb_snapshot_project (with, i);

    g_assert_true (mb_snapshot_equal (projected, bare));
    g_assert_cmpuint (mb_snapshot_get_n_marks (projected), ==, 0);
  }
}

static void
test_open_comments_are_a_warning (void)
{
  g_autoptr (MbArticle) article = make_article ();
  g_autoptr (GPtrArray) findings = NULL;
  guint n_open = 0;

  comment_everywhere (article);
  findings = mb_checks_run (mb_article_get_snapshot (article));
  for (guint i = 0; i < findings->len; i++) {
    const MbFinding *finding = g_ptr_array_index (findings, i);

    if (g_str_equal (finding->code, "open-comment")) {
      n_open++;
      g_assert_cmpint (finding->weight, ==, MB_CHECK_WARNS);
      g_assert_cmpstr (finding->detail, ==, "4");
    }
  }
  g_assert_cmpuint (n_open, ==, 1);
}

static void
test_a_restored_version_keeps_the_conversation (void)
{
  g_autoptr (MbArticle) article = make_article ();
  g_autoptr (MbSnapshot) version = mb_article_dup_snapshot (article);
  g_autoptr (MbSnapshot) before = NULL;
  g_autoptr (MbTransaction) edit = NULL;
  g_autoptr (MbTransaction) restore = NULL;
  g_autoptr (MbText) text = mb_text_new ("Rien. ");
  g_autoptr (GError) error = NULL;

  comment_everywhere (article);
  edit = mb_article_begin (article, MB_ORIGIN_TYPING);
  mb_transaction_replace_text (edit, &(MbPosition) {FIRST, 0, 0}, 0, text, &error);
  g_assert_true (mb_article_commit (article, edit, &error));
  comment_on (article, &(MbPosition) {FIRST, 0, 0}, &(MbPosition) {FIRST, 0, 5});

  before = mb_article_dup_snapshot (article);
  restore = mb_article_begin (article, MB_ORIGIN_RESTORE);
  g_assert_true (mb_transaction_restore (restore, version, &error));
  g_assert_true (mb_comments_carry_over (restore, before, &error));
  g_assert_true (mb_article_commit (article, restore, &error));
  assert_shown (article, "article\n"
                         "passage 0:3–0:14 “port rouvre”\n"
                         "orphan “Rien.”\n"
                         "block “Les dockers attendaient.”\n"
                         "passage 1:4–2:9 “dockers attendaient.\nLa mairie”\n");
  g_assert_true (mb_article_undo (article));
  g_assert_true (mb_snapshot_equal (mb_article_get_snapshot (article), before));
}

static void
assert_sound (MbSnapshot *snapshot, const char *const *quotes)
{
  g_autoptr (GPtrArray) threads = mb_comments_list (snapshot, FALSE);
  guint n = 0;

  for (guint i = 0; i < threads->len; i++) {
    const MbCommentThread *thread = g_ptr_array_index (threads, i);
    const char *quote = mb_mark_get_quote (thread->mark);

    if (mb_mark_get_id (thread->mark) < FIRST)
      continue; /* the robot's own */
    n++;
    g_assert_true (!quote || g_strv_contains (quotes, quote));
    if (thread->place == MB_COMMENT_PASSAGE) {
      MbBlock *block = mb_snapshot_lookup (snapshot, thread->end.block);

      g_assert_nonnull (block);
      g_assert_cmpuint (thread->end.offset, <=,
                        mb_text_get_n_chars (mb_block_get_part (block, thread->end.part)));
      g_assert_cmpuint (thread->n_spans, >, 0);
    } else if (thread->place == MB_COMMENT_ORPHAN) {
      g_assert_nonnull (quote);
    }
  }
  g_assert_cmpuint (n, ==, 4);
}

static void
test_threads_survive_whatever_happens (void)
{
  static const char *const quotes[] = {"port rouvre", "dockers attendaient.\nLa mairie",
                                       "Les dockers attendaient.", NULL};
  const char *given = g_getenv ("MARBRE_SEED_LAWS");

  for (guint round = 0; round < ROUNDS; round++) {
    guint32 seed = given ? (guint32) strtoul (given, NULL, 10) : g_random_int ();
    g_autoptr (GRand) rand = g_rand_new_with_seed (seed);
    g_autoptr (MbArticle) article = make_article ();
    g_autofree char *first = NULL;
    g_autofree char *last = NULL;
    guint n_taken = 0;

    g_test_message ("round %u, seed %u", round, seed);
    comment_everywhere (article);
    first = show (mb_article_get_snapshot (article));
    for (guint i = 0; i < EDITS; i++) {
      g_autoptr (MbTransaction) edit =
        mb_random_transaction (rand, mb_article_get_snapshot (article));
      g_autoptr (GBytes) json = NULL;
      g_autoptr (MbSnapshot) read = NULL;

      n_taken += mb_article_commit (article, edit, NULL) && mb_transaction_get_n_steps (edit) > 0;
      assert_sound (mb_article_get_snapshot (article), quotes);
      json = mb_codec_encode_snapshot (mb_article_get_snapshot (article));
      read = mb_codec_decode_snapshot (json, NULL);
      assert_sound (read, quotes);
    }
    while (n_taken-- > 0)
      g_assert_true (mb_article_undo (article));
    last = show (mb_article_get_snapshot (article));
    g_assert_cmpstr (last, ==, first);
  }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  g_test_add_func ("/comments/threads-stand-in-reading-order", test_threads_stand_in_reading_order);
  g_test_add_func ("/comments/a-comment-follows-its-words", test_a_comment_follows_its_words);
  g_test_add_func ("/comments/an-orphan-keeps-its-words", test_an_orphan_keeps_its_words);
  g_test_add_func ("/comments/a-thread-is-answered-resolved-and-opened",
                   test_a_thread_is_answered_resolved_and_opened);
  g_test_add_func ("/comments/a-deleted-thread-leaves-nothing",
                   test_a_deleted_thread_leaves_nothing);
  g_test_add_func ("/comments/nothing-is-said-about-nothing", test_nothing_is_said_about_nothing);
  g_test_add_func ("/comments/one-walks-from-comment-to-comment",
                   test_one_walks_from_comment_to_comment);
  g_test_add_func ("/comments/comments-stay-in-the-newsroom", test_comments_stay_in_the_newsroom);
  g_test_add_func ("/comments/open-comments-are-a-warning", test_open_comments_are_a_warning);
  g_test_add_func ("/comments/a-restored-version-keeps-the-conversation",
                   test_a_restored_version_keeps_the_conversation);
  g_test_add_func ("/comments/threads-survive-whatever-happens",
                   test_threads_survive_whatever_happens);

  return g_test_run ();
}
