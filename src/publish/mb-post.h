#pragma once

#include "mb-destination.h"

G_BEGIN_DECLS

/* An article as a site takes it. */
typedef struct {
  MbCapabilities capabilities;
  GHashTable *media;     /* SHA-256 of an original → MbRemoteMedia; NULL: none */
  const char *published; /* ISO 8601; NULL: not sent, the site keeps what it has */
  gboolean
    scheduled; /* `published` is meant; otherwise the day printed with the article goes before */
} MbPostContext;

MbPost *mb_post_new (MbSnapshot *snapshot, const MbPostContext *context) G_GNUC_WARN_UNUSED_RESULT;
char *mb_post_make_marker (const char *article_id) G_GNUC_WARN_UNUSED_RESULT;
char *mb_post_make_slug (const char *headline) G_GNUC_WARN_UNUSED_RESULT;
GHashTable *mb_post_digest_cache_new (void) G_GNUC_WARN_UNUSED_RESULT;
char *mb_post_digest (MbSnapshot *snapshot, GHashTable *cache) G_GNUC_WARN_UNUSED_RESULT;
GPtrArray *mb_post_list_pictures (MbSnapshot *snapshot) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
