#include "mb-merge-inside.h"

#include "mb-comments.h"

#include <string.h>

/* Three states of an article become one: by block, by field, by comment. Nothing that either side
 * typed is lost: it is in the result, in a note behind what stands in its place, or in a comment.
 *
 * A merge into which only one side brings something is that side, bit for bit. */

struct _MbMerge {
  gatomicrefcount ref_count;
  MbSnapshot *mine;
  MbSnapshot *result;
  GArray *conflicts; /* of MbMergeConflict */
};

G_DEFINE_BOXED_TYPE (MbMerge, mb_merge, mb_merge_ref, mb_merge_unref)

typedef struct {
  MbSnapshot *base;
  MbSnapshot *mine;
  MbSnapshot *theirs;
  MbMergeRecord *record;
  GHashTable *sides[3]; /* id → MbBlock, borrowed: base, mine, theirs */
  GHashTable *kept;     /* id → MbBlock, owned */
  MbSnapshot *result;
} Merge;

typedef enum {
  SIDE_BASE,
  SIDE_MINE,
  SIDE_THEIRS,
} Side;

static void
take_result (Merge *self, MbSnapshot *snapshot)
{
  mb_snapshot_unref (self->result);
  self->result = snapshot;
}

static GArray *
list_body (const MbSnapshot *snapshot)
{
  GArray *ids = g_array_new (FALSE, FALSE, sizeof (guint64));

  for (guint i = MB_N_FURNITURE; i < mb_snapshot_get_n_blocks (snapshot); i++) {
    guint64 id = mb_block_get_id (mb_snapshot_get_block (snapshot, i));

    g_array_append_val (ids, id);
  }

  return ids;
}

static GHashTable *
index_body (const MbSnapshot *snapshot, GArray *ids)
{
  GHashTable *blocks = g_hash_table_new (g_int64_hash, g_int64_equal);

  for (guint i = 0; i < ids->len; i++)
    g_hash_table_insert (blocks, &g_array_index (ids, guint64, i),
                         mb_snapshot_get_block (snapshot, MB_N_FURNITURE + i));

  return blocks;
}

static MbBlock *
find (const Merge *self, Side side, guint64 id)
{
  return g_hash_table_lookup (self->sides[side], &id);
}

static char *
join_words (MbBlock *block)
{
  GString *words = g_string_new (NULL);

  for (guint i = 0; block && i < mb_block_get_n_parts (block); i++) {
    const char *text = mb_text_get_utf8 (mb_block_get_part (block, i));

    if (*text)
      g_string_append_printf (words, "%s%s", words->len > 0 ? "\n" : "", text);
  }

  return g_string_free (words, FALSE);
}

static void
note_removed (Merge *self, guint64 id, Side left)
{
  MbBlock *block = find (self, left, id);
  g_autofree char *base = join_words (find (self, SIDE_BASE, id));
  g_autofree char *words = join_words (block);

  mb_merge_record_note (
    self->record, &(MbMergeConflict) {
                    .kind = left == SIDE_MINE ? MB_MERGE_REMOVED_THERE : MB_MERGE_REMOVED_HERE,
                    .block = id,
                    .block_kind = mb_block_get_kind (block),
                    .role = mb_block_get_part_role (block, 0),
                    .base = base,
                    .mine = left == SIDE_MINE ? words : NULL,
                    .theirs = left == SIDE_MINE ? NULL : words,
                  });
}

/* A block that one side no longer has stays when the other wrote in it. */
static MbBlock *
keep_or_drop (Merge *self, guint64 id, Side left)
{
  MbBlock *base = find (self, SIDE_BASE, id);
  MbBlock *block = find (self, left, id);

  if (base && mb_merge_is_untouched (base, block))
    return NULL;
  if (base)
    note_removed (self, id, left);

  return mb_block_ref (block);
}

static void
decide_block (Merge *self, guint64 *id)
{
  MbBlock *mine = find (self, SIDE_MINE, *id);
  MbBlock *theirs = find (self, SIDE_THEIRS, *id);
  MbBlock *block = NULL;

  if (g_hash_table_contains (self->kept, id))
    return;
  if (mine && theirs)
    block = mb_merge_block (self->record, find (self, SIDE_BASE, *id), mine, theirs);
  else
    block = keep_or_drop (self, *id, mine ? SIDE_MINE : SIDE_THEIRS);
  if (block)
    g_hash_table_insert (self->kept, id, block);
}

