#include "mb-site-post.h"

#include "mb-id.h"

static gboolean
fail (GError **error, const char *what)
{
  g_set_error_literal (error, MB_SITE_ERROR, MB_SITE_ERROR_INVALID, what);
  return FALSE;
}

/**
 * mb_site_post_new:
 * @properties: an object of arrays
 *
 * Wraps properties; keeps a reference.
 *
 * Returns: (transfer full): the post
 */
MbSitePost *
mb_site_post_new (JsonObject *properties)
{
  MbSitePost *self = g_new0 (MbSitePost, 1);

  self->properties = json_object_ref (properties);
  return self;
}

/**
 * mb_site_post_parse:
 * @json: as mb_site_post_to_json() wrote it
 *
 * Reads kept properties.
 *
 * Returns: (transfer full): the post
 */
MbSitePost *
mb_site_post_parse (const char *json)
{
  g_autoptr (JsonNode) root = json_from_string (json, NULL);
  g_autoptr (JsonObject) empty = NULL;

  if (root && JSON_NODE_HOLDS_OBJECT (root))
    return mb_site_post_new (json_node_get_object (root));
  empty = json_object_new ();

  return mb_site_post_new (empty);
}

/**
 * mb_site_post_free:
 * @self: (transfer full): a post
 *
 * Frees a post.
 */
void
mb_site_post_free (MbSitePost *self)
{
  json_object_unref (self->properties);
  g_free (self);
}

/**
 * mb_site_post_to_json:
 * @self: a post
 *
 * Writes its properties.
 *
 * Returns: (transfer full): JSON
 */
char *
mb_site_post_to_json (const MbSitePost *self)
{
  g_autoptr (JsonNode) node = json_node_alloc ();

  json_node_init_object (node, self->properties);
  return json_to_string (node, FALSE);
}

static JsonArray *
get_values (const MbSitePost *self, const char *name)
{
  JsonNode *node = json_object_get_member (self->properties, name);

  return node && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
}

static const char *
as_text (JsonNode *node)
{
  if (!JSON_NODE_HOLDS_VALUE (node) || json_node_get_value_type (node) != G_TYPE_STRING)
    return NULL;

  return json_node_get_string (node);
}

/**
 * mb_site_post_get:
 * @self: a post
 * @name: a property
 *
 * Its first value, when that is text.
 *
 * Returns: (nullable): the value
 */
const char *
mb_site_post_get (const MbSitePost *self, const char *name)
{
  JsonArray *values = get_values (self, name);

  return values && json_array_get_length (values) > 0 ? as_text (json_array_get_element (values, 0))
                                                      : NULL;
}

/**
 * mb_site_post_dup_list:
 * @self: a post
 * @name: a property
 *
 * All its values that are text, one a line.
 *
 * Returns: (transfer full): the values
 */
char *
mb_site_post_dup_list (const MbSitePost *self, const char *name)
{
  GString *lines = g_string_new (NULL);
  JsonArray *values = get_values (self, name);

  for (guint i = 0; values && i < json_array_get_length (values); i++) {
    const char *value = as_text (json_array_get_element (values, i));

    if (value)
      g_string_append_printf (lines, "%s%s", lines->len > 0 ? "\n" : "", value);
  }

  return g_string_free_and_steal (lines);
}

/**
 * mb_site_post_dup_content:
 * @self: a post
 *
 * Its content as HTML; plain text is escaped, an empty line ends a paragraph.
 *
 * Returns: (transfer full): HTML of strangers
 */
char *
mb_site_post_dup_content (const MbSitePost *self)
{
  JsonArray *values = get_values (self, "content");
  JsonNode *node =
    values && json_array_get_length (values) > 0 ? json_array_get_element (values, 0) : NULL;
  JsonNode *html = node && JSON_NODE_HOLDS_OBJECT (node)
                     ? json_object_get_member (json_node_get_object (node), "html")
                     : NULL;
  g_autofree char *escaped = NULL;
  g_auto (GStrv) paragraphs = NULL;
  g_autofree char *joined = NULL;

  if (html && as_text (html))
    return g_strdup (as_text (html));
  if (!node || !as_text (node))
    return g_strdup ("");
  escaped = g_markup_escape_text (as_text (node), -1);
  paragraphs = g_strsplit (escaped, "\n\n", -1);
  joined = g_strjoinv ("</p><p>", paragraphs);

  return g_strconcat ("<p>", joined, "</p>", NULL);
}

/**
 * mb_site_post_get_published_ms:
 * @self: a post
 *
 * The moment that it says it was published at.
 *
 * Returns: wall clock in milliseconds, 0 when it says none
 */
gint64
mb_site_post_get_published_ms (const MbSitePost *self)
{
  const char *text = mb_site_post_get (self, "published");
  g_autoptr (GTimeZone) utc = g_time_zone_new_utc ();
  g_autoptr (GDateTime) time = text ? g_date_time_new_from_iso8601 (text, utc) : NULL;

  return time ? g_date_time_to_unix (time) * 1000 : 0;
}

/**
 * mb_site_post_set:
 * @self: a post
 * @name: a property
 * @value: (nullable): its only value; %NULL takes the property away
 *
 * Sets a property.
 */
void
mb_site_post_set (MbSitePost *self, const char *name, const char *value)
{
  JsonArray *values = NULL;

  json_object_remove_member (self->properties, name);
  if (!value)
    return;
  values = json_array_new ();
  json_array_add_string_element (values, value);
  json_object_set_array_member (self->properties, name, values);
}

