#include "mb-ghost-lexical.h"

#include "mb-ghost-codec.h"
#include "mb-json.h"
#include "mb-render.h"

#include <stdlib.h>
#include <string.h>

/* An article as Lexical, the form in which Ghost keeps a text: native cards where it has them, HTML
 * cards where it has none. Beside it, the HTML that readers should find: the site renders its own.
 * Source: kg-default-nodes and kg-lexical-html-renderer of Ghost 5 and 6. */

#define LINE_SEPARATOR "\342\200\250"
#define MAX_DEPTH 9

typedef struct {
  JsonBuilder *nodes;
  GString *html;
  const MbPost *post;
  const MbBlock *lead; /* (nullable): the picture above the text */
} Writer;

static const struct {
  MbSpanKind kind;
  guint format;
} formats[] = {
  {MB_SPAN_STRONG, 1}, {MB_SPAN_EMPHASIS, 2},   {MB_SPAN_STRIKETHROUGH, 4},
  {MB_SPAN_CODE, 16},  {MB_SPAN_SUBSCRIPT, 32}, {MB_SPAN_SUPERSCRIPT, 64},
};

static gboolean
has_text (const MbText *text)
{
  return text && mb_text_get_n_chars (text) > 0;
}

static void
begin_node (Writer *self, const char *type)
{
  json_builder_begin_object (self->nodes);
  mb_json_add (self->nodes, "type", type);
  mb_json_add_int (self->nodes, "version", 1);
}

static void
begin_element (Writer *self, const char *type)
{
  begin_node (self, type);
  mb_json_add (self->nodes, "direction", "ltr");
  mb_json_add (self->nodes, "format", "");
  mb_json_add_int (self->nodes, "indent", 0);
}

static void
begin_children (Writer *self)
{
  json_builder_set_member_name (self->nodes, "children");
  json_builder_begin_array (self->nodes);
}

static void
end_element (Writer *self)
{
  json_builder_end_array (self->nodes);
  json_builder_end_object (self->nodes);
}

static void
write_words (Writer *self, const char *words, gsize n_bytes, guint format)
{
  g_autofree char *text = g_strndup (words, n_bytes);

  if (n_bytes == 0)
    return;
  begin_node (self, "extended-text");
  mb_json_add (self->nodes, "text", text);
  mb_json_add_int (self->nodes, "format", format);
  mb_json_add_int (self->nodes, "detail", 0);
  mb_json_add (self->nodes, "mode", "normal");
  mb_json_add (self->nodes, "style", "");
  json_builder_end_object (self->nodes);
}

static void
write_break (Writer *self)
{
  begin_node (self, "linebreak");
  json_builder_end_object (self->nodes);
}

/* Words of one look; lines apart. */
static void
write_run (Writer *self, const char *from, const char *to, guint format)
{
  while (from < to) {
    const char *separator = g_strstr_len (from, to - from, LINE_SEPARATOR);
    const char *end = separator ? separator : to;

    write_words (self, from, (gsize) (end - from), format);
    if (separator)
      write_break (self);
    from = separator ? separator + strlen (LINE_SEPARATOR) : to;
  }
}

/* What covers a place, and where the next span begins or ends. */
static guint
look_at (const MbText *text, guint offset, guint *next, char **url)
{
  guint n_spans;
  const MbSpan *spans = mb_text_get_spans (text, &n_spans);
  guint format = 0;

  *next = mb_text_get_n_chars (text);
  for (guint i = 0; i < n_spans; i++) {
    if (spans[i].start > offset) {
      *next = MIN (*next, spans[i].start);
      continue;
    }
    if (spans[i].end <= offset)
      continue;
    *next = MIN (*next, spans[i].end);
    if (spans[i].kind == MB_SPAN_LINK && !*url)
      *url = mb_render_safe_url (spans[i].value);
    for (gsize j = 0; j < G_N_ELEMENTS (formats); j++)
      if (formats[j].kind == spans[i].kind)
        format |= formats[j].format;
  }

  return format;
}

static void
write_text (Writer *self, const MbText *text, guint format)
{
  const char *utf8 = mb_text_get_utf8 (text);
  guint n_chars = mb_text_get_n_chars (text);

  for (guint offset = 0; offset < n_chars;) {
    g_autofree char *url = NULL;
    guint next = n_chars;
    guint here = look_at (text, offset, &next, &url);
    const char *from = g_utf8_offset_to_pointer (utf8, (glong) offset);
    const char *to = g_utf8_offset_to_pointer (utf8, (glong) next);

    if (url) {
      begin_element (self, "link");
      mb_json_add (self->nodes, "url", url);
      json_builder_set_member_name (self->nodes, "rel");
      json_builder_add_null_value (self->nodes);
      begin_children (self);
    }
    write_run (self, from, to, here | format);
    if (url)
      end_element (self);
    offset = next;
  }
}

