#include "mb-html-reader.h"

#include "mb-snapshot.h"

#include <string.h>

/* HTML → blocks: what word processors, browsers and sites put on the clipboard. */

typedef struct {
  const char *name;
  const char *html;
  const char *wanted;
} Case;

static void
describe_text (GString *out, const MbText *text)
{
  guint n;
  const MbSpan *spans = mb_text_get_spans (text, &n);

  g_string_append (out, mb_text_get_utf8 (text));
  for (guint i = 0; i < n; i++) {
    g_autofree char *words =
      g_utf8_substring (mb_text_get_utf8 (text), spans[i].start, spans[i].end);

    g_string_append_printf (out, " {%s%s%s: %s}", mb_span_kind_to_string (spans[i].kind),
                            spans[i].value ? " " : "", spans[i].value ? spans[i].value : "", words);
  }
}

/* Kind, attributes, parts and spans, a line a block. */
static char *
describe (const MbHtmlResult *result)
{
  GString *out = g_string_new (NULL);

  for (guint i = 0; i < result->blocks->len; i++) {
    const MbBlock *block = result->blocks->pdata[i];
    guint n;
    const MbAttribute *attributes = mb_block_get_attributes (block, &n);

    g_string_append (out, mb_block_kind_to_string (mb_block_get_kind (block)));
    for (guint at = 0; at < n; at++)
      if (strcmp (attributes[at].name, MB_ATTR_CONTAINER) != 0)
        g_string_append_printf (out, " %s=%s", attributes[at].name, attributes[at].value);
    for (guint part = 0; part < mb_block_get_n_parts (block); part++)
      if (mb_text_get_n_chars (mb_block_get_part (block, part)) > 0) {
        g_string_append (out, " | ");
        describe_text (out, mb_block_get_part (block, part));
      }
    g_string_append_c (out, '\n');
  }

  return g_string_free_and_steal (out);
}

static MbHtmlResult *
read_html (const char *html, MbHtmlMode mode)
{
  g_autoptr (GError) error = NULL;
  MbHtmlResult *result = mb_html_read (html, strlen (html), mode, &error);

  g_assert_no_error (error);
  for (guint i = 0; i < result->blocks->len; i++) {
    mb_block_check (result->blocks->pdata[i], &error);
    g_assert_no_error (error);
  }

  return result;
}

static void
run_cases (const Case *cases, gsize n_cases, MbHtmlMode mode)
{
  for (gsize i = 0; i < n_cases; i++) {
    g_autoptr (MbHtmlResult) result = read_html (cases[i].html, mode);
    g_autofree char *all = describe (result);

    g_test_message ("%s", cases[i].name);
    g_assert_cmpstr (all, ==, cases[i].wanted);
  }
}

static void
test_plain_sites (void)
{
  static const Case cases[] = {
    {"paragraphs", "<p>Un.</p><p>Deux.</p>", "paragraph | Un.\nparagraph | Deux.\n"},
    {"bare words", "Un.", "paragraph | Un.\n"},
    {"divisions", "<div>Un.<div>Deux.</div>Trois.</div>",
     "paragraph | Un.\nparagraph | Deux.\nparagraph | Trois.\n"},
    {"white space", "<p>\n  Un   mot\n\tet\n deux. </p>\n", "paragraph | Un mot et deux.\n"},
    {"no-break spaces stay", "<p>«&nbsp;Un&nbsp;»&#8239;!</p>",
     "paragraph | «\302\240Un\302\240»\342\200\257!\n"},
    {"headings", "<h1>A</h1><h2>B</h2><h3>C</h3><h6>D</h6>",
     "crosshead | A\ncrosshead | B\nsubcrosshead | C\nsubcrosshead | D\n"},
    {"a bold heading", "<h2><b>Fort</b></h2>", "crosshead | Fort\n"},
    {"line breaks", "<p>Un<br>deux<br><br>trois</p>",
     "paragraph | Un\342\200\250deux\nparagraph | trois\n"},
    {"a list", "<ul><li>a</li><li>b<ol><li>c</li></ol></li></ul>",
     "list-item level=0 list=bullet | a\nlist-item level=0 list=bullet | b\n"
     "list-item level=1 list=ordered | c\n"},
    {"paragraphs in an item", "<ul><li><p>a</p><p>b</p></li></ul>",
     "list-item level=0 list=bullet | a\342\200\250b\n"},
    {"a quotation", "<blockquote><p>Dit-elle.</p><cite>— Mado</cite></blockquote>",
     "quotation | Dit-elle. | Mado\n"},
    {"a pull quote",
     "<figure class=\"wp-block-pullquote\"><blockquote><p>Fort.</p></blockquote></figure>",
     "pull-quote | Fort.\n"},
    {"a rule", "<p>a</p><hr><p>b</p>", "paragraph | a\nseparator\nparagraph | b\n"},
    {"code", "<pre>a\n  b</pre>", "preformatted | a\342\200\250  b\n"},
    {"unclosed", "<p>a<p>b<li>c",
     "paragraph | a\nparagraph | b\nlist-item level=0 list=bullet | c\n"},
    {"what no reader sees",
     "<style>p{}</style><script>x()</script><template><p>t</p></template><!-- c -->"
     "<noscript>n</noscript><p hidden>h</p><p style=\"display:none\">d</p><p>a</p>",
     "paragraph | a\n"},
    {"forms", "<form><p>Nom</p><input value=x><button>b</button><textarea>t</textarea></form>",
     "paragraph | Nom\n"},
    {"nothing", "<p> </p><div><br></div>", ""},
  };

  run_cases (cases, G_N_ELEMENTS (cases), MB_HTML_FRAGMENT);
}

