#include "mb-people-dialog.h"

#include "mb-messages.h"
#include "mb-notice.h"
#include "mb-person-dialog.h"

#include <glib/gi18n.h>

struct _MbPeopleDialog {
  AdwDialog parent_instance;
  AdwToastOverlay *toasts;
  AdwPreferencesGroup *people_group;
  AdwEntryRow *name_row;
  AdwComboRow *role_row;
  GtkWidget *add_row;
  AdwSwitchRow *review_row;
  MbPeople *people;
  GPtrArray *rows;  /* not held */
  gboolean showing; /* what the store says, not what somebody wants */
};

G_DEFINE_FINAL_TYPE (MbPeopleDialog, mb_people_dialog, ADW_TYPE_DIALOG)

static void show (MbPeopleDialog *self);

static void
done_cb (const GError *error, gpointer user_data)
{
  g_autoptr (MbPeopleDialog) self = user_data;
  g_autofree char *sentence = NULL;
  AdwToast *toast = NULL;

  if (!error || !self->people) /* NULL: the dialog was closed */
    return;
  sentence = g_error_matches (error, MB_STORE_ERROR, MB_STORE_ERROR_CONFLICT)
               ? g_strdup (_ ("Somebody here is called so already."))
               : mb_message_for_error (error);
  toast = mb_notice_new (sentence);
  adw_toast_overlay_add_toast (self->toasts, toast);
  show (self);
}

static void
used_cb (MbPeopleDialog *self, GParamSpec *pspec, GtkCheckButton *check)
{
  if (!self->showing && gtk_check_button_get_active (check))
    mb_people_use (self->people, gtk_widget_get_name (GTK_WIDGET (check)), done_cb,
                   g_object_ref (self));
}

static void
answered_cb (MbPeopleDialog *self, const MbPerson *person)
{
  if (self->people)
    mb_people_put (self->people, person, done_cb, g_object_ref (self));
}

static void
change_cb (MbPeopleDialog *self, GtkButton *button)
{
  const MbPerson *person = mb_people_find (self->people, gtk_widget_get_name (GTK_WIDGET (button)));
  AdwDialog *dialog = NULL;

  if (!person)
    return;
  dialog = mb_person_dialog_new (person);
  g_signal_connect_object (dialog, "answered", G_CALLBACK (answered_cb), self, G_CONNECT_SWAPPED);
  adw_dialog_present (dialog, GTK_WIDGET (self));
}

static GtkWidget *
new_change_button (MbPeopleDialog *self, const MbPerson *person)
{
  GtkWidget *button = gtk_button_new_from_icon_name ("document-edit-symbolic");
  /* Translators: %s is a person's name. */
  g_autofree char *label = g_strdup_printf (_ ("Change %s"), person->name);

  gtk_widget_set_name (button, person->id);
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_tooltip_text (button, _ ("Change"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, label,
                                  -1);
  g_signal_connect_object (button, "clicked", G_CALLBACK (change_cb), self, G_CONNECT_SWAPPED);

  return button;
}

static GtkWidget *
new_row (MbPeopleDialog *self, const MbPerson *person, GtkWidget **group)
{
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *check = gtk_check_button_new ();
  const MbPerson *me = mb_people_get_me (self->people);

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), person->name);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row),
                               person->role == MB_ROLE_EDITOR ? _ ("Editor") : _ ("Reporter"));
  gtk_widget_set_name (check, person->id);
  gtk_widget_set_valign (check, GTK_ALIGN_CENTER);
  gtk_check_button_set_group (GTK_CHECK_BUTTON (check), GTK_CHECK_BUTTON (*group));
  gtk_check_button_set_active (GTK_CHECK_BUTTON (check), me && g_str_equal (me->id, person->id));
  gtk_accessible_update_property (GTK_ACCESSIBLE (check), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  person->name, -1);
  g_signal_connect_object (check, "notify::active", G_CALLBACK (used_cb), self, G_CONNECT_SWAPPED);
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), check);
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (row), check);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), new_change_button (self, person));
  *group = check;

  return row;
}

