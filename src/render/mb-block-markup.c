#include "mb-writer.h"

#include "mb-id.h"

#include <stdlib.h>
#include <string.h>

/* One block as markup, in the three ways of MbRenderMode. The class names are those that the
 * site's theme styles; the list of them stands in mb-render.h. */

static gboolean
is_bare (const MbWriter *self)
{
  return self->options && self->options->mode == MB_RENDER_BODY;
}

static gboolean
is_preview (const MbWriter *self)
{
  return !self->options || self->options->mode == MB_RENDER_PREVIEW;
}

void
mb_writer_attribute (const MbWriter *self, const char *name, const char *value)
{
  g_string_append_printf (self->out, " %s=\"", name);
  mb_render_escape_attribute (self->out, value, -1);
  g_string_append_c (self->out, '"');
}

static void
append_box_class (GString *classes, const MbBlock *block)
{
  MbContainerKind kind;

  if (!mb_container_parse (mb_block_get_attribute (block, MB_ATTR_CONTAINER), &kind))
    return;
  if (kind == MB_CONTAINER_ASIDE)
    g_string_append (classes, " in-box");
  else if (kind == MB_CONTAINER_GALLERY)
    g_string_append (classes, " in-gallery");
}

/* `<element` with its attributes, still open for more of them. */
void
mb_writer_open (const MbWriter *self,
                const char *element,
                const MbBlock *block,
                const char *classes)
{
  g_autoptr (GString) names = g_string_new (classes);
  const char *language = mb_block_get_attribute (block, MB_ATTR_LANGUAGE);
  char id[MB_ID_TEXT_CHARS + 1];

  g_string_append_printf (self->out, "<%s", element);
  if (is_preview (self)) {
    append_box_class (names, block);
    if (mb_block_is_empty (block))
      g_string_append (names, " empty");
  }
  if (!is_bare (self) && names->len > 0)
    mb_writer_attribute (self, "class", g_strchug (names->str));
  if (is_preview (self)) {
    mb_id_format (mb_block_get_id (block), id);
    mb_writer_attribute (self, "data-id", id);
  }
  if (language)
    mb_writer_attribute (self, "lang", language);
}

/* Which part of its block an element holds: a click in the preview puts the caret there. */
static void
open_part (const MbWriter *self, const char *element, const char *classes, guint part)
{
  g_string_append_printf (self->out, "<%s", element);
  if (!is_bare (self) && classes)
    mb_writer_attribute (self, "class", classes);
  if (is_preview (self))
    g_string_append_printf (self->out, " data-part=\"%u\"", part);
  g_string_append_c (self->out, '>');
}

static void
write_simple (const MbWriter *self, const MbBlock *block, const char *element, const char *classes)
{
  mb_writer_open (self, element, block, classes);
  g_string_append_c (self->out, '>');
  mb_writer_inline (self, mb_block_get_part (block, 0));
  g_string_append_printf (self->out, "</%s>", element);
}

static gboolean
has_text (const MbText *text)
{
  return text && mb_text_get_n_chars (text) > 0;
}

static void
write_attribution (const MbWriter *self, const MbBlock *block)
{
  MbText *text = mb_block_get_role (block, MB_PART_ATTRIBUTION);

  if (!has_text (text))
    return;

  open_part (self, "footer", NULL, 1);
  g_string_append (self->out, is_bare (self) ? "— <cite>" : "<cite>");
  mb_writer_inline (self, text);
  g_string_append (self->out, "</cite></footer>");
}

static void
write_quote (const MbWriter *self, const MbBlock *block, const char *element, const char *classes)
{
  mb_writer_open (self, element, block, classes);
  g_string_append (self->out, "><p>");
  mb_writer_inline (self, mb_block_get_part (block, 0));
  g_string_append (self->out, "</p>");
  write_attribution (self, block);
  g_string_append_printf (self->out, "</%s>", element);
}

