#include "mb-site-server.h"

#include "mb-codec.h"
#include "mb-import.h"

#include <string.h>

/* Micropub (W3C, 2017) with the extensions that Marbre's publisher looks for: `post-status`,
 * `mp-slug`, sources by slug, and the properties x-marbre-*. Content from outside goes through the
 * helper and becomes our own blocks; what readers see was rendered from those. A slug is one
 * post's: creating a second one with it is a conflict, so that a repeated request cannot make a
 * second post. A published post that gets another slug is still found by its old address, also
 * here. */

#define LIST_LIMIT 20

typedef struct {
  MbSiteServer *server;
  SoupServerMessage *message;
  MbSiteRow *row;
  MbSitePost *post;
  gboolean fresh;
} Saving;

static void
saving_free (Saving *saving)
{
  g_object_unref (saving->server);
  g_object_unref (saving->message);
  mb_site_row_free (saving->row);
  mb_site_post_free (saving->post);
  g_free (saving);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Saving, saving_free)

static void
answer_error (SoupServerMessage *message, guint status, const char *code, const char *words)
{
  g_autoptr (JsonObject) object = json_object_new ();
  g_autoptr (JsonNode) root = json_node_alloc ();

  json_object_set_string_member (object, "error", code);
  json_object_set_string_member (object, "error_description", words);
  json_node_init_object (root, object);
  mb_site_answer_text (message, status, "application/json", json_to_string (root, FALSE));
}

static void
answer_json (SoupServerMessage *message, JsonBuilder *builder)
{
  g_autoptr (JsonNode) root = json_builder_get_root (builder);

  mb_site_answer_text (message, SOUP_STATUS_OK, "application/json", json_to_string (root, FALSE));
}

static gboolean
is_authorised (MbSiteServer *self, SoupServerMessage *message)
{
  const char *header = soup_message_headers_get_one (
    soup_server_message_get_request_headers (message), "Authorization");

  if (mb_site_guard_check_authorization (mb_site_server_get_guard (self), header))
    return TRUE;

  answer_error (message, SOUP_STATUS_UNAUTHORIZED, "unauthorized",
                "a valid bearer token is needed");
  return FALSE;
}

static void
put_strings (JsonBuilder *builder, const char *name, const char *const *values)
{
  json_builder_set_member_name (builder, name);
  json_builder_begin_array (builder);
  for (guint i = 0; values[i]; i++)
    json_builder_add_string_value (builder, values[i]);
  json_builder_end_array (builder);
}

static void
answer_config (MbSiteServer *self, SoupServerMessage *message)
{
  static const char *const queries[] = {"config", "source", "mp-slug", "category", NULL};
  static const char *const properties[] = {"name",
                                           "summary",
                                           "content",
                                           "category",
                                           "featured",
                                           "published",
                                           "post-status",
                                           "mp-slug",
                                           "x-marbre-kicker",
                                           "x-marbre-section",
                                           "x-marbre-byline",
                                           "x-marbre-dateline",
                                           "x-marbre-credit",
                                           NULL};
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autofree char *media = g_strconcat (mb_site_server_get_base (self), "/micropub/media", NULL);

  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "media-endpoint");
  json_builder_add_string_value (builder, media);
  put_strings (builder, "q", queries);
  put_strings (builder, "properties", properties);
  json_builder_set_member_name (builder, "post-types");
  json_builder_begin_array (builder);
  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "type");
  json_builder_add_string_value (builder, "article");
  json_builder_set_member_name (builder, "name");
  json_builder_add_string_value (builder, "Article");
  put_strings (builder, "properties", properties);
  json_builder_end_object (builder);
  json_builder_end_array (builder);
  json_builder_end_object (builder);
  answer_json (message, builder);
}

static void
put_single (JsonObject *object, const char *name, const char *value)
{
  JsonArray *values = json_array_new ();

  json_array_add_string_element (values, value);
  json_object_set_array_member (object, name, values);
}

