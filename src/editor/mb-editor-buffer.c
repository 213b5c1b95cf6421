#include "mb-editor-buffer.h"

#include "mb-editor-lines.h"
#include "mb-typing.h"

/* Invariants, outside a user action: the text has as many lines as `lines`; line i shows the part
 * that line i of `lines` names. While GTK edits, `edit` holds the one range in which the text may
 * differ: characters [start, old_end) of the text before became [start, new_end) of the text now.
 *
 * Order: GTK's edit → note_*_cb () widen `edit` → end of the user action → flush () makes and
 * commits a transaction → committed_cb () → show () corrects lines, tags and caret under
 * `applying`. */

typedef struct {
  gboolean dirty;
  guint start;
  guint old_end;
  guint new_end;
} Edit;

struct _MbEditorBuffer {
  GObject parent_instance;
  GtkTextBuffer *text;
  MbEditorLines *lines;
  MbArticle *article;
  GSignalGroup *article_signals;
  Edit edit;
  MbSelection before; /* the selection before the running user action */
  gboolean read_only;
  guint user_action_depth;
  guint applying;
  guint commit_notify_id;
  guint flush_id;
  guint pending_on;  /* bit a span kind: typed text shall wear it */
  guint pending_off; /* bit a span kind: typed text shall not */
};

typedef enum {
  SIGNAL_OBJECT_SHOWN,
  SIGNAL_OBJECTS_CHANGING,
} MbEditorBufferSignals;

static guint signals[SIGNAL_OBJECTS_CHANGING + 1];

G_DEFINE_FINAL_TYPE (MbEditorBuffer, mb_editor_buffer, G_TYPE_OBJECT)

static gboolean
line_is_object (MbSnapshot *snapshot, const MbEditorLine *line)
{
  MbBlock *block = mb_snapshot_lookup (snapshot, line->block);

  return block && mb_part_role_is_object (mb_block_get_part_role (block, line->part));
}

static void
show_snapshot (MbEditorBuffer *self, MbSnapshot *snapshot)
{
  self->applying++;
  mb_editor_lines_show (self->lines, snapshot);
  self->applying--;
}

static MbSnapshot *
get_shown (MbEditorBuffer *self)
{
  return mb_editor_lines_get_shown (self->lines);
}

static void
place_selection (MbEditorBuffer *self, const MbSelection *selection)
{
  GtkTextIter anchor;
  GtkTextIter head;

  if (!mb_editor_buffer_get_iter (self, &selection->head, &head))
    return;
  if (!mb_editor_buffer_get_iter (self, &selection->anchor, &anchor))
    anchor = head;
  self->applying++;
  gtk_text_buffer_select_range (self->text, &head, &anchor);
  self->applying--;
}

static void
committed_cb (MbArticle *article, MbTransaction *transaction, MbEditorBuffer *self)
{
  MbSelection selection = *mb_transaction_get_selection_after (transaction);

  if (selection.head.block == 0 && mb_editor_buffer_get_selection (self, &selection)) {
    mb_transaction_map (transaction, &selection.anchor, MB_SIDE_AFTER);
    mb_transaction_map (transaction, &selection.head, MB_SIDE_AFTER);
  }
  show_snapshot (self, mb_article_get_snapshot (article));
  if (selection.head.block != 0)
    place_selection (self, &selection);
}

/* What the buffer's lines were before GTK's edit: the edit's two ends in the model, and the text
 * that came. */
