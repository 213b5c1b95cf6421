#include "mb-text-row.h"

#include <glib/gi18n-lib.h>

#include <string.h>

struct _MbTextRow {
  AdwPreferencesRow parent_instance;
  GtkLabel *title;
  GtkLabel *counter;
  GtkLabel *hint_label;
  GtkLabel *placeholder_label;
  GtkLabel *sizer;
  GtkTextView *view;
  GtkTextBuffer *buffer;
  char *text;
  char *hint;
  char *placeholder;
  guint limit;
  gboolean single_line;
  gboolean setting; /* between the buffer's two changes, emptied and filled */
};

typedef enum {
  PROP_TEXT = 1,
  PROP_LIMIT,
  PROP_HINT,
  PROP_SINGLE_LINE,
  PROP_PLACEHOLDER,
} MbTextRowProps;

static GParamSpec *props[PROP_PLACEHOLDER + 1];

G_DEFINE_FINAL_TYPE (MbTextRow, mb_text_row, ADW_TYPE_PREFERENCES_ROW)

/* The limit is said in words, too: colour alone says nothing to many. */
static void
update_words (MbTextRow *self)
{
  guint n_chars = (guint) gtk_text_buffer_get_char_count (self->buffer);
  guint over = self->limit > 0 && n_chars > self->limit ? n_chars - self->limit : 0;
  g_autofree char *count = NULL;
  g_autofree char *words = NULL;

  if (self->limit > 0)
    count = g_strdup_printf ("%u/%u", n_chars, self->limit);
  if (over > 0)
    words =
      /* Translators: how many characters a text has more than is good. Nothing is cut. */
      g_strdup_printf (ngettext ("Long: %u character more than search engines show",
                                 "Long: %u characters more than search engines show", over),
                       over);
  gtk_label_set_label (self->counter, count ? count : "");
  gtk_widget_set_visible (GTK_WIDGET (self->counter), count != NULL);
  gtk_label_set_label (self->hint_label, words ? words : self->hint ? self->hint : "");
  gtk_widget_set_visible (GTK_WIDGET (self->hint_label), words || (self->hint && *self->hint));
  gtk_widget_set_visible (GTK_WIDGET (self->placeholder_label),
                          n_chars == 0 && self->placeholder && *self->placeholder);
  if (over > 0) {
    gtk_widget_add_css_class (GTK_WIDGET (self->counter), "warning");
    gtk_widget_add_css_class (GTK_WIDGET (self->hint_label), "warning");
  } else {
    gtk_widget_remove_css_class (GTK_WIDGET (self->counter), "warning");
    gtk_widget_remove_css_class (GTK_WIDGET (self->hint_label), "warning");
  }
}

/* A last line without words has a height, too. */
static void
set_height (MbTextRow *self, const char *text)
{
  g_autofree char *padded = g_strconcat (text, "\342\200\213", NULL);

  gtk_label_set_label (self->sizer, padded);
}

static void
take_text (MbTextRow *self)
{
  GtkTextBuffer *buffer = self->buffer;
  GtkTextIter start;
  GtkTextIter end;
  g_autofree char *text = NULL;

  gtk_text_buffer_get_bounds (buffer, &start, &end);
  text = gtk_text_buffer_get_text (buffer, &start, &end, TRUE);
  set_height (self, text);
  update_words (self);
  if (!g_set_str (&self->text, text))
    return;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_TEXT]);
}

static void
changed_cb (GtkTextBuffer *buffer, MbTextRow *self)
{
  if (!self->setting)
    take_text (self);
}

/* Where there is one line, pasted line breaks are spaces. */
static void
insert_text_cb (GtkTextBuffer *buffer,
                GtkTextIter *at,
                const char *text,
                int n_bytes,
                MbTextRow *self)
{
  g_autofree char *line = NULL;

  if (!self->single_line || !memchr (text, '\n', n_bytes < 0 ? strlen (text) : (gsize) n_bytes))
    return;
  line = n_bytes < 0 ? g_strdup (text) : g_strndup (text, (gsize) n_bytes);
  g_strdelimit (line, "\r\n", ' ');
  g_signal_stop_emission_by_name (buffer, "insert-text");
  if (strlen (g_strstrip (line)) > 0)
    gtk_text_buffer_insert (buffer, at, line, -1);
}

static void
mb_text_row_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  MbTextRow *self = MB_TEXT_ROW (object);

  switch ((MbTextRowProps) prop_id) {
  case PROP_TEXT:
    g_value_set_string (value, mb_text_row_get_text (self));
    break;
  case PROP_LIMIT:
    g_value_set_uint (value, self->limit);
    break;
  case PROP_HINT:
    g_value_set_string (value, self->hint);
    break;
  case PROP_SINGLE_LINE:
    g_value_set_boolean (value, self->single_line);
    break;
  case PROP_PLACEHOLDER:
    g_value_set_string (value, self->placeholder);
    break;
  }
}

