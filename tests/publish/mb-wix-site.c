#include "mb-wix-site.h"

#include <json-glib/json-glib.h>
#include <libsoup/soup.h>

#include <string.h>

#define KEY "IST.key-of-the-test"
#define POST_MAX_BYTES (400 * 1024)
#define LOOKS_UNTIL_READY 2

typedef struct {
  WixMood mood;
  char *begins;
  guint count;
} Order;

typedef struct {
  char *id;
  char *name;
  guint looks;
} File;

struct _MbWixSite {
  GThread *thread;
  GMainContext *context;
  GMainLoop *loop;
  GMutex mutex; /* all below */
  GCond ready;
  SoupServer *api;
  SoupServer *uploads; /* another origin */
  char *url;
  char *upload_url;
  guint n_members;
  GPtrArray *posts; /* JsonObject */
  GPtrArray *live;  /* JsonObject, as readers have it; NULL: not */
  GPtrArray *categories;
  GPtrArray *tags;
  GPtrArray *files;
  GPtrArray *orders;
  GPtrArray *seen; /* method and path of every request */
  guint n_leaks;
};

/* One request and its answer. */
typedef struct {
  MbWixSite *site;
  SoupServerMessage *message;
  const char *method;
  const char *path;
  GHashTable *query;
  JsonObject *body; /* NULL: none */
  gsize size;
} Call;

static void
answer (Call *call, guint status, const char *json)
{
  soup_server_message_set_status (call->message, status, NULL);
  soup_server_message_set_response (call->message, "application/json", SOUP_MEMORY_COPY, json,
                                    strlen (json));
}

static void
refuse (Call *call, guint status, const char *code, const char *words)
{
  g_autofree char *json = g_strdup_printf (
    "{\"message\":\"%s\",\"details\":{\"applicationError\":{\"code\":\"%s\"}}}", words, code);

  answer (call, status, json);
}

static char *
print_object (JsonObject *object)
{
  g_autoptr (JsonNode) node = json_node_init_object (json_node_alloc (), object);

  return json_to_string (node, FALSE);
}

static JsonObject *
copy_object (JsonObject *object)
{
  g_autofree char *json = print_object (object);
  g_autoptr (JsonNode) node = json_from_string (json, NULL);

  return json_node_dup_object (node);
}

static const char *
get_string (JsonObject *object, const char *name)
{
  return object ? json_object_get_string_member_with_default (object, name, NULL) : NULL;
}

static JsonObject *
get_object (JsonObject *object, const char *name)
{
  return object && json_object_has_member (object, name)
           ? json_object_get_object_member (object, name)
           : NULL;
}

static int
find_post (MbWixSite *self, const char *id)
{
  for (guint i = 0; i < self->posts->len; i++)
    if (g_strcmp0 (get_string (self->posts->pdata[i], "id"), id) == 0)
      return (int) i;

  return -1;
}

/* With the fields that were asked for. */
static void
answer_post (Call *call, guint index)
{
  g_autofree char *post = print_object (call->site->posts->pdata[index]);
  g_autofree char *json = g_strdup_printf ("{\"draftPost\":%s}", post);

  answer (call, 200, json);
}

static gboolean
is_member (MbWixSite *self, const char *id)
{
  return id && g_str_has_prefix (id, "2d24cb8a-adcc-466a-ab59-00000000000") &&
         (guint) (id[strlen (id) - 1] - '0') < self->n_members;
}

static gboolean
is_category (MbWixSite *self, const char *id)
{
  for (guint i = 0; i < self->categories->len; i++)
    if (g_strcmp0 (get_string (self->categories->pdata[i], "id"), id) == 0)
      return TRUE;

  return FALSE;
}

/* What is not known goes without a word. */
static void
drop_categories (MbWixSite *self, JsonObject *draft)
{
  JsonArray *kept = json_array_new ();
  JsonArray *sent = json_object_has_member (draft, "categoryIds")
                      ? json_object_get_array_member (draft, "categoryIds")
                      : NULL;

  for (guint i = 0; sent && i < json_array_get_length (sent); i++)
    if (is_category (self, json_array_get_string_element (sent, i)))
      json_array_add_string_element (kept, json_array_get_string_element (sent, i));
  json_object_set_array_member (draft, "categoryIds", kept);
}

