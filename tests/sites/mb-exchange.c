#include "mb-exchange.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <string.h>

#define UPSTREAM_TIMEOUT_S 120

static void
rule_clear (MbRule *rule)
{
  g_clear_pointer (&rule->match, g_regex_unref);
  g_free (rule->to);
  g_free (rule->as);
}

/**
 * mb_rule_unref:
 * @rule: (transfer full): a rule
 *
 * Gives a rule back. From any thread.
 */
void
mb_rule_unref (MbRule *rule)
{
  g_atomic_rc_box_release_full (rule, (GDestroyNotify) rule_clear);
}

/**
 * mb_exchange_pause:
 * @x: an exchange
 * @ms: how long
 *
 * Waits, but not for a proxy that is being stopped.
 */
void
mb_exchange_pause (MbExchange *x, gint64 ms)
{
  GPollFD fd = {0};

  if (ms <= 0 || !g_cancellable_make_pollfd (x->proxy->stopping, &fd))
    return;

  g_poll (&fd, 1, (int) ms);
  g_cancellable_release_fd (x->proxy->stopping);
}

/**
 * mb_exchange_wait_for_hang_up:
 * @x: an exchange
 *
 * Waits until the client has closed the connection, or the proxy is being stopped.
 */
void
mb_exchange_wait_for_hang_up (MbExchange *x)
{
  char buffer[4096];

  while (g_input_stream_read (G_INPUT_STREAM (x->in), buffer, sizeof buffer, x->proxy->stopping,
                              NULL) > 0)
    ;
}

/**
 * mb_exchange_hang_up:
 * @x: an exchange
 *
 * Closes the connection to the client.
 */
void
mb_exchange_hang_up (MbExchange *x)
{
  x->keep = FALSE;
  g_io_stream_close (G_IO_STREAM (x->client), NULL, NULL);
}

static const char *
find_header (GPtrArray *lines, const char *name)
{
  gsize length = strlen (name);

  for (guint i = 1; i < lines->len; i++) {
    const char *line = lines->pdata[i];

    if (g_ascii_strncasecmp (line, name, length) == 0 && line[length] == ':')
      return line + length + 1 + strspn (line + length + 1, " ");
  }

  return NULL;
}

/**
 * mb_exchange_drop_header:
 * @lines: a head, its first line included
 * @name: a header's name
 *
 * Takes every header of that name away.
 */
void
mb_exchange_drop_header (GPtrArray *lines, const char *name)
{
  gsize length = strlen (name);

  for (guint i = lines->len; i > 1; i--) {
    const char *line = lines->pdata[i - 1];

    if (g_ascii_strncasecmp (line, name, length) == 0 && line[length] == ':')
      g_ptr_array_remove_index (lines, i - 1);
  }
}

static gboolean
header_has (GPtrArray *lines, const char *name, const char *word)
{
  const char *value = find_header (lines, name);
  g_autofree char *lower = g_ascii_strdown (value ? value : "", -1);

  return strstr (lower, word) != NULL;
}

/**
 * mb_proxy_print:
 * @proxy: the proxy
 * @builder: an object
 *
 * Prints it as a line. From any thread.
 */
void
mb_proxy_print (MbProxy *proxy, JsonBuilder *builder)
{
  g_autoptr (JsonNode) root = json_builder_get_root (builder);
  g_autofree char *text = json_to_string (root, FALSE);

  g_mutex_lock (&proxy->lock);
  g_print ("%s\n", text);
  g_mutex_unlock (&proxy->lock);
}

/**
 * mb_json_add_number:
 * @builder: an object that is being built
 * @name: a member's name
 * @value: its value
 *
 * Adds a number.
 */
void
mb_json_add_number (JsonBuilder *builder, const char *name, gint64 value)
{
  json_builder_set_member_name (builder, name);
  json_builder_add_int_value (builder, value);
}

/**
 * mb_json_add_text:
 * @builder: an object that is being built
 * @name: a member's name
 * @text: (nullable): its value, bytes of strangers
 *
 * Adds a text, made valid.
 */
void
mb_json_add_text (JsonBuilder *builder, const char *name, const char *text)
{
  g_autofree char *valid = text ? g_utf8_make_valid (text, -1) : NULL;

  json_builder_set_member_name (builder, name);
  if (valid)
    json_builder_add_string_value (builder, valid);
  else
    json_builder_add_null_value (builder);
}

