#include "mb-micropub-codec.h"

#include "mb-json.h"

#include <string.h>

/* Our own properties, sent only where the site has declared them. */
static const struct {
  const char *name;
  MbCapabilities capability;
} declared[] = {
  {"x-marbre-kicker", MB_CAP_KICKER}, {"x-marbre-section", MB_CAP_SECTION},
  {"x-marbre-byline", MB_CAP_BYLINE}, {"x-marbre-dateline", MB_CAP_DATELINE},
  {"x-marbre-credit", MB_CAP_CREDIT}, {"post-status", MB_CAP_DRAFT},
};

/* What makes a version: what a writer can change, but for slug and status, which change when we
 * publish. */
static const char *const versioned[] = {
  "name",
  "summary",
  "content",
  "category",
  "featured",
  "photo",
  "x-marbre-kicker",
  "x-marbre-section",
  "x-marbre-byline",
  "x-marbre-dateline",
  "x-marbre-credit",
  NULL,
};

static void
set_unusable (GError **error, const char *what)
{
  g_set_error (error, MB_PUBLISH_ERROR, MB_PUBLISH_ERROR_UNKNOWN, "the site's answer is not %s",
               what);
}

static void
collect_strings (JsonArray *array, GHashTable *words)
{
  for (guint i = 0; array && i < json_array_get_length (array); i++) {
    JsonNode *element = json_array_get_element (array, i);
    const char *word = mb_json_as_string (element);

    if (!word && JSON_NODE_HOLDS_OBJECT (element))
      word = mb_json_string (json_node_get_object (element), "name");
    if (word)
      g_hash_table_add (words, g_strdup (word));
  }
}

/* The properties that a site takes: in a list of its own, or by kind of post. */
static GHashTable *
collect_properties (JsonObject *config)
{
  GHashTable *words = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  JsonArray *types = mb_json_array (config, "post-types");

  collect_strings (mb_json_array (config, "properties"), words);
  for (guint i = 0; types && i < json_array_get_length (types); i++) {
    JsonNode *type = json_array_get_element (types, i);

    if (JSON_NODE_HOLDS_OBJECT (type))
      collect_strings (mb_json_array (json_node_get_object (type), "properties"), words);
  }

  return words;
}

/**
 * mb_micropub_decode_config:
 * @json: the answer to `q=config`
 * @error: return location
 *
 * Reads what a site offers.
 *
 * Returns: (transfer full): its offer
 */
MbMicropubConfig *
mb_micropub_decode_config (GBytes *json, GError **error)
{
  g_autoptr (JsonNode) root = mb_json_parse_object (json, "a configuration", error);
  g_autoptr (GHashTable) properties = NULL;
  g_autoptr (GHashTable) queries = NULL;
  MbMicropubConfig *config;
  JsonObject *object;

  if (!root)
    return NULL;

  object = json_node_get_object (root);
  properties = collect_properties (object);
  queries = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  collect_strings (mb_json_array (object, "q"), queries);
  collect_strings (mb_json_array (object, "source"), queries);
  collect_strings (mb_json_array (object, "source-by"), queries);

  config = g_new0 (MbMicropubConfig, 1);
  config->media_endpoint = g_strdup (mb_json_string (object, "media-endpoint"));
  config->capabilities = MB_CAP_UPDATE | MB_CAP_UNPUBLISH;
  if (g_hash_table_size (queries) == 0 || g_hash_table_contains (queries, "source"))
    config->capabilities |= MB_CAP_READ_BACK;
  config->has_slug_query =
    g_hash_table_contains (queries, "mp-slug") || g_hash_table_contains (queries, "slug");
  if (config->media_endpoint)
    config->capabilities |= MB_CAP_MEDIA;
  if (config->has_slug_query)
    config->capabilities |= MB_CAP_LOOK_UP;
  for (gsize i = 0; i < G_N_ELEMENTS (declared); i++) {
    if (g_hash_table_contains (properties, declared[i].name))
      config->capabilities |= declared[i].capability;
  }

  return config;
}

