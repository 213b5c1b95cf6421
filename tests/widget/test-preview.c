#include "mb-preview-desk.h"

#include "mb-random-edit.h"

#include <string.h>

static void
test_webkit_is_not_loaded_before_a_preview_is_shown (void)
{
  g_autoptr (MbPreview) preview = g_object_ref_sink (MB_PREVIEW (mb_preview_new ()));
  g_autofree char *maps = NULL;

  g_assert_nonnull (preview);
  g_assert_true (g_file_get_contents ("/proc/self/maps", &maps, NULL, NULL));
  g_assert_null (strstr (maps, "libwebkitgtk"));
  g_assert_null (strstr (maps, "libjavascriptcore"));
}

static void
test_the_page_equals_a_fresh_one_after_random_edits (void)
{
  guint32 seed = g_test_rand_int ();
  g_autoptr (GRand) rand = g_rand_new_with_seed (seed);
  g_autoptr (MbSnapshot) snapshot = mb_snapshot_new ("6f1f3a52-54c5-43a1-9f0a-6a4f1d1d6a10");
  g_autoptr (Desk) desk = desk_new (snapshot);

  g_test_message ("seed %u", seed);
  desk_wait_settled (desk);
  for (guint round = 0; round < 12; round++) {
    for (guint i = 0; i < 60; i++) {
      g_autoptr (MbTransaction) transaction =
        mb_random_transaction (rand, mb_article_get_snapshot (desk->article));

      mb_article_commit (desk->article, transaction, NULL);
      if (g_rand_int_range (rand, 0, 3) == 0)
        g_main_context_iteration (NULL, FALSE);
    }
    desk_assert_page_is_fresh (desk);
  }
}

static void
test_ten_thousand_blocks_are_patched_and_not_reloaded (void)
{
  g_autoptr (MbSnapshot) snapshot = desk_make_article (10000);
  g_autoptr (Desk) desk = desk_new (snapshot);
  g_autofree char *first = NULL;
  g_autofree char *count = NULL;
  guint64 epoch;

  desk_wait_settled (desk);
  epoch = mb_preview_get_epoch (desk->preview);
  desk_type (desk, desk_nth_block (desk, 5000), "Mot neuf. ");
  desk_wait_settled (desk);
  g_assert_cmpuint (mb_preview_get_epoch (desk->preview), ==, epoch);

  first = desk_ask (desk, "return marbre.root.children[5001].textContent.slice (0, 10);");
  count = desk_ask (desk, "return String (marbre.root.children.length);");
  g_assert_cmpstr (first, ==, "Mot neuf. ");
  g_assert_cmpstr (count, ==, "10004");
  desk_assert_page_is_fresh (desk);
}

static void
test_a_dead_web_process_is_replaced_once (void)
{
  g_autoptr (MbSnapshot) snapshot = desk_make_article (20);
  g_autoptr (Desk) desk = desk_new (snapshot);
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;
  guint64 epoch;

  desk_wait_settled (desk);
  desk_type (desk, desk_nth_block (desk, 5), "Avant. ");
  desk_wait_settled (desk);
  before = desk_read_page (desk);
  epoch = mb_preview_get_epoch (desk->preview);

  mb_preview_end_process (desk->preview);
  while (mb_preview_get_epoch (desk->preview) == epoch)
    g_main_context_iteration (NULL, TRUE);
  desk_wait_settled (desk);
  after = desk_read_page (desk);
  g_assert_cmpstr (before, ==, after);

  mb_preview_end_process (desk->preview);
  desk_wait_problem (desk, "ended");

  mb_preview_reload (desk->preview);
  desk_wait_settled (desk);
  desk_type (desk, desk_nth_block (desk, 5), "Après. ");
  desk_assert_page_is_fresh (desk);
}

