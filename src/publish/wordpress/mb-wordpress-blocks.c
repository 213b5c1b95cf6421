#include "mb-wordpress-blocks.h"

#include "mb-render.h"

#include <json-glib/json-glib.h>

#include <stdlib.h>
#include <string.h>

/* An article as block markup: each block between comments, its HTML exactly as the block's own
 * `save` would write it, because the site's editor compares the two and offers a "recovery" where
 * they differ. Floor: WordPress 6.1. Source: the save functions of WordPress 6.1 to 7.1. */

#define MAX_DEPTH 9

typedef struct {
  GString *out;
  const MbPost *post;
  const MbBlock *lead; /* (nullable): the picture that the theme shows */
} Writer;

/**
 * mb_wordpress_blocks_escape_json:
 * @out: where to
 * @json: attributes as JSON
 *
 * Writes attributes so that they cannot end the comment in which they stand. Source:
 * `serialize_block_attributes()` of WordPress.
 */
void
mb_wordpress_blocks_escape_json (GString *out, const char *json)
{
  for (const char *at = json; *at; at++) {
    if (at[0] == '\\' && at[1] == '\\') {
      g_string_append (out, "\\u005c");
      at++;
    } else if (at[0] == '\\' && at[1] == '"') {
      g_string_append (out, "\\u0022");
      at++;
    } else if (at[0] == '-' && at[1] == '-') {
      g_string_append (out, "\\u002d\\u002d");
      at++;
    } else if (*at == '<') {
      g_string_append (out, "\\u003c");
    } else if (*at == '>') {
      g_string_append (out, "\\u003e");
    } else if (*at == '&') {
      g_string_append (out, "\\u0026");
    } else {
      g_string_append_c (out, *at);
    }
  }
}

static void
open_block (Writer *self, const char *name, const char *attributes)
{
  g_string_append_printf (self->out, "<!-- wp:%s ", name);
  if (attributes) {
    mb_wordpress_blocks_escape_json (self->out, attributes);
    g_string_append_c (self->out, ' ');
  }
  g_string_append (self->out, "-->\n");
}

static void
close_block (Writer *self, const char *name)
{
  g_string_append_printf (self->out, "\n<!-- /wp:%s -->", name);
}

/* Blocks stand apart by an empty line. */
static void
part_blocks (Writer *self)
{
  if (self->out->len > 0 && !g_str_has_suffix (self->out->str, "\n\n"))
    g_string_append (self->out, "\n\n");
}

static gboolean
has_text (const MbText *text)
{
  return text && mb_text_get_n_chars (text) > 0;
}

static void
write_attribute (Writer *self, const char *name, const char *value)
{
  g_string_append_printf (self->out, " %s=\"", name);
  mb_render_escape_attribute (self->out, value, -1);
  g_string_append_c (self->out, '"');
}

/* A block's own `lang` is no attribute of the site's blocks: it goes around the words. */
static void
write_inline (Writer *self, const MbBlock *block, const MbText *text)
{
  const char *language = mb_block_get_attribute (block, MB_ATTR_LANGUAGE);
  g_autofree char *html = mb_render_inline (text, NULL);

  if (language) {
    g_string_append (self->out, "<span");
    write_attribute (self, "lang", language);
    g_string_append_c (self->out, '>');
  }
  g_string_append (self->out, html);
  if (language)
    g_string_append (self->out, "</span>");
}

static void
write_paragraph (Writer *self, const MbBlock *block)
{
  open_block (self, "paragraph", NULL);
  g_string_append (self->out, "<p>");
  write_inline (self, block, mb_block_get_part (block, 0));
  g_string_append (self->out, "</p>");
  close_block (self, "paragraph");
}

static void
write_heading (Writer *self, const MbBlock *block, guint level)
{
  open_block (self, "heading", level == 3 ? "{\"level\":3}" : NULL);
  g_string_append_printf (self->out, "<h%u class=\"wp-block-heading\">", level);
  write_inline (self, block, mb_block_get_part (block, 0));
  g_string_append_printf (self->out, "</h%u>", level);
  close_block (self, "heading");
}

static void
write_cite (Writer *self, const MbBlock *block)
{
  MbText *attribution = mb_block_get_role (block, MB_PART_ATTRIBUTION);

  if (!has_text (attribution))
    return;
  g_string_append (self->out, "<cite>");
  write_inline (self, block, attribution);
  g_string_append (self->out, "</cite>");
}

