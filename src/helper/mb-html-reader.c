#include "mb-html-reader.h"

#include "mb-html-builder.h"
#include "mb-html-elements.h"
#include "mb-html-scan.h"
#include "mb-id.h"

#include <libxml/HTMLparser.h>
#include <string.h>

/* HTML of strangers → blocks of ours. Nothing of the source's markup is kept: what is not in the
 * table of elements is looked through, what is not text disappears. The tree is walked without
 * recursion, because strangers nest as deep as they like. */

#define MAX_BLOCKS 20000
#define MAX_NAME 32
#define MAX_CHILDREN_LOOKED_AT 200

G_DEFINE_QUARK (mb_html_error_quark, mb_html_error)

typedef struct {
  const xmlNode *node;
  MbHtmlContext outside; /* what held before it */
  MbHtmlAction action;
} Frame;

typedef struct {
  MbHtmlMode mode;
  MbHtmlBuilder *builder;
  MbHtmlResult *result;
  MbHtmlContext context;
  GArray *frames;        /* of Frame: the elements around the place */
  const xmlNode *table;  /* being read as one; NULL: none */
  GStringChunk *strings; /* that are in no attribute of the tree */
  guint serial;
} Reader;

static const char *
get_attribute (const xmlNode *node, const char *name)
{
  for (const xmlAttr *attribute = node->properties; attribute; attribute = attribute->next)
    if (g_ascii_strcasecmp ((const char *) attribute->name, name) == 0)
      return attribute->children && attribute->children->content
               ? (const char *) attribute->children->content
               : "";

  return NULL;
}

static gboolean
is_named (const xmlNode *node, const char *name)
{
  return node->type == XML_ELEMENT_NODE &&
         g_ascii_strcasecmp ((const char *) node->name, name) == 0;
}

static MbHtmlAction
find_action (const xmlNode *node)
{
  g_autofree char *name = g_ascii_strdown ((const char *) node->name, -1);

  return strlen (name) < MAX_NAME ? mb_html_find_action (name) : MB_HTML_LOOK_THROUGH;
}

static void
count (Reader *self, const char *note)
{
  int before = GPOINTER_TO_INT (g_hash_table_lookup (self->result->counts, note));

  g_hash_table_insert (self->result->counts, g_strdup (note), GINT_TO_POINTER (before + 1));
}

static void
set_meta (Reader *self, const char *name, const char *value)
{
  g_autofree char *stripped = value ? g_strstrip (g_strdup (value)) : NULL;

  if (stripped && *stripped && !g_hash_table_contains (self->result->metas, name))
    g_hash_table_insert (self->result->metas, g_strdup (name), g_steal_pointer (&stripped));
}

/* The next node in reading order; with @inside its children come first. */
static const xmlNode *
next_node (const xmlNode *node, const xmlNode *root, gboolean inside)
{
  if (inside && node->children)
    return node->children;
  while (node && node != root && !node->next)
    node = node->parent;

  return node && node != root ? node->next : NULL;
}

static const xmlNode *
find_inside (const xmlNode *root, const char *name)
{
  for (const xmlNode *node = next_node (root, root, TRUE); node;
       node = next_node (node, root, TRUE))
    if (is_named (node, name))
      return node;

  return NULL;
}

/* Styles say what marks do; nothing else of them is looked at. */
static void
apply_style (MbHtmlContext *context, const xmlNode *node)
{
  const char *style = get_attribute (node, "style");
  g_autofree char *weight = mb_html_find_style (style, "font-weight");
  g_autofree char *slant = mb_html_find_style (style, "font-style");
  g_autofree char *line = mb_html_find_style (style, "text-decoration");
  g_autofree char *align = mb_html_find_style (style, "vertical-align");

  if (weight && (g_str_has_prefix (weight, "bold") || g_ascii_strtoull (weight, NULL, 10) >= 600))
    context->flags |= MB_HTML_STRONG;
  else if (weight)
    context->flags &= ~(guint) MB_HTML_STRONG;
  if (slant && (strcmp (slant, "italic") == 0 || strcmp (slant, "oblique") == 0))
    context->flags |= MB_HTML_EMPHASIS;
  else if (slant)
    context->flags &= ~(guint) MB_HTML_EMPHASIS;
  if (line && strstr (line, "line-through"))
    context->flags |= MB_HTML_STRIKETHROUGH;
  if (g_strcmp0 (align, "super") == 0)
    context->flags |= MB_HTML_SUPERSCRIPT;
  else if (g_strcmp0 (align, "sub") == 0)
    context->flags |= MB_HTML_SUBSCRIPT;
}

