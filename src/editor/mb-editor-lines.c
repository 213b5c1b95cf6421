#include "mb-editor-lines.h"

#include "mb-editor-tags.h"
#include "mb-typing.h"

struct _MbEditorLines {
  GtkTextBuffer *text;
  GtkWidget *owner; /* not held: it holds us */
  MbEditorLinesWatcher watcher;
  MbEditorTags *tags;
  MbSnapshot *shown;
  GArray *lines;          /* of MbEditorLine */
  GHashTable *paintables; /* block id → MbObjectPaintable */
  guint first_dirty;      /* of the lines before, both included; first > last: none */
  guint last_dirty;
  int column_px;
};

/**
 * mb_editor_lines_new:
 * @text: an empty buffer
 * @owner: the view that shows it
 * @watcher: what to call, copied
 *
 * Makes lines that show nothing yet.
 *
 * Returns: (transfer full): the lines
 */
MbEditorLines *
mb_editor_lines_new (GtkTextBuffer *text, GtkWidget *owner, const MbEditorLinesWatcher *watcher)
{
  MbEditorLines *self = g_new0 (MbEditorLines, 1);

  self->text = g_object_ref (text);
  self->owner = owner;
  self->watcher = *watcher;
  self->tags = mb_editor_tags_new (text);
  self->lines = g_array_new (FALSE, FALSE, sizeof (MbEditorLine));
  self->paintables = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, g_object_unref);
  self->first_dirty = 1;
  self->column_px = 600;

  return self;
}

/**
 * mb_editor_lines_free:
 * @self: lines
 *
 * Frees them; the text stays as it is.
 */
void
mb_editor_lines_free (MbEditorLines *self)
{
  g_clear_pointer (&self->tags, mb_editor_tags_free);
  g_clear_pointer (&self->shown, mb_snapshot_unref);
  g_clear_pointer (&self->lines, g_array_unref);
  g_clear_pointer (&self->paintables, g_hash_table_unref);
  g_clear_object (&self->text);
  g_free (self);
}

/**
 * mb_editor_lines_set_ink:
 * @self: lines
 * @ink: colour of the text
 *
 * Sets the looks that depend on the colour of the text.
 */
void
mb_editor_lines_set_ink (MbEditorLines *self, const GdkRGBA *ink)
{
  mb_editor_tags_set_ink (self->tags, ink);
}

/**
 * mb_editor_lines_set_column_width:
 * @self: lines
 * @width_px: width of the text in pixels
 *
 * Says how wide pictures may be.
 */
void
mb_editor_lines_set_column_width (MbEditorLines *self, int width_px)
{
  GHashTableIter iter;
  gpointer paintable;

  if (self->column_px == width_px)
    return;
  self->column_px = width_px;
  g_hash_table_iter_init (&iter, self->paintables);
  while (g_hash_table_iter_next (&iter, NULL, &paintable))
    mb_object_paintable_set_width (paintable, width_px);
}

/**
 * mb_editor_lines_get_shown:
 * @self: lines
 *
 * What the lines show, or will once touched lines are corrected.
 *
 * Returns: (transfer none) (nullable): the snapshot
 */
MbSnapshot *
mb_editor_lines_get_shown (MbEditorLines *self)
{
  return self->shown;
}

/**
 * mb_editor_lines_get_n:
 * @self: lines
 *
 * How many lines the snapshot has; while GTK edits, the text may have others.
 *
 * Returns: a number, 0 when nothing is shown
 */
guint
mb_editor_lines_get_n (MbEditorLines *self)
{
  return self->lines->len;
}

/**
 * mb_editor_lines_get:
 * @self: lines
 * @index: which one
 *
 * What stands on a line.
 *
 * Returns: (transfer none) (nullable): it, until lines are shown again; %NULL behind the last
 */
const MbEditorLine *
mb_editor_lines_get (MbEditorLines *self, guint index)
{
  return index < self->lines->len ? &g_array_index (self->lines, MbEditorLine, index) : NULL;
}

/**
 * mb_editor_lines_touch:
 * @self: lines
 * @first: the first line that somebody else changed, counted as they were before
 * @last: the last one
 *
 * Has lines corrected the next time, even where the snapshots agree.
 */
void
mb_editor_lines_touch (MbEditorLines *self, guint first, guint last)
{
  self->first_dirty = first;
  self->last_dirty = last;
}

static guint
n_lines_of (const MbBlock *block)
{
  return mb_block_kind_get_n_parts (mb_block_get_kind (block));
}

static MbEditorLine *
line_at (MbEditorLines *self, guint index)
{
  return &g_array_index (self->lines, MbEditorLine, index);
}

/**
 * mb_editor_lines_find:
 * @self: lines
 * @block: a block's id
 * @part: one of its parts
 * @index: (out): which line shows it
 *
 * Finds the line of a part.
 *
 * Returns: %FALSE when no line shows it
 */