/**
 * mb_micropub_config_free:
 * @config: (nullable): an offer
 *
 * Frees it.
 */
void
mb_micropub_config_free (MbMicropubConfig *config)
{
  if (!config)
    return;

  g_free (config->media_endpoint);
  g_free (config);
}

/* The first value of a property: a string, or an object that holds one. */
static const char *
first_value (JsonObject *properties, const char *name)
{
  static const char *const inner[] = {"html", "value", "url", NULL};
  JsonArray *values = mb_json_array (properties, name);
  JsonNode *node =
    values && json_array_get_length (values) > 0 ? json_array_get_element (values, 0) : NULL;

  if (!node)
    return mb_json_string (properties, name);
  if (!JSON_NODE_HOLDS_OBJECT (node))
    return mb_json_as_string (node);
  for (guint i = 0; inner[i]; i++) {
    const char *value = mb_json_string (json_node_get_object (node), inner[i]);

    if (value)
      return value;
  }

  return NULL;
}

static char *
hash_properties (JsonObject *properties)
{
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);

  for (guint i = 0; versioned[i]; i++) {
    JsonNode *node = json_object_get_member (properties, versioned[i]);
    g_autofree char *text = node ? json_to_string (node, FALSE) : g_strdup ("");

    g_checksum_update (checksum, (const guchar *) text, (gssize) strlen (text) + 1);
  }

  return g_strdup (g_checksum_get_string (checksum));
}

static MbPostStatus
read_status (JsonObject *properties)
{
  const char *status = first_value (properties, "post-status");

  if (!status)
    return MB_POST_STATUS_UNKNOWN;

  return strcmp (status, "draft") == 0 ? MB_POST_DRAFT : MB_POST_PUBLISHED;
}

/* Some sites go on saying what a deleted post was. */
static gboolean
is_deleted (JsonObject *properties)
{
  return g_strcmp0 (first_value (properties, "post-status"), "deleted") == 0;
}

static MbRemote *
read_properties (JsonObject *properties, const char *url)
{
  MbRemote *remote = g_new0 (MbRemote, 1);
  const char *slug = first_value (properties, "mp-slug");

  remote->url = g_strdup (url ? url : first_value (properties, "url"));
  remote->version = hash_properties (properties);
  remote->slug = g_strdup (slug ? slug : first_value (properties, "slug"));
  remote->headline = g_strdup (first_value (properties, "name"));
  remote->standfirst = g_strdup (first_value (properties, "summary"));
  remote->html = g_strdup (first_value (properties, "content"));
  remote->featured = g_strdup (first_value (properties, "featured"));
  remote->status = read_status (properties);

  return remote;
}

static JsonObject *
get_properties (JsonObject *item)
{
  JsonNode *node = json_object_get_member (item, "properties");

  return node && JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
}

/**
 * mb_micropub_decode_source:
 * @json: the answer to `q=source&url=`
 * @url: the address that was asked for
 * @error: return location
 *
 * Reads what a site holds of a post.
 *
 * The address is the one that the site gives, where it gives one: it may have changed.
 *
 * Returns: (transfer full): the post; `MB_PUBLISH_ERROR_GONE` when the site says that it is deleted
 */
MbRemote *
mb_micropub_decode_source (GBytes *json, const char *url, GError **error)
{
  g_autoptr (JsonNode) root = mb_json_parse_object (json, "a post", error);
  JsonObject *properties = root ? get_properties (json_node_get_object (root)) : NULL;
  const char *own;

  if (!root)
    return NULL;
  if (!properties) {
    set_unusable (error, "a post");
    return NULL;
  }
  if (is_deleted (properties)) {
    g_set_error (error, MB_PUBLISH_ERROR, MB_PUBLISH_ERROR_GONE, "%s is deleted", url);
    return NULL;
  }
  own = first_value (properties, "url");

  return read_properties (properties, own ? own : url);
}

