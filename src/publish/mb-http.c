#include "mb-http.h"

#include <libsoup/soup.h>

#include <string.h>

#define REPLY_CAP_BYTES (8 * 1024 * 1024)
#define READ_CHUNK_BYTES (64 * 1024)
#define MAX_HOPS 5

struct _MbHttp {
  MbRetryPolicy policy;
  GMainContext *timers; /* runs elsewhere; fires the deadlines */
  SoupSession *session; /* made with the first request */
  GTlsDatabase *tls_database;
  GUri *access_uri; /* the origin that may see the token */
  char *authorization;
  MbProgress progress;
  gpointer progress_data;
  gint64 retry_after_ms;
};

/* Shared with the timers' thread. */
typedef struct {
  GCancellable *limit;
  int late; /* atomic */
} Deadline;

/* One request while it is under way. */
typedef struct {
  MbHttp *http;
  GCancellable *limit;
  Deadline *deadline;
  gboolean is_write;
  gboolean started;   /* bytes may have left */
  gboolean restarted; /* libsoup wanted to send it again */
  gsize sent_bytes;
  gsize total_bytes;
} Flight;

/**
 * mb_http_is_write:
 * @request: a request
 *
 * Whether a request changes something, and so is never repeated.
 *
 * Returns: `FALSE` for GET and HEAD
 */
gboolean
mb_http_is_write (const MbHttpRequest *request)
{
  return strcmp (request->method, "GET") != 0 && strcmp (request->method, "HEAD") != 0;
}

static gboolean
is_loopback (const char *host)
{
  g_autoptr (GInetAddress) address = g_inet_address_new_from_string (host);

  if (address)
    return g_inet_address_get_is_loopback (address);

  return g_ascii_strcasecmp (host, "localhost") == 0;
}

/**
 * mb_http_check_url:
 * @url: an address
 * @error: return location
 *
 * Whether we speak to an address at all: https, or http on this machine, with a host and without a
 * user.
 *
 * Returns: `TRUE` when we do; otherwise `MB_PUBLISH_ERROR_ADDRESS`
 */
gboolean
mb_http_check_url (const char *url, GError **error)
{
  g_autoptr (GUri) uri = NULL;
  const char *scheme;
  const char *host;

  uri = url ? g_uri_parse (url, SOUP_HTTP_URI_FLAGS, NULL) : NULL;
  host = uri ? g_uri_get_host (uri) : NULL;
  if (!host || !*host || g_uri_get_userinfo (uri)) {
    g_set_error (error, MB_PUBLISH_ERROR, MB_PUBLISH_ERROR_ADDRESS, "not a web address: %s",
                 url ? url : "");
    return FALSE;
  }

  scheme = g_uri_get_scheme (uri);
  if (strcmp (scheme, "https") == 0 || (strcmp (scheme, "http") == 0 && is_loopback (host)))
    return TRUE;

  g_set_error (error, MB_PUBLISH_ERROR, MB_PUBLISH_ERROR_ADDRESS, "only https is spoken to %s",
               host);

  return FALSE;
}

/**
 * mb_http_new:
 * @policy: how long to wait; copied
 * @timers: (nullable): a main context that another thread runs, for deadlines; `NULL`: the default
 * one
 *
 * Makes what sends requests. Call on the worker that will use it.
 *
 * Returns: (transfer full): the sender
 */
MbHttp *
mb_http_new (const MbRetryPolicy *policy, GMainContext *timers)
{
  MbHttp *self;

  g_return_val_if_fail (policy != NULL, NULL);

  self = g_new0 (MbHttp, 1);
  self->policy = *policy;
  self->timers =
    timers ? g_main_context_ref (timers) : g_main_context_ref (g_main_context_default ());
  self->retry_after_ms = -1;

  return self;
}

/**
 * mb_http_free:
 * @self: (nullable): the sender
 *
 * Closes its connections and frees it, on its worker.
 */