/* Whether a list item is numbered. */
gboolean
mb_render_is_ordered (const MbBlock *item)
{
  return g_strcmp0 (mb_block_get_attribute (item, MB_ATTR_LIST), "ordered") == 0;
}

/* How deep a list item stands; 0 is the outermost. */
guint
mb_render_get_level (const MbBlock *item)
{
  const char *level = mb_block_get_attribute (item, MB_ATTR_LEVEL);

  return level ? (guint) CLAMP (strtol (level, NULL, 10), 0, 8) : 0;
}

/* A list item by itself, as the preview's patches need it: a list of one, which the theme's sheet
 * sets against its neighbours. Whole articles group them outside the preview. */
static void
write_list_item (const MbWriter *self, const MbBlock *block)
{
  gboolean ordered = mb_render_is_ordered (block);
  const char *element = ordered ? "ol" : "ul";
  g_autofree char *classes = g_strdup_printf (
    "list-item %s level-%u", ordered ? "ordered" : "bullet", mb_render_get_level (block));

  mb_writer_open (self, element, block, classes);
  g_string_append (self->out, "><li>");
  mb_writer_inline (self, mb_block_get_part (block, 0));
  g_string_append_printf (self->out, "</li></%s>", element);
}

static void
write_size (const MbWriter *self, const MbBlock *figure, const char *name)
{
  const char *value = mb_block_get_attribute (figure, name);
  guint64 size_px;

  if (value && g_ascii_string_to_unsigned (value, 10, 1, 100000, &size_px, NULL))
    g_string_append_printf (self->out, " %s=\"%" G_GUINT64_FORMAT "\"", name, size_px);
}

static void
write_image (const MbWriter *self, const MbBlock *figure, const char *address)
{
  const char *alt = mb_block_get_attribute (figure, MB_ATTR_ALT);

  if (g_strcmp0 (mb_block_get_attribute (figure, MB_ATTR_DECORATIVE), "true") == 0)
    alt = "";
  g_string_append (self->out, "<img");
  mb_writer_attribute (self, "src", address);
  mb_writer_attribute (self, "alt", alt ? alt : "");
  write_size (self, figure, MB_ATTR_WIDTH);
  write_size (self, figure, MB_ATTR_HEIGHT);
  if (self->options->mode == MB_RENDER_PAGE && figure != self->lead)
    g_string_append (self->out, " loading=\"lazy\"");
  g_string_append_c (self->out, '>');
}

/* Only the writer sees the box; readers get caption and credit as text. */
static void
write_missing_picture (const MbWriter *self, const MbBlock *figure)
{
  const char *alt = mb_block_get_attribute (figure, MB_ATTR_ALT);

  if (!is_preview (self))
    return;

  g_string_append (self->out, "<div class=\"missing-picture\" role=\"img\"");
  mb_writer_attribute (self, "aria-label", alt ? alt : "");
  g_string_append (self->out, "><span>");
  mb_render_escape_text (self->out, alt ? alt : "", -1);
  g_string_append (self->out, "</span></div>");
}

static void
write_caption (const MbWriter *self, const MbBlock *figure)
{
  MbText *caption = mb_block_get_role (figure, MB_PART_CAPTION);
  MbText *credit = mb_block_get_role (figure, MB_PART_CREDIT);

  if (!has_text (caption) && !has_text (credit))
    return;

  g_string_append (self->out, "<figcaption>");
  if (has_text (caption)) {
    if (!is_bare (self))
      open_part (self, "span", "caption", 1);
    mb_writer_inline (self, caption);
    g_string_append (self->out, is_bare (self) ? "" : "</span>");
  }
  if (has_text (caption) && has_text (credit))
    g_string_append_c (self->out, ' ');
  if (has_text (credit)) {
    open_part (self, is_bare (self) ? "small" : "span", "credit", 2);
    mb_writer_inline (self, credit);
    g_string_append (self->out, is_bare (self) ? "</small>" : "</span>");
  }
  g_string_append (self->out, "</figcaption>");
}