/**
 * mb_micropub_decode_list:
 * @json: the answer to `q=source` without an address
 * @error: return location
 *
 * Reads a list of posts; a single post is a list of one. Posts without an address and deleted ones
 * are left out.
 *
 * Returns: (transfer full) (element-type MbRemote): the posts, as the site ordered them
 */
GPtrArray *
mb_micropub_decode_list (GBytes *json, GError **error)
{
  g_autoptr (JsonNode) root = mb_json_parse_object (json, "a list of posts", error);
  g_autoptr (GPtrArray) remotes = g_ptr_array_new_with_free_func ((GDestroyNotify) mb_remote_free);
  JsonObject *object;
  JsonObject *single;
  JsonArray *items;

  if (!root)
    return NULL;

  object = json_node_get_object (root);
  items = mb_json_array (object, "items");
  single = items ? NULL : get_properties (object);
  if (!items && (!single || !first_value (single, "url"))) {
    set_unusable (error, "a list of posts");
    return NULL;
  }
  if (single && !is_deleted (single))
    g_ptr_array_add (remotes, read_properties (single, NULL));
  for (guint i = 0; items && i < json_array_get_length (items); i++) {
    JsonNode *item = json_array_get_element (items, i);
    JsonObject *properties =
      JSON_NODE_HOLDS_OBJECT (item) ? get_properties (json_node_get_object (item)) : NULL;

    if (properties && first_value (properties, "url") && !is_deleted (properties))
      g_ptr_array_add (remotes, read_properties (properties, NULL));
  }

  return g_steal_pointer (&remotes);
}

/* A property: an array of one value, or of none when there is nothing to say. */
static void
add_value (JsonBuilder *builder, const char *name, const char *value)
{
  json_builder_set_member_name (builder, name);
  json_builder_begin_array (builder);
  if (value && *value)
    json_builder_add_string_value (builder, value);
  json_builder_end_array (builder);
}

static void
add_optional (JsonBuilder *builder, const char *name, const char *value, gboolean whole)
{
  if (whole || (value && *value))
    add_value (builder, name, value);
}

static void
add_list (JsonBuilder *builder, const char *name, const char *first, char *const *rest)
{
  json_builder_set_member_name (builder, name);
  json_builder_begin_array (builder);
  if (first && *first)
    json_builder_add_string_value (builder, first);
  for (guint i = 0; rest && rest[i]; i++) {
    if (*rest[i] && g_strcmp0 (rest[i], first) != 0)
      json_builder_add_string_value (builder, rest[i]);
  }
  json_builder_end_array (builder);
}

/* @whole: also say what is empty, so that it replaces what was there. */
static void
add_properties (JsonBuilder *builder,
                const MbPost *post,
                MbCapabilities capabilities,
                gboolean whole)
{
  g_auto (GStrv) names = g_strsplit (post->byline ? post->byline : "", "\n", -1);

  add_value (builder, "name", post->headline);
  json_builder_set_member_name (builder, "content");
  json_builder_begin_array (builder);
  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "html");
  json_builder_add_string_value (builder, post->html);
  json_builder_end_object (builder);
  json_builder_end_array (builder);
  add_optional (builder, "summary", post->standfirst, whole);
  add_list (builder, "category", post->section, post->tags);
  add_optional (builder, "featured", post->featured, whole);
  if (capabilities & MB_CAP_KICKER)
    add_optional (builder, "x-marbre-kicker", post->kicker, whole);
  if (capabilities & MB_CAP_SECTION)
    add_optional (builder, "x-marbre-section", post->section, whole);
  if (capabilities & MB_CAP_BYLINE)
    add_list (builder, "x-marbre-byline", NULL, names);
  if (capabilities & MB_CAP_DATELINE)
    add_optional (builder, "x-marbre-dateline", post->dateline, whole);
  if (capabilities & MB_CAP_CREDIT)
    add_optional (builder, "x-marbre-credit", post->credit, whole);
}

/* Date, status and slug; a draft is found by its marker. */
static void
add_standing (JsonBuilder *builder, const MbPost *post, MbPostStatus status)
{
  gboolean draft = status == MB_POST_DRAFT;

  if (post->published)
    add_value (builder, "published", post->published);
  add_value (builder, "post-status", draft ? "draft" : "published");
  if (draft || post->slug)
    add_value (builder, "mp-slug", draft ? post->marker : post->slug);
}