static void
drop_cover (JsonObject *draft)
{
  JsonObject *media = get_object (draft, "media");

  if (media && !(json_object_get_boolean_member_with_default (media, "displayed", FALSE) &&
                 json_object_get_boolean_member_with_default (media, "custom", FALSE)))
    json_object_remove_member (draft, "media");
}

static gboolean
is_sound (Call *call, JsonObject *draft)
{
  const char *excerpt = get_string (draft, "excerpt");
  const char *slug = get_string (draft, "seoSlug");
  g_autofree char *escaped = slug ? g_uri_escape_string (slug, NULL, FALSE) : NULL;

  if (call->size > POST_MAX_BYTES)
    refuse (call, 413, "TOO_LARGE", "post is too large");
  else if (json_object_has_member (draft, "memberId") &&
           !is_member (call->site, get_string (draft, "memberId")))
    refuse (call, 400, "INVALID", "memberIds do not exist");
  else if (excerpt && g_utf8_strlen (excerpt, -1) > 500)
    refuse (call, 400, "MAX_LENGTH", "excerpt has size over 500");
  else if (escaped && strlen (escaped) > 100)
    refuse (call, 400, "MAX_LENGTH", "seoSlug is too long");
  else
    return TRUE;

  return FALSE;
}

static void
take_members (JsonObject *into, JsonObject *from)
{
  g_autoptr (GList) names = json_object_get_members (from);

  for (GList *at = names; at; at = at->next)
    json_object_set_member (into, at->data,
                            json_node_copy (json_object_get_member (from, at->data)));
}

static void
create_post (Call *call)
{
  MbWixSite *self = call->site;
  JsonObject *draft = get_object (call->body, "draftPost");
  g_autofree char *id = g_strdup_printf ("448d1238-0000-4000-8000-%012u", self->posts->len);
  JsonObject *post;

  if (!get_string (draft, "memberId")) {
    refuse (call, 400, "INVALID", "Missing post owner information");
    return;
  }
  if (!is_sound (call, draft))
    return;
  post = copy_object (draft);
  drop_categories (self, post);
  drop_cover (post);
  json_object_set_string_member (post, "id", id);
  json_object_set_string_member (post, "status", "UNPUBLISHED");
  json_object_set_boolean_member (post, "hasUnpublishedChanges", TRUE);
  g_ptr_array_add (self->posts, post);
  g_ptr_array_add (self->live, NULL);
  answer_post (call, self->posts->len - 1);
}

static void
change_post (Call *call, guint index)
{
  JsonObject *draft = get_object (call->body, "draftPost");
  JsonObject *post = call->site->posts->pdata[index];

  if (!is_sound (call, draft))
    return;
  take_members (post, draft);
  if (json_object_has_member (draft, "categoryIds"))
    drop_categories (call->site, post);
  if (json_object_has_member (draft, "media"))
    drop_cover (post);
  json_object_set_boolean_member (post, "hasUnpublishedChanges", TRUE);
  answer_post (call, index);
}

static void
publish_post (Call *call, guint index)
{
  MbWixSite *self = call->site;
  JsonObject *post = self->posts->pdata[index];
  g_autofree char *path = g_strdup_printf ("/post/%s", get_string (post, "seoSlug"));
  JsonObject *url = json_object_new ();

  json_object_set_string_member (url, "base", self->url);
  json_object_set_string_member (url, "path", path);
  json_object_set_object_member (post, "url", url);
  json_object_set_string_member (post, "status", "PUBLISHED");
  if (!get_string (post, "firstPublishedDate"))
    json_object_set_string_member (post, "firstPublishedDate", "2026-12-01T04:00:00.000Z");
  json_object_set_boolean_member (post, "hasUnpublishedChanges", FALSE);
  g_clear_pointer ((JsonObject **) &self->live->pdata[index], json_object_unref);
  self->live->pdata[index] = copy_object (post);
  answer (call, 200, "{\"postId\":\"same\"}");
}

