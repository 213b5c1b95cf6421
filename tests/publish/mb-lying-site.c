#include "mb-lying-site.h"

#include <json-glib/json-glib.h>
#include <libsoup/soup.h>

#include <string.h>

#define TOKEN "token-of-the-test"
#define LATE_MS 30
#define DRIP_MS 20

typedef struct {
  guint number;
  JsonObject *properties;
  char *slug;
  char *old_slug;
  gint64 there_from_us;
} Post;

typedef struct {
  MbAct act;
  MbLie lie;
  guint skip;
  guint count;
} Order;

struct _MbLyingSite {
  MbSiteHabits habits;
  GThread *thread;
  GMainContext *context;
  GMainLoop *loop;
  GMutex mutex; /* all below */
  GCond ready;
  SoupServer *server;
  SoupServer *thief;
  char *url;
  char *endpoint;
  char *thief_url;
  GPtrArray *posts;
  GHashTable *media;
  GArray *orders;
  GPtrArray *held; /* connections that never get an answer */
  guint counts[MB_ACT_PUBLIC + 1];
  gsize received[MB_ACT_PUBLIC + 1];
  guint next_number;
  guint n_stolen;
  guint n_stolen_credentials;
  guint n_empty_writes;
  guint n_reused_writes;
  GHashTable *used_ports;
};

/* What the site answers, made before anything is sent so that it can be sent wrongly. */
typedef struct {
  guint status;
  char *location;
  const char *content_type;
  char *body;
  gsize size;
} Answer;

static void
answer_clear (Answer *answer)
{
  g_free (answer->location);
  g_free (answer->body);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Answer, answer_clear)

static void
post_free (gpointer data)
{
  Post *post = data;

  json_object_unref (post->properties);
  g_free (post->slug);
  g_free (post->old_slug);
  g_free (post);
}

static void
site_post_free (gpointer data)
{
  MbSitePost *post = data;

  g_free (post->url);
  g_free (post->slug);
  g_free (post->headline);
  g_free (post->html);
  g_free (post->summary);
  g_free (post->kicker);
  g_free (post);
}

static char *
make_url (MbLyingSite *self, const Post *post)
{
  if (self->habits.slug_in_url)
    return g_strdup_printf ("%sarticles/%s", self->url, post->slug);

  return g_strdup_printf ("%sarticles/%u", self->url, post->number);
}

static const char *
first_string (JsonObject *properties, const char *name)
{
  JsonNode *node = json_object_get_member (properties, name);
  JsonArray *array = node && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;

  if (!array || json_array_get_length (array) == 0)
    return NULL;
  node = json_array_get_element (array, 0);
  if (JSON_NODE_HOLDS_OBJECT (node))
    return json_object_get_string_member_with_default (json_node_get_object (node), "html", NULL);

  return json_node_get_string (node);
}

static void
set_string (JsonObject *properties, const char *name, const char *value)
{
  JsonArray *array = json_array_new ();

  json_array_add_string_element (array, value);
  json_object_set_array_member (properties, name, array);
}

static gboolean
is_published (const Post *post)
{
  return g_strcmp0 (first_string (post->properties, "post-status"), "published") == 0;
}

static Post *
find_by_url (MbLyingSite *self, const char *url)
{
  for (guint i = 0; i < self->posts->len; i++) {
    g_autofree char *own = make_url (self, self->posts->pdata[i]);

    if (g_strcmp0 (own, url) == 0)
      return self->posts->pdata[i];
  }

  return NULL;
}

static void
answer_json (Answer *answer, guint status, JsonNode *node)
{
  answer->status = status;
  answer->content_type = "application/json";
  answer->body = json_to_string (node, FALSE);
  answer->size = strlen (answer->body);
}

static void
answer_text (Answer *answer, guint status, const char *content_type, const char *text)
{
  answer->status = status;
  answer->content_type = content_type;
  answer->body = g_strdup (text);
  answer->size = strlen (text);
}