static void
write_quote (Writer *self, const MbBlock *block)
{
  open_block (self, "quote", NULL);
  g_string_append (self->out, "<blockquote class=\"wp-block-quote\">");
  write_paragraph (self, block);
  write_cite (self, block);
  g_string_append (self->out, "</blockquote>");
  close_block (self, "quote");
}

static void
write_pull_quote (Writer *self, const MbBlock *block)
{
  open_block (self, "pullquote", NULL);
  g_string_append (self->out, "<figure class=\"wp-block-pullquote\"><blockquote><p>");
  write_inline (self, block, mb_block_get_part (block, 0));
  g_string_append (self->out, "</p>");
  write_cite (self, block);
  g_string_append (self->out, "</blockquote></figure>");
  close_block (self, "pullquote");
}

static void
write_preformatted (Writer *self, const MbBlock *block)
{
  g_autofree char *html = mb_render_inline (mb_block_get_part (block, 0), NULL);

  open_block (self, "preformatted", NULL);
  g_string_append_printf (self->out, "<pre class=\"wp-block-preformatted\">%s</pre>", html);
  close_block (self, "preformatted");
}

static const MbRemoteMedia *
find_media (const Writer *self, const MbBlock *figure)
{
  const char *sha256 = mb_block_get_attribute (figure, MB_ATTR_MEDIA);

  return sha256 && self->post->media ? g_hash_table_lookup (self->post->media, sha256) : NULL;
}

/* Caption and credit; the site has no field for a credit. */
static void
append_legend (Writer *self, const MbBlock *figure)
{
  MbText *caption = mb_block_get_role (figure, MB_PART_CAPTION);
  MbText *credit = mb_block_get_role (figure, MB_PART_CREDIT);

  if (has_text (caption))
    write_inline (self, figure, caption);
  if (has_text (caption) && has_text (credit))
    g_string_append_c (self->out, ' ');
  if (has_text (credit)) {
    g_string_append (self->out, "<span class=\"credit\">");
    write_inline (self, figure, credit);
    g_string_append (self->out, "</span>");
  }
}

static gboolean
has_legend (const MbBlock *figure)
{
  return has_text (mb_block_get_role (figure, MB_PART_CAPTION)) ||
         has_text (mb_block_get_role (figure, MB_PART_CREDIT));
}

/* What stands of a picture that is elsewhere, or not there. */
static void
write_legend (Writer *self, const MbBlock *figure)
{
  if (!has_legend (figure))
    return;
  part_blocks (self);
  open_block (self, "paragraph", "{\"className\":\"legende\"}");
  g_string_append (self->out, "<p class=\"legende\">");
  append_legend (self, figure);
  g_string_append (self->out, "</p>");
  close_block (self, "paragraph");
}

static void
write_image (Writer *self, const MbBlock *figure, const MbRemoteMedia *media)
{
  const char *alt = mb_block_get_attribute (figure, MB_ATTR_ALT);
  g_autofree char *attributes = NULL;

  if (media->id)
    attributes =
      g_strdup_printf ("{\"id\":%s,\"sizeSlug\":\"full\",\"linkDestination\":\"none\"}", media->id);
  if (!alt || g_strcmp0 (mb_block_get_attribute (figure, MB_ATTR_DECORATIVE), "true") == 0)
    alt = "";
  open_block (self, "image", attributes);
  g_string_append_printf (self->out, "<figure class=\"wp-block-image%s\"><img",
                          media->id ? " size-full" : "");
  write_attribute (self, "src", media->url);
  write_attribute (self, "alt", alt);
  if (media->id)
    g_string_append_printf (self->out, " class=\"wp-image-%s\"", media->id);
  g_string_append (self->out, "/>");
  if (has_legend (figure)) {
    g_string_append (self->out, "<figcaption class=\"wp-element-caption\">");
    append_legend (self, figure);
    g_string_append (self->out, "</figcaption>");
  }
  g_string_append (self->out, "</figure>");
  close_block (self, "image");
}

static void
write_figure (Writer *self, const MbBlock *figure)
{
  const MbRemoteMedia *media = find_media (self, figure);

  if (media && figure != self->lead) {
    part_blocks (self);
    write_image (self, figure, media);
  } else {
    write_legend (self, figure);
  }
}

