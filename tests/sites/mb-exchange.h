#pragma once

#include <gio/gio.h>
#include <json-glib/json-glib.h>

/* What a portal shows instead of what was asked for. */
#define MB_PORTAL_PAGE                                                                             \
  "<!DOCTYPE html><html><head><title>Wi-Fi</title></head><body><h1>Bienvenue</h1>"                 \
  "<p>Connectez-vous.</p></body></html>"

G_BEGIN_DECLS

typedef struct _MbExchange MbExchange;

/* What can happen to a request. */
typedef struct {
  const char *name;
  gboolean instead; /* answers in the server's place, unless the rule says "after" */
  void (*apply) (MbExchange *x);
} MbFault;

/* Which fault happens to which requests; refcounted, unchanging but for what it has seen. */
typedef struct {
  GRegex *match;
  const MbFault *fault;
  guint nth, seen; /* seen: under the proxy's lock */
  gboolean after, hold, in_body;
  gint64 n, ms, rate, status, retry_after;
  char *to, *as;
} MbRule;

/* What the threads of the connections share. */
typedef struct {
  GMutex lock; /* rules, upstream, standard output */
  GPtrArray *rules;
  guint16 upstream;
  int running;
  char *origin;
  GCancellable *stopping;
  GMainLoop *loop;
  GSocketService *front, *second;
} MbProxy;

/* One request and its answer, on its connection's thread. */
struct _MbExchange {
  MbProxy *proxy;
  GSocketConnection *client;
  GDataInputStream *in;
  MbRule *rule; /* (nullable) */
  char *method, *path;
  GPtrArray *request; /* lines of its head, the first included */
  GByteArray *body;
  gsize bytes_in, head_bytes_in;
  GPtrArray *answer; /* lines; empty: nothing will be said */
  GByteArray *answer_body;
  guint upstream_status;
  gboolean chunked, keep, logged;
  gint64 extra_length; /* what Content-Length says beyond the truth */
  gint64 limit;        /* of bytes of the answer; -1: all */
  guint copies;
};

void mb_rule_unref (MbRule *rule);
void mb_exchange_pause (MbExchange *x, gint64 ms);
void mb_exchange_wait_for_hang_up (MbExchange *x);
void mb_exchange_hang_up (MbExchange *x);
void mb_exchange_drop_header (GPtrArray *lines, const char *name);
void mb_proxy_print (MbProxy *proxy, JsonBuilder *builder);
void mb_json_add_number (JsonBuilder *builder, const char *name, gint64 value);
void mb_json_add_text (JsonBuilder *builder, const char *name, const char *text);
void mb_exchange_report (MbExchange *x, gsize bytes_out, gboolean origin);
gboolean mb_exchange_read_head (MbExchange *x);
gboolean mb_exchange_has_fault (MbExchange *x, const char *name);
gboolean mb_exchange_receive_body (MbExchange *x);
void mb_exchange_set_answer (MbExchange *x, const char *status, const char *type, const char *body);
void mb_exchange_forward (MbExchange *x);
GByteArray *mb_exchange_dup_answer (MbExchange *x, gsize *head_length);
gboolean mb_exchange_write (MbExchange *x, const guint8 *bytes, gsize length);
void mb_exchange_deliver (MbExchange *x);
void mb_exchange_clear (MbExchange *x);
void
mb_exchange_init (MbExchange *x, MbProxy *proxy, GSocketConnection *client, GDataInputStream *in);
const MbFault *mb_fault_find (const char *name);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (MbExchange, mb_exchange_clear)

G_END_DECLS
