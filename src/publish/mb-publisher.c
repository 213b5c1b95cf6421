#include "mb-publisher.h"

#include "mb-codec.h"
#include "mb-job.h"
#include "mb-planner.h"
#include "mb-post.h"

#include <string.h>

/**
 * mb_publisher_new:
 * @setup: what it works with; copied, its members must outlive it
 * @row: the job; changed as it goes
 *
 * Makes what carries one job on.
 *
 * Returns: (transfer full): the publisher
 */
MbPublisher *
mb_publisher_new (const MbPublisherSetup *setup, MbJobRow *row)
{
  MbPublisher *self;

  g_return_val_if_fail (setup != NULL, NULL);
  g_return_val_if_fail (row != NULL, NULL);

  self = g_new0 (MbPublisher, 1);
  self->setup = *setup;
  self->row = row;
  self->plan = mb_plan_from_json (row->options);
  self->media = mb_remote_media_table_new ();

  return self;
}

/**
 * mb_publisher_free:
 * @self: (nullable): a publisher
 *
 * Frees it; the job stays.
 */
void
mb_publisher_free (MbPublisher *self)
{
  if (!self)
    return;

  mb_plan_free (self->plan);
  g_clear_pointer (&self->snapshot, mb_snapshot_unref);
  g_hash_table_unref (self->media);
  g_free (self);
}

/**
 * mb_publisher_now_ms:
 * @self: a publisher
 *
 * Reads the wall clock that it was given.
 *
 * Returns: milliseconds since 1970
 */
gint64
mb_publisher_now_ms (MbPublisher *self)
{
  return mb_clock_wall_ms (self->setup.clock);
}

/**
 * mb_publisher_reach:
 * @self: a publisher
 * @point: a name
 *
 * Tells the test that runs us where we are.
 */
void
mb_publisher_reach (MbPublisher *self, const char *point)
{
  if (self->setup.at_point)
    self->setup.at_point (point, self->setup.user_data);
}

static void
tell (MbPublisher *self)
{
  if (self->setup.changed)
    self->setup.changed (self->row, &self->progress, self->setup.user_data);
}

/**
 * mb_publisher_keep_with:
 * @self: a publisher
 * @media: (nullable): a picture that the site has now
 * @publication: (nullable): what the site has of the article now
 * @error: return location
 *
 * Commits the job together with what an act gave.
 *
 * Returns: `TRUE` once it is on disk
 */
gboolean
mb_publisher_keep_with (MbPublisher *self,
                        const MbSiteMediaRow *media,
                        const MbPublicationRow *publication,
                        GError **error)
{
  if (!mb_store_put_job_sync (self->setup.store, self->row, media, publication, error))
    return FALSE;
  tell (self);

  return TRUE;
}

/**
 * mb_publisher_keep:
 * @self: a publisher
 * @error: return location
 *
 * Commits the job as it is.
 *
 * Returns: `TRUE` once it is on disk
 */
gboolean
mb_publisher_keep (MbPublisher *self, GError **error)
{
  return mb_publisher_keep_with (self, NULL, NULL, error);
}

/**
 * mb_publisher_announce:
 * @self: a publisher
 * @point: name of the act
 * @error: return location
 *
 * Commits that a write is about to leave, before it does.
 *
 * Returns: `TRUE` once it is on disk
 */
gboolean
mb_publisher_announce (MbPublisher *self, const char *point, GError **error)
{
  mb_publisher_reach (self, point);
  if (self->row->attempted)
    return TRUE;
  self->row->attempted = TRUE;
  if (!mb_publisher_keep (self, error))
    return FALSE;
  mb_publisher_reach (self, point);

  return TRUE;
}

/**
 * mb_publisher_pause:
 * @self: a publisher
 * @delay_ms: how long
 * @error: return location
 *
 * Waits on the worker, between two look-ups.
 *
 * Returns: `FALSE` when the job was given up meanwhile
 */
gboolean
mb_publisher_pause (MbPublisher *self, guint delay_ms, GError **error)
{
  GPollFD fd = {0};

  if (g_cancellable_make_pollfd (self->setup.cancellable, &fd)) {
    g_poll (&fd, 1, (int) delay_ms);
    g_cancellable_release_fd (self->setup.cancellable);
  }
  if (!g_cancellable_is_cancelled (self->setup.cancellable))
    return TRUE;

  g_set_error_literal (error, MB_PUBLISH_ERROR, MB_PUBLISH_ERROR_CANCELLED,
                       "given up while waiting");

  return FALSE;
}

