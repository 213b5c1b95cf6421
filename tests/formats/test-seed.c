#include "mb-import.h"

#include "mb-test-import.h"

#include <stdio.h>

/* The counts of the real page; its words stay in its file. */

static const char *seed_path;

static MbImport *
import_seed (void)
{
  g_autofree char *contents = NULL;
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GError) error = NULL;
  MbImport *import = NULL;
  gsize n;

  g_assert_true (g_file_get_contents (seed_path, &contents, &n, &error));
  bytes = g_bytes_new (contents, n);
  import = mb_import_bytes_sync (bytes, MB_IMPORT_PAGE, ARTICLE_ID, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (mb_snapshot_check (import->snapshot, &error));

  return import;
}

static void
test_counts (void)
{
  g_autoptr (MbImport) import = import_seed ();
  const MbSnapshot *snapshot = import->snapshot;
  guint n_paragraphs = count_kind (snapshot, MB_BLOCK_PARAGRAPH) + 1;
  guint n_crossheads = count_kind (snapshot, MB_BLOCK_CROSSHEAD);
  guint n_figures = count_kind (snapshot, MB_BLOCK_FIGURE);

  printf ("# headline: %" G_GSIZE_FORMAT " bytes\n", strlen (mb_snapshot_get_headline (snapshot)));
  printf ("# paragraphs with the standfirst: %u\n", n_paragraphs);
  printf ("# crossheads: %u\n", n_crossheads);
  printf ("# figures: %u\n", n_figures);
  for (guint i = 0; i < import->notes->len; i++) {
    const MbImportNote *note = import->notes->pdata[i];
    gboolean quotes = note->block != 0;

    printf ("# note: %s%s%s\n", note->code, quotes || !note->detail ? "" : ": ",
            quotes || !note->detail ? "" : note->detail);
  }

  g_assert_cmpuint (n_paragraphs, ==, 33);
  g_assert_cmpuint (n_crossheads, ==, 6);
  g_assert_cmpuint (n_figures, ==, 2);
  assert_note (import, "nbsp-mended", "4");
  assert_note (import, "headline-cut", mb_snapshot_get_headline (snapshot));
  g_assert_cmpuint (count_notes (import, "alt-equals-caption"), ==, 2);
  g_assert_cmpuint (count_notes (import, "credit-missing"), ==, 1);
  g_assert_cmpuint (count_notes (import, "unplaced"), ==, 0);
}

static void
test_left_out (void)
{
  g_autoptr (MbImport) import = import_seed ();
  const char *const codes[] = {"left-out-networks", "left-out-comments", "left-out-newsletter",
                               "left-out-about",    "left-out-sections", "left-out-footer"};

  for (guint i = 0; i < G_N_ELEMENTS (codes); i++)
    g_assert_cmpuint (count_notes (import, codes[i]), ==, 1);
  g_assert_cmpuint (count_notes (import, "left-out-anchor"), ==, 2);
  assert_note (import, "left-out-networks", "Facebook, Twitter, YouTube, TikTok, LinkedIn");
}

/* Every line of the page is either in the article, once and in order, or told as left out. */
static void
test_nothing_is_lost (void)
{
  g_autoptr (MbImport) import = import_seed ();
  g_autofree char *contents = NULL;
  g_auto (GStrv) lines = NULL;
  g_autofree char *all = describe (import->snapshot);
  const char *place = all;
  gboolean in_article = FALSE;

  g_assert_true (g_file_get_contents (seed_path, &contents, NULL, NULL));
  lines = g_strsplit (contents, "\n", -1);
  for (guint i = 0; lines[i]; i++) {
    g_autoptr (GString) words = g_string_new (g_strstrip (lines[i]));
    const char *found = NULL;

    in_article = in_article || mb_snapshot_get_headline (import->snapshot)[0] == words->str[0];
    if (strcmp (words->str, "Comments") == 0)
      break;
    if (!in_article || strlen (words->str) < 60 || strstr (words->str, "©"))
      continue;
    g_string_replace (words, "\302\240", " ", 0);
    found = strstr (place, words->str);
    if (!found && i > 0 && strcmp (g_strstrip (lines[i]), lines[i - 1]) == 0)
      continue;
    g_assert_nonnull (found);
    place = found + words->len;
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  if (argc != 2) {
    g_printerr ("usage: test-formats-seed PAGE\n");
    return 2;
  }
  seed_path = argv[1];
  g_test_add_func ("/seed/counts", test_counts);
  g_test_add_func ("/seed/left-out", test_left_out);
  g_test_add_func ("/seed/nothing-is-lost", test_nothing_is_lost);

  return g_test_run ();
}