static void
append_html (Writer *self, const char *open, const MbText *text, const char *close)
{
  g_autofree char *html = mb_render_inline (text, NULL);

  g_string_append_printf (self->html, "%s%s%s", open, html, close);
}

static void
write_element (Writer *self, const MbBlock *block, const char *type, const char *tag)
{
  MbText *attribution = mb_block_get_role (block, MB_PART_ATTRIBUTION);

  begin_element (self, type);
  if (tag)
    mb_json_add (self->nodes, "tag", tag);
  begin_children (self);
  write_text (self, mb_block_get_part (block, 0), 0);
  if (has_text (attribution)) {
    write_break (self);
    write_words (self, "— ", strlen ("— "), 2);
    write_text (self, attribution, 2);
  }
  end_element (self);
  append_html (self, "<p>", mb_block_get_part (block, 0), "</p>\n");
  if (has_text (attribution))
    append_html (self, "<p>— ", attribution, "</p>\n");
}

/* A card of the site's that shows our HTML as it is. */
static void
write_card (Writer *self, const char *html)
{
  begin_node (self, "html");
  mb_json_add (self->nodes, "html", html);
  json_builder_end_object (self->nodes);
  g_string_append (self->html, html);
  g_string_append_c (self->html, '\n');
}

static void
write_markup (Writer *self, const MbBlock *block)
{
  MbRenderOptions options = {.mode = MB_RENDER_BODY};
  g_autofree char *html = mb_render_block (block, &options);

  write_card (self, html);
}

static void
write_legend (Writer *self, const MbBlock *figure)
{
  g_autofree char *legend = mb_ghost_make_legend (figure);

  if (!legend)
    return;
  begin_element (self, "paragraph");
  begin_children (self);
  if (has_text (mb_block_get_role (figure, MB_PART_CAPTION)))
    write_text (self, mb_block_get_role (figure, MB_PART_CAPTION), 0);
  if (has_text (mb_block_get_role (figure, MB_PART_CREDIT))) {
    write_words (self, " ", 1, 0);
    write_text (self, mb_block_get_role (figure, MB_PART_CREDIT), 2);
  }
  end_element (self);
  g_string_append_printf (self->html, "<p>%s</p>\n", legend);
}

static void
write_figure (Writer *self, const MbBlock *figure)
{
  const char *sha256 = mb_block_get_attribute (figure, MB_ATTR_MEDIA);
  const char *alt = mb_block_get_attribute (figure, MB_ATTR_ALT);
  const MbRemoteMedia *media =
    sha256 && self->post->media ? g_hash_table_lookup (self->post->media, sha256) : NULL;
  g_autofree char *legend = mb_ghost_make_legend (figure);

  if (figure == self->lead)
    return;
  if (!media) {
    write_legend (self, figure);
    return;
  }
  begin_node (self, "image");
  mb_json_add (self->nodes, "src", media->url);
  mb_json_add (self->nodes, "alt", alt ? alt : "");
  mb_json_add (self->nodes, "title", "");
  mb_json_add (self->nodes, "caption", legend ? legend : "");
  mb_json_add (self->nodes, "cardWidth", "regular");
  mb_json_add (self->nodes, "href", "");
  json_builder_end_object (self->nodes);
  mb_ghost_append_figure (self->html, media->url, legend);
}

static void
write_embed (Writer *self, const MbBlock *block)
{
  g_autofree char *url = mb_render_safe_url (mb_block_get_attribute (block, MB_ATTR_URL));
  const char *title = mb_block_get_attribute (block, MB_ATTR_TITLE);

  if (!url)
    return;
  begin_node (self, "bookmark");
  mb_json_add (self->nodes, "url", url);
  mb_json_add (self->nodes, "caption", "");
  json_builder_set_member_name (self->nodes, "metadata");
  json_builder_begin_object (self->nodes);
  mb_json_add (self->nodes, "title", title && *title ? title : url);
  mb_json_add (self->nodes, "description", "");
  mb_json_add (self->nodes, "icon", "");
  mb_json_add (self->nodes, "author", "");
  mb_json_add (self->nodes, "publisher", "");
  mb_json_add (self->nodes, "thumbnail", "");
  json_builder_end_object (self->nodes);
  json_builder_end_object (self->nodes);
  g_string_append (self->html, "<p>");
  mb_render_escape_text (self->html, title && *title ? title : url, -1);
  g_string_append (self->html, "</p>\n");
}

