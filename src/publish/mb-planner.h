#pragma once

#include "mb-job.h"

G_BEGIN_DECLS

/* Among the codes let through: sections and tags that the site lacks may be made there. */
#define MB_ALLOW_NEW_TERMS "new-terms"

/* From what a person wants to a job in the store. */
typedef struct {
  const char *destination_id; /* id or name of a site */
  MbIntent intent;
  gboolean as_draft;          /* stays a draft on the site */
  MbPostStatus standing;      /* with `as_draft`: draft, pending or private */
  gint64 at_ms;               /* goes public at this wall time; 0: now */
  const char *const *allowed; /* codes of findings let through knowingly; NULL: none */
  gboolean overwrite;         /* after a conflict: whatever the site has is replaced */
  const char *known_version;  /* after a conflict: this version of the site's is replaced, and no
                                 other; NULL: none */
  gboolean as_new;            /* a post of its own, in the place of one that is gone on the site */
} MbPublishOptions;

MbJobRow *mb_planner_make_row (MbSnapshot *snapshot,
                               const char *site_id,
                               const MbPublishOptions *options,
                               gint64 now_ms,
                               GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean mb_planner_keep_sync (MbStore *store, MbJobRow *row, MbJobRow *before, GError **error);

G_END_DECLS