static void
schedule_posts (Call *call, gboolean fails)
{
  JsonArray *drafts = json_object_get_array_member (call->body, "draftPosts");
  JsonObject *draft = get_object (json_array_get_object_element (drafts, 0), "draftPost");
  int index = find_post (call->site, get_string (draft, "id"));

  if (!fails && index >= 0 &&
      g_strcmp0 (get_string (call->body, "action"), "UPDATE_SCHEDULE") == 0) {
    JsonObject *post = call->site->posts->pdata[index];

    json_object_set_string_member (post, "status", "SCHEDULED");
    json_object_set_string_member (post, "scheduledPublishDate",
                                   get_string (call->body, "scheduledPublishDate"));
  }
  answer (call, 200,
          fails ? "{\"results\":[{\"itemMetadata\":{\"success\":\"false\"}}]}"
                : "{\"results\":[{\"itemMetadata\":{\"success\":\"true\"}}]}");
}

static void
query_posts (Call *call)
{
  JsonObject *filter = get_object (get_object (call->body, "query"), "filter");
  const char *begins = get_string (get_object (filter, "title"), "$startsWith");
  const char *member = get_string (get_object (filter, "memberId"), "$eq");
  g_autoptr (GString) json = g_string_new ("{\"draftPosts\":[");

  for (guint i = 0; i < call->site->posts->len; i++) {
    JsonObject *post = call->site->posts->pdata[i];
    g_autofree char *text = print_object (post);

    if ((begins && !g_str_has_prefix (get_string (post, "title"), begins)) ||
        (member && g_strcmp0 (get_string (post, "memberId"), member) != 0) ||
        g_strcmp0 (get_string (post, "status"), "DELETED") == 0)
      continue;
    g_string_append_printf (json, "%s%s", json->str[json->len - 1] == '[' ? "" : ",", text);
  }
  g_string_append (json, "]}");
  answer (call, 200, json->str);
}

static void
serve_post (Call *call, const char *rest)
{
  g_auto (GStrv) parts = g_strsplit (rest, "/", 2);
  int index = find_post (call->site, parts[0]);
  gboolean publish = g_strcmp0 (parts[1], "publish") == 0;

  if (index < 0) {
    refuse (call, 404, "NOT_FOUND", "no such post");
  } else if (publish) {
    publish_post (call, (guint) index);
  } else if (strcmp (call->method, "PATCH") == 0) {
    change_post (call, (guint) index);
  } else if (strcmp (call->method, "DELETE") == 0) {
    json_object_set_string_member (call->site->posts->pdata[index], "status", "DELETED");
    g_clear_pointer ((JsonObject **) &call->site->live->pdata[index], json_object_unref);
    answer (call, 200, "{}");
  } else {
    answer_post (call, (guint) index);
  }
}

static void
list_entries (Call *call, const char *name, GPtrArray *entries)
{
  g_autoptr (GString) json = g_string_new (NULL);

  g_string_append_printf (json, "{\"%s\":[", name);
  for (guint i = 0; i < entries->len; i++) {
    g_autofree char *entry = print_object (entries->pdata[i]);

    g_string_append_printf (json, "%s%s", i ? "," : "", entry);
  }
  g_string_append (json, "]}");
  answer (call, 200, json->str);
}

static JsonObject *
add_entry (GPtrArray *entries, const char *label)
{
  g_autofree char *id =
    g_strdup_printf ("7f0c0000-0000-4000-8000-%012u", (guint) g_str_hash (label) % 1000000);
  JsonObject *entry = json_object_new ();

  json_object_set_string_member (entry, "id", id);
  json_object_set_string_member (entry, "label", label);
  g_ptr_array_add (entries, entry);

  return entry;
}

