#pragma once

#include "mb-destination.h"
#include "mb-retry.h"

G_BEGIN_DECLS

/* Which platform answers at an address, and where its interface is. */
typedef struct {
  char *kind; /* `wordpress`, `ghost`, `wix`, `micropub`; NULL: none that we know */
  char *endpoint;
  char *title;         /* (nullable): what the site calls itself */
  char *authorize_url; /* (nullable): where a person lets Marbre in, by browser */
} MbDiscovery;

typedef struct {
  const MbRetryPolicy *policy;
  GMainContext *timers;
  GTlsDatabase *tls_database; /* NULL: whom the system trusts */
  const char *kind;           /* NULL: whatever is found */
} MbDiscoverySetup;

MbDiscovery *mb_discovery_run (const char *url,
                               const MbDiscoverySetup *setup,
                               GCancellable *cancellable,
                               GError **error) G_GNUC_WARN_UNUSED_RESULT;
void mb_discovery_free (MbDiscovery *discovery);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MbDiscovery, mb_discovery_free)

G_END_DECLS