static const struct {
  const char *host;
  const char *slug;
  const char *type;
} providers[] = {
  {"youtube.com", "youtube", "video"},     {"youtu.be", "youtube", "video"},
  {"vimeo.com", "vimeo", "video"},         {"dailymotion.com", "dailymotion", "video"},
  {"twitter.com", "twitter", "rich"},      {"x.com", "twitter", "rich"},
  {"tiktok.com", "tiktok", "video"},       {"soundcloud.com", "soundcloud", "rich"},
  {"open.spotify.com", "spotify", "rich"}, {"bsky.app", "bluesky", "rich"},
};

static gboolean
is_on_host (const char *url, const char *host)
{
  g_autoptr (GUri) uri = g_uri_parse (url, G_URI_FLAGS_NONE, NULL);
  const char *theirs = uri ? g_uri_get_host (uri) : NULL;
  gsize n;

  if (!theirs)
    return FALSE;
  n = strlen (theirs);
  if (n < strlen (host) || g_ascii_strcasecmp (theirs + n - strlen (host), host) != 0)
    return FALSE;

  return n == strlen (host) || theirs[n - strlen (host) - 1] == '.';
}

/* The site's own oEmbed draws it. */
static void
write_embed (Writer *self, const MbBlock *block)
{
  g_autofree char *url = mb_render_safe_url (mb_block_get_attribute (block, MB_ATTR_URL));
  const char *title = mb_block_get_attribute (block, MB_ATTR_TITLE);
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (JsonNode) root = NULL;
  g_autofree char *attributes = NULL;
  g_autoptr (GString) classes = g_string_new ("wp-block-embed");

  if (!url)
    return;
  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "url");
  json_builder_add_string_value (builder, url);
  for (gsize i = 0; i < G_N_ELEMENTS (providers); i++) {
    if (!is_on_host (url, providers[i].host))
      continue;
    json_builder_set_member_name (builder, "type");
    json_builder_add_string_value (builder, providers[i].type);
    json_builder_set_member_name (builder, "providerNameSlug");
    json_builder_add_string_value (builder, providers[i].slug);
    g_string_append_printf (classes, " is-type-%s is-provider-%s wp-block-embed-%s",
                            providers[i].type, providers[i].slug, providers[i].slug);
    break;
  }
  json_builder_end_object (builder);
  root = json_builder_get_root (builder);
  attributes = json_to_string (root, FALSE);

  open_block (self, "embed", attributes);
  g_string_append_printf (
    self->out, "<figure class=\"%s\"><div class=\"wp-block-embed__wrapper\">\n", classes->str);
  mb_render_escape_text (self->out, url, -1);
  g_string_append (self->out, "\n</div>");
  if (title && *title) {
    g_string_append (self->out, "<figcaption class=\"wp-element-caption\">");
    mb_render_escape_text (self->out, title, -1);
    g_string_append (self->out, "</figcaption>");
  }
  g_string_append (self->out, "</figure>");
  close_block (self, "embed");
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
write_row (Writer *self, const MbBlock *table, guint first, guint n_columns, const char *cell)
{
  g_string_append (self->out, "<tr>");
  for (guint i = first; i < first + n_columns; i++) {
    g_string_append_printf (self->out, "<%s>", cell);
    if (i < mb_block_get_n_parts (table))
      write_inline (self, table, mb_block_get_part (table, i));
    g_string_append_printf (self->out, "</%s>", cell);
  }
  g_string_append (self->out, "</tr>");
}

/* Written with its layout: what is not said changed its meaning with WordPress 6.6. */
static void
write_table (Writer *self, const MbBlock *block)
{
  guint first = mb_block_kind_get_n_parts (MB_BLOCK_TABLE);
  guint n_cells = mb_block_get_n_parts (block) - first;
  guint n_columns = get_count (block, MB_ATTR_COLUMNS, MAX (n_cells, 1));
  gboolean head = g_strcmp0 (mb_block_get_attribute (block, MB_ATTR_HEADER), "true") == 0;
  const char *title = mb_block_get_attribute (block, MB_ATTR_TITLE);

  open_block (self, "table", "{\"hasFixedLayout\":true}");
  g_string_append (self->out,
                   "<figure class=\"wp-block-table\"><table class=\"has-fixed-layout\">");
  if (head && n_cells > 0) {
    g_string_append (self->out, "<thead>");
    write_row (self, block, first, n_columns, "th");
    g_string_append (self->out, "</thead>");
  }
  g_string_append (self->out, "<tbody>");
  for (guint i = head ? n_columns : 0; i < n_cells; i += n_columns)
    write_row (self, block, first + i, n_columns, "td");
  g_string_append (self->out, "</tbody></table>");
  if (title && *title) {
    g_string_append (self->out, "<figcaption class=\"wp-element-caption\">");
    mb_render_escape_text (self->out, title, -1);
    g_string_append (self->out, "</figcaption>");
  }
  g_string_append (self->out, "</figure>");
  close_block (self, "table");
}