static void
write_code (Writer *self, const MbBlock *block)
{
  g_autofree char *code = g_strdup (mb_text_get_utf8 (mb_block_get_part (block, 0)));
  g_auto (GStrv) lines = g_strsplit (code, LINE_SEPARATOR, -1);
  g_autofree char *whole = g_strjoinv ("\n", lines);

  begin_node (self, "codeblock");
  mb_json_add (self->nodes, "code", whole);
  mb_json_add (self->nodes, "language", "");
  mb_json_add (self->nodes, "caption", "");
  json_builder_end_object (self->nodes);
  append_html (self, "<pre>", mb_block_get_part (block, 0), "</pre>\n");
}

/* What the site made and we do not understand goes back as it was; another site's does not. */
static void
write_opaque (Writer *self, const MbBlock *block)
{
  const char *data = mb_block_get_attribute (block, MB_ATTR_DATA);
  g_autoptr (JsonNode) node = NULL;

  if (!data || g_strcmp0 (mb_block_get_attribute (block, MB_ATTR_SOURCE), "ghost") != 0)
    return;
  node = json_from_string (data, NULL);
  if (node && JSON_NODE_HOLDS_OBJECT (node) && mb_json_string (json_node_get_object (node), "type"))
    json_builder_add_value (self->nodes, g_steal_pointer (&node));
}

