#include "mb-times.h"

/* Paris, by its rule instead of by the machine's tables: in 2026 the clocks go forward on 29 March
 * and back on 25 October. */
#define PARIS "CET-1CEST,M3.5.0,M10.5.0/3"

typedef struct {
  const char *name;
  const char *then;
  const char *now;
  const char *words;
} Case;

static const Case cases[] = {
  {"an-hour-of-today", "2026-11-25T09:05:00", "2026-11-25T15:00:00", "09:05"},
  {"today-begins-at-midnight", "2026-11-25T00:00:00", "2026-11-25T15:00:00", "00:00"},
  {"a-clock-that-was-ahead", "2026-11-25T18:00:00", "2026-11-25T15:00:00", "18:00"},
  {"a-minute-before-midnight", "2026-11-24T23:59:00", "2026-11-25T00:01:00", "yesterday"},
  {"the-whole-of-yesterday", "2026-11-24T00:00:00", "2026-11-25T23:59:00", "yesterday"},
  {"the-day-before", "2026-11-23T23:59:00", "2026-11-25T15:00:00", "Monday"},
  {"six-days-ago", "2026-11-19T00:00:00", "2026-11-25T15:00:00", "Thursday"},
  {"a-week-ago", "2026-11-18T23:59:00", "2026-11-25T15:00:00", "November 18"},
  {"this-year", "2026-01-01T00:00:00", "2026-11-25T15:00:00", "January 1"},
  {"last-year", "2025-12-31T23:59:00", "2026-11-25T15:00:00", "Dec 31, 2025"},
  {"yesterday-across-new-year", "2025-12-31T23:59:00", "2026-01-01T08:00:00", "yesterday"},
  {"a-yesterday-of-25-hours", "2026-10-25T00:30:00", "2026-10-26T10:00:00", "yesterday"},
  {"before-a-yesterday-of-25-hours", "2026-10-24T23:30:00", "2026-10-26T10:00:00", "Saturday"},
  {"six-days-ago-with-25-hours", "2026-10-20T00:30:00", "2026-10-26T10:00:00", "Tuesday"},
  {"before-a-yesterday-of-23-hours", "2026-03-28T23:30:00", "2026-03-30T10:00:00", "Saturday"},
  {"a-week-ago-with-23-hours", "2026-03-23T23:30:00", "2026-03-30T10:00:00", "March 23"},
};

static gint64
moment_ms (const char *text)
{
  g_autoptr (GTimeZone) zone = g_time_zone_new_local ();
  g_autoptr (GDateTime) moment = g_date_time_new_from_iso8601 (text, zone);

  g_assert_nonnull (moment);

  return g_date_time_to_unix (moment) * 1000;
}

static void
test_moment (gconstpointer data)
{
  const Case *c = data;
  g_autofree char *words = mb_time_to_words (moment_ms (c->then), moment_ms (c->now));

  g_assert_cmpstr (words, ==, c->words);
}

/* The same two moments are of one day in Paris and of two in New York. */
static void
test_days_are_those_of_the_place (void)
{
  gint64 then_ms = moment_ms ("2026-11-25T01:00:00");
  gint64 now_ms = moment_ms ("2026-11-25T15:00:00");
  g_autofree char *paris = mb_time_to_words (then_ms, now_ms);
  g_autofree char *new_york = NULL;

  g_setenv ("TZ", "EST5EDT,M3.2.0,M11.1.0", TRUE);
  new_york = mb_time_to_words (then_ms, now_ms);
  g_setenv ("TZ", PARIS, TRUE);

  g_assert_cmpstr (paris, ==, "01:00");
  g_assert_cmpstr (new_york, ==, "yesterday");
}

static void
test_a_moment_out_of_all_years_is_no_words (void)
{
  g_autofree char *words = mb_time_to_words (G_MAXINT64, 0);

  g_assert_cmpstr (words, ==, "");
}

int
main (int argc, char **argv)
{
  g_setenv ("TZ", PARIS, TRUE);
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *path = g_strconcat ("/app/times/", cases[i].name, NULL);

    g_test_add_data_func (path, &cases[i], test_moment);
  }
  g_test_add_func ("/app/times/days-are-those-of-the-place", test_days_are_those_of_the_place);
  g_test_add_func ("/app/times/a-moment-out-of-all-years-is-no-words",
                   test_a_moment_out_of_all_years_is_no_words);

  return g_test_run ();
}