static void
test_a_hidden_preview_rests_and_catches_up (void)
{
  g_autoptr (MbSnapshot) snapshot = desk_make_article (30);
  g_autoptr (Desk) desk = desk_new (snapshot);
  guint64 n_calls;
  guint64 epoch;

  desk_wait_settled (desk);
  n_calls = mb_preview_get_n_calls (desk->preview);
  epoch = mb_preview_get_epoch (desk->preview);
  gtk_widget_set_visible (GTK_WIDGET (desk->preview), FALSE);
  for (guint i = 0; i < 50; i++) {
    desk_type (desk, desk_nth_block (desk, 3 + i % 4), "a");
    g_main_context_iteration (NULL, FALSE);
  }
  g_assert_cmpuint (mb_preview_get_n_calls (desk->preview), ==, n_calls);

  gtk_widget_set_visible (GTK_WIDGET (desk->preview), TRUE);
  desk_wait_settled (desk);
  g_assert_cmpuint (mb_preview_get_n_calls (desk->preview), ==, n_calls + 1);
  g_assert_cmpuint (mb_preview_get_epoch (desk->preview), ==, epoch);
  desk_assert_page_is_fresh (desk);
}

static void
test_edits_of_one_turn_become_few_calls (void)
{
  g_autoptr (MbSnapshot) snapshot = desk_make_article (30);
  g_autoptr (Desk) desk = desk_new (snapshot);
  guint64 n_calls;

  desk_wait_settled (desk);
  n_calls = mb_preview_get_n_calls (desk->preview);
  for (guint i = 0; i < 500; i++)
    desk_type (desk, desk_nth_block (desk, 4 + i % 3), "b");
  desk_wait_settled (desk);
  g_assert_cmpuint (mb_preview_get_n_calls (desk->preview) - n_calls, <=, 3);
  desk_assert_page_is_fresh (desk);
}

static void
test_blocks_change_places (void)
{
  g_autoptr (MbSnapshot) snapshot = desk_make_article (40);
  g_autoptr (Desk) desk = desk_new (snapshot);
  guint64 epoch;

  desk_wait_settled (desk);
  epoch = mb_preview_get_epoch (desk->preview);
  for (guint i = 0; i < 12; i++) {
    g_autoptr (MbTransaction) transaction = mb_article_begin (desk->article, MB_ORIGIN_COMMAND);
    g_autoptr (GError) error = NULL;

    mb_transaction_move_block (transaction, desk_nth_block (desk, 40 - i), desk_nth_block (desk, 2),
                               &error);
    g_assert_no_error (error);
    g_assert_true (mb_article_commit (desk->article, transaction, &error));
  }
  desk_wait_settled (desk);
  g_assert_cmpuint (mb_preview_get_epoch (desk->preview), ==, epoch);
  desk_assert_page_is_fresh (desk);
}

static void
test_a_whole_new_text_is_loaded_anew (void)
{
  g_autoptr (MbSnapshot) snapshot = desk_make_article (30);
  g_autoptr (Desk) desk = desk_new (snapshot);
  g_autoptr (MbTransaction) transaction = NULL;
  g_autoptr (GError) error = NULL;
  guint64 epoch;

  desk_wait_settled (desk);
  epoch = mb_preview_get_epoch (desk->preview);
  transaction = mb_article_begin (desk->article, MB_ORIGIN_PASTE);
  for (guint i = 0; i < 300; i++) {
    g_autoptr (MbText) text = mb_text_new ("Collé.");
    g_autoptr (MbBlock) block = mb_block_new_text (0x900000 + i, MB_BLOCK_PARAGRAPH, text);

    mb_transaction_insert_block (transaction, desk_nth_block (desk, 10), block, &error);
    g_assert_no_error (error);
  }
  g_assert_true (mb_article_commit (desk->article, transaction, &error));
  desk_wait_settled (desk);
  g_assert_cmpuint (mb_preview_get_epoch (desk->preview), ==, epoch + 1);
  desk_assert_page_is_fresh (desk);
}

static int
read_width (Desk *desk)
{
  g_autofree char *answer = desk_ask (desk, "return String (window.innerWidth);");

  return atoi (answer);
}