/**
 * mb_publisher_place:
 * @self: a publisher
 *
 * Where the post is; borrowed from the job.
 *
 * Returns: the place
 */
MbPlace
mb_publisher_place (MbPublisher *self)
{
  return (MbPlace) {.url = self->row->remote_url, .id = self->row->remote_id};
}

/**
 * mb_publisher_take_place:
 * @self: a publisher
 * @remote: our post, as the site said it
 *
 * Notes in the job where the post is. To be committed by the caller.
 */
void
mb_publisher_take_place (MbPublisher *self, const MbRemote *remote)
{
  g_set_str (&self->row->remote_url, remote->url);
  if (remote->id)
    g_set_str (&self->row->remote_id, remote->id);
}

/**
 * mb_publisher_make_post:
 * @self: a publisher whose pictures have their addresses
 *
 * Makes what is sent. The same at every attempt.
 *
 * Returns: (transfer full): the post
 */
MbPost *
mb_publisher_make_post (MbPublisher *self)
{
  gint64 when_ms = self->plan->at_ms ? self->plan->at_ms : self->row->created_ms;
  g_autoptr (GDateTime) when = g_date_time_new_from_unix_utc (when_ms / 1000);
  g_autofree char *published = g_date_time_format_iso8601 (when);
  MbPostContext context = {
    .capabilities = self->capabilities,
    .media = self->media,
    .published = self->row->intent == MB_INTENT_PUBLISH || self->row->intent == MB_INTENT_SCHEDULE
                   ? published
                   : NULL,
    .scheduled = self->plan->at_ms != 0,
  };

  MbPost *post = mb_post_new (self->snapshot, &context);

  mb_destination_shape (self->setup.destination, post);

  return post;
}

static gboolean
prepare (MbPublisher *self, GError **error)
{
  g_autoptr (GError) cause = NULL;

  if (!self->snapshot)
    self->snapshot = mb_codec_decode_snapshot (self->row->document, &cause);
  if (!self->snapshot) {
    g_set_error (error, MB_PUBLISH_ERROR, MB_PUBLISH_ERROR_FAILED,
                 "what was kept to be sent cannot be read: %s", cause->message);
    return FALSE;
  }

  return mb_destination_probe (self->setup.destination, &self->capabilities,
                               self->setup.cancellable, error);
}

/* A new post in the place of one that is gone: it must be gone. A site that cannot say so is
 * believed. */
static gboolean
check_absence (MbPublisher *self, GError **error)
{
  const MbJobRow *row = self->row;
  g_autoptr (MbPublicationRow) there = NULL;
  g_autoptr (MbRemote) remote = NULL;
  MbPlace place = mb_publisher_place (self);
  GError *cause = NULL;

  there = mb_store_get_publication_sync (self->setup.store, row->draft_id, row->site_id, NULL);
  if (there)
    place = (MbPlace) {.url = there->remote_url, .id = there->remote_id};
  if (!place.url || !(self->capabilities & MB_CAP_READ_BACK))
    return TRUE;
  remote = mb_destination_read (self->setup.destination, &place, self->setup.cancellable, &cause);
  if (g_error_matches (cause, MB_PUBLISH_ERROR, MB_PUBLISH_ERROR_GONE)) {
    g_error_free (cause);
    g_clear_pointer (&self->row->remote_url, g_free);
    g_clear_pointer (&self->row->remote_id, g_free);
    return TRUE;
  }
  if (!remote) {
    g_propagate_error (error, cause);
    return FALSE;
  }
  mb_publisher_take_place (self, remote);
  g_set_error (error, MB_PUBLISH_ERROR, MB_PUBLISH_ERROR_CONFLICT, "%s is still there",
               remote->url);

  return FALSE;
}

/* Section, tags and author are known before anything is sent. */
static gboolean
prepare_terms (MbPublisher *self, GError **error)
{
  g_autoptr (MbPost) post = mb_publisher_make_post (self);

  return mb_destination_prepare (self->setup.destination, post,
                                 mb_plan_allows (self->plan, MB_ALLOW_NEW_TERMS),
                                 self->setup.cancellable, error);
}

