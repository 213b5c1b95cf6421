#include "mb-wix-ricos.h"

#include "mb-json.h"
#include "mb-render.h"

#include <string.h>

/* Ricos as plain HTML, to be compared with what was sent and to be read by people; and its digest.
 * Members and nodes that are not known here stay in the document itself, which goes back as it
 * came. */

#define MAX_DEPTH 24

typedef struct {
  GString *out;
  const char *media_root;
  guint depth;
} Reader;

static void read_nodes (Reader *self, JsonObject *parent);

static void
put_text (Reader *self, const char *text)
{
  if (text)
    mb_render_escape_text (self->out, text, -1);
}

static void
put_attribute (Reader *self, const char *name, const char *value)
{
  g_string_append_printf (self->out, " %s=\"", name);
  mb_render_escape_attribute (self->out, value ? value : "", -1);
  g_string_append_c (self->out, '"');
}

static void
put_link (Reader *self, const char *url, const char *words)
{
  g_autofree char *safe = url ? mb_render_safe_url (url) : NULL;

  if (!safe)
    return;
  g_string_append (self->out, "<p><a");
  put_attribute (self, "href", safe);
  g_string_append_c (self->out, '>');
  put_text (self, words ? words : safe);
  g_string_append (self->out, "</a></p>");
}

static const struct {
  const char *type;
  const char *element;
} decorations[] = {
  {"BOLD", "strong"},     {"ITALIC", "em"},       {"UNDERLINE", "u"},
  {"STRIKETHROUGH", "s"}, {"SUPERSCRIPT", "sup"}, {"SUBSCRIPT", "sub"},
};

static const char *
find_element (JsonObject *decoration)
{
  const char *type = mb_json_string (decoration, "type");

  for (gsize i = 0; i < G_N_ELEMENTS (decorations); i++)
    if (g_strcmp0 (type, decorations[i].type) == 0)
      return decorations[i].element;

  return NULL;
}

static char *
find_href (JsonObject *decoration)
{
  JsonObject *link = mb_json_object (mb_json_object (decoration, "linkData"), "link");
  const char *url = mb_json_string (link, "url");

  return url ? mb_render_safe_url (url) : NULL;
}

static void
read_text (Reader *self, JsonObject *node)
{
  JsonObject *data = mb_json_object (node, "textData");
  JsonArray *array = mb_json_array (data, "decorations");
  guint n = array ? json_array_get_length (array) : 0;
  g_autoptr (GString) closing = g_string_new (NULL);

  for (guint i = 0; i < n; i++) {
    JsonObject *decoration = mb_json_nth_object (array, i);
    const char *element = find_element (decoration);
    g_autofree char *href = find_href (decoration);
    g_autofree char *end = NULL;

    if (href) {
      g_string_append (self->out, "<a");
      put_attribute (self, "href", href);
      g_string_append_c (self->out, '>');
      element = "a";
    } else if (element) {
      g_string_append_printf (self->out, "<%s>", element);
    } else {
      continue;
    }
    end = g_strdup_printf ("</%s>", element);
    g_string_prepend (closing, end);
  }
  put_text (self, mb_json_string (data, "text"));
  g_string_append (self->out, closing->str);
}

static void
put_picture (Reader *self, JsonObject *media, const char *alt)
{
  JsonObject *src = mb_json_object (media, "src");
  const char *id = mb_json_string (src, "id");
  g_autofree char *url =
    id ? g_strconcat (self->media_root, id, NULL) : g_strdup (mb_json_string (src, "url"));

  if (!url)
    return;
  g_string_append (self->out, "<img");
  put_attribute (self, "src", url);
  put_attribute (self, "alt", alt);
  g_string_append (self->out, ">");
}

/* The caption is a field in the published schema and a node in the newer documentation. */
static void
read_image (Reader *self, JsonObject *node)
{
  JsonObject *data = mb_json_object (node, "imageData");
  const char *caption = mb_json_string (data, "caption");

  g_string_append (self->out, "<figure>");
  put_picture (self, mb_json_object (data, "image"), mb_json_string (data, "altText"));
  if (caption && *caption) {
    g_string_append (self->out, "<figcaption>");
    put_text (self, caption);
    g_string_append (self->out, "</figcaption>");
  }
  read_nodes (self, node);
  g_string_append (self->out, "</figure>");
}

static void
read_gallery (Reader *self, JsonObject *node)
{
  JsonArray *items = mb_json_array (mb_json_object (node, "galleryData"), "items");

  for (guint i = 0; items && i < json_array_get_length (items); i++) {
    JsonObject *item = mb_json_nth_object (items, i);
    const char *title = mb_json_string (item, "title");

    g_string_append (self->out, "<figure>");
    put_picture (self, mb_json_object (mb_json_object (item, "image"), "media"),
                 mb_json_string (item, "altText"));
    if (title && *title) {
      g_string_append (self->out, "<figcaption>");
      put_text (self, title);
      g_string_append (self->out, "</figcaption>");
    }
    g_string_append (self->out, "</figure>");
  }
}

static void
read_heading (Reader *self, JsonObject *node)
{
  int level = (int) CLAMP (mb_json_int (mb_json_object (node, "headingData"), "level", 2), 1, 6);

  g_string_append_printf (self->out, "<h%d>", level);
  read_nodes (self, node);
  g_string_append_printf (self->out, "</h%d>", level);
}

static void
read_video (Reader *self, JsonObject *node)
{
  JsonObject *video = mb_json_object (mb_json_object (node, "videoData"), "video");

  put_link (self, mb_json_string (mb_json_object (video, "src"), "url"), NULL);
}

