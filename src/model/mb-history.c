#include "mb-history.h"

#include <string.h>

/* Two stacks of groups. A group is the transactions that one undo takes back; typing joins the open
 * group while it goes on in one place. Undo makes a new transaction of inverse steps and commits it
 * like any other change: the journal, the preview and everyone else see nothing special in it. */

#define PAUSE_MS 1000

typedef struct {
  GPtrArray *steps; /* of MbStep, in order */
  MbSelection before;
  MbSelection after;
  char *key;
  gint64 time_ms;
  gsize size_bytes;
} Group;

struct _MbHistory {
  GObject parent_instance;
  GQueue done;
  GQueue undone;
  gsize cap_bytes;
  gsize size_bytes;
  gboolean open; /* the newest group takes more */
};

typedef enum {
  PROP_CAN_UNDO = 1,
  PROP_CAN_REDO,
} MbHistoryProps;

static GParamSpec *props[PROP_CAN_REDO + 1];

G_DEFINE_FINAL_TYPE (MbHistory, mb_history, G_TYPE_OBJECT)

static void
group_free (Group *group)
{
  g_ptr_array_unref (group->steps);
  g_free (group->key);
  g_free (group);
}

static Group *
group_new (const MbTransaction *transaction)
{
  Group *group = g_new0 (Group, 1);

  group->steps = g_ptr_array_new_with_free_func ((GDestroyNotify) mb_step_unref);
  group->before = *mb_transaction_get_selection_before (transaction);
  group->key = g_strdup (mb_transaction_get_coalescing_key (transaction));

  return group;
}

static void
group_append (Group *group, const MbTransaction *transaction)
{
  for (guint i = 0; i < mb_transaction_get_n_steps (transaction); i++) {
    MbStep *step = (MbStep *) mb_transaction_get_step (transaction, i);
    guint n = group->steps->len;
    g_autoptr (MbStep) merged =
      n > 0 ? mb_step_merge (g_ptr_array_index (group->steps, n - 1), step) : NULL;

    if (merged)
      g_ptr_array_remove_index (group->steps, n - 1);
    g_ptr_array_add (group->steps, mb_step_ref (merged ? merged : step));
  }
  group->after = *mb_transaction_get_selection_after (transaction);
  group->time_ms = mb_transaction_get_time_ms (transaction);
  group->size_bytes = 0;
  for (guint i = 0; i < group->steps->len; i++)
    group->size_bytes += mb_step_get_size_bytes (g_ptr_array_index (group->steps, i));
}

static void
clear_queue (MbHistory *self, GQueue *queue)
{
  Group *group = NULL;

  while ((group = g_queue_pop_head (queue))) {
    self->size_bytes -= group->size_bytes;
    group_free (group);
  }
}

static gunichar
last_char (const MbText *text)
{
  const char *utf8 = mb_text_get_utf8 (text);
  gsize n = mb_text_get_n_bytes (text);

  return n > 0 ? g_utf8_get_char (g_utf8_prev_char (utf8 + n)) : 0;
}

/* A word begins where something else than a space follows a space. */
static gboolean
begins_word (const MbStep *before, const MbStep *next)
{
  gunichar last = last_char (before->inserted);
  gunichar first = g_utf8_get_char (mb_text_get_utf8 (next->inserted));

  return last != 0 && first != 0 && g_unichar_isspace (last) && !g_unichar_isspace (first);
}

/* Typing turns round: deleting after writing, writing after deleting. */
static gboolean
turns (const MbStep *before, const MbStep *next)
{
  gboolean was_writing = mb_text_get_n_chars (before->inserted) > 0;
  gboolean writes = mb_text_get_n_chars (next->inserted) > 0;

  return was_writing != writes;
}

