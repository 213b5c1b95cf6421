#include "mb-editor-clipboard.h"

#include "mb-codec.h"
#include "mb-id.h"
#include "mb-render.h"

#define BLOCKS_TYPE "application/x-marbre-blocks+json"
#define HTML_TYPE "text/html"

struct _MbEditorClipboard {
  GtkTextView *view; /* not held: it outlives us */
  MbEditorBuffer *buffer;
  GCancellable *cancellable;
  MbEditorReadHtml read_html;
  gpointer read_html_data;
  GDestroyNotify read_html_destroy;
  MbEditorPictureOffered offered;
  gpointer offered_data;
};

/* A running paste. The clipboard may be gone when it ends: then `clipboard` is not touched. */
typedef struct {
  MbEditorClipboard *clipboard;
  GCancellable *cancellable;
  const char *type;
} Paste;

static void
paste_free (Paste *paste)
{
  g_object_unref (paste->cancellable);
  g_free (paste);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Paste, paste_free)

static char *
blocks_to_html (GPtrArray *blocks)
{
  const MbRenderOptions options = {.mode = MB_RENDER_BODY};
  GString *html = g_string_new (NULL);

  for (guint i = 0; i < blocks->len; i++) {
    g_autofree char *piece = mb_render_block (g_ptr_array_index (blocks, i), &options);

    g_string_append (html, piece);
  }

  return g_string_free_and_steal (html);
}

static char *
blocks_to_text (GPtrArray *blocks)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < blocks->len; i++) {
    MbBlock *block = g_ptr_array_index (blocks, i);

    for (guint part = 0; part < mb_block_get_n_parts (block); part++) {
      const MbText *piece = mb_block_get_part (block, part);

      if (mb_text_get_n_chars (piece) == 0)
        continue;
      if (text->len > 0)
        g_string_append_c (text, '\n');
      g_string_append (text, mb_text_get_utf8 (piece));
    }
  }

  return g_string_free_and_steal (text);
}

static gboolean
copy (MbEditorClipboard *self)
{
  MbArticle *article = mb_editor_buffer_get_article (self->buffer);
  g_autoptr (GPtrArray) blocks = NULL;
  g_autoptr (GBytes) json = NULL;
  g_autoptr (GBytes) html_bytes = NULL;
  g_autoptr (GdkContentProvider) provider = NULL;
  g_autofree char *html = NULL;
  g_autofree char *text = NULL;
  GdkContentProvider *kinds[3];
  MbPosition start;
  MbPosition end;

  if (!article || !mb_editor_buffer_get_range (self->buffer, &start, &end))
    return FALSE;

  blocks = mb_edit_slice (mb_article_get_snapshot (article), &start, &end);
  json = mb_codec_encode_blocks ((MbBlock *const *) blocks->pdata, blocks->len);
  html = blocks_to_html (blocks);
  html_bytes = g_bytes_new (html, strlen (html));
  text = blocks_to_text (blocks);
  kinds[0] = gdk_content_provider_new_for_bytes (BLOCKS_TYPE, json);
  kinds[1] = gdk_content_provider_new_for_bytes (HTML_TYPE, html_bytes);
  kinds[2] = gdk_content_provider_new_typed (G_TYPE_STRING, text);
  provider = gdk_content_provider_new_union (kinds, G_N_ELEMENTS (kinds));
  gdk_clipboard_set_content (gtk_widget_get_clipboard (GTK_WIDGET (self->view)), provider);

  return TRUE;
}

static void
delete_selection (MbEditorClipboard *self, MbTransaction *transaction, MbPosition *caret)
{
  g_autoptr (MbText) nothing = mb_text_empty ();
  MbPosition start;
  MbPosition end;

  if (mb_editor_buffer_get_range (self->buffer, &start, &end))
    mb_edit_replace (transaction, &start, &end, nothing, MB_EDIT_TYPED, caret, NULL);
  else
    *caret = start;
}

static void
insert_blocks (MbEditorClipboard *self, GPtrArray *blocks)
{
  g_autoptr (MbTransaction) transaction = NULL;
  g_autoptr (GError) error = NULL;
  MbPosition caret;

  if (!mb_editor_buffer_get_article (self->buffer) || blocks->len == 0)
    return;
  transaction = mb_editor_buffer_begin (self->buffer, MB_ORIGIN_PASTE);
  delete_selection (self, transaction, &caret);
  if (mb_edit_insert_blocks (transaction, blocks, &caret, &error))
    mb_editor_buffer_commit (self->buffer, transaction, &caret);
  else
    g_debug ("a paste was refused: %s", error->message);
  gtk_text_view_scroll_mark_onscreen (
    self->view, gtk_text_buffer_get_insert (gtk_text_view_get_buffer (self->view)));
}

