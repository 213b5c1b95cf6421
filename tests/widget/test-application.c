#include "mb-application.h"

#include "mb-library-page.h"
#include "mb-panes-desk.h"
#include "mb-test-store.h"

/* The whole application beside a drawing that never comes to an end, as a list's sign of waiting is
 * on a machine that takes longer for a frame than the screen shows it. */
typedef struct {
  GApplication *application;
  guint rows; /* seen in the list before the application was told to leave */
} Busy;

static gboolean
draw_cb (gpointer user_data)
{
  Busy *self = user_data;
  GtkWindow *window = gtk_application_get_active_window (GTK_APPLICATION (self->application));
  GtkWidget *list = NULL;

  if (!window || self->rows > 0)
    return G_SOURCE_CONTINUE;
  list = panes_desk_find (panes_desk_get (GTK_WIDGET (window), MB_TYPE_LIBRARY_PAGE, NULL),
                          GTK_TYPE_LIST_VIEW, NULL);
  if (!list) /* it waits */
    return G_SOURCE_CONTINUE;
  self->rows =
    g_list_model_get_n_items (G_LIST_MODEL (gtk_list_view_get_model (GTK_LIST_VIEW (list))));
  if (self->rows > 0)
    g_action_group_activate_action (G_ACTION_GROUP (self->application), "quit", NULL);

  return G_SOURCE_CONTINUE;
}

static void
test_the_list_begins_although_drawing_never_ends (void)
{
  g_autofree char *folder = mb_test_folder ();
  g_autoptr (MbSnapshot) snapshot = mb_test_snapshot ("Le bac", "Texte.");
  g_autoptr (MbApplication) application = mb_application_new ();
  char *argv[] = {(char *) "marbre", (char *) "--data-dir", folder, NULL};
  MbStore *store = mb_test_open (folder);
  Busy busy = {.application = G_APPLICATION (application)};
  guint drawing = 0;

  g_assert_true (mb_store_create_sync (store, snapshot, NULL));
  mb_store_close (store);
  g_object_unref (store);

  drawing = g_idle_add_full (GDK_PRIORITY_REDRAW, draw_cb, &busy, NULL);
  g_assert_cmpint (g_application_run (G_APPLICATION (application), 3, argv), ==, 0);
  g_source_remove (drawing);
  g_assert_cmpuint (busy.rows, ==, 1);

  mb_test_remove (folder);
}

int
main (int argc, char *argv[])
{
  gtk_test_init (&argc, &argv, NULL);

  g_test_add_func ("/application/the-list-begins-although-drawing-never-ends",
                   test_the_list_begins_although_drawing_never_ends);

  return g_test_run ();
}