static void
write_block (Writer *self, const MbBlock *block)
{
  switch (mb_block_get_kind (block)) {
  case MB_BLOCK_PARAGRAPH:
    return write_element (self, block, "paragraph", NULL);
  case MB_BLOCK_CROSSHEAD:
    return write_element (self, block, "extended-heading", "h2");
  case MB_BLOCK_SUBCROSSHEAD:
    return write_element (self, block, "extended-heading", "h3");
  case MB_BLOCK_QUOTATION:
    return write_element (self, block, "extended-quote", NULL);
  case MB_BLOCK_PULL_QUOTE:
    return write_element (self, block, "aside", NULL);
  case MB_BLOCK_PREFORMATTED:
    return write_code (self, block);
  case MB_BLOCK_EMBED:
    return write_embed (self, block);
  case MB_BLOCK_TABLE:
    return write_markup (self, block);
  case MB_BLOCK_OPAQUE:
    return write_opaque (self, block);
  case MB_BLOCK_FIGURE:
    return write_figure (self, block);
  case MB_BLOCK_SEPARATOR:
    begin_node (self, "horizontalrule");
    json_builder_end_object (self->nodes);
    break;
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

  return level ? (guint) CLAMP (strtol (level, NULL, 10), 0, MAX_DEPTH - 1) : 0;
}

static gboolean
is_ordered (const MbBlock *item)
{
  return g_strcmp0 (mb_block_get_attribute (item, MB_ATTR_LIST), "ordered") == 0;
}

static gboolean
same_container (const MbBlock *a, const MbBlock *b)
{
  return g_strcmp0 (mb_block_get_attribute (a, MB_ATTR_CONTAINER),
                    mb_block_get_attribute (b, MB_ATTR_CONTAINER)) == 0;
}

static const MbBlock *
get_item (Writer *self, guint index, const MbBlock *like)
{
  MbSnapshot *snapshot = self->post->snapshot;
  const MbBlock *block =
    index < mb_snapshot_get_n_blocks (snapshot) ? mb_snapshot_get_block (snapshot, index) : NULL;

  return block && mb_block_get_kind (block) == MB_BLOCK_LIST_ITEM && same_container (block, like)
           ? block
           : NULL;
}

static void
begin_item (Writer *self, guint value)
{
  begin_element (self, "listitem");
  mb_json_add_int (self->nodes, "value", value);
  begin_children (self);
}

/* One list; a deeper one stands in an item of its own. */
static guint
write_list (Writer *self, guint index)
{
  const MbBlock *first = mb_snapshot_get_block (self->post->snapshot, index);
  guint level = get_level (first);
  const MbBlock *item;
  guint value = 1;

  begin_element (self, "list");
  mb_json_add (self->nodes, "listType", is_ordered (first) ? "number" : "bullet");
  mb_json_add (self->nodes, "tag", is_ordered (first) ? "ol" : "ul");
  mb_json_add_int (self->nodes, "start", 1);
  begin_children (self);
  while ((item = get_item (self, index, first)) && get_level (item) >= level &&
         (get_level (item) > level || is_ordered (item) == is_ordered (first))) {
    begin_item (self, value++);
    if (get_level (item) > level) {
      index = write_list (self, index);
    } else {
      write_text (self, mb_block_get_part (item, 0), 0);
      append_html (self, "<li>", mb_block_get_part (item, 0), "</li>\n");
      index++;
    }
    end_element (self);
  }
  end_element (self);

  return index;
}

static char *
find_address (const MbBlock *figure, gpointer user_data)
{
  const MbPost *post = user_data;
  const char *sha256 = mb_block_get_attribute (figure, MB_ATTR_MEDIA);
  const MbRemoteMedia *media =
    sha256 && post->media ? g_hash_table_lookup (post->media, sha256) : NULL;

  return media ? g_strdup (media->url) : NULL;
}

/* A box of several blocks has no card of its own. */
static guint
write_aside (Writer *self, guint index)
{
  MbSnapshot *snapshot = self->post->snapshot;
  const MbBlock *first = mb_snapshot_get_block (snapshot, index);
  MbRenderOptions options = {
    .mode = MB_RENDER_BODY,
    .address = find_address,
    .user_data = (gpointer) self->post,
  };
  g_autoptr (GString) html = g_string_new ("<aside class=\"box\">\n");

  for (; index < mb_snapshot_get_n_blocks (snapshot); index++) {
    const MbBlock *block = mb_snapshot_get_block (snapshot, index);
    g_autofree char *markup = NULL;

    if (!same_container (block, first))
      break;
    markup = mb_render_block (block, &options);
    g_string_append_printf (html, "%s\n", markup);
  }
  g_string_append (html, "</aside>");
  write_card (self, html->str);

  return index;
}

static guint
write_next (Writer *self, guint index)
{
  const MbBlock *block = mb_snapshot_get_block (self->post->snapshot, index);
  MbContainerKind kind = MB_CONTAINER_ARTICLE;

  mb_container_parse (mb_block_get_attribute (block, MB_ATTR_CONTAINER), &kind);
  if (kind == MB_CONTAINER_ASIDE)
    return write_aside (self, index);
  if (mb_block_get_kind (block) == MB_BLOCK_LIST_ITEM)
    return write_list (self, index);
  if (!mb_block_is_empty (block))
    write_block (self, block);

  return index + 1;
}

static const MbBlock *
find_lead (const MbPost *post)
{
  for (guint i = 0; post->featured && i < mb_snapshot_get_n_blocks (post->snapshot); i++)
    if (mb_block_get_kind (mb_snapshot_get_block (post->snapshot, i)) == MB_BLOCK_FIGURE)
      return mb_snapshot_get_block (post->snapshot, i);

  return NULL;
}

static void
write_plain (Writer *self, const char *words)
{
  begin_element (self, "paragraph");
  begin_children (self);
  write_words (self, words, strlen (words), 0);
  end_element (self);
  g_string_append (self->html, "<p>");
  mb_render_escape_text (self->html, words, -1);
  g_string_append (self->html, "</p>\n");
}

/* The site knows its staff, not names: the line of names stands in the text. */
static void
write_byline (Writer *self)
{
  MbRenderOptions options = {.mode = MB_RENDER_BODY};
  g_autofree char *html = mb_render_byline (self->post->snapshot, &options);

  if (*html)
    write_card (self, html);
}

/**
 * mb_ghost_lexical_shape:
 * @post: a post whose pictures have their addresses
 * @defaults: what the newsroom has decided for the site
 *
 * Writes the body of an article as Ghost keeps it into `content`, and what readers should find into
 * `html`.
 */
void
mb_ghost_lexical_shape (MbPost *post, const MbSiteDefaults *defaults)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  Writer writer = {builder, g_string_new (NULL), post, find_lead (post)};
  g_autoptr (JsonNode) root = NULL;
  g_autofree char *legend = writer.lead ? mb_ghost_make_legend (writer.lead) : NULL;

  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "root");
  begin_element (&writer, "root");
  begin_children (&writer);
  if (writer.lead)
    mb_ghost_append_figure (writer.html, post->featured, legend);
  if (post->standfirst && g_utf8_strlen (post->standfirst, -1) > MB_GHOST_EXCERPT_MAX_CHARS)
    write_plain (&writer, post->standfirst);
  if (!defaults->hides_byline)
    write_byline (&writer);
  for (guint i = MB_N_FURNITURE; i < mb_snapshot_get_n_blocks (post->snapshot);)
    i = write_next (&writer, i);
  end_element (&writer);
  json_builder_end_object (builder);
  root = json_builder_get_root (builder);

  g_free (post->content);
  post->content = json_to_string (root, FALSE);
  g_free (post->html);
  post->html = g_string_free_and_steal (writer.html);
}
