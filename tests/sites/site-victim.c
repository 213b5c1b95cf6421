/* Publishes one article to a real site and may be killed on the way.
 *
 * site-victim FOLDER KIND ENDPOINT SECRET ARTICLE KILL-AT [PICTURE…]
 *
 * ARTICLE is a file with Marbre's JSON. What an earlier run has left is taken up; otherwise the
 * article is sent. KILL-AT n: SIGKILL at the n-th named point; 0: never. Prints the number of
 * points. Ends with 0 when the article is confirmed, 10 when a person is needed, 11 in a conflict,
 * 12 when the sending failed. Waits are milliseconds. */
#include "mb-codec.h"
#include "mb-outbox.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define SITE_ID "99999999-2222-4333-8444-555555555555"
#define N_ARGUMENTS 7

static const MbRetryPolicy policy = {
  .base_ms = 4,
  .cap_ms = 20,
  .look_ms = 400, /* longer than the site needs to show a post whose answer was lost */
  .max_tries = 8,
  .max_age_ms = 60 * 1000,
  .io_timeout_s = 2,
  .deadline_ms = 2000,
  .bytes_per_s = 0,
};

typedef struct {
  guint n_points;
  guint kill_at;
} Fuse;

static void
point_cb (const char *point, gpointer user_data)
{
  Fuse *fuse = user_data;

  fuse->n_points++;
  if (fuse->n_points == fuse->kill_at)
    kill (getpid (), SIGKILL);
}

/* The bytes as they are: what renditions look like is the media suite's business. */
static GBytes *
take_as_it_is (MbAssets *assets,
               const char *sha256,
               guint width_px,
               gsize budget_bytes,
               gpointer words,
               GError **error)
{
  return mb_assets_load (assets, sha256, NULL, error);
}

static GBytes *
read_file (const char *path)
{
  g_autoptr (GError) error = NULL;
  char *data;
  gsize size;

  g_file_get_contents (path, &data, &size, &error);
  g_assert_no_error (error);

  return g_bytes_new_take (data, size);
}

static void
keep_result_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  *(GAsyncResult **) user_data = g_object_ref (result);
}

static GAsyncResult *
wait_for (GAsyncResult **result)
{
  while (!*result)
    g_main_context_iteration (NULL, TRUE);

  return *result;
}

static MbDestinations *
open_destinations (MbStore *store, char **argv)
{
  MbDestinations *destinations = mb_destinations_new (store);
  g_autofree char *data = mb_site_make_data (argv[3], 0, NULL);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  MbDestinationRow row = {
    .id = (char *) SITE_ID,
    .name = (char *) "site",
    .kind = argv[2],
    .url = argv[3],
    .data = data,
  };

  mb_store_put_site_sync (store, &row, &error);
  g_assert_no_error (error);
  mb_destinations_lend_secret (destinations, "site", argv[4]);
  mb_destinations_load_async (destinations, NULL, keep_result_cb, &result);
  mb_destinations_load_finish (destinations, wait_for (&result), &error);
  g_assert_no_error (error);

  return destinations;
}

static MbJob *
begin (MbOutbox *outbox, const char *article)
{
  static const char *const allowed[] = {"missing-byline", "missing-alt", MB_ALLOW_NEW_TERMS, NULL};
  g_autoptr (GBytes) bytes = read_file (article);
  g_autoptr (GError) error = NULL;
  g_autoptr (MbSnapshot) snapshot = mb_codec_decode_snapshot (bytes, &error);
  g_autoptr (GAsyncResult) resumed = NULL;
  g_autoptr (GAsyncResult) planned = NULL;
  MbPublishOptions options = {
    .destination_id = "site",
    .intent = MB_INTENT_PUBLISH,
    .allowed = allowed,
  };
  MbJob *job;

  g_assert_no_error (error);
  mb_outbox_resume_async (outbox, NULL, keep_result_cb, &resumed);
  mb_outbox_resume_finish (outbox, wait_for (&resumed), &error);
  g_assert_no_error (error);
  job = mb_outbox_find (outbox, mb_snapshot_get_article_id (snapshot), NULL);
  if (job) {
    mb_outbox_look_now (outbox, job); /* a person presses the button */
    return g_object_ref (job);
  }
  mb_outbox_publish_async (outbox, snapshot, &options, NULL, keep_result_cb, &planned);
  job = mb_outbox_publish_finish (outbox, wait_for (&planned), &error);
  g_assert_no_error (error);

  return job;
}

static gboolean
is_at_rest (MbJob *job)
{
  return mb_job_is_over (job) || mb_job_get_state (job) == MB_JOB_NEEDS_USER ||
         mb_job_get_state (job) == MB_JOB_CONFLICT;
}

static int
tell (MbJob *job)
{
  const GError *error = mb_job_get_error (job);
  MbJobState state = mb_job_get_state (job);

  fprintf (stderr, "%s at %s%s%s\n", mb_job_state_to_string (state),
           mb_job_step_to_string (mb_job_get_step (job)), error ? ": " : "",
           error ? error->message : "");
  if (state == MB_JOB_DONE)
    return 0;
  if (state == MB_JOB_NEEDS_USER)
    return 10;

  return state == MB_JOB_CONFLICT ? 11 : 12;
}

int
main (int argc, char **argv)
{
  g_autoptr (MbStore) store = NULL;
  g_autoptr (MbDestinations) destinations = NULL;
  g_autoptr (MbOutbox) outbox = NULL;
  g_autoptr (MbJob) job = NULL;
  g_autoptr (GError) error = NULL;
  Fuse fuse = {0};
  int status;

  if (argc < N_ARGUMENTS)
    return 2;

  fuse.kill_at = (guint) atoi (argv[6]);
  store = mb_store_open_sync (argv[1], MB_STORE_READ_WRITE, NULL, &error);
  g_assert_no_error (error);
  for (int i = N_ARGUMENTS; i < argc; i++) {
    g_autoptr (GBytes) bytes = read_file (argv[i]);
    g_autofree char *hash = mb_assets_keep (MB_ASSETS (store), bytes, &error);

    g_assert_no_error (error);
  }
  destinations = open_destinations (store, argv);
  outbox = mb_outbox_new (store, destinations, &policy);
  mb_outbox_set_rendition (outbox, take_as_it_is);
  mb_outbox_set_point (outbox, point_cb, &fuse);
  job = begin (outbox, argv[5]);
  while (!is_at_rest (job))
    g_main_context_iteration (NULL, TRUE);
  status = tell (job);
  mb_outbox_stop (outbox);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  mb_store_close (store);
  printf ("%u\n", fuse.n_points);

  return status;
}
