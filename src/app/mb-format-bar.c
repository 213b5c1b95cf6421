#include "mb-format-bar.h"

#include "mb-count.h"
#include "mb-kind-names.h"

#include <glib/gi18n.h>

/* Counting is done when the writer pauses, elsewhere. */
#define COUNT_AFTER_MS 500
#define WORDS_PER_MINUTE 240

struct _MbFormatBar {
  AdwBin parent_instance;
  GtkWidget *kind_button;
  GtkWidget *strong_button;
  GtkWidget *emphasis_button;
  GtkWidget *list_button;
  GtkWidget *count_label;
  MbEditorView *editor; /* not held: both stand in one page */
  GSignalGroup *article_signals;
  GCancellable *counting;
  guint count_id;
};

typedef enum {
  PROP_COMPACT = 1,
} MbFormatBarProps;

G_DEFINE_FINAL_TYPE (MbFormatBar, mb_format_bar, ADW_TYPE_BIN)

static void
show_kind (MbFormatBar *self)
{
  int kind;

  g_object_get (self->editor, "block-kind", &kind, NULL);
  gtk_menu_button_set_label (GTK_MENU_BUTTON (self->kind_button),
                             mb_kind_get_name ((MbBlockKind) kind));
}

/* A toggle turns itself over when it is clicked; what it shows is what the text has. */
static void
show_spans (MbFormatBar *self)
{
  gboolean strong;
  gboolean emphasis;

  g_object_get (self->editor, "strong", &strong, "emphasis", &emphasis, NULL);
  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (self->strong_button), strong);
  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (self->emphasis_button), emphasis);
}

static void
strong_clicked_cb (MbFormatBar *self)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "text.strong", NULL);
  show_spans (self);
}

static void
emphasis_clicked_cb (MbFormatBar *self)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "text.emphasis", NULL);
  show_spans (self);
}

/* Counts */

static void
count_in_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  MbCount *count = g_new (MbCount, 1);

  *count = mb_count_snapshot (task_data);
  g_task_return_pointer (task, count, g_free);
}

static void
counted_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (MbFormatBar) self = user_data;
  g_autofree MbCount *count = g_task_propagate_pointer (G_TASK (result), NULL);
  g_autofree char *signs = NULL;
  g_autofree char *words = NULL;
  g_autofree char *text = NULL;
  guint minutes;

  if (!count)
    return;
  minutes = (count->words + WORDS_PER_MINUTE / 2) / WORDS_PER_MINUTE;
  /* Translators: length of a text; signs are letters and spaces, as newsrooms count. */
  signs = g_strdup_printf (ngettext ("%'u sign", "%'u signs", count->signs), count->signs);
  words = g_strdup_printf (ngettext ("%'u word", "%'u words", count->words), count->words);
  /* Translators: signs, words, and minutes to read the text, as in “2,841 signs · 470 words · 2
   * min”. */
  text = g_strdup_printf (_ ("%s · %s · %u min"), signs, words, MAX (minutes, 1));
  gtk_label_set_label (GTK_LABEL (self->count_label), text);
}

static gboolean
count_cb (gpointer data)
{
  MbFormatBar *self = data;
  g_autoptr (MbArticle) article = g_signal_group_dup_target (self->article_signals);
  g_autoptr (GTask) task = NULL;

  self->count_id = 0;
  g_cancellable_cancel (self->counting);
  g_clear_object (&self->counting);
  if (!article)
    return G_SOURCE_REMOVE;
  self->counting = g_cancellable_new ();
  /* Not the task's source: a widget must not be let go of by the thread. */
  task = g_task_new (NULL, self->counting, counted_cb, g_object_ref (self));
  g_task_set_source_tag (task, count_cb);
  g_task_set_priority (task, G_PRIORITY_LOW);
  g_task_set_task_data (task, mb_article_dup_snapshot (article),
                        (GDestroyNotify) mb_snapshot_unref);
  g_task_run_in_thread (task, count_in_thread);

  return G_SOURCE_REMOVE;
}

