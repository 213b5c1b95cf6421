#pragma once

#include "mb-destination.h"

G_BEGIN_DECLS

/* What `q=config` says. */
typedef struct {
  char *media_endpoint; /* (nullable) */
  MbCapabilities capabilities;
  gboolean has_slug_query; /* `q=source&mp-slug=` is understood */
} MbMicropubConfig;

MbMicropubConfig *mb_micropub_decode_config (GBytes *json,
                                             GError **error) G_GNUC_WARN_UNUSED_RESULT;
void mb_micropub_config_free (MbMicropubConfig *config);
MbRemote *
mb_micropub_decode_source (GBytes *json, const char *url, GError **error) G_GNUC_WARN_UNUSED_RESULT;
GPtrArray *mb_micropub_decode_list (GBytes *json, GError **error) G_GNUC_WARN_UNUSED_RESULT;

GBytes *mb_micropub_encode_create (const MbPost *post,
                                   MbCapabilities capabilities) G_GNUC_WARN_UNUSED_RESULT;
GBytes *mb_micropub_encode_update (const MbPost *post,
                                   const char *url,
                                   MbPostStatus status,
                                   MbCapabilities capabilities) G_GNUC_WARN_UNUSED_RESULT;
GBytes *mb_micropub_encode_delete (const char *url) G_GNUC_WARN_UNUSED_RESULT;
GBytes *mb_micropub_encode_file (GBytes *bytes,
                                 const char *file_name,
                                 const char *media_type,
                                 char **content_type) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MbMicropubConfig, mb_micropub_config_free)

G_END_DECLS