static void
test_spans (void)
{
  static const Case cases[] = {
    {"marks", "<p><b>a</b> <i>b</i> <s>c</s> <sup>d</sup> <sub>e</sub> <code>f</code></p>",
     "paragraph | a b c d e f {strong: a} {emphasis: b} {strikethrough: c} {superscript: d} "
     "{subscript: e} {code: f}\n"},
    {"a space before a mark is plain", "<p>un <b>mot</b> là</p>",
     "paragraph | un mot là {strong: mot}\n"},
    {"a space behind a mark, inside it", "<p><b>un </b>mot</p>",
     "paragraph | un mot {strong: un}\n"},
    {"a space between two marks", "<p><b>un</b> <b>mot</b></p>",
     "paragraph | un mot {strong: un} {strong: mot}\n"},
    {"a space inside a link", "<p><a href=\"https://e.org/\">un <b>mot</b></a></p>",
     "paragraph | un mot {link https://e.org/: un mot} {strong: mot}\n"},
    {"nested twice", "<p><b>a<strong>b</strong></b></p>", "paragraph | ab {strong: ab}\n"},
    {"a foreign passage", "<p>Le <span lang=\"en\">deal</span></p>",
     "paragraph | Le deal {language en: deal}\n"},
  };

  run_cases (cases, G_N_ELEMENTS (cases), MB_HTML_FRAGMENT);
}

static void
test_word (void)
{
  static const Case cases[] = {
    {"paragraphs and bold",
     "<html xmlns:o=\"urn:schemas-microsoft-com:office:office\"><head><style>@font-face{}</style>"
     "<xml><w:WordDocument></w:WordDocument></xml></head><body lang=FR><!--StartFragment-->"
     "<p class=MsoNormal><b><span style='font-size:12.0pt'>Gras</span></b><span> puis"
     "<o:p></o:p></span></p><p "
     "class=MsoNormal><o:p>&nbsp;</o:p></p><!--EndFragment--></body></html>",
     "paragraph | Gras puis {strong: Gras}\n"},
    {"a heading", "<h2 style='mso-outline-level:2'>Titre<o:p></o:p></h2>", "crosshead | Titre\n"},
    {"a list of paragraphs",
     "<p class=MsoListParagraph style='mso-list:l0 level1 lfo1'><![if !supportLists]><span "
     "style='mso-list:Ignore'>·<span>&nbsp;&nbsp;</span></span><![endif]>un</p>"
     "<p class=MsoListParagraph style='text-indent:-18pt;mso-list:l0 level2 lfo1'><span "
     "style='mso-list:Ignore'>o</span>deux</p>",
     "list-item level=0 list=bullet | un\nlist-item level=1 list=bullet | deux\n"},
    {"no-break spaces",
     "<p class=MsoNormal>Elle dit<span style='mso-spacerun:yes'>&nbsp;</span>: oui</p>",
     "paragraph | Elle dit\302\240: oui\n"},
  };

  run_cases (cases, G_N_ELEMENTS (cases), MB_HTML_FRAGMENT);
}

