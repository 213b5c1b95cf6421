#include "mb-disk.h"
#include "mb-fault.h"
#include "mb-session.h"

#include <errno.h>

/* The power goes at any act of writing; what the disk had not been asked to bring home is there, or
 * not, or partly, or as garbage. Nothing that the store called saved may be missing. */
#define ROUNDS_A_FOLDER 8

typedef struct {
  const char *name;
  guint share; /* of MARBRE_ROUNDS, in percent */
  MbDiskCut first_cut;
  MbDiskCut last_cut;
  gboolean lies;
  gboolean sync_fails;
  gboolean writes_fail;
} Law;

typedef struct {
  const Law *law;
  GRand *rand;
  char *folder;
  MbWitness *witness;
  GPtrArray *pictures; /* hashes of those that the store said are kept */
  gboolean cut_off;    /* in the midst of work, not while opening or closing */
} Round;

typedef struct {
  MbWitnessCount seen;
  guint64 n_rounds;
  guint64 n_cut_while_opening;
  guint64 n_told; /* damage that was said, instead of opening as if all were well */
} Sum;

static void
keep_picture (Round *round, MbSession *session)
{
  guint8 data[3000];
  g_autoptr (GBytes) bytes = NULL;
  char *hash = NULL;

  for (guint i = 0; i < sizeof data; i++)
    data[i] = (guint8) g_rand_int (round->rand);
  bytes = g_bytes_new (data, sizeof data);
  hash = mb_assets_keep (MB_ASSETS (mb_session_get_store (session)), bytes, NULL);
  if (hash)
    g_ptr_array_add (round->pictures, hash);
}

static gboolean
take_drafts (Round *round, MbSession *session)
{
  g_autoptr (GPtrArray) ids = mb_witness_get_ids (round->witness);

  for (guint i = 0; i < ids->len && i < 2; i++)
    if (!mb_session_add (session, ids->pdata[i], NULL))
      return FALSE;
  mb_session_add_new (session);
  return TRUE;
}

static void
write_a_while (Round *round, MbSession *session, guint n_deeds)
{
  gboolean is_heavy = g_rand_int_range (round->rand, 0, 20) == 0;

  for (guint i = 0; i < n_deeds && !mb_disk_is_dead (); i++) {
    int dice = g_rand_int_range (round->rand, 0, 100);

    mb_session_act (session);
    if (is_heavy && dice < 10)
      mb_session_paste (session, 500000);
    else if (dice < 3)
      keep_picture (round, session);
    else if (dice < 6)
      mb_session_snapshot (session);
    else if (dice < 40)
      mb_session_flush (session, NULL);
    mb_session_listen (session);
  }
}

/* A disk that works again is written again. */
static char *
write_the_rest (MbSession *session)
{
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < 5 && !mb_disk_is_dead (); i++) {
    g_clear_error (&error);
    if (mb_session_flush (session, &error))
      return NULL;
  }

  return mb_disk_is_dead () ? NULL : g_strdup_printf ("not written again: %s", error->message);
}

/* Opens the store, writes, and closes it, unless the power goes first. */
static char *
work (Round *round)
{
  char *wrong = NULL;
  MbSessionEars ears = mb_session_ears_of (round->witness);
  guint n_sittings = (guint) g_rand_int_range (round->rand, 1, 4);

  for (guint i = 0; i < n_sittings && !mb_disk_is_dead () && !wrong; i++) {
    MbSession *session = mb_session_open (round->folder, round->rand, &ears, NULL);

    round->cut_off = FALSE;
    if (!session)
      return NULL;
    if (take_drafts (round, session)) {
      write_a_while (round, session, (guint) g_rand_int_range (round->rand, 1, 60));
      wrong = write_the_rest (session);
    }
    round->cut_off = mb_disk_is_dead () && mb_session_get_n_heard (session) > 0;
    mb_session_close (session);
  }

  return wrong;
}

static MbDiskPlan
make_plan (Round *round, guint n_acts)
{
  MbDiskPlan plan = {.lies = round->law->lies};

  plan.dies_at = (guint) g_rand_int_range (round->rand, 1, (gint32) n_acts);
  if (round->law->sync_fails) {
    plan.dies_at = (guint) g_rand_int_range (round->rand, (gint32) n_acts / 2, (gint32) n_acts);
    plan.sync_fails_at = (guint) g_rand_int_range (round->rand, 1, (gint32) n_acts / 10);
    plan.n_sync_failures = (guint) g_rand_int_range (round->rand, 1, 4);
  }

  if (round->law->writes_fail) {
    plan.dies_at = (guint) g_rand_int_range (round->rand, (gint32) n_acts / 2, (gint32) n_acts);
    plan.write_fails_at = (guint) g_rand_int_range (round->rand, 1, (gint32) n_acts / 2);
    plan.n_write_failures = (guint) g_rand_int_range (round->rand, 1, 6);
    plan.write_errno = g_rand_boolean (round->rand) ? EIO : ENOSPC;
  }

  return plan;
}

static void
cut (Round *round)
{
  mb_disk_cut ((MbDiskCut) g_rand_int_range (round->rand, (gint32) round->law->first_cut,
                                             (gint32) round->law->last_cut + 1));
}

/* The power comes back, and goes again while the store is being opened. */
static void
cut_while_opening (Round *round)
{
  MbDiskPlan plan = make_plan (round, 24);
  g_autoptr (MbStore) store = NULL;

  mb_disk_watch (round->folder, &plan, round->rand);
  store = mb_store_open_sync (round->folder, MB_STORE_READ_WRITE, NULL, NULL);
  if (store)
    mb_store_close (store);
  cut (round);
}

