#include "mb-ghost.h"

#include "mb-ghost-codec.h"
#include "mb-ghost-lexical.h"
#include "mb-http.h"
#include "mb-media-name.h"
#include "mb-micropub-codec.h"

#include <libsoup/soup.h>

#include <string.h>

#define FORMATS "formats=lexical,html&include=tags,authors"
#define WHOLE_LIST "limit=100"

struct _MbGhost {
  GObject parent_instance;
  char *endpoint;
  char *key;
  char *version; /* (nullable): of the interface, as `v5.0` */
  MbHttp *http;
  MbSiteDefaults *defaults;
  gint64 ahead_s;   /* the site's clock before ours */
  char *seen_id;    /* (nullable): the post that was seen last … */
  char *updated_at; /* … and what the next write of it echoes */
  gboolean is_mobiledoc;
};

static void mb_ghost_destination_init (MbDestinationInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (MbGhost,
                               mb_ghost,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (MB_TYPE_DESTINATION,
                                                      mb_ghost_destination_init))

static char *
make_url (MbGhost *self, const char *route, const char *parameters)
{
  const char *slash = g_str_has_suffix (self->endpoint, "/") ? "" : "/";

  return g_strconcat (self->endpoint, slash, route, parameters ? "?" : NULL, parameters, NULL);
}

static gboolean
sign (MbGhost *self, GError **error)
{
  gint64 now_s = g_get_real_time () / G_USEC_PER_SEC + self->ahead_s;
  g_autofree char *token = mb_ghost_make_token (self->key, now_s, error);
  g_autofree char *authorization = token ? g_strconcat ("Ghost ", token, NULL) : NULL;

  return authorization &&
         mb_http_set_authorization (self->http, self->endpoint, authorization, error);
}

/* A token that the site takes for old was refused, not used: with the site's own time the request
 * is made once more. */
static gboolean
learn_time (MbGhost *self, const MbHttpReply *reply)
{
  g_autoptr (GDateTime) theirs =
    reply->date ? soup_date_time_new_from_http_string (reply->date) : NULL;
  gint64 ahead_s;

  if (!theirs)
    return FALSE;
  ahead_s = g_date_time_to_unix (theirs) - g_get_real_time () / G_USEC_PER_SEC;
  if (ABS (ahead_s - self->ahead_s) < 5)
    return FALSE;
  self->ahead_s = ahead_s;

  return TRUE;
}

static gboolean
is_json (const MbHttpReply *reply)
{
  return g_strcmp0 (reply->content_type, "application/json") == 0;
}

static MbHttpReply *
send_signed (MbGhost *self,
             const MbHttpRequest *unsigned_request,
             GCancellable *cancellable,
             GError **error)
{
  const char *const headers[] = {"Accept-Version", self->version ? self->version : "v5.0", NULL};
  MbHttpRequest request = *unsigned_request;

  request.accept = "application/json";
  request.with_access = TRUE;
  request.headers = headers;
  for (guint try = 0; try < 2; try++) {
    g_autoptr (MbHttpReply) reply = NULL;
    g_autoptr (GError) cause = NULL;
    gboolean old_token = FALSE;

    if (!sign (self, error))
      return NULL;
    reply = mb_http_send (self->http, &request, cancellable, error);
    if (!reply)
      return NULL;
    if (mb_ghost_check (reply, &request, &old_token, &cause))
      return g_steal_pointer (&reply);
    if (old_token && try == 0 && learn_time (self, reply))
      continue;
    g_propagate_error (error, g_steal_pointer (&cause));
    return NULL;
  }

  return NULL;
}

/* An answer that is not JSON is somebody else's. */
static MbHttpReply *
take_json (MbHttpReply *reply, MbPublishError code, GError **error)
{
  if (!reply || is_json (reply))
    return reply;
  g_set_error (error, MB_PUBLISH_ERROR, (int) code, "%s answered %s where JSON was asked for",
               reply->url, reply->content_type ? reply->content_type : "nothing named");
  mb_http_reply_free (reply);

  return NULL;
}

static MbHttpReply *
ask (MbGhost *self,
     const char *route,
     const char *parameters,
     GCancellable *cancellable,
     GError **error)
{
  g_autofree char *url = make_url (self, route, parameters);
  MbHttpRequest request = {.method = "GET", .url = url};

  return take_json (send_signed (self, &request, cancellable, error), MB_PUBLISH_ERROR_PORTAL,
                    error);
}

static MbHttpReply *
write_json (MbGhost *self,
            const char *method,
            const char *route,
            GBytes *json,
            GCancellable *cancellable,
            GError **error)
{
  g_autofree char *url = make_url (self, route, FORMATS);
  MbHttpRequest request = {
    .method = method,
    .url = url,
    .content_type = "application/json",
    .body = json,
  };

  return take_json (send_signed (self, &request, cancellable, error), MB_PUBLISH_ERROR_UNKNOWN,
                    error);
}

static gboolean
learn_version (MbGhost *self, GCancellable *cancellable, GError **error)
{
  g_autofree char *url = make_url (self, "site/", NULL);
  g_autoptr (MbHttpReply) reply = NULL;

  if (self->version)
    return TRUE;
  reply = mb_http_send_checked (
    self->http, &(MbHttpRequest) {.method = "GET", .url = url, .accept = "application/json"},
    cancellable, error);
  reply = take_json (g_steal_pointer (&reply), MB_PUBLISH_ERROR_PORTAL, error);
  if (!reply)
    return FALSE;
  self->version = mb_ghost_decode_version (reply->body, error);

  return self->version != NULL;
}

/* With the access a list of one is asked for: that tells whether it is taken. */
static gboolean
mb_ghost_probe (MbDestination *destination,
                MbCapabilities *capabilities,
                GCancellable *cancellable,
                GError **error)
{
  MbGhost *self = MB_GHOST (destination);
  g_autoptr (MbHttpReply) reply = NULL;

  if (!learn_version (self, cancellable, error))
    return FALSE;
  reply = ask (self, "posts/", "limit=1&fields=id", cancellable, error);
  if (!reply)
    return FALSE;
  if (capabilities)
    *capabilities = MB_CAP_DRAFT | MB_CAP_SCHEDULE | MB_CAP_UPDATE | MB_CAP_UNPUBLISH |
                    MB_CAP_LOOK_UP | MB_CAP_SECTION | MB_CAP_TAGS | MB_CAP_MEDIA |
                    MB_CAP_READ_BACK | MB_CAP_OWN_ID | MB_CAP_PUBLISH;

  return TRUE;
}

static void
mb_ghost_shape (MbDestination *destination, MbPost *post)
{
  mb_ghost_lexical_shape (post, MB_GHOST (destination)->defaults);
}

static char *
make_filter (const MbPost *post, const char *section)
{
  g_autoptr (GString) filter = g_string_new ("name:[");
  g_autoptr (GStrvBuilder) names = g_strv_builder_new ();
  g_auto (GStrv) all = NULL;

  if (section && *section)
    g_strv_builder_add (names, section);
  g_strv_builder_addv (names, (const char **) post->tags);
  all = g_strv_builder_end (names);
  for (guint i = 0; all[i]; i++) {
    if (!*all[i])
      continue;
    g_string_append_c (filter, '\'');
    for (const char *at = all[i]; *at; at++) {
      if (*at == '\'' || *at == '\\')
        g_string_append_c (filter, '\\');
      g_string_append_c (filter, *at);
    }
    g_string_append (filter, "',");
  }
  if (!g_str_has_suffix (filter->str, ","))
    return NULL;
  filter->str[filter->len - 1] = ']';

  return g_uri_escape_string (filter->str, NULL, FALSE);
}

static void
note_missing (GHashTable *known, const char *name, GString *missing)
{
  if (name && *name && !g_hash_table_contains (known, name))
    g_string_append_printf (missing, "%s%s", missing->len > 0 ? ", " : "", name);
}

/* The site makes the tags that it lacks unasked. */
static gboolean
check_tags (MbGhost *self, const MbPost *post, GCancellable *cancellable, GError **error)
{
  const char *section = mb_site_defaults_get_section (self->defaults, post->section);
  g_autofree char *filter = make_filter (post, section);
  g_autofree char *parameters = NULL;
  g_autoptr (MbHttpReply) reply = NULL;
  g_autoptr (GHashTable) known = NULL;
  g_autoptr (GString) missing = g_string_new (NULL);

  if (!filter)
    return TRUE;
  parameters = g_strconcat (WHOLE_LIST "&fields=name&filter=", filter, NULL);
  reply = ask (self, "tags/", parameters, cancellable, error);
  known = reply ? mb_ghost_decode_tags (reply->body, error) : NULL;
  if (!known)
    return FALSE;
  note_missing (known, section, missing);
  for (guint i = 0; post->tags[i]; i++)
    note_missing (known, post->tags[i], missing);
  if (missing->len == 0)
    return TRUE;
  g_set_error (error, MB_PUBLISH_ERROR, MB_PUBLISH_ERROR_TERMS, "%s", missing->str);

  return FALSE;
}

static gboolean
mb_ghost_prepare (MbDestination *destination,
                  const MbPost *post,
                  gboolean may_create_terms,
                  GCancellable *cancellable,
                  GError **error)
{
  MbGhost *self = MB_GHOST (destination);

  if (!mb_ghost_check_limits (post, self->defaults, error))
    return FALSE;

  return may_create_terms || self->defaults->makes_terms ||
         check_tags (self, post, cancellable, error);
}

static MbRemoteMedia *
mb_ghost_send_media (MbDestination *destination,
                     const MbMediaItem *item,
                     GCancellable *cancellable,
                     GError **error)
{
  MbGhost *self = MB_GHOST (destination);
  g_autofree char *name = mb_media_name_mark (item->file_name, item->bytes);
  g_autofree char *content_type = NULL;
  g_autofree char *url = make_url (self, "images/upload/", NULL);
  g_autoptr (GBytes) form = NULL;
  g_autoptr (MbHttpReply) reply = NULL;
  g_autofree char *address = NULL;
  MbHttpRequest request = {.method = "POST", .url = url};

  form =
    mb_micropub_encode_file (item->bytes, name, mb_media_sniff_type (item->bytes), &content_type);
  request.content_type = content_type;
  request.body = form;
  reply =
    take_json (send_signed (self, &request, cancellable, error), MB_PUBLISH_ERROR_UNKNOWN, error);
  address = reply ? mb_ghost_decode_image (reply->body, error) : NULL;

  return address ? mb_remote_media_new (address, NULL) : NULL;
}

/* What the site said of a post; its next write echoes the moment. */
static MbRemote *
take_post (MbGhost *self, MbGhostPost *post)
{
  MbRemote *remote;

  if (!post)
    return NULL;
  g_set_str (&self->seen_id, post->remote->id);
  g_set_str (&self->updated_at, post->updated_at);
  self->is_mobiledoc = post->is_mobiledoc;
  remote = g_steal_pointer (&post->remote);
  mb_ghost_post_free (post);

  return remote;
}

static MbRemote *
mb_ghost_create_draft (MbDestination *destination,
                       const MbPost *post,
                       GCancellable *cancellable,
                       GError **error)
{
  MbGhost *self = MB_GHOST (destination);
  MbGhostWrite write = {
    .slug = post->marker,
    .status = MB_POST_DRAFT,
    .defaults = self->defaults,
  };
  g_autoptr (GBytes) json = mb_ghost_encode_post (post, &write);
  g_autoptr (MbHttpReply) reply = write_json (self, "POST", "posts/", json, cancellable, error);

  if (!reply)
    return NULL;
  if (reply->status != 201) {
    g_set_error (error, MB_PUBLISH_ERROR, MB_PUBLISH_ERROR_UNKNOWN,
                 "status %u where a post was to be made", reply->status);
    return NULL;
  }

  return take_post (self, mb_ghost_decode_post (reply->body, error));
}

static int
compare_remotes (gconstpointer a, gconstpointer b)
{
  /* Ids begin with the moment of making. */
  return strcmp ((*(const MbRemote *const *) a)->id, (*(const MbRemote *const *) b)->id);
}

/* A second post under our mark was given a number by the site: a request that came late. */
static char *
make_slug_filter (const char *slug)
{
  if (g_str_has_prefix (slug, "marbre-"))
    return g_strdup_printf ("slug%%3A%%5B%s%%2C%s-2%%2C%s-3%%5D", slug, slug, slug);

  return g_strconcat ("slug%3A", slug, NULL);
}

static GPtrArray *
mb_ghost_find (MbDestination *destination,
               const char *slug,
               GCancellable *cancellable,
               GError **error)
{
  g_autofree char *escaped = g_uri_escape_string (slug, NULL, FALSE);
  g_autofree char *filter = make_slug_filter (escaped);
  g_autofree char *parameters = g_strconcat (FORMATS "&limit=20&filter=", filter, NULL);
  g_autoptr (MbHttpReply) reply =
    ask (MB_GHOST (destination), "posts/", parameters, cancellable, error);
  g_autoptr (GPtrArray) posts = reply ? mb_ghost_decode_posts (reply->body, error) : NULL;
  GPtrArray *remotes;

  if (!posts)
    return NULL;
  remotes = g_ptr_array_new_with_free_func ((GDestroyNotify) mb_remote_free);
  for (guint i = 0; i < posts->len; i++) {
    MbGhostPost *post = posts->pdata[i];

    g_ptr_array_add (remotes, g_steal_pointer (&post->remote));
  }
  g_ptr_array_sort (remotes, compare_remotes);

  return remotes;
}

static char *
make_post_route (const MbPlace *place, GError **error)
{
  if (place->id && *place->id && strspn (place->id, "0123456789abcdef") == strlen (place->id))
    return g_strconcat ("posts/", place->id, "/", NULL);
  g_set_error (error, MB_PUBLISH_ERROR, MB_PUBLISH_ERROR_GONE, "no post is known at %s",
               place->url ? place->url : "this place");

  return NULL;
}

static MbRemote *
mb_ghost_read (MbDestination *destination,
               const MbPlace *place,
               GCancellable *cancellable,
               GError **error)
{
  MbGhost *self = MB_GHOST (destination);
  g_autofree char *route = make_post_route (place, error);
  g_autoptr (MbHttpReply) reply = route ? ask (self, route, FORMATS, cancellable, error) : NULL;

  return reply ? take_post (self, mb_ghost_decode_post (reply->body, error)) : NULL;
}

/* The site refuses a write that does not know its last change: 409, a conflict. */
static MbRemote *
mb_ghost_update (MbDestination *destination,
                 const MbPlace *place,
                 const MbPost *post,
                 MbPostStatus status,
                 GCancellable *cancellable,
                 GError **error)
{
  MbGhost *self = MB_GHOST (destination);
  g_autofree char *route = make_post_route (place, error);
  MbGhostWrite write = {.slug = post->slug, .status = status, .defaults = self->defaults};
  g_autoptr (GBytes) json = NULL;
  g_autoptr (MbHttpReply) reply = NULL;

  if (!route)
    return NULL;
  if (g_strcmp0 (self->seen_id, place->id) != 0) {
    g_autoptr (MbRemote) seen = mb_ghost_read (destination, place, cancellable, error);

    if (!seen)
      return NULL;
  }
  if (self->is_mobiledoc && !post->only_status) {
    g_set_error_literal (
      error, MB_PUBLISH_ERROR, MB_PUBLISH_ERROR_INVALID,
      "the site keeps this post as mobiledoc: opened and saved in its own editor "
      "it can be written");
    return NULL;
  }
  write.updated_at = self->updated_at;
  json = mb_ghost_encode_post (post, &write);
  reply = write_json (self, "PUT", route, json, cancellable, error);

  return reply ? take_post (self, mb_ghost_decode_post (reply->body, error)) : NULL;
}

/* For good: the site has no bin. */
static gboolean
mb_ghost_remove (MbDestination *destination,
                 const MbPlace *place,
                 GCancellable *cancellable,
                 GError **error)
{
  MbGhost *self = MB_GHOST (destination);
  g_autofree char *route = make_post_route (place, NULL);
  g_autofree char *url = route ? make_url (self, route, NULL) : NULL;
  MbHttpRequest request = {.method = "DELETE", .url = url};
  g_autoptr (MbHttpReply) reply = NULL;
  g_autoptr (GError) cause = NULL;

  if (!route)
    return TRUE;
  reply = send_signed (self, &request, cancellable, &cause);
  if (reply || g_error_matches (cause, MB_PUBLISH_ERROR, MB_PUBLISH_ERROR_GONE))
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&cause));

  return FALSE;
}

