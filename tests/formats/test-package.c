#include "mb-test-package.h"

#include "mb-id.h"

#include <glib/gstdio.h>

/* An article as one file: written, read by the real helper, and the same again. */

/* Pictures by their hash, from memory. */
#define TEST_TYPE_PICTURES (test_pictures_get_type ())
G_DECLARE_FINAL_TYPE (TestPictures, test_pictures, TEST, PICTURES, GObject)

struct _TestPictures {
  GObject parent_instance;
  GHashTable *bytes;
  guint n_loads;
};

static void test_pictures_assets_init (MbAssetsInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (TestPictures,
                               test_pictures,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (MB_TYPE_ASSETS, test_pictures_assets_init))

static GBytes *
load (MbAssets *assets, const char *sha256, const char *variant, GError **error)
{
  TestPictures *self = TEST_PICTURES (assets);
  GBytes *bytes = g_hash_table_lookup (self->bytes, sha256);

  self->n_loads++;
  if (!bytes)
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND, "no picture");
  return bytes ? g_bytes_ref (bytes) : NULL;
}

static void
test_pictures_assets_init (MbAssetsInterface *iface)
{
  iface->load = load;
}

static void
test_pictures_finalize (GObject *object)
{
  g_hash_table_unref (TEST_PICTURES (object)->bytes);
  G_OBJECT_CLASS (test_pictures_parent_class)->finalize (object);
}

static void
test_pictures_class_init (TestPicturesClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = test_pictures_finalize;
}

static void
test_pictures_init (TestPictures *self)
{
  self->bytes =
    g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_bytes_unref);
}

typedef struct {
  char *folder;
  char *path;
  TestPictures *pictures;
} Desk;

static void
desk_init (Desk *desk)
{
  desk->folder = g_dir_make_tmp ("marbre-package-XXXXXX", NULL);
  desk->path = g_build_filename (desk->folder, "article.marbre", NULL);
  desk->pictures = g_object_new (TEST_TYPE_PICTURES, NULL);
}

static guint
count_files (const Desk *desk)
{
  g_autoptr (GDir) dir = g_dir_open (desk->folder, 0, NULL);
  guint n = 0;

  while (g_dir_read_name (dir))
    n++;
  return n;
}

static void
desk_clear (Desk *desk)
{
  g_unlink (desk->path);
  g_assert_cmpint (g_rmdir (desk->folder), ==, 0);
  g_free (desk->folder);
  g_free (desk->path);
  g_assert_finalize_object (desk->pictures);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Desk, desk_clear)

/* The pictures lie where the store has them, under the hash of what is sent. */
static void
lay_out (Desk *desk, MbParcel *parcel)
{
  for (guint i = 0; i < parcel->pictures->len; i++) {
    MbParcelPicture *picture = g_ptr_array_index (parcel->pictures, i);

    picture->kept_as = g_strdup (picture->sha256);
    g_hash_table_insert (desk->pictures->bytes, g_strdup (picture->sha256),
                         g_steal_pointer (&picture->bytes));
  }
}

static GBytes *
read_file (const char *path)
{
  char *data = NULL;
  gsize n = 0;

  g_assert_true (g_file_get_contents (path, &data, &n, NULL));
  return g_bytes_new_take (data, n);
}

static void
write_file (Desk *desk, const MbParcel *parcel)
{
  g_autoptr (GError) error = NULL;

  mb_package_write_sync (parcel, MB_ASSETS (desk->pictures), desk->path, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (count_files (desk), ==, 1);
}

static MbParcel *
read_back (Desk *desk)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = read_file (desk->path);
  MbParcel *parcel = NULL;

  g_assert_true (mb_package_is_one (bytes));
  parcel = mb_package_read_sync (bytes, NULL, &error);
  g_assert_no_error (error);
  return parcel;
}

static void
assert_same_record (const MbReviewRecord *a, const MbReviewRecord *b)
{
  g_autoptr (GBytes) first = mb_codec_encode_record (a);
  g_autoptr (GBytes) second = mb_codec_encode_record (b);
  const MbReviewEvent *last = g_ptr_array_index (a->events, a->events->len - 1);

  g_assert_true (g_bytes_equal (first, second));
  g_assert_cmpint (a->state, ==, MB_REVIEW_CHANGES_REQUESTED);
  g_assert_cmpstr (mb_review_record_name (a, last->person), ==, "Kofi Adjei");
  g_assert_cmpstr (last->reason, ==, "Qui le dit\302\240?\nUne source, « 2 » au moins.");
}

