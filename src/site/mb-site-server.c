#include "mb-site-server.h"

#include "mb-site-limits.h"
#include "mb-site-resources.h"

#include <string.h>

#define COOKIE "marbre_session"
#define WORTH_PACKING_BYTES 800

struct _MbSiteServer {
  GObject parent_instance;
  MbSiteDb *db; /* borrowed: main() closes it */
  MbSiteSettings *settings;
  MbSiteGuard *guard;
  MbSiteLimits *limits;
  SoupServer *server;
  char *base;
  char *host; /* what a request must name: "127.0.0.1:PORT" */
};

G_DEFINE_FINAL_TYPE (MbSiteServer, mb_site_server, G_TYPE_OBJECT)

/**
 * mb_site_server_now_ms:
 * @self: a server
 *
 * Wall clock in milliseconds.
 */
gint64
mb_site_server_now_ms (MbSiteServer *self)
{
  return g_get_real_time () / 1000;
}

/**
 * mb_site_server_shows:
 * @self: a server
 * @row: a post
 *
 * Whether readers may see a post now: it is published, its hour has come, and it was not deleted.
 */
gboolean
mb_site_server_shows (MbSiteServer *self, const MbSiteRow *row)
{
  return row->published && !row->deleted && row->published_ms <= mb_site_server_now_ms (self);
}

/**
 * mb_site_server_find_post:
 * @self: a server
 * @slug: what an address ends in
 *
 * Finds what readers get at an address: the post that is there or was taken from there, otherwise
 * the one that they found there once. That one has another slug now.
 *
 * Returns: (transfer full) (nullable): the post; whether readers may see it is another question
 */
MbSiteRow *
mb_site_server_find_post (MbSiteServer *self, const char *slug)
{
  g_autoptr (MbSiteRow) row = mb_site_db_get_post (self->db, slug, NULL);
  MbSiteRow *moved = NULL;

  if (row && (mb_site_server_shows (self, row) || (row->published && row->deleted)))
    return g_steal_pointer (&row);
  moved = mb_site_db_get_moved (self->db, slug);

  return moved ? moved : g_steal_pointer (&row);
}

/* Whether a path is a room of its own or lies in it: /admin and /admin/…, not /administration. */
static gboolean
is_in (const char *path, const char *room)
{
  gsize n = strlen (room);

  return strncmp (path, room, n) == 0 && (path[n] == '\0' || path[n] == '/');
}

/* Whether this text leaves packed: readers on slow lines pay by the byte. Not for the newsroom,
 * whose pages hold secrets beside what strangers wrote. */
static gboolean
is_to_be_packed (SoupServerMessage *message, gsize size)
{
  SoupMessageHeaders *headers = soup_server_message_get_request_headers (message);
  const char *path = g_uri_get_path (soup_server_message_get_uri (message));
  const char *accepted = soup_message_headers_get_list (headers, "Accept-Encoding");

  return size >= WORTH_PACKING_BYTES && accepted && soup_header_contains (accepted, "gzip") &&
         !is_in (path, "/admin");
}

static GBytes *
pack (const char *text, gsize size)
{
  g_autoptr (GConverter) packer =
    G_CONVERTER (g_zlib_compressor_new (G_ZLIB_COMPRESSOR_FORMAT_GZIP, 6));
  g_autoptr (GBytes) plain = g_bytes_new_static (text, size);

  return g_converter_convert_bytes (packer, plain, NULL);
}

/**
 * mb_site_answer_text:
 * @message: a request
 * @status: HTTP status
 * @type: media type
 * @text: (transfer full): the body
 *
 * Answers with text.
 */
void
mb_site_answer_text (SoupServerMessage *message, guint status, const char *type, char *text)
{
  SoupMessageHeaders *headers = soup_server_message_get_response_headers (message);
  gsize size = strlen (text);
  g_autoptr (GBytes) packed = is_to_be_packed (message, size) ? pack (text, size) : NULL;

  soup_server_message_set_status (message, status, NULL);
  soup_message_headers_replace (headers, "Vary", "Accept-Encoding");
  if (!packed) {
    soup_server_message_set_response (message, type, SOUP_MEMORY_TAKE, text, size);
    return;
  }
  soup_message_headers_replace (headers, "Content-Encoding", "gzip");
  soup_server_message_set_response (message, type, SOUP_MEMORY_COPY,
                                    g_bytes_get_data (packed, NULL), g_bytes_get_size (packed));
  g_free (text);
}

