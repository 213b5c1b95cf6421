#include "mb-editor-commands.h"

#define MAX_LEVEL 4

typedef gboolean (*PartFunc) (MbTransaction *transaction,
                              guint64 block,
                              guint part,
                              guint start,
                              guint end,
                              gpointer user_data);

/* Calls @func for each piece of text in the selection. */
static gboolean
for_each_piece (MbEditorBuffer *buffer,
                MbTransaction *transaction,
                PartFunc func,
                gpointer user_data)
{
  g_autoptr (MbSnapshot) snapshot = mb_snapshot_ref (mb_transaction_get_base (transaction));
  MbPosition start;
  MbPosition end;
  guint first;
  guint last;

  if (!mb_editor_buffer_get_range (buffer, &start, &end) ||
      !mb_snapshot_find (snapshot, start.block, &first) ||
      !mb_snapshot_find (snapshot, end.block, &last))
    return FALSE;

  for (guint i = first; i <= last; i++) {
    MbBlock *block = mb_snapshot_get_block (snapshot, i);
    guint n_parts = mb_block_kind_get_n_parts (mb_block_get_kind (block));

    for (guint part = i == first ? start.part : 0; part < n_parts && (i < last || part <= end.part);
         part++) {
      guint from = i == first && part == start.part ? start.offset : 0;
      guint to = mb_text_get_n_chars (mb_block_get_part (block, part));

      if (i == last && part == end.part)
        to = MIN (to, end.offset);
      if (from < to && !func (transaction, mb_block_get_id (block), part, from, to, user_data))
        return FALSE;
    }
  }

  return TRUE;
}

static gboolean
add_span_to (MbTransaction *transaction,
             guint64 block,
             guint part,
             guint start,
             guint end,
             gpointer user_data)
{
  MbSpan span = *(const MbSpan *) user_data;
  MbBlock *there = mb_snapshot_lookup (mb_transaction_get_result (transaction), block);

  if (!mb_part_role_allows_span (mb_block_get_part_role (there, part), span.kind))
    return TRUE;
  span.start = start;
  span.end = end;

  return mb_transaction_add_span (transaction, block, part, &span, NULL);
}

static gboolean
remove_span_from (MbTransaction *transaction,
                  guint64 block,
                  guint part,
                  guint start,
                  guint end,
                  gpointer user_data)
{
  MbSpan range = *(const MbSpan *) user_data;

  range.start = start;
  range.end = end;

  return mb_transaction_remove_spans (transaction, block, part, &range, NULL);
}

static void
commit (MbEditorBuffer *buffer, MbTransaction *transaction)
{
  MbSelection selection = *mb_transaction_get_selection_before (transaction);

  mb_transaction_map (transaction, &selection.anchor, MB_SIDE_AFTER);
  mb_transaction_map (transaction, &selection.head, MB_SIDE_AFTER);
  mb_transaction_set_selection_after (transaction, &selection);
  mb_editor_buffer_commit (buffer, transaction, NULL);
}

/**
 * mb_editor_command_toggle:
 * @buffer: a buffer that shows an article
 * @kind: a look without value
 *
 * Gives the selection a look, or takes it off when its first character wears it; without a
 * selection it is for what is typed next.
 */
void
mb_editor_command_toggle (MbEditorBuffer *buffer, MbSpanKind kind)
{
  g_autoptr (MbTransaction) transaction = NULL;
  MbSpan span = {.kind = kind};
  MbPosition start;
  MbPosition end;

  mb_editor_buffer_flush (buffer);
  if (!mb_editor_buffer_get_range (buffer, &start, &end)) {
    mb_editor_buffer_toggle_pending (buffer, kind);
    return;
  }
  transaction = mb_editor_buffer_begin (buffer, MB_ORIGIN_COMMAND);
  if (for_each_piece (buffer, transaction,
                      mb_editor_buffer_wears (buffer, kind) ? remove_span_from : add_span_to,
                      &span))
    commit (buffer, transaction);
}

/**
 * mb_editor_command_plain:
 * @buffer: a buffer that shows an article
 *
 * Takes every look off the selection but those that say something: comments, suggestions, language.
 */
void
mb_editor_command_plain (MbEditorBuffer *buffer)
{
  static const MbSpanKind looks[] = {MB_SPAN_STRONG,      MB_SPAN_EMPHASIS,  MB_SPAN_LINK,
                                     MB_SPAN_SUPERSCRIPT, MB_SPAN_SUBSCRIPT, MB_SPAN_STRIKETHROUGH,
                                     MB_SPAN_CODE};
  g_autoptr (MbTransaction) transaction = mb_editor_buffer_begin (buffer, MB_ORIGIN_COMMAND);

  for (guint i = 0; i < G_N_ELEMENTS (looks); i++) {
    MbSpan span = {.kind = looks[i]};

    if (!for_each_piece (buffer, transaction, remove_span_from, &span))
      return;
  }
  commit (buffer, transaction);
}

