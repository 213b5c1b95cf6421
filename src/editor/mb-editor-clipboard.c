#include "mb-editor-clipboard.h"

#include "mb-codec.h"
#include "mb-id.h"
#include "mb-render.h"

#define BLOCKS_TYPE "application/x-marbre-blocks+json"
#define HTML_TYPE "text/html"
#define FORMATS_PATIENCE_MS 3000

struct _MbEditorClipboard {
  GtkTextView *view; /* not held: it outlives us */
  MbEditorBuffer *buffer;
  GCancellable *cancellable;
  gulong formats_id; /* waits to be told what there is to paste, until… */
  guint patience_id;
  gboolean awaited_words_only;
  MbEditorReadHtml read_html;
  gpointer read_html_data;
  GDestroyNotify read_html_destroy;
  MbEditorPictureOffered offered;
  gpointer offered_data;
  MbEditorPasteFailed failed;
  gpointer failed_data;
};

/* A running paste. The clipboard may be gone when it ends: then `clipboard` is not touched. */
typedef struct {
  MbEditorClipboard *clipboard;
  GCancellable *cancellable;
  MbArticle *article;  /* where it was begun */
  const char *type;    /* what is read first; NULL: words */
  gboolean has_words;  /* whether the clipboard offers plain text, too */
  gboolean words_only; /* styles are not wanted */
  GBytes *html;        /* (nullable) */
  char *words;         /* (nullable) the plain text that came with the HTML */
} Paste;

static void
paste_free (Paste *paste)
{
  g_object_unref (paste->cancellable);
  g_object_unref (paste->article);
  g_clear_pointer (&paste->html, g_bytes_unref);
  g_free (paste->words);
  g_free (paste);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Paste, paste_free)

static GdkClipboard *
get_clipboard (MbEditorClipboard *self)
{
  return gtk_widget_get_clipboard (GTK_WIDGET (self->view));
}

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
  gdk_clipboard_set_content (get_clipboard (self), provider);

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
tell (MbEditorClipboard *self, MbPasteOutcome outcome, const GError *error)
{
  if (self->failed)
    self->failed (outcome, error, self->failed_data);
}

/* Reading may take a while: what was copied for one article does not go into another. */
static gboolean
insert_blocks (const Paste *paste, GPtrArray *blocks)
{
  MbEditorClipboard *self = paste->clipboard;
  g_autoptr (MbTransaction) transaction = NULL;
  g_autoptr (GError) error = NULL;
  MbPosition caret;

  if (mb_editor_buffer_get_article (self->buffer) != paste->article) {
    tell (self, MB_PASTE_ELSEWHERE, NULL);
    return FALSE;
  }
  transaction = mb_editor_buffer_begin (self->buffer, MB_ORIGIN_PASTE);
  delete_selection (self, transaction, &caret);
  if (!mb_edit_insert_blocks (transaction, blocks, &caret, &error)) {
    tell (self, MB_PASTE_NOTHING, error);
    return FALSE;
  }
  mb_editor_buffer_commit (self->buffer, transaction, &caret);
  gtk_text_view_scroll_mark_onscreen (
    self->view, gtk_text_buffer_get_insert (gtk_text_view_get_buffer (self->view)));

  return TRUE;
}

static gboolean
insert_words (const Paste *paste, const char *text)
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

  return blocks->len > 0 && insert_blocks (paste, blocks);
}

/* What cannot be read with its styles is pasted as the words that came with it. Its source is
 * nothing that anybody would want in an article. */
