#include "mb-composer.h"

struct _MbComposer {
  GtkWidget parent_instance;
  GtkTextView *view;
  GtkTextBuffer *buffer;
  GtkButton *send_button;
};

typedef enum {
  SENT,
  CANCELLED,
} MbComposerSignals;

static guint signals[CANCELLED + 1];

G_DEFINE_FINAL_TYPE (MbComposer, mb_composer, GTK_TYPE_WIDGET)

static char *
dup_words (MbComposer *self)
{
  GtkTextIter start;
  GtkTextIter end;

  gtk_text_buffer_get_bounds (self->buffer, &start, &end);

  return g_strstrip (gtk_text_buffer_get_text (self->buffer, &start, &end, FALSE));
}

static void
changed_cb (MbComposer *self)
{
  gtk_widget_set_sensitive (GTK_WIDGET (self->send_button), mb_composer_has_words (self));
}

static void
send_cb (MbComposer *self)
{
  g_autofree char *words = dup_words (self);

  if (*words)
    g_signal_emit (self, signals[SENT], 0, words);
}

static void
cancelled_cb (MbComposer *self)
{
  g_signal_emit (self, signals[CANCELLED], 0);
}

static gboolean
send_key_cb (GtkWidget *widget, GVariant *arguments, gpointer user_data)
{
  send_cb (MB_COMPOSER (widget));

  return TRUE;
}

static gboolean
cancel_key_cb (GtkWidget *widget, GVariant *arguments, gpointer user_data)
{
  cancelled_cb (MB_COMPOSER (widget));

  return TRUE;
}

static void
mb_composer_dispose (GObject *object)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (object))))
    gtk_widget_unparent (child);
  gtk_widget_dispose_template (GTK_WIDGET (object), MB_TYPE_COMPOSER);

  G_OBJECT_CLASS (mb_composer_parent_class)->dispose (object);
}

static void
mb_composer_class_init (MbComposerClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = mb_composer_dispose;
  signals[SENT] = g_signal_new ("sent", MB_TYPE_COMPOSER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                G_TYPE_NONE, 1, G_TYPE_STRING);
  signals[CANCELLED] = g_signal_new ("cancelled", MB_TYPE_COMPOSER, G_SIGNAL_RUN_LAST, 0, NULL,
                                     NULL, NULL, G_TYPE_NONE, 0);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/marbre/Marbre/panes/mb-composer.ui");
  gtk_widget_class_bind_template_child (widget_class, MbComposer, view);
  gtk_widget_class_bind_template_child (widget_class, MbComposer, buffer);
  gtk_widget_class_bind_template_child (widget_class, MbComposer, send_button);
  gtk_widget_class_bind_template_callback (widget_class, changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, send_cb);
  gtk_widget_class_bind_template_callback (widget_class, cancelled_cb);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_Escape, 0, cancel_key_cb, NULL);
}

static void
mb_composer_init (MbComposer *self)
{
  GtkEventController *keys = gtk_shortcut_controller_new ();

  gtk_widget_init_template (GTK_WIDGET (self));
  /* Before the text, which takes every Enter for a new line. */
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  gtk_shortcut_controller_add_shortcut (
    GTK_SHORTCUT_CONTROLLER (keys),
    gtk_shortcut_new (gtk_shortcut_trigger_parse_string ("<Control>Return|<Control>KP_Enter"),
                      gtk_callback_action_new (send_key_cb, NULL, NULL)));
  gtk_widget_add_controller (GTK_WIDGET (self), keys);
}

/**
 * mb_composer_set_verb:
 * @self: a composer
 * @verb: what sending is called here, with its access key
 *
 * Labels the button that sends.
 */
void
mb_composer_set_verb (MbComposer *self, const char *verb)
{
  g_return_if_fail (MB_IS_COMPOSER (self));

  gtk_button_set_label (self->send_button, verb);
}

/**
 * mb_composer_set_name:
 * @self: a composer
 * @name: what is written here
 *
 * Names the text for people who cannot see.
 */
void
mb_composer_set_name (MbComposer *self, const char *name)
{
  g_return_if_fail (MB_IS_COMPOSER (self));

  gtk_accessible_update_property (GTK_ACCESSIBLE (self->view), GTK_ACCESSIBLE_PROPERTY_LABEL, name,
                                  -1);
}

/**
 * mb_composer_begin:
 * @self: a composer that can be seen
 *
 * Empties it and puts the caret there.
 */
void
mb_composer_begin (MbComposer *self)
{
  g_return_if_fail (MB_IS_COMPOSER (self));

  gtk_text_buffer_set_text (self->buffer, "", 0);
  gtk_widget_grab_focus (GTK_WIDGET (self->view));
}

/**
 * mb_composer_has_words:
 * @self: a composer
 *
 * Whether anything was written.
 */
gboolean
mb_composer_has_words (MbComposer *self)
{
  g_autofree char *words = NULL;

  g_return_val_if_fail (MB_IS_COMPOSER (self), FALSE);

  words = dup_words (self);

  return *words != '\0';
}
