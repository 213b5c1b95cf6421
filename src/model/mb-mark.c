#include "mb-mark.h"

struct _MbMark {
  gatomicrefcount ref_count;
  guint64 id;
  MbMarkKind kind;
  char *author;
  gint64 time_ms;
  gboolean resolved;
  guint64 block; /* a comment on a whole block, or where an orphan's words were; 0: the article */
  char *quote;   /* the words it was made for: an orphan keeps them */
  char *detail;
  GArray *entries; /* of MbMarkEntry, owning its strings */
};

G_DEFINE_BOXED_TYPE (MbMark, mb_mark, mb_mark_ref, mb_mark_unref)

static const char *const kind_names[] = {
  [MB_MARK_COMMENT] = "comment",
  [MB_MARK_SUGGESTION] = "suggestion",
  [MB_MARK_STRUCTURE] = "structure",
};

static void
clear_entry (gpointer data)
{
  MbMarkEntry *entry = data;

  g_free ((char *) entry->author);
  g_free ((char *) entry->body);
}

static void
append_entry (MbMark *self, const MbMarkEntry *entry)
{
  MbMarkEntry copy = {g_strdup (entry->author), entry->time_ms, g_strdup (entry->body)};

  g_array_append_val (self->entries, copy);
}

static MbMark *
copy_mark (const MbMark *self)
{
  MbMark *copy = mb_mark_new (self->id, self->kind, self->author, self->time_ms);

  copy->resolved = self->resolved;
  copy->block = self->block;
  copy->quote = g_strdup (self->quote);
  copy->detail = g_strdup (self->detail);
  for (guint i = 0; i < self->entries->len; i++)
    append_entry (copy, mb_mark_get_entry (self, i));

  return copy;
}

/**
 * mb_mark_new:
 * @id: its id, never 0
 * @kind: what it is
 * @author: (nullable): who made it
 * @time_ms: when, wall clock in milliseconds, for display
 *
 * Makes an open mark without entries.
 *
 * Returns: (transfer full): the mark
 */
MbMark *
mb_mark_new (guint64 id, MbMarkKind kind, const char *author, gint64 time_ms)
{
  MbMark *self = NULL;

  g_return_val_if_fail (id != 0, NULL);

  self = g_new0 (MbMark, 1);
  g_atomic_ref_count_init (&self->ref_count);
  self->id = id;
  self->kind = kind;
  self->author = g_strdup (author ? author : "");
  self->time_ms = time_ms;
  self->entries = g_array_new (FALSE, FALSE, sizeof (MbMarkEntry));
  g_array_set_clear_func (self->entries, clear_entry);

  return self;
}

/**
 * mb_mark_ref:
 * @self: a mark
 *
 * Takes a reference; any thread.
 *
 * Returns: (transfer full): @self
 */
