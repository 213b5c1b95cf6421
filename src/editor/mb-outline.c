#include "mb-outline.h"

#include <gio/gio.h>

struct _MbOutlineItem {
  GObject parent_instance;
  guint64 block;
  MbBlockKind kind;
  char *title;
  guint n_words;
};

G_DEFINE_FINAL_TYPE (MbOutlineItem, mb_outline_item, G_TYPE_OBJECT)

struct _MbOutline {
  GObject parent_instance;
  MbArticle *article;
  GListStore *items;
};

static void mb_outline_list_model_init (GListModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (MbOutline,
                               mb_outline,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL,
                                                      mb_outline_list_model_init))

static void
mb_outline_item_finalize (GObject *object)
{
  g_clear_pointer (&MB_OUTLINE_ITEM (object)->title, g_free);

  G_OBJECT_CLASS (mb_outline_item_parent_class)->finalize (object);
}

static void
mb_outline_item_class_init (MbOutlineItemClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = mb_outline_item_finalize;
}

static void
mb_outline_item_init (MbOutlineItem *self)
{
}

/**
 * mb_outline_item_get_block:
 * @self: a row
 *
 * The block it stands for.
 */
guint64
mb_outline_item_get_block (MbOutlineItem *self)
{
  g_return_val_if_fail (MB_IS_OUTLINE_ITEM (self), 0);

  return self->block;
}

/**
 * mb_outline_item_get_kind:
 * @self: a row
 *
 * Headline, crosshead, sub-crosshead or figure.
 */
MbBlockKind
mb_outline_item_get_kind (MbOutlineItem *self)
{
  g_return_val_if_fail (MB_IS_OUTLINE_ITEM (self), MB_BLOCK_HEADLINE);

  return self->kind;
}

/**
 * mb_outline_item_get_title:
 * @self: a row
 *
 * Its words: a heading's text, a figure's caption; empty when there are none.
 */
const char *
mb_outline_item_get_title (MbOutlineItem *self)
{
  g_return_val_if_fail (MB_IS_OUTLINE_ITEM (self), NULL);

  return self->title;
}

/**
 * mb_outline_item_get_n_words:
 * @self: a row
 *
 * How many words stand from it to the next heading.
 */
guint
mb_outline_item_get_n_words (MbOutlineItem *self)
{
  g_return_val_if_fail (MB_IS_OUTLINE_ITEM (self), 0);

  return self->n_words;
}

static gboolean
is_heading (MbBlockKind kind)
{
  return kind == MB_BLOCK_HEADLINE || kind == MB_BLOCK_CROSSHEAD || kind == MB_BLOCK_SUBCROSSHEAD;
}

static guint
count_words (const MbBlock *block)
{
  guint n = 0;

  for (guint part = 0; part < mb_block_get_n_parts (block); part++) {
    gboolean inside = FALSE;

    for (const char *p = mb_text_get_utf8 (mb_block_get_part (block, part)); *p;
         p = g_utf8_next_char (p)) {
      gboolean letter = g_unichar_isalnum (g_utf8_get_char (p));

      n += letter && !inside;
      inside = letter || (inside && !g_unichar_isspace (g_utf8_get_char (p)));
    }
  }

  return n;
}

static MbOutlineItem *
item_new (const MbBlock *block)
{
  MbOutlineItem *item = g_object_new (MB_TYPE_OUTLINE_ITEM, NULL);
  guint part = mb_block_get_kind (block) == MB_BLOCK_FIGURE ? 1 : 0;

  item->block = mb_block_get_id (block);
  item->kind = mb_block_get_kind (block);
  item->title = g_strdup (mb_text_get_utf8 (mb_block_get_part (block, part)));

  return item;
}