static void
serve_entries (Call *call, const char *name, const char *what, GPtrArray *entries)
{
  JsonObject *from = strcmp (what, "tag") == 0 ? call->body : get_object (call->body, what);
  const char *label = get_string (from, "label");
  g_autofree char *entry = NULL;
  g_autofree char *json = NULL;

  if (strcmp (call->method, "GET") == 0) {
    list_entries (call, name, entries);
    return;
  }
  for (guint i = 0; i < entries->len; i++)
    if (g_strcmp0 (get_string (entries->pdata[i], "label"), label) == 0) {
      refuse (call, 409, "ALREADY_EXISTS", "exists");
      return;
    }
  entry = print_object (add_entry (entries, label));
  json = g_strdup_printf ("{\"%s\":%s}", what, entry);
  answer (call, 200, json);
}

static void
serve_members (Call *call)
{
  g_autoptr (GString) json = g_string_new ("{\"members\":[");

  for (guint i = 0; i < call->site->n_members; i++)
    g_string_append_printf (json,
                            "%s{\"id\":\"2d24cb8a-adcc-466a-ab59-00000000000%u\","
                            "\"loginEmail\":\"m%u@example.org\","
                            "\"profile\":{\"nickname\":\"Membre %u\"}}",
                            i ? "," : "", i, i, i);
  g_string_append (json, "]}");
  answer (call, 200, json->str);
}

static char *
print_file (File *file, gboolean look)
{
  gboolean ready = file->looks >= LOOKS_UNTIL_READY;

  file->looks += look;

  return g_strdup_printf ("{\"id\":\"%s\",\"displayName\":\"%s\",\"operationStatus\":\"%s\","
                          "\"media\":{\"image\":{\"image\":{\"width\":1600,\"height\":900}}}}",
                          file->id, file->name, ready ? "READY" : "PENDING");
}

static void
serve_files (Call *call)
{
  const char *id = call->query ? g_hash_table_lookup (call->query, "fileId") : NULL;
  g_autoptr (GString) json = g_string_new ("{\"files\":[");

  if (g_str_has_suffix (call->path, "generate-upload-url")) {
    g_autofree char *url =
      g_strdup_printf ("{\"uploadUrl\":\"%s/upload/eyJ?t=1\"}", call->site->upload_url);

    answer (call, 200, url);
    return;
  }
  for (guint i = 0; i < call->site->files->len; i++) {
    File *file = call->site->files->pdata[i];
    g_autofree char *text = print_file (file, id && strcmp (id, file->id) == 0);
    g_autofree char *one = g_strdup_printf ("{\"file\":%s}", text);

    if (id && strcmp (id, file->id) == 0) {
      answer (call, 200, one);
      return;
    }
    g_string_append_printf (json, "%s%s", i ? "," : "", text);
  }
  g_string_append (json, "]}");
  answer (call, 200, json->str);
}

static void
append_nodes (GString *html, MbWixSite *self, JsonArray *nodes)
{
  for (guint i = 0; nodes && i < json_array_get_length (nodes); i++) {
    JsonObject *node = json_array_get_object_element (nodes, i);
    JsonObject *image = get_object (node, "imageData");
    const char *text = get_string (get_object (node, "textData"), "text");
    g_autofree char *escaped = text ? g_markup_escape_text (text, -1) : NULL;

    if (escaped)
      g_string_append (html, escaped);
    if (image) {
      const char *caption = get_string (image, "caption");
      const char *id = get_string (get_object (get_object (image, "image"), "src"), "id");
      g_autofree char *legend = g_markup_escape_text (caption ? caption : "", -1);

      g_string_append_printf (html, "<img src=\"%s/media/%s/v1/fill/w_980,h_551/%s\"><p>%s</p>",
                              self->url, id, id, legend);
    }
    if (json_object_has_member (node, "nodes")) {
      const char *element = g_strcmp0 (get_string (node, "type"), "TEXT") == 0 ? "span" : "div";

      g_string_append_printf (html, "<%s>", element);
      append_nodes (html, self, json_object_get_array_member (node, "nodes"));
      g_string_append_printf (html, "</%s>", element);
    }
  }
}

