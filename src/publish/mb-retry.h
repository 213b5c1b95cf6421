#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* How long to wait before a step is entered again. Passed in, so that tests wait no time. */
typedef struct {
  guint base_ms;      /* the first wait is drawn from 0 to this, the next from twice as much … */
  guint cap_ms;       /* … up to this */
  guint look_ms;      /* between two look-ups after an unknown outcome */
  guint max_tries;    /* then a person is asked */
  gint64 max_age_ms;  /* then, too */
  guint io_timeout_s; /* nothing read or written for so long: given up */
  guint deadline_ms;  /* a whole request, without its bytes */
  guint bytes_per_s;  /* slowest rate that a request's bytes are allowed for */
} MbRetryPolicy;

const MbRetryPolicy *mb_retry_policy_default (void);
guint mb_retry_delay_ms (const MbRetryPolicy *policy, guint tries, double random);
gint64 mb_retry_after_ms (const char *header, gint64 now_ms);

G_END_DECLS