static gboolean
is_hidden (const xmlNode *node)
{
  const char *style = get_attribute (node, "style");
  g_autofree char *display = mb_html_find_style (style, "display");
  g_autofree char *office = mb_html_find_style (style, "mso-hide");
  g_autofree char *list = mb_html_find_style (style, "mso-list");

  return get_attribute (node, "hidden") || g_strcmp0 (display, "none") == 0 ||
         g_strcmp0 (office, "all") == 0 || g_strcmp0 (list, "ignore") == 0;
}

/* A search engine's redirection hides where a link leads. */
static const char *
unwrap_redirect (Reader *self, const char *href)
{
  static const char prefix[] = "https://www.google.com/url?";
  g_autofree char *target = NULL;
  g_autoptr (GHashTable) words = NULL;

  if (!g_str_has_prefix (href, prefix))
    return href;
  words = g_uri_parse_params (href + strlen (prefix), -1, "&", G_URI_PARAMS_NONE, NULL);
  if (words)
    target = g_strdup (g_hash_table_lookup (words, "q"));
  if (!target)
    return href;

  return g_string_chunk_insert (self->strings, target);
}

static gboolean
is_address (const char *href)
{
  static const char *const schemes[] = {"https://", "http://", "mailto:", "tel:"};

  for (guint i = 0; href && i < G_N_ELEMENTS (schemes); i++)
    if (g_ascii_strncasecmp (href, schemes[i], strlen (schemes[i])) == 0)
      return TRUE;

  return FALSE;
}

static void
apply_link (Reader *self, const xmlNode *node)
{
  const char *href = get_attribute (node, "href");

  self->context.href = NULL;
  while (href && g_ascii_isspace (*href))
    href++;
  if (is_address (href))
    self->context.href = unwrap_redirect (self, href);
  else if (href && *href && *href != '#')
    count (self, "link-dropped");
}

static gboolean
is_furniture_class (const xmlNode *node, MbBlockKind *kind)
{
  static const struct {
    const char *words[5];
    MbBlockKind kind;
  } classes[] = {
    {{"kicker", "surtitre", "overline"}, MB_BLOCK_KICKER},
    {{"headline"}, MB_BLOCK_HEADLINE},
    {{"standfirst", "chapo", "chapeau", "lede"}, MB_BLOCK_STANDFIRST},
  };
  const char *list = get_attribute (node, "class");

  for (guint i = 0; list && i < G_N_ELEMENTS (classes); i++)
    if (mb_html_has_any_word (list, classes[i].words)) {
      *kind = classes[i].kind;
      return TRUE;
    }

  return FALSE;
}

/* Word's lists are paragraphs that say in their style how deep they stand. */
static gboolean
apply_office_list (Reader *self, const xmlNode *node)
{
  g_autofree char *list = mb_html_find_style (get_attribute (node, "style"), "mso-list");
  const char *level = list ? strstr (list, "level") : NULL;

  if (!level)
    return FALSE;

  self->context.kind = MB_BLOCK_LIST_ITEM;
  self->context.level = (guint) CLAMP (g_ascii_strtoll (level + 5, NULL, 10), 1, 9);
  self->context.item = ++self->serial;

  return TRUE;
}

static void
enter_block (Reader *self, const xmlNode *node)
{
  MbBlockKind kind;
  const char *list = get_attribute (node, "class");

  if (apply_office_list (self, node))
    return;
  if (self->mode != MB_HTML_DOCUMENT || self->context.role != MB_HTML_ROLE_BLOCK ||
      self->context.item || self->context.quote || self->context.box)
    return;

  if (is_furniture_class (node, &kind) && !mb_html_builder_has_kind (self->builder, kind))
    self->context.kind = kind;
  else if (mb_html_has_word (list, "byline"))
    self->context.role = MB_HTML_ROLE_BYLINE;
}

static void
enter_heading (Reader *self, MbHtmlAction action)
{
  if (self->context.role != MB_HTML_ROLE_BLOCK)
    return;

  if (action != MB_HTML_HEADING_1)
    self->context.kind = action == MB_HTML_HEADING_2 ? MB_BLOCK_CROSSHEAD : MB_BLOCK_SUBCROSSHEAD;
  else if (self->mode == MB_HTML_DOCUMENT &&
           !mb_html_builder_has_kind (self->builder, MB_BLOCK_HEADLINE))
    self->context.kind = MB_BLOCK_HEADLINE;
  else
    self->context.kind = MB_BLOCK_CROSSHEAD;
  self->context.item = 0;
}

