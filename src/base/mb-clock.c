#include "mb-clock.h"

static gint64
system_wall_ms (gpointer user_data)
{
  return g_get_real_time () / 1000;
}

static gint64
system_monotonic_us (gpointer user_data)
{
  return g_get_monotonic_time ();
}

static const MbClock system_clock = {
  .wall_ms = system_wall_ms,
  .monotonic_us = system_monotonic_us,
};

/**
 * mb_clock_system:
 *
 * The machine's own clock.
 *
 * Returns: (transfer none): the clock, for ever
 */
const MbClock *
mb_clock_system (void)
{
  return &system_clock;
}

/**
 * mb_clock_wall_ms:
 * @clock: (nullable): a clock; `NULL` for the machine's
 *
 * Reads the time of day in milliseconds since 1970. For display alone: it may jump.
 */
gint64
mb_clock_wall_ms (const MbClock *clock)
{
  const MbClock *used = clock ? clock : &system_clock;

  return used->wall_ms (used->user_data);
}

/**
 * mb_clock_monotonic_us:
 * @clock: (nullable): a clock; `NULL` for the machine's
 *
 * Reads a time in microseconds that never goes back. For windows and delays.
 */
gint64
mb_clock_monotonic_us (const MbClock *clock)
{
  const MbClock *used = clock ? clock : &system_clock;

  return used->monotonic_us (used->user_data);
}
