#include "mb-wordpress-split.h"

#include "mb-id.h"
#include "mb-json.h"
#include "mb-markup.h"
#include "mb-readback.h"
#include "mb-render.h"

#include <string.h>

/* Block markup, taken apart: what we write ourselves is read, everything else is kept byte for byte
 * as an opaque block. A block is read only when all its attributes are known: one that has a colour
 * or a width would lose it. Source: the block grammar of WordPress. */

#define OPEN "<!-- wp:"
#define CLOSE "<!-- /wp:"
#define END "-->"
#define MAX_DEPTH 16

/* One block between its comments. */
typedef struct {
  const char *start;
  const char *inner;
  const char *inner_end;
  const char *end;
  char *name;
  JsonObject *attributes; /* (nullable) */
  JsonNode *root;
  gboolean damaged; /* its attributes cannot be read */
} Chunk;

typedef struct {
  MbPulled *pulled;
  const MbWordpressLead *lead;
  gboolean lead_done;
} Split;

static const struct {
  const char *name;
  const char *attributes; /* known ones, between spaces */
} readable[] = {
  {"paragraph", " className "},
  {"heading", " level "},
  {"list", " ordered "},
  {"list-item", " "},
  {"quote", " "},
  {"pullquote", " "},
  {"image", " id sizeSlug linkDestination "},
  {"separator", " "},
  {"table", " hasFixedLayout "},
  {"preformatted", " "},
  {"embed", " url type providerNameSlug responsive "},
  {"group", " className layout "},
};

/* Classes by which we know our own paragraphs and boxes again. */
static const char *const own_classes[] = {"chapo", "byline", "legende", "encadre", NULL};

static void
chunk_clear (Chunk *chunk)
{
  g_clear_pointer (&chunk->name, g_free);
  g_clear_pointer (&chunk->root, json_node_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Chunk, chunk_clear)

/* Name and attributes of the comment at @at; where it ends. NULL: it is no block's beginning. */
static const char *
read_opening (Chunk *chunk, const char *at, gboolean *empty)
{
  const char *end = strstr (at, END);
  const char *name;
  gsize n_name;
  g_autofree char *rest = NULL;

  if (!end || !g_str_has_prefix (at, OPEN))
    return NULL;
  name = at + strlen (OPEN);
  for (n_name = 0; name + n_name < end && !strchr (" \n\t/>", name[n_name]); n_name++)
    ;
  if (name + n_name >= end)
    return NULL;
  *empty = end[-1] == '/';
  chunk->name = g_strndup (name, n_name);
  rest = g_strndup (name + n_name, (gsize) (end - name - (*empty ? 1 : 0)) - n_name);
  if (strchr (rest, '{'))
    chunk->root = json_from_string (rest, NULL);
  if (chunk->root && JSON_NODE_HOLDS_OBJECT (chunk->root))
    chunk->attributes = json_node_get_object (chunk->root);
  chunk->damaged = strchr (rest, '{') && !chunk->attributes;

  return end + strlen (END);
}

/* The block that begins at @at, with all that is inside it. */
static gboolean
read_chunk (Chunk *chunk, const char *at)
{
  gboolean empty = FALSE;
  guint depth = 1;

  chunk->start = at;
  chunk->inner = read_opening (chunk, at, &empty);
  if (!chunk->inner)
    return FALSE;
  chunk->inner_end = chunk->end = chunk->inner;
  if (empty)
    return TRUE;

  for (at = chunk->inner; depth > 0;) {
    const char *next = strstr (at, "<!-- ");
    const char *end = next ? strstr (next, END) : NULL;

    if (!end)
      return FALSE;
    if (g_str_has_prefix (next, OPEN) && end[-1] != '/')
      depth++;
    else if (g_str_has_prefix (next, CLOSE))
      depth--;
    chunk->inner_end = next;
    at = chunk->end = end + strlen (END);
  }

  return TRUE;
}

static gboolean
knows_attributes (const Chunk *chunk, const char *known)
{
  g_autoptr (GList) names = chunk->attributes ? json_object_get_members (chunk->attributes) : NULL;

  if (chunk->damaged)
    return FALSE;
  for (GList *at = names; at; at = at->next) {
    g_autofree char *name = g_strdup_printf (" %s ", (const char *) at->data);

    if (!strstr (known, name))
      return FALSE;
  }

  return TRUE;
}

static gboolean
has_known_values (const Chunk *chunk)
{
  const char *class_name = mb_json_string (chunk->attributes, "className");
  gint64 level = mb_json_int (chunk->attributes, "level", 2);
  const char *link = mb_json_string (chunk->attributes, "linkDestination");

  return (!class_name || g_strv_contains (own_classes, class_name)) && (level == 2 || level == 3) &&
         (!link || strcmp (link, "none") == 0) &&
         (strcmp (chunk->name, "group") != 0 || g_strcmp0 (class_name, "encadre") == 0);
}

/* Whether the block and all that is inside it is what we would write. */
static gboolean
is_readable (const Chunk *chunk, guint depth)
{
  const char *known = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (readable); i++)
    if (strcmp (readable[i].name, chunk->name) == 0)
      known = readable[i].attributes;
  if (depth > MAX_DEPTH || !known || !knows_attributes (chunk, known) || !has_known_values (chunk))
    return FALSE;

  for (const char *at = chunk->inner; (at = strstr (at, OPEN)) && at < chunk->inner_end;) {
    g_auto (Chunk) inner = {0};

    if (!read_chunk (&inner, at) || !is_readable (&inner, depth + 1))
      return FALSE;
    at = inner.end;
  }

  return TRUE;
}