static void
answer_config (MbLyingSite *self, Answer *answer)
{
  const char *queries = "\"config\",\"source\",\"mp-slug\"";
  g_autofree char *text = NULL;

  if (self->habits.no_source)
    queries = "\"config\"";
  else if (self->habits.no_slug_query || self->habits.no_search)
    queries = "\"config\",\"source\"";
  text =
    g_strdup_printf ("{\"media-endpoint\":\"%smedia\",\"q\":[%s],"
                     "\"properties\":[\"name\",\"content\",\"post-status\",\"x-marbre-kicker\","
                     "\"x-marbre-section\",\"x-marbre-byline\"]}",
                     self->habits.foreign_media ? self->thief_url : self->url, queries);
  answer_text (answer, 200, "application/json", text);
}

static JsonNode *
describe (MbLyingSite *self, Post *post)
{
  JsonNode *node = json_node_new (JSON_NODE_OBJECT);
  JsonObject *item = json_object_new ();
  JsonArray *types = json_array_new ();
  g_autofree char *url = make_url (self, post);

  json_array_add_string_element (types, "h-entry");
  json_object_set_array_member (item, "type", types);
  set_string (post->properties, "url", url);
  set_string (post->properties, "mp-slug", post->slug);
  json_object_set_object_member (item, "properties", json_object_ref (post->properties));
  json_node_take_object (node, item);

  return node;
}

static gboolean
is_there (const Post *post)
{
  return g_get_monotonic_time () >= post->there_from_us;
}

static void
answer_list (MbLyingSite *self, Answer *answer, const char *slug)
{
  g_autoptr (JsonNode) root = json_node_new (JSON_NODE_OBJECT);
  JsonObject *object = json_object_new ();
  JsonArray *items = json_array_new ();

  for (guint i = 0; i < self->posts->len; i++) {
    Post *post = self->posts->pdata[i];
    gboolean match = !slug || strcmp (post->slug, slug) == 0 ||
                     (self->habits.keeps_old_slugs && g_strcmp0 (post->old_slug, slug) == 0);

    if (match && is_there (post))
      json_array_add_element (items, describe (self, post));
  }
  json_object_set_array_member (object, "items", items);
  json_node_take_object (root, object);
  answer_json (answer, 200, root);
}

static void
answer_source (MbLyingSite *self, Answer *answer, const char *url)
{
  Post *post = find_by_url (self, url);
  g_autoptr (JsonNode) node = NULL;

  if (!post || !is_there (post)) {
    answer_text (answer, 400, "application/json", "{\"error\":\"invalid_request\"}");
    return;
  }
  node = describe (self, post);
  answer_json (answer, 200, node);
}

static void
act_create (MbLyingSite *self, Answer *answer, JsonObject *root)
{
  JsonObject *properties = json_object_get_object_member (root, "properties");
  Post *post = g_new0 (Post, 1);
  const char *slug = first_string (properties, "mp-slug");

  post->number = ++self->next_number;
  post->properties = json_object_ref (properties);
  post->slug = slug ? g_strdup (slug) : g_strdup_printf ("post-%u", post->number);
  post->there_from_us = g_get_monotonic_time () + (self->habits.accepted ? LATE_MS * 1000 : 0);
  g_ptr_array_add (self->posts, post);
  answer->location = make_url (self, post);
  answer_text (answer, self->habits.accepted ? 202 : 201, "application/json",
               "{\"success\":\"create\"}");
}

static gboolean
is_taken (MbLyingSite *self, const Post *post, const char *slug)
{
  for (guint i = 0; self->habits.refuses_slugs && slug && i < self->posts->len; i++) {
    const Post *other = self->posts->pdata[i];

    if (other != post && strcmp (other->slug, slug) == 0)
      return TRUE;
  }

  return FALSE;
}