static GPtrArray *
make_items (MbSnapshot *snapshot)
{
  GPtrArray *items = g_ptr_array_new_with_free_func (g_object_unref);
  MbOutlineItem *heading = NULL;

  for (guint i = 0; i < mb_snapshot_get_n_blocks (snapshot); i++) {
    MbBlock *block = mb_snapshot_get_block (snapshot, i);
    MbBlockKind kind = mb_block_get_kind (block);

    if (is_heading (kind) || kind == MB_BLOCK_FIGURE) {
      MbOutlineItem *item = item_new (block);

      g_ptr_array_add (items, item);
      if (is_heading (kind))
        heading = item;
    }
    if (heading && !is_heading (kind))
      heading->n_words += count_words (block);
  }

  return items;
}

static gboolean
same_item (const MbOutlineItem *a, const MbOutlineItem *b)
{
  return a->block == b->block && a->kind == b->kind && a->n_words == b->n_words &&
         g_strcmp0 (a->title, b->title) == 0;
}

/* Replaces only the rows that differ, so that a list keeps its selection and scroll. */
static void
refresh (MbOutline *self)
{
  g_autoptr (GPtrArray) items = make_items (mb_article_get_snapshot (self->article));
  guint n_old = g_list_model_get_n_items (G_LIST_MODEL (self->items));
  guint head = 0;
  guint tail = 0;

  while (head < MIN (n_old, items->len)) {
    g_autoptr (MbOutlineItem) old = g_list_model_get_item (G_LIST_MODEL (self->items), head);

    if (!same_item (old, g_ptr_array_index (items, head)))
      break;
    head++;
  }
  while (tail < MIN (n_old, items->len) - head) {
    g_autoptr (MbOutlineItem) old =
      g_list_model_get_item (G_LIST_MODEL (self->items), n_old - 1 - tail);

    if (!same_item (old, g_ptr_array_index (items, items->len - 1 - tail)))
      break;
    tail++;
  }
  if (n_old - head - tail > 0 || items->len - head - tail > 0)
    g_list_store_splice (self->items, head, n_old - head - tail, items->pdata + head,
                         items->len - head - tail);
}

/* Plain typing in a paragraph changes no heading: rows are made anew when a heading or figure was
 * touched, or blocks came and went. Word counts follow then, too. */
static gboolean
concerns_outline (MbTransaction *transaction)
{
  for (guint i = 0; i < mb_transaction_get_n_steps (transaction); i++) {
    const MbStep *step = mb_transaction_get_step (transaction, i);
    MbBlock *block = NULL;

    if (step->kind == MB_STEP_SET_META || step->kind == MB_STEP_SET_MARK)
      continue;
    if (step->kind != MB_STEP_REPLACE_TEXT)
      return TRUE;
    block = mb_snapshot_lookup (mb_transaction_get_result (transaction), step->block);
    if (block &&
        (is_heading (mb_block_get_kind (block)) || mb_block_get_kind (block) == MB_BLOCK_FIGURE))
      return TRUE;
  }

  return FALSE;
}

static void
committed_cb (MbArticle *article, MbTransaction *transaction, MbOutline *self)
{
  if (concerns_outline (transaction))
    refresh (self);
}

static GType
mb_outline_get_item_type (GListModel *model)
{
  return MB_TYPE_OUTLINE_ITEM;
}

static guint
mb_outline_get_n_items (GListModel *model)
{
  return g_list_model_get_n_items (G_LIST_MODEL (MB_OUTLINE (model)->items));
}

static gpointer
mb_outline_get_item (GListModel *model, guint position)
{
  return g_list_model_get_item (G_LIST_MODEL (MB_OUTLINE (model)->items), position);
}

static void
mb_outline_list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = mb_outline_get_item_type;
  iface->get_n_items = mb_outline_get_n_items;
  iface->get_item = mb_outline_get_item;
}

static void
mb_outline_dispose (GObject *object)
{
  MbOutline *self = MB_OUTLINE (object);

  g_clear_object (&self->article);
  g_clear_object (&self->items);

  G_OBJECT_CLASS (mb_outline_parent_class)->dispose (object);
}