void
mb_http_free (MbHttp *self)
{
  if (!self)
    return;

  if (self->session)
    soup_session_abort (self->session);
  g_clear_object (&self->session);
  g_clear_object (&self->tls_database);
  g_clear_pointer (&self->access_uri, g_uri_unref);
  g_clear_pointer (&self->authorization, g_free);
  g_main_context_unref (self->timers);
  g_free (self);
}

/**
 * mb_http_set_authorization:
 * @self: the sender
 * @url: an address of the origin that takes it
 * @authorization: the whole value of the header
 * @error: return location
 *
 * Sets our access in the form that a site takes. It is sent to this origin alone, with each request
 * that asks for it: libsoup's own authentication writes names in Latin-1 and waits to be asked.
 *
 * Returns: `FALSE` when it cannot stand in a header
 */
gboolean
mb_http_set_authorization (MbHttp *self, const char *url, const char *authorization, GError **error)
{
  g_autoptr (GUri) uri = NULL;

  g_return_val_if_fail (self != NULL, FALSE);
  g_return_val_if_fail (authorization != NULL, FALSE);

  if (!mb_http_check_url (url, error))
    return FALSE;
  for (const char *at = authorization; *at; at++) {
    if (g_ascii_isgraph (*at) || *at == ' ')
      continue;
    g_set_error_literal (error, MB_PUBLISH_ERROR, MB_PUBLISH_ERROR_AUTH,
                         "the access holds a character that none has");
    return FALSE;
  }

  uri = g_uri_parse (url, SOUP_HTTP_URI_FLAGS, NULL);
  g_clear_pointer (&self->access_uri, g_uri_unref);
  self->access_uri = g_steal_pointer (&uri);
  g_set_str (&self->authorization, authorization);

  return TRUE;
}

/**
 * mb_http_set_access:
 * @self: the sender
 * @url: an address of the origin that takes the token
 * @token: a bearer token
 * @error: return location
 *
 * Sets our access. It is sent to this origin alone.
 *
 * Returns: `FALSE` when the token cannot stand in a header
 */
gboolean
mb_http_set_access (MbHttp *self, const char *url, const char *token, GError **error)
{
  g_autofree char *authorization = NULL;

  g_return_val_if_fail (self != NULL, FALSE);
  g_return_val_if_fail (token != NULL, FALSE);

  for (const char *at = token; *at; at++) {
    if (g_ascii_isgraph (*at))
      continue;
    g_set_error_literal (error, MB_PUBLISH_ERROR, MB_PUBLISH_ERROR_AUTH,
                         "the token holds a character that no token has");
    return FALSE;
  }

  authorization = g_strconcat ("Bearer ", token, NULL);

  return mb_http_set_authorization (self, url, authorization, error);
}

/**
 * mb_http_set_progress:
 * @self: the sender
 * @progress: (nullable) (scope forever): called while a body leaves
 * @user_data: for @progress
 *
 * Sets who is told how far a request is.
 */
void
mb_http_set_progress (MbHttp *self, MbProgress progress, gpointer user_data)
{
  g_return_if_fail (self != NULL);

  self->progress = progress;
  self->progress_data = user_data;
}

/**
 * mb_http_set_tls_database:
 * @self: the sender, before its first request
 * @database: (nullable): who may sign for this site; `NULL`: whom the system trusts
 *
 * Sets whose certificates are good, for a site with an authority of its own.
 */
void
mb_http_set_tls_database (MbHttp *self, GTlsDatabase *database)
{
  g_return_if_fail (self != NULL);

  g_set_object (&self->tls_database, database);
}

/**
 * mb_http_take_retry_after_ms:
 * @self: the sender
 *
 * Takes how long the last reply asked us to stay away, once.
 *
 * Returns: milliseconds; -1 when it did not ask
 */
gint64
mb_http_take_retry_after_ms (MbHttp *self)
{
  gint64 wait_ms = self->retry_after_ms;

  self->retry_after_ms = -1;

  return wait_ms;
}

