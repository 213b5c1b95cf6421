#include "mb-words-dialog.h"

#include <glib/gi18n-lib.h>

#define HEIGHT_PX 96

struct _MbWordsDialog {
  AdwAlertDialog parent_instance;
  GtkLabel *detail;
  GtkTextView *view;
  gboolean required;
};

static guint answered_signal;

G_DEFINE_FINAL_TYPE (MbWordsDialog, mb_words_dialog, ADW_TYPE_ALERT_DIALOG)

static char *
dup_words (MbWordsDialog *self)
{
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (self->view);
  GtkTextIter start;
  GtkTextIter end;

  gtk_text_buffer_get_bounds (buffer, &start, &end);

  return g_strstrip (gtk_text_buffer_get_text (buffer, &start, &end, FALSE));
}

static void
update (MbWordsDialog *self)
{
  g_autofree char *words = dup_words (self);

  adw_alert_dialog_set_response_enabled (ADW_ALERT_DIALOG (self), "answer",
                                         !self->required || *words);
}

static void
mb_words_dialog_response (AdwAlertDialog *dialog, const char *response)
{
  MbWordsDialog *self = MB_WORDS_DIALOG (dialog);
  g_autofree char *words = dup_words (self);

  if (g_str_equal (response, "answer"))
    g_signal_emit (self, answered_signal, 0, words);
}

static gboolean
answer_key_cb (GtkWidget *widget, GVariant *arguments, gpointer user_data)
{
  MbWordsDialog *self = MB_WORDS_DIALOG (widget);

  if (!adw_alert_dialog_get_response_enabled (ADW_ALERT_DIALOG (self), "answer"))
    return TRUE;
  mb_words_dialog_response (ADW_ALERT_DIALOG (self), "answer");
  adw_dialog_force_close (ADW_DIALOG (self));

  return TRUE;
}

static void
mb_words_dialog_class_init (MbWordsDialogClass *klass)
{
  ADW_ALERT_DIALOG_CLASS (klass)->response = mb_words_dialog_response;
  answered_signal = g_signal_new ("answered", MB_TYPE_WORDS_DIALOG, G_SIGNAL_RUN_LAST, 0, NULL,
                                  NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
}

/* Before the text, which takes every Enter for a new line. */
static void
add_keys (MbWordsDialog *self)
{
  GtkEventController *keys = gtk_shortcut_controller_new ();

  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  gtk_shortcut_controller_add_shortcut (
    GTK_SHORTCUT_CONTROLLER (keys),
    gtk_shortcut_new (gtk_shortcut_trigger_parse_string ("<Control>Return|<Control>KP_Enter"),
                      gtk_callback_action_new (answer_key_cb, NULL, NULL)));
  gtk_widget_add_controller (GTK_WIDGET (self), keys);
}

static GtkWidget *
make_words (MbWordsDialog *self)
{
  GtkWidget *frame = gtk_frame_new (NULL);
  GtkWidget *scroller = gtk_scrolled_window_new ();
  GtkWidget *view = gtk_text_view_new ();

  self->view = GTK_TEXT_VIEW (view);
  gtk_text_view_set_wrap_mode (self->view, GTK_WRAP_WORD_CHAR);
  gtk_text_view_set_accepts_tab (self->view, FALSE);
  gtk_text_view_set_left_margin (self->view, 8);
  gtk_text_view_set_right_margin (self->view, 8);
  gtk_text_view_set_top_margin (self->view, 6);
  gtk_text_view_set_bottom_margin (self->view, 6);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), view);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_min_content_height (GTK_SCROLLED_WINDOW (scroller), HEIGHT_PX);
  gtk_frame_set_child (GTK_FRAME (frame), scroller);

  return frame;
}

static void
mb_words_dialog_init (MbWordsDialog *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);

  self->detail = GTK_LABEL (gtk_label_new (NULL));
  gtk_label_set_xalign (self->detail, 0);
  gtk_label_set_wrap (self->detail, TRUE);
  gtk_widget_set_visible (GTK_WIDGET (self->detail), FALSE);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->detail));
  gtk_box_append (GTK_BOX (box), make_words (self));
  adw_alert_dialog_set_extra_child (ADW_ALERT_DIALOG (self), box);
  adw_alert_dialog_set_prefer_wide_layout (ADW_ALERT_DIALOG (self), TRUE);
  adw_dialog_set_focus (ADW_DIALOG (self), GTK_WIDGET (self->view));
  add_keys (self);
  g_signal_connect_object (gtk_text_view_get_buffer (self->view), "changed", G_CALLBACK (update),
                           self, G_CONNECT_SWAPPED);
}

/**
 * mb_words_dialog_new:
 * @question: what is asked
 *
 * Makes the dialog. Ctrl+Enter answers.
 *
 * Returns: (transfer floating): the dialog
 */
AdwDialog *
mb_words_dialog_new (const MbWordsQuestion *question)
{
  MbWordsDialog *self = NULL;
  AdwAlertDialog *dialog = NULL;

  g_return_val_if_fail (question != NULL, NULL);

  self = g_object_new (MB_TYPE_WORDS_DIALOG, "heading", question->heading, "body",
                       question->body ? question->body : "", NULL);
  dialog = ADW_ALERT_DIALOG (self);
  self->required = question->required;
  if (question->detail)
    gtk_label_set_label (self->detail, question->detail);
  gtk_widget_set_visible (GTK_WIDGET (self->detail), question->detail != NULL);
  adw_alert_dialog_add_responses (dialog, "cancel", _ ("_Cancel"), "answer", question->verb, NULL);
  adw_alert_dialog_set_close_response (dialog, "cancel");
  adw_alert_dialog_set_response_appearance (dialog, "answer", ADW_RESPONSE_SUGGESTED);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->view), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  question->name, -1);
  update (self);

  return ADW_DIALOG (self);
}
