#include "mb-preview-patch.h"

#include "mb-id.h"

/* The patch is made of the two snapshots alone, never of the edits between them: so any number of
 * edits merges by itself, and an edit that was taken back costs nothing. */

#define BYLINE "byline"
#define SMALL_PATCH_OPS 20

typedef struct {
  GPtrArray *patch;
  const MbSnapshot *old;
  const MbSnapshot *new;
  const MbRenderOptions *options;
  guint first;
  guint n_old;
  guint n_new;
  guint max_ops;
} Differ;

static void
op_free (gpointer data)
{
  MbPatchOp *op = data;

  g_free (op->id);
  g_free (op->anchor);
  g_free (op->markup);
  g_free (op);
}

/**
 * mb_preview_patch_new:
 *
 * Makes a patch that changes nothing.
 *
 * Returns: (transfer full) (element-type MbPatchOp): the patch
 */
GPtrArray *
mb_preview_patch_new (void)
{
  return g_ptr_array_new_with_free_func (op_free);
}

/**
 * mb_preview_patch_add:
 * @patch: a patch
 * @kind: what to do
 * @id: the element it is done to
 * @anchor: (nullable): see #MbPatchOp
 * @markup: (nullable): see #MbPatchOp
 *
 * Adds one operation.
 */
void
mb_preview_patch_add (GPtrArray *patch,
                      MbPatchKind kind,
                      const char *id,
                      const char *anchor,
                      const char *markup)
{
  MbPatchOp *op = g_new0 (MbPatchOp, 1);

  op->kind = kind;
  op->id = g_strdup (id);
  op->anchor = g_strdup (anchor ? anchor : "");
  op->markup = g_strdup (markup ? markup : "");
  g_ptr_array_add (patch, op);
}

static void
add_block_op (Differ *self, MbPatchKind kind, const MbBlock *block, const char *anchor)
{
  char id[MB_ID_TEXT_CHARS + 1];
  g_autofree char *markup = NULL;

  mb_id_format (mb_block_get_id (block), id);
  if (kind == MB_PATCH_SET || kind == MB_PATCH_INSERT_AFTER)
    markup = mb_render_block (block, self->options);
  mb_preview_patch_add (self->patch, kind, id, anchor, markup);
}

/* The element before the block at @index of the new article: the byline stands between furniture
 * and body without being a block. */
static void
find_anchor (Differ *self, guint index, char anchor[MB_ID_TEXT_CHARS + 1])
{
  anchor[0] = 0;
  if (index == MB_N_FURNITURE)
    g_strlcpy (anchor, BYLINE, MB_ID_TEXT_CHARS + 1);
  else if (index > 0)
    mb_id_format (mb_block_get_id (mb_snapshot_get_block (self->new, index - 1)), anchor);
}

static gboolean
has_same_order (Differ *self)
{
  for (guint i = 0; i < self->n_new; i++)
    if (mb_block_get_id (mb_snapshot_get_block (self->old, self->first + i)) !=
        mb_block_get_id (mb_snapshot_get_block (self->new, self->first + i)))
      return FALSE;

  return TRUE;
}

static void
add_set (Differ *self, const MbBlock *old, const MbBlock *new)
{
  if (old != new && !mb_block_equal (old, new))
    add_block_op (self, MB_PATCH_SET, new, NULL);
}

/* Marks in @stays the longest rising run of @places (entries below 0 are new blocks): what is in it
 * need not move. */
static void
mark_staying (const int *places, guint n, gboolean *stays)
{
  g_autofree guint *ends = g_new (guint, n + 1); /* of the best run of each length */
  g_autofree int *before = g_new (int, n);
  guint longest = 0;

  for (guint i = 0; i < n; i++) {
    guint low = 0;
    guint high = longest;

    if (places[i] < 0)
      continue;
    while (low < high) {
      guint middle = (low + high) / 2;

      if (places[ends[middle]] < places[i])
        low = middle + 1;
      else
        high = middle;
    }
    before[i] = low > 0 ? (int) ends[low - 1] : -1;
    ends[low] = i;
    longest = MAX (longest, low + 1);
  }
  for (int i = longest > 0 ? (int) ends[longest - 1] : -1; i >= 0; i = before[i])
    stays[i] = TRUE;
}

static GHashTable *
index_blocks (const MbSnapshot *snapshot, guint first, guint n)
{
  GHashTable *places = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);

  for (guint i = 0; i < n; i++) {
    guint64 id = mb_block_get_id (mb_snapshot_get_block (snapshot, first + i));

    g_hash_table_insert (places, g_memdup2 (&id, sizeof id), GUINT_TO_POINTER (i + 1));
  }

  return places;
}

static void
add_removals (Differ *self)
{
  g_autoptr (GHashTable) kept = index_blocks (self->new, self->first, self->n_new);

  for (guint i = 0; i < self->n_old; i++) {
    const MbBlock *block = mb_snapshot_get_block (self->old, self->first + i);
    guint64 id = mb_block_get_id (block);

    if (!g_hash_table_contains (kept, &id))
      add_block_op (self, MB_PATCH_REMOVE, block, NULL);
  }
}

