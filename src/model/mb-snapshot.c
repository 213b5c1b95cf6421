#include "mb-snapshot.h"

#include "mb-id.h"

#include <string.h>

/* Blocks stand in chunks of up to 64, which neighbours in time share: changing one block copies one
 * chunk and the list of chunks, a microsecond or two at any length of article. Ids stand beside the
 * blocks, so that looking one up walks plain numbers: 32 KiB for 4,000 blocks. Offsets of chunks
 * are summed while walking; there is nothing to keep in step. */

#define CHUNK_BLOCKS 64

typedef struct {
  gatomicrefcount ref_count;
  guint n;
  guint64 ids[CHUNK_BLOCKS];
  MbBlock *blocks[CHUNK_BLOCKS];
} Chunk;

struct _MbSnapshot {
  gatomicrefcount ref_count;
  char *article_id; /* reference-counted string */
  guint n_blocks;
  guint n_chunks;
  guint n_metas;
  Chunk **chunks;
  MbAttribute *metas; /* sorted by name; reference-counted strings */
  GPtrArray *marks;   /* of MbMark, sorted by id; shared, never changed in place */
};

G_DEFINE_QUARK (mb_model_error_quark, mb_model_error)
G_DEFINE_BOXED_TYPE (MbSnapshot, mb_snapshot, mb_snapshot_ref, mb_snapshot_unref)

static Chunk *
chunk_new (void)
{
  Chunk *chunk = g_new0 (Chunk, 1);

  g_atomic_ref_count_init (&chunk->ref_count);
  return chunk;
}

static Chunk *
chunk_ref (Chunk *chunk)
{
  g_atomic_ref_count_inc (&chunk->ref_count);
  return chunk;
}

static void
chunk_unref (Chunk *chunk)
{
  if (!g_atomic_ref_count_dec (&chunk->ref_count))
    return;

  for (guint i = 0; i < chunk->n; i++)
    mb_block_unref (chunk->blocks[i]);
  g_free (chunk);
}

static void
chunk_append (Chunk *chunk, MbBlock *block)
{
  g_assert (chunk->n < CHUNK_BLOCKS);

  chunk->ids[chunk->n] = mb_block_get_id (block);
  chunk->blocks[chunk->n++] = mb_block_ref (block);
}

static void
chunk_append_range (Chunk *chunk, const Chunk *from, guint start, guint end)
{
  for (guint i = start; i < end; i++)
    chunk_append (chunk, from->blocks[i]);
}

static MbSnapshot *
alloc (const MbSnapshot *from, guint n_chunks)
{
  MbSnapshot *self = g_new0 (MbSnapshot, 1);

  g_atomic_ref_count_init (&self->ref_count);
  self->n_chunks = n_chunks;
  self->chunks = g_new0 (Chunk *, MAX (n_chunks, 1));
  if (!from)
    return self;

  self->article_id = g_ref_string_acquire (from->article_id);
  self->n_blocks = from->n_blocks;
  self->n_metas = from->n_metas;
  self->metas = g_new (MbAttribute, MAX (from->n_metas, 1));
  for (guint i = 0; i < from->n_metas; i++)
    self->metas[i] = (MbAttribute) {g_ref_string_acquire ((char *) from->metas[i].name),
                                    g_ref_string_acquire ((char *) from->metas[i].value)};
  self->marks = g_ptr_array_ref (from->marks);

  return self;
}

/* A copy of @self in which chunk @at stands replaced by @a and, when there are two, @b; takes both.
 */
static MbSnapshot *
with_chunk (const MbSnapshot *self, guint at, guint n_old, Chunk *a, Chunk *b)
{
  guint n_new = (a ? 1 : 0) + (b ? 1 : 0);
  MbSnapshot *copy = alloc (self, self->n_chunks - n_old + n_new);
  guint n = 0;

  for (guint i = 0; i < at; i++)
    copy->chunks[n++] = chunk_ref (self->chunks[i]);
  if (a)
    copy->chunks[n++] = a;
  if (b)
    copy->chunks[n++] = b;
  for (guint i = at + n_old; i < self->n_chunks; i++)
    copy->chunks[n++] = chunk_ref (self->chunks[i]);

  return copy;
}

/* Which chunk holds @index; @index becomes the place inside. */
static guint
locate (const MbSnapshot *self, guint *index)
{
  guint at = 0;

  while (*index >= self->chunks[at]->n) {
    *index -= self->chunks[at]->n;
    at++;
  }

  return at;
}

/**
 * mb_snapshot_new_bare:
 * @article_id: UUID of the article
 *
 * Makes a snapshot without any block, which is no valid article yet.
 *
 * Returns: (transfer full): the snapshot
 */
