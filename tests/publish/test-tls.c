/* Bad certificates are refused, each with the right word. The certificates are made here. */
#include "mb-http.h"
#include "mb-lying-site.h"

#include <stdio.h>
#include <string.h>

static char *folder;

static void
run (const char *const *words)
{
  g_autoptr (GSubprocess) process = NULL;
  g_autoptr (GError) error = NULL;

  process = g_subprocess_newv (
    words, G_SUBPROCESS_FLAGS_STDOUT_SILENCE | G_SUBPROCESS_FLAGS_STDERR_SILENCE, &error);
  g_assert_no_error (error);
  g_subprocess_wait_check (process, NULL, &error);
  g_assert_no_error (error);
}

static char *
path_of (const char *name)
{
  return g_build_filename (folder, name, NULL);
}

static void
make_authority (void)
{
  g_autofree char *key = path_of ("ca.key");
  g_autofree char *certificate = path_of ("ca.pem");

  run ((const char *[]) {"openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt",
                         "ec_paramgen_curve:prime256v1", "-nodes", "-keyout", key, "-out",
                         certificate, "-days", "30", "-subj", "/CN=Test authority", NULL});
}

/* A certificate for @name, signed by the test's authority or by itself; @dates as openssl's x509
 * takes them. */
static GTlsCertificate *
make_certificate (const char *label,
                  const char *name,
                  gboolean by_authority,
                  const char *from,
                  const char *to)
{
  g_autofree char *base = path_of (label);
  g_autofree char *key = g_strconcat (base, ".key", NULL);
  g_autofree char *request = g_strconcat (base, ".csr", NULL);
  g_autofree char *certificate = g_strconcat (base, ".pem", NULL);
  g_autofree char *extensions = g_strconcat (base, ".ext", NULL);
  g_autofree char *names = g_strdup_printf ("subjectAltName=%s\n", name);
  g_autofree char *ca = path_of (by_authority ? "ca.pem" : "none");
  g_autofree char *ca_key = path_of ("ca.key");
  g_autoptr (GStrvBuilder) words = g_strv_builder_new ();
  g_auto (GStrv) line = NULL;
  g_autoptr (GError) error = NULL;
  GTlsCertificate *made;

  g_file_set_contents (extensions, names, -1, &error);
  g_assert_no_error (error);
  run ((const char *[]) {"openssl", "req", "-new", "-newkey", "ec", "-pkeyopt",
                         "ec_paramgen_curve:prime256v1", "-nodes", "-keyout", key, "-out", request,
                         "-subj", "/CN=site", NULL});
  g_strv_builder_add_many (words, "openssl", "x509", "-req", "-in", request, "-out", certificate,
                           "-extfile", extensions, "-not_before", from, "-not_after", to, NULL);
  if (by_authority)
    g_strv_builder_add_many (words, "-CA", ca, "-CAkey", ca_key, NULL);
  else
    g_strv_builder_add_many (words, "-signkey", key, NULL);
  line = g_strv_builder_end (words);
  run ((const char *const *) line);
  made = g_tls_certificate_new_from_files (certificate, key, &error);
  g_assert_no_error (error);

  return made;
}

static gboolean
ask (GTlsCertificate *certificate, gboolean trust_authority, GError **error)
{
  static const MbRetryPolicy policy = {.io_timeout_s = 2, .deadline_ms = 4000};
  g_autoptr (MbLyingSite) site = mb_lying_site_new (&(MbSiteHabits) {.certificate = certificate});
  g_autoptr (MbHttp) http = mb_http_new (&policy, NULL);
  g_autoptr (GTlsDatabase) database = NULL;
  g_autoptr (MbHttpReply) reply = NULL;
  g_autofree char *url = g_strconcat (mb_lying_site_get_endpoint (site), "?q=config", NULL);
  g_autofree char *ca = path_of ("ca.pem");
  guint n_before;

  if (trust_authority) {
    database = g_tls_file_database_new (ca, error);
    g_assert_nonnull (database);
    mb_http_set_tls_database (http, database);
  }
  g_assert_true (mb_http_set_access (http, url, mb_lying_site_get_token (site), error));
  n_before = mb_lying_site_count (site, MB_ACT_CONFIG);
  reply = mb_http_send (http, &(MbHttpRequest) {.method = "GET", .url = url, .with_access = TRUE},
                        NULL, error);
  if (!reply)
    g_assert_cmpuint (mb_lying_site_count (site, MB_ACT_CONFIG), ==,
                      n_before); /* not a byte of the request */

  return reply != NULL && reply->status == 200;
}

