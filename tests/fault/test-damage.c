#include "mb-fault.h"
#include "mb-session.h"

#include <string.h>

/* Bits flip, sectors and pages are destroyed, files are cut short. A draft that is touched is said
 * to be damaged, or is read from an older version; the others open; nothing crashes; what was there
 * is kept. */
#define N_DRAFTS 12
#define PAGE_BYTES 4096
#define SECTOR_BYTES 512

typedef enum {
  DAMAGE_BIT,
  DAMAGE_SECTOR,
  DAMAGE_PAGE,
  DAMAGE_TRUNCATION,
  DAMAGE_LOG_BIT,
  DAMAGE_LOG_TRUNCATION,
  DAMAGE_LOG_MISSING,
  N_DAMAGES,
} Damage;

static const char *const damage_names[N_DAMAGES] = {
  "bit", "sector", "page", "truncation", "log-bit", "log-truncation", "log-missing",
};

typedef struct {
  GRand *rand;
  MbWitness *witness;
  GBytes *db;
  GBytes *log;
} Original;

typedef struct {
  guint n_cases;
  guint n_refused;   /* the store does not open, and says why */
  guint n_drafts;    /* drafts that are said to be damaged */
  guint n_shortened; /* drafts read from before, and told */
  guint n_recovered;
} Sum;

static GBytes *
read_file (const char *folder, const char *name)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  char *data = NULL;
  gsize size_bytes = 0;

  g_assert_true (g_file_get_contents (path, &data, &size_bytes, NULL));
  return g_bytes_new_take (data, size_bytes);
}

static void
write_file (const char *folder, const char *name, const guint8 *data, gsize size_bytes)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);

  g_assert_true (g_file_set_contents (path, (const char *) data, (gssize) size_bytes, NULL));
}

static void
make_original (Original *original, guint32 seed)
{
  g_autofree char *folder = mb_fault_folder_in_memory ();
  g_autoptr (GError) error = NULL;
  MbSessionEars ears;
  MbSession *session = NULL;

  original->rand = g_rand_new_with_seed (seed);
  original->witness = mb_witness_new ();
  ears = mb_session_ears_of (original->witness);
  for (guint i = 0; i < 2; i++) {
    session = mb_session_open (folder, original->rand, &ears, &error);
    g_assert_no_error (error);
    for (guint j = 0; j < N_DRAFTS / 2; j++)
      mb_session_add_new (session);
    for (guint j = 0; j < 360; j++) {
      mb_session_act (session);
      if (j % 4 == 0)
        mb_session_flush (session, NULL);
      if (j % 50 == 0)
        mb_session_snapshot (session);
    }
    g_assert_true (mb_session_flush (session, &error));
    mb_session_listen (session);
    if (i == 0)
      mb_session_close (session);
  }
  /* Half of it in the database, half in the log. */
  original->db = read_file (folder, "drafts.db");
  original->log = read_file (folder, "drafts.db-wal");
  mb_session_close (session);
  mb_fault_remove (folder);
}

static void
free_original (Original *original)
{
  g_rand_free (original->rand);
  mb_witness_free (original->witness);
  g_bytes_unref (original->db);
  g_bytes_unref (original->log);
}

static gsize
random_below (GRand *rand, gsize size)
{
  return (gsize) g_rand_int_range (rand, 0, (gint32) size);
}

static void
flip_bit (GRand *rand, GByteArray *file)
{
  file->data[random_below (rand, file->len)] ^= (guint8) (1 << g_rand_int_range (rand, 0, 8));
}

static void
destroy (GRand *rand, GByteArray *file, gsize unit_bytes, gboolean with_garbage)
{
  gsize start = random_below (rand, file->len) / unit_bytes * unit_bytes;

  for (gsize i = start; i < MIN (start + unit_bytes, file->len); i++)
    file->data[i] = with_garbage ? (guint8) g_rand_int (rand) : 0;
}

static GByteArray *
bytes_of (GBytes *bytes)
{
  GByteArray *array = g_byte_array_new ();

  g_byte_array_append (array, g_bytes_get_data (bytes, NULL), (guint) g_bytes_get_size (bytes));
  return array;
}

static void
lay_out (const Original *original, Damage damage, const char *folder)
{
  g_autoptr (GByteArray) db = bytes_of (original->db);
  g_autoptr (GByteArray) log = bytes_of (original->log);

  switch (damage) {
  case DAMAGE_BIT:
    flip_bit (original->rand, db);
    break;
  case DAMAGE_SECTOR:
    destroy (original->rand, db, SECTOR_BYTES, TRUE);
    break;
  case DAMAGE_PAGE:
    destroy (original->rand, db, PAGE_BYTES, FALSE);
    break;
  case DAMAGE_TRUNCATION:
    g_byte_array_set_size (db, (guint) random_below (original->rand, db->len));
    break;
  case DAMAGE_LOG_BIT:
    flip_bit (original->rand, log);
    break;
  case DAMAGE_LOG_TRUNCATION:
    g_byte_array_set_size (log, (guint) random_below (original->rand, log->len));
    break;
  case DAMAGE_LOG_MISSING:
    g_byte_array_set_size (log, 0);
    break;
  case N_DAMAGES:
    g_assert_not_reached ();
  }
  write_file (folder, "drafts.db", db->data, db->len);
  if (log->len > 0)
    write_file (folder, "drafts.db-wal", log->data, log->len);
}

