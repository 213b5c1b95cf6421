#include "mb-library-page.h"

#include "mb-library-row.h"
#include "mb-messages.h"
#include "mb-outbox-list.h"
#include "mb-outline-list.h"
#include "mb-people-actions.h"

#include <glib/gi18n.h>

struct _MbLibraryPage {
  AdwNavigationPage parent_instance;
  GtkWidget *filter_button;
  GtkWidget *menu_button;
  GtkWidget *search_button;
  GtkWidget *search_bar;
  GtkWidget *search_entry;
  GtkWidget *banner;
  GtkWidget *views;
  GtkWidget *states;
  GtkWidget *list;
  GtkWidget *empty_page;
  GtkWidget *sendings_scroller;
  GtkWidget *outline;
  GMenuModel *filter_menu;
  GMenuModel *review_filter_menu;
  GMenu *people_section;
  MbNewsroom *newsroom;
  GtkSingleSelection *selection;
  char *draft_id;      /* (nullable): the open one */
  guint open_position; /* its row */
  char *binned_id;     /* (nullable): what Ctrl+Z brings back */
  const char *filter;  /* static */
  gboolean compact;
};

typedef enum {
  OPENED,
  BINNED,
  RESTORED,
  JUMPED,
  JOB_ACTIVATED,
} MbLibraryPageSignals;

static guint signals[JOB_ACTIVATED + 1];

G_DEFINE_FINAL_TYPE (MbLibraryPage, mb_library_page, ADW_TYPE_NAVIGATION_PAGE)

static MbLibrary *
get_library (MbLibraryPage *self)
{
  return mb_newsroom_get_library (self->newsroom);
}

static MbLibraryItem *
get_item (MbLibraryPage *self, guint position)
{
  return g_list_model_get_item (G_LIST_MODEL (self->selection), position);
}

/* Which of its pages is shown */

static void
describe_empty (MbLibraryPage *self)
{
  AdwStatusPage *page = ADW_STATUS_PAGE (self->empty_page);
  const char *query = mb_library_get_query (get_library (self));
  g_autofree char *escaped = query ? g_markup_escape_text (query, -1) : NULL;
  g_autofree char *description = NULL;

  if (query) {
    adw_status_page_set_title (page, _ ("Nothing Found"));
    /* Translators: %s are the words that were searched for. */
    description = g_strdup_printf (_ ("No article has “%s”."), escaped);
  } else if (mb_library_get_in_bin (get_library (self))) {
    adw_status_page_set_title (page, _ ("The Bin Is Empty"));
  } else if (mb_library_has_stage (get_library (self))) {
    adw_status_page_set_title (page, _ ("Nothing Waits Here"));
  } else {
    adw_status_page_set_title (page, _ ("No Articles Yet"));
    description = g_strdup (_ ("Ctrl+N begins one."));
  }
  adw_status_page_set_description (page, description);
}

static void
show_state (MbLibraryPage *self)
{
  MbLibrary *library = get_library (self);
  const char *state = "list";

  if (g_str_equal (self->filter, "sendings"))
    state = "sendings";
  else if (mb_library_is_loading (library))
    state = "loading";
  else if (g_list_model_get_n_items (mb_library_get_items (library)) == 0)
    state = "empty";
  if (g_str_equal (state, "empty"))
    describe_empty (self);
  gtk_stack_set_visible_child_name (GTK_STACK (self->states), state);
}

static void
show_problem (MbLibraryPage *self)
{
  g_autoptr (GError) problem = NULL;
  const GError *reason = mb_newsroom_get_read_only_reason (self->newsroom);
  g_autofree char *sentence = NULL;

  g_object_get (get_library (self), "problem", &problem, NULL);
  if (reason || problem)
    sentence = mb_message_for_error (reason ? reason : problem);
  adw_banner_set_title (ADW_BANNER (self->banner), sentence ? sentence : "");
  adw_banner_set_revealed (ADW_BANNER (self->banner), sentence != NULL);
}

/* Keys begin at the open article, wherever its row has moved; a list that somebody walks in stays
 * as it is. */