static void
test_what_is_packed_comes_out_again (void)
{
  g_auto (Desk) desk = {0};
  g_autoptr (MbParcel) sent = make_parcel ();
  g_autoptr (MbParcel) came = NULL;

  desk_init (&desk);
  lay_out (&desk, sent);
  g_ptr_array_add (sent->ancestors, g_strnfill (64, 'a'));
  g_ptr_array_add (sent->ancestors, g_strnfill (64, 'b'));
  write_file (&desk, sent);
  came = read_back (&desk);

  g_assert_true (mb_snapshot_equal (came->snapshot, sent->snapshot));
  g_assert_cmpstr (came->article_id, ==, sent->article_id);
  g_assert_cmpstr (came->store_id, ==, sent->store_id);
  g_assert_cmpstr (came->person, ==, "Awa Diop");
  g_assert_cmpstr (came->person_id, ==, AWA_ID);
  assert_same_record (came->record, sent->record);
  g_assert_cmpstr (came->sha256, ==, sent->sha256);
  g_assert_cmpint (came->time_ms, ==, sent->time_ms);
  g_assert_cmpuint (came->ancestors->len, ==, 2);
  g_assert_cmpstr (g_ptr_array_index (came->ancestors, 1), ==,
                   g_ptr_array_index (sent->ancestors, 1));
  g_assert_cmpuint (came->pictures->len, ==, 2);
  g_assert_cmpuint (came->n_missing, ==, 0);
  for (guint i = 0; i < came->pictures->len; i++) {
    const MbParcelPicture *picture = g_ptr_array_index (came->pictures, i);

    g_assert_true (
      g_bytes_equal (picture->bytes, g_hash_table_lookup (desk.pictures->bytes, picture->sha256)));
  }
}

static MbText *
make_text (guint seed, guint64 mark)
{
  static const char *const words[] = {"Les quais", "d’Ouagadougou", "« rouvrent »", "à 6 h 30",
                                      "🐟",        "\"lundi\"",     "a\\b",         "l’œuvre"};
  g_autoptr (GString) out = g_string_new (NULL);
  MbSpan spans[] = {{.kind = MB_SPAN_STRONG, .start = 0, .end = 4},
                    {.kind = MB_SPAN_NOTE, .start = 1, .end = 3},
                    {.kind = MB_SPAN_COMMENT, .start = 2, .end = 6, .mark = mark}};

  for (guint i = 0; i < 5; i++)
    g_string_append_printf (out, "%s ", words[(seed >> (3 * i)) % G_N_ELEMENTS (words)]);
  return mb_text_new_spans (out->str, spans, mark ? 3 : 2);
}

static MbSnapshot *
make_random (void)
{
  static const MbBlockKind kinds[] = {MB_BLOCK_PARAGRAPH, MB_BLOCK_CROSSHEAD, MB_BLOCK_QUOTATION,
                                      MB_BLOCK_LIST_ITEM};
  g_autoptr (MbSnapshot) snapshot = mb_snapshot_new (ARTICLE_ID);
  guint n = (guint) g_test_rand_int_range (1, 30);

  for (guint i = 0; i < n; i++) {
    guint64 id = g_test_rand_bit () ? mb_id_new () : 0;
    g_autoptr (MbText) text = make_text ((guint) g_test_rand_int (), id);
    g_autoptr (MbBlock) block =
      mb_block_new_text (mb_id_new (), kinds[g_test_rand_int_range (0, 4)], text);
    const MbMarkEntry entry = {"Binta", 1764515265000 + i, "Qui le dit ?\n« Source » ?"};
    g_autoptr (MbMark) bare = id ? mb_mark_new (id, MB_MARK_COMMENT, "Binta", i) : NULL;
    g_autoptr (MbMark) mark = bare ? mb_mark_with_entry (bare, &entry) : NULL;
    MbSnapshot *longer =
      mb_snapshot_with_inserted (snapshot, mb_snapshot_get_n_blocks (snapshot), block);

    mb_snapshot_unref (snapshot);
    snapshot = mark ? mb_snapshot_with_mark (longer, id, mark) : mb_snapshot_ref (longer);
    mb_snapshot_unref (longer);
  }

  return g_steal_pointer (&snapshot);
}

