#include "mb-edit.h"

#include "mb-id.h"

#include <string.h>

static MbSnapshot *
now (MbTransaction *transaction)
{
  return mb_transaction_get_result (transaction);
}

static MbPartRole
role_at (MbSnapshot *snapshot, const MbPosition *position)
{
  MbBlock *block = mb_snapshot_lookup (snapshot, position->block);

  return block ? mb_block_get_part_role (block, position->part) : MB_PART_TEXT;
}

static guint
part_length (MbSnapshot *snapshot, guint64 block, guint part)
{
  return mb_text_get_n_chars (mb_block_get_part (mb_snapshot_lookup (snapshot, block), part));
}

static gboolean
clear_text (MbTransaction *transaction,
            guint64 block,
            guint part,
            guint start,
            guint end,
            GError **error)
{
  g_autoptr (MbText) nothing = mb_text_empty ();

  if (start >= end)
    return TRUE;

  return mb_transaction_replace_text (transaction, &(MbPosition) {block, part, start}, end - start,
                                      nothing, error);
}

/* Empties the text of a block from one place to another; objects stay. */
static gboolean
clear_range (MbTransaction *transaction,
             guint64 id,
             const MbPosition *start,
             const MbPosition *end,
             GError **error)
{
  MbBlock *block = mb_snapshot_lookup (now (transaction), id);
  guint n_lines = mb_block_kind_get_n_parts (mb_block_get_kind (block));
  guint first = start ? start->part : 0;
  guint last = end ? end->part : n_lines - 1;

  for (guint part = first; part <= last && part < n_lines; part++) {
    guint from = start && part == start->part ? start->offset : 0;
    guint to = part_length (now (transaction), id, part);

    if (mb_part_role_is_object (mb_block_kind_get_role (mb_block_get_kind (block), part)))
      continue;
    if (end && part == end->part)
      to = MIN (to, end->offset);
    if (!clear_text (transaction, id, part, from, to, error))
      return FALSE;
  }

  return TRUE;
}

static guint
count_body (MbSnapshot *snapshot)
{
  return mb_snapshot_get_n_blocks (snapshot) - MB_N_FURNITURE;
}

/* Takes a block away; furniture stays empty, and a body keeps one block. */
static gboolean
drop_block (MbTransaction *transaction, guint64 id, GError **error)
{
  MbBlock *block = mb_snapshot_lookup (now (transaction), id);
  g_autoptr (MbBlock) fresh = NULL;

  if (mb_block_kind_is_furniture (mb_block_get_kind (block)))
    return clear_range (transaction, id, NULL, NULL, error);
  if (count_body (now (transaction)) == 1) {
    fresh = mb_block_new (mb_id_new (), MB_BLOCK_PARAGRAPH);
    if (!mb_transaction_insert_block (transaction, id, fresh, error))
      return FALSE;
  }

  return mb_transaction_remove_block (transaction, id, error);
}

/* The object of a line is one character in the view: a range over it takes the whole object. */
static gboolean
covers_object (MbBlock *block, const MbPosition *start, const MbPosition *end)
{
  if (!mb_part_role_is_object (mb_block_get_part_role (block, 0)))
    return FALSE;

  return (!start || (start->part == 0 && start->offset == 0)) &&
         (!end || end->part > 0 || end->offset > 0);
}

/* A figure whose picture goes leaves what remains of its caption and credit as paragraphs. */
static gboolean
drop_figure (MbTransaction *transaction,
             guint64 id,
             const MbPosition *start,
             const MbPosition *end,
             GError **error)
{
  guint64 after = id;

  if (!clear_range (transaction, id, start, end, error))
    return FALSE;
  for (guint part = 1; part < mb_block_get_n_parts (mb_snapshot_lookup (now (transaction), id));
       part++) {
    MbBlock *block = mb_snapshot_lookup (now (transaction), id);
    MbText *text = mb_block_get_part (block, part);
    g_autoptr (MbBlock) paragraph = NULL;

    if (mb_text_get_n_chars (text) == 0 || mb_block_get_kind (block) == MB_BLOCK_TABLE)
      continue;
    paragraph = mb_block_new_text (mb_id_new (), MB_BLOCK_PARAGRAPH, text);
    if (!mb_transaction_insert_block (transaction, after, paragraph, error))
      return FALSE;
    after = mb_block_get_id (paragraph);
  }

  return drop_block (transaction, id, error);
}