static gboolean
read_edit (MbEditorBuffer *self, MbPosition *start, MbPosition *end, char **inserted)
{
  GtkTextIter from;
  GtkTextIter to;
  GtkTextIter line_end;
  guint first;
  guint last;
  guint behind;
  const MbEditorLine *start_line = NULL;
  const MbEditorLine *end_line = NULL;
  MbBlock *block = NULL;
  guint length;

  gtk_text_buffer_get_iter_at_offset (self->text, &from, (int) self->edit.start);
  gtk_text_buffer_get_iter_at_offset (self->text, &to, (int) self->edit.new_end);
  first = (guint) gtk_text_iter_get_line (&from);
  last = (guint) gtk_text_iter_get_line (&to) + mb_editor_lines_get_n (self->lines) -
         (guint) gtk_text_buffer_get_line_count (self->text);
  start_line = mb_editor_lines_get (self->lines, first);
  end_line = mb_editor_lines_get (self->lines, last);
  if (!start_line || !end_line || last < first)
    return FALSE;

  line_end = to;
  if (!gtk_text_iter_ends_line (&line_end))
    gtk_text_iter_forward_to_line_end (&line_end);
  behind = (guint) (gtk_text_iter_get_offset (&line_end) - gtk_text_iter_get_offset (&to));
  block = mb_snapshot_lookup (get_shown (self), end_line->block);
  length = line_is_object (get_shown (self), end_line)
             ? 1
             : mb_text_get_n_chars (mb_block_get_part (block, end_line->part));
  if (behind > length)
    return FALSE;

  *start = (MbPosition) {start_line->block, start_line->part,
                         (guint) gtk_text_iter_get_line_offset (&from)};
  *end = (MbPosition) {end_line->block, end_line->part, length - behind};
  *inserted = gtk_text_iter_get_slice (&from, &to);
  mb_editor_lines_touch (self->lines, first, last);

  return TRUE;
}

static void
commit_edit (MbEditorBuffer *self,
             const MbPosition *start,
             const MbPosition *end,
             const char *typed)
{
  MbText *around =
    mb_block_get_part (mb_snapshot_lookup (get_shown (self), start->block), start->part);
  g_autofree char *utf8 = mb_typing_clean (typed);
  g_autoptr (MbText) text =
    mb_typing_dress (around, start->offset, utf8, self->pending_on, self->pending_off);
  g_autoptr (MbTransaction) transaction = mb_article_begin (self->article, MB_ORIGIN_TYPING);
  gboolean pasted = g_utf8_strlen (utf8, -1) > 1 && strchr (utf8, '\n');
  MbPosition caret;
  g_autoptr (GError) error = NULL;

  mb_transaction_set_selection_before (transaction, &self->before);
  if (!mb_edit_replace (transaction, start, end, text, pasted ? MB_EDIT_PASTED : MB_EDIT_TYPED,
                        &caret, &error)) {
    g_debug ("an edit was refused: %s", error ? error->message : "no reason");
    show_snapshot (self, get_shown (self));
    place_selection (self, &self->before);
    return;
  }
  if (!pasted && !strchr (utf8, '\n'))
    mb_transaction_set_coalescing_key (transaction, "typing");
  if (!mb_editor_buffer_commit (self, transaction, &caret) ||
      mb_transaction_get_n_steps (transaction) == 0) {
    show_snapshot (self, get_shown (self));
    place_selection (self, &(MbSelection) {caret, caret});
  }
}

/**
 * mb_editor_buffer_flush:
 * @self: a buffer
 *
 * Turns what GTK did to the text since the last time into a transaction. Called at the end of every
 * user action.
 */
void
mb_editor_buffer_flush (MbEditorBuffer *self)
{
  MbPosition start;
  MbPosition end;
  g_autofree char *inserted = NULL;

  g_return_if_fail (MB_IS_EDITOR_BUFFER (self));

  g_clear_handle_id (&self->flush_id, g_source_remove);
  if (!self->edit.dirty || !self->article)
    return;

  if (read_edit (self, &start, &end, &inserted)) {
    self->edit.dirty = FALSE;
    commit_edit (self, &start, &end, inserted);
  } else {
    /* Nothing that we understand: the model is right, show all of it again. */
    g_warning ("the text view changed in a way that was not observed");
    self->edit.dirty = FALSE;
    mb_editor_lines_touch (self->lines, 0, mb_editor_lines_get_n (self->lines) - 1);
    show_snapshot (self, get_shown (self));
  }
  self->pending_on = 0;
  self->pending_off = 0;
}

static void
flush_later_cb (gpointer data)
{
  MbEditorBuffer *self = data;

  self->flush_id = 0;
  mb_editor_buffer_flush (self);
}