static void
enter_list (Reader *self, gboolean ordered)
{
  self->context.level++;
  self->context.item = 0;
  if (ordered)
    self->context.flags |= MB_HTML_ORDERED;
  else
    self->context.flags &= ~(guint) MB_HTML_ORDERED;
}

static void
enter_quote (Reader *self, const xmlNode *node)
{
  const char *own = get_attribute (node, "class");
  const char *around = node->parent ? get_attribute (node->parent, "class") : NULL;
  gboolean pull = mb_html_has_word (own, "pullquote") || mb_html_has_word (around, "pullquote") ||
                  mb_html_has_word (around, "wp-block-pullquote");

  if (self->context.kind != MB_BLOCK_PULL_QUOTE)
    self->context.kind = pull ? MB_BLOCK_PULL_QUOTE : MB_BLOCK_QUOTATION;
  self->context.quote = ++self->serial;
  self->context.item = 0;
}

/* An aside of one paragraph is a pull quote, unless it says that it is a box. */
static gboolean
is_box (const xmlNode *aside)
{
  static const char *const flow[] = {"p", "div", "blockquote", NULL};
  guint n_paragraphs = 0;
  guint n = 0;

  if (mb_html_has_word (get_attribute (aside, "class"), "pullquote"))
    return FALSE;
  if (mb_html_has_word (get_attribute (aside, "class"), "box"))
    return TRUE;

  for (const xmlNode *child = aside->children; child && n < MAX_CHILDREN_LOOKED_AT;
       child = child->next, n++) {
    if (child->type != XML_ELEMENT_NODE || is_named (child, "footer") || is_named (child, "cite"))
      continue;
    if (!g_strv_contains (flow, (const char *) child->name))
      return find_action (child) < MB_HTML_LINK && find_action (child) != MB_HTML_LOOK_THROUGH;
    n_paragraphs++;
  }

  return n_paragraphs > 1;
}

static void
enter_aside (Reader *self, const xmlNode *node)
{
  if (self->context.box > 0 || is_box (node)) {
    if (self->context.box == 0)
      self->context.box = ++self->serial;
    return;
  }
  self->context.kind = MB_BLOCK_PULL_QUOTE;
  self->context.quote = ++self->serial;
}

/* A figure without a picture may still be one: its bytes were missing where it was written. What
 * holds a quotation or a table is no figure to us. */
static gboolean
is_picture (const xmlNode *figure)
{
  static const char *const others[] = {"blockquote", "table", "pre", "iframe", "video", "audio"};

  if (find_inside (figure, "img"))
    return TRUE;
  for (guint i = 0; i < G_N_ELEMENTS (others); i++)
    if (find_inside (figure, others[i]))
      return FALSE;

  return find_inside (figure, "figcaption") != NULL;
}

static void
set_size (Reader *self, const xmlNode *image, const char *name)
{
  const char *value = get_attribute (image, name);
  guint64 size_px;

  if (value && g_ascii_string_to_unsigned (value, 10, 1, 30000, &size_px, NULL))
    mb_html_builder_set_figure (self->builder, name, value);
}

static gboolean
is_tiny (const xmlNode *image)
{
  const char *width = get_attribute (image, "width");
  const char *height = get_attribute (image, "height");

  return (width && g_ascii_strtoull (width, NULL, 10) < 3 && g_ascii_isdigit (*width)) ||
         (height && g_ascii_strtoull (height, NULL, 10) < 3 && g_ascii_isdigit (*height));
}

