#include "mb-secrets.h"

#include "mb-destination.h"

#include <libsecret/secret.h>

static const SecretSchema schema = {
  MARBRE_APP_ID ".Site",
  SECRET_SCHEMA_NONE,
  {{"site", SECRET_SCHEMA_ATTRIBUTE_STRING}},
};

/* Whatever the keyring's own error: it does not answer. */
static void
translate (GError *cause, GError **error)
{
  g_set_error (error, MB_PUBLISH_ERROR, MB_PUBLISH_ERROR_NO_SECRET,
               "the keyring does not answer: %s", cause->message);
  g_error_free (cause);
}

/**
 * mb_secret_load_sync:
 * @site_id: a site
 * @cancellable: (nullable): to give up
 * @error: return location
 *
 * Reads a site's secret from the keyring. `MB_PUBLISH_ERROR_NO_SECRET`: it does not answer, or has
 * none.
 *
 * Returns: (transfer full): the secret
 */
char *
mb_secret_load_sync (const char *site_id, GCancellable *cancellable, GError **error)
{
  GError *cause = NULL;
  char *found = secret_password_lookup_sync (&schema, cancellable, &cause, "site", site_id, NULL);
  char *secret;

  if (cause) {
    translate (cause, error);
    return NULL;
  }
  if (!found) {
    g_set_error_literal (error, MB_PUBLISH_ERROR, MB_PUBLISH_ERROR_NO_SECRET,
                         "the keyring has no access for this site");
    return NULL;
  }
  secret = g_strdup (found);
  secret_password_free (found);

  return secret;
}

/**
 * mb_secret_keep_sync:
 * @site_id: a site
 * @label: what the keyring shows to people
 * @secret: the secret
 * @cancellable: (nullable): to give up
 * @error: return location
 *
 * Puts a site's secret into the keyring.
 *
 * Returns: `TRUE` once it is kept
 */
gboolean
mb_secret_keep_sync (const char *site_id,
                     const char *label,
                     const char *secret,
                     GCancellable *cancellable,
                     GError **error)
{
  GError *cause = NULL;

  if (secret_password_store_sync (&schema, SECRET_COLLECTION_DEFAULT, label, secret, cancellable,
                                  &cause, "site", site_id, NULL))
    return TRUE;
  if (!cause)
    cause = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_FAILED, "it refused");
  translate (cause, error);

  return FALSE;
}

/**
 * mb_secret_forget_sync:
 * @site_id: a site
 * @cancellable: (nullable): to give up
 * @error: return location
 *
 * Takes a site's secret out of the keyring. None there is as good.
 *
 * Returns: `FALSE` when the keyring does not answer
 */
gboolean
mb_secret_forget_sync (const char *site_id, GCancellable *cancellable, GError **error)
{
  GError *cause = NULL;

  secret_password_clear_sync (&schema, cancellable, &cause, "site", site_id, NULL);
  if (!cause)
    return TRUE;
  translate (cause, error);

  return FALSE;
}
