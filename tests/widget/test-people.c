#include "mb-person-dialog.h"

#include "mb-app-resources.h"

#include <adwaita.h>

/* The people of a newsroom, as they are changed. */

static GtkEditable *
find_entry (GtkWidget *root, const char *title)
{
  if (ADW_IS_ENTRY_ROW (root) &&
      g_str_equal (adw_preferences_row_get_title (ADW_PREFERENCES_ROW (root)), title))
    return GTK_EDITABLE (root);
  for (GtkWidget *child = gtk_widget_get_first_child (root); child;
       child = gtk_widget_get_next_sibling (child)) {
    GtkEditable *found = find_entry (child, title);

    if (found)
      return found;
  }

  return NULL;
}

static void
answered_cb (AdwDialog *dialog, const MbPerson *person, MbPerson **answer)
{
  g_clear_pointer (answer, mb_person_free);
  *answer = mb_person_copy (person);
}

/* Types another name and answers. */
static MbPerson *
answer (const MbPerson *person, const char *name, const char *response)
{
  AdwDialog *dialog = g_object_ref_sink (mb_person_dialog_new (person));
  GtkWidget *fields = adw_alert_dialog_get_extra_child (ADW_ALERT_DIALOG (dialog));
  MbPerson *answer = NULL;

  g_signal_connect (dialog, "answered", G_CALLBACK (answered_cb), &answer);
  gtk_editable_set_text (find_entry (fields, "Name"), name);
  g_signal_emit_by_name (dialog, "response", response);
  g_object_unref (dialog);

  return answer;
}

static void
test_initials_follow_until_others_are_chosen (void)
{
  g_autoptr (MbPerson) awa = mb_person_new (NULL, "Awa Mensah", MB_ROLE_EDITOR);
  g_autoptr (MbPerson) followed = answer (awa, "Awa Kossi", "save");
  g_autoptr (MbPerson) chosen = NULL;

  g_assert_cmpstr (followed->id, ==, awa->id);
  g_assert_cmpstr (followed->name, ==, "Awa Kossi");
  g_assert_cmpstr (followed->initials, ==, "AK");
  g_assert_cmpint (followed->role, ==, MB_ROLE_EDITOR);
  g_set_str (&awa->initials, "AWA");
  chosen = answer (awa, "Awa Kossi", "save");
  g_assert_cmpstr (chosen->initials, ==, "AWA");
}

static void
test_who_is_removed_keeps_the_name (void)
{
  g_autoptr (MbPerson) awa = mb_person_new (NULL, "Awa Mensah", MB_ROLE_REPORTER);
  g_autoptr (MbPerson) removed = answer (awa, "", "remove");

  g_assert_cmpint (removed->role, ==, MB_ROLE_FORMER);
  g_assert_cmpstr (removed->name, ==, "Awa Mensah");
  g_assert_cmpstr (removed->initials, ==, "AM");
}

int
main (int argc, char *argv[])
{
  gtk_test_init (&argc, &argv, NULL);
  adw_init ();
  g_resources_register (mb_app_get_resource ());

  g_test_add_func ("/people/initials-follow-until-others-are-chosen",
                   test_initials_follow_until_others_are_chosen);
  g_test_add_func ("/people/who-is-removed-keeps-the-name", test_who_is_removed_keeps_the_name);

  return g_test_run ();
}