/* HTML without the comments between which blocks stand. */
static char *
strip_comments (const char *from, const char *to)
{
  g_autoptr (GString) html = g_string_new (NULL);

  while (from < to) {
    const char *comment = g_strstr_len (from, to - from, "<!--");
    const char *end = comment ? g_strstr_len (comment, to - comment, END) : NULL;

    g_string_append_len (html, from, (comment && end ? comment : to) - from);
    from = comment && end ? end + strlen (END) : to;
  }

  return g_string_free_and_steal (g_steal_pointer (&html));
}

static void
add_opaque (Split *self, const Chunk *chunk)
{
  MbBlock *block = mb_block_new (mb_id_new (), MB_BLOCK_OPAQUE);
  g_autofree char *data = g_strndup (chunk->start, (gsize) (chunk->end - chunk->start));
  const char *const attributes[] = {MB_ATTR_SOURCE, "wordpress",   MB_ATTR_DATA,
                                    data,           MB_ATTR_TITLE, chunk->name};

  for (gsize i = 0; i < G_N_ELEMENTS (attributes); i += 2) {
    MbBlock *more = mb_block_with_attribute (block, attributes[i], attributes[i + 1]);

    mb_block_unref (block);
    block = more;
  }
  mb_pulled_add_block (self->pulled, block);
}

static void
add_embed (Split *self, const Chunk *chunk)
{
  g_autofree char *html = strip_comments (chunk->inner, chunk->inner_end);
  const char *caption = strstr (html, "<figcaption");
  g_autofree char *title = caption ? mb_readback_text (caption, strlen (caption)) : NULL;
  g_autoptr (MbBlock) embed = mb_block_new (mb_id_new (), MB_BLOCK_EMBED);
  g_autoptr (MbBlock) block =
    mb_block_with_attribute (embed, MB_ATTR_URL, mb_json_string (chunk->attributes, "url"));

  if (title && *title)
    mb_pulled_add_block (self->pulled, mb_block_with_attribute (block, MB_ATTR_TITLE, title));
  else
    mb_pulled_add_block (self->pulled, g_steal_pointer (&block));
}

static void
append_attribute (GString *html, const char *name, const char *value)
{
  g_string_append_printf (html, " %s=\"", name);
  mb_render_escape_attribute (html, value ? value : "", -1);
  g_string_append_c (html, '"');
}

