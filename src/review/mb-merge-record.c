#include "mb-merge-inside.h"

#include "mb-id.h"

#include <string.h>

/* What could not be decided, and how the article remembers it: an open comment for each, and where
 * words met words, mine as a private note in a block of their own. Notes reach no reader, so that
 * an article with open conflicts can be saved, shown and sent; looks of a block that a note fills
 * are gone with it. */

#define ABOUT_CONFLICT "conflict"

static void
clear_conflict (gpointer data)
{
  MbMergeConflict *conflict = data;

  g_free ((char *) conflict->name);
  g_free ((char *) conflict->base);
  g_free ((char *) conflict->mine);
  g_free ((char *) conflict->theirs);
}

static void
clear_aside (gpointer data)
{
  mb_block_unref (((MbMergeAside *) data)->block);
}

/**
 * mb_merge_record_new:
 * @article_id: whose conflicts they are
 * @voice: (nullable): how they are said
 *
 * Begins a record without conflicts.
 *
 * Returns: (transfer full): the record
 */
MbMergeRecord *
mb_merge_record_new (const char *article_id, const MbMergeVoice *voice)
{
  MbMergeRecord *self = g_new0 (MbMergeRecord, 1);

  self->article_id = article_id;
  self->voice = voice;
  self->ids = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  self->conflicts = g_array_new (FALSE, FALSE, sizeof (MbMergeConflict));
  g_array_set_clear_func (self->conflicts, clear_conflict);
  self->asides = g_array_new (FALSE, FALSE, sizeof (MbMergeAside));
  g_array_set_clear_func (self->asides, clear_aside);
  self->marks = g_ptr_array_new_with_free_func ((GDestroyNotify) mb_mark_unref);

  return self;
}

/**
 * mb_merge_record_free:
 * @self: (nullable): a record
 *
 * Frees it.
 */
void
mb_merge_record_free (MbMergeRecord *self)
{
  if (!self)
    return;

  g_hash_table_unref (self->ids);
  g_array_unref (self->conflicts);
  g_array_unref (self->asides);
  g_ptr_array_unref (self->marks);
  g_free (self);
}

static gboolean
know (MbMergeRecord *self, guint64 id)
{
  return g_hash_table_add (self->ids, g_memdup2 (&id, sizeof id));
}

/**
 * mb_merge_record_know:
 * @self: a record
 * @snapshot: one side
 *
 * Learns the ids that are taken.
 */
void
mb_merge_record_know (MbMergeRecord *self, const MbSnapshot *snapshot)
{
  for (guint i = 0; i < mb_snapshot_get_n_blocks (snapshot); i++)
    know (self, mb_block_get_id (mb_snapshot_get_block (snapshot, i)));
  for (guint i = 0; i < mb_snapshot_get_n_marks (snapshot); i++)
    know (self, mb_mark_get_id (mb_snapshot_get_nth_mark (snapshot, i)));
}

static void
take_string (GChecksum *sum, const char *string)
{
  g_checksum_update (sum, (const guchar *) (string ? string : "\1"),
                     (gssize) strlen (string ? string : "\1") + 1);
}

/**
 * mb_merge_record_draw:
 * @self: a record
 * @conflict: what the id is for
 * @use: and for which of its things
 *
 * Draws an id that is free. The same conflict draws the same one, so that a merge has one result.
 *
 * Returns: the id
 */
guint64
mb_merge_record_draw (MbMergeRecord *self, const MbMergeConflict *conflict, const char *use)
{
  for (guint round = 0;; round++) {
    g_autoptr (GChecksum) sum = g_checksum_new (G_CHECKSUM_SHA256);
    g_autofree char *seed = g_strdup_printf ("%u %" G_GUINT64_FORMAT " %u %u %u", round,
                                             conflict->block, (guint) conflict->kind,
                                             (guint) conflict->role, (guint) conflict->block_kind);
    g_autofree char *digits = NULL;
    guint64 id = 0;

    take_string (sum, self->article_id);
    take_string (sum, seed);
    take_string (sum, use);
    take_string (sum, conflict->name);
    take_string (sum, conflict->mine);
    take_string (sum, conflict->theirs);
    digits = g_strndup (g_checksum_get_string (sum), MB_ID_TEXT_CHARS);
    if (mb_id_parse (digits, &id) && id != 0 && know (self, id))
      return id;
  }
}

