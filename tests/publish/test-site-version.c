#include "mb-site-version.h"

#include <string.h>

#define PICTURE "https://quai.example/media/1.jpg"

static MbBlock *
make_text (guint64 id, MbBlockKind kind, const char *words)
{
  g_autoptr (MbText) text = mb_text_new (words);

  return mb_block_new_text (id, kind, text);
}

static MbBlock *
make_figure (guint64 id, const char *attribute, const char *value, const char *caption)
{
  g_autoptr (MbBlock) bare = mb_block_new (id, MB_BLOCK_FIGURE);
  g_autoptr (MbBlock) with = mb_block_with_attribute (bare, attribute, value);
  g_autoptr (MbBlock) with_alt = mb_block_with_attribute (with, MB_ATTR_ALT, "Un bac");
  g_autoptr (MbText) words = mb_text_new (caption);
  guint part = 0;

  g_assert_true (mb_block_kind_find_role (MB_BLOCK_FIGURE, MB_PART_CAPTION, &part));

  return mb_block_with_part (with_alt, part, words);
}

static void
append (MbSnapshot **snapshot, MbBlock *block)
{
  MbSnapshot *longer =
    mb_snapshot_with_inserted (*snapshot, mb_snapshot_get_n_blocks (*snapshot), block);

  mb_snapshot_unref (*snapshot);
  mb_block_unref (block);
  *snapshot = longer;
}

/* Three paragraphs around a picture, and an empty one that no HTML shows. */
static MbSnapshot *
make_article (void)
{
  MbSnapshot *own = mb_snapshot_new_bare ("11111111-2222-4333-8444-555555555555");
  g_autofree char *media = g_strnfill (64, 'a');

  append (&own, make_text (1, MB_BLOCK_KICKER, "Îles"));
  append (&own, make_text (2, MB_BLOCK_HEADLINE, "Le bac reprend la mer"));
  append (&own, make_text (3, MB_BLOCK_STANDFIRST, "Trois traversées par jour."));
  append (&own, make_text (4, MB_BLOCK_PARAGRAPH, "Il était temps\u00a0: l’été arrive."));
  append (&own, make_figure (5, MB_ATTR_MEDIA, media, "Le bac, mardi."));
  append (&own, make_text (6, MB_BLOCK_PARAGRAPH, ""));
  append (&own, make_text (7, MB_BLOCK_PARAGRAPH, "Le capitaine n’en dit pas plus."));
  append (&own, make_text (8, MB_BLOCK_PARAGRAPH, "Retour à quai à 19 h."));

  return own;
}

/* What a reader of HTML finds in our content field: a line of names, no empty paragraph, no hash.
 */
static GPtrArray *
read_own (void)
{
  GPtrArray *blocks = g_ptr_array_new_with_free_func ((GDestroyNotify) mb_block_unref);

  g_ptr_array_add (blocks, make_text (101, MB_BLOCK_PARAGRAPH, "Par Anaïs Kerdoncuff"));
  g_ptr_array_add (blocks,
                   make_text (102, MB_BLOCK_PARAGRAPH, "Il était temps\u00a0: l’été arrive."));
  g_ptr_array_add (blocks, make_figure (103, MB_ATTR_SOURCE, PICTURE, "Le bac, mardi."));
  g_ptr_array_add (blocks, make_text (104, MB_BLOCK_PARAGRAPH, "Le capitaine n’en dit pas plus."));
  g_ptr_array_add (blocks, make_text (105, MB_BLOCK_PARAGRAPH, "Retour à quai à 19 h."));

  return blocks;
}

/* The same with other ids, for a site to change. */
static GPtrArray *
read_site (void)
{
  g_autoptr (GPtrArray) own = read_own ();
  GPtrArray *blocks = g_ptr_array_new_with_free_func ((GDestroyNotify) mb_block_unref);

  for (guint i = 0; i < own->len; i++)
    g_ptr_array_add (blocks, mb_block_with_id (own->pdata[i], 201 + i));

  return blocks;
}

static void
put (GPtrArray *blocks, guint index, MbBlock *block)
{
  mb_block_unref (blocks->pdata[index]);
  blocks->pdata[index] = block;
}

static MbSnapshot *
make_version (MbSnapshot *own, GPtrArray *site, const MbRemote *remote)
{
  g_autoptr (GPtrArray) read = read_own ();
  MbRemote same = {.headline = (char *) "Le bac reprend la mer"};
  MbSnapshot *version = mb_site_version_new (&(MbSiteReading) {
    .own = own, .own_read = read, .site_read = site, .remote = remote ? remote : &same});
  g_autoptr (GError) error = NULL;

  mb_snapshot_check (version, &error);
  g_assert_no_error (error);

  return version;
}

static const char *
get_words (MbSnapshot *snapshot, guint64 id)
{
  return mb_text_get_utf8 (mb_block_get_part (mb_snapshot_lookup (snapshot, id), 0));
}

static void
test_what_only_the_way_changes_is_no_change (void)
{
  g_autoptr (MbSnapshot) own = make_article ();
  g_autoptr (GPtrArray) site = read_site ();
  g_autoptr (MbSnapshot) version = NULL;

  /* A site may set spaces as it likes. */
  put (site, 1, make_text (202, MB_BLOCK_PARAGRAPH, "Il était temps : l’été arrive."));
  version = make_version (own, site, NULL);
  g_assert_true (mb_snapshot_equal (version, own));
}