/* The picture beside the text, with the words that stand for it in the text, or its own. */
static void
add_lead (Split *self, const char *legend)
{
  g_autoptr (GString) html = g_string_new ("<figure><img");

  if (self->lead_done || !self->lead)
    return;
  self->lead_done = TRUE;
  append_attribute (html, "src", self->lead->url);
  append_attribute (html, "alt", self->lead->alt);
  g_string_append_c (html, '>');
  if (!legend)
    legend = self->lead->caption;
  if (legend && *legend)
    g_string_append_printf (html, "<figcaption>%s</figcaption>", legend);
  g_string_append (html, "</figure>");
  mb_pulled_add_html (self->pulled, html->str);
  mb_pulled_add_picture (self->pulled, self->lead->url, self->lead->id);
}

/* The words inside the paragraph. */
static char *
dup_paragraph (const Chunk *chunk)
{
  const char *open = g_strstr_len (chunk->inner, chunk->inner_end - chunk->inner, ">");
  const char *close = g_strrstr_len (chunk->inner, chunk->inner_end - chunk->inner, "</p>");

  return open && close && close > open ? g_strndup (open + 1, (gsize) (close - open - 1)) : NULL;
}

/* What stands between names, place and date in a line of names. */
static gboolean
is_joint (const char *text)
{
  static const char *const joints[] = {"", "Par", "By", ",", "et", "and", "·", NULL};
  g_autofree char *word = g_strdup (text);

  return g_strv_contains (joints, g_strstrip (word));
}

/* A line of names as it was read; taken over whole or not at all. */
typedef struct {
  GString *names;
  char *place;
  char *date;
  gboolean strange; /* it says something else, too */
} Names;

static void
names_clear (Names *names)
{
  g_string_free (names->names, TRUE);
  g_free (names->place);
  g_free (names->date);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Names, names_clear)

static void
take_text (Names *names, const char *text, const char *element)
{
  if (g_strcmp0 (element, "strong") == 0)
    g_string_append_printf (names->names, "%s%s", names->names->len > 0 ? "\n" : "", text);
  else if (g_strcmp0 (element, "place") == 0 && !names->place)
    names->place = g_strdup (g_str_has_prefix (text, "· ") ? text + strlen ("· ") : text);
  else if (g_strcmp0 (element, "time") != 0 && !is_joint (text))
    names->strange = TRUE;
}

static const char *
name_element (const MbToken *token)
{
  g_autofree char *class_name = mb_markup_dup_attribute (token, "class");

  if (g_strcmp0 (class_name, "place") == 0)
    return "place";
  if (strcmp (token->name, "strong") == 0)
    return "strong";

  return strcmp (token->name, "time") == 0 ? "time" : NULL;
}

/* The line of names, as mb_render_byline() writes it and no other. */
static gboolean
read_byline (MbPulled *pulled, const char *html)
{
  g_auto (Names) names = {.names = g_string_new (NULL)};
  const char *element = NULL;
  MbMarkup markup;
  MbToken token;

  mb_markup_init (&markup, html, strlen (html));
  while (mb_markup_next (&markup, &token)) {
    if (token.kind == MB_TOKEN_TEXT) {
      g_autofree char *text = mb_markup_decode (token.start, token.size);

      take_text (&names, text, element);
      continue;
    }
    element = token.kind == MB_TOKEN_OPEN ? name_element (&token) : NULL;
    if (g_strcmp0 (element, "time") == 0 && !names.date)
      names.date = mb_markup_dup_attribute (&token, "datetime");
  }
  if (names.strange || pulled->byline || pulled->dateline || pulled->date ||
      (names.names->len == 0 && !names.place && !names.date))
    return FALSE;
  if (names.names->len > 0)
    pulled->byline = g_strdup (names.names->str);
  pulled->dateline = g_steal_pointer (&names.place);
  pulled->date = g_steal_pointer (&names.date);

  return TRUE;
}

static gboolean
is_standfirst (const MbPulled *pulled, const char *html)
{
  g_autofree char *text = mb_readback_text (html, strlen (html));
  g_autofree char *standfirst =
    mb_readback_fold (pulled->remote->standfirst ? pulled->remote->standfirst : "");

  return strcmp (text, standfirst) == 0;
}

