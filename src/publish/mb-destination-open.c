#include "mb-destinations.h"

#include "mb-micropub.h"
#include "mb-secrets.h"

#include <string.h>

/**
 * mb_destination_open_sync:
 * @access: which site, and how
 * @cancellable: (nullable): to give up
 * @error: return location
 *
 * Makes a site's interface on the worker that calls. Asks the keyring when no secret is given;
 * sends nothing.
 *
 * Returns: (transfer full): the interface
 */
MbDestination *
mb_destination_open_sync (const MbSiteAccess *access, GCancellable *cancellable, GError **error)
{
  g_autofree char *secret = NULL;
  MbMicropub *micropub;

  g_return_val_if_fail (access != NULL, NULL);

  if (strcmp (access->kind, "micropub") != 0) {
    g_set_error (error, MB_PUBLISH_ERROR, MB_PUBLISH_ERROR_ADDRESS, "no such kind of site: %s",
                 access->kind);
    return NULL;
  }
  secret = access->secret ? g_strdup (access->secret)
                          : mb_secret_load_sync (access->site_id, cancellable, error);
  if (!secret)
    return NULL;

  micropub = mb_micropub_new (
    &(MbMicropubAccess) {
      .endpoint = access->endpoint,
      .token = secret,
      .policy = access->policy,
      .timers = access->timers,
    },
    error);
  explicit_bzero (secret, strlen (secret));

  return micropub ? MB_DESTINATION (micropub) : NULL;
}