static void
show_position (MbLibraryPage *self, guint position)
{
  gboolean walked = gtk_widget_get_state_flags (self->list) & GTK_STATE_FLAG_FOCUS_WITHIN;

  if (position != GTK_INVALID_LIST_POSITION && position != self->open_position && !walked)
    gtk_list_view_scroll_to (GTK_LIST_VIEW (self->list), position, GTK_LIST_SCROLL_FOCUS, NULL);
  self->open_position = position;
}

static void
select_open_draft (MbLibraryPage *self)
{
  guint position = GTK_INVALID_LIST_POSITION;

  if (!self->draft_id || !mb_library_find (get_library (self), self->draft_id, &position))
    position = GTK_INVALID_LIST_POSITION;
  gtk_single_selection_set_selected (self->selection, position);
  show_position (self, position);
}

static void
items_changed_cb (MbLibraryPage *self)
{
  show_state (self);
  select_open_draft (self);
}

typedef struct {
  const char *name;
  const char *label;
  gboolean is_stage;
  MbReviewState stage;
} Filter;

static const Filter filters[] = {
  {"articles", N_ ("Articles"), FALSE, MB_REVIEW_DRAFT},
  {"submitted", N_ ("To Review"), TRUE, MB_REVIEW_SUBMITTED},
  {"in-review", N_ ("In Review"), TRUE, MB_REVIEW_IN_REVIEW},
  {"to-correct", N_ ("To Correct"), TRUE, MB_REVIEW_CHANGES_REQUESTED},
  {"on-hold", N_ ("On Hold"), TRUE, MB_REVIEW_HOLD},
  {"approved", N_ ("To Publish"), TRUE, MB_REVIEW_APPROVED},
  {"sendings", N_ ("Sendings"), FALSE, MB_REVIEW_DRAFT},
  {"bin", N_ ("Bin"), FALSE, MB_REVIEW_DRAFT},
};

static void
set_filter (MbLibraryPage *self, const char *name)
{
  const Filter *filter = &filters[0];

  for (guint i = 0; i < G_N_ELEMENTS (filters); i++)
    if (g_str_equal (filters[i].name, name))
      filter = &filters[i];
  self->filter = filter->name;
  gtk_menu_button_set_label (GTK_MENU_BUTTON (self->filter_button), _ (filter->label));
  if (!g_str_equal (self->filter, "sendings")) {
    mb_library_set_in_bin (get_library (self), g_str_equal (self->filter, "bin"));
    mb_library_set_stage (get_library (self), filter->is_stage ? &filter->stage : NULL);
  }
  show_state (self);
}

static void
filter_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  set_filter (MB_LIBRARY_PAGE (widget), g_variant_get_string (parameter, NULL));
}

/* Stages are listed where articles are reviewed, people where there are several. */
static void
people_changed_cb (MbLibraryPage *self)
{
  MbPeople *people = mb_newsroom_get_people (self->newsroom);
  gboolean is_on = mb_people_is_review_on (people);

  mb_people_fill_menu (self->people_section, people);
  gtk_menu_button_set_menu_model (GTK_MENU_BUTTON (self->filter_button),
                                  is_on ? self->review_filter_menu : self->filter_menu);
  if (!is_on && mb_library_has_stage (get_library (self)))
    set_filter (self, "articles");
}

/* What a person does */

static void
activated_cb (MbLibraryPage *self, guint position)
{
  g_autoptr (MbLibraryItem) item = get_item (self, position);

  if (item)
    g_signal_emit (self, signals[mb_library_get_in_bin (get_library (self)) ? RESTORED : OPENED], 0,
                   mb_library_item_get_id (item));
}

/* The row that has the focus: the one that is marked is the open article, perhaps another. */
static MbLibraryItem *
dup_focused_item (MbLibraryPage *self)
{
  GtkWidget *focus = gtk_root_get_focus (gtk_widget_get_root (self->list));
  GtkWidget *child = focus ? gtk_widget_get_first_child (focus) : NULL;

  return child && MB_IS_LIBRARY_ROW (child) ? mb_library_row_dup_item (MB_LIBRARY_ROW (child))
                                            : NULL;
}

static void
bin_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  MbLibraryPage *self = MB_LIBRARY_PAGE (widget);
  g_autoptr (MbLibraryItem) item = dup_focused_item (self);

  if (!item || mb_library_get_in_bin (get_library (self)))
    return;
  g_set_str (&self->binned_id, mb_library_item_get_id (item));
  g_signal_emit (self, signals[BINNED], 0, self->binned_id);
}

