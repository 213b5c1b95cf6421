#include "mb-destination.h"

G_DEFINE_QUARK (mb_publish_error_quark, mb_publish_error)

G_DEFINE_FLAGS_TYPE (MbCapabilities,
                     mb_capabilities,
                     G_DEFINE_ENUM_VALUE (MB_CAP_DRAFT, "draft"),
                     G_DEFINE_ENUM_VALUE (MB_CAP_SCHEDULE, "schedule"),
                     G_DEFINE_ENUM_VALUE (MB_CAP_UPDATE, "update"),
                     G_DEFINE_ENUM_VALUE (MB_CAP_UNPUBLISH, "unpublish"),
                     G_DEFINE_ENUM_VALUE (MB_CAP_LOOK_UP, "look-up"),
                     G_DEFINE_ENUM_VALUE (MB_CAP_CREDIT, "credit"),
                     G_DEFINE_ENUM_VALUE (MB_CAP_KICKER, "kicker"),
                     G_DEFINE_ENUM_VALUE (MB_CAP_SECTION, "section"),
                     G_DEFINE_ENUM_VALUE (MB_CAP_BYLINE, "byline"),
                     G_DEFINE_ENUM_VALUE (MB_CAP_DATELINE, "dateline"),
                     G_DEFINE_ENUM_VALUE (MB_CAP_MEDIA, "media"),
                     G_DEFINE_ENUM_VALUE (MB_CAP_READ_BACK, "read-back"),
                     G_DEFINE_ENUM_VALUE (MB_CAP_PENDING, "pending"),
                     G_DEFINE_ENUM_VALUE (MB_CAP_PRIVATE, "private"),
                     G_DEFINE_ENUM_VALUE (MB_CAP_OWN_ID, "own-id"),
                     G_DEFINE_ENUM_VALUE (MB_CAP_TAGS, "tags"),
                     G_DEFINE_ENUM_VALUE (MB_CAP_PUBLISH, "publish"))

G_DEFINE_INTERFACE (MbDestination, mb_destination, G_TYPE_OBJECT)

static void
mb_destination_default_init (MbDestinationInterface *iface)
{
}

/**
 * mb_destination_probe:
 * @self: a destination
 * @capabilities: (out): what the site says it can do
 * @cancellable: (nullable): to give up
 * @error: return location
 *
 * Asks the site what it offers, with our access.
 *
 * Nothing is written. To be called before anything else of a run: the answer decides which fields
 * are sent.
 *
 * Returns: `TRUE` when the site answered and takes our access
 */
gboolean
mb_destination_probe (MbDestination *self,
                      MbCapabilities *capabilities,
                      GCancellable *cancellable,
                      GError **error)
{
  g_return_val_if_fail (MB_IS_DESTINATION (self), FALSE);

  return MB_DESTINATION_GET_IFACE (self)->probe (self, capabilities, cancellable, error);
}

/**
 * mb_destination_shape:
 * @self: a destination
 * @post: a post, as mb_post_new() made it; its `content` and `html` are set
 *
 * Writes an article in the site's own form. Sends nothing, and gives the same at every call.
 */
void
mb_destination_shape (MbDestination *self, MbPost *post)
{
  g_return_if_fail (MB_IS_DESTINATION (self));

  if (MB_DESTINATION_GET_IFACE (self)->shape)
    MB_DESTINATION_GET_IFACE (self)->shape (self, post);
}

/**
 * mb_destination_prepare:
 * @self: a destination
 * @post: what will be sent
 * @may_create_terms: whether a section or tag that the site lacks may be made there
 * @cancellable: (nullable): to give up
 * @error: return location
 *
 * Looks up what a post names and a site has to know: section, tags, author.
 *
 * `MB_PUBLISH_ERROR_TERMS`: the site lacks some, and the person has not said that they may be made.
 *
 * Returns: `TRUE` when the site has them all
 */
