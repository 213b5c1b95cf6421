#include "mb-merge-inside.h"
#include "mb-merge-text.h"

#include <string.h>

/* One block of three states: kind, texts and attributes each by themselves. */

/* Attributes that say one thing together. */
static const char *const groups[][7] = {
  {MB_ATTR_MEDIA, MB_ATTR_SOURCE, MB_ATTR_DATA, MB_ATTR_FILE_NAME, MB_ATTR_WIDTH, MB_ATTR_HEIGHT,
   NULL},
  {MB_ATTR_URL, MB_ATTR_PROVIDER, NULL},
  {MB_ATTR_ALT, NULL},
  {MB_ATTR_DECORATIVE, NULL},
  {MB_ATTR_RIGHTS, NULL},
  {MB_ATTR_TITLE, NULL},
  {MB_ATTR_TEXT, NULL},
  {MB_ATTR_LIST, NULL},
  {MB_ATTR_LEVEL, NULL},
  {MB_ATTR_LANGUAGE, NULL},
  {MB_ATTR_CONTAINER, NULL},
  {MB_ATTR_ROWS, MB_ATTR_COLUMNS, NULL},
  {MB_ATTR_HEADER, NULL},
};

typedef struct {
  MbMergeRecord *record;
  MbBlock *base; /* NULL: both put the block in */
  MbBlock *mine;
  MbBlock *theirs;
  MbBlock *result;
} BlockMerge;

static MbText *
dup_part (MbBlock *block, guint part)
{
  if (!block || part >= mb_block_get_n_parts (block))
    return mb_text_empty ();

  return mb_text_ref (mb_block_get_part (block, part));
}

static void
take_result (BlockMerge *self, MbBlock *block)
{
  mb_block_unref (self->result);
  self->result = block;
}

static MbMergeConflict
begin_conflict (const BlockMerge *self, MbMergeKind kind, MbPartRole role)
{
  return (MbMergeConflict) {
    .kind = kind,
    .block = mb_block_get_id (self->mine),
    .block_kind = mb_block_get_kind (self->theirs),
    .role = role,
  };
}

static void
note_words (BlockMerge *self, MbPartRole role, MbText *const texts[3])
{
  MbMergeConflict conflict = begin_conflict (self, MB_MERGE_TEXT, role);

  conflict.base = self->base ? mb_text_get_utf8 (texts[0]) : NULL;
  conflict.mine = mb_text_get_utf8 (texts[1]);
  conflict.theirs = mb_text_get_utf8 (texts[2]);
  mb_merge_record_text (self->record, &conflict, self->theirs, self->mine, texts[1]);
}

static void
note_field (BlockMerge *self, const char *name, const char *const values[3])
{
  MbMergeConflict conflict =
    begin_conflict (self, MB_MERGE_ATTRIBUTE, mb_block_get_part_role (self->theirs, 0));

  conflict.name = name;
  conflict.base = values[0];
  conflict.mine = values[1];
  conflict.theirs = values[2];
  mb_merge_record_note (self->record, &conflict);
}

/* Text in a part of another role loses the looks that it does not carry there. */
static MbText *
fit (MbText *text, MbPartRole role)
{
  g_autoptr (GArray) spans = g_array_new (FALSE, FALSE, sizeof (MbSpan));
  guint n;
  const MbSpan *all = mb_text_get_spans (text, &n);

  for (guint i = 0; i < n; i++)
    if (mb_part_role_allows_span (role, all[i].kind))
      g_array_append_val (spans, all[i]);
  if (spans->len == n)
    return mb_text_ref (text);

  return mb_text_new_spans (mb_text_get_utf8 (text), (MbSpan *) (gpointer) spans->data, spans->len);
}

/* A part that the kind no longer has: what one side left there has moved into a block of its own,
 * what the other changed there has not. */
static void
save_part (BlockMerge *self, guint part, MbText *text)
{
  MbText *const texts[3] = {text, text, text};

  if (mb_text_get_n_chars (text) > 0)
    note_words (self, mb_block_get_part_role (self->theirs, part), texts);
}

static void
merge_part (BlockMerge *self, guint part)
{
  g_autoptr (MbText) base = dup_part (self->base, part);
  g_autoptr (MbText) mine = dup_part (self->mine, part);
  g_autoptr (MbText) theirs = dup_part (self->theirs, part);
  MbText *const texts[3] = {base, mine, theirs};
  gboolean has_place = part < mb_block_get_n_parts (self->result);
  MbPartRole role = mb_block_kind_get_role (mb_block_get_kind (self->result), part);
  g_auto (MbMergeLink) link = {FALSE, NULL, NULL};
  g_autoptr (MbText) merged = mb_merge_text (base, mine, theirs, &link);
  g_autoptr (MbText) fitted = NULL;

  if (!merged && (has_place || mb_text_get_n_chars (mine) > 0))
    note_words (self, role, texts);
  if (!merged)
    merged = mb_text_ref (theirs);
  if (link.found)
    note_field (self, mb_span_kind_to_string (MB_SPAN_LINK),
                (const char *const[]) {NULL, link.mine, link.theirs});
  if (!has_place) {
    save_part (self, part, merged);
    return;
  }
  fitted = fit (merged, role);
  take_result (self, mb_block_with_part (self->result, part, fitted));
}