/* The link under the caret, with its range. */
static const MbSpan *
link_at_caret (MbEditorBuffer *buffer, MbPosition *at)
{
  MbSnapshot *snapshot = mb_article_get_snapshot (mb_editor_buffer_get_article (buffer));
  MbPosition end;
  MbBlock *block = NULL;
  const MbSpan *span = NULL;

  mb_editor_buffer_get_range (buffer, at, &end);
  block = mb_snapshot_lookup (snapshot, at->block);
  if (!block)
    return NULL;
  span = mb_text_find_span (mb_block_get_part (block, at->part), at->offset, MB_SPAN_LINK);
  if (!span && at->offset > 0)
    span = mb_text_find_span (mb_block_get_part (block, at->part), at->offset - 1, MB_SPAN_LINK);

  return span;
}

/**
 * mb_editor_command_dup_link:
 * @buffer: a buffer that shows an article
 *
 * The address of the link at the caret.
 *
 * Returns: (transfer full) (nullable): the address
 */
char *
mb_editor_command_dup_link (MbEditorBuffer *buffer)
{
  MbPosition at;
  const MbSpan *span = link_at_caret (buffer, &at);

  return span ? g_strdup (span->value) : NULL;
}

/**
 * mb_editor_command_link:
 * @buffer: a buffer that shows an article
 * @address: (nullable): where it leads; %NULL or "" takes the link off
 *
 * Makes the selection a link. Without a selection the link at the caret changes; where there is
 * none the address itself is written.
 */
void
mb_editor_command_link (MbEditorBuffer *buffer, const char *address)
{
  g_autoptr (MbTransaction) transaction = mb_editor_buffer_begin (buffer, MB_ORIGIN_COMMAND);
  gboolean off = !address || *address == '\0';
  MbSpan span = {.kind = MB_SPAN_LINK, .value = off ? NULL : address};
  const MbSpan *there = NULL;
  MbPosition start;
  MbPosition end;
  gboolean ok;

  if (mb_editor_buffer_get_range (buffer, &start, &end)) {
    ok = for_each_piece (buffer, transaction, off ? remove_span_from : add_span_to, &span);
  } else if ((there = link_at_caret (buffer, &start))) {
    ok = (off ? remove_span_from : add_span_to) (transaction, start.block, start.part, there->start,
                                                 there->end, &span);
  } else if (!off) {
    g_autoptr (MbText) text = NULL;

    span.end = (guint) g_utf8_strlen (address, -1);
    text = mb_text_new_spans (address, &span, 1);
    ok = mb_transaction_replace_text (transaction, &start, 0, text, NULL);
  } else {
    return;
  }
  if (ok)
    commit (buffer, transaction);
}

static gboolean
set_list (MbTransaction *transaction, guint64 id, const char *list)
{
  return !list || mb_transaction_set_attribute (transaction, id, MB_ATTR_LIST, list, NULL);
}

/**
 * mb_editor_command_set_kind:
 * @buffer: a buffer that shows an article
 * @kind: the kind that blocks shall have
 * @list: (nullable): for list items, "bullet" or "ordered"
 *
 * Changes the kind of every block of text in the selection; furniture, figures and objects stay
 * what they are.
 */
void
mb_editor_command_set_kind (MbEditorBuffer *buffer, MbBlockKind kind, const char *list)
{
  g_autoptr (MbTransaction) transaction = mb_editor_buffer_begin (buffer, MB_ORIGIN_COMMAND);
  g_autoptr (MbSnapshot) snapshot = mb_snapshot_ref (mb_transaction_get_base (transaction));
  MbPosition start;
  MbPosition end;
  guint first;
  guint last;

  mb_editor_buffer_get_range (buffer, &start, &end);
  if (!mb_snapshot_find (snapshot, start.block, &first) ||
      !mb_snapshot_find (snapshot, end.block, &last))
    return;
  for (guint i = first; i <= last; i++) {
    MbBlock *block = mb_snapshot_get_block (snapshot, i);
    guint64 id = mb_block_get_id (block);

    if (mb_block_kind_is_furniture (mb_block_get_kind (block)) ||
        mb_part_role_is_object (mb_block_get_part_role (block, 0)))
      continue;
    if (!mb_transaction_set_kind (transaction, id, kind, NULL) || !set_list (transaction, id, list))
      return;
  }
  commit (buffer, transaction);
}

static MbBlock *
block_at_caret (MbEditorBuffer *buffer, MbPosition *at)
{
  MbSelection selection;

  if (!mb_editor_buffer_get_selection (buffer, &selection))
    return NULL;
  *at = selection.head;

  return mb_snapshot_lookup (mb_article_get_snapshot (mb_editor_buffer_get_article (buffer)),
                             at->block);
}

/**
 * mb_editor_command_indent:
 * @buffer: a buffer that shows an article
 * @by: 1 inwards, -1 outwards
 *
 * Changes the level of the list item at the caret.
 *
 * Returns: whether the caret is in a list item
 */
