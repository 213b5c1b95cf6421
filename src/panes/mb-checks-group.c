#include "mb-checks-group.h"

#include "mb-finding-row.h"

#include <glib/gi18n-lib.h>

#define QUIET_MS 400

struct _MbChecksGroup {
  AdwPreferencesGroup parent_instance;
  GtkListBox *list;
  GtkLabel *count;
  AdwActionRow *nothing;
  MbArticle *article;
  GSignalGroup *signals;
  MbSnapshot *checked; /* the findings shown are this one's */
  char *shown;         /* the findings' sentences, to leave the rows alone when nothing changed */
  guint timeout_id;
};

typedef enum {
  SIGNAL_ACTIVATED,
} MbChecksGroupSignals;

static guint signals[SIGNAL_ACTIVATED + 1];

G_DEFINE_FINAL_TYPE (MbChecksGroup, mb_checks_group, ADW_TYPE_PREFERENCES_GROUP)

static void
go_cb (MbFindingRow *row, MbChecksGroup *self)
{
  const MbFinding *finding = mb_finding_row_get_finding (row);

  g_signal_emit (self, signals[SIGNAL_ACTIVATED], 0, finding->block, finding->part, finding->code);
}

static char *
describe (GPtrArray *findings)
{
  g_autoptr (GString) words = g_string_new (NULL);

  for (guint i = 0; i < findings->len; i++) {
    const MbFinding *finding = findings->pdata[i];
    g_autofree char *key = mb_finding_row_make_key (finding);

    g_string_append_printf (words, "%s %s\n", key, finding->detail ? finding->detail : "");
  }

  return g_string_free_and_steal (g_steal_pointer (&words));
}

static void
show_count (MbChecksGroup *self, GPtrArray *findings)
{
  g_autofree char *text = g_strdup_printf ("%u", findings->len);
  g_autofree char *name =
    /* Translators: how many things an article still lacks. */
    g_strdup_printf (ngettext ("%u point", "%u points", findings->len), findings->len);

  gtk_label_set_label (self->count, text);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->count), GTK_ACCESSIBLE_PROPERTY_LABEL, name,
                                  -1);
  gtk_widget_set_visible (GTK_WIDGET (self->count), findings->len > 0);
  gtk_widget_set_visible (GTK_WIDGET (self->nothing), findings->len == 0);
}

static void
show_findings (MbChecksGroup *self, GPtrArray *findings)
{
  g_autofree char *words = describe (findings);
  GtkWidget *child;

  if (self->shown && g_strcmp0 (self->shown, words) == 0)
    return;
  g_free (self->shown);
  self->shown = g_steal_pointer (&words);
  child = gtk_widget_get_first_child (GTK_WIDGET (self->list));
  while (child) {
    GtkWidget *next = gtk_widget_get_next_sibling (child);

    if (MB_IS_FINDING_ROW (child))
      gtk_list_box_remove (self->list, child);
    child = next;
  }
  for (guint i = 0; i < findings->len; i++) {
    GtkWidget *row = mb_finding_row_new (findings->pdata[i], MB_FINDING_ROW_PANE);

    g_signal_connect_object (row, "go", G_CALLBACK (go_cb), self, G_CONNECT_DEFAULT);
    gtk_list_box_append (self->list, row);
  }
  show_count (self, findings);
}

static void
checked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (MbChecksGroup) self = user_data;
  MbSnapshot *snapshot = NULL;
  g_autoptr (GPtrArray) findings = mb_checks_run_finish (result, &snapshot);

  /* Not what was asked for last, or the rows are gone. */
  if (snapshot != self->checked || !self->list)
    return;
  show_findings (self, findings);
}

static void
run_checks (MbChecksGroup *self)
{
  MbSnapshot *snapshot = mb_article_get_snapshot (self->article);

  if (snapshot == self->checked)
    return;
  g_clear_pointer (&self->checked, mb_snapshot_unref);
  self->checked = mb_snapshot_ref (snapshot);
  mb_checks_run_async (snapshot, checked_cb, g_object_ref (self));
}

static gboolean
quiet_cb (gpointer user_data)
{
  MbChecksGroup *self = user_data;

  self->timeout_id = 0;
  if (self->article && gtk_widget_get_mapped (GTK_WIDGET (self)))
    run_checks (self);

  return G_SOURCE_REMOVE;
}

static void
snapshot_changed_cb (MbArticle *article, GParamSpec *pspec, MbChecksGroup *self)
{
  if (!gtk_widget_get_mapped (GTK_WIDGET (self)))
    return;
  g_clear_handle_id (&self->timeout_id, g_source_remove);
  self->timeout_id = g_timeout_add (QUIET_MS, quiet_cb, self);
}

static void
mb_checks_group_map (GtkWidget *widget)
{
  MbChecksGroup *self = MB_CHECKS_GROUP (widget);

  GTK_WIDGET_CLASS (mb_checks_group_parent_class)->map (widget);
  if (self->article)
    run_checks (self);
}

static void
mb_checks_group_dispose (GObject *object)
{
  MbChecksGroup *self = MB_CHECKS_GROUP (object);

  g_clear_handle_id (&self->timeout_id, g_source_remove);
  g_clear_object (&self->signals);
  g_clear_object (&self->article);
  g_clear_pointer (&self->checked, mb_snapshot_unref);
  gtk_widget_dispose_template (GTK_WIDGET (object), MB_TYPE_CHECKS_GROUP);

  G_OBJECT_CLASS (mb_checks_group_parent_class)->dispose (object);
}

static void
mb_checks_group_finalize (GObject *object)
{
  g_free (MB_CHECKS_GROUP (object)->shown);

  G_OBJECT_CLASS (mb_checks_group_parent_class)->finalize (object);
}

static void
mb_checks_group_class_init (MbChecksGroupClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = mb_checks_group_dispose;
  object_class->finalize = mb_checks_group_finalize;
  widget_class->map = mb_checks_group_map;

  signals[SIGNAL_ACTIVATED] =
    g_signal_new ("activated", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                  G_TYPE_NONE, 3, G_TYPE_UINT64, G_TYPE_UINT, G_TYPE_STRING);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/marbre/Marbre/panes/mb-checks-group.ui");
  gtk_widget_class_bind_template_child (widget_class, MbChecksGroup, list);
  gtk_widget_class_bind_template_child (widget_class, MbChecksGroup, count);
  gtk_widget_class_bind_template_child (widget_class, MbChecksGroup, nothing);
}

static void
mb_checks_group_init (MbChecksGroup *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->signals = g_signal_group_new (MB_TYPE_ARTICLE);
  g_signal_group_connect_object (self->signals, "notify::snapshot",
                                 G_CALLBACK (snapshot_changed_cb), self, G_CONNECT_DEFAULT);
}

/**
 * mb_checks_group_set_article:
 * @self: the group
 * @article: (nullable): an article
 *
 * Shows what this article lacks from now on.
 */
void
mb_checks_group_set_article (MbChecksGroup *self, MbArticle *article)
{
  g_return_if_fail (MB_IS_CHECKS_GROUP (self));

  if (!g_set_object (&self->article, article))
    return;
  g_signal_group_set_target (self->signals, article);
  g_clear_handle_id (&self->timeout_id, g_source_remove);
  if (article && gtk_widget_get_mapped (GTK_WIDGET (self)))
    run_checks (self);
}
