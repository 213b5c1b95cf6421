/*
 * Stands between a client and one HTTP server on loopback and does to their talk what networks,
 * portals and broken servers do. tests/sites/proxy.py wraps it.
 *
 * use: mb-fault-proxy [UPSTREAM-PORT]
 *
 * The first line that it prints is {"port", "origin"}: its own port, and the address of a second
 * origin, which answers everything and says what came. Each line of its input is an object and is
 * answered by {"ack"} or {"error"}:
 *
 *   {"match": "POST .*posts", "nth": 1, "fault": "swallow"}   a rule; "match" is for "METHOD path";
 * without "nth" every time
 *   {"upstream": 8080}, {"clear": true}, {"sync": true}
 *
 * Of the rules that match and are due, the first is applied. "after": true lets the server act
 * first in faults that otherwise answer in its place. For each request one line is printed, before
 * its answer leaves: what a client has seen answered, whoever then sends {"sync"} and waits for the
 * answer has read about.
 *
 *   bandwidth (rate, bytes a second, both ways) · captive (status 200 or 302) · chunked-lie ·
 * continue-stall (ms; without it for ever) · cut-answer (n, in: "head" or "body") · cut-request (n,
 * in) · false (as: "html", "cut-json", "empty") · gzip-bomb (n megabytes) · half-open · hang-up
 * (closes after the answer without a word) · late (ms after the client was cut off, or with "hold"
 * after it gave up) · latency (ms) · length (n more or fewer than there are) · redirect (status,
 *   to: "same", "other" or an address) · repeat (the server gets the request twice) · reset ·
 * slicer · status (status, retry_after) · swallow · twice
 */
#include "mb-exchange.h"

#include <gio/gunixinputstream.h>
#include <unistd.h>

/* The first rule that is due for this request; each that matches has seen one more. */
static MbRule *
choose_rule (MbExchange *x)
{
  g_autofree char *what = g_strdup_printf ("%s %s", x->method, x->path);
  MbProxy *proxy = x->proxy;
  MbRule *chosen = NULL;

  g_mutex_lock (&proxy->lock);
  for (guint i = 0; i < proxy->rules->len; i++) {
    MbRule *rule = proxy->rules->pdata[i];

    if (!g_regex_match (rule->match, what, 0, NULL))
      continue;

    rule->seen++;
    if (!chosen && (rule->nth == 0 || rule->seen == rule->nth))
      chosen = g_atomic_rc_box_acquire (rule);
  }
  g_mutex_unlock (&proxy->lock);
  return chosen;
}

static void
cut_request (MbExchange *x)
{
  mb_exchange_forward (x);
  mb_exchange_report (x, 0, FALSE);
  mb_exchange_hang_up (x);
}

/* One request of a connection. Returns: whether another may follow */
static gboolean
serve_request (MbProxy *proxy, GSocketConnection *client, GDataInputStream *in)
{
  g_auto (MbExchange) x = {0};

  mb_exchange_init (&x, proxy, client, in);
  if (!mb_exchange_read_head (&x))
    return FALSE;

  x.rule = choose_rule (&x);
  if (!mb_exchange_receive_body (&x)) {
    mb_exchange_report (&x, 0, FALSE);
    return FALSE;
  }
  if (mb_exchange_has_fault (&x, "cut-request")) {
    cut_request (&x);
    return FALSE;
  }

  if (!x.rule || !x.rule->fault->instead || x.rule->after)
    mb_exchange_forward (&x);
  if (x.rule)
    x.rule->fault->apply (&x);
  if (x.answer->len)
    mb_exchange_deliver (&x);
  else
    x.keep = FALSE;
  return x.keep;
}

static GDataInputStream *
open_input (GSocketConnection *client)
{
  GDataInputStream *in =
    g_data_input_stream_new (g_io_stream_get_input_stream (G_IO_STREAM (client)));

  g_data_input_stream_set_newline_type (in, G_DATA_STREAM_NEWLINE_TYPE_CR_LF);
  g_filter_input_stream_set_close_base_stream (G_FILTER_INPUT_STREAM (in), FALSE);
  return in;
}

