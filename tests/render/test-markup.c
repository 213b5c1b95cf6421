#include "mb-render.h"

#include "mb-test-article.h"

#include <string.h>

static char *
give_address (const MbBlock *figure, gpointer user_data)
{
  const char *media = mb_block_get_attribute (figure, MB_ATTR_MEDIA);

  return media ? g_strconcat ("https://site.example/media/", media, NULL) : NULL;
}

static const MbRenderOptions preview = {MB_RENDER_PREVIEW, give_address, NULL, NULL};
static const MbRenderOptions body = {MB_RENDER_BODY, give_address, NULL, NULL};
static const MbRenderOptions page = {MB_RENDER_PAGE, give_address, NULL, NULL};

static void
assert_block (MbBlock *block, const MbRenderOptions *options, const char *expected)
{
  g_autofree char *html = mb_render_block (block, options);

  g_assert_cmpstr (html, ==, expected);
}

static void
assert_inline (const char *words, const MbSpan *spans, guint n_spans, const char *expected)
{
  g_autoptr (MbText) text = mb_text_new_spans (words, spans, n_spans);
  g_autofree char *html = mb_render_inline (text, NULL);

  g_assert_cmpstr (html, ==, expected);
}

static void
test_overlapping_spans_nest (void)
{
  const MbSpan crossed[] = {{0, 4, MB_SPAN_EMPHASIS, 0, NULL}, {2, 6, MB_SPAN_STRONG, 0, NULL}};
  const MbSpan in_link[] = {{0, 2, MB_SPAN_LINK, 0, "https://a.example/"},
                            {0, 2, MB_SPAN_STRONG, 0, NULL}};

  assert_inline ("abcdefgh", crossed, 2, "<em>ab</em><strong><em>cd</em>ef</strong>gh");
  assert_inline ("ab", in_link, 2, "<a href=\"https://a.example/\"><strong>ab</strong></a>");
}

static void
test_unsafe_link_leaves_its_words (void)
{
  const MbSpan link = {0, 4, MB_SPAN_LINK, 0, "javascript:alert(1)"};
  const MbSpan quoted = {0, 4, MB_SPAN_LINK, 0, "https://a.example/'\""};
  const MbSpan language = {0, 4, MB_SPAN_LANGUAGE, 0, "en\" onload=\"x"};

  assert_inline ("clic", &link, 1, "clic");
  assert_inline ("clic", &quoted, 1, "<a href=\"https://a.example/%27%22\">clic</a>");
  assert_inline ("clic", &language, 1, "clic");
}

static void
test_line_separator_is_a_break (void)
{
  const MbSpan spans[] = {{0, 3, MB_SPAN_SUPERSCRIPT, 0, NULL}, {4, 5, MB_SPAN_LANGUAGE, 0, "en"}};

  assert_inline ("a\342\200\250b", NULL, 0, "a<br>b");
  assert_inline ("ère e", spans, 2, "<sup>ère</sup> <span lang=\"en\">e</span>");
}

static void
test_spans_in_random_order_stay_well_formed (void)
{
  guint32 seed = g_test_rand_int ();

  g_autoptr (GRand) rand = g_rand_new_with_seed (seed);

  g_test_message ("seed %u", seed);
  for (guint round = 0; round < 500; round++) {
    MbSpan spans[12];
    g_autoptr (MbText) text = NULL;
    g_autofree char *html = NULL;
    g_autofree char *wrapped = NULL;
    g_autoptr (GMarkupParseContext) context = NULL;
    const GMarkupParser nothing = {NULL};

    for (guint i = 0; i < G_N_ELEMENTS (spans); i++) {
      spans[i].kind = (MbSpanKind) g_rand_int_range (rand, 0, MB_SPAN_LANGUAGE);
      spans[i].start = (guint) g_rand_int_range (rand, 0, 12);
      spans[i].end = spans[i].start + (guint) g_rand_int_range (rand, 1, 8);
      spans[i].mark = 0;
      spans[i].value = spans[i].kind == MB_SPAN_LINK ? "https://a.example/&\"" : NULL;
    }
    text = mb_text_new_spans ("été & <hiver>", spans, G_N_ELEMENTS (spans));
    html = mb_render_inline (text, NULL);
    wrapped = g_strconcat ("<p>", html, "</p>", NULL);
    context = g_markup_parse_context_new (&nothing, 0, NULL, NULL);
    g_assert_true (g_markup_parse_context_parse (context, wrapped, -1, NULL));
    g_assert_true (g_markup_parse_context_end_parse (context, NULL));
  }
}

