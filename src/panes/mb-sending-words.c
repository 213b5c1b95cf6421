#include "mb-sending-words.h"

#include "mb-messages.h"

#include <glib/gi18n-lib.h>

static gboolean
failed_with (MbJob *job, MbPublishError code)
{
  return g_error_matches (mb_job_get_error (job), MB_PUBLISH_ERROR, (int) code);
}

/**
 * mb_sending_is_withdrawal:
 * @job: a sending
 *
 * Whether it takes an article from readers.
 *
 * Returns: `TRUE` when it sends no text
 */
gboolean
mb_sending_is_withdrawal (MbJob *job)
{
  g_return_val_if_fail (MB_IS_JOB (job), FALSE);

  return mb_job_get_intent (job) == MB_INTENT_UNPUBLISH ||
         mb_job_get_intent (job) == MB_INTENT_TAKEDOWN;
}

static MbSendingView
judge_waiting (MbJob *job)
{
  if (!mb_job_get_error (job))
    return MB_SENDING_UNDER_WAY;
  if (failed_with (job, MB_PUBLISH_ERROR_OFFLINE))
    return MB_SENDING_OFFLINE;
  if (failed_with (job, MB_PUBLISH_ERROR_UNKNOWN))
    return MB_SENDING_UNCONFIRMED;

  return mb_job_was_sent (job) ? MB_SENDING_UNCHECKED : MB_SENDING_WAITING;
}

static MbSendingView
judge_stuck (MbJob *job)
{
  if (failed_with (job, MB_PUBLISH_ERROR_UNKNOWN))
    return MB_SENDING_UNCONFIRMED;
  if (failed_with (job, MB_PUBLISH_ERROR_GONE))
    return MB_SENDING_GONE;
  if (failed_with (job, MB_PUBLISH_ERROR_LOSS))
    return mb_sending_is_withdrawal (job) ? MB_SENDING_STILL_THERE : MB_SENDING_INCOMPLETE;

  return mb_job_was_sent (job) ? MB_SENDING_UNCHECKED : MB_SENDING_REFUSED;
}

static MbSendingView
judge_done (MbJob *job)
{
  MbReceipt *receipt = mb_job_get_receipt (job);

  if (mb_sending_is_withdrawal (job))
    return MB_SENDING_WITHDRAWN;
  if (!receipt)
    return MB_SENDING_UNCHECKED;
  if (!mb_receipt_is_complete (receipt))
    return MB_SENDING_INCOMPLETE;

  return mb_receipt_get_fields (receipt)->public_page ? MB_SENDING_CHECKED : MB_SENDING_DRAFT;
}

/**
 * mb_sending_get_view:
 * @job: a sending
 *
 * What a person is to know of it. Only what was read back whole is called checked.
 *
 * Returns: the view
 */
MbSendingView
mb_sending_get_view (MbJob *job)
{
  g_return_val_if_fail (MB_IS_JOB (job), MB_SENDING_REFUSED);

  switch (mb_job_get_state (job)) {
  case MB_JOB_QUEUED:
  case MB_JOB_RUNNING:
    return MB_SENDING_UNDER_WAY;
  case MB_JOB_WAITING:
    return judge_waiting (job);
  case MB_JOB_SCHEDULED:
    return MB_SENDING_SCHEDULED;
  case MB_JOB_NEEDS_USER:
    return judge_stuck (job);
  case MB_JOB_CONFLICT:
    return MB_SENDING_CONFLICT;
  case MB_JOB_FAILED:
    return MB_SENDING_REFUSED;
  case MB_JOB_CANCELLED:
    return MB_SENDING_CANCELLED;
  case MB_JOB_DONE:
    return judge_done (job);
  }

  return MB_SENDING_REFUSED;
}

static const char *const titles[] = {
  [MB_SENDING_UNDER_WAY] = N_ ("On Its Way"),
  [MB_SENDING_OFFLINE] = N_ ("Not Sent Yet"),
  [MB_SENDING_WAITING] = N_ ("Waiting for the Site"),
  [MB_SENDING_SCHEDULED] = N_ ("Scheduled"),
  [MB_SENDING_UNCONFIRMED] = N_ ("Publication Not Confirmed"),
  [MB_SENDING_UNCHECKED] = N_ ("Sent, Not Checked Yet"),
  [MB_SENDING_INCOMPLETE] = N_ ("Published, but Incomplete"),
  [MB_SENDING_REFUSED] = N_ ("The Article Was Not Published"),
  [MB_SENDING_CONFLICT] = N_ ("Two Versions of This Article"),
  [MB_SENDING_GONE] = N_ ("No Longer on the Site"),
  [MB_SENDING_CANCELLED] = N_ ("Sending Cancelled"),
  [MB_SENDING_CHECKED] = N_ ("Published and Checked"),
  [MB_SENDING_DRAFT] = N_ ("Sent as a Draft and Checked"),
  [MB_SENDING_WITHDRAWN] = N_ ("No Longer Online"),
  [MB_SENDING_STILL_THERE] = N_ ("Still Online"),
};

/* What is said otherwise when an article is taken from readers. */
static const struct {
  MbSendingView view;
  const char *title;
  const char *sentence;
} withdrawal[] = {
  {MB_SENDING_OFFLINE, N_ ("Not Unpublished Yet"),
   N_ ("Offline. The article will be unpublished by itself. Until then readers find it.")},
  {MB_SENDING_UNCONFIRMED, N_ ("Unpublishing Not Confirmed"),
   N_ ("The site has not confirmed that readers no longer find the article. Marbre looks.")},
  {MB_SENDING_UNCHECKED, N_ ("Unpublishing Not Confirmed"),
   N_ ("The site has not confirmed that readers no longer find the article. Marbre looks.")},
  {MB_SENDING_REFUSED, N_ ("The Article Was Not Unpublished"),
   N_ ("The site did not take the article offline: readers still find it.")},
  {MB_SENDING_STILL_THERE, N_ ("Still Online"),
   N_ ("The site has taken the order, but readers still find the page. If it stays there, "
       "unpublish it on the site itself.")},
  {MB_SENDING_CANCELLED, N_ ("Unpublishing Cancelled"), N_ ("Readers still find the article.")},
};

