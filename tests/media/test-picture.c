#include "mb-picture-write.h"
#include "mb-picture.h"

#include <string.h>

/* Pictures are made here, from the first byte: four quarters of different colours, so that every
 * way of turning them shows; and around them all that a camera writes and a source must not lose.
 */

#define WIDTH_PX 64
#define HEIGHT_PX 32
#define SERIAL "SN-4711-0815"
#define MAKER "Kamerawerk"

typedef enum {
  RED,
  GREEN,
  BLUE,
  WHITE,
} Colour;

static const guint8 colours[][3] = {{220, 20, 20}, {20, 200, 20}, {20, 20, 220}, {250, 250, 250}};

/* Which colours stand upright at top left, top right, bottom left, bottom right, when the file has
 * red, green, blue, white there. */
static const Colour upright[9][4] = {
  {RED, GREEN, BLUE, WHITE}, {RED, GREEN, BLUE, WHITE}, {GREEN, RED, WHITE, BLUE},
  {WHITE, BLUE, GREEN, RED}, {BLUE, WHITE, RED, GREEN}, {RED, BLUE, GREEN, WHITE},
  {BLUE, RED, WHITE, GREEN}, {WHITE, GREEN, BLUE, RED}, {GREEN, WHITE, RED, BLUE},
};

static MbPixels *
make_quarters (guint width_px, guint height_px, gboolean noisy)
{
  MbPixels *pixels = g_new0 (MbPixels, 1);
  guint8 *data = g_malloc (4 * (gsize) width_px * height_px);
  g_autoptr (GRand) rand = g_rand_new_with_seed (1);

  for (guint y = 0; y < height_px; y++)
    for (guint x = 0; x < width_px; x++) {
      guint8 *pixel = data + 4 * ((gsize) y * width_px + x);

      memcpy (pixel, colours[(y >= height_px / 2) * 2 + (x >= width_px / 2)], 3);
      for (guint c = 0; noisy && c < 3; c++)
        pixel[c] = (guint8) g_rand_int_range (rand, 0, 256);
      pixel[3] = 255;
    }
  pixels->bytes = g_bytes_new_take (data, 4 * (gsize) width_px * height_px);
  pixels->width_px = width_px;
  pixels->height_px = height_px;
  pixels->stride_bytes = 4 * (gsize) width_px;

  return pixels;
}

static GBytes *
make_plain (guint width_px, guint height_px, gboolean noisy)
{
  g_autoptr (MbPixels) pixels = make_quarters (width_px, height_px, noisy);
  g_autoptr (GError) error = NULL;
  GBytes *file = mb_picture_write_jpeg (pixels, 95, NULL, &error);

  g_assert_no_error (error);

  return file;
}

/* EXIF, big-endian. */

static void
put (GByteArray *out, guint64 value, guint n_bytes)
{
  for (guint i = n_bytes; i > 0; i--) {
    guint8 byte = (guint8) (value >> (8 * (i - 1)));

    g_byte_array_append (out, &byte, 1);
  }
}

static void
put_entry (GByteArray *out, guint16 tag, guint16 type, guint32 count, guint32 value)
{
  put (out, tag, 2);
  put (out, type, 2);
  put (out, count, 4);
  if (type == 3 && count == 1) {
    put (out, value, 2);
    put (out, 0, 2);
  } else {
    put (out, value, 4);
  }
}

/* Header 8, IFD0 with four entries 8–62, then what it points to. */
static GByteArray *
make_tiff (guint orientation, GBytes *thumbnail)
{
  enum {
    IFD0 = 8,
    MAKE = 62,
    EXIF = 78,
    SERIAL_AT = 96,
    GPS = 112,
    LATITUDE = 142,
    IFD1 = 166,
    THUMB = 196
  };
  GByteArray *out = g_byte_array_new ();
  gsize n_thumbnail = g_bytes_get_size (thumbnail);
  char text[16] = MAKER;

  g_byte_array_append (out, (const guint8 *) "MM\0*\0\0\0\10", 8);
  put (out, 4, 2);
  put_entry (out, 0x010F, 2, 16, MAKE);
  put_entry (out, 0x0112, 3, 1, orientation);
  put_entry (out, 0x8769, 4, 1, EXIF);
  put_entry (out, 0x8825, 4, 1, GPS);
  put (out, IFD1, 4);
  g_byte_array_append (out, (guint8 *) text, 16);
  put (out, 1, 2);
  put_entry (out, 0xA431, 2, 16, SERIAL_AT);
  put (out, 0, 4);
  strncpy (text, SERIAL, sizeof text);
  g_byte_array_append (out, (guint8 *) text, 16);
  put (out, 2, 2);
  put_entry (out, 0x0001, 2, 2, (guint32) 'N' << 24);
  put_entry (out, 0x0002, 5, 3, LATITUDE);
  put (out, 0, 4);
  for (guint i = 0; i < 3; i++) {
    put (out, 4848 + i, 4);
    put (out, 1, 4);
  }
  put (out, 2, 2);
  put_entry (out, 0x0201, 4, 1, THUMB);
  put_entry (out, 0x0202, 4, 1, (guint32) n_thumbnail);
  put (out, 0, 4);
  g_assert_cmpuint (out->len, ==, THUMB);
  g_byte_array_append (out, g_bytes_get_data (thumbnail, NULL), (guint) n_thumbnail);

  return out;
}