static gboolean
goes_on (const Group *group, const MbTransaction *transaction)
{
  const char *key = mb_transaction_get_coalescing_key (transaction);
  gint64 pause_ms = mb_transaction_get_time_ms (transaction) - group->time_ms;
  const MbStep *before = NULL;
  const MbStep *next = NULL;
  g_autoptr (MbStep) merged = NULL;

  if (!key || g_strcmp0 (key, group->key) != 0 || pause_ms > PAUSE_MS || pause_ms < -PAUSE_MS ||
      group->steps->len == 0)
    return FALSE;
  if (mb_transaction_get_origin (transaction) != MB_ORIGIN_TYPING)
    return TRUE;
  if (mb_transaction_get_n_steps (transaction) != 1)
    return FALSE;

  before = g_ptr_array_index (group->steps, group->steps->len - 1);
  next = mb_transaction_get_step (transaction, 0);
  merged = mb_step_merge (before, next);

  return merged && !turns (before, next) && !begins_word (before, next);
}

static void
notify_state (MbHistory *self, gboolean could_undo, gboolean could_redo)
{
  if (could_undo != mb_history_can_undo (self))
    g_object_notify_by_pspec (G_OBJECT (self), props[PROP_CAN_UNDO]);
  if (could_redo != mb_history_can_redo (self))
    g_object_notify_by_pspec (G_OBJECT (self), props[PROP_CAN_REDO]);
}

static void
mb_history_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  MbHistory *self = MB_HISTORY (object);

  switch ((MbHistoryProps) prop_id) {
  case PROP_CAN_UNDO:
    g_value_set_boolean (value, mb_history_can_undo (self));
    break;
  case PROP_CAN_REDO:
    g_value_set_boolean (value, mb_history_can_redo (self));
    break;
  }
}

static void
mb_history_finalize (GObject *object)
{
  MbHistory *self = MB_HISTORY (object);

  clear_queue (self, &self->done);
  clear_queue (self, &self->undone);

  G_OBJECT_CLASS (mb_history_parent_class)->finalize (object);
}