static gint64
status_of (GPtrArray *answer)
{
  const char *space = answer->len ? strchr (answer->pdata[0], ' ') : NULL;

  return space ? g_ascii_strtoll (space + 1, NULL, 10) : 0;
}

/**
 * mb_exchange_report:
 * @x: an exchange
 * @bytes_out: bytes of the answer
 * @origin: whether it came to the second origin
 *
 * Prints the line about a request, once.
 *
 * The second origin keeps the head whole: no credential may be found in it.
 */
void
mb_exchange_report (MbExchange *x, gsize bytes_out, gboolean origin)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autofree char *head = NULL;

  if (x->logged)
    return;

  x->logged = TRUE;
  json_builder_begin_object (builder);
  mb_json_add_text (builder, "method", x->method);
  mb_json_add_text (builder, "path", x->path);
  mb_json_add_number (builder, "in", (gint64) x->bytes_in);
  mb_json_add_number (builder, "out", (gint64) bytes_out);
  mb_json_add_text (builder, "fault", x->rule ? x->rule->fault->name : NULL);
  mb_json_add_number (builder, "upstream", x->upstream_status);
  mb_json_add_number (builder, "status", status_of (x->answer));
  json_builder_set_member_name (builder, "authorization");
  json_builder_add_boolean_value (builder, find_header (x->request, "Authorization") != NULL);
  json_builder_set_member_name (builder, "origin");
  json_builder_add_boolean_value (builder, origin);
  g_ptr_array_add (x->request, NULL);
  head = g_strjoinv ("\n", (char **) x->request->pdata);
  g_ptr_array_set_size (x->request, (int) x->request->len - 1);
  mb_json_add_text (builder, "head", origin ? head : NULL);
  json_builder_end_object (builder);
  mb_proxy_print (x->proxy, builder);
}

/* Reading and writing HTTP */

/**
 * mb_exchange_read_head:
 * @x: a new exchange
 *
 * Reads the head of a request.
 *
 * Returns: whether there was one
 */
gboolean
mb_exchange_read_head (MbExchange *x)
{
  g_auto (GStrv) words = NULL;
  char *line = NULL;
  gsize length = 0;

  while ((line = g_data_input_stream_read_line (x->in, &length, x->proxy->stopping, NULL)) &&
         *line) {
    g_ptr_array_add (x->request, line);
    x->bytes_in += length + 2;
  }
  if (!line || x->request->len == 0) {
    g_free (line);
    return FALSE;
  }

  g_free (line);
  x->bytes_in += 2;
  x->head_bytes_in = x->bytes_in;
  words = g_strsplit (x->request->pdata[0], " ", 3);
  if (g_strv_length (words) != 3)
    return FALSE;

  x->method = g_strdup (words[0]);
  x->path = g_strdup (words[1]);
  x->keep = g_str_equal (words[2], "HTTP/1.1") && !header_has (x->request, "Connection", "close");
  return TRUE;
}

/* Takes bytes of the body as the rule wants them: at its speed, and not beyond where it cuts. */
static gboolean
read_bytes (MbExchange *x, gsize wanted)
{
  gint64 rate = x->rule && x->rule->rate ? x->rule->rate : 0;
  gsize step = rate ? MAX (1, (gsize) rate / 20) : 65536;
  g_autofree guint8 *buffer = g_malloc (step);

  while (wanted > 0) {
    gssize got = g_input_stream_read (G_INPUT_STREAM (x->in), buffer, MIN (step, wanted),
                                      x->proxy->stopping, NULL);

    if (got <= 0)
      return FALSE;

    g_byte_array_append (x->body, buffer, (guint) got);
    x->bytes_in += (gsize) got;
    wanted -= (gsize) got;
    if (rate)
      mb_exchange_pause (x, got * 1000 / rate);
  }

  return TRUE;
}

/* A body in chunks is kept as it came. */
static gboolean
read_chunks (MbExchange *x)
{
  for (;;) {
    gsize length = 0;
    g_autofree char *line =
      g_data_input_stream_read_line (x->in, &length, x->proxy->stopping, NULL);
    guint64 size = line ? g_ascii_strtoull (line, NULL, 16) : 0;

    if (!line)
      return FALSE;

    g_byte_array_append (x->body, (const guint8 *) line, (guint) length);
    g_byte_array_append (x->body, (const guint8 *) "\r\n", 2);
    x->bytes_in += length + 2;
    if (!read_bytes (x, size + 2))
      return FALSE;
    if (size == 0)
      return TRUE;
  }
}