static void
mb_outline_class_init (MbOutlineClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = mb_outline_dispose;
}

static void
mb_outline_init (MbOutline *self)
{
  self->items = g_list_store_new (MB_TYPE_OUTLINE_ITEM);
  g_signal_connect_object (self->items, "items-changed", G_CALLBACK (g_list_model_items_changed),
                           self, G_CONNECT_SWAPPED);
}

/**
 * mb_outline_new:
 * @article: an article
 *
 * Makes a list of an article's headings and figures that follows it.
 *
 * Returns: (transfer full): the outline
 */
MbOutline *
mb_outline_new (MbArticle *article)
{
  MbOutline *self = NULL;

  g_return_val_if_fail (MB_IS_ARTICLE (article), NULL);

  self = g_object_new (MB_TYPE_OUTLINE, NULL);
  self->article = g_object_ref (article);
  g_signal_connect_object (article, "committed", G_CALLBACK (committed_cb), self, 0);
  refresh (self);

  return self;
}

/* One behind the last block of the section that begins at @index. */
static guint
section_end (MbSnapshot *snapshot, guint index)
{
  MbBlockKind kind = mb_block_get_kind (mb_snapshot_get_block (snapshot, index));
  guint end = index + 1;

  if (!is_heading (kind))
    return end;
  for (; end < mb_snapshot_get_n_blocks (snapshot); end++) {
    MbBlockKind other = mb_block_get_kind (mb_snapshot_get_block (snapshot, end));

    if (other == MB_BLOCK_CROSSHEAD || other == kind)
      break;
  }

  return end;
}

/* Where the section before @index begins; @index itself when it is the first. */
static guint
previous_section (MbSnapshot *snapshot, guint index)
{
  MbBlockKind kind = mb_block_get_kind (mb_snapshot_get_block (snapshot, index));
  guint i = index;

  while (i > MB_N_FURNITURE) {
    MbBlockKind other = mb_block_get_kind (mb_snapshot_get_block (snapshot, --i));

    if (other == MB_BLOCK_CROSSHEAD || (other == kind && is_heading (kind)) || !is_heading (kind))
      return i;
  }

  return index;
}

/**
 * mb_outline_move_section:
 * @self: an outline
 * @head: id of a crosshead or figure
 * @by: 1 down, -1 up
 * @error: return location
 *
 * Moves a whole section, its heading with all that stands under it, past its neighbour: one
 * transaction. The headline and what stands before the first crosshead do not move.
 *
 * Returns: whether it moved; without an error there was nowhere to go
 */
gboolean
mb_outline_move_section (MbOutline *self, guint64 head, int by, GError **error)
{
  g_autoptr (MbTransaction) transaction = NULL;
  MbSnapshot *snapshot = NULL;
  guint64 after;
  guint index;
  guint end;

  g_return_val_if_fail (MB_IS_OUTLINE (self), FALSE);

  snapshot = mb_article_get_snapshot (self->article);
  if (!mb_snapshot_find (snapshot, head, &index) || index < MB_N_FURNITURE)
    return FALSE;
  end = section_end (snapshot, index);
  if (by > 0) {
    if (end >= mb_snapshot_get_n_blocks (snapshot))
      return FALSE;
    after = mb_block_get_id (mb_snapshot_get_block (snapshot, section_end (snapshot, end) - 1));
  } else {
    guint before = previous_section (snapshot, index);

    if (before == index)
      return FALSE;
    after = mb_block_get_id (mb_snapshot_get_block (snapshot, before - 1));
  }

  transaction = mb_article_begin (self->article, MB_ORIGIN_COMMAND);
  for (guint i = index; i < end; i++) {
    guint64 id = mb_block_get_id (mb_snapshot_get_block (snapshot, i));

    if (!mb_transaction_move_block (transaction, id, after, error))
      return FALSE;
    after = id;
  }

  return mb_article_commit (self->article, transaction, error);
}
