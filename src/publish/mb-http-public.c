#include "mb-http.h"

/* What a reader gets: without our access, redirects followed. */

#define PAGE_CAP_BYTES (4 * 1024 * 1024)
#define PICTURE_CAP_BYTES (64 * 1024 * 1024)

/**
 * mb_http_read_page:
 * @self: the sender
 * @url: a public page
 * @final_url: (out) (optional): where redirects ended
 * @cancellable: (nullable): to give up
 * @error: return location
 *
 * Fetches a page as a reader would.
 *
 * Returns: (transfer full): the page
 */
GBytes *
mb_http_read_page (MbHttp *self,
                   const char *url,
                   char **final_url,
                   GCancellable *cancellable,
                   GError **error)
{
  g_autoptr (MbHttpReply) reply = NULL;

  reply = mb_http_send_checked (self,
                                &(MbHttpRequest) {
                                  .method = "GET",
                                  .url = url,
                                  .accept = "text/html",
                                  .follow = TRUE,
                                  .cap_bytes = PAGE_CAP_BYTES,
                                },
                                cancellable, error);
  if (!reply)
    return NULL;
  if (final_url)
    *final_url = g_strdup (reply->url);

  return g_bytes_ref (reply->body);
}

/**
 * mb_http_has_picture:
 * @self: the sender
 * @url: address of a picture
 * @cancellable: (nullable): to give up
 * @error: return location
 *
 * Asks whether a reader gets a picture, without its bytes where the server allows that.
 *
 * Returns: `TRUE` when it is there
 */
gboolean
mb_http_has_picture (MbHttp *self, const char *url, GCancellable *cancellable, GError **error)
{
  MbHttpRequest request = {.method = "HEAD", .url = url, .accept = "image/*", .follow = TRUE};
  g_autoptr (MbHttpReply) reply = mb_http_send (self, &request, cancellable, error);

  if (reply && (reply->status == 405 || reply->status == 501)) {
    g_clear_pointer (&reply, mb_http_reply_free);
    request.method = "GET";
    request.cap_bytes = PICTURE_CAP_BYTES;
    reply = mb_http_send (self, &request, cancellable, error);
  }
  if (!reply || !mb_http_check (reply, &request, error))
    return FALSE;
  if (reply->content_type && !g_str_has_prefix (reply->content_type, "text/"))
    return TRUE;

  g_set_error (error, MB_PUBLISH_ERROR, MB_PUBLISH_ERROR_LOSS, "%s is not a picture", url);

  return FALSE;
}
