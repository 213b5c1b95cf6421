#include "mb-wordpress-inside.h"

#include "mb-json.h"
#include "mb-wordpress-split.h"

#include <string.h>

#define PICTURE_CAP_BYTES (32 * 1024 * 1024)
#define PICTURES_CAP_BYTES (256 * 1024 * 1024)

/* What stands behind the host. */
static const char *
find_path (const char *url)
{
  const char *host = strstr (url, "://");
  const char *path = host ? strchr (host + strlen ("://"), '/') : NULL;

  return path ? path : url + strlen (url) - 1;
}

/* Digits, an address with `?p=`, or what a public page says of itself: its `Link` header names the
 * post. Source: `rest_output_link_header()`. */
static char *
find_id (MbWordpress *self, const char *address, GCancellable *cancellable, GError **error)
{
  g_autoptr (MbHttpReply) page = NULL;
  g_autoptr (GRegex) regex = g_regex_new ("wp/v2/posts/([0-9]+)", 0, 0, NULL);
  g_autoptr (GMatchInfo) match = NULL;
  g_autofree char *origin = NULL;

  if (*address && strspn (address, "0123456789") == strlen (address))
    return g_strdup (address);
  page = mb_http_send_checked (self->http,
                               &(MbHttpRequest) {
                                 .method = "HEAD",
                                 .url = address,
                                 .accept = "text/html",
                                 .follow = TRUE,
                               },
                               cancellable, error);
  if (!page)
    return NULL;
  origin = g_strndup (self->root, strlen (self->root) - strlen (find_path (self->root)) + 1);
  /* The number counts on our site alone. */
  if (page->link && g_str_has_prefix (page->url, origin) &&
      g_regex_match (regex, page->link, 0, &match))
    return g_match_info_fetch (match, 1);
  g_set_error (error, MB_PUBLISH_ERROR, MB_PUBLISH_ERROR_GONE, "%s is no post", address);

  return NULL;
}

static char *
join_names (GPtrArray *terms)
{
  g_autoptr (GString) names = g_string_new (NULL);

  for (guint i = 0; i < terms->len; i++) {
    const MbWordpressTerm *term = terms->pdata[i];

    g_string_append_printf (names, "%s%s", names->len > 0 ? "\n" : "", term->name);
  }

  return names->len > 0 ? g_string_free_and_steal (g_steal_pointer (&names)) : NULL;
}

/* The names of terms, one a line. */
static char *
read_names (MbWordpress *self,
            const char *route,
            JsonArray *ids,
            GCancellable *cancellable,
            GError **error)
{
  g_autoptr (GString) parameters = g_string_new ("per_page=100&_fields=id,name&include=");
  g_autoptr (MbHttpReply) reply = NULL;
  g_autoptr (GPtrArray) terms = NULL;

  if (!ids || json_array_get_length (ids) == 0)
    return NULL;
  for (guint i = 0; i < json_array_get_length (ids); i++) {
    JsonNode *id = json_array_get_element (ids, i);

    if (JSON_NODE_HOLDS_VALUE (id) && json_node_get_value_type (id) == G_TYPE_INT64)
      g_string_append_printf (parameters, "%" G_GINT64_FORMAT ",", json_node_get_int (id));
  }
  reply = mb_wordpress_ask (self, route, parameters->str, cancellable, error);
  terms = reply ? mb_wordpress_decode_terms (reply->body, error) : NULL;

  return terms ? join_names (terms) : NULL;
}