static gboolean
strip_for (MbTransaction *transaction, guint64 id, MbPartRole role, GError **error)
{
  g_autoptr (MbText) text =
    mb_text_ref (mb_block_get_part (mb_snapshot_lookup (now (transaction), id), 0));
  guint n;
  const MbSpan *spans = mb_text_get_spans (text, &n);

  for (guint i = 0; i < n; i++)
    if (!mb_part_role_allows_span (role, spans[i].kind) &&
        !mb_transaction_remove_spans (transaction, id, 0, &spans[i], error))
      return FALSE;

  return TRUE;
}

static gboolean
has_only_first_part (MbBlock *block)
{
  for (guint part = 1; part < mb_block_get_n_parts (block); part++)
    if (mb_text_get_n_chars (mb_block_get_part (block, part)) > 0)
      return FALSE;

  return !mb_part_role_is_object (mb_block_get_part_role (block, 0));
}

/* The line end between two neighbours was deleted. Text joins text; an empty line goes; everything
 * else stays apart and only the caret moves, to where the writer pointed. */
static gboolean
join (MbTransaction *transaction, guint64 first, guint64 second, MbPosition *caret, GError **error)
{
  MbBlock *a = mb_snapshot_lookup (now (transaction), first);
  MbBlock *b = mb_snapshot_lookup (now (transaction), second);
  gboolean furniture_a = mb_block_kind_is_furniture (mb_block_get_kind (a));
  gboolean furniture_b = mb_block_kind_is_furniture (mb_block_get_kind (b));

  if (!furniture_a && mb_block_is_empty (a) && !furniture_b) {
    *caret = (MbPosition) {second, 0, 0};
    return mb_transaction_remove_block (transaction, first, error);
  }
  if (!furniture_b && mb_block_is_empty (b) && count_body (now (transaction)) > 1)
    return mb_transaction_remove_block (transaction, second, error);
  if (furniture_a || furniture_b || caret->part != 0 || !has_only_first_part (a) ||
      !has_only_first_part (b))
    return TRUE;

  return strip_for (transaction, second, mb_block_get_part_role (a, 0), error) &&
         mb_transaction_join (transaction, first, error);
}

static gboolean
delete_inside (MbTransaction *transaction,
               const MbPosition *start,
               const MbPosition *end,
               MbPosition *caret,
               GError **error)
{
  MbBlock *block = mb_snapshot_lookup (now (transaction), start->block);
  guint index;

  if (!covers_object (block, start, end))
    return clear_range (transaction, start->block, start, end, error);

  mb_snapshot_find (now (transaction), start->block, &index);
  if (!drop_figure (transaction, start->block, start, end, error))
    return FALSE;
  block = mb_snapshot_get_block (now (transaction),
                                 MIN (index, mb_snapshot_get_n_blocks (now (transaction)) - 1));
  *caret = (MbPosition) {mb_block_get_id (block), 0, 0};

  return TRUE;
}

static gboolean
delete_head (MbTransaction *transaction, const MbPosition *end, gboolean *gone, GError **error)
{
  MbBlock *block = mb_snapshot_lookup (now (transaction), end->block);

  *gone = covers_object (block, NULL, end);
  if (*gone)
    return drop_figure (transaction, end->block, NULL, end, error);

  return clear_range (transaction, end->block, NULL, end, error);
}

static gboolean
delete_tail (MbTransaction *transaction, const MbPosition *start, gboolean *gone, GError **error)
{
  MbBlock *block = mb_snapshot_lookup (now (transaction), start->block);

  *gone = covers_object (block, start, NULL);
  if (*gone)
    return drop_block (transaction, start->block, error);

  return clear_range (transaction, start->block, start, NULL, error);
}

