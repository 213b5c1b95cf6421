#include "mb-wix-inside.h"

#include "mb-media-name.h"

#include <string.h>

#define MARK_CHARS 8
#define LOOKS 6 /* for a picture that the site still works on */

/* A name that is the bytes' alone is how they are found again. */
static char *
make_name (const MbMediaItem *item)
{
  g_autofree char *sum = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, item->bytes);
  const char *dot = strrchr (item->file_name, '.');
  int n = (int) (dot ? dot - item->file_name : (gssize) strlen (item->file_name));

  return g_strdup_printf ("%.*s-%.*s%s", n, item->file_name, MARK_CHARS, sum, dot ? dot : "");
}

static void
wait (guint delay_ms, GCancellable *cancellable)
{
  GPollFD fd = {0};

  if (g_cancellable_make_pollfd (cancellable, &fd)) {
    g_poll (&fd, 1, (int) delay_ms);
    g_cancellable_release_fd (cancellable);
  } else {
    g_poll (NULL, 0, (int) delay_ms);
  }
}

/* Until the site has finished with a picture: before that a post might show none. */
static MbRemoteMedia *
await (MbWix *self, const char *id, GCancellable *cancellable, GError **error)
{
  g_autofree char *escaped = g_uri_escape_string (id, "~", FALSE);
  g_autofree char *path =
    g_strconcat ("/site-media/v1/files/get-file-by-id?fileId=", escaped, NULL);

  for (guint i = 0; i < LOOKS; i++) {
    g_autoptr (MbHttpReply) reply = mb_wix_ask (self, path, NULL, cancellable, error);
    g_autoptr (MbRemoteMedia) media = NULL;
    gboolean ready = FALSE;

    media = reply ? mb_wix_decode_file (reply->body, self->media_root, &ready, error) : NULL;
    if (!media)
      return NULL;
    if (ready)
      return g_steal_pointer (&media);
    wait (self->policy.base_ms << i, cancellable);
    if (g_cancellable_is_cancelled (cancellable))
      break;
  }
  g_set_error_literal (error, MB_PUBLISH_ERROR, MB_PUBLISH_ERROR_BUSY,
                       "the site still works on a picture");

  return NULL;
}

/* The address to which bytes go is a secret by itself, elsewhere: our access does not go there. */
static MbHttpReply *
upload (MbWix *self,
        const MbMediaItem *item,
        const char *to,
        const char *name,
        GCancellable *cancellable,
        GError **error)
{
  g_autofree char *url = g_strconcat (to, strchr (to, '?') ? "&" : "?", "filename=", name, NULL);
  MbHttpRequest request = {
    .method = "PUT",
    .url = url,
    .content_type = mb_media_sniff_type (item->bytes),
    .body = item->bytes,
    .accept = "application/json",
  };
  g_autoptr (MbHttpReply) reply = mb_http_send (self->http, &request, cancellable, error);

  if (!reply || !mb_wix_check (reply, &request, NULL, error))
    return NULL;

  return g_steal_pointer (&reply);
}

/**
 * mb_wix_send_picture:
 * @self: a site
 * @item: a picture; its words stand where the article shows it, not with the file
 * @cancellable: (nullable): to give up
 * @error: return location
 *
 * Sends a picture into the site's media, and waits until the site has finished with it.
 *
 * Returns: (transfer full): the picture as the site keeps it
 */
MbRemoteMedia *
mb_wix_send_picture (MbWix *self,
                     const MbMediaItem *item,
                     GCancellable *cancellable,
                     GError **error)
{
  g_autofree char *name = make_name (item);
  g_autoptr (GBytes) json = mb_wix_encode_upload (mb_media_sniff_type (item->bytes), name);
  MbHttpRequest request = {
    .method = "POST",
    .url = "/site-media/v1/files/generate-upload-url",
    .body = json,
  };
  g_autoptr (MbHttpReply) place = mb_wix_write (self, &request, NULL, cancellable, error);
  g_autofree char *to = place ? mb_wix_decode_upload_url (place->body, error) : NULL;
  g_autoptr (MbHttpReply) sent = to ? upload (self, item, to, name, cancellable, error) : NULL;
  g_autoptr (MbRemoteMedia) media = NULL;
  gboolean ready = FALSE;

  if (!sent)
    return NULL;
  media = mb_wix_decode_file (sent->body, self->media_root, &ready, error);
  if (!media || ready)
    return g_steal_pointer (&media);

  return await (self, media->id, cancellable, error);
}

/**
 * mb_wix_find_picture:
 * @self: a site
 * @item: a picture that may have been sent
 * @cancellable: (nullable): to give up
 * @error: return location
 *
 * Looks for a picture by the name that its bytes gave it.
 *
 * Returns: (transfer full) (nullable): the picture; `NULL` without an error: it is not there
 */
MbRemoteMedia *
mb_wix_find_picture (MbWix *self,
                     const MbMediaItem *item,
                     GCancellable *cancellable,
                     GError **error)
{
  g_autofree char *name = make_name (item);
  g_autoptr (MbHttpReply) reply =
    mb_wix_ask (self,
                "/site-media/v1/files?parentFolderId=media-root&mediaTypes=IMAGE"
                "&sort.fieldName=updatedDate&sort.order=DESC&paging.limit=100",
                NULL, cancellable, error);
  g_autofree char *id = reply ? mb_wix_decode_file_id (reply->body, name, error) : NULL;

  return id ? await (self, id, cancellable, error) : NULL;
}