static void
insert_plain (MbEditorClipboard *self, const char *text)
{
  g_auto (GStrv) lines = g_strsplit_set (text, "\r\n", -1);
  g_autoptr (GPtrArray) blocks = g_ptr_array_new_with_free_func ((GDestroyNotify) mb_block_unref);

  for (guint i = 0; lines[i]; i++) {
    g_autofree char *line = g_utf8_make_valid (lines[i], -1);
    g_autoptr (MbText) piece = NULL;

    g_strdelimit (line, "\t\v\f", ' ');
    if (lines[1] && *g_strstrip (line) == '\0')
      continue;
    piece = mb_text_new (line);
    g_ptr_array_add (blocks, mb_block_new_text (mb_id_new (), MB_BLOCK_PARAGRAPH, piece));
  }
  insert_blocks (self, blocks);
}

static void
html_ready_cb (GPtrArray *blocks, const GError *error, gpointer user_data)
{
  g_autoptr (Paste) paste = user_data;

  if (g_cancellable_is_cancelled (paste->cancellable))
    return;
  if (blocks && blocks->len > 0)
    insert_blocks (paste->clipboard, blocks);
  else
    mb_editor_clipboard_paste_plain (paste->clipboard);
}

static void
take_bytes (Paste *paste, GBytes *bytes)
{
  MbEditorClipboard *self = paste->clipboard;
  g_autoptr (GPtrArray) blocks = NULL;
  g_autoptr (GError) error = NULL;

  if (g_str_equal (paste->type, HTML_TYPE)) {
    Paste *again = g_memdup2 (paste, sizeof *paste);

    g_object_ref (again->cancellable);
    self->read_html (bytes, html_ready_cb, again, self->read_html_data);
    return;
  }
  if (!g_str_equal (paste->type, BLOCKS_TYPE)) {
    if (self->offered)
      self->offered (bytes, self->offered_data);
    return;
  }
  blocks = mb_codec_decode_blocks (bytes, &error);
  if (blocks)
    insert_blocks (self, blocks);
  else
    mb_editor_clipboard_paste_plain (self);
}

static void
spliced_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Paste) paste = user_data;
  g_autoptr (GBytes) bytes = NULL;

  if (g_output_stream_splice_finish (G_OUTPUT_STREAM (source), result, NULL) < 0 ||
      g_cancellable_is_cancelled (paste->cancellable))
    return;
  bytes = g_memory_output_stream_steal_as_bytes (G_MEMORY_OUTPUT_STREAM (source));
  take_bytes (paste, bytes);
}

static void
read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Paste) paste = user_data;
  g_autoptr (GInputStream) stream = NULL;
  g_autoptr (GOutputStream) memory = NULL;
  GCancellable *cancellable = paste->cancellable;

  stream = gdk_clipboard_read_finish (GDK_CLIPBOARD (source), result, NULL, NULL);
  if (!stream || g_cancellable_is_cancelled (cancellable))
    return;
  memory = g_memory_output_stream_new_resizable ();
  g_output_stream_splice_async (
    memory, stream, G_OUTPUT_STREAM_SPLICE_CLOSE_SOURCE | G_OUTPUT_STREAM_SPLICE_CLOSE_TARGET,
    G_PRIORITY_DEFAULT, cancellable, spliced_cb, g_steal_pointer (&paste));
}

static void
text_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Paste) paste = user_data;
  g_autofree char *text = gdk_clipboard_read_text_finish (GDK_CLIPBOARD (source), result, NULL);

  if (text && !g_cancellable_is_cancelled (paste->cancellable))
    insert_plain (paste->clipboard, text);
}

static Paste *
paste_new (MbEditorClipboard *self, const char *type)
{
  Paste *paste = g_new0 (Paste, 1);

  paste->clipboard = self;
  paste->cancellable = g_object_ref (self->cancellable);
  paste->type = type;

  return paste;
}

/* The richest of what is offered: our own blocks, then HTML, then a picture, then words. */
static const char *
choose_type (MbEditorClipboard *self, GdkContentFormats *formats)
{
  static const char *const types[] = {BLOCKS_TYPE, HTML_TYPE, "image/png", "image/jpeg",
                                      "image/webp"};

  for (guint i = 0; i < G_N_ELEMENTS (types); i++)
    if (gdk_content_formats_contain_mime_type (formats, types[i]) &&
        (self->read_html || !g_str_equal (types[i], HTML_TYPE)))
      return types[i];

  return NULL;
}

