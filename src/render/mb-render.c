#include "mb-writer.h"

#include <string.h>

/* Whole articles: what stands above the body, and what consecutive blocks make together, lists and
 * boxes. */

#define MAX_DEPTH 9

static MbRenderMode
get_mode (const MbWriter *self)
{
  return self->options ? self->options->mode : MB_RENDER_PREVIEW;
}

static const char *
get_list_element (const MbBlock *item)
{
  return mb_render_is_ordered (item) ? "ol" : "ul";
}

static gboolean
same_box (const MbBlock *a, const MbBlock *b)
{
  return g_strcmp0 (mb_block_get_attribute (a, MB_ATTR_CONTAINER),
                    mb_block_get_attribute (b, MB_ATTR_CONTAINER)) == 0;
}

/* The lists that are open around the place, the outermost first. */
typedef struct {
  const MbBlock *items[MAX_DEPTH];
  guint n;
} OpenLists;

static void
close_lists (const MbWriter *self, OpenLists *lists, guint n_kept)
{
  while (lists->n > n_kept) {
    g_string_append_printf (self->out, "</li></%s>", get_list_element (lists->items[lists->n - 1]));
    lists->n--;
  }
}

static void
open_item (const MbWriter *self, OpenLists *lists, const MbBlock *item)
{
  gboolean has_list = FALSE;

  while (lists->n > 0 &&
         mb_render_get_level (lists->items[lists->n - 1]) > mb_render_get_level (item))
    close_lists (self, lists, lists->n - 1);

  has_list =
    lists->n > 0 && mb_render_get_level (lists->items[lists->n - 1]) == mb_render_get_level (item);
  if (has_list &&
      mb_render_is_ordered (lists->items[lists->n - 1]) != mb_render_is_ordered (item)) {
    close_lists (self, lists, lists->n - 1);
    has_list = FALSE;
  }

  if (has_list)
    g_string_append (self->out, "</li>");
  else
    g_string_append_printf (self->out, "<%s>", get_list_element (item));
  if (!has_list)
    lists->n++;
  lists->items[lists->n - 1] = item;
  g_string_append (self->out, "<li>");
}

/* One list of consecutive items, those of a deeper level inside the item before them. */
static guint
write_list (const MbWriter *self, MbSnapshot *snapshot, guint index)
{
  OpenLists lists = {{NULL}, 0};
  const MbBlock *first = mb_snapshot_get_block (snapshot, index);

  for (; index < mb_snapshot_get_n_blocks (snapshot); index++) {
    const MbBlock *item = mb_snapshot_get_block (snapshot, index);

    if (mb_block_get_kind (item) != MB_BLOCK_LIST_ITEM || !same_box (item, first))
      break;
    open_item (self, &lists, item);
    mb_writer_inline (self, mb_block_get_part (item, 0));
  }
  close_lists (self, &lists, 0);

  return index;
}

/* A text block without text says nothing to a reader. */
static gboolean
is_silent (const MbBlock *block)
{
  return mb_block_is_empty (block);
}

static guint
write_next (const MbWriter *self, MbSnapshot *snapshot, guint index)
{
  const MbBlock *block = mb_snapshot_get_block (snapshot, index);
  gsize before = self->out->len;

  if (mb_block_get_kind (block) == MB_BLOCK_LIST_ITEM) {
    index = write_list (self, snapshot, index);
  } else {
    if (!is_silent (block))
      mb_writer_block (self, block);
    index++;
  }
  if (self->out->len > before)
    g_string_append_c (self->out, '\n');

  return index;
}

static guint
write_box (const MbWriter *self, MbSnapshot *snapshot, guint index)
{
  const MbBlock *first = mb_snapshot_get_block (snapshot, index);
  MbContainerKind kind = MB_CONTAINER_ARTICLE;
  gboolean is_aside;
  gboolean is_gallery;

  mb_container_parse (mb_block_get_attribute (first, MB_ATTR_CONTAINER), &kind);
  is_aside = kind == MB_CONTAINER_ASIDE;
  is_gallery = kind == MB_CONTAINER_GALLERY && get_mode (self) == MB_RENDER_PAGE;

  /* The class stays in class-light markup too: it is what tells a box from a pull quote. */
  if (is_aside)
    g_string_append (self->out, "<aside class=\"box\">\n");
  else if (is_gallery)
    g_string_append (self->out, "<div class=\"gallery\">\n");
  while (index < mb_snapshot_get_n_blocks (snapshot) &&
         same_box (mb_snapshot_get_block (snapshot, index), first))
    index = write_next (self, snapshot, index);
  if (is_aside)
    g_string_append (self->out, "</aside>\n");
  else if (is_gallery)
    g_string_append (self->out, "</div>\n");

  return index;
}

static void
write_body (const MbWriter *self, MbSnapshot *snapshot)
{
  guint index = MB_N_FURNITURE;

  while (index < mb_snapshot_get_n_blocks (snapshot)) {
    const MbBlock *block = mb_snapshot_get_block (snapshot, index);

    if (mb_block_get_attribute (block, MB_ATTR_CONTAINER))
      index = write_box (self, snapshot, index);
    else
      index = write_next (self, snapshot, index);
  }
}

/* Furniture, the line of names under it, then one element a block: no grouping, because patches
 * come block by block. */
static void
write_preview (const MbWriter *self, MbSnapshot *snapshot)
{
  for (guint i = 0; i < mb_snapshot_get_n_blocks (snapshot); i++) {
    if (i == MB_N_FURNITURE) {
      g_autofree char *byline = mb_render_byline (snapshot, self->options);

      g_string_append (self->out, byline);
      g_string_append_c (self->out, '\n');
    }
    mb_writer_block (self, mb_snapshot_get_block (snapshot, i));
    g_string_append_c (self->out, '\n');
  }
}

static const MbBlock *
find_lead (MbSnapshot *snapshot)
{
  for (guint i = MB_N_FURNITURE; i < mb_snapshot_get_n_blocks (snapshot); i++)
    if (mb_block_get_kind (mb_snapshot_get_block (snapshot, i)) == MB_BLOCK_FIGURE)
      return mb_snapshot_get_block (snapshot, i);

  return NULL;
}

/**
 * mb_render_article:
 * @snapshot: an article; its suggestions count as accepted, its notes and comments are left out
 * @options: (nullable): how; without, as the preview
 *
 * Makes the article's markup: for the preview with furniture and byline, otherwise the body alone.
 * Any thread, if the address callback is.
 *
 * Returns: (transfer full): HTML
 */
char *
mb_render_article (MbSnapshot *snapshot, const MbRenderOptions *options)
{
  g_autoptr (MbSnapshot) final = NULL;
  MbWriter writer = {NULL, options, NULL};

  g_return_val_if_fail (snapshot != NULL, NULL);

  final = mb_snapshot_project (snapshot, MB_PROJECT_FINAL);
  writer.out = g_string_new (NULL);
  writer.lead = find_lead (final);
  if (get_mode (&writer) == MB_RENDER_PREVIEW)
    write_preview (&writer, final);
  else
    write_body (&writer, final);

  return g_string_free_and_steal (writer.out);
}