/* Deletes from one place to another; @caret is the first place and stays one. */
static gboolean
delete_range (MbTransaction *transaction,
              const MbPosition *start,
              const MbPosition *end,
              MbPosition *caret,
              GError **error)
{
  g_autoptr (MbSnapshot) before = mb_snapshot_ref (now (transaction));
  gboolean start_gone;
  gboolean end_gone;
  guint first;
  guint last;

  if (start->block == end->block)
    return delete_inside (transaction, start, end, caret, error);
  if (!mb_snapshot_find (before, start->block, &first) ||
      !mb_snapshot_find (before, end->block, &last))
    return FALSE;

  for (guint i = first + 1; i < last; i++)
    if (!drop_block (transaction, mb_block_get_id (mb_snapshot_get_block (before, i)), error))
      return FALSE;
  if (!delete_head (transaction, end, &end_gone, error) ||
      !delete_tail (transaction, start, &start_gone, error))
    return FALSE;

  if (start_gone) {
    guint at = MIN (first, mb_snapshot_get_n_blocks (now (transaction)) - 1);

    *caret = (MbPosition) {mb_block_get_id (mb_snapshot_get_block (now (transaction), at)), 0, 0};
    return TRUE;
  }
  if (end_gone || last == first)
    return TRUE;

  return join (transaction, start->block, end->block, caret, error);
}

static gboolean
new_paragraph (MbTransaction *transaction, guint64 after, MbPosition *caret, GError **error)
{
  g_autoptr (MbBlock) fresh = mb_block_new (mb_id_new (), MB_BLOCK_PARAGRAPH);

  *caret = (MbPosition) {mb_block_get_id (fresh), 0, 0};
  return mb_transaction_insert_block (transaction, after, fresh, error);
}

/* To the next line of text, or to a new paragraph when what follows is written already. */
static gboolean
enter_leaves (MbTransaction *transaction, MbPosition *caret, GError **error)
{
  MbSnapshot *snapshot = now (transaction);
  guint index;

  mb_snapshot_find (snapshot, caret->block, &index);
  if (index + 1 < mb_snapshot_get_n_blocks (snapshot)) {
    MbBlock *next = mb_snapshot_get_block (snapshot, index + 1);
    gboolean furniture = mb_block_kind_is_furniture (mb_block_get_kind (next));

    if (furniture || (mb_block_is_empty (next) && mb_block_get_kind (next) == MB_BLOCK_PARAGRAPH)) {
      *caret =
        (MbPosition) {mb_block_get_id (next), 0, part_length (snapshot, mb_block_get_id (next), 0)};
      return TRUE;
    }
  }

  return new_paragraph (transaction, caret->block, caret, error);
}

static gboolean
enter_object (MbTransaction *transaction, MbBlock *block, MbPosition *caret, GError **error)
{
  guint64 before = 0;
  guint index;

  if (caret->offset > 0 && mb_block_get_n_parts (block) > 1 &&
      mb_block_get_part_role (block, 1) == MB_PART_CAPTION) {
    *caret = (MbPosition) {caret->block, 1, mb_text_get_n_chars (mb_block_get_part (block, 1))};
    return TRUE;
  }
  if (caret->offset > 0)
    return new_paragraph (transaction, caret->block, caret, error);

  mb_snapshot_find (now (transaction), caret->block, &index);
  before = mb_block_get_id (mb_snapshot_get_block (now (transaction), index - 1));

  return new_paragraph (transaction, before, caret, error);
}

static gboolean
outdent_or_leave (MbTransaction *transaction, MbBlock *block, GError **error)
{
  const char *level = mb_block_get_attribute (block, MB_ATTR_LEVEL);
  guint64 id = mb_block_get_id (block);
  g_autofree char *outer = NULL;

  if (mb_block_get_kind (block) != MB_BLOCK_LIST_ITEM || !level || *level <= '1')
    return mb_transaction_set_kind (transaction, id, MB_BLOCK_PARAGRAPH, error);

  outer = g_strdup_printf ("%c", *level - 1);
  return mb_transaction_set_attribute (transaction, id, MB_ATTR_LEVEL,
                                       g_strcmp0 (outer, "1") == 0 ? NULL : outer, error);
}