/**
 * mb_exchange_has_fault:
 * @x: an exchange
 * @name: a fault's name
 *
 * Returns: whether its rule is for that fault
 */
gboolean
mb_exchange_has_fault (MbExchange *x, const char *name)
{
  return x->rule && g_str_equal (x->rule->fault->name, name);
}

/**
 * mb_exchange_receive_body:
 * @x: an exchange with its head
 *
 * Reads the body, or as much of it as the rule lets through.
 *
 * Returns: whether it has come
 */
gboolean
mb_exchange_receive_body (MbExchange *x)
{
  const char *length = find_header (x->request, "Content-Length");
  gsize wanted = length ? (gsize) g_ascii_strtoull (length, NULL, 10) : 0;

  if (mb_exchange_has_fault (x, "continue-stall")) {
    if (x->rule->ms == 0) {
      mb_exchange_report (x, 0, FALSE);
      mb_exchange_wait_for_hang_up (x);
      return FALSE;
    }
    mb_exchange_pause (x, x->rule->ms);
  } else if (header_has (x->request, "Expect", "100-continue")) {
    GOutputStream *out = g_io_stream_get_output_stream (G_IO_STREAM (x->client));

    g_output_stream_write_all (out, "HTTP/1.1 100 Continue\r\n\r\n", 25, NULL, x->proxy->stopping,
                               NULL);
  }
  if (mb_exchange_has_fault (x, "cut-request")) {
    gsize start = x->rule->in_body ? 0 : MIN (x->head_bytes_in, (gsize) x->rule->n);

    wanted = MIN (wanted, (gsize) x->rule->n - start);
  }
  if (header_has (x->request, "Transfer-Encoding", "chunked"))
    return read_chunks (x);
  return read_bytes (x, wanted);
}

static GByteArray *
request_bytes (MbExchange *x)
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  static const char *const ours[] = {"Connection", "Keep-Alive", "Expect"};

  for (guint i = 0; i < G_N_ELEMENTS (ours); i++)
    mb_exchange_drop_header (x->request, ours[i]);
  for (guint i = 0; i < x->request->len; i++) {
    g_byte_array_append (bytes, x->request->pdata[i], (guint) strlen (x->request->pdata[i]));
    g_byte_array_append (bytes, (const guint8 *) "\r\n", 2);
  }
  g_byte_array_append (bytes, (const guint8 *) "Connection: close\r\n\r\n", 21);
  g_byte_array_append (bytes, x->body->data, x->body->len);
  return g_steal_pointer (&bytes);
}

static GByteArray *
without_chunks (const GByteArray *raw)
{
  GByteArray *plain = g_byte_array_new ();
  gsize at = 0;

  while (at < raw->len) {
    const guint8 *end = memchr (raw->data + at, '\n', raw->len - at);
    g_autofree char *line =
      end ? g_strndup ((const char *) raw->data + at, (gsize) (end - raw->data) - at) : NULL;
    gsize size = line ? (gsize) g_ascii_strtoull (line, NULL, 16) : 0;

    at = end ? (gsize) (end - raw->data) + 1 : raw->len;
    if (size == 0 || size > raw->len - at)
      break;
    g_byte_array_append (plain, raw->data + at, (guint) size);
    at += size + 2;
  }

  return plain;
}

/**
 * mb_exchange_set_answer:
 * @x: an exchange
 * @status: code and phrase
 * @type: media type
 * @body: text
 *
 * Puts an answer of our own in the place of what there is.
 */
void
mb_exchange_set_answer (MbExchange *x, const char *status, const char *type, const char *body)
{
  g_ptr_array_set_size (x->answer, 0);
  g_ptr_array_add (x->answer, g_strdup_printf ("HTTP/1.1 %s", status));
  g_ptr_array_add (x->answer, g_strdup_printf ("Content-Type: %s", type));
  g_byte_array_set_size (x->answer_body, 0);
  g_byte_array_append (x->answer_body, (const guint8 *) body, (guint) strlen (body));
  x->chunked = FALSE;
}

