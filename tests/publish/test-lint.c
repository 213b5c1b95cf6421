/* What a destination will do with an article: each block, field and limit, for each platform. */
#include "mb-lint.h"

#include "mb-schema.h"

#include <string.h>

#define ARTICLE_ID "11111111-2222-4333-8444-555555555555"
#define SHA256 "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"

/* What the sites say they can. */
#define WORDPRESS (MB_CAP_DRAFT | MB_CAP_SECTION | MB_CAP_TAGS | MB_CAP_READ_BACK | MB_CAP_MEDIA)
#define FULL                                                                                       \
  (MB_CAP_KICKER | MB_CAP_SECTION | MB_CAP_BYLINE | MB_CAP_DATELINE | MB_CAP_CREDIT |              \
   MB_CAP_MEDIA | MB_CAP_READ_BACK)

static MbSnapshot *
take (MbSnapshot *old, MbSnapshot *snapshot)
{
  mb_snapshot_unref (old);

  return snapshot;
}

/* Appends a block; the caller's hands are free of it. */
static MbSnapshot *
append (MbSnapshot *snapshot, MbBlock *block)
{
  MbSnapshot *longer =
    mb_snapshot_with_inserted (snapshot, mb_snapshot_get_n_blocks (snapshot), block);

  mb_block_unref (block);

  return take (snapshot, longer);
}

static MbBlock *
with (MbBlock *block, const char *name, const char *value)
{
  MbBlock *changed = mb_block_with_attribute (block, name, value);

  mb_block_unref (block);

  return changed;
}

static MbBlock *
with_role (MbBlock *block, MbPartRole role, const char *words)
{
  g_autoptr (MbText) text = mb_text_new (words);
  guint part = 0;
  MbBlock *changed;

  g_assert_true (mb_block_kind_find_role (mb_block_get_kind (block), role, &part));
  changed = mb_block_with_part (block, part, text);
  mb_block_unref (block);

  return changed;
}

static MbBlock *
make (guint64 id, MbBlockKind kind, const char *words)
{
  g_autoptr (MbText) text = mb_text_new (words);

  return mb_block_new_text (id, kind, text);
}

static MbBlock *
make_marked (guint64 id, MbSpanKind kind, const char *value)
{
  g_autoptr (MbText) plain = mb_text_new ("Une pluie de CO2");
  MbSpan span = {.kind = kind, .start = 13, .end = 16, .value = (char *) value};
  g_autoptr (MbText) text = mb_text_add_span (plain, &span);

  return mb_block_new_text (id, MB_BLOCK_PARAGRAPH, text);
}

static MbBlock *
make_figure (guint64 id, gboolean with_bytes)
{
  MbBlock *figure = with_role (mb_block_new (id, MB_BLOCK_FIGURE), MB_PART_CAPTION, "Le quai");

  return with_bytes ? with (figure, MB_ATTR_MEDIA, SHA256) : figure;
}

static MbSnapshot *
furnish (MbSnapshot *snapshot, guint index, const char *words)
{
  g_autoptr (MbText) text = mb_text_new (words);
  g_autoptr (MbBlock) block = mb_block_with_part (mb_snapshot_get_block (snapshot, index), 0, text);

  return take (snapshot, mb_snapshot_with_block (snapshot, index, block));
}

static MbSnapshot *
set_meta (MbSnapshot *snapshot, const char *name, const char *value)
{
  return take (snapshot, mb_snapshot_with_meta (snapshot, name, value));
}

