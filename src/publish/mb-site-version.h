#pragma once

#include "mb-destination.h"

G_BEGIN_DECLS

/* What it takes to say a site's version in the article's own terms. A site gives HTML back; ours is
 * read the same way, so that what only the way changes is not taken for a change. */
typedef struct {
  MbSnapshot *own;      /* the article */
  GPtrArray *own_read;  /* of MbBlock: our content field, read as HTML */
  GPtrArray *site_read; /* of MbBlock: the site's content field, read as HTML */
  const MbRemote *remote;
} MbSiteReading;

MbSnapshot *mb_site_version_new (const MbSiteReading *reading) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
