#include "mb-job.h"

struct _MbJob {
  GObject parent_instance;
  MbJobRow *row;
  MbJobProgress progress;
  GError *error;
  MbReceipt *receipt;
  gint64 sending_since_us; /* 0: nothing is under way */
  int seconds_left;
};

typedef enum {
  PROP_ID = 1,
  PROP_DRAFT_ID,
  PROP_HEADLINE,
  PROP_DESTINATION_ID,
  PROP_INTENT,
  PROP_STATE,
  PROP_STEP,
  PROP_FRACTION,
  PROP_MEDIA_DONE,
  PROP_MEDIA_TOTAL,
  PROP_URL,
  PROP_ERROR,
  PROP_RECEIPT,
  PROP_NOT_BEFORE_MS,
  PROP_TRIES,
  PROP_SECONDS_LEFT,
} MbJobProps;

static GParamSpec *props[PROP_SECONDS_LEFT + 1];

G_DEFINE_FINAL_TYPE (MbJob, mb_job, G_TYPE_OBJECT)

static void
mb_job_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  MbJob *self = MB_JOB (object);

  switch ((MbJobProps) prop_id) {
  case PROP_ID:
    g_value_set_string (value, mb_job_get_id (self));
    break;
  case PROP_DRAFT_ID:
    g_value_set_string (value, mb_job_get_draft_id (self));
    break;
  case PROP_HEADLINE:
    g_value_set_string (value, mb_job_get_headline (self));
    break;
  case PROP_DESTINATION_ID:
    g_value_set_string (value, mb_job_get_destination_id (self));
    break;
  case PROP_INTENT:
    g_value_set_enum (value, (int) mb_job_get_intent (self));
    break;
  case PROP_STATE:
    g_value_set_enum (value, (int) mb_job_get_state (self));
    break;
  case PROP_STEP:
    g_value_set_enum (value, (int) mb_job_get_step (self));
    break;
  case PROP_FRACTION:
    g_value_set_double (value, mb_job_get_fraction (self));
    break;
  case PROP_MEDIA_DONE:
    g_value_set_uint (value, mb_job_get_media_done (self));
    break;
  case PROP_MEDIA_TOTAL:
    g_value_set_uint (value, mb_job_get_media_total (self));
    break;
  case PROP_URL:
    g_value_set_string (value, mb_job_get_url (self));
    break;
  case PROP_ERROR:
    g_value_set_boxed (value, mb_job_get_error (self));
    break;
  case PROP_RECEIPT:
    g_value_set_boxed (value, mb_job_get_receipt (self));
    break;
  case PROP_NOT_BEFORE_MS:
    g_value_set_int64 (value, mb_job_get_not_before_ms (self));
    break;
  case PROP_TRIES:
    g_value_set_uint (value, mb_job_get_tries (self));
    break;
  case PROP_SECONDS_LEFT:
    g_value_set_int (value, mb_job_get_seconds_left (self));
    break;
  }
}

static void
mb_job_finalize (GObject *object)
{
  MbJob *self = MB_JOB (object);

  g_clear_pointer (&self->row, mb_job_row_free);
  g_clear_error (&self->error);
  g_clear_pointer (&self->receipt, mb_receipt_unref);

  G_OBJECT_CLASS (mb_job_parent_class)->finalize (object);
}

static void
mb_job_class_init (MbJobClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->get_property = mb_job_get_property;
  object_class->finalize = mb_job_finalize;

  props[PROP_ID] = g_param_spec_string ("id", NULL, NULL, NULL, flags);
  props[PROP_DRAFT_ID] = g_param_spec_string ("draft-id", NULL, NULL, NULL, flags);
  props[PROP_HEADLINE] = g_param_spec_string ("headline", NULL, NULL, NULL, flags);
  props[PROP_DESTINATION_ID] = g_param_spec_string ("destination-id", NULL, NULL, NULL, flags);
  props[PROP_INTENT] =
    g_param_spec_enum ("intent", NULL, NULL, MB_TYPE_INTENT, MB_INTENT_PUBLISH, flags);
  props[PROP_STATE] =
    g_param_spec_enum ("state", NULL, NULL, MB_TYPE_JOB_STATE, MB_JOB_QUEUED, flags);
  props[PROP_STEP] = g_param_spec_enum ("step", NULL, NULL, MB_TYPE_JOB_STEP, MB_AT_PLANNED, flags);
  props[PROP_FRACTION] = g_param_spec_double ("fraction", NULL, NULL, 0, 1, 0, flags);
  props[PROP_MEDIA_DONE] = g_param_spec_uint ("media-done", NULL, NULL, 0, G_MAXUINT, 0, flags);
  props[PROP_MEDIA_TOTAL] = g_param_spec_uint ("media-total", NULL, NULL, 0, G_MAXUINT, 0, flags);
  props[PROP_URL] = g_param_spec_string ("url", NULL, NULL, NULL, flags);
  props[PROP_ERROR] = g_param_spec_boxed ("error", NULL, NULL, G_TYPE_ERROR, flags);
  props[PROP_RECEIPT] = g_param_spec_boxed ("receipt", NULL, NULL, MB_TYPE_RECEIPT, flags);
  props[PROP_NOT_BEFORE_MS] =
    g_param_spec_int64 ("not-before-ms", NULL, NULL, 0, G_MAXINT64, 0, flags);
  props[PROP_TRIES] = g_param_spec_uint ("tries", NULL, NULL, 0, G_MAXUINT, 0, flags);
  props[PROP_SECONDS_LEFT] = g_param_spec_int ("seconds-left", NULL, NULL, -1, G_MAXINT, -1, flags);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (props), props);
}