static MbMark *
add_entry (MbMark *mark, const MbMergeVoice *voice, const char *body)
{
  const MbMarkEntry entry = {voice && voice->author ? voice->author : "",
                             voice ? voice->time_ms : 0, body};
  MbMark *longer = mb_mark_with_entry (mark, &entry);

  mb_mark_unref (mark);
  return longer;
}

/* What was typed here and stands nowhere else is said in the comment, whatever its sentence says.
 */
static MbMark *
make_mark (MbMergeRecord *self, const MbMergeConflict *conflict)
{
  const MbMergeVoice *voice = self->voice;
  g_autofree char *said = voice && voice->say ? voice->say (conflict, voice->user_data) : NULL;
  g_autoptr (MbMark) bare = mb_mark_new (conflict->mark, MB_MARK_COMMENT,
                                         voice ? voice->author : NULL, voice ? voice->time_ms : 0);
  g_autoptr (MbMark) placed = mb_mark_with_place (bare, conflict->block, NULL);
  MbMark *mark = mb_mark_with_detail (placed, ABOUT_CONFLICT);
  gboolean is_typed =
    conflict->kind == MB_MERGE_META ||
    (conflict->kind == MB_MERGE_ATTRIBUTE && !g_str_equal (conflict->name, MB_ATTR_MEDIA));

  if (said)
    mark = add_entry (mark, voice, said);
  if (is_typed && conflict->mine && *conflict->mine && !(said && strstr (said, conflict->mine)))
    mark = add_entry (mark, voice, conflict->mine);
  if (mb_mark_get_n_entries (mark) == 0)
    mark = add_entry (mark, voice, mb_merge_kind_to_string (conflict->kind));

  return mark;
}

/**
 * mb_merge_record_note:
 * @self: a record
 * @fields: a conflict; its strings are copied
 *
 * Adds a conflict, with its comment.
 */
void
mb_merge_record_note (MbMergeRecord *self, const MbMergeConflict *fields)
{
  MbMergeConflict conflict = *fields;

  if (conflict.mark == 0 && conflict.kind != MB_MERGE_MOVED)
    conflict.mark = mb_merge_record_draw (self, &conflict, "mark");
  if (conflict.mark != 0)
    g_ptr_array_add (self->marks, make_mark (self, &conflict));
  conflict.name = g_strdup (fields->name);
  conflict.base = g_strdup (fields->base);
  conflict.mine = g_strdup (fields->mine);
  conflict.theirs = g_strdup (fields->theirs);
  g_array_append_val (self->conflicts, conflict);
}

/* Kinds whose words stand in one line of their own. */
static gboolean
holds_words (MbBlockKind kind)
{
  return !mb_block_kind_is_furniture (kind) && mb_block_kind_get_role (kind, 0) == MB_PART_TEXT;
}

static MbBlock *
copy_attribute (MbBlock *block, const MbBlock *from, const char *name)
{
  const char *value = mb_block_get_attribute (from, name);
  MbBlock *more = NULL;

  if (!value || !mb_block_kind_has_attribute (mb_block_get_kind (block), name))
    return block;

  more = mb_block_with_attribute (block, name, value);
  mb_block_unref (block);

  return more;
}