static void
touch (MbEditorBuffer *self, guint position)
{
  Edit *edit = &self->edit;

  if (!edit->dirty) {
    *edit = (Edit) {TRUE, position, position, position};
    if (self->user_action_depth == 0) {
      mb_editor_buffer_get_selection (self, &self->before);
      if (self->flush_id == 0)
        self->flush_id = g_idle_add_once (flush_later_cb, self);
    }
  }
  if (position < edit->start)
    edit->start = position;
  if (position > edit->new_end) {
    edit->old_end += position - edit->new_end;
    edit->new_end = position;
  }
}

static void
commit_notify_cb (GtkTextBuffer *text,
                  GtkTextBufferNotifyFlags flags,
                  guint position,
                  guint length,
                  gpointer user_data)
{
  MbEditorBuffer *self = user_data;

  if (self->applying > 0 || !self->article)
    return;
  if (flags == GTK_TEXT_BUFFER_NOTIFY_AFTER_INSERT) {
    touch (self, position);
    self->edit.new_end += length;
  } else if (flags == GTK_TEXT_BUFFER_NOTIFY_BEFORE_DELETE) {
    touch (self, position);
    touch (self, position + length);
    self->edit.new_end -= length;
  }
}

/* Commit notification says nothing of objects; none but ours come in, and only under `applying`. */
static void
object_inserted_cb (GtkTextBuffer *text, GtkTextIter *iter, GObject *object, MbEditorBuffer *self)
{
  if (self->applying > 0 || !self->article)
    return;
  touch (self, (guint) gtk_text_iter_get_offset (iter) - 1);
  self->edit.new_end += 1;
}

static void
begin_user_action_cb (GtkTextBuffer *text, MbEditorBuffer *self)
{
  if (self->user_action_depth++ == 0 && self->applying == 0)
    mb_editor_buffer_get_selection (self, &self->before);
}

static void
end_user_action_cb (GtkTextBuffer *text, MbEditorBuffer *self)
{
  if (--self->user_action_depth == 0 && self->applying == 0)
    mb_editor_buffer_flush (self);
}

static void
cursor_moved_cb (GtkTextBuffer *text, GParamSpec *pspec, MbEditorBuffer *self)
{
  if (self->applying > 0 || self->user_action_depth > 0 || self->edit.dirty || !self->article)
    return;
  self->pending_on = 0;
  self->pending_off = 0;
  mb_history_close_group (mb_article_get_history (self->article));
}

static void
object_shown_cb (MbObjectPaintable *paintable, gpointer user_data)
{
  g_signal_emit (user_data, signals[SIGNAL_OBJECT_SHOWN], 0, paintable);
}

static void
objects_changing_cb (gpointer user_data)
{
  g_signal_emit (user_data, signals[SIGNAL_OBJECTS_CHANGING], 0);
}

static void
mb_editor_buffer_dispose (GObject *object)
{
  MbEditorBuffer *self = MB_EDITOR_BUFFER (object);

  g_clear_handle_id (&self->flush_id, g_source_remove);
  g_clear_object (&self->article_signals);
  if (self->text && self->commit_notify_id)
    gtk_text_buffer_remove_commit_notify (self->text, self->commit_notify_id);
  self->commit_notify_id = 0;
  if (self->text)
    g_signal_handlers_disconnect_by_data (self->text, self);
  g_clear_object (&self->text);
  g_clear_object (&self->article);

  G_OBJECT_CLASS (mb_editor_buffer_parent_class)->dispose (object);
}

static void
mb_editor_buffer_finalize (GObject *object)
{
  MbEditorBuffer *self = MB_EDITOR_BUFFER (object);

  g_clear_pointer (&self->lines, mb_editor_lines_free);

  G_OBJECT_CLASS (mb_editor_buffer_parent_class)->finalize (object);
}

static void
mb_editor_buffer_class_init (MbEditorBufferClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = mb_editor_buffer_dispose;
  object_class->finalize = mb_editor_buffer_finalize;

  signals[SIGNAL_OBJECT_SHOWN] =
    g_signal_new ("object-shown", MB_TYPE_EDITOR_BUFFER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                  G_TYPE_NONE, 1, G_TYPE_OBJECT);
  signals[SIGNAL_OBJECTS_CHANGING] =
    g_signal_new ("objects-changing", MB_TYPE_EDITOR_BUFFER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                  G_TYPE_NONE, 0);
}