static void
write_figure (const MbWriter *self, const MbBlock *block)
{
  const MbRenderOptions *options = self->options;
  g_autofree char *address = NULL;

  if (options && options->address)
    address = options->address (block, options->user_data);

  mb_writer_open (self, "figure", block, address ? "figure" : "figure without-picture");
  g_string_append_c (self->out, '>');
  if (address)
    write_image (self, block, address);
  else
    write_missing_picture (self, block);
  write_caption (self, block);
  g_string_append (self->out, "</figure>");
}

/* Nothing of another site is ever loaded: an embed is a link that says where it leads. */
static void
write_embed (const MbWriter *self, const MbBlock *block)
{
  const char *address = mb_block_get_attribute (block, MB_ATTR_URL);
  const char *title = mb_block_get_attribute (block, MB_ATTR_TITLE);
  const char *provider = mb_block_get_attribute (block, MB_ATTR_PROVIDER);
  const char *words = mb_block_get_attribute (block, MB_ATTR_TEXT);
  g_autofree char *url = mb_render_safe_url (address);

  mb_writer_open (self, "p", block, "embed");
  g_string_append (self->out, url ? "><a" : "><span");
  if (url)
    mb_writer_attribute (self, "href", url);
  g_string_append_c (self->out, '>');
  mb_render_escape_text (self->out, title ? title : address ? address : "", -1);
  if (provider && is_bare (self)) {
    g_string_append (self->out, " (");
    mb_render_escape_text (self->out, provider, -1);
    g_string_append_c (self->out, ')');
  }
  g_string_append (self->out, url ? "</a>" : "</span>");
  if (provider && !is_bare (self)) {
    g_string_append (self->out, " <span class=\"provider\">");
    mb_render_escape_text (self->out, provider, -1);
    g_string_append (self->out, "</span>");
  }
  if (words) {
    g_string_append (self->out, is_bare (self) ? "<br>" : " <span class=\"excerpt\">");
    mb_render_escape_text (self->out, words, -1);
    g_string_append (self->out, is_bare (self) ? "" : "</span>");
  }
  g_string_append (self->out, "</p>");
}

static guint
get_count (const MbBlock *block, const char *name, guint otherwise)
{
  const char *value = mb_block_get_attribute (block, name);
  guint64 count;

  return value && g_ascii_string_to_unsigned (value, 10, 1, 10000, &count, NULL) ? (guint) count
                                                                                 : otherwise;
}

static void
write_row (const MbWriter *self, const MbBlock *table, guint first, guint n_columns, gboolean head)
{
  g_string_append (self->out, "<tr>");
  for (guint i = first; i < first + n_columns && i < mb_block_get_n_parts (table); i++) {
    g_string_append (self->out, head ? "<th scope=\"col\">" : "<td>");
    mb_writer_inline (self, mb_block_get_part (table, i));
    g_string_append (self->out, head ? "</th>" : "</td>");
  }
  g_string_append (self->out, "</tr>");
}

static void
write_table (const MbWriter *self, const MbBlock *block)
{
  guint first = mb_block_kind_get_n_parts (MB_BLOCK_TABLE);
  guint n_cells = mb_block_get_n_parts (block) - first;
  guint n_columns = get_count (block, MB_ATTR_COLUMNS, MAX (n_cells, 1));
  gboolean head = g_strcmp0 (mb_block_get_attribute (block, MB_ATTR_HEADER), "true") == 0;
  const char *title = mb_block_get_attribute (block, MB_ATTR_TITLE);

  if (!is_bare (self)) {
    mb_writer_open (self, "div", block, "table");
    g_string_append (self->out, "><table>");
  } else {
    mb_writer_open (self, "table", block, NULL);
    g_string_append_c (self->out, '>');
  }
  if (title) {
    g_string_append (self->out, "<caption>");
    mb_render_escape_text (self->out, title, -1);
    g_string_append (self->out, "</caption>");
  }
  if (head && n_cells > 0) {
    g_string_append (self->out, "<thead>");
    write_row (self, block, first, n_columns, TRUE);
    g_string_append (self->out, "</thead>");
  }
  g_string_append (self->out, "<tbody>");
  for (guint i = head ? n_columns : 0; i < n_cells; i += n_columns)
    write_row (self, block, first + i, n_columns, FALSE);
  g_string_append (self->out, is_bare (self) ? "</tbody></table>" : "</tbody></table></div>");
}

