#pragma once

#include "mb-site-db.h"
#include "mb-snapshot.h"

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* A post's properties as Micropub has them: a JSON object of arrays. This reads and changes them;
 * the pages and the endpoint ask it for what they need. */
typedef struct {
  JsonObject *properties;
} MbSitePost;

MbSitePost *mb_site_post_new (JsonObject *properties) G_GNUC_WARN_UNUSED_RESULT;
MbSitePost *mb_site_post_parse (const char *json) G_GNUC_WARN_UNUSED_RESULT;
void mb_site_post_free (MbSitePost *self);
char *mb_site_post_to_json (const MbSitePost *self) G_GNUC_WARN_UNUSED_RESULT;

const char *mb_site_post_get (const MbSitePost *self, const char *name);
char *mb_site_post_dup_list (const MbSitePost *self, const char *name) G_GNUC_WARN_UNUSED_RESULT;
char *mb_site_post_dup_content (const MbSitePost *self) G_GNUC_WARN_UNUSED_RESULT;
gint64 mb_site_post_get_published_ms (const MbSitePost *self);
void mb_site_post_set (MbSitePost *self, const char *name, const char *value);
gboolean mb_site_post_update (MbSitePost *self, JsonObject *request, GError **error);
MbSnapshot *mb_site_post_to_snapshot (const MbSitePost *self,
                                      GPtrArray *blocks) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MbSitePost, mb_site_post_free)

G_END_DECLS
