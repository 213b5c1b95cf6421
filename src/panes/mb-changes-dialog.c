#include "mb-changes-dialog.h"

#include "mb-compare.h"

#include <glib/gi18n-lib.h>

struct _MbChangesDialog {
  AdwDialog parent_instance;
  AdwWindowTitle *window_title;
  GtkStack *states;
  GtkTextView *view;
  GtkTextTag *tags[MB_RUN_INSERTED + 1]; /* by MbRunKind; NULL: as it is */
  GtkTextTag *headline;
  GtkTextTag *crosshead;
};

G_DEFINE_FINAL_TYPE (MbChangesDialog, mb_changes_dialog, ADW_TYPE_DIALOG)

static GtkTextTag *
get_tag_of (MbChangesDialog *self, const MbCompareEntry *entry)
{
  if (entry->block == 0 || entry->name)
    return NULL;
  if (entry->kind == MB_BLOCK_HEADLINE)
    return self->headline;

  return entry->kind == MB_BLOCK_CROSSHEAD || entry->kind == MB_BLOCK_SUBCROSSHEAD ||
             entry->kind == MB_BLOCK_STANDFIRST
           ? self->crosshead
           : NULL;
}

/* Comparing is done before the dialog, on its own thread: here it is only written out. */
static void
add_entry (MbChangesDialog *self, GtkTextBuffer *buffer, const MbCompareEntry *entry)
{
  GtkTextTag *line = get_tag_of (self, entry);
  GtkTextIter end;

  if (entry->n_runs == 0)
    return;
  gtk_text_buffer_get_end_iter (buffer, &end);
  if (gtk_text_iter_get_offset (&end) > 0)
    gtk_text_buffer_insert (buffer, &end, "\n", 1);
  for (guint i = 0; i < entry->n_runs; i++) {
    const MbRun *run = &entry->runs[i];
    GtkTextTag *tag = self->tags[run->kind] ? self->tags[run->kind] : line;

    if (tag && line && tag != line)
      gtk_text_buffer_insert_with_tags (buffer, &end, run->text, -1, line, tag, NULL);
    else if (tag)
      gtk_text_buffer_insert_with_tags (buffer, &end, run->text, -1, tag, NULL);
    else
      gtk_text_buffer_insert (buffer, &end, run->text, -1);
  }
}

static void
show (MbChangesDialog *self, MbCompare *compare)
{
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (self->view);
  guint n_in = mb_compare_get_n_words_inserted (compare);
  guint n_out = mb_compare_get_n_words_removed (compare);
  g_autofree char *came =
    g_strdup_printf (ngettext ("%u word added", "%u words added", n_in), n_in);
  g_autofree char *went =
    g_strdup_printf (ngettext ("%u word removed", "%u words removed", n_out), n_out);
  g_autofree char *sum = g_strdup_printf ("%s · %s", came, went);

  for (guint i = 0; i < mb_compare_get_n_entries (compare); i++)
    add_entry (self, buffer, mb_compare_get_entry (compare, i));
  adw_window_title_set_subtitle (self->window_title, sum);
  gtk_stack_set_visible_child_name (self->states,
                                    mb_compare_get_n_changes (compare) ? "text" : "nothing");
}

static void
compared_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (MbChangesDialog) self = user_data;
  g_autoptr (MbCompare) compare = g_task_propagate_pointer (G_TASK (result), NULL);

  if (self->view)
    show (self, compare);
}

typedef struct {
  MbSnapshot *older;
  MbSnapshot *newer;
} Pair;

static void
pair_free (Pair *pair)
{
  mb_snapshot_unref (pair->older);
  mb_snapshot_unref (pair->newer);
  g_free (pair);
}

static void
compare_in_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  Pair *pair = task_data;

  g_task_return_pointer (task, mb_compare_new (pair->older, pair->newer),
                         (GDestroyNotify) mb_compare_unref);
}

static void
make_tags (MbChangesDialog *self)
{
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (self->view);
  const GdkRGBA came = {0.2f, 0.7f, 0.35f, 0.25f};
  const GdkRGBA went = {0.9f, 0.25f, 0.2f, 0.22f};

  self->headline =
    gtk_text_buffer_create_tag (buffer, NULL, "scale", 1.6, "weight", PANGO_WEIGHT_BOLD, NULL);
  self->crosshead = gtk_text_buffer_create_tag (buffer, NULL, "weight", PANGO_WEIGHT_BOLD, NULL);
  self->tags[MB_RUN_INSERTED] = gtk_text_buffer_create_tag (
    buffer, NULL, "background-rgba", &came, "underline", PANGO_UNDERLINE_SINGLE, NULL);
  self->tags[MB_RUN_REMOVED] = gtk_text_buffer_create_tag (buffer, NULL, "background-rgba", &went,
                                                           "strikethrough", TRUE, NULL);
}

static void
mb_changes_dialog_dispose (GObject *object)
{
  adw_dialog_set_child (ADW_DIALOG (object), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (object), MB_TYPE_CHANGES_DIALOG);

  G_OBJECT_CLASS (mb_changes_dialog_parent_class)->dispose (object);
}

static void
mb_changes_dialog_class_init (MbChangesDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = mb_changes_dialog_dispose;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/marbre/Marbre/panes/mb-changes-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, MbChangesDialog, window_title);
  gtk_widget_class_bind_template_child (widget_class, MbChangesDialog, states);
  gtk_widget_class_bind_template_child (widget_class, MbChangesDialog, view);
}

static void
mb_changes_dialog_init (MbChangesDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  make_tags (self);
}

/**
 * mb_changes_dialog_new:
 * @older: an article as it was
 * @newer: as it is
 *
 * Makes the dialog; the words come when they are compared.
 *
 * Returns: (transfer floating): the dialog
 */
AdwDialog *
mb_changes_dialog_new (MbSnapshot *older, MbSnapshot *newer)
{
  MbChangesDialog *self = NULL;
  g_autoptr (GTask) task = NULL;
  Pair *pair = NULL;

  g_return_val_if_fail (older != NULL && newer != NULL, NULL);

  self = g_object_new (MB_TYPE_CHANGES_DIALOG, NULL);
  pair = g_new0 (Pair, 1);
  pair->older = mb_snapshot_ref (older);
  pair->newer = mb_snapshot_ref (newer);
  task = g_task_new (NULL, NULL, compared_cb, g_object_ref_sink (self));
  g_task_set_source_tag (task, mb_changes_dialog_new);
  g_task_set_task_data (task, pair, (GDestroyNotify) pair_free);
  g_task_run_in_thread (task, compare_in_thread);

  return ADW_DIALOG (self);
}