static GBytes *
make_photo (guint orientation, guint width_px, guint height_px, gboolean noisy)
{
  g_autoptr (GBytes) plain = make_plain (width_px, height_px, noisy);
  g_autoptr (GBytes) thumbnail = make_plain (16, 8, FALSE);
  g_autoptr (GByteArray) tiff = make_tiff (orientation, thumbnail);
  GByteArray *out = g_byte_array_new ();
  gsize n_plain;
  const guint8 *data = g_bytes_get_data (plain, &n_plain);

  g_byte_array_append (out, data, 2);
  put (out, 0xFFE1, 2);
  put (out, tiff->len + 8, 2);
  g_byte_array_append (out, (const guint8 *) "Exif\0", 6);
  g_byte_array_append (out, tiff->data, tiff->len);
  g_byte_array_append (out, data + 2, (guint) n_plain - 2);

  return g_byte_array_free_to_bytes (out);
}

static gboolean
contains (GBytes *bytes, const char *needle, gsize n_needle)
{
  gsize n;
  const guint8 *data = g_bytes_get_data (bytes, &n);

  return memmem (data, n, needle, n_needle) != NULL;
}

static Colour
nearest_colour (const MbPixels *pixels, guint x, guint y)
{
  const guint8 *pixel =
    (const guint8 *) g_bytes_get_data (pixels->bytes, NULL) + y * pixels->stride_bytes + 4 * x;
  Colour best = RED;
  int best_distance = G_MAXINT;

  for (guint i = 0; i < G_N_ELEMENTS (colours); i++) {
    int distance = 0;

    for (guint c = 0; c < 3; c++)
      distance += ABS (pixel[c] - colours[i][c]);
    if (distance < best_distance) {
      best = (Colour) i;
      best_distance = distance;
    }
  }

  return best;
}

static void
assert_quarters (const MbPixels *pixels, const Colour expected[4])
{
  for (guint i = 0; i < 4; i++)
    g_assert_cmpint (nearest_colour (pixels, (i & 1 ? 3 : 1) * pixels->width_px / 4,
                                     (i & 2 ? 3 : 1) * pixels->height_px / 4),
                     ==, expected[i]);
}

static void
test_every_orientation_comes_out_upright (void)
{
  for (guint orientation = 1; orientation <= 8; orientation++) {
    g_autoptr (GBytes) photo = make_photo (orientation, WIDTH_PX, HEIGHT_PX, FALSE);
    MbPictureRecipe recipe = {MB_PICTURE_JPEG, 0, 0, {NULL, NULL, NULL}};
    g_autoptr (GError) error = NULL;
    g_autoptr (MbPixels) pixels = NULL;
    g_autoptr (GBytes) rendition = NULL;
    g_autoptr (MbPixels) again = NULL;
    MbPictureInfo info;

    g_assert_true (mb_picture_probe (photo, &info, &error));
    g_assert_cmpuint (info.orientation, ==, orientation);
    g_assert_cmpuint (info.width_px, ==, orientation >= 5 ? HEIGHT_PX : WIDTH_PX);
    g_assert_cmpuint (info.height_px, ==, orientation >= 5 ? WIDTH_PX : HEIGHT_PX);

    pixels = mb_picture_decode (photo, 0, &error);
    g_assert_no_error (error);
    g_assert_cmpuint (pixels->width_px, ==, info.width_px);
    g_assert_cmpuint (pixels->height_px, ==, info.height_px);
    assert_quarters (pixels, upright[orientation]);

    rendition = mb_picture_render (photo, &recipe, &error);
    g_assert_no_error (error);
    g_assert_true (mb_picture_probe (rendition, &info, &error));
    g_assert_cmpuint (info.orientation, ==, 1);
    again = mb_picture_decode (rendition, 0, &error);
    g_assert_no_error (error);
    assert_quarters (again, upright[orientation]);
  }
}

