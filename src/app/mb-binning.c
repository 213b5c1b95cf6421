#include "mb-binning.h"

#include "mb-messages.h"
#include "mb-windows.h"

#include <glib/gi18n.h>

typedef struct {
  MbWindow *window;
  MbNewsroom *newsroom;
  char *draft_id;
  gboolean trashed;
} Trashing;

static void
undo_clicked_cb (AdwToast *toast, Trashing *trashing)
{
  mb_binning_move (trashing->window, trashing->newsroom, trashing->draft_id, FALSE);
}

static void
trashing_free (gpointer data, GClosure *closure)
{
  Trashing *trashing = data;

  g_object_unref (trashing->window);
  g_object_unref (trashing->newsroom);
  g_free (trashing->draft_id);
  g_free (trashing);
}

/* All of a window is under its toasts. */
static AdwToastOverlay *
get_toasts (MbWindow *window)
{
  return ADW_TOAST_OVERLAY (adw_application_window_get_content (ADW_APPLICATION_WINDOW (window)));
}

static void
offer_undo (Trashing *trashing)
{
  AdwToast *toast = adw_toast_new (_ ("Article moved to the bin"));

  adw_toast_set_button_label (toast, _ ("_Undo"));
  adw_toast_set_timeout (toast, 0);
  adw_toast_set_priority (toast, ADW_TOAST_PRIORITY_HIGH); /* what is undone is the last one */
  g_signal_connect_data (toast, "button-clicked", G_CALLBACK (undo_clicked_cb), trashing,
                         trashing_free, 0);
  adw_toast_overlay_add_toast (get_toasts (trashing->window), toast);
}

static void
trashed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Trashing *trashing = user_data;
  MbWindow *window = trashing->window;
  gboolean is_closed = gtk_window_get_application (GTK_WINDOW (window)) == NULL;
  g_autoptr (GError) error = NULL;

  if (!mb_store_set_trashed_finish (MB_STORE (source), result, &error)) {
    g_autofree char *sentence = mb_message_for_error (error);

    mb_window_tell (window, sentence);
    trashing_free (trashing, NULL);
    return;
  }
  mb_library_refresh (mb_newsroom_get_library (trashing->newsroom));
  if (is_closed || !trashing->trashed) {
    mb_window_open_draft (window, trashing->draft_id);
    trashing_free (trashing, NULL);
    return;
  }
  mb_windows_leave (window, trashing->draft_id);
  offer_undo (trashing);
}

/**
 * mb_binning_move:
 * @window: where it is asked for; held until it is done
 * @newsroom: the window's
 * @draft_id: an article
 * @trashed: whether into the bin; otherwise out of it, and shown
 *
 * Moves an article into the bin, with an offer to undo it, or out of the bin.
 */
void
mb_binning_move (MbWindow *window, MbNewsroom *newsroom, const char *draft_id, gboolean trashed)
{
  Trashing *trashing = NULL;

  g_return_if_fail (MB_IS_WINDOW (window));
  g_return_if_fail (MB_IS_NEWSROOM (newsroom));

  trashing = g_new0 (Trashing, 1);
  trashing->window = g_object_ref (window);
  trashing->newsroom = g_object_ref (newsroom);
  trashing->draft_id = g_strdup (draft_id);
  trashing->trashed = trashed;
  mb_store_set_trashed_async (mb_newsroom_get_store (newsroom), draft_id, trashed, NULL, trashed_cb,
                              trashing);
}
