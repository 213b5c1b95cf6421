#include "mb-pictures.h"

#include "mb-picture.h"
#include "mb-worker.h"

/* The screen may draw a pixel of the page as two of its own. */
#define PIXELS_PER_PX 2

struct _MbPictures {
  GObject parent_instance;
  MbStore *store;
  MbWorker *worker;
};

G_DEFINE_FINAL_TYPE (MbPictures, mb_pictures, G_TYPE_OBJECT)

/* A picture on its way to the editor. */
typedef struct {
  char *sha256;
  guint max_width_px;
  MbEditorPictureReady ready;
  gpointer ready_data;
} Load;

/* A picture on its way in. */
typedef struct {
  GBytes *bytes;
  MbPictureReport *report;
  char *sha256;
} Taking;

static void
load_free (Load *load)
{
  g_free (load->sha256);
  g_free (load);
}

static void
taking_free (Taking *taking)
{
  g_clear_pointer (&taking->bytes, g_bytes_unref);
  g_clear_pointer (&taking->report, mb_picture_report_free);
  g_free (taking->sha256);
  g_free (taking);
}

static void
mb_pictures_finalize (GObject *object)
{
  MbPictures *self = MB_PICTURES (object);

  mb_worker_stop (self->worker);
  g_clear_object (&self->worker);
  g_clear_object (&self->store);

  G_OBJECT_CLASS (mb_pictures_parent_class)->finalize (object);
}

static void
mb_pictures_class_init (MbPicturesClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = mb_pictures_finalize;
}

static void
mb_pictures_init (MbPictures *self)
{
  self->worker = mb_worker_new ("pictures");
}

/**
 * mb_pictures_new:
 * @store: where the originals are kept
 *
 * Makes the way of pictures in and out.
 *
 * Returns: (transfer full): it
 */
MbPictures *
mb_pictures_new (MbStore *store)
{
  MbPictures *self = NULL;

  g_return_val_if_fail (MB_IS_STORE (store), NULL);

  self = g_object_new (MB_TYPE_PICTURES, NULL);
  self->store = g_object_ref (store);

  return self;
}

/* Loading */

static void
load_in_worker (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  MbPictures *self = source;
  const Load *load = task_data;
  GError *error = NULL;
  g_autoptr (GBytes) bytes = mb_assets_load (MB_ASSETS (self->store), load->sha256, NULL, &error);
  g_autoptr (MbPixels) pixels = NULL;

  if (bytes)
    pixels = mb_picture_decode (bytes, load->max_width_px, &error);
  if (!pixels) {
    g_task_return_error (task, error);
    return;
  }
  g_task_return_pointer (task,
                         gdk_memory_texture_new ((int) pixels->width_px, (int) pixels->height_px,
                                                 GDK_MEMORY_R8G8B8A8, pixels->bytes,
                                                 pixels->stride_bytes),
                         g_object_unref);
}

static void
loaded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  const Load *load = g_task_get_task_data (G_TASK (result));
  g_autoptr (GError) error = NULL;
  g_autoptr (GdkTexture) texture = g_task_propagate_pointer (G_TASK (result), &error);

  load->ready (texture, error, load->ready_data);
}

/**
 * mb_pictures_load:
 * @sha256: hash of a picture's bytes
 * @max_width_px: how wide it will be drawn, in units of the widget
 * @ready: given the pixels, or an error
 * @ready_data: for it
 * @user_data: an MbPictures
 *
 * Gets a picture's pixels for the editor.
 */
void
mb_pictures_load (const char *sha256,
                  int max_width_px,
                  MbEditorPictureReady ready,
                  gpointer ready_data,
                  gpointer user_data)
{
  MbPictures *self = user_data;
  g_autoptr (GTask) task = NULL;
  Load *load = NULL;

  g_return_if_fail (MB_IS_PICTURES (self));

  load = g_new0 (Load, 1);
  load->sha256 = g_strdup (sha256);
  load->max_width_px = (guint) max_width_px * PIXELS_PER_PX;
  load->ready = ready;
  load->ready_data = ready_data;
  task = g_task_new (self, NULL, loaded_cb, NULL);
  g_task_set_source_tag (task, mb_pictures_load);
  g_task_set_task_data (task, load, (GDestroyNotify) load_free);
  mb_worker_push (self->worker, task, load_in_worker);
}

/* Taking in */

static void
keep_in_worker (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  MbPictures *self = source;
  Taking *taking = task_data;
  GError *error = NULL;

  taking->sha256 = mb_assets_keep (MB_ASSETS (self->store), taking->bytes, &error);
  if (taking->sha256)
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

/* The helper speaks of files; a person is told of the picture. */
static void
speak_of_pictures (GError *error)
{
  int code = MB_MEDIA_ERROR_FORMAT;

  if (g_error_matches (error, MB_FORMATS_ERROR, MB_FORMATS_ERROR_TOO_LARGE))
    code = MB_MEDIA_ERROR_TOO_LARGE;
  else if (!g_error_matches (error, MB_FORMATS_ERROR, MB_FORMATS_ERROR_UNKNOWN))
    return;
  error->domain = MB_MEDIA_ERROR;
  error->code = code;
}

static void
reported_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  MbPictures *self = g_task_get_source_object (task);
  Taking *taking = g_task_get_task_data (task);
  GError *error = NULL;

  taking->report = mb_picture_report_read_finish (result, &error);
  if (taking->report) {
    mb_worker_push (self->worker, task, keep_in_worker);
    return;
  }
  speak_of_pictures (error);
  g_task_return_error (task, error);
}

/**
 * mb_pictures_take_async:
 * @self: the pictures
 * @bytes: a file's bytes, from wherever
 * @cancellable: (nullable): gives up
 * @callback: called when it is kept
 * @user_data: for it
 *
 * Has a picture looked at by the helper and keeps the original.
 */
void
mb_pictures_take_async (MbPictures *self,
                        GBytes *bytes,
                        GCancellable *cancellable,
                        GAsyncReadyCallback callback,
                        gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  Taking *taking = NULL;

  g_return_if_fail (MB_IS_PICTURES (self));
  g_return_if_fail (bytes != NULL);

  taking = g_new0 (Taking, 1);
  taking->bytes = g_bytes_ref (bytes);
  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, mb_pictures_take_async);
  g_task_set_task_data (task, taking, (GDestroyNotify) taking_free);
  mb_picture_report_read_async (bytes, cancellable, reported_cb, g_steal_pointer (&task));
}

/**
 * mb_pictures_take_finish:
 * @self: the pictures
 * @result: as given to the callback
 * @sha256: (out) (transfer full): under which hash it is kept
 * @error: return location
 *
 * Completes taking a picture in. Errors are those of the helper, of the media folder and of the
 * store.
 *
 * Returns: (transfer full): what it says about itself
 */
MbPictureReport *
mb_pictures_take_finish (MbPictures *self, GAsyncResult *result, char **sha256, GError **error)
{
  Taking *taking = NULL;

  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  if (!g_task_propagate_boolean (G_TASK (result), error))
    return NULL;
  taking = g_task_get_task_data (G_TASK (result));
  *sha256 = g_steal_pointer (&taking->sha256);

  return g_steal_pointer (&taking->report);
}
