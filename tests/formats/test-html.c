#include "mb-picture-report.h"
#include "mb-sample.h"

#include "mb-test-import.h"

/* HTML and pictures, by way of the helper: what the program is told about them. */

static const char page[] =
  "<!doctype html><html lang=\"fr\"><head><title>Le bac repart | La Rive</title>"
  "<meta name=\"author\" content=\"Mado Quill\"><meta property=\"article:section\" "
  "content=\"Rives\"></head><body><nav>Accueil</nav><main>"
  "<p>Il est à l’eau, dit <a href=\"javascript:x()\">Mado</a> à"
  "\302\240"
  "tous.</p>"
  "<img src=\"https://t.example/x.gif\" width=\"1\" height=\"1\">"
  "<figure><img src=\"https://rive.example/bac.jpg\" alt=\"Un bac\"><figcaption>Le bac "
  "<small>© Rive</small></figcaption></figure>"
  "<iframe src=\"https://video.example/1\"></iframe><footer>© La "
  "Rive</footer></main></body></html>";

static void
test_page (void)
{
  g_autoptr (MbImport) import = import_words (page, MB_IMPORT_AUTO);
  g_autofree char *all = describe (import->snapshot);

  g_assert_cmpstr (all, ==,
                   "headline | Le bac repart\n"
                   "paragraph | Il est à l’eau, dit Mado à tous.\n"
                   "figure | Le bac | © Rive\n"
                   "embed\n");
  g_assert_cmpstr (mb_snapshot_get_meta (import->snapshot, MB_META_BYLINE), ==, "Mado Quill");
  g_assert_cmpstr (mb_snapshot_get_meta (import->snapshot, MB_META_SECTION), ==, "Rives");
  g_assert_cmpstr (mb_snapshot_get_meta (import->snapshot, MB_META_LANGUAGE), ==, "fr");
}

static void
test_what_is_told (void)
{
  g_autoptr (MbImport) import = import_words (page, MB_IMPORT_HTML);

  assert_note (import, "headline-from-title", "Le bac repart");
  assert_note (import, "link-dropped", "1");
  assert_note (import, "tracker-dropped", "1");
  assert_note (import, "picture-missing", "1");
  assert_note (import, "embed-as-link", "1");
  assert_note (import, "site-part-left-out", "1");
  assert_note (import, "nbsp-mended", "1");
}

/* A stranger brings no bytes of ours, no notes and no comments. */
static void
test_a_piece_has_no_furniture (void)
{
  static const char html[] = "<h1>Titre</h1><p class=\"chapo\">Un.</p><p>Deux.</p>";
  g_autoptr (GBytes) bytes = g_bytes_new_static (html, strlen (html));
  g_autoptr (GError) error = NULL;
  g_autoptr (MbFragment) fragment = mb_import_fragment_sync (bytes, NULL, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (fragment->blocks->len, ==, 3);
  for (guint i = 0; i < fragment->blocks->len; i++)
    g_assert_false (mb_block_kind_is_furniture (mb_block_get_kind (fragment->blocks->pdata[i])));
}

static void
test_pictures_say_what_they_are (void)
{
  g_autoptr (GPtrArray) pictures = mb_sample_load_pictures ();

  for (guint i = 0; i < pictures->len; i++) {
    g_autoptr (GError) error = NULL;
    g_autoptr (MbPictureReport) report =
      mb_picture_report_read_sync (pictures->pdata[i], NULL, &error);

    g_assert_no_error (error);
    g_assert_cmpstr (report->mime, ==, "image/jpeg");
    g_assert_cmpuint (report->width_px, >, 100);
    g_assert_cmpuint (report->height_px, >, 100);
    g_assert_false (report->has_place);
  }
}

typedef struct {
  GMainLoop *loop;
  MbImport *import;
} Wait;

static void
imported_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Wait *wait = user_data;
  g_autoptr (GError) error = NULL;

  wait->import = mb_import_bytes_finish (result, &error);
  g_assert_no_error (error);
  g_main_loop_quit (wait->loop);
}

static void
test_beside_the_main_loop (void)
{
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autoptr (GBytes) bytes = g_bytes_new_static (page, strlen (page));
  Wait wait = {loop, NULL};

  mb_import_bytes_async (bytes, MB_IMPORT_AUTO, ARTICLE_ID, NULL, imported_cb, &wait);
  g_main_loop_run (loop);
  g_assert_cmpstr (mb_snapshot_get_headline (wait.import->snapshot), ==, "Le bac repart");
  mb_import_free (wait.import);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/html/page", test_page);
  g_test_add_func ("/html/what-is-told", test_what_is_told);
  g_test_add_func ("/html/a-piece-has-no-furniture", test_a_piece_has_no_furniture);
  g_test_add_func ("/html/pictures-say-what-they-are", test_pictures_say_what_they_are);
  g_test_add_func ("/html/beside-the-main-loop", test_beside_the_main_loop);

  return g_test_run ();
}
