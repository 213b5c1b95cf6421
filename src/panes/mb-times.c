#include "mb-times.h"

#include <glib/gi18n-lib.h>

/* Days are counted by the calendar: two a year have 23 or 25 hours. */
static int
count_nights (GDateTime *from, GDateTime *to)
{
  GDate a;
  GDate b;
  int year;
  int month;
  int day;

  g_date_clear (&a, 1);
  g_date_clear (&b, 1);
  g_date_time_get_ymd (from, &year, &month, &day);
  g_date_set_dmy (&a, (GDateDay) day, (GDateMonth) month, (GDateYear) year);
  g_date_time_get_ymd (to, &year, &month, &day);
  g_date_set_dmy (&b, (GDateDay) day, (GDateMonth) month, (GDateYear) year);

  return g_date_days_between (&a, &b);
}

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
  int days;

  if (!then || !now)
    return g_strdup ("");
  days = count_nights (then, now);
  if (days <= 0)
    /* Translators: an hour of today, for g_date_time_format(). */
    return g_date_time_format (then, _ ("%H:%M"));
  if (days == 1)
    return g_strdup (_ ("yesterday"));
  if (days <= 6)
    return g_date_time_format (then, "%A");
  if (g_date_time_get_year (then) == g_date_time_get_year (now))
    /* Translators: a day of this year, for g_date_time_format(). */
    return g_date_time_format (then, _ ("%B %-d"));

  /* Translators: a day of another year, for g_date_time_format(). */
  return g_date_time_format (then, _ ("%b %-d, %Y"));
}