static const char *
get_value (const MbBlock *block, const char *name)
{
  return block ? mb_block_get_attribute (block, name) : NULL;
}

static gboolean
same_group (const MbBlock *a, const MbBlock *b, const char *const *names)
{
  for (guint i = 0; names[i]; i++)
    if (g_strcmp0 (get_value (a, names[i]), get_value (b, names[i])) != 0)
      return FALSE;

  return TRUE;
}

static gboolean
may_stand_in (MbBlockKind kind, const char *box)
{
  MbContainerKind container;

  return mb_container_parse (box, &container) && mb_block_can_contain (container, kind);
}

static void
set_group (BlockMerge *self, const MbBlock *from, const char *const *names)
{
  MbBlockKind kind = mb_block_get_kind (self->result);

  for (guint i = 0; names[i]; i++) {
    const char *value = mb_block_get_attribute (from, names[i]);

    if (!value || !mb_block_kind_has_attribute (kind, names[i]) ||
        (g_str_equal (names[i], MB_ATTR_CONTAINER) && !may_stand_in (kind, value)))
      continue;
    take_result (self, mb_block_with_attribute (self->result, names[i], value));
  }
}

/* Named by the first of the group in which the two are different. */
static void
note_group (BlockMerge *self, const char *const *names)
{
  guint i = 0;

  while (names[i + 1] &&
         g_strcmp0 (get_value (self->mine, names[i]), get_value (self->theirs, names[i])) == 0)
    i++;
  note_field (self, names[i],
              (const char *const[]) {get_value (self->base, names[i]),
                                     get_value (self->mine, names[i]),
                                     get_value (self->theirs, names[i])});
}

static void
merge_group (BlockMerge *self, const char *const *names)
{
  const MbBlock *from = self->theirs;

  if (same_group (self->base, self->theirs, names))
    from = self->mine;
  else if (!same_group (self->base, self->mine, names) &&
           !same_group (self->mine, self->theirs, names))
    note_group (self, names);
  set_group (self, from, names);
}

static MbBlockKind
merge_kind (BlockMerge *self)
{
  MbBlockKind mine = mb_block_get_kind (self->mine);
  MbBlockKind theirs = mb_block_get_kind (self->theirs);
  MbBlockKind base = self->base ? mb_block_get_kind (self->base) : MB_N_BLOCK_KINDS;

  if (base == theirs)
    return mine;
  if (base != mine && mine != theirs)
    note_field (self, "kind",
                (const char *const[]) {
                  self->base ? mb_block_kind_to_string (base) : NULL,
                  mb_block_kind_to_string (mine),
                  mb_block_kind_to_string (theirs),
                });

  return theirs;
}

/* Words into words: blocks of text turn into each other, others stay what they are. */
static gboolean
can_mix (const MbBlock *a, const MbBlock *b)
{
  MbBlockKind kind_a = mb_block_get_kind (a);
  MbBlockKind kind_b = mb_block_get_kind (b);

  if (kind_a == kind_b)
    return mb_block_get_n_parts (a) == mb_block_get_n_parts (b);

  return !mb_part_role_is_object (mb_block_kind_get_role (kind_a, 0)) &&
         !mb_part_role_is_object (mb_block_kind_get_role (kind_b, 0)) &&
         !mb_block_kind_is_furniture (kind_a) && !mb_block_kind_is_furniture (kind_b);
}

static MbText *
join_parts (MbBlock *block)
{
  g_autoptr (MbText) separator = mb_text_new (" / ");
  MbText *joined = mb_text_empty ();

  for (guint i = 0; i < mb_block_get_n_parts (block); i++) {
    MbText *part = mb_block_get_part (block, i);
    MbText *more = NULL;

    if (mb_text_get_n_chars (part) == 0)
      continue;
    if (mb_text_get_n_chars (joined) > 0) {
      guint end = mb_text_get_n_chars (joined);

      more = mb_text_replace (joined, end, end, separator);
      mb_text_unref (joined);
      joined = more;
    }
    more =
      mb_text_replace (joined, mb_text_get_n_chars (joined), mb_text_get_n_chars (joined), part);
    mb_text_unref (joined);
    joined = more;
  }

  return joined;
}

/* What cannot be mixed, such as a table that both gave other columns: theirs stays, the words of
 * mine are kept. */
