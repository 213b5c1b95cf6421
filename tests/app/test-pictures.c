#include "mb-messages.h"
#include "mb-picture-intake.h"
#include "mb-picture-write.h"
#include "mb-test-store.h"

#include <string.h>

#define WIDTH_PX 64
#define HEIGHT_PX 32
#define CAPTION "Le bac, mardi & mercredi."
#define CREDIT "M. Le Bris"
#define FILE_NAME "bac.jpg"

/* As a camera writes it when it is held on its side (orientation 6), with where it was taken. */
static const char exif[] = "Exif\0\0MM\0*\0\0\0\10"
                           "\0\2"
                           "\1\22\0\3\0\0\0\1\0\6\0\0"    /* Orientation */
                           "\210\45\0\4\0\0\0\1\0\0\0\46" /* GPS, at 38 */
                           "\0\0\0\0"
                           "\0\2"
                           "\0\1\0\2\0\0\0\2N\0\0\0"    /* GPSLatitudeRef */
                           "\0\2\0\5\0\0\0\3\0\0\0\104" /* GPSLatitude, at 68 */
                           "\0\0\0\0"
                           "\0\0\0\60\0\0\0\1\0\0\0\37\0\0\0\1\0\0\0\14\0\0\0\1";

typedef struct {
  char *folder;
  MbStore *store;
  MbPictures *pictures;
  GtkWidget *window;
  MbEditorView *editor;
  MbArticle *article;
  MbDraft *draft;
  MbPictureTarget target;
  MbArticle *left; /* the article that its picture came too late for; not held */
  GError *error;
  gboolean done;
} Desk;

static void
set_up (Desk *desk, gconstpointer data)
{
  g_autoptr (MbSnapshot) snapshot = mb_test_snapshot ("Le bac", "La mer monte.");

  desk->folder = mb_test_folder ();
  desk->store = mb_test_open (desk->folder);
  desk->pictures = mb_pictures_new (desk->store);
  desk->article = mb_article_new (snapshot, 0);
  desk->window = gtk_window_new ();
  desk->editor = MB_EDITOR_VIEW (mb_editor_view_new ());
  gtk_window_set_child (GTK_WINDOW (desk->window), GTK_WIDGET (desk->editor));
  mb_editor_view_set_article (desk->editor, desk->article);
  desk->draft = mb_draft_new (desk->store, desk->article, FALSE);
  desk->target = (MbPictureTarget) {desk->pictures, desk->editor, desk->draft};
}

/* A worker gives back what it was lent a little after its answer. */
static void
wait_until_only_ours (gpointer object)
{
  while (g_atomic_int_get (&G_OBJECT (object)->ref_count) > 1)
    if (!g_main_context_iteration (NULL, FALSE))
      g_thread_yield ();
}

static void
tear_down (Desk *desk, gconstpointer data)
{
  wait_until_only_ours (desk->pictures);
  if (desk->window)
    gtk_window_destroy (GTK_WINDOW (desk->window));
  while (desk->draft && mb_draft_get_state (desk->draft) == MB_DRAFT_SAVING)
    g_main_context_iteration (NULL, TRUE);
  g_clear_object (&desk->draft);
  wait_until_only_ours (desk->article);
  g_assert_finalize_object (desk->article);
  g_assert_finalize_object (desk->pictures);
  mb_store_close (desk->store);
  g_object_unref (desk->store);
  mb_test_remove (desk->folder);
  g_free (desk->folder);
  g_clear_error (&desk->error);
}

