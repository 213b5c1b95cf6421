/* Secrets through libsecret, on its file backend: no daemon, no session. */
#include "mb-destination.h"
#include "mb-secrets.h"

#include <glib/gstdio.h>

#include <string.h>

static void
test_secret_is_kept_and_forgotten (void)
{
  g_autofree char *folder = g_dir_make_tmp ("marbre-secrets-XXXXXX", NULL);
  g_autofree char *file = g_build_filename (folder, "keyring", NULL);
  g_autofree char *loaded = NULL;
  g_autofree char *bytes = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) none = NULL;
  gsize size;

  g_setenv ("SECRET_FILE_TEST_PATH", file, TRUE);
  g_assert_true (mb_secret_keep_sync ("site-1", "Le Quai", "s3cr\u00e9t", NULL, &error));
  g_assert_no_error (error);
  loaded = mb_secret_load_sync ("site-1", NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (loaded, ==, "s3cr\u00e9t");
  g_assert_true (g_file_get_contents (file, &bytes, &size, NULL));
  g_assert_null (memmem (bytes, size, "s3cr", 4)); /* not in clear */
  g_assert_true (mb_secret_forget_sync ("site-1", NULL, &error));
  g_assert_null (mb_secret_load_sync ("site-1", NULL, &none));
  g_assert_error (none, MB_PUBLISH_ERROR, MB_PUBLISH_ERROR_NO_SECRET);
  g_unlink (file);
  g_rmdir (folder);
}

int
main (int argc, char **argv)
{
  g_setenv ("SECRET_BACKEND", "file", TRUE);
  g_setenv ("SECRET_FILE_TEST_PASSWORD", "of the test", TRUE);
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/publish/secrets/secret-is-kept-and-forgotten",
                   test_secret_is_kept_and_forgotten);

  return g_test_run ();
}