/* Furniture is always there and is never another's. */
static void
merge_furniture (Merge *self)
{
  for (guint i = 0; i < MB_N_FURNITURE; i++) {
    MbBlock *mine = mb_snapshot_get_block (self->mine, i);
    g_autoptr (MbBlock) base =
      mb_block_with_id (mb_snapshot_get_block (self->base, i), mb_block_get_id (mine));
    g_autoptr (MbBlock) theirs =
      mb_block_with_id (mb_snapshot_get_block (self->theirs, i), mb_block_get_id (mine));
    g_autoptr (MbBlock) block = mb_merge_block (self->record, base, mine, theirs);

    take_result (self, mb_snapshot_with_inserted (self->result, i, block));
  }
}

static void
note_moves (Merge *self, GArray *twice_moved)
{
  for (guint i = 0; i < twice_moved->len; i++) {
    guint64 id = g_array_index (twice_moved, guint64, i);
    MbBlock *block = g_hash_table_lookup (self->kept, &id);
    g_autofree char *words = join_words (block);

    if (block)
      mb_merge_record_note (self->record,
                            &(MbMergeConflict) {.kind = MB_MERGE_MOVED,
                                                .block = id,
                                                .block_kind = mb_block_get_kind (block),
                                                .role = mb_block_get_part_role (block, 0),
                                                .mine = words,
                                                .theirs = words});
  }
}

static void
add_asides (Merge *self, GPtrArray *blocks, guint64 after)
{
  for (guint i = 0; i < self->record->asides->len; i++) {
    const MbMergeAside *aside = &g_array_index (self->record->asides, MbMergeAside, i);

    if (aside->after == after)
      g_ptr_array_add (blocks, aside->block);
  }
}

/* The body in order, what came of conflicts behind its block. */
static GPtrArray *
list_blocks (Merge *self, GArray *order)
{
  GPtrArray *blocks = g_ptr_array_new ();

  add_asides (self, blocks, 0);
  for (guint i = 0; i < order->len; i++) {
    guint64 *id = &g_array_index (order, guint64, i);

    g_ptr_array_add (blocks, g_hash_table_lookup (self->kept, id));
    add_asides (self, blocks, *id);
  }

  return blocks;
}

static void
append (Merge *self, MbBlock *block)
{
  take_result (
    self, mb_snapshot_with_inserted (self->result, mb_snapshot_get_n_blocks (self->result), block));
}

static const char *
get_box (const MbBlock *block)
{
  return mb_block_get_attribute (block, MB_ATTR_CONTAINER);
}

/* A box is one run: whatever came between its blocks goes behind it. */
static void
append_boxes (Merge *self, GPtrArray *blocks)
{
  g_autoptr (GHashTable) done = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < blocks->len; i++) {
    const char *box = get_box (blocks->pdata[i]);

    if (!box) {
      append (self, blocks->pdata[i]);
      continue;
    }
    if (!g_hash_table_add (done, (gpointer) box))
      continue;
    for (guint k = i; k < blocks->len; k++)
      if (g_strcmp0 (get_box (blocks->pdata[k]), box) == 0)
        append (self, blocks->pdata[k]);
  }
}

static void
ensure_body (Merge *self)
{
  g_autoptr (MbBlock) empty = NULL;

  if (mb_snapshot_get_n_blocks (self->result) > MB_N_FURNITURE)
    return;

  empty = mb_block_new (mb_merge_record_draw (self->record, &(MbMergeConflict) {0}, "body"),
                        MB_BLOCK_PARAGRAPH);
  append (self, empty);
}

static void
merge_body (Merge *self)
{
  g_autoptr (GArray) base = list_body (self->base);
  g_autoptr (GArray) mine = list_body (self->mine);
  g_autoptr (GArray) theirs = list_body (self->theirs);
  g_autoptr (GHashTable) base_blocks = index_body (self->base, base);
  g_autoptr (GHashTable) mine_blocks = index_body (self->mine, mine);
  g_autoptr (GHashTable) theirs_blocks = index_body (self->theirs, theirs);
  g_autoptr (GHashTable) kept =
    g_hash_table_new_full (g_int64_hash, g_int64_equal, NULL, (GDestroyNotify) mb_block_unref);
  g_autoptr (GArray) twice_moved = g_array_new (FALSE, FALSE, sizeof (guint64));
  g_autoptr (GArray) order = NULL;
  g_autoptr (GPtrArray) blocks = NULL;

  self->sides[SIDE_BASE] = base_blocks;
  self->sides[SIDE_MINE] = mine_blocks;
  self->sides[SIDE_THEIRS] = theirs_blocks;
  self->kept = kept;
  for (guint i = 0; i < theirs->len; i++)
    decide_block (self, &g_array_index (theirs, guint64, i));
  for (guint i = 0; i < mine->len; i++)
    if (!find (self, SIDE_THEIRS, g_array_index (mine, guint64, i)))
      decide_block (self, &g_array_index (mine, guint64, i));

  order = mb_merge_order (&(MbMergeOrder) {base, mine, theirs, kept}, twice_moved);
  note_moves (self, twice_moved);
  blocks = list_blocks (self, order);
  append_boxes (self, blocks);
  ensure_body (self);
}