static void
put_item (MbSiteServer *self, JsonBuilder *builder, const MbSiteRow *row)
{
  g_autoptr (MbSitePost) post = mb_site_post_parse (row->properties);
  g_autofree char *url = g_strdup_printf ("%s/%s", mb_site_server_get_base (self), row->slug);
  g_autofree char *updated = mb_site_format_iso (row->updated_ms);
  static const char *const types[] = {"h-entry", NULL};
  JsonNode *properties = json_node_alloc ();

  put_single (post->properties, "url", url);
  put_single (post->properties, "mp-slug", row->slug);
  put_single (post->properties, "updated", updated);
  put_single (post->properties, "post-status",
              row->deleted     ? "deleted"
              : row->published ? "published"
                               : "draft");
  json_node_init_object (properties, post->properties);
  json_builder_begin_object (builder);
  put_strings (builder, "type", types);
  json_builder_set_member_name (builder, "properties");
  json_builder_add_value (builder, properties);
  json_builder_end_object (builder);
}

/* The slug in one of our own addresses. */
static const char *
slug_of (MbSiteServer *self, const char *url)
{
  const char *base = mb_site_server_get_base (self);

  if (!url || !g_str_has_prefix (url, base) || url[strlen (base)] != '/')
    return NULL;

  return url + strlen (base) + 1;
}

/* The post at one of our own addresses, or that was there. */
static MbSiteRow *
find_by_url (MbSiteServer *self, const char *url)
{
  MbSiteDb *db = mb_site_server_get_db (self);
  const char *slug = slug_of (self, url);
  MbSiteRow *row = slug ? mb_site_db_get_post (db, slug, NULL) : NULL;

  return row || !slug ? row : mb_site_db_get_moved (db, slug);
}

static void
answer_list (MbSiteServer *self, SoupServerMessage *message, const char *slug)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (GPtrArray) rows = NULL;
  MbSiteRow *row = NULL;

  if (slug) {
    rows = g_ptr_array_new_with_free_func ((GDestroyNotify) mb_site_row_free);
    row = mb_site_db_get_post (mb_site_server_get_db (self), slug, NULL);
    if (row)
      g_ptr_array_add (rows, row);
  } else {
    rows = mb_site_db_list_posts (mb_site_server_get_db (self), MB_SITE_PUBLIC | MB_SITE_DRAFTS,
                                  NULL, LIST_LIMIT, 0);
  }
  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "items");
  json_builder_begin_array (builder);
  for (guint i = 0; i < rows->len; i++)
    put_item (self, builder, g_ptr_array_index (rows, i));
  json_builder_end_array (builder);
  json_builder_end_object (builder);
  answer_json (message, builder);
}

static void
answer_source (MbSiteServer *self, SoupServerMessage *message, GHashTable *query)
{
  const char *url = g_hash_table_lookup (query, "url");
  g_autoptr (MbSiteRow) row = NULL;
  g_autoptr (JsonBuilder) builder = NULL;

  if (!url) {
    answer_list (self, message, g_hash_table_lookup (query, "mp-slug"));
    return;
  }
  row = find_by_url (self, url);
  if (!row) {
    answer_error (message, SOUP_STATUS_NOT_FOUND, "not_found", "no post at that address");
    return;
  }
  builder = json_builder_new ();
  put_item (self, builder, row);
  answer_json (message, builder);
}

static void
answer_query (MbSiteServer *self, SoupServerMessage *message, GHashTable *query)
{
  const char *q = query ? g_hash_table_lookup (query, "q") : NULL;

  if (g_strcmp0 (q, "config") == 0)
    answer_config (self, message);
  else if (g_strcmp0 (q, "source") == 0)
    answer_source (self, message, query);
  else if (g_strcmp0 (q, "syndicate-to") == 0)
    mb_site_answer_text (message, SOUP_STATUS_OK, "application/json",
                         g_strdup ("{\"syndicate-to\":[]}"));
  else
    answer_error (message, SOUP_STATUS_BAD_REQUEST, "invalid_request", "q is config or source");
}

