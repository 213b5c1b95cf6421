#include "mb-worker.h"

/* What waits in the queue. Exactly one of `task_func` and `func` is set; the item that ends the
 * thread has neither. */
typedef struct {
  GTask *task;
  GTaskThreadFunc task_func;
  MbWorkerFunc func;
  gpointer user_data;
  GDestroyNotify destroy;
} Item;

/* A caller that waits for its function to have run. */
typedef struct {
  GMutex mutex;
  GCond cond;
  MbWorkerFunc func;
  gpointer user_data;
  gboolean done;
} Wait;

struct _MbWorker {
  GObject parent_instance;
  char *name;
  GThread *thread; /* NULL once stopped; read by the owner's thread */
  GThread *self_thread;
  GAsyncQueue *queue; /* Item */
  gint64 wake_us;     /* worker thread only; 0: none */
  MbWorkerFunc wake_func;
  gpointer wake_data;
};

static GThread *protected_thread;

G_DEFINE_FINAL_TYPE (MbWorker, mb_worker, G_TYPE_OBJECT)

static void
item_free (Item *item)
{
  if (item->destroy)
    item->destroy (item->user_data);
  g_free (item);
}

/* The last reference may free a widget, so it is dropped where the task was made. */
static gboolean
drop_task_cb (gpointer user_data)
{
  return G_SOURCE_REMOVE;
}

static void
hand_back (GTask *task)
{
  g_autoptr (GSource) source = g_idle_source_new ();
  GMainContext *context = g_task_get_context (task);

  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_static_name (source, "[marbre] hand a task back");
  g_source_set_callback (source, drop_task_cb, task, g_object_unref);
  g_source_attach (source, context);
}

static Item *
take_next (MbWorker *self)
{
  gint64 left_us = 0;

  if (self->wake_us == 0)
    return g_async_queue_pop (self->queue);

  left_us = self->wake_us - g_get_monotonic_time ();
  if (left_us <= 0)
    return NULL;

  return g_async_queue_timeout_pop (self->queue, (guint64) left_us);
}

static void
wake (MbWorker *self)
{
  MbWorkerFunc func = self->wake_func;

  if (self->wake_us == 0 || g_get_monotonic_time () < self->wake_us)
    return;

  self->wake_us = 0;
  func (self->wake_data);
}

static gboolean
run (Item *item)
{
  gboolean goes_on = item->task_func || item->func;

  if (item->task_func) {
    item->task_func (item->task, g_task_get_source_object (item->task),
                     g_task_get_task_data (item->task), g_task_get_cancellable (item->task));
    hand_back (g_steal_pointer (&item->task));
  } else if (item->func) {
    item->func (item->user_data);
  }
  item_free (item);

  return goes_on;
}

static gpointer
thread_main (gpointer user_data)
{
  MbWorker *self = user_data;
  gboolean goes_on = TRUE;

  while (goes_on) {
    Item *item = take_next (self);

    if (item)
      goes_on = run (item);
    if (goes_on)
      wake (self);
  }

  return NULL;
}

static void
mb_worker_finalize (GObject *object)
{
  MbWorker *self = MB_WORKER (object);

  mb_worker_stop (self);
  g_clear_pointer (&self->queue, g_async_queue_unref);
  g_clear_pointer (&self->name, g_free);

  G_OBJECT_CLASS (mb_worker_parent_class)->finalize (object);
}

static void
mb_worker_class_init (MbWorkerClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = mb_worker_finalize;
}

static void
mb_worker_init (MbWorker *self)
{
  self->queue = g_async_queue_new ();
}

static void
wait_run (gpointer user_data)
{
  Wait *wait = user_data;

  if (wait->func)
    wait->func (wait->user_data);
  g_mutex_lock (&wait->mutex);
  wait->done = TRUE;
  g_cond_signal (&wait->cond);
  g_mutex_unlock (&wait->mutex);
}

static void
wait_for (MbWorker *self, MbWorkerFunc func, gpointer user_data)
{
  Wait wait = {.func = func, .user_data = user_data};

  g_mutex_init (&wait.mutex);
  g_cond_init (&wait.cond);
  mb_worker_post (self, wait_run, &wait, NULL);
  g_mutex_lock (&wait.mutex);
  while (!wait.done)
    g_cond_wait (&wait.cond, &wait.mutex);
  g_mutex_unlock (&wait.mutex);
  g_mutex_clear (&wait.mutex);
  g_cond_clear (&wait.cond);
}

/**
 * mb_worker_protect_main_thread:
 *
 * Says that the calling thread draws a window: from now on mb_worker_call() on it is a programmer's
 * error. Programs without a window leave it.
 */
void
mb_worker_protect_main_thread (void)
{
  g_atomic_pointer_set (&protected_thread, g_thread_self ());
}

