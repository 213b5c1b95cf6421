#include "mb-outbox-list.h"

#include "mb-outbox-row.h"

struct _MbOutboxList {
  AdwBin parent_instance;
  GtkStack *pages;
  GtkListBox *list;
  MbOutbox *outbox;
};

typedef enum {
  SIGNAL_JOB_ACTIVATED,
} MbOutboxListSignals;

static guint signals[SIGNAL_JOB_ACTIVATED + 1];

G_DEFINE_FINAL_TYPE (MbOutboxList, mb_outbox_list, ADW_TYPE_BIN)

static int
compare_jobs (gconstpointer a, gconstpointer b, gpointer user_data)
{
  gint64 first = mb_job_get_row ((MbJob *) a)->created_ms;
  gint64 second = mb_job_get_row ((MbJob *) b)->created_ms;

  return (first < second) - (first > second);
}

static GtkWidget *
make_row (gpointer item, gpointer user_data)
{
  MbOutboxList *self = user_data;

  return mb_outbox_row_new (item, mb_outbox_get_destinations (self->outbox));
}

static void
show (MbOutboxList *self)
{
  gboolean empty = g_list_model_get_n_items (G_LIST_MODEL (self->outbox)) == 0;

  gtk_stack_set_visible_child_name (self->pages, empty ? "empty" : "list");
}

static void
items_changed_cb (GListModel *jobs,
                  guint position,
                  guint n_removed,
                  guint n_added,
                  MbOutboxList *self)
{
  show (self);
}

static void
row_activated_cb (GtkListBox *list, GtkListBoxRow *row, MbOutboxList *self)
{
  g_signal_emit (self, signals[SIGNAL_JOB_ACTIVATED], 0,
                 mb_outbox_row_get_job (MB_OUTBOX_ROW (row)));
}

static void
mb_outbox_list_dispose (GObject *object)
{
  MbOutboxList *self = MB_OUTBOX_LIST (object);

  g_clear_object (&self->outbox);
  /* The child is bound by name, too: the template would take it away behind the bin's back. */
  adw_bin_set_child (ADW_BIN (object), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (object), MB_TYPE_OUTBOX_LIST);

  G_OBJECT_CLASS (mb_outbox_list_parent_class)->dispose (object);
}

static void
mb_outbox_list_class_init (MbOutboxListClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = mb_outbox_list_dispose;

  signals[SIGNAL_JOB_ACTIVATED] =
    g_signal_new ("job-activated", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                  NULL, G_TYPE_NONE, 1, MB_TYPE_JOB);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/marbre/Marbre/panes/mb-outbox-list.ui");
  gtk_widget_class_bind_template_child (widget_class, MbOutboxList, pages);
  gtk_widget_class_bind_template_child (widget_class, MbOutboxList, list);
  gtk_widget_class_bind_template_callback (widget_class, row_activated_cb);
}

static void
mb_outbox_list_init (MbOutboxList *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * mb_outbox_list_new:
 * @outbox: the sendings
 *
 * Makes the list.
 *
 * Returns: the widget
 */
GtkWidget *
mb_outbox_list_new (MbOutbox *outbox)
{
  MbOutboxList *self;
  g_autoptr (GtkSortListModel) sorted = NULL;

  g_return_val_if_fail (MB_IS_OUTBOX (outbox), NULL);

  self = g_object_new (MB_TYPE_OUTBOX_LIST, NULL);
  self->outbox = g_object_ref (outbox);
  sorted = gtk_sort_list_model_new (g_object_ref (G_LIST_MODEL (outbox)),
                                    GTK_SORTER (gtk_custom_sorter_new (compare_jobs, NULL, NULL)));
  gtk_list_box_bind_model (self->list, G_LIST_MODEL (sorted), make_row, self, NULL);
  g_signal_connect_object (outbox, "items-changed", G_CALLBACK (items_changed_cb), self,
                           G_CONNECT_DEFAULT);
  show (self);

  return GTK_WIDGET (self);
}
