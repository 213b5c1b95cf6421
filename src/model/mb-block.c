#include "mb-block.h"

#include <string.h>

struct _MbBlock {
  gatomicrefcount ref_count;
  guint64 id;
  MbBlockKind kind;
  guint n_parts;
  guint n_attributes;
  MbText **parts;
  MbAttribute *attributes; /* sorted by name; reference-counted strings */
};

G_DEFINE_BOXED_TYPE (MbBlock, mb_block, mb_block_ref, mb_block_unref)

static MbBlock *
alloc (guint64 id, MbBlockKind kind, guint n_parts, guint n_attributes)
{
  MbBlock *self = g_new0 (MbBlock, 1);

  g_atomic_ref_count_init (&self->ref_count);
  self->id = id;
  self->kind = kind;
  self->n_parts = n_parts;
  self->n_attributes = n_attributes;
  self->parts = g_new0 (MbText *, n_parts);
  if (n_attributes > 0)
    self->attributes = g_new0 (MbAttribute, n_attributes);

  return self;
}

static MbAttribute
share (const MbAttribute *attribute)
{
  MbAttribute copy = {g_ref_string_acquire ((char *) attribute->name),
                      g_ref_string_acquire ((char *) attribute->value)};

  return copy;
}

static MbBlock *
copy_with_parts (const MbBlock *self, guint n_parts)
{
  MbBlock *copy = alloc (self->id, self->kind, n_parts, self->n_attributes);

  for (guint i = 0; i < n_parts; i++)
    copy->parts[i] = i < self->n_parts ? mb_text_ref (self->parts[i]) : mb_text_empty ();
  for (guint i = 0; i < self->n_attributes; i++)
    copy->attributes[i] = share (&self->attributes[i]);

  return copy;
}

/**
 * mb_block_new:
 * @id: its id, never 0
 * @kind: its kind
 *
 * Makes a block with empty parts.
 *
 * Returns: (transfer full): the block
 */
MbBlock *
mb_block_new (guint64 id, MbBlockKind kind)
{
  MbBlock *self = NULL;

  g_return_val_if_fail (id != 0, NULL);

  self = alloc (id, kind, mb_block_kind_get_n_parts (kind), 0);
  for (guint i = 0; i < self->n_parts; i++)
    self->parts[i] = mb_text_empty ();

  return self;
}

/**
 * mb_block_new_text:
 * @id: its id, never 0
 * @kind: a kind whose first part is text
 * @text: that text
 *
 * Makes a block with its first part filled.
 *
 * Returns: (transfer full): the block
 */
MbBlock *
mb_block_new_text (guint64 id, MbBlockKind kind, MbText *text)
{
  g_autoptr (MbBlock) empty = mb_block_new (id, kind);

  return mb_block_with_part (empty, 0, text);
}

/**
 * mb_block_ref:
 * @self: a block
 *
 * Takes a reference; any thread.
 *
 * Returns: (transfer full): @self
 */