/* A log that breaks off looks like one that never went on: its drafts are read as they were before,
 * whole, and nobody can say more. */
static gboolean
is_about_the_log (Damage damage)
{
  return damage == DAMAGE_LOG_BIT || damage == DAMAGE_LOG_TRUNCATION ||
         damage == DAMAGE_LOG_MISSING;
}

static char *
look (const Original *original, Damage damage, MbStore *store, Sum *sum)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (MbStoreReport) report = mb_store_verify_sync (store, &error);
  gboolean is_told = !report || report->problems->len > 0;
  MbWitnessDamage found = {0};
  g_autofree char *wrong = mb_witness_ask_damaged (original->witness, store, &found);

  sum->n_drafts += found.n_told;
  sum->n_shortened += found.n_shortened;
  if (wrong)
    return g_steal_pointer (&wrong);
  if (found.n_shortened + found.n_told > 0 && !is_told && !is_about_the_log (damage))
    return g_strdup_printf ("%u drafts are shortened and %u missing, and the store is called sound",
                            found.n_shortened, found.n_told);
  if (found.n_whole == 0 && found.n_told < N_DRAFTS && !is_about_the_log (damage))
    return g_strdup ("no draft is whole");

  return NULL;
}

/* All that recovery brings out was once written. */
static char *
recover (const Original *original, const char *folder, Sum *sum)
{
  g_autofree char *fresh = g_build_filename (folder, "recovered", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (MbStoreReport) report = mb_store_recover_sync (folder, fresh, &error);
  g_autoptr (GPtrArray) ids = mb_witness_get_ids (original->witness);
  g_autoptr (MbStore) store = NULL;
  char *wrong = NULL;

  if (!report)
    return mb_fault_is_told (error) ? NULL : g_strdup_printf ("recovery: %s", error->message);

  store = mb_store_open_sync (fresh, MB_STORE_READ_WRITE, NULL, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < ids->len && !wrong; i++) {
    g_autoptr (MbArticle) article = mb_store_load_sync (store, ids->pdata[i], NULL);

    if (article &&
        !mb_witness_knows (original->witness, ids->pdata[i], mb_article_get_snapshot (article)))
      wrong =
        g_strdup_printf ("draft %s is recovered as what nobody wrote", (char *) ids->pdata[i]);
    sum->n_recovered += article != NULL;
  }
  mb_store_close (store);

  return wrong;
}

static char *
open_and_look (const Original *original, Damage damage, const char *folder, Sum *sum)
{
  g_autoptr (GBytes) before = read_file (folder, "drafts.db");
  g_autoptr (GBytes) after = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (MbStore) store = mb_store_open_sync (folder, MB_STORE_READ_WRITE, NULL, &error);
  char *wrong = NULL;

  if (store) {
    wrong = look (original, damage, store, sum);
    mb_store_close (store);
    return wrong;
  }

  sum->n_refused++;
  after = read_file (folder, "drafts.db");
  if (!mb_fault_is_told (error))
    return g_strdup_printf ("the store does not open: %s", error->message);
  if (!g_bytes_equal (before, after))
    return g_strdup ("the damaged file was changed");

  return NULL;
}

static char *
run_case (const Original *original, Damage damage, Sum *sum)
{
  g_autofree char *folder = mb_fault_folder_in_memory ();
  char *wrong = NULL;

  sum->n_cases++;
  lay_out (original, damage, folder);
  if (sum->n_cases % 4 == 0)
    wrong = recover (original, folder, sum);
  if (!wrong)
    wrong = open_and_look (original, damage, folder, sum);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  mb_fault_remove (folder);

  return wrong;
}

static void
test_damage (gconstpointer data)
{
  Damage damage = GPOINTER_TO_UINT (data);
  guint32 seed = mb_fault_get_seed ();
  guint n_cases = MAX (mb_fault_get_rounds () / (damage == DAMAGE_BIT ? 6 : 20), 1);
  Original original = {0};
  Sum sum = {0};
  g_autofree char *wrong = NULL;

  make_original (&original, seed);
  for (guint i = 0; i < n_cases && !wrong; i++)
    wrong = run_case (&original, damage, &sum);
  if (wrong)
    g_test_fail_printf ("%s, seed %u, case %u: %s", damage_names[damage], seed, sum.n_cases, wrong);
  else
    g_test_message ("%s: seed %u, %u cases: %u times the store was refused; %u drafts said to be "
                    "damaged, %u read as they were before; %u drafts recovered",
                    damage_names[damage], seed, sum.n_cases, sum.n_refused, sum.n_drafts,
                    sum.n_shortened, sum.n_recovered);
  free_original (&original);
}

int
main (int argc, char *argv[])
{
  mb_fault_init (&argc, &argv);
  for (guint i = 0; i < N_DAMAGES; i++) {
    g_autofree char *path = g_strconcat ("/fault/damage/", damage_names[i], NULL);

    g_test_add_data_func (path, GUINT_TO_POINTER (i), test_damage);
  }

  return g_test_run ();
}
