#pragma once

#include "mb-destination.h"
#include "mb-merge.h"

G_BEGIN_DECLS

/* What it takes to merge what a site says into the article. */
typedef struct {
  MbSnapshot *base;     /* what was last published there */
  MbSnapshot *mine;     /* the article */
  GPtrArray *base_read; /* of MbBlock: the content field of what was published, read as HTML */
  GPtrArray *site_read; /* of MbBlock: the site's content field, read as HTML */
  const MbRemote *remote;
} MbSiteSides;

MbMerge *mb_site_merge_new (const MbSiteSides *sides,
                            const MbMergeVoice *voice,
                            MbSnapshot **theirs) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