static gboolean
serve_cb (G_GNUC_UNUSED GThreadedSocketService *service,
          GSocketConnection *client,
          G_GNUC_UNUSED GObject *source,
          MbProxy *proxy)
{
  g_autoptr (GDataInputStream) in = open_input (client);

  g_atomic_int_inc (&proxy->running);
  while (serve_request (proxy, client, in))
    ;
  g_io_stream_close (G_IO_STREAM (client), NULL, NULL);
  g_atomic_int_add (&proxy->running, -1);
  return TRUE;
}

/* The other origin: a redirect or a portal leads here, and no credential may come along. */
static gboolean
serve_second_cb (G_GNUC_UNUSED GThreadedSocketService *service,
                 GSocketConnection *client,
                 G_GNUC_UNUSED GObject *source,
                 MbProxy *proxy)
{
  g_autoptr (GDataInputStream) in = open_input (client);
  g_auto (MbExchange) x = {0};

  g_atomic_int_inc (&proxy->running);
  mb_exchange_init (&x, proxy, client, in);
  if (mb_exchange_read_head (&x) && mb_exchange_receive_body (&x)) {
    g_autoptr (GByteArray) bytes = NULL;
    gsize head_length = 0;

    mb_exchange_set_answer (&x, "200 OK", "text/html; charset=utf-8", MB_PORTAL_PAGE);
    bytes = mb_exchange_dup_answer (&x, &head_length);
    mb_exchange_report (&x, bytes->len, TRUE);
    mb_exchange_write (&x, bytes->data, bytes->len);
  }
  g_io_stream_close (G_IO_STREAM (client), NULL, NULL);
  g_atomic_int_add (&proxy->running, -1);
  return TRUE;
}

/* Orders */

static void
print_member (MbProxy *proxy, const char *name, const char *text, gint64 number)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, name);
  if (text)
    json_builder_add_string_value (builder, text);
  else
    json_builder_add_int_value (builder, number);
  json_builder_end_object (builder);
  mb_proxy_print (proxy, builder);
}

static gint64
number (JsonObject *order, const char *name)
{
  return json_object_get_int_member_with_default (order, name, 0);
}

static gboolean
add_rule (MbProxy *proxy, JsonObject *order, GError **error)
{
  const MbFault *fault =
    mb_fault_find (json_object_get_string_member_with_default (order, "fault", ""));
  const char *pattern = json_object_get_string_member_with_default (order, "match", "");
  g_autoptr (GRegex) match = g_regex_new (pattern, 0, 0, error);
  MbRule *rule = NULL;

  if (!match)
    return FALSE;
  if (!fault) {
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, "there is no such fault");
    return FALSE;
  }

  rule = g_atomic_rc_box_new0 (MbRule);
  rule->match = g_steal_pointer (&match);
  rule->fault = fault;
  rule->nth = (guint) number (order, "nth");
  rule->n = number (order, "n");
  rule->ms = number (order, "ms");
  rule->rate = number (order, "rate");
  rule->status = number (order, "status");
  rule->retry_after = number (order, "retry_after");
  rule->after = json_object_get_boolean_member_with_default (order, "after", FALSE);
  rule->hold = json_object_get_boolean_member_with_default (order, "hold", FALSE);
  rule->in_body =
    g_str_equal (json_object_get_string_member_with_default (order, "in", ""), "body");
  rule->to = g_strdup (json_object_get_string_member_with_default (order, "to", NULL));
  rule->as = g_strdup (json_object_get_string_member_with_default (order, "as", NULL));
  g_mutex_lock (&proxy->lock);
  g_ptr_array_add (proxy->rules, rule);
  g_mutex_unlock (&proxy->lock);
  return TRUE;
}

static gboolean
obey (MbProxy *proxy, const char *line, GError **error)
{
  g_autoptr (JsonNode) node = json_from_string (line, error);
  JsonObject *order = NULL;

  if (!node || !JSON_NODE_HOLDS_OBJECT (node)) {
    if (error && !*error)
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, "an order is an object");
    return FALSE;
  }

  order = json_node_get_object (node);
  if (json_object_has_member (order, "fault"))
    return add_rule (proxy, order, error);

  g_mutex_lock (&proxy->lock);
  if (json_object_has_member (order, "upstream"))
    proxy->upstream = (guint16) number (order, "upstream");
  if (json_object_has_member (order, "clear"))
    g_ptr_array_set_size (proxy->rules, 0);
  g_mutex_unlock (&proxy->lock);
  return TRUE;
}