static void
undo_bin_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  MbLibraryPage *self = MB_LIBRARY_PAGE (widget);
  g_autofree char *id = g_steal_pointer (&self->binned_id);

  if (id)
    g_signal_emit (self, signals[RESTORED], 0, id);
}

static void
search_changed_cb (MbLibraryPage *self)
{
  if (self->newsroom)
    mb_library_set_query (get_library (self),
                          gtk_editable_get_text (GTK_EDITABLE (self->search_entry)));
}

/* What is found shows in the list, whatever was in front of it. */
static void
search_mode_changed_cb (MbLibraryPage *self)
{
  if (gtk_search_bar_get_search_mode (GTK_SEARCH_BAR (self->search_bar)))
    adw_view_stack_set_visible_child_name (ADW_VIEW_STACK (self->views), "articles");
}

static void
search_stopped_cb (MbLibraryPage *self)
{
  gtk_editable_set_text (GTK_EDITABLE (self->search_entry), "");
  gtk_search_bar_set_search_mode (GTK_SEARCH_BAR (self->search_bar), FALSE);
}

static void
jumped_cb (MbLibraryPage *self, guint64 block)
{
  g_signal_emit (self, signals[JUMPED], 0, block);
}

static void
job_activated_cb (MbOutboxList *sendings, MbJob *job, MbLibraryPage *self)
{
  g_signal_emit (self, signals[JOB_ACTIVATED], 0, job);
}

/* Rows */

static void
setup_cb (GtkListItemFactory *factory, GtkListItem *row, MbLibraryPage *self)
{
  gtk_list_item_set_child (
    row, mb_library_row_new (get_library (self), mb_newsroom_get_outbox (self->newsroom)));
}

static void
name_row (GtkListItem *row)
{
  const char *headline = mb_library_item_get_headline (gtk_list_item_get_item (row));

  gtk_list_item_set_accessible_label (row, *headline ? headline : _ ("Untitled"));
}

static void
bind_cb (GtkListItemFactory *factory, GtkListItem *row, MbLibraryPage *self)
{
  MbLibraryItem *item = gtk_list_item_get_item (row);
  MbLibraryRow *child = MB_LIBRARY_ROW (gtk_list_item_get_child (row));

  mb_library_row_set_item (child, item);
  name_row (row);
  g_signal_connect_object (item, "notify::headline", G_CALLBACK (name_row), row, G_CONNECT_SWAPPED);
}

static void
unbind_cb (GtkListItemFactory *factory, GtkListItem *row, MbLibraryPage *self)
{
  g_signal_handlers_disconnect_by_func (gtk_list_item_get_item (row), name_row, row);
  mb_library_row_set_item (MB_LIBRARY_ROW (gtk_list_item_get_child (row)), NULL);
}

static void
mb_library_page_dispose (GObject *object)
{
  MbLibraryPage *self = MB_LIBRARY_PAGE (object);

  gtk_widget_dispose_template (GTK_WIDGET (self), MB_TYPE_LIBRARY_PAGE);
  g_clear_object (&self->selection);
  g_clear_object (&self->newsroom);
  g_clear_pointer (&self->draft_id, g_free);
  g_clear_pointer (&self->binned_id, g_free);

  G_OBJECT_CLASS (mb_library_page_parent_class)->dispose (object);
}

static void
install_signals (void)
{
  GType page = MB_TYPE_LIBRARY_PAGE;

  signals[OPENED] = g_signal_new ("opened", page, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                  G_TYPE_NONE, 1, G_TYPE_STRING);
  signals[BINNED] = g_signal_new ("binned", page, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                  G_TYPE_NONE, 1, G_TYPE_STRING);
  signals[RESTORED] = g_signal_new ("restored", page, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                    G_TYPE_NONE, 1, G_TYPE_STRING);
  signals[JUMPED] = g_signal_new ("jumped", page, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                  G_TYPE_NONE, 1, G_TYPE_UINT64);
  signals[JOB_ACTIVATED] = g_signal_new ("job-activated", page, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                         NULL, G_TYPE_NONE, 1, MB_TYPE_JOB);
}

