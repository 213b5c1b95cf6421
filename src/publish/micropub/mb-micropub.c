#include "mb-micropub.h"

#include "mb-http.h"
#include "mb-media-name.h"
#include "mb-micropub-codec.h"

#include <string.h>

#define CONFIG_CAP_BYTES (256 * 1024)
#define LIST_LIMIT "50"

struct _MbMicropub {
  GObject parent_instance;
  char *endpoint;
  MbHttp *http;
  MbMicropubConfig *config; /* NULL until probed */
};

static void mb_micropub_destination_init (MbDestinationInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (MbMicropub,
                               mb_micropub,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (MB_TYPE_DESTINATION,
                                                      mb_micropub_destination_init))

/* The endpoint may have a query of its own: ours is added to it. */
static char *
make_query (MbMicropub *self, const char *parameters)
{
  return g_strconcat (self->endpoint, strchr (self->endpoint, '?') ? "&" : "?", parameters, NULL);
}

static gboolean
is_json (const MbHttpReply *reply)
{
  return reply->content_type && (strcmp (reply->content_type, "application/json") == 0 ||
                                 g_str_has_suffix (reply->content_type, "+json"));
}

/* A question with our access. An answer that is not JSON is somebody else's. */
static MbHttpReply *
ask (MbMicropub *self, const char *parameters, GCancellable *cancellable, GError **error)
{
  g_autofree char *url = make_query (self, parameters);
  g_autoptr (MbHttpReply) reply = NULL;

  reply = mb_http_send_checked (self->http,
                                &(MbHttpRequest) {
                                  .method = "GET",
                                  .url = url,
                                  .accept = "application/json",
                                  .with_access = TRUE,
                                },
                                cancellable, error);
  if (!reply)
    return NULL;
  if (!is_json (reply)) {
    g_set_error (error, MB_PUBLISH_ERROR, MB_PUBLISH_ERROR_PORTAL,
                 "%s answered %s where JSON was asked for", self->endpoint,
                 reply->content_type ? reply->content_type : "nothing named");
    return NULL;
  }

  return g_steal_pointer (&reply);
}

static MbHttpReply *
write_json (MbMicropub *self, GBytes *json, GCancellable *cancellable, GError **error)
{
  return mb_http_send_checked (self->http,
                               &(MbHttpRequest) {
                                 .method = "POST",
                                 .url = self->endpoint,
                                 .content_type = "application/json",
                                 .body = json,
                                 .accept = "application/json",
                                 .with_access = TRUE,
                               },
                               cancellable, error);
}

/* Pictures go to the origin that knows our access, or nowhere. */
static gboolean
is_same_origin (const char *one, const char *other)
{
  g_autoptr (GUri) first = g_uri_parse (one, G_URI_FLAGS_SCHEME_NORMALIZE, NULL);
  g_autoptr (GUri) second = g_uri_parse (other, G_URI_FLAGS_SCHEME_NORMALIZE, NULL);

  return first && second && strcmp (g_uri_get_scheme (first), g_uri_get_scheme (second)) == 0 &&
         g_ascii_strcasecmp (g_uri_get_host (first), g_uri_get_host (second)) == 0 &&
         g_uri_get_port (first) == g_uri_get_port (second);
}

static gboolean
mb_micropub_probe (MbDestination *destination,
                   MbCapabilities *capabilities,
                   GCancellable *cancellable,
                   GError **error)
{
  MbMicropub *self = MB_MICROPUB (destination);
  g_autoptr (MbHttpReply) reply = ask (self, "q=config", cancellable, error);
  g_autoptr (MbMicropubConfig) config = NULL;
  g_autofree char *media = NULL;

  if (!reply)
    return FALSE;
  config = mb_micropub_decode_config (reply->body, error);
  if (!config)
    return FALSE;

  if (config->media_endpoint) {
    media = g_uri_resolve_relative (self->endpoint, config->media_endpoint, G_URI_FLAGS_NONE, NULL);
    if (!media || !is_same_origin (self->endpoint, media))
      config->capabilities &= ~(guint) MB_CAP_MEDIA;
    g_free (config->media_endpoint);
    config->media_endpoint = g_steal_pointer (&media);
  }
  g_clear_pointer (&self->config, mb_micropub_config_free);
  self->config = g_steal_pointer (&config);
  if (capabilities)
    *capabilities = self->config->capabilities;

  return TRUE;
}

static gboolean
ensure_config (MbMicropub *self, GCancellable *cancellable, GError **error)
{
  return self->config || mb_micropub_probe (MB_DESTINATION (self), NULL, cancellable, error);
}

static MbRemoteMedia *
mb_micropub_send_media (MbDestination *destination,
                        const MbMediaItem *item,
                        GCancellable *cancellable,
                        GError **error)
{
  MbMicropub *self = MB_MICROPUB (destination);
  g_autofree char *content_type = NULL;
  g_autoptr (GBytes) form = NULL;
  g_autoptr (MbHttpReply) reply = NULL;

  if (!ensure_config (self, cancellable, error))
    return NULL;
  if (!(self->config->capabilities & MB_CAP_MEDIA)) {
    g_set_error (error, MB_PUBLISH_ERROR, MB_PUBLISH_ERROR_INVALID, "%s takes no pictures",
                 self->endpoint);
    return NULL;
  }

  form = mb_micropub_encode_file (item->bytes, item->file_name, mb_media_sniff_type (item->bytes),
                                  &content_type);
  reply = mb_http_send_checked (self->http,
                                &(MbHttpRequest) {
                                  .method = "POST",
                                  .url = self->config->media_endpoint,
                                  .content_type = content_type,
                                  .body = form,
                                  .accept = "application/json",
                                  .with_access = TRUE,
                                },
                                cancellable, error);
  if (!reply)
    return NULL;
  if (!reply->location || !(reply->status == 201 || reply->status == 202)) {
    g_set_error (error, MB_PUBLISH_ERROR, MB_PUBLISH_ERROR_UNKNOWN,
                 "the site did not say where the picture is");
    return NULL;
  }

  return mb_remote_media_new (reply->location, NULL);
}

static MbRemote *
mb_micropub_create_draft (MbDestination *destination,
                          const MbPost *post,
                          GCancellable *cancellable,
                          GError **error)
{
  MbMicropub *self = MB_MICROPUB (destination);
  g_autoptr (GBytes) json = NULL;
  g_autoptr (MbHttpReply) reply = NULL;
  GError *cause = NULL;

  if (!ensure_config (self, cancellable, error))
    return NULL;

  json = mb_micropub_encode_create (post, self->config->capabilities);
  reply = write_json (self, json, cancellable, &cause);
  if (!reply) {
    if (g_error_matches (cause, MB_PUBLISH_ERROR, MB_PUBLISH_ERROR_GONE))
      cause->code = MB_PUBLISH_ERROR_MOVED; /* the endpoint itself is not there */
    g_propagate_error (error, cause);
    return NULL;
  }
  if (!reply->location || !(reply->status == 201 || reply->status == 202)) {
    g_set_error (error, MB_PUBLISH_ERROR, MB_PUBLISH_ERROR_UNKNOWN, "status %u without an address",
                 reply->status);
    return NULL;
  }

  return mb_remote_new (reply->location);
}

static int
compare_remotes (gconstpointer a, gconstpointer b)
{
  const MbRemote *one = *(const MbRemote *const *) a;
  const MbRemote *other = *(const MbRemote *const *) b;
  gsize n_one = strlen (one->url);
  gsize n_other = strlen (other->url);

  return n_one != n_other ? (n_one < n_other ? -1 : 1) : strcmp (one->url, other->url);
}

static gboolean
has_slug (const MbRemote *remote, const char *slug)
{
  g_autoptr (GUri) uri = NULL;
  g_autofree char *name = NULL;

  if (remote->slug)
    return strcmp (remote->slug, slug) == 0;
  uri = g_uri_parse (remote->url, G_URI_FLAGS_NONE, NULL);
  name = uri ? g_path_get_basename (g_uri_get_path (uri)) : NULL;

  return name && strcmp (name, slug) == 0;
}

static GPtrArray *
mb_micropub_find (MbDestination *destination,
                  const char *slug,
                  GCancellable *cancellable,
                  GError **error)
{
  MbMicropub *self = MB_MICROPUB (destination);
  g_autofree char *escaped = g_uri_escape_string (slug, NULL, FALSE);
  g_autofree char *parameters = NULL;
  g_autoptr (MbHttpReply) reply = NULL;
  g_autoptr (GPtrArray) remotes = NULL;
  GError *cause = NULL;

  if (!ensure_config (self, cancellable, error))
    return NULL;

  if (self->config->has_slug_query)
    parameters = g_strconcat ("q=source&mp-slug=", escaped, NULL);
  else
    parameters = g_strdup ("q=source&limit=" LIST_LIMIT);
  reply = ask (self, parameters, cancellable, &cause);
  if (!reply && self->config->has_slug_query &&
      g_error_matches (cause, MB_PUBLISH_ERROR, MB_PUBLISH_ERROR_GONE)) {
    g_clear_error (&cause);
    return g_ptr_array_new_with_free_func ((GDestroyNotify) mb_remote_free);
  }
  if (!reply) {
    g_propagate_error (error, cause);
    return NULL;
  }

  remotes = mb_micropub_decode_list (reply->body, error);
  if (!remotes)
    return NULL;
  for (guint i = remotes->len; !self->config->has_slug_query && i > 0; i--) {
    if (!has_slug (remotes->pdata[i - 1], slug))
      g_ptr_array_remove_index (remotes, i - 1);
  }
  g_ptr_array_sort (remotes, compare_remotes);

  return g_steal_pointer (&remotes);
}

static MbRemote *
mb_micropub_read (MbDestination *destination,
                  const MbPlace *place,
                  GCancellable *cancellable,
                  GError **error)
{
  MbMicropub *self = MB_MICROPUB (destination);
  g_autofree char *escaped = g_uri_escape_string (place->url, NULL, FALSE);
  g_autofree char *parameters = g_strconcat ("q=source&url=", escaped, NULL);
  g_autoptr (MbHttpReply) reply = NULL;
  GError *cause = NULL;

  reply = ask (self, parameters, cancellable, &cause);
  if (!reply) {
    /* The specification's answer to an unknown address is `invalid_request`. */
    if (g_error_matches (cause, MB_PUBLISH_ERROR, MB_PUBLISH_ERROR_INVALID))
      cause->code = MB_PUBLISH_ERROR_GONE;
    g_propagate_error (error, cause);
    return NULL;
  }

  return mb_micropub_decode_source (reply->body, place->url, error);
}

static MbRemote *
mb_micropub_update (MbDestination *destination,
                    const MbPlace *place,
                    const MbPost *post,
                    MbPostStatus status,
                    GCancellable *cancellable,
                    GError **error)
{
  MbMicropub *self = MB_MICROPUB (destination);
  g_autoptr (GBytes) json = NULL;
  g_autoptr (MbHttpReply) reply = NULL;

  if (!ensure_config (self, cancellable, error))
    return NULL;

  json = mb_micropub_encode_update (post, place->url, status, self->config->capabilities);
  reply = write_json (self, json, cancellable, error);
  if (!reply)
    return NULL;
  if (reply->status == 200 && g_bytes_get_size (reply->body) > 0 && !is_json (reply)) {
    g_set_error (error, MB_PUBLISH_ERROR, MB_PUBLISH_ERROR_UNKNOWN,
                 "status 200 with an answer that is not the site's");
    return NULL;
  }

  return mb_remote_new (reply->location ? reply->location : place->url);
}

static gboolean
mb_micropub_remove (MbDestination *destination,
                    const MbPlace *place,
                    GCancellable *cancellable,
                    GError **error)
{
  MbMicropub *self = MB_MICROPUB (destination);
  g_autoptr (GBytes) json = mb_micropub_encode_delete (place->url);
  g_autoptr (MbHttpReply) reply = NULL;
  GError *cause = NULL;

  reply = write_json (self, json, cancellable, &cause);
  if (reply)
    return TRUE;
  if (g_error_matches (cause, MB_PUBLISH_ERROR, MB_PUBLISH_ERROR_GONE)) {
    g_clear_error (&cause);
    return TRUE;
  }
  g_propagate_error (error, cause);

  return FALSE;
}

static GBytes *
mb_micropub_read_public (MbDestination *destination,
                         const char *url,
                         char **final_url,
                         GCancellable *cancellable,
                         GError **error)
{
  return mb_http_read_page (MB_MICROPUB (destination)->http, url, final_url, cancellable, error);
}

static gboolean
mb_micropub_has_public (MbDestination *destination,
                        const char *url,
                        GCancellable *cancellable,
                        GError **error)
{
  return mb_http_has_picture (MB_MICROPUB (destination)->http, url, cancellable, error);
}

static void
mb_micropub_set_progress (MbDestination *destination, MbProgress progress, gpointer user_data)
{
  MbMicropub *self = MB_MICROPUB (destination);

  mb_http_set_progress (self->http, progress, user_data);
}

static gint64
mb_micropub_take_retry_after_ms (MbDestination *destination)
{
  MbMicropub *self = MB_MICROPUB (destination);

  return mb_http_take_retry_after_ms (self->http);
}

static void
mb_micropub_destination_init (MbDestinationInterface *iface)
{
  iface->probe = mb_micropub_probe;
  iface->send_media = mb_micropub_send_media;
  iface->create_draft = mb_micropub_create_draft;
  iface->find = mb_micropub_find;
  iface->read = mb_micropub_read;
  iface->update = mb_micropub_update;
  iface->remove = mb_micropub_remove;
  iface->read_public = mb_micropub_read_public;
  iface->has_public = mb_micropub_has_public;
  iface->set_progress = mb_micropub_set_progress;
  iface->take_retry_after_ms = mb_micropub_take_retry_after_ms;
}

static void
mb_micropub_finalize (GObject *object)
{
  MbMicropub *self = MB_MICROPUB (object);

  g_clear_pointer (&self->endpoint, g_free);
  g_clear_pointer (&self->http, mb_http_free);
  g_clear_pointer (&self->config, mb_micropub_config_free);

  G_OBJECT_CLASS (mb_micropub_parent_class)->finalize (object);
}

static void
mb_micropub_class_init (MbMicropubClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = mb_micropub_finalize;
}

static void
mb_micropub_init (MbMicropub *self)
{
}

/**
 * mb_micropub_new:
 * @access: where and with what
 * @error: return location
 *
 * Makes a destination. Nothing is sent yet.
 *
 * Returns: (transfer full): the destination
 */
MbMicropub *
mb_micropub_new (const MbMicropubAccess *access, GError **error)
{
  g_autoptr (MbMicropub) self = NULL;

  g_return_val_if_fail (access != NULL, NULL);
  g_return_val_if_fail (access->token != NULL, NULL);

  self = g_object_new (MB_TYPE_MICROPUB, NULL);
  self->endpoint = g_strdup (access->endpoint);
  self->http = mb_http_new (access->policy, access->timers);
  mb_http_set_tls_database (self->http, access->tls_database);
  if (!mb_http_set_access (self->http, access->endpoint, access->token, error))
    return NULL;

  return g_steal_pointer (&self);
}
