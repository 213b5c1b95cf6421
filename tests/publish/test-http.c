/* libsoup's traps, each against a server that sets it. */
#include "mb-http.h"
#include "mb-lying-site.h"

#include <libsoup/soup.h>

#include <string.h>

static const MbRetryPolicy policy = {
  .io_timeout_s = 1,
  .deadline_ms = 600,
};

typedef struct {
  GMainLoop *loop;
  GThread *thread;
  GMainContext *context;
} Timers;

static gpointer
run_timers (gpointer data)
{
  g_main_loop_run (data);

  return NULL;
}

static void
timers_start (Timers *self)
{
  self->context = g_main_context_new ();
  self->loop = g_main_loop_new (self->context, FALSE);
  self->thread = g_thread_new ("timers", run_timers, self->loop);
}

static gboolean
quit_cb (gpointer data)
{
  g_main_loop_quit (data);

  return G_SOURCE_REMOVE;
}

static void
timers_stop (Timers *self)
{
  g_main_context_invoke (self->context, quit_cb, self->loop);
  g_thread_join (self->thread);
  g_main_loop_unref (self->loop);
  g_main_context_unref (self->context);
}

typedef struct {
  MbLyingSite *site;
  MbHttp *http;
  Timers timers;
} Bench;

static void
setup (Bench *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  self->site = mb_lying_site_new (&(MbSiteHabits) {0});
  timers_start (&self->timers);
  self->http = mb_http_new (&policy, self->timers.context);
  mb_http_set_access (self->http, mb_lying_site_get_url (self->site),
                      mb_lying_site_get_token (self->site), &error);
  g_assert_no_error (error);
}

static void
teardown (Bench *self, gconstpointer data)
{
  mb_http_free (self->http);
  timers_stop (&self->timers);
  mb_lying_site_free (self->site);
}

static MbHttpReply *
send_write (Bench *self, const char *method, GError **error)
{
  static const char words[] = "{\"type\":[\"h-entry\"],\"properties\":{\"name\":[\"A\"]}}";
  g_autoptr (GBytes) body = g_bytes_new_static (words, sizeof words - 1);

  return mb_http_send (self->http,
                       &(MbHttpRequest) {
                         .method = method,
                         .url = mb_lying_site_get_endpoint (self->site),
                         .content_type = "application/json",
                         .body = body,
                         .accept = "application/json",
                         .with_access = TRUE,
                       },
                       NULL, error);
}

static MbHttpReply *
send_read (Bench *self, const char *query, GError **error)
{
  g_autofree char *url = g_strconcat (mb_lying_site_get_endpoint (self->site), query, NULL);

  return mb_http_send (
    self->http, &(MbHttpRequest) {.method = "GET", .url = url, .with_access = TRUE}, NULL, error);
}

static guint
count_writes (Bench *self)
{
  return mb_lying_site_count (self->site, MB_ACT_CREATE) +
         mb_lying_site_count (self->site, MB_ACT_ANY);
}

/* L1: a redirected write would arrive as a GET without its body, and look like success. */
static void
test_redirected_write_is_not_followed (Bench *self, gconstpointer data)
{
  static const struct {
    MbLie lie;
    guint status;
    MbPublishError code;
  } table[] = {
    {MB_LIE_301, 301, MB_PUBLISH_ERROR_MOVED}, {MB_LIE_302, 302, MB_PUBLISH_ERROR_MOVED},
    {MB_LIE_303, 303, MB_PUBLISH_ERROR_MOVED}, {MB_LIE_307, 307, MB_PUBLISH_ERROR_MOVED},
    {MB_LIE_308, 308, MB_PUBLISH_ERROR_MOVED}, {MB_LIE_303_HERE, 303, MB_PUBLISH_ERROR_MOVED},
  };

  for (guint i = 0; i < G_N_ELEMENTS (table); i++) {
    g_autoptr (GError) error = NULL;
    g_autoptr (MbHttpReply) reply = NULL;

    mb_lying_site_reset (self->site);
    mb_lying_site_lie (self->site, MB_ACT_ANY, table[i].lie, 0, 1);
    reply = send_write (self, "POST", &error);
    g_assert_no_error (error);
    g_assert_cmpuint (reply->status, ==, table[i].status);
    g_assert_false (mb_http_check (reply, &(MbHttpRequest) {.method = "POST"}, &error));
    g_assert_error (error, MB_PUBLISH_ERROR, (int) table[i].code);
    g_assert_cmpuint (mb_lying_site_count_stolen (self->site, FALSE), ==, 0);
    g_assert_cmpuint (count_writes (self), ==, 1);
  }
}