/* Everything that a site may treat differently, once. */
static MbSnapshot *
make_article (void)
{
  MbSnapshot *article = mb_snapshot_new (ARTICLE_ID);
  MbBlock *opaque = with (mb_block_new (60, MB_BLOCK_OPAQUE), MB_ATTR_DATA, "<!-- x -->");

  article = furnish (article, 0, "Port");
  article = furnish (article, 1, "Le bac reprend la mer");
  article = furnish (article, 2, "Après trois mois.");
  article = set_meta (article, MB_META_BYLINE, "Aïcha Traoré");
  article = set_meta (article, MB_META_DATELINE, "Kérivel");
  article = set_meta (article, MB_META_SECTION, "Économie");
  article = set_meta (article, MB_META_SEARCH_TITLE, "Bac");
  article = append (article, make_figure (50, TRUE));
  article = append (article, with_role (make_figure (51, FALSE), MB_PART_CREDIT, "Photo Kodjo"));
  article = append (
    article, with (mb_block_new (52, MB_BLOCK_EMBED), MB_ATTR_URL, "https://video.example/1"));
  article = append (article, with (make (53, MB_BLOCK_LIST_ITEM, "deux"), MB_ATTR_LEVEL, "1"));
  article = append (article, make (54, MB_BLOCK_PULL_QUOTE, "On reprend."));
  article = append (article, make_marked (55, MB_SPAN_SUBSCRIPT, NULL));
  article = append (article, make_marked (56, MB_SPAN_LANGUAGE, "en"));
  article = append (article, make_marked (57, MB_SPAN_NOTE, NULL));
  article = append (article, with (make_figure (58, TRUE), MB_ATTR_CONTAINER, "gallery-1"));
  article =
    append (article, with (make (59, MB_BLOCK_PARAGRAPH, "À part"), MB_ATTR_CONTAINER, "aside-1"));
  article = append (article, with (opaque, MB_ATTR_SOURCE, "wordpress"));
  article = append (article, with_role (mb_block_new (61, MB_BLOCK_TABLE), MB_PART_OBJECT, ""));

  return article;
}

static char *
list_codes (MbSnapshot *article, const MbLintSite *site)
{
  g_autoptr (GPtrArray) items = mb_lint_run (article, site);
  g_autoptr (GString) codes = g_string_new (NULL);

  for (guint i = 0; i < items->len; i++) {
    const MbLintItem *item = items->pdata[i];

    g_string_append_printf (codes, "%s%s", i ? " " : "", item->code);
    if (item->block)
      g_string_append_printf (codes, "@%" G_GUINT64_FORMAT, item->block);
  }

  return g_string_free_and_steal (g_steal_pointer (&codes));
}

/* Furniture has random ids. */
static char *
drop_random (char *codes)
{
  g_autofree char *given = codes;
  g_auto (GStrv) words = g_strsplit (given, " ", -1);

  for (guint i = 0; words[i]; i++) {
    char *at = strchr (words[i], '@');

    if (at && strlen (at) > strlen ("@99"))
      *at = '\0';
  }

  return g_strjoinv (" ", words);
}

static void
test_each_site_does_what_the_table_says (void)
{
  static const struct {
    const char *kind;
    guint can;
    const char *codes;
  } table[] = {
    {"wordpress", WORDPRESS,
     "notes-stay@57 kicker-dropped standfirst-in-text byline-in-text search-dropped "
     "picture-missing@51 lead-featured@50 lead-legend-in-text@50 credit-in-caption@51"},
    {"ghost", WORDPRESS & ~MB_CAP_SECTION,
     "notes-stay@57 kicker-dropped byline-in-text section-as-tag picture-missing@51 "
     "credit-in-caption@51 gallery-apart@58 embed-as-link@52 table-as-html@61 language-dropped@56 "
     "opaque-dropped@60"},
    {"wix", WORDPRESS,
     "notes-stay@57 kicker-dropped byline-in-text picture-missing@51 lead-featured@50 "
     "lead-legend-in-text@50 credit-in-caption@51 aside-in-line@59 pull-quote-as-quotation@54 "
     "signs-plain@55 language-dropped@56 opaque-dropped@60"},
    {"micropub", FULL,
     "notes-stay@57 search-dropped picture-missing@51 gallery-apart@58 embed-as-link@52 "
     "opaque-dropped@60"},
    {"micropub", MB_CAP_UPDATE,
     "notes-stay@57 kicker-dropped byline-in-text section-as-tag search-dropped "
     "pictures-dropped@50 gallery-apart@58 embed-as-link@52 opaque-dropped@60 not-read-back"},
    {"micropub", 0,
     "notes-stay@57 search-dropped gallery-apart@58 embed-as-link@52 opaque-dropped@60"},
  };
  g_autoptr (MbSnapshot) article = make_article ();

  for (gsize i = 0; i < G_N_ELEMENTS (table); i++) {
    MbLintSite site = {table[i].kind, (MbCapabilities) table[i].can, NULL};
    g_autofree char *codes = drop_random (list_codes (article, &site));

    g_assert_cmpstr (codes, ==, table[i].codes);
  }
}