static void
act_update (MbLyingSite *self, Answer *answer, JsonObject *root)
{
  Post *post = find_by_url (self, json_object_get_string_member_with_default (root, "url", ""));
  g_autoptr (GList) names = NULL;
  JsonObject *replace;
  const char *slug;

  if (!post) {
    answer_text (answer, 400, "application/json", "{\"error\":\"not_found\"}");
    return;
  }
  replace = json_object_get_object_member (root, "replace");
  slug = first_string (replace, "mp-slug");
  if (is_taken (self, post, slug)) {
    answer_text (answer, 409, "application/json", "{\"error\":\"conflict\"}");
    return;
  }
  names = json_object_get_members (replace);
  for (GList *at = names; at; at = at->next)
    json_object_set_member (post->properties, at->data,
                            json_node_copy (json_object_get_member (replace, at->data)));
  if (slug && strcmp (slug, post->slug) != 0) {
    g_set_str (&post->old_slug, post->slug);
    g_set_str (&post->slug, slug);
    if (self->habits.slug_in_url)
      answer->location = make_url (self, post);
  }
  answer_text (answer, answer->location ? 201 : 200, "application/json", "{}");
}

static void
act_delete (MbLyingSite *self, Answer *answer, JsonObject *root)
{
  Post *post = find_by_url (self, json_object_get_string_member_with_default (root, "url", ""));

  if (post)
    g_ptr_array_remove (self->posts, post);
  answer_text (answer, post ? 200 : 400, "application/json",
               post ? "{}" : "{\"error\":\"not_found\"}");
}

static void
act_media (MbLyingSite *self, Answer *answer, SoupServerMessage *message)
{
  SoupMessageBody *body = soup_server_message_get_request_body (message);
  SoupMessageHeaders *request = soup_server_message_get_request_headers (message);
  g_autoptr (GBytes) bytes = soup_message_body_flatten (body);
  SoupMultipart *form = soup_multipart_new_from_message (request, bytes);
  SoupMessageHeaders *headers;
  GBytes *part;
  g_autofree char *hash = NULL;

  if (!form || !soup_multipart_get_part (form, 0, &headers, &part)) {
    answer_text (answer, 400, "application/json", "{\"error\":\"invalid_request\"}");
    return;
  }
  hash = g_compute_checksum_for_bytes (G_CHECKSUM_SHA1, part);
  g_hash_table_replace (self->media, g_strdup (hash), g_bytes_ref (part));
  answer->location = g_strdup_printf ("%sfiles/%s", self->url, hash);
  answer_text (answer, 201, "application/json", "{}");
  soup_multipart_free (form);
}

static void
answer_page (MbLyingSite *self, Answer *answer, const char *path)
{
  g_autofree char *url = g_strconcat (self->url, path + 1, NULL);
  Post *post = find_by_url (self, url);
  g_autofree char *head = NULL;
  g_autofree char *html = NULL;
  const char *name;
  const char *summary;

  if (!post || !is_published (post)) {
    answer_text (answer, 404, "text/html", "<title>404</title><p>Not here.</p>");
    return;
  }
  name = first_string (post->properties, "name");
  summary = first_string (post->properties, "summary");
  html = g_strdup (first_string (post->properties, "content"));
  if (self->habits.drops_images) {
    g_autoptr (GRegex) pictures = g_regex_new ("<img[^>]*>", 0, 0, NULL);
    g_autofree char *before = g_steal_pointer (&html);

    html = g_regex_replace_literal (pictures, before, -1, 0, "", 0, NULL);
  }
  head = g_markup_printf_escaped ("<!doctype html><title>%s</title><h1>%s</h1><p>%s</p>", name,
                                  name, summary ? summary : "");
  answer->status = 200;
  answer->content_type = "text/html";
  answer->body = g_strconcat (head, html, NULL);
  answer->size = strlen (answer->body);
}