/**
 * mb_site_answer_html:
 * @message: a request
 * @status: HTTP status
 * @html: (transfer full): a page
 *
 * Answers with a page. Pages carry a tag made of their bytes, so that readers on slow lines load
 * them once.
 */
void
mb_site_answer_html (SoupServerMessage *message, guint status, char *html)
{
  g_autofree char *digest = g_compute_checksum_for_string (G_CHECKSUM_SHA256, html, -1);
  SoupMessageHeaders *headers = soup_server_message_get_response_headers (message);

  soup_message_headers_replace (headers, "Cache-Control", "no-cache");
  if (status == SOUP_STATUS_OK) {
    g_autofree char *tag = g_strdup_printf ("\"%.32s\"", digest);

    soup_message_headers_replace (headers, "ETag", tag);
  }
  mb_site_answer_text (message, status, "text/html; charset=utf-8", html);
}

/**
 * mb_site_answer_redirect:
 * @message: a request
 * @path: where to look
 *
 * Answers a form: see there.
 */
void
mb_site_answer_redirect (SoupServerMessage *message, const char *path)
{
  soup_message_headers_replace (soup_server_message_get_response_headers (message), "Location",
                                path);
  soup_server_message_set_status (message, SOUP_STATUS_SEE_OTHER, NULL);
}

static gboolean
is_no_text (gpointer name, gpointer value, gpointer user_data)
{
  return !g_utf8_validate (name, -1, NULL) || !g_utf8_validate (value, -1, NULL);
}

/**
 * mb_site_read_form:
 * @message: a request
 *
 * Reads a form's fields. What is no UTF-8 once it is decoded is no text, and nothing of it is
 * taken.
 *
 * Returns: (transfer full) (nullable): the fields, or %NULL when the body is no form
 */
GHashTable *
mb_site_read_form (SoupServerMessage *message)
{
  const char *type =
    soup_message_headers_get_content_type (soup_server_message_get_request_headers (message), NULL);
  SoupMessageBody *body = soup_server_message_get_request_body (message);
  g_autofree char *text = g_strndup (body->data ? body->data : "", (gsize) body->length);
  g_autoptr (GHashTable) form = NULL;

  if (g_strcmp0 (type, "application/x-www-form-urlencoded") != 0)
    return NULL;
  form = soup_form_decode (text);
  if (g_hash_table_find (form, is_no_text, NULL))
    return NULL;

  return g_steal_pointer (&form);
}

/**
 * mb_site_read_session:
 * @message: a request
 *
 * Reads the session's cookie.
 *
 * Returns: (transfer full) (nullable): what it says
 */
char *
mb_site_read_session (SoupServerMessage *message)
{
  const char *header =
    soup_message_headers_get_list (soup_server_message_get_request_headers (message), "Cookie");
  g_auto (GStrv) cookies = g_strsplit (header ? header : "", ";", -1);

  for (guint i = 0; cookies[i]; i++)
    if (g_str_has_prefix (g_strstrip (cookies[i]), COOKIE "="))
      return g_strdup (cookies[i] + strlen (COOKIE "="));

  return NULL;
}

/**
 * mb_site_server_fill_context:
 * @self: a server
 * @context: (out): what pages are made with
 * @token: for the forms of the page
 *
 * Fills what pages are made with.
 */
void
mb_site_server_fill_context (MbSiteServer *self, MbSiteContext *context, const char *token)
{
  *context = (MbSiteContext) {
    self->db, self->settings, self->base, token, mb_site_server_now_ms (self),
  };
}