static GBytes *
make_photo (void)
{
  const MbPictureWords words = {.caption = CAPTION, .credit = CREDIT};
  g_autofree char *xmp = mb_picture_write_xmp (&words);
  g_autoptr (MbPixels) pixels = g_new0 (MbPixels, 1);
  g_autoptr (GBytes) plain = NULL;
  g_autoptr (GByteArray) photo = g_byte_array_new ();
  g_autoptr (GError) error = NULL;
  const guint size = sizeof exif - 1 + 2;
  const guint8 head[] = {0xff, 0xd8, 0xff, 0xe1, (guint8) (size >> 8), (guint8) size};
  const guint8 *data = NULL;
  gsize n;

  pixels->bytes = g_bytes_new_take (g_malloc0 (4 * WIDTH_PX * HEIGHT_PX), 4 * WIDTH_PX * HEIGHT_PX);
  pixels->width_px = WIDTH_PX;
  pixels->height_px = HEIGHT_PX;
  pixels->stride_bytes = 4 * WIDTH_PX;
  plain = mb_picture_write_jpeg (pixels, 90, xmp, &error);
  g_assert_no_error (error);
  data = g_bytes_get_data (plain, &n);
  g_byte_array_append (photo, head, sizeof head);
  g_byte_array_append (photo, (const guint8 *) exif, sizeof exif - 1);
  g_byte_array_append (photo, data + 2, (guint) n - 2);

  return g_byte_array_free_to_bytes (g_steal_pointer (&photo));
}

static void
done_cb (MbArticle *left, const GError *error, gpointer user_data)
{
  Desk *desk = user_data;

  desk->left = left;
  if (!desk->draft)
    desk->draft = g_object_ref (desk->target.draft); /* whose picture it is holds it until now */
  desk->error = error ? g_error_copy (error) : NULL;
  desk->done = TRUE;
}

static void
wait_until_done (Desk *desk)
{
  while (!desk->done)
    g_main_context_iteration (NULL, TRUE);
}

static void
take (Desk *desk, GBytes *bytes)
{
  mb_picture_intake_take (&desk->target, bytes, FILE_NAME, done_cb, desk);
  wait_until_done (desk);
}

static MbBlock *
find_figure (MbArticle *article)
{
  MbSnapshot *snapshot = mb_article_get_snapshot (article);

  for (guint i = 0; i < mb_snapshot_get_n_blocks (snapshot); i++)
    if (mb_block_get_kind (mb_snapshot_get_block (snapshot, i)) == MB_BLOCK_FIGURE)
      return mb_snapshot_get_block (snapshot, i);

  return NULL;
}

static const char *
get_words (MbBlock *figure, MbPartRole role)
{
  guint part = 0;

  g_assert_true (mb_block_kind_find_role (MB_BLOCK_FIGURE, role, &part));

  return mb_text_get_utf8 (mb_block_get_part (figure, part));
}

static void
test_a_photo_comes_with_what_it_says (Desk *desk, gconstpointer data)
{
  g_autoptr (GBytes) photo = make_photo ();
  g_autofree char *hash = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, photo);
  g_autoptr (GBytes) kept = NULL;
  MbBlock *figure = NULL;

  take (desk, photo);
  g_assert_no_error (desk->error);
  figure = find_figure (desk->article);
  g_assert_nonnull (figure);
  g_assert_cmpstr (mb_block_get_attribute (figure, MB_ATTR_WIDTH), ==, "32");
  g_assert_cmpstr (mb_block_get_attribute (figure, MB_ATTR_HEIGHT), ==, "64");
  g_assert_cmpstr (mb_block_get_attribute (figure, MB_ATTR_FILE_NAME), ==, FILE_NAME);
  g_assert_cmpstr (mb_block_get_attribute (figure, MB_ATTR_MEDIA), ==, hash);
  g_assert_cmpstr (get_words (figure, MB_PART_CAPTION), ==, CAPTION);
  g_assert_cmpstr (get_words (figure, MB_PART_CREDIT), ==, CREDIT);

  /* The original stays as it is, with all that it knows. */
  kept = mb_assets_load (MB_ASSETS (desk->store), hash, NULL, &desk->error);
  g_assert_no_error (desk->error);
  g_assert_true (g_bytes_equal (kept, photo));
}

