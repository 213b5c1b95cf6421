#include "mb-discovery.h"

#include "mb-http.h"
#include "mb-json.h"
#include "mb-markup.h"
#include "mb-wordpress-codec.h"
#include "mb-wordpress.h"

#include <string.h>

#define PAGE_CAP_BYTES (1024 * 1024)
#define WORDPRESS_RELATION "https://api.w.org/"
#define GHOST_SITE "/ghost/api/admin/site/"
#define ROOT_FIELDS "_fields=name,url,home,namespaces,authentication"

/* What one reading of the address gave. */
typedef struct {
  MbHttp *http;
  MbHttpReply *page;
  GCancellable *cancellable;
} Look;

static gboolean
is_same_origin (const char *one, const char *other)
{
  g_autoptr (GUri) first = g_uri_parse (one, G_URI_FLAGS_SCHEME_NORMALIZE, NULL);
  g_autoptr (GUri) second = g_uri_parse (other, G_URI_FLAGS_SCHEME_NORMALIZE, NULL);

  return first && second && g_uri_get_host (first) && g_uri_get_host (second) &&
         strcmp (g_uri_get_scheme (first), g_uri_get_scheme (second)) == 0 &&
         g_ascii_strcasecmp (g_uri_get_host (first), g_uri_get_host (second)) == 0 &&
         g_uri_get_port (first) == g_uri_get_port (second);
}

/* One value of a `Link` header that has this relation. */
static char *
find_in_header (const MbHttpReply *page, const char *relation)
{
  g_auto (GStrv) values = g_strsplit (page->link ? page->link : "", ",", -1);

  for (guint i = 0; values[i]; i++) {
    const char *open = strchr (values[i], '<');
    const char *close = open ? strchr (open, '>') : NULL;
    const char *rel = close ? strstr (close, "rel=") : NULL;
    g_autofree char *address = NULL;
    g_autofree char *words = NULL;
    g_auto (GStrv) relations = NULL;

    if (!rel)
      continue;
    words = g_strdup (rel + strlen ("rel="));
    g_strdelimit (words, "\";", ' ');
    relations = g_strsplit (words, " ", -1);
    if (!g_strv_contains ((const char *const *) relations, relation))
      continue;
    address = g_strndup (open + 1, (gsize) (close - open - 1));
    return g_uri_resolve_relative (page->url, address, G_URI_FLAGS_NONE, NULL);
  }

  return NULL;
}

static char *
find_in_page (const MbHttpReply *page, const char *relation)
{
  gsize size;
  const char *html = g_bytes_get_data (page->body, &size);
  MbMarkup markup;
  MbToken token;

  mb_markup_init (&markup, html, html ? size : 0);
  while (mb_markup_next (&markup, &token)) {
    g_autofree char *rel = NULL;
    g_autofree char *address = NULL;
    g_autofree char *full = NULL;
    g_auto (GStrv) words = NULL;

    if (token.kind != MB_TOKEN_OPEN ||
        (strcmp (token.name, "link") != 0 && strcmp (token.name, "a") != 0))
      continue;
    rel = mb_markup_dup_attribute (&token, "rel");
    words = g_strsplit (rel ? rel : "", " ", -1);
    address = mb_markup_dup_attribute (&token, "href");
    if (!address || !g_strv_contains ((const char *const *) words, relation))
      continue;
    full = g_uri_resolve_relative (page->url, address, G_URI_FLAGS_NONE, NULL);
    /* A link in the text may be anybody's. */
    if (full && (strcmp (token.name, "link") == 0 || is_same_origin (page->url, full)))
      return g_steal_pointer (&full);
  }

  return NULL;
}

static char *
find_relation (const MbHttpReply *page, const char *relation)
{
  char *address = find_in_header (page, relation);

  return address ? address : find_in_page (page, relation);
}

/* What the page says made it; NULL when it does not. */
static char *
find_generator (const MbHttpReply *page)
{
  gsize size;
  const char *html = g_bytes_get_data (page->body, &size);
  MbMarkup markup;
  MbToken token;

  mb_markup_init (&markup, html, html ? size : 0);
  while (mb_markup_next (&markup, &token)) {
    g_autofree char *name = NULL;

    if (token.kind != MB_TOKEN_OPEN || strcmp (token.name, "meta") != 0)
      continue;
    name = mb_markup_dup_attribute (&token, "name");
    if (name && g_ascii_strcasecmp (name, "generator") == 0)
      return mb_markup_dup_attribute (&token, "content");
  }

  return NULL;
}

static MbHttpReply *
read_json (const Look *look, const char *url)
{
  g_autoptr (MbHttpReply) reply = NULL;

  reply = mb_http_send_checked (look->http,
                                &(MbHttpRequest) {
                                  .method = "GET",
                                  .url = url,
                                  .accept = "application/json",
                                  .follow = TRUE,
                                  .cap_bytes = PAGE_CAP_BYTES,
                                },
                                look->cancellable, NULL);
  if (!reply || g_strcmp0 (reply->content_type, "application/json") != 0 ||
      !is_same_origin (look->page->url, reply->url))
    return NULL;

  return g_steal_pointer (&reply);
}

static char *
join_site (const Look *look, const char *path)
{
  g_autofree char *base = NULL;
  const char *query = strpbrk (look->page->url, "?#");

  base = query ? g_strndup (look->page->url, (gsize) (query - look->page->url))
               : g_strdup (look->page->url);
  while (g_str_has_suffix (base, "/"))
    base[strlen (base) - 1] = '\0';

  return g_strconcat (base, "/", path, NULL);
}