/* Our own paragraphs at the top are fields of an article. */
static gboolean
take_own_paragraph (Split *self, const Chunk *chunk)
{
  const char *class_name = mb_json_string (chunk->attributes, "className");
  g_autofree char *words = class_name ? dup_paragraph (chunk) : NULL;

  if (!words)
    return FALSE;
  if (strcmp (class_name, "chapo") == 0)
    return is_standfirst (self->pulled, words);
  if (strcmp (class_name, "byline") == 0)
    return read_byline (self->pulled, words);
  if (strcmp (class_name, "legende") != 0 || !self->lead || self->lead_done)
    return FALSE;
  add_lead (self, words);

  return TRUE;
}

/* The words under a table are its title. */
static void
take_title (Split *self, char *html)
{
  char *caption = strstr (html, "<figcaption");
  g_autofree char *title = caption ? mb_readback_text (caption, strlen (caption)) : NULL;

  if (!title || !*title)
    return;
  mb_pulled_add_title (self->pulled, title);
  *caption = '\0';
}

static void
add_readable (Split *self, const Chunk *chunk)
{
  g_autofree char *html = strip_comments (chunk->inner, chunk->inner_end);
  g_autofree char *boxed = NULL;
  g_autofree char *id = NULL;
  g_autoptr (GPtrArray) pictures = NULL;

  if (strcmp (chunk->name, "table") == 0)
    take_title (self, html);
  if (strcmp (chunk->name, "group") == 0)
    boxed = g_strconcat ("<aside class=\"box\">", html, "</aside>", NULL);
  if (strcmp (chunk->name, "pullquote") == 0)
    boxed = g_strconcat ("<aside class=\"pullquote\">", html, "</aside>", NULL);
  mb_pulled_add_html (self->pulled, boxed ? boxed : html);

  pictures = mb_readback_pictures (html, strlen (html), NULL);
  if (strcmp (chunk->name, "image") == 0 && mb_json_int (chunk->attributes, "id", 0) > 0)
    id = g_strdup_printf ("%" G_GINT64_FORMAT, mb_json_int (chunk->attributes, "id", 0));
  for (guint i = 0; i < pictures->len; i++)
    mb_pulled_add_picture (self->pulled, pictures->pdata[i], id);
}

static void
add_chunk (Split *self, const Chunk *chunk)
{
  if (!is_readable (chunk, 0))
    add_opaque (self, chunk);
  else if (strcmp (chunk->name, "embed") == 0 && mb_json_string (chunk->attributes, "url"))
    add_embed (self, chunk);
  else if (strcmp (chunk->name, "paragraph") != 0 || !take_own_paragraph (self, chunk))
    add_readable (self, chunk);
}

/* HTML that stands between blocks, as old posts are. */
static void
add_loose (Split *self, const char *from, const char *to)
{
  g_autofree char *html = g_strndup (from, (gsize) (to - from));

  if (*g_strstrip (html))
    mb_pulled_add_html (self->pulled, html);
}

/**
 * mb_wordpress_split:
 * @pulled: a post; its parts and fields are filled from its content
 * @lead: (nullable): the picture that stands beside its text
 *
 * Takes a post apart.
 */
void
mb_wordpress_split (MbPulled *pulled, const MbWordpressLead *lead)
{
  Split self = {pulled, lead, FALSE};
  const char *at = pulled->remote->content;
  const char *next;

  while ((next = strstr (at, OPEN))) {
    g_auto (Chunk) chunk = {0};

    add_loose (&self, at, next);
    if (!read_chunk (&chunk, next)) {
      /* Where one block does not end, the rest stays as it is. */
      chunk.end = next + strlen (next);
      if (!chunk.name)
        chunk.name = g_strdup ("html");
      add_opaque (&self, &chunk);
      at = chunk.end;
      break;
    }
    add_chunk (&self, &chunk);
    at = chunk.end;
  }
  add_loose (&self, at, at + strlen (at));
  if (!self.lead_done && lead) {
    add_lead (&self, NULL);
    g_ptr_array_insert (pulled->parts, 0,
                        g_ptr_array_steal_index (pulled->parts, pulled->parts->len - 1));
  }
}
