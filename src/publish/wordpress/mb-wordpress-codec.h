#pragma once

#include "mb-http.h"

G_BEGIN_DECLS

/* What the root of the interface says. */
typedef struct {
  char *name;
  char *home;
  char *authorize_url; /* (nullable): where a person lets an application in */
  gboolean has_posts;  /* `wp/v2` is there */
} MbWordpressRoot;

/* Who we are there. */
typedef struct {
  gint64 id;
  char *name;
  gboolean may_edit;
  gboolean may_publish;
  gboolean may_upload;
  gboolean may_write_html; /* nothing is taken out of what it writes */
  gboolean may_make_categories;
} MbWordpressUser;

/* What a post names, as the site calls it. */
typedef struct {
  gint64 author;        /* 0: whoever we are */
  GArray *categories;   /* of gint64 */
  GArray *tags;         /* of gint64 */
  const char *comments; /* `open`, `closed`; NULL: as the site does */
} MbWordpressTerms;

typedef struct {
  gint64 id;
  char *name;
} MbWordpressTerm;

MbWordpressRoot *mb_wordpress_decode_root (GBytes *json, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void mb_wordpress_root_free (MbWordpressRoot *root);
MbWordpressUser *mb_wordpress_decode_user (GBytes *json, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void mb_wordpress_user_free (MbWordpressUser *user);
MbRemote *mb_wordpress_decode_post (GBytes *json, GError **error) G_GNUC_WARN_UNUSED_RESULT;
GPtrArray *mb_wordpress_decode_posts (GBytes *json, GError **error) G_GNUC_WARN_UNUSED_RESULT;
MbRemoteMedia *mb_wordpress_decode_media (GBytes *json, GError **error) G_GNUC_WARN_UNUSED_RESULT;
MbRemoteMedia *mb_wordpress_decode_media_list (GBytes *json,
                                               const char *stem,
                                               GError **error) G_GNUC_WARN_UNUSED_RESULT;
GPtrArray *mb_wordpress_decode_terms (GBytes *json, GError **error) G_GNUC_WARN_UNUSED_RESULT;
gint64 mb_wordpress_decode_term_id (GBytes *json, GError **error);
void mb_wordpress_term_free (MbWordpressTerm *term);
gboolean mb_wordpress_check (const MbHttpReply *reply,
                             const MbHttpRequest *request,
                             gint64 *existing_term,
                             GError **error);
gboolean mb_wordpress_check_removal (GBytes *json, GError **error);
gboolean mb_wordpress_holds_terms (GBytes *json, const MbPost *post, const MbWordpressTerms *terms);

GBytes *mb_wordpress_encode_post (const MbPost *post,
                                  const MbWordpressTerms *terms,
                                  const char *slug,
                                  MbPostStatus status) G_GNUC_WARN_UNUSED_RESULT;
GBytes *mb_wordpress_encode_term (const char *name) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MbWordpressRoot, mb_wordpress_root_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MbWordpressUser, mb_wordpress_user_free)

G_END_DECLS
