#include "mb-worker.h"

typedef struct {
  MbWorker *worker;
  GThread *ran_on;
  GThread *freed_on;
  guint n;
  gint64 woken_us;
} Notes;

static void
count_in_worker (gpointer user_data)
{
  Notes *notes = user_data;

  g_assert_true (mb_worker_is_current (notes->worker));
  notes->ran_on = g_thread_self ();
  notes->n++;
}

static void
note_freed (gpointer user_data)
{
  Notes *notes = user_data;

  notes->freed_on = g_thread_self ();
}

static void
answer_in_worker (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  count_in_worker (task_data);
  g_task_return_int (task, 42);
}

static void
store_result_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  gssize *answer = user_data;

  *answer = g_task_propagate_int (G_TASK (result), NULL);
}

static void
test_a_call_waits_and_runs_there (void)
{
  g_autoptr (MbWorker) worker = mb_worker_new ("test");
  Notes notes = {.worker = worker};

  mb_worker_call (worker, count_in_worker, &notes);

  g_assert_cmpuint (notes.n, ==, 1);
  g_assert_true (notes.ran_on != g_thread_self ());
  g_assert_false (mb_worker_is_current (worker));
}

static void
test_jobs_run_in_order_and_stop_does_them_all (void)
{
  g_autoptr (MbWorker) worker = mb_worker_new ("test");
  Notes notes = {.worker = worker};

  for (guint i = 0; i < 1000; i++)
    mb_worker_post (worker, count_in_worker, &notes, NULL);
  mb_worker_stop (worker);

  g_assert_cmpuint (notes.n, ==, 1000);
  mb_worker_stop (worker);
}

static void
test_a_task_ends_where_it_was_made (void)
{
  g_autoptr (MbWorker) worker = mb_worker_new ("test");
  Notes notes = {.worker = worker};
  gssize answer = 0;
  GTask *task = g_task_new (NULL, NULL, store_result_cb, &answer);

  g_task_set_task_data (task, &notes, note_freed);
  mb_worker_push (worker, task, answer_in_worker);
  g_object_unref (task);
  while (answer == 0 || !notes.freed_on)
    g_main_context_iteration (NULL, TRUE);

  g_assert_cmpint (answer, ==, 42);
  g_assert_true (notes.ran_on != g_thread_self ());
  g_assert_true (notes.freed_on == g_thread_self ());
}

static void
wake_in_worker (gpointer user_data)
{
  Notes *notes = user_data;

  count_in_worker (notes);
  notes->woken_us = g_get_monotonic_time ();
}

static void
set_alarm_in_worker (gpointer user_data)
{
  Notes *notes = user_data;

  mb_worker_wake_at (notes->worker, g_get_monotonic_time () + 20000, wake_in_worker, notes);
}

static void
test_the_alarm_rings_once_and_not_early (void)
{
  g_autoptr (MbWorker) worker = mb_worker_new ("test");
  Notes notes = {.worker = worker};
  gint64 start_us = g_get_monotonic_time ();

  mb_worker_call (worker, set_alarm_in_worker, &notes);
  while (notes.n == 0) {
    mb_worker_drain (worker);
    g_thread_yield ();
  }
  mb_worker_stop (worker);

  g_assert_cmpuint (notes.n, ==, 1);
  g_assert_cmpint (notes.woken_us - start_us, >=, 20000);
}

static void
test_a_protected_thread_may_not_wait (void)
{
  g_autoptr (MbWorker) worker = NULL;
  Notes notes = {0};

  if (!g_test_subprocess ()) {
    g_test_trap_subprocess (NULL, 0, G_TEST_SUBPROCESS_DEFAULT);
    g_test_trap_assert_failed ();
    g_test_trap_assert_stderr ("*main thread waits*");
    return;
  }
  worker = mb_worker_new ("test");
  notes.worker = worker;
  mb_worker_protect_main_thread ();
  mb_worker_call (worker, count_in_worker, &notes);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/base/worker/call-waits", test_a_call_waits_and_runs_there);
  g_test_add_func ("/base/worker/stop-does-all", test_jobs_run_in_order_and_stop_does_them_all);
  g_test_add_func ("/base/worker/task-ends-at-home", test_a_task_ends_where_it_was_made);
  g_test_add_func ("/base/worker/alarm", test_the_alarm_rings_once_and_not_early);
  g_test_add_func ("/base/worker/protected-thread", test_a_protected_thread_may_not_wait);

  return g_test_run ();
}