static void
settle_row (MbSiteServer *self, MbSiteRow *row, const MbSitePost *post)
{
  const char *status = mb_site_post_get (post, "post-status");
  const char *slug = mb_site_post_get (post, "mp-slug");
  const char *title = mb_site_post_get (post, "name");
  const char *section = mb_site_post_get (post, "x-marbre-section");
  const MbSiteSection *known = NULL;
  gint64 now_ms = mb_site_server_now_ms (self);
  gint64 published_ms = mb_site_post_get_published_ms (post);

  if (slug && *slug)
    g_set_str (&row->slug, slug);
  if (!row->slug) {
    g_autofree char *made = mb_site_slugify (title ? title : "");

    row->slug =
      *made ? g_steal_pointer (&made) : g_strdup_printf ("article-%" G_GINT64_FORMAT, now_ms);
  }
  if (!section)
    section = mb_site_post_get (post, "category");
  known = mb_site_settings_find_section (mb_site_server_get_settings (self), section);
  g_free (row->section);
  row->section = known ? g_strdup (known->slug) : mb_site_slugify (section ? section : "");
  row->published = !status || strcmp (status, "draft") != 0;
  if (published_ms != 0)
    row->published_ms = published_ms;
  else if (row->published_ms == 0)
    row->published_ms = now_ms;
  row->updated_ms = now_ms;
}

static void
save (Saving *saving)
{
  g_autoptr (GError) error = NULL;
  MbSiteServer *self = saving->server;
  g_autofree char *url = NULL;

  settle_row (self, saving->row, saving->post);
  if (!*saving->row->slug || !mb_meta_is_sound (MB_META_SLUG, saving->row->slug)) {
    answer_error (saving->message, SOUP_STATUS_BAD_REQUEST, "invalid_request",
                  "mp-slug: letters a-z, digits, hyphens");
    return;
  }
  g_free (saving->row->properties);
  saving->row->properties = mb_site_post_to_json (saving->post);
  if (!mb_site_db_put_post (mb_site_server_get_db (self), saving->row, &error)) {
    if (g_error_matches (error, MB_SITE_ERROR, MB_SITE_ERROR_CONFLICT))
      answer_error (saving->message, SOUP_STATUS_CONFLICT, "conflict",
                    "another post has this slug");
    else
      answer_error (saving->message, SOUP_STATUS_INTERNAL_SERVER_ERROR, "server_error",
                    "the post could not be kept");
    return;
  }
  url = g_strdup_printf ("%s/%s", mb_site_server_get_base (self), saving->row->slug);
  soup_message_headers_replace (soup_server_message_get_response_headers (saving->message),
                                "Location", url);
  soup_server_message_set_status (saving->message,
                                  saving->fresh ? SOUP_STATUS_CREATED : SOUP_STATUS_OK, NULL);
}

static void
read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Saving) saving = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (MbFragment) fragment = mb_import_fragment_finish (result, &error);

  if (fragment) {
    g_autoptr (GBytes) json =
      mb_codec_encode_blocks ((MbBlock *const *) fragment->blocks->pdata, fragment->blocks->len);
    gsize n;
    const char *data = g_bytes_get_data (json, &n);

    g_free (saving->row->blocks);
    saving->row->blocks = g_strndup (data, n);
    save (saving);
  } else if (g_error_matches (error, MB_FORMATS_ERROR, MB_FORMATS_ERROR_EMPTY)) {
    save (saving);
  } else {
    answer_error (saving->message, SOUP_STATUS_BAD_REQUEST, "invalid_request", error->message);
  }
  soup_server_message_unpause (saving->message);
}

/* Content of strangers is read in the helper, so the answer waits for it while others are served.
 */
static void
read_and_save (MbSiteServer *self, SoupServerMessage *message, MbSiteRow *row, MbSitePost *post)
{
  Saving *saving = g_new0 (Saving, 1);
  g_autofree char *html = mb_site_post_dup_content (post);
  g_autoptr (GBytes) bytes = g_bytes_new (html, strlen (html));

  saving->server = g_object_ref (self);
  saving->message = g_object_ref (message);
  saving->row = row;
  saving->post = post;
  saving->fresh = row->id == 0;
  if (!row->blocks)
    row->blocks = g_strdup ("{\"format\":1,\"blocks\":[]}");
  if (*html == '\0') {
    save (saving);
    saving_free (saving);
    return;
  }
  soup_server_message_pause (message);
  mb_import_fragment_async (bytes, NULL, read_cb, saving);
}