static void
mb_job_init (MbJob *self)
{
  self->seconds_left = -1;
}

/**
 * mb_job_new:
 * @row: a job as the store knows it; copied
 *
 * Makes the object that the window shows for a job.
 *
 * Returns: (transfer full): the job
 */
MbJob *
mb_job_new (const MbJobRow *row)
{
  MbJob *self;

  g_return_val_if_fail (row != NULL, NULL);

  self = g_object_new (MB_TYPE_JOB, NULL);
  mb_job_update (self, row, NULL);

  return self;
}

static void
take_error (MbJob *self)
{
  g_clear_error (&self->error);
  if (self->row->error_code >= 0)
    self->error = g_error_new_literal (MB_PUBLISH_ERROR, self->row->error_code,
                                       self->row->error_message ? self->row->error_message : "");
}

static void
guess_seconds_left (MbJob *self)
{
  const MbJobProgress *progress = &self->progress;
  gint64 now_us = g_get_monotonic_time ();
  double rate;
  double left;

  self->seconds_left = -1;
  if (progress->sent_bytes == 0) {
    self->sending_since_us = 0;
    return;
  }
  if (self->sending_since_us == 0)
    self->sending_since_us = now_us;
  if (now_us - self->sending_since_us < G_USEC_PER_SEC)
    return;

  rate =
    (double) progress->sent_bytes * G_USEC_PER_SEC / (double) (now_us - self->sending_since_us);
  left = (double) (progress->total_bytes - MIN (progress->sent_bytes, progress->total_bytes));
  if (self->row->step == MB_AT_MEDIA && progress->media_total > progress->media_done + 1)
    left += (double) progress->total_bytes * (progress->media_total - progress->media_done - 1);
  self->seconds_left = (int) MIN (left / rate + 0.5, 24.0 * 3600);
}

/**
 * mb_job_update:
 * @self: a job
 * @row: what the store knows of it now; copied
 * @progress: (nullable): how far its step is; `NULL`: as before
 *
 * Takes news from the site's worker and notifies what has changed.
 */
void
mb_job_update (MbJob *self, const MbJobRow *row, const MbJobProgress *progress)
{
  g_autoptr (MbJobRow) before = NULL;

  g_return_if_fail (MB_IS_JOB (self));
  g_return_if_fail (row != NULL);

  before = g_steal_pointer (&self->row);
  self->row = mb_job_row_copy (row);
  if (progress)
    self->progress = *progress;
  take_error (self);
  guess_seconds_left (self);
  g_clear_pointer (&self->receipt, mb_receipt_unref);
  self->receipt = mb_receipt_from_json (row->receipt);
  if (!before)
    return;

  g_object_freeze_notify (G_OBJECT (self));
  if (before->state != row->state)
    g_object_notify_by_pspec (G_OBJECT (self), props[PROP_STATE]);
  if (before->step != row->step)
    g_object_notify_by_pspec (G_OBJECT (self), props[PROP_STEP]);
  if (g_strcmp0 (before->remote_url, row->remote_url) != 0)
    g_object_notify_by_pspec (G_OBJECT (self), props[PROP_URL]);
  if (before->error_code != row->error_code ||
      g_strcmp0 (before->error_message, row->error_message) != 0)
    g_object_notify_by_pspec (G_OBJECT (self), props[PROP_ERROR]);
  if (g_strcmp0 (before->receipt, row->receipt) != 0)
    g_object_notify_by_pspec (G_OBJECT (self), props[PROP_RECEIPT]);
  if (before->not_before_ms != row->not_before_ms)
    g_object_notify_by_pspec (G_OBJECT (self), props[PROP_NOT_BEFORE_MS]);
  if (before->tries != row->tries)
    g_object_notify_by_pspec (G_OBJECT (self), props[PROP_TRIES]);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_MEDIA_DONE]);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_MEDIA_TOTAL]);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_FRACTION]);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_SECONDS_LEFT]);
  g_object_thaw_notify (G_OBJECT (self));
}