static gboolean
enter_text (MbTransaction *transaction, MbBlock *block, MbPosition *caret, GError **error)
{
  MbBlockKind kind = mb_block_get_kind (block);
  guint n = mb_text_get_n_chars (mb_block_get_part (block, 0));
  gboolean heading = kind == MB_BLOCK_CROSSHEAD || kind == MB_BLOCK_SUBCROSSHEAD;
  gboolean quote = kind == MB_BLOCK_QUOTATION || kind == MB_BLOCK_PULL_QUOTE;
  guint64 id = mb_id_new ();

  if (mb_block_is_empty (block) && (quote || kind == MB_BLOCK_LIST_ITEM || heading))
    return outdent_or_leave (transaction, block, error);
  if (quote && caret->offset == n) {
    *caret = (MbPosition) {caret->block, 1, mb_text_get_n_chars (mb_block_get_part (block, 1))};
    return TRUE;
  }
  if (!mb_transaction_split (transaction, caret,
                             heading && caret->offset == n ? MB_BLOCK_PARAGRAPH : kind, id, error))
    return FALSE;
  *caret = (MbPosition) {id, 0, 0};

  return TRUE;
}

/* A standfirst that grew too long: what stands behind the caret opens the body. */
static gboolean
enter_standfirst (MbTransaction *transaction, MbBlock *block, MbPosition *caret, GError **error)
{
  MbText *text = mb_block_get_part (block, 0);
  guint n = mb_text_get_n_chars (text);
  g_autoptr (MbText) rest = NULL;
  g_autoptr (MbBlock) tail = NULL;

  if (caret->offset == n)
    return enter_leaves (transaction, caret, error);

  rest = mb_text_slice (text, caret->offset, n);
  tail = mb_block_new_text (mb_id_new (), MB_BLOCK_PARAGRAPH, rest);
  if (!clear_text (transaction, caret->block, 0, caret->offset, n, error) ||
      !mb_transaction_insert_block (transaction, caret->block, tail, error))
    return FALSE;
  *caret = (MbPosition) {mb_block_get_id (tail), 0, 0};

  return TRUE;
}

/**
 * mb_edit_enter:
 * @transaction: a transaction
 * @caret: (inout): where the key was pressed, then where the writer goes on
 * @error: return location
 *
 * The key Enter. Furniture, captions and credits lead to what comes next; an empty list item,
 * quotation or crosshead becomes a paragraph; behind a crosshead a paragraph begins; before and
 * behind objects a paragraph comes; other text splits.
 *
 * Returns: whether it could be done
 */
gboolean
mb_edit_enter (MbTransaction *transaction, MbPosition *caret, GError **error)
{
  MbBlock *block = NULL;

  g_return_val_if_fail (transaction != NULL && caret != NULL, FALSE);

  block = mb_snapshot_lookup (now (transaction), caret->block);
  g_return_val_if_fail (block != NULL, FALSE);

  switch (mb_block_get_part_role (block, caret->part)) {
  case MB_PART_PICTURE:
  case MB_PART_OBJECT:
    return enter_object (transaction, block, caret, error);
  case MB_PART_CAPTION:
    *caret = (MbPosition) {caret->block, 2, mb_text_get_n_chars (mb_block_get_part (block, 2))};
    return TRUE;
  case MB_PART_CREDIT:
  case MB_PART_ATTRIBUTION:
  case MB_PART_CELL:
    return enter_leaves (transaction, caret, error);
  case MB_PART_TEXT:
    break;
  }
  if (mb_block_get_kind (block) == MB_BLOCK_STANDFIRST)
    return enter_standfirst (transaction, block, caret, error);
  if (mb_block_kind_is_furniture (mb_block_get_kind (block)))
    return enter_leaves (transaction, caret, error);

  return enter_text (transaction, block, caret, error);
}

/* Text that arrives on an object's line goes to where it can stand: a figure's caption, or a
 * paragraph of its own. */