static void
read_html (Reader *self, JsonObject *node)
{
  put_link (self, mb_json_string (mb_json_object (node, "htmlData"), "url"), NULL);
}

static void
read_preview (Reader *self, JsonObject *node)
{
  JsonObject *data = mb_json_object (node, "linkPreviewData");

  put_link (self, mb_json_string (mb_json_object (data, "link"), "url"),
            mb_json_string (data, "title"));
}

static void
read_divider (Reader *self, JsonObject *node)
{
  g_string_append (self->out, "<hr>");
}

static const struct {
  const char *type;
  void (*read) (Reader *self, JsonObject *node);
} objects[] = {
  {"TEXT", read_text},
  {"IMAGE", read_image},
  {"GALLERY", read_gallery},
  {"HEADING", read_heading},
  {"VIDEO", read_video},
  {"HTML", read_html},
  {"LINK_PREVIEW", read_preview},
  {"DIVIDER", read_divider},
};

/* Those that are an element around their nodes. */
static const struct {
  const char *type;
  const char *element;
} elements[] = {
  {"PARAGRAPH", "p"},        {"BULLETED_LIST", "ul"},      {"ORDERED_LIST", "ol"},
  {"LIST_ITEM", "li"},       {"BLOCKQUOTE", "blockquote"}, {"CODE_BLOCK", "pre"},
  {"CAPTION", "figcaption"}, {"TABLE", "table"},           {"TABLE_ROW", "tr"},
  {"TABLE_CELL", "td"},
};

static void
read_node (Reader *self, JsonObject *node)
{
  const char *type = mb_json_string (node, "type");
  const char *element = "div";

  for (gsize i = 0; i < G_N_ELEMENTS (objects); i++)
    if (g_strcmp0 (type, objects[i].type) == 0)
      return objects[i].read (self, node);
  for (gsize i = 0; i < G_N_ELEMENTS (elements); i++)
    if (g_strcmp0 (type, elements[i].type) == 0)
      element = elements[i].element;
  g_string_append_printf (self->out, "<%s>", element);
  read_nodes (self, node);
  g_string_append_printf (self->out, "</%s>", element);
}

static void
read_nodes (Reader *self, JsonObject *parent)
{
  JsonArray *nodes = mb_json_array (parent, "nodes");

  if (++self->depth <= MAX_DEPTH)
    for (guint i = 0; nodes && i < json_array_get_length (nodes); i++)
      read_node (self, mb_json_nth_object (nodes, i));
  self->depth--;
}

/**
 * mb_wix_ricos_to_html:
 * @ricos: rich content as JSON
 * @media_root: what an id of a picture is appended to
 *
 * Reads rich content as a reader sees it: texts, captions, pictures.
 *
 * Returns: (transfer full): HTML; empty when it is no rich content
 */
char *
mb_wix_ricos_to_html (const char *ricos, const char *media_root)
{
  g_autoptr (JsonNode) root = json_from_string (ricos, NULL);
  Reader reader = {g_string_new (NULL), media_root, 0};

  if (root && JSON_NODE_HOLDS_OBJECT (root))
    read_nodes (&reader, json_node_get_object (root));

  return g_string_free_and_steal (reader.out);
}

static void digest_node (GChecksum *checksum, JsonNode *node, guint depth);

static void
digest_text (GChecksum *checksum, const char *text)
{
  g_checksum_update (checksum, (const guchar *) text, (gssize) strlen (text) + 1);
}

/* Which nodes have ids is the site's business: it gives them to those that came without. */
static void
digest_object (GChecksum *checksum, JsonObject *object, guint depth)
{
  g_autoptr (GList) names = json_object_get_members (object);
  gboolean is_node = mb_json_string (object, "type") != NULL;

  names = g_list_sort (names, (GCompareFunc) strcmp);
  for (GList *at = names; at; at = at->next) {
    if (is_node && strcmp (at->data, "id") == 0)
      continue;
    digest_text (checksum, at->data);
    digest_node (checksum, json_object_get_member (object, at->data), depth);
  }
}

static void
digest_node (GChecksum *checksum, JsonNode *node, guint depth)
{
  JsonArray *array = JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
  g_autofree char *value = NULL;

  if (depth > 3 * MAX_DEPTH)
    return;
  if (JSON_NODE_HOLDS_OBJECT (node)) {
    digest_text (checksum, "{");
    digest_object (checksum, json_node_get_object (node), depth + 1);
    digest_text (checksum, "}");
    return;
  }
  if (!array) {
    value = json_to_string (node, FALSE);
    digest_text (checksum, value);
    return;
  }
  digest_text (checksum, "[");
  for (guint i = 0; i < json_array_get_length (array); i++)
    digest_node (checksum, json_array_get_element (array, i), depth + 1);
  digest_text (checksum, "]");
}

/**
 * mb_wix_ricos_digest:
 * @ricos: rich content as JSON
 *
 * Makes a hash of its nodes, whatever the order of their members, without their ids and without
 * what the site notes beside them.
 *
 * Returns: (transfer full): SHA-256, 64 hex digits
 */
char *
mb_wix_ricos_digest (const char *ricos)
{
  g_autoptr (JsonNode) root = json_from_string (ricos, NULL);
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  JsonObject *object = root && JSON_NODE_HOLDS_OBJECT (root) ? json_node_get_object (root) : NULL;
  JsonNode *nodes = object ? json_object_get_member (object, "nodes") : NULL;

  if (nodes)
    digest_node (checksum, nodes, 0);

  return g_strdup (g_checksum_get_string (checksum));
}
