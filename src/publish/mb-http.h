#pragma once

#include "mb-destination.h"
#include "mb-retry.h"

G_BEGIN_DECLS

/* The one place that speaks HTTP for publishing. Made, used and freed on one worker.
 *
 * No write is followed elsewhere, sent twice or sent over a used connection; our access goes to the
 * origin that it was given for, and nowhere else; https alone, but for loopback; every reply is
 * capped; every request ends in time.
 */
typedef struct _MbHttp MbHttp;

typedef struct {
  const char *method;
  const char *url;
  const char *content_type; /* of the body */
  GBytes *body;             /* NULL: none */
  const char *accept;
  const char *const *headers; /* (nullable): names and values in turn, NULL at the end */
  gboolean with_access;
  gboolean follow; /* reads without access only: redirects are followed */
  gsize cap_bytes; /* 0: 8 MiB */
} MbHttpRequest;

typedef struct {
  guint status;
  char *url;          /* where the reply came from, after redirects */
  char *location;     /* (nullable) resolved against url */
  char *content_type; /* (nullable) without parameters, lower case */
  char *link;         /* (nullable) */
  char *retry_after;  /* (nullable) */
  char *date;         /* (nullable) */
  GHashTable *extras; /* headers whose names begin with X-, in lower case */
  GBytes *body;
} MbHttpReply;

MbHttp *mb_http_new (const MbRetryPolicy *policy, GMainContext *timers) G_GNUC_WARN_UNUSED_RESULT;
void mb_http_free (MbHttp *self);
gboolean mb_http_set_access (MbHttp *self, const char *url, const char *token, GError **error);
gboolean mb_http_set_authorization (MbHttp *self,
                                    const char *url,
                                    const char *authorization,
                                    GError **error);
void mb_http_set_progress (MbHttp *self, MbProgress progress, gpointer user_data);
void mb_http_set_tls_database (MbHttp *self, GTlsDatabase *database);
gint64 mb_http_take_retry_after_ms (MbHttp *self);

MbHttpReply *mb_http_send (MbHttp *self,
                           const MbHttpRequest *request,
                           GCancellable *cancellable,
                           GError **error) G_GNUC_WARN_UNUSED_RESULT;
MbHttpReply *mb_http_send_checked (MbHttp *self,
                                   const MbHttpRequest *request,
                                   GCancellable *cancellable,
                                   GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean mb_http_check (const MbHttpReply *reply, const MbHttpRequest *request, GError **error);
gboolean mb_http_is_write (const MbHttpRequest *request);
gboolean mb_http_check_url (const char *url, GError **error);
MbPublishError mb_http_judge_certificate (GTlsCertificateFlags flags, gint64 now_s);
GBytes *mb_http_read_page (MbHttp *self,
                           const char *url,
                           char **final_url,
                           GCancellable *cancellable,
                           GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean
mb_http_has_picture (MbHttp *self, const char *url, GCancellable *cancellable, GError **error);
void mb_http_reply_free (MbHttpReply *reply);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MbHttp, mb_http_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MbHttpReply, mb_http_reply_free)

G_END_DECLS
