#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Time is passed in, so that tests can set it: wall time is for display, monotonic time for windows
 * and delays. */
typedef struct {
  gint64 (*wall_ms) (gpointer user_data);
  gint64 (*monotonic_us) (gpointer user_data);
  gpointer user_data;
} MbClock;

const MbClock *mb_clock_system (void);
gint64 mb_clock_wall_ms (const MbClock *clock);
gint64 mb_clock_monotonic_us (const MbClock *clock);

G_END_DECLS