static void
mb_editor_buffer_init (MbEditorBuffer *self)
{
  self->article_signals = g_signal_group_new (MB_TYPE_ARTICLE);
  g_signal_group_connect (self->article_signals, "committed", G_CALLBACK (committed_cb), self);
}

/**
 * mb_editor_buffer_new:
 * @text: an empty buffer without undo of its own
 * @owner: the view that shows it
 *
 * Begins to observe a text buffer.
 *
 * Returns: (transfer full): the buffer
 */
MbEditorBuffer *
mb_editor_buffer_new (GtkTextBuffer *text, GtkWidget *owner)
{
  MbEditorBuffer *self = g_object_new (MB_TYPE_EDITOR_BUFFER, NULL);

  self->text = g_object_ref (text);
  self->lines = mb_editor_lines_new (
    text, owner, &(MbEditorLinesWatcher) {object_shown_cb, objects_changing_cb, self});
  self->commit_notify_id = gtk_text_buffer_add_commit_notify (
    text, GTK_TEXT_BUFFER_NOTIFY_AFTER_INSERT | GTK_TEXT_BUFFER_NOTIFY_BEFORE_DELETE,
    commit_notify_cb, self, NULL);
  g_signal_connect_after (text, "insert-paintable", G_CALLBACK (object_inserted_cb), self);
  g_signal_connect_after (text, "insert-child-anchor", G_CALLBACK (object_inserted_cb), self);
  g_signal_connect (text, "begin-user-action", G_CALLBACK (begin_user_action_cb), self);
  g_signal_connect_after (text, "end-user-action", G_CALLBACK (end_user_action_cb), self);
  g_signal_connect (text, "notify::cursor-position", G_CALLBACK (cursor_moved_cb), self);

  return self;
}

/**
 * mb_editor_buffer_set_article:
 * @self: a buffer
 * @article: (nullable): the article to write
 *
 * Shows another article.
 */
void
mb_editor_buffer_set_article (MbEditorBuffer *self, MbArticle *article)
{
  g_return_if_fail (MB_IS_EDITOR_BUFFER (self));

  mb_editor_buffer_flush (self);
  if (!g_set_object (&self->article, article))
    return;
  g_signal_group_set_target (self->article_signals, article);
  self->applying++;
  mb_editor_lines_fill (self->lines, article ? mb_article_get_snapshot (article) : NULL);
  self->applying--;
}

/**
 * mb_editor_buffer_get_article:
 * @self: a buffer
 *
 * The article that it shows.
 *
 * Returns: (transfer none) (nullable): the article
 */
MbArticle *
mb_editor_buffer_get_article (MbEditorBuffer *self)
{
  g_return_val_if_fail (MB_IS_EDITOR_BUFFER (self), NULL);

  return self->article;
}

/**
 * mb_editor_buffer_set_ink:
 * @self: a buffer
 * @ink: colour of the text
 *
 * Sets the looks that depend on the colour of the text.
 */
void
mb_editor_buffer_set_ink (MbEditorBuffer *self, const GdkRGBA *ink)
{
  g_return_if_fail (MB_IS_EDITOR_BUFFER (self) && ink != NULL);

  mb_editor_lines_set_ink (self->lines, ink);
}

/**
 * mb_editor_buffer_set_column_width:
 * @self: a buffer
 * @width_px: width of the text in pixels
 *
 * Says how wide pictures may be.
 */
void
mb_editor_buffer_set_column_width (MbEditorBuffer *self, int width_px)
{
  g_return_if_fail (MB_IS_EDITOR_BUFFER (self));

  mb_editor_lines_set_column_width (self->lines, width_px);
}

/**
 * mb_editor_buffer_get_position:
 * @self: a buffer
 * @iter: a place in the text
 * @position: (out): the same place in the article
 *
 * Translates a place. On an object's line the offset is 0 before the object and 1 behind it.
 *
 * Returns: %FALSE when no article is shown
 */