static void
mb_history_class_init (MbHistoryClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = mb_history_get_property;
  object_class->finalize = mb_history_finalize;

  props[PROP_CAN_UNDO] =
    g_param_spec_boolean ("can-undo", NULL, NULL, FALSE, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  props[PROP_CAN_REDO] =
    g_param_spec_boolean ("can-redo", NULL, NULL, FALSE, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (props), props);
}

static void
mb_history_init (MbHistory *self)
{
  g_queue_init (&self->done);
  g_queue_init (&self->undone);
}

/**
 * mb_history_new:
 * @cap_bytes: how much memory the history may keep; the oldest groups go first
 *
 * Makes an empty history.
 *
 * Returns: (transfer full): the history
 */
MbHistory *
mb_history_new (gsize cap_bytes)
{
  MbHistory *self = g_object_new (MB_TYPE_HISTORY, NULL);

  self->cap_bytes = cap_bytes;
  return self;
}

/**
 * mb_history_can_undo:
 * @self: a history
 *
 * Whether there is something to undo.
 */
gboolean
mb_history_can_undo (MbHistory *self)
{
  g_return_val_if_fail (MB_IS_HISTORY (self), FALSE);

  return !g_queue_is_empty (&self->done);
}

/**
 * mb_history_can_redo:
 * @self: a history
 *
 * Whether there is something to redo.
 */
gboolean
mb_history_can_redo (MbHistory *self)
{
  g_return_val_if_fail (MB_IS_HISTORY (self), FALSE);

  return !g_queue_is_empty (&self->undone);
}

static void
move_group (MbHistory *self, GQueue *from, GQueue *to)
{
  g_return_if_fail (!g_queue_is_empty (from));

  g_queue_push_tail (to, g_queue_pop_tail (from));
  self->open = FALSE;
}

static void
push (MbHistory *self, const MbTransaction *transaction)
{
  Group *last = g_queue_peek_tail (&self->done);

  clear_queue (self, &self->undone);
  if (!self->open || !last || !goes_on (last, transaction)) {
    last = group_new (transaction);
    g_queue_push_tail (&self->done, last);
  }
  self->size_bytes -= last->size_bytes;
  group_append (last, transaction);
  self->size_bytes += last->size_bytes;
  self->open = TRUE;

  while (self->size_bytes > self->cap_bytes && self->done.length > 1) {
    Group *oldest = g_queue_pop_head (&self->done);

    self->size_bytes -= oldest->size_bytes;
    group_free (oldest);
  }
}

/**
 * mb_history_record:
 * @self: a history
 * @transaction: a committed transaction
 *
 * Takes note of a change. One of origin undo or redo moves a group from one stack to the other; any
 * other ends what could be redone.
 */
void
mb_history_record (MbHistory *self, MbTransaction *transaction)
{
  gboolean could_undo = mb_history_can_undo (self);
  gboolean could_redo = mb_history_can_redo (self);

  g_return_if_fail (MB_IS_HISTORY (self));
  g_return_if_fail (transaction != NULL);

  if (mb_transaction_get_origin (transaction) == MB_ORIGIN_UNDO)
    move_group (self, &self->done, &self->undone);
  else if (mb_transaction_get_origin (transaction) == MB_ORIGIN_REDO)
    move_group (self, &self->undone, &self->done);
  else
    push (self, transaction);

  notify_state (self, could_undo, could_redo);
}

/**
 * mb_history_close_group:
 * @self: a history
 *
 * Lets the next change begin a group of its own: the caret was moved, an input method's composition
 * ended.
 */
void
mb_history_close_group (MbHistory *self)
{
  g_return_if_fail (MB_IS_HISTORY (self));

  self->open = FALSE;
}

/**
 * mb_history_make_undo:
 * @self: a history
 * @base: the article as it is now
 *
 * Makes the transaction that undoes the newest group; committing it tells the history.
 *
 * Returns: (transfer full) (nullable): the transaction, or %NULL when there is nothing to undo
 */
MbTransaction *
mb_history_make_undo (MbHistory *self, MbSnapshot *base)
{
  g_autoptr (MbTransaction) transaction = NULL;
  g_autoptr (GError) error = NULL;
  Group *group = NULL;

  g_return_val_if_fail (MB_IS_HISTORY (self) && base != NULL, NULL);

  group = g_queue_peek_tail (&self->done);
  if (!group)
    return NULL;
  transaction = mb_transaction_new (base, MB_ORIGIN_UNDO);
  for (guint i = group->steps->len; i > 0; i--) {
    g_autoptr (MbStep) inverse = mb_step_invert (g_ptr_array_index (group->steps, i - 1));

    if (!mb_transaction_add (transaction, inverse, &error)) {
      g_warning ("cannot undo: %s", error->message);
      return NULL;
    }
  }
  mb_transaction_set_selection_before (transaction, &group->after);
  mb_transaction_set_selection_after (transaction, &group->before);

  return g_steal_pointer (&transaction);
}

/**
 * mb_history_make_redo:
 * @self: a history
 * @base: the article as it is now
 *
 * Makes the transaction that does the last undone group again; committing it tells the history.
 *
 * Returns: (transfer full) (nullable): the transaction, or %NULL when there is nothing to redo
 */
MbTransaction *
mb_history_make_redo (MbHistory *self, MbSnapshot *base)
{
  g_autoptr (MbTransaction) transaction = NULL;
  g_autoptr (GError) error = NULL;
  Group *group = NULL;

  g_return_val_if_fail (MB_IS_HISTORY (self) && base != NULL, NULL);

  group = g_queue_peek_tail (&self->undone);
  if (!group)
    return NULL;
  transaction = mb_transaction_new (base, MB_ORIGIN_REDO);
  for (guint i = 0; i < group->steps->len; i++)
    if (!mb_transaction_add (transaction, g_ptr_array_index (group->steps, i), &error)) {
      g_warning ("cannot redo: %s", error->message);
      return NULL;
    }
  mb_transaction_set_selection_before (transaction, &group->before);
  mb_transaction_set_selection_after (transaction, &group->after);

  return g_steal_pointer (&transaction);
}
