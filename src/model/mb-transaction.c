#include "mb-transaction.h"

#include "mb-id.h"

struct _MbTransaction {
  gatomicrefcount ref_count;
  MbSnapshot *base;
  MbSnapshot *result; /* what the steps so far make of it */
  GPtrArray *steps;
  MbOrigin origin;
  char *author;
  char *key;
  gint64 time_ms;
  gsize size_bytes;
  MbSelection before;
  MbSelection after;
};

G_DEFINE_BOXED_TYPE (MbTransaction, mb_transaction, mb_transaction_ref, mb_transaction_unref)

static const char *const origin_names[] = {
  [MB_ORIGIN_TYPING] = "typing", [MB_ORIGIN_COMMAND] = "command", [MB_ORIGIN_PASTE] = "paste",
  [MB_ORIGIN_DROP] = "drop",     [MB_ORIGIN_IMPORT] = "import",   [MB_ORIGIN_UNDO] = "undo",
  [MB_ORIGIN_REDO] = "redo",     [MB_ORIGIN_RESTORE] = "restore", [MB_ORIGIN_MERGE] = "merge",
};

/**
 * mb_transaction_new:
 * @base: the article before
 * @origin: what makes the change
 *
 * Begins a transaction without steps.
 *
 * Returns: (transfer full): the transaction
 */
MbTransaction *
mb_transaction_new (MbSnapshot *base, MbOrigin origin)
{
  MbTransaction *self = NULL;

  g_return_val_if_fail (base != NULL, NULL);

  self = g_new0 (MbTransaction, 1);
  g_atomic_ref_count_init (&self->ref_count);
  self->base = mb_snapshot_ref (base);
  self->result = mb_snapshot_ref (base);
  self->steps = g_ptr_array_new_with_free_func ((GDestroyNotify) mb_step_unref);
  self->origin = origin;

  return self;
}

/**
 * mb_transaction_ref:
 * @self: a transaction
 *
 * Takes a reference; any thread.
 *
 * Returns: (transfer full): @self
 */
