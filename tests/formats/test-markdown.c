#include "mb-test-import.h"

#include "mb-id.h"
#include "mb-render.h"

/* What is exported as Markdown is the same article when it is imported again. */

#define LINE_BREAK "\342\200\250"

static void
take (MbSnapshot **snapshot, MbBlock *block)
{
  MbSnapshot *longer =
    mb_snapshot_with_inserted (*snapshot, mb_snapshot_get_n_blocks (*snapshot), block);

  mb_snapshot_unref (*snapshot);
  mb_block_unref (block);
  *snapshot = longer;
}

static MbBlock *
with_words (MbBlock *block, guint part, const char *words)
{
  g_autoptr (MbText) text = mb_text_new (words);
  g_autoptr (MbBlock) plain = block;

  return mb_block_with_part (plain, part, text);
}

static MbBlock *
with_attribute (MbBlock *block, const char *name, const char *value)
{
  g_autoptr (MbBlock) plain = block;

  return mb_block_with_attribute (plain, name, value);
}

static MbBlock *
make (MbBlockKind kind, const char *words)
{
  return with_words (mb_block_new (mb_id_new (), kind), 0, words);
}

static MbBlock *
make_figure (const char *alt, const char *caption, const char *credit)
{
  MbBlock *figure = with_words (mb_block_new (mb_id_new (), MB_BLOCK_FIGURE), 1, caption);

  return with_attribute (with_words (figure, 2, credit), MB_ATTR_ALT, *alt ? alt : NULL);
}

static MbBlock *
make_item (const char *list, const char *level, const char *words)
{
  MbBlock *item = with_attribute (make (MB_BLOCK_LIST_ITEM, words), MB_ATTR_LIST, list);

  return with_attribute (item, MB_ATTR_LEVEL, level);
}

/* Two columns. */
static MbBlock *
make_table (gboolean head, const char *const *cells)
{
  MbBlock *table = mb_block_new (mb_id_new (), MB_BLOCK_TABLE);
  guint n = g_strv_length ((char **) cells);
  g_autofree char *rows = g_strdup_printf ("%u", n / 2);

  for (guint i = 0; i < n; i++)
    table = with_words (table, i + 1, cells[i]);
  table = with_attribute (table, MB_ATTR_ROWS, rows);
  table = with_attribute (table, MB_ATTR_COLUMNS, "2");

  return with_attribute (table, MB_ATTR_HEADER, head ? "true" : NULL);
}

static void
assert_same_block (const MbBlock *got, const MbBlock *wanted)
{
  guint n_got;
  guint n_wanted;
  const MbAttribute *got_attributes = mb_block_get_attributes (got, &n_got);
  const MbAttribute *wanted_attributes = mb_block_get_attributes (wanted, &n_wanted);

  g_assert_cmpstr (mb_block_kind_to_string (mb_block_get_kind (got)), ==,
                   mb_block_kind_to_string (mb_block_get_kind (wanted)));
  g_assert_cmpuint (mb_block_get_n_parts (got), ==, mb_block_get_n_parts (wanted));
  for (guint i = 0; i < mb_block_get_n_parts (got); i++) {
    g_assert_cmpstr (mb_text_get_utf8 (mb_block_get_part (got, i)), ==,
                     mb_text_get_utf8 (mb_block_get_part (wanted, i)));
    g_assert_true (mb_text_equal (mb_block_get_part (got, i), mb_block_get_part (wanted, i)));
  }
  g_assert_cmpuint (n_got, ==, n_wanted);
  for (guint i = 0; i < n_got; i++) {
    g_assert_cmpstr (got_attributes[i].name, ==, wanted_attributes[i].name);
    g_assert_cmpstr (got_attributes[i].value, ==, wanted_attributes[i].value);
  }
}

static void
assert_comes_back (MbSnapshot *article)
{
  g_autofree char *markdown = mb_render_markdown (article, NULL);
  g_autoptr (MbImport) import = import_words (markdown, MB_IMPORT_MARKDOWN);

  g_test_message ("%s", markdown);
  g_assert_cmpuint (mb_snapshot_get_n_blocks (import->snapshot), ==,
                    mb_snapshot_get_n_blocks (article));
  for (guint i = 0; i < mb_snapshot_get_n_blocks (article); i++)
    assert_same_block (mb_snapshot_get_block (import->snapshot, i),
                       mb_snapshot_get_block (article, i));
}

