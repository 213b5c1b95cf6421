#include "mb-checks.h"

#include <string.h>

typedef struct {
  MbSnapshot *snapshot;
} Article;

static void
article_clear (Article *article)
{
  g_clear_pointer (&article->snapshot, mb_snapshot_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Article, article_clear)

static void
take (Article *article, MbSnapshot *changed)
{
  mb_snapshot_unref (article->snapshot);
  article->snapshot = changed;
}

static void
set_words (Article *article, guint index, guint part, const char *words)
{
  g_autoptr (MbText) text = mb_text_new (words);
  g_autoptr (MbBlock) block =
    mb_block_with_part (mb_snapshot_get_block (article->snapshot, index), part, text);

  take (article, mb_snapshot_with_block (article->snapshot, index, block));
}

static void
set_meta (Article *article, const char *name, const char *value)
{
  take (article, mb_snapshot_with_meta (article->snapshot, name, value));
}

static void
append_figure (Article *article, const char *alt, const char *caption, const char *credit)
{
  g_autoptr (MbBlock) empty = mb_block_new (0xf1, MB_BLOCK_FIGURE);
  g_autoptr (MbBlock) block = mb_block_with_attribute (empty, MB_ATTR_ALT, alt);
  guint index = mb_snapshot_get_n_blocks (article->snapshot);

  take (article, mb_snapshot_with_inserted (article->snapshot, index, block));
  set_words (article, index, 1, caption);
  set_words (article, index, 2, credit);
}

/* Nothing to say about it. */
static Article
make_good (void)
{
  Article article = {mb_snapshot_new ("11111111-2222-4333-8444-555555555555")};

  set_words (&article, 1, 0, "Le quai rouvre");
  set_words (&article, 2, 0, "Deux navires lundi.");
  set_words (&article, 3, 0, "« Enfin », dit-elle.");
  set_meta (&article, MB_META_BYLINE, "Awa Kossi");
  set_meta (&article, MB_META_SECTION, "Économie");
  set_meta (&article, MB_META_DATE, "2026-11-12");

  return article;
}

static char *
list_codes (const Article *article)
{
  g_autoptr (GPtrArray) findings = mb_checks_run (article->snapshot);
  GString *out = g_string_new (NULL);

  for (guint i = 0; i < findings->len; i++) {
    const MbFinding *finding = findings->pdata[i];

    g_string_append_printf (out, "%s%s", i > 0 ? " " : "", finding->code);
  }

  return g_string_free_and_steal (out);
}

static void
assert_codes (const Article *article, const char *expected)
{
  g_autofree char *codes = list_codes (article);

  g_assert_cmpstr (codes, ==, expected);
}

static gboolean
blocks (const Article *article, const char *const *allowed)
{
  g_autoptr (GPtrArray) findings = mb_checks_run (article->snapshot);

  return mb_checks_block (findings, allowed);
}

static void
test_complete_article_has_no_findings (void)
{
  g_auto (Article) article = make_good ();

  assert_codes (&article, "");
  g_assert_false (blocks (&article, NULL));
}

static void
test_fields_that_no_site_can_use_are_told (void)
{
  static const char *const codes[] = {"slug-refused", NULL};
  g_auto (Article) article = make_good ();

  set_meta (&article, MB_META_SLUG, "le-quai-rouvre-2");
  set_meta (&article, MB_META_DATE, "2026-11-12T18:00:00Z");
  assert_codes (&article, "");
  set_meta (&article, MB_META_SLUG, "Été à / Lomé ?");
  set_meta (&article, MB_META_DATE, "2026-13-45");
  assert_codes (&article, "slug-refused date-unreadable");
  g_assert_true (blocks (&article, NULL));
  g_assert_false (blocks (&article, codes));
  set_meta (&article, MB_META_SLUG, "admin");
  assert_codes (&article, "slug-refused date-unreadable");
}

static void
test_what_can_be_allowed_is_known (void)
{
  g_assert_true (mb_checks_can_allow ("missing-alt"));
  g_assert_false (mb_checks_can_allow ("headline-missing"));
  g_assert_false (mb_checks_can_allow ("missing-section"));
  g_assert_false (mb_checks_can_allow (""));
}

static void
test_empty_article_lists_all_that_is_missing (void)
{
  g_auto (Article) article = {mb_snapshot_new ("11111111-2222-4333-8444-555555555555")};

  assert_codes (&article, "headline-missing body-missing missing-byline standfirst-missing "
                          "missing-section missing-date");
  g_assert_true (blocks (&article, NULL));
}

static void
test_cut_headline_blocks_until_it_is_another (void)
{
  g_auto (Article) article = make_good ();
  const char *const allowed[] = {"headline-cut", "headline-dots", NULL};

  set_words (&article, 1, 0, "Le quai rouvre et...");
  assert_codes (&article, "");
  set_meta (&article, MB_META_HEADLINE_CUT, "Le quai rouvre et...");
  assert_codes (&article, "headline-cut");
  set_words (&article, 1, 0, "Le quai…");
  assert_codes (&article, "headline-cut");
  g_assert_true (blocks (&article, allowed));
  set_words (&article, 1, 0, "Le quai rouvre et attend…");
  assert_codes (&article, "headline-dots");
  g_assert_true (blocks (&article, NULL));
  g_assert_false (blocks (&article, allowed));
  set_words (&article, 1, 0, "Le quai rouvre et les dockers attendent");
  assert_codes (&article, "");
}

static void
test_pictures_can_be_allowed_knowingly (void)
{
  g_auto (Article) article = make_good ();
  const char *const one[] = {"missing-picture", NULL};
  const char *const both[] = {"missing-alt", "missing-picture", NULL};

  append_figure (&article, NULL, "Le quai.", "");
  assert_codes (&article, "missing-picture missing-alt credit-missing");
  g_assert_true (blocks (&article, NULL));
  g_assert_true (blocks (&article, one));
  g_assert_false (blocks (&article, both));
}

static void
test_alt_that_repeats_the_caption_is_told (void)
{
  g_auto (Article) article = make_good ();

  append_figure (&article, "Le quai.", "Le quai.", "© Doré");
  assert_codes (&article, "missing-picture alt-equals-caption");
}

static void
test_placeholders_are_found_as_words (void)
{
  const struct {
    const char *words;
    gboolean found;
  } rows[] = {
    /* \130 is an X: written out, the word would be found in this file as well. */
    {"Ils étaient \130XX lundi.", TRUE},
    {"Ils étaient XXXX.", TRUE},
    {"Louis \130XX régnait.", TRUE},
    {"Le siècle XXXVII", FALSE},
    {"Un chiffre (À vérifier)", TRUE},
    {"Nom à compléter.", TRUE},
    {"Il reste à vérifierions", FALSE},
    {"Le TKTK du jour", TRUE},
    {"La taxe T", FALSE},
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_auto (Article) article = make_good ();

    set_words (&article, 3, 0, rows[i].words);
    assert_codes (&article, rows[i].found ? "placeholder-left" : "");
  }
}

static void
test_quotes_and_broken_characters (void)
{
  g_auto (Article) article = make_good ();

  set_words (&article, 3, 0, "« Enfin, dit-elle.");
  assert_codes (&article, "unbalanced-quotes");
  set_words (&article, 3, 0, "D\357\277\275j\303\240");
  assert_codes (&article, "broken-characters");
}

static void
test_open_suggestions_block (void)
{
  g_auto (Article) article = make_good ();
  g_autoptr (MbMark) mark = mb_mark_new (9, MB_MARK_SUGGESTION, "b", 0);
  g_autoptr (MbMark) comment = mb_mark_new (10, MB_MARK_COMMENT, "b", 0);
  g_autoptr (MbMark) resolved = mb_mark_with_resolved (mark, TRUE);

  take (&article, mb_snapshot_with_mark (article.snapshot, 9, mark));
  take (&article, mb_snapshot_with_mark (article.snapshot, 10, comment));
  assert_codes (&article, "open-suggestion open-comment");
  g_assert_true (blocks (&article, NULL));
  take (&article, mb_snapshot_with_mark (article.snapshot, 9, resolved));
  assert_codes (&article, "open-comment");
}

static void
test_lengths_are_soft (void)
{
  g_auto (Article) article = make_good ();
  g_autofree char *longest = g_strnfill (81, 'a');

  set_words (&article, 1, 0, longest);
  assert_codes (&article, "headline-long");
  set_words (&article, 1, 0, longest + 1);
  assert_codes (&article, "");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/checks/complete-article", test_complete_article_has_no_findings);
  g_test_add_func ("/checks/unusable-fields", test_fields_that_no_site_can_use_are_told);
  g_test_add_func ("/checks/allowable", test_what_can_be_allowed_is_known);
  g_test_add_func ("/checks/empty-article", test_empty_article_lists_all_that_is_missing);
  g_test_add_func ("/checks/cut-headline", test_cut_headline_blocks_until_it_is_another);
  g_test_add_func ("/checks/pictures-allowed", test_pictures_can_be_allowed_knowingly);
  g_test_add_func ("/checks/alt-equals-caption", test_alt_that_repeats_the_caption_is_told);
  g_test_add_func ("/checks/placeholders", test_placeholders_are_found_as_words);
  g_test_add_func ("/checks/quotes-and-broken-characters", test_quotes_and_broken_characters);
  g_test_add_func ("/checks/open-suggestions", test_open_suggestions_block);
  g_test_add_func ("/checks/lengths", test_lengths_are_soft);

  return g_test_run ();
}
