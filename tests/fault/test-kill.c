#include "mb-fault.h"
#include "mb-record.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

/* Somebody writes, and the program is killed at any moment. Nothing that the store called saved may
 * be missing, and of the rest no more than a quarter of a second and the commit in flight. */
#define LANES 4
#define ROUNDS_A_FOLDER 12
#define KILL_MAX_MS 450
#define LOST_MAX_US (250 * G_TIME_SPAN_MILLISECOND)
/* A victim that neither opens the store nor ends has failed. */
#define PATIENCE_US (60 * G_TIME_SPAN_SECOND)

/* One after the other, beside other lanes. */
typedef struct {
  guint n_rounds;
  guint32 seed;
  GRand *rand;
  char *wrong; /* NULL: all is well so far */

  MbWitnessCount seen;
  guint n_recoveries; /* kills while the store was being opened */
  gint64 lost_us;     /* the most, without the commit in flight */
  gint64 stalled_us;  /* how long the machine let a victim wait, at most */
  GArray *syncs;      /* guint64: durations in microseconds */
} Lane;

typedef struct {
  Lane *lane;
  const char *folder;
  MbWitness *witness;
  GPid pid;
  int pipe;
  gboolean while_opening;
  gint64 kill_us; /* when it is to be killed, then when it was; 0: not yet known */
  gboolean killed;
  gint64 commit_us;  /* since when a commit is in flight; 0: there is none */
  gint64 beat_us;    /* the last sign of life */
  gint64 stalled_us; /* how long the machine let it wait */
} Round;

/* A beat is late by less than a millisecond where nobody else wants to run. */
static void
note_stall (Round *round, gint64 now_us)
{
  gint64 late_us = round->beat_us > 0 ? now_us - round->beat_us - MB_RECORD_BEAT_US : 0;

  if (late_us > G_TIME_SPAN_MILLISECOND)
    round->stalled_us += late_us;
  round->beat_us = now_us;
}

/* A child that is not yet the victim holds what its parent has open, the lock of a store, too. */
static GMutex one_at_a_time;

static gboolean
start (Round *round)
{
  Lane *lane = round->lane;
  g_autofree char *seed = g_strdup_printf ("%u", g_rand_int (lane->rand));
  const char *const argv[] = {g_getenv ("KILL_VICTIM"), round->folder, seed, NULL};
  g_autoptr (GError) error = NULL;

  if (g_spawn_async_with_pipes (NULL, (char **) argv, NULL, G_SPAWN_DO_NOT_REAP_CHILD, NULL, NULL,
                                &round->pid, NULL, &round->pipe, NULL, &error))
    return TRUE;

  lane->wrong = g_strdup_printf ("the victim does not start: %s", error->message);
  return FALSE;
}

static void
take (Round *round, const MbRecord *record)
{
  gint64 delay_us = 0;

  switch (record->kind) {
  case MB_RECORD_OPENING:
    delay_us = g_rand_int_range (round->lane->rand, 0, 12000);
    if (round->while_opening)
      round->kill_us = record->time_us + delay_us;
    break;
  case MB_RECORD_READY:
    delay_us = g_rand_int_range (round->lane->rand, 1000, KILL_MAX_MS * 1000);
    if (!round->while_opening)
      round->kill_us = record->time_us + delay_us;
    break;
  case MB_RECORD_SAW:
    mb_witness_saw (round->witness, record->id, record->seq, record->hash, record->time_us);
    break;
  case MB_RECORD_HEARD:
    mb_witness_heard (round->witness, record->id, record->seq);
    break;
  case MB_RECORD_COMMIT_BEGAN:
    round->commit_us = record->time_us;
    break;
  case MB_RECORD_COMMIT_ENDED:
    round->commit_us = 0;
    break;
  case MB_RECORD_BEAT:
    note_stall (round, record->time_us);
    break;
  case MB_RECORD_SYNCED:
    g_array_append_val (round->lane->syncs, record->seq);
    break;
  }
}