/* What the file holds between its first byte and its pixels: APP1 segments must be our own. */
static guint
count_segments (GBytes *jpeg, guint8 marker)
{
  gsize n;
  const guint8 *data = g_bytes_get_data (jpeg, &n);
  guint count = 0;

  for (gsize at = 2; at + 4 <= n && data[at] == 0xFF && data[at + 1] != 0xDA;
       at += 2 + (gsize) (data[at + 2] << 8 | data[at + 3]))
    count += data[at + 1] == marker;

  return count;
}

static void
test_a_rendition_tells_nothing_of_its_source (void)
{
  g_autoptr (GBytes) photo = make_photo (6, WIDTH_PX, HEIGHT_PX, FALSE);
  MbPictureRecipe recipe = {
    MB_PICTURE_JPEG, 1200, 0, {"Le port, <mardi>", "Agence & Fils", "© 2026"}};
  MbPictureRecipe silent = {MB_PICTURE_JPEG, 1200, 0, {NULL, NULL, NULL}};
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) rendition = mb_picture_render (photo, &recipe, &error);
  g_autoptr (GBytes) bare = mb_picture_render (photo, &silent, &error);

  g_assert_no_error (error);
  g_assert_true (contains (photo, SERIAL, strlen (SERIAL)));
  g_assert_false (contains (rendition, SERIAL, strlen (SERIAL)));
  g_assert_false (contains (rendition, MAKER, strlen (MAKER)));
  g_assert_false (contains (rendition, "Exif", 4));
  g_assert_false (contains (rendition, "\x00\x00\x12\xF0\x00\x00\x00\x01", 8)); /* a coordinate */
  g_assert_cmpuint (count_segments (photo, 0xE1), ==, 1);
  g_assert_cmpuint (count_segments (rendition, 0xE1), ==, 1);
  g_assert_cmpuint (count_segments (bare, 0xE1), ==, 0);
  for (guint marker = 0xE2; marker <= 0xEF; marker++)
    g_assert_cmpuint (count_segments (rendition, (guint8) marker), ==, 0);

  g_assert_true (contains (rendition, "Le port, &lt;mardi&gt;", 22));
  g_assert_true (contains (rendition, "Agence &amp; Fils", 17));
  g_assert_true (contains (rendition, "© 2026", strlen ("© 2026")));
}

static void
test_quality_gives_way_to_the_budget_down_to_a_floor (void)
{
  g_autoptr (GBytes) photo = make_photo (1, 700, 500, TRUE);
  MbPictureRecipe free = {MB_PICTURE_JPEG, 0, 0, {NULL, NULL, NULL}};
  MbPictureRecipe tight = {MB_PICTURE_JPEG, 0, 0, {NULL, NULL, NULL}};
  MbPictureRecipe hopeless = {MB_PICTURE_JPEG, 0, 1000, {NULL, NULL, NULL}};
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) best = mb_picture_render (photo, &free, &error);
  g_autoptr (GBytes) least = mb_picture_render (photo, &hopeless, &error);
  g_autoptr (GBytes) middle = NULL;

  g_assert_no_error (error);
  g_assert_cmpuint (g_bytes_get_size (least), <, g_bytes_get_size (best));
  g_assert_cmpuint (g_bytes_get_size (least), >, 1000);

  tight.budget_bytes = (g_bytes_get_size (best) + g_bytes_get_size (least)) / 2;
  middle = mb_picture_render (photo, &tight, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (g_bytes_get_size (middle), <=, tight.budget_bytes);
  g_assert_cmpuint (g_bytes_get_size (middle), >, g_bytes_get_size (least));
}

static void
test_pictures_are_made_smaller_and_never_larger (void)
{
  g_autoptr (GBytes) photo = make_photo (8, 900, 600, FALSE);
  MbPictureRecipe recipe = {MB_PICTURE_JPEG, 300, 0, {NULL, NULL, NULL}};
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) small = mb_picture_render (photo, &recipe, &error);
  g_autoptr (GBytes) same = NULL;
  MbPictureInfo info;

  g_assert_no_error (error);
  g_assert_true (mb_picture_probe (small, &info, &error));
  g_assert_cmpuint (info.width_px, ==, 300);
  g_assert_cmpuint (info.height_px, ==, 450);

  recipe.max_width_px = 5000;
  same = mb_picture_render (photo, &recipe, &error);
  g_assert_no_error (error);
  g_assert_true (mb_picture_probe (same, &info, &error));
  g_assert_cmpuint (info.width_px, ==, 600);
}