static void
answer_file (MbLyingSite *self, Answer *answer, const char *path)
{
  GBytes *bytes = g_hash_table_lookup (self->media, path + strlen ("/files/"));
  const char *data;
  gsize size;

  if (!bytes) {
    answer_text (answer, 404, "text/plain", "no such file");
    return;
  }
  data = g_bytes_get_data (bytes, &size);
  answer->status = 200;
  answer->content_type = "image/jpeg";
  answer->body = g_memdup2 (data, size);
  answer->size = size;
}

static void
answer_public (MbLyingSite *self, Answer *answer, const char *path)
{
  if (g_str_has_prefix (path, "/files/"))
    answer_file (self, answer, path);
  else if (strcmp (path, "/") == 0)
    answer_text (answer, 200, "text/html",
                 "<!-- <link rel=micropub href=/wrong> --><link rel='stylesheet' href=a.css>"
                 "<link href=\"/micropub?site=1&amp;lang=fr\" rel=\"me micropub\"><p>Home</p>");
  else
    answer_page (self, answer, path);
}

static MbAct
classify (SoupServerMessage *message, const char *path, GHashTable *query, JsonObject *root)
{
  const char *method = soup_server_message_get_method (message);
  const char *word = query ? g_hash_table_lookup (query, "q") : NULL;
  const char *action =
    root ? json_object_get_string_member_with_default (root, "action", "create") : NULL;

  if (strcmp (path, "/media") == 0 && strcmp (method, "POST") == 0)
    return MB_ACT_MEDIA;
  if (strcmp (path, "/micropub") != 0)
    return MB_ACT_PUBLIC;
  if (strcmp (method, "POST") == 0 && action) {
    if (strcmp (action, "update") == 0)
      return MB_ACT_UPDATE;
    return strcmp (action, "delete") == 0 ? MB_ACT_DELETE : MB_ACT_CREATE;
  }
  if (g_strcmp0 (word, "config") == 0)
    return MB_ACT_CONFIG;
  if (g_strcmp0 (word, "source") == 0)
    return g_hash_table_contains (query, "url") ? MB_ACT_READ : MB_ACT_FIND;

  return MB_ACT_ANY;
}

static void
act (MbLyingSite *self,
     MbAct kind,
     Answer *answer,
     SoupServerMessage *message,
     GHashTable *query,
     JsonObject *root)
{
  const char *path = g_uri_get_path (soup_server_message_get_uri (message));

  switch (kind) {
  case MB_ACT_CONFIG:
    answer_config (self, answer);
    return;
  case MB_ACT_FIND:
    if (self->habits.no_search)
      break;
    answer_list (self, answer, g_hash_table_lookup (query, "mp-slug"));
    return;
  case MB_ACT_READ:
    answer_source (self, answer, g_hash_table_lookup (query, "url"));
    return;
  case MB_ACT_MEDIA:
    act_media (self, answer, message);
    return;
  case MB_ACT_CREATE:
    act_create (self, answer, root);
    return;
  case MB_ACT_UPDATE:
    act_update (self, answer, root);
    return;
  case MB_ACT_DELETE:
    act_delete (self, answer, root);
    return;
  case MB_ACT_PUBLIC:
    answer_public (self, answer, path);
    return;
  case MB_ACT_ANY:
    break;
  }
  answer_text (answer, 400, "application/json", "{\"error\":\"invalid_request\"}");
}

static MbLie
take_order (MbLyingSite *self, MbAct kind)
{
  for (guint i = 0; i < self->orders->len; i++) {
    Order *order = &g_array_index (self->orders, Order, i);

    if ((order->act != MB_ACT_ANY && order->act != kind) || order->count == 0)
      continue;
    if (order->skip > 0) {
      order->skip--;
      continue;
    }
    order->count--;
    return order->lie;
  }

  return MB_LIE_NONE;
}