static void
answer_not_found (MbSiteServer *self, SoupServerMessage *message)
{
  MbSiteContext context;

  mb_site_server_fill_context (self, &context, "");
  mb_site_answer_html (message, SOUP_STATUS_NOT_FOUND,
                       mb_site_page_message (&context, "Page introuvable",
                                             "L’adresse a changé, ou l’article a été retiré."));
}

static void
answer_resource (SoupServerMessage *message, const char *name)
{
  g_autofree char *path = g_strconcat ("/org/marbre/Marbre/site/", name, NULL);
  g_autoptr (GBytes) bytes = g_resources_lookup_data (path, G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);
  gsize n;
  const char *data = g_bytes_get_data (bytes, &n);

  soup_message_headers_replace (soup_server_message_get_response_headers (message), "Cache-Control",
                                "max-age=3600");
  mb_site_answer_text (message, SOUP_STATUS_OK,
                       g_str_has_suffix (name, ".svg") ? "image/svg+xml"
                                                       : "text/css; charset=utf-8",
                       g_strndup (data, n));
}

static void
answer_media (MbSiteServer *self, SoupServerMessage *message, const char *name)
{
  g_autofree char *type = NULL;
  g_autoptr (GBytes) bytes = mb_site_db_get_media (self->db, name, &type);
  gsize n;
  const char *data = NULL;

  if (!bytes) {
    answer_not_found (self, message);
    return;
  }
  data = g_bytes_get_data (bytes, &n);
  soup_message_headers_replace (soup_server_message_get_response_headers (message), "Cache-Control",
                                "max-age=31536000, immutable");
  soup_server_message_set_status (message, SOUP_STATUS_OK, NULL);
  soup_server_message_set_response (message, type, SOUP_MEMORY_COPY, data, n);
}

static guint
get_page (GHashTable *query)
{
  const char *text = query ? g_hash_table_lookup (query, "page") : NULL;
  guint64 page = 0;

  if (text)
    g_ascii_string_to_unsigned (text, 10, 0, 10000, &page, NULL);

  return (guint) page;
}

/* For good, but to be asked about each time: another article may come to have the address. */
static void
answer_moved (SoupServerMessage *message, const MbSiteRow *row)
{
  SoupMessageHeaders *headers = soup_server_message_get_response_headers (message);
  g_autofree char *path = g_strconcat ("/", row->slug, NULL);

  soup_message_headers_replace (headers, "Location", path);
  soup_message_headers_replace (headers, "Cache-Control", "no-cache");
  soup_server_message_set_status (message, SOUP_STATUS_MOVED_PERMANENTLY, NULL);
}

static void
answer_article (MbSiteServer *self,
                SoupServerMessage *message,
                const MbSiteContext *context,
                const char *slug)
{
  g_autoptr (MbSiteRow) row = mb_site_server_find_post (self, slug);
  gboolean gone = row && row->published && row->deleted;

  if (gone)
    mb_site_answer_html (
      message, SOUP_STATUS_GONE,
      mb_site_page_message (context, "Article retiré", "La rédaction a retiré cet article."));
  else if (!row || !mb_site_server_shows (self, row))
    answer_not_found (self, message);
  else if (strcmp (row->slug, slug) != 0)
    answer_moved (message, row);
  else
    mb_site_answer_html (message, SOUP_STATUS_OK, mb_site_page_article (context, row, NULL));
}

static void
answer_section (MbSiteServer *self,
                SoupServerMessage *message,
                const MbSiteContext *context,
                const char *slug,
                guint page)
{
  const MbSiteSection *section = mb_site_settings_find_section (self->settings, slug);

  if (section && strcmp (section->slug, slug) == 0)
    mb_site_answer_html (message, SOUP_STATUS_OK, mb_site_page_section (context, section, page));
  else
    answer_not_found (self, message);
}