static void
test_changed_words_are_in_the_same_block (void)
{
  g_autoptr (MbSnapshot) own = make_article ();
  g_autoptr (GPtrArray) site = read_site ();
  g_autoptr (MbSnapshot) version = NULL;

  put (site, 3,
       make_text (204, MB_BLOCK_PARAGRAPH, "Le capitaine n’en dit pas plus, pour l’heure."));
  version = make_version (own, site, NULL);
  g_assert_cmpuint (mb_snapshot_get_n_blocks (version), ==, mb_snapshot_get_n_blocks (own));
  g_assert_cmpstr (get_words (version, 7), ==, "Le capitaine n’en dit pas plus, pour l’heure.");
  g_assert_true (mb_snapshot_lookup (version, 8) == mb_snapshot_lookup (own, 8));
}

static void
test_picture_with_another_caption_is_still_ours (void)
{
  g_autoptr (MbSnapshot) own = make_article ();
  g_autoptr (GPtrArray) site = read_site ();
  g_autoptr (MbSnapshot) version = NULL;
  MbBlock *figure;

  put (site, 2, make_figure (203, MB_ATTR_SOURCE, PICTURE, "Le bac, mercredi."));
  version = make_version (own, site, NULL);
  figure = mb_snapshot_lookup (version, 5);
  g_assert_cmpstr (mb_text_get_utf8 (mb_block_get_role (figure, MB_PART_CAPTION)), ==,
                   "Le bac, mercredi.");
  g_assert_nonnull (mb_block_get_attribute (figure, MB_ATTR_MEDIA));
  g_assert_null (mb_block_get_attribute (figure, MB_ATTR_SOURCE));
}

static void
test_another_picture_is_not_ours (void)
{
  g_autoptr (MbSnapshot) own = make_article ();
  g_autoptr (GPtrArray) site = read_site ();
  g_autoptr (MbSnapshot) version = NULL;
  MbBlock *figure;

  put (site, 2,
       make_figure (203, MB_ATTR_SOURCE, "https://quai.example/media/2.jpg", "Le bac, mardi."));
  version = make_version (own, site, NULL);
  figure = mb_snapshot_lookup (version, 5);
  g_assert_null (mb_block_get_attribute (figure, MB_ATTR_MEDIA));
  g_assert_cmpstr (mb_block_get_attribute (figure, MB_ATTR_SOURCE), ==,
                   "https://quai.example/media/2.jpg");
}

static void
test_new_gone_and_moved_passages_are_told_apart (void)
{
  g_autoptr (MbSnapshot) own = make_article ();
  g_autoptr (GPtrArray) site = read_site ();
  g_autoptr (MbSnapshot) version = NULL;
  guint place = 0;

  /* The last goes to the front, the captain is gone, and something else is there. */
  g_ptr_array_insert (site, 1, g_ptr_array_steal_index (site, 4));
  g_ptr_array_remove_index (site, 4);
  g_ptr_array_add (site, make_text (300, MB_BLOCK_PARAGRAPH, "Une phrase de la rédaction."));
  version = make_version (own, site, NULL);
  g_assert_null (mb_snapshot_lookup (version, 7));
  g_assert_true (mb_snapshot_lookup (version, 8) == mb_snapshot_lookup (own, 8));
  g_assert_true (mb_snapshot_find (version, 8, &place));
  g_assert_cmpuint (place, ==, 3);
  g_assert_cmpstr (get_words (version, 300), ==, "Une phrase de la rédaction.");
}

static void
test_furniture_is_the_sites_where_it_says (void)
{
  g_autoptr (MbSnapshot) own = make_article ();
  g_autoptr (GPtrArray) site = read_site ();
  MbRemote remote = {.headline = (char *) "Un autre titre"};
  g_autoptr (MbSnapshot) version = make_version (own, site, &remote);

  g_assert_cmpstr (mb_snapshot_get_headline (version), ==, "Un autre titre");
  g_assert_cmpstr (get_words (version, 3), ==, "Trois traversées par jour.");
}

static void
test_empty_site_empties_the_article (void)
{
  g_autoptr (MbSnapshot) own = make_article ();
  g_autoptr (GPtrArray) site = g_ptr_array_new ();
  g_autoptr (MbSnapshot) version = make_version (own, site, NULL);

  g_assert_cmpuint (mb_snapshot_get_n_blocks (version), ==, 4);
  g_assert_true (mb_block_is_empty (mb_snapshot_get_block (version, 3)));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
#define ADD(name, func) g_test_add_func ("/publish/site-version/" name, func)
  ADD ("what-only-the-way-changes-is-no-change", test_what_only_the_way_changes_is_no_change);
  ADD ("changed-words-are-in-the-same-block", test_changed_words_are_in_the_same_block);
  ADD ("picture-with-another-caption-is-still-ours",
       test_picture_with_another_caption_is_still_ours);
  ADD ("another-picture-is-not-ours", test_another_picture_is_not_ours);
  ADD ("new-gone-and-moved-passages-are-told-apart",
       test_new_gone_and_moved_passages_are_told_apart);
  ADD ("furniture-is-the-sites-where-it-says", test_furniture_is_the_sites_where_it_says);
  ADD ("empty-site-empties-the-article", test_empty_site_empties_the_article);

  return g_test_run ();
}