/* The root of an interface at this address, if it is one. */
static gboolean
try_root (const Look *look, const char *root, MbDiscovery *found)
{
  g_autofree char *url = mb_wordpress_make_route (root, "", ROOT_FIELDS);
  g_autoptr (MbHttpReply) reply =
    is_same_origin (look->page->url, root) ? read_json (look, url) : NULL;
  g_autoptr (MbWordpressRoot) said = reply ? mb_wordpress_decode_root (reply->body, NULL) : NULL;

  if (!said || !said->has_posts)
    return FALSE;
  found->kind = g_strdup ("wordpress");
  found->endpoint = g_strdup (root);
  found->title = g_strdup (said->name);
  found->authorize_url = g_strdup (said->authorize_url);

  return TRUE;
}

/* Where the site says it is; where it may be all the same, when something strips what it says. */
static gboolean
find_wordpress (const Look *look, gboolean guess, MbDiscovery *found)
{
  static const char *const guesses[] = {"wp-json/", "?rest_route=/", "index.php?rest_route=/"};
  g_autofree char *named = find_relation (look->page, WORDPRESS_RELATION);

  if (named && try_root (look, named, found))
    return TRUE;
  for (gsize i = 0; guess && i < G_N_ELEMENTS (guesses); i++) {
    g_autofree char *root = join_site (look, guesses[i]);

    if (try_root (look, root, found))
      return TRUE;
  }

  return FALSE;
}

static gboolean
find_ghost (const Look *look, MbDiscovery *found)
{
  g_autofree char *url = join_site (look, GHOST_SITE + 1);
  g_autoptr (MbHttpReply) reply = read_json (look, url);
  g_autoptr (JsonNode) node = reply ? mb_json_parse_object (reply->body, "a site", NULL) : NULL;
  JsonObject *site = node ? mb_json_object (json_node_get_object (node), "site") : NULL;

  if (!mb_json_string (site, "version") || !g_str_has_suffix (reply->url, GHOST_SITE))
    return FALSE;
  found->kind = g_strdup ("ghost");
  found->endpoint = g_strndup (reply->url, strlen (reply->url) - strlen ("site/"));
  found->title = g_strdup (mb_json_string (site, "title"));

  return TRUE;
}

static gboolean
find_micropub (const Look *look, MbDiscovery *found)
{
  g_autofree char *named = find_relation (look->page, "micropub");

  if (!named)
    return FALSE;
  found->kind = g_strdup ("micropub");
  found->endpoint = g_steal_pointer (&named);

  return TRUE;
}

/* WordPress before Micropub, where a site has both: it keeps blocks. */
static void
look_around (const Look *look, const char *kind, MbDiscovery *found)
{
  g_autofree char *generator = find_generator (look->page);
  gboolean any = kind == NULL;

  if ((any || strcmp (kind, "wordpress") == 0) && find_wordpress (look, FALSE, found))
    return;
  if ((any || strcmp (kind, "micropub") == 0) && find_micropub (look, found))
    return;
  if (any && generator && g_str_has_prefix (generator, "Wix.com")) {
    found->kind = g_strdup ("wix");
    return;
  }
  if ((any || strcmp (kind, "ghost") == 0) && find_ghost (look, found))
    return;
  if (any || strcmp (kind, "wordpress") == 0)
    find_wordpress (look, TRUE, found);
}

/**
 * mb_discovery_run:
 * @url: a site's address as a person typed it, or its interface's
 * @setup: how to look
 * @cancellable: (nullable): to give up
 * @error: return location
 *
 * Finds out what a site is, without our access. Redirects are followed here and only here, and only
 * on the site itself: what another one names as its interface is not what a person gave us the
 * access for. Source: `rel="https://api.w.org/"` of WordPress, `rel="micropub"` of Micropub,
 * `/ghost/api/admin/site/` of Ghost.
 *
 * Returns: (transfer full): what was found, its kind `NULL` when nothing was;
 * `MB_PUBLISH_ERROR_ELSEWHERE` when the address leads to another site
 */
MbDiscovery *
mb_discovery_run (const char *url,
                  const MbDiscoverySetup *setup,
                  GCancellable *cancellable,
                  GError **error)
{
  g_autoptr (MbHttp) http = NULL;
  g_autoptr (MbHttpReply) page = NULL;
  g_autoptr (MbDiscovery) found = g_new0 (MbDiscovery, 1);
  Look look = {0};

  g_return_val_if_fail (setup != NULL, NULL);

  http = mb_http_new (setup->policy, setup->timers);
  mb_http_set_tls_database (http, setup->tls_database);
  page = mb_http_send (http,
                       &(MbHttpRequest) {
                         .method = "GET",
                         .url = url,
                         .accept = "text/html",
                         .follow = TRUE,
                         .cap_bytes = PAGE_CAP_BYTES,
                       },
                       cancellable, error);
  if (!page)
    return NULL;
  if (!is_same_origin (url, page->url)) {
    g_set_error (error, MB_PUBLISH_ERROR, MB_PUBLISH_ERROR_ELSEWHERE, "the address leads to %s",
                 page->url);
    return NULL;
  }
  look = (Look) {http, page, cancellable};
  look_around (&look, setup->kind, found);

  return g_steal_pointer (&found);
}

/**
 * mb_discovery_free:
 * @discovery: (nullable): what was found
 *
 * Frees it.
 */
void
mb_discovery_free (MbDiscovery *discovery)
{
  if (!discovery)
    return;

  g_free (discovery->kind);
  g_free (discovery->endpoint);
  g_free (discovery->title);
  g_free (discovery->authorize_url);
  g_free (discovery);
}