static void
test_widths_change_without_loading (void)
{
  g_autoptr (MbSnapshot) snapshot = desk_make_article (5);
  g_autoptr (Desk) desk = desk_new (snapshot);
  guint64 epoch;

  desk_wait_settled (desk);
  epoch = mb_preview_get_epoch (desk->preview);
  while (ABS (read_width (desk) - 390) > 1)
    g_main_context_iteration (NULL, FALSE);
  mb_preview_set_width_mode (desk->preview, MB_PREVIEW_DESKTOP);
  while (ABS (read_width (desk) - 1100) > 3)
    g_main_context_iteration (NULL, FALSE);
  mb_preview_set_width_mode (desk->preview, MB_PREVIEW_PHONE);
  while (ABS (read_width (desk) - 390) > 1)
    g_main_context_iteration (NULL, FALSE);
  g_assert_cmpuint (mb_preview_get_epoch (desk->preview), ==, epoch);
}

typedef struct {
  guint n;
  guint64 block;
  guint offset;
  double fraction;
  char *address;
} Heard;

static void
picked_cb (MbPreview *preview, guint64 block, guint offset, gpointer user_data)
{
  Heard *heard = user_data;

  heard->n++;
  heard->block = block;
  heard->offset = offset;
}

static void
scrolled_cb (MbPreview *preview, guint64 block, double fraction, gpointer user_data)
{
  Heard *heard = user_data;

  heard->n++;
  heard->block = block;
  heard->fraction = fraction;
}

static void
link_cb (MbPreview *preview, const char *address, gpointer user_data)
{
  g_set_str (&((Heard *) user_data)->address, address);
}

static void
test_a_click_says_which_letter (void)
{
  g_autoptr (MbSnapshot) snapshot = desk_make_article (10);
  g_autoptr (Desk) desk = desk_new (snapshot);
  g_autofree char *clicked = NULL;
  Heard heard = {0};

  desk_wait_settled (desk);
  g_signal_connect (desk->preview, "picked", G_CALLBACK (picked_cb), &heard);
  clicked =
    desk_ask (desk, "const e = marbre.root.children[5], r = document.createRange ();"
                    "r.setStart (e.firstChild, 7); r.setEnd (e.firstChild, 8);"
                    "const b = r.getBoundingClientRect ();"
                    "e.dispatchEvent (new MouseEvent ('click', { bubbles: true, cancelable: true,"
                    "  clientX: b.left + 1, clientY: b.top + b.height / 2 }));"
                    "return e.dataset.id;");
  while (heard.n == 0)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpuint (heard.block, ==, desk_nth_block (desk, 4));
  g_assert_cmpuint (heard.offset, ==, 7);
}

static void
test_a_link_is_told_and_never_followed (void)
{
  g_autoptr (MbSnapshot) snapshot = desk_make_article (10);
  g_autoptr (Desk) desk = desk_new (snapshot);
  g_autoptr (MbTransaction) transaction = NULL;
  g_autofree char *clicked = NULL;
  g_autofree char *there = NULL;
  MbSpan span = {0, 4, MB_SPAN_LINK, 0, "https://ailleurs.example/page"};
  Heard heard = {0};

  desk_wait_settled (desk);
  transaction = mb_article_begin (desk->article, MB_ORIGIN_COMMAND);
  g_assert_true (mb_transaction_add_span (transaction, desk_nth_block (desk, 4), 0, &span, NULL));
  g_assert_true (mb_article_commit (desk->article, transaction, NULL));
  desk_wait_settled (desk);

  g_signal_connect (desk->preview, "link-picked", G_CALLBACK (link_cb), &heard);
  clicked = desk_ask (desk, "document.querySelector ('a[href]').click (); return 'x';");
  while (!heard.address)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpstr (heard.address, ==, "https://ailleurs.example/page");
  there = desk_ask (desk, "return location.protocol;");
  g_assert_cmpstr (there, ==, "marbre-page:");
  g_free (heard.address);
}

static int
read_scroll (Desk *desk)
{
  g_autofree char *answer = desk_ask (desk, "return String (Math.round (window.scrollY));");

  return atoi (answer);
}