gboolean
mb_editor_lines_find (MbEditorLines *self, guint64 block, guint part, guint *index)
{
  const MbEditorLine *lines = (const MbEditorLine *) (gpointer) self->lines->data;

  for (guint i = 0; i < self->lines->len; i++)
    if (lines[i].block == block && lines[i].part == part) {
      *index = i;
      return TRUE;
    }

  return FALSE;
}

/**
 * mb_editor_lines_get_bounds:
 * @self: lines
 * @line: index of a line
 * @start: (out): where it begins
 * @end: (out): where its text ends and, one line end further, the next begins
 *
 * Finds a line in the text.
 */
void
mb_editor_lines_get_bounds (MbEditorLines *self, guint line, GtkTextIter *start, GtkTextIter *end)
{
  gtk_text_buffer_get_iter_at_line (self->text, start, (int) line);
  *end = *start;
  if (!gtk_text_iter_ends_line (end))
    gtk_text_iter_forward_to_line_end (end);
}

static MbObjectPaintable *
get_paintable (MbEditorLines *self, MbBlock *block)
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
show_object_line (MbEditorLines *self, guint line, MbBlock *block)
{
  MbObjectPaintable *paintable = get_paintable (self, block);
  GtkTextIter start;
  GtkTextIter end;

  mb_editor_lines_get_bounds (self, line, &start, &end);
  if (gtk_text_iter_get_offset (&end) - gtk_text_iter_get_offset (&start) != 1 ||
      gtk_text_iter_get_paintable (&start) != GDK_PAINTABLE (paintable)) {
    gtk_text_buffer_delete (self->text, &start, &end);
    self->watcher.objects_changing (self->watcher.user_data);
    mb_editor_lines_get_bounds (self, line, &start, &end);
    gtk_text_buffer_insert_paintable (self->text, &start, GDK_PAINTABLE (paintable));
  }
  self->watcher.object_shown (paintable, self->watcher.user_data);
}

/* Makes a line's text what the model says, touching only the characters that differ: the caret and
 * GTK's marks stay. */