static void
merge_meta (Merge *self, const char *name)
{
  const char *base = mb_snapshot_get_meta (self->base, name);
  const char *mine = mb_snapshot_get_meta (self->mine, name);
  const char *theirs = mb_snapshot_get_meta (self->theirs, name);
  const char *value = g_strcmp0 (base, theirs) == 0 ? mine : theirs;

  if (g_strcmp0 (base, mine) != 0 && g_strcmp0 (base, theirs) != 0 &&
      g_strcmp0 (mine, theirs) != 0 && !g_str_equal (name, MB_META_HEADLINE_CUT))
    mb_merge_record_note (
      self->record,
      &(MbMergeConflict) {
        .kind = MB_MERGE_META, .name = name, .base = base, .mine = mine, .theirs = theirs});
  if (value)
    take_result (self, mb_snapshot_with_meta (self->result, name, value));
}

static void
merge_metas (Merge *self)
{
  guint n;
  const MbAttribute *metas = mb_snapshot_get_metas (self->theirs, &n);

  for (guint i = 0; i < n; i++)
    merge_meta (self, metas[i].name);
  metas = mb_snapshot_get_metas (self->mine, &n);
  for (guint i = 0; i < n; i++)
    if (!mb_snapshot_get_meta (self->theirs, metas[i].name))
      merge_meta (self, metas[i].name);
}

static gboolean
has_entry (const MbMark *mark, const MbMarkEntry *entry)
{
  for (guint i = 0; i < mb_mark_get_n_entries (mark); i++) {
    const MbMarkEntry *there = mb_mark_get_entry (mark, i);

    if (there->time_ms == entry->time_ms && g_strcmp0 (there->author, entry->author) == 0 &&
        g_strcmp0 (there->body, entry->body) == 0)
      return TRUE;
  }

  return FALSE;
}

/* What both said since: theirs first. Open, unless both say that it is dealt with. */
static MbMark *
unite (MbMark *mine, MbMark *theirs)
{
  MbMark *mark =
    mb_mark_with_resolved (theirs, mb_mark_is_resolved (mine) && mb_mark_is_resolved (theirs));

  for (guint i = 0; i < mb_mark_get_n_entries (mine); i++) {
    const MbMarkEntry *entry = mb_mark_get_entry (mine, i);
    MbMark *longer = NULL;

    if (has_entry (mark, entry))
      continue;
    longer = mb_mark_with_entry (mark, entry);
    mb_mark_unref (mark);
    mark = longer;
  }

  return mark;
}

static gboolean
same_mark (const MbMark *a, const MbMark *b)
{
  return a == b || (a && b && mb_mark_equal (a, b));
}

static void
merge_mark (Merge *self, guint64 id)
{
  MbMark *base = mb_snapshot_get_mark (self->base, id);
  MbMark *mine = mb_snapshot_get_mark (self->mine, id);
  MbMark *theirs = mb_snapshot_get_mark (self->theirs, id);
  g_autoptr (MbMark) united = NULL;
  MbMark *mark = mine ? mine : theirs; /* one took it out, the other said more */

  if (same_mark (base, mine))
    mark = theirs;
  else if (same_mark (base, theirs))
    mark = mine;
  else if (mine && theirs && !mb_mark_equal (mine, theirs))
    mark = united = unite (mine, theirs);
  if (mark)
    take_result (self, mb_snapshot_with_mark (self->result, id, mark));
}

static void
merge_marks (Merge *self)
{
  for (guint i = 0; i < mb_snapshot_get_n_marks (self->theirs); i++)
    merge_mark (self, mb_mark_get_id (mb_snapshot_get_nth_mark (self->theirs, i)));
  for (guint i = 0; i < mb_snapshot_get_n_marks (self->mine); i++) {
    guint64 id = mb_mark_get_id (mb_snapshot_get_nth_mark (self->mine, i));

    if (!mb_snapshot_get_mark (self->theirs, id))
      merge_mark (self, id);
  }
  for (guint i = 0; i < self->record->marks->len; i++) {
    MbMark *mark = self->record->marks->pdata[i];

    take_result (self, mb_snapshot_with_mark (self->result, mb_mark_get_id (mark), mark));
  }
}

/* Comments whose words went with one side's version are put on the same words elsewhere, where
 * there are such; otherwise they keep them. */
