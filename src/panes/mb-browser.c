#include "mb-browser.h"

#include "mb-notice.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>

typedef struct {
  GtkWidget *widget;
  char *address;
} Opening;

static void
opening_free (Opening *opening)
{
  g_object_unref (opening->widget);
  g_free (opening->address);
  g_free (opening);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Opening, opening_free)

static void
copy_clicked_cb (AdwToast *toast, const char *address)
{
  GdkDisplay *display = gdk_display_get_default ();

  gdk_clipboard_set_text (gdk_display_get_clipboard (display), address);
}

static void
free_address (gpointer address, GClosure *closure)
{
  g_free (address);
}

/* In the nearest place for such words: the dialog's own, when the page was asked for in one. */
static void
tell_failure (Opening *opening)
{
  GtkWidget *overlay = gtk_widget_get_ancestor (opening->widget, ADW_TYPE_TOAST_OVERLAY);
  AdwToast *toast = NULL;

  if (!overlay)
    return;
  toast = mb_notice_new (_ ("No program could open the page."));
  mb_notice_set_button (toast, _ ("Copy Link"));
  adw_toast_set_priority (toast, ADW_TOAST_PRIORITY_HIGH);
  g_signal_connect_data (toast, "button-clicked", G_CALLBACK (copy_clicked_cb),
                         g_steal_pointer (&opening->address), free_address, 0);
  adw_toast_overlay_add_toast (ADW_TOAST_OVERLAY (overlay), toast);
}

static void
launched_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Opening) opening = user_data;
  g_autoptr (GError) error = NULL;

  if (gtk_uri_launcher_launch_finish (GTK_URI_LAUNCHER (source), result, &error) ||
      g_error_matches (error, GTK_DIALOG_ERROR, GTK_DIALOG_ERROR_DISMISSED))
    return;
  g_message ("a page could not be opened: %s", error->message);
  tell_failure (opening);
}

/**
 * mb_browser_open:
 * @widget: where it was asked for
 * @address: of a page
 *
 * Opens a page in the person's browser. When no program takes it, that is said in the nearest
 * #AdwToastOverlay around @widget, with the address to be copied.
 */
void
mb_browser_open (GtkWidget *widget, const char *address)
{
  g_autoptr (GtkUriLauncher) launcher = NULL;
  GtkRoot *root = NULL;
  Opening *opening = NULL;

  g_return_if_fail (GTK_IS_WIDGET (widget));
  g_return_if_fail (address != NULL);

  launcher = gtk_uri_launcher_new (address);
  root = gtk_widget_get_root (widget);
  opening = g_new0 (Opening, 1);
  opening->widget = g_object_ref (widget);
  opening->address = g_strdup (address);
  gtk_uri_launcher_launch (launcher, GTK_IS_WINDOW (root) ? GTK_WINDOW (root) : NULL, NULL,
                           launched_cb, opening);
}
