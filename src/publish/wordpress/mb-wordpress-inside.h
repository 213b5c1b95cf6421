#pragma once

#include "mb-http.h"
#include "mb-pull.h"
#include "mb-wordpress-codec.h"
#include "mb-wordpress.h"

G_BEGIN_DECLS

/* What is read of a post: the rest of an answer is several times as long. */
#define MB_WORDPRESS_FIELDS                                                                        \
  "context=edit&_fields=id,link,slug,status,date_gmt,title.raw,content.raw,excerpt.raw,"           \
  "featured_media,author,categories,tags"

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
MbPulled *mb_wordpress_pull_post (MbWordpress *self,
                                  const char *address,
                                  GCancellable *cancellable,
                                  GError **error) G_GNUC_WARN_UNUSED_RESULT;
MbRemoteMedia *mb_wordpress_send_picture (MbWordpress *self,
                                          const MbMediaItem *item,
                                          GCancellable *cancellable,
                                          GError **error) G_GNUC_WARN_UNUSED_RESULT;
MbRemoteMedia *mb_wordpress_find_picture (MbWordpress *self,
                                          const MbMediaItem *item,
                                          GCancellable *cancellable,
                                          GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
