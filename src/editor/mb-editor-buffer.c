#include "mb-editor-buffer.h"

#include "mb-editor-tags.h"
#include "mb-object-paintable.h"
#include "mb-typing.h"

/* Invariants, outside a user action: the buffer has as many lines as `lines`; line i shows the part
 * that lines[i] names; `shown` is the snapshot that the lines show. While GTK edits, `edit` holds
 * the one range in which the text may differ: characters [start, old_end) of the text before became
 * [start, new_end) of the text now.
 *
 * Order: GTK's edit → note_*_cb () widen `edit` → end of the user action → flush () makes and
 * commits a transaction → committed_cb () → show () corrects lines, tags and caret under
 * `applying`. */

typedef struct {
  guint64 block;
  guint part;
} Line;

typedef struct {
  gboolean dirty;
  guint start;
  guint old_end;
  guint new_end;
} Edit;

struct _MbEditorBuffer {
  GObject parent_instance;
  GtkTextBuffer *text;
  GtkWidget *owner; /* not held: it holds us */
  MbEditorTags *tags;
  MbArticle *article;
  MbSnapshot *shown;
  GArray *lines;          /* of Line */
  GHashTable *paintables; /* block id → MbObjectPaintable */
  GSignalGroup *article_signals;
  char *author;
  Edit edit;
  MbSelection before; /* the selection before the running user action */
  guint user_action_depth;
  guint applying;
  guint commit_notify_id;
  guint flush_id;
  guint pending_on;       /* bit a span kind: typed text shall wear it */
  guint pending_off;      /* bit a span kind: typed text shall not */
  guint first_dirty_line; /* of the lines before, both included; first > last: none */
  guint last_dirty_line;
  int column_px;
};

typedef enum {
  SIGNAL_OBJECT_SHOWN,
  SIGNAL_OBJECTS_CHANGING,
} MbEditorBufferSignals;

static guint signals[SIGNAL_OBJECTS_CHANGING + 1];

G_DEFINE_FINAL_TYPE (MbEditorBuffer, mb_editor_buffer, G_TYPE_OBJECT)

static guint
n_lines_of (const MbBlock *block)
{
  return mb_block_kind_get_n_parts (mb_block_get_kind (block));
}

static Line *
line_at (MbEditorBuffer *self, guint index)
{
  return &g_array_index (self->lines, Line, index);
}

static gboolean
find_line (MbEditorBuffer *self, guint64 block, guint part, guint *index)
{
  const Line *lines = (const Line *) (gpointer) self->lines->data;

  for (guint i = 0; i < self->lines->len; i++)
    if (lines[i].block == block && lines[i].part == part) {
      *index = i;
      return TRUE;
    }

  return FALSE;
}

static gboolean
line_is_object (MbEditorBuffer *self, MbSnapshot *snapshot, const Line *line)
{
  MbBlock *block = mb_snapshot_lookup (snapshot, line->block);

  return block && mb_part_role_is_object (mb_block_get_part_role (block, line->part));
}

/* Where a line's text ends and, one line end further, the next begins. */
static void
get_line_bounds (MbEditorBuffer *self, guint line, GtkTextIter *start, GtkTextIter *end)
{
  gtk_text_buffer_get_iter_at_line (self->text, start, (int) line);
  *end = *start;
  if (!gtk_text_iter_ends_line (end))
    gtk_text_iter_forward_to_line_end (end);
}

static MbObjectPaintable *
get_paintable (MbEditorBuffer *self, MbBlock *block)
{
  guint64 id = mb_block_get_id (block);
  MbObjectPaintable *paintable = g_hash_table_lookup (self->paintables, &id);

  if (!paintable) {
    paintable = mb_object_paintable_new (self->owner);
    mb_object_paintable_set_width (paintable, self->column_px);
    g_hash_table_insert (self->paintables, g_memdup2 (&id, sizeof id), paintable);
  }
  mb_object_paintable_set_block (paintable, block);

  return paintable;
}

static void
show_object_line (MbEditorBuffer *self, guint line, MbBlock *block)
{
  MbObjectPaintable *paintable = get_paintable (self, block);
  GtkTextIter start;
  GtkTextIter end;

  get_line_bounds (self, line, &start, &end);
  if (gtk_text_iter_get_offset (&end) - gtk_text_iter_get_offset (&start) != 1 ||
      gtk_text_iter_get_paintable (&start) != GDK_PAINTABLE (paintable)) {
    gtk_text_buffer_delete (self->text, &start, &end);
    g_signal_emit (self, signals[SIGNAL_OBJECTS_CHANGING], 0);
    get_line_bounds (self, line, &start, &end);
    gtk_text_buffer_insert_paintable (self->text, &start, GDK_PAINTABLE (paintable));
  }
  g_signal_emit (self, signals[SIGNAL_OBJECT_SHOWN], 0, paintable);
}