/* L1, L5: a read that carries our access is not followed either. */
static void
test_redirected_read_keeps_its_credentials_home (Bench *self, gconstpointer data)
{
  for (MbLie lie = MB_LIE_301; lie <= MB_LIE_308; lie++) {
    g_autoptr (GError) error = NULL;
    g_autoptr (MbHttpReply) reply = NULL;

    mb_lying_site_lie (self->site, MB_ACT_CONFIG, lie, 0, 1);
    reply = send_read (self, "?q=config", &error);
    g_assert_no_error (error);
    g_assert_cmpuint (reply->status, >=, 300);
  }
  g_assert_cmpuint (mb_lying_site_count_stolen (self->site, FALSE), ==, 0);
}

/* L2: PUT and DELETE count as repeatable to libsoup, which then sends them again, empty. */
static void
test_unanswered_write_is_sent_once (Bench *self, gconstpointer data)
{
  static const char *const methods[] = {"POST", "PUT", "PATCH", "DELETE"};

  for (guint i = 0; i < G_N_ELEMENTS (methods); i++) {
    g_autoptr (GError) error = NULL;
    g_autoptr (GError) warm_error = NULL;
    g_autoptr (MbHttpReply) warm = NULL;
    g_autoptr (MbHttpReply) reply = NULL;

    mb_lying_site_reset (self->site);
    warm = send_read (self, "?q=config", &warm_error); /* a kept connection to be tempted by */
    g_assert_no_error (warm_error);
    mb_lying_site_lie (self->site, MB_ACT_ANY, MB_LIE_SWALLOW, 0, 5);
    reply = send_write (self, methods[i], &error);
    g_assert_null (reply);
    g_assert_error (error, MB_PUBLISH_ERROR, MB_PUBLISH_ERROR_UNKNOWN);
    g_assert_cmpuint (count_writes (self) + mb_lying_site_count (self->site, MB_ACT_PUBLIC), ==, 1);
    g_assert_cmpuint (mb_lying_site_count_empty_writes (self->site), ==, 0);
    g_assert_cmpuint (mb_lying_site_count_reused_writes (self->site), ==, 0);
  }
}

/* L4, L6: the header is ours, and nothing that cannot stand in one gets there. */
static void
test_token_that_is_no_token_is_refused (Bench *self, gconstpointer data)
{
  static const char *const tokens[] = {"a\r\nX-Evil: 1", "with space", "é", "tab\there"};

  for (guint i = 0; i < G_N_ELEMENTS (tokens); i++) {
    g_autoptr (GError) error = NULL;

    g_assert_false (
      mb_http_set_access (self->http, mb_lying_site_get_url (self->site), tokens[i], &error));
    g_assert_error (error, MB_PUBLISH_ERROR, MB_PUBLISH_ERROR_AUTH);
  }
}

/* L5: our access is for one origin. */
static void
test_access_is_for_one_origin (Bench *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (MbHttpReply) reply = NULL;

  reply = mb_http_send (
    self->http,
    &(MbHttpRequest) {.method = "GET", .url = "https://other.invalid/", .with_access = TRUE}, NULL,
    &error);
  g_assert_null (reply);
  g_assert_error (error, MB_PUBLISH_ERROR, MB_PUBLISH_ERROR_ADDRESS);
}

/* L7: libsoup waits for ever unless told otherwise, and a drop now and then resets its clock. */
static void
test_silence_ends (Bench *self, gconstpointer data)
{
  static const MbLie lies[] = {MB_LIE_NEVER, MB_LIE_DRIP, MB_LIE_LENGTH};

  for (guint i = 0; i < G_N_ELEMENTS (lies); i++) {
    gint64 since_us = g_get_monotonic_time ();
    g_autoptr (GError) error = NULL;
    g_autoptr (MbHttpReply) reply = NULL;

    mb_lying_site_reset (self->site);
    mb_lying_site_lie (self->site, MB_ACT_CREATE, lies[i], 0, 1);
    reply = send_write (self, "POST", &error);
    g_assert_null (reply);
    g_assert_error (error, MB_PUBLISH_ERROR, MB_PUBLISH_ERROR_UNKNOWN);
    g_assert_cmpint (g_get_monotonic_time () - since_us, <, 5 * G_USEC_PER_SEC);
    g_assert_cmpuint (mb_lying_site_count (self->site, MB_ACT_CREATE), ==, 1);
  }
}