static void
answer_public (MbSiteServer *self, SoupServerMessage *message, const char *path, GHashTable *query)
{
  g_autofree char *token =
    mb_site_guard_make_form_token (self->guard, NULL, mb_site_server_now_ms (self));
  MbSiteContext context;

  mb_site_server_fill_context (self, &context, token);
  if (strcmp (path, "/") == 0)
    mb_site_answer_html (message, SOUP_STATUS_OK, mb_site_page_home (&context, get_page (query)));
  else if (strcmp (path, "/article.css") == 0 || strcmp (path, "/site.css") == 0 ||
           strcmp (path, "/icone.svg") == 0)
    answer_resource (message, path + 1);
  else if (strcmp (path, "/accent.css") == 0)
    mb_site_answer_text (
      message, SOUP_STATUS_OK, "text/css; charset=utf-8",
      g_strdup_printf ("@media (prefers-color-scheme: light) { :root { --accent: %s; } }\n",
                       *self->settings->accent ? self->settings->accent : "#a4261d"));
  else if (strcmp (path, "/rss.xml") == 0)
    mb_site_answer_text (message, SOUP_STATUS_OK, "application/rss+xml; charset=utf-8",
                         mb_site_feed_rss (&context));
  else if (strcmp (path, "/sitemap.xml") == 0)
    mb_site_answer_text (message, SOUP_STATUS_OK, "application/xml; charset=utf-8",
                         mb_site_feed_sitemap (&context));
  else if (strcmp (path, "/robots.txt") == 0)
    mb_site_answer_text (
      message, SOUP_STATUS_OK, "text/plain; charset=utf-8",
      g_strdup_printf (
        "User-agent: *\nDisallow: /admin/\nDisallow: /admin$\nSitemap: %s/sitemap.xml\n",
        self->base));
  else if (g_str_has_prefix (path, "/media/"))
    answer_media (self, message, path + strlen ("/media/"));
  else if (g_str_has_prefix (path, "/rubrique/"))
    answer_section (self, message, &context, path + strlen ("/rubrique/"), get_page (query));
  else
    answer_article (self, message, &context, path + 1);
}

static gboolean
is_ours (MbSiteServer *self, SoupServerMessage *message)
{
  const char *host =
    soup_message_headers_get_one (soup_server_message_get_request_headers (message), "Host");
  g_autofree char *named = g_strdup_printf ("localhost%s", strchr (self->host, ':'));

  return host && (strcmp (host, self->host) == 0 || strcmp (host, named) == 0);
}

static void
put_headers (SoupServerMessage *message)
{
  SoupMessageHeaders *headers = soup_server_message_get_response_headers (message);

  soup_message_headers_replace (
    headers, "Content-Security-Policy",
    "default-src 'none'; img-src 'self'; style-src 'self'; form-action 'self';"
    " base-uri 'none'; frame-ancestors 'none'");
  soup_message_headers_replace (headers, "X-Content-Type-Options", "nosniff");
  soup_message_headers_replace (headers, "Referrer-Policy", "strict-origin-when-cross-origin");
}

static gboolean
is_known_already (SoupServerMessage *message)
{
  const char *wanted = soup_message_headers_get_list (
    soup_server_message_get_request_headers (message), "If-None-Match");
  const char *tag =
    soup_message_headers_get_one (soup_server_message_get_response_headers (message), "ETag");

  return wanted && tag && strcmp (wanted, tag) == 0;
}

static void
handle_cb (SoupServer *server,
           SoupServerMessage *message,
           const char *path,
           GHashTable *query,
           gpointer user_data)
{
  MbSiteServer *self = user_data;
  const char *method = soup_server_message_get_method (message);
  gboolean reading = method == SOUP_METHOD_GET || method == SOUP_METHOD_HEAD;

  put_headers (message);
  if (!g_utf8_validate (path, -1, NULL))
    mb_site_answer_text (message, SOUP_STATUS_BAD_REQUEST, "text/plain", g_strdup ("no address\n"));
  else if (!is_ours (self, message))
    mb_site_answer_text (message, SOUP_STATUS_MISDIRECTED_REQUEST, "text/plain",
                         g_strdup ("not this site\n"));
  else if (is_in (path, "/micropub"))
    mb_site_micropub_handle (self, message, path, query);
  else if (is_in (path, "/admin"))
    mb_site_admin_handle (self, message, path);
  else if (method == SOUP_METHOD_POST)
    mb_site_forms_handle (self, message, path);
  else if (reading)
    answer_public (self, message, path, query);
  else
    soup_server_message_set_status (message, SOUP_STATUS_METHOD_NOT_ALLOWED, NULL);
  if (reading && is_known_already (message))
    soup_server_message_set_status (message, SOUP_STATUS_NOT_MODIFIED, NULL);
}