/* From the top: when a block's turn comes, everything above it stands as it shall. */
static void
add_placements (Differ *self)
{
  g_autoptr (GHashTable) places = index_blocks (self->old, self->first, self->n_old);
  g_autofree int *old_places = g_new (int, self->n_new);
  g_autofree gboolean *stays = g_new0 (gboolean, self->n_new);

  for (guint i = 0; i < self->n_new; i++) {
    guint64 id = mb_block_get_id (mb_snapshot_get_block (self->new, self->first + i));

    old_places[i] = GPOINTER_TO_INT (g_hash_table_lookup (places, &id)) - 1;
  }
  mark_staying (old_places, self->n_new, stays);

  for (guint i = 0; i < self->n_new && self->patch->len <= self->max_ops; i++) {
    const MbBlock *block = mb_snapshot_get_block (self->new, self->first + i);
    char anchor[MB_ID_TEXT_CHARS + 1];

    find_anchor (self, self->first + i, anchor);
    if (old_places[i] < 0) {
      add_block_op (self, MB_PATCH_INSERT_AFTER, block, anchor);
      continue;
    }
    if (!stays[i])
      add_block_op (self, MB_PATCH_MOVE_AFTER, block, anchor);
    add_set (self, mb_snapshot_get_block (self->old, self->first + (guint) old_places[i]), block);
  }
}

/**
 * mb_preview_patch_add_blocks:
 * @patch: a patch
 * @old: what the page shows
 * @new: what it shall show
 * @options: how blocks are rendered
 *
 * Adds what brings the page from one to the other, as few operations as the order of the blocks
 * allows.
 *
 * Returns: whether that is worth it; if not, @patch is of no use and the page is better loaded anew
 */
gboolean
mb_preview_patch_add_blocks (GPtrArray *patch,
                             const MbSnapshot *old,
                             const MbSnapshot *new,
                             const MbRenderOptions *options)
{
  Differ self = {patch, old, new, options, 0, 0, 0, 0};

  self.max_ops =
    CLAMP (mb_snapshot_get_n_blocks (new) / 3, SMALL_PATCH_OPS, (guint) MB_PATCH_MAX_OPS);
  mb_snapshot_diff (old, new, &self.first, &self.n_old, &self.n_new);

  if (self.n_old == self.n_new && has_same_order (&self)) {
    for (guint i = 0; i < self.n_new && patch->len <= self.max_ops; i++)
      add_set (&self, mb_snapshot_get_block (old, self.first + i),
               mb_snapshot_get_block (new, self.first + i));
  } else {
    add_removals (&self);
    add_placements (&self);
  }

  return patch->len <= self.max_ops;
}

static const char *
get_name (MbPatchKind kind)
{
  switch (kind) {
  case MB_PATCH_SET:
    return "set";
  case MB_PATCH_INSERT_AFTER:
    return "insert-after";
  case MB_PATCH_REMOVE:
    return "remove";
  case MB_PATCH_MOVE_AFTER:
    return "move-after";
  case MB_PATCH_ATTRIBUTE:
    return "attribute";
  case MB_PATCH_SELECT:
    return "select";
  }
  g_assert_not_reached ();
}

static void
add_string (GVariantBuilder *builder, char letter, guint index, const char *value)
{
  char name[16];

  g_snprintf (name, sizeof name, "%c%u", letter, index);
  g_variant_builder_add (builder, "{sv}", name, g_variant_new_string (value));
}

/**
 * mb_preview_patch_to_arguments:
 * @patch: a patch
 * @epoch: the page it is for
 * @sequence: which patch of that page it is, from 1
 *
 * Packs a patch for the call of mb_preview_patch_to_call(). Strings and numbers only: nothing else
 * passes through every WebKit.
 *
 * Returns: (transfer floating): the arguments
 */
GVariant *
mb_preview_patch_to_arguments (GPtrArray *patch, guint64 epoch, guint64 sequence)
{
  GVariantBuilder builder;

  g_variant_builder_init (&builder, G_VARIANT_TYPE_VARDICT);
  g_variant_builder_add (&builder, "{sv}", "epoch", g_variant_new_double ((double) epoch));
  g_variant_builder_add (&builder, "{sv}", "sequence", g_variant_new_double ((double) sequence));
  for (guint i = 0; i < patch->len; i++) {
    const MbPatchOp *op = g_ptr_array_index (patch, i);

    add_string (&builder, 'k', i, get_name (op->kind));
    add_string (&builder, 'i', i, op->id);
    add_string (&builder, 'a', i, op->anchor);
    add_string (&builder, 'm', i, op->markup);
  }

  return g_variant_builder_end (&builder);
}

/**
 * mb_preview_patch_to_call:
 * @patch: a patch
 *
 * Makes the call that applies a patch. It names its arguments and holds nothing of the article.
 *
 * Returns: (transfer full): the body of a function
 */
char *
mb_preview_patch_to_call (GPtrArray *patch)
{
  GString *body = g_string_new ("return marbre.patch (epoch, sequence, [");

  for (guint i = 0; i < patch->len; i++)
    g_string_append_printf (body, "k%u,i%u,a%u,m%u,", i, i, i, i);
  g_string_append (body, "]);");

  return g_string_free_and_steal (body);
}
