/* Publishes an invented article of 600 words with as many photographs as it is told, and reads it
 * back: what bench/wire counts the bytes of.
 *
 * mb-wire ENDPOINT TOKEN PHOTOGRAPHS */
#include "mb-outbox.h"
#include "mb-picture-write.h"

#include <glib/gstdio.h>

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define WIDTH_PX 4032
#define HEIGHT_PX 3024
#define N_OCTAVES 10
#define N_WORDS 600
#define WORDS_A_PARAGRAPH 50

/* A random value for each point of a grid, the same for the same point. */
static double
grid_value (guint x, guint y, guint seed)
{
  guint hash = x * 374761393u + y * 668265263u + seed * 2246822519u;

  hash = (hash ^ (hash >> 13)) * 1274126177u;

  return ((hash ^ (hash >> 16)) & 0xffff) / 65535.0;
}

/* Clouds: what photographs have of large shapes and fine grain, without anybody's rights in them.
 */
static double
cloud (double x, double y, guint seed)
{
  double sum = 0;
  double weight = 0.27;

  for (guint octave = 0; octave < N_OCTAVES; octave++) {
    guint cell_x = (guint) x;
    guint cell_y = (guint) y;
    double fx = x - cell_x;
    double fy = y - cell_y;
    double top =
      grid_value (cell_x, cell_y, seed) * (1 - fx) + grid_value (cell_x + 1, cell_y, seed) * fx;
    double low = grid_value (cell_x, cell_y + 1, seed) * (1 - fx) +
                 grid_value (cell_x + 1, cell_y + 1, seed) * fx;

    sum += weight * (top * (1 - fy) + low * fy);
    weight /= 1.35;
    x *= 2;
    y *= 2;
  }

  return sum;
}

static GBytes *
make_photograph (guint seed)
{
  gsize stride = WIDTH_PX * 4;
  guint8 *data = g_malloc (stride * HEIGHT_PX);
  MbPixels pixels = {.width_px = WIDTH_PX, .height_px = HEIGHT_PX, .stride_bytes = stride};
  g_autoptr (GError) error = NULL;
  GBytes *jpeg;

  for (guint y = 0; y < HEIGHT_PX; y++) {
    for (guint x = 0; x < WIDTH_PX; x++) {
      double light = cloud (x / 900.0, y / 900.0, seed);
      guint8 *pixel = data + y * stride + x * 4;

      pixel[0] = (guint8) CLAMP (light * 255, 0, 255);
      pixel[1] = (guint8) CLAMP (light * 230 + 12, 0, 255);
      pixel[2] = (guint8) CLAMP (220 - light * 150, 0, 255);
      pixel[3] = 255;
    }
  }
  pixels.bytes = g_bytes_new_take (data, stride * HEIGHT_PX);
  jpeg = mb_picture_write_jpeg (&pixels, 92, NULL, &error);
  g_assert_no_error (error);
  g_bytes_unref (pixels.bytes);

  return jpeg;
}

static MbSnapshot *
append (MbSnapshot *snapshot, MbBlock *block)
{
  MbSnapshot *longer =
    mb_snapshot_with_inserted (snapshot, mb_snapshot_get_n_blocks (snapshot), block);

  mb_snapshot_unref (snapshot);
  mb_block_unref (block);

  return longer;
}

static MbBlock *
make_text (guint64 id, MbBlockKind kind, const char *words)
{
  g_autoptr (MbText) text = mb_text_new (words);

  return mb_block_new_text (id, kind, text);
}

static MbBlock *
make_figure (guint64 id, const char *hash)
{
  g_autoptr (MbBlock) bare = mb_block_new (id, MB_BLOCK_FIGURE);
  g_autoptr (MbBlock) with_media = mb_block_with_attribute (bare, MB_ATTR_MEDIA, hash);
  g_autoptr (MbBlock) with_alt =
    mb_block_with_attribute (with_media, MB_ATTR_ALT, "Des nuages au-dessus du port");
  g_autoptr (MbText) caption = mb_text_new ("Le ciel au-dessus du port, mardi.");
  g_autoptr (MbText) credit = mb_text_new ("Photo : M. Le Bris");
  g_autoptr (MbBlock) with_caption = mb_block_with_part (with_alt, 1, caption);

  return mb_block_with_part (with_caption, 2, credit);
}

/* Invented words of the length that French ones have. */
static char *
make_paragraph (GRand *random)
{
  static const char *const syllables[] = {"ma",  "ré", "lo",   "ti",  "ver", "san",
                                          "pou", "ne", "quai", "dri", "che", "bo"};
  GString *words = g_string_new (NULL);

  for (guint i = 0; i < WORDS_A_PARAGRAPH; i++) {
    guint n_syllables = (guint) g_rand_int_range (random, 1, 4);

    for (guint j = 0; j < n_syllables; j++)
      g_string_append (words, syllables[g_rand_int_range (random, 0, G_N_ELEMENTS (syllables))]);
    g_string_append (words, i % 12 == 11 ? ". " : " ");
  }
  g_string_truncate (words, words->len - 1);
  g_string_append_c (words, '.');

  return g_string_free_and_steal (words);
}

