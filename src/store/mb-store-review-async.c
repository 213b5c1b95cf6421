#include "mb-store-review.h"

#include "mb-store-inside.h"

/* A question or an act on its way to the worker that answers it. */
typedef struct {
  char *draft_id;
  char *person_id;
  guint64 seq;
  MbReviewAct act; /* owns its person, reason and hash */
} Errand;

static void
errand_free (Errand *errand)
{
  g_free (errand->draft_id);
  g_free (errand->person_id);
  mb_person_free ((MbPerson *) errand->act.person);
  g_free ((char *) errand->act.reason);
  g_free ((char *) errand->act.hash);
  g_free (errand);
}

static Errand *
errand_new (const char *draft_id, const char *person_id)
{
  Errand *errand = g_new0 (Errand, 1);

  errand->draft_id = g_strdup (draft_id);
  errand->person_id = g_strdup (person_id);

  return errand;
}

static void
answer (GTask *task, gpointer result, GDestroyNotify destroy, GError *error)
{
  if (result)
    g_task_return_pointer (task, result, destroy);
  else
    g_task_return_error (task, error);
}

static void
stand_in_worker (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  const Errand *errand = task_data;
  GError *error = NULL;
  MbStanding *standing = mb_store_get_standing_sync (source, errand->draft_id, &error);

  answer (task, standing, (GDestroyNotify) mb_standing_free, error);
}

/**
 * mb_store_get_standing_async:
 * @self: a store
 * @draft_id: a draft
 * @cancellable: (nullable): gives up
 * @callback: called when it is read
 * @user_data: for it
 *
 * Reads where a draft stands.
 */
void
mb_store_get_standing_async (MbStore *self,
                             const char *draft_id,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (MB_IS_STORE (self) && mb_store_get_reader (self));
  g_return_if_fail (draft_id != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, mb_store_get_standing_async);
  g_task_set_task_data (task, errand_new (draft_id, NULL), (GDestroyNotify) errand_free);
  mb_worker_push (mb_store_get_reader (self), task, stand_in_worker);
}

/**
 * mb_store_get_standing_finish:
 * @self: a store
 * @result: as given to the callback
 * @error: return location
 *
 * Completes reading where a draft stands.
 *
 * Returns: (transfer full): as from mb_store_get_standing_sync()
 */
MbStanding *
mb_store_get_standing_finish (MbStore *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/* What is only read says so there. */
static MbWorker *
get_write_worker (MbStore *self)
{
  MbStoreWriter *writer = mb_store_get_writer (self);

  return writer ? mb_store_writer_get_worker (writer) : mb_store_get_reader (self);
}

static void
act_in_worker (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  const Errand *errand = task_data;
  GError *error = NULL;
  MbReviewFacts *facts = mb_store_act_sync (source, errand->draft_id, &errand->act, &error);

  answer (task, facts, (GDestroyNotify) mb_review_facts_free, error);
}

/**
 * mb_store_act_async:
 * @self: a store with a rule
 * @draft_id: a draft
 * @act: what somebody does; copied
 * @callback: called when it is done
 * @user_data: for it
 *
 * Changes where a draft stands; see mb_store_act_sync(). What its journal was given before is
 * written before.
 */
void
mb_store_act_async (MbStore *self,
                    const char *draft_id,
                    const MbReviewAct *act,
                    GAsyncReadyCallback callback,
                    gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  Errand *errand = NULL;

  g_return_if_fail (MB_IS_STORE (self) && mb_store_get_reader (self));
  g_return_if_fail (draft_id != NULL && act != NULL);

  errand = errand_new (draft_id, NULL);
  errand->act = *act;
  errand->act.person = act->person ? mb_person_copy (act->person) : NULL;
  errand->act.reason = g_strdup (act->reason);
  errand->act.hash = g_strdup (act->hash);
  task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (task, mb_store_act_async);
  g_task_set_task_data (task, errand, (GDestroyNotify) errand_free);
  mb_worker_push (get_write_worker (self), task, act_in_worker);
}

/**
 * mb_store_act_finish:
 * @self: a store
 * @result: as given to the callback
 * @error: return location
 *
 * Completes an act.
 *
 * Returns: (transfer full): as from mb_store_act_sync()
 */
MbReviewFacts *
mb_store_act_finish (MbStore *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
mark_in_worker (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  const Errand *errand = task_data;
  GError *error = NULL;

  if (mb_store_mark_seen_sync (source, errand->draft_id, errand->person_id, errand->seq, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

/**
 * mb_store_mark_seen_async:
 * @self: a store
 * @draft_id: a draft
 * @person_id: somebody
 * @seq: the state they have read
 * @callback: (nullable): called when it is done
 * @user_data: for it
 *
 * Notes that somebody has read a draft.
 */
void
mb_store_mark_seen_async (MbStore *self,
                          const char *draft_id,
                          const char *person_id,
                          guint64 seq,
                          GAsyncReadyCallback callback,
                          gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  Errand *errand = NULL;

  g_return_if_fail (MB_IS_STORE (self) && mb_store_get_reader (self));
  g_return_if_fail (draft_id != NULL && person_id != NULL);

  errand = errand_new (draft_id, person_id);
  errand->seq = seq;
  task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (task, mb_store_mark_seen_async);
  g_task_set_task_data (task, errand, (GDestroyNotify) errand_free);
  mb_worker_push (get_write_worker (self), task, mark_in_worker);
}

/**
 * mb_store_mark_seen_finish:
 * @self: a store
 * @result: as given to the callback
 * @error: return location
 *
 * Completes noting.
 *
 * Returns: whether it is on disk
 */
gboolean
mb_store_mark_seen_finish (MbStore *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
load_in_worker (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  const Errand *errand = task_data;
  GError *error = NULL;
  MbSeenChanges *changes =
    mb_store_load_changes_sync (source, errand->draft_id, errand->person_id, &error);

  answer (task, changes, (GDestroyNotify) mb_seen_changes_free, error);
}

/**
 * mb_store_load_changes_async:
 * @self: a store
 * @draft_id: a draft
 * @person_id: somebody
 * @cancellable: (nullable): gives up
 * @callback: called when it is read
 * @user_data: for it
 *
 * Reads a draft as somebody saw it last and as it is.
 */
void
mb_store_load_changes_async (MbStore *self,
                             const char *draft_id,
                             const char *person_id,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (MB_IS_STORE (self) && mb_store_get_reader (self));
  g_return_if_fail (draft_id != NULL && person_id != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, mb_store_load_changes_async);
  g_task_set_task_data (task, errand_new (draft_id, person_id), (GDestroyNotify) errand_free);
  mb_worker_push (mb_store_get_reader (self), task, load_in_worker);
}

/**
 * mb_store_load_changes_finish:
 * @self: a store
 * @result: as given to the callback
 * @error: return location
 *
 * Completes reading what has changed.
 *
 * Returns: (transfer full): as from mb_store_load_changes_sync()
 */
MbSeenChanges *
mb_store_load_changes_finish (MbStore *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