static SoupSession *
make_session (MbHttp *self)
{
  SoupSession *session = soup_session_new ();

  soup_session_set_timeout (session, self->policy.io_timeout_s);
  soup_session_set_idle_timeout (session, 30);
  soup_session_set_user_agent (session, "Marbre/" MARBRE_VERSION);
  soup_session_set_accept_language_auto (session, FALSE);
  soup_session_remove_feature_by_type (session, SOUP_TYPE_CONTENT_SNIFFER);
  soup_session_remove_feature_by_type (session, SOUP_TYPE_COOKIE_JAR);
  soup_session_remove_feature_by_type (session, SOUP_TYPE_AUTH_MANAGER);
  if (self->tls_database)
    soup_session_set_tls_database (session, self->tls_database);

  return session;
}

static void
starting_cb (SoupMessage *message, gpointer user_data)
{
  Flight *flight = user_data;

  flight->started = TRUE;
}

/* libsoup is about to send the same message again. For a write that must not happen. */
static void
restarted_cb (SoupMessage *message, gpointer user_data)
{
  Flight *flight = user_data;

  if (!flight->is_write)
    return;

  flight->restarted = TRUE;
  g_cancellable_cancel (flight->limit);
}

static void
wrote_body_data_cb (SoupMessage *message, guint n_bytes, gpointer user_data)
{
  Flight *flight = user_data;

  flight->sent_bytes += n_bytes;
  if (flight->http->progress)
    flight->http->progress (flight->sent_bytes, flight->total_bytes, flight->http->progress_data);
}

static void
cancelled_cb (GCancellable *cancellable, gpointer user_data)
{
  g_cancellable_cancel (user_data);
}

/* Runs on the timers' thread. */
static gboolean
deadline_cb (gpointer user_data)
{
  Deadline *deadline = user_data;

  g_atomic_int_set (&deadline->late, TRUE);
  g_cancellable_cancel (deadline->limit);

  return G_SOURCE_REMOVE;
}

static void
clear_deadline (gpointer data)
{
  Deadline *deadline = data;

  g_clear_object (&deadline->limit);
}

static void
unref_deadline (gpointer data)
{
  g_atomic_rc_box_release_full (data, clear_deadline);
}

static GSource *
arm_deadline (MbHttp *self, Flight *flight)
{
  guint64 wait_ms = self->policy.deadline_ms;
  GSource *source;

  if (self->policy.bytes_per_s)
    wait_ms += (guint64) flight->total_bytes * 1000 / self->policy.bytes_per_s;
  flight->deadline = g_atomic_rc_box_new0 (Deadline);
  flight->deadline->limit = g_object_ref (flight->limit);
  source = g_timeout_source_new ((guint) MIN (wait_ms, G_MAXUINT));
  g_source_set_callback (source, deadline_cb, g_atomic_rc_box_acquire (flight->deadline),
                         unref_deadline);
  g_source_attach (source, self->timers);

  return source;
}

static SoupMessage *
make_message (MbHttp *self, const MbHttpRequest *request, GUri *uri)
{
  SoupMessage *message = soup_message_new_from_uri (request->method, uri);
  SoupMessageHeaders *headers = soup_message_get_request_headers (message);
  SoupMessageFlags flags = SOUP_MESSAGE_NO_REDIRECT | SOUP_MESSAGE_DO_NOT_USE_AUTH_CACHE;

  if (mb_http_is_write (request))
    flags |= SOUP_MESSAGE_NEW_CONNECTION;
  soup_message_set_flags (message, flags);
  soup_message_set_force_http1 (message, TRUE);
  soup_message_headers_replace (headers, "Accept", request->accept ? request->accept : "*/*");
  if (request->with_access && self->authorization)
    soup_message_headers_replace (headers, "Authorization", self->authorization);
  for (guint i = 0; request->headers && request->headers[i]; i += 2)
    soup_message_headers_replace (headers, request->headers[i], request->headers[i + 1]);
  if (request->body)
    soup_message_set_request_body_from_bytes (message, request->content_type, request->body);

  return message;
}

