#pragma once

#include "mb-site-guard.h"

#include <libsoup/soup.h>

G_BEGIN_DECLS

/* What one client may take of the server: bytes, time, and places beside others. */
typedef struct _MbSiteLimits MbSiteLimits;

MbSiteLimits *mb_site_limits_new (MbSiteGuard *guard, guint patience_s) G_GNUC_WARN_UNUSED_RESULT;
void mb_site_limits_free (MbSiteLimits *self);
void mb_site_limits_watch (MbSiteLimits *self, SoupServer *server);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MbSiteLimits, mb_site_limits_free)

G_END_DECLS
