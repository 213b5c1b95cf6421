#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

void mb_undo_keys_add (GtkWidget *widget, GtkShortcutFunc undo, GtkShortcutFunc redo);

G_END_DECLS