static void
wait_for_news (Round *round, gint64 until_us)
{
  struct pollfd fd = {.fd = round->pipe, .events = POLLIN};
  gint64 left_us = MAX (until_us - g_get_monotonic_time (), 0);
  struct timespec left = {left_us / G_USEC_PER_SEC, left_us % G_USEC_PER_SEC * 1000};

  ppoll (&fd, 1, round->killed ? NULL : &left, NULL);
}

/* Reads a record if there is one; FALSE at the end of the pipe. */
static gboolean
listen (Round *round, gboolean *heard)
{
  MbRecord record;
  ssize_t n = 0;
  struct pollfd fd = {.fd = round->pipe, .events = POLLIN};

  *heard = poll (&fd, 1, 0) == 1;
  if (!*heard)
    return TRUE;
  do {
    n = read (round->pipe, &record, sizeof record);
  } while (n < 0 && errno == EINTR);
  if (n != sizeof record)
    return FALSE;

  take (round, &record);
  return TRUE;
}

static void
kill_now (Round *round)
{
  kill (round->pid, SIGKILL);
  round->kill_us = g_get_monotonic_time ();
  round->killed = TRUE;
}

static gboolean
reap (Round *round)
{
  int status = 0;

  close (round->pipe);
  waitpid (round->pid, &status, 0);
  g_spawn_close_pid (round->pid);
  if (round->killed && WIFSIGNALED (status) && WTERMSIG (status) == SIGKILL)
    return TRUE;

  round->lane->wrong = g_strdup_printf ("the victim ended by itself, status %x", (guint) status);
  return FALSE;
}

static gboolean
let_it_write (Round *round)
{
  gint64 latest_us = g_get_monotonic_time () + PATIENCE_US;
  gboolean heard = FALSE;

  while (listen (round, &heard)) {
    gint64 until_us = round->kill_us > 0 ? round->kill_us : latest_us;

    if (!round->killed && g_get_monotonic_time () >= until_us)
      kill_now (round);
    else if (!heard)
      wait_for_news (round, until_us);
  }

  return reap (round);
}

/* The normal way in; then everything that was seen is asked for. */
static void
look (Round *round)
{
  Lane *lane = round->lane;
  g_autoptr (GError) error = NULL;
  g_autoptr (MbStore) store = mb_store_open_sync (round->folder, MB_STORE_READ_WRITE, NULL, &error);
  gint64 in_flight_us = round->commit_us > 0 ? round->kill_us - round->commit_us : 0;
  gint64 lost_us = 0;

  if (!store) {
    lane->wrong = g_strdup_printf ("the store does not open: %s", error->message);
    return;
  }
  lane->seen.lost_us = 0;
  lane->wrong = mb_witness_ask (round->witness, store, round->kill_us, &lane->seen);
  mb_store_close (store);
  while (g_main_context_iteration (g_main_context_get_thread_default (), FALSE))
    ;
  note_stall (round, round->kill_us);
  lost_us = lane->seen.lost_us - in_flight_us - round->stalled_us;
  lane->lost_us = MAX (lane->lost_us, lost_us);
  lane->stalled_us = MAX (lane->stalled_us, round->stalled_us);
  if (!lane->wrong && lost_us > LOST_MAX_US)
    lane->wrong =
      g_strdup_printf ("%.1f ms of typing are lost, beside a commit in flight of %.1f ms",
                       (double) lost_us / 1000, (double) in_flight_us / 1000);
}

static void
run_folder (Lane *lane, guint n_rounds)
{
  g_autofree char *parent = mb_fault_folder_on_disk ();
  g_autofree char *folder = g_build_filename (parent, "drafts", NULL);
  g_autoptr (MbWitness) witness = mb_witness_new ();

  for (guint i = 0; i < n_rounds && !lane->wrong; i++) {
    Round round = {.lane = lane, .folder = folder, .witness = witness};
    gboolean started = FALSE;

    round.while_opening = i > 0 && g_rand_int_range (lane->rand, 0, 50) == 0;
    lane->n_recoveries += round.while_opening;
    g_mutex_lock (&one_at_a_time);
    started = start (&round);
    g_mutex_unlock (&one_at_a_time);
    if (!started || !let_it_write (&round))
      break;
    g_mutex_lock (&one_at_a_time);
    look (&round);
    g_mutex_unlock (&one_at_a_time);
  }
  mb_fault_remove (parent);
}