static void
test_preview_blocks_carry_their_id (void)
{
  g_autoptr (MbBlock) paragraph = make_text (0xabc, MB_BLOCK_PARAGRAPH, "Un <mot>");
  g_autoptr (MbBlock) empty = make_text (2, MB_BLOCK_KICKER, "");
  g_autoptr (MbBlock) item =
    with_attribute (make_text (3, MB_BLOCK_LIST_ITEM, "Deux"), MB_ATTR_LEVEL, "1");
  g_autoptr (MbBlock) boxed =
    with_attribute (make_text (4, MB_BLOCK_PARAGRAPH, "Trois"), MB_ATTR_CONTAINER, "aside-9");

  assert_block (paragraph, &preview, "<p data-id=\"0000000000000abc\">Un &lt;mot&gt;</p>");
  assert_block (empty, &preview, "<p class=\"kicker empty\" data-id=\"0000000000000002\"></p>");
  assert_block (
    item, &preview,
    "<ul class=\"list-item bullet level-1\" data-id=\"0000000000000003\"><li>Deux</li></ul>");
  assert_block (boxed, &preview, "<p class=\"in-box\" data-id=\"0000000000000004\">Trois</p>");
}

static MbBlock *
make_figure (const char *media)
{
  MbBlock *figure = mb_block_new (5, MB_BLOCK_FIGURE);

  figure = with_part (with_part (figure, 1, "Le quai, lundi."), 2, "© A. Doré");
  figure = with_attribute (figure, MB_ATTR_ALT, "Deux \"grues\"");
  figure = with_attribute (figure, MB_ATTR_WIDTH, "1600");
  figure = with_attribute (figure, MB_ATTR_HEIGHT, "12\" onload=\"x");

  return media ? with_attribute (figure, MB_ATTR_MEDIA, media) : figure;
}

static void
test_figure_has_caption_and_credit (void)
{
  g_autoptr (MbBlock) figure = make_figure ("f00d");

  assert_block (
    figure, &body,
    "<figure><img src=\"https://site.example/media/f00d\" alt=\"Deux &quot;grues&quot;\" "
    "width=\"1600\"><figcaption>Le quai, lundi. <small>© A. Doré</small></figcaption>"
    "</figure>");
  assert_block (figure, &page,
                "<figure class=\"figure\"><img src=\"https://site.example/media/f00d\" "
                "alt=\"Deux &quot;grues&quot;\" width=\"1600\" loading=\"lazy\"><figcaption>"
                "<span class=\"caption\">Le quai, lundi.</span> <span class=\"credit\">© A. "
                "Doré</span></figcaption></figure>");
}

static void
test_missing_picture_shows_only_to_its_writer (void)
{
  g_autoptr (MbBlock) figure = make_figure (NULL);

  assert_block (
    figure, &body,
    "<figure><figcaption>Le quai, lundi. <small>© A. Doré</small></figcaption></figure>");
  assert_block (figure, &preview,
                "<figure class=\"figure without-picture\" data-id=\"0000000000000005\">"
                "<div class=\"missing-picture\" role=\"img\" aria-label=\"Deux &quot;grues&quot;\">"
                "<span>Deux \"grues\"</span></div><figcaption>"
                "<span class=\"caption\" data-part=\"1\">Le quai, lundi.</span> "
                "<span class=\"credit\" data-part=\"2\">© A. Doré</span></figcaption></figure>");
}

static void
test_decorative_picture_has_an_empty_alt (void)
{
  g_autoptr (MbBlock) figure = make_figure ("f00d");
  g_autoptr (MbBlock) decorative = mb_block_with_attribute (figure, MB_ATTR_DECORATIVE, "true");
  g_autofree char *html = mb_render_block (decorative, &body);

  g_assert_nonnull (strstr (html, " alt=\"\""));
}

static void
test_quotes_name_their_speaker (void)
{
  g_autoptr (MbBlock) quote = with_part (make_text (6, MB_BLOCK_QUOTATION, "Non."), 1, "A. Doré");
  g_autoptr (MbBlock) pull = make_text (7, MB_BLOCK_PULL_QUOTE, "Non.");

  assert_block (quote, &body,
                "<blockquote><p>Non.</p><footer>— <cite>A. Doré</cite></footer></blockquote>");
  assert_block (quote, &page,
                "<blockquote class=\"quote\"><p>Non.</p><footer><cite>A. Doré</cite></footer>"
                "</blockquote>");
  assert_block (pull, &body, "<aside><p>Non.</p></aside>");
  assert_block (pull, &page, "<aside class=\"pullquote\"><p>Non.</p></aside>");
}