/**
 * mb_job_get_row:
 * @self: a job
 *
 * Reads what the store knows of it.
 *
 * Returns: (transfer none): the row
 */
const MbJobRow *
mb_job_get_row (MbJob *self)
{
  g_return_val_if_fail (MB_IS_JOB (self), NULL);

  return self->row;
}

/**
 * mb_job_get_id:
 * @self: a job
 *
 * Its UUID.
 *
 * Returns: (transfer none): the id
 */
const char *
mb_job_get_id (MbJob *self)
{
  g_return_val_if_fail (MB_IS_JOB (self), NULL);

  return self->row->id;
}

/**
 * mb_job_get_draft_id:
 * @self: a job
 *
 * Which article is sent.
 *
 * Returns: (transfer none): the draft's UUID
 */
const char *
mb_job_get_draft_id (MbJob *self)
{
  g_return_val_if_fail (MB_IS_JOB (self), NULL);

  return self->row->draft_id;
}

/**
 * mb_job_get_headline:
 * @self: a job
 *
 * The headline as it is sent.
 *
 * Returns: (transfer none): the headline
 */
const char *
mb_job_get_headline (MbJob *self)
{
  g_return_val_if_fail (MB_IS_JOB (self), NULL);

  return self->row->headline;
}

/**
 * mb_job_get_destination_id:
 * @self: a job
 *
 * Where it is sent to.
 *
 * Returns: (transfer none): the site's UUID
 */
const char *
mb_job_get_destination_id (MbJob *self)
{
  g_return_val_if_fail (MB_IS_JOB (self), NULL);

  return self->row->site_id;
}

/**
 * mb_job_get_intent:
 * @self: a job
 *
 * What is to happen on the site.
 *
 * Returns: the intent
 */
MbIntent
mb_job_get_intent (MbJob *self)
{
  g_return_val_if_fail (MB_IS_JOB (self), MB_INTENT_PUBLISH);

  return (MbIntent) self->row->intent;
}

/**
 * mb_job_get_state:
 * @self: a job
 *
 * Whether it runs, waits, needs a person or is over.
 *
 * Returns: the state
 */
MbJobState
mb_job_get_state (MbJob *self)
{
  g_return_val_if_fail (MB_IS_JOB (self), MB_JOB_FAILED);

  return (MbJobState) self->row->state;
}

/**
 * mb_job_get_step:
 * @self: a job
 *
 * How far it has come.
 *
 * Returns: the step it is at
 */
MbJobStep
mb_job_get_step (MbJob *self)
{
  g_return_val_if_fail (MB_IS_JOB (self), MB_AT_PLANNED);

  return (MbJobStep) self->row->step;
}

/**
 * mb_job_get_fraction:
 * @self: a job
 *
 * How far it has come, for a bar.
 *
 * Returns: 0 to 1
 */
double
mb_job_get_fraction (MbJob *self)
{
  static const double starts[] = {0.0, 0.05, 0.70, 0.78, 0.84, 0.92, 1.0};
  double start;
  double part = 0;

  g_return_val_if_fail (MB_IS_JOB (self), 0);

  start = starts[CLAMP (self->row->step, 0, MB_AT_DONE)];
  if (self->row->step != MB_AT_MEDIA || self->progress.media_total == 0)
    return start;
  if (self->progress.total_bytes > 0)
    part = (double) self->progress.sent_bytes / (double) self->progress.total_bytes;
  part = (self->progress.media_done + MIN (part, 1.0)) / self->progress.media_total;

  return start + MIN (part, 1.0) * (starts[MB_AT_DRAFT] - start);
}

/**
 * mb_job_get_media_done:
 * @self: a job
 *
 * How many of its pictures the site has.
 *
 * Returns: a count
 */
guint
mb_job_get_media_done (MbJob *self)
{
  g_return_val_if_fail (MB_IS_JOB (self), 0);

  return self->progress.media_done;
}

/**
 * mb_job_get_media_total:
 * @self: a job
 *
 * How many pictures it has.
 *
 * Returns: a count; 0 before they are counted
 */
