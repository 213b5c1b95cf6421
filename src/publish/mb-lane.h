#pragma once

#include "mb-clock.h"
#include "mb-destinations.h"
#include "mb-job.h"
#include "mb-rendition.h"

G_BEGIN_DECLS

/* The way to one site: a worker on which one job after the other is carried on. Lives on the main
 * thread. */
typedef struct _MbLane MbLane;

typedef MbDestination *(*MbOpenDestination) (const MbSiteAccess *access,
                                             gpointer user_data,
                                             GCancellable *cancellable,
                                             GError **error);
typedef void (*MbOutboxPoint) (const char *point, gpointer user_data);

/* What all lanes work with; owned by the outbox, outlives them. */
typedef struct {
  MbStore *store;
  MbRetryPolicy policy;
  const MbClock *clock;
  MbOpenDestination open;
  gpointer open_data;
  MbRendition rendition;
  MbOutboxPoint point;
  gpointer point_data;
  GMainContext *home;
  void (*finished) (MbLane *lane, MbJob *job, gpointer finished_data);
  gpointer finished_data;
  GObject *owner; /* borrowed; kept alive while a job runs */
} MbLaneSetup;

MbLane *mb_lane_new (const MbLaneSetup *setup, const char *site_id) G_GNUC_WARN_UNUSED_RESULT;
void mb_lane_free (MbLane *self);
const char *mb_lane_get_site_id (MbLane *self);
MbJob *mb_lane_get_running (MbLane *self);
void mb_lane_run (MbLane *self, MbJob *job, MbSite *site, const char *secret);
void mb_lane_cancel (MbLane *self);
void mb_lane_stop (MbLane *self);
guint *mb_lane_get_timer (MbLane *self);

G_END_DECLS