static void
test_embed_is_a_link (void)
{
  MbBlock *block = mb_block_new (8, MB_BLOCK_EMBED);
  g_autoptr (MbBlock) embed = NULL;
  g_autoptr (MbBlock) unsafe = NULL;

  block = with_attribute (block, MB_ATTR_URL, "https://video.example/?v=a&t=1");
  block = with_attribute (block, MB_ATTR_TITLE, "La <réunion>");
  embed = with_attribute (block, MB_ATTR_PROVIDER, "Vidéo");
  unsafe = mb_block_with_attribute (embed, MB_ATTR_URL, "data:text/html,x");

  assert_block (
    embed, &body,
    "<p><a href=\"https://video.example/?v=a&amp;t=1\">La &lt;réunion&gt; (Vidéo)</a></p>");
  assert_block (unsafe, &page,
                "<p class=\"embed\"><span>La &lt;réunion&gt;</span> "
                "<span class=\"provider\">Vidéo</span></p>");
}

static void
test_opaque_markup_is_never_shown (void)
{
  g_autoptr (MbBlock) opaque =
    with_attribute (mb_block_new (9, MB_BLOCK_OPAQUE), MB_ATTR_DATA, "<script>alert(1)</script>");

  assert_block (opaque, &body, "");
  assert_block (opaque, &page, "");
  assert_block (opaque, &preview, "<p class=\"opaque\" data-id=\"0000000000000009\">…</p>");
}

static void
test_table_has_its_head (void)
{
  g_autoptr (MbBlock) empty = mb_block_new (10, MB_BLOCK_TABLE);
  g_autofree char *html = mb_render_block (empty, &body);

  g_assert_cmpstr (html, ==, "<table><tbody></tbody></table>");
}

static MbBlock *
make_item (guint64 id, const char *words, const char *list, const char *level)
{
  MbBlock *item = with_attribute (make_text (id, MB_BLOCK_LIST_ITEM, words), MB_ATTR_LIST, list);

  return with_attribute (item, MB_ATTR_LEVEL, level);
}

static void
test_lists_are_grouped_and_nested (void)
{
  g_autoptr (MbSnapshot) snapshot = make_article ();
  g_autofree char *html = NULL;

  snapshot = append_block (g_steal_pointer (&snapshot), make_item (10, "Un", "bullet", "0"));
  snapshot = append_block (g_steal_pointer (&snapshot), make_item (11, "Deux", "bullet", "0"));
  snapshot = append_block (g_steal_pointer (&snapshot), make_item (12, "Deux bis", "ordered", "1"));
  snapshot = append_block (g_steal_pointer (&snapshot), make_item (13, "Trois", "bullet", "0"));
  snapshot = append_block (g_steal_pointer (&snapshot), make_item (14, "Premier", "ordered", "0"));
  html = mb_render_article (snapshot, &body);

  g_assert_cmpstr (html, ==,
                   "<ul><li>Un</li><li>Deux<ol><li>Deux bis</li></ol></li><li>Trois</li></ul>"
                   "<ol><li>Premier</li></ol>\n");
}

static void
test_list_that_begins_deep_closes_all (void)
{
  g_autoptr (MbSnapshot) snapshot = make_article ();
  g_autofree char *html = NULL;

  snapshot = append_block (g_steal_pointer (&snapshot), make_item (10, "A", "bullet", "2"));
  snapshot = append_block (g_steal_pointer (&snapshot), make_item (11, "B", "bullet", "1"));
  snapshot = append_block (g_steal_pointer (&snapshot), make_item (12, "C", "bullet", "99"));
  html = mb_render_article (snapshot, &body);

  g_assert_cmpstr (html, ==, "<ul><li>A</li></ul><ul><li>B<ul><li>C</li></ul></li></ul>\n");
}

static void
test_boxes_are_wrapped (void)
{
  g_autoptr (MbSnapshot) snapshot = make_article ();
  g_autofree char *html = NULL;

  snapshot = append_block (g_steal_pointer (&snapshot), make_text (10, MB_BLOCK_PARAGRAPH, "Un"));
  snapshot = append_block (
    g_steal_pointer (&snapshot),
    with_attribute (make_text (11, MB_BLOCK_CROSSHEAD, "Repères"), MB_ATTR_CONTAINER, "aside-1"));
  snapshot = append_block (
    g_steal_pointer (&snapshot),
    with_attribute (make_text (12, MB_BLOCK_PARAGRAPH, "Deux"), MB_ATTR_CONTAINER, "aside-1"));
  snapshot = append_block (g_steal_pointer (&snapshot), make_text (13, MB_BLOCK_PARAGRAPH, ""));
  html = mb_render_article (snapshot, &page);

  g_assert_cmpstr (html, ==,
                   "<p>Un</p>\n<aside class=\"box\">\n<h2 class=\"crosshead\">Repères</h2>\n"
                   "<p>Deux</p>\n</aside>\n");
}

