#include "mb-picture-report.h"

#include "mb-helper-client.h"

#include <json-glib/json-glib.h>

#define MAX_BYTES (64 * 1024 * 1024)
#define MAX_SIDE_PX 30000

static char *
dup_string (JsonObject *head, const char *name)
{
  return g_strdup (json_object_get_string_member_with_default (head, name, NULL));
}

static guint
get_number (JsonObject *head, const char *name, guint max)
{
  gint64 value = json_object_get_int_member_with_default (head, name, 0);

  return value > 0 && value <= max ? (guint) value : 0;
}

static MbPictureReport *
read_head (JsonObject *head, GError **error)
{
  g_autoptr (MbPictureReport) report = g_new0 (MbPictureReport, 1);

  report->mime = dup_string (head, "mime");
  report->width_px = get_number (head, "width", MAX_SIDE_PX);
  report->height_px = get_number (head, "height", MAX_SIDE_PX);
  report->orientation = MAX (get_number (head, "orientation", 8), 1);
  report->caption = dup_string (head, "caption");
  report->credit = dup_string (head, "credit");
  report->rights = dup_string (head, "rights");
  report->has_place = json_object_get_boolean_member_with_default (head, "has-place", FALSE);
  report->has_device = json_object_get_boolean_member_with_default (head, "has-device", FALSE);
  if (report->mime && report->width_px > 0 && report->height_px > 0)
    return g_steal_pointer (&report);

  g_set_error_literal (error, MB_FORMATS_ERROR, MB_FORMATS_ERROR_HELPER,
                       "marbre-helper: no picture in its answer");
  return NULL;
}

/**
 * mb_picture_report_read_sync:
 * @bytes: a picture, from anybody
 * @cancellable: (nullable): to give up
 * @error: return location
 *
 * Has a picture's kind, size and metadata read by marbre-helper. Blocks: for workers, the CLI and
 * tests.
 *
 * Codes to act on: `MB_FORMATS_ERROR_UNKNOWN` (no picture that we read),
 * `MB_FORMATS_ERROR_TOO_LARGE` and `MB_FORMATS_ERROR_LIMITS` (better not decoded).
 *
 * Returns: (transfer full) (nullable): what it says
 */
MbPictureReport *
mb_picture_report_read_sync (GBytes *bytes, GCancellable *cancellable, GError **error)
{
  g_autoptr (MbHelperAnswer) answer = NULL;
  g_autoptr (JsonParser) parser = NULL;
  gsize n;
  const char *data = NULL;

  g_return_val_if_fail (bytes != NULL, NULL);

  if (g_bytes_get_size (bytes) > MAX_BYTES) {
    g_set_error_literal (error, MB_FORMATS_ERROR, MB_FORMATS_ERROR_TOO_LARGE, "picture too large");
    return NULL;
  }
  answer = mb_helper_run ("picture", bytes, cancellable, error);
  if (!answer)
    return NULL;

  parser = json_parser_new_immutable ();
  data = g_bytes_get_data (answer->head, &n);
  if (!json_parser_load_from_data (parser, data, (gssize) n, error))
    return NULL;

  return read_head (json_node_get_object (json_parser_get_root (parser)), error);
}

static void
read_in_worker (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  GError *error = NULL;
  MbPictureReport *report = mb_picture_report_read_sync (task_data, cancellable, &error);

  if (report)
    g_task_return_pointer (task, report, (GDestroyNotify) mb_picture_report_free);
  else
    g_task_return_error (task, error);
}

/**
 * mb_picture_report_read_async:
 * @bytes: a picture
 * @cancellable: (nullable): to give up
 * @callback: called on this thread's context
 * @user_data: for it
 *
 * Does mb_picture_report_read_sync() on a thread of its own.
 */
void
mb_picture_report_read_async (GBytes *bytes,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (bytes != NULL);

  task = g_task_new (NULL, cancellable, callback, user_data);
  g_task_set_source_tag (task, mb_picture_report_read_async);
  g_task_set_task_data (task, g_bytes_ref (bytes), (GDestroyNotify) g_bytes_unref);
  g_task_run_in_thread (task, read_in_worker);
}

/**
 * mb_picture_report_read_finish:
 * @result: as given to the callback
 * @error: return location
 *
 * Completes mb_picture_report_read_async().
 *
 * Returns: (transfer full) (nullable): what the picture says
 */
MbPictureReport *
mb_picture_report_read_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * mb_picture_report_free:
 * @report: (transfer full): a report
 *
 * Frees it.
 */
void
mb_picture_report_free (MbPictureReport *report)
{
  g_free (report->mime);
  g_free (report->caption);
  g_free (report->credit);
  g_free (report->rights);
  g_free (report);
}
