#pragma once

#include "mb-destination.h"
#include "mb-retry.h"
#include "mb-site-defaults.h"

G_BEGIN_DECLS

/* A Wix Blog, through `blog/v3`. Made, used and dropped on its worker. Written from the vendor's
 * documentation and its published schema: it has not met the live service. */
#define MB_TYPE_WIX (mb_wix_get_type ())

#define MB_WIX_ENDPOINT "https://www.wixapis.com"

G_DECLARE_FINAL_TYPE (MbWix, mb_wix, MB, WIX, GObject)

typedef struct {
  const char *endpoint; /* MB_WIX_ENDPOINT, but in tests */
  const char *secret;   /* `site id:API key` */
  const MbSiteDefaults *defaults;
  const MbRetryPolicy *policy;
  GMainContext *timers;
} MbWixAccess;

MbWix *mb_wix_new (const MbWixAccess *access, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