static void
test_jpegs_are_progressive (void)
{
  g_autoptr (GBytes) photo = make_photo (1, WIDTH_PX, HEIGHT_PX, FALSE);
  MbPictureRecipe recipe = {MB_PICTURE_JPEG, 0, 0, {NULL, NULL, NULL}};
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) rendition = mb_picture_render (photo, &recipe, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (count_segments (rendition, 0xC2), ==, 1);
  g_assert_cmpuint (count_segments (rendition, 0xC0), ==, 0);
}

static void
test_webp_carries_the_words_and_can_be_read (void)
{
  g_autoptr (GBytes) photo = make_photo (3, WIDTH_PX, HEIGHT_PX, FALSE);
  MbPictureRecipe recipe = {MB_PICTURE_WEBP, 0, 0, {"Le port", NULL, NULL}};
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) rendition = mb_picture_render (photo, &recipe, &error);
  g_autoptr (MbPixels) pixels = NULL;
  MbPictureInfo info;

  g_assert_no_error (error);
  g_assert_true (mb_picture_probe (rendition, &info, &error));
  g_assert_cmpstr (info.mime, ==, "image/webp");
  g_assert_cmpuint (info.width_px, ==, WIDTH_PX);
  g_assert_true (contains (rendition, "Le port", 7));
  g_assert_false (contains (rendition, SERIAL, strlen (SERIAL)));

  pixels = mb_picture_decode (rendition, 0, &error);
  g_assert_no_error (error);
  assert_quarters (pixels, upright[3]);
}

static void
test_a_colleague_gets_all_pixels_and_no_secret (void)
{
  g_autoptr (GBytes) photo = make_photo (6, WIDTH_PX, HEIGHT_PX, FALSE);
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) given =
    mb_picture_render_for_colleague (photo, "Le port", "Agence", NULL, &error);
  g_autoptr (GBytes) webp = NULL;
  g_autoptr (GBytes) again = NULL;
  MbPictureRecipe recipe = {MB_PICTURE_WEBP, 0, 0, {NULL, NULL, NULL}};
  MbPictureInfo before;
  MbPictureInfo info;

  g_assert_no_error (error);
  g_assert_true (mb_picture_probe (photo, &before, NULL));
  g_assert_true (mb_picture_probe (given, &info, NULL));
  g_assert_cmpstr (info.mime, ==, "image/jpeg");
  g_assert_cmpuint (info.width_px, ==, before.width_px);
  g_assert_cmpuint (info.height_px, ==, before.height_px);
  g_assert_false (contains (given, SERIAL, strlen (SERIAL)));
  g_assert_true (contains (given, "Agence", 6));

  webp = mb_picture_render (photo, &recipe, NULL);
  again = mb_picture_render_for_colleague (webp, NULL, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (mb_picture_probe (again, &info, NULL));
  g_assert_cmpstr (info.mime, ==, "image/webp"); /* what may be transparent stays so */
}

static void
assert_refused (GBytes *bytes, MbMediaError code)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (MbPixels) pixels = mb_picture_decode (bytes, 0, &error);

  g_assert_null (pixels);
  g_assert_error (error, MB_MEDIA_ERROR, (int) code);
}

static GBytes *
make_png_head (guint32 width_px, guint32 height_px)
{
  GByteArray *out = g_byte_array_new ();

  g_byte_array_append (out, (const guint8 *) "\x89PNG\r\n\x1A\n\0\0\0\rIHDR", 16);
  put (out, width_px, 4);
  put (out, height_px, 4);
  put (out, 0x08020000, 4);
  put (out, 0, 5);

  return g_byte_array_free_to_bytes (out);
}

static void
test_bombs_never_reach_a_decoder (void)
{
  g_autoptr (GBytes) side = make_png_head (50000, 10);
  g_autoptr (GBytes) area = make_png_head (20000, 20000);
  g_autoptr (GBytes) overflow = make_png_head (G_MAXUINT32, G_MAXUINT32);
  g_autoptr (GBytes) nothing = make_png_head (0, 10);
  g_autoptr (GBytes) heavy = NULL;
  guint8 *zeros = g_malloc0 (MB_PICTURE_MAX_BYTES + 1);

  memcpy (zeros, "\xFF\xD8\xFF", 3);
  heavy = g_bytes_new_take (zeros, MB_PICTURE_MAX_BYTES + 1);
  assert_refused (side, MB_MEDIA_ERROR_TOO_LARGE);
  assert_refused (area, MB_MEDIA_ERROR_TOO_LARGE);
  assert_refused (overflow, MB_MEDIA_ERROR_TOO_LARGE);
  assert_refused (heavy, MB_MEDIA_ERROR_TOO_LARGE);
  assert_refused (nothing, MB_MEDIA_ERROR_DAMAGED);
}