/* Makes a line's text what the model says, touching only the characters that differ: the caret and
 * GTK's marks stay. */
static gboolean
show_text_line (MbEditorBuffer *self, guint line, const char *wanted)
{
  g_autofree char *there = NULL;
  const char *a = NULL;
  const char *b = NULL;
  const char *a_end = NULL;
  const char *b_end = NULL;
  GtkTextIter start;
  GtkTextIter end;
  int head;

  get_line_bounds (self, line, &start, &end);
  there = gtk_text_iter_get_slice (&start, &end);
  if (g_strcmp0 (there, wanted) == 0)
    return FALSE;

  mb_typing_find_change (there, wanted, &a, &a_end, &b, &b_end);
  head = (int) g_utf8_strlen (there, a - there);
  gtk_text_iter_set_line_offset (&start, head);
  end = start;
  gtk_text_iter_forward_chars (&end, (int) g_utf8_strlen (a, a_end - a));
  gtk_text_buffer_delete (self->text, &start, &end);
  gtk_text_buffer_insert (self->text, &start, b, (int) (b_end - b));

  return TRUE;
}

static void
show_line (MbEditorBuffer *self, MbSnapshot *snapshot, guint line)
{
  const Line *shown = line_at (self, line);
  MbBlock *block = mb_snapshot_lookup (snapshot, shown->block);
  GtkTextIter start;
  GtkTextIter end;

  if (mb_part_role_is_object (mb_block_get_part_role (block, shown->part)))
    show_object_line (self, line, block);
  else
    show_text_line (self, line, mb_text_get_utf8 (mb_block_get_part (block, shown->part)));

  gtk_text_buffer_get_iter_at_line (self->text, &start, (int) line);
  end = start;
  gtk_text_iter_forward_line (&end);
  mb_editor_tags_dress (self->tags, block, shown->part, &start, &end, FALSE);
}

/* Deletes surplus lines, or makes room for missing ones, at the end of a run of lines. */
static void
fit_line_count (MbEditorBuffer *self, guint first, guint n_there, guint n_wanted)
{
  GtkTextIter unused;
  GtkTextIter start;
  GtkTextIter end;

  if (n_there > n_wanted) {
    guint keep = first + n_wanted;

    if (keep > 0) {
      get_line_bounds (self, keep - 1, &end, &start);
      get_line_bounds (self, first + n_there - 1, &unused, &end);
    } else {
      gtk_text_buffer_get_start_iter (self->text, &start);
      gtk_text_buffer_get_iter_at_line (self->text, &end, (int) (first + n_there));
    }
    gtk_text_buffer_delete (self->text, &start, &end);
  }
  for (guint i = n_there; i < n_wanted; i++) {
    if (first + i > 0)
      get_line_bounds (self, first + i - 1, &end, &start);
    else
      gtk_text_buffer_get_start_iter (self->text, &start);
    gtk_text_buffer_insert (self->text, &start, "\n", 1);
  }
}

/* The blocks that must be shown again: where the snapshots differ, and where GTK's edit was. */
static void
get_run (MbEditorBuffer *self, MbSnapshot *snapshot, guint *first, guint *n_old, guint *n_new)
{
  guint dirty;
  guint shared_behind;

  mb_snapshot_diff (self->shown, snapshot, first, n_old, n_new);
  if (self->first_dirty_line > self->last_dirty_line)
    return;

  if (mb_snapshot_find (self->shown, line_at (self, self->first_dirty_line)->block, &dirty) &&
      dirty < *first) {
    *n_old += *first - dirty;
    *n_new += *first - dirty;
    *first = dirty;
  }
  shared_behind = mb_snapshot_get_n_blocks (self->shown) - *first - *n_old;
  if (mb_snapshot_find (self->shown, line_at (self, self->last_dirty_line)->block, &dirty) &&
      dirty >= *first + *n_old) {
    guint more = MIN (dirty + 1 - (*first + *n_old), shared_behind);

    *n_old += more;
    *n_new += more;
  }
}

static guint
replace_lines (MbEditorBuffer *self,
               MbSnapshot *snapshot,
               guint at,
               guint n_old_lines,
               guint first,
               guint n_new)
{
  g_autoptr (GArray) fresh = g_array_new (FALSE, FALSE, sizeof (Line));

  for (guint i = first; i < first + n_new; i++) {
    MbBlock *block = mb_snapshot_get_block (snapshot, i);

    for (guint part = 0; part < n_lines_of (block); part++)
      g_array_append_val (fresh, ((Line) {mb_block_get_id (block), part}));
  }
  g_array_remove_range (self->lines, at, n_old_lines);
  g_array_insert_vals (self->lines, at, fresh->data, fresh->len);

  return fresh->len;
}