/* A picture is a place to be filled: its bytes are never fetched by reading. */
static void
read_image (Reader *self, const xmlNode *node)
{
  static const char *const signs[] = {"emoji", "wp-smiley", NULL};
  const char *alt = get_attribute (node, "alt");
  const char *source = get_attribute (node, "src");
  gboolean alone = !mb_html_builder_has_figure (self->builder);

  if (is_tiny (node)) {
    count (self, "tracker-dropped");
    return;
  }
  if (mb_html_has_any_word (get_attribute (node, "class"), signs)) {
    if (alt)
      mb_html_builder_text (self->builder, &self->context, alt, strlen (alt));
    return;
  }
  if (self->context.role == MB_HTML_ROLE_CELL)
    return;

  mb_html_builder_flush (self->builder, &self->context);
  mb_html_builder_begin_figure (self->builder);
  if (alt && *alt)
    mb_html_builder_set_figure (self->builder, MB_ATTR_ALT, alt);
  if (is_address (source))
    mb_html_builder_set_figure (self->builder, MB_ATTR_SOURCE, source);
  set_size (self, node, MB_ATTR_WIDTH);
  set_size (self, node, MB_ATTR_HEIGHT);
  count (self, "picture-missing");
  if (alone)
    mb_html_builder_end_figure (self->builder, &self->context);
}

static void
read_embed (Reader *self, const xmlNode *node)
{
  const char *source = get_attribute (node, "src");
  const char *title = get_attribute (node, "title");
  g_autoptr (GUri) uri = NULL;
  g_autoptr (MbBlock) block = NULL;
  g_autoptr (MbBlock) named = NULL;

  if (!source || !is_address (source))
    return;
  uri = g_uri_parse (source, G_URI_FLAGS_NONE, NULL);
  if (!uri || !g_uri_get_host (uri))
    return;

  mb_html_builder_flush (self->builder, &self->context);
  block = mb_block_new (mb_id_new (), MB_BLOCK_EMBED);
  named = mb_block_with_attribute (block, MB_ATTR_URL, source);
  g_clear_pointer (&block, mb_block_unref);
  block = mb_block_with_attribute (named, MB_ATTR_PROVIDER, g_uri_get_host (uri));
  if (title && *title)
    mb_html_builder_append (self->builder, &self->context,
                            mb_block_with_attribute (block, MB_ATTR_TITLE, title));
  else
    mb_html_builder_append (self->builder, &self->context, mb_block_ref (block));
  count (self, "embed-as-link");
}

static void
read_rule (Reader *self)
{
  mb_html_builder_flush (self->builder, &self->context);
  if (self->context.role == MB_HTML_ROLE_BLOCK && self->context.item == 0)
    mb_html_builder_append (self->builder, &self->context,
                            mb_block_new (mb_id_new (), MB_BLOCK_SEPARATOR));
}

/* A table that only sets things side by side is no table. */
static gboolean
is_data_table (const xmlNode *table)
{
  const xmlNode *cell = find_inside (table, "td");

  if (!cell)
    cell = find_inside (table, "th");

  return cell && !find_inside (table, "table") && !find_inside (table, "img") &&
         !find_inside (table, "h1") && !find_inside (table, "h2") &&
         (find_inside (table, "th") || next_node (cell, table, FALSE)) != FALSE;
}

static void
enter_table (Reader *self, const xmlNode *node)
{
  if (self->table || self->context.role != MB_HTML_ROLE_BLOCK || !is_data_table (node))
    return;

  self->table = node;
  mb_html_builder_begin_table (self->builder);
}

static gboolean
has_credit_class (const xmlNode *node)
{
  static const char *const words[] = {"credit", "credits", "copyright", "source", "byline", NULL};

  return mb_html_has_any_word (get_attribute (node, "class"), words);
}

/* Inside a caption the credit begins a part of its own. */
static gboolean
enter_credit (Reader *self, const xmlNode *node, MbHtmlAction action)
{
  if (self->context.role != MB_HTML_ROLE_CAPTION ||
      (action != MB_HTML_SMALL && !has_credit_class (node)))
    return FALSE;

  mb_html_builder_flush (self->builder, &self->context);
  self->context.role = MB_HTML_ROLE_CREDIT;
  self->context.flags = 0;

  return TRUE;
}

static void
enter_cite (Reader *self, const xmlNode *node)
{
  gboolean in_paragraph = node->parent && is_named (node->parent, "p");

  if (self->context.quote == 0 || self->context.role == MB_HTML_ROLE_ATTRIBUTION || in_paragraph) {
    if (self->context.role != MB_HTML_ROLE_ATTRIBUTION)
      self->context.flags |= MB_HTML_EMPHASIS;
    return;
  }
  mb_html_builder_flush (self->builder, &self->context);
  self->context.role = MB_HTML_ROLE_ATTRIBUTION;
}

