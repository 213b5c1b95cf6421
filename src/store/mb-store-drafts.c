#include "mb-store-inside.h"

#include "mb-draft-table.h"
#include "mb-exchange-table.h"
#include "mb-load.h"
#include "mb-review-table.h"
#include "mb-setting-table.h"
#include "mb-snapshot-table.h"

/* What a list is asked for, and its answer. */
typedef struct {
  MbStore *store;
  char *query;
  gboolean trashed;
  GPtrArray *rows;
} Listing;

typedef struct {
  const char *id;
  const char *value;
  gint64 time_ms;
  gint64 draft_no;
  MbSnapshot *snapshot;
  MbArticle *article;
  char *answer;
  gboolean at_hand;
  const MbClock *clock;
} Deed;

static void
listing_free (Listing *listing)
{
  g_free (listing->query);
  g_clear_pointer (&listing->rows, g_ptr_array_unref);
  g_free (listing);
}

gboolean
mb_store_put_new (Db *db,
                  MbSnapshot *snapshot,
                  const MbClock *clock,
                  gint64 *draft_no,
                  GError **error)
{
  g_autoptr (MbDraftInfo) info = mb_draft_info_new_from (snapshot);
  g_autoptr (MbSnapshotRow) row = g_new0 (MbSnapshotRow, 1);

  if (mb_draft_table_find (db, info->id, NULL, NULL)) {
    g_set_error (error, MB_STORE_ERROR, MB_STORE_ERROR_CONFLICT, "there is a draft %s", info->id);
    return FALSE;
  }
  info->created_ms = info->updated_ms = mb_clock_wall_ms (clock);
  if (!mb_draft_table_put (db, info, &row->draft_no, error))
    return FALSE;

  row->reason = g_strdup ("created");
  row->wall_ms = info->created_ms;
  row->snapshot = mb_snapshot_ref (snapshot);
  *draft_no = row->draft_no;
  return mb_snapshot_table_put (db, row, error) &&
         mb_review_table_give (db, row->draft_no, NULL, error);
}

static gboolean
create_in_worker (Db *db, gpointer user_data, GError **error)
{
  Deed *deed = user_data;

  return mb_store_put_new (db, deed->snapshot, deed->clock, &deed->draft_no, error);
}

/**
 * mb_store_create_sync:
 * @self: a store
 * @snapshot: a new article
 * @error: return location
 *
 * Keeps a new draft. Blocks.
 *
 * Returns: whether it is on disk; `MB_STORE_ERROR_CONFLICT` when there is a draft with its id
 */
gboolean
mb_store_create_sync (MbStore *self, MbSnapshot *snapshot, GError **error)
{
  Deed deed = {.snapshot = snapshot};

  g_return_val_if_fail (MB_IS_STORE (self), FALSE);
  g_return_val_if_fail (snapshot != NULL, FALSE);

  deed.clock = mb_store_get_clock (self);
  if (!mb_store_write (self, create_in_worker, &deed, error))
    return FALSE;

  mb_index_put (mb_store_get_index (self), deed.draft_no, 0, snapshot);
  return TRUE;
}

static MbArticle *
load_draft (Db *db, const char *draft_id, GError **error)
{
  g_auto (MbLoaded) loaded = {0};
  gint64 draft_no = 0;

  if (!mb_draft_table_find (db, draft_id, &draft_no, error) ||
      !mb_load_draft (db, draft_no, &loaded, error))
    return NULL;
  if (!loaded.snapshot || loaded.seq < loaded.head_seq) {
    g_set_error (error, MB_STORE_ERROR, MB_STORE_ERROR_DAMAGED,
                 "draft %s can be read up to %" G_GUINT64_FORMAT " of %" G_GUINT64_FORMAT, draft_id,
                 loaded.seq, loaded.head_seq);
    return NULL;
  }
  if (loaded.doubtful)
    g_warning ("draft %s was read from an older version and its journal", draft_id);
  if (!mb_snapshot_check (loaded.snapshot, error))
    return NULL;

  return mb_article_new (loaded.snapshot, loaded.seq);
}

static gboolean
load_in_reader (Db *db, gpointer user_data, GError **error)
{
  Deed *deed = user_data;

  deed->article = load_draft (db, deed->id, error);
  return deed->article != NULL;
}