static void
html_ready_cb (GPtrArray *blocks, const GError *error, gpointer user_data)
{
  g_autoptr (Paste) paste = user_data;
  g_autofree char *words = NULL;

  if (g_cancellable_is_cancelled (paste->cancellable) ||
      g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  if (blocks && blocks->len > 0 && paste->words_only) {
    words = blocks_to_text (blocks);
    insert_words (paste, words);
  } else if (blocks && blocks->len > 0) {
    insert_blocks (paste, blocks);
  } else if (!paste->words || !*paste->words) {
    tell (paste->clipboard, MB_PASTE_NOTHING, error);
  } else if (insert_words (paste, paste->words) && error) {
    tell (paste->clipboard, MB_PASTE_AS_TEXT, error);
  }
}

static void
read_html (Paste *paste)
{
  MbEditorClipboard *self = paste->clipboard;

  self->read_html (paste->html, html_ready_cb, paste, self->read_html_data);
}

/* The words are asked for before the HTML is read: by the time that has failed, something else may
 * have been copied. */
static void
words_beside_html_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Paste) paste = user_data;

  paste->words = gdk_clipboard_read_text_finish (GDK_CLIPBOARD (source), result, NULL);
  if (!g_cancellable_is_cancelled (paste->cancellable))
    read_html (g_steal_pointer (&paste));
}

static void
words_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Paste) paste = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree char *words = gdk_clipboard_read_text_finish (GDK_CLIPBOARD (source), result, &error);

  if (g_cancellable_is_cancelled (paste->cancellable))
    return;
  if (words)
    insert_words (paste, words);
  else
    tell (paste->clipboard, MB_PASTE_NOTHING, error);
}

static void
read_words (Paste *paste, GAsyncReadyCallback callback)
{
  gdk_clipboard_read_text_async (get_clipboard (paste->clipboard), paste->cancellable, callback,
                                 paste);
}

static void
take_bytes (Paste *owned, GBytes *bytes)
{
  g_autoptr (Paste) paste = owned;
  MbEditorClipboard *self = paste->clipboard;
  g_autoptr (GPtrArray) blocks = NULL;
  g_autoptr (GError) error = NULL;

  if (g_str_equal (paste->type, HTML_TYPE)) {
    paste->html = g_bytes_ref (bytes);
    if (paste->has_words)
      read_words (g_steal_pointer (&paste), words_beside_html_cb);
    else
      read_html (g_steal_pointer (&paste));
    return;
  }
  if (!g_str_equal (paste->type, BLOCKS_TYPE)) {
    if (self->offered)
      self->offered (bytes, self->offered_data);
    return;
  }
  blocks = mb_codec_decode_blocks (bytes, &error);
  if (blocks && blocks->len > 0)
    insert_blocks (paste, blocks);
  else if (paste->has_words)
    read_words (g_steal_pointer (&paste), words_cb);
  else
    tell (self, MB_PASTE_NOTHING, error);
}

static void
spliced_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Paste) paste = user_data;
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GError) error = NULL;
  gssize n = g_output_stream_splice_finish (G_OUTPUT_STREAM (source), result, &error);

  if (g_cancellable_is_cancelled (paste->cancellable))
    return;
  if (n < 0) {
    tell (paste->clipboard, MB_PASTE_NOTHING, error);
    return;
  }
  bytes = g_memory_output_stream_steal_as_bytes (G_MEMORY_OUTPUT_STREAM (source));
  take_bytes (g_steal_pointer (&paste), bytes);
}

static void
read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Paste) paste = user_data;
  g_autoptr (GInputStream) stream = NULL;
  g_autoptr (GOutputStream) memory = NULL;
  g_autoptr (GError) error = NULL;
  GCancellable *cancellable = paste->cancellable;

  stream = gdk_clipboard_read_finish (GDK_CLIPBOARD (source), result, NULL, &error);
  if (g_cancellable_is_cancelled (cancellable))
    return;
  if (!stream) {
    tell (paste->clipboard, MB_PASTE_NOTHING, error);
    return;
  }
  memory = g_memory_output_stream_new_resizable ();
  g_output_stream_splice_async (
    memory, stream, G_OUTPUT_STREAM_SPLICE_CLOSE_SOURCE | G_OUTPUT_STREAM_SPLICE_CLOSE_TARGET,
    G_PRIORITY_DEFAULT, cancellable, spliced_cb, g_steal_pointer (&paste));
}

/* Whether it says that it has plain text. Asked for text all the same, a program may well answer
 * with what it has: the source of its HTML. */