static gboolean
do_planned (MbPublisher *self, GError **error)
{
  gboolean has_text =
    self->row->intent != MB_INTENT_UNPUBLISH && self->row->intent != MB_INTENT_TAKEDOWN;

  mb_publisher_reach (self, "planned");
  if (self->plan->as_new && !check_absence (self, error))
    return FALSE;
  if (has_text && !prepare_terms (self, error))
    return FALSE;
  self->row->step = has_text ? MB_AT_MEDIA : MB_AT_FINALISE;
  if (!mb_publisher_keep (self, error))
    return FALSE;
  mb_publisher_reach (self, "planned:kept");

  return TRUE;
}

static const MbPublisherStep steps[] = {
  [MB_AT_PLANNED] = do_planned,
  [MB_AT_MEDIA] = mb_publisher_do_media,
  [MB_AT_DRAFT] = mb_publisher_do_draft,
  [MB_AT_VERIFY] = mb_publisher_do_verify,
  [MB_AT_FINALISE] = mb_publisher_do_finalise,
  [MB_AT_CONFIRM] = mb_publisher_do_confirm,
};

typedef enum {
  AFTER_WAIT,  /* will go on by itself */
  AFTER_TWICE, /* once more, then a person */
  AFTER_USER,  /* a person must act */
  AFTER_CONFLICT,
  AFTER_FAILED,
} Aftermath;

static Aftermath
judge (MbPublishError code)
{
  switch (code) {
  case MB_PUBLISH_ERROR_OFFLINE:
  case MB_PUBLISH_ERROR_UNKNOWN:
  case MB_PUBLISH_ERROR_BUSY:
  case MB_PUBLISH_ERROR_PORTAL:
  case MB_PUBLISH_ERROR_MISSED:
    return AFTER_WAIT;
  case MB_PUBLISH_ERROR_WAF:
  case MB_PUBLISH_ERROR_MOVED:
  case MB_PUBLISH_ERROR_LOSS:
    return AFTER_TWICE;
  case MB_PUBLISH_ERROR_CONFLICT:
    return AFTER_CONFLICT;
  case MB_PUBLISH_ERROR_FAILED:
  case MB_PUBLISH_ERROR_TWICE:
    return AFTER_FAILED;
  case MB_PUBLISH_ERROR_AUTH:
  case MB_PUBLISH_ERROR_RIGHT:
  case MB_PUBLISH_ERROR_INVALID:
  case MB_PUBLISH_ERROR_GONE:
  case MB_PUBLISH_ERROR_TLS:
  case MB_PUBLISH_ERROR_CLOCK:
  case MB_PUBLISH_ERROR_NOT_READY:
  case MB_PUBLISH_ERROR_NO_SECRET:
  case MB_PUBLISH_ERROR_CANCELLED:
  case MB_PUBLISH_ERROR_ADDRESS:
  case MB_PUBLISH_ERROR_NOT_APPROVED:
  case MB_PUBLISH_ERROR_ELSEWHERE:
  case MB_PUBLISH_ERROR_CLOSED:
  case MB_PUBLISH_ERROR_TERMS:
    break;
  }

  return AFTER_USER;
}

static void
set_problem (MbJobRow *row, const GError *error)
{
  row->error_code = error ? error->code : -1;
  g_set_str (&row->error_message, error ? error->message : NULL);
}

static void
wait_for_next (MbPublisher *self)
{
  const MbRetryPolicy *policy = self->setup.policy;
  MbJobRow *row = self->row;
  gint64 asked_ms = mb_destination_take_retry_after_ms (self->setup.destination);
  gint64 delay_ms = mb_retry_delay_ms (policy, row->tries, g_random_double ());

  if (asked_ms >= 0)
    delay_ms = MIN (asked_ms, (gint64) policy->cap_ms);
  row->state = MB_JOB_WAITING;
  row->not_before_ms = mb_publisher_now_ms (self) + delay_ms;
}

static gboolean
is_given_up (MbPublisher *self, Aftermath after)
{
  const MbRetryPolicy *policy = self->setup.policy;
  guint max_tries = after == AFTER_TWICE ? 2 : policy->max_tries;

  return self->row->tries >= max_tries ||
         mb_publisher_now_ms (self) - MAX (self->row->created_ms, self->plan->at_ms) >
           policy->max_age_ms;
}

