#include "mb-transaction.h"

/* Going back to an earlier state by steps, like every other change: what was written since stays in
 * the journal, and the way back can be undone. */

/* Text and attributes are changed in place; only another kind, or another number of parts, makes
 * another block of it. */
static gboolean
can_change_in_place (const MbBlock *now, const MbBlock *then)
{
  return mb_block_get_kind (now) == mb_block_get_kind (then) &&
         mb_block_get_n_parts (now) == mb_block_get_n_parts (then);
}

static gboolean
restore_parts (MbTransaction *self, const MbBlock *now, const MbBlock *then, GError **error)
{
  guint64 id = mb_block_get_id (then);

  for (guint part = 0; part < mb_block_get_n_parts (then); part++) {
    MbText *old = mb_block_get_part (now, part);
    MbText *text = mb_block_get_part (then, part);

    if (!mb_text_equal (old, text) &&
        !mb_transaction_replace_text (self, &(MbPosition) {id, part, 0}, mb_text_get_n_chars (old),
                                      text, error))
      return FALSE;
  }

  return TRUE;
}

static gboolean
restore_attributes (MbTransaction *self, const MbBlock *now, const MbBlock *then, GError **error)
{
  guint64 id = mb_block_get_id (then);
  guint n;
  const MbAttribute *attributes = mb_block_get_attributes (now, &n);

  for (guint i = 0; i < n; i++)
    if (!mb_block_get_attribute (then, attributes[i].name) &&
        !mb_transaction_set_attribute (self, id, attributes[i].name, NULL, error))
      return FALSE;
  attributes = mb_block_get_attributes (then, &n);
  for (guint i = 0; i < n; i++)
    if (!mb_transaction_set_attribute (self, id, attributes[i].name, attributes[i].value, error))
      return FALSE;

  return TRUE;
}

/* Blocks that did not exist then, and those that were something else. */
static gboolean
remove_others (MbTransaction *self, const MbSnapshot *target, GError **error)
{
  g_autoptr (MbSnapshot) now = mb_snapshot_ref (mb_transaction_get_result (self));

  for (guint i = 0; i < mb_snapshot_get_n_blocks (now); i++) {
    const MbBlock *block = mb_snapshot_get_block (now, i);
    const MbBlock *then = mb_snapshot_lookup (target, mb_block_get_id (block));

    if ((!then || !can_change_in_place (block, then)) &&
        !mb_transaction_remove_block (self, mb_block_get_id (block), error))
      return FALSE;
  }

  return TRUE;
}

static gboolean
restore_block (MbTransaction *self, guint64 after, MbBlock *then, GError **error)
{
  guint64 id = mb_block_get_id (then);
  MbBlock *there = mb_snapshot_lookup (mb_transaction_get_result (self), id);
  g_autoptr (MbBlock) now = there ? mb_block_ref (there) : NULL;

  if (!now)
    return mb_transaction_insert_block (self, after, then, error);

  return mb_transaction_move_block (self, id, after, error) &&
         restore_parts (self, now, then, error) && restore_attributes (self, now, then, error);
}

static gboolean
restore_metas (MbTransaction *self, const MbSnapshot *target, GError **error)
{
  g_autoptr (MbSnapshot) now = mb_snapshot_ref (mb_transaction_get_result (self));
  guint n;
  const MbAttribute *metas = mb_snapshot_get_metas (now, &n);

  for (guint i = 0; i < n; i++)
    if (!mb_transaction_set_meta (self, metas[i].name, mb_snapshot_get_meta (target, metas[i].name),
                                  error))
      return FALSE;
  metas = mb_snapshot_get_metas (target, &n);
  for (guint i = 0; i < n; i++)
    if (!mb_transaction_set_meta (self, metas[i].name, metas[i].value, error))
      return FALSE;

  return TRUE;
}

static gboolean
restore_mark (MbTransaction *self, guint64 id, MbMark *then, GError **error)
{
  MbMark *now = mb_snapshot_get_mark (mb_transaction_get_result (self), id);

  if (now == then || (now && then && mb_mark_equal (now, then)))
    return TRUE;

  return mb_transaction_set_mark (self, id, then, error);
}

static gboolean
restore_marks (MbTransaction *self, const MbSnapshot *target, GError **error)
{
  g_autoptr (MbSnapshot) now = mb_snapshot_ref (mb_transaction_get_result (self));

  for (guint i = 0; i < mb_snapshot_get_n_marks (now); i++) {
    guint64 id = mb_mark_get_id (mb_snapshot_get_nth_mark (now, i));

    if (!restore_mark (self, id, mb_snapshot_get_mark (target, id), error))
      return FALSE;
  }
  for (guint i = 0; i < mb_snapshot_get_n_marks (target); i++) {
    MbMark *then = mb_snapshot_get_nth_mark (target, i);

    if (!restore_mark (self, mb_mark_get_id (then), then, error))
      return FALSE;
  }

  return TRUE;
}

/**
 * mb_transaction_restore:
 * @self: a transaction
 * @target: an earlier state of the same article
 * @error: return location
 *
 * Leads to another state of the article, by as many steps as that takes: none when it is there
 * already.
 *
 * Returns: whether it could be done
 */
gboolean
mb_transaction_restore (MbTransaction *self, const MbSnapshot *target, GError **error)
{
  guint64 after = 0;

  g_return_val_if_fail (self != NULL && target != NULL, FALSE);

  if (!remove_others (self, target, error))
    return FALSE;
  for (guint i = 0; i < mb_snapshot_get_n_blocks (target); i++) {
    MbBlock *then = mb_snapshot_get_block (target, i);

    if (!restore_block (self, after, then, error))
      return FALSE;
    after = mb_block_get_id (then);
  }

  return restore_metas (self, target, error) && restore_marks (self, target, error);
}