static void
take_answer (MbExchange *x, GByteArray *raw)
{
  char *end = g_strstr_len ((char *) raw->data, raw->len, "\r\n\r\n");
  g_autofree char *head =
    end ? g_strndup ((char *) raw->data, (gsize) (end - (char *) raw->data)) : NULL;
  g_auto (GStrv) lines = head ? g_strsplit (head, "\r\n", -1) : NULL;

  if (!lines) {
    mb_exchange_set_answer (x, "502 Bad Gateway", "text/plain", "The server said nothing.");
    return;
  }

  g_ptr_array_set_size (x->answer, 0);
  for (guint i = 0; lines[i]; i++)
    g_ptr_array_add (x->answer, g_strdup (lines[i]));
  g_byte_array_remove_range (raw, 0, (guint) (end + 4 - (char *) raw->data));
  x->chunked = header_has (x->answer, "Transfer-Encoding", "chunked");
  g_clear_pointer (&x->answer_body, g_byte_array_unref);
  x->answer_body = x->chunked ? without_chunks (raw) : g_byte_array_ref (raw);
  x->upstream_status = (guint) status_of (x->answer);
}

static GSocketConnection *
connect_upstream (MbExchange *x)
{
  g_autoptr (GSocketClient) client = g_socket_client_new ();
  guint16 port = 0;

  g_mutex_lock (&x->proxy->lock);
  port = x->proxy->upstream;
  g_mutex_unlock (&x->proxy->lock);
  g_socket_client_set_enable_proxy (client, FALSE);
  g_socket_client_set_timeout (client, UPSTREAM_TIMEOUT_S);
  return g_socket_client_connect_to_host (client, "127.0.0.1", port, x->proxy->stopping, NULL);
}

/**
 * mb_exchange_forward:
 * @x: an exchange with its body
 *
 * Hands the request to the server and takes its answer; of a request that is cut only what there is
 * of it.
 */
void
mb_exchange_forward (MbExchange *x)
{
  g_autoptr (GSocketConnection) server = connect_upstream (x);
  g_autoptr (GByteArray) bytes = request_bytes (x);
  g_autoptr (GByteArray) raw = g_byte_array_new ();
  GInputStream *in = NULL;
  guint8 buffer[65536];
  gboolean cut = mb_exchange_has_fault (x, "cut-request");
  gsize limit = cut && !x->rule->in_body ? MIN ((gsize) x->rule->n, bytes->len) : bytes->len;
  gssize got = 0;

  if (!server) {
    mb_exchange_set_answer (x, "502 Bad Gateway", "text/plain", "There is no server.");
    return;
  }

  in = g_io_stream_get_input_stream (G_IO_STREAM (server));
  g_output_stream_write_all (g_io_stream_get_output_stream (G_IO_STREAM (server)), bytes->data,
                             limit, NULL, x->proxy->stopping, NULL);
  if (cut)
    return;

  while ((got = g_input_stream_read (in, buffer, sizeof buffer, x->proxy->stopping, NULL)) > 0)
    g_byte_array_append (raw, buffer, (guint) got);
  g_byte_array_append (raw, (const guint8 *) "", 1);
  g_byte_array_set_size (raw, raw->len - 1);
  take_answer (x, raw);
}

static gboolean
has_no_body (MbExchange *x)
{
  gint64 status = status_of (x->answer);

  return g_str_equal (x->method, "HEAD") || status == 204 || status == 304;
}

static void
append_text (GByteArray *bytes, const char *text)
{
  g_byte_array_append (bytes, (const guint8 *) text, (guint) strlen (text));
}

/* One chunk, and the last; a lie announces more than there is and ends there. */
static void
append_chunked (MbExchange *x, GByteArray *bytes)
{
  gint64 length = x->answer_body->len + x->extra_length;
  g_autofree char *size = g_strdup_printf ("%" G_GINT64_MODIFIER "x\r\n", (guint64) length);

  if (length > 0) {
    append_text (bytes, size);
    g_byte_array_append (bytes, x->answer_body->data, x->answer_body->len);
  }
  if (x->extra_length == 0)
    append_text (bytes, length > 0 ? "\r\n0\r\n\r\n" : "0\r\n\r\n");
}

/**
 * mb_exchange_dup_answer:
 * @x: an exchange with an answer
 * @head_length: (out): bytes of its head
 *
 * Puts the answer together as it goes over the line.
 *
 * Returns: (transfer full): its bytes
 */