gboolean
mb_destination_prepare (MbDestination *self,
                        const MbPost *post,
                        gboolean may_create_terms,
                        GCancellable *cancellable,
                        GError **error)
{
  g_return_val_if_fail (MB_IS_DESTINATION (self), FALSE);

  return !MB_DESTINATION_GET_IFACE (self)->prepare ||
         MB_DESTINATION_GET_IFACE (self)->prepare (self, post, may_create_terms, cancellable,
                                                   error);
}

/**
 * mb_destination_send_media:
 * @self: a destination
 * @item: a picture, as it may leave the machine
 * @cancellable: (nullable): to give up
 * @error: return location
 *
 * Sends a picture.
 *
 * `MB_PUBLISH_ERROR_UNKNOWN`: it may or may not have arrived; call mb_destination_find_media()
 * before it is sent again.
 *
 * Returns: (transfer full): the picture as the site keeps it
 */
MbRemoteMedia *
mb_destination_send_media (MbDestination *self,
                           const MbMediaItem *item,
                           GCancellable *cancellable,
                           GError **error)
{
  g_return_val_if_fail (MB_IS_DESTINATION (self), NULL);

  return MB_DESTINATION_GET_IFACE (self)->send_media (self, item, cancellable, error);
}

/**
 * mb_destination_find_media:
 * @self: a destination
 * @item: a picture that may have been sent
 * @cancellable: (nullable): to give up
 * @error: return location
 *
 * Looks whether a picture has arrived.
 *
 * Returns: (transfer full) (nullable): the picture; `NULL` without an error: it has not, or the
 * site cannot say
 */
MbRemoteMedia *
mb_destination_find_media (MbDestination *self,
                           const MbMediaItem *item,
                           GCancellable *cancellable,
                           GError **error)
{
  g_return_val_if_fail (MB_IS_DESTINATION (self), NULL);

  if (!MB_DESTINATION_GET_IFACE (self)->find_media)
    return NULL;

  return MB_DESTINATION_GET_IFACE (self)->find_media (self, item, cancellable, error);
}

/**
 * mb_destination_create_draft:
 * @self: a destination
 * @post: what to send; its marker becomes the slug
 * @cancellable: (nullable): to give up
 * @error: return location
 *
 * Creates a post that no reader sees.
 *
 * `MB_PUBLISH_ERROR_UNKNOWN`: it may exist; call mb_destination_find() before anything is sent
 * again.
 *
 * Returns: (transfer full): where it is, and what else the site said of it
 */
MbRemote *
mb_destination_create_draft (MbDestination *self,
                             const MbPost *post,
                             GCancellable *cancellable,
                             GError **error)
{
  g_return_val_if_fail (MB_IS_DESTINATION (self), NULL);

  return MB_DESTINATION_GET_IFACE (self)->create_draft (self, post, cancellable, error);
}

/**
 * mb_destination_find:
 * @self: a destination
 * @slug: a marker or a slug
 * @cancellable: (nullable): to give up
 * @error: return location
 *
 * Looks for posts by their slug, drafts included.
 *
 * Returns: (transfer full) (element-type MbRemote): what was found, the oldest first; empty when
 * there is none
 */
GPtrArray *
mb_destination_find (MbDestination *self,
                     const char *slug,
                     GCancellable *cancellable,
                     GError **error)
{
  g_return_val_if_fail (MB_IS_DESTINATION (self), NULL);

  return MB_DESTINATION_GET_IFACE (self)->find (self, slug, cancellable, error);
}

/**
 * mb_destination_read:
 * @self: a destination
 * @place: where a post is
 * @cancellable: (nullable): to give up
 * @error: return location
 *
 * Reads what the site holds of a post.
 *
 * `MB_PUBLISH_ERROR_GONE`: there is none at this place.
 *
 * Returns: (transfer full): the post
 */
MbRemote *
mb_destination_read (MbDestination *self,
                     const MbPlace *place,
                     GCancellable *cancellable,
                     GError **error)
{
  g_return_val_if_fail (MB_IS_DESTINATION (self), NULL);

  return MB_DESTINATION_GET_IFACE (self)->read (self, place, cancellable, error);
}

