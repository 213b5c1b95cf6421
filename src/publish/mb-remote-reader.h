#pragma once

#include "mb-lane.h"

G_BEGIN_DECLS

/* Reads what sites hold, for a person who wants to look at it. Changes nothing there. Lives on the
 * main thread, with a worker of its own: a sending that is under way is not waited for. */
typedef struct _MbRemoteReader MbRemoteReader;

/* One post: at its address, or, without one, under the mark of its article. */
typedef struct {
  MbSite *site;
  const char *secret; /* (nullable) lent */
  const char *url;    /* (nullable) */
  const char *id;     /* (nullable): what the site calls it */
  const char *marker;
  const char *draft_id; /* (nullable) whose earlier sending is looked up, to merge with */
  MbSnapshot *snapshot; /* the article, to be said as the site would be sent it */
} MbRemoteQuestion;

MbRemoteReader *mb_remote_reader_new (const MbLaneSetup *setup) G_GNUC_WARN_UNUSED_RESULT;
void mb_remote_reader_free (MbRemoteReader *self);
void mb_remote_reader_stop (MbRemoteReader *self);
void mb_remote_reader_push (MbRemoteReader *self, GTask *task, const MbRemoteQuestion *question);

G_END_DECLS