MbSnapshot *
mb_snapshot_new_bare (const char *article_id)
{
  MbSnapshot *self = NULL;

  g_return_val_if_fail (article_id != NULL, NULL);

  self = alloc (NULL, 0);
  self->article_id = g_ref_string_new (article_id);
  self->metas = g_new (MbAttribute, 1);
  self->marks = g_ptr_array_new_with_free_func ((GDestroyNotify) mb_mark_unref);

  return self;
}

/**
 * mb_snapshot_new:
 * @article_id: UUID of the article
 *
 * Makes an empty article: the furniture and one paragraph.
 *
 * Returns: (transfer full): the snapshot
 */
MbSnapshot *
mb_snapshot_new (const char *article_id)
{
  MbSnapshot *self = mb_snapshot_new_bare (article_id);
  const MbBlockKind first[] = {MB_BLOCK_KICKER, MB_BLOCK_HEADLINE, MB_BLOCK_STANDFIRST,
                               MB_BLOCK_PARAGRAPH};

  for (guint i = 0; i < G_N_ELEMENTS (first); i++) {
    g_autoptr (MbBlock) block = mb_block_new (mb_id_new (), first[i]);
    MbSnapshot *longer = mb_snapshot_with_inserted (self, i, block);

    mb_snapshot_unref (self);
    self = longer;
  }

  return self;
}

/**
 * mb_snapshot_ref:
 * @self: a snapshot
 *
 * Takes a reference; any thread.
 *
 * Returns: (transfer full): @self
 */