static gboolean
leave_object (MbTransaction *transaction, MbPosition *caret, GError **error)
{
  MbBlock *block = mb_snapshot_lookup (now (transaction), caret->block);

  if (!mb_part_role_is_object (mb_block_get_part_role (block, caret->part)))
    return TRUE;

  return enter_object (transaction, block, caret, error);
}

static MbText *
without_looks_of (MbText *text, MbPartRole role)
{
  g_autoptr (GArray) kept = g_array_new (FALSE, FALSE, sizeof (MbSpan));
  guint n;
  const MbSpan *spans = mb_text_get_spans (text, &n);

  for (guint i = 0; i < n; i++)
    if (mb_part_role_allows_span (role, spans[i].kind))
      g_array_append_val (kept, spans[i]);

  return mb_text_new_spans (mb_text_get_utf8 (text), (MbSpan *) (gpointer) kept->data, kept->len);
}

static gboolean
insert_text (MbTransaction *transaction, MbText *text, MbPosition *caret, GError **error)
{
  g_autoptr (MbText) fitting = NULL;

  if (mb_text_get_n_chars (text) == 0)
    return TRUE;
  if (!leave_object (transaction, caret, error))
    return FALSE;
  fitting = without_looks_of (text, role_at (now (transaction), caret));
  if (!mb_transaction_replace_text (transaction, caret, 0, fitting, error))
    return FALSE;
  caret->offset += mb_text_get_n_chars (fitting);

  return TRUE;
}

static gboolean
is_running_text (MbSnapshot *snapshot, const MbPosition *position)
{
  MbBlock *block = mb_snapshot_lookup (snapshot, position->block);

  return position->part == 0 && !mb_block_kind_is_furniture (mb_block_get_kind (block)) &&
         mb_block_get_part_role (block, 0) == MB_PART_TEXT;
}

static gboolean
insert_line_end (MbTransaction *transaction, MbEditManner manner, MbPosition *caret, GError **error)
{
  g_autoptr (MbText) space = NULL;

  if (manner == MB_EDIT_TYPED || is_running_text (now (transaction), caret))
    return mb_edit_enter (transaction, caret, error);

  space = mb_text_new (" ");
  return insert_text (transaction, space, caret, error);
}

/**
 * mb_edit_replace:
 * @transaction: a transaction
 * @start: where the deleted range begins
 * @end: where it ends, not before @start
 * @inserted: what comes in its place; it may hold line ends
 * @manner: what a line end means
 * @caret: (out): where the writer goes on
 * @error: return location
 *
 * Replaces a range that may reach over many blocks. Offsets on an object's line are 0 before the
 * object and 1 behind it.
 *
 * Returns: whether it could be done
 */
gboolean
mb_edit_replace (MbTransaction *transaction,
                 const MbPosition *start,
                 const MbPosition *end,
                 MbText *inserted,
                 MbEditManner manner,
                 MbPosition *caret,
                 GError **error)
{
  const char *utf8 = NULL;
  guint from = 0;
  guint n;

  g_return_val_if_fail (transaction != NULL && start != NULL && end != NULL, FALSE);
  g_return_val_if_fail (inserted != NULL && caret != NULL, FALSE);

  *caret = *start;
  if (memcmp (start, end, sizeof *start) != 0 &&
      !delete_range (transaction, start, end, caret, error))
    return FALSE;

  utf8 = mb_text_get_utf8 (inserted);
  n = mb_text_get_n_chars (inserted);
  for (guint i = 0; i <= n; i++) {
    g_autoptr (MbText) line = NULL;
    gboolean ends = i == n || *utf8 == '\n';

    utf8 = g_utf8_next_char (utf8);
    if (!ends)
      continue;
    line = mb_text_slice (inserted, from, i);
    if (!insert_text (transaction, line, caret, error) ||
        (i < n && !insert_line_end (transaction, manner, caret, error)))
      return FALSE;
    from = i + 1;
  }

  return TRUE;
}