static void
test_google_docs (void)
{
  static const Case cases[] = {
    {"the wrapper is not bold",
     "<meta charset='utf-8'><b style=\"font-weight:normal;\" id=\"docs-internal-guid-1\"><p "
     "dir=\"ltr\"><span style=\"font-size:11pt;font-weight:400;font-style:normal\">Un </span><span "
     "style=\"font-weight:700\">gras</span><span style=\"font-style:italic\"> "
     "penché</span></p></b>",
     "paragraph | Un gras penché {strong: gras} {emphasis:  penché}\n"},
    {"a heading",
     "<b style=\"font-weight:normal\"><h2 dir=\"ltr\"><span style=\"font-weight:400\">"
     "Titre</span></h2></b>",
     "crosshead | Titre\n"},
    {"a list",
     "<ul><li dir=\"ltr\" aria-level=\"1\"><p role=\"presentation\"><span>un</span></p></li><li "
     "dir=\"ltr\" aria-level=\"1\"><p role=\"presentation\"><span>deux</span></p></li></ul>",
     "list-item level=0 list=bullet | un\nlist-item level=0 list=bullet | deux\n"},
    {"a link by way of the search engine",
     "<p><a href=\"https://www.google.com/url?q=https://e.org/a&amp;sa=D\">là</a></p>",
     "paragraph | là {link https://e.org/a: là}\n"},
  };

  run_cases (cases, G_N_ELEMENTS (cases), MB_HTML_FRAGMENT);
}

static void
test_links (void)
{
  static const struct {
    const char *href;
    gboolean stays;
  } cases[] = {
    {"https://e.org/", TRUE},
    {"HTTP://e.org/", TRUE},
    {"mailto:a@e.org", TRUE},
    {"tel:+33100000000", TRUE},
    {"  https://e.org/", TRUE},
    {"javascript:alert(1)", FALSE},
    {"JavaScript:alert(1)", FALSE},
    {"java&#10;script:alert(1)", FALSE},
    {"&#9;javascript:alert(1)", FALSE},
    {"data:text/html,x", FALSE},
    {"vbscript:x", FALSE},
    {"file:///etc/passwd", FALSE},
    {"ftp://e.org/", FALSE},
    {"//e.org/", FALSE},
    {"/relative", FALSE},
    {"marbre:auth", FALSE},
    {"https:evil", FALSE},
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *html = g_strdup_printf ("<p>Un <a href=\"%s\">lien</a></p>", cases[i].href);
    g_autoptr (MbHtmlResult) result = read_html (html, MB_HTML_FRAGMENT);
    const MbText *text = mb_block_get_part (result->blocks->pdata[0], 0);
    guint n;

    mb_text_get_spans (text, &n);
    g_test_message ("%s", cases[i].href);
    g_assert_cmpstr (mb_text_get_utf8 (text), ==, "Un lien");
    g_assert_cmpuint (n, ==, cases[i].stays ? 1 : 0);
    g_assert_cmpint (GPOINTER_TO_INT (g_hash_table_lookup (result->counts, "link-dropped")), ==,
                     cases[i].stays ? 0 : 1);
  }
}

static void
test_pictures (void)
{
  static const Case cases[] = {
    {"a picture is a place",
     "<p>a<img src=\"https://e.org/a.jpg\" alt=\"Un bac\" width=\"640\">b</p>",
     "paragraph | a\nfigure alt=Un bac source=https://e.org/a.jpg width=640\nparagraph | b\n"},
    {"caption and credit",
     "<figure><img src=\"https://e.org/a.jpg\" alt=\"Un bac\"><figcaption>Le bac <span "
     "class=\"credit\">© Rive</span></figcaption></figure>",
     "figure alt=Un bac source=https://e.org/a.jpg | Le bac | © Rive\n"},
    {"data and files are not kept",
     "<img src=\"data:image/png;base64,AAAA\" alt=\"a\"><img "
     "src=\"file:///etc/passwd\" alt=\"b\">",
     "figure alt=a\nfigure alt=b\n"},
    {"a pixel that watches", "<p>a<img src=\"https://t.org/x.gif\" width=\"1\" height=\"1\">b</p>",
     "paragraph | ab\n"},
    {"an embedded film", "<iframe src=\"https://video.example/1\" title=\"Le bac\"></iframe>",
     "embed provider=video.example title=Le bac url=https://video.example/1\n"},
    {"no harmful one",
     "<iframe src=\"javascript:x()\"></iframe><object data=x></object><embed src=x>", ""},
  };
  g_autoptr (MbHtmlResult) two = read_html ("<img src=x><img src=y>", MB_HTML_FRAGMENT);

  run_cases (cases, G_N_ELEMENTS (cases), MB_HTML_FRAGMENT);
  g_assert_cmpint (GPOINTER_TO_INT (g_hash_table_lookup (two->counts, "picture-missing")), ==, 2);
}