guint
mb_job_get_media_total (MbJob *self)
{
  g_return_val_if_fail (MB_IS_JOB (self), 0);

  return self->progress.media_total;
}

/**
 * mb_job_get_url:
 * @self: a job
 *
 * Where the article is on the site.
 *
 * Returns: (transfer none) (nullable): the address; `NULL` before there is one
 */
const char *
mb_job_get_url (MbJob *self)
{
  g_return_val_if_fail (MB_IS_JOB (self), NULL);

  return self->row->remote_url;
}

/**
 * mb_job_get_error:
 * @self: a job
 *
 * Why it waits, needs a person or has failed.
 *
 * Returns: (transfer none) (nullable): the last error
 */
const GError *
mb_job_get_error (MbJob *self)
{
  g_return_val_if_fail (MB_IS_JOB (self), NULL);

  return self->error;
}

/**
 * mb_job_get_receipt:
 * @self: a job
 *
 * What was found when the article was read back.
 *
 * Returns: (transfer none) (nullable): the receipt
 */
MbReceipt *
mb_job_get_receipt (MbJob *self)
{
  g_return_val_if_fail (MB_IS_JOB (self), NULL);

  return self->receipt;
}

/**
 * mb_job_get_not_before_ms:
 * @self: a job
 *
 * When a waiting or scheduled job goes on.
 *
 * Returns: wall time in milliseconds
 */
gint64
mb_job_get_not_before_ms (MbJob *self)
{
  g_return_val_if_fail (MB_IS_JOB (self), 0);

  return self->row->not_before_ms;
}

/**
 * mb_job_get_tries:
 * @self: a job
 *
 * How often its step has failed.
 *
 * Returns: a count
 */
guint
mb_job_get_tries (MbJob *self)
{
  g_return_val_if_fail (MB_IS_JOB (self), 0);

  return self->row->tries;
}

/**
 * mb_job_get_seconds_left:
 * @self: a job
 *
 * How long the bytes still take at the measured rate.
 *
 * Returns: seconds; -1: not known
 */
int
mb_job_get_seconds_left (MbJob *self)
{
  g_return_val_if_fail (MB_IS_JOB (self), -1);

  return self->seconds_left;
}

/**
 * mb_job_is_over:
 * @self: a job
 *
 * Whether nothing more will happen with it.
 *
 * Returns: `TRUE` when it is done, failed or cancelled
 */
gboolean
mb_job_is_over (MbJob *self)
{
  g_return_val_if_fail (MB_IS_JOB (self), TRUE);

  return self->row->over;
}

/**
 * mb_job_goes_on:
 * @self: a job
 *
 * Whether it runs, or will go on by itself.
 *
 * Returns: `FALSE` when it is over or a person must act
 */
gboolean
mb_job_goes_on (MbJob *self)
{
  g_return_val_if_fail (MB_IS_JOB (self), FALSE);

  return !self->row->over && self->row->state <= MB_JOB_SCHEDULED;
}

/**
 * mb_job_can_yield:
 * @self: a job
 *
 * Whether another sending of the article to the site may take its place: it waits, and nothing of
 * it is on its way to readers or may be.
 *
 * Returns: `TRUE` when it may
 */
gboolean
mb_job_can_yield (MbJob *self)
{
  g_return_val_if_fail (MB_IS_JOB (self), FALSE);

  if (mb_job_is_kept_by_site (self))
    return TRUE;

  return !self->row->over && !self->row->attempted && self->row->step <= MB_AT_FINALISE &&
         (self->row->state == MB_JOB_WAITING || self->row->state == MB_JOB_SCHEDULED);
}

/**
 * mb_job_is_kept_by_site:
 * @self: a job
 *
 * Whether the site itself will make the article public at its hour: nobody sees it yet, and it
 * needs nothing of us.
 *
 * Returns: `TRUE` when it will
 */
gboolean
mb_job_is_kept_by_site (MbJob *self)
{
  g_return_val_if_fail (MB_IS_JOB (self), FALSE);

  return self->row->state == MB_JOB_SCHEDULED && self->row->step == MB_AT_CONFIRM;
}

/**
 * mb_job_was_sent:
 * @self: a job
 *
 * Whether readers may see it already: it can then be unpublished, not given up.
 *
 * Returns: `TRUE` when they may
 */
gboolean
mb_job_was_sent (MbJob *self)
{
  g_return_val_if_fail (MB_IS_JOB (self), FALSE);

  return self->row->step > MB_AT_FINALISE ||
         (self->row->step == MB_AT_FINALISE && self->row->attempted);
}