static GString *
write_answer (const Answer *answer, gsize extra)
{
  GString *raw = g_string_new (NULL);

  g_string_append_printf (
    raw, "HTTP/1.1 %u Answer\r\nContent-Type: %s\r\nContent-Length: %" G_GSIZE_FORMAT "\r\n",
    answer->status, answer->content_type, answer->size + extra);
  if (answer->location)
    g_string_append_printf (raw, "Location: %s\r\n", answer->location);
  g_string_append (raw, "Connection: close\r\n\r\n");
  g_string_append_len (raw, answer->body, (gssize) answer->size);

  return raw;
}

static gboolean
drip_cb (gpointer user_data)
{
  return g_output_stream_write (g_io_stream_get_output_stream (user_data), "X", 1, NULL, NULL) == 1;
}

/* Holds a connection open; with a drip it never even looks dead. */
static void
hold (MbLyingSite *self, GIOStream *stream, gboolean drip)
{
  g_autoptr (GSource) source = g_timeout_source_new (DRIP_MS);

  g_ptr_array_add (self->held, stream);
  if (!drip)
    return;
  g_output_stream_write_all (g_io_stream_get_output_stream (stream),
                             "HTTP/1.1 200 OK\r\nX-Slow: ", 25, NULL, NULL, NULL);
  g_source_set_callback (source, drip_cb, g_object_ref (stream), g_object_unref);
  g_source_attach (source, self->context);
}

/* What leaves when the connection is ours: bytes that libsoup's server would never send. */
static void
lie_raw (MbLyingSite *self, SoupServerMessage *message, const Answer *answer, MbLie lie)
{
  GIOStream *stream = soup_server_message_steal_connection (message);
  GOutputStream *out = g_io_stream_get_output_stream (stream);
  g_autoptr (GString) raw =
    write_answer (answer, lie == MB_LIE_LENGTH || lie == MB_LIE_CUT_BODY ? 64 : 0);
  gsize size = raw->len;

  if (lie == MB_LIE_NEVER || lie == MB_LIE_DRIP) {
    hold (self, stream, lie == MB_LIE_DRIP);
    return;
  }
  if (lie == MB_LIE_SWALLOW || lie == MB_LIE_REFUSE)
    size = 0;
  else if (lie == MB_LIE_CUT_HEADERS)
    size = 30;
  g_output_stream_write_all (out, raw->str, size, NULL, NULL, NULL);
  if (lie == MB_LIE_TWICE)
    g_output_stream_write_all (out, raw->str, size, NULL, NULL, NULL);
  if (lie == MB_LIE_LENGTH) {
    hold (self, stream, FALSE);
    return;
  }
  g_io_stream_close (stream, NULL, NULL);
  g_object_unref (stream);
}

static void
say (SoupServerMessage *message, guint status, const char *content_type, const char *text)
{
  soup_server_message_set_status (message, status, NULL);
  soup_server_message_set_response (message, content_type, SOUP_MEMORY_COPY, text, strlen (text));
}

static void
say_header (SoupServerMessage *message, const char *name, const char *value)
{
  soup_message_headers_replace (soup_server_message_get_response_headers (message), name, value);
}

static void
lie_well_formed (MbLyingSite *self, SoupServerMessage *message, MbLie lie)
{
  g_autofree char *elsewhere = g_strconcat (self->thief_url, "login", NULL);
  static const guint redirects[] = {301, 302, 303, 307, 308};

  if (lie >= MB_LIE_301 && lie <= MB_LIE_308) {
    say (message, redirects[lie - MB_LIE_301], "text/html", "<p>Elsewhere.</p>");
    say_header (message, "Location", elsewhere);
  } else if (lie == MB_LIE_303_HERE) {
    say (message, 303, "text/html", "<p>Elsewhere.</p>");
    say_header (message, "Location", self->url);
  } else if (lie == MB_LIE_429 || lie == MB_LIE_503) {
    say (message, lie == MB_LIE_429 ? 429 : 503, "application/json", "{\"error\":\"busy\"}");
    say_header (message, "Retry-After", "0");
  } else if (lie == MB_LIE_500) {
    say (message, 500, "application/json", "{\"error\":\"server_error\"}");
  } else if (lie == MB_LIE_502_HTML) {
    say (message, 502, "text/html", "<h1>Bad gateway</h1>");
  } else if (lie == MB_LIE_403_HTML) {
    say (message, 403, "text/html", "<h1>Firewall</h1>");
  } else if (lie == MB_LIE_200_EMPTY) {
    say (message, 200, "application/json", "{}");
  } else {
    say (message, 200, "text/html", "<h1>Welcome to our network, please log in</h1>");
  }
}