static gboolean
show_text_line (MbEditorLines *self, guint line, const char *wanted)
{
  g_autofree char *there = NULL;
  const char *a = NULL;
  const char *b = NULL;
  const char *a_end = NULL;
  const char *b_end = NULL;
  GtkTextIter start;
  GtkTextIter end;
  int head;

  mb_editor_lines_get_bounds (self, line, &start, &end);
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
show_line (MbEditorLines *self, MbSnapshot *snapshot, guint line)
{
  const MbEditorLine *shown = line_at (self, line);
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

static gboolean
has_span_of (const MbBlock *block, guint part, GHashTable *marks)
{
  guint n;
  const MbSpan *spans = mb_text_get_spans (mb_block_get_part (block, part), &n);

  for (guint i = 0; i < n; i++)
    if (spans[i].mark && g_hash_table_contains (marks, &spans[i].mark))
      return TRUE;

  return FALSE;
}

static void
add_changed_marks (GHashTable *marks, const MbSnapshot *from, const MbSnapshot *to)
{
  for (guint i = 0; i < mb_snapshot_get_n_marks (from); i++) {
    MbMark *mark = mb_snapshot_get_nth_mark (from, i);
    guint64 id = mb_mark_get_id (mark);

    if (mb_snapshot_get_mark (to, id) != mark)
      g_hash_table_add (marks, g_memdup2 (&id, sizeof id));
  }
}

/* A comment is settled or taken up again without any change of its words. */
static void
dress_marks (MbEditorLines *self, MbSnapshot *before)
{
  g_autoptr (GHashTable) marks = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);

  add_changed_marks (marks, before, self->shown);
  add_changed_marks (marks, self->shown, before);
  for (guint i = 0; g_hash_table_size (marks) > 0 && i < self->lines->len; i++) {
    const MbEditorLine *line = line_at (self, i);

    if (has_span_of (mb_snapshot_lookup (self->shown, line->block), line->part, marks))
      show_line (self, self->shown, i);
  }
}

/* Deletes surplus lines, or makes room for missing ones, at the end of a run of lines. */
static void
fit_line_count (MbEditorLines *self, guint first, guint n_there, guint n_wanted)
{
  GtkTextIter unused;
  GtkTextIter start;
  GtkTextIter end;

  if (n_there > n_wanted) {
    guint keep = first + n_wanted;

    if (keep > 0) {
      mb_editor_lines_get_bounds (self, keep - 1, &end, &start);
      mb_editor_lines_get_bounds (self, first + n_there - 1, &unused, &end);
    } else {
      gtk_text_buffer_get_start_iter (self->text, &start);
      gtk_text_buffer_get_iter_at_line (self->text, &end, (int) (first + n_there));
    }
    gtk_text_buffer_delete (self->text, &start, &end);
  }
  for (guint i = n_there; i < n_wanted; i++) {
    if (first + i > 0)
      mb_editor_lines_get_bounds (self, first + i - 1, &end, &start);
    else
      gtk_text_buffer_get_start_iter (self->text, &start);
    gtk_text_buffer_insert (self->text, &start, "\n", 1);
  }
}

/* The blocks that must be shown again: where the snapshots differ, and where GTK's edit was. */
static void
get_run (MbEditorLines *self, MbSnapshot *snapshot, guint *first, guint *n_old, guint *n_new)
{
  guint dirty;
  guint shared_behind;

  mb_snapshot_diff (self->shown, snapshot, first, n_old, n_new);
  if (self->first_dirty > self->last_dirty)
    return;

  if (mb_snapshot_find (self->shown, line_at (self, self->first_dirty)->block, &dirty) &&
      dirty < *first) {
    *n_old += *first - dirty;
    *n_new += *first - dirty;
    *first = dirty;
  }
  shared_behind = mb_snapshot_get_n_blocks (self->shown) - *first - *n_old;
  if (mb_snapshot_find (self->shown, line_at (self, self->last_dirty)->block, &dirty) &&
      dirty >= *first + *n_old) {
    guint more = MIN (dirty + 1 - (*first + *n_old), shared_behind);

    *n_old += more;
    *n_new += more;
  }
}

static guint
replace_lines (MbEditorLines *self,
               MbSnapshot *snapshot,
               guint at,
               guint n_old_lines,
               guint first,
               guint n_new)
{
  g_autoptr (GArray) fresh = g_array_new (FALSE, FALSE, sizeof (MbEditorLine));

  for (guint i = first; i < first + n_new; i++) {
    MbBlock *block = mb_snapshot_get_block (snapshot, i);

    for (guint part = 0; part < n_lines_of (block); part++)
      g_array_append_val (fresh, ((MbEditorLine) {mb_block_get_id (block), part}));
  }
  g_array_remove_range (self->lines, at, n_old_lines);
  g_array_insert_vals (self->lines, at, fresh->data, fresh->len);

  return fresh->len;
}

/**
 * mb_editor_lines_show:
 * @self: lines
 * @snapshot: what to show
 *
 * Corrects the text where it differs from a snapshot: where the snapshot differs from the one
 * before, and where the lines were touched.
 */
void
mb_editor_lines_show (MbEditorLines *self, MbSnapshot *snapshot)
{
  guint first;
  guint n_old;
  guint n_new;
  guint at = 0;
  guint n_old_lines = 0;
  guint n_new_lines;
  guint n_there;
  g_autoptr (MbSnapshot) before = mb_snapshot_ref (self->shown);

  get_run (self, snapshot, &first, &n_old, &n_new);
  if (first < mb_snapshot_get_n_blocks (self->shown))
    mb_editor_lines_find (self, mb_block_get_id (mb_snapshot_get_block (self->shown, first)), 0,
                          &at);
  else
    at = self->lines->len;
  for (guint i = first; i < first + n_old; i++)
    n_old_lines += n_lines_of (mb_snapshot_get_block (self->shown, i));

  n_there = n_old_lines + (guint) gtk_text_buffer_get_line_count (self->text) - self->lines->len;
  n_new_lines = replace_lines (self, snapshot, at, n_old_lines, first, n_new);
  fit_line_count (self, at, n_there, n_new_lines);
  mb_editor_tags_set_snapshot (self->tags, snapshot);
  for (guint i = 0; i < n_new_lines; i++)
    show_line (self, snapshot, at + i);

  mb_snapshot_ref (snapshot);
  g_clear_pointer (&self->shown, mb_snapshot_unref);
  self->shown = snapshot;
  self->first_dirty = 1;
  self->last_dirty = 0;
  dress_marks (self, before);
}

static void
append_lines (MbEditorLines *self, MbBlock *block, GString *text)
{
  for (guint part = 0; part < n_lines_of (block); part++) {
    if (self->lines->len > 0)
      g_string_append_c (text, '\n');
    g_array_append_val (self->lines, ((MbEditorLine) {mb_block_get_id (block), part}));
    g_string_append (text, mb_text_get_utf8 (mb_block_get_part (block, part)));
  }
}

/**
 * mb_editor_lines_fill:
 * @self: lines
 * @snapshot: (nullable): what to show
 *
 * Shows something else, all at once: text first, then objects, then looks.
 */
void
mb_editor_lines_fill (MbEditorLines *self, MbSnapshot *snapshot)
{
  g_autoptr (GString) text = g_string_new (NULL);
  GtkTextIter start;
  GtkTextIter end;

  g_clear_pointer (&self->shown, mb_snapshot_unref);
  self->shown = snapshot ? mb_snapshot_ref (snapshot) : NULL;
  mb_editor_tags_set_snapshot (self->tags, self->shown);
  g_hash_table_remove_all (self->paintables);
  g_array_set_size (self->lines, 0);
  for (guint i = 0; snapshot && i < mb_snapshot_get_n_blocks (snapshot); i++)
    append_lines (self, mb_snapshot_get_block (snapshot, i), text);
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
