#include "mb-retry.h"

#include <gio/gio.h>
#include <libsoup/soup.h>

#define RETRY_AFTER_CAP_MS (600 * 1000)

static const MbRetryPolicy default_policy = {
  .base_ms = 2000,
  .cap_ms = 600 * 1000,
  .look_ms = 5000,
  .max_tries = 30,
  .max_age_ms = G_GINT64_CONSTANT (24) * 3600 * 1000,
  .io_timeout_s = 60,
  .deadline_ms = 120 * 1000,
  .bytes_per_s = 2048,
};

/**
 * mb_retry_policy_default:
 *
 * The waits that people get.
 *
 * Returns: the policy
 */
const MbRetryPolicy *
mb_retry_policy_default (void)
{
  return &default_policy;
}

/**
 * mb_retry_delay_ms:
 * @policy: how long to wait
 * @tries: attempts so far, the failed one included
 * @random: from 0 to 1
 *
 * Draws the wait before the next attempt, so that many machines do not come back together.
 *
 * Returns: milliseconds
 */
guint
mb_retry_delay_ms (const MbRetryPolicy *policy, guint tries, double random)
{
  guint64 ceiling;

  g_return_val_if_fail (policy != NULL, 0);

  ceiling = (guint64) policy->base_ms << MIN (tries ? tries - 1 : 0, 20);

  return (guint) (MIN (ceiling, policy->cap_ms) * CLAMP (random, 0.0, 1.0));
}

/**
 * mb_retry_after_ms:
 * @header: (nullable): what the site wrote in `Retry-After`: seconds, or a date
 * @now_ms: wall clock
 *
 * Reads how long a site asks to be left alone, at most ten minutes.
 *
 * Returns: milliseconds; -1 when it did not say
 */
gint64
mb_retry_after_ms (const char *header, gint64 now_ms)
{
  g_autoptr (GDateTime) date = NULL;
  guint64 seconds;
  gint64 wait_ms;

  if (!header)
    return -1;

  if (g_ascii_string_to_unsigned (header, 10, 0, G_MAXUINT32, &seconds, NULL))
    return MIN ((gint64) seconds * 1000, RETRY_AFTER_CAP_MS);

  date = soup_date_time_new_from_http_string (header);
  if (!date)
    return -1;
  wait_ms = g_date_time_to_unix (date) * 1000 - now_ms;

  return CLAMP (wait_ms, 0, RETRY_AFTER_CAP_MS);
}