static gpointer
run_lane (gpointer data)
{
  Lane *lane = data;
  g_autoptr (GMainContext) context = g_main_context_new ();

  g_main_context_push_thread_default (context);
  lane->rand = g_rand_new_with_seed (lane->seed);
  for (guint i = 0; i < lane->n_rounds && !lane->wrong; i += ROUNDS_A_FOLDER)
    run_folder (lane, MIN (ROUNDS_A_FOLDER, lane->n_rounds - i));
  g_rand_free (lane->rand);
  g_main_context_pop_thread_default (context);

  return NULL;
}

static int
compare (gconstpointer a, gconstpointer b)
{
  const guint64 *x = a;
  const guint64 *y = b;

  return (*x > *y) - (*x < *y);
}

static void
sum_up (Lane *sum, const Lane *lane)
{
  sum->n_rounds += lane->n_rounds;
  sum->seen.n_acked += lane->seen.n_acked;
  sum->seen.n_lost += lane->seen.n_lost;
  sum->n_recoveries += lane->n_recoveries;
  sum->lost_us = MAX (sum->lost_us, lane->lost_us);
  sum->stalled_us = MAX (sum->stalled_us, lane->stalled_us);
  g_array_append_vals (sum->syncs, lane->syncs->data, lane->syncs->len);
}

static double
percentile_ms (GArray *durations, double part)
{
  guint index = MIN ((guint) (part * durations->len), durations->len - 1);

  return (double) g_array_index (durations, guint64, index) / 1000;
}

static void
tell (Lane *sum)
{
  g_array_sort (sum->syncs, compare);
  g_test_message ("kill -9: seed %u, %u rounds, %u of them while the store was being opened",
                  sum->seed, sum->n_rounds, sum->n_recoveries);
  g_test_message ("kill -9: %" G_GUINT64_FORMAT
                  " transactions acknowledged, 0 of them lost; %" G_GUINT64_FORMAT
                  " that were not are gone, at most %.1f ms of typing beside the "
                  "commit in flight",
                  sum->seen.n_acked, sum->seen.n_lost, (double) sum->lost_us / 1000);
  g_test_message (
    "kill -9: fsync p50 %.2f ms, p99 %.2f ms, %u of them; the machine let the program "
    "wait for %.1f ms at most, which is taken off",
    percentile_ms (sum->syncs, 0.5), percentile_ms (sum->syncs, 0.99), sum->syncs->len,
    (double) sum->stalled_us / 1000);
}

static void
test_kill (void)
{
  Lane lanes[LANES] = {0};
  GThread *threads[LANES] = {0};
  Lane sum = {.seed = mb_fault_get_seed ()};

  sum.syncs = g_array_new (FALSE, FALSE, sizeof (guint64));
  for (guint i = 0; i < LANES; i++) {
    lanes[i].seed = sum.seed + i;
    lanes[i].n_rounds = (mb_fault_get_rounds () + i) / LANES;
    lanes[i].syncs = g_array_new (FALSE, FALSE, sizeof (guint64));
    threads[i] = g_thread_new ("lane", run_lane, &lanes[i]);
  }
  for (guint i = 0; i < LANES; i++) {
    g_thread_join (threads[i]);
    sum_up (&sum, &lanes[i]);
    if (lanes[i].wrong)
      g_test_fail_printf ("seed %u: %s", lanes[i].seed, lanes[i].wrong);
    g_free (lanes[i].wrong);
    g_array_unref (lanes[i].syncs);
  }
  g_assert_cmpuint (sum.syncs->len, >, 0);
  tell (&sum);
  g_array_unref (sum.syncs);
}

int
main (int argc, char *argv[])
{
  mb_fault_init (&argc, &argv);
  g_test_add_func ("/fault/kill", test_kill);

  return g_test_run ();
}