MbTransaction *
mb_transaction_ref (MbTransaction *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

/**
 * mb_transaction_unref:
 * @self: (transfer full): a transaction
 *
 * Drops a reference; any thread.
 */
void
mb_transaction_unref (MbTransaction *self)
{
  g_return_if_fail (self != NULL);

  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;

  mb_snapshot_unref (self->base);
  mb_snapshot_unref (self->result);
  g_ptr_array_unref (self->steps);
  g_free (self->author);
  g_free (self->key);
  g_free (self);
}

/**
 * mb_transaction_get_base:
 * @self: a transaction
 *
 * The article before.
 *
 * Returns: (transfer none): the snapshot
 */
MbSnapshot *
mb_transaction_get_base (const MbTransaction *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->base;
}

/**
 * mb_transaction_get_result:
 * @self: a transaction
 *
 * The article after the steps so far.
 *
 * Returns: (transfer none): the snapshot
 */
MbSnapshot *
mb_transaction_get_result (const MbTransaction *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->result;
}

/**
 * mb_transaction_get_origin:
 * @self: a transaction
 *
 * What made the change.
 */
MbOrigin
mb_transaction_get_origin (const MbTransaction *self)
{
  g_return_val_if_fail (self != NULL, MB_ORIGIN_COMMAND);

  return self->origin;
}

/**
 * mb_transaction_get_n_steps:
 * @self: a transaction
 *
 * How many steps it has; 0 changes nothing.
 */
guint
mb_transaction_get_n_steps (const MbTransaction *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->steps->len;
}

/**
 * mb_transaction_get_step:
 * @self: a transaction
 * @index: index of a step
 *
 * A step, in the order in which they act.
 *
 * Returns: (transfer none): the step
 */
const MbStep *
mb_transaction_get_step (const MbTransaction *self, guint index)
{
  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (index < self->steps->len, NULL);

  return g_ptr_array_index (self->steps, index);
}

static void
add_id (GArray *ids, guint64 id)
{
  for (guint i = 0; i < ids->len; i++)
    if (g_array_index (ids, guint64, i) == id)
      return;
  g_array_append_val (ids, id);
}

/**
 * mb_transaction_dup_changed:
 * @self: a transaction
 *
 * The blocks that came, went, moved or changed, each once, in the order of the steps. Metadata and
 * marks name none.
 *
 * Returns: (transfer full) (element-type guint64): their ids
 */
GArray *
mb_transaction_dup_changed (const MbTransaction *self)
{
  GArray *ids = NULL;

  g_return_val_if_fail (self != NULL, NULL);

  ids = g_array_new (FALSE, FALSE, sizeof (guint64));
  for (guint i = 0; i < self->steps->len; i++) {
    const MbStep *step = g_ptr_array_index (self->steps, i);

    if (step->kind == MB_STEP_SET_META || step->kind == MB_STEP_SET_MARK)
      continue;
    if (step->block)
      add_id (ids, step->block);
    if (step->other)
      add_id (ids, mb_block_get_id (step->other));
  }

  return ids;
}

/**
 * mb_transaction_map:
 * @self: a transaction
 * @position: (inout): a place before, then the place it became
 * @side: on which side of text inserted exactly there it stays
 *
 * Carries a place through all steps.
 *
 * Returns: %FALSE when its block is gone
 */
gboolean
mb_transaction_map (const MbTransaction *self, MbPosition *position, MbSide side)
{
  g_return_val_if_fail (self != NULL && position != NULL, FALSE);

  for (guint i = 0; i < self->steps->len; i++)
    if (!mb_step_map (g_ptr_array_index (self->steps, i), position, side))
      return FALSE;

  return TRUE;
}

/**
 * mb_transaction_get_size_bytes:
 * @self: a transaction
 *
 * About how much memory its steps keep.
 */
gsize
mb_transaction_get_size_bytes (const MbTransaction *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->size_bytes;
}

/**
 * mb_transaction_get_author:
 * @self: a transaction
 *
 * Who made the change.
 *
 * Returns: (nullable): the name
 */
const char *
mb_transaction_get_author (const MbTransaction *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->author;
}

/**
 * mb_transaction_set_author:
 * @self: a transaction not yet committed
 * @author: (nullable): who makes the change
 *
 * Says who makes the change.
 */
void
mb_transaction_set_author (MbTransaction *self, const char *author)
{
  g_return_if_fail (self != NULL);

  g_set_str (&self->author, author);
}

/**
 * mb_transaction_get_time_ms:
 * @self: a transaction
 *
 * When it was made, wall clock in milliseconds; 0 when nobody said.
 */
gint64
mb_transaction_get_time_ms (const MbTransaction *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->time_ms;
}

/**
 * mb_transaction_set_time_ms:
 * @self: a transaction not yet committed
 * @time_ms: wall clock in milliseconds
 *
 * Says when the change is made; coalescing looks at it.
 */
void
mb_transaction_set_time_ms (MbTransaction *self, gint64 time_ms)
{
  g_return_if_fail (self != NULL);

  self->time_ms = time_ms;
}

/**
 * mb_transaction_sign:
 * @self: a transaction not yet committed
 * @author: (nullable): who makes the change
 * @time_ms: wall clock in milliseconds
 *
 * Says who makes the change and when, as far as it does not say so by itself. Somebody who is not
 * known is the author "".
 */
void
mb_transaction_sign (MbTransaction *self, const char *author, gint64 time_ms)
{
  g_return_if_fail (self != NULL);

  if (!self->author)
    self->author = g_strdup (author);
  if (self->time_ms == 0)
    self->time_ms = time_ms;
}

/**
 * mb_transaction_get_coalescing_key:
 * @self: a transaction
 *
 * What it may be undone together with: its neighbours of the same key.
 *
 * Returns: (nullable): the key
 */
const char *
mb_transaction_get_coalescing_key (const MbTransaction *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->key;
}

/**
 * mb_transaction_set_coalescing_key:
 * @self: a transaction not yet committed
 * @key: (nullable): a name for the kind of change and its place
 *
 * Lets it be undone together with neighbours of the same key.
 */
void
mb_transaction_set_coalescing_key (MbTransaction *self, const char *key)
{
  g_return_if_fail (self != NULL);

  g_set_str (&self->key, key);
}

/**
 * mb_transaction_get_selection_before:
 * @self: a transaction
 *
 * The selection before the change; undo returns to it. Its blocks are 0 when nobody said.
 */
const MbSelection *
mb_transaction_get_selection_before (const MbTransaction *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return &self->before;
}

/**
 * mb_transaction_get_selection_after:
 * @self: a transaction
 *
 * The selection after the change; redo returns to it. Its blocks are 0 when nobody said.
 */
const MbSelection *
mb_transaction_get_selection_after (const MbTransaction *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return &self->after;
}

/**
 * mb_transaction_set_selection_before:
 * @self: a transaction not yet committed
 * @selection: where undo shall return to
 *
 * Says where the selection was.
 */
void
mb_transaction_set_selection_before (MbTransaction *self, const MbSelection *selection)
{
  g_return_if_fail (self != NULL && selection != NULL);

  self->before = *selection;
}

/**
 * mb_transaction_set_selection_after:
 * @self: a transaction not yet committed
 * @selection: where the change leaves the selection
 *
 * Says where the selection goes.
 */
void
mb_transaction_set_selection_after (MbTransaction *self, const MbSelection *selection)
{
  g_return_if_fail (self != NULL && selection != NULL);

  self->after = *selection;
}

/**
 * mb_transaction_squash:
 * @transactions: (array length=n_transactions): transactions, each on the result of the one before
 * @n_transactions: their number, at least 1
 *
 * Makes one transaction of several; typing that goes on where the step before left off becomes one
 * step.
 *
 * Returns: (transfer full): the transaction
 */
MbTransaction *
mb_transaction_squash (MbTransaction *const *transactions, guint n_transactions)
{
  MbTransaction *self = NULL;
  const MbTransaction *last = NULL;

  g_return_val_if_fail (transactions != NULL && n_transactions > 0, NULL);

  last = transactions[n_transactions - 1];
  self = mb_transaction_new (transactions[0]->base, transactions[0]->origin);
  g_set_str (&self->author, transactions[0]->author);
  g_set_str (&self->key, transactions[0]->key);
  self->time_ms = last->time_ms;
  self->before = transactions[0]->before;
  self->after = last->after;

  for (guint i = 0; i < n_transactions; i++)
    for (guint j = 0; j < transactions[i]->steps->len; j++) {
      MbStep *step = g_ptr_array_index (transactions[i]->steps, j);
      MbStep *before =
        self->steps->len > 0 ? g_ptr_array_index (self->steps, self->steps->len - 1) : NULL;
      g_autoptr (MbStep) merged = before ? mb_step_merge (before, step) : NULL;

      if (merged)
        g_ptr_array_remove_index (self->steps, self->steps->len - 1);
      g_ptr_array_add (self->steps, mb_step_ref (merged ? merged : step));
    }
  for (guint i = 0; i < self->steps->len; i++)
    self->size_bytes += mb_step_get_size_bytes (g_ptr_array_index (self->steps, i));
  mb_snapshot_unref (self->result);
  self->result = mb_snapshot_ref (last->result);

  return self;
}

/**
 * mb_origin_to_string:
 * @origin: what makes a change
 *
 * The origin's name in our JSON.
 */
const char *
mb_origin_to_string (MbOrigin origin)
{
  g_return_val_if_fail ((guint) origin < G_N_ELEMENTS (origin_names), NULL);

  return origin_names[origin];
}

/**
 * mb_origin_from_string:
 * @name: (nullable): a name, perhaps of no origin
 * @origin: (out): return location
 *
 * Looks an origin up by its name.
 *
 * Returns: whether there is such an origin
 */
gboolean
mb_origin_from_string (const char *name, MbOrigin *origin)
{
  g_return_val_if_fail (origin != NULL, FALSE);

  for (guint i = 0; i < G_N_ELEMENTS (origin_names); i++)
    if (g_strcmp0 (origin_names[i], name) == 0) {
      *origin = i;
      return TRUE;
    }

  return FALSE;
}

/**
 * mb_transaction_add:
 * @self: a transaction not yet committed
 * @step: a step that fits what the ones before it left
 * @error: return location
 *
 * Adds a step.
 *
 * Returns: whether it fits; otherwise nothing changed
 */
gboolean
mb_transaction_add (MbTransaction *self, const MbStep *step, GError **error)
{
  MbSnapshot *result = NULL;

  g_return_val_if_fail (self != NULL && step != NULL, FALSE);

  result = mb_step_apply (step, self->result, error);
  if (!result)
    return FALSE;

  mb_snapshot_unref (self->result);
  self->result = result;
  self->size_bytes += mb_step_get_size_bytes (step);
  g_ptr_array_add (self->steps, mb_step_ref ((MbStep *) step));

  return TRUE;
}
