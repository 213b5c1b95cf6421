#pragma once

#include "mb-destinations.h"

#include <adwaita.h>

G_BEGIN_DECLS

/* A site in the preferences: tried and forgotten from here. Signal `notice (char *sentence)`. */
#define MB_TYPE_SITE_ROW (mb_site_row_get_type ())

G_DECLARE_FINAL_TYPE (MbSiteRow, mb_site_row, MB, SITE_ROW, AdwActionRow)

GtkWidget *mb_site_row_new (MbDestinations *destinations, MbSite *site);

G_END_DECLS
