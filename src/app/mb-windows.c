#include "mb-windows.h"

#include "mb-browser.h"

#include <glib/gi18n.h>

static gboolean
shows (gpointer window, const char *draft_id)
{
  MbDraft *draft = MB_IS_WINDOW (window) ? mb_window_get_draft (window) : NULL;

  return draft && g_strcmp0 (mb_draft_get_id (draft), draft_id) == 0;
}

static GList *
get_windows (MbWindow *window)
{
  return gtk_application_get_windows (gtk_window_get_application (GTK_WINDOW (window)));
}

/**
 * mb_windows_raise_other:
 * @window: where an article is asked for
 * @draft_id: the article
 *
 * An article is open in one window at most: asked for again, that window comes to the front.
 *
 * Returns: whether another window shows it
 */
gboolean
mb_windows_raise_other (MbWindow *window, const char *draft_id)
{
  g_return_val_if_fail (MB_IS_WINDOW (window), FALSE);

  for (GList *l = get_windows (window); l; l = l->next) {
    if (l->data == window || !shows (l->data, draft_id))
      continue;
    gtk_window_present (l->data);
    return TRUE;
  }

  return FALSE;
}

/**
 * mb_windows_leave:
 * @window: one of the windows
 * @draft_id: an article that has gone into the bin
 *
 * Nobody goes on writing an article that is in the bin, in whichever window.
 */
void
mb_windows_leave (MbWindow *window, const char *draft_id)
{
  g_return_if_fail (MB_IS_WINDOW (window));

  for (GList *l = get_windows (window); l; l = l->next)
    if (shows (l->data, draft_id))
      mb_window_show_draft (l->data, NULL, NULL);
}

/**
 * mb_windows_copy_link:
 * @window: where it is asked for
 * @url: (nullable): the public address
 *
 * Puts the address on the clipboard.
 */
void
mb_windows_copy_link (MbWindow *window, const char *url)
{
  g_return_if_fail (MB_IS_WINDOW (window));

  if (!url) {
    mb_window_tell (window, _ ("The article is not published yet."));
    return;
  }
  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (window)), url);
  mb_window_tell (window, _ ("The public link is copied."));
}

/**
 * mb_windows_view_online:
 * @window: where it is asked for
 * @url: (nullable): the public address
 *
 * Opens the public page in the browser.
 */
void
mb_windows_view_online (MbWindow *window, const char *url)
{
  g_return_if_fail (MB_IS_WINDOW (window));

  if (url)
    mb_browser_open (GTK_WIDGET (window), url);
  else
    mb_window_tell (window, _ ("The article is not published yet."));
}