/* A block as it may stand in a body: foreign furniture turns into text, ids are drawn anew. */
static MbBlock *
as_guest (MbBlock *block)
{
  g_autoptr (MbBlock) guest = mb_block_with_id (block, mb_id_new ());
  g_autoptr (MbBlock) free_standing =
    mb_block_kind_has_attribute (mb_block_get_kind (guest), MB_ATTR_CONTAINER)
      ? mb_block_with_attribute (guest, MB_ATTR_CONTAINER, NULL)
      : mb_block_ref (guest);

  if (!mb_block_kind_is_furniture (mb_block_get_kind (block)))
    return g_steal_pointer (&free_standing);

  return mb_block_with_kind (free_standing, mb_block_get_kind (block) == MB_BLOCK_HEADLINE
                                              ? MB_BLOCK_CROSSHEAD
                                              : MB_BLOCK_PARAGRAPH);
}

/**
 * mb_edit_insert_block:
 * @transaction: a transaction
 * @block: a block for the body
 * @caret: (inout): where it was asked for, then where the writer goes on
 * @error: return location
 *
 * Inserts a whole block: in place of an empty paragraph, otherwise behind the caret's block, in the
 * body in any case.
 *
 * Returns: whether it could be done
 */
gboolean
mb_edit_insert_block (MbTransaction *transaction, MbBlock *block, MbPosition *caret, GError **error)
{
  MbBlock *there = NULL;
  guint64 after;
  gboolean replaces;

  g_return_val_if_fail (transaction != NULL && block != NULL && caret != NULL, FALSE);

  there = mb_snapshot_lookup (now (transaction), caret->block);
  after = caret->block;
  if (mb_block_kind_is_furniture (mb_block_get_kind (there)))
    after = mb_block_get_id (mb_snapshot_get_block (now (transaction), MB_N_FURNITURE - 1));
  replaces = mb_block_get_kind (there) == MB_BLOCK_PARAGRAPH && mb_block_is_empty (there);
  if (!mb_transaction_insert_block (transaction, after, block, error))
    return FALSE;
  *caret = (MbPosition) {mb_block_get_id (block), 0, 0};

  return !replaces || mb_transaction_remove_block (transaction, after, error);
}

static gboolean
insert_flat (MbTransaction *transaction, GPtrArray *blocks, MbPosition *caret, GError **error)
{
  g_autoptr (MbText) space = mb_text_new (" ");

  for (guint i = 0; i < blocks->len; i++) {
    MbBlock *block = g_ptr_array_index (blocks, i);

    for (guint part = 0; part < mb_block_get_n_parts (block); part++) {
      MbText *text = mb_block_get_part (block, part);

      if (mb_text_get_n_chars (text) == 0)
        continue;
      if ((i > 0 || part > 0) && !insert_text (transaction, space, caret, error))
        return FALSE;
      if (!insert_text (transaction, text, caret, error))
        return FALSE;
    }
  }

  return TRUE;
}

/**
 * mb_edit_insert_blocks:
 * @transaction: a transaction
 * @blocks: (element-type MbBlock): blocks from a clipboard
 * @caret: (inout): where they go, then where the writer goes on
 * @error: return location
 *
 * Inserts blocks from elsewhere. One paragraph goes into the text at the caret; in furniture,
 * captions and credits only words go in; otherwise the text is split at the caret and the blocks
 * stand between its halves. Every block gets an id of its own.
 *
 * Returns: whether it could be done
 */
