#include "mb-wix-ricos.h"

#include "mb-readback.h"
#include "mb-render.h"
#include "mb-wix-ricos-text.h"

#include <json-glib/json-glib.h>

#include <stdlib.h>
#include <string.h>

/* An article as Ricos, the rich content of Wix, within what the vendor's published schema
 * (`ricos-schema` on npm) allows. Every node of the root has an id made of its block's, so that the
 * same article gives the same bytes. */

#define MAX_DEPTH 4
#define CONTAINER "\"containerData\":{\"width\":{\"size\":\"CONTENT\"},\"alignment\":\"CENTER\"}"

typedef struct {
  GString *out;
  const MbPost *post;
} Writer;

static gboolean
has_text (const MbText *text)
{
  return text && mb_text_get_n_chars (text) > 0;
}

static gboolean
has_attribute (const MbBlock *block, const char *name, const char *value)
{
  return g_strcmp0 (mb_block_get_attribute (block, name), value) == 0;
}

static void
open_node (Writer *self, const char *type, const MbBlock *block)
{
  mb_wix_ricos_begin (self->out);
  g_string_append_printf (self->out, "{\"type\":\"%s\",", type);
  if (block)
    g_string_append_printf (self->out, "\"id\":\"m%016" G_GINT64_MODIFIER "x\",",
                            mb_block_get_id (block));
  g_string_append (self->out, "\"nodes\":[");
}

/* @data: the members that a kind of node has besides */
static void
close_node (Writer *self, const char *data)
{
  g_string_append_printf (self->out, "]%s%s}", data ? "," : "", data ? data : "");
}

static void
write_text (Writer *self, const MbBlock *id, MbText *text, MbWixSetting setting)
{
  open_node (self, "PARAGRAPH", id);
  mb_wix_ricos_put_text (self->out, text, setting);
  close_node (self, "\"paragraphData\":{}");
}

static void
write_words (Writer *self, const char *words, MbWixSetting setting)
{
  open_node (self, "PARAGRAPH", NULL);
  if (*words)
    mb_wix_ricos_put_words (self->out, words, setting);
  close_node (self, "\"paragraphData\":{}");
}

/* The viewer puts no space between what is no text and the text that follows. */
static void
write_spacer (Writer *self)
{
  write_words (self, "", MB_WIX_PLAIN);
}

static void
write_heading (Writer *self, const MbBlock *block, guint level)
{
  g_autofree char *data = g_strdup_printf ("\"headingData\":{\"level\":%u}", level);

  open_node (self, "HEADING", block);
  mb_wix_ricos_put_text (self->out, mb_block_get_part (block, 0), MB_WIX_PLAIN);
  close_node (self, data);
}

static void
write_quote (Writer *self, const MbBlock *block, MbWixSetting setting)
{
  MbText *attribution = mb_block_get_role (block, MB_PART_ATTRIBUTION);

  open_node (self, "BLOCKQUOTE", block);
  write_text (self, NULL, mb_block_get_part (block, 0), setting);
  if (has_text (attribution)) {
    open_node (self, "PARAGRAPH", NULL);
    mb_wix_ricos_put_words (self->out, "— ", MB_WIX_ITALIC);
    mb_wix_ricos_put_text (self->out, attribution, MB_WIX_ITALIC);
    close_node (self, "\"paragraphData\":{}");
  }
  close_node (self, "\"blockquoteData\":{\"indentation\":1}");
}

static void
write_preformatted (Writer *self, const MbBlock *block)
{
  open_node (self, "CODE_BLOCK", block);
  mb_wix_ricos_put_text (self->out, mb_block_get_part (block, 0), MB_WIX_PLAIN);
  close_node (self, "\"codeBlockData\":{\"textStyle\":{\"textAlignment\":\"AUTO\"}}");
}

static void
write_divider (Writer *self, const MbBlock *block)
{
  open_node (self, "DIVIDER", block);
  close_node (self, "\"dividerData\":{\"lineStyle\":\"SINGLE\",\"width\":\"LARGE\","
                    "\"alignment\":\"CENTER\"}");
}

static const MbRemoteMedia *
find_media (const Writer *self, const MbBlock *figure)
{
  const char *sha256 = mb_block_get_attribute (figure, MB_ATTR_MEDIA);
  const MbRemoteMedia *media =
    sha256 && self->post->media ? g_hash_table_lookup (self->post->media, sha256) : NULL;

  return media && media->id ? media : NULL;
}