static void
mb_text_row_set_property (GObject *object, guint prop_id, const GValue *value, GParamSpec *pspec)
{
  MbTextRow *self = MB_TEXT_ROW (object);

  switch ((MbTextRowProps) prop_id) {
  case PROP_TEXT:
    mb_text_row_set_text (self, g_value_get_string (value));
    break;
  case PROP_LIMIT:
    self->limit = g_value_get_uint (value);
    update_words (self);
    break;
  case PROP_HINT:
    mb_text_row_set_hint (self, g_value_get_string (value));
    break;
  case PROP_SINGLE_LINE:
    self->single_line = g_value_get_boolean (value);
    break;
  case PROP_PLACEHOLDER:
    mb_text_row_set_placeholder (self, g_value_get_string (value));
    break;
  }
}

static gboolean
mb_text_row_grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (GTK_WIDGET (MB_TEXT_ROW (widget)->view));
}

static void
mb_text_row_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), MB_TYPE_TEXT_ROW);

  G_OBJECT_CLASS (mb_text_row_parent_class)->dispose (object);
}

static void
mb_text_row_finalize (GObject *object)
{
  MbTextRow *self = MB_TEXT_ROW (object);

  g_free (self->text);
  g_free (self->hint);
  g_free (self->placeholder);

  G_OBJECT_CLASS (mb_text_row_parent_class)->finalize (object);
}

static void
mb_text_row_class_init (MbTextRowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS;

  object_class->get_property = mb_text_row_get_property;
  object_class->set_property = mb_text_row_set_property;
  object_class->dispose = mb_text_row_dispose;
  object_class->finalize = mb_text_row_finalize;
  widget_class->grab_focus = mb_text_row_grab_focus;

  props[PROP_TEXT] = g_param_spec_string ("text", NULL, NULL, "", flags | G_PARAM_EXPLICIT_NOTIFY);
  props[PROP_LIMIT] = g_param_spec_uint ("limit", NULL, NULL, 0, G_MAXUINT, 0, flags);
  props[PROP_HINT] = g_param_spec_string ("hint", NULL, NULL, NULL, flags);
  props[PROP_SINGLE_LINE] = g_param_spec_boolean ("single-line", NULL, NULL, FALSE, flags);
  props[PROP_PLACEHOLDER] = g_param_spec_string ("placeholder", NULL, NULL, NULL, flags);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (props), props);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/marbre/Marbre/panes/mb-text-row.ui");
  gtk_widget_class_bind_template_child (widget_class, MbTextRow, title);
  gtk_widget_class_bind_template_child (widget_class, MbTextRow, counter);
  gtk_widget_class_bind_template_child (widget_class, MbTextRow, hint_label);
  gtk_widget_class_bind_template_child (widget_class, MbTextRow, placeholder_label);
  gtk_widget_class_bind_template_child (widget_class, MbTextRow, sizer);
  gtk_widget_class_bind_template_child (widget_class, MbTextRow, view);
  gtk_widget_class_bind_template_child (widget_class, MbTextRow, buffer);
}

static void
mb_text_row_init (MbTextRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  g_signal_connect_object (self->buffer, "insert-text", G_CALLBACK (insert_text_cb), self,
                           G_CONNECT_DEFAULT);
  g_signal_connect_object (self->buffer, "changed", G_CALLBACK (changed_cb), self,
                           G_CONNECT_DEFAULT);
  update_words (self);
}

/**
 * mb_text_row_get_text:
 * @self: a row
 *
 * What is written in it.
 *
 * Returns: (transfer none): the text, perhaps empty
 */
const char *
mb_text_row_get_text (MbTextRow *self)
{
  g_return_val_if_fail (MB_IS_TEXT_ROW (self), "");

  return self->text ? self->text : "";
}

/**
 * mb_text_row_set_text:
 * @self: a row
 * @text: (nullable): the text
 *
 * Writes in it.
 */
void
mb_text_row_set_text (MbTextRow *self, const char *text)
{
  g_return_if_fail (MB_IS_TEXT_ROW (self));

  if (g_strcmp0 (text ? text : "", mb_text_row_get_text (self)) == 0)
    return;
  self->setting = TRUE;
  gtk_text_buffer_set_text (self->buffer, text ? text : "", -1);
  self->setting = FALSE;
  take_text (self);
}

/**
 * mb_text_row_set_hint:
 * @self: a row
 * @hint: (nullable): a sentence
 *
 * Sets what is said below the text.
 */
void
mb_text_row_set_hint (MbTextRow *self, const char *hint)
{
  g_return_if_fail (MB_IS_TEXT_ROW (self));

  if (!g_set_str (&self->hint, hint))
    return;
  update_words (self);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_HINT]);
}

/**
 * mb_text_row_set_placeholder:
 * @self: a row
 * @placeholder: (nullable): what would be taken
 *
 * Sets what is shown, dimmed, while nothing is written.
 */
void
mb_text_row_set_placeholder (MbTextRow *self, const char *placeholder)
{
  g_return_if_fail (MB_IS_TEXT_ROW (self));

  if (!g_set_str (&self->placeholder, placeholder))
    return;
  gtk_label_set_label (self->placeholder_label, placeholder ? placeholder : "");
  update_words (self);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_PLACEHOLDER]);
}

/**
 * mb_text_row_get_view:
 * @self: a row
 *
 * Where the text is typed.
 *
 * Returns: (transfer none): the text view
 */
GtkWidget *
mb_text_row_get_view (MbTextRow *self)
{
  g_return_val_if_fail (MB_IS_TEXT_ROW (self), NULL);

  return GTK_WIDGET (self->view);
}