static void
show_people (MbPeopleDialog *self)
{
  const GPtrArray *people = mb_people_get_here (self->people);
  GtkWidget *group = NULL;

  for (guint i = 0; i < self->rows->len; i++)
    adw_preferences_group_remove (self->people_group, self->rows->pdata[i]);
  g_ptr_array_set_size (self->rows, 0);
  for (guint i = 0; i < people->len; i++) {
    GtkWidget *row = new_row (self, people->pdata[i], &group);

    adw_preferences_group_add (self->people_group, row);
    g_ptr_array_add (self->rows, row);
  }
  adw_preferences_group_set_description (
    self->people_group, people->len == 0 ? _ ("Nobody has said yet who works here.") : NULL);
}

static void
show (MbPeopleDialog *self)
{
  gboolean two = mb_people_get_here (self->people)->len >= 2;

  self->showing = TRUE;
  show_people (self);
  adw_switch_row_set_active (self->review_row, mb_people_is_review_on (self->people));
  gtk_widget_set_sensitive (GTK_WIDGET (self->review_row), !two);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (self->review_row),
                               two
                                 ? _ ("Two people work here, so articles are reviewed.")
                                 : _ ("An editor approves an article before it can be published."));
  self->showing = FALSE;
}

static char *
dup_name (MbPeopleDialog *self)
{
  return g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->name_row))));
}

static void
name_changed_cb (MbPeopleDialog *self)
{
  g_autofree char *name = dup_name (self);

  gtk_widget_set_sensitive (self->add_row, *name != '\0');
}

static void
add_cb (MbPeopleDialog *self)
{
  g_autofree char *name = dup_name (self);

  if (*name == '\0')
    return;
  mb_people_add (self->people, name,
                 adw_combo_row_get_selected (self->role_row) == 1 ? MB_ROLE_EDITOR
                                                                  : MB_ROLE_REPORTER,
                 done_cb, g_object_ref (self));
  gtk_editable_set_text (GTK_EDITABLE (self->name_row), "");
}

static void
review_switched_cb (MbPeopleDialog *self)
{
  if (!self->showing && self->people)
    mb_people_set_review (self->people, adw_switch_row_get_active (self->review_row), done_cb,
                          g_object_ref (self));
}

static void
mb_people_dialog_dispose (GObject *object)
{
  MbPeopleDialog *self = MB_PEOPLE_DIALOG (object);

  adw_dialog_set_child (ADW_DIALOG (self), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (self), MB_TYPE_PEOPLE_DIALOG);
  g_clear_pointer (&self->rows, g_ptr_array_unref);
  g_clear_object (&self->people);

  G_OBJECT_CLASS (mb_people_dialog_parent_class)->dispose (object);
}

static void
mb_people_dialog_class_init (MbPeopleDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = mb_people_dialog_dispose;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/marbre/Marbre/app/mb-people-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, MbPeopleDialog, toasts);
  gtk_widget_class_bind_template_child (widget_class, MbPeopleDialog, people_group);
  gtk_widget_class_bind_template_child (widget_class, MbPeopleDialog, name_row);
  gtk_widget_class_bind_template_child (widget_class, MbPeopleDialog, role_row);
  gtk_widget_class_bind_template_child (widget_class, MbPeopleDialog, add_row);
  gtk_widget_class_bind_template_child (widget_class, MbPeopleDialog, review_row);
  gtk_widget_class_bind_template_callback (widget_class, name_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, add_cb);
  gtk_widget_class_bind_template_callback (widget_class, review_switched_cb);
}

static void
mb_people_dialog_init (MbPeopleDialog *self)
{
  self->rows = g_ptr_array_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * mb_people_dialog_new:
 * @people: who works here
 * @default_name: (nullable): what the first person may be called
 *
 * Makes the dialog.
 *
 * Returns: (transfer floating): the dialog
 */
AdwDialog *
mb_people_dialog_new (MbPeople *people, const char *default_name)
{
  MbPeopleDialog *self = NULL;

  g_return_val_if_fail (MB_IS_PEOPLE (people), NULL);

  self = g_object_new (MB_TYPE_PEOPLE_DIALOG, NULL);
  self->people = g_object_ref (people);
  g_signal_connect_object (people, "changed", G_CALLBACK (show), self, G_CONNECT_SWAPPED);
  if (mb_people_get_here (people)->len == 0 && default_name)
    gtk_editable_set_text (GTK_EDITABLE (self->name_row), default_name);
  show (self);

  return ADW_DIALOG (self);
}