static void
test_what_was_decided_counts (void)
{
  g_autoptr (MbSiteDefaults) defaults = mb_site_defaults_new ();
  g_autoptr (MbSnapshot) article = make_article ();
  MbLintSite site = {"wordpress", WORDPRESS, defaults};
  g_autofree char *codes = NULL;

  defaults->lead_in_text = TRUE;
  defaults->hides_standfirst = TRUE;
  defaults->hides_byline = TRUE;
  codes = drop_random (list_codes (article, &site));

  g_assert_cmpstr (codes, ==,
                   "notes-stay@57 kicker-dropped byline-dropped dateline-dropped search-dropped "
                   "picture-missing@51 credit-in-caption@51");
}

static void
test_a_plain_article_is_sent_as_it_is (void)
{
  g_autoptr (MbSnapshot) article = append (furnish (mb_snapshot_new (ARTICLE_ID), 1, "Le bac"),
                                           make (50, MB_BLOCK_PARAGRAPH, "x"));
  static const char *const kinds[] = {"wordpress", "ghost", "wix", "micropub", "folder"};

  for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++) {
    MbLintSite site = {kinds[i], FULL, NULL};
    g_autofree char *codes = list_codes (article, &site);

    g_assert_cmpstr (codes, ==, "");
  }
}

/* One sign more than a site takes is told, with the site's own limit; the last that fits is not. */
static void
test_limits_are_told_at_the_first_sign_too_many (void)
{
  static const struct {
    const char *kind;
    guint index; /* of the furniture */
    guint most;
    const char *code;
  } table[] = {
    {"ghost", 1, 255, "headline-over"},
    {"wix", 1, 100, "headline-over"},
    {"ghost", 2, 300, "standfirst-over"},
    {"wix", 2, 500, "standfirst-over"},
  };

  for (gsize i = 0; i < G_N_ELEMENTS (table); i++) {
    for (guint more = 0; more < 2; more++) {
      g_autofree char *words = g_strnfill (table[i].most + more, 'a');
      g_autoptr (MbSnapshot) article =
        furnish (mb_snapshot_new (ARTICLE_ID), table[i].index, words);
      MbLintSite site = {table[i].kind, FULL, NULL};
      g_autoptr (GPtrArray) items = mb_lint_run (article, &site);
      g_autofree char *most = g_strdup_printf ("%u", table[i].most);

      g_assert_cmpuint (items->len, ==, more);
      if (more == 0)
        continue;
      g_assert_cmpstr (((MbLintItem *) items->pdata[0])->code, ==, table[i].code);
      g_assert_cmpstr (((MbLintItem *) items->pdata[0])->detail, ==, most);
      g_assert_cmpint (((MbLintItem *) items->pdata[0])->weight, ==, MB_LINT_LIMIT);
    }
  }
}

static void
test_too_large_an_article_is_told (void)
{
  g_autofree char *words = g_strnfill (1024, 'a');
  g_autoptr (MbSnapshot) article = mb_snapshot_new (ARTICLE_ID);
  MbLintSite site = {"wix", FULL, NULL};
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;

  for (guint i = 0; i < 200; i++)
    article = append (g_steal_pointer (&article), make (100 + i, MB_BLOCK_PARAGRAPH, words));
  before = list_codes (article, &site);
  for (guint i = 200; i < 400; i++)
    article = append (g_steal_pointer (&article), make (100 + i, MB_BLOCK_PARAGRAPH, words));
  after = list_codes (article, &site);

  g_assert_cmpstr (before, ==, "");
  g_assert_cmpstr (after, ==, "size-over");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/lint/each-site-does-what-the-table-says",
                   test_each_site_does_what_the_table_says);
  g_test_add_func ("/lint/what-was-decided-counts", test_what_was_decided_counts);
  g_test_add_func ("/lint/a-plain-article-is-sent-as-it-is", test_a_plain_article_is_sent_as_it_is);
  g_test_add_func ("/lint/limits-are-told-at-the-first-sign-too-many",
                   test_limits_are_told_at_the_first_sign_too_many);
  g_test_add_func ("/lint/too-large-an-article-is-told", test_too_large_an_article_is_told);

  return g_test_run ();
}
