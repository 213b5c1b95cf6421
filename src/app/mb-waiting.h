#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* Something that may take a while: after a second a toast says so, how far it has come, and offers
 * to stop it. Typing goes on meanwhile. */
typedef struct _MbWaiting MbWaiting;

/* How far it has come; written by the worker, read by the toast. */
typedef struct {
  int done;
  int total; /* 0: nobody knows */
} MbWaitingCount;

MbWaitingCount *mb_waiting_count_new (void) G_GNUC_WARN_UNUSED_RESULT;
MbWaitingCount *mb_waiting_count_ref (MbWaitingCount *self);
void mb_waiting_count_unref (MbWaitingCount *self);
void mb_waiting_count_set (MbWaitingCount *self, guint done, guint total);

MbWaiting *mb_waiting_new (AdwToastOverlay *overlay,
                           const char *words,
                           MbWaitingCount *count,
                           GCancellable *cancellable) G_GNUC_WARN_UNUSED_RESULT;
void mb_waiting_end (MbWaiting *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MbWaitingCount, mb_waiting_count_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MbWaiting, mb_waiting_end)

G_END_DECLS