gboolean
mb_editor_buffer_get_position (MbEditorBuffer *self, const GtkTextIter *iter, MbPosition *position)
{
  const MbEditorLine *line = NULL;

  g_return_val_if_fail (MB_IS_EDITOR_BUFFER (self), FALSE);

  line = mb_editor_lines_get (self->lines, (guint) gtk_text_iter_get_line (iter));
  if (!line)
    return FALSE;
  *position = (MbPosition) {line->block, line->part, (guint) gtk_text_iter_get_line_offset (iter)};

  return TRUE;
}

/**
 * mb_editor_buffer_get_iter:
 * @self: a buffer
 * @position: a place in the article
 * @iter: (out): the same place in the text
 *
 * Translates a place; one behind the end of a line is its end.
 *
 * Returns: %FALSE when there is no such line
 */
gboolean
mb_editor_buffer_get_iter (MbEditorBuffer *self, const MbPosition *position, GtkTextIter *iter)
{
  GtkTextIter end;
  guint line;

  g_return_val_if_fail (MB_IS_EDITOR_BUFFER (self), FALSE);

  if (!mb_editor_lines_find (self->lines, position->block, position->part, &line))
    return FALSE;
  mb_editor_lines_get_bounds (self->lines, line, iter, &end);
  gtk_text_iter_set_line_offset (
    iter, MIN ((int) position->offset, gtk_text_iter_get_line_offset (&end)));

  return TRUE;
}

/**
 * mb_editor_buffer_get_selection:
 * @self: a buffer
 * @selection: (out): the selection in the article
 *
 * Where anchor and caret are.
 *
 * Returns: %FALSE when no article is shown
 */
gboolean
mb_editor_buffer_get_selection (MbEditorBuffer *self, MbSelection *selection)
{
  GtkTextIter anchor;
  GtkTextIter head;

  g_return_val_if_fail (MB_IS_EDITOR_BUFFER (self), FALSE);

  gtk_text_buffer_get_iter_at_mark (self->text, &anchor,
                                    gtk_text_buffer_get_selection_bound (self->text));
  gtk_text_buffer_get_iter_at_mark (self->text, &head, gtk_text_buffer_get_insert (self->text));

  return mb_editor_buffer_get_position (self, &anchor, &selection->anchor) &&
         mb_editor_buffer_get_position (self, &head, &selection->head);
}

/**
 * mb_editor_buffer_get_range:
 * @self: a buffer
 * @start: (out): where the selection begins
 * @end: (out): where it ends
 *
 * The selection in reading order.
 *
 * Returns: whether something is selected
 */
gboolean
mb_editor_buffer_get_range (MbEditorBuffer *self, MbPosition *start, MbPosition *end)
{
  GtkTextIter from;
  GtkTextIter to;
  gboolean any;

  g_return_val_if_fail (MB_IS_EDITOR_BUFFER (self), FALSE);

  any = gtk_text_buffer_get_selection_bounds (self->text, &from, &to);

  return mb_editor_buffer_get_position (self, &from, start) &&
         mb_editor_buffer_get_position (self, &to, end) && any;
}

/**
 * mb_editor_buffer_get_line_block:
 * @self: a buffer
 * @line: index of a line
 * @part: (out): which part stands on it
 *
 * The block that stands on a line.
 *
 * Returns: (transfer none) (nullable): the block
 */
MbBlock *
mb_editor_buffer_get_line_block (MbEditorBuffer *self, int line, guint *part)
{
  const MbEditorLine *there = NULL;

  g_return_val_if_fail (MB_IS_EDITOR_BUFFER (self), NULL);

  there = line < 0 ? NULL : mb_editor_lines_get (self->lines, (guint) line);
  if (!there)
    return NULL;
  *part = there->part;

  return mb_snapshot_lookup (get_shown (self), there->block);
}

/**
 * mb_editor_buffer_begin:
 * @self: a buffer that shows an article
 * @origin: what makes the change
 *
 * Begins a transaction that knows where the selection is.
 *
 * Returns: (transfer full): the transaction
 */