/* A step ended badly: what becomes of the job. */
static void
handle_problem (MbPublisher *self, const GError *problem)
{
  MbJobRow *row = self->row;
  Aftermath after = judge ((MbPublishError) problem->code);

  set_problem (row, problem);
  row->tries++;
  switch (after) {
  case AFTER_WAIT:
  case AFTER_TWICE:
    if (is_given_up (self, after))
      row->state = MB_JOB_NEEDS_USER;
    else
      wait_for_next (self);
    break;
  case AFTER_USER:
    row->state = MB_JOB_NEEDS_USER;
    break;
  case AFTER_CONFLICT:
    row->state = MB_JOB_CONFLICT;
    break;
  case AFTER_FAILED:
    row->state = MB_JOB_FAILED;
    row->over = TRUE;
    break;
  }
}

/* A draft of ours that no reader has seen does not stay behind. The attempt is all we owe. Until
 * there is one, the address is that of something else. */
static void
tidy_up (MbPublisher *self)
{
  g_autoptr (GError) error = NULL;
  MbPlace place = mb_publisher_place (self);
  gboolean is_new =
    self->row->intent == MB_INTENT_PUBLISH || self->row->intent == MB_INTENT_SCHEDULE;

  if (!is_new || !self->row->remote_url || self->row->step <= MB_AT_DRAFT)
    return;
  if (!mb_destination_remove (self->setup.destination, &place, NULL, &error))
    g_message ("a draft stays on the site: %s", error->message);
}

static gboolean
is_stopping (MbPublisher *self)
{
  return self->setup.stopping && g_atomic_int_get (self->setup.stopping);
}

/* What may be public already cannot be given up, only seen through; unpublishing is another job. */
static void
end_cancelled (MbPublisher *self)
{
  MbJobRow *row = self->row;

  if (row->step > MB_AT_FINALISE || (row->step == MB_AT_FINALISE && row->attempted)) {
    row->state = MB_JOB_WAITING;
    row->not_before_ms = mb_publisher_now_ms (self);
    return;
  }
  if (self->plan->kept) {
    mb_job_row_withdraw (row);
    return;
  }
  tidy_up (self);
  row->state = MB_JOB_CANCELLED;
  row->over = TRUE;
}

static void
keep_outcome (MbPublisher *self)
{
  g_autoptr (GError) error = NULL;

  mb_publisher_reach (self, "outcome");
  if (mb_publisher_keep (self, &error))
    return;

  /* What is on disk is an earlier state of the same job; the next run looks up where it stands. */
  g_warning ("the outbox could not be written: %s", error->message);
  self->row->state = MB_JOB_WAITING;
  self->row->not_before_ms = mb_publisher_now_ms (self) + self->setup.policy->cap_ms;
  set_problem (self->row, error);
  self->row->error_code = MB_PUBLISH_ERROR_FAILED;
  tell (self);
}

/* The run has ended: over, waiting, in need of a person, or stopped with the program. */
static void
settle (MbPublisher *self, gboolean going, const GError *problem)
{
  MbJobRow *row = self->row;
  gboolean done = going && row->step == MB_AT_DONE;

  if (is_stopping (self) && !done)
    return;
  if (g_cancellable_is_cancelled (self->setup.cancellable) && !done)
    end_cancelled (self);
  else if (!going)
    handle_problem (self, problem);
  if (!done)
    keep_outcome (self);
}

static void
sent_bytes_cb (gsize sent_bytes, gsize total_bytes, gpointer user_data)
{
  MbPublisher *self = user_data;

  self->progress.sent_bytes = sent_bytes;
  self->progress.total_bytes = total_bytes;
  tell (self);
}

/**
 * mb_publisher_run:
 * @self: a publisher
 *
 * Carries the job on until it is over, must wait, or needs a person. The row says which, and is on
 * disk.
 */
void
mb_publisher_run (MbPublisher *self)
{
  g_autoptr (GError) error = NULL;
  MbJobRow *row = self->row;
  gboolean going;

  g_return_if_fail (self != NULL);

  row->state = MB_JOB_RUNNING;
  tell (self);
  mb_destination_set_progress (self->setup.destination, sent_bytes_cb, self);
  going = prepare (self, &error);
  while (going && row->state == MB_JOB_RUNNING && row->step < MB_AT_DONE) {
    if (g_cancellable_is_cancelled (self->setup.cancellable)) {
      going = FALSE;
      break;
    }
    self->progress.sent_bytes = 0;
    going = steps[row->step](self, &error);
  }
  mb_destination_set_progress (self->setup.destination, NULL, NULL);

  settle (self, going, error);
}
