#include "mb-shortcuts-dialog.h"

#include "mb-actions.h"

#include <glib/gi18n.h>

struct _MbShortcutsDialog {
  AdwDialog parent_instance;
  GtkWidget *search_entry;
  GtkWidget *states;
  GtkWidget *page;
  GPtrArray *groups; /* of AdwPreferencesGroup, not held */
};

G_DEFINE_FINAL_TYPE (MbShortcutsDialog, mb_shortcuts_dialog, ADW_TYPE_DIALOG)

static void
clear (MbShortcutsDialog *self)
{
  for (guint i = 0; i < self->groups->len; i++)
    adw_preferences_page_remove (ADW_PREFERENCES_PAGE (self->page), self->groups->pdata[i]);
  g_ptr_array_set_size (self->groups, 0);
}

static char *
describe_keys (const MbAction *action)
{
  guint key;
  GdkModifierType held;

  if (!gtk_accelerator_parse (action->accels[0], &key, &held))
    return g_strdup ("");

  return gtk_accelerator_get_label (key, held);
}

static GtkWidget *
make_row (const MbAction *action, const char *keys)
{
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *label = gtk_label_new (keys);

  gtk_widget_add_css_class (label, "dimmed");
  gtk_widget_add_css_class (label, "numeric");
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), _ (action->label));
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), label);

  return row;
}

static gboolean
has (const char *text, const char *folded)
{
  g_autofree char *other = g_utf8_casefold (text, -1);

  return strstr (other, folded) != NULL;
}

static void
fill (MbShortcutsDialog *self, const char *query)
{
  g_autofree char *folded = g_utf8_casefold (query, -1);
  AdwPreferencesGroup *group = NULL;
  const char *group_name = NULL;
  guint n_actions;
  const MbAction *actions = mb_actions_get (&n_actions);

  clear (self);
  for (guint i = 0; i < n_actions; i++) {
    g_autofree char *keys = describe_keys (&actions[i]);

    if (*folded && !has (_ (actions[i].label), folded) && !has (keys, folded))
      continue;
    if (g_strcmp0 (group_name, actions[i].group) != 0) {
      group_name = actions[i].group;
      group = ADW_PREFERENCES_GROUP (adw_preferences_group_new ());
      adw_preferences_group_set_title (group, _ (group_name));
      adw_preferences_page_add (ADW_PREFERENCES_PAGE (self->page), group);
      g_ptr_array_add (self->groups, group);
    }
    adw_preferences_group_add (group, make_row (&actions[i], keys));
  }
  gtk_stack_set_visible_child_name (GTK_STACK (self->states),
                                    self->groups->len > 0 ? "list" : "nothing");
}

static void
search_changed_cb (MbShortcutsDialog *self)
{
  fill (self, gtk_editable_get_text (GTK_EDITABLE (self->search_entry)));
}

/* The entry would keep Escape for itself. */
static void
search_stopped_cb (MbShortcutsDialog *self)
{
  adw_dialog_close (ADW_DIALOG (self));
}

static void
mb_shortcuts_dialog_dispose (GObject *object)
{
  MbShortcutsDialog *self = MB_SHORTCUTS_DIALOG (object);

  adw_dialog_set_child (ADW_DIALOG (self), NULL); /* a closed dialog would keep it */
  gtk_widget_dispose_template (GTK_WIDGET (self), MB_TYPE_SHORTCUTS_DIALOG);
  g_clear_pointer (&self->groups, g_ptr_array_unref);

  G_OBJECT_CLASS (mb_shortcuts_dialog_parent_class)->dispose (object);
}

static void
mb_shortcuts_dialog_class_init (MbShortcutsDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = mb_shortcuts_dialog_dispose;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/marbre/Marbre/app/mb-shortcuts-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, MbShortcutsDialog, search_entry);
  gtk_widget_class_bind_template_child (widget_class, MbShortcutsDialog, states);
  gtk_widget_class_bind_template_child (widget_class, MbShortcutsDialog, page);
  gtk_widget_class_bind_template_callback (widget_class, search_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, search_stopped_cb);
}

static void
mb_shortcuts_dialog_init (MbShortcutsDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->groups = g_ptr_array_new ();
  fill (self, "");
}

/**
 * mb_shortcuts_dialog_new:
 *
 * Makes the dialog.
 */
AdwDialog *
mb_shortcuts_dialog_new (void)
{
  return g_object_new (MB_TYPE_SHORTCUTS_DIALOG, NULL);
}
