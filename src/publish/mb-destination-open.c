#include "mb-destinations.h"

#include "mb-ghost.h"
#include "mb-micropub.h"
#include "mb-secrets.h"
#include "mb-wix.h"
#include "mb-wordpress.h"

#include <string.h>

static MbDestination *
open_micropub (const MbSiteAccess *access, const char *secret, GError **error)
{
  MbMicropubAccess with = {
    .endpoint = access->endpoint,
    .token = secret,
    .policy = access->policy,
    .timers = access->timers,
  };

  return (MbDestination *) mb_micropub_new (&with, error);
}

static MbDestination *
open_wordpress (const MbSiteAccess *access, const char *secret, GError **error)
{
  MbWordpressAccess with = {
    .root = access->endpoint,
    .secret = secret,
    .defaults = access->defaults,
    .policy = access->policy,
    .timers = access->timers,
  };

  return (MbDestination *) mb_wordpress_new (&with, error);
}

static MbDestination *
open_ghost (const MbSiteAccess *access, const char *secret, GError **error)
{
  MbGhostAccess with = {
    .endpoint = access->endpoint,
    .key = secret,
    .defaults = access->defaults,
    .policy = access->policy,
    .timers = access->timers,
  };

  return (MbDestination *) mb_ghost_new (&with, error);
}

static MbDestination *
open_wix (const MbSiteAccess *access, const char *secret, GError **error)
{
  MbWixAccess with = {
    .endpoint = access->endpoint,
    .secret = secret,
    .defaults = access->defaults,
    .policy = access->policy,
    .timers = access->timers,
  };

  return (MbDestination *) mb_wix_new (&with, error);
}

static const struct {
  const char *kind;
  MbDestination *(*open) (const MbSiteAccess *access, const char *secret, GError **error);
} kinds[] = {
  {"micropub", open_micropub},
  {"wordpress", open_wordpress},
  {"ghost", open_ghost},
  {"wix", open_wix},
};

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
  MbDestination *destination = NULL;

  g_return_val_if_fail (access != NULL, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++) {
    if (strcmp (access->kind, kinds[i].kind) != 0)
      continue;
    secret = access->secret ? g_strdup (access->secret)
                            : mb_secret_load_sync (access->site_id, cancellable, error);
    if (!secret)
      return NULL;
    destination = kinds[i].open (access, secret, error);
    explicit_bzero (secret, strlen (secret));
    return destination;
  }
  g_set_error (error, MB_PUBLISH_ERROR, MB_PUBLISH_ERROR_ADDRESS, "no such kind of site: %s",
               access->kind);

  return NULL;
}