static GBytes *
finish (JsonBuilder *builder)
{
  g_autoptr (JsonNode) root = json_builder_get_root (builder);
  char *text = json_to_string (root, FALSE);

  return g_bytes_new_take (text, strlen (text));
}

/**
 * mb_micropub_encode_create:
 * @post: what to send
 * @capabilities: what the site has declared
 *
 * Writes the creation of a draft whose slug is the marker.
 *
 * Returns: (transfer full): JSON
 */
GBytes *
mb_micropub_encode_create (const MbPost *post, MbCapabilities capabilities)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  json_builder_begin_object (builder);
  add_value (builder, "type", "h-entry");
  json_builder_set_member_name (builder, "properties");
  json_builder_begin_object (builder);
  add_properties (builder, post, capabilities, FALSE);
  add_standing (builder, post, MB_POST_DRAFT);
  json_builder_end_object (builder);
  json_builder_end_object (builder);

  return finish (builder);
}

/**
 * mb_micropub_encode_update:
 * @post: the whole new content
 * @url: address of the post
 * @status: draft or published
 * @capabilities: what the site has declared
 *
 * Writes an update that replaces everything, or the standing alone; what is empty now is emptied
 * there.
 *
 * A draft keeps the marker as its slug.
 *
 * Returns: (transfer full): JSON
 */
GBytes *
mb_micropub_encode_update (const MbPost *post,
                           const char *url,
                           MbPostStatus status,
                           MbCapabilities capabilities)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "action");
  json_builder_add_string_value (builder, "update");
  json_builder_set_member_name (builder, "url");
  json_builder_add_string_value (builder, url);
  json_builder_set_member_name (builder, "replace");
  json_builder_begin_object (builder);
  if (!post->only_status)
    add_properties (builder, post, capabilities, TRUE);
  add_standing (builder, post, status);
  json_builder_end_object (builder);
  json_builder_end_object (builder);

  return finish (builder);
}

/**
 * mb_micropub_encode_delete:
 * @url: address of a post
 *
 * Writes a deletion.
 *
 * Returns: (transfer full): JSON
 */
GBytes *
mb_micropub_encode_delete (const char *url)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "action");
  json_builder_add_string_value (builder, "delete");
  json_builder_set_member_name (builder, "url");
  json_builder_add_string_value (builder, url);
  json_builder_end_object (builder);

  return finish (builder);
}

/**
 * mb_micropub_encode_file:
 * @bytes: a picture
 * @file_name: ASCII, without quotation marks
 * @media_type: its type
 * @content_type: (out): of the whole
 *
 * Writes a form with one file in it, the part named `file`.
 *
 * Returns: (transfer full): the form
 */
GBytes *
mb_micropub_encode_file (GBytes *bytes,
                         const char *file_name,
                         const char *media_type,
                         char **content_type)
{
  g_autofree char *random = g_uuid_string_random ();
  g_autofree char *boundary = g_strconcat ("marbre-", random, NULL);
  g_autofree char *head =
    g_strdup_printf ("--%s\r\nContent-Disposition: form-data; name=\"file\"; filename=\"%s\"\r\n"
                     "Content-Type: %s\r\n\r\n",
                     boundary, file_name, media_type);
  g_autofree char *tail = g_strdup_printf ("\r\n--%s--\r\n", boundary);
  GByteArray *form = g_byte_array_new ();
  gsize size;
  const guint8 *data = g_bytes_get_data (bytes, &size);

  g_byte_array_append (form, (const guint8 *) head, (guint) strlen (head));
  g_byte_array_append (form, data, (guint) size);
  g_byte_array_append (form, (const guint8 *) tail, (guint) strlen (tail));
  *content_type = g_strconcat ("multipart/form-data; boundary=", boundary, NULL);

  return g_byte_array_free_to_bytes (form);
}