static MbBlock *
choose_whole (BlockMerge *self)
{
  g_autoptr (MbText) base = self->base ? join_parts (self->base) : mb_text_empty ();
  g_autoptr (MbText) mine = join_parts (self->mine);
  g_autoptr (MbText) theirs = join_parts (self->theirs);
  MbText *const texts[3] = {base, mine, theirs};

  if (!g_str_equal (mb_text_get_utf8 (mine), mb_text_get_utf8 (theirs)) &&
      !g_str_equal (mb_text_get_utf8 (mine), mb_text_get_utf8 (base)))
    note_words (self, MB_PART_OBJECT, texts);
  for (guint i = 0; i < G_N_ELEMENTS (groups); i++)
    if (!g_str_equal (groups[i][0], MB_ATTR_ROWS) &&
        !same_group (self->base, self->mine, groups[i]) &&
        !same_group (self->mine, self->theirs, groups[i]))
      note_group (self, groups[i]);

  return mb_block_with_id (self->theirs, mb_block_get_id (self->mine));
}

static gboolean
can_merge (const BlockMerge *self)
{
  return can_mix (self->mine, self->theirs) &&
         (!self->base || (can_mix (self->base, self->mine) && can_mix (self->base, self->theirs)));
}

static guint
count_parts (const BlockMerge *self)
{
  guint n = MAX (mb_block_get_n_parts (self->mine), mb_block_get_n_parts (self->theirs));

  return self->base ? MAX (n, mb_block_get_n_parts (self->base)) : n;
}

static MbBlock *
share (MbBlock *block, MbBlock *mine, MbBlock *theirs)
{
  MbBlock *same = mb_block_equal (block, mine)     ? mine
                  : mb_block_equal (block, theirs) ? theirs
                                                   : NULL;

  if (!same)
    return block;

  mb_block_unref (block);
  return mb_block_ref (same);
}

/**
 * mb_merge_block:
 * @record: takes the conflicts
 * @base: (nullable): what both grew from
 * @mine: one
 * @theirs: the other
 *
 * Brings two states of a block together.
 *
 * Returns: (transfer full): the block, with the id that it has in mine
 */
MbBlock *
mb_merge_block (MbMergeRecord *record, MbBlock *base, MbBlock *mine, MbBlock *theirs)
{
  BlockMerge merge = {record, base, mine, theirs, NULL};
  guint n_parts;

  if (mb_block_equal (mine, theirs) || (base && mb_block_equal (base, theirs)))
    return mb_block_ref (mine);
  if (base && mb_block_equal (base, mine))
    return mb_block_with_id (theirs, mb_block_get_id (mine));
  if (!can_merge (&merge))
    return choose_whole (&merge);

  n_parts = count_parts (&merge);
  merge.result = mb_block_new (mb_block_get_id (mine), merge_kind (&merge));
  if (mb_block_get_kind (merge.result) == MB_BLOCK_TABLE) {
    g_autoptr (MbText) nothing = mb_text_empty ();

    take_result (&merge, mb_block_with_part (merge.result, n_parts - 1, nothing));
  }
  for (guint i = 0; i < n_parts; i++)
    merge_part (&merge, i);
  for (guint i = 0; i < G_N_ELEMENTS (groups); i++)
    merge_group (&merge, groups[i]);

  return share (merge.result, mine, theirs);
}

static MbText *
without_comments (MbText *text)
{
  g_autoptr (GArray) spans = g_array_new (FALSE, FALSE, sizeof (MbSpan));
  guint n;
  const MbSpan *all = mb_text_get_spans (text, &n);

  for (guint i = 0; i < n; i++)
    if (all[i].kind != MB_SPAN_COMMENT)
      g_array_append_val (spans, all[i]);

  return mb_text_new_spans (mb_text_get_utf8 (text), (MbSpan *) (gpointer) spans->data, spans->len);
}

/**
 * mb_merge_is_untouched:
 * @base: a block
 * @changed: the same one later
 *
 * Whether nobody wrote in it; what was said about it does not count.
 */
gboolean
mb_merge_is_untouched (MbBlock *base, MbBlock *changed)
{
  g_autoptr (MbBlock) bare = mb_block_ref (changed);

  if (mb_block_equal (base, changed))
    return TRUE;
  if (mb_block_get_n_parts (base) != mb_block_get_n_parts (changed))
    return FALSE;

  for (guint i = 0; i < mb_block_get_n_parts (base); i++) {
    g_autoptr (MbText) before = without_comments (mb_block_get_part (base, i));
    g_autoptr (MbText) after = without_comments (mb_block_get_part (changed, i));
    MbBlock *same = NULL;

    if (!mb_text_equal (before, after))
      return FALSE;
    same = mb_block_with_part (bare, i, mb_block_get_part (base, i));
    mb_block_unref (bare);
    bare = same;
  }

  return mb_block_equal (base, bare);
}
