#include "mb-panes-desk.h"

#include "mb-id.h"
#include "mb-panes.h"

void
panes_desk_init (int *argc, char ***argv)
{
  gtk_test_init (argc, argv, NULL);
  adw_init ();
  mb_panes_init ();
}

GtkWidget *
panes_desk_show (GtkWidget *child)
{
  GtkWidget *window = adw_window_new ();

  gtk_window_set_default_size (GTK_WINDOW (window), 390, 700);
  adw_window_set_content (ADW_WINDOW (window), child);
  gtk_window_present (GTK_WINDOW (window));
  while (!gtk_widget_get_mapped (child))
    g_main_context_iteration (NULL, TRUE);

  return window;
}

void
panes_desk_present (AdwDialog *dialog, GtkWidget *window)
{
  adw_dialog_present (dialog, window);
  while (!gtk_widget_get_mapped (adw_dialog_get_child (dialog)))
    g_main_context_iteration (NULL, TRUE);
}

static gboolean
has_property_label (GtkWidget *widget, const char *name)
{
  g_autofree char *differs = NULL;

  if (!gtk_test_accessible_has_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_LABEL))
    return FALSE;
  if (!name)
    return TRUE;
  differs = gtk_test_accessible_check_property (GTK_ACCESSIBLE (widget),
                                                GTK_ACCESSIBLE_PROPERTY_LABEL, name);

  return differs == NULL;
}

static const char *
get_words (GtkWidget *widget)
{
  if (ADW_IS_PREFERENCES_ROW (widget))
    return adw_preferences_row_get_title (ADW_PREFERENCES_ROW (widget));
  if (GTK_IS_BUTTON (widget))
    return gtk_button_get_label (GTK_BUTTON (widget));
  if (GTK_IS_LABEL (widget))
    return gtk_label_get_label (GTK_LABEL (widget));
  if (GTK_IS_CHECK_BUTTON (widget))
    return gtk_check_button_get_label (GTK_CHECK_BUTTON (widget));
  if (ADW_IS_STATUS_PAGE (widget))
    return adw_status_page_get_title (ADW_STATUS_PAGE (widget));

  return NULL;
}

static gboolean
is_called (GtkWidget *widget, const char *name)
{
  return !name || g_strcmp0 (get_words (widget), name) == 0 || has_property_label (widget, name);
}

/* The first visible widget of this kind and name, in the order of reading. */
GtkWidget *
panes_desk_find (GtkWidget *root, GType type, const char *name)
{
  if (!gtk_widget_get_child_visible (root) || !gtk_widget_get_visible (root))
    return NULL;
  if (g_type_is_a (G_OBJECT_TYPE (root), type) && is_called (root, name))
    return root;
  for (GtkWidget *child = gtk_widget_get_first_child (root); child;
       child = gtk_widget_get_next_sibling (child)) {
    GtkWidget *found = panes_desk_find (child, type, name);

    if (found)
      return found;
  }

  return NULL;
}

GtkWidget *
panes_desk_get (GtkWidget *root, GType type, const char *name)
{
  GtkWidget *found = panes_desk_find (root, type, name);

  if (!found)
    g_error ("there is no %s “%s”", g_type_name (type), name ? name : "");

  return found;
}

void
panes_desk_press (GtkWidget *root, const char *name)
{
  g_signal_emit_by_name (panes_desk_get (root, GTK_TYPE_BUTTON, name), "clicked");
}

static gboolean
strike_in (GListModel *shortcuts, GtkShortcutTrigger *trigger, GtkWidget *widget)
{
  for (guint i = 0; i < g_list_model_get_n_items (shortcuts); i++) {
    g_autoptr (GtkShortcut) shortcut = g_list_model_get_item (shortcuts, i);

    if (gtk_shortcut_trigger_equal (gtk_shortcut_get_trigger (shortcut), trigger) &&
        gtk_shortcut_action_activate (gtk_shortcut_get_action (shortcut),
                                      GTK_SHORTCUT_ACTION_EXCLUSIVE, widget,
                                      gtk_shortcut_get_arguments (shortcut)))
      return TRUE;
  }

  return FALSE;
}