static void
test_given_up_at_once (Bench *self, gconstpointer data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autofree char *url = g_strconcat (mb_lying_site_get_endpoint (self->site), "?q=config", NULL);
  g_autoptr (GError) error = NULL;
  MbHttpReply *reply;

  g_cancellable_cancel (cancellable);
  reply =
    mb_http_send (self->http, &(MbHttpRequest) {.method = "GET", .url = url, .with_access = TRUE},
                  cancellable, &error);
  g_assert_null (reply);
  g_assert_error (error, MB_PUBLISH_ERROR, MB_PUBLISH_ERROR_CANCELLED);
}

static void
test_reply_is_capped (Bench *self, gconstpointer data)
{
  g_autofree char *url = g_strconcat (mb_lying_site_get_endpoint (self->site), "?q=config", NULL);
  g_autoptr (GError) error = NULL;
  MbHttpReply *reply;

  reply = mb_http_send (
    self->http,
    &(MbHttpRequest) {.method = "GET", .url = url, .with_access = TRUE, .cap_bytes = 20}, NULL,
    &error);
  g_assert_null (reply);
  g_assert_error (error, MB_PUBLISH_ERROR, MB_PUBLISH_ERROR_OFFLINE);
}

static void
test_only_https_leaves_the_machine (void)
{
  static const struct {
    const char *url;
    gboolean good;
  } table[] = {
    {"https://site.invalid/", TRUE},
    {"http://127.0.0.1:80/", TRUE},
    {"http://[::1]/", TRUE},
    {"http://localhost/", TRUE},
    {"http://site.invalid/", FALSE},
    {"ftp://site.invalid/", FALSE},
    {"https://u:p@site.invalid", FALSE},
    {"site.invalid", FALSE},
    {"", FALSE},
    {"http://127.0.0.1.invalid", FALSE},
    {"https:///path", FALSE},
    {"file:///etc/passwd", FALSE},
  };

  for (guint i = 0; i < G_N_ELEMENTS (table); i++) {
    g_autoptr (GError) error = NULL;

    g_assert_true (mb_http_check_url (table[i].url, &error) == table[i].good);
    if (!table[i].good)
      g_assert_error (error, MB_PUBLISH_ERROR, MB_PUBLISH_ERROR_ADDRESS);
  }
}

static void
test_status_becomes_a_code (void)
{
  static const struct {
    guint status;
    const char *content_type;
    const char *body;
    const char *retry_after;
    gboolean write;
    MbPublishError code;
  } table[] = {
    {401, "application/json", "{\"error\":\"unauthorized\"}", NULL, TRUE, MB_PUBLISH_ERROR_AUTH},
    {401, "application/json", "{\"error\":\"insufficient_scope\"}", NULL, TRUE,
     MB_PUBLISH_ERROR_RIGHT},
    {401, "text/html", "<h1>No</h1>", NULL, TRUE, MB_PUBLISH_ERROR_WAF},
    {403, "application/json", "{\"error\":\"forbidden\"}", NULL, TRUE, MB_PUBLISH_ERROR_RIGHT},
    {403, "text/html", "<h1>No</h1>", NULL, TRUE, MB_PUBLISH_ERROR_WAF},
    {404, "application/json", "{}", NULL, FALSE, MB_PUBLISH_ERROR_GONE},
    {410, NULL, "", NULL, FALSE, MB_PUBLISH_ERROR_GONE},
    {400, "application/json", "{\"error\":\"invalid_request\"}", NULL, TRUE,
     MB_PUBLISH_ERROR_INVALID},
    {400, "application/json", "{\"error\":\"not_found\"}", NULL, TRUE, MB_PUBLISH_ERROR_GONE},
    {409, "application/json", "{}", NULL, TRUE, MB_PUBLISH_ERROR_CONFLICT},
    {413, NULL, "", NULL, TRUE, MB_PUBLISH_ERROR_INVALID},
    {429, "application/json", "{}", "3", TRUE, MB_PUBLISH_ERROR_BUSY},
    {500, "application/json", "{}", NULL, TRUE, MB_PUBLISH_ERROR_UNKNOWN},
    {500, "application/json", "{}", NULL, FALSE, MB_PUBLISH_ERROR_BUSY},
    {503, "text/html", "", "120", TRUE, MB_PUBLISH_ERROR_BUSY},
    {503, "text/html", "", NULL, TRUE, MB_PUBLISH_ERROR_UNKNOWN},
    {511, "text/html", "", NULL, TRUE, MB_PUBLISH_ERROR_PORTAL},
  };

  for (guint i = 0; i < G_N_ELEMENTS (table); i++) {
    g_autoptr (GBytes) body = g_bytes_new (table[i].body, strlen (table[i].body));
    g_autoptr (GError) error = NULL;
    MbHttpReply reply = {
      .status = table[i].status,
      .url = (char *) "https://site.invalid/",
      .content_type = (char *) table[i].content_type,
      .retry_after = (char *) table[i].retry_after,
      .body = body,
    };

    g_assert_false (
      mb_http_check (&reply, &(MbHttpRequest) {.method = table[i].write ? "POST" : "GET"}, &error));
    if (error->code != (int) table[i].code)
      g_test_message ("row %u", i);
    g_assert_error (error, MB_PUBLISH_ERROR, (int) table[i].code);
  }
}