static void
mb_library_page_class_init (MbLibraryPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = mb_library_page_dispose;
  install_signals ();

  g_type_ensure (MB_TYPE_OUTLINE_LIST);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/marbre/Marbre/app/mb-library-page.ui");
  gtk_widget_class_bind_template_child (widget_class, MbLibraryPage, filter_button);
  gtk_widget_class_bind_template_child (widget_class, MbLibraryPage, menu_button);
  gtk_widget_class_bind_template_child (widget_class, MbLibraryPage, search_button);
  gtk_widget_class_bind_template_child (widget_class, MbLibraryPage, search_bar);
  gtk_widget_class_bind_template_child (widget_class, MbLibraryPage, search_entry);
  gtk_widget_class_bind_template_child (widget_class, MbLibraryPage, banner);
  gtk_widget_class_bind_template_child (widget_class, MbLibraryPage, views);
  gtk_widget_class_bind_template_child (widget_class, MbLibraryPage, states);
  gtk_widget_class_bind_template_child (widget_class, MbLibraryPage, list);
  gtk_widget_class_bind_template_child (widget_class, MbLibraryPage, empty_page);
  gtk_widget_class_bind_template_child (widget_class, MbLibraryPage, sendings_scroller);
  gtk_widget_class_bind_template_child (widget_class, MbLibraryPage, outline);
  gtk_widget_class_bind_template_child (widget_class, MbLibraryPage, filter_menu);
  gtk_widget_class_bind_template_child (widget_class, MbLibraryPage, review_filter_menu);
  gtk_widget_class_bind_template_child (widget_class, MbLibraryPage, people_section);
  gtk_widget_class_bind_template_callback (widget_class, activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, search_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, search_mode_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, search_stopped_cb);
  gtk_widget_class_bind_template_callback (widget_class, jumped_cb);

  gtk_widget_class_install_action (widget_class, "library.filter", "s", filter_action);
  gtk_widget_class_install_action (widget_class, "library.bin", NULL, bin_action);
  gtk_widget_class_install_action (widget_class, "library.undo-bin", NULL, undo_bin_action);
}

/* Keys of the list alone: in the search entry Delete and Ctrl+Z are the entry's. */
static void
add_keys (MbLibraryPage *self)
{
  GtkEventController *keys = gtk_shortcut_controller_new ();
  const struct {
    guint key;
    GdkModifierType held;
    const char *action;
  } shortcuts[] = {{GDK_KEY_Delete, 0, "library.bin"},
                   {GDK_KEY_KP_Delete, 0, "library.bin"},
                   {GDK_KEY_z, GDK_CONTROL_MASK, "library.undo-bin"}};

  for (guint i = 0; i < G_N_ELEMENTS (shortcuts); i++)
    gtk_shortcut_controller_add_shortcut (
      GTK_SHORTCUT_CONTROLLER (keys),
      gtk_shortcut_new (gtk_keyval_trigger_new (shortcuts[i].key, shortcuts[i].held),
                        gtk_named_action_new (shortcuts[i].action)));
  gtk_widget_add_controller (self->list, keys);
}

static void
mb_library_page_init (MbLibraryPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->filter = "articles";
  self->open_position = GTK_INVALID_LIST_POSITION;
  gtk_search_bar_connect_entry (GTK_SEARCH_BAR (self->search_bar),
                                GTK_EDITABLE (self->search_entry));
  gtk_search_bar_set_key_capture_widget (GTK_SEARCH_BAR (self->search_bar), self->list);
  add_keys (self);
}

/**
 * mb_library_page_set_newsroom:
 * @self: the page
 * @newsroom: whose articles it lists
 *
 * Fills the page. Called once.
 */
