#include "mb-person-dialog.h"

struct _MbPersonDialog {
  AdwAlertDialog parent_instance;
  GtkEditable *name_row;
  GtkEditable *initials_row;
  AdwComboRow *role_row;
  MbPerson *person; /* as they were */
  char *name;       /* as it stands in its field; NULL until all fields are filled */
};

static guint answered_signal;

G_DEFINE_FINAL_TYPE (MbPersonDialog, mb_person_dialog, ADW_TYPE_ALERT_DIALOG)

static char *
dup_text (GtkEditable *row)
{
  return g_strstrip (g_strdup (gtk_editable_get_text (row)));
}

/* The initials follow the name until somebody has chosen others. */
static void
name_changed_cb (MbPersonDialog *self)
{
  g_autofree char *name = dup_text (self->name_row);

  adw_alert_dialog_set_response_enabled (ADW_ALERT_DIALOG (self), "save", *name != '\0');
  if (self->name) {
    g_autofree char *before = mb_person_make_initials (self->name);
    g_autofree char *initials = mb_person_make_initials (name);

    if (g_str_equal (before, gtk_editable_get_text (self->initials_row)))
      gtk_editable_set_text (self->initials_row, initials);
    g_set_str (&self->name, name);
  }
}

/* Who leaves is called as before, whatever was begun to be typed: the name stays in what was done.
 */
static void
mb_person_dialog_response (AdwAlertDialog *dialog, const char *response)
{
  MbPersonDialog *self = MB_PERSON_DIALOG (dialog);
  g_autoptr (MbPerson) person = NULL;

  if (g_str_equal (response, "cancel"))
    return;

  person = mb_person_copy (self->person);
  if (g_str_equal (response, "remove")) {
    person->role = MB_ROLE_FORMER;
  } else {
    g_set_str (&person->name, self->name);
    g_free (person->initials);
    person->initials = dup_text (self->initials_row);
    person->role =
      adw_combo_row_get_selected (self->role_row) == 1 ? MB_ROLE_EDITOR : MB_ROLE_REPORTER;
  }
  g_signal_emit (self, answered_signal, 0, person);
}

static void
mb_person_dialog_dispose (GObject *object)
{
  MbPersonDialog *self = MB_PERSON_DIALOG (object);

  gtk_widget_dispose_template (GTK_WIDGET (self), MB_TYPE_PERSON_DIALOG);
  g_clear_pointer (&self->person, mb_person_free);
  g_clear_pointer (&self->name, g_free);

  G_OBJECT_CLASS (mb_person_dialog_parent_class)->dispose (object);
}

static void
mb_person_dialog_class_init (MbPersonDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = mb_person_dialog_dispose;
  ADW_ALERT_DIALOG_CLASS (klass)->response = mb_person_dialog_response;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/marbre/Marbre/app/mb-person-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, MbPersonDialog, name_row);
  gtk_widget_class_bind_template_child (widget_class, MbPersonDialog, initials_row);
  gtk_widget_class_bind_template_child (widget_class, MbPersonDialog, role_row);
  gtk_widget_class_bind_template_callback (widget_class, name_changed_cb);
  answered_signal = g_signal_new ("answered", MB_TYPE_PERSON_DIALOG, G_SIGNAL_RUN_LAST, 0, NULL,
                                  NULL, NULL, G_TYPE_NONE, 1, MB_TYPE_PERSON);
}

static void
mb_person_dialog_init (MbPersonDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * mb_person_dialog_new:
 * @person: somebody who works here
 *
 * Makes the dialog. Signal `answered (MbPerson *person)`: as they are from now on, %MB_ROLE_FORMER
 * for one who has left.
 *
 * Returns: (transfer floating): the dialog
 */
AdwDialog *
mb_person_dialog_new (const MbPerson *person)
{
  MbPersonDialog *self = NULL;

  g_return_val_if_fail (person != NULL, NULL);

  self = g_object_new (MB_TYPE_PERSON_DIALOG, NULL);
  gtk_editable_set_text (self->name_row, person->name);
  gtk_editable_set_text (self->initials_row, person->initials ? person->initials : "");
  adw_combo_row_set_selected (self->role_row, person->role == MB_ROLE_EDITOR ? 1 : 0);
  self->person = mb_person_copy (person);
  self->name = g_strdup (person->name);

  return ADW_DIALOG (self);
}