/**
 * mb_destination_update:
 * @self: a destination
 * @place: where a post is
 * @post: its whole new content; its slug becomes the slug
 * @status: what it is to be from now on
 * @cancellable: (nullable): to give up
 * @error: return location
 *
 * Replaces all that a post holds.
 *
 * The same call twice leaves the same post. `MB_PUBLISH_ERROR_UNKNOWN`: read before anything is
 * sent again.
 *
 * Returns: (transfer full): where it is from now on, and what else the site said of it
 */
MbRemote *
mb_destination_update (MbDestination *self,
                       const MbPlace *place,
                       const MbPost *post,
                       MbPostStatus status,
                       GCancellable *cancellable,
                       GError **error)
{
  g_return_val_if_fail (MB_IS_DESTINATION (self), NULL);

  return MB_DESTINATION_GET_IFACE (self)->update (self, place, post, status, cancellable, error);
}

/**
 * mb_destination_remove:
 * @self: a destination
 * @place: where a post is
 * @cancellable: (nullable): to give up
 * @error: return location
 *
 * Deletes a post. One that is not there counts as deleted.
 *
 * Returns: `TRUE` when it is gone
 */
gboolean
mb_destination_remove (MbDestination *self,
                       const MbPlace *place,
                       GCancellable *cancellable,
                       GError **error)
{
  g_return_val_if_fail (MB_IS_DESTINATION (self), FALSE);

  return MB_DESTINATION_GET_IFACE (self)->remove (self, place, cancellable, error);
}

/**
 * mb_destination_pull:
 * @self: a destination
 * @address: of a post: of its public page, or what the site calls it
 * @cancellable: (nullable): to give up
 * @error: return location
 *
 * Fetches a post with its pictures, to be made an article.
 *
 * Returns: (transfer full): the post; `MB_PUBLISH_ERROR_FAILED` where that is not known of the
 * platform
 */
MbPulled *
mb_destination_pull (MbDestination *self,
                     const char *address,
                     GCancellable *cancellable,
                     GError **error)
{
  g_return_val_if_fail (MB_IS_DESTINATION (self), NULL);

  if (MB_DESTINATION_GET_IFACE (self)->pull)
    return MB_DESTINATION_GET_IFACE (self)->pull (self, address, cancellable, error);
  g_set_error_literal (error, MB_PUBLISH_ERROR, MB_PUBLISH_ERROR_FAILED,
                       "posts of this platform are not fetched");

  return NULL;
}

/**
 * mb_destination_read_public:
 * @self: a destination
 * @url: a public page
 * @final_url: (out) (optional): where redirects ended
 * @cancellable: (nullable): to give up
 * @error: return location
 *
 * Fetches a page as a reader would, without our access.
 *
 * Returns: (transfer full): the page
 */
GBytes *
mb_destination_read_public (MbDestination *self,
                            const char *url,
                            char **final_url,
                            GCancellable *cancellable,
                            GError **error)
{
  g_return_val_if_fail (MB_IS_DESTINATION (self), NULL);

  return MB_DESTINATION_GET_IFACE (self)->read_public (self, url, final_url, cancellable, error);
}

/**
 * mb_destination_has_public:
 * @self: a destination
 * @url: address of a picture
 * @cancellable: (nullable): to give up
 * @error: return location
 *
 * Asks whether a reader gets a picture, without fetching its bytes.
 *
 * Returns: `TRUE` when it is there
 */
gboolean
mb_destination_has_public (MbDestination *self,
                           const char *url,
                           GCancellable *cancellable,
                           GError **error)
{
  g_return_val_if_fail (MB_IS_DESTINATION (self), FALSE);

  return MB_DESTINATION_GET_IFACE (self)->has_public (self, url, cancellable, error);
}

/**
 * mb_destination_set_progress:
 * @self: a destination
 * @progress: (nullable) (scope forever): called on the worker while bytes leave
 * @user_data: for @progress
 *
 * Sets who is told how far a request is.
 */
void
mb_destination_set_progress (MbDestination *self, MbProgress progress, gpointer user_data)
{
  g_return_if_fail (MB_IS_DESTINATION (self));

  MB_DESTINATION_GET_IFACE (self)->set_progress (self, progress, user_data);
}

