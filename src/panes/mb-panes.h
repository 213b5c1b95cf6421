#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* To be called once, after GTK is there and before a pane or dialog is made. */
void mb_panes_init (void);

G_END_DECLS