static void
test_redirect_elsewhere_is_a_portal_when_passing (void)
{
  g_autoptr (GBytes) body = g_bytes_new_static ("", 0);
  g_autoptr (GError) passing = NULL;
  g_autoptr (GError) lasting = NULL;
  MbHttpReply reply = {
    .status = 302,
    .url = (char *) "https://site.invalid/micropub",
    .location = (char *) "https://hotel.invalid/login",
    .body = body,
  };

  g_assert_false (mb_http_check (&reply, &(MbHttpRequest) {.method = "POST"}, &passing));
  g_assert_error (passing, MB_PUBLISH_ERROR, MB_PUBLISH_ERROR_PORTAL);
  reply.status = 301;
  g_assert_false (mb_http_check (&reply, &(MbHttpRequest) {.method = "POST"}, &lasting));
  g_assert_error (lasting, MB_PUBLISH_ERROR, MB_PUBLISH_ERROR_MOVED);
}

/* Power cuts and an old battery: the clock starts in 2015, and every certificate is wrong. */
static void
test_flat_clock_is_told_from_a_bad_certificate (void)
{
  const gint64 in_2015 = G_GINT64_CONSTANT (1420156800);
  const gint64 in_2027 = G_GINT64_CONSTANT (1800000000);

  g_assert_cmpint ((int) mb_http_judge_certificate (G_TLS_CERTIFICATE_NOT_ACTIVATED, in_2015), ==,
                   MB_PUBLISH_ERROR_CLOCK);
  g_assert_cmpint ((int) mb_http_judge_certificate (G_TLS_CERTIFICATE_NOT_ACTIVATED, in_2027), ==,
                   MB_PUBLISH_ERROR_TLS);
  g_assert_cmpint ((int) mb_http_judge_certificate (G_TLS_CERTIFICATE_EXPIRED, in_2027), ==,
                   MB_PUBLISH_ERROR_TLS);
  g_assert_cmpint ((int) mb_http_judge_certificate (G_TLS_CERTIFICATE_UNKNOWN_CA, in_2015), ==,
                   MB_PUBLISH_ERROR_TLS);
  g_assert_cmpint ((int) mb_http_judge_certificate (G_TLS_CERTIFICATE_BAD_IDENTITY, in_2027), ==,
                   MB_PUBLISH_ERROR_PORTAL);
}

int
main (int argc, char **argv)
{
  /* The desktop's proxies are in settings whose schemas the isolated folders do not have. */
  g_setenv ("GIO_USE_PROXY_RESOLVER", "dummy", TRUE);
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
#define ADD(name, func) g_test_add ("/publish/http/" name, Bench, NULL, setup, func, teardown)
  ADD ("redirected-write-is-not-followed", test_redirected_write_is_not_followed);
  ADD ("redirected-read-keeps-its-credentials-home",
       test_redirected_read_keeps_its_credentials_home);
  ADD ("unanswered-write-is-sent-once", test_unanswered_write_is_sent_once);
  ADD ("token-that-is-no-token-is-refused", test_token_that_is_no_token_is_refused);
  ADD ("access-is-for-one-origin", test_access_is_for_one_origin);
  ADD ("silence-ends", test_silence_ends);
  ADD ("given-up-at-once", test_given_up_at_once);
  ADD ("reply-is-capped", test_reply_is_capped);
  g_test_add_func ("/publish/http/only-https-leaves-the-machine",
                   test_only_https_leaves_the_machine);
  g_test_add_func ("/publish/http/flat-clock-is-told-from-a-bad-certificate",
                   test_flat_clock_is_told_from_a_bad_certificate);
  g_test_add_func ("/publish/http/status-becomes-a-code", test_status_becomes_a_code);
  g_test_add_func ("/publish/http/redirect-elsewhere-is-a-portal-when-passing",
                   test_redirect_elsewhere_is_a_portal_when_passing);

  return g_test_run ();
}