static void
test_good_certificate_is_taken (void)
{
  g_autoptr (GTlsCertificate) good =
    make_certificate ("good", "IP:127.0.0.1", TRUE, "20200101000000Z", "20480101000000Z");
  g_autoptr (GError) error = NULL;

  g_assert_true (ask (good, TRUE, &error));
  g_assert_no_error (error);
}

static void
test_unknown_authority_is_refused (void)
{
  g_autoptr (GTlsCertificate) good =
    make_certificate ("good", "IP:127.0.0.1", TRUE, "20200101000000Z", "20480101000000Z");
  g_autoptr (GError) error = NULL;

  g_assert_false (ask (good, FALSE, &error));
  g_assert_error (error, MB_PUBLISH_ERROR, MB_PUBLISH_ERROR_TLS);
}

static void
test_self_signed_is_refused (void)
{
  g_autoptr (GTlsCertificate) own =
    make_certificate ("own", "IP:127.0.0.1", FALSE, "20200101000000Z", "20480101000000Z");
  g_autoptr (GError) error = NULL;

  g_assert_false (ask (own, TRUE, &error));
  g_assert_error (error, MB_PUBLISH_ERROR, MB_PUBLISH_ERROR_TLS);
}

static void
test_expired_is_refused (void)
{
  g_autoptr (GTlsCertificate) old =
    make_certificate ("old", "IP:127.0.0.1", TRUE, "20200101000000Z", "20210101000000Z");
  g_autoptr (GError) error = NULL;

  g_assert_false (ask (old, TRUE, &error));
  g_assert_error (error, MB_PUBLISH_ERROR, MB_PUBLISH_ERROR_TLS);
  g_assert_nonnull (strstr (error->message, "expired"));
}

static void
test_not_yet_valid_is_refused (void)
{
  g_autoptr (GTlsCertificate) early =
    make_certificate ("early", "IP:127.0.0.1", TRUE, "20470101000000Z", "20480101000000Z");
  g_autoptr (GError) error = NULL;

  g_assert_false (ask (early, TRUE, &error));
  g_assert_error (error, MB_PUBLISH_ERROR, MB_PUBLISH_ERROR_TLS);
  g_assert_nonnull (strstr (error->message, "not yet valid"));
}

/* A network that wants a login answers with its own certificate. */
static void
test_other_name_is_somebody_else (void)
{
  g_autoptr (GTlsCertificate) other =
    make_certificate ("other", "DNS:hotel.invalid", TRUE, "20200101000000Z", "20480101000000Z");
  g_autoptr (GError) error = NULL;

  g_assert_false (ask (other, TRUE, &error));
  g_assert_error (error, MB_PUBLISH_ERROR, MB_PUBLISH_ERROR_PORTAL);
}

int
main (int argc, char **argv)
{
  g_autofree char *openssl = g_find_program_in_path ("openssl");
  g_autoptr (GDir) dir = NULL;
  const char *name;
  int status;

  g_test_init (&argc, &argv, NULL);
  if (!openssl) {
    g_printerr ("openssl is not there to make certificates with\n");
    return 1;
  }
  folder = g_dir_make_tmp ("marbre-tls-XXXXXX", NULL);
  make_authority ();
  g_test_add_func ("/publish/tls/good-certificate-is-taken", test_good_certificate_is_taken);
  g_test_add_func ("/publish/tls/unknown-authority-is-refused", test_unknown_authority_is_refused);
  g_test_add_func ("/publish/tls/self-signed-is-refused", test_self_signed_is_refused);
  g_test_add_func ("/publish/tls/expired-is-refused", test_expired_is_refused);
  g_test_add_func ("/publish/tls/not-yet-valid-is-refused", test_not_yet_valid_is_refused);
  g_test_add_func ("/publish/tls/other-name-is-somebody-else", test_other_name_is_somebody_else);
  status = g_test_run ();

  dir = g_dir_open (folder, 0, NULL);
  while (dir && (name = g_dir_read_name (dir))) {
    g_autofree char *path = path_of (name);

    g_assert_cmpint (remove (path), ==, 0);
  }
  g_assert_cmpint (remove (folder), ==, 0);
  g_free (folder);

  return status;
}
