#include "mb-difference-row.h"

#include "mb-kind-names.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>

#define SIDE_PX 230
#define SPACE_PX 18
#define MARK_START "<span underline=\"single\" background=\"#3584e4\" background_alpha=\"25%\">"
#define MARK_END "</span>"

static const char *
name_meta (const char *name)
{
  return g_strcmp0 (name, MB_ATTR_ALT) == 0 ? _ ("Alternative text") : name;
}

static const char *
name_passage (const MbCompareEntry *entry)
{
  if (entry->name)
    return name_meta (entry->name);
  if (entry->role == MB_PART_CAPTION)
    return _ ("Caption");
  if (entry->role == MB_PART_CREDIT)
    return _ ("Credit");

  return mb_kind_get_name (entry->kind);
}

/* The words of one side; what the other side lacks is marked. */
static char *
make_markup (const MbCompareEntry *entry, MbRunKind own)
{
  g_autoptr (GString) markup = g_string_new (NULL);
  gboolean whole = entry->status == MB_COMPARE_INSERTED || entry->status == MB_COMPARE_REMOVED;

  for (guint i = 0; i < entry->n_runs; i++) {
    g_autofree char *text = g_markup_escape_text (entry->runs[i].text, -1);
    gboolean marked = entry->runs[i].kind == own;

    if (!marked && entry->runs[i].kind != MB_RUN_SAME)
      continue;
    g_string_append_printf (markup, "%s%s%s", marked && !whole ? MARK_START : "", text,
                            marked && !whole ? MARK_END : "");
  }

  return g_string_free_and_steal (g_steal_pointer (&markup));
}

static GtkWidget *
make_side (const char *heading, const char *markup, const char *nothing)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 3);
  GtkWidget *title = gtk_label_new (heading);
  GtkWidget *text = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (title), 0);
  gtk_label_set_ellipsize (GTK_LABEL (title), PANGO_ELLIPSIZE_END);
  gtk_widget_add_css_class (title, "caption-heading");
  gtk_widget_add_css_class (title, "dimmed");
  gtk_label_set_xalign (GTK_LABEL (text), 0);
  gtk_label_set_wrap (GTK_LABEL (text), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (text), PANGO_WRAP_WORD_CHAR);
  if (*markup) {
    gtk_label_set_markup (GTK_LABEL (text), markup);
  } else {
    gtk_label_set_label (GTK_LABEL (text), nothing);
    gtk_widget_add_css_class (text, "dimmed");
  }
  gtk_box_append (GTK_BOX (box), title);
  gtk_box_append (GTK_BOX (box), text);

  return box;
}

/* Beside each other where there is room, otherwise below. */
static GtkWidget *
make_sides (GtkWidget *ours, GtkWidget *theirs)
{
  GtkWidget *sides = gtk_flow_box_new ();
  GtkWidget *both[] = {ours, theirs};

  gtk_flow_box_set_selection_mode (GTK_FLOW_BOX (sides), GTK_SELECTION_NONE);
  gtk_flow_box_set_homogeneous (GTK_FLOW_BOX (sides), TRUE);
  gtk_flow_box_set_max_children_per_line (GTK_FLOW_BOX (sides), G_N_ELEMENTS (both));
  gtk_flow_box_set_column_spacing (GTK_FLOW_BOX (sides), SPACE_PX);
  gtk_flow_box_set_row_spacing (GTK_FLOW_BOX (sides), SPACE_PX / 2);
  for (guint i = 0; i < G_N_ELEMENTS (both); i++) {
    gtk_widget_set_size_request (both[i], SIDE_PX, -1);
    gtk_flow_box_append (GTK_FLOW_BOX (sides), both[i]);
    gtk_widget_set_focusable (gtk_widget_get_parent (both[i]), FALSE);
  }

  return sides;
}

/**
 * mb_difference_row_new:
 * @entry: a passage that differs; ours is the older state
 * @site: what the newsroom calls the site
 *
 * Shows a passage as it is here and as it is on the site.
 *
 * Returns: the row
 */
GtkWidget *
mb_difference_row_new (const MbCompareEntry *entry, const char *site)
{
  GtkWidget *row = adw_preferences_row_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  GtkWidget *title = gtk_label_new (name_passage (entry));
  g_autofree char *ours = make_markup (entry, MB_RUN_REMOVED);
  g_autofree char *theirs = make_markup (entry, MB_RUN_INSERTED);
  const char *elsewhere = _ ("The same words, elsewhere or in another form");
  gboolean words = entry->status != MB_COMPARE_MOVED && entry->status != MB_COMPARE_SAME;

  gtk_label_set_xalign (GTK_LABEL (title), 0);
  gtk_widget_add_css_class (title, "heading");
  gtk_box_append (GTK_BOX (box), title);
  gtk_box_append (GTK_BOX (box), make_sides (make_side (_ ("Your version"), ours, _ ("Not there")),
                                             make_side (site, words ? theirs : "",
                                                        words ? _ ("Not there") : elsewhere)));
  gtk_widget_set_margin_top (box, 12);
  gtk_widget_set_margin_bottom (box, 12);
  gtk_widget_set_margin_start (box, 12);
  gtk_widget_set_margin_end (box, 12);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), name_passage (entry));
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), FALSE);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);

  return row;
}