static gboolean
strike_at (GtkWidget *widget, GtkShortcutTrigger *trigger, GtkPropagationPhase phase)
{
  g_autoptr (GListModel) controllers = gtk_widget_observe_controllers (widget);

  for (guint i = 0; i < g_list_model_get_n_items (controllers); i++) {
    g_autoptr (GtkEventController) controller = g_list_model_get_item (controllers, i);

    if (GTK_IS_SHORTCUT_CONTROLLER (controller) &&
        gtk_event_controller_get_propagation_phase (controller) == phase &&
        strike_in (G_LIST_MODEL (controller), trigger, widget))
      return TRUE;
  }

  return FALSE;
}

static gboolean
strike_down (GtkWidget *widget, GtkShortcutTrigger *trigger)
{
  GtkWidget *parent = gtk_widget_get_parent (widget);

  return (parent && strike_down (parent, trigger)) ||
         strike_at (widget, trigger, GTK_PHASE_CAPTURE);
}

/* What a key does with the focus in @widget: the shortcuts from the window down to there, then back
 * up. */
gboolean
panes_desk_strike (GtkWidget *widget, const char *key)
{
  g_autoptr (GtkShortcutTrigger) trigger = gtk_shortcut_trigger_parse_string (key);

  if (strike_down (widget, trigger))
    return TRUE;
  for (; widget; widget = gtk_widget_get_parent (widget))
    if (strike_at (widget, trigger, GTK_PHASE_BUBBLE))
      return TRUE;

  return FALSE;
}

guint
panes_desk_count (GtkWidget *root, GType type)
{
  guint count = g_type_is_a (G_OBJECT_TYPE (root), type) ? 1 : 0;

  if (!gtk_widget_get_child_visible (root) || !gtk_widget_get_visible (root))
    return 0;
  for (GtkWidget *child = gtk_widget_get_first_child (root); child;
       child = gtk_widget_get_next_sibling (child))
    count += panes_desk_count (child, type);

  return count;
}

static gboolean
has_name (GtkWidget *widget)
{
  const char *words = get_words (widget);

  return (words && *words) || has_property_label (widget, NULL) ||
         gtk_test_accessible_has_relation (GTK_ACCESSIBLE (widget),
                                           GTK_ACCESSIBLE_RELATION_LABELLED_BY);
}

static gboolean
needs_name (GtkWidget *widget)
{
  if (!gtk_widget_get_mapped (widget))
    return FALSE;

  return (GTK_IS_BUTTON (widget) && !GTK_IS_MENU_BUTTON (gtk_widget_get_parent (widget))) ||
         GTK_IS_MENU_BUTTON (widget) || GTK_IS_TEXT_VIEW (widget) || GTK_IS_SWITCH (widget) ||
         GTK_IS_SPIN_BUTTON (widget) || GTK_IS_CHECK_BUTTON (widget) || ADW_IS_ENTRY_ROW (widget) ||
         ADW_IS_COMBO_ROW (widget) || GTK_IS_LIST_BOX (widget) || GTK_IS_PROGRESS_BAR (widget);
}

/* GTK and libadwaita name the parts of their own rows. */
static gboolean
is_whole (GtkWidget *widget)
{
  return ADW_IS_SWITCH_ROW (widget) || ADW_IS_COMBO_ROW (widget) || GTK_IS_SPIN_BUTTON (widget) ||
         GTK_IS_MENU_BUTTON (widget) || ADW_IS_PASSWORD_ENTRY_ROW (widget) ||
         ADW_IS_TOGGLE_GROUP (widget);
}

/* ADW_IS_ENTRY_ROW holds its own buttons to edit and to apply, hidden ones; a preferences group
 * holds a list of its own. */
static gboolean
is_foreign (GtkWidget *widget)
{
  return GTK_IS_LIST_BOX (widget) &&
         gtk_widget_get_ancestor (widget, ADW_TYPE_PREFERENCES_GROUP) != NULL;
}