/* What readers get; pictures in the size that the page has room for. */
static void
serve_page (Call *call, const char *slug)
{
  for (guint i = 0; i < call->site->live->len; i++) {
    JsonObject *post = call->site->live->pdata[i];
    g_autoptr (GString) html = NULL;
    g_autofree char *title = NULL;

    if (!post || g_strcmp0 (get_string (post, "seoSlug"), slug) != 0)
      continue;
    title = g_markup_escape_text (get_string (post, "title"), -1);
    html = g_string_new (NULL);
    g_string_append_printf (html, "<h1>%s</h1>", title);
    append_nodes (html, call->site,
                  json_object_get_array_member (get_object (post, "richContent"), "nodes"));
    soup_server_message_set_status (call->message, 200, NULL);
    soup_server_message_set_response (call->message, "text/html", SOUP_MEMORY_COPY, html->str,
                                      html->len);
    return;
  }
  refuse (call, 404, "NOT_FOUND", "no page");
}

static gboolean
is_let_in (Call *call)
{
  SoupMessageHeaders *headers = soup_server_message_get_request_headers (call->message);

  return g_strcmp0 (soup_message_headers_get_one (headers, "Authorization"), KEY) == 0 &&
         g_strcmp0 (soup_message_headers_get_one (headers, "wix-site-id"), WIX_SITE_ID) == 0;
}

/* "…$" means the whole of it. */
static gboolean
is_meant (const char *begins, const char *what)
{
  if (g_str_has_suffix (begins, "$"))
    return strncmp (begins, what, strlen (begins) - 1) == 0 && strlen (what) == strlen (begins) - 1;

  return g_str_has_prefix (what, begins);
}

static Order *
take_order (Call *call)
{
  g_autofree char *what = g_strdup_printf ("%s %s", call->method, call->path);

  for (guint i = 0; i < call->site->orders->len; i++) {
    Order *order = call->site->orders->pdata[i];

    if (order->count == 0 || !is_meant (order->begins, what))
      continue;
    order->count--;
    return order;
  }

  return NULL;
}

static void
serve_api (Call *call, gboolean fails)
{
  const char *drafts = "/blog/v3/draft-posts";

  if (g_str_has_prefix (call->path, "/members/"))
    serve_members (call);
  else if (g_str_has_prefix (call->path, "/blog/v3/categories"))
    serve_entries (call, "categories", "category", call->site->categories);
  else if (g_str_has_prefix (call->path, "/blog/v3/tags"))
    serve_entries (call, "tags", "tag", call->site->tags);
  else if (g_str_has_prefix (call->path, "/site-media/"))
    serve_files (call);
  else if (strcmp (call->path, "/blog/v3/draft-posts/query") == 0)
    query_posts (call);
  else if (strcmp (call->path, "/blog/v3/draft-posts/update") == 0)
    schedule_posts (call, fails);
  else if (strcmp (call->path, drafts) == 0)
    create_post (call);
  else if (g_str_has_prefix (call->path, drafts))
    serve_post (call, call->path + strlen (drafts) + 1);
  else
    refuse (call, 404, "NOT_FOUND", "nothing here");
}

static void
serve (Call *call)
{
  Order *order = take_order (call);
  gboolean fails = order && order->mood == WIX_FAILS_THE_ITEM;

  if (g_str_has_prefix (call->path, "/post/")) {
    serve_page (call, call->path + strlen ("/post/"));
  } else if (g_str_has_prefix (call->path, "/media/")) {
    soup_server_message_set_status (call->message, 200, NULL);
    soup_server_message_set_response (call->message, "image/jpeg", SOUP_MEMORY_STATIC, "x", 1);
  } else if (!is_let_in (call) || (order && order->mood == WIX_FORGETS_US)) {
    refuse (call, 401, "UNAUTHENTICATED", "No identity found");
  } else if (order && order->mood == WIX_THROTTLES) {
    soup_message_headers_replace (soup_server_message_get_response_headers (call->message),
                                  "Retry-After", "0");
    refuse (call, 429, "RATE", "too many");
  } else if (order && order->mood == WIX_SAYS_NOTHING) {
    soup_server_message_set_status (call->message, 403, NULL);
  } else {
    serve_api (call, fails);
    if (order && order->mood == WIX_LOSES_ITS_ANSWER)
      answer (call, 502, "");
  }
}

