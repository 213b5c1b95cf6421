#pragma once

#include "mb-http.h"
#include "mb-site-defaults.h"

G_BEGIN_DECLS

#define MB_GHOST_EXCERPT_MAX_CHARS 300
#define MB_GHOST_ALT_MAX_CHARS 191

/* A post as the site answered, and what the next write has to echo. */
typedef struct {
  MbRemote *remote;
  char *updated_at;
  gboolean is_mobiledoc; /* the older form: the site would drop a text in the newer one */
} MbGhostPost;

MbGhostPost *mb_ghost_decode_post (GBytes *json, GError **error) G_GNUC_WARN_UNUSED_RESULT;
GPtrArray *mb_ghost_decode_posts (GBytes *json, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void mb_ghost_post_free (MbGhostPost *post);
char *mb_ghost_decode_version (GBytes *json, GError **error) G_GNUC_WARN_UNUSED_RESULT;
char *mb_ghost_decode_image (GBytes *json, GError **error) G_GNUC_WARN_UNUSED_RESULT;
GHashTable *mb_ghost_decode_tags (GBytes *json, GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean mb_ghost_check (const MbHttpReply *reply,
                         const MbHttpRequest *request,
                         gboolean *old_token,
                         GError **error);

/* What a write says besides the article. */
typedef struct {
  const char *slug;       /* (nullable): the one that it has */
  const char *updated_at; /* (nullable): of a new post */
  MbPostStatus status;
  const MbSiteDefaults *defaults;
} MbGhostWrite;

gboolean mb_ghost_check_limits (const MbPost *post, const MbSiteDefaults *defaults, GError **error);
GBytes *mb_ghost_encode_post (const MbPost *post,
                              const MbGhostWrite *write) G_GNUC_WARN_UNUSED_RESULT;
char *mb_ghost_make_legend (const MbBlock *figure) G_GNUC_WARN_UNUSED_RESULT;
void mb_ghost_append_figure (GString *html, const char *url, const char *legend);
char *mb_ghost_make_token (const char *key, gint64 now_s, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MbGhostPost, mb_ghost_post_free)

G_END_DECLS
