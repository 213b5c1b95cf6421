#include "mb-wordpress-inside.h"

#include "mb-wordpress-blocks.h"

#include <string.h>

#define POSTS "wp/v2/posts"
static void mb_wordpress_destination_init (MbDestinationInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (MbWordpress,
                               mb_wordpress,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (MB_TYPE_DESTINATION,
                                                      mb_wordpress_destination_init))

/**
 * mb_wordpress_make_route:
 * @root: of a site's interface, in any of its forms
 * @route: below the root, without a slash at its beginning
 * @parameters: (nullable): of the query
 *
 * Makes an address of the interface. Sites without pretty addresses have the route in the query.
 *
 * Returns: (transfer full): the address
 */
char *
mb_wordpress_make_route (const char *root, const char *route, const char *parameters)
{
  const char *slash = g_str_has_suffix (root, "/") ? "" : "/";

  if (!parameters)
    return g_strconcat (root, slash, route, NULL);

  return g_strconcat (root, slash, route, strchr (root, '?') ? "&" : "?", parameters, NULL);
}

/**
 * mb_wordpress_make_authorization:
 * @secret: `login:application password`
 *
 * Writes our access as the site reads it: UTF-8, which libsoup's own would not be.
 *
 * Returns: (transfer full): the header's value
 */
char *
mb_wordpress_make_authorization (const char *secret)
{
  g_autofree char *encoded = g_base64_encode ((const guchar *) secret, strlen (secret));

  return g_strconcat ("Basic ", encoded, NULL);
}

static gboolean
is_json (const MbHttpReply *reply)
{
  return g_strcmp0 (reply->content_type, "application/json") == 0;
}

/* Between us. A question with our access; an answer that is not JSON is somebody else's. */
MbHttpReply *
mb_wordpress_ask (MbWordpress *self,
                  const char *route,
                  const char *parameters,
                  GCancellable *cancellable,
                  GError **error)
{
  g_autofree char *url = mb_wordpress_make_route (self->root, route, parameters);
  MbHttpRequest request = {
    .method = "GET",
    .url = url,
    .accept = "application/json",
    .with_access = TRUE,
  };
  g_autoptr (MbHttpReply) reply = mb_http_send (self->http, &request, cancellable, error);

  if (!reply || !mb_wordpress_check (reply, &request, NULL, error))
    return NULL;
  if (!is_json (reply)) {
    g_set_error (error, MB_PUBLISH_ERROR, MB_PUBLISH_ERROR_PORTAL,
                 "%s answered %s where JSON was asked for", self->root,
                 reply->content_type ? reply->content_type : "nothing named");
    return NULL;
  }

  return g_steal_pointer (&reply);
}

/* Between us. A write; every update goes by POST, which no host blocks. */
MbHttpReply *
mb_wordpress_write (MbWordpress *self,
                    const char *route,
                    GBytes *json,
                    GCancellable *cancellable,
                    GError **error)
{
  g_autofree char *url = mb_wordpress_make_route (self->root, route, MB_WORDPRESS_FIELDS);
  MbHttpRequest request = {
    .method = "POST",
    .url = url,
    .content_type = "application/json",
    .body = json,
    .accept = "application/json",
    .with_access = TRUE,
  };
  g_autoptr (MbHttpReply) reply = mb_http_send (self->http, &request, cancellable, error);

  if (!reply || !mb_wordpress_check (reply, &request, NULL, error))
    return NULL;
  if (!is_json (reply)) {
    g_set_error (error, MB_PUBLISH_ERROR, MB_PUBLISH_ERROR_UNKNOWN,
                 "status %u with an answer that is not the site's", reply->status);
    return NULL;
  }

  return g_steal_pointer (&reply);
}

static MbCapabilities
say_capabilities (const MbWordpressUser *user)
{
  MbCapabilities can = MB_CAP_DRAFT | MB_CAP_UPDATE | MB_CAP_LOOK_UP | MB_CAP_SECTION |
                       MB_CAP_TAGS | MB_CAP_READ_BACK | MB_CAP_PENDING | MB_CAP_OWN_ID;

  if (user->may_upload)
    can |= MB_CAP_MEDIA;
  if (user->may_publish)
    can |= MB_CAP_PUBLISH | MB_CAP_SCHEDULE | MB_CAP_PRIVATE | MB_CAP_UNPUBLISH;

  return can;
}

static gboolean
mb_wordpress_probe (MbDestination *destination,
                    MbCapabilities *capabilities,
                    GCancellable *cancellable,
                    GError **error)
{
  MbWordpress *self = MB_WORDPRESS (destination);
  g_autoptr (MbHttpReply) reply = mb_wordpress_ask (
    self, "wp/v2/users/me", "context=edit&_fields=id,name,capabilities", cancellable, error);
  MbWordpressUser *user = reply ? mb_wordpress_decode_user (reply->body, error) : NULL;

  if (!user)
    return FALSE;
  mb_wordpress_user_free (self->user);
  self->user = user;
  if (!user->may_edit) {
    g_set_error (error, MB_PUBLISH_ERROR, MB_PUBLISH_ERROR_RIGHT, "%s may not write posts",
                 user->name ? user->name : "this account");
    return FALSE;
  }
  if (capabilities)
    *capabilities = say_capabilities (user);

  return TRUE;
}

/**
 * mb_wordpress_shape_post:
 * @post: a post, as mb_post_new() made it
 * @defaults: what the newsroom has decided for the site
 *
 * Writes an article in the site's own form.
 */
void
mb_wordpress_shape_post (MbPost *post, const MbSiteDefaults *defaults)
{
  g_free (post->content);
  post->content = mb_wordpress_blocks_write (post, defaults);
  g_set_str (&post->html, post->content);
}

static void
mb_wordpress_shape (MbDestination *destination, MbPost *post)
{
  mb_wordpress_shape_post (post, MB_WORDPRESS (destination)->defaults);
}

static gboolean
mb_wordpress_prepare (MbDestination *destination,
                      const MbPost *post,
                      gboolean may_create_terms,
                      GCancellable *cancellable,
                      GError **error)
{
  return mb_wordpress_resolve (MB_WORDPRESS (destination), post, may_create_terms, cancellable,
                               error);
}

static MbRemoteMedia *
mb_wordpress_send_media (MbDestination *destination,
                         const MbMediaItem *item,
                         GCancellable *cancellable,
                         GError **error)
{
  return mb_wordpress_send_picture (MB_WORDPRESS (destination), item, cancellable, error);
}

static MbRemoteMedia *
mb_wordpress_find_media (MbDestination *destination,
                         const MbMediaItem *item,
                         GCancellable *cancellable,
                         GError **error)
{
  return mb_wordpress_find_picture (MB_WORDPRESS (destination), item, cancellable, error);
}

/* The site drops what it does not know without a word. */
static MbRemote *
read_answer (MbWordpress *self, const MbHttpReply *reply, const MbPost *post, GError **error)
{
  g_autoptr (MbRemote) remote = mb_wordpress_decode_post (reply->body, error);

  if (!remote || post->only_status)
    return g_steal_pointer (&remote);
  if (mb_wordpress_holds_terms (reply->body, post, &self->terms))
    return g_steal_pointer (&remote);
  g_set_error_literal (error, MB_PUBLISH_ERROR, MB_PUBLISH_ERROR_INVALID,
                       "the site has dropped the featured picture, the section or a tag");

  return NULL;
}

static MbRemote *
mb_wordpress_create_draft (MbDestination *destination,
                           const MbPost *post,
                           GCancellable *cancellable,
                           GError **error)
{
  MbWordpress *self = MB_WORDPRESS (destination);
  g_autoptr (GBytes) json = NULL;
  g_autoptr (MbHttpReply) reply = NULL;

  if (!mb_wordpress_resolve (self, post, FALSE, cancellable, error))
    return NULL;
  json = mb_wordpress_encode_post (post, &self->terms, post->marker, MB_POST_DRAFT);
  reply = mb_wordpress_write (self, POSTS, json, cancellable, error);
  if (!reply)
    return NULL;
  if (reply->status != 201) {
    g_set_error (error, MB_PUBLISH_ERROR, MB_PUBLISH_ERROR_UNKNOWN,
                 "status %u where a post was to be made", reply->status);
    return NULL;
  }

  return read_answer (self, reply, post, error);
}

/* A second post under our mark was given a number by the site: a request that came late. */
static char *
make_numbered (const char *slug)
{
  return g_str_has_prefix (slug, "marbre-") ? g_strdup_printf (",%s-2,%s-3", slug, slug)
                                            : g_strdup ("");
}

static GPtrArray *
mb_wordpress_find (MbDestination *destination,
                   const char *slug,
                   GCancellable *cancellable,
                   GError **error)
{
  g_autofree char *escaped = g_uri_escape_string (slug, NULL, FALSE);
  g_autofree char *numbered = make_numbered (slug);
  g_autofree char *parameters =
    g_strconcat (MB_WORDPRESS_FIELDS "&status=any&per_page=20&slug=", escaped, numbered, NULL);
  g_autoptr (MbHttpReply) reply =
    mb_wordpress_ask (MB_WORDPRESS (destination), POSTS, parameters, cancellable, error);

  return reply ? mb_wordpress_decode_posts (reply->body, error) : NULL;
}

static char *
make_post_route (const MbPlace *place, GError **error)
{
  if (place->id && *place->id && strspn (place->id, "0123456789") == strlen (place->id))
    return g_strconcat (POSTS "/", place->id, NULL);
  g_set_error (error, MB_PUBLISH_ERROR, MB_PUBLISH_ERROR_GONE, "no post is known at %s",
               place->url ? place->url : "this place");

  return NULL;
}

static MbRemote *
mb_wordpress_read (MbDestination *destination,
                   const MbPlace *place,
                   GCancellable *cancellable,
                   GError **error)
{
  g_autofree char *route = make_post_route (place, error);
  g_autoptr (MbHttpReply) reply = NULL;
  g_autoptr (MbRemote) remote = NULL;

  if (!route)
    return NULL;
  reply =
    mb_wordpress_ask (MB_WORDPRESS (destination), route, MB_WORDPRESS_FIELDS, cancellable, error);
  remote = reply ? mb_wordpress_decode_post (reply->body, error) : NULL;
  if (remote && remote->status == MB_POST_BINNED) {
    g_set_error (error, MB_PUBLISH_ERROR, MB_PUBLISH_ERROR_GONE, "%s is in the site's bin",
                 remote->url);
    return NULL;
  }

  return g_steal_pointer (&remote);
}

static MbRemote *
mb_wordpress_update (MbDestination *destination,
                     const MbPlace *place,
                     const MbPost *post,
                     MbPostStatus status,
                     GCancellable *cancellable,
                     GError **error)
{
  MbWordpress *self = MB_WORDPRESS (destination);
  g_autofree char *route = make_post_route (place, error);
  g_autoptr (GBytes) json = NULL;
  g_autoptr (MbHttpReply) reply = NULL;

  if (!route)
    return NULL;
  if (!post->only_status && !mb_wordpress_resolve (self, post, FALSE, cancellable, error))
    return NULL;
  json = mb_wordpress_encode_post (post, &self->terms, post->slug, status);
  reply = mb_wordpress_write (self, route, json, cancellable, error);

  return reply ? read_answer (self, reply, post, error) : NULL;
}

/* Into the site's bin, from where its people can bring it back; for good where it has none. By
 * POST: some hosts block DELETE. */
static gboolean
mb_wordpress_remove (MbDestination *destination,
                     const MbPlace *place,
                     GCancellable *cancellable,
                     GError **error)
{
  static const char *const parameters[] = {
    "_method=DELETE&_fields=id,status,deleted",
    "_method=DELETE&_fields=id,status,deleted&force=true",
  };
  MbWordpress *self = MB_WORDPRESS (destination);
  g_autofree char *route = make_post_route (place, NULL);

  if (!route)
    return TRUE;
  for (gsize i = 0; i < G_N_ELEMENTS (parameters); i++) {
    g_autofree char *url = mb_wordpress_make_route (self->root, route, parameters[i]);
    MbHttpRequest request = {
      .method = "POST",
      .url = url,
      .accept = "application/json",
      .with_access = TRUE,
    };
    g_autoptr (MbHttpReply) reply = mb_http_send (self->http, &request, cancellable, error);
    g_autoptr (GError) cause = NULL;

    if (!reply)
      return FALSE;
    if (mb_wordpress_check (reply, &request, NULL, &cause))
      return mb_wordpress_check_removal (reply->body, error);
    if (g_error_matches (cause, MB_PUBLISH_ERROR, MB_PUBLISH_ERROR_GONE))
      return TRUE;
    if (reply->status == 501 && i + 1 < G_N_ELEMENTS (parameters))
      continue;
    g_propagate_error (error, g_steal_pointer (&cause));
    return FALSE;
  }

  return FALSE;
}

static GBytes *
mb_wordpress_read_public (MbDestination *destination,
                          const char *url,
                          char **final_url,
                          GCancellable *cancellable,
                          GError **error)
{
  return mb_http_read_page (MB_WORDPRESS (destination)->http, url, final_url, cancellable, error);
}

static gboolean
mb_wordpress_has_public (MbDestination *destination,
                         const char *url,
                         GCancellable *cancellable,
                         GError **error)
{
  return mb_http_has_picture (MB_WORDPRESS (destination)->http, url, cancellable, error);
}

static MbPulled *
mb_wordpress_pull (MbDestination *destination,
                   const char *address,
                   GCancellable *cancellable,
                   GError **error)
{
  return mb_wordpress_pull_post (MB_WORDPRESS (destination), address, cancellable, error);
}

static void
mb_wordpress_set_progress (MbDestination *destination, MbProgress progress, gpointer user_data)
{
  mb_http_set_progress (MB_WORDPRESS (destination)->http, progress, user_data);
}

static gint64
mb_wordpress_take_retry_after_ms (MbDestination *destination)
{
  return mb_http_take_retry_after_ms (MB_WORDPRESS (destination)->http);
}

static void
mb_wordpress_destination_init (MbDestinationInterface *iface)
{
  iface->probe = mb_wordpress_probe;
  iface->shape = mb_wordpress_shape;
  iface->prepare = mb_wordpress_prepare;
  iface->send_media = mb_wordpress_send_media;
  iface->find_media = mb_wordpress_find_media;
  iface->create_draft = mb_wordpress_create_draft;
  iface->find = mb_wordpress_find;
  iface->read = mb_wordpress_read;
  iface->update = mb_wordpress_update;
  iface->remove = mb_wordpress_remove;
  iface->pull = mb_wordpress_pull;
  iface->read_public = mb_wordpress_read_public;
  iface->has_public = mb_wordpress_has_public;
  iface->set_progress = mb_wordpress_set_progress;
  iface->take_retry_after_ms = mb_wordpress_take_retry_after_ms;
}

static void
mb_wordpress_finalize (GObject *object)
{
  MbWordpress *self = MB_WORDPRESS (object);

  g_clear_pointer (&self->root, g_free);
  g_clear_pointer (&self->http, mb_http_free);
  g_clear_pointer (&self->defaults, mb_site_defaults_free);
  g_clear_pointer (&self->user, mb_wordpress_user_free);
  g_clear_pointer (&self->terms_key, g_free);
  g_array_unref (self->terms.categories);
  g_array_unref (self->terms.tags);

  G_OBJECT_CLASS (mb_wordpress_parent_class)->finalize (object);
}

static void
mb_wordpress_class_init (MbWordpressClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = mb_wordpress_finalize;
}

static void
mb_wordpress_init (MbWordpress *self)
{
  self->terms.categories = g_array_new (FALSE, FALSE, sizeof (gint64));
  self->terms.tags = g_array_new (FALSE, FALSE, sizeof (gint64));
}

/**
 * mb_wordpress_new:
 * @access: where and with what
 * @error: return location
 *
 * Makes a destination. Nothing is sent yet.
 *
 * Returns: (transfer full): the destination
 */
MbWordpress *
mb_wordpress_new (const MbWordpressAccess *access, GError **error)
{
  g_autoptr (MbWordpress) self = NULL;
  g_autofree char *authorization = NULL;

  g_return_val_if_fail (access != NULL, NULL);
  g_return_val_if_fail (access->secret != NULL, NULL);

  self = g_object_new (MB_TYPE_WORDPRESS, NULL);
  self->root = g_strdup (access->root);
  self->http = mb_http_new (access->policy, access->timers);
  self->defaults =
    access->defaults ? mb_site_defaults_copy (access->defaults) : mb_site_defaults_new ();
  self->terms.comments = self->defaults->comments;
  if (self->defaults->author)
    self->terms.author = g_ascii_strtoll (self->defaults->author, NULL, 10);
  mb_http_set_tls_database (self->http, access->tls_database);
  authorization = mb_wordpress_make_authorization (access->secret);
  if (!mb_http_set_authorization (self->http, access->root, authorization, error))
    return NULL;

  return g_steal_pointer (&self);
}
