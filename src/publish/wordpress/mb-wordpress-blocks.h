#pragma once

#include "mb-destination.h"
#include "mb-site-defaults.h"

G_BEGIN_DECLS

char *mb_wordpress_blocks_write (const MbPost *post,
                                 const MbSiteDefaults *defaults) G_GNUC_WARN_UNUSED_RESULT;
void mb_wordpress_blocks_escape_json (GString *out, const char *json);

G_END_DECLS