static gboolean
is_raw (MbLie lie)
{
  return (lie >= MB_LIE_SWALLOW && lie <= MB_LIE_DRIP) || lie == MB_LIE_REFUSE;
}

static gboolean
is_authorised (SoupServerMessage *message)
{
  SoupMessageHeaders *headers = soup_server_message_get_request_headers (message);

  return g_strcmp0 (soup_message_headers_get_one (headers, "Authorization"), "Bearer " TOKEN) == 0;
}

/* How often a write came without a body, or over a connection that had served before. */
static void
watch_write (MbLyingSite *self, SoupServerMessage *message)
{
  const char *method = soup_server_message_get_method (message);
  GInetSocketAddress *address =
    G_INET_SOCKET_ADDRESS (soup_server_message_get_remote_address (message));
  gpointer port = GUINT_TO_POINTER (g_inet_socket_address_get_port (address));
  gboolean fresh = g_hash_table_add (self->used_ports, port);

  if (strcmp (method, "GET") == 0 || strcmp (method, "HEAD") == 0)
    return;
  if (soup_server_message_get_request_body (message)->length == 0)
    self->n_empty_writes++;
  if (!fresh)
    self->n_reused_writes++;
}

static void
tell_truth (SoupServerMessage *message, const Answer *answer)
{
  soup_server_message_set_status (message, answer->status, NULL);
  soup_server_message_set_response (message, answer->content_type, SOUP_MEMORY_COPY, answer->body,
                                    answer->size);
  if (answer->location)
    say_header (message, "Location", answer->location);
}

static void
answer_request (MbLyingSite *self,
                SoupServerMessage *message,
                MbAct kind,
                GHashTable *query,
                JsonObject *root)
{
  MbLie lie = take_order (self, kind);
  g_auto (Answer) answer = {0};

  if (kind != MB_ACT_PUBLIC && !is_authorised (message)) {
    say (message, 401, "application/json", "{\"error\":\"unauthorized\"}");
    return;
  }
  if (lie < MB_LIE_REFUSE)
    act (self, kind, &answer, message, query, root);
  else
    answer_text (&answer, 200, "text/plain", "");
  if (lie == MB_LIE_NONE)
    tell_truth (message, &answer);
  else if (is_raw (lie))
    lie_raw (self, message, &answer, lie);
  else
    lie_well_formed (self, message, lie);
}

static void
request_cb (SoupServer *server,
            SoupServerMessage *message,
            const char *path,
            GHashTable *query,
            gpointer user_data)
{
  MbLyingSite *self = user_data;
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->mutex);
  g_autoptr (GBytes) bytes =
    soup_message_body_flatten (soup_server_message_get_request_body (message));
  g_autoptr (JsonParser) parser = json_parser_new ();
  const char *data = g_bytes_get_data (bytes, NULL);
  JsonObject *root = NULL;
  MbAct kind;

  if (data && *data == '{' &&
      json_parser_load_from_data (parser, data, (gssize) g_bytes_get_size (bytes), NULL))
    root = json_node_get_object (json_parser_get_root (parser));
  watch_write (self, message);
  kind = classify (message, path, query, root);
  self->counts[kind]++;
  self->received[kind] += g_bytes_get_size (bytes);
  answer_request (self, message, kind, query, root);
}

