#pragma once

#include "mb-destinations.h"

#include <adwaita.h>

G_BEGIN_DECLS

/* Connects a site: its address and access are tried, then kept, the access in the keyring.
 *
 * Signals: `connected (MbSite *site)`, `sample-requested ()`: the person wants the example site.
 */
#define MB_TYPE_SITE_DIALOG (mb_site_dialog_get_type ())

G_DECLARE_FINAL_TYPE (MbSiteDialog, mb_site_dialog, MB, SITE_DIALOG, AdwDialog)

AdwDialog *mb_site_dialog_new (MbDestinations *destinations);
void mb_site_dialog_set_sample_offered (MbSiteDialog *self, gboolean offered);

/* To give a site its access anew. */
void mb_site_dialog_set_site (MbSiteDialog *self, MbSite *site);

G_END_DECLS