static void
test_any_article_comes_out_as_it_went_in (void)
{
  g_auto (Desk) desk = {0};

  desk_init (&desk);
  for (guint round = 0; round < 12; round++) {
    g_autoptr (MbParcel) sent = make_parcel ();
    g_autoptr (MbParcel) came = NULL;
    g_autoptr (GBytes) json = NULL;
    g_autoptr (GError) error = NULL;

    g_ptr_array_set_size (sent->pictures, 0);
    mb_snapshot_unref (sent->snapshot);
    sent->snapshot = make_random ();
    mb_snapshot_check (sent->snapshot, &error);
    g_assert_no_error (error);
    json = mb_codec_encode_snapshot (sent->snapshot);
    g_free (sent->sha256);
    sent->sha256 = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, json);
    write_file (&desk, sent);
    came = read_back (&desk);
    g_assert_true (mb_snapshot_equal (came->snapshot, sent->snapshot));
    g_assert_cmpuint (mb_snapshot_get_n_marks (came->snapshot), ==,
                      mb_snapshot_get_n_marks (sent->snapshot));
  }
}

static void
test_the_same_parcel_gives_the_same_bytes (void)
{
  g_auto (Desk) desk = {0};
  g_autoptr (MbParcel) parcel = make_parcel ();
  g_autoptr (GBytes) first = NULL;
  g_autoptr (GBytes) second = NULL;

  desk_init (&desk);
  lay_out (&desk, parcel);
  write_file (&desk, parcel);
  first = read_file (desk.path);
  write_file (&desk, parcel);
  second = read_file (desk.path);
  g_assert_true (g_bytes_equal (first, second));
}

static void
test_a_failure_leaves_the_old_file (void)
{
  g_auto (Desk) desk = {0};
  g_autoptr (MbParcel) parcel = make_parcel ();
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) old = NULL;

  desk_init (&desk);
  lay_out (&desk, parcel);
  g_hash_table_remove (desk.pictures->bytes,
                       ((MbParcelPicture *) g_ptr_array_index (parcel->pictures, 1))->sha256);
  g_assert_true (g_file_set_contents (desk.path, "older", -1, NULL));
  g_assert_false (
    mb_package_write_sync (parcel, MB_ASSETS (desk.pictures), desk.path, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
  old = read_file (desk.path);
  g_assert_cmpmem (g_bytes_get_data (old, NULL), g_bytes_get_size (old), "older", 5);
  g_assert_cmpuint (count_files (&desk), ==, 1);
}

static void
test_a_cancelled_file_is_none (void)
{
  g_auto (Desk) desk = {0};
  g_autoptr (MbParcel) parcel = make_parcel ();
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;

  desk_init (&desk);
  lay_out (&desk, parcel);
  g_cancellable_cancel (cancellable);
  g_assert_false (
    mb_package_write_sync (parcel, MB_ASSETS (desk.pictures), desk.path, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpuint (count_files (&desk), ==, 0);
}

static void
test_a_place_that_cannot_be_written_is_said (void)
{
  g_auto (Desk) desk = {0};
  g_autoptr (MbParcel) parcel = make_parcel ();
  g_autofree char *nowhere = NULL;
  g_autoptr (GError) error = NULL;

  desk_init (&desk);
  nowhere = g_build_filename (desk.folder, "none", "a.marbre", NULL);
  g_assert_false (mb_package_write_sync (parcel, MB_ASSETS (desk.pictures), nowhere, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  g_test_add_func ("/package/what-is-packed-comes-out-again", test_what_is_packed_comes_out_again);
  g_test_add_func ("/package/any-article-comes-out-as-it-went-in",
                   test_any_article_comes_out_as_it_went_in);
  g_test_add_func ("/package/the-same-parcel-gives-the-same-bytes",
                   test_the_same_parcel_gives_the_same_bytes);
  g_test_add_func ("/package/a-failure-leaves-the-old-file", test_a_failure_leaves_the_old_file);
  g_test_add_func ("/package/a-cancelled-file-is-none", test_a_cancelled_file_is_none);
  g_test_add_func ("/package/a-place-that-cannot-be-written-is-said",
                   test_a_place_that_cannot_be_written_is_said);

  return g_test_run ();
}
