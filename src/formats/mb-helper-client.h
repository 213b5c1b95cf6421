#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* What the helper answered: the head, and what comes behind it. */
typedef struct {
  GBytes *head;
  GBytes *blocks;      /* (nullable) */
  GPtrArray *pictures; /* of GBytes: what comes behind them */
} MbHelperAnswer;

MbHelperAnswer *mb_helper_run (const char *what,
                               GBytes *input,
                               GCancellable *cancellable,
                               GError **error) G_GNUC_WARN_UNUSED_RESULT;
void mb_helper_answer_free (MbHelperAnswer *answer);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MbHelperAnswer, mb_helper_answer_free)

G_END_DECLS