static void
mb_site_server_finalize (GObject *object)
{
  MbSiteServer *self = MB_SITE_SERVER (object);

  if (self->server)
    soup_server_disconnect (self->server);
  g_clear_object (&self->server);
  g_clear_pointer (&self->limits, mb_site_limits_free);
  g_clear_pointer (&self->guard, mb_site_guard_free);
  g_clear_pointer (&self->settings, mb_site_settings_free);
  g_free (self->base);
  g_free (self->host);

  G_OBJECT_CLASS (mb_site_server_parent_class)->finalize (object);
}

static void
mb_site_server_class_init (MbSiteServerClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = mb_site_server_finalize;
}

static void
mb_site_server_init (MbSiteServer *self)
{
}

static gboolean
listen_here (MbSiteServer *self, guint port, GError **error)
{
  g_autoslist (GUri) uris = NULL;

  self->server = soup_server_new ("server-header", "marbre-site", NULL);
  soup_server_add_handler (self->server, NULL, handle_cb, self, NULL);
  mb_site_limits_watch (self->limits, self->server);
  if (!soup_server_listen_local (self->server, port, SOUP_SERVER_LISTEN_IPV4_ONLY, error))
    return FALSE;
  uris = soup_server_get_uris (self->server);
  self->host = g_strdup_printf ("127.0.0.1:%d", g_uri_get_port (uris->data));
  self->base = g_strconcat ("http://", self->host, NULL);

  return TRUE;
}

/**
 * mb_site_server_new:
 * @db: the site's file, which must outlive the server
 * @port: a port of this machine, 0 for a free one
 * @patience_s: how long one request may take, in seconds
 * @error: return location
 *
 * Begins to serve on 127.0.0.1, and nowhere else.
 *
 * Returns: (transfer full) (nullable): the server
 */
MbSiteServer *
mb_site_server_new (MbSiteDb *db, guint port, guint patience_s, GError **error)
{
  g_autoptr (MbSiteServer) self = g_object_new (MB_TYPE_SITE_SERVER, NULL);

  g_resources_register (mb_site_get_resource ());
  self->db = db;
  self->settings = mb_site_settings_load (db);
  self->guard = mb_site_guard_new (db, error);
  if (!self->guard)
    return NULL;
  self->limits = mb_site_limits_new (self->guard, patience_s);
  if (!listen_here (self, port, error))
    return NULL;

  return g_steal_pointer (&self);
}

/**
 * mb_site_server_get_base:
 * @self: a server
 *
 * Its address, without a final slash.
 */
const char *
mb_site_server_get_base (MbSiteServer *self)
{
  return self->base;
}

/**
 * mb_site_server_get_guard:
 * @self: a server
 *
 * What keeps it safe.
 *
 * Returns: (transfer none): the guard
 */
MbSiteGuard *
mb_site_server_get_guard (MbSiteServer *self)
{
  return self->guard;
}

/**
 * mb_site_server_get_db:
 * @self: a server
 *
 * Its file.
 *
 * Returns: (transfer none): the file
 */
MbSiteDb *
mb_site_server_get_db (MbSiteServer *self)
{
  return self->db;
}

/**
 * mb_site_server_get_settings:
 * @self: a server
 *
 * Its settings.
 *
 * Returns: (transfer none): the settings
 */
MbSiteSettings *
mb_site_server_get_settings (MbSiteServer *self)
{
  return self->settings;
}

/**
 * mb_site_server_reload_settings:
 * @self: a server
 *
 * Reads the settings again.
 */
void
mb_site_server_reload_settings (MbSiteServer *self)
{
  mb_site_settings_free (self->settings);
  self->settings = mb_site_settings_load (self->db);
}