static void
enter_inline (Reader *self, const xmlNode *node, MbHtmlAction action)
{
  const char *language = get_attribute (node, "lang");

  if (action == MB_HTML_BOLD)
    self->context.flags |= MB_HTML_STRONG;
  else if (action == MB_HTML_ITALIC)
    self->context.flags |= MB_HTML_EMPHASIS;
  else if (action == MB_HTML_UP)
    self->context.flags |= MB_HTML_SUPERSCRIPT;
  else if (action == MB_HTML_DOWN)
    self->context.flags |= MB_HTML_SUBSCRIPT;
  else if (action == MB_HTML_STRIKE)
    self->context.flags |= MB_HTML_STRIKETHROUGH;
  else if (action == MB_HTML_MONO)
    self->context.flags |= MB_HTML_CODE;
  else if (action == MB_HTML_LINK)
    apply_link (self, node);
  else if (action == MB_HTML_CITE)
    enter_cite (self, node);
  if (language && *language && action != MB_HTML_LINK)
    self->context.language = language;
}

static gboolean
is_block_action (MbHtmlAction action)
{
  return action > MB_HTML_DROP && action < MB_HTML_LINK && action != MB_HTML_CITE &&
         action != MB_HTML_IMAGE && action != MB_HTML_BREAK;
}

/* What a block's element changes for what is in it. */
static void
enter_container (Reader *self, const xmlNode *node, MbHtmlAction action)
{
  if (action == MB_HTML_BLOCK)
    enter_block (self, node);
  else if (action >= MB_HTML_HEADING_1 && action <= MB_HTML_HEADING_3)
    enter_heading (self, action);
  else if (action == MB_HTML_LIST || action == MB_HTML_ORDERED_LIST)
    enter_list (self, action == MB_HTML_ORDERED_LIST);
  else if (action == MB_HTML_ITEM) {
    if (self->context.role == MB_HTML_ROLE_BLOCK)
      self->context.kind = MB_BLOCK_LIST_ITEM;
    self->context.level = MAX (self->context.level, 1);
    self->context.item = ++self->serial;
  } else if (action == MB_HTML_QUOTE)
    enter_quote (self, node);
  else if (action == MB_HTML_FOOTER && self->context.quote > 0)
    self->context.role = MB_HTML_ROLE_ATTRIBUTION;
  else if (action == MB_HTML_PRE) {
    self->context.kind = MB_BLOCK_PREFORMATTED;
    self->context.flags |= MB_HTML_PREFORMATTED;
  } else if (action == MB_HTML_FIGURE && is_picture (node))
    mb_html_builder_begin_figure (self->builder);
  else if (action == MB_HTML_CAPTION)
    self->context.role = mb_html_builder_has_figure (self->builder) ? MB_HTML_ROLE_CAPTION
                         : self->context.quote > 0                  ? MB_HTML_ROLE_ATTRIBUTION
                                                                    : MB_HTML_ROLE_BLOCK;
  else if (action == MB_HTML_ASIDE)
    enter_aside (self, node);
  else if (action == MB_HTML_TABLE)
    enter_table (self, node);
  else if (action == MB_HTML_ROW && self->table)
    mb_html_builder_begin_row (self->builder);
  else if (action == MB_HTML_CELL && self->table) {
    mb_html_builder_begin_cell (self->builder, is_named (node, "th"));
    self->context.role = MB_HTML_ROLE_CELL;
  }
}

/* Whether to leave an element out with all that is in it. */
static gboolean
is_dropped (Reader *self, const xmlNode *node, MbHtmlAction action)
{
  if (action == MB_HTML_DROP)
    return TRUE;
  if (is_hidden (node))
    return TRUE;
  if (action == MB_HTML_DROP_PART && self->mode == MB_HTML_DOCUMENT) {
    count (self, "site-part-left-out");
    return TRUE;
  }
  if (action == MB_HTML_FOOTER && self->mode == MB_HTML_DOCUMENT && self->context.quote == 0 &&
      self->context.box == 0) {
    count (self, "site-part-left-out");
    return TRUE;
  }

  return FALSE;
}