MbBlock *
mb_block_ref (MbBlock *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

/**
 * mb_block_unref:
 * @self: (transfer full): a block
 *
 * Drops a reference; any thread.
 */
void
mb_block_unref (MbBlock *self)
{
  g_return_if_fail (self != NULL);

  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;

  for (guint i = 0; i < self->n_parts; i++)
    mb_text_unref (self->parts[i]);
  for (guint i = 0; i < self->n_attributes; i++) {
    g_ref_string_release ((char *) self->attributes[i].name);
    g_ref_string_release ((char *) self->attributes[i].value);
  }
  g_free (self->parts);
  g_free (self->attributes);
  g_free (self);
}

/**
 * mb_block_get_id:
 * @self: a block
 *
 * Its id: 64 random bits, never 0, the same for the block's whole life.
 */
guint64
mb_block_get_id (const MbBlock *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->id;
}

/**
 * mb_block_get_kind:
 * @self: a block
 *
 * Its kind.
 */
MbBlockKind
mb_block_get_kind (const MbBlock *self)
{
  g_return_val_if_fail (self != NULL, MB_BLOCK_PARAGRAPH);

  return self->kind;
}

/**
 * mb_block_get_n_parts:
 * @self: a block
 *
 * How many parts it has, a table's cells included.
 */
guint
mb_block_get_n_parts (const MbBlock *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->n_parts;
}

/**
 * mb_block_get_part:
 * @self: a block
 * @part: index of a part
 *
 * The text of a part; empty for objects.
 *
 * Returns: (transfer none): the text
 */
MbText *
mb_block_get_part (const MbBlock *self, guint part)
{
  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (part < self->n_parts, NULL);

  return self->parts[part];
}

/**
 * mb_block_get_role:
 * @self: a block
 * @role: what the part is for
 *
 * The text of the part with a role.
 *
 * Returns: (transfer none) (nullable): the text, or %NULL when the kind has no such part
 */
MbText *
mb_block_get_role (const MbBlock *self, MbPartRole role)
{
  guint part;

  g_return_val_if_fail (self != NULL, NULL);

  return mb_block_kind_find_role (self->kind, role, &part) ? self->parts[part] : NULL;
}

/**
 * mb_block_get_part_role:
 * @self: a block
 * @part: index of a part
 *
 * What a part is for.
 */
MbPartRole
mb_block_get_part_role (const MbBlock *self, guint part)
{
  g_return_val_if_fail (self != NULL, MB_PART_TEXT);

  return mb_block_kind_get_role (self->kind, part);
}

/**
 * mb_block_get_attribute:
 * @self: a block
 * @name: an attribute's name
 *
 * The value of an attribute.
 *
 * Returns: (nullable): the value, or %NULL when it is not set
 */
const char *
mb_block_get_attribute (const MbBlock *self, const char *name)
{
  g_return_val_if_fail (self != NULL && name != NULL, NULL);

  for (guint i = 0; i < self->n_attributes; i++)
    if (strcmp (self->attributes[i].name, name) == 0)
      return self->attributes[i].value;

  return NULL;
}

/**
 * mb_block_get_attributes:
 * @self: a block
 * @n_attributes: (out): return location for their number
 *
 * All attributes, sorted by name.
 *
 * Returns: (array length=n_attributes) (nullable): the attributes
 */
const MbAttribute *
mb_block_get_attributes (const MbBlock *self, guint *n_attributes)
{
  g_return_val_if_fail (self != NULL && n_attributes != NULL, NULL);

  *n_attributes = self->n_attributes;
  return self->attributes;
}

/**
 * mb_block_equal:
 * @self: a block
 * @other: another
 *
 * Whether id, kind, attributes and texts are the same.
 */
gboolean
mb_block_equal (const MbBlock *self, const MbBlock *other)
{
  g_return_val_if_fail (self != NULL && other != NULL, FALSE);

  if (self == other)
    return TRUE;
  if (self->id != other->id || self->kind != other->kind || self->n_parts != other->n_parts ||
      self->n_attributes != other->n_attributes)
    return FALSE;

  for (guint i = 0; i < self->n_attributes; i++)
    if (strcmp (self->attributes[i].name, other->attributes[i].name) != 0 ||
        strcmp (self->attributes[i].value, other->attributes[i].value) != 0)
      return FALSE;
  for (guint i = 0; i < self->n_parts; i++)
    if (!mb_text_equal (self->parts[i], other->parts[i]))
      return FALSE;

  return TRUE;
}

/**
 * mb_block_is_empty:
 * @self: a block
 *
 * Whether it is a block of text in which nothing is written. Objects and figures are never empty.
 */
gboolean
mb_block_is_empty (const MbBlock *self)
{
  g_return_val_if_fail (self != NULL, TRUE);

  for (guint i = 0; i < self->n_parts; i++)
    if (mb_part_role_is_object (mb_block_kind_get_role (self->kind, i)) ||
        mb_text_get_n_chars (self->parts[i]) > 0)
      return FALSE;

  return TRUE;
}

/**
 * mb_block_with_id:
 * @self: a block
 * @id: another id
 *
 * Makes a copy with another id.
 *
 * Returns: (transfer full): the copy
 */
MbBlock *
mb_block_with_id (MbBlock *self, guint64 id)
{
  MbBlock *copy = NULL;

  g_return_val_if_fail (self != NULL && id != 0, NULL);

  copy = copy_with_parts (self, self->n_parts);
  copy->id = id;

  return copy;
}

/**
 * mb_block_with_kind:
 * @self: a block
 * @kind: another kind
 *
 * Makes a copy of another kind. Texts stay at their index; parts that the kind does not have are
 * gone, new ones empty.
 *
 * Returns: (transfer full): the copy
 */
MbBlock *
mb_block_with_kind (MbBlock *self, MbBlockKind kind)
{
  MbBlock *copy = NULL;

  g_return_val_if_fail (self != NULL, NULL);

  copy = copy_with_parts (self, mb_block_kind_get_n_parts (kind));
  copy->kind = kind;

  return copy;
}

/**
 * mb_block_with_part:
 * @self: a block
 * @part: index of a part; for a table, parts up to it are made
 * @text: its new text
 *
 * Makes a copy with another text in a part.
 *
 * Returns: (transfer full): the copy
 */
MbBlock *
mb_block_with_part (MbBlock *self, guint part, MbText *text)
{
  MbBlock *copy = NULL;

  g_return_val_if_fail (self != NULL && text != NULL, NULL);
  g_return_val_if_fail (part < self->n_parts || self->kind == MB_BLOCK_TABLE, NULL);

  copy = copy_with_parts (self, MAX (self->n_parts, part + 1));
  mb_text_unref (copy->parts[part]);
  copy->parts[part] = mb_text_ref (text);

  return copy;
}

/**
 * mb_block_with_attribute:
 * @self: a block
 * @name: an attribute's name
 * @value: (nullable): its value; %NULL takes it away
 *
 * Makes a copy with an attribute changed.
 *
 * Returns: (transfer full): the copy
 */
MbBlock *
mb_block_with_attribute (MbBlock *self, const char *name, const char *value)
{
  MbBlock *copy = NULL;
  guint at = 0;
  guint n = 0;
  gboolean had;

  g_return_val_if_fail (self != NULL && name != NULL, NULL);

  while (at < self->n_attributes && strcmp (self->attributes[at].name, name) < 0)
    at++;
  had = at < self->n_attributes && strcmp (self->attributes[at].name, name) == 0;

  copy = alloc (self->id, self->kind, self->n_parts,
                self->n_attributes + (value ? 1 : 0) - (had ? 1 : 0));
  for (guint i = 0; i < self->n_parts; i++)
    copy->parts[i] = mb_text_ref (self->parts[i]);
  for (guint i = 0; i < at; i++)
    copy->attributes[n++] = share (&self->attributes[i]);
  if (value)
    copy->attributes[n++] =
      (MbAttribute) {g_ref_string_new_intern (name), g_ref_string_new (value)};
  for (guint i = at + (had ? 1 : 0); i < self->n_attributes; i++)
    copy->attributes[n++] = share (&self->attributes[i]);

  return copy;
}
