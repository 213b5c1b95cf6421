#pragma once

#include "mb-destination.h"
#include "mb-retry.h"
#include "mb-site-defaults.h"

G_BEGIN_DECLS

/* A WordPress site, through its `wp/v2` interface. Made, used and dropped on its worker. */
#define MB_TYPE_WORDPRESS (mb_wordpress_get_type ())

G_DECLARE_FINAL_TYPE (MbWordpress, mb_wordpress, MB, WORDPRESS, GObject)

typedef struct {
  const char *root;   /* of the interface: ends in /wp-json/ or ?rest_route=/ */
  const char *secret; /* `login:application password` */
  const MbSiteDefaults *defaults;
  const MbRetryPolicy *policy;
  GMainContext *timers;
  GTlsDatabase *tls_database; /* NULL: whom the system trusts */
} MbWordpressAccess;

MbWordpress *mb_wordpress_new (const MbWordpressAccess *access,
                               GError **error) G_GNUC_WARN_UNUSED_RESULT;
void mb_wordpress_shape_post (MbPost *post, const MbSiteDefaults *defaults);
char *mb_wordpress_make_route (const char *root,
                               const char *route,
                               const char *parameters) G_GNUC_WARN_UNUSED_RESULT;
char *mb_wordpress_make_authorization (const char *secret) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