GByteArray *
mb_exchange_dup_answer (MbExchange *x, gsize *head_length)
{
  GByteArray *bytes = g_byte_array_new ();
  gboolean bare = has_no_body (x);

  mb_exchange_drop_header (x->answer, "Connection");
  mb_exchange_drop_header (x->answer, "Keep-Alive");
  if (!bare && !x->chunked) {
    mb_exchange_drop_header (x->answer, "Content-Length");
    g_ptr_array_add (x->answer, g_strdup_printf ("Content-Length: %" G_GINT64_FORMAT,
                                                 x->answer_body->len + x->extra_length));
  }
  for (guint i = 0; i < x->answer->len; i++) {
    append_text (bytes, x->answer->pdata[i]);
    append_text (bytes, "\r\n");
  }
  append_text (bytes, "\r\n");
  *head_length = bytes->len;
  if (bare)
    return bytes;

  if (x->chunked)
    append_chunked (x, bytes);
  else
    g_byte_array_append (bytes, x->answer_body->data, x->answer_body->len);
  return bytes;
}

/**
 * mb_exchange_write:
 * @x: an exchange
 * @bytes: what to send
 * @length: how many
 *
 * Writes to the client in the steps and at the speed of the rule.
 *
 * Returns: whether all of it went
 */
gboolean
mb_exchange_write (MbExchange *x, const guint8 *bytes, gsize length)
{
  GOutputStream *out = g_io_stream_get_output_stream (G_IO_STREAM (x->client));
  gint64 rate = x->rule ? x->rule->rate : 0;
  gint64 slices = mb_exchange_has_fault (x, "slicer") ? 0 : -1;

  g_socket_set_option (g_socket_connection_get_socket (x->client), IPPROTO_TCP, TCP_NODELAY, 1,
                       NULL);
  while (length > 0) {
    gsize step = slices >= 0 ? (gsize) g_random_int_range (1, 8)
                 : rate      ? MAX (1, (gsize) rate / 20)
                             : length;

    step = MIN (step, length);
    if (!g_output_stream_write_all (out, bytes, step, NULL, x->proxy->stopping, NULL))
      return FALSE;

    bytes += step;
    length -= step;
    if (slices >= 0 && slices++ < 64)
      mb_exchange_pause (x, 5); /* so that they leave apart from each other */
    if (rate)
      mb_exchange_pause (x, (gint64) step * 1000 / rate);
  }

  return TRUE;
}

/**
 * mb_exchange_deliver:
 * @x: an exchange with an answer
 *
 * Tells about the request, then sends its answer to the client.
 */
void
mb_exchange_deliver (MbExchange *x)
{
  gsize head_length = 0, length = 0;
  g_autoptr (GByteArray) bytes = mb_exchange_dup_answer (x, &head_length);
  gboolean whole = TRUE;

  length = bytes->len;
  if (x->limit >= 0)
    length = MIN (length, (gsize) x->limit + (x->rule->in_body ? head_length : 0));
  mb_exchange_report (x, length * x->copies, FALSE);
  for (guint i = 0; i < x->copies && whole; i++)
    whole = mb_exchange_write (x, bytes->data, length);
  if (!whole || length < bytes->len)
    x->keep = FALSE;
}

/**
 * mb_exchange_clear:
 * @x: an exchange
 *
 * Frees what is in it.
 */
void
mb_exchange_clear (MbExchange *x)
{
  g_clear_object (&x->in);
  g_clear_pointer (&x->rule, mb_rule_unref);
  g_clear_pointer (&x->method, g_free);
  g_clear_pointer (&x->path, g_free);
  g_clear_pointer (&x->request, g_ptr_array_unref);
  g_clear_pointer (&x->body, g_byte_array_unref);
  g_clear_pointer (&x->answer, g_ptr_array_unref);
  g_clear_pointer (&x->answer_body, g_byte_array_unref);
}

/**
 * mb_exchange_init:
 * @x: (out caller-allocates): an exchange
 * @proxy: the proxy
 * @client: a connection that was accepted
 * @in: what the client sends
 *
 * Begins with a request. @proxy and @client have to outlive it.
 */
void
mb_exchange_init (MbExchange *x, MbProxy *proxy, GSocketConnection *client, GDataInputStream *in)
{
  *x = (MbExchange) {
    .proxy = proxy, .client = client, .in = g_object_ref (in), .limit = -1, .copies = 1};
  x->request = g_ptr_array_new_with_free_func (g_free);
  x->body = g_byte_array_new ();
  x->answer = g_ptr_array_new_with_free_func (g_free);
  x->answer_body = g_byte_array_new ();
}