static void
paste (MbEditorClipboard *self)
{
  GdkClipboard *clipboard = gtk_widget_get_clipboard (GTK_WIDGET (self->view));
  const char *type = choose_type (self, gdk_clipboard_get_formats (clipboard));

  if (!type) {
    mb_editor_clipboard_paste_plain (self);
    return;
  }
  gdk_clipboard_read_async (clipboard, (const char *[]) {type, NULL}, G_PRIORITY_DEFAULT,
                            self->cancellable, read_cb, paste_new (self, type));
}

static void
copy_cb (GtkTextView *view, MbEditorClipboard *self)
{
  copy (self);
  g_signal_stop_emission_by_name (view, "copy-clipboard");
}

static void
cut_cb (GtkTextView *view, MbEditorClipboard *self)
{
  g_autoptr (MbTransaction) transaction = NULL;
  MbPosition caret;

  g_signal_stop_emission_by_name (view, "cut-clipboard");
  if (!copy (self))
    return;
  transaction = mb_editor_buffer_begin (self->buffer, MB_ORIGIN_COMMAND);
  delete_selection (self, transaction, &caret);
  mb_editor_buffer_commit (self->buffer, transaction, &caret);
}

static void
paste_cb (GtkTextView *view, MbEditorClipboard *self)
{
  g_signal_stop_emission_by_name (view, "paste-clipboard");
  paste (self);
}

/**
 * mb_editor_clipboard_new:
 * @view: the text view; must outlive the clipboard
 * @buffer: what binds its text to an article
 *
 * Takes copy, cut and paste over from the text view.
 *
 * Returns: (transfer full): the clipboard
 */
MbEditorClipboard *
mb_editor_clipboard_new (GtkTextView *view, MbEditorBuffer *buffer)
{
  MbEditorClipboard *self = g_new0 (MbEditorClipboard, 1);

  self->view = view;
  self->buffer = g_object_ref (buffer);
  self->cancellable = g_cancellable_new ();
  g_signal_connect (view, "copy-clipboard", G_CALLBACK (copy_cb), self);
  g_signal_connect (view, "cut-clipboard", G_CALLBACK (cut_cb), self);
  g_signal_connect (view, "paste-clipboard", G_CALLBACK (paste_cb), self);

  return self;
}

/**
 * mb_editor_clipboard_free:
 * @self: (transfer full): a clipboard
 *
 * Gives copy and paste back; a running paste comes to nothing.
 */
void
mb_editor_clipboard_free (MbEditorClipboard *self)
{
  g_cancellable_cancel (self->cancellable);
  g_signal_handlers_disconnect_by_data (self->view, self);
  if (self->read_html_destroy)
    self->read_html_destroy (self->read_html_data);
  g_object_unref (self->cancellable);
  g_object_unref (self->buffer);
  g_free (self);
}

/**
 * mb_editor_clipboard_set_html_reader:
 * @self: a clipboard
 * @read: (nullable): turns HTML of strangers into blocks
 * @user_data: for @read
 * @destroy: (nullable): frees @user_data
 *
 * Says who reads HTML; without a reader HTML is pasted as plain text.
 */
void
mb_editor_clipboard_set_html_reader (MbEditorClipboard *self,
                                     MbEditorReadHtml read,
                                     gpointer user_data,
                                     GDestroyNotify destroy)
{
  if (self->read_html_destroy)
    self->read_html_destroy (self->read_html_data);
  self->read_html = read;
  self->read_html_data = user_data;
  self->read_html_destroy = destroy;
}

/**
 * mb_editor_clipboard_set_picture_offered:
 * @self: a clipboard
 * @offered: (nullable): called with the bytes of a pasted picture
 * @user_data: for @offered
 *
 * Says who takes pasted pictures.
 */
void
mb_editor_clipboard_set_picture_offered (MbEditorClipboard *self,
                                         MbEditorPictureOffered offered,
                                         gpointer user_data)
{
  self->offered = offered;
  self->offered_data = user_data;
}

/**
 * mb_editor_clipboard_paste_plain:
 * @self: a clipboard
 *
 * Pastes words without any style.
 */
void
mb_editor_clipboard_paste_plain (MbEditorClipboard *self)
{
  gdk_clipboard_read_text_async (gtk_widget_get_clipboard (GTK_WIDGET (self->view)),
                                 self->cancellable, text_cb, paste_new (self, NULL));
}