static void
api_cb (SoupServer *server,
        SoupServerMessage *message,
        const char *path,
        GHashTable *query,
        gpointer user_data)
{
  MbWixSite *self = user_data;
  SoupMessageBody *body = soup_server_message_get_request_body (message);
  g_autoptr (GBytes) bytes = soup_message_body_flatten (body);
  gsize size = g_bytes_get_size (bytes);
  g_autofree char *text = g_strndup (size ? g_bytes_get_data (bytes, NULL) : "", size);
  g_autoptr (JsonNode) root = size ? json_from_string (text, NULL) : NULL;
  Call call = {
    .site = self,
    .message = message,
    .method = soup_server_message_get_method (message),
    .path = path,
    .query = query,
    .body = root && JSON_NODE_HOLDS_OBJECT (root) ? json_node_get_object (root) : NULL,
    .size = size,
  };

  g_mutex_lock (&self->mutex);
  g_ptr_array_add (self->seen, g_strdup_printf ("%s %s", call.method, path));
  serve (&call);
  g_mutex_unlock (&self->mutex);
}

/* Where pictures go: another origin, which must not see our access. */
static void
upload_cb (SoupServer *server,
           SoupServerMessage *message,
           const char *path,
           GHashTable *query,
           gpointer user_data)
{
  MbWixSite *self = user_data;
  SoupMessageHeaders *headers = soup_server_message_get_request_headers (message);
  Call call = {.site = self, .message = message};
  File *file = g_new0 (File, 1);
  g_autofree char *text = NULL;
  g_autofree char *json = NULL;

  g_mutex_lock (&self->mutex);
  if (soup_message_headers_get_one (headers, "Authorization") ||
      soup_message_headers_get_one (headers, "wix-site-id"))
    self->n_leaks++;
  g_ptr_array_add (self->seen, g_strdup_printf ("UPLOAD %s", path));
  file->id = g_strdup_printf ("abc123_%u~mv2.jpg", self->files->len);
  file->name = g_strdup (query ? g_hash_table_lookup (query, "filename") : "");
  g_ptr_array_add (self->files, file);
  text = print_file (file, FALSE);
  json = g_strdup_printf ("{\"file\":%s}", text);
  answer (&call, 200, json);
  g_mutex_unlock (&self->mutex);
}

static SoupServer *
listen_local (MbWixSite *self, SoupServerCallback callback, char **url)
{
  SoupServer *server = soup_server_new (NULL, NULL);
  g_autoptr (GError) error = NULL;
  GSList *uris;

  soup_server_add_handler (server, NULL, callback, self, NULL);
  soup_server_listen_local (server, 0, SOUP_SERVER_LISTEN_IPV4_ONLY, &error);
  g_assert_no_error (error);
  uris = soup_server_get_uris (server);
  *url = g_uri_to_string (uris->data);
  g_slist_free_full (uris, (GDestroyNotify) g_uri_unref);
  if (g_str_has_suffix (*url, "/"))
    (*url)[strlen (*url) - 1] = '\0';

  return server;
}

static gpointer
run (gpointer data)
{
  MbWixSite *self = data;

  g_main_context_push_thread_default (self->context);
  g_mutex_lock (&self->mutex);
  self->uploads = listen_local (self, upload_cb, &self->upload_url);
  self->api = listen_local (self, api_cb, &self->url);
  g_cond_signal (&self->ready);
  g_mutex_unlock (&self->mutex);
  g_main_loop_run (self->loop);
  soup_server_disconnect (self->api);
  soup_server_disconnect (self->uploads);
  g_clear_object (&self->api);
  g_clear_object (&self->uploads);
  g_main_context_pop_thread_default (self->context);

  return NULL;
}

