#pragma once

#include "mb-destination.h"

G_BEGIN_DECLS

/* How the article's first picture is shown on a site. */
typedef enum {
  MB_LEAD_FEATURED, /* as the theme shows featured pictures; caption and credit begin the text */
  MB_LEAD_IN_TEXT,  /* in its place in the text; also the featured picture, for lists and cards */
} MbLead;

char *mb_wordpress_blocks_write (const MbPost *post,
                                 MbLead lead,
                                 gboolean with_byline) G_GNUC_WARN_UNUSED_RESULT;
void mb_wordpress_blocks_escape_json (GString *out, const char *json);

G_END_DECLS
