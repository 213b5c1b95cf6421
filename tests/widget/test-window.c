#include "mb-window.h"

#include "mb-app-resources.h"
#include "mb-icons-resources.h"
#include "mb-library-page.h"
#include "mb-panes-desk.h"
#include "mb-test-store.h"

/* Windows of one newsroom. */
typedef struct {
  char *folder;
  AdwApplication *application; /* of all tests: a bus knows only one */
  MbNewsroom *newsroom;
} Desk;

static void
opened_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Desk *desk = user_data;

  desk->newsroom = mb_newsroom_open_finish (result, NULL);
  g_assert_nonnull (desk->newsroom);
}

static Desk *
desk_new (gconstpointer application)
{
  Desk *self = g_new0 (Desk, 1);

  self->folder = mb_test_folder ();
  self->application = (AdwApplication *) application;
  mb_newsroom_open_async (self->folder, FALSE, opened_cb, self);
  while (!self->newsroom)
    g_main_context_iteration (NULL, TRUE);

  return self;
}

static void
desk_free (Desk *self)
{
  GList *windows = g_list_copy (gtk_application_get_windows (GTK_APPLICATION (self->application)));

  for (GList *l = windows; l; l = l->next)
    gtk_window_destroy (l->data);
  g_list_free (windows);
  panes_desk_settle ();
  mb_store_close (mb_newsroom_get_store (self->newsroom));
  g_clear_object (&self->newsroom);
  mb_test_remove (self->folder);
  g_free (self->folder);
  g_free (self);
}

static MbWindow *
desk_open_window_of (Desk *self, int width_px)
{
  GtkWidget *window = mb_window_new (GTK_APPLICATION (self->application), self->newsroom);
  const MbWindowShape shape = {
    .width_px = width_px, .height_px = 600, .list_shown = TRUE, .pane_name = (char *) "article"};

  mb_window_set_shape (MB_WINDOW (window), &shape);
  mb_window_set_language (MB_WINDOW (window), "fr");
  mb_window_show_draft (MB_WINDOW (window), NULL, NULL);
  gtk_window_present (GTK_WINDOW (window));
  while (!gtk_widget_get_mapped (window))
    g_main_context_iteration (NULL, TRUE);

  return MB_WINDOW (window);
}

static MbWindow *
desk_open_window (Desk *self)
{
  return desk_open_window_of (self, 1200);
}

static char *
desk_keep (Desk *self, const char *headline)
{
  g_autoptr (MbSnapshot) snapshot = mb_test_snapshot (headline, "Texte.");

  g_assert_true (mb_store_create_sync (mb_newsroom_get_store (self->newsroom), snapshot, NULL));

  return g_strdup (mb_snapshot_get_article_id (snapshot));
}

/* What a person does in the list. */
static void
in_list (MbWindow *window, const char *act, const char *draft_id)
{
  g_signal_emit_by_name (panes_desk_get (GTK_WIDGET (window), MB_TYPE_LIBRARY_PAGE, NULL), act,
                         draft_id);
}

static const char *
get_shown (MbWindow *window)
{
  MbDraft *draft = mb_window_get_draft (window);

  return draft ? mb_draft_get_id (draft) : NULL;
}

static void
wait_shown (MbWindow *window, const char *draft_id)
{
  while (g_strcmp0 (get_shown (window), draft_id) != 0)
    g_main_context_iteration (NULL, TRUE);
}

/* Until the store has answered everything that it was asked before. */
static void
listed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GPtrArray) infos = mb_store_list_finish (MB_STORE (source), result, NULL);

  *(gboolean *) user_data = infos != NULL;
}

static void
desk_catch_up (Desk *self)
{
  gboolean listed = FALSE;

  mb_store_list_async (mb_newsroom_get_store (self->newsroom), NULL, FALSE, NULL, listed_cb,
                       &listed);
  while (!listed)
    g_main_context_iteration (NULL, TRUE);
  panes_desk_settle ();
}