/**
 * mb_worker_new:
 * @name: of the thread, at most 15 bytes of it are seen
 *
 * Starts a thread that waits for jobs.
 *
 * Returns: (transfer full): the worker
 */
MbWorker *
mb_worker_new (const char *name)
{
  MbWorker *self = NULL;

  g_return_val_if_fail (name != NULL, NULL);

  self = g_object_new (MB_TYPE_WORKER, NULL);
  self->name = g_strdup (name);
  self->thread = g_thread_new (name, thread_main, self);
  self->self_thread = self->thread;

  return self;
}

/**
 * mb_worker_push:
 * @self: a worker that is not stopped
 * @task: what to do it for; its result goes to the task's main context, and so does the last
 *   reference
 * @func: what to do; returns its outcome through the task
 *
 * Queues a job. Any thread.
 */
void
mb_worker_push (MbWorker *self, GTask *task, GTaskThreadFunc func)
{
  Item *item = NULL;

  g_return_if_fail (MB_IS_WORKER (self));
  g_return_if_fail (G_IS_TASK (task));
  g_return_if_fail (func != NULL);
  g_return_if_fail (self->self_thread != NULL);

  item = g_new0 (Item, 1);
  item->task = g_object_ref (task);
  item->task_func = func;
  g_async_queue_push (self->queue, item);
}

/**
 * mb_worker_post:
 * @self: a worker that is not stopped
 * @func: what to do
 * @user_data: for it
 * @destroy: (nullable): frees @user_data afterwards, on the worker
 *
 * Queues something nobody waits for. Any thread.
 */
void
mb_worker_post (MbWorker *self, MbWorkerFunc func, gpointer user_data, GDestroyNotify destroy)
{
  Item *item = NULL;

  g_return_if_fail (MB_IS_WORKER (self));
  g_return_if_fail (func != NULL);
  g_return_if_fail (self->self_thread != NULL);

  item = g_new0 (Item, 1);
  item->func = func;
  item->user_data = user_data;
  item->destroy = destroy;
  g_async_queue_push (self->queue, item);
}

/**
 * mb_worker_wake_at:
 * @self: the worker that runs this
 * @time_us: monotonic time, in microseconds; 0 for never
 * @func: what to do then
 * @user_data: for it
 *
 * Sets the worker's one alarm, instead of the one that was set. Only on the worker itself; stopping
 * forgets it.
 */
void
mb_worker_wake_at (MbWorker *self, gint64 time_us, MbWorkerFunc func, gpointer user_data)
{
  g_return_if_fail (MB_IS_WORKER (self));
  g_return_if_fail (mb_worker_is_current (self));

  self->wake_us = time_us;
  self->wake_func = func;
  self->wake_data = user_data;
}

/**
 * mb_worker_call:
 * @self: another thread's worker
 * @func: what to do
 * @user_data: for it
 *
 * Has a worker do something and waits until it is done, after all that is queued before. Not from
 * the worker itself, nor from a thread that mb_worker_protect_main_thread() names.
 */
void
mb_worker_call (MbWorker *self, MbWorkerFunc func, gpointer user_data)
{
  g_return_if_fail (MB_IS_WORKER (self));
  g_return_if_fail (func != NULL);
  g_return_if_fail (!mb_worker_is_current (self));

  if (g_atomic_pointer_get (&protected_thread) == g_thread_self ())
    g_critical ("the main thread waits for the worker %s", self->name);
  wait_for (self, func, user_data);
}

/**
 * mb_worker_is_current:
 * @self: a worker
 *
 * Whether the calling thread is this worker's.
 */
gboolean
mb_worker_is_current (MbWorker *self)
{
  g_return_val_if_fail (MB_IS_WORKER (self), FALSE);

  return g_thread_self () == self->self_thread;
}

/**
 * mb_worker_drain:
 * @self: another thread's worker
 *
 * Waits until all that was queued has been done. For the end of a program and for tests.
 */
void
mb_worker_drain (MbWorker *self)
{
  g_return_if_fail (MB_IS_WORKER (self));
  g_return_if_fail (!mb_worker_is_current (self));

  if (self->thread)
    wait_for (self, NULL, NULL);
}

/**
 * mb_worker_stop:
 * @self: a worker
 *
 * Ends the thread once all that is queued has been done, and waits for it unless called on the
 * worker itself. A second call does nothing. Nothing may be queued afterwards.
 */
void
mb_worker_stop (MbWorker *self)
{
  GThread *thread = NULL;

  g_return_if_fail (MB_IS_WORKER (self));

  thread = g_steal_pointer (&self->thread);
  if (!thread)
    return;

  g_async_queue_push (self->queue, g_new0 (Item, 1));
  if (g_thread_self () == thread)
    g_thread_unref (thread);
  else
    g_thread_join (thread);
  self->self_thread = NULL;
}