/* What a refused certificate means. */
static void
set_tls_error (SoupMessage *message, const char *host, GError **error)
{
  GTlsCertificateFlags flags = soup_message_get_tls_peer_certificate_errors (message);
  MbPublishError code = mb_http_judge_certificate (flags, g_get_real_time () / G_USEC_PER_SEC);

  g_set_error (error, MB_PUBLISH_ERROR, (int) code, "the certificate of %s is refused:%s%s%s%s",
               host, flags & G_TLS_CERTIFICATE_UNKNOWN_CA ? " unknown authority" : "",
               flags & G_TLS_CERTIFICATE_BAD_IDENTITY ? " somebody else's" : "",
               flags & G_TLS_CERTIFICATE_EXPIRED ? " expired" : "",
               flags & G_TLS_CERTIFICATE_NOT_ACTIVATED ? " not yet valid" : "");
}

/* No reply, or half of one: never sent, or perhaps arrived. */
static void
set_transport_error (Flight *flight,
                     SoupMessage *message,
                     GCancellable *cancellable,
                     const GError *cause,
                     GError **error)
{
  const char *host = g_uri_get_host (soup_message_get_uri (message));
  MbPublishError code =
    flight->is_write && flight->started ? MB_PUBLISH_ERROR_UNKNOWN : MB_PUBLISH_ERROR_OFFLINE;

  if (soup_message_get_tls_peer_certificate_errors (message) != G_TLS_CERTIFICATE_NO_FLAGS ||
      g_error_matches (cause, G_TLS_ERROR, G_TLS_ERROR_BAD_CERTIFICATE)) {
    set_tls_error (message, host, error);
    return;
  }
  if (g_atomic_int_get (&flight->deadline->late)) {
    g_set_error (error, MB_PUBLISH_ERROR, code, "%s did not finish its answer in time", host);
    return;
  }
  if (flight->restarted) {
    g_set_error (error, MB_PUBLISH_ERROR, code, "%s closed the connection without an answer", host);
    return;
  }
  if (cancellable && g_cancellable_is_cancelled (cancellable) && code != MB_PUBLISH_ERROR_UNKNOWN)
    code = MB_PUBLISH_ERROR_CANCELLED;
  g_set_error (error, MB_PUBLISH_ERROR, code, "%s: %s", host, cause->message);
}

static GBytes *
read_body (GInputStream *stream, gsize cap_bytes, GCancellable *cancellable, GError **error)
{
  g_autoptr (GByteArray) all = g_byte_array_new ();
  g_autofree guint8 *chunk = g_malloc (READ_CHUNK_BYTES);
  gssize n_read;

  while ((n_read = g_input_stream_read (stream, chunk, READ_CHUNK_BYTES, cancellable, error)) > 0) {
    g_byte_array_append (all, chunk, (guint) n_read);
    if (all->len > cap_bytes) {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_MESSAGE_TOO_LARGE,
                   "the answer has more than %" G_GSIZE_FORMAT " bytes", cap_bytes);
      return NULL;
    }
  }
  if (n_read < 0)
    return NULL;

  return g_byte_array_free_to_bytes (g_steal_pointer (&all));
}

static void
take_extra_cb (const char *name, const char *value, gpointer user_data)
{
  GHashTable *extras = user_data;

  if (g_ascii_strncasecmp (name, "x-", 2) == 0)
    g_hash_table_insert (extras, g_ascii_strdown (name, -1), g_strdup (value));
}

