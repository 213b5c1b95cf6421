#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* One named thread with a queue: it owns a resource and does one job after the other. */
#define MB_TYPE_WORKER (mb_worker_get_type ())

G_DECLARE_FINAL_TYPE (MbWorker, mb_worker, MB, WORKER, GObject)

typedef void (*MbWorkerFunc) (gpointer user_data);

void mb_worker_protect_main_thread (void);

MbWorker *mb_worker_new (const char *name) G_GNUC_WARN_UNUSED_RESULT;

void mb_worker_push (MbWorker *self, GTask *task, GTaskThreadFunc func);
void mb_worker_post (MbWorker *self, MbWorkerFunc func, gpointer user_data, GDestroyNotify destroy);
void mb_worker_wake_at (MbWorker *self, gint64 time_us, MbWorkerFunc func, gpointer user_data);
void mb_worker_call (MbWorker *self, MbWorkerFunc func, gpointer user_data);
gboolean mb_worker_is_current (MbWorker *self);
void mb_worker_drain (MbWorker *self);
void mb_worker_stop (MbWorker *self);

G_END_DECLS