/**
 * mb_destination_take_retry_after_ms:
 * @self: a destination
 *
 * Takes how long the site asked us to stay away with its last answer, once.
 *
 * Returns: milliseconds; -1 when it did not ask
 */
gint64
mb_destination_take_retry_after_ms (MbDestination *self)
{
  g_return_val_if_fail (MB_IS_DESTINATION (self), -1);

  return MB_DESTINATION_GET_IFACE (self)->take_retry_after_ms (self);
}

/**
 * mb_post_free:
 * @post: (nullable): a post
 *
 * Frees what is to be sent.
 */
void
mb_post_free (MbPost *post)
{
  if (!post)
    return;

  g_free (post->marker);
  g_free (post->slug);
  g_free (post->headline);
  g_free (post->kicker);
  g_free (post->standfirst);
  g_free (post->html);
  g_free (post->content);
  g_clear_pointer (&post->snapshot, mb_snapshot_unref);
  g_clear_pointer (&post->media, g_hash_table_unref);
  g_free (post->section);
  g_strfreev (post->tags);
  g_free (post->byline);
  g_free (post->dateline);
  g_free (post->credit);
  g_free (post->featured);
  g_free (post->published);
  g_free (post->language);
  g_free (post);
}

/**
 * mb_post_status_is_public:
 * @status: a post's status
 *
 * Whether every reader gets a post of this status.
 *
 * Returns: `TRUE` for published ones
 */
gboolean
mb_post_status_is_public (MbPostStatus status)
{
  return status == MB_POST_PUBLISHED;
}

/**
 * mb_remote_new:
 * @url: a post's address
 *
 * Makes what is known of a post of which the site said where it is and nothing else.
 *
 * Returns: (transfer full): the post
 */
MbRemote *
mb_remote_new (const char *url)
{
  MbRemote *remote = g_new0 (MbRemote, 1);

  remote->url = g_strdup (url);
  remote->status = MB_POST_STATUS_UNKNOWN;

  return remote;
}

/**
 * mb_remote_media_new:
 * @url: where a picture is
 * @id: (nullable): what its site calls it
 *
 * Makes what is known of a picture of a site.
 *
 * Returns: (transfer full): the picture
 */
MbRemoteMedia *
mb_remote_media_new (const char *url, const char *id)
{
  MbRemoteMedia *media = g_new0 (MbRemoteMedia, 1);

  media->url = g_strdup (url);
  media->id = g_strdup (id);

  return media;
}

/**
 * mb_remote_media_copy:
 * @media: a picture of a site
 *
 * Copies it.
 *
 * Returns: (transfer full): the copy
 */
MbRemoteMedia *
mb_remote_media_copy (const MbRemoteMedia *media)
{
  MbRemoteMedia *copy = mb_remote_media_new (media->url, media->id);

  copy->width_px = media->width_px;
  copy->height_px = media->height_px;

  return copy;
}

/**
 * mb_remote_media_free:
 * @media: (nullable): a picture of a site
 *
 * Frees it.
 */
void
mb_remote_media_free (MbRemoteMedia *media)
{
  if (!media)
    return;

  g_free (media->url);
  g_free (media->id);
  g_free (media);
}

/**
 * mb_remote_media_table_new:
 *
 * Makes a table of pictures of a site by the SHA-256 of their originals.
 *
 * Returns: (transfer full) (element-type utf8 MbRemoteMedia): the empty table
 */
GHashTable *
mb_remote_media_table_new (void)
{
  return g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
                                (GDestroyNotify) mb_remote_media_free);
}

/**
 * mb_remote_free:
 * @remote: (nullable): a post of a site
 *
 * Frees what a site told of a post.
 */
void
mb_remote_free (MbRemote *remote)
{
  if (!remote)
    return;

  g_free (remote->url);
  g_free (remote->id);
  g_free (remote->version);
  g_free (remote->slug);
  g_free (remote->headline);
  g_free (remote->standfirst);
  g_free (remote->html);
  g_free (remote->content);
  g_free (remote->featured);
  g_free (remote);
}