static MbHttpReply *
make_reply (MbHttp *self, SoupMessage *message, GBytes *body)
{
  SoupMessageHeaders *headers = soup_message_get_response_headers (message);
  const char *location = soup_message_headers_get_one (headers, "Location");
  const char *content_type = soup_message_headers_get_content_type (headers, NULL);
  MbHttpReply *reply = g_new0 (MbHttpReply, 1);

  reply->status = soup_message_get_status (message);
  reply->url = g_uri_to_string (soup_message_get_uri (message));
  reply->body = g_bytes_ref (body);
  reply->link = g_strdup (soup_message_headers_get_list (headers, "Link"));
  reply->retry_after = g_strdup (soup_message_headers_get_one (headers, "Retry-After"));
  reply->date = g_strdup (soup_message_headers_get_one (headers, "Date"));
  reply->extras = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  soup_message_headers_foreach (headers, take_extra_cb, reply->extras);
  if (content_type)
    reply->content_type = g_ascii_strdown (content_type, -1);
  if (location)
    reply->location = g_uri_resolve_relative (reply->url, location, SOUP_HTTP_URI_FLAGS, NULL);
  self->retry_after_ms = mb_retry_after_ms (reply->retry_after, g_get_real_time () / 1000);

  return reply;
}

/* Sends one message and reads its reply, within its limits. */
static MbHttpReply *
fly (MbHttp *self,
     SoupMessage *message,
     const MbHttpRequest *request,
     GCancellable *cancellable,
     Flight *flight,
     GError **error)
{
  g_autoptr (GInputStream) stream = NULL;
  g_autoptr (GBytes) body = NULL;
  g_autoptr (GError) cause = NULL;
  gsize cap_bytes = request->cap_bytes ? request->cap_bytes : REPLY_CAP_BYTES;

  g_signal_connect (message, "starting", G_CALLBACK (starting_cb), flight);
  g_signal_connect (message, "restarted", G_CALLBACK (restarted_cb), flight);
  g_signal_connect (message, "wrote-body-data", G_CALLBACK (wrote_body_data_cb), flight);

  stream = soup_session_send (self->session, message, flight->limit, &cause);
  if (stream)
    body = read_body (stream, cap_bytes, flight->limit, &cause);
  if (!body) {
    set_transport_error (flight, message, cancellable, cause, error);
    return NULL;
  }

  return make_reply (self, message, body);
}

static MbHttpReply *
send_once (MbHttp *self,
           const MbHttpRequest *request,
           GUri *uri,
           GCancellable *cancellable,
           GError **error)
{
  g_autoptr (SoupMessage) message = make_message (self, request, uri);
  g_autoptr (GCancellable) limit = g_cancellable_new ();
  Flight flight = {.http = self, .limit = limit, .is_write = mb_http_is_write (request)};
  GSource *timer;
  gulong chained = 0;
  MbHttpReply *reply;

  flight.total_bytes = request->body ? g_bytes_get_size (request->body) : 0;
  if (!self->session)
    self->session = make_session (self);
  if (cancellable)
    chained = g_cancellable_connect (cancellable, G_CALLBACK (cancelled_cb), g_object_ref (limit),
                                     g_object_unref);
  timer = arm_deadline (self, &flight);

  reply = fly (self, message, request, cancellable, &flight, error);

  g_source_destroy (timer);
  g_source_unref (timer);
  if (cancellable)
    g_cancellable_disconnect (cancellable, chained);
  g_signal_handlers_disconnect_by_data (message, &flight);
  unref_deadline (flight.deadline);

  return reply;
}

static gboolean
may_see_access (MbHttp *self, GUri *uri)
{
  return self->access_uri &&
         g_strcmp0 (g_uri_get_scheme (uri), g_uri_get_scheme (self->access_uri)) == 0 &&
         g_ascii_strcasecmp (g_uri_get_host (uri), g_uri_get_host (self->access_uri)) == 0 &&
         g_uri_get_port (uri) == g_uri_get_port (self->access_uri);
}

