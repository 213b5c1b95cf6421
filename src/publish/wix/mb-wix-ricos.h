#pragma once

#include "mb-destination.h"
#include "mb-site-defaults.h"

G_BEGIN_DECLS

char *mb_wix_ricos_write (const MbPost *post,
                          const MbSiteDefaults *defaults) G_GNUC_WARN_UNUSED_RESULT;
char *mb_wix_ricos_to_html (const char *ricos, const char *media_root) G_GNUC_WARN_UNUSED_RESULT;
char *mb_wix_ricos_digest (const char *ricos) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
