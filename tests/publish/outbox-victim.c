/* Publishes one article and may be killed on the way: the program that test-exactly-once breaks
 * off.
 *
 * outbox-victim FOLDER ENDPOINT TOKEN new|resume|update KILL-AT [forgetful]
 *
 * `resume` takes up what is there, or begins; `update` does the same for a changed article that is
 * public already. KILL-AT n: SIGKILL at the n-th named point; 0: never. Ends with 0 when every job
 * is done, with 10 when one needs a person, 11 in a conflict, 12 when one failed. `forgetful`
 * publishes without looking up its mark: the weakened variant that the suite must catch. */
#include "mb-fixture.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

typedef struct {
  guint n_points;
  guint kill_at;
} Fuse;

static void
point_cb (const char *point, gpointer user_data)
{
  Fuse *fuse = user_data;

  fuse->n_points++;
  if (fuse->n_points == fuse->kill_at) {
    fprintf (stderr, "killed at %u: %s\n", fuse->n_points, point);
    kill (getpid (), SIGKILL);
  }
}

static GPtrArray *
find_nothing (MbDestination *self, const char *slug, GCancellable *cancellable, GError **error)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify) mb_remote_free);
}

static MbDestination *
open_forgetful (const MbSiteAccess *access,
                gpointer user_data,
                GCancellable *cancellable,
                GError **error)
{
  MbDestination *destination = mb_destination_open_sync (access, cancellable, error);

  if (destination)
    MB_DESTINATION_GET_IFACE (destination)->find = find_nothing;

  return destination;
}

static int
tell (MbJob *job)
{
  const GError *error = mb_job_get_error (job);

  fprintf (stderr, "%s at %s%s%s\n", mb_job_state_to_string (mb_job_get_state (job)),
           mb_job_step_to_string (mb_job_get_step (job)), error ? ": " : "",
           error ? error->message : "");
  switch (mb_job_get_state (job)) {
  case MB_JOB_DONE:
    return 0;
  case MB_JOB_CONFLICT:
    return 11;
  case MB_JOB_NEEDS_USER:
  case MB_JOB_SCHEDULED:
    return 10;
  case MB_JOB_QUEUED:
  case MB_JOB_RUNNING:
  case MB_JOB_WAITING:
  case MB_JOB_FAILED:
  case MB_JOB_CANCELLED:
    break;
  }

  return 12;
}

static MbJob *
begin (MbFixture *fixture, const char *how)
{
  gboolean update = strcmp (how, "update") == 0;
  g_autoptr (MbSnapshot) article = NULL;
  g_autoptr (GError) error = NULL;
  MbJob *job;

  if (strcmp (how, "new") != 0)
    mb_fixture_resume (fixture);
  job = mb_outbox_find (fixture->outbox, FIXTURE_ARTICLE_ID, NULL);
  if (job && !(update && mb_job_is_over (job) && mb_job_get_intent (job) == MB_INTENT_PUBLISH)) {
    mb_outbox_look_now (fixture->outbox, job); /* a person presses the button */
    return g_object_ref (job);
  }

  article = mb_fixture_make_article (fixture, NULL, update ? FIXTURE_OTHER_END : NULL);
  job = mb_fixture_publish (fixture, article, NULL, &error);
  g_assert_no_error (error);

  return job;
}

int
main (int argc, char **argv)
{
  MbFixture *fixture;
  g_autoptr (MbJob) job = NULL;
  Fuse fuse = {0};
  int status;

  if (argc < 6)
    return 2;

  fuse.kill_at = (guint) atoi (argv[5]);
  fixture = mb_fixture_open (argv[1], argv[2], argv[3]);
  mb_outbox_set_point (fixture->outbox, point_cb, &fuse);
  if (argc > 6 && strcmp (argv[6], "forgetful") == 0)
    mb_outbox_set_open (fixture->outbox, open_forgetful, NULL);
  job = begin (fixture, argv[4]);
  mb_fixture_run (fixture, job);
  status = tell (job);
  g_clear_object (&job);
  mb_fixture_close (fixture, FALSE);
  printf ("%u\n", fuse.n_points);

  return status;
}
