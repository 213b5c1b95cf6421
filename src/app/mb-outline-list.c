#include "mb-outline-list.h"

#include "mb-kind-names.h"
#include "mb-outline.h"

#include <glib/gi18n.h>

#define INDENT_PX 14

struct _MbOutlineList {
  AdwBin parent_instance;
  GtkWidget *stack;
  GtkWidget *list;
  MbArticle *article;
  MbOutline *outline; /* only while somebody looks: it counts words */
  GtkSingleSelection *selection;
};

static guint jumped_signal;

G_DEFINE_FINAL_TYPE (MbOutlineList, mb_outline_list, ADW_TYPE_BIN)

static guint64
get_selected_block (MbOutlineList *self)
{
  MbOutlineItem *item =
    self->selection ? gtk_single_selection_get_selected_item (self->selection) : NULL;

  return item ? mb_outline_item_get_block (item) : 0;
}

static void
select_block (MbOutlineList *self, guint64 block)
{
  GListModel *model = G_LIST_MODEL (self->outline);

  for (guint i = 0; i < g_list_model_get_n_items (model); i++) {
    g_autoptr (MbOutlineItem) item = g_list_model_get_item (model, i);

    if (mb_outline_item_get_block (item) == block)
      gtk_single_selection_set_selected (self->selection, i);
  }
}

static void
move_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  MbOutlineList *self = MB_OUTLINE_LIST (widget);
  guint64 block = get_selected_block (self);
  g_autoptr (GError) error = NULL;

  if (block == 0)
    return;
  mb_outline_move_section (self->outline, block, g_str_equal (name, "outline.move-up") ? -1 : 1,
                           &error);
  if (error)
    g_warning ("a section does not move: %s", error->message);
  select_block (self, block);
}

static void
activated_cb (MbOutlineList *self, guint position)
{
  g_autoptr (MbOutlineItem) item = g_list_model_get_item (G_LIST_MODEL (self->outline), position);

  gtk_single_selection_set_selected (self->selection, position);
  g_signal_emit (self, jumped_signal, 0, mb_outline_item_get_block (item));
}

static void
show_state (MbOutlineList *self)
{
  gboolean empty = !self->outline || g_list_model_get_n_items (G_LIST_MODEL (self->outline)) == 0;

  gtk_stack_set_visible_child_name (GTK_STACK (self->stack), empty ? "empty" : "list");
}

/* Rows: title and number of words */

static void
setup_cb (GtkListItemFactory *factory, GtkListItem *row, gpointer user_data)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *title = gtk_label_new (NULL);
  GtkWidget *words = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (title), 0);
  gtk_label_set_ellipsize (GTK_LABEL (title), PANGO_ELLIPSIZE_END);
  gtk_widget_set_hexpand (title, TRUE);
  gtk_widget_add_css_class (words, "dimmed");
  gtk_widget_add_css_class (words, "caption");
  gtk_widget_add_css_class (words, "numeric");
  gtk_box_append (GTK_BOX (box), title);
  gtk_box_append (GTK_BOX (box), words);
  gtk_list_item_set_child (row, box);
}

static void
bind_cb (GtkListItemFactory *factory, GtkListItem *row, gpointer user_data)
{
  MbOutlineItem *item = gtk_list_item_get_item (row);
  MbBlockKind kind = mb_outline_item_get_kind (item);
  GtkWidget *box = gtk_list_item_get_child (row);
  GtkWidget *title = gtk_widget_get_first_child (box);
  GtkWidget *words = gtk_widget_get_last_child (box);
  const char *text = mb_outline_item_get_title (item);
  g_autofree char *shown = NULL;
  g_autofree char *count = NULL;

  if (kind == MB_BLOCK_FIGURE)
    /* Translators: a picture in the outline, with its caption. */
    shown = g_strdup_printf (_ ("Picture: %s"), *text ? text : _ ("no caption yet"));
  else
    shown = g_strdup (*text ? text : mb_kind_get_name (kind));
  count = g_strdup_printf ("%u", mb_outline_item_get_n_words (item));
  gtk_label_set_label (GTK_LABEL (title), shown);
  gtk_label_set_label (GTK_LABEL (words), kind == MB_BLOCK_FIGURE ? "" : count);
  gtk_widget_set_margin_start (box, kind == MB_BLOCK_SUBCROSSHEAD || kind == MB_BLOCK_FIGURE
                                      ? 2 * INDENT_PX
                                      : (kind == MB_BLOCK_CROSSHEAD ? INDENT_PX : 0));
  if (kind == MB_BLOCK_HEADLINE)
    gtk_widget_add_css_class (title, "heading");
  else
    gtk_widget_remove_css_class (title, "heading");
  gtk_list_item_set_accessible_label (row, shown);
}

