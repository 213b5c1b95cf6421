#pragma once

#include "mb-lane.h"

G_BEGIN_DECLS

/* Which job goes next, and when: one lane a site, the urgent first, then the oldest. Lives on the
 * main thread. */
typedef struct _MbDispatcher MbDispatcher;

MbDispatcher *mb_dispatcher_new (MbLaneSetup *setup,
                                 MbDestinations *destinations,
                                 GListModel *jobs) G_GNUC_WARN_UNUSED_RESULT;
void mb_dispatcher_free (MbDispatcher *self);
void mb_dispatcher_stop (MbDispatcher *self);
void mb_dispatcher_set_paused (MbDispatcher *self, gboolean paused);
void mb_dispatcher_kick (MbDispatcher *self, const char *site_id);
void mb_dispatcher_kick_all (MbDispatcher *self);
void mb_dispatcher_network_is_back (MbDispatcher *self);
gboolean mb_dispatcher_is_running (MbDispatcher *self, MbJob *job);
gboolean mb_dispatcher_cancel_running (MbDispatcher *self, MbJob *job);

G_END_DECLS