static void
act_on_post (MbSiteServer *self,
             SoupServerMessage *message,
             const char *action,
             JsonObject *request)
{
  g_autoptr (MbSiteRow) row =
    find_by_url (self, json_object_get_string_member_with_default (request, "url", ""));
  g_autoptr (MbSitePost) post = NULL;
  g_autoptr (GError) error = NULL;

  if (!row) {
    answer_error (message, SOUP_STATUS_NOT_FOUND, "not_found", "no post at that address");
    return;
  }
  if (strcmp (action, "update") == 0) {
    post = mb_site_post_parse (row->properties);
    if (mb_site_post_update (post, request, &error))
      read_and_save (self, message, g_steal_pointer (&row), g_steal_pointer (&post));
    else
      answer_error (message, SOUP_STATUS_BAD_REQUEST, "invalid_request", error->message);
    return;
  }
  row->deleted = strcmp (action, "delete") == 0;
  row->updated_ms = mb_site_server_now_ms (self);
  if (mb_site_db_put_post (mb_site_server_get_db (self), row, NULL))
    soup_server_message_set_status (message, SOUP_STATUS_NO_CONTENT, NULL);
  else
    answer_error (message, SOUP_STATUS_INTERNAL_SERVER_ERROR, "server_error",
                  "the post could not be kept");
}

static void
create (MbSiteServer *self, SoupServerMessage *message, JsonObject *properties)
{
  MbSitePost *post = mb_site_post_new (properties);
  MbSiteRow *row = g_new0 (MbSiteRow, 1);

  read_and_save (self, message, row, post);
}

static void
take_json (MbSiteServer *self, SoupServerMessage *message)
{
  SoupMessageBody *body = soup_server_message_get_request_body (message);
  g_autoptr (JsonParser) parser = json_parser_new ();
  JsonNode *root = NULL;
  JsonNode *properties = NULL;
  const char *action = NULL;

  if (json_parser_load_from_data (parser, body->data ? body->data : "", (gssize) body->length,
                                  NULL))
    root = json_parser_get_root (parser);
  if (!root || !JSON_NODE_HOLDS_OBJECT (root)) {
    answer_error (message, SOUP_STATUS_BAD_REQUEST, "invalid_request",
                  "the body is no JSON object");
    return;
  }
  action = json_object_get_string_member_with_default (json_node_get_object (root), "action", NULL);
  properties = json_object_get_member (json_node_get_object (root), "properties");
  if (action && (strcmp (action, "update") == 0 || strcmp (action, "delete") == 0 ||
                 strcmp (action, "undelete") == 0))
    act_on_post (self, message, action, json_node_get_object (root));
  else if (!action && properties && JSON_NODE_HOLDS_OBJECT (properties))
    create (self, message, json_node_get_object (properties));
  else
    answer_error (message, SOUP_STATUS_BAD_REQUEST, "invalid_request",
                  "neither properties nor a known action");
}

static void
take_form (MbSiteServer *self, SoupServerMessage *message)
{
  g_autoptr (GHashTable) form = mb_site_read_form (message);
  g_autoptr (JsonObject) object = json_object_new ();
  const char *action = form ? g_hash_table_lookup (form, "action") : NULL;
  GHashTableIter iter;
  gpointer name;
  gpointer value;

  if (!form) {
    answer_error (message, SOUP_STATUS_BAD_REQUEST, "invalid_request", "neither JSON nor a form");
    return;
  }
  if (action) {
    const char *url = g_hash_table_lookup (form, "url");

    json_object_set_string_member (object, "url", url ? url : "");
    if (strcmp (action, "delete") == 0 || strcmp (action, "undelete") == 0)
      act_on_post (self, message, action, object);
    else
      answer_error (message, SOUP_STATUS_BAD_REQUEST, "invalid_request", "an update needs JSON");
    return;
  }
  g_hash_table_iter_init (&iter, form);
  while (g_hash_table_iter_next (&iter, &name, &value)) {
    g_autofree char *bare =
      g_str_has_suffix (name, "[]") ? g_strndup (name, strlen (name) - 2) : g_strdup (name);

    if (strcmp (bare, "h") != 0 && strcmp (bare, "access_token") != 0)
      put_single (object, bare, value);
  }
  create (self, message, object);
}