static void
show_snapshot (MbEditorBuffer *self, MbSnapshot *snapshot)
{
  guint first;
  guint n_old;
  guint n_new;
  guint at = 0;
  guint n_old_lines = 0;
  guint n_new_lines;
  guint n_there;

  get_run (self, snapshot, &first, &n_old, &n_new);
  if (first < mb_snapshot_get_n_blocks (self->shown))
    find_line (self, mb_block_get_id (mb_snapshot_get_block (self->shown, first)), 0, &at);
  else
    at = self->lines->len;
  for (guint i = first; i < first + n_old; i++)
    n_old_lines += n_lines_of (mb_snapshot_get_block (self->shown, i));

  n_there = n_old_lines + (guint) gtk_text_buffer_get_line_count (self->text) - self->lines->len;
  n_new_lines = replace_lines (self, snapshot, at, n_old_lines, first, n_new);
  self->applying++;
  fit_line_count (self, at, n_there, n_new_lines);
  for (guint i = 0; i < n_new_lines; i++)
    show_line (self, snapshot, at + i);
  self->applying--;

  g_clear_pointer (&self->shown, mb_snapshot_unref);
  self->shown = mb_snapshot_ref (snapshot);
  self->first_dirty_line = 1;
  self->last_dirty_line = 0;
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
  MbBlock *block = NULL;
  guint length;

  gtk_text_buffer_get_iter_at_offset (self->text, &from, (int) self->edit.start);
  gtk_text_buffer_get_iter_at_offset (self->text, &to, (int) self->edit.new_end);
  first = (guint) gtk_text_iter_get_line (&from);
  last = (guint) gtk_text_iter_get_line (&to) + self->lines->len -
         (guint) gtk_text_buffer_get_line_count (self->text);
  if (first >= self->lines->len || last >= self->lines->len || last < first)
    return FALSE;

  line_end = to;
  if (!gtk_text_iter_ends_line (&line_end))
    gtk_text_iter_forward_to_line_end (&line_end);
  behind = (guint) (gtk_text_iter_get_offset (&line_end) - gtk_text_iter_get_offset (&to));
  block = mb_snapshot_lookup (self->shown, line_at (self, last)->block);
  length = line_is_object (self, self->shown, line_at (self, last))
             ? 1
             : mb_text_get_n_chars (mb_block_get_part (block, line_at (self, last)->part));
  if (behind > length)
    return FALSE;

  *start = (MbPosition) {line_at (self, first)->block, line_at (self, first)->part,
                         (guint) gtk_text_iter_get_line_offset (&from)};
  *end = (MbPosition) {line_at (self, last)->block, line_at (self, last)->part, length - behind};
  *inserted = gtk_text_iter_get_slice (&from, &to);
  self->first_dirty_line = first;
  self->last_dirty_line = last;

  return TRUE;
}

static void
commit_edit (MbEditorBuffer *self,
             const MbPosition *start,
             const MbPosition *end,
             const char *typed)
{
  MbText *around = mb_block_get_part (mb_snapshot_lookup (self->shown, start->block), start->part);
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
    show_snapshot (self, self->shown);
    place_selection (self, &self->before);
    return;
  }
  if (!pasted && !strchr (utf8, '\n'))
    mb_transaction_set_coalescing_key (transaction, "typing");
  if (!mb_editor_buffer_commit (self, transaction, &caret) ||
      mb_transaction_get_n_steps (transaction) == 0) {
    show_snapshot (self, self->shown);
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
    self->first_dirty_line = 0;
    self->last_dirty_line = self->lines->len - 1;
    show_snapshot (self, self->shown);
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
  g_clear_pointer (&self->tags, mb_editor_tags_free);
  g_clear_object (&self->text);
  g_clear_object (&self->article);

  G_OBJECT_CLASS (mb_editor_buffer_parent_class)->dispose (object);
}

static void
mb_editor_buffer_finalize (GObject *object)
{
  MbEditorBuffer *self = MB_EDITOR_BUFFER (object);

  g_clear_pointer (&self->shown, mb_snapshot_unref);
  g_clear_pointer (&self->lines, g_array_unref);
  g_clear_pointer (&self->paintables, g_hash_table_unref);
  g_clear_pointer (&self->author, g_free);

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
  self->lines = g_array_new (FALSE, FALSE, sizeof (Line));
  self->paintables = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, g_object_unref);
  self->article_signals = g_signal_group_new (MB_TYPE_ARTICLE);
  g_signal_group_connect (self->article_signals, "committed", G_CALLBACK (committed_cb), self);
  self->first_dirty_line = 1;
  self->column_px = 600;
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
  self->owner = owner;
  self->tags = mb_editor_tags_new (text);
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

