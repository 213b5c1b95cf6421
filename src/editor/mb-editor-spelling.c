#include "mb-editor-spelling.h"

#include <libspelling.h>

/* libspelling counts characters by commit notifications, which GTK does not send for objects, and
 * aborts when the count is off. So it lets go before an object comes, and starts anew when things
 * are quiet. */
/* A tenth of a second after the caret moved, libspelling looks for corrections of the word under
 * it, on the main thread: a hundred milliseconds and more for a word that is half written. So it
 * hears of the caret when the writer pauses. */
#define PAUSE_MS 700

struct _MbEditorSpelling {
  GtkTextView *view; /* not held: it holds us */
  MbEditorBuffer *buffer;
  SpellingTextBufferAdapter *adapter; /* NULL until things are quiet */
  guint idle;
  guint pause;
  gboolean passing_on;
};

static gboolean
paused_cb (gpointer data)
{
  MbEditorSpelling *self = data;

  self->pause = 0;
  self->passing_on = TRUE;
  g_signal_emit_by_name (gtk_text_view_get_buffer (self->view), "cursor-moved");
  self->passing_on = FALSE;

  return G_SOURCE_REMOVE;
}

/* Stands before libspelling's own handler, which is connected later. */
static void
cursor_moved_cb (GtkTextBuffer *text, MbEditorSpelling *self)
{
  if (self->passing_on)
    return;
  g_signal_stop_emission_by_name (text, "cursor-moved");
  g_clear_handle_id (&self->pause, g_source_remove);
  self->pause = g_timeout_add_full (G_PRIORITY_LOW, PAUSE_MS, paused_cb, self, NULL);
}

static gboolean
attach_cb (gpointer data)
{
  MbEditorSpelling *self = data;
  MbArticle *article = mb_editor_buffer_get_article (self->buffer);
  GtkSourceBuffer *text = GTK_SOURCE_BUFFER (gtk_text_view_get_buffer (self->view));
  const char *language = NULL;

  self->idle = 0;
  if (!article)
    return G_SOURCE_REMOVE;
  language = mb_snapshot_get_meta (mb_article_get_snapshot (article), MB_META_LANGUAGE);
  self->adapter = spelling_text_buffer_adapter_new (text, spelling_checker_get_default ());
  spelling_text_buffer_adapter_set_language (self->adapter, language ? language : "fr_FR");
  spelling_text_buffer_adapter_set_enabled (self->adapter, TRUE);
  gtk_text_view_set_extra_menu (self->view,
                                spelling_text_buffer_adapter_get_menu_model (self->adapter));
  gtk_widget_insert_action_group (GTK_WIDGET (self->view), "spelling",
                                  G_ACTION_GROUP (self->adapter));

  return G_SOURCE_REMOVE;
}

/**
 * mb_editor_spelling_restart:
 * @self: what checks the spelling
 *
 * Lets go of the text now, and takes it up again when things are quiet.
 */
void
mb_editor_spelling_restart (MbEditorSpelling *self)
{
  GtkTextTagTable *table = gtk_text_buffer_get_tag_table (gtk_text_view_get_buffer (self->view));

  if (self->adapter) {
    g_autoptr (GtkTextTag) tag =
      g_object_ref (spelling_text_buffer_adapter_get_tag (self->adapter));

    gtk_text_view_set_extra_menu (self->view, NULL);
    gtk_widget_insert_action_group (GTK_WIDGET (self->view), "spelling", NULL);
    g_object_run_dispose (G_OBJECT (self->adapter));
    g_clear_object (&self->adapter);
    gtk_text_tag_table_remove (table, tag);
  }
  if (self->idle == 0)
    self->idle = g_idle_add_full (G_PRIORITY_LOW, attach_cb, self, NULL);
}

/**
 * mb_editor_spelling_new:
 * @view: a text view
 * @buffer: what shows the article in it
 *
 * Waits for the first article.
 *
 * Returns: (transfer full): what checks the spelling
 */
MbEditorSpelling *
mb_editor_spelling_new (GtkTextView *view, MbEditorBuffer *buffer)
{
  MbEditorSpelling *self = g_new0 (MbEditorSpelling, 1);

  self->view = view;
  self->buffer = g_object_ref (buffer);
  g_signal_connect_swapped (buffer, "objects-changing", G_CALLBACK (mb_editor_spelling_restart),
                            self);
  g_signal_connect (gtk_text_view_get_buffer (view), "cursor-moved", G_CALLBACK (cursor_moved_cb),
                    self);

  return self;
}

/**
 * mb_editor_spelling_free:
 * @self: what checks the spelling
 *
 * Lets go of the text for good.
 */
void
mb_editor_spelling_free (MbEditorSpelling *self)
{
  g_signal_handlers_disconnect_by_data (self->buffer, self);
  if (self->adapter) {
    /* The view would still ask its actions. */
    gtk_widget_insert_action_group (GTK_WIDGET (self->view), "spelling", NULL);
    g_object_run_dispose (G_OBJECT (self->adapter));
  }
  g_clear_object (&self->adapter);
  g_signal_handlers_disconnect_by_data (gtk_text_view_get_buffer (self->view), self);
  g_clear_handle_id (&self->pause, g_source_remove);
  g_clear_handle_id (&self->idle, g_source_remove);
  g_clear_object (&self->buffer);
  g_free (self);
}