static GBytes *
mb_ghost_read_public (MbDestination *destination,
                      const char *url,
                      char **final_url,
                      GCancellable *cancellable,
                      GError **error)
{
  return mb_http_read_page (MB_GHOST (destination)->http, url, final_url, cancellable, error);
}

static gboolean
mb_ghost_has_public (MbDestination *destination,
                     const char *url,
                     GCancellable *cancellable,
                     GError **error)
{
  return mb_http_has_picture (MB_GHOST (destination)->http, url, cancellable, error);
}

static void
mb_ghost_set_progress (MbDestination *destination, MbProgress progress, gpointer user_data)
{
  mb_http_set_progress (MB_GHOST (destination)->http, progress, user_data);
}

static gint64
mb_ghost_take_retry_after_ms (MbDestination *destination)
{
  return mb_http_take_retry_after_ms (MB_GHOST (destination)->http);
}

static void
mb_ghost_destination_init (MbDestinationInterface *iface)
{
  iface->probe = mb_ghost_probe;
  iface->shape = mb_ghost_shape;
  iface->prepare = mb_ghost_prepare;
  iface->send_media = mb_ghost_send_media;
  iface->create_draft = mb_ghost_create_draft;
  iface->find = mb_ghost_find;
  iface->read = mb_ghost_read;
  iface->update = mb_ghost_update;
  iface->remove = mb_ghost_remove;
  iface->read_public = mb_ghost_read_public;
  iface->has_public = mb_ghost_has_public;
  iface->set_progress = mb_ghost_set_progress;
  iface->take_retry_after_ms = mb_ghost_take_retry_after_ms;
}