/* Caption and credit in one line: a picture has no field for a credit there. */
static char *
make_legend (const MbBlock *figure)
{
  MbText *caption = mb_block_get_role (figure, MB_PART_CAPTION);
  MbText *credit = mb_block_get_role (figure, MB_PART_CREDIT);
  g_autoptr (GString) legend = g_string_new (NULL);

  if (has_text (caption))
    g_string_append (legend, mb_text_get_utf8 (caption));
  if (has_text (caption) && has_text (credit))
    g_string_append_c (legend, ' ');
  if (has_text (credit))
    g_string_append (legend, mb_text_get_utf8 (credit));
  g_strdelimit (legend->str, "\n", ' ');

  return g_string_free_and_steal (g_steal_pointer (&legend));
}

static const char *
get_alt (const MbBlock *figure)
{
  const char *alt = mb_block_get_attribute (figure, MB_ATTR_ALT);

  return alt && !has_attribute (figure, MB_ATTR_DECORATIVE, "true") ? alt : "";
}

static void
put_media (GString *out, const MbRemoteMedia *media)
{
  g_string_append (out, "{\"src\":{\"id\":");
  mb_wix_ricos_put_string (out, media->id);
  g_string_append_c (out, '}');
  if (media->width_px && media->height_px)
    g_string_append_printf (out, ",\"width\":%u,\"height\":%u", media->width_px, media->height_px);
  g_string_append_c (out, '}');
}

static void
write_figure (Writer *self, const MbBlock *figure)
{
  const MbRemoteMedia *media = find_media (self, figure);
  g_autofree char *legend = make_legend (figure);
  g_autoptr (GString) data = g_string_new ("\"imageData\":{" CONTAINER ",\"image\":");

  if (!media) {
    if (*legend)
      write_words (self, legend, MB_WIX_ITALIC);
    return;
  }
  put_media (data, media);
  g_string_append (data, ",\"altText\":");
  mb_wix_ricos_put_string (data, get_alt (figure));
  if (*legend) {
    g_string_append (data, ",\"caption\":");
    mb_wix_ricos_put_string (data, legend);
  }
  g_string_append_c (data, '}');
  open_node (self, "IMAGE", figure);
  close_node (self, data->str);
  write_spacer (self);
}

/* What the site's own player draws from an address alone. */
static gboolean
has_player (const char *url)
{
  static const char *const hosts[] = {"youtube.com", "youtu.be", "vimeo.com", "dailymotion.com"};
  g_autoptr (GUri) uri = g_uri_parse (url, G_URI_FLAGS_NONE, NULL);
  const char *host = uri ? g_uri_get_host (uri) : NULL;

  if (host && g_str_has_prefix (host, "www."))
    host += strlen ("www.");
  for (gsize i = 0; host && i < G_N_ELEMENTS (hosts); i++)
    if (g_ascii_strcasecmp (host, hosts[i]) == 0)
      return TRUE;

  return FALSE;
}

static void
write_link (Writer *self, const MbBlock *block, const char *words, const char *url)
{
  g_autoptr (MbText) plain = mb_text_new (words);
  g_autoptr (MbText) linked = mb_text_add_span (plain, &(MbSpan) {
                                                         .start = 0,
                                                         .end = mb_text_get_n_chars (plain),
                                                         .kind = MB_SPAN_LINK,
                                                         .value = url,
                                                       });

  write_text (self, block, linked, MB_WIX_PLAIN);
}

static void
write_embed (Writer *self, const MbBlock *block)
{
  g_autofree char *url = mb_render_safe_url (mb_block_get_attribute (block, MB_ATTR_URL));
  const char *title = mb_block_get_attribute (block, MB_ATTR_TITLE);
  g_autoptr (GString) data = g_string_new ("\"videoData\":{" CONTAINER ",\"video\":{\"src\":"
                                           "{\"url\":");

  if (!url)
    return;
  if (!has_player (url)) {
    write_link (self, block, title && *title ? title : url, url);
    return;
  }
  mb_wix_ricos_put_string (data, url);
  g_string_append (data, "}}}");
  open_node (self, "VIDEO", block);
  close_node (self, data->str);
  if (title && *title)
    write_link (self, NULL, title, url);
  write_spacer (self);
}