static void
test_who_scrolled_last_leads (void)
{
  g_autoptr (MbSnapshot) snapshot = desk_make_article (200);
  g_autoptr (Desk) desk = desk_new (snapshot);
  g_autofree char *answer = NULL;
  Heard heard = {0};
  int at;

  desk_wait_settled (desk);
  g_signal_connect (desk->preview, "scrolled", G_CALLBACK (scrolled_cb), &heard);

  /* The editor leads: the page follows and does not answer by leading back. */
  mb_preview_scroll_to_block (desk->preview, desk_nth_block (desk, 100), 0.5);
  desk_wait_settled (desk);
  at = read_scroll (desk);
  g_assert_cmpint (at, >, 1000);
  g_assert_cmpuint (heard.n, ==, 0);

  /* On a slow machine the page hears late where it was put: that leads nobody. */
  answer = desk_ask (desk, "await new Promise (done => setTimeout (done, 200));"
                           "window.dispatchEvent (new Event ('scroll')); return 'x';");
  desk_wait_settled (desk);
  g_assert_cmpuint (heard.n, ==, 0);

  /* The reader leads: the place is told, and the editor's echo is not followed. */
  g_free (answer);
  answer = desk_ask (desk, "await new Promise (done => setTimeout (done, 200));"
                           "window.scrollTo (0, 300); return 'x';");
  while (heard.n == 0)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpuint (heard.block, !=, desk_nth_block (desk, 100));
  mb_preview_scroll_to_block (desk->preview, desk_nth_block (desk, 150), 0);
  desk_wait_settled (desk);
  g_assert_cmpint (read_scroll (desk), ==, 300);
}

static void
test_a_fresh_page_stands_where_the_old_one_stood (void)
{
  g_autoptr (MbSnapshot) snapshot = desk_make_article (200);
  g_autoptr (Desk) desk = desk_new (snapshot);
  int at;

  desk_wait_settled (desk);
  mb_preview_scroll_to_block (desk->preview, desk_nth_block (desk, 120), 0.25);
  desk_wait_settled (desk);
  at = read_scroll (desk);
  mb_preview_reload (desk->preview);
  desk_wait_settled (desk);
  g_assert_cmpint (ABS (read_scroll (desk) - at), <=, 1);
}

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv, NULL);

  g_test_add_func ("/preview/webkit-is-not-loaded-before-a-preview-is-shown",
                   test_webkit_is_not_loaded_before_a_preview_is_shown);
  g_test_add_func ("/preview/the-page-equals-a-fresh-one-after-random-edits",
                   test_the_page_equals_a_fresh_one_after_random_edits);
  g_test_add_func ("/preview/ten-thousand-blocks-are-patched-and-not-reloaded",
                   test_ten_thousand_blocks_are_patched_and_not_reloaded);
  g_test_add_func ("/preview/a-dead-web-process-is-replaced-once",
                   test_a_dead_web_process_is_replaced_once);
  g_test_add_func ("/preview/a-hidden-preview-rests-and-catches-up",
                   test_a_hidden_preview_rests_and_catches_up);
  g_test_add_func ("/preview/edits-of-one-turn-become-few-calls",
                   test_edits_of_one_turn_become_few_calls);
  g_test_add_func ("/preview/blocks-change-places", test_blocks_change_places);
  g_test_add_func ("/preview/a-whole-new-text-is-loaded-anew",
                   test_a_whole_new_text_is_loaded_anew);
  g_test_add_func ("/preview/widths-change-without-loading", test_widths_change_without_loading);
  g_test_add_func ("/preview/a-click-says-which-letter", test_a_click_says_which_letter);
  g_test_add_func ("/preview/a-link-is-told-and-never-followed",
                   test_a_link_is_told_and_never_followed);
  g_test_add_func ("/preview/who-scrolled-last-leads", test_who_scrolled_last_leads);
  g_test_add_func ("/preview/a-fresh-page-stands-where-the-old-one-stood",
                   test_a_fresh_page_stands_where_the_old_one_stood);

  return g_test_run ();
}