static void
count_soon (MbFormatBar *self)
{
  g_clear_handle_id (&self->count_id, g_source_remove);
  self->count_id = g_timeout_add (COUNT_AFTER_MS, count_cb, self);
}

static void
mb_format_bar_set_property (GObject *object, guint prop_id, const GValue *value, GParamSpec *pspec)
{
  switch ((MbFormatBarProps) prop_id) {
  case PROP_COMPACT:
    mb_format_bar_set_compact (MB_FORMAT_BAR (object), g_value_get_boolean (value));
    break;
  }
}

static void
mb_format_bar_dispose (GObject *object)
{
  MbFormatBar *self = MB_FORMAT_BAR (object);

  g_cancellable_cancel (self->counting);
  g_clear_object (&self->counting);
  g_clear_handle_id (&self->count_id, g_source_remove);
  g_clear_object (&self->article_signals);
  gtk_widget_dispose_template (GTK_WIDGET (self), MB_TYPE_FORMAT_BAR);

  G_OBJECT_CLASS (mb_format_bar_parent_class)->dispose (object);
}

static void
mb_format_bar_class_init (MbFormatBarClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->set_property = mb_format_bar_set_property;
  object_class->dispose = mb_format_bar_dispose;
  g_object_class_install_property (
    object_class, PROP_COMPACT,
    g_param_spec_boolean ("compact", NULL, NULL, FALSE, G_PARAM_WRITABLE | G_PARAM_STATIC_STRINGS));

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/marbre/Marbre/app/mb-format-bar.ui");
  gtk_widget_class_bind_template_child (widget_class, MbFormatBar, kind_button);
  gtk_widget_class_bind_template_child (widget_class, MbFormatBar, strong_button);
  gtk_widget_class_bind_template_child (widget_class, MbFormatBar, emphasis_button);
  gtk_widget_class_bind_template_child (widget_class, MbFormatBar, list_button);
  gtk_widget_class_bind_template_child (widget_class, MbFormatBar, count_label);
  gtk_widget_class_bind_template_callback (widget_class, strong_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, emphasis_clicked_cb);
}

static void
mb_format_bar_init (MbFormatBar *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->article_signals = g_signal_group_new (MB_TYPE_ARTICLE);
  g_signal_group_connect_swapped (self->article_signals, "committed", G_CALLBACK (count_soon),
                                  self);
}

/**
 * mb_format_bar_set_editor:
 * @self: a bar
 * @editor: the editor beside it
 *
 * Says whose text it is about. Called once.
 */
void
mb_format_bar_set_editor (MbFormatBar *self, MbEditorView *editor)
{
  g_return_if_fail (MB_IS_FORMAT_BAR (self));
  g_return_if_fail (MB_IS_EDITOR_VIEW (editor));

  self->editor = editor;
  g_signal_connect_object (editor, "notify::block-kind", G_CALLBACK (show_kind), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (editor, "notify::strong", G_CALLBACK (show_spans), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (editor, "notify::emphasis", G_CALLBACK (show_spans), self,
                           G_CONNECT_SWAPPED);
}

/**
 * mb_format_bar_set_article:
 * @self: a bar
 * @article: (nullable): what is written
 *
 * Says what is to be counted.
 */
void
mb_format_bar_set_article (MbFormatBar *self, MbArticle *article)
{
  g_return_if_fail (MB_IS_FORMAT_BAR (self));

  g_cancellable_cancel (self->counting); /* the last one's number is not this one's */
  g_signal_group_set_target (self->article_signals, article);
  gtk_label_set_label (GTK_LABEL (self->count_label), "");
  count_soon (self);
}

/**
 * mb_format_bar_set_compact:
 * @self: a bar
 * @compact: whether there is little room
 *
 * Leaves out what is used least.
 */
void
mb_format_bar_set_compact (MbFormatBar *self, gboolean compact)
{
  g_return_if_fail (MB_IS_FORMAT_BAR (self));

  gtk_widget_set_visible (self->list_button, !compact);
  gtk_widget_set_visible (self->count_label, !compact);
}