static void
object_free (gpointer object)
{
  if (object)
    json_object_unref (object);
}

static void
order_free (gpointer data)
{
  Order *order = data;

  g_free (order->begins);
  g_free (order);
}

static void
file_free (gpointer data)
{
  File *file = data;

  g_free (file->id);
  g_free (file->name);
  g_free (file);
}

MbWixSite *
mb_wix_site_new (guint n_members)
{
  MbWixSite *self = g_new0 (MbWixSite, 1);

  self->n_members = n_members;
  self->context = g_main_context_new ();
  self->loop = g_main_loop_new (self->context, FALSE);
  self->posts = g_ptr_array_new_with_free_func (object_free);
  self->live = g_ptr_array_new_with_free_func (object_free);
  self->categories = g_ptr_array_new_with_free_func (object_free);
  self->tags = g_ptr_array_new_with_free_func (object_free);
  self->files = g_ptr_array_new_with_free_func (file_free);
  self->orders = g_ptr_array_new_with_free_func (order_free);
  self->seen = g_ptr_array_new_with_free_func (g_free);
  g_mutex_init (&self->mutex);
  g_cond_init (&self->ready);
  g_mutex_lock (&self->mutex);
  self->thread = g_thread_new ("wix", run, self);
  while (!self->url)
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
mb_wix_site_free (MbWixSite *self)
{
  g_autoptr (GSource) source = g_idle_source_new ();

  g_source_set_callback (source, quit_cb, self->loop, NULL);
  g_source_attach (source, self->context);
  g_thread_join (self->thread);
  g_main_loop_unref (self->loop);
  g_main_context_unref (self->context);
  g_ptr_array_unref (self->posts);
  g_ptr_array_unref (self->live);
  g_ptr_array_unref (self->categories);
  g_ptr_array_unref (self->tags);
  g_ptr_array_unref (self->files);
  g_ptr_array_unref (self->orders);
  g_ptr_array_unref (self->seen);
  g_free (self->url);
  g_free (self->upload_url);
  g_mutex_clear (&self->mutex);
  g_cond_clear (&self->ready);
  g_free (self);
}

const char *
mb_wix_site_get_url (MbWixSite *self)
{
  return self->url;
}

/* The next @count requests that begin so ("PATCH /blog/v3/draft-posts/4") meet this mood. */
void
mb_wix_site_order (MbWixSite *self, WixMood mood, const char *path_begins, guint count)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->mutex);
  Order *order = g_new0 (Order, 1);

  *order = (Order) {mood, g_strdup (path_begins), count};
  g_ptr_array_add (self->orders, order);
}

guint
mb_wix_site_count (MbWixSite *self, const char *path_begins)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->mutex);
  guint n = 0;

  for (guint i = 0; i < self->seen->len; i++)
    n += is_meant (path_begins, self->seen->pdata[i]);

  return n;
}

guint
mb_wix_site_count_leaks (MbWixSite *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->mutex);

  return self->n_leaks;
}

guint
mb_wix_site_count_posts (MbWixSite *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->mutex);

  return self->posts->len;
}

/* The draft as the site keeps it. */
char *
mb_wix_site_dup_post (MbWixSite *self, guint index)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->mutex);

  return print_object (self->posts->pdata[index]);
}

/* What readers have; NULL: nothing. */
char *
mb_wix_site_dup_live (MbWixSite *self, guint index)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->mutex);

  return self->live->pdata[index] ? print_object (self->live->pdata[index]) : NULL;
}

void
mb_wix_site_set_title (MbWixSite *self, guint index, const char *title)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->mutex);

  json_object_set_string_member (self->posts->pdata[index], "title", title);
}

void
mb_wix_site_add_category (MbWixSite *self, const char *label)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->mutex);

  add_entry (self->categories, label);
}