static const char *
sniff (const guint8 *data, gsize n, const char **extension)
{
  static const struct {
    const char *magic;
    gsize n;
    const char *type;
    const char *extension;
  } kinds[] = {
    {"\377\330\377", 3, "image/jpeg", "jpg"},
    {"\211PNG\r\n\032\n", 8, "image/png", "png"},
    {"GIF8", 4, "image/gif", "gif"},
  };

  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (n > kinds[i].n && memcmp (data, kinds[i].magic, kinds[i].n) == 0) {
      *extension = kinds[i].extension;
      return kinds[i].type;
    }
  if (n > 12 && memcmp (data, "RIFF", 4) == 0 && memcmp (data + 8, "WEBP", 4) == 0) {
    *extension = "webp";
    return "image/webp";
  }

  return NULL;
}

static GBytes *
find_file (SoupServerMessage *message)
{
  SoupMessageBody *body = soup_server_message_get_request_body (message);
  g_autoptr (GBytes) bytes = soup_message_body_flatten (body);
  SoupMultipart *multipart =
    soup_multipart_new_from_message (soup_server_message_get_request_headers (message), bytes);
  GBytes *file = NULL;

  for (int i = 0; multipart && i < soup_multipart_get_length (multipart) && !file; i++) {
    g_autoptr (GHashTable) parameters = NULL;
    g_autofree char *disposition = NULL;
    SoupMessageHeaders *headers = NULL;
    GBytes *part = NULL;

    soup_multipart_get_part (multipart, i, &headers, &part);
    if (soup_message_headers_get_content_disposition (headers, &disposition, &parameters) &&
        g_strcmp0 (g_hash_table_lookup (parameters, "name"), "file") == 0)
      file = g_bytes_ref (part);
  }
  g_clear_pointer (&multipart, soup_multipart_free);

  return file;
}

static void
take_media (MbSiteServer *self, SoupServerMessage *message)
{
  g_autoptr (GBytes) file = find_file (message);
  g_autofree char *digest = NULL;
  g_autofree char *name = NULL;
  g_autofree char *url = NULL;
  const char *extension = NULL;
  const char *type = NULL;
  gsize n = 0;
  const guint8 *data = file ? g_bytes_get_data (file, &n) : NULL;

  type = data ? sniff (data, n, &extension) : NULL;
  if (!type) {
    answer_error (message, SOUP_STATUS_BAD_REQUEST, "invalid_request",
                  "a part `file` with a JPEG, PNG, WebP or GIF");
    return;
  }
  digest = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, file);
  name = g_strdup_printf ("%.32s.%s", digest, extension);
  if (!mb_site_db_put_media (mb_site_server_get_db (self), name, file, type, NULL)) {
    answer_error (message, SOUP_STATUS_INTERNAL_SERVER_ERROR, "server_error",
                  "the picture could not be kept");
    return;
  }
  url = g_strdup_printf ("%s/media/%s", mb_site_server_get_base (self), name);
  soup_message_headers_replace (soup_server_message_get_response_headers (message), "Location",
                                url);
  soup_server_message_set_status (message, SOUP_STATUS_CREATED, NULL);
}

/**
 * mb_site_micropub_handle:
 * @self: a server
 * @message: a request to the endpoint
 * @path: its path
 * @query: (nullable): its query
 *
 * The Micropub endpoint and its media endpoint.
 */
void
mb_site_micropub_handle (MbSiteServer *self,
                         SoupServerMessage *message,
                         const char *path,
                         GHashTable *query)
{
  const char *method = soup_server_message_get_method (message);
  const char *type =
    soup_message_headers_get_content_type (soup_server_message_get_request_headers (message), NULL);

  if (!is_authorised (self, message))
    return;
  if (method == SOUP_METHOD_GET && strcmp (path, "/micropub") == 0)
    answer_query (self, message, query);
  else if (method == SOUP_METHOD_POST && strcmp (path, "/micropub/media") == 0)
    take_media (self, message);
  else if (method == SOUP_METHOD_POST && strcmp (path, "/micropub") == 0 &&
           g_strcmp0 (type, "application/json") == 0)
    take_json (self, message);
  else if (method == SOUP_METHOD_POST && strcmp (path, "/micropub") == 0)
    take_form (self, message);
  else
    soup_server_message_set_status (message, SOUP_STATUS_METHOD_NOT_ALLOWED, NULL);
}
