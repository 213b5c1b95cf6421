#pragma once

#include "mb-http.h"
#include "mb-wordpress-codec.h"
#include "mb-wordpress.h"

G_BEGIN_DECLS

/* Between the files of the WordPress destination. */
struct _MbWordpress {
  GObject parent_instance;
  char *root;
  MbHttp *http;
  MbSiteDefaults *defaults;
  MbWordpressUser *user; /* NULL until probed */
  MbWordpressTerms terms;
  char *terms_key; /* (nullable): what the ids in `terms` were looked up for */
};

MbHttpReply *mb_wordpress_ask (MbWordpress *self,
                               const char *route,
                               const char *parameters,
                               GCancellable *cancellable,
                               GError **error) G_GNUC_WARN_UNUSED_RESULT;
MbHttpReply *mb_wordpress_write (MbWordpress *self,
                                 const char *route,
                                 GBytes *json,
                                 GCancellable *cancellable,
                                 GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean mb_wordpress_resolve (MbWordpress *self,
                               const MbPost *post,
                               gboolean may_create,
                               GCancellable *cancellable,
                               GError **error);
MbRemoteMedia *mb_wordpress_send_picture (MbWordpress *self,
                                          const MbMediaItem *item,
                                          GCancellable *cancellable,
                                          GError **error) G_GNUC_WARN_UNUSED_RESULT;
MbRemoteMedia *mb_wordpress_find_picture (MbWordpress *self,
                                          const MbMediaItem *item,
                                          GCancellable *cancellable,
                                          GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