static void
test_a_picture_is_one_step_of_undo (Desk *desk, gconstpointer data)
{
  g_autoptr (GBytes) photo = make_photo ();

  take (desk, photo);
  g_assert_true (mb_article_undo (desk->article));
  g_assert_null (find_figure (desk->article));
  g_assert_false (mb_article_undo (desk->article));
}

static guint64
nth_from_end (MbArticle *article, guint n)
{
  MbSnapshot *snapshot = mb_article_get_snapshot (article);

  return mb_block_get_id (
    mb_snapshot_get_block (snapshot, mb_snapshot_get_n_blocks (snapshot) - n));
}

/* Behind the last block. */
static guint64
insert_paragraph (MbArticle *article, const char *words)
{
  g_autoptr (MbText) text = mb_text_new (words);
  g_autoptr (MbBlock) block = mb_block_new_text (0x1234, MB_BLOCK_PARAGRAPH, text);
  g_autoptr (MbTransaction) transaction = mb_article_begin (article, MB_ORIGIN_COMMAND);

  g_assert_true (mb_transaction_insert_block (transaction, nth_from_end (article, 1), block, NULL));
  g_assert_true (mb_article_commit (article, transaction, NULL));

  return mb_block_get_id (block);
}

/* The block behind which the figure stands. */
static guint64
before_figure (MbArticle *article)
{
  MbSnapshot *snapshot = mb_article_get_snapshot (article);
  MbBlock *figure = find_figure (article);
  guint index = 0;

  g_assert_nonnull (figure);
  g_assert_true (mb_snapshot_find (snapshot, mb_block_get_id (figure), &index));

  return mb_block_get_id (mb_snapshot_get_block (snapshot, index - 1));
}

static void
assert_stored (Desk *desk)
{
  g_autoptr (MbArticle) stored = NULL;
  g_autoptr (GError) error = NULL;

  while (mb_draft_get_state (desk->draft) != MB_DRAFT_SAVED)
    g_main_context_iteration (NULL, TRUE);
  stored = mb_store_load_sync (desk->store, mb_article_get_id (desk->article), &error);
  g_assert_no_error (error);
  g_assert_nonnull (find_figure (stored));
}

/* The writer looks at something else before the picture is ready: it goes where it was asked for.
 */
static void
test_a_picture_goes_into_its_own_article (Desk *desk, gconstpointer data)
{
  g_autoptr (GBytes) photo = make_photo ();
  g_autoptr (MbSnapshot) snapshot = mb_test_snapshot ("Un autre", "Elle redescend.");
  g_autoptr (MbArticle) other = mb_article_new (snapshot, 0);
  MbPosition caret;

  insert_paragraph (desk->article, "Elle redescend.");
  mb_editor_view_jump (desk->editor, &(MbPosition) {nth_from_end (desk->article, 2), 0, 3});
  g_assert_true (mb_editor_view_get_caret (desk->editor, &caret));
  mb_picture_intake_take (&desk->target, photo, NULL, done_cb, desk);
  mb_editor_view_set_article (desk->editor, other);
  g_clear_object (&desk->draft); /* nobody else has it open */
  wait_until_done (desk);
  g_assert_no_error (desk->error);
  g_assert_true (desk->left == desk->article);
  g_assert_null (find_figure (other));
  g_assert_cmphex (before_figure (desk->article), ==, caret.block);
  assert_stored (desk);
  g_assert_true (mb_article_undo (desk->article));
  g_assert_null (find_figure (desk->article));
}