static guint
get_columns (const MbBlock *table, guint n_cells)
{
  const char *value = mb_block_get_attribute (table, MB_ATTR_COLUMNS);
  guint64 count;

  return value && g_ascii_string_to_unsigned (value, 10, 1, 10000, &count, NULL) ? (guint) count
                                                                                 : MAX (n_cells, 1);
}

static void
write_row (Writer *self, const MbBlock *table, guint first, guint n_columns, MbWixSetting setting)
{
  open_node (self, "TABLE_ROW", NULL);
  for (guint i = first; i < first + n_columns; i++) {
    g_autoptr (MbText) empty = mb_text_empty ();

    open_node (self, "TABLE_CELL", NULL);
    write_text (self, NULL, i < mb_block_get_n_parts (table) ? mb_block_get_part (table, i) : empty,
                setting);
    close_node (self, "\"tableCellData\":{\"cellStyle\":{\"verticalAlignment\":\"MIDDLE\"},"
                      "\"borderColors\":{}}");
  }
  close_node (self, NULL);
}

static void
put_numbers (GString *out, const char *name, guint n, guint number)
{
  g_string_append_printf (out, "%s\"%s\":[", out->str[out->len - 1] == '{' ? "" : ",", name);
  for (guint i = 0; i < n; i++)
    g_string_append_printf (out, i ? ",%u" : "%u", number);
  g_string_append_c (out, ']');
}

static void
write_table (Writer *self, const MbBlock *block)
{
  guint first = mb_block_kind_get_n_parts (MB_BLOCK_TABLE);
  guint n_cells = mb_block_get_n_parts (block) - first;
  guint n_columns = get_columns (block, n_cells);
  guint n_rows = (n_cells + n_columns - 1) / n_columns;
  gboolean head = has_attribute (block, MB_ATTR_HEADER, "true");
  const char *title = mb_block_get_attribute (block, MB_ATTR_TITLE);
  g_autoptr (GString) data = g_string_new ("\"tableData\":{\"dimensions\":{");

  put_numbers (data, "colsWidthRatio", n_columns, 100);
  put_numbers (data, "colsMinWidth", n_columns, 120);
  put_numbers (data, "rowsHeight", n_rows, 47);
  g_string_append_printf (data, "}%s}", head ? ",\"rowHeader\":true" : "");
  if (title && *title)
    write_words (self, title, MB_WIX_BOLD);
  open_node (self, "TABLE", block);
  for (guint i = 0; i < n_cells; i += n_columns)
    write_row (self, block, first + i, n_columns, head && i == 0 ? MB_WIX_BOLD : MB_WIX_PLAIN);
  close_node (self, data->str);
  write_spacer (self);
}

/* What the site made and we do not understand goes back as it came; another site's does not. */
static void
write_opaque (Writer *self, const MbBlock *block)
{
  const char *data = mb_block_get_attribute (block, MB_ATTR_DATA);
  g_autoptr (JsonNode) node = NULL;

  if (!data || !has_attribute (block, MB_ATTR_SOURCE, "wix"))
    return;
  node = json_from_string (data, NULL);
  if (!node || !JSON_NODE_HOLDS_OBJECT (node))
    return;
  mb_wix_ricos_begin (self->out);
  g_string_append (self->out, data);
}

static void
write_block (Writer *self, const MbBlock *block)
{
  switch (mb_block_get_kind (block)) {
  case MB_BLOCK_PARAGRAPH:
    return write_text (self, block, mb_block_get_part (block, 0), MB_WIX_PLAIN);
  case MB_BLOCK_CROSSHEAD:
    return write_heading (self, block, 2);
  case MB_BLOCK_SUBCROSSHEAD:
    return write_heading (self, block, 3);
  case MB_BLOCK_QUOTATION:
    return write_quote (self, block, MB_WIX_PLAIN);
  case MB_BLOCK_PULL_QUOTE:
    return write_quote (self, block, MB_WIX_BOLD);
  case MB_BLOCK_PREFORMATTED:
    return write_preformatted (self, block);
  case MB_BLOCK_FIGURE:
    return write_figure (self, block);
  case MB_BLOCK_EMBED:
    return write_embed (self, block);
  case MB_BLOCK_TABLE:
    return write_table (self, block);
  case MB_BLOCK_SEPARATOR:
    return write_divider (self, block);
  case MB_BLOCK_OPAQUE:
    return write_opaque (self, block);
  case MB_BLOCK_LIST_ITEM:
  case MB_BLOCK_KICKER:
  case MB_BLOCK_HEADLINE:
  case MB_BLOCK_STANDFIRST:
    break; /* written by whoever sees their neighbours, or fields of their own */
  }
}