static void
append_lines (MbEditorBuffer *self, MbBlock *block, GString *text)
{
  for (guint part = 0; part < n_lines_of (block); part++) {
    if (self->lines->len > 0)
      g_string_append_c (text, '\n');
    g_array_append_val (self->lines, ((Line) {mb_block_get_id (block), part}));
    g_string_append (text, mb_text_get_utf8 (mb_block_get_part (block, part)));
  }
}

/* All at once: text first, then objects, then looks. */
static void
fill (MbEditorBuffer *self)
{
  g_autoptr (GString) text = g_string_new (NULL);
  GtkTextIter start;
  GtkTextIter end;

  g_array_set_size (self->lines, 0);
  for (guint i = 0; i < mb_snapshot_get_n_blocks (self->shown); i++)
    append_lines (self, mb_snapshot_get_block (self->shown, i), text);
  gtk_text_buffer_set_text (self->text, text->str, (int) text->len);

  for (guint i = 0; i < self->lines->len; i++) {
    MbBlock *block = mb_snapshot_lookup (self->shown, line_at (self, i)->block);

    if (mb_part_role_is_object (mb_block_get_part_role (block, line_at (self, i)->part)))
      show_object_line (self, i, block);
    gtk_text_buffer_get_iter_at_line (self->text, &start, (int) i);
    end = start;
    gtk_text_iter_forward_line (&end);
    mb_editor_tags_dress (self->tags, block, line_at (self, i)->part, &start, &end, TRUE);
  }
  gtk_text_buffer_get_start_iter (self->text, &start);
  gtk_text_buffer_place_cursor (self->text, &start);
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
  g_clear_pointer (&self->shown, mb_snapshot_unref);
  g_hash_table_remove_all (self->paintables);
  g_signal_group_set_target (self->article_signals, article);
  self->applying++;
  if (article) {
    self->shown = mb_article_dup_snapshot (article);
    fill (self);
  } else {
    g_array_set_size (self->lines, 0);
    gtk_text_buffer_set_text (self->text, "", 0);
  }
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
 * mb_editor_buffer_set_author:
 * @self: a buffer
 * @author: (nullable): who writes
 *
 * Says whose name goes on transactions.
 */
void
mb_editor_buffer_set_author (MbEditorBuffer *self, const char *author)
{
  g_return_if_fail (MB_IS_EDITOR_BUFFER (self));

  g_set_str (&self->author, author);
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

  mb_editor_tags_set_ink (self->tags, ink);
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
  GHashTableIter iter;
  gpointer paintable;

  g_return_if_fail (MB_IS_EDITOR_BUFFER (self));

  if (self->column_px == width_px)
    return;
  self->column_px = width_px;
  g_hash_table_iter_init (&iter, self->paintables);
  while (g_hash_table_iter_next (&iter, NULL, &paintable))
    mb_object_paintable_set_width (paintable, width_px);
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
  guint line;

  g_return_val_if_fail (MB_IS_EDITOR_BUFFER (self), FALSE);

  line = (guint) gtk_text_iter_get_line (iter);
  if (line >= self->lines->len)
    return FALSE;
  *position = (MbPosition) {line_at (self, line)->block, line_at (self, line)->part,
                            (guint) gtk_text_iter_get_line_offset (iter)};

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

  if (!find_line (self, position->block, position->part, &line))
    return FALSE;
  get_line_bounds (self, line, iter, &end);
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
  g_return_val_if_fail (MB_IS_EDITOR_BUFFER (self), NULL);

  if (line < 0 || (guint) line >= self->lines->len || !self->shown)
    return NULL;
  *part = line_at (self, (guint) line)->part;

  return mb_snapshot_lookup (self->shown, line_at (self, (guint) line)->block);
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
 * mb_editor_buffer_commit:
 * @self: a buffer
 * @transaction: a transaction from mb_editor_buffer_begin()
 * @caret: (nullable): where the caret goes; %NULL: it stays with the text around it
 *
 * Stamps author and time on a transaction and commits it.
 *
 * Returns: whether the article took it
 */
gboolean
mb_editor_buffer_commit (MbEditorBuffer *self, MbTransaction *transaction, const MbPosition *caret)
{
  g_autoptr (GError) error = NULL;

  g_return_val_if_fail (MB_IS_EDITOR_BUFFER (self) && transaction != NULL, FALSE);

  if (caret)
    mb_transaction_set_selection_after (transaction, &(MbSelection) {*caret, *caret});
  mb_transaction_set_author (transaction, self->author);
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
  if (!self->shown || self->lines->len == 0)
    return FALSE;
  if (!any && (self->pending_on & (1u << kind)))
    return TRUE;
  if (!any && (self->pending_off & (1u << kind)))
    return FALSE;
  block = mb_snapshot_lookup (self->shown, start.block);
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
