#include "mb-sample.h"

#include "mb-test-import.h"

static gboolean
has_picture (GPtrArray *pictures, const char *sha256)
{
  for (guint i = 0; i < pictures->len; i++) {
    g_autofree char *sum = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, pictures->pdata[i]);

    if (g_strcmp0 (sum, sha256) == 0)
      return TRUE;
  }

  return FALSE;
}

static void
test_sample_has_the_shape_of_an_article (void)
{
  g_autoptr (MbSnapshot) snapshot = mb_sample_new_snapshot (ARTICLE_ID);
  g_autoptr (GError) error = NULL;

  g_assert_true (mb_snapshot_check (snapshot, &error));
  g_assert_cmpstr (mb_snapshot_get_article_id (snapshot), ==, ARTICLE_ID);
  g_assert_cmpuint (count_kind (snapshot, MB_BLOCK_CROSSHEAD), ==, 6);
  g_assert_cmpuint (count_kind (snapshot, MB_BLOCK_FIGURE), ==, 2);
  g_assert_cmpuint (count_kind (snapshot, MB_BLOCK_QUOTATION), ==, 1);
  g_assert_cmpuint (count_kind (snapshot, MB_BLOCK_PULL_QUOTE), ==, 1);
  g_assert_cmpuint (count_kind (snapshot, MB_BLOCK_LIST_ITEM), ==, 4);
  g_assert_cmpstr (mb_snapshot_get_headline (snapshot), !=, "");
}

static void
test_figures_name_the_pictures_that_come_with_it (void)
{
  g_autoptr (MbSnapshot) snapshot = mb_sample_new_snapshot (ARTICLE_ID);
  g_autoptr (GPtrArray) pictures = mb_sample_load_pictures ();

  g_assert_cmpuint (pictures->len, ==, 2);
  for (guint i = 0; i < pictures->len; i++)
    g_assert_cmpuint (g_bytes_get_size (pictures->pdata[i]), <, 60 * 1024);
  for (guint i = 0; i < mb_snapshot_get_n_blocks (snapshot); i++) {
    const MbBlock *block = mb_snapshot_get_block (snapshot, i);

    if (mb_block_get_kind (block) == MB_BLOCK_FIGURE)
      g_assert_true (has_picture (pictures, mb_block_get_attribute (block, MB_ATTR_MEDIA)));
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/sample/shape", test_sample_has_the_shape_of_an_article);
  g_test_add_func ("/sample/pictures", test_figures_name_the_pictures_that_come_with_it);

  return g_test_run ();
}
