#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Every command that has keys: the accelerators, the shortcuts dialog and the tests read this one
 * table. */
typedef struct {
  const char *action;    /* detailed name; NULL: the keys are the widget's own */
  const char *label;     /* English, to be translated */
  const char *group;     /* English, to be translated; the first of its group names it */
  const char *accels[4]; /* NULL-terminated; the first is shown */
} MbAction;

const MbAction *mb_actions_get (guint *n_actions);
void mb_actions_set_accels (GtkApplication *application);
void mb_actions_add_shortcuts (GtkWidget *widget, const char *prefix);

G_END_DECLS