/**
 * mb_store_load_sync:
 * @self: a store
 * @draft_id: a draft
 * @error: return location
 *
 * Reads a draft to be written on. Blocks.
 *
 * Returns: (transfer full): the article; otherwise `MB_STORE_ERROR_NOT_FOUND`, or
 * `MB_STORE_ERROR_DAMAGED` when not all of it can be read: see mb_store_list_versions_sync()
 */
MbArticle *
mb_store_load_sync (MbStore *self, const char *draft_id, GError **error)
{
  Deed deed = {.id = draft_id};

  g_return_val_if_fail (MB_IS_STORE (self), NULL);
  g_return_val_if_fail (draft_id != NULL, NULL);

  return mb_store_read (self, load_in_reader, &deed, error) ? deed.article : NULL;
}

static void
load_task_in_worker (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  GError *error = NULL;
  MbArticle *article = mb_store_load_sync (source, task_data, &error);

  if (article)
    g_task_return_pointer (task, article, g_object_unref);
  else
    g_task_return_error (task, error);
}

/**
 * mb_store_load_async:
 * @self: a store
 * @draft_id: a draft
 * @cancellable: (nullable): gives up
 * @callback: called when it is read
 * @user_data: for it
 *
 * Reads a draft to be written on.
 */
void
mb_store_load_async (MbStore *self,
                     const char *draft_id,
                     GCancellable *cancellable,
                     GAsyncReadyCallback callback,
                     gpointer user_data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (MB_IS_STORE (self) && mb_store_get_reader (self));
  g_return_if_fail (draft_id != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, mb_store_load_async);
  g_task_set_task_data (task, g_strdup (draft_id), g_free);
  mb_worker_push (mb_store_get_reader (self), task, load_task_in_worker);
}

/**
 * mb_store_load_finish:
 * @self: a store
 * @result: as given to the callback
 * @error: return location
 *
 * Completes reading a draft.
 *
 * Returns: (transfer full): the article, as from mb_store_load_sync()
 */
