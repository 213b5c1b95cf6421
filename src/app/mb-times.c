#include "mb-times.h"

#include <glib/gi18n.h>

/**
 * mb_time_to_words:
 * @time_ms: a moment, as wall time in milliseconds
 * @now_ms: the present, the same way
 *
 * Says when something was: the hour today, the day within a week, the date before that.
 *
 * Returns: (transfer full): words in the language of the interface
 */
char *
mb_time_to_words (gint64 time_ms, gint64 now_ms)
{
  g_autoptr (GDateTime) then = g_date_time_new_from_unix_local (time_ms / 1000);
  g_autoptr (GDateTime) now = g_date_time_new_from_unix_local (now_ms / 1000);
  g_autoptr (GDateTime) midnight = NULL;
  GTimeSpan before;

  if (!then || !now)
    return g_strdup ("");
  midnight = g_date_time_new_local (g_date_time_get_year (now), g_date_time_get_month (now),
                                    g_date_time_get_day_of_month (now), 0, 0, 0);
  before = g_date_time_difference (midnight, then);
  if (before <= 0)
    /* Translators: an hour of today, for g_date_time_format(). */
    return g_date_time_format (then, _ ("%H:%M"));
  if (before <= G_TIME_SPAN_DAY)
    return g_strdup (_ ("yesterday"));
  if (before <= 6 * G_TIME_SPAN_DAY)
    return g_date_time_format (then, "%A");
  if (g_date_time_get_year (then) == g_date_time_get_year (now))
    /* Translators: a day of this year, for g_date_time_format(). */
    return g_date_time_format (then, _ ("%B %-d"));

  /* Translators: a day of another year, for g_date_time_format(). */
  return g_date_time_format (then, _ ("%b %-d, %Y"));
}