static guint
get_level (const MbBlock *item)
{
  const char *level = mb_block_get_attribute (item, MB_ATTR_LEVEL);

  return level ? (guint) CLAMP (strtol (level, NULL, 10), 0, MAX_DEPTH) : 0;
}

static gboolean
is_ordered (const MbBlock *item)
{
  return has_attribute (item, MB_ATTR_LIST, "ordered");
}

static gboolean
same_container (const MbBlock *a, const MbBlock *b)
{
  return has_attribute (a, MB_ATTR_CONTAINER, mb_block_get_attribute (b, MB_ATTR_CONTAINER));
}

static gboolean
is_item (MbSnapshot *snapshot, guint index, const MbBlock *like)
{
  const MbBlock *block =
    index < mb_snapshot_get_n_blocks (snapshot) ? mb_snapshot_get_block (snapshot, index) : NULL;

  return block && mb_block_get_kind (block) == MB_BLOCK_LIST_ITEM && same_container (block, like);
}

/* One list: the items from @index on that stand as deep as the first, or deeper. */
static guint
write_list (Writer *self, MbSnapshot *snapshot, guint index)
{
  const MbBlock *first = mb_snapshot_get_block (snapshot, index);
  gboolean ordered = is_ordered (first);
  guint level = get_level (first);

  open_node (self, ordered ? "ORDERED_LIST" : "BULLETED_LIST", first);
  while (is_item (snapshot, index, first)) {
    const MbBlock *item = mb_snapshot_get_block (snapshot, index);

    if (get_level (item) < level || is_ordered (item) != ordered)
      break;
    open_node (self, "LIST_ITEM", NULL);
    write_text (self, NULL, mb_block_get_part (item, 0), MB_WIX_PLAIN);
    index++;
    while (is_item (snapshot, index, first) &&
           get_level (mb_snapshot_get_block (snapshot, index)) > level)
      index = write_list (self, snapshot, index);
    close_node (self, NULL);
  }
  close_node (self, ordered ? "\"orderedListData\":{\"indentation\":0}"
                            : "\"bulletedListData\":{\"indentation\":0}");

  return index;
}

static guint
write_next (Writer *self, MbSnapshot *snapshot, guint index)
{
  const MbBlock *block = mb_snapshot_get_block (snapshot, index);

  if (mb_block_get_kind (block) == MB_BLOCK_LIST_ITEM)
    return write_list (self, snapshot, index);
  if (mb_block_get_kind (block) == MB_BLOCK_FIGURE || !mb_block_is_empty (block))
    write_block (self, block);

  return index + 1;
}

/* Pictures that the site has stand side by side; of the others the legend stays. */
static guint
write_gallery (Writer *self, MbSnapshot *snapshot, guint index)
{
  const MbBlock *first = mb_snapshot_get_block (snapshot, index);
  g_autoptr (GString) data = g_string_new ("\"galleryData\":{" CONTAINER ",\"items\":[");
  Writer after = {g_string_new ("["), self->post};

  for (; index < mb_snapshot_get_n_blocks (snapshot); index++) {
    const MbBlock *figure = mb_snapshot_get_block (snapshot, index);
    const MbRemoteMedia *media = find_media (self, figure);
    g_autofree char *legend = NULL;

    if (!same_container (figure, first))
      break;
    if (!media) {
      write_block (&after, figure);
      continue;
    }
    legend = make_legend (figure);
    mb_wix_ricos_begin (data);
    g_string_append (data, "{\"title\":");
    mb_wix_ricos_put_string (data, legend);
    g_string_append (data, ",\"altText\":");
    mb_wix_ricos_put_string (data, get_alt (figure));
    g_string_append (data, ",\"image\":{\"media\":");
    put_media (data, media);
    g_string_append (data, "}}");
  }
  g_string_append (data, "],\"options\":{\"layout\":{\"type\":\"GRID\",\"horizontalScroll\":false,"
                         "\"orientation\":\"COLUMNS\",\"numberOfColumns\":3},"
                         "\"item\":{\"ratio\":1,\"crop\":\"FILL\"}}}");
  open_node (self, "GALLERY", first);
  close_node (self, data->str);
  write_spacer (self);
  if (after.out->len > 1) {
    mb_wix_ricos_begin (self->out);
    g_string_append (self->out, after.out->str + 1);
  }
  g_string_free (after.out, TRUE);

  return index;
}