static void
lead_clear (MbWordpressLead *lead)
{
  g_free (lead->url);
  g_free (lead->id);
  g_free (lead->alt);
  g_free (lead->caption);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (MbWordpressLead, lead_clear)

static gboolean
read_lead (MbWordpress *self,
           gint64 id,
           MbWordpressLead *lead,
           GCancellable *cancellable,
           GError **error)
{
  g_autofree char *route = g_strdup_printf ("wp/v2/media/%" G_GINT64_FORMAT, id);
  g_autoptr (MbHttpReply) reply = mb_wordpress_ask (
    self, route, "context=edit&_fields=id,source_url,alt_text,caption.raw", cancellable, error);
  g_autoptr (JsonNode) node = reply ? mb_json_parse_object (reply->body, "a picture", error) : NULL;
  JsonObject *object = node ? json_node_get_object (node) : NULL;

  if (!node)
    return FALSE;
  lead->url = g_strdup (mb_json_string (object, "source_url"));
  lead->id = g_strdup_printf ("%" G_GINT64_FORMAT, id);
  lead->alt = g_strdup (mb_json_string (object, "alt_text"));
  lead->caption = g_strdup (mb_json_string (mb_json_object (object, "caption"), "raw"));

  return TRUE;
}

/* A picture that cannot be had stays where it is: the article says so, and can be edited. */
static void
fetch_pictures (MbWordpress *self, MbPulled *pulled, GCancellable *cancellable)
{
  gsize total_bytes = 0;

  for (guint i = 0; i < pulled->pictures->len && total_bytes < PICTURES_CAP_BYTES; i++) {
    MbPulledPicture *picture = pulled->pictures->pdata[i];
    g_autoptr (MbHttpReply) reply = NULL;

    if (g_cancellable_is_cancelled (cancellable))
      return;

    reply = mb_http_send_checked (self->http,
                                  &(MbHttpRequest) {
                                    .method = "GET",
                                    .url = picture->url,
                                    .accept = "image/*",
                                    .follow = TRUE,
                                    .cap_bytes = PICTURE_CAP_BYTES,
                                  },
                                  cancellable, NULL);
    if (!reply || !reply->content_type || !g_str_has_prefix (reply->content_type, "image/"))
      continue;
    picture->bytes = g_bytes_ref (reply->body);
    total_bytes += g_bytes_get_size (reply->body);
  }
}

static gboolean
read_about (MbWordpress *self,
            MbPulled *pulled,
            JsonObject *post,
            GCancellable *cancellable,
            GError **error)
{
  GError *cause = NULL;

  pulled->section =
    read_names (self, "wp/v2/categories", mb_json_array (post, "categories"), cancellable, &cause);
  if (!cause)
    pulled->tags =
      read_names (self, "wp/v2/tags", mb_json_array (post, "tags"), cancellable, &cause);
  if (cause) {
    g_propagate_error (error, cause);
    return FALSE;
  }
  /* An article has one section: of several, none is chosen, and so all stay there. */
  if (pulled->section && strchr (pulled->section, '\n'))
    g_clear_pointer (&pulled->section, g_free);

  return TRUE;
}

/**
 * mb_wordpress_pull_post:
 * @self: a site
 * @address: of a post
 * @cancellable: (nullable): to give up
 * @error: return location
 *
 * Fetches a post with what is about it and its pictures.
 *
 * Returns: (transfer full): the post
 */
MbPulled *
mb_wordpress_pull_post (MbWordpress *self,
                        const char *address,
                        GCancellable *cancellable,
                        GError **error)
{
  g_autofree char *id = find_id (self, address, cancellable, error);
  g_autofree char *route = id ? g_strconcat ("wp/v2/posts/", id, NULL) : NULL;
  g_autoptr (MbHttpReply) reply =
    route ? mb_wordpress_ask (self, route, MB_WORDPRESS_FIELDS, cancellable, error) : NULL;
  g_autoptr (JsonNode) node = reply ? mb_json_parse_object (reply->body, "a post", error) : NULL;
  MbRemote *remote = node ? mb_wordpress_decode_post (reply->body, error) : NULL;
  g_autoptr (MbPulled) pulled = remote ? mb_pulled_new (remote) : NULL;
  g_auto (MbWordpressLead) lead = {0};
  g_autoptr (GError) cause = NULL;
  gint64 featured;

  if (!pulled || !read_about (self, pulled, json_node_get_object (node), cancellable, error))
    return NULL;
  featured = mb_json_int (json_node_get_object (node), "featured_media", 0);
  if (featured > 0 && !read_lead (self, featured, &lead, cancellable, &cause) &&
      !g_error_matches (cause, MB_PUBLISH_ERROR, MB_PUBLISH_ERROR_GONE) &&
      !g_error_matches (cause, MB_PUBLISH_ERROR, MB_PUBLISH_ERROR_RIGHT)) {
    g_propagate_error (error, g_steal_pointer (&cause));
    return NULL;
  }
  mb_wordpress_split (pulled, lead.url ? &lead : NULL);
  fetch_pictures (self, pulled, cancellable);

  return g_steal_pointer (&pulled);
}
