#pragma once

#include "mb-http.h"
#include "mb-wix-codec.h"
#include "mb-wix.h"

G_BEGIN_DECLS

/* Between the files of the Wix destination. */
struct _MbWix {
  GObject parent_instance;
  char *endpoint;
  char *site_id;
  char *media_root;
  MbHttp *http;
  MbRetryPolicy policy;
  MbSiteDefaults *defaults;
  MbWixTerms terms;
  char *half_id;   /* (nullable): a post that readers have, with changes that they have not */
  char *terms_key; /* (nullable): what the ids in `terms` were looked up for */
};

MbHttpReply *mb_wix_ask (MbWix *self,
                         const char *path,
                         GBytes *query,
                         GCancellable *cancellable,
                         GError **error) G_GNUC_WARN_UNUSED_RESULT;
MbHttpReply *mb_wix_write (MbWix *self,
                           const MbHttpRequest *wish,
                           gboolean *exists,
                           GCancellable *cancellable,
                           GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean mb_wix_resolve_member (MbWix *self, GCancellable *cancellable, GError **error);
gboolean mb_wix_resolve (MbWix *self,
                         const MbPost *post,
                         gboolean may_create,
                         GCancellable *cancellable,
                         GError **error);
MbRemoteMedia *mb_wix_send_picture (MbWix *self,
                                    const MbMediaItem *item,
                                    GCancellable *cancellable,
                                    GError **error) G_GNUC_WARN_UNUSED_RESULT;
MbRemoteMedia *mb_wix_find_picture (MbWix *self,
                                    const MbMediaItem *item,
                                    GCancellable *cancellable,
                                    GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