/* What the site made and we do not understand goes back byte for byte; another site's does not. */
static void
write_opaque (Writer *self, const MbBlock *block)
{
  const char *data = mb_block_get_attribute (block, MB_ATTR_DATA);

  if (data && g_strcmp0 (mb_block_get_attribute (block, MB_ATTR_SOURCE), "wordpress") == 0)
    g_string_append (self->out, data);
}

static void
write_block (Writer *self, const MbBlock *block)
{
  switch (mb_block_get_kind (block)) {
  case MB_BLOCK_PARAGRAPH:
    return write_paragraph (self, block);
  case MB_BLOCK_CROSSHEAD:
    return write_heading (self, block, 2);
  case MB_BLOCK_SUBCROSSHEAD:
    return write_heading (self, block, 3);
  case MB_BLOCK_QUOTATION:
    return write_quote (self, block);
  case MB_BLOCK_PULL_QUOTE:
    return write_pull_quote (self, block);
  case MB_BLOCK_PREFORMATTED:
    return write_preformatted (self, block);
  case MB_BLOCK_EMBED:
    return write_embed (self, block);
  case MB_BLOCK_TABLE:
    return write_table (self, block);
  case MB_BLOCK_OPAQUE:
    return write_opaque (self, block);
  case MB_BLOCK_SEPARATOR:
    open_block (self, "separator", NULL);
    g_string_append (self->out, "<hr class=\"wp-block-separator has-alpha-channel-opacity\"/>");
    return close_block (self, "separator");
  case MB_BLOCK_FIGURE:
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
  const char *element = is_ordered (first) ? "ol" : "ul";
  guint level = get_level (first);
  gboolean begun = FALSE;

  open_block (self, "list", is_ordered (first) ? "{\"ordered\":true}" : NULL);
  g_string_append_printf (self->out, "<%s class=\"wp-block-list\">", element);
  while (is_item (snapshot, index, first)) {
    const MbBlock *item = mb_snapshot_get_block (snapshot, index);

    if (get_level (item) < level || is_ordered (item) != is_ordered (first))
      break;
    if (begun)
      g_string_append (self->out, "\n\n");
    begun = TRUE;
    open_block (self, "list-item", NULL);
    g_string_append (self->out, "<li>");
    write_inline (self, item, mb_block_get_part (item, 0));
    index++;
    while (is_item (snapshot, index, first) &&
           get_level (mb_snapshot_get_block (snapshot, index)) > level)
      index = write_list (self, snapshot, index);
    g_string_append (self->out, "</li>");
    close_block (self, "list-item");
  }
  g_string_append_printf (self->out, "</%s>", element);
  close_block (self, "list");

  return index;
}

static guint
write_next (Writer *self, MbSnapshot *snapshot, guint index)
{
  const MbBlock *block = mb_snapshot_get_block (snapshot, index);

  if (mb_block_get_kind (block) == MB_BLOCK_LIST_ITEM) {
    part_blocks (self);
    return write_list (self, snapshot, index);
  }
  if (mb_block_get_kind (block) == MB_BLOCK_FIGURE) {
    write_figure (self, block);
  } else if (!mb_block_is_empty (block)) {
    part_blocks (self);
    write_block (self, block);
  }

  return index + 1;
}

/* Pictures of a gallery that the site has are inner blocks of one; the others are legends. */
static guint
write_gallery (Writer *self, MbSnapshot *snapshot, guint index)
{
  const MbBlock *first = mb_snapshot_get_block (snapshot, index);
  guint begin = index;
  gboolean begun = FALSE;

  part_blocks (self);
  open_block (self, "gallery", "{\"linkTo\":\"none\"}");
  g_string_append (self->out, "<figure class=\"wp-block-gallery has-nested-images columns-default "
                              "is-cropped\">");
  for (; index < mb_snapshot_get_n_blocks (snapshot); index++) {
    const MbBlock *figure = mb_snapshot_get_block (snapshot, index);
    const MbRemoteMedia *media = find_media (self, figure);

    if (!same_container (figure, first))
      break;
    if (!media)
      continue;
    if (begun)
      g_string_append (self->out, "\n\n");
    begun = TRUE;
    write_image (self, figure, media);
  }
  g_string_append (self->out, "</figure>");
  close_block (self, "gallery");
  for (guint i = begin; i < index; i++)
    if (!find_media (self, mb_snapshot_get_block (snapshot, i)))
      write_legend (self, mb_snapshot_get_block (snapshot, i));

  return index;
}

static guint
write_aside (Writer *self, MbSnapshot *snapshot, guint index)
{
  const MbBlock *first = mb_snapshot_get_block (snapshot, index);
  Writer inner = {g_string_new (NULL), self->post, self->lead};

  part_blocks (self);
  open_block (self, "group", "{\"className\":\"encadre\",\"layout\":{\"type\":\"constrained\"}}");
  g_string_append (self->out, "<div class=\"wp-block-group encadre\">");
  while (index < mb_snapshot_get_n_blocks (snapshot) &&
         same_container (mb_snapshot_get_block (snapshot, index), first))
    index = write_next (&inner, snapshot, index);
  g_string_append (self->out, inner.out->str);
  g_string_append (self->out, "</div>");
  close_block (self, "group");
  g_string_free (inner.out, TRUE);

  return index;
}

/* A gallery of nothing but missing pictures is no gallery. */
static gboolean
has_pictures (Writer *self, MbSnapshot *snapshot, guint index)
{
  const MbBlock *first = mb_snapshot_get_block (snapshot, index);

  for (; index < mb_snapshot_get_n_blocks (snapshot); index++) {
    const MbBlock *block = mb_snapshot_get_block (snapshot, index);

    if (!same_container (block, first))
      return FALSE;
    if (find_media (self, block) && block != self->lead)
      return TRUE;
  }

  return FALSE;
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

/* The excerpt is for lists: few themes show it above the text. */
static void
write_standfirst (Writer *self)
{
  const MbBlock *block = NULL;

  for (guint i = 0; i < MB_N_FURNITURE; i++)
    if (mb_block_get_kind (mb_snapshot_get_block (self->post->snapshot, i)) == MB_BLOCK_STANDFIRST)
      block = mb_snapshot_get_block (self->post->snapshot, i);
  if (!block || mb_block_is_empty (block))
    return;
  open_block (self, "paragraph", "{\"className\":\"chapo\"}");
  g_string_append (self->out, "<p class=\"chapo\">");
  write_inline (self, block, mb_block_get_part (block, 0));
  g_string_append (self->out, "</p>");
  close_block (self, "paragraph");
}

/* The site knows accounts, not names: the line of names stands in the text. */
static void
write_byline (Writer *self)
{
  MbRenderOptions options = {.mode = MB_RENDER_BODY};
  g_autofree char *html = mb_render_byline (self->post->snapshot, &options);

  if (!*html)
    return;
  part_blocks (self);
  open_block (self, "paragraph", "{\"className\":\"byline\"}");
  g_string_append (self->out, html);
  close_block (self, "paragraph");
}

static const MbBlock *
find_lead (const MbPost *post)
{
  for (guint i = 0; i < mb_snapshot_get_n_blocks (post->snapshot); i++) {
    const MbBlock *block = mb_snapshot_get_block (post->snapshot, i);

    if (mb_block_get_kind (block) == MB_BLOCK_FIGURE)
      return mb_block_get_attribute (block, MB_ATTR_CONTAINER) ? NULL : block;
  }

  return NULL;
}

/**
 * mb_wordpress_blocks_write:
 * @post: a post whose pictures have their addresses
 * @defaults: what the newsroom has decided for the site
 *
 * Writes the body of an article as WordPress keeps it. The same post gives the same bytes.
 *
 * Returns: (transfer full): block markup
 */
char *
mb_wordpress_blocks_write (const MbPost *post, const MbSiteDefaults *defaults)
{
  Writer writer = {g_string_new (NULL), post, NULL};
  MbSnapshot *snapshot = post->snapshot;
  guint index = MB_N_FURNITURE;

  if (!defaults->lead_in_text && post->featured)
    writer.lead = find_lead (post);
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

  return g_string_free_and_steal (writer.out);
}
