#include "mb-snapshot.h"

#include "mb-id.h"

#include <string.h>

/* The invariants of an article: what mb_snapshot_check() says holds after every transaction. */

static gboolean
fail (GError **error, const MbBlock *block, const char *what)
{
  char id[MB_ID_TEXT_CHARS + 1] = "-";

  if (block)
    mb_id_format (mb_block_get_id (block), id);
  g_set_error (error, MB_MODEL_ERROR, MB_MODEL_ERROR_SCHEMA, "block %s: %s", id, what);

  return FALSE;
}

static gboolean
check_spans (const MbBlock *block, guint part, GError **error)
{
  const MbText *text = mb_block_get_part (block, part);
  MbPartRole role = mb_block_get_part_role (block, part);
  guint link_end = 0;
  guint n;
  const MbSpan *spans = mb_text_get_spans (text, &n);

  for (guint i = 0; i < n; i++) {
    if (!mb_part_role_allows_span (role, spans[i].kind))
      return fail (error, block, "a span that its part does not carry");
    if (mb_span_kind_has_value (spans[i].kind) != (spans[i].value != NULL))
      return fail (error, block, "a span with a value too many or too few");
    if (mb_span_kind_has_mark (spans[i].kind) != (spans[i].mark != 0))
      return fail (error, block, "a span with a mark too many or too few");
    if (spans[i].kind != MB_SPAN_LINK)
      continue;
    if (spans[i].start < link_end)
      return fail (error, block, "two links over one character");
    link_end = spans[i].end;
  }

  return TRUE;
}

static gboolean
check_parts (const MbBlock *block, GError **error)
{
  MbBlockKind kind = mb_block_get_kind (block);
  guint n_parts = mb_block_get_n_parts (block);
  guint fixed = mb_block_kind_get_n_parts (kind);

  if (n_parts < fixed || (n_parts > fixed && kind != MB_BLOCK_TABLE))
    return fail (error, block, "a wrong number of parts");

  for (guint i = 0; i < n_parts; i++) {
    const MbText *text = mb_block_get_part (block, i);

    if (mb_part_role_is_object (mb_block_get_part_role (block, i)) &&
        mb_text_get_n_chars (text) > 0)
      return fail (error, block, "text in an object");
    if (strpbrk (mb_text_get_utf8 (text), "\n\r") ||
        strstr (mb_text_get_utf8 (text), "\342\200\251"))
      return fail (error, block, "a line end inside a part");
    if (!check_spans (block, i, error))
      return FALSE;
  }

  return TRUE;
}

static gboolean
check_attributes (const MbBlock *block, GError **error)
{
  guint n;
  const MbAttribute *attributes = mb_block_get_attributes (block, &n);
  MbContainerKind container;

  for (guint i = 0; i < n; i++)
    if (!mb_block_kind_has_attribute (mb_block_get_kind (block), attributes[i].name))
      return fail (error, block, "an attribute that its kind does not have");

  if (!mb_container_parse (mb_block_get_attribute (block, MB_ATTR_CONTAINER), &container))
    return fail (error, block, "an unknown box");
  if (!mb_block_can_contain (container, mb_block_get_kind (block)))
    return fail (error, block, "a box that does not hold its kind");

  return TRUE;
}

/**
 * mb_block_check:
 * @block: a block
 * @error: return location
 *
 * Verifies what must hold inside one block: its parts, spans and attributes.
 *
 * Returns: whether all hold
 */
gboolean
mb_block_check (const MbBlock *block, GError **error)
{
  g_return_val_if_fail (block != NULL, FALSE);

  return check_parts (block, error) && check_attributes (block, error);
}

/* Furniture comes first, whole, in order, and nowhere else. */
static gboolean
check_furniture (const MbBlock *block, guint index, GError **error)
{
  const MbBlockKind furniture[MB_N_FURNITURE] = {MB_BLOCK_KICKER, MB_BLOCK_HEADLINE,
                                                 MB_BLOCK_STANDFIRST};

  if (index < MB_N_FURNITURE && mb_block_get_kind (block) != furniture[index])
    return fail (error, block, "furniture out of order");
  if (index >= MB_N_FURNITURE && mb_block_kind_is_furniture (mb_block_get_kind (block)))
    return fail (error, block, "furniture in the body");

  return TRUE;
}

/* A box is one run of blocks: its name may not come again after another's. */
static gboolean
check_box (const MbBlock *block, const char *before, GHashTable *closed, GError **error)
{
  const char *box = mb_block_get_attribute (block, MB_ATTR_CONTAINER);

  if (g_strcmp0 (box, before) == 0)
    return TRUE;
  if (before)
    g_hash_table_add (closed, (gpointer) before);
  if (box && g_hash_table_contains (closed, box))
    return fail (error, block, "a box in two pieces");

  return TRUE;
}

static gboolean
check_marks (const MbSnapshot *self, GError **error)
{
  guint64 before = 0;

  for (guint i = 0; i < mb_snapshot_get_n_marks (self); i++) {
    guint64 id = mb_mark_get_id (mb_snapshot_get_nth_mark (self, i));

    if (id <= before)
      return fail (error, NULL, "marks out of order");
    before = id;
  }

  return TRUE;
}

/**
 * mb_snapshot_check:
 * @self: a snapshot
 * @error: return location
 *
 * Verifies every invariant of an article: furniture, parts, spans, attributes, boxes, ids and
 * marks.
 *
 * Returns: whether all hold; otherwise `MB_MODEL_ERROR_SCHEMA` names the first that does not
 */
gboolean
mb_snapshot_check (const MbSnapshot *self, GError **error)
{
  g_autoptr (GHashTable) ids = g_hash_table_new (g_int64_hash, g_int64_equal);
  g_autoptr (GHashTable) closed = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GArray) kept = g_array_sized_new (FALSE, FALSE, sizeof (guint64), 16);
  const char *box = NULL;
  guint n_blocks;

  g_return_val_if_fail (self != NULL, FALSE);

  n_blocks = mb_snapshot_get_n_blocks (self);
  if (n_blocks <= MB_N_FURNITURE)
    return fail (error, NULL, "an article without a body");
  g_array_set_size (kept, n_blocks);

  for (guint i = 0; i < n_blocks; i++) {
    const MbBlock *block = mb_snapshot_get_block (self, i);
    guint64 *id = &g_array_index (kept, guint64, i);

    *id = mb_block_get_id (block);
    if (*id == 0 || !g_hash_table_add (ids, id))
      return fail (error, block, "an id twice");
    if (!check_furniture (block, i, error) || !mb_block_check (block, error) ||
        !check_box (block, box, closed, error))
      return FALSE;
    box = mb_block_get_attribute (block, MB_ATTR_CONTAINER);
  }

  return check_marks (self, error);
}