MbArticle *
mb_store_load_finish (MbStore *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

static gboolean
look_in_reader (Db *db, gpointer user_data, GError **error)
{
  Deed *deed = user_data;

  return mb_draft_table_is_at_hand (db, deed->id, &deed->at_hand, error);
}

/**
 * mb_store_is_at_hand_sync:
 * @self: a store
 * @draft_id: a draft
 * @at_hand: (out): whether there is such a draft, and not in the bin
 * @error: return location
 *
 * Asks whether a draft can be gone on with. Blocks.
 *
 * Returns: whether the store could be asked
 */
gboolean
mb_store_is_at_hand_sync (MbStore *self, const char *draft_id, gboolean *at_hand, GError **error)
{
  Deed deed = {.id = draft_id};

  g_return_val_if_fail (MB_IS_STORE (self), FALSE);
  g_return_val_if_fail (draft_id != NULL && at_hand != NULL, FALSE);

  if (!mb_store_read (self, look_in_reader, &deed, error))
    return FALSE;
  *at_hand = deed.at_hand;

  return TRUE;
}

static gboolean
find_latest_in_reader (Db *db, gpointer user_data, GError **error)
{
  Deed *deed = user_data;
  GError *cause = NULL;

  deed->answer = mb_draft_table_dup_latest (db, &cause);
  if (cause)
    g_propagate_error (error, cause);

  return cause == NULL;
}

/**
 * mb_store_dup_latest_sync:
 * @self: a store
 * @error: return location
 *
 * Looks for the draft that was last left. Blocks.
 *
 * Returns: (transfer full) (nullable): its UUID; `NULL` without an error when there is no draft
 */
char *
mb_store_dup_latest_sync (MbStore *self, GError **error)
{
  Deed deed = {0};

  g_return_val_if_fail (MB_IS_STORE (self), NULL);

  return mb_store_read (self, find_latest_in_reader, &deed, error) ? deed.answer : NULL;
}

/* A draft that is being written has not been given a new row yet: read what it says now. */
static void
bring_up_to_date (Db *db, MbDraftRow *row)
{
  g_auto (MbLoaded) loaded = {0};

  if (row->info->seq > row->snapshot_seq && mb_load_draft (db, row->draft_no, &loaded, NULL) &&
      loaded.snapshot)
    mb_draft_info_take_facts (row->info, loaded.snapshot);
}

static gboolean
list_in_reader (Db *db, gpointer user_data, GError **error)
{
  Listing *listing = user_data;

  listing->rows = mb_draft_table_list (db, error);
  if (!listing->rows || !mb_exchange_table_mark_copies (db, listing->rows, error))
    return FALSE;

  for (guint i = listing->rows->len; i > 0; i--) {
    MbDraftRow *row = g_ptr_array_index (listing->rows, i - 1);

    if ((row->info->trashed_ms != 0) != listing->trashed)
      g_ptr_array_remove_index (listing->rows, i - 1);
    else
      bring_up_to_date (db, row);
  }

  return TRUE;
}

static gboolean
list (Listing *listing, GPtrArray **infos, GError **error)
{
  g_autoptr (GPtrArray) found = NULL;
  GPtrArray *from = NULL;

  if (!mb_store_read (listing->store, list_in_reader, listing, error))
    return FALSE;
  if (listing->query && *listing->query) {
    found =
      mb_index_search (mb_store_get_index (listing->store), listing->rows, listing->query, error);
    if (!found)
      return FALSE;
  }

  from = found ? found : listing->rows;
  *infos = g_ptr_array_new_with_free_func ((GDestroyNotify) mb_draft_info_free);
  for (guint i = 0; i < from->len; i++) {
    MbDraftRow *row = g_ptr_array_index (from, i);

    g_ptr_array_add (*infos, g_steal_pointer (&row->info));
  }

  return TRUE;
}

/**
 * mb_store_list_sync:
 * @self: a store
 * @query: (nullable): words that must be there
 * @trashed: whether the drafts in the bin, instead of the others
 * @error: return location
 *
 * Lists drafts, the one changed last first. With a query, the excerpts show the words around the
 * first hit. Blocks.
 *
 * Returns: (transfer full) (element-type MbDraftInfo): the drafts
 */
GPtrArray *
mb_store_list_sync (MbStore *self, const char *query, gboolean trashed, GError **error)
{
  Listing *listing = NULL;
  GPtrArray *infos = NULL;

  g_return_val_if_fail (MB_IS_STORE (self), NULL);

  listing = g_new0 (Listing, 1);
  listing->store = self;
  listing->query = g_strdup (query);
  listing->trashed = trashed;
  if (!list (listing, &infos, error))
    infos = NULL;
  listing_free (listing);

  return infos;
}

static void
list_task_in_worker (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  GError *error = NULL;
  GPtrArray *infos = NULL;

  if (list (task_data, &infos, &error))
    g_task_return_pointer (task, infos, (GDestroyNotify) g_ptr_array_unref);
  else
    g_task_return_error (task, error);
}

/**
 * mb_store_list_async:
 * @self: a store
 * @query: (nullable): words that must be there
 * @trashed: whether the drafts in the bin, instead of the others
 * @cancellable: (nullable): gives up
 * @callback: called with the list
 * @user_data: for it
 *
 * Lists drafts as mb_store_list_sync() does.
 */
void
mb_store_list_async (MbStore *self,
                     const char *query,
                     gboolean trashed,
                     GCancellable *cancellable,
                     GAsyncReadyCallback callback,
                     gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  Listing *listing = NULL;

  g_return_if_fail (MB_IS_STORE (self) && mb_store_get_reader (self));

  listing = g_new0 (Listing, 1);
  listing->store = self;
  listing->query = g_strdup (query);
  listing->trashed = trashed;
  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, mb_store_list_async);
  g_task_set_task_data (task, listing, (GDestroyNotify) listing_free);
  mb_worker_push (mb_store_get_reader (self), task, list_task_in_worker);
}

/**
 * mb_store_list_finish:
 * @self: a store
 * @result: as given to the callback
 * @error: return location
 *
 * Completes a list.
 *
 * Returns: (transfer full) (element-type MbDraftInfo): the drafts
 */