static void
test_pages (void)
{
  static const Case cases[] = {
    {"the article alone",
     "<html lang=\"fr\"><head><title>Le bac | Rive</title></head><body><nav>Menu</nav><article>"
     "<h1>Le bac</h1><p class=\"chapo\">Il "
     "repart.</p><p>Un.</p></article><footer>©</footer></body>",
     "headline | Le bac\nstandfirst | Il repart.\nparagraph | Un.\n"},
    {"without a sign of one",
     "<body><nav>Menu</nav><h1>Le bac</h1><p>Un.</p><footer>©</footer></body>",
     "headline | Le bac\nparagraph | Un.\n"},
    {"a second headline", "<body><h1>Le bac</h1><h1>Encore</h1><p>Un.</p></body>",
     "headline | Le bac\ncrosshead | Encore\nparagraph | Un.\n"},
  };
  g_autoptr (MbHtmlResult) page = read_html (
    "<head><meta name=\"author\" content=\"Mado Quill\"><meta property=\"article:section\" "
    "content=\"Rives\"><title>T</title></head><body><p class=\"byline\">Par Mado Quill et Jean "
    "Orvin</p><p>Un.</p></body>",
    MB_HTML_DOCUMENT);

  run_cases (cases, G_N_ELEMENTS (cases), MB_HTML_DOCUMENT);
  g_assert_cmpstr (page->title, ==, "T");
  g_assert_cmpstr (g_hash_table_lookup (page->metas, MB_META_SECTION), ==, "Rives");
  g_assert_nonnull (g_hash_table_lookup (page->metas, MB_META_BYLINE));
}

static const char *const pieces[] = {
  "<p>",
  "</p>",
  "<b>",
  "</b>",
  "<i>",
  "</a>",
  "<a href='https://e.org/'>",
  "<ul>",
  "</ul>",
  "<li>",
  "<table>",
  "<tr>",
  "<td>",
  "</table>",
  "<blockquote>",
  "</blockquote>",
  "<cite>",
  "<figure>",
  "</figure>",
  "<figcaption>",
  "<img src=x alt=y>",
  "<h1>",
  "<h2>",
  "</h2>",
  "<aside>",
  "</aside>",
  "<br>",
  "<hr>",
  "<pre>",
  "\n",
  " ",
  "mot ",
  "«\302\240",
  "&amp;",
  "&#0;",
  "&#x2029;",
  "<!--",
  "-->",
  "<script>",
  "</script>",
  "<svg>",
  "<math>",
  "<![CDATA[",
  "]]>",
  "<p style='mso-list:l0 level99'>",
  "<div class='byline'>",
  "<footer>",
  "<iframe src='https://v.org/'>",
  "<",
  ">",
  "\"",
  "'",
  "=",
};

static char *
make_random_html (GRand *rand)
{
  GString *html = g_string_new (NULL);

  for (guint n = (guint) g_rand_int_range (rand, 1, 80); n > 0; n--)
    g_string_append (html, pieces[g_rand_int_range (rand, 0, G_N_ELEMENTS (pieces))]);

  return g_string_free_and_steal (html);
}

/* Whatever comes, the blocks hold together. */
static void
test_random_html (void)
{
  guint32 seed = g_random_int ();
  g_autoptr (GRand) rand = g_rand_new_with_seed (seed);

  g_test_message ("seed %u", seed);
  for (guint round = 0; round < 4000; round++) {
    g_autofree char *html = make_random_html (rand);
    MbHtmlMode mode = round % 2 ? MB_HTML_DOCUMENT : MB_HTML_FRAGMENT;
    g_autoptr (GError) error = NULL;
    g_autoptr (MbHtmlResult) result = mb_html_read (html, strlen (html), mode, &error);

    if (!result) {
      g_assert_error (error, MB_HTML_ERROR, MB_HTML_ERROR_EMPTY);
      continue;
    }
    for (guint i = 0; i < result->blocks->len; i++)
      if (!mb_block_check (result->blocks->pdata[i], &error))
        g_test_message ("%s", html);
    g_assert_no_error (error);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/html/plain-sites", test_plain_sites);
  g_test_add_func ("/html/spans", test_spans);
  g_test_add_func ("/html/word", test_word);
  g_test_add_func ("/html/google-docs", test_google_docs);
  g_test_add_func ("/html/links", test_links);
  g_test_add_func ("/html/pictures", test_pictures);
  g_test_add_func ("/html/pages", test_pages);
  g_test_add_func ("/html/random", test_random_html);

  return g_test_run ();
}