static MbBlock *
make_aside (const MbMergeConflict *conflict,
            const MbBlock *theirs,
            const MbBlock *mine,
            MbText *words)
{
  const MbSpan note = {0, mb_text_get_n_chars (words), MB_SPAN_NOTE, 0, NULL};
  const MbSpan comment = {0, mb_text_get_n_chars (words), MB_SPAN_COMMENT, conflict->mark, NULL};
  gboolean same_kind =
    conflict->role == MB_PART_TEXT && mine && holds_words (mb_block_get_kind (mine));
  MbBlockKind kind = same_kind ? mb_block_get_kind (mine) : MB_BLOCK_PARAGRAPH;
  g_autoptr (MbText) noted = mb_text_add_span (words, &note);
  g_autoptr (MbText) text = mb_text_add_span (noted, &comment);
  MbBlock *block = mb_block_new_text (conflict->aside, kind, text);
  const char *box = mb_block_get_attribute (theirs, MB_ATTR_CONTAINER);
  MbContainerKind container;

  if (same_kind) {
    block = copy_attribute (block, mine, MB_ATTR_LIST);
    block = copy_attribute (block, mine, MB_ATTR_LEVEL);
    block = copy_attribute (block, mine, MB_ATTR_LANGUAGE);
  }
  if (box && mb_container_parse (box, &container) && mb_block_can_contain (container, kind))
    block = copy_attribute (block, theirs, MB_ATTR_CONTAINER);

  return block;
}

/**
 * mb_merge_record_text:
 * @self: a record
 * @fields: where words met words
 * @theirs: the block that stays
 * @mine: the other one
 * @words: what stood in mine
 *
 * Adds a conflict about words: mine go into a block behind the one that stays.
 */
void
mb_merge_record_text (MbMergeRecord *self,
                      const MbMergeConflict *fields,
                      const MbBlock *theirs,
                      const MbBlock *mine,
                      MbText *words)
{
  MbMergeConflict conflict = *fields;

  conflict.mark = mb_merge_record_draw (self, &conflict, "mark");
  if (mb_text_get_n_chars (words) > 0) {
    MbMergeAside aside = {0};

    conflict.aside = mb_merge_record_draw (self, &conflict, "aside");
    aside.after = mb_block_kind_is_furniture (mb_block_get_kind (theirs)) ? 0 : conflict.block;
    aside.block = make_aside (&conflict, theirs, mine, words);
    g_array_append_val (self->asides, aside);
  }
  mb_merge_record_note (self, &conflict);
}

/**
 * mb_merge_is_conflict:
 * @mark: a mark of an article
 *
 * Whether it is the comment on a conflict of a merge.
 */
gboolean
mb_merge_is_conflict (const MbMark *mark)
{
  g_return_val_if_fail (mark != NULL, FALSE);

  return mb_mark_get_kind (mark) == MB_MARK_COMMENT &&
         g_strcmp0 (mb_mark_get_detail (mark), ABOUT_CONFLICT) == 0;
}

/**
 * mb_merge_count_open:
 * @snapshot: an article
 *
 * How many conflicts of merges nobody has resolved yet.
 */
guint
mb_merge_count_open (const MbSnapshot *snapshot)
{
  guint n = 0;

  g_return_val_if_fail (snapshot != NULL, 0);

  for (guint i = 0; i < mb_snapshot_get_n_marks (snapshot); i++) {
    const MbMark *mark = mb_snapshot_get_nth_mark (snapshot, i);

    n += mb_merge_is_conflict (mark) && !mb_mark_is_resolved (mark);
  }

  return n;
}

/**
 * mb_merge_kind_to_string:
 * @kind: a kind of conflict
 *
 * Its name, for JSON and tests.
 */
const char *
mb_merge_kind_to_string (MbMergeKind kind)
{
  switch (kind) {
  case MB_MERGE_TEXT:
    return "text";
  case MB_MERGE_REMOVED_HERE:
    return "removed-here";
  case MB_MERGE_REMOVED_THERE:
    return "removed-there";
  case MB_MERGE_MOVED:
    return "moved";
  case MB_MERGE_ATTRIBUTE:
    return "attribute";
  case MB_MERGE_META:
    return "field";
  }

  return "text";
}