static gboolean
offers_words (GdkContentFormats *formats)
{
  g_autoptr (GdkContentFormats) all =
    gdk_content_formats_union_deserialize_gtypes (gdk_content_formats_ref (formats));

  return gdk_content_formats_contain_gtype (all, G_TYPE_STRING);
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

/* Without styles: plain text, or the words of HTML where there is nothing else. */
static const char *
choose_plain_type (MbEditorClipboard *self, GdkContentFormats *formats)
{
  gboolean html = self->read_html && gdk_content_formats_contain_mime_type (formats, HTML_TYPE);

  return html && !offers_words (formats) ? HTML_TYPE : NULL;
}

static void
start (MbEditorClipboard *self, gboolean words_only)
{
  GdkClipboard *clipboard = get_clipboard (self);
  GdkContentFormats *formats = gdk_clipboard_get_formats (clipboard);
  MbArticle *article = mb_editor_buffer_get_article (self->buffer);
  g_autoptr (Paste) paste = NULL;

  if (!article)
    return;
  paste = g_new0 (Paste, 1);
  paste->clipboard = self;
  paste->cancellable = g_object_ref (self->cancellable);
  paste->article = g_object_ref (article);
  paste->has_words = offers_words (formats);
  paste->words_only = words_only;
  paste->type = words_only ? choose_plain_type (self, formats) : choose_type (self, formats);
  if (paste->type)
    gdk_clipboard_read_async (clipboard, (const char *[]) {paste->type, NULL}, G_PRIORITY_DEFAULT,
                              self->cancellable, read_cb, paste);
  else if (paste->has_words)
    read_words (paste, words_cb);
  else
    return tell (self, MB_PASTE_NOTHING, NULL);
  g_steal_pointer (&paste);
}

static void
stop_waiting (MbEditorClipboard *self)
{
  g_clear_signal_handler (&self->formats_id, get_clipboard (self));
  g_clear_handle_id (&self->patience_id, g_source_remove);
}

static gboolean
is_unknown (GdkClipboard *clipboard)
{
  return gdk_content_formats_is_empty (gdk_clipboard_get_formats (clipboard));
}

static void
formats_known_cb (MbEditorClipboard *self, GParamSpec *pspec, GdkClipboard *clipboard)
{
  if (is_unknown (clipboard))
    return;

  stop_waiting (self);
  if (!gdk_clipboard_is_local (clipboard)) /* otherwise it was filled here after the key */
    start (self, self->awaited_words_only);
}

static void
patience_over_cb (gpointer user_data)
{
  MbEditorClipboard *self = user_data;

  self->patience_id = 0;
  stop_waiting (self);
  start (self, self->awaited_words_only);
}

/* Somebody else's clipboard is empty until that program has said what is on it. Who pastes right
 * after copying there, on a busy machine, waits for that instead of getting nothing, or less. */
static void
paste (MbEditorClipboard *self, gboolean words_only)
{
  GdkClipboard *clipboard = get_clipboard (self);

  stop_waiting (self);
  if (!is_unknown (clipboard)) {
    start (self, words_only);
    return;
  }
  self->awaited_words_only = words_only;
  self->formats_id = g_signal_connect_data (
    clipboard, "notify::formats", G_CALLBACK (formats_known_cb), self, NULL, G_CONNECT_SWAPPED);
  self->patience_id = g_timeout_add_once (FORMATS_PATIENCE_MS, patience_over_cb, self);
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
  paste (self, FALSE);
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
  stop_waiting (self);
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
 * Says who reads HTML; without a reader the plain text beside it is pasted.
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
 * mb_editor_clipboard_set_failed:
 * @self: a clipboard
 * @failed: (nullable): called when less or nothing was pasted
 * @user_data: for @failed
 *
 * Says who tells that a paste came to less than was copied.
 */
void
mb_editor_clipboard_set_failed (MbEditorClipboard *self,
                                MbEditorPasteFailed failed,
                                gpointer user_data)
{
  self->failed = failed;
  self->failed_data = user_data;
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
  paste (self, TRUE);
}