static MbSnapshot *
make_article (MbAssets *assets, guint n_photographs)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (600);
  g_autofree char *id = g_uuid_string_random ();
  MbSnapshot *snapshot = mb_snapshot_new_bare (id);
  MbSnapshot *signed_by;

  snapshot = append (snapshot, make_text (1, MB_BLOCK_KICKER, "Îles"));
  snapshot =
    append (snapshot, make_text (2, MB_BLOCK_HEADLINE, "Le bac de Kérivel reprend la mer"));
  snapshot = append (
    snapshot, make_text (3, MB_BLOCK_STANDFIRST, "Trois traversées par jour, à partir de lundi."));
  for (guint i = 0; i < N_WORDS / WORDS_A_PARAGRAPH; i++) {
    g_autofree char *words = make_paragraph (random);

    if (i % 4 == 0 && i / 4 < n_photographs) {
      g_autoptr (GBytes) photograph = make_photograph (i + 1);
      g_autofree char *hash = mb_assets_keep (assets, photograph, NULL);

      snapshot = append (snapshot, make_figure (100 + i, hash));
    }
    if (i % 4 == 2)
      snapshot = append (snapshot, make_text (200 + i, MB_BLOCK_CROSSHEAD, "Une saison courte"));
    snapshot = append (snapshot, make_text (10 + i, MB_BLOCK_PARAGRAPH, words));
  }
  signed_by = mb_snapshot_with_meta (snapshot, MB_META_BYLINE, "Anaïs Kerdoncuff");
  mb_snapshot_unref (snapshot);

  return signed_by;
}

typedef struct {
  GAsyncResult *result;
} Wait;

static void
wait_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  ((Wait *) user_data)->result = g_object_ref (result);
}

static GAsyncResult *
wait_for (Wait *wait)
{
  while (!wait->result)
    g_main_context_iteration (NULL, TRUE);

  return wait->result;
}

static int
publish (MbStore *store, int argc, char **argv)
{
  g_autoptr (MbDestinations) destinations = mb_destinations_new (store);
  g_autofree char *data = mb_site_make_data (argv[1], 0, NULL);
  MbDestinationRow row = {.id = (char *) "00000000-0000-4000-8000-000000000001",
                          .name = (char *) "site",
                          .kind = argc > 4 ? argv[4] : (char *) "micropub",
                          .url = argv[1],
                          .data = data};
  g_autoptr (MbSnapshot) article = NULL;
  g_autoptr (MbOutbox) outbox = NULL;
  g_autoptr (MbJob) job = NULL;
  g_autoptr (GError) error = NULL;
  Wait loaded = {0};
  Wait planned = {0};

  mb_store_put_site_sync (store, &row, &error);
  g_assert_no_error (error);
  mb_destinations_lend_secret (destinations, "site", argv[2]);
  mb_destinations_load_async (destinations, NULL, wait_cb, &loaded);
  mb_destinations_load_finish (destinations, wait_for (&loaded), &error);
  g_assert_no_error (error);
  article = make_article (MB_ASSETS (store), (guint) atoi (argv[3]));
  outbox = mb_outbox_new (store, destinations, mb_retry_policy_default ());
  mb_outbox_publish_async (outbox, article, &(MbPublishOptions) {.destination_id = "site"}, NULL,
                           wait_cb, &planned);
  job = mb_outbox_publish_finish (outbox, wait_for (&planned), &error);
  g_assert_no_error (error);
  while (mb_job_goes_on (job))
    g_main_context_iteration (NULL, TRUE);
  fprintf (stderr, "%s %s%s\n", mb_job_state_to_string (mb_job_get_state (job)),
           mb_job_get_url (job), mb_job_get_error (job) ? mb_job_get_error (job)->message : "");
  mb_outbox_stop (outbox);
  g_clear_object (&loaded.result);
  g_clear_object (&planned.result);

  return mb_job_get_state (job) == MB_JOB_DONE && mb_receipt_is_complete (mb_job_get_receipt (job))
           ? 0
           : 1;
}

int
main (int argc, char **argv)
{
  g_autofree char *folder = g_dir_make_tmp ("marbre-wire-XXXXXX", NULL);
  g_autoptr (GError) error = NULL;
  MbStore *store;
  int status;

  if (argc < 4)
    return 2;
  store = mb_store_open_sync (folder, MB_STORE_READ_WRITE, NULL, &error);
  g_assert_no_error (error);
  status = publish (store, argc, argv);
  mb_store_close (store);
  g_object_unref (store);

  return status;
}
