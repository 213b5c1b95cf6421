#include "mb-web-loader.h"

#include <gmodule.h>

/* Opens the module that knows WebKit, on a thread: reading and relocating the library takes longer
 * than a frame. It stays open until the process ends, as WebKit cannot be unloaded. */

static char *
find_module (void)
{
  const char *folder = g_getenv ("MARBRE_LIBEXECDIR");

  return g_build_filename (folder && *folder ? folder : MARBRE_LIBEXECDIR, MB_WEB_MODULE_FILE,
                           NULL);
}

static void
open_in_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  g_autofree char *path = find_module ();
  GModule *library = g_module_open (path, G_MODULE_BIND_LOCAL);
  gpointer symbol = NULL;
  const MbWebModule *module = NULL;

  if (library && g_module_symbol (library, MB_WEB_MODULE_SYMBOL, &symbol)) {
    g_module_make_resident (library);
    module = symbol;
  }
  if (!module)
    g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_NOT_FOUND, "%s", g_module_error ());
  else if (module->version != MB_WEB_MODULE_VERSION)
    g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED, "%s has version %u", path,
                             module->version);
  else
    g_task_return_pointer (task, (gpointer) module, NULL);
}

/**
 * mb_web_loader_open_async:
 * @cancellable: (nullable): takes back the interest in it
 * @callback: called on this thread
 * @user_data: for @callback
 *
 * Opens the module, or finds it open.
 */
void
mb_web_loader_open_async (GCancellable *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);

  g_task_set_source_tag (task, mb_web_loader_open_async);
  g_task_run_in_thread (task, open_in_thread);
}

/**
 * mb_web_loader_open_finish:
 * @result: as given to the callback
 * @error: return location
 *
 * Completes opening the module.
 *
 * Returns: (transfer none): the module
 */
const MbWebModule *
mb_web_loader_open_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