gboolean
mb_edit_insert_blocks (MbTransaction *transaction,
                       GPtrArray *blocks,
                       MbPosition *caret,
                       GError **error)
{
  MbBlock *first = NULL;
  gboolean whole;
  guint start = 0;

  g_return_val_if_fail (transaction != NULL && blocks != NULL && caret != NULL, FALSE);

  if (blocks->len == 0)
    return TRUE;
  if (!leave_object (transaction, caret, error))
    return FALSE;
  first = g_ptr_array_index (blocks, 0);
  if (!is_running_text (now (transaction), caret))
    return insert_flat (transaction, blocks, caret, error);
  if (blocks->len == 1 && mb_block_get_kind (first) == MB_BLOCK_PARAGRAPH)
    return insert_text (transaction, mb_block_get_part (first, 0), caret, error);

  whole = mb_block_is_empty (mb_snapshot_lookup (now (transaction), caret->block));
  if (!whole && caret->offset < part_length (now (transaction), caret->block, 0) &&
      caret->offset > 0) {
    MbBlock *there = mb_snapshot_lookup (now (transaction), caret->block);

    if (!mb_transaction_split (transaction, caret, mb_block_get_kind (there), 0, error))
      return FALSE;
  }
  if (!whole && mb_block_get_kind (first) == MB_BLOCK_PARAGRAPH && caret->offset > 0) {
    if (!insert_text (transaction, mb_block_get_part (first, 0), caret, error))
      return FALSE;
    start = 1;
  }
  for (guint i = start; i < blocks->len; i++) {
    g_autoptr (MbBlock) guest = as_guest (g_ptr_array_index (blocks, i));
    guint last = mb_block_kind_get_n_parts (mb_block_get_kind (guest)) - 1;

    if (!mb_edit_insert_block (transaction, guest, caret, error))
      return FALSE;
    *caret = (MbPosition) {mb_block_get_id (guest), last,
                           mb_text_get_n_chars (mb_block_get_part (guest, last))};
  }

  return TRUE;
}

static MbBlock *
cut_block (MbBlock *block, const MbPosition *start, const MbPosition *end)
{
  MbBlock *result = mb_block_ref (block);
  guint n_lines = mb_block_kind_get_n_parts (mb_block_get_kind (block));

  for (guint part = 0; part < n_lines; part++) {
    MbText *text = mb_block_get_part (block, part);
    guint n = mb_text_get_n_chars (text);
    guint from = !start || part > start->part ? 0 : part < start->part ? n : MIN (start->offset, n);
    guint to = !end || part < end->part ? n : part > end->part ? from : MIN (end->offset, n);
    g_autoptr (MbText) piece = mb_text_slice (text, from, MAX (from, to));
    MbBlock *less = mb_block_with_part (result, part, piece);

    mb_block_unref (result);
    result = less;
  }

  return result;
}

/* A range that begins in a caption does not take the picture along. */
static MbBlock *
without_object (MbBlock *block, const MbPosition *start, const MbPosition *end)
{
  if (!mb_part_role_is_object (mb_block_get_part_role (block, 0)) ||
      covers_object (block, start, end))
    return mb_block_ref (block);
  if (mb_block_get_n_parts (block) < 2)
    return NULL;

  for (guint part = 1; part < mb_block_get_n_parts (block); part++)
    if (mb_text_get_n_chars (mb_block_get_part (block, part)) > 0)
      return mb_block_new_text (mb_block_get_id (block), MB_BLOCK_PARAGRAPH,
                                mb_block_get_part (block, part));

  return NULL;
}

/**
 * mb_edit_slice:
 * @snapshot: an article
 * @start: where a range begins
 * @end: where it ends
 *
 * The blocks of a range, cut at both ends: what the clipboard takes.
 *
 * Returns: (transfer full) (element-type MbBlock): the blocks
 */
GPtrArray *
mb_edit_slice (MbSnapshot *snapshot, const MbPosition *start, const MbPosition *end)
{
  GPtrArray *blocks = g_ptr_array_new_with_free_func ((GDestroyNotify) mb_block_unref);
  guint first;
  guint last;

  g_return_val_if_fail (snapshot != NULL && start != NULL && end != NULL, blocks);

  if (!mb_snapshot_find (snapshot, start->block, &first) ||
      !mb_snapshot_find (snapshot, end->block, &last))
    return blocks;

  for (guint i = first; i <= last; i++) {
    MbBlock *block = mb_snapshot_get_block (snapshot, i);
    const MbPosition *from = i == first ? start : NULL;
    const MbPosition *to = i == last ? end : NULL;
    g_autoptr (MbBlock) cut = cut_block (block, from, to);
    MbBlock *piece = without_object (cut, from, to);

    if (piece)
      g_ptr_array_add (blocks, piece);
  }

  return blocks;
}
