#include "mb-render.h"

#include "mb-test-article.h"

#include <string.h>

static MbSnapshot *
make_mixed (void)
{
  MbSnapshot *snapshot = make_article ();
  const MbSpan strong = {0, 4, MB_SPAN_STRONG, 0, NULL};
  const MbSpan link = {5, 9, MB_SPAN_LINK, 0, "https://a.example/(b)"};
  const MbSpan spans[] = {strong, link};
  g_autoptr (MbText) text = mb_text_new_spans ("Deux mots_*", spans, 2);
  MbBlock *figure = with_part (mb_block_new (12, MB_BLOCK_FIGURE), 1, "Le quai.");

  snapshot = append_block (snapshot, mb_block_new_text (10, MB_BLOCK_PARAGRAPH, text));
  snapshot = append_block (snapshot, make_text (11, MB_BLOCK_CROSSHEAD, "Un accord"));
  snapshot = append_block (snapshot, with_part (figure, 2, "© Doré"));
  snapshot = append_block (snapshot, make_text (13, MB_BLOCK_LIST_ITEM, "Un"));
  snapshot = append_block (snapshot, make_text (14, MB_BLOCK_LIST_ITEM, "Deux"));
  snapshot =
    append_block (snapshot, with_part (make_text (15, MB_BLOCK_QUOTATION, "Non."), 1, "Doré"));

  return append_block (snapshot, make_text (16, MB_BLOCK_PARAGRAPH, "1. Pas une liste"));
}

static void
test_plain_text_holds_every_word (void)
{
  g_autoptr (MbSnapshot) snapshot = make_mixed ();
  g_autofree char *text = mb_render_plain (snapshot);

  g_assert_cmpstr (text, ==,
                   "Port\n\nLe quai rouvre\n\nDeux navires lundi.\n\nDeux mots_*\n\nUn accord\n\n"
                   "Le quai. © Doré\n\n• Un\n• Deux\n\nNon.\n— Doré\n\n1. Pas une liste\n");
}

static void
test_markdown_escapes_what_would_be_markup (void)
{
  g_autoptr (MbSnapshot) snapshot = make_mixed ();
  g_autofree char *text = mb_render_markdown (snapshot, NULL);

  g_assert_cmpstr (text, ==,
                   "_Port_\n\n# Le quai rouvre\n\n**Deux navires lundi.**\n\n"
                   "**Deux** [mots](<https://a.example/(b)>)\\_\\*\n\n## Un accord\n\n"
                   "![]()\\\n_Le quai._\\\n— © Doré\n\n- Un\n- Deux\n\n> Non.\n>\n> — Doré\n\n1\\. "
                   "Pas une liste\n");
}

static MbSnapshot *
append_item (MbSnapshot *snapshot, guint64 id, const char *list, const char *level)
{
  g_autoptr (MbBlock) plain = make_text (id, MB_BLOCK_LIST_ITEM, "mot");
  g_autoptr (MbBlock) listed = mb_block_with_attribute (plain, MB_ATTR_LIST, list);

  return append_block (snapshot, mb_block_with_attribute (listed, MB_ATTR_LEVEL, level));
}

static void
test_plain_text_numbers_what_is_numbered (void)
{
  static const char *const items[][2] = {{"ordered", "0"}, {"ordered", "0"}, {"ordered", "1"},
                                         {"ordered", "1"}, {"bullet", "2"},  {"ordered", "0"},
                                         {"ordered", "1"}, {"bullet", "0"},  {"ordered", "0"}};
  g_autoptr (MbSnapshot) snapshot = make_article ();
  g_autofree char *text = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (items); i++)
    snapshot = append_item (snapshot, 20 + i, items[i][0], items[i][1]);
  snapshot = append_block (snapshot, make_text (40, MB_BLOCK_PARAGRAPH, "Puis"));
  snapshot = append_item (snapshot, 41, "ordered", "0");
  text = mb_render_plain (snapshot);

  g_assert_nonnull (strstr (text, "\n1. mot\n2. mot\n  1. mot\n  2. mot\n    • mot\n3. mot\n"
                                  "  1. mot\n• mot\n1. mot\n\nPuis\n\n1. mot\n"));
}

static void
test_markdown_keeps_code_as_it_is (void)
{
  const MbSpan spans[] = {{4, 9, MB_SPAN_CODE, 0, NULL}, {6, 14, MB_SPAN_STRONG, 0, NULL}};
  const MbSpan whole[] = {{0, 3, MB_SPAN_CODE, 0, NULL}};
  g_autoptr (MbText) text = mb_text_new_spans ("Ici a*b_c fin.", spans, 2);
  g_autoptr (MbText) ticked = mb_text_new_spans ("`a`", whole, 1);
  g_autoptr (MbSnapshot) snapshot = make_article ();
  g_autofree char *markdown = NULL;

  snapshot = append_block (snapshot, mb_block_new_text (50, MB_BLOCK_PARAGRAPH, text));
  snapshot = append_block (snapshot, mb_block_new_text (51, MB_BLOCK_PARAGRAPH, ticked));
  markdown = mb_render_markdown (snapshot, NULL);

  g_assert_nonnull (strstr (markdown, "Ici `a*b_c`** fin.**"));
  g_assert_nonnull (strstr (markdown, "\n`` `a` ``"));
}

static void
test_empty_article_is_empty_text (void)
{
  g_autoptr (MbSnapshot) snapshot = mb_snapshot_new ("11111111-2222-4333-8444-555555555555");
  g_autofree char *plain = mb_render_plain (snapshot);
  g_autofree char *markdown = mb_render_markdown (snapshot, NULL);

  g_assert_cmpstr (plain, ==, "");
  g_assert_cmpstr (markdown, ==, "");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/plain/holds-every-word", test_plain_text_holds_every_word);
  g_test_add_func ("/markdown/escapes-markup", test_markdown_escapes_what_would_be_markup);
  g_test_add_func ("/plain/numbered-lists", test_plain_text_numbers_what_is_numbered);
  g_test_add_func ("/markdown/code", test_markdown_keeps_code_as_it_is);
  g_test_add_func ("/text/empty-article", test_empty_article_is_empty_text);

  return g_test_run ();
}