static void
test_what_is_no_picture_is_said_to_be_none (void)
{
  g_autoptr (GBytes) empty = g_bytes_new_static ("", 0);
  g_autoptr (GBytes) text = g_bytes_new_static ("<svg onload='x'>", 16);
  g_autoptr (GBytes) stub = g_bytes_new_static ("\xFF\xD8\xFF\xE1\xFF\xFF", 6);
  g_autoptr (GBytes) photo = make_photo (1, WIDTH_PX, HEIGHT_PX, TRUE);
  g_autoptr (GBytes) head = make_png_head (10, 10);

  assert_refused (empty, MB_MEDIA_ERROR_FORMAT);
  assert_refused (text, MB_MEDIA_ERROR_FORMAT);
  assert_refused (stub, MB_MEDIA_ERROR_DAMAGED);
  assert_refused (head, MB_MEDIA_ERROR_DAMAGED);
  g_assert_true (mb_picture_probe (photo, NULL, NULL));
}

/* Whatever a byte is changed to, reading the head ends, with a size within the limits or an error.
 */
static void
test_a_damaged_head_never_leads_astray (void)
{
  guint32 seed = g_test_rand_int ();
  g_autoptr (GRand) rand = g_rand_new_with_seed (seed);
  g_autoptr (GBytes) photo = make_photo (5, WIDTH_PX, HEIGHT_PX, FALSE);
  gsize n;
  const guint8 *data = g_bytes_get_data (photo, &n);

  g_test_message ("seed %u", seed);
  for (guint round = 0; round < 20000; round++) {
    g_autofree guint8 *copy = g_memdup2 (data, n);
    gsize n_kept = (gsize) g_rand_int_range (rand, 0, (gint32) n + 1);
    g_autoptr (GBytes) bytes = NULL;
    MbPictureInfo info = {0};

    for (guint i = 0; i < 4; i++)
      copy[g_rand_int_range (rand, 0, (gint32) MIN (n, 600))] = (guint8) g_rand_int (rand);
    bytes = g_bytes_new (copy, n_kept);
    if (!mb_picture_probe (bytes, &info, NULL))
      continue;
    g_assert_cmpuint (info.width_px, >, 0);
    g_assert_cmpuint (info.width_px, <=, MB_PICTURE_MAX_SIDE_PX);
    g_assert_cmpuint (info.orientation, >=, 1);
    g_assert_cmpuint (info.orientation, <=, 8);
  }
}

static gpointer
decode_in_thread (gpointer photo)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (MbPixels) pixels = mb_picture_decode (photo, 0, &error);

  g_assert_no_error (error);

  return NULL;
}

static void
test_several_workers_decode_at_once (void)
{
  g_autoptr (GBytes) photo = make_photo (6, WIDTH_PX, HEIGHT_PX, FALSE);
  GThread *threads[4];

  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    threads[i] = g_thread_new ("decode", decode_in_thread, photo);
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    g_thread_join (threads[i]);
}

int
main (int argc, char **argv)
{
  /* No isolated folders: glycin looks for its loaders there, and nothing is written. */
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/picture/every-orientation-comes-out-upright",
                   test_every_orientation_comes_out_upright);
  g_test_add_func ("/picture/a-rendition-tells-nothing-of-its-source",
                   test_a_rendition_tells_nothing_of_its_source);
  g_test_add_func ("/picture/quality-gives-way-to-the-budget-down-to-a-floor",
                   test_quality_gives_way_to_the_budget_down_to_a_floor);
  g_test_add_func ("/picture/pictures-are-made-smaller-and-never-larger",
                   test_pictures_are_made_smaller_and_never_larger);
  g_test_add_func ("/picture/jpegs-are-progressive", test_jpegs_are_progressive);
  g_test_add_func ("/picture/webp-carries-the-words-and-can-be-read",
                   test_webp_carries_the_words_and_can_be_read);
  g_test_add_func ("/picture/a-colleague-gets-all-pixels-and-no-secret",
                   test_a_colleague_gets_all_pixels_and_no_secret);
  g_test_add_func ("/picture/bombs-never-reach-a-decoder", test_bombs_never_reach_a_decoder);
  g_test_add_func ("/picture/what-is-no-picture-is-said-to-be-none",
                   test_what_is_no_picture_is_said_to_be_none);
  g_test_add_func ("/picture/a-damaged-head-never-leads-astray",
                   test_a_damaged_head_never_leads_astray);
  g_test_add_func ("/picture/several-workers-decode-at-once", test_several_workers_decode_at_once);

  return g_test_run ();
}
