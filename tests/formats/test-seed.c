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

/* A block's words as the page had them: a picture's credit behind its caption. */
static char *
words_of (const MbBlock *block)
{
  GString *words = g_string_new (NULL);

  for (guint part = 0; part < mb_block_get_n_parts (block); part++) {
    const char *text = mb_text_get_utf8 (mb_block_get_part (block, part));

    if (*text)
      g_string_append_printf (words, "%s%s", words->len > 0 ? " " : "", text);
  }

  return g_string_free_and_steal (words);
}

static guint
count_hard_spaces (const char *text)
{
  guint n = 0;

  for (const char *c = text; (c = strstr (c, "\302\240")); c += 2)
    n++;

  return n;
}

static char *
with_plain_spaces (const char *text)
{
  g_autoptr (GString) words = g_string_new (text);

  g_string_replace (words, "\302\240", " ", 0);
  return g_strdup (words->str);
}

/* The lines of the page from the headline to the comments, what is given twice once. */
static GPtrArray *
read_article_lines (void)
{
  GPtrArray *lines = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *contents = NULL;
  g_auto (GStrv) all = NULL;
  gboolean in_article = FALSE;

  g_assert_true (g_file_get_contents (seed_path, &contents, NULL, NULL));
  all = g_strsplit (contents, "\n", -1);
  for (guint i = 0; all[i] && strcmp (g_strstrip (all[i]), "Comments") != 0; i++) {
    const char *last = lines->len > 0 ? g_ptr_array_index (lines, lines->len - 1) : "";

    in_article = in_article || g_str_has_suffix (all[i], "...");
    if (in_article && *all[i] && strcmp (all[i], last) != 0)
      g_ptr_array_add (lines, g_strdup (all[i]));
  }

  return lines;
}

/* Every line is a block, once and in order: but for the lead picture, which stands below the
 * standfirst now. */
static void
test_nothing_is_lost (void)
{
  g_autoptr (MbImport) import = import_seed ();
  g_autoptr (GPtrArray) lines = read_article_lines ();
  gpointer lead = g_ptr_array_steal_index (lines, 1);
  guint n_there = 0;
  guint n_kept = 0;
  guint at = 0;

  g_ptr_array_insert (lines, 2, lead);
  for (guint i = 0; i < mb_snapshot_get_n_blocks (import->snapshot); i++) {
    g_autofree char *words = words_of (mb_snapshot_get_block (import->snapshot, i));
    g_autofree char *wanted = NULL;
    g_autofree char *plain = with_plain_spaces (words);

    if (!*words)
      continue;
    g_assert_cmpuint (at, <, lines->len);
    n_there += count_hard_spaces (lines->pdata[at]);
    n_kept += count_hard_spaces (words);
    wanted = with_plain_spaces (lines->pdata[at++]);
    g_assert_cmpstr (plain, ==, wanted);
  }
  g_assert_cmpuint (at, ==, lines->len);
  g_assert_cmpuint (lines->len, ==, 1 + 33 + 6 + 2);
  g_assert_cmpuint (n_there - n_kept, ==, 4);
}

static const MbBlock *
nth_figure (const MbSnapshot *snapshot, guint nth)
{
  for (guint i = 0; i < mb_snapshot_get_n_blocks (snapshot); i++) {
    const MbBlock *block = mb_snapshot_get_block (snapshot, i);

    if (mb_block_get_kind (block) == MB_BLOCK_FIGURE && nth-- == 0)
      return block;
  }

  return NULL;
}

static void
test_pictures (void)
{
  g_autoptr (MbImport) import = import_seed ();
  const MbBlock *lead = nth_figure (import->snapshot, 0);
  const MbBlock *second = nth_figure (import->snapshot, 1);

  g_assert_true (lead == mb_snapshot_get_block (import->snapshot, MB_N_FURNITURE));
  g_assert_null (strstr (mb_text_get_utf8 (mb_block_get_part (lead, 1)), "©"));
  g_assert_true (g_str_has_prefix (mb_text_get_utf8 (mb_block_get_part (lead, 2)), "©"));
  g_assert_cmpuint (mb_text_get_n_chars (mb_block_get_part (lead, 1)), >, 0);
  g_assert_cmpuint (mb_text_get_n_chars (mb_block_get_part (second, 1)), >, 0);
  g_assert_cmpuint (mb_text_get_n_chars (mb_block_get_part (second, 2)), ==, 0);
  g_assert_cmpuint (
    mb_text_get_n_chars (mb_block_get_part (mb_snapshot_get_block (import->snapshot, 2), 0)), >, 0);
}

static void
test_sections (void)
{
  g_autoptr (MbImport) import = import_seed ();
  const MbImportNote *note = find_note (import, "left-out-sections");
  g_auto (GStrv) sections = NULL;

  g_assert_nonnull (note);
  sections = g_strsplit (note->detail, ", ", -1);
  g_assert_cmpuint (g_strv_length (sections), ==, 7);
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
  g_test_add_func ("/seed/pictures", test_pictures);
  g_test_add_func ("/seed/sections", test_sections);
  g_test_add_func ("/seed/nothing-is-lost", test_nothing_is_lost);

  return g_test_run ();
}