static char *
ask_pictures (Round *round, MbStore *store)
{
  for (guint i = 0; i < round->pictures->len; i++) {
    g_autoptr (GError) error = NULL;
    g_autoptr (GBytes) bytes =
      mb_assets_load (MB_ASSETS (store), round->pictures->pdata[i], NULL, &error);

    if (!bytes)
      return g_strdup_printf ("picture %s: %s", (char *) round->pictures->pdata[i], error->message);
  }

  return NULL;
}

static char *
look_at (Round *round, MbStore *store, Sum *sum)
{
  MbWitnessDamage damage = {0};
  char *wrong = NULL;

  if (round->law->lies) {
    wrong = mb_witness_ask_damaged (round->witness, store, &damage);
    sum->n_told += damage.n_told;
    return wrong;
  }
  wrong = mb_witness_ask (round->witness, store, g_get_monotonic_time (), &sum->seen);
  if (!wrong)
    wrong = ask_pictures (round, store);
  /* After a refusal the log is emptied; then there is nothing to look over. */
  if (!wrong && round->cut_off && !round->law->sync_fails && !round->law->writes_fail &&
      !mb_store_had_unclean_end (store))
    wrong = g_strdup ("the store does not know that its last session was cut off");

  return wrong;
}

static char *
look (Round *round, Sum *sum)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (MbStore) store = mb_store_open_sync (round->folder, MB_STORE_READ_WRITE, NULL, &error);
  char *wrong = NULL;

  if (!store && round->law->lies && mb_fault_is_told (error)) {
    sum->n_told++;
    return NULL;
  }
  if (!store)
    return g_strdup_printf ("the store does not open: %s", error->message);

  wrong = look_at (round, store, sum);
  mb_store_close (store);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  return wrong;
}

static char *
run_round (Round *round, Sum *sum)
{
  MbDiskPlan plan = make_plan (round, g_rand_boolean (round->rand) ? 60 : 600);
  g_autofree char *wrong = NULL;

  round->cut_off = FALSE;
  mb_disk_watch (round->folder, &plan, round->rand);
  wrong = work (round);
  cut (round);
  if (wrong)
    return g_steal_pointer (&wrong);
  if (g_rand_int_range (round->rand, 0, 5) == 0) {
    cut_while_opening (round);
    round->cut_off = FALSE;
    sum->n_cut_while_opening++;
  }
  sum->n_rounds++;

  return look (round, sum);
}

/* A few rounds on one folder, which begins as nothing. */
static gboolean
run_folder (const Law *law, guint32 seed, guint n_rounds, Sum *sum)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (seed);
  g_autofree char *parent = mb_fault_folder_in_memory ();
  g_autofree char *folder = g_build_filename (parent, "drafts", NULL);
  g_autoptr (MbWitness) witness = mb_witness_new ();
  g_autoptr (GPtrArray) pictures = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *wrong = NULL;
  Round round = {
    .law = law, .rand = rand, .folder = folder, .witness = witness, .pictures = pictures};

  for (guint i = 0; i < n_rounds && !wrong; i++) {
    wrong = run_round (&round, sum);
    if (wrong)
      g_test_fail_printf ("%s, seed %u, round %u: %s", law->name, seed, i, wrong);
  }
  mb_fault_remove (parent);

  return wrong == NULL;
}

static void
test_law (gconstpointer data)
{
  const Law *law = data;
  guint n_rounds = MAX (mb_fault_get_rounds () * law->share / 100, 1);
  guint32 seed = mb_fault_get_seed ();
  guint folder_rounds = law->lies ? 1 : ROUNDS_A_FOLDER;
  Sum sum = {0};

  for (guint i = 0; i < n_rounds; i += folder_rounds)
    if (!run_folder (law, seed + i, MIN (folder_rounds, n_rounds - i), &sum))
      return;

  g_test_message ("%s: seed %u, %" G_GUINT64_FORMAT " rounds, %" G_GUINT64_FORMAT
                  " cut again while opening",
                  law->name, seed, sum.n_rounds, sum.n_cut_while_opening);
  if (law->lies)
    g_test_message ("%s: damage was told %" G_GUINT64_FORMAT " times, never hidden", law->name,
                    sum.n_told);
  else
    g_test_message ("%s: %" G_GUINT64_FORMAT
                    " transactions acknowledged, 0 of them lost; %" G_GUINT64_FORMAT
                    " that were not are gone",
                    law->name, sum.seen.n_acked, sum.seen.n_lost);
}

static const Law laws[] = {
  {"power-cut", 100, MB_DISK_NONE, MB_DISK_TORN, FALSE, FALSE, FALSE},
  {"hostile-sectors", 40, MB_DISK_HOSTILE, MB_DISK_HOSTILE, FALSE, FALSE, FALSE},
  {"failed-sync-then-power-cut", 40, MB_DISK_NONE, MB_DISK_TORN, FALSE, TRUE, FALSE},
  {"failed-writes-then-power-cut", 40, MB_DISK_NONE, MB_DISK_TORN, FALSE, FALSE, TRUE},
  {"lying-disk", 20, MB_DISK_NONE, MB_DISK_HOSTILE, TRUE, FALSE, FALSE},
};

int
main (int argc, char *argv[])
{
  mb_fault_init (&argc, &argv);
  for (guint i = 0; i < G_N_ELEMENTS (laws); i++) {
    g_autofree char *path = g_strconcat ("/fault/", laws[i].name, NULL);

    g_test_add_data_func (path, &laws[i], test_law);
  }

  return g_test_run ();
}