static const char *
find_withdrawal (MbJob *job, gboolean title)
{
  MbSendingView view = mb_sending_get_view (job);

  for (gsize i = 0; mb_sending_is_withdrawal (job) && i < G_N_ELEMENTS (withdrawal); i++)
    if (withdrawal[i].view == view)
      return title ? withdrawal[i].title : withdrawal[i].sentence;

  return NULL;
}

/**
 * mb_sending_say_title:
 * @job: a sending
 *
 * Names what has become of it.
 *
 * Returns: (transfer full): a title
 */
char *
mb_sending_say_title (MbJob *job)
{
  const char *other = find_withdrawal (job, TRUE);

  return g_strdup (other ? _ (other) : _ (titles[mb_sending_get_view (job)]));
}

/**
 * mb_sending_say_moment:
 * @wall_ms: wall time in milliseconds
 *
 * Says a moment as people here write one: the hour, and the day when it is another one.
 *
 * Returns: (transfer full): the words
 */
char *
mb_sending_say_moment (gint64 wall_ms)
{
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (wall_ms / 1000);
  g_autoptr (GDateTime) moment = g_date_time_to_local (utc);
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  gboolean today = g_date_time_get_year (moment) == g_date_time_get_year (now) &&
                   g_date_time_get_day_of_year (moment) == g_date_time_get_day_of_year (now);

  /* Translators: an hour of today. */
  return today ? g_date_time_format (moment, C_ ("hour", "%H:%M"))
               /* Translators: a day and an hour. */
               : g_date_time_format (moment, _ ("%A %-d %B, %H:%M"));
}

static char *
say_step (MbJob *job)
{
  if (mb_job_get_state (job) == MB_JOB_QUEUED)
    return g_strdup (_ ("Waiting for its turn"));

  switch (mb_job_get_step (job)) {
  case MB_AT_PLANNED:
    return g_strdup (_ ("Preparing the article"));
  case MB_AT_MEDIA:
    if (mb_job_get_media_total (job) == 0)
      return g_strdup (_ ("Sending the pictures"));
    /* Translators: how many pictures were sent, of how many. */
    return g_strdup_printf (_ ("Sending the pictures: %u of %u"), mb_job_get_media_done (job),
                            mb_job_get_media_total (job));
  case MB_AT_DRAFT:
  case MB_AT_VERIFY:
  case MB_AT_FINALISE:
    return g_strdup (mb_sending_is_withdrawal (job) ? _ ("Taking the article offline")
                                                    : _ ("Sending the article"));
  case MB_AT_CONFIRM:
  case MB_AT_DONE:
    return g_strdup (_ ("Checking online"));
  }

  return NULL;
}

static char *
say_wait (MbJob *job)
{
  g_autofree char *moment = mb_sending_say_moment (mb_job_get_not_before_ms (job));

  /* Translators: %s is an hour. */
  return g_strdup_printf (_ ("The site does not take the article yet. Next try at %s."), moment);
}

static char *
say_schedule (MbJob *job)
{
  g_autofree char *moment = mb_sending_say_moment (mb_job_get_not_before_ms (job));

  /* Translators: %s is an hour, or a day and an hour. */
  return g_strdup_printf (_ ("Goes online by itself: %s. Marbre must be running then."), moment);
}

/**
 * mb_sending_say_state:
 * @job: a sending
 *
 * Says in a sentence or two where it is, and why.
 *
 * Returns: (transfer full): the words
 */
char *
mb_sending_say_state (MbJob *job)
{
  const GError *error;
  const char *other;

  g_return_val_if_fail (MB_IS_JOB (job), NULL);

  error = mb_job_get_error (job);
  other = find_withdrawal (job, FALSE);
  if (other)
    return g_strdup (_ (other));
  switch (mb_sending_get_view (job)) {
  case MB_SENDING_UNDER_WAY:
    return say_step (job);
  case MB_SENDING_OFFLINE:
    return g_strdup (_ ("Offline. The article will leave by itself."));
  case MB_SENDING_WAITING:
    return say_wait (job);
  case MB_SENDING_SCHEDULED:
    return say_schedule (job);
  case MB_SENDING_CANCELLED:
    return g_strdup (_ ("Nothing went online. Your text is kept here."));
  case MB_SENDING_UNCHECKED:
    if (!error)
      return g_strdup (_ ("The article was sent, but has not been read back yet."));
    break;
  case MB_SENDING_CHECKED:
    return g_strdup (_ ("The public page was read back: everything is there."));
  case MB_SENDING_DRAFT:
    return g_strdup (_ ("The site has the article as a draft. Readers do not see it yet."));
  case MB_SENDING_WITHDRAWN:
    return g_strdup (mb_job_get_intent (job) == MB_INTENT_UNPUBLISH
                       ? _ ("Readers no longer see the article. It stays on the site as a draft.")
                       : _ ("Readers no longer see the article."));
  case MB_SENDING_UNCONFIRMED:
  case MB_SENDING_INCOMPLETE:
  case MB_SENDING_REFUSED:
  case MB_SENDING_CONFLICT:
  case MB_SENDING_GONE:
  case MB_SENDING_STILL_THERE:
    break;
  }

  return error ? mb_message_for_error (error) : mb_sending_say_title (job);
}