static void
order_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GDataInputStream *orders = G_DATA_INPUT_STREAM (source);
  g_autofree char *line = g_data_input_stream_read_line_finish_utf8 (orders, result, NULL, NULL);
  g_autoptr (GError) error = NULL;
  MbProxy *proxy = user_data;

  if (!line) {
    g_main_loop_quit (proxy->loop);
    return;
  }

  if (obey (proxy, line, &error))
    print_member (proxy, "ack", NULL, 1);
  else
    print_member (proxy, "error", error->message, 0);
  g_data_input_stream_read_line_async (orders, G_PRIORITY_DEFAULT, NULL, order_cb, proxy);
}

static GSocketService *
listen_at (const char *host, GCallback serve, MbProxy *proxy, guint16 *port)
{
  g_autoptr (GSocketService) service = g_threaded_socket_service_new (256);
  g_autoptr (GSocketAddress) wanted = g_inet_socket_address_new_from_string (host, 0);
  g_autoptr (GSocketAddress) got = NULL;
  g_autoptr (GError) error = NULL;

  if (!g_socket_listener_add_address (G_SOCKET_LISTENER (service), wanted, G_SOCKET_TYPE_STREAM,
                                      G_SOCKET_PROTOCOL_TCP, NULL, &got, &error))
    g_error ("%s: %s", host, error->message);

  *port = g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (got));
  g_signal_connect (service, "run", serve, proxy);
  g_socket_service_start (service);
  return g_steal_pointer (&service);
}

static void
introduce (MbProxy *proxy, guint16 port)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  json_builder_begin_object (builder);
  mb_json_add_number (builder, "port", port);
  mb_json_add_text (builder, "origin", proxy->origin);
  json_builder_end_object (builder);
  mb_proxy_print (proxy, builder);
}

/* Lets what is under way end: every wait of its threads ends with the cancellable. */
static void
wind_up (MbProxy *proxy)
{
  g_socket_service_stop (proxy->front);
  g_socket_service_stop (proxy->second);
  g_cancellable_cancel (proxy->stopping);
  while (g_atomic_int_get (&proxy->running) > 0)
    g_thread_yield ();
  g_clear_object (&proxy->front);
  g_clear_object (&proxy->second);
  g_clear_object (&proxy->stopping);
  g_clear_pointer (&proxy->rules, g_ptr_array_unref);
  g_clear_pointer (&proxy->loop, g_main_loop_unref);
  g_clear_pointer (&proxy->origin, g_free);
  g_mutex_clear (&proxy->lock);
}

int
main (int argc, char **argv)
{
  g_autoptr (GInputStream) input = g_unix_input_stream_new (STDIN_FILENO, FALSE);
  g_autoptr (GDataInputStream) orders = g_data_input_stream_new (input);
  MbProxy proxy = {0};
  guint16 port = 0, second = 0;

  g_mutex_init (&proxy.lock);
  proxy.rules = g_ptr_array_new_with_free_func ((GDestroyNotify) mb_rule_unref);
  proxy.upstream = argc > 1 ? (guint16) g_ascii_strtoull (argv[1], NULL, 10) : 0;
  proxy.stopping = g_cancellable_new ();
  proxy.loop = g_main_loop_new (NULL, FALSE);
  proxy.second = listen_at ("127.0.0.2", G_CALLBACK (serve_second_cb), &proxy, &second);
  proxy.origin = g_strdup_printf ("http://127.0.0.2:%d", second);
  proxy.front = listen_at ("127.0.0.1", G_CALLBACK (serve_cb), &proxy, &port);
  introduce (&proxy, port);
  g_data_input_stream_read_line_async (orders, G_PRIORITY_DEFAULT, NULL, order_cb, &proxy);
  g_main_loop_run (proxy.loop);
  wind_up (&proxy);
  return 0;
}