/* Where a redirect leads, or NULL when it leads where we do not go. */
static GUri *
next_hop (const MbHttpReply *reply, GUri *from, GError **error)
{
  g_autoptr (GUri) next = NULL;

  if (!reply->location) {
    g_set_error (error, MB_PUBLISH_ERROR, MB_PUBLISH_ERROR_ADDRESS, "%s redirects to nowhere",
                 g_uri_get_host (from));
    return NULL;
  }
  if (!mb_http_check_url (reply->location, error)) {
    g_prefix_error (error, "redirected from %s: ", g_uri_get_host (from));
    return NULL;
  }
  next = g_uri_parse (reply->location, SOUP_HTTP_URI_FLAGS, error);
  if (!next)
    return NULL;
  if (strcmp (g_uri_get_scheme (from), "https") == 0 &&
      strcmp (g_uri_get_scheme (next), "https") != 0) {
    g_set_error (error, MB_PUBLISH_ERROR, MB_PUBLISH_ERROR_ADDRESS, "%s leads from https to http",
                 g_uri_get_host (from));
    return NULL;
  }

  return g_steal_pointer (&next);
}

/**
 * mb_http_send:
 * @self: the sender
 * @request: what to send
 * @cancellable: (nullable): to give up
 * @error: return location
 *
 * Sends one request and reads its whole reply.
 *
 * Any status is a reply; mb_http_check() judges it. Errors: `MB_PUBLISH_ERROR_OFFLINE` (nothing has
 * arrived, or it was only a reading), `MB_PUBLISH_ERROR_UNKNOWN` (a write that may have arrived),
 * `_TLS`, `_CLOCK`, `_PORTAL`,
 * `_ADDRESS`, `_CANCELLED`.
 *
 * Returns: (transfer full): the reply
 */
MbHttpReply *
mb_http_send (MbHttp *self, const MbHttpRequest *request, GCancellable *cancellable, GError **error)
{
  g_autoptr (GUri) uri = NULL;
  g_autoptr (MbHttpReply) reply = NULL;

  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (request != NULL && request->method != NULL, NULL);
  g_return_val_if_fail (!request->follow || (!request->with_access && !mb_http_is_write (request)),
                        NULL);

  if (!mb_http_check_url (request->url, error))
    return NULL;
  uri = g_uri_parse (request->url, SOUP_HTTP_URI_FLAGS, NULL);
  if (request->with_access && !may_see_access (self, uri)) {
    g_set_error (error, MB_PUBLISH_ERROR, MB_PUBLISH_ERROR_ADDRESS, "our access is not for %s",
                 g_uri_get_host (uri));
    return NULL;
  }

  for (guint hops = 0; hops <= MAX_HOPS; hops++) {
    g_autoptr (GUri) next = NULL;

    g_clear_pointer (&reply, mb_http_reply_free);
    reply = send_once (self, request, uri, cancellable, error);
    if (!reply || !request->follow || reply->status < 300 || reply->status >= 400 ||
        reply->status == 304)
      return g_steal_pointer (&reply);
    next = next_hop (reply, uri, error);
    if (!next)
      return NULL;
    g_uri_unref (uri);
    uri = g_steal_pointer (&next);
  }
  g_set_error (error, MB_PUBLISH_ERROR, MB_PUBLISH_ERROR_ADDRESS, "%s redirects for ever",
               request->url);

  return NULL;
}

/**
 * mb_http_send_checked:
 * @self: the sender
 * @request: what to send
 * @cancellable: (nullable): to give up
 * @error: return location
 *
 * mb_http_send(), then mb_http_check().
 *
 * Returns: (transfer full): a reply with a status of success
 */
MbHttpReply *
mb_http_send_checked (MbHttp *self,
                      const MbHttpRequest *request,
                      GCancellable *cancellable,
                      GError **error)
{
  g_autoptr (MbHttpReply) reply = mb_http_send (self, request, cancellable, error);

  if (!reply || !mb_http_check (reply, request, error))
    return NULL;

  return g_steal_pointer (&reply);
}

/**
 * mb_http_reply_free:
 * @reply: (nullable): a reply
 *
 * Frees a reply.
 */
void
mb_http_reply_free (MbHttpReply *reply)
{
  if (!reply)
    return;

  g_free (reply->url);
  g_free (reply->location);
  g_free (reply->content_type);
  g_free (reply->link);
  g_free (reply->retry_after);
  g_free (reply->date);
  g_hash_table_unref (reply->extras);
  g_bytes_unref (reply->body);
  g_free (reply);
}