static void
test_figures_keep_their_lines (void)
{
  g_autoptr (MbSnapshot) article = mb_snapshot_new_bare (ARTICLE_ID);
  const MbSpan spans[] = {{3, 7, MB_SPAN_EMPHASIS, 0, NULL},
                          {8, 11, MB_SPAN_LINK, 0, "https://e.example/(a)"}};
  g_autoptr (MbText) caption = mb_text_new_spans ("Le Mado ici.", spans, 2);
  MbBlock *figure = make_figure ("Un [bac](x) à quai", "", "© Ouest_Rive | A. *B*");
  g_autoptr (MbBlock) bare = figure;
  g_autofree char *markdown = NULL;

  take (&article, make (MB_BLOCK_KICKER, "Port"));
  take (&article, make (MB_BLOCK_HEADLINE, "Le quai rouvre"));
  take (&article, make (MB_BLOCK_STANDFIRST, "Deux navires lundi."));
  take (&article, mb_block_with_part (figure, 1, caption));
  take (&article, make_figure ("Une grue", "La grue\302\240: lundi.", ""));
  take (&article, with_attribute (make_figure ("", "", "Photo : Rive"), MB_ATTR_SOURCE,
                                  "https://e.example/(a).jpg"));
  take (&article, make (MB_BLOCK_PARAGRAPH, "Le texte."));
  assert_comes_back (article);

  markdown = mb_render_markdown (article, NULL);
  g_assert_true (
    g_str_has_prefix (markdown, "_Port_\n\n# Le quai rouvre\n\n**Deux navires lundi.**"));
  g_assert_nonnull (strstr (markdown, "![Une grue]()\\\n_La grue\302\240: lundi._\n\n"));
  g_assert_nonnull (strstr (markdown, "![](<https://e.example/(a).jpg>)\\\n— Photo : Rive\n\n"));
}

static void
test_tables_keep_their_bars (void)
{
  static const char *const cells[] = {"a | b", "|", "c\\|d", "e" LINE_BREAK "f", "", "\\", NULL};
  const MbSpan code = {0, 3, MB_SPAN_CODE, 0, NULL};
  g_autoptr (MbText) words = mb_text_new_spans ("x|y", &code, 1);
  g_autoptr (MbSnapshot) article = mb_snapshot_new_bare (ARTICLE_ID);
  g_autoptr (MbBlock) table = make_table (TRUE, cells);

  take (&article, make (MB_BLOCK_KICKER, ""));
  take (&article, make (MB_BLOCK_HEADLINE, "Les prix"));
  take (&article, make (MB_BLOCK_STANDFIRST, ""));
  take (&article, mb_block_with_part (table, 2, words));
  take (&article, make_table (FALSE, cells));
  assert_comes_back (article);
}

static void
test_lists_keep_their_levels (void)
{
  g_autoptr (MbSnapshot) article = mb_snapshot_new_bare (ARTICLE_ID);

  take (&article, make (MB_BLOCK_KICKER, ""));
  take (&article, make (MB_BLOCK_HEADLINE, "Liste #"));
  take (&article, make (MB_BLOCK_STANDFIRST, ""));
  take (&article, make_item ("bullet", "0", "un"));
  take (&article, make_item ("bullet", "1", "deux"));
  take (&article, make_item ("ordered", "2", "trois"));
  take (&article, make_item ("bullet", "3", "quatre"));
  take (&article, make_item ("bullet", "1", "cinq"));
  take (&article, make (MB_BLOCK_CROSSHEAD, "Fin" LINE_BREAK "de C#"));
  take (&article, make_item ("ordered", "0", "six"));
  assert_comes_back (article);
}

