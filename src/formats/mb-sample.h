#pragma once

#include "mb-snapshot.h"

G_BEGIN_DECLS

/* The article that Marbre shows to somebody who has none yet, in French, with two pictures. */
MbSnapshot *mb_sample_new_snapshot (const char *article_id) G_GNUC_WARN_UNUSED_RESULT;
GPtrArray *mb_sample_load_pictures (void) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
