#include "mb-wix-inside.h"

#include "mb-wix-ricos.h"

#include <string.h>

#define DRAFTS "/blog/v3/draft-posts"
#define FIELDS "?fieldsets=URL&fieldsets=RICH_CONTENT"
#define POST_MAX_BYTES (400 * 1024)
#define LIVE_MEDIA "https://static.wixstatic.com/media/"

static void mb_wix_destination_init (MbDestinationInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (MbWix,
                               mb_wix,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (MB_TYPE_DESTINATION, mb_wix_destination_init))

static MbHttpReply *
send (MbWix *self, const MbHttpRequest *wish, GCancellable *cancellable, GError **error)
{
  const char *const headers[] = {"wix-site-id", self->site_id, NULL};
  g_autofree char *url = g_strconcat (self->endpoint, wish->url, NULL);
  MbHttpRequest request = *wish;

  request.url = url;
  request.content_type = wish->body ? "application/json" : NULL;
  request.accept = "application/json";
  request.headers = headers;
  request.with_access = TRUE;

  return mb_http_send (self->http, &request, cancellable, error);
}

/* Between us. A question: a path, or a query that goes by POST. It changes nothing, so the site's
 * sporadic "no identity found" is answered by asking once more. */
MbHttpReply *
mb_wix_ask (MbWix *self, const char *path, GBytes *query, GCancellable *cancellable, GError **error)
{
  MbHttpRequest request = {.method = query ? "POST" : "GET", .url = path, .body = query};
  GError *cause = NULL;
  g_autoptr (MbHttpReply) reply = send (self, &request, cancellable, &cause);

  if (reply && reply->status == 401) {
    g_clear_pointer (&reply, mb_http_reply_free);
    reply = send (self, &request, cancellable, &cause);
  }
  if (reply && mb_wix_check (reply, &request, NULL, &cause))
    return g_steal_pointer (&reply);
  if (g_error_matches (cause, MB_PUBLISH_ERROR, MB_PUBLISH_ERROR_UNKNOWN))
    cause->code = MB_PUBLISH_ERROR_BUSY;
  g_propagate_error (error, cause);

  return NULL;
}

/* Whether our access is good all the same: the site forgets it now and then. */
static gboolean
is_known (MbWix *self, GCancellable *cancellable)
{
  g_autoptr (GBytes) query = mb_wix_encode_look (NULL, NULL);
  g_autoptr (MbHttpReply) reply = mb_wix_ask (self, DRAFTS "/query", query, cancellable, NULL);

  return reply != NULL;
}

/* Between us. A write, sent once: after a sporadic refusal the step is entered again, later. */
MbHttpReply *
mb_wix_write (MbWix *self,
              const MbHttpRequest *wish,
              gboolean *exists,
              GCancellable *cancellable,
              GError **error)
{
  GError *cause = NULL;
  g_autoptr (MbHttpReply) reply = send (self, wish, cancellable, error);

  if (!reply)
    return NULL;
  if (mb_wix_check (reply, wish, exists, &cause))
    return g_steal_pointer (&reply);
  if (reply->status == 401 && is_known (self, cancellable))
    cause->code = MB_PUBLISH_ERROR_BUSY;
  g_propagate_error (error, cause);

  return NULL;
}

static MbWixPlaces
get_places (MbWix *self)
{
  return (MbWixPlaces) {self->site_id, self->media_root};
}

static gboolean
mb_wix_probe (MbDestination *destination,
              MbCapabilities *capabilities,
              GCancellable *cancellable,
              GError **error)
{
  g_autoptr (GBytes) query = mb_wix_encode_look (NULL, NULL);
  g_autoptr (MbHttpReply) reply =
    mb_wix_ask (MB_WIX (destination), DRAFTS "/query", query, cancellable, error);

  if (!reply)
    return FALSE;
  if (capabilities)
    *capabilities = MB_CAP_DRAFT | MB_CAP_SCHEDULE | MB_CAP_UPDATE | MB_CAP_LOOK_UP |
                    MB_CAP_SECTION | MB_CAP_TAGS | MB_CAP_MEDIA | MB_CAP_READ_BACK | MB_CAP_OWN_ID |
                    MB_CAP_PUBLISH;

  return TRUE;
}

static void
mb_wix_shape (MbDestination *destination, MbPost *post)
{
  MbWix *self = MB_WIX (destination);

  g_free (post->content);
  post->content = mb_wix_ricos_write (post, self->defaults);
  g_free (post->html);
  post->html = mb_wix_ricos_to_html (post->content, self->media_root);
}

static gboolean
check_size (GBytes *json, GError **error)
{
  if (g_bytes_get_size (json) <= POST_MAX_BYTES)
    return TRUE;
  g_set_error (error, MB_PUBLISH_ERROR, MB_PUBLISH_ERROR_INVALID,
               "the article has %" G_GSIZE_FORMAT " bytes, Wix takes %d", g_bytes_get_size (json),
               POST_MAX_BYTES);

  return FALSE;
}

static gboolean
mb_wix_prepare (MbDestination *destination,
                const MbPost *post,
                gboolean may_create_terms,
                GCancellable *cancellable,
                GError **error)
{
  MbWix *self = MB_WIX (destination);
  g_autoptr (GBytes) json = mb_wix_encode_marked (post, &self->terms);

  return check_size (json, error) && mb_wix_resolve_member (self, cancellable, error) &&
         mb_wix_resolve (self, post, may_create_terms, cancellable, error);
}

static MbRemoteMedia *
mb_wix_send_media (MbDestination *destination,
                   const MbMediaItem *item,
                   GCancellable *cancellable,
                   GError **error)
{
  return mb_wix_send_picture (MB_WIX (destination), item, cancellable, error);
}

static MbRemoteMedia *
mb_wix_find_media (MbDestination *destination,
                   const MbMediaItem *item,
                   GCancellable *cancellable,
                   GError **error)
{
  return mb_wix_find_picture (MB_WIX (destination), item, cancellable, error);
}

static gboolean
know_terms (MbWix *self, const MbPost *post, GCancellable *cancellable, GError **error)
{
  return mb_wix_resolve_member (self, cancellable, error) &&
         mb_wix_resolve (self, post, FALSE, cancellable, error);
}

static MbRemote *
mb_wix_create_draft (MbDestination *destination,
                     const MbPost *post,
                     GCancellable *cancellable,
                     GError **error)
{
  MbWix *self = MB_WIX (destination);
  MbWixPlaces places = get_places (self);
  g_autoptr (GBytes) json = NULL;
  g_autoptr (MbHttpReply) reply = NULL;

  if (!know_terms (self, post, cancellable, error))
    return NULL;
  json = mb_wix_encode_marked (post, &self->terms);
  if (!check_size (json, error))
    return NULL;
  reply = mb_wix_write (self, &(MbHttpRequest) {.method = "POST", .url = DRAFTS, .body = json},
                        NULL, cancellable, error);

  return reply ? mb_wix_decode_draft (reply->body, &places, error) : NULL;
}

/* Drafts have no address that could be searched: what is not our mark is found nowhere. */
static GPtrArray *
mb_wix_find (MbDestination *destination,
             const char *slug,
             GCancellable *cancellable,
             GError **error)
{
  MbWix *self = MB_WIX (destination);
  MbWixPlaces places = get_places (self);
  g_autoptr (GBytes) query = NULL;
  g_autoptr (MbHttpReply) reply = NULL;

  if (!g_str_has_prefix (slug, "marbre-"))
    return g_ptr_array_new_with_free_func ((GDestroyNotify) mb_remote_free);
  if (!mb_wix_resolve_member (self, cancellable, error))
    return NULL;
  query = mb_wix_encode_look (slug, self->terms.member);
  reply = mb_wix_ask (self, DRAFTS "/query", query, cancellable, error);

  return reply ? mb_wix_decode_drafts (reply->body, &places, error) : NULL;
}

static gboolean
has_id (const MbPlace *place, GError **error)
{
  if (place->id && *place->id &&
      strspn (place->id, "0123456789abcdefABCDEF-") == strlen (place->id))
    return TRUE;
  g_set_error (error, MB_PUBLISH_ERROR, MB_PUBLISH_ERROR_GONE, "no post is known at %s",
               place->url ? place->url : "this place");

  return FALSE;
}

static MbHttpReply *
ask_draft (MbWix *self, const char *id, GCancellable *cancellable, GError **error)
{
  g_autofree char *path = g_strconcat (DRAFTS "/", id, FIELDS, NULL);

  return mb_wix_ask (self, path, NULL, cancellable, error);
}

static MbRemote *
mb_wix_read (MbDestination *destination,
             const MbPlace *place,
             GCancellable *cancellable,
             GError **error)
{
  MbWix *self = MB_WIX (destination);
  MbWixPlaces places = get_places (self);
  g_autoptr (MbHttpReply) reply = NULL;
  g_autoptr (MbRemote) remote = NULL;

  if (!has_id (place, error))
    return NULL;
  reply = ask_draft (self, place->id, cancellable, error);
  remote = reply ? mb_wix_decode_draft (reply->body, &places, error) : NULL;
  if (remote && remote->status == MB_POST_BINNED) {
    g_set_error (error, MB_PUBLISH_ERROR, MB_PUBLISH_ERROR_GONE, "%s is in the site's bin",
                 remote->url);
    return NULL;
  }

  if (remote && remote->status == MB_POST_PENDING && remote->public_at_ms > 0)
    g_set_str (&self->half_id, remote->id);

  return g_steal_pointer (&remote);
}

/* The address that readers know stays, also where a change has gone half its way. */
static const char *
pick_slug (MbWix *self, const char *id, const MbPost *post)
{
  return post->slug_is_made && g_strcmp0 (self->half_id, id) == 0 ? NULL : post->slug;
}

/* A change of a draft is seen by nobody until it is published, by a call of its own. */
static gboolean
make_public (MbWix *self,
             const char *id,
             const MbPost *post,
             MbPostStatus status,
             GCancellable *cancellable,
             GError **error)
{
  g_autofree char *publish = g_strconcat (DRAFTS "/", id, "/publish", NULL);
  g_autoptr (GBytes) json = NULL;
  g_autoptr (MbHttpReply) reply = NULL;
  MbHttpRequest request = {.method = "POST", .url = publish};

  if (status == MB_POST_SCHEDULED) {
    json = mb_wix_encode_schedule (id, post);
    request = (MbHttpRequest) {.method = "PATCH", .url = DRAFTS "/update", .body = json};
  }
  reply = mb_wix_write (self, &request, NULL, cancellable, error);

  return reply && (status != MB_POST_SCHEDULED || mb_wix_check_results (reply->body, error));
}

/* What the site holds after a write: it drops what it does not know without a word. */
static MbRemote *
read_outcome (MbWix *self,
              const char *id,
              const MbPost *post,
              MbPostStatus status,
              GCancellable *cancellable,
              GError **error)
{
  MbWixPlaces places = get_places (self);
  g_autoptr (MbHttpReply) reply = ask_draft (self, id, cancellable, error);
  g_autoptr (MbRemote) remote = reply ? mb_wix_decode_draft (reply->body, &places, error) : NULL;

  if (!remote)
    return NULL;
  if (!post->only_status && !mb_wix_holds (reply->body, post, &self->terms)) {
    g_set_error_literal (error, MB_PUBLISH_ERROR, MB_PUBLISH_ERROR_INVALID,
                         "the site has dropped the cover, the section or a tag");
    return NULL;
  }
  if (status == MB_POST_SCHEDULED && remote->status != MB_POST_SCHEDULED) {
    g_set_error (error, MB_PUBLISH_ERROR, MB_PUBLISH_ERROR_INVALID,
                 "the site has not kept the hour of %s", remote->url);
    return NULL;
  }

  return g_steal_pointer (&remote);
}

/* The documented interface has no way back from readers but the bin. */
static gboolean
may_be_draft (MbWix *self, const MbPlace *place, GCancellable *cancellable, GError **error)
{
  g_autoptr (MbRemote) remote = mb_wix_read (MB_DESTINATION (self), place, cancellable, error);

  if (!remote)
    return FALSE;
  if (remote->status == MB_POST_DRAFT)
    return TRUE;
  g_set_error (error, MB_PUBLISH_ERROR, MB_PUBLISH_ERROR_INVALID,
               "Wix cannot make a draft of %s: it can be moved to the bin there", remote->url);

  return FALSE;
}

static MbRemote *
mb_wix_update (MbDestination *destination,
               const MbPlace *place,
               const MbPost *post,
               MbPostStatus status,
               GCancellable *cancellable,
               GError **error)
{
  MbWix *self = MB_WIX (destination);
  g_autofree char *path = NULL;
  g_autoptr (GBytes) json = NULL;
  g_autoptr (MbHttpReply) reply = NULL;
  gboolean goes_out = status == MB_POST_PUBLISHED || status == MB_POST_SCHEDULED;

  if (!has_id (place, error) || (!goes_out && !may_be_draft (self, place, cancellable, error)) ||
      (!post->only_status && !know_terms (self, post, cancellable, error)))
    return NULL;
  json =
    mb_wix_encode_post (post, &self->terms, place->id, pick_slug (self, place->id, post), status);
  if (!check_size (json, error))
    return NULL;
  path = g_strconcat (DRAFTS "/", place->id, NULL);
  reply = mb_wix_write (self, &(MbHttpRequest) {.method = "PATCH", .url = path, .body = json}, NULL,
                        cancellable, error);
  if (!reply || (goes_out && !make_public (self, place->id, post, status, cancellable, error)))
    return NULL;

  return read_outcome (self, place->id, post, status, cancellable, error);
}

static gboolean
mb_wix_remove (MbDestination *destination,
               const MbPlace *place,
               GCancellable *cancellable,
               GError **error)
{
  g_autofree char *path = NULL;
  g_autoptr (MbHttpReply) reply = NULL;
  GError *cause = NULL;

  if (!has_id (place, NULL))
    return TRUE;
  path = g_strconcat (DRAFTS "/", place->id, "?permanent=false", NULL);
  reply = mb_wix_write (MB_WIX (destination), &(MbHttpRequest) {.method = "DELETE", .url = path},
                        NULL, cancellable, &cause);
  if (reply || g_error_matches (cause, MB_PUBLISH_ERROR, MB_PUBLISH_ERROR_GONE)) {
    g_clear_error (&cause);
    return TRUE;
  }
  g_propagate_error (error, cause);

  return FALSE;
}

static GBytes *
mb_wix_read_public (MbDestination *destination,
                    const char *url,
                    char **final_url,
                    GCancellable *cancellable,
                    GError **error)
{
  return mb_http_read_page (MB_WIX (destination)->http, url, final_url, cancellable, error);
}

static gboolean
mb_wix_has_public (MbDestination *destination,
                   const char *url,
                   GCancellable *cancellable,
                   GError **error)
{
  return mb_http_has_picture (MB_WIX (destination)->http, url, cancellable, error);
}

static void
mb_wix_set_progress (MbDestination *destination, MbProgress progress, gpointer user_data)
{
  mb_http_set_progress (MB_WIX (destination)->http, progress, user_data);
}

static gint64
mb_wix_take_retry_after_ms (MbDestination *destination)
{
  return mb_http_take_retry_after_ms (MB_WIX (destination)->http);
}

static void
mb_wix_destination_init (MbDestinationInterface *iface)
{
  iface->probe = mb_wix_probe;
  iface->shape = mb_wix_shape;
  iface->prepare = mb_wix_prepare;
  iface->send_media = mb_wix_send_media;
  iface->find_media = mb_wix_find_media;
  iface->create_draft = mb_wix_create_draft;
  iface->find = mb_wix_find;
  iface->read = mb_wix_read;
  iface->update = mb_wix_update;
  iface->remove = mb_wix_remove;
  iface->read_public = mb_wix_read_public;
  iface->has_public = mb_wix_has_public;
  iface->set_progress = mb_wix_set_progress;
  iface->take_retry_after_ms = mb_wix_take_retry_after_ms;
}

static void
mb_wix_finalize (GObject *object)
{
  MbWix *self = MB_WIX (object);

  g_clear_pointer (&self->endpoint, g_free);
  g_clear_pointer (&self->site_id, g_free);
  g_clear_pointer (&self->media_root, g_free);
  g_clear_pointer (&self->http, mb_http_free);
  g_clear_pointer (&self->defaults, mb_site_defaults_free);
  g_clear_pointer (&self->terms_key, g_free);
  g_clear_pointer (&self->half_id, g_free);
  g_clear_pointer (&self->terms.member, g_free);
  g_ptr_array_unref (self->terms.categories);
  g_ptr_array_unref (self->terms.tags);

  G_OBJECT_CLASS (mb_wix_parent_class)->finalize (object);
}

static void
mb_wix_class_init (MbWixClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = mb_wix_finalize;
}

static void
mb_wix_init (MbWix *self)
{
  self->terms.categories = g_ptr_array_new_with_free_func (g_free);
  self->terms.tags = g_ptr_array_new_with_free_func (g_free);
}

/**
 * mb_wix_new:
 * @access: where and with what
 * @error: return location
 *
 * Makes a destination. Nothing is sent yet. The key goes as it is: the site wants no scheme before
 * it.
 *
 * Returns: (transfer full): the destination; `MB_PUBLISH_ERROR_AUTH` when the secret is not
 * `site id:API key`
 */
MbWix *
mb_wix_new (const MbWixAccess *access, GError **error)
{
  g_autoptr (MbWix) self = NULL;
  const char *colon;

  g_return_val_if_fail (access != NULL && access->secret != NULL, NULL);

  self = g_object_new (MB_TYPE_WIX, NULL);
  self->endpoint = g_strdup (access->endpoint);
  if (g_str_has_suffix (self->endpoint, "/"))
    self->endpoint[strlen (self->endpoint) - 1] = '\0';
  self->policy = *access->policy;
  self->http = mb_http_new (access->policy, access->timers);
  self->defaults =
    access->defaults ? mb_site_defaults_copy (access->defaults) : mb_site_defaults_new ();
  self->terms.comments = self->defaults->comments;
  self->media_root = strcmp (self->endpoint, MB_WIX_ENDPOINT) == 0
                       ? g_strdup (LIVE_MEDIA)
                       : g_strconcat (self->endpoint, "/media/", NULL);
  colon = strchr (access->secret, ':');
  self->site_id = g_strndup (access->secret, colon ? (gsize) (colon - access->secret) : 0);
  if (!g_uuid_string_is_valid (self->site_id)) {
    g_set_error_literal (error, MB_PUBLISH_ERROR, MB_PUBLISH_ERROR_AUTH,
                         "the access is not a site's id, a colon and an API key");
    return NULL;
  }
  if (!mb_http_set_authorization (self->http, self->endpoint, colon + 1, error))
    return NULL;

  return g_steal_pointer (&self);
}