void
mb_library_page_set_newsroom (MbLibraryPage *self, MbNewsroom *newsroom)
{
  g_autoptr (GtkListItemFactory) factory = gtk_signal_list_item_factory_new ();
  GListModel *items = NULL;
  GtkWidget *sendings = NULL;

  g_return_if_fail (MB_IS_LIBRARY_PAGE (self));
  g_return_if_fail (!self->newsroom);

  self->newsroom = g_object_ref (newsroom);
  items = mb_library_get_items (get_library (self));
  self->selection = gtk_single_selection_new (g_object_ref (items));
  gtk_single_selection_set_autoselect (self->selection, FALSE);
  gtk_single_selection_set_can_unselect (self->selection, TRUE);
  g_signal_connect_object (factory, "setup", G_CALLBACK (setup_cb), self, 0);
  g_signal_connect_object (factory, "bind", G_CALLBACK (bind_cb), self, 0);
  g_signal_connect_object (factory, "unbind", G_CALLBACK (unbind_cb), self, 0);
  gtk_list_view_set_factory (GTK_LIST_VIEW (self->list), factory);
  gtk_list_view_set_model (GTK_LIST_VIEW (self->list), GTK_SELECTION_MODEL (self->selection));

  sendings = mb_outbox_list_new (mb_newsroom_get_outbox (newsroom));
  g_signal_connect_object (sendings, "job-activated", G_CALLBACK (job_activated_cb), self, 0);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (self->sendings_scroller), sendings);

  g_signal_connect_object (items, "items-changed", G_CALLBACK (items_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (get_library (self), "notify::loading", G_CALLBACK (show_state), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (get_library (self), "notify::problem", G_CALLBACK (show_problem), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (mb_newsroom_get_people (newsroom), "changed",
                           G_CALLBACK (people_changed_cb), self, G_CONNECT_SWAPPED);
  people_changed_cb (self);
  show_state (self);
  show_problem (self);
}

/**
 * mb_library_page_set_draft:
 * @self: the page
 * @draft: (nullable): the open article
 *
 * Marks the open article's row and shows its outline.
 */
void
mb_library_page_set_draft (MbLibraryPage *self, MbDraft *draft)
{
  g_return_if_fail (MB_IS_LIBRARY_PAGE (self));

  g_set_str (&self->draft_id, draft ? mb_draft_get_id (draft) : NULL);
  mb_outline_list_set_article (MB_OUTLINE_LIST (self->outline),
                               draft ? mb_draft_get_article (draft) : NULL);
  select_open_draft (self);
}

/**
 * mb_library_page_set_compact:
 * @self: the page
 * @compact: whether the window is narrow
 *
 * In a narrow window the search stands under the header and has no button. In a wide one it goes
 * again, unless somebody is searching.
 */
void
mb_library_page_set_compact (MbLibraryPage *self, gboolean compact)
{
  g_return_if_fail (MB_IS_LIBRARY_PAGE (self));

  if (self->compact == compact)
    return;
  self->compact = compact;
  gtk_widget_set_visible (self->search_button, !compact);
  if (compact || !*gtk_editable_get_text (GTK_EDITABLE (self->search_entry)))
    gtk_search_bar_set_search_mode (GTK_SEARCH_BAR (self->search_bar), compact);
}

/**
 * mb_library_page_show_search:
 * @self: the page
 *
 * Puts the caret into the search.
 */
void
mb_library_page_show_search (MbLibraryPage *self)
{
  g_return_if_fail (MB_IS_LIBRARY_PAGE (self));

  adw_view_stack_set_visible_child_name (ADW_VIEW_STACK (self->views), "articles");
  gtk_search_bar_set_search_mode (GTK_SEARCH_BAR (self->search_bar), TRUE);
  gtk_widget_grab_focus (self->search_entry);
}

/**
 * mb_library_page_show_articles:
 * @self: the page
 *
 * Shows the list and puts the focus there.
 */
void
mb_library_page_show_articles (MbLibraryPage *self)
{
  g_return_if_fail (MB_IS_LIBRARY_PAGE (self));

  adw_view_stack_set_visible_child_name (ADW_VIEW_STACK (self->views), "articles");
  gtk_widget_grab_focus (self->list);
}

/**
 * mb_library_page_show_outline:
 * @self: the page
 *
 * Shows the outline and puts the focus there.
 */
void
mb_library_page_show_outline (MbLibraryPage *self)
{
  g_return_if_fail (MB_IS_LIBRARY_PAGE (self));

  adw_view_stack_set_visible_child_name (ADW_VIEW_STACK (self->views), "outline");
  gtk_widget_child_focus (self->outline, GTK_DIR_TAB_FORWARD);
}

/**
 * mb_library_page_pop_up_menu:
 * @self: the page
 *
 * Opens the main menu.
 */
void
mb_library_page_pop_up_menu (MbLibraryPage *self)
{
  g_return_if_fail (MB_IS_LIBRARY_PAGE (self));

  gtk_menu_button_popup (GTK_MENU_BUTTON (self->menu_button));
}