static void
write_preformatted (const MbWriter *self, const MbBlock *block)
{
  mb_writer_open (self, "pre", block, NULL);
  g_string_append_c (self->out, '>');
  mb_writer_preformatted (self, mb_block_get_part (block, 0));
  g_string_append (self->out, "</pre>");
}

/* What another site made and we do not understand: its markup is sent back by the destination that
 * knows it, and never shown. */
static void
write_opaque (const MbWriter *self, const MbBlock *block)
{
  const char *title = mb_block_get_attribute (block, MB_ATTR_TITLE);

  if (!is_preview (self))
    return;

  mb_writer_open (self, "p", block, "opaque");
  g_string_append_c (self->out, '>');
  mb_render_escape_text (self->out, title ? title : "…", -1);
  g_string_append (self->out, "</p>");
}

static void
write_object (const MbWriter *self, const MbBlock *block)
{
  MbBlockKind kind = mb_block_get_kind (block);

  if (kind == MB_BLOCK_FIGURE)
    write_figure (self, block);
  else if (kind == MB_BLOCK_EMBED)
    write_embed (self, block);
  else if (kind == MB_BLOCK_TABLE)
    write_table (self, block);
  else if (kind == MB_BLOCK_OPAQUE)
    write_opaque (self, block);
  else {
    mb_writer_open (self, "hr", block, "separator");
    g_string_append_c (self->out, '>');
  }
}

void
mb_writer_block (const MbWriter *self, const MbBlock *block)
{
  switch (mb_block_get_kind (block)) {
  case MB_BLOCK_KICKER:
    return write_simple (self, block, "p", "kicker");
  case MB_BLOCK_HEADLINE:
    return write_simple (self, block, "h1", "headline");
  case MB_BLOCK_STANDFIRST:
    return write_simple (self, block, "p", "standfirst");
  case MB_BLOCK_PARAGRAPH:
    return write_simple (self, block, "p", NULL);
  case MB_BLOCK_CROSSHEAD:
    return write_simple (self, block, "h2", "crosshead");
  case MB_BLOCK_SUBCROSSHEAD:
    return write_simple (self, block, "h3", "subcrosshead");
  case MB_BLOCK_QUOTATION:
    return write_quote (self, block, "blockquote", "quote");
  case MB_BLOCK_PULL_QUOTE:
    return write_quote (self, block, "aside", "pullquote");
  case MB_BLOCK_LIST_ITEM:
    return write_list_item (self, block);
  case MB_BLOCK_PREFORMATTED:
    return write_preformatted (self, block);
  case MB_BLOCK_FIGURE:
  case MB_BLOCK_EMBED:
  case MB_BLOCK_TABLE:
  case MB_BLOCK_SEPARATOR:
  case MB_BLOCK_OPAQUE:
    return write_object (self, block);
  }
}

/**
 * mb_render_block:
 * @block: a block of a projected snapshot
 * @options: (nullable): how; without, as the preview
 *
 * Makes the markup of one block: one element. A list item is a list of one (see mb-render.h): a
 * patch of the preview replaces one element by one.
 *
 * Returns: (transfer full): HTML
 */
char *
mb_render_block (const MbBlock *block, const MbRenderOptions *options)
{
  MbWriter writer = {g_string_new (NULL), options, NULL};

  g_return_val_if_fail (block != NULL, NULL);

  mb_writer_block (&writer, block);

  return g_string_free_and_steal (writer.out);
}
