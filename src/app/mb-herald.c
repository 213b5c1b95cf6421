#include "mb-herald.h"

struct _MbHerald {
  GObject parent_instance;
  GHashTable *going; /* jobs that are on their way; borrowed, the list holds them */
};

typedef enum {
  SIGNAL_ANNOUNCED,
  N_SIGNALS,
} MbHeraldSignals;

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (MbHerald, mb_herald, G_TYPE_OBJECT)

static void
mb_herald_dispose (GObject *object)
{
  MbHerald *self = MB_HERALD (object);

  g_hash_table_remove_all (self->going);

  G_OBJECT_CLASS (mb_herald_parent_class)->dispose (object);
}

static void
mb_herald_finalize (GObject *object)
{
  MbHerald *self = MB_HERALD (object);

  g_hash_table_unref (self->going);

  G_OBJECT_CLASS (mb_herald_parent_class)->finalize (object);
}

static void
mb_herald_class_init (MbHeraldClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = mb_herald_dispose;
  object_class->finalize = mb_herald_finalize;

  signals[SIGNAL_ANNOUNCED] = g_signal_new ("announced", MB_TYPE_HERALD, G_SIGNAL_RUN_LAST, 0, NULL,
                                            NULL, NULL, G_TYPE_NONE, 1, MB_TYPE_JOB);
}

static void
mb_herald_init (MbHerald *self)
{
  self->going = g_hash_table_new (NULL, NULL);
}

/* Given up by the person who would be told. */
static gboolean
is_news (MbJob *job)
{
  return mb_job_get_state (job) != MB_JOB_CANCELLED;
}

static void
state_changed_cb (MbHerald *self, GParamSpec *pspec, MbJob *job)
{
  if (mb_job_goes_on (job)) {
    g_hash_table_add (self->going, job);
    return;
  }
  if (g_hash_table_remove (self->going, job) && is_news (job))
    g_signal_emit (self, signals[SIGNAL_ANNOUNCED], 0, job);
}

static void
jobs_changed_cb (GListModel *jobs, guint position, guint n_removed, guint n_added, MbHerald *self)
{
  for (guint i = position; i < position + n_added; i++) {
    g_autoptr (MbJob) job = g_list_model_get_item (jobs, i);

    if (mb_job_goes_on (job))
      g_hash_table_add (self->going, job);
    g_signal_connect_object (job, "notify::state", G_CALLBACK (state_changed_cb), self,
                             G_CONNECT_SWAPPED);
  }
}

/**
 * mb_herald_new:
 * @jobs: (element-type MbJob): what is on its way to sites
 *
 * Makes a herald.
 *
 * Returns: (transfer full): the herald
 */
MbHerald *
mb_herald_new (GListModel *jobs)
{
  MbHerald *self;

  g_return_val_if_fail (G_IS_LIST_MODEL (jobs), NULL);

  self = g_object_new (MB_TYPE_HERALD, NULL);
  g_signal_connect_object (jobs, "items-changed", G_CALLBACK (jobs_changed_cb), self,
                           G_CONNECT_DEFAULT);
  jobs_changed_cb (jobs, 0, 0, g_list_model_get_n_items (jobs), self);

  return self;
}
