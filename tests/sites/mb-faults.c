#include "mb-exchange.h"

#include <string.h>
#include <sys/socket.h>

/* What the faults do. Those that answer in the server's place have its answer here when the rule
 * says "after". */

static void
do_captive (MbExchange *x)
{
  gboolean moved = x->rule->status == 302;

  mb_exchange_set_answer (x, moved ? "302 Found" : "200 OK", "text/html; charset=utf-8",
                          MB_PORTAL_PAGE);
  if (moved)
    g_ptr_array_add (x->answer, g_strdup_printf ("Location: %s/login", x->proxy->origin));
}

/* Announces a chunk and closes in the middle of it. */
static void
do_chunked_lie (MbExchange *x)
{
  mb_exchange_drop_header (x->answer, "Content-Length");
  mb_exchange_drop_header (x->answer, "Transfer-Encoding");
  g_ptr_array_add (x->answer, g_strdup ("Transfer-Encoding: chunked"));
  x->chunked = TRUE;
  x->extra_length = 100;
  x->keep = FALSE;
}

static void
do_cut_answer (MbExchange *x)
{
  x->limit = x->rule->n;
}

static void
do_false (MbExchange *x)
{
  if (g_strcmp0 (x->rule->as, "empty") == 0) {
    mb_exchange_set_answer (x, "200 OK", "application/json", "");
  } else if (g_strcmp0 (x->rule->as, "cut-json") != 0) {
    mb_exchange_set_answer (x, "200 OK", "text/html; charset=utf-8", MB_PORTAL_PAGE);
  } else if (x->rule->after) {
    g_byte_array_set_size (x->answer_body, x->answer_body->len / 2);
  } else {
    mb_exchange_set_answer (x, "200 OK", "application/json", "{\"id\":17,\"slug\":\"le-p");
  }
}

static void
do_gzip_bomb (MbExchange *x)
{
  g_autoptr (GZlibCompressor) compressor = g_zlib_compressor_new (G_ZLIB_COMPRESSOR_FORMAT_GZIP, 9);
  g_autoptr (GOutputStream) memory = g_memory_output_stream_new_resizable ();
  g_autoptr (GOutputStream) out = g_converter_output_stream_new (memory, G_CONVERTER (compressor));
  g_autofree char *spaces = g_strnfill (1024 * 1024, ' ');
  GMemoryOutputStream *bytes = G_MEMORY_OUTPUT_STREAM (memory);

  for (gint64 i = 0; i < (x->rule->n ? x->rule->n : 64); i++)
    g_output_stream_write_all (out, spaces, 1024 * 1024, NULL, NULL, NULL);
  g_output_stream_close (out, NULL, NULL);
  mb_exchange_set_answer (x, "200 OK", "application/json", "");
  g_ptr_array_add (x->answer, g_strdup ("Content-Encoding: gzip"));
  g_byte_array_append (x->answer_body, g_memory_output_stream_get_data (bytes),
                       (guint) g_memory_output_stream_get_data_size (bytes));
}

static void
do_half_open (MbExchange *x)
{
  g_ptr_array_set_size (x->answer, 0);
  mb_exchange_report (x, 0, FALSE);
  mb_exchange_wait_for_hang_up (x);
}

static void
do_hang_up (MbExchange *x)
{
  x->keep = FALSE;
}

/* The client is gone when its request reaches the server. */
static void
do_late (MbExchange *x)
{
  if (x->rule->hold)
    mb_exchange_wait_for_hang_up (x);
  mb_exchange_hang_up (x);
  mb_exchange_pause (x, x->rule->ms);
  mb_exchange_forward (x);
  g_ptr_array_set_size (x->answer, 0);
  mb_exchange_report (x, 0, FALSE);
}

static void
do_latency (MbExchange *x)
{
  mb_exchange_pause (x, x->rule->ms);
}

static void
do_length (MbExchange *x)
{
  x->extra_length = MAX (x->rule->n, -(gint64) x->answer_body->len);
  x->chunked = FALSE;
  mb_exchange_drop_header (x->answer, "Transfer-Encoding");
  x->keep = FALSE;
}

static void
do_nothing (G_GNUC_UNUSED MbExchange *x)
{
}

static void
do_redirect (MbExchange *x)
{
  g_autofree char *status =
    g_strdup_printf ("%d Moved", (int) (x->rule->status ? x->rule->status : 302));
  const char *to = x->rule->to ? x->rule->to : "same";

  mb_exchange_set_answer (x, status, "text/html; charset=utf-8", "<p>Moved.</p>");
  if (g_str_equal (to, "same"))
    g_ptr_array_add (x->answer, g_strdup_printf ("Location: %s%cmoved=1", x->path,
                                                 strchr (x->path, '?') ? '&' : '?'));
  else if (g_str_equal (to, "other"))
    g_ptr_array_add (x->answer, g_strdup_printf ("Location: %s%s", x->proxy->origin, x->path));
  else
    g_ptr_array_add (x->answer, g_strdup_printf ("Location: %s", to));
}

static void
do_repeat (MbExchange *x)
{
  mb_exchange_forward (x);
}

static void
do_reset (MbExchange *x)
{
  struct linger at_once = {.l_onoff = 1, .l_linger = 0};
  int fd = g_socket_get_fd (g_socket_connection_get_socket (x->client));

  g_ptr_array_set_size (x->answer, 0);
  mb_exchange_report (x, 0, FALSE);
  setsockopt (fd, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
  mb_exchange_hang_up (x);
}

static void
do_status (MbExchange *x)
{
  g_autofree char *status =
    g_strdup_printf ("%d Trouble", (int) (x->rule->status ? x->rule->status : 500));

  mb_exchange_set_answer (x, status, "text/html; charset=utf-8", "<h1>Trouble</h1>");
  if (x->rule->retry_after)
    g_ptr_array_add (x->answer,
                     g_strdup_printf ("Retry-After: %" G_GINT64_FORMAT, x->rule->retry_after));
}

static void
do_swallow (MbExchange *x)
{
  g_ptr_array_set_size (x->answer, 0);
  mb_exchange_report (x, 0, FALSE);
  mb_exchange_hang_up (x);
}

static void
do_twice (MbExchange *x)
{
  x->copies = 2;
}

static const MbFault faults[] = {
  {"bandwidth", FALSE, do_nothing},
  {"captive", TRUE, do_captive},
  {"chunked-lie", FALSE, do_chunked_lie},
  {"continue-stall", FALSE, do_nothing},
  {"cut-answer", FALSE, do_cut_answer},
  {"cut-request", FALSE, do_nothing},
  {"false", TRUE, do_false},
  {"gzip-bomb", TRUE, do_gzip_bomb},
  {"half-open", TRUE, do_half_open},
  {"hang-up", FALSE, do_hang_up},
  {"late", TRUE, do_late},
  {"latency", FALSE, do_latency},
  {"length", FALSE, do_length},
  {"redirect", TRUE, do_redirect},
  {"repeat", FALSE, do_repeat},
  {"reset", TRUE, do_reset},
  {"slicer", FALSE, do_nothing},
  {"status", TRUE, do_status},
  {"swallow", FALSE, do_swallow},
  {"twice", FALSE, do_twice},
};

/**
 * mb_fault_find:
 * @name: a fault's name
 *
 * Returns: (nullable): the fault
 */
const MbFault *
mb_fault_find (const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (faults); i++) {
    if (g_strcmp0 (faults[i].name, name) == 0)
      return &faults[i];
  }

  return NULL;
}