static void
anchor_comments (Merge *self)
{
  g_autoptr (MbTransaction) transaction = mb_transaction_new (self->result, MB_ORIGIN_MERGE);

  if (mb_comments_anchor_again (transaction, self->mine, NULL) &&
      mb_comments_anchor_again (transaction, self->theirs, NULL))
    take_result (self, mb_snapshot_ref (mb_transaction_get_result (transaction)));
}

static void
merge_all (Merge *self)
{
  self->result = mb_snapshot_new_bare (mb_snapshot_get_article_id (self->mine));
  mb_merge_record_know (self->record, self->base);
  mb_merge_record_know (self->record, self->mine);
  mb_merge_record_know (self->record, self->theirs);
  merge_furniture (self);
  merge_body (self);
  merge_metas (self);
  merge_marks (self);
  anchor_comments (self);
  if (mb_snapshot_equal (self->result, self->mine))
    take_result (self, mb_snapshot_ref (self->mine));
}

/**
 * mb_merge_new:
 * @base: what both grew from
 * @mine: the article here
 * @theirs: the article elsewhere
 * @voice: (nullable): how conflicts are said in the result
 *
 * Merges three states of an article, blocks matched by id. Words that only one side changed are
 * that side's. Where both changed the same words, theirs stay and mine come behind them as a
 * private note; where one removed what the other changed, it stays; of a field that both changed,
 * theirs is taken. Each such place gets an open comment. The same three states give the same bytes.
 *
 * Returns: (transfer full): the merge
 */
MbMerge *
mb_merge_new (MbSnapshot *base, MbSnapshot *mine, MbSnapshot *theirs, const MbMergeVoice *voice)
{
  g_autoptr (MbMergeRecord) record = NULL;
  MbMerge *self = NULL;

  g_return_val_if_fail (base != NULL && mine != NULL && theirs != NULL, NULL);

  self = g_new0 (MbMerge, 1);
  g_atomic_ref_count_init (&self->ref_count);
  self->mine = mb_snapshot_ref (mine);
  record = mb_merge_record_new (mb_snapshot_get_article_id (mine), voice);
  if (mb_snapshot_equal (mine, theirs) || mb_snapshot_equal (base, theirs)) {
    self->result = mb_snapshot_ref (mine);
  } else if (mb_snapshot_equal (base, mine)) {
    self->result = mb_snapshot_ref (theirs);
  } else {
    Merge merge = {.base = base, .mine = mine, .theirs = theirs, .record = record};

    merge_all (&merge);
    self->result = merge.result;
  }
  self->conflicts = g_array_ref (record->conflicts);

  return self;
}

/**
 * mb_merge_ref:
 * @self: a merge
 *
 * Takes a reference; any thread.
 *
 * Returns: (transfer full): @self
 */
MbMerge *
mb_merge_ref (MbMerge *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

/**
 * mb_merge_unref:
 * @self: (transfer full): a merge
 *
 * Drops a reference; any thread.
 */
void
mb_merge_unref (MbMerge *self)
{
  g_return_if_fail (self != NULL);

  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;

  mb_snapshot_unref (self->mine);
  mb_snapshot_unref (self->result);
  g_array_unref (self->conflicts);
  g_free (self);
}

/**
 * mb_merge_get_snapshot:
 * @self: a merge
 *
 * The article with what both sides did.
 *
 * Returns: (transfer none): the state
 */
MbSnapshot *
mb_merge_get_snapshot (const MbMerge *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->result;
}

/**
 * mb_merge_get_n_conflicts:
 * @self: a merge
 *
 * Counts what could not be decided.
 */
guint
mb_merge_get_n_conflicts (const MbMerge *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->conflicts->len;
}

/**
 * mb_merge_get_conflict:
 * @self: a merge
 * @index: below mb_merge_get_n_conflicts()
 *
 * One thing that could not be decided.
 *
 * Returns: (transfer none): the conflict, alive as long as @self
 */
const MbMergeConflict *
mb_merge_get_conflict (const MbMerge *self, guint index)
{
  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (index < self->conflicts->len, NULL);

  return &g_array_index (self->conflicts, MbMergeConflict, index);
}

/**
 * mb_merge_dup_transaction:
 * @self: a merge
 * @error: return location
 *
 * Makes the steps that lead mine to the result, for undo to take back as one. None, when mine
 * has everything already.
 *
 * Returns: (transfer full) (nullable): a transaction on mine
 */
MbTransaction *
mb_merge_dup_transaction (const MbMerge *self, GError **error)
{
  g_autoptr (MbTransaction) transaction = NULL;

  g_return_val_if_fail (self != NULL, NULL);

  transaction = mb_transaction_new (self->mine, MB_ORIGIN_MERGE);
  if (!mb_transaction_restore (transaction, self->result, error))
    return NULL;

  return g_steal_pointer (&transaction);
}
