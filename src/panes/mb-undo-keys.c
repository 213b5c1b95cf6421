#include "mb-undo-keys.h"

static void
add_key (GtkShortcutController *keys, const char *key, GtkShortcutFunc func)
{
  gtk_shortcut_controller_add_shortcut (
    keys, gtk_shortcut_new (gtk_shortcut_trigger_parse_string (key),
                            gtk_callback_action_new (func, NULL, NULL)));
}

/**
 * mb_undo_keys_add:
 * @widget: a pane or dialog with fields of an article
 * @undo: takes back the article's last change
 * @redo: takes it up again
 *
 * Gives the keys for undo to the article, before the fields see them: they have no undo of their
 * own, but their disabled actions swallow the keys.
 */
void
mb_undo_keys_add (GtkWidget *widget, GtkShortcutFunc undo, GtkShortcutFunc redo)
{
  GtkEventController *keys;

  g_return_if_fail (GTK_IS_WIDGET (widget));

  keys = gtk_shortcut_controller_new ();
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  add_key (GTK_SHORTCUT_CONTROLLER (keys), "<Control>z", undo);
  add_key (GTK_SHORTCUT_CONTROLLER (keys), "<Control><Shift>z|<Control>y", redo);
  gtk_widget_add_controller (widget, keys);
}
