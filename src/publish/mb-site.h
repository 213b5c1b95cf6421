#pragma once

#include "mb-destination.h"
#include "mb-site-defaults.h"
#include "mb-store-outbox.h"

G_BEGIN_DECLS

/* One configured site; immutable. Properties: `id`, `name`, `kind`, `url`, `capabilities` (flags).
 */
#define MB_TYPE_SITE (mb_site_get_type ())

G_DECLARE_FINAL_TYPE (MbSite, mb_site, MB, SITE, GObject)

MbSite *mb_site_new (const MbDestinationRow *row) G_GNUC_WARN_UNUSED_RESULT;
char *mb_site_make_data (const char *endpoint,
                         MbCapabilities capabilities,
                         const MbSiteDefaults *defaults) G_GNUC_WARN_UNUSED_RESULT;

const char *mb_site_get_id (MbSite *self);
const char *mb_site_get_name (MbSite *self);
const char *mb_site_get_kind (MbSite *self);
const char *mb_site_get_url (MbSite *self);
const char *mb_site_get_endpoint (MbSite *self);
MbCapabilities mb_site_get_capabilities (MbSite *self);
const MbSiteDefaults *mb_site_get_defaults (MbSite *self);

G_END_DECLS