/* Returns: whether to go inside. */
static gboolean
enter (Reader *self, const xmlNode *node)
{
  MbHtmlAction action = find_action (node);
  Frame frame = {node, self->context, action};

  if (is_dropped (self, node, action))
    return FALSE;
  if (action == MB_HTML_IMAGE)
    read_image (self, node);
  else if (action == MB_HTML_BREAK)
    mb_html_builder_break (self->builder, &self->context);
  else if (action == MB_HTML_EMBED)
    read_embed (self, node);
  else if (action == MB_HTML_RULE)
    read_rule (self);
  if (action == MB_HTML_IMAGE || action == MB_HTML_BREAK || action == MB_HTML_EMBED ||
      action == MB_HTML_RULE)
    return FALSE;

  if (is_block_action (action)) {
    mb_html_builder_flush (self->builder, &self->context);
    enter_container (self, node, action);
  } else if (!enter_credit (self, node, action)) {
    enter_inline (self, node, action);
  }
  if (!is_block_action (action) || action == MB_HTML_BLOCK)
    apply_style (&self->context, node);
  g_array_append_val (self->frames, frame);

  return TRUE;
}

static void
leave (Reader *self)
{
  Frame frame = g_array_index (self->frames, Frame, self->frames->len - 1);
  gboolean edge = is_block_action (frame.action) || frame.outside.role != self->context.role;

  if (edge)
    mb_html_builder_flush (self->builder, &self->context);
  self->context = frame.outside;
  if (frame.action == MB_HTML_FIGURE)
    mb_html_builder_end_figure (self->builder, &self->context);
  if (frame.node == self->table) {
    self->table = NULL;
    mb_html_builder_end_table (self->builder, &self->context);
  }
  g_array_set_size (self->frames, self->frames->len - 1);
}

static void
read_text (Reader *self, const xmlNode *node)
{
  const char *content = (const char *) node->content;
  g_autofree char *normal = NULL;

  if (!content)
    return;
  normal = g_utf8_normalize (content, -1, G_NORMALIZE_NFC);
  if (normal)
    mb_html_builder_text (self->builder, &self->context, normal, strlen (normal));
}

static void
walk (Reader *self, const xmlNode *root)
{
  const xmlNode *node = root;

  while (node) {
    gboolean inside = FALSE;

    if (node->type == XML_ELEMENT_NODE)
      inside = enter (self, node);
    else if (node->type == XML_TEXT_NODE || node->type == XML_CDATA_SECTION_NODE)
      read_text (self, node);

    if (inside && node->children) {
      node = node->children;
      continue;
    }
    if (inside)
      leave (self);
    while (node != root && !node->next) {
      node = node->parent;
      leave (self);
    }
    node = node == root ? NULL : node->next;
  }
}

static const struct {
  const char *property;
  const char *meta;
} known_metas[] = {
  {"author", MB_META_BYLINE},
  {"article:section", MB_META_SECTION},
  {"article:published_time", MB_META_DATE},
};

static void
read_meta (Reader *self, const xmlNode *node)
{
  const char *name = get_attribute (node, "name");
  const char *property = get_attribute (node, "property");

  for (guint i = 0; i < G_N_ELEMENTS (known_metas); i++)
    if (g_strcmp0 (name, known_metas[i].property) == 0 ||
        g_strcmp0 (property, known_metas[i].property) == 0)
      set_meta (self, known_metas[i].meta, get_attribute (node, "content"));
}

static void
read_head (Reader *self, const xmlNode *root)
{
  const xmlNode *title = find_inside (root, "title");

  if (title && title->children && title->children->content)
    self->result->title = g_strstrip (g_strdup ((const char *) title->children->content));
  if (self->mode != MB_HTML_DOCUMENT)
    return;

  if (is_named (root, "html"))
    set_meta (self, MB_META_LANGUAGE, get_attribute (root, "lang"));
  for (const xmlNode *node = root; node; node = next_node (node, root, TRUE))
    if (is_named (node, "meta"))
      read_meta (self, node);
}

/* In a page the article is where the page says so, if it says so once. */
static const xmlNode *
find_article (Reader *self, const xmlNode *root)
{
  const xmlNode *article = find_inside (root, "article");
  const xmlNode *body = find_inside (root, "body");

  if (self->mode == MB_HTML_DOCUMENT && article) {
    const xmlNode *other = next_node (article, root, FALSE);

    while (other && !is_named (other, "article"))
      other = next_node (other, root, TRUE);
    if (!other)
      return article;
  }
  if (self->mode == MB_HTML_DOCUMENT && find_inside (root, "main"))
    return find_inside (root, "main");

  return body ? body : root;
}