/* Words as nobody writes them: all that is markup somewhere. */
static char *
make_words (gboolean breaks)
{
  static const char *const pieces[] = {
    "a",  "mot", "1",  "1.",  "2)", "*",    "**", "_", "`", "``", "[",    "]", "(", ")",
    "](", "!",   "#",  "##",  ">",  "<br>", "|",  "-", "=", "+",  "~~",   "&", "é", "\\",
    "\"", ":-",  "— ", "a b", "b",  "<",    ":",  ".", "»", "a ", "mot ", "."};
  GString *words = g_string_new (NULL);
  int n = g_test_rand_int_range (1, 12);

  for (int i = 0; i < n; i++) {
    if (breaks && words->len > 0 && g_test_rand_int_range (0, 8) == 0)
      g_string_assign (words, g_strchomp (words->str)), g_string_append (words, LINE_BREAK);
    g_string_append (words, pieces[g_test_rand_int_range (0, G_N_ELEMENTS (pieces))]);
  }
  g_string_append (words, "z");

  return g_string_free_and_steal (words);
}

static MbBlock *
make_random (MbBlockKind kind)
{
  g_autofree char *first = make_words (kind != MB_BLOCK_QUOTATION && kind != MB_BLOCK_FIGURE);
  g_autofree char *second = make_words (FALSE);
  g_autofree char *third = make_words (FALSE);
  const char *const cells[] = {first, second, third, first, NULL};

  switch ((int) kind) {
  case MB_BLOCK_FIGURE:
    return make_figure (third, first, second);
  case MB_BLOCK_TABLE:
    return make_table (g_test_rand_bit (), cells);
  case MB_BLOCK_LIST_ITEM:
    return make_item (g_test_rand_bit () ? "bullet" : "ordered", "0", first);
  case MB_BLOCK_QUOTATION:
    return with_words (make (kind, first), 1, second);
  default:
    return make (kind, first);
  }
}

static void
test_words_are_not_markup (void)
{
  static const MbBlockKind kinds[] = {MB_BLOCK_PARAGRAPH, MB_BLOCK_CROSSHEAD, MB_BLOCK_SUBCROSSHEAD,
                                      MB_BLOCK_QUOTATION, MB_BLOCK_LIST_ITEM, MB_BLOCK_FIGURE,
                                      MB_BLOCK_TABLE};

  for (guint round = 0; round < 500; round++) {
    g_autoptr (MbSnapshot) article = mb_snapshot_new_bare (ARTICLE_ID);

    take (&article, make_random (MB_BLOCK_KICKER));
    take (&article, make_random (MB_BLOCK_HEADLINE));
    take (&article, make_random (MB_BLOCK_STANDFIRST));
    for (guint i = 0; i < 6; i++)
      take (&article, make_random (kinds[g_test_rand_int_range (0, G_N_ELEMENTS (kinds))]));
    assert_comes_back (article);
  }
}

static void
test_what_others_write (void)
{
  static const struct {
    const char *words;
    const char *wanted;
  } cases[] = {
    {"*Port*\n\n# Titre\n\nUn.\n", "kicker | Port\nheadline | Titre\nparagraph | Un.\n"},
    {"*Note.*\n\nUn.\n", "paragraph | Note.\nparagraph | Un.\n"},
    {"*Note.*\n\n---\n", "paragraph | Note.\nseparator\n"},
    {"![Le bac](b.jpg)\n*Le bac à quai.*\n", "figure | Le bac à quai.\n"},
    {"![Le bac](b.jpg)  \n— © Rive\n", "figure | © Rive\n"},
    {"![Le bac](b.jpg) et la suite\n", "paragraph | Le bac et la suite\n"},
    {"![Le bac](b.jpg)\net la suite\n", "paragraph | Le bac et la suite\n"},
    {"![Le bac](b_(1).jpg \"Le \"bac\"\")\n", "figure | Le \"bac\"\n"},
    {"- un\n\t- deux\n- trois\n", "list-item | un\nlist-item | deux\nlist-item | trois\n"},
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (MbImport) import = import_words (cases[i].words, MB_IMPORT_MARKDOWN);
    g_autofree char *all = describe (import->snapshot);

    g_assert_cmpstr (all, ==, cases[i].wanted);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/markdown/figures", test_figures_keep_their_lines);
  g_test_add_func ("/markdown/tables", test_tables_keep_their_bars);
  g_test_add_func ("/markdown/lists", test_lists_keep_their_levels);
  g_test_add_func ("/markdown/words", test_words_are_not_markup);
  g_test_add_func ("/markdown/others", test_what_others_write);

  return g_test_run ();
}
