#pragma once

#include "mb-destinations.h"
#include "mb-discovery.h"
#include "mb-rehearsal.h"

G_BEGIN_DECLS

/* What a person does to connect a site, and to set it up; on the worker of the sites. */
void mb_connection_discover_async (MbDestinations *destinations,
                                   const char *url,
                                   GCancellable *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data);
MbDiscovery *mb_connection_discover_finish (MbDestinations *destinations,
                                            GAsyncResult *result,
                                            GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* `rehearsal` is copied; its report comes on the calling thread, never after the callback. */
void mb_connection_rehearse_async (MbDestinations *destinations,
                                   MbSite *site,
                                   const MbRehearsal *rehearsal,
                                   GCancellable *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data);
gboolean
mb_connection_rehearse_finish (MbDestinations *destinations, GAsyncResult *result, GError **error);

void mb_connection_set_defaults_async (MbDestinations *destinations,
                                       MbSite *site,
                                       const MbSiteDefaults *defaults,
                                       GAsyncReadyCallback callback,
                                       gpointer user_data);
MbSite *mb_connection_set_defaults_finish (MbDestinations *destinations,
                                           GAsyncResult *result,
                                           GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
