#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Hours and days as people say them. */
char *mb_time_to_words (gint64 time_ms, gint64 now_ms) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