static void
test_the_last_wish_counts (gconstpointer application)
{
  Desk *desk = desk_new (application);
  MbWindow *window = desk_open_window (desk);
  g_autofree char *first = desk_keep (desk, "Le bac");
  g_autofree char *second = desk_keep (desk, "La digue");
  g_autofree char *begun = NULL;

  in_list (window, "opened", first);
  wait_shown (window, first);

  /* Another is on its way when a new one is begun: it must not push the new one away. */
  in_list (window, "opened", second);
  gtk_widget_activate_action (GTK_WIDGET (window), "win.new-article", NULL);
  begun = g_strdup (get_shown (window));
  g_assert_cmpstr (begun, !=, first);
  desk_catch_up (desk);
  g_assert_cmpstr (get_shown (window), ==, begun);

  /* … nor the one that the writer comes back to. */
  in_list (window, "opened", first);
  wait_shown (window, first);
  in_list (window, "opened", second);
  in_list (window, "opened", first);
  desk_catch_up (desk);
  g_assert_cmpstr (get_shown (window), ==, first);
  desk_free (desk);
}

static void
test_one_window_an_article (gconstpointer application)
{
  Desk *desk = desk_new (application);
  MbWindow *window = desk_open_window (desk);
  MbWindow *other = desk_open_window (desk);
  g_autofree char *id = desk_keep (desk, "Le bac");

  in_list (window, "opened", id);
  in_list (other, "opened", id);
  wait_shown (window, id);
  desk_catch_up (desk);
  g_assert_null (get_shown (other));
  desk_free (desk);
}

static void
test_binned_in_another_window (gconstpointer application)
{
  Desk *desk = desk_new (application);
  MbWindow *window = desk_open_window (desk);
  MbWindow *other = desk_open_window (desk);
  g_autofree char *id = desk_keep (desk, "Le bac");

  in_list (window, "opened", id);
  wait_shown (window, id);
  in_list (other, "binned", id);
  wait_shown (window, NULL);
  desk_free (desk);
}

/* Undoing is offered until somebody answers; what happens meanwhile is said all the same. */
static void
test_news_beside_the_offer_to_undo (gconstpointer application)
{
  Desk *desk = desk_new (application);
  MbWindow *window = desk_open_window (desk);
  g_autofree char *id = desk_keep (desk, "Le bac");
  g_autofree char *other = desk_keep (desk, "La digue");

  in_list (window, "binned", id);
  while (!panes_desk_find (GTK_WIDGET (window), GTK_TYPE_LABEL, "Article moved to the bin"))
    g_main_context_iteration (NULL, TRUE);
  mb_window_tell (window, "The site does not answer.");
  while (!panes_desk_find (GTK_WIDGET (window), GTK_TYPE_LABEL, "The site does not answer."))
    g_main_context_iteration (NULL, TRUE);

  /* What is undone is what was binned last, not what waits below. */
  in_list (window, "binned", other);
  while (panes_desk_find (GTK_WIDGET (window), GTK_TYPE_LABEL, "The site does not answer."))
    g_main_context_iteration (NULL, TRUE);
  panes_desk_press (panes_desk_get (GTK_WIDGET (window), ADW_TYPE_TOAST_OVERLAY, NULL), "_Undo");
  while (!get_shown (window))
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpstr (get_shown (window), ==, other);
  desk_free (desk);
}

/* An answer that comes when its window is gone has nobody to tell, and says nothing. */
static void
test_answers_after_the_window (gconstpointer application)
{
  Desk *desk = desk_new (application);
  MbWindow *window = desk_open_window (desk);
  g_autofree char *id = desk_keep (desk, "Le bac");
  g_autofree char *other = desk_keep (desk, "La digue");

  in_list (window, "opened", id);
  wait_shown (window, id);
  gtk_widget_activate_action (GTK_WIDGET (window), "win.save", NULL);
  gtk_widget_activate_action (GTK_WIDGET (window), "win.duplicate", NULL);
  in_list (window, "binned", id);
  in_list (window, "opened", other);
  g_object_add_weak_pointer (G_OBJECT (window), (gpointer *) &window);
  gtk_window_destroy (GTK_WINDOW (window));
  while (window)
    g_main_context_iteration (NULL, TRUE);
  desk_free (desk);
}

static GtkLabel *
find_label (GtkWidget *widget)
{
  GtkLabel *found = GTK_IS_LABEL (widget) ? GTK_LABEL (widget) : NULL;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child && !found;
       child = gtk_widget_get_next_sibling (child))
    found = find_label (child);

  return found;
}