MbMark *
mb_mark_ref (MbMark *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

/**
 * mb_mark_unref:
 * @self: (transfer full): a mark
 *
 * Drops a reference; any thread.
 */
void
mb_mark_unref (MbMark *self)
{
  g_return_if_fail (self != NULL);

  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;

  g_array_unref (self->entries);
  g_free (self->author);
  g_free (self->quote);
  g_free (self->detail);
  g_free (self);
}

/**
 * mb_mark_get_id:
 * @self: a mark
 *
 * The id that its spans carry.
 */
guint64
mb_mark_get_id (const MbMark *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->id;
}

/**
 * mb_mark_get_kind:
 * @self: a mark
 *
 * Comment, suggestion of text, or suggestion of structure.
 */
MbMarkKind
mb_mark_get_kind (const MbMark *self)
{
  g_return_val_if_fail (self != NULL, MB_MARK_COMMENT);

  return self->kind;
}

/**
 * mb_mark_get_author:
 * @self: a mark
 *
 * Who made it; empty when unknown.
 */
const char *
mb_mark_get_author (const MbMark *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->author;
}

/**
 * mb_mark_get_time_ms:
 * @self: a mark
 *
 * When it was made, wall clock in milliseconds.
 */
gint64
mb_mark_get_time_ms (const MbMark *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->time_ms;
}

/**
 * mb_mark_is_resolved:
 * @self: a mark
 *
 * Whether it was dealt with.
 */
gboolean
mb_mark_is_resolved (const MbMark *self)
{
  g_return_val_if_fail (self != NULL, FALSE);

  return self->resolved;
}

/**
 * mb_mark_get_block:
 * @self: a mark
 *
 * The block it is about, 0 for the whole article.
 */
guint64
mb_mark_get_block (const MbMark *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->block;
}

/**
 * mb_mark_get_quote:
 * @self: a mark
 *
 * The words it was made for.
 *
 * Returns: (nullable): the words
 */
const char *
mb_mark_get_quote (const MbMark *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->quote;
}

/**
 * mb_mark_get_detail:
 * @self: a mark
 *
 * What a suggestion of structure wants.
 *
 * Returns: (nullable): the detail
 */
const char *
mb_mark_get_detail (const MbMark *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->detail;
}

/**
 * mb_mark_get_n_entries:
 * @self: a mark
 *
 * How many messages its thread has.
 */
guint
mb_mark_get_n_entries (const MbMark *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->entries->len;
}

/**
 * mb_mark_get_entry:
 * @self: a mark
 * @index: index of a message
 *
 * A message of its thread, oldest first.
 *
 * Returns: (transfer none): the message
 */
const MbMarkEntry *
mb_mark_get_entry (const MbMark *self, guint index)
{
  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (index < self->entries->len, NULL);

  return &g_array_index (self->entries, MbMarkEntry, index);
}

/**
 * mb_mark_equal:
 * @self: a mark
 * @other: another
 *
 * Whether everything about them is the same.
 */
gboolean
mb_mark_equal (const MbMark *self, const MbMark *other)
{
  g_return_val_if_fail (self != NULL && other != NULL, FALSE);

  if (self == other)
    return TRUE;
  if (self->id != other->id || self->kind != other->kind || self->time_ms != other->time_ms ||
      self->resolved != other->resolved || self->block != other->block ||
      self->entries->len != other->entries->len || g_strcmp0 (self->author, other->author) != 0 ||
      g_strcmp0 (self->quote, other->quote) != 0 || g_strcmp0 (self->detail, other->detail) != 0)
    return FALSE;

  for (guint i = 0; i < self->entries->len; i++) {
    const MbMarkEntry *a = mb_mark_get_entry (self, i);
    const MbMarkEntry *b = mb_mark_get_entry (other, i);

    if (a->time_ms != b->time_ms || g_strcmp0 (a->author, b->author) != 0 ||
        g_strcmp0 (a->body, b->body) != 0)
      return FALSE;
  }

  return TRUE;
}

/**
 * mb_mark_with_entry:
 * @self: a mark
 * @entry: a message
 *
 * Makes a copy with one more message.
 *
 * Returns: (transfer full): the copy
 */
MbMark *
mb_mark_with_entry (MbMark *self, const MbMarkEntry *entry)
{
  MbMark *copy = NULL;

  g_return_val_if_fail (self != NULL && entry != NULL, NULL);

  copy = copy_mark (self);
  append_entry (copy, entry);

  return copy;
}

/**
 * mb_mark_with_resolved:
 * @self: a mark
 * @resolved: whether it was dealt with
 *
 * Makes a copy resolved or open.
 *
 * Returns: (transfer full): the copy
 */
MbMark *
mb_mark_with_resolved (MbMark *self, gboolean resolved)
{
  MbMark *copy = NULL;

  g_return_val_if_fail (self != NULL, NULL);

  copy = copy_mark (self);
  copy->resolved = resolved;

  return copy;
}

/**
 * mb_mark_with_place:
 * @self: a mark
 * @block: the block it is about, 0 for the article
 * @quote: (nullable): the words it is about
 *
 * Makes a copy with another place.
 *
 * Returns: (transfer full): the copy
 */
MbMark *
mb_mark_with_place (MbMark *self, guint64 block, const char *quote)
{
  MbMark *copy = NULL;

  g_return_val_if_fail (self != NULL, NULL);

  copy = copy_mark (self);
  copy->block = block;
  g_set_str (&copy->quote, quote);

  return copy;
}

/**
 * mb_mark_with_detail:
 * @self: a mark
 * @detail: (nullable): what it wants
 *
 * Makes a copy with another detail.
 *
 * Returns: (transfer full): the copy
 */
MbMark *
mb_mark_with_detail (MbMark *self, const char *detail)
{
  MbMark *copy = NULL;

  g_return_val_if_fail (self != NULL, NULL);

  copy = copy_mark (self);
  g_set_str (&copy->detail, detail);

  return copy;
}

/**
 * mb_mark_kind_to_string:
 * @kind: a kind of mark
 *
 * The kind's name in our JSON.
 */
const char *
mb_mark_kind_to_string (MbMarkKind kind)
{
  g_return_val_if_fail ((guint) kind < G_N_ELEMENTS (kind_names), NULL);

  return kind_names[kind];
}

/**
 * mb_mark_kind_from_string:
 * @name: (nullable): a name, perhaps of no kind
 * @kind: (out): return location
 *
 * Looks a kind of mark up by its name.
 *
 * Returns: whether there is such a kind
 */
gboolean
mb_mark_kind_from_string (const char *name, MbMarkKind *kind)
{
  g_return_val_if_fail (kind != NULL, FALSE);

  for (guint i = 0; i < G_N_ELEMENTS (kind_names); i++)
    if (g_strcmp0 (kind_names[i], name) == 0) {
      *kind = i;
      return TRUE;
    }

  return FALSE;
}
