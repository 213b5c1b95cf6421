#include "mb-bounded-file.h"

#include "mb-import.h"

#define PIECE_BYTES (256 * 1024)

static GBytes *
read_all (GInputStream *stream, gsize max_bytes, GError **error)
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  gsize got = 0;

  do {
    guint at = bytes->len;

    g_byte_array_set_size (bytes, at + PIECE_BYTES);
    if (!g_input_stream_read_all (stream, bytes->data + at, PIECE_BYTES, &got, NULL, error))
      return NULL;
    g_byte_array_set_size (bytes, at + (guint) got);
    if (bytes->len > max_bytes) {
      g_set_error_literal (error, MB_FORMATS_ERROR, MB_FORMATS_ERROR_TOO_LARGE,
                           "the file is too large");
      return NULL;
    }
  } while (got == PIECE_BYTES);

  return g_byte_array_free_to_bytes (g_steal_pointer (&bytes));
}

static void
read_in_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  GError *error = NULL;
  g_autoptr (GFileInputStream) stream = g_file_read (G_FILE (source), cancellable, &error);
  GBytes *bytes =
    stream ? read_all (G_INPUT_STREAM (stream), GPOINTER_TO_SIZE (task_data), &error) : NULL;

  if (bytes)
    g_task_return_pointer (task, bytes, (GDestroyNotify) g_bytes_unref);
  else
    g_task_return_error (task, error);
}

/**
 * mb_bounded_file_read_async:
 * @file: a file that a person chose
 * @max_bytes: so many at most; under 1 GiB
 * @callback: called with the outcome
 * @user_data: for it
 *
 * Reads a file. The callback's source object is the file.
 */
void
mb_bounded_file_read_async (GFile *file,
                            gsize max_bytes,
                            GAsyncReadyCallback callback,
                            gpointer user_data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (G_IS_FILE (file));
  g_return_if_fail (max_bytes < G_MAXINT);

  task = g_task_new (file, NULL, callback, user_data);
  g_task_set_source_tag (task, mb_bounded_file_read_async);
  g_task_set_task_data (task, GSIZE_TO_POINTER (max_bytes), NULL);
  g_task_run_in_thread (task, read_in_thread);
}

/**
 * mb_bounded_file_read_finish:
 * @result: as given to the callback
 * @error: return location
 *
 * Completes reading a file.
 *
 * Returns: (transfer full): its bytes; otherwise `MB_FORMATS_ERROR_TOO_LARGE`, or an error of GIO
 */
GBytes *
mb_bounded_file_read_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (G_IS_TASK (result), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