GPtrArray *
mb_store_list_finish (MbStore *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

static gboolean
set_trashed_in_worker (Db *db, gpointer user_data, GError **error)
{
  const Deed *deed = user_data;

  return mb_draft_table_set_trashed (db, deed->id, deed->time_ms, error);
}

/**
 * mb_store_set_trashed_sync:
 * @self: a store
 * @draft_id: a draft
 * @trashed: whether it goes into the bin or comes out
 * @error: return location
 *
 * Moves a draft to the bin or back. Blocks.
 *
 * Returns: whether it is on disk
 */
gboolean
mb_store_set_trashed_sync (MbStore *self, const char *draft_id, gboolean trashed, GError **error)
{
  Deed deed = {.id = draft_id};

  g_return_val_if_fail (MB_IS_STORE (self), FALSE);
  g_return_val_if_fail (draft_id != NULL, FALSE);

  deed.time_ms = trashed ? mb_clock_wall_ms (mb_store_get_clock (self)) : 0;
  return mb_store_write (self, set_trashed_in_worker, &deed, error);
}

static void
trash_task_in_worker (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  GError *error = NULL;

  if (mb_store_set_trashed_sync (source, g_task_get_name (task), GPOINTER_TO_INT (task_data),
                                 &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

/**
 * mb_store_set_trashed_async:
 * @self: a store
 * @draft_id: a draft
 * @trashed: whether it goes into the bin or comes out
 * @cancellable: (nullable): is not listened to once the task runs
 * @callback: called when it is done
 * @user_data: for it
 *
 * Moves a draft to the bin or back.
 */
void
mb_store_set_trashed_async (MbStore *self,
                            const char *draft_id,
                            gboolean trashed,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer user_data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (MB_IS_STORE (self) && mb_store_get_reader (self));
  g_return_if_fail (draft_id != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, mb_store_set_trashed_async);
  g_task_set_name (task, draft_id);
  g_task_set_check_cancellable (task, FALSE);
  g_task_set_task_data (task, GINT_TO_POINTER (trashed), NULL);
  mb_worker_push (mb_store_get_writer (self)
                    ? mb_store_writer_get_worker (mb_store_get_writer (self))
                    : mb_store_get_reader (self),
                  task, trash_task_in_worker);
}

/**
 * mb_store_set_trashed_finish:
 * @self: a store
 * @result: as given to the callback
 * @error: return location
 *
 * Completes moving a draft.
 *
 * Returns: whether it is on disk
 */
gboolean
mb_store_set_trashed_finish (MbStore *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/* Settings */

static gboolean
get_setting_in_reader (Db *db, gpointer user_data, GError **error)
{
  Deed *deed = user_data;

  return mb_setting_table_get (db, deed->id, &deed->answer, error);
}

/**
 * mb_store_get_setting_sync:
 * @self: a store
 * @key: which setting
 * @error: return location
 *
 * Reads a setting that belongs to the data. Blocks.
 *
 * Returns: (transfer full) (nullable): its value; `NULL` without an error when it is not set
 */
char *
mb_store_get_setting_sync (MbStore *self, const char *key, GError **error)
{
  Deed deed = {.id = key};

  g_return_val_if_fail (MB_IS_STORE (self), NULL);
  g_return_val_if_fail (key != NULL, NULL);

  return mb_store_read (self, get_setting_in_reader, &deed, error) ? deed.answer : NULL;
}

static gboolean
set_setting_in_worker (Db *db, gpointer user_data, GError **error)
{
  const Deed *deed = user_data;

  return mb_setting_table_put (db, deed->id, deed->value, error);
}

/**
 * mb_store_set_setting_sync:
 * @self: a store
 * @key: which setting
 * @value: (nullable): its value; `NULL` forgets it
 * @error: return location
 *
 * Keeps a setting that belongs to the data. Blocks.
 *
 * Returns: whether it is on disk
 */
gboolean
mb_store_set_setting_sync (MbStore *self, const char *key, const char *value, GError **error)
{
  Deed deed = {.id = key, .value = value};

  g_return_val_if_fail (MB_IS_STORE (self), FALSE);
  g_return_val_if_fail (key != NULL, FALSE);

  return mb_store_write (self, set_setting_in_worker, &deed, error);
}