MbTransaction *
mb_editor_buffer_begin (MbEditorBuffer *self, MbOrigin origin)
{
  MbTransaction *transaction = NULL;
  MbSelection selection;

  g_return_val_if_fail (MB_IS_EDITOR_BUFFER (self) && self->article, NULL);

  mb_editor_buffer_flush (self);
  transaction = mb_article_begin (self->article, origin);
  if (mb_editor_buffer_get_selection (self, &selection))
    mb_transaction_set_selection_before (transaction, &selection);

  return transaction;
}

/**
 * mb_editor_buffer_set_read_only:
 * @self: a buffer
 * @read_only: whether the article is to be read alone
 *
 * Refuses every change, whatever key or command it comes from.
 */
void
mb_editor_buffer_set_read_only (MbEditorBuffer *self, gboolean read_only)
{
  g_return_if_fail (MB_IS_EDITOR_BUFFER (self));

  self->read_only = read_only;
}

/**
 * mb_editor_buffer_commit:
 * @self: a buffer
 * @transaction: a transaction from mb_editor_buffer_begin()
 * @caret: (nullable): where the caret goes; %NULL: it stays with the text around it
 *
 * Stamps the time on a transaction and commits it.
 *
 * Returns: whether the article took it
 */
gboolean
mb_editor_buffer_commit (MbEditorBuffer *self, MbTransaction *transaction, const MbPosition *caret)
{
  g_autoptr (GError) error = NULL;

  g_return_val_if_fail (MB_IS_EDITOR_BUFFER (self) && transaction != NULL, FALSE);

  if (self->read_only)
    return FALSE;
  if (caret)
    mb_transaction_set_selection_after (transaction, &(MbSelection) {*caret, *caret});
  mb_transaction_set_time_ms (transaction, g_get_real_time () / 1000);
  if (mb_article_commit (self->article, transaction, &error))
    return TRUE;

  g_debug ("a change was refused: %s", error->message);
  return FALSE;
}

/**
 * mb_editor_buffer_wears:
 * @self: a buffer
 * @kind: a kind of span
 *
 * Whether the character before the caret, or the first selected one, wears a look, or typing will.
 */
gboolean
mb_editor_buffer_wears (MbEditorBuffer *self, MbSpanKind kind)
{
  MbPosition start;
  MbPosition end;
  MbBlock *block = NULL;
  MbText *text = NULL;
  guint offset;
  gboolean any;

  g_return_val_if_fail (MB_IS_EDITOR_BUFFER (self), FALSE);

  any = mb_editor_buffer_get_range (self, &start, &end);
  if (mb_editor_lines_get_n (self->lines) == 0)
    return FALSE;
  if (!any && (self->pending_on & (1u << kind)))
    return TRUE;
  if (!any && (self->pending_off & (1u << kind)))
    return FALSE;
  block = mb_snapshot_lookup (get_shown (self), start.block);
  text = block ? mb_block_get_part (block, start.part) : NULL;
  offset = any || start.offset == 0 ? start.offset : start.offset - 1;

  return text && mb_text_find_span (text, offset, kind) != NULL;
}

/**
 * mb_editor_buffer_toggle_pending:
 * @self: a buffer
 * @kind: a kind of span
 *
 * Turns a look on or off for what is typed next at the caret.
 */
void
mb_editor_buffer_toggle_pending (MbEditorBuffer *self, MbSpanKind kind)
{
  guint bit = 1u << kind;

  g_return_if_fail (MB_IS_EDITOR_BUFFER (self));

  if (mb_editor_buffer_wears (self, kind)) {
    self->pending_on &= ~bit;
    self->pending_off |= bit;
  } else {
    self->pending_off &= ~bit;
    self->pending_on |= bit;
  }
}

/**
 * mb_editor_buffer_is_applying:
 * @self: a buffer
 *
 * Whether the text is being corrected just now; nobody else may change it then.
 */
gboolean
mb_editor_buffer_is_applying (MbEditorBuffer *self)
{
  g_return_val_if_fail (MB_IS_EDITOR_BUFFER (self), FALSE);

  return self->applying > 0;
}
