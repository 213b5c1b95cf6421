#include "mb-site-limits.h"

#define MAX_UPLOAD_BYTES (16 * 1024 * 1024) /* a picture, from somebody with the token */
#define MAX_FORM_BYTES (64 * 1024)          /* 4,000 signs, percent-encoded, fit */
#define MAX_OPEN 200                        /* well below the 1,024 files of a process */

struct _MbSiteLimits {
  MbSiteGuard *guard; /* (nullable): borrowed; NULL once the server is gone */
  guint patience_s;
  guint open;
};

/* One request, from the moment its connection waits for it. */
typedef struct {
  MbSiteLimits *limits;
  GSocket *socket; /* (nullable) */
  guint deadline_id;
} Guest;

static void
guest_free (Guest *guest)
{
  guest->limits->open--;
  g_clear_handle_id (&guest->deadline_id, g_source_remove);
  g_clear_object (&guest->socket);
  g_rc_box_release (guest->limits);
  g_free (guest);
}

static void
guest_free_closure (gpointer data, GClosure *closure)
{
  guest_free (data);
}

static void
show_out (Guest *guest)
{
  if (guest->socket)
    g_socket_shutdown (guest->socket, TRUE, TRUE, NULL);
}

static gboolean
deadline_cb (gpointer user_data)
{
  Guest *guest = user_data;

  guest->deadline_id = 0;
  show_out (guest);

  return G_SOURCE_REMOVE;
}

static gint64
get_limit (const MbSiteLimits *self, SoupServerMessage *message)
{
  const char *path = g_uri_get_path (soup_server_message_get_uri (message));
  const char *header = soup_message_headers_get_one (
    soup_server_message_get_request_headers (message), "Authorization");

  if (self->guard && g_str_has_prefix (path, "/micropub") &&
      mb_site_guard_check_authorization (self->guard, header))
    return MAX_UPLOAD_BYTES;

  return MAX_FORM_BYTES;
}

/* A body that is too long is not kept: what is read of it is thrown away, and the request refused.
 */
static void
got_chunk_cb (SoupServerMessage *message, GBytes *chunk, gpointer user_data)
{
  const Guest *guest = user_data;
  SoupMessageBody *body = soup_server_message_get_request_body (message);

  if (body->length <= get_limit (guest->limits, message))
    return;
  soup_message_body_truncate (body);
  soup_message_body_set_accumulate (body, FALSE);
  soup_server_message_set_status (message, SOUP_STATUS_REQUEST_ENTITY_TOO_LARGE, NULL);
}

static void
request_started_cb (SoupServer *server, SoupServerMessage *message, gpointer user_data)
{
  MbSiteLimits *self = user_data;
  Guest *guest = g_new0 (Guest, 1);
  GSocket *socket = soup_server_message_get_socket (message);

  guest->limits = g_rc_box_acquire (self);
  guest->socket = socket ? g_object_ref (socket) : NULL;
  guest->deadline_id = g_timeout_add_seconds (self->patience_s, deadline_cb, guest);
  self->open++;
  g_signal_connect_data (message, "got-chunk", G_CALLBACK (got_chunk_cb), guest, guest_free_closure,
                         G_CONNECT_DEFAULT);
  if (self->open > MAX_OPEN)
    show_out (guest);
}

/**
 * mb_site_limits_new:
 * @guard: knows who may send pictures; must live until mb_site_limits_free()
 * @patience_s: how long a request may take from the first wait for it to the last byte of the
 *   answer, in seconds
 *
 * Makes limits.
 *
 * Returns: (transfer full): the limits
 */
MbSiteLimits *
mb_site_limits_new (MbSiteGuard *guard, guint patience_s)
{
  MbSiteLimits *self = g_rc_box_new0 (MbSiteLimits);

  self->guard = guard;
  self->patience_s = patience_s;

  return self;
}

/**
 * mb_site_limits_free:
 * @self: (transfer full): limits
 *
 * Lets go of limits. Requests that are still open keep them until they end.
 */
void
mb_site_limits_free (MbSiteLimits *self)
{
  self->guard = NULL;
  g_rc_box_release (self);
}

/**
 * mb_site_limits_watch:
 * @self: limits, which must not be freed before @server is gone
 * @server: a server
 *
 * Holds every request to the limits: a form to 64 KiB, what comes with the token to 16 MiB, each
 * to its time, and all together to 200 connections.
 */
void
mb_site_limits_watch (MbSiteLimits *self, SoupServer *server)
{
  g_signal_connect (server, "request-started", G_CALLBACK (request_started_cb), self);
}