static gboolean
has_pictures (Writer *self, MbSnapshot *snapshot, guint index)
{
  const MbBlock *first = mb_snapshot_get_block (snapshot, index);

  for (; index < mb_snapshot_get_n_blocks (snapshot); index++) {
    const MbBlock *block = mb_snapshot_get_block (snapshot, index);

    if (!same_container (block, first))
      return FALSE;
    if (find_media (self, block))
      return TRUE;
  }

  return FALSE;
}

/* The site has no boxes: lines above and below set one off. */
static guint
write_aside (Writer *self, MbSnapshot *snapshot, guint index)
{
  const MbBlock *first = mb_snapshot_get_block (snapshot, index);

  write_divider (self, NULL);
  while (index < mb_snapshot_get_n_blocks (snapshot) &&
         same_container (mb_snapshot_get_block (snapshot, index), first))
    index = write_next (self, snapshot, index);
  write_divider (self, NULL);

  return index;
}

static guint
write_group (Writer *self, MbSnapshot *snapshot, guint index)
{
  const MbBlock *block = mb_snapshot_get_block (snapshot, index);
  MbContainerKind kind = MB_CONTAINER_ARTICLE;

  mb_container_parse (mb_block_get_attribute (block, MB_ATTR_CONTAINER), &kind);
  if (kind == MB_CONTAINER_ASIDE)
    return write_aside (self, snapshot, index);
  if (kind == MB_CONTAINER_GALLERY && has_pictures (self, snapshot, index))
    return write_gallery (self, snapshot, index);

  return write_next (self, snapshot, index);
}

/* The excerpt is for lists of posts: the post's page does not show it. */
static void
write_standfirst (Writer *self)
{
  for (guint i = 0; i < mb_snapshot_get_n_blocks (self->post->snapshot); i++) {
    const MbBlock *block = mb_snapshot_get_block (self->post->snapshot, i);

    if (mb_block_get_kind (block) == MB_BLOCK_STANDFIRST && !mb_block_is_empty (block))
      write_text (self, block, mb_block_get_part (block, 0), MB_WIX_BOLD);
  }
}

/* The site knows members, not names: the line of names stands in the text. */
static void
write_byline (Writer *self)
{
  MbRenderOptions options = {.mode = MB_RENDER_BODY};
  g_autofree char *html = mb_render_byline (self->post->snapshot, &options);
  g_autofree char *words = mb_readback_text (html, strlen (html));

  if (*words)
    write_words (self, words, MB_WIX_ITALIC);
}

/**
 * mb_wix_ricos_write:
 * @post: a post whose pictures have their ids
 * @defaults: what the newsroom has decided for the site
 *
 * Writes the body of an article as Wix keeps it. The same post gives the same bytes. The first
 * picture stands in the text, too: a post's page does not show its cover.
 *
 * Returns: (transfer full): JSON
 */
char *
mb_wix_ricos_write (const MbPost *post, const MbSiteDefaults *defaults)
{
  Writer writer = {g_string_new ("{\"nodes\":["), post};
  MbSnapshot *snapshot = post->snapshot;
  guint index = 0;

  if (!defaults->hides_standfirst)
    write_standfirst (&writer);
  if (!defaults->hides_byline)
    write_byline (&writer);
  while (index < mb_snapshot_get_n_blocks (snapshot)) {
    if (mb_block_get_attribute (mb_snapshot_get_block (snapshot, index), MB_ATTR_CONTAINER))
      index = write_group (&writer, snapshot, index);
    else
      index = write_next (&writer, snapshot, index);
  }
  g_string_append (writer.out, "]}");

  return g_string_free_and_steal (writer.out);
}