/* "Par A et B" is what readers see; the field holds one name a line. */
static void
read_byline (Reader *self)
{
  static const char *const prefixes[] = {"Par ", "par ", "By ", "by "};
  const char *line = mb_html_builder_get_byline (self->builder);
  g_autofree char *names = NULL;
  g_auto (GStrv) parts = NULL;
  g_autofree char *joined = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (prefixes); i++)
    if (g_str_has_prefix (line, prefixes[i])) {
      line += strlen (prefixes[i]);
      break;
    }
  names =
    g_strndup (line, strstr (line, "·") ? (gsize) (strstr (line, "·") - line) : strlen (line));
  parts = g_regex_split_simple (" et | and |, ?", names, 0, 0);
  joined = g_strjoinv ("\n", parts);
  set_meta (self, MB_META_BYLINE, joined);
}

static htmlDocPtr
parse (const char *html, gsize n_bytes)
{
  const int options = HTML_PARSE_NONET | HTML_PARSE_NOERROR | HTML_PARSE_NOWARNING |
                      HTML_PARSE_RECOVER | HTML_PARSE_COMPACT;

  return htmlReadMemory (html, (int) n_bytes, NULL, "UTF-8", options);
}

static gboolean
read_document (Reader *self, htmlDocPtr document, GError **error)
{
  const xmlNode *root = document ? xmlDocGetRootElement (document) : NULL;

  if (!root) {
    g_set_error_literal (error, MB_HTML_ERROR, MB_HTML_ERROR_EMPTY, "no element in the HTML");
    return FALSE;
  }

  self->context.kind = MB_BLOCK_PARAGRAPH;
  read_head (self, root);
  walk (self, find_article (self, root));
  mb_html_builder_flush (self->builder, &self->context);
  read_byline (self);
  if (mb_html_builder_is_full (self->builder)) {
    g_set_error_literal (error, MB_HTML_ERROR, MB_HTML_ERROR_LIMITS, "too many blocks");
    return FALSE;
  }
  self->result->blocks = mb_html_builder_steal_blocks (self->builder);

  return TRUE;
}

static MbHtmlResult *
result_new (void)
{
  MbHtmlResult *result = g_new0 (MbHtmlResult, 1);

  result->metas = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  result->counts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  return result;
}

/**
 * mb_html_read:
 * @html: valid UTF-8, from anybody
 * @n_bytes: its length
 * @mode: a piece, or a page
 * @error: return location
 *
 * Reads HTML. Links keep http, https, mailto and tel; pictures become figures without bytes;
 * scripts, styles and forms disappear; the words stay, in order.
 *
 * Returns: (transfer full) (nullable): blocks and what is to be said about them
 */
MbHtmlResult *
mb_html_read (const char *html, gsize n_bytes, MbHtmlMode mode, GError **error)
{
  g_autoptr (MbHtmlBuilder) builder = NULL;
  g_autoptr (MbHtmlResult) result = NULL;
  g_autoptr (GArray) frames = NULL;
  g_autoptr (GStringChunk) strings = NULL;
  g_autofree char *plain = NULL;
  g_autofree char *light = NULL;
  htmlDocPtr document = NULL;
  gsize n_plain;
  gsize n_light;
  Reader reader = {.mode = mode};
  gboolean done;

  g_return_val_if_fail (html != NULL, NULL);

  plain = mb_html_without_conditions (html, n_bytes, &n_plain);
  light = mb_html_without_data (plain, n_plain, &n_light);
  if (n_light > MB_HTML_MAX_BYTES || !mb_html_is_bearable (light, n_light)) {
    g_set_error_literal (error, MB_HTML_ERROR, MB_HTML_ERROR_LIMITS, "more than is read");
    return NULL;
  }

  builder = mb_html_builder_new (MAX_BLOCKS);
  result = result_new ();
  frames = g_array_new (FALSE, FALSE, sizeof (Frame));
  strings = g_string_chunk_new (256);
  reader.strings = strings;
  reader.builder = builder;
  reader.result = result;
  reader.frames = frames;
  document = parse (light, n_light);
  done = read_document (&reader, document, error);
  if (document)
    xmlFreeDoc (document);

  return done ? g_steal_pointer (&result) : NULL;
}

/**
 * mb_html_result_free:
 * @result: (transfer full): a result
 *
 * Frees it.
 */
void
mb_html_result_free (MbHtmlResult *result)
{
  g_clear_pointer (&result->blocks, g_ptr_array_unref);
  g_hash_table_unref (result->metas);
  g_hash_table_unref (result->counts);
  g_free (result->title);
  g_free (result);
}