static gboolean
replace_or_add (MbSitePost *self, JsonObject *changes, gboolean replace, GError **error)
{
  g_autoptr (GList) names = json_object_get_members (changes);

  for (GList *l = names; l; l = l->next) {
    JsonNode *node = json_object_get_member (changes, l->data);
    JsonArray *old = get_values (self, l->data);
    JsonArray *values = NULL;

    if (!JSON_NODE_HOLDS_ARRAY (node))
      return fail (error, "a property that is no array");
    values = json_array_new ();
    for (guint i = 0; !replace && old && i < json_array_get_length (old); i++)
      json_array_add_element (values, json_node_copy (json_array_get_element (old, i)));
    for (guint i = 0; i < json_array_get_length (json_node_get_array (node)); i++)
      json_array_add_element (
        values, json_node_copy (json_array_get_element (json_node_get_array (node), i)));
    json_object_set_array_member (self->properties, l->data, values);
  }

  return TRUE;
}

static void
delete_values (MbSitePost *self, const char *name, JsonArray *unwanted)
{
  JsonArray *old = get_values (self, name);
  JsonArray *kept = json_array_new ();

  for (guint i = 0; old && i < json_array_get_length (old); i++) {
    JsonNode *value = json_array_get_element (old, i);
    gboolean goes = FALSE;

    for (guint j = 0; j < json_array_get_length (unwanted) && !goes; j++)
      goes = json_node_equal (value, json_array_get_element (unwanted, j));
    if (!goes)
      json_array_add_element (kept, json_node_copy (value));
  }
  json_object_set_array_member (self->properties, name, kept);
}

static gboolean
apply_delete (MbSitePost *self, JsonNode *node, GError **error)
{
  g_autoptr (GList) names = NULL;

  if (JSON_NODE_HOLDS_ARRAY (node)) {
    for (guint i = 0; i < json_array_get_length (json_node_get_array (node)); i++) {
      const char *name = as_text (json_array_get_element (json_node_get_array (node), i));

      if (!name)
        return fail (error, "a property to delete that is no name");
      json_object_remove_member (self->properties, name);
    }
    return TRUE;
  }
  if (!JSON_NODE_HOLDS_OBJECT (node))
    return fail (error, "nothing to delete");
  names = json_object_get_members (json_node_get_object (node));
  for (GList *l = names; l; l = l->next) {
    JsonNode *values = json_object_get_member (json_node_get_object (node), l->data);

    if (!JSON_NODE_HOLDS_ARRAY (values))
      return fail (error, "values to delete that are no array");
    delete_values (self, l->data, json_node_get_array (values));
  }

  return TRUE;
}

/**
 * mb_site_post_update:
 * @self: a post
 * @request: a request of action `update`
 * @error: return location
 *
 * Replaces, adds and deletes as asked (Micropub, section 3.4).
 *
 * Returns: whether the request is understood; otherwise the post may be half changed and must be
 * thrown away
 */
gboolean
mb_site_post_update (MbSitePost *self, JsonObject *request, GError **error)
{
  const char *const acts[] = {"replace", "add"};

  for (guint i = 0; i < G_N_ELEMENTS (acts); i++) {
    JsonNode *node = json_object_get_member (request, acts[i]);

    if (!node)
      continue;
    if (!JSON_NODE_HOLDS_OBJECT (node))
      return fail (error, "changes that are no object");
    if (!replace_or_add (self, json_node_get_object (node), i == 0, error))
      return FALSE;
  }
  if (json_object_has_member (request, "delete"))
    return apply_delete (self, json_object_get_member (request, "delete"), error);

  return TRUE;
}

static void
take (MbSnapshot **snapshot, MbSnapshot *next)
{
  mb_snapshot_unref (*snapshot);
  *snapshot = next;
}

/**
 * mb_site_post_to_snapshot:
 * @self: a post
 * @blocks: (element-type MbBlock): its content
 *
 * Makes an article of it, for rendering.
 *
 * Returns: (transfer full): the article
 */
MbSnapshot *
mb_site_post_to_snapshot (const MbSitePost *self, GPtrArray *blocks)
{
  static const char *const furniture[] = {"x-marbre-kicker", "name", "summary"};
  static const MbBlockKind kinds[] = {MB_BLOCK_KICKER, MB_BLOCK_HEADLINE, MB_BLOCK_STANDFIRST};
  g_autofree char *id = g_uuid_string_random ();
  g_autofree char *byline = mb_site_post_dup_list (self, "x-marbre-byline");
  const char *dateline = mb_site_post_get (self, "x-marbre-dateline");
  MbSnapshot *snapshot = mb_snapshot_new_bare (id);

  for (guint i = 0; i < G_N_ELEMENTS (furniture); i++) {
    const char *words = mb_site_post_get (self, furniture[i]);
    g_autoptr (MbText) text = mb_text_new (words ? words : "");
    g_autoptr (MbBlock) block = mb_block_new_text (mb_id_new (), kinds[i], text);

    take (&snapshot, mb_snapshot_with_inserted (snapshot, i, block));
  }
  for (guint i = 0; i < blocks->len; i++)
    take (&snapshot, mb_snapshot_with_inserted (snapshot, mb_snapshot_get_n_blocks (snapshot),
                                                g_ptr_array_index (blocks, i)));
  if (*byline)
    take (&snapshot, mb_snapshot_with_meta (snapshot, MB_META_BYLINE, byline));
  if (dateline)
    take (&snapshot, mb_snapshot_with_meta (snapshot, MB_META_DATELINE, dateline));

  return snapshot;
}