/* An icon that the theme does not have is a broken picture on the screen. */
static void
assert_icon (GtkWidget *widget)
{
  GtkIconTheme *theme = gtk_icon_theme_get_for_display (gtk_widget_get_display (widget));
  const char *name = NULL;

  if (GTK_IS_IMAGE (widget) &&
      gtk_image_get_storage_type (GTK_IMAGE (widget)) == GTK_IMAGE_ICON_NAME)
    name = gtk_image_get_icon_name (GTK_IMAGE (widget));
  else if (ADW_IS_STATUS_PAGE (widget))
    name = adw_status_page_get_icon_name (ADW_STATUS_PAGE (widget));
  if (name && !gtk_icon_theme_has_icon (theme, name))
    g_error ("the theme has no icon %s", name);
}

void
panes_desk_assert_named (GtkWidget *root)
{
  assert_icon (root);
  if (needs_name (root) && !is_foreign (root) && !has_name (root))
    g_error ("a %s in a %s has no name", G_OBJECT_TYPE_NAME (root),
             G_OBJECT_TYPE_NAME (gtk_widget_get_parent (root)));
  if (GTK_IS_BUTTON (root) && gtk_widget_get_mapped (root) &&
      gtk_button_get_icon_name (GTK_BUTTON (root)))
    g_assert_nonnull (gtk_widget_get_tooltip_text (root));
  if (is_whole (root))
    return;
  for (GtkWidget *child = gtk_widget_get_first_child (root); child;
       child = gtk_widget_get_next_sibling (child))
    panes_desk_assert_named (child);
}

void
panes_desk_settle (void)
{
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

static void
put_text (MbTransaction *transaction, guint64 block, guint part, const char *words)
{
  g_autoptr (MbText) text = mb_text_new (words);
  g_autoptr (GError) error = NULL;
  MbPosition start = {block, part, 0};

  mb_transaction_replace_text (transaction, &start, 0, text, &error);
  g_assert_no_error (error);
}

MbArticle *
panes_desk_make_article (const char *headline)
{
  g_autoptr (MbSnapshot) blank = mb_snapshot_new ("5c1f3a52-54c5-43a1-9f0a-6a4f1d1d6a33");
  MbArticle *article = mb_article_new (blank, 0);
  g_autoptr (MbTransaction) transaction = mb_article_begin (article, MB_ORIGIN_IMPORT);
  g_autoptr (MbText) text = mb_text_new ("Les bacs reprennent lundi.");
  g_autoptr (MbBlock) paragraph = mb_block_new_text (mb_id_new (), MB_BLOCK_PARAGRAPH, text);
  guint64 last =
    mb_block_get_id (mb_snapshot_get_block (blank, mb_snapshot_get_n_blocks (blank) - 1));
  g_autoptr (GError) error = NULL;

  put_text (transaction, mb_block_get_id (mb_snapshot_get_block (blank, 1)), 0, headline);
  mb_transaction_insert_block (transaction, last, paragraph, &error);
  g_assert_no_error (error);
  mb_article_commit (article, transaction, &error);
  g_assert_no_error (error);

  return article;
}

guint64
panes_desk_add_figure (MbArticle *article, const char *caption)
{
  g_autoptr (MbTransaction) transaction = mb_article_begin (article, MB_ORIGIN_COMMAND);
  MbSnapshot *snapshot = mb_article_get_snapshot (article);
  guint64 last =
    mb_block_get_id (mb_snapshot_get_block (snapshot, mb_snapshot_get_n_blocks (snapshot) - 1));
  g_autoptr (MbBlock) figure = mb_block_new (mb_id_new (), MB_BLOCK_FIGURE);
  guint64 id = mb_block_get_id (figure);
  g_autoptr (GError) error = NULL;

  mb_transaction_insert_block (transaction, last, figure, &error);
  g_assert_no_error (error);
  put_text (transaction, id, 1, caption);
  mb_article_commit (article, transaction, &error);
  g_assert_no_error (error);

  return id;
}