static void
thief_cb (SoupServer *server,
          SoupServerMessage *message,
          const char *path,
          GHashTable *query,
          gpointer user_data)
{
  MbLyingSite *self = user_data;
  SoupMessageHeaders *headers = soup_server_message_get_request_headers (message);
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->mutex);

  self->n_stolen++;
  if (soup_message_headers_get_one (headers, "Authorization") ||
      soup_message_headers_get_one (headers, "Cookie"))
    self->n_stolen_credentials++;
  say (message, 200, "text/html", "<h1>Log in</h1>");
}

static SoupServer *
listen_local (MbLyingSite *self,
              GTlsCertificate *certificate,
              SoupServerCallback callback,
              char **url)
{
  SoupServer *server = soup_server_new (NULL, NULL);
  SoupServerListenOptions options = SOUP_SERVER_LISTEN_IPV4_ONLY;
  g_autoptr (GError) error = NULL;
  GSList *uris;

  if (certificate) {
    soup_server_set_tls_certificate (server, certificate);
    options |= SOUP_SERVER_LISTEN_HTTPS;
  }
  soup_server_add_handler (server, NULL, callback, self, NULL);
  soup_server_listen_local (server, 0, options, &error);
  g_assert_no_error (error);
  uris = soup_server_get_uris (server);
  *url = g_uri_to_string (uris->data);
  g_slist_free_full (uris, (GDestroyNotify) g_uri_unref);

  return server;
}

static gpointer
serve (gpointer data)
{
  MbLyingSite *self = data;

  g_main_context_push_thread_default (self->context);
  g_mutex_lock (&self->mutex);
  self->server = listen_local (self, self->habits.certificate, request_cb, &self->url);
  self->thief = listen_local (self, NULL, thief_cb, &self->thief_url);
  self->endpoint =
    g_strconcat (self->url, self->habits.own_query ? "micropub?site=1&lang=fr" : "micropub", NULL);
  g_cond_signal (&self->ready);
  g_mutex_unlock (&self->mutex);
  g_main_loop_run (self->loop);
  soup_server_disconnect (self->server);
  soup_server_disconnect (self->thief);
  g_clear_object (&self->server);
  g_clear_object (&self->thief);
  g_clear_pointer (&self->held, g_ptr_array_unref);
  g_main_context_pop_thread_default (self->context);

  return NULL;
}

MbLyingSite *
mb_lying_site_new (const MbSiteHabits *habits)
{
  MbLyingSite *self = g_new0 (MbLyingSite, 1);

  self->habits = *habits;
  if (self->habits.certificate)
    g_object_ref (self->habits.certificate);
  self->context = g_main_context_new ();
  self->loop = g_main_loop_new (self->context, FALSE);
  self->posts = g_ptr_array_new_with_free_func (post_free);
  self->held = g_ptr_array_new_with_free_func (g_object_unref);
  self->media =
    g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_bytes_unref);
  self->orders = g_array_new (FALSE, TRUE, sizeof (Order));
  self->used_ports = g_hash_table_new (NULL, NULL);
  g_mutex_init (&self->mutex);
  g_cond_init (&self->ready);
  g_mutex_lock (&self->mutex);
  self->thread = g_thread_new ("site", serve, self);
  while (!self->endpoint)
    g_cond_wait (&self->ready, &self->mutex);
  g_mutex_unlock (&self->mutex);

  return self;
}

static gboolean
quit_cb (gpointer user_data)
{
  g_main_loop_quit (user_data);

  return G_SOURCE_REMOVE;
}

void
mb_lying_site_free (MbLyingSite *self)
{
  g_autoptr (GSource) source = g_idle_source_new ();

  g_source_set_callback (source, quit_cb, self->loop, NULL);
  g_source_attach (source, self->context);
  g_thread_join (self->thread);
  g_main_loop_unref (self->loop);
  g_main_context_unref (self->context);
  g_ptr_array_unref (self->posts);
  g_hash_table_unref (self->media);
  g_hash_table_unref (self->used_ports);
  g_array_unref (self->orders);
  g_clear_object (&self->habits.certificate);
  g_free (self->url);
  g_free (self->endpoint);
  g_free (self->thief_url);
  g_mutex_clear (&self->mutex);
  g_cond_clear (&self->ready);
  g_free (self);
}