static void
follow (MbOutlineList *self)
{
  gboolean wanted = self->article && gtk_widget_get_mapped (GTK_WIDGET (self));

  gtk_list_view_set_model (GTK_LIST_VIEW (self->list), NULL);
  g_clear_object (&self->selection);
  g_clear_object (&self->outline);
  if (wanted) {
    self->outline = mb_outline_new (self->article);
    self->selection = gtk_single_selection_new (g_object_ref (G_LIST_MODEL (self->outline)));
    g_signal_connect_object (self->outline, "items-changed", G_CALLBACK (show_state), self,
                             G_CONNECT_SWAPPED);
    gtk_list_view_set_model (GTK_LIST_VIEW (self->list), GTK_SELECTION_MODEL (self->selection));
  }
  show_state (self);
}

static void
mb_outline_list_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (mb_outline_list_parent_class)->map (widget);
  follow (MB_OUTLINE_LIST (widget));
}

static void
mb_outline_list_unmap (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (mb_outline_list_parent_class)->unmap (widget);
  follow (MB_OUTLINE_LIST (widget));
}

static void
mb_outline_list_dispose (GObject *object)
{
  MbOutlineList *self = MB_OUTLINE_LIST (object);

  /* The stack is both the bin's child and the template's: it would be unparented twice. */
  adw_bin_set_child (ADW_BIN (self), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (self), MB_TYPE_OUTLINE_LIST);
  g_clear_object (&self->selection);
  g_clear_object (&self->outline);
  g_clear_object (&self->article);

  G_OBJECT_CLASS (mb_outline_list_parent_class)->dispose (object);
}

static void
mb_outline_list_class_init (MbOutlineListClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = mb_outline_list_dispose;
  widget_class->map = mb_outline_list_map;
  widget_class->unmap = mb_outline_list_unmap;
  jumped_signal = g_signal_new ("jumped", MB_TYPE_OUTLINE_LIST, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                NULL, G_TYPE_NONE, 1, G_TYPE_UINT64);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/marbre/Marbre/app/mb-outline-list.ui");
  gtk_widget_class_bind_template_child (widget_class, MbOutlineList, stack);
  gtk_widget_class_bind_template_child (widget_class, MbOutlineList, list);
  gtk_widget_class_bind_template_callback (widget_class, activated_cb);
  gtk_widget_class_install_action (widget_class, "outline.move-up", NULL, move_action);
  gtk_widget_class_install_action (widget_class, "outline.move-down", NULL, move_action);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Up, GDK_ALT_MASK, "outline.move-up",
                                       NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Down, GDK_ALT_MASK,
                                       "outline.move-down", NULL);
}

static void
mb_outline_list_init (MbOutlineList *self)
{
  g_autoptr (GtkListItemFactory) factory = gtk_signal_list_item_factory_new ();

  gtk_widget_init_template (GTK_WIDGET (self));
  g_signal_connect (factory, "setup", G_CALLBACK (setup_cb), NULL);
  g_signal_connect (factory, "bind", G_CALLBACK (bind_cb), NULL);
  gtk_list_view_set_factory (GTK_LIST_VIEW (self->list), factory);
}

/**
 * mb_outline_list_set_article:
 * @self: an outline
 * @article: (nullable): what is written
 *
 * Shows another article's outline.
 */
void
mb_outline_list_set_article (MbOutlineList *self, MbArticle *article)
{
  g_return_if_fail (MB_IS_OUTLINE_LIST (self));

  if (g_set_object (&self->article, article))
    follow (self);
}