/* Which articles are listed is said whole in the narrowest window that has the list beside the
 * text. */
static void
test_the_lists_title_is_whole (gconstpointer application)
{
  static const char *const filters[] = {"articles", "sendings", "bin"};
  Desk *desk = desk_new (application);
  MbWindow *window = desk_open_window_of (desk, 800);
  GtkWidget *page = panes_desk_get (GTK_WIDGET (window), MB_TYPE_LIBRARY_PAGE, NULL);
  GtkWidget *button = panes_desk_get (page, GTK_TYPE_MENU_BUTTON, "Which Articles Are Listed");

  for (guint i = 0; i < G_N_ELEMENTS (filters); i++) {
    GtkLabel *label = NULL;

    gtk_widget_activate_action (page, "library.filter", "s", filters[i]);
    while (gtk_widget_get_width (button) == 0)
      g_main_context_iteration (NULL, TRUE);
    gtk_test_widget_wait_for_draw (GTK_WIDGET (window));
    label = find_label (button);
    g_test_message ("%s", gtk_label_get_text (label));
    g_assert_false (pango_layout_is_ellipsized (gtk_label_get_layout (label)));
  }
  desk_free (desk);
}

/* The search that stands in a narrow window goes when there is room, unless somebody is searching.
 */
static void
test_the_search_goes_with_the_narrow_window (gconstpointer application)
{
  Desk *desk = desk_new (application);
  MbWindow *window = desk_open_window (desk);
  GtkWidget *page = panes_desk_get (GTK_WIDGET (window), MB_TYPE_LIBRARY_PAGE, NULL);
  GtkSearchBar *bar = GTK_SEARCH_BAR (panes_desk_get (page, GTK_TYPE_SEARCH_BAR, NULL));
  GtkWidget *entry = gtk_search_bar_get_child (bar);

  g_assert_false (gtk_search_bar_get_search_mode (bar));
  mb_library_page_set_compact (MB_LIBRARY_PAGE (page), TRUE);
  g_assert_true (gtk_search_bar_get_search_mode (bar));
  mb_library_page_set_compact (MB_LIBRARY_PAGE (page), FALSE);
  g_assert_false (gtk_search_bar_get_search_mode (bar));
  mb_library_page_show_search (MB_LIBRARY_PAGE (page));
  mb_library_page_set_compact (MB_LIBRARY_PAGE (page), FALSE);
  g_assert_true (gtk_search_bar_get_search_mode (bar)); /* it was wide before */
  mb_library_page_set_compact (MB_LIBRARY_PAGE (page), TRUE);
  gtk_editable_set_text (GTK_EDITABLE (entry), "bac");
  mb_library_page_set_compact (MB_LIBRARY_PAGE (page), FALSE);
  g_assert_true (gtk_search_bar_get_search_mode (bar));
  desk_free (desk);
}

int
main (int argc, char *argv[])
{
  g_autoptr (AdwApplication) application = NULL;

  panes_desk_init (&argc, &argv);
  g_resources_register (mb_app_get_resource ());
  g_resources_register (mb_icons_get_resource ());
  application = g_object_new (ADW_TYPE_APPLICATION, "application-id", "org.marbre.Test", "flags",
                              G_APPLICATION_NON_UNIQUE, NULL);
  g_assert_true (g_application_register (G_APPLICATION (application), NULL, NULL));

  g_test_add_data_func ("/window/the-last-wish-counts", application, test_the_last_wish_counts);
  g_test_add_data_func ("/window/one-window-an-article", application, test_one_window_an_article);
  g_test_add_data_func ("/window/binned-in-another-window", application,
                        test_binned_in_another_window);
  g_test_add_data_func ("/window/news-beside-the-offer-to-undo", application,
                        test_news_beside_the_offer_to_undo);
  g_test_add_data_func ("/window/answers-after-the-window", application,
                        test_answers_after_the_window);
  g_test_add_data_func ("/window/the-lists-title-is-whole", application,
                        test_the_lists_title_is_whole);
  g_test_add_data_func ("/window/the-search-goes-with-the-narrow-window", application,
                        test_the_search_goes_with_the_narrow_window);

  return g_test_run ();
}
