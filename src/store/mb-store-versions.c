#include "mb-store-care.h"

#include "mb-draft-table.h"
#include "mb-load.h"
#include "mb-snapshot-table.h"
#include "mb-store-inside.h"

#define LATEST "latest"

typedef struct {
  const char *draft_id;
  const char *version_id;
  gpointer answer;
} Request;

/**
 * mb_version_info_free:
 * @info: (nullable) (transfer full): a version
 *
 * Frees it.
 */
void
mb_version_info_free (MbVersionInfo *info)
{
  if (!info)
    return;

  g_free (info->id);
  g_free (info->reason);
  g_free (info->headline);
  g_free (info);
}

static MbVersionInfo *
version_of (const MbSnapshotRow *row)
{
  MbVersionInfo *info = g_new0 (MbVersionInfo, 1);

  info->id = g_strdup_printf ("%" G_GUINT64_FORMAT, row->seq);
  info->seq = row->seq;
  info->time_ms = row->wall_ms;
  info->reason = g_strdup (row->reason);
  info->headline = g_strdup (row->headline);

  return info;
}

static gboolean
list_in_reader (Db *db, gpointer user_data, GError **error)
{
  Request *request = user_data;
  g_autoptr (GPtrArray) rows = NULL;
  GPtrArray *infos = NULL;
  gint64 draft_no = 0;

  if (!mb_draft_table_find (db, request->draft_id, &draft_no, error))
    return FALSE;
  rows = mb_snapshot_table_list (db, draft_no, error);
  if (!rows)
    return FALSE;

  infos = g_ptr_array_new_with_free_func ((GDestroyNotify) mb_version_info_free);
  for (guint i = 0; i < rows->len; i++)
    g_ptr_array_add (infos, version_of (g_ptr_array_index (rows, i)));
  request->answer = infos;
  return TRUE;
}

/**
 * mb_store_list_versions_sync:
 * @self: a store
 * @draft_id: a draft
 * @error: return location
 *
 * Lists the states of a draft that were kept whole, the newest first. Blocks.
 *
 * Returns: (transfer full) (element-type MbVersionInfo): the versions
 */
GPtrArray *
mb_store_list_versions_sync (MbStore *self, const char *draft_id, GError **error)
{
  Request request = {.draft_id = draft_id};

  g_return_val_if_fail (MB_IS_STORE (self), NULL);
  g_return_val_if_fail (draft_id != NULL, NULL);

  return mb_store_read (self, list_in_reader, &request, error) ? request.answer : NULL;
}

/* As far as the draft can be read, even when that is not to its end. */
static MbSnapshot *
load_latest (Db *db, gint64 draft_no, GError **error)
{
  g_auto (MbLoaded) loaded = {0};

  if (!mb_load_draft (db, draft_no, &loaded, error))
    return NULL;
  if (loaded.snapshot)
    return g_steal_pointer (&loaded.snapshot);

  g_set_error_literal (error, MB_STORE_ERROR, MB_STORE_ERROR_DAMAGED, "no version can be read");
  return NULL;
}

static gboolean
load_in_reader (Db *db, gpointer user_data, GError **error)
{
  Request *request = user_data;
  g_autoptr (MbSnapshotRow) row = NULL;
  gint64 draft_no = 0;
  guint64 seq = 0;

  if (!mb_draft_table_find (db, request->draft_id, &draft_no, error))
    return FALSE;
  if (g_str_equal (request->version_id, LATEST)) {
    request->answer = load_latest (db, draft_no, error);
    return request->answer != NULL;
  }
  if (!g_ascii_string_to_unsigned (request->version_id, 10, 0, G_MAXINT64, &seq, NULL)) {
    g_set_error_literal (error, MB_STORE_ERROR, MB_STORE_ERROR_NOT_FOUND, "that is no version");
    return FALSE;
  }

  row = mb_snapshot_table_get (db, draft_no, seq, error);
  if (row && !row->sound)
    g_set_error_literal (error, MB_STORE_ERROR, MB_STORE_ERROR_DAMAGED, "the version is damaged");
  request->answer = row ? g_steal_pointer (&row->snapshot) : NULL;
  return request->answer != NULL;
}

/**
 * mb_store_load_version_sync:
 * @self: a store
 * @draft_id: a draft
 * @version_id: from mb_store_list_versions_sync(), or "latest" for what can be read of its end
 * @error: return location
 *
 * Reads a version, whose hash is compared. To restore it, commit a transaction that leads there.
 * Blocks.
 *
 * Returns: (transfer full): the article as it was; otherwise `MB_STORE_ERROR_NOT_FOUND` or
 * `MB_STORE_ERROR_DAMAGED`
 */
MbSnapshot *
mb_store_load_version_sync (MbStore *self,
                            const char *draft_id,
                            const char *version_id,
                            GError **error)
{
  Request request = {.draft_id = draft_id, .version_id = version_id};

  g_return_val_if_fail (MB_IS_STORE (self), NULL);
  g_return_val_if_fail (draft_id != NULL && version_id != NULL, NULL);

  return mb_store_read (self, load_in_reader, &request, error) ? request.answer : NULL;
}