static void
mb_ghost_finalize (GObject *object)
{
  MbGhost *self = MB_GHOST (object);

  g_clear_pointer (&self->endpoint, g_free);
  if (self->key)
    explicit_bzero (self->key, strlen (self->key));
  g_clear_pointer (&self->key, g_free);
  g_clear_pointer (&self->version, g_free);
  g_clear_pointer (&self->http, mb_http_free);
  g_clear_pointer (&self->defaults, mb_site_defaults_free);
  g_clear_pointer (&self->seen_id, g_free);
  g_clear_pointer (&self->updated_at, g_free);

  G_OBJECT_CLASS (mb_ghost_parent_class)->finalize (object);
}

static void
mb_ghost_class_init (MbGhostClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = mb_ghost_finalize;
}

static void
mb_ghost_init (MbGhost *self)
{
}

/**
 * mb_ghost_new:
 * @access: where and with what
 * @error: return location
 *
 * Makes a destination. Nothing is sent yet.
 *
 * Returns: (transfer full): the destination; `MB_PUBLISH_ERROR_AUTH` when the key is none
 */
MbGhost *
mb_ghost_new (const MbGhostAccess *access, GError **error)
{
  g_autoptr (MbGhost) self = NULL;

  g_return_val_if_fail (access != NULL, NULL);
  g_return_val_if_fail (access->key != NULL, NULL);

  self = g_object_new (MB_TYPE_GHOST, NULL);
  self->endpoint = g_strdup (access->endpoint);
  self->key = g_strdup (access->key);
  self->http = mb_http_new (access->policy, access->timers);
  self->defaults =
    access->defaults ? mb_site_defaults_copy (access->defaults) : mb_site_defaults_new ();
  mb_http_set_tls_database (self->http, access->tls_database);
  if (!sign (self, error))
    return NULL;

  return g_steal_pointer (&self);
}
