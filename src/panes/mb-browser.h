#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Pages that are shown outside of Marbre. */
void mb_browser_open (GtkWidget *widget, const char *address);

G_END_DECLS