static void
test_preview_has_furniture_and_byline (void)
{
  g_autoptr (MbSnapshot) snapshot = make_article ();
  g_autoptr (MbSnapshot) signed_one = NULL;
  g_autoptr (MbSnapshot) dated = NULL;
  g_autofree char *html = NULL;
  g_autofree char *byline = NULL;

  snapshot = append_block (g_steal_pointer (&snapshot), make_text (10, MB_BLOCK_PARAGRAPH, "Un"));
  signed_one = mb_snapshot_with_meta (snapshot, MB_META_BYLINE, "A. <Doré>\nB. Kossi");
  dated = mb_snapshot_with_meta (signed_one, MB_META_DATE, "2026-11-12T15:04:00Z");
  html = mb_render_article (dated, &preview);
  byline = mb_render_byline (snapshot, &page);

  g_assert_cmpstr (html, ==,
                   "<p class=\"kicker\" data-id=\"0000000000000001\">Port</p>\n"
                   "<h1 class=\"headline\" data-id=\"0000000000000002\">Le quai rouvre</h1>\n"
                   "<p class=\"standfirst\" data-id=\"0000000000000003\">Deux navires lundi.</p>\n"
                   "<p class=\"byline\" data-id=\"byline\"><span class=\"names\">Par <strong>A. "
                   "&lt;Doré&gt;</strong> et <strong>B. Kossi</strong></span> "
                   "<time datetime=\"2026-11-12T15:04:00Z\">12 novembre 2026 à 15 h 04</time></p>\n"
                   "<p data-id=\"000000000000000a\">Un</p>\n");
  g_assert_cmpstr (byline, ==, "");
}

static void
test_notes_and_suggestions_stay_inside (void)
{
  g_autoptr (MbSnapshot) snapshot = make_article ();
  const MbSpan spans[] = {{3, 9, MB_SPAN_NOTE, 0, NULL},
                          {9, 12, MB_SPAN_SUGGESTION, 77, "delete"},
                          {12, 15, MB_SPAN_SUGGESTION, 77, "insert"},
                          {0, 2, MB_SPAN_COMMENT, 78, NULL}};
  g_autoptr (MbText) text = mb_text_new_spans ("Un secretvieneuf.", spans, 4);
  g_autofree char *html = NULL;
  const MbRenderMode modes[] = {MB_RENDER_PREVIEW, MB_RENDER_BODY, MB_RENDER_PAGE};

  snapshot =
    append_block (g_steal_pointer (&snapshot), mb_block_new_text (10, MB_BLOCK_PARAGRAPH, text));
  for (guint i = 0; i < G_N_ELEMENTS (modes); i++) {
    const MbRenderOptions options = {modes[i], NULL, NULL, NULL};
    g_autofree char *one = mb_render_article (snapshot, &options);

    g_assert_null (strstr (one, "secret"));
    g_assert_null (strstr (one, "vie"));
    g_assert_nonnull (strstr (one, "Un neuf.</p>"));
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/inline/overlapping-spans-nest", test_overlapping_spans_nest);
  g_test_add_func ("/inline/unsafe-link-leaves-its-words", test_unsafe_link_leaves_its_words);
  g_test_add_func ("/inline/line-separator-is-a-break", test_line_separator_is_a_break);
  g_test_add_func ("/inline/random-spans-stay-well-formed",
                   test_spans_in_random_order_stay_well_formed);
  g_test_add_func ("/block/preview-carries-ids", test_preview_blocks_carry_their_id);
  g_test_add_func ("/block/figure-has-caption-and-credit", test_figure_has_caption_and_credit);
  g_test_add_func ("/block/missing-picture-shows-only-to-its-writer",
                   test_missing_picture_shows_only_to_its_writer);
  g_test_add_func ("/block/decorative-alt-is-empty", test_decorative_picture_has_an_empty_alt);
  g_test_add_func ("/block/quotes-name-their-speaker", test_quotes_name_their_speaker);
  g_test_add_func ("/block/embed-is-a-link", test_embed_is_a_link);
  g_test_add_func ("/block/opaque-is-never-shown", test_opaque_markup_is_never_shown);
  g_test_add_func ("/block/table-has-its-head", test_table_has_its_head);
  g_test_add_func ("/article/lists-are-grouped-and-nested", test_lists_are_grouped_and_nested);
  g_test_add_func ("/article/list-that-begins-deep", test_list_that_begins_deep_closes_all);
  g_test_add_func ("/article/boxes-are-wrapped", test_boxes_are_wrapped);
  g_test_add_func ("/article/preview-has-furniture-and-byline",
                   test_preview_has_furniture_and_byline);
  g_test_add_func ("/article/notes-and-suggestions-stay-inside",
                   test_notes_and_suggestions_stay_inside);

  return g_test_run ();
}
