#include "mb-herald.h"

/* What a herald has said of jobs in a list. */
typedef struct {
  GListStore *jobs;
  MbHerald *herald;
  guint n_news;
  MbJob *last; /* borrowed */
} Desk;

static void
announced_cb (Desk *desk, MbJob *job, MbHerald *herald)
{
  desk->n_news++;
  desk->last = job;
}

static void
set_up (Desk *desk, gconstpointer data)
{
  desk->jobs = g_list_store_new (MB_TYPE_JOB);
  desk->herald = mb_herald_new (G_LIST_MODEL (desk->jobs));
  g_signal_connect_swapped (desk->herald, "announced", G_CALLBACK (announced_cb), desk);
}

static void
tear_down (Desk *desk, gconstpointer data)
{
  g_assert_finalize_object (desk->herald);
  g_assert_finalize_object (desk->jobs);
}

static void
put_in_state (MbJob *job, MbJobState state)
{
  g_autoptr (MbJobRow) row = mb_job_row_copy (mb_job_get_row (job));

  row->state = state;
  row->over = state >= MB_JOB_FAILED;
  mb_job_update (job, row, NULL);
}

static MbJob *
add_job (Desk *desk, MbJobState state)
{
  MbJobRow row = {
    .id = (char *) "job",
    .draft_id = (char *) "draft",
    .site_id = (char *) "site",
    .state = state,
    .over = state >= MB_JOB_FAILED,
    .error_code = -1,
  };
  g_autoptr (MbJob) job = mb_job_new (&row);

  g_list_store_append (desk->jobs, job);

  return job; /* the list holds it */
}

static void
test_what_comes_to_rest_is_said_once (Desk *desk, gconstpointer data)
{
  static const MbJobState ends[] = {MB_JOB_DONE, MB_JOB_NEEDS_USER, MB_JOB_CONFLICT, MB_JOB_FAILED};

  for (gsize i = 0; i < G_N_ELEMENTS (ends); i++) {
    MbJob *job = add_job (desk, MB_JOB_QUEUED);

    put_in_state (job, MB_JOB_RUNNING);
    put_in_state (job, MB_JOB_WAITING);
    put_in_state (job, MB_JOB_RUNNING);
    g_assert_cmpuint (desk->n_news, ==, i);
    put_in_state (job, ends[i]);
    put_in_state (job, ends[i]);
    g_assert_cmpuint (desk->n_news, ==, i + 1);
    g_assert_true (desk->last == job);
  }
}

static void
test_old_news_is_none (Desk *desk, gconstpointer data)
{
  MbJob *job = add_job (desk, MB_JOB_NEEDS_USER);

  add_job (desk, MB_JOB_DONE);
  g_assert_cmpuint (desk->n_news, ==, 0);
  put_in_state (job, MB_JOB_RUNNING);
  put_in_state (job, MB_JOB_DONE);
  g_assert_cmpuint (desk->n_news, ==, 1);
}

static void
test_who_gives_up_knows (Desk *desk, gconstpointer data)
{
  put_in_state (add_job (desk, MB_JOB_RUNNING), MB_JOB_CANCELLED);
  g_assert_cmpuint (desk->n_news, ==, 0);
}

static void
test_an_hour_that_is_kept_is_no_end (Desk *desk, gconstpointer data)
{
  MbJob *job = add_job (desk, MB_JOB_RUNNING);

  put_in_state (job, MB_JOB_SCHEDULED);
  g_assert_cmpuint (desk->n_news, ==, 0);
  put_in_state (job, MB_JOB_DONE);
  g_assert_cmpuint (desk->n_news, ==, 1);
}

#define ADD(name) g_test_add ("/herald/" #name, Desk, NULL, set_up, test_##name, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD (what_comes_to_rest_is_said_once);
  ADD (old_news_is_none);
  ADD (who_gives_up_knows);
  ADD (an_hour_that_is_kept_is_no_end);

  return g_test_run ();
}