MbSnapshot *
mb_snapshot_ref (MbSnapshot *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

/**
 * mb_snapshot_unref:
 * @self: (transfer full): a snapshot
 *
 * Drops a reference; any thread.
 */
void
mb_snapshot_unref (MbSnapshot *self)
{
  g_return_if_fail (self != NULL);

  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;

  for (guint i = 0; i < self->n_chunks; i++)
    chunk_unref (self->chunks[i]);
  for (guint i = 0; i < self->n_metas; i++) {
    g_ref_string_release ((char *) self->metas[i].name);
    g_ref_string_release ((char *) self->metas[i].value);
  }
  g_free (self->chunks);
  g_free (self->metas);
  g_ptr_array_unref (self->marks);
  g_ref_string_release (self->article_id);
  g_free (self);
}

/**
 * mb_snapshot_get_article_id:
 * @self: a snapshot
 *
 * UUID of the article.
 */
const char *
mb_snapshot_get_article_id (const MbSnapshot *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->article_id;
}

/**
 * mb_snapshot_get_n_blocks:
 * @self: a snapshot
 *
 * How many blocks it has, furniture included.
 */
guint
mb_snapshot_get_n_blocks (const MbSnapshot *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->n_blocks;
}

/**
 * mb_snapshot_get_block:
 * @self: a snapshot
 * @index: index of a block
 *
 * The block at a place.
 *
 * Returns: (transfer none): the block
 */
MbBlock *
mb_snapshot_get_block (const MbSnapshot *self, guint index)
{
  guint at;

  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (index < self->n_blocks, NULL);

  at = locate (self, &index);
  return self->chunks[at]->blocks[index];
}

/**
 * mb_snapshot_find:
 * @self: a snapshot
 * @id: a block's id
 * @index: (out) (optional): return location for its index
 *
 * Looks a block up by its id.
 *
 * Returns: whether there is such a block
 */
gboolean
mb_snapshot_find (const MbSnapshot *self, guint64 id, guint *index)
{
  guint before = 0;

  g_return_val_if_fail (self != NULL, FALSE);

  for (guint i = 0; i < self->n_chunks; i++) {
    const Chunk *chunk = self->chunks[i];

    for (guint j = 0; j < chunk->n; j++)
      if (chunk->ids[j] == id) {
        if (index)
          *index = before + j;
        return TRUE;
      }
    before += chunk->n;
  }

  return FALSE;
}

/**
 * mb_snapshot_lookup:
 * @self: a snapshot
 * @id: a block's id
 *
 * Looks a block up by its id.
 *
 * Returns: (transfer none) (nullable): the block
 */
MbBlock *
mb_snapshot_lookup (const MbSnapshot *self, guint64 id)
{
  guint index;

  return mb_snapshot_find (self, id, &index) ? mb_snapshot_get_block (self, index) : NULL;
}

/**
 * mb_snapshot_get_headline:
 * @self: a snapshot
 *
 * The headline's characters, empty when nothing is written.
 */
const char *
mb_snapshot_get_headline (const MbSnapshot *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  for (guint i = 0; i < MIN (self->n_blocks, MB_N_FURNITURE); i++) {
    MbBlock *block = mb_snapshot_get_block (self, i);

    if (mb_block_get_kind (block) == MB_BLOCK_HEADLINE)
      return mb_text_get_utf8 (mb_block_get_part (block, 0));
  }

  return "";
}

/**
 * mb_snapshot_get_meta:
 * @self: a snapshot
 * @name: a field's name
 *
 * The value of a field of metadata.
 *
 * Returns: (nullable): the value, or %NULL when it is not set
 */
const char *
mb_snapshot_get_meta (const MbSnapshot *self, const char *name)
{
  g_return_val_if_fail (self != NULL && name != NULL, NULL);

  for (guint i = 0; i < self->n_metas; i++)
    if (strcmp (self->metas[i].name, name) == 0)
      return self->metas[i].value;

  return NULL;
}

/**
 * mb_snapshot_get_metas:
 * @self: a snapshot
 * @n_metas: (out): return location for their number
 *
 * All metadata that is set, sorted by name.
 *
 * Returns: (array length=n_metas): the fields
 */
const MbAttribute *
mb_snapshot_get_metas (const MbSnapshot *self, guint *n_metas)
{
  g_return_val_if_fail (self != NULL && n_metas != NULL, NULL);

  *n_metas = self->n_metas;
  return self->metas;
}

/**
 * mb_snapshot_get_n_marks:
 * @self: a snapshot
 *
 * How many marks stand in its table.
 */
guint
mb_snapshot_get_n_marks (const MbSnapshot *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->marks->len;
}

/**
 * mb_snapshot_get_nth_mark:
 * @self: a snapshot
 * @index: index of a mark
 *
 * A mark, in order of ids.
 *
 * Returns: (transfer none): the mark
 */
MbMark *
mb_snapshot_get_nth_mark (const MbSnapshot *self, guint index)
{
  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (index < self->marks->len, NULL);

  return g_ptr_array_index (self->marks, index);
}

/**
 * mb_snapshot_get_mark:
 * @self: a snapshot
 * @id: a mark's id
 *
 * Looks a mark up by its id.
 *
 * Returns: (transfer none) (nullable): the mark
 */
MbMark *
mb_snapshot_get_mark (const MbSnapshot *self, guint64 id)
{
  g_return_val_if_fail (self != NULL, NULL);

  for (guint i = 0; i < self->marks->len; i++) {
    MbMark *mark = g_ptr_array_index (self->marks, i);

    if (mb_mark_get_id (mark) == id)
      return mark;
  }

  return NULL;
}

static gboolean
same_metas_and_marks (const MbSnapshot *self, const MbSnapshot *other)
{
  if (self->n_metas != other->n_metas || self->marks->len != other->marks->len)
    return FALSE;

  for (guint i = 0; i < self->n_metas; i++)
    if (strcmp (self->metas[i].name, other->metas[i].name) != 0 ||
        strcmp (self->metas[i].value, other->metas[i].value) != 0)
      return FALSE;
  for (guint i = 0; i < self->marks->len; i++)
    if (!mb_mark_equal (g_ptr_array_index (self->marks, i), g_ptr_array_index (other->marks, i)))
      return FALSE;

  return TRUE;
}

/**
 * mb_snapshot_equal:
 * @self: a snapshot
 * @other: another
 *
 * Whether they hold the same article in every word, span, attribute, field and mark.
 */
gboolean
mb_snapshot_equal (const MbSnapshot *self, const MbSnapshot *other)
{
  g_return_val_if_fail (self != NULL && other != NULL, FALSE);

  if (self == other)
    return TRUE;
  if (self->n_blocks != other->n_blocks || strcmp (self->article_id, other->article_id) != 0 ||
      !same_metas_and_marks (self, other))
    return FALSE;

  for (guint i = 0; i < self->n_blocks; i++)
    if (!mb_block_equal (mb_snapshot_get_block (self, i), mb_snapshot_get_block (other, i)))
      return FALSE;

  return TRUE;
}

/* How many blocks two snapshots share at their start; shared chunks are passed over whole. */
static guint
count_shared_head (const MbSnapshot *a, const MbSnapshot *b)
{
  guint n = 0;
  guint ca = 0, cb = 0; /* chunk */
  guint ia = 0, ib = 0; /* block in it */

  while (ca < a->n_chunks && cb < b->n_chunks) {
    const Chunk *x = a->chunks[ca];
    const Chunk *y = b->chunks[cb];
    guint step = x == y && ia == 0 && ib == 0 ? x->n : 1;

    if (step == 1 && x->blocks[ia] != y->blocks[ib])
      return n;
    n += step;
    ia += step;
    ib += step;
    if (ia == x->n) {
      ca++;
      ia = 0;
    }
    if (ib == y->n) {
      cb++;
      ib = 0;
    }
  }

  return n;
}

/* The same at their end, at most @limit blocks. */
static guint
count_shared_tail (const MbSnapshot *a, const MbSnapshot *b, guint limit)
{
  guint n = 0;
  guint ca = a->n_chunks, cb = b->n_chunks; /* one behind the chunk */
  guint ia = ca > 0 ? a->chunks[ca - 1]->n : 0;
  guint ib = cb > 0 ? b->chunks[cb - 1]->n : 0; /* one behind the block in it */

  while (ca > 0 && cb > 0 && n < limit) {
    const Chunk *x = a->chunks[ca - 1];
    const Chunk *y = b->chunks[cb - 1];
    guint step = x == y && ia == x->n && ib == y->n && n + x->n <= limit ? x->n : 1;

    if (step == 1 && x->blocks[ia - 1] != y->blocks[ib - 1])
      return n;
    n += step;
    ia -= step;
    ib -= step;
    if (ia == 0 && --ca > 0)
      ia = a->chunks[ca - 1]->n;
    if (ib == 0 && --cb > 0)
      ib = b->chunks[cb - 1]->n;
  }

  return n;
}

/**
 * mb_snapshot_diff:
 * @self: a snapshot
 * @other: another of the same article, near to it in time
 * @first: (out): index of the first block that they do not share
 * @n_self: (out): how many blocks from there on are @self's own
 * @n_other: (out): how many are @other's own
 *
 * Finds the one run of blocks in which two snapshots differ, by reference: what whoever shows an
 * article must redo.
 */
void
mb_snapshot_diff (const MbSnapshot *self,
                  const MbSnapshot *other,
                  guint *first,
                  guint *n_self,
                  guint *n_other)
{
  guint tail;

  g_return_if_fail (self != NULL && other != NULL);
  g_return_if_fail (first != NULL && n_self != NULL && n_other != NULL);

  *first = count_shared_head (self, other);
  tail = count_shared_tail (self, other, MIN (self->n_blocks, other->n_blocks) - *first);
  *n_self = self->n_blocks - *first - tail;
  *n_other = other->n_blocks - *first - tail;
}

/**
 * mb_snapshot_is_blank:
 * @self: a snapshot
 *
 * Whether nothing at all is written in it.
 */
gboolean
mb_snapshot_is_blank (const MbSnapshot *self)
{
  g_return_val_if_fail (self != NULL, TRUE);

  for (guint i = 0; i < self->n_blocks; i++)
    if (!mb_block_is_empty (mb_snapshot_get_block (self, i)))
      return FALSE;

  return self->n_metas == 0 && self->marks->len == 0;
}

/**
 * mb_snapshot_with_block:
 * @self: a snapshot
 * @index: index of a block
 * @block: what takes its place
 *
 * Makes a snapshot with one block replaced. Checks nothing.
 *
 * Returns: (transfer full): the new snapshot
 */
MbSnapshot *
mb_snapshot_with_block (MbSnapshot *self, guint index, MbBlock *block)
{
  Chunk *chunk = NULL;
  const Chunk *old = NULL;
  guint at;

  g_return_val_if_fail (self != NULL && block != NULL, NULL);
  g_return_val_if_fail (index < self->n_blocks, NULL);

  at = locate (self, &index);
  old = self->chunks[at];
  chunk = chunk_new ();
  chunk_append_range (chunk, old, 0, index);
  chunk_append (chunk, block);
  chunk_append_range (chunk, old, index + 1, old->n);

  return with_chunk (self, at, 1, chunk, NULL);
}

static MbSnapshot *
append_block (MbSnapshot *self, MbBlock *block)
{
  const Chunk *last = self->n_chunks > 0 ? self->chunks[self->n_chunks - 1] : NULL;
  gboolean fits = last && last->n < CHUNK_BLOCKS;
  Chunk *chunk = chunk_new ();

  if (fits)
    chunk_append_range (chunk, last, 0, last->n);
  chunk_append (chunk, block);

  return with_chunk (self, self->n_chunks - (fits ? 1 : 0), fits ? 1 : 0, chunk, NULL);
}

/**
 * mb_snapshot_with_inserted:
 * @self: a snapshot
 * @index: where the block shall stand, at most the number of blocks
 * @block: the block
 *
 * Makes a snapshot with one block more. Checks nothing.
 *
 * Returns: (transfer full): the new snapshot
 */
MbSnapshot *
mb_snapshot_with_inserted (MbSnapshot *self, guint index, MbBlock *block)
{
  MbSnapshot *copy = NULL;
  Chunk *head = NULL;
  Chunk *tail = NULL;
  const Chunk *old = NULL;
  guint at;

  g_return_val_if_fail (self != NULL && block != NULL, NULL);
  g_return_val_if_fail (index <= self->n_blocks, NULL);

  if (index == self->n_blocks) {
    copy = append_block (self, block);
    copy->n_blocks++;
    return copy;
  }

  at = locate (self, &index);
  old = self->chunks[at];
  head = chunk_new ();
  chunk_append_range (head, old, 0, index);
  chunk_append (head, block);
  if (old->n == CHUNK_BLOCKS)
    tail = chunk_new ();
  chunk_append_range (tail ? tail : head, old, index, old->n);

  copy = with_chunk (self, at, 1, head, tail);
  copy->n_blocks++;

  return copy;
}

/**
 * mb_snapshot_with_removed:
 * @self: a snapshot
 * @index: index of a block
 *
 * Makes a snapshot with one block less. Checks nothing.
 *
 * Returns: (transfer full): the new snapshot
 */
MbSnapshot *
mb_snapshot_with_removed (MbSnapshot *self, guint index)
{
  MbSnapshot *copy = NULL;
  Chunk *chunk = NULL;
  const Chunk *old = NULL;
  guint at;

  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (index < self->n_blocks, NULL);

  at = locate (self, &index);
  old = self->chunks[at];
  if (old->n > 1) {
    chunk = chunk_new ();
    chunk_append_range (chunk, old, 0, index);
    chunk_append_range (chunk, old, index + 1, old->n);
  }

  copy = with_chunk (self, at, 1, chunk, NULL);
  copy->n_blocks--;

  return copy;
}

static MbSnapshot *
copy_snapshot (const MbSnapshot *self)
{
  return with_chunk (self, self->n_chunks, 0, NULL, NULL);
}

/**
 * mb_snapshot_with_meta:
 * @self: a snapshot
 * @name: a field's name
 * @value: (nullable): its value; %NULL takes the field away
 *
 * Makes a snapshot with a field of metadata changed. Checks nothing.
 *
 * Returns: (transfer full): the new snapshot
 */
MbSnapshot *
mb_snapshot_with_meta (MbSnapshot *self, const char *name, const char *value)
{
  MbSnapshot *copy = NULL;
  MbAttribute *metas = NULL;
  guint at = 0;
  guint n = 0;

  g_return_val_if_fail (self != NULL && name != NULL, NULL);

  copy = copy_snapshot (self);
  metas = g_new (MbAttribute, copy->n_metas + 1);
  while (at < copy->n_metas && strcmp (copy->metas[at].name, name) < 0)
    metas[n++] = copy->metas[at++];
  if (at < copy->n_metas && strcmp (copy->metas[at].name, name) == 0) {
    g_ref_string_release ((char *) copy->metas[at].name);
    g_ref_string_release ((char *) copy->metas[at].value);
    at++;
  }
  if (value)
    metas[n++] = (MbAttribute) {g_ref_string_new_intern (name), g_ref_string_new (value)};
  while (at < copy->n_metas)
    metas[n++] = copy->metas[at++];
  g_free (copy->metas);
  copy->metas = metas;
  copy->n_metas = n;

  return copy;
}

/**
 * mb_snapshot_with_mark:
 * @self: a snapshot
 * @id: a mark's id
 * @mark: (nullable): the mark; %NULL takes it away
 *
 * Makes a snapshot with a mark added, changed or gone. Checks nothing.
 *
 * Returns: (transfer full): the new snapshot
 */
MbSnapshot *
mb_snapshot_with_mark (MbSnapshot *self, guint64 id, MbMark *mark)
{
  MbSnapshot *copy = NULL;
  GPtrArray *marks = NULL;
  guint at = 0;

  g_return_val_if_fail (self != NULL && id != 0, NULL);

  copy = copy_snapshot (self);
  marks = g_ptr_array_new_with_free_func ((GDestroyNotify) mb_mark_unref);
  for (guint i = 0; i < self->marks->len; i++) {
    MbMark *old = g_ptr_array_index (self->marks, i);

    if (mb_mark_get_id (old) == id)
      continue;
    g_ptr_array_add (marks, mb_mark_ref (old));
    if (mb_mark_get_id (old) < id)
      at = marks->len;
  }
  if (mark)
    g_ptr_array_insert (marks, (int) at, mb_mark_ref (mark));
  g_ptr_array_unref (copy->marks);
  copy->marks = marks;

  return copy;
}