const char *
mb_lying_site_get_url (MbLyingSite *self)
{
  return self->url;
}

const char *
mb_lying_site_get_endpoint (MbLyingSite *self)
{
  return self->endpoint;
}

const char *
mb_lying_site_get_token (MbLyingSite *self)
{
  return TOKEN;
}

void
mb_lying_site_lie (MbLyingSite *self, MbAct kind, MbLie lie, guint skip, guint count)
{
  Order order = {kind, lie, skip, count};
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->mutex);

  g_array_append_val (self->orders, order);
}

/* As new: no posts, no lies, no counts. */
void
mb_lying_site_reset (MbLyingSite *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->mutex);

  g_ptr_array_set_size (self->posts, 0);
  g_hash_table_remove_all (self->media);
  g_hash_table_remove_all (self->used_ports);
  g_array_set_size (self->orders, 0);
  memset (self->counts, 0, sizeof self->counts);
  self->n_stolen = 0;
  self->n_stolen_credentials = 0;
  self->n_empty_writes = 0;
  self->n_reused_writes = 0;
}

/* Somebody else changes a post on the site. */
void
mb_lying_site_edit (MbLyingSite *self, guint index, const char *headline)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->mutex);

  set_string (((Post *) self->posts->pdata[index])->properties, "name", headline);
}

/* Somebody else publishes a post of one line. */
void
mb_lying_site_add (MbLyingSite *self, const char *slug, const char *headline)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->mutex);
  Post *post = g_new0 (Post, 1);

  post->number = ++self->next_number;
  post->slug = g_strdup (slug);
  post->properties = json_object_new ();
  set_string (post->properties, "name", headline);
  set_string (post->properties, "post-status", "published");
  g_ptr_array_add (self->posts, post);
}

/* Somebody else deletes a post on the site. */
void
mb_lying_site_delete (MbLyingSite *self, guint index)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->mutex);

  g_ptr_array_remove_index (self->posts, index);
}

void
mb_lying_site_delete_media (MbLyingSite *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->mutex);

  g_hash_table_remove_all (self->media);
}

GPtrArray *
mb_lying_site_dup_posts (MbLyingSite *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->mutex);
  GPtrArray *posts = g_ptr_array_new_with_free_func (site_post_free);

  for (guint i = 0; i < self->posts->len; i++) {
    Post *post = self->posts->pdata[i];
    MbSitePost *copy = g_new0 (MbSitePost, 1);

    copy->url = make_url (self, post);
    copy->slug = g_strdup (post->slug);
    copy->headline = g_strdup (first_string (post->properties, "name"));
    copy->html = g_strdup (first_string (post->properties, "content"));
    copy->summary = g_strdup (first_string (post->properties, "summary"));
    copy->kicker = g_strdup (first_string (post->properties, "x-marbre-kicker"));
    copy->published = is_published (post);
    g_ptr_array_add (posts, copy);
  }

  return posts;
}

guint
mb_lying_site_count (MbLyingSite *self, MbAct kind)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->mutex);

  return self->counts[kind];
}

/* Bytes in the bodies of requests. */
gsize
mb_lying_site_count_bytes (MbLyingSite *self, MbAct kind)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->mutex);

  return self->received[kind];
}

guint
mb_lying_site_count_media (MbLyingSite *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->mutex);

  return g_hash_table_size (self->media);
}

guint
mb_lying_site_count_stolen (MbLyingSite *self, gboolean with_credentials)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->mutex);

  return with_credentials ? self->n_stolen_credentials : self->n_stolen;
}

guint
mb_lying_site_count_reused_writes (MbLyingSite *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->mutex);

  return self->n_reused_writes;
}

guint
mb_lying_site_count_empty_writes (MbLyingSite *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->mutex);

  return self->n_empty_writes;
}