gboolean
mb_editor_command_indent (MbEditorBuffer *buffer, int by)
{
  g_autoptr (MbTransaction) transaction = NULL;
  MbPosition at;
  MbBlock *block = block_at_caret (buffer, &at);
  const char *old = NULL;
  char level[2] = "1";

  if (!block || mb_block_get_kind (block) != MB_BLOCK_LIST_ITEM)
    return FALSE;
  old = mb_block_get_attribute (block, MB_ATTR_LEVEL);
  level[0] = (char) CLAMP ((old ? *old : '1') + by, '1', '0' + MAX_LEVEL);
  transaction = mb_editor_buffer_begin (buffer, MB_ORIGIN_COMMAND);
  if (mb_transaction_set_attribute (transaction, at.block, MB_ATTR_LEVEL,
                                    level[0] == '1' ? NULL : level, NULL))
    commit (buffer, transaction);

  return TRUE;
}

/**
 * mb_editor_command_unwrap:
 * @buffer: a buffer that shows an article
 *
 * Backspace at the start of a list item, quotation or pull quote: outwards first, then a paragraph.
 *
 * Returns: whether there was something to take off
 */
gboolean
mb_editor_command_unwrap (MbEditorBuffer *buffer)
{
  g_autoptr (MbTransaction) transaction = NULL;
  MbPosition at;
  MbPosition end;
  MbBlock *block = block_at_caret (buffer, &at);

  if (!block || at.part != 0 || at.offset != 0 || mb_editor_buffer_get_range (buffer, &at, &end))
    return FALSE;
  switch ((int) mb_block_get_kind (block)) {
  case MB_BLOCK_LIST_ITEM:
    if (mb_block_get_attribute (block, MB_ATTR_LEVEL))
      return mb_editor_command_indent (buffer, -1);
    break;
  case MB_BLOCK_QUOTATION:
  case MB_BLOCK_PULL_QUOTE:
  case MB_BLOCK_PREFORMATTED:
    break;
  default:
    return FALSE;
  }
  transaction = mb_editor_buffer_begin (buffer, MB_ORIGIN_COMMAND);
  if (mb_transaction_set_kind (transaction, at.block, MB_BLOCK_PARAGRAPH, NULL))
    commit (buffer, transaction);

  return TRUE;
}

/**
 * mb_editor_command_move:
 * @buffer: a buffer that shows an article
 * @by: 1 down, -1 up
 *
 * Moves the block at the caret past its neighbour, inside the body.
 */
void
mb_editor_command_move (MbEditorBuffer *buffer, int by)
{
  g_autoptr (MbTransaction) transaction = NULL;
  MbSnapshot *snapshot = mb_article_get_snapshot (mb_editor_buffer_get_article (buffer));
  MbPosition at;
  guint index;
  guint target;

  if (!block_at_caret (buffer, &at) || !mb_snapshot_find (snapshot, at.block, &index) ||
      index < MB_N_FURNITURE)
    return;
  if ((by < 0 && index == MB_N_FURNITURE) ||
      (by > 0 && index + 1 == mb_snapshot_get_n_blocks (snapshot)))
    return;

  target = by < 0 ? index - 2 : index + 1;
  transaction = mb_editor_buffer_begin (buffer, MB_ORIGIN_COMMAND);
  if (mb_transaction_move_block (transaction, at.block,
                                 mb_block_get_id (mb_snapshot_get_block (snapshot, target)), NULL))
    commit (buffer, transaction);
}

/**
 * mb_editor_command_insert:
 * @buffer: a buffer that shows an article
 * @block: a block for the body
 *
 * Inserts a block at the caret.
 */
void
mb_editor_command_insert (MbEditorBuffer *buffer, MbBlock *block)
{
  g_autoptr (MbTransaction) transaction = mb_editor_buffer_begin (buffer, MB_ORIGIN_COMMAND);
  MbPosition caret;

  if (!block_at_caret (buffer, &caret) || !mb_edit_insert_block (transaction, block, &caret, NULL))
    return;
  if (mb_block_kind_is_object (mb_block_get_kind (block)) &&
      !mb_edit_enter (transaction, &(MbPosition) {caret.block, 0, 1}, NULL))
    return;
  caret.offset = 1;
  if (mb_block_get_kind (block) == MB_BLOCK_FIGURE)
    caret = (MbPosition) {caret.block, 1, 0};
  mb_editor_buffer_commit (buffer, transaction, &caret);
}

/**
 * mb_editor_command_type:
 * @buffer: a buffer that shows an article
 * @text: characters without line ends
 *
 * Writes characters at the caret as if they had been typed.
 */
void
mb_editor_command_type (MbEditorBuffer *buffer, const char *text)
{
  g_autoptr (MbTransaction) transaction = mb_editor_buffer_begin (buffer, MB_ORIGIN_TYPING);
  g_autoptr (MbText) inserted = mb_text_new (text);
  MbPosition start;
  MbPosition end;
  MbPosition caret;

  mb_editor_buffer_get_range (buffer, &start, &end);
  if (mb_edit_replace (transaction, &start, &end, inserted, MB_EDIT_TYPED, &caret, NULL))
    mb_editor_buffer_commit (buffer, transaction, &caret);
}