/* So it does when the window is gone, and when its place is gone as well. */
static void
test_a_picture_outlives_its_window_and_its_place (Desk *desk, gconstpointer data)
{
  g_autoptr (GBytes) photo = make_photo ();
  g_autoptr (MbTransaction) transaction = NULL;
  guint64 first = nth_from_end (desk->article, 1);
  guint64 second = insert_paragraph (desk->article, "Elle redescend.");

  mb_editor_view_jump (desk->editor, &(MbPosition) {first, 0, 3});
  mb_picture_intake_take (&desk->target, photo, NULL, done_cb, desk);
  mb_editor_view_set_article (desk->editor, NULL);
  gtk_window_destroy (GTK_WINDOW (g_steal_pointer (&desk->window)));
  transaction = mb_article_begin (desk->article, MB_ORIGIN_COMMAND);
  g_assert_true (mb_transaction_remove_block (transaction, first, NULL));
  g_assert_true (mb_article_commit (desk->article, transaction, NULL));
  wait_until_done (desk);
  g_assert_no_error (desk->error);
  g_assert_true (desk->left == desk->article);
  g_assert_cmphex (before_figure (desk->article), ==, second);
  assert_stored (desk);
}

static void
test_what_is_no_picture_is_refused (Desk *desk, gconstpointer data)
{
  g_autoptr (GBytes) photo = make_photo ();
  g_autoptr (GBytes) cut = g_bytes_new_from_bytes (photo, 0, 12);
  g_autoptr (GBytes) words = g_bytes_new_static ("La mer monte.", 13);
  g_autoptr (GBytes) nothing = g_bytes_new_static ("", 0);
  GBytes *const refused[] = {words, cut, nothing};

  for (guint i = 0; i < G_N_ELEMENTS (refused); i++) {
    g_autofree char *sentence = NULL;

    desk->done = FALSE;
    take (desk, refused[i]);
    g_assert_error (desk->error, MB_MEDIA_ERROR, MB_MEDIA_ERROR_FORMAT);
    sentence = mb_message_for_error (desk->error);
    g_assert_cmpstr (sentence, ==,
                     "This is not a picture that Marbre reads: JPEG, PNG, WebP or GIF.");
    g_assert_null (find_figure (desk->article));
    g_clear_error (&desk->error);
  }
}

static void
pixels_cb (GdkTexture *texture, const GError *error, gpointer user_data)
{
  if (texture) {
    g_assert_cmpint (gdk_texture_get_width (texture), ==, HEIGHT_PX);
    g_assert_cmpint (gdk_texture_get_height (texture), ==, WIDTH_PX);
  }
  done_cb (NULL, error, user_data);
}

static void
load (Desk *desk, const char *sha256)
{
  desk->done = FALSE;
  mb_pictures_load (sha256, 600, pixels_cb, desk, desk->pictures);
  while (!desk->done)
    g_main_context_iteration (NULL, TRUE);
}

static void
test_pixels_come_upright (Desk *desk, gconstpointer data)
{
  g_autoptr (GBytes) photo = make_photo ();
  g_autofree char *hash = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, photo);

  take (desk, photo);
  load (desk, hash);
  g_assert_no_error (desk->error);
}

static void
test_pixels_of_a_missing_picture_are_an_error (Desk *desk, gconstpointer data)
{
  g_autofree char *hash = g_compute_checksum_for_string (G_CHECKSUM_SHA256, "nowhere", -1);

  load (desk, hash);
  g_assert_error (desk->error, MB_STORE_ERROR, MB_STORE_ERROR_NOT_FOUND);
}

static void
add (const char *name, void (*func) (Desk *, gconstpointer))
{
  g_autofree char *path = g_strconcat ("/app/pictures/", name, NULL);

  g_test_add (path, Desk, NULL, set_up, func, tear_down);
}

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv);
  add ("a-photo-comes-with-what-it-says", test_a_photo_comes_with_what_it_says);
  add ("a-picture-is-one-step-of-undo", test_a_picture_is_one_step_of_undo);
  add ("a-picture-goes-into-its-own-article", test_a_picture_goes_into_its_own_article);
  add ("a-picture-outlives-its-window-and-its-place",
       test_a_picture_outlives_its_window_and_its_place);
  add ("what-is-no-picture-is-refused", test_what_is_no_picture_is_refused);
  add ("pixels-come-upright", test_pixels_come_upright);
  add ("pixels-of-a-missing-picture-are-an-error", test_pixels_of_a_missing_picture_are_an_error);

  return g_test_run ();
}
