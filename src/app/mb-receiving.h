#pragma once

#include "mb-newsroom.h"
#include "mb-store-exchange.h"

G_BEGIN_DECLS

/* An article file on its way in: read, weighed against the drafts, taken over, remembered. */
void mb_receiving_start_async (MbNewsroom *newsroom,
                               GBytes *bytes,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data);
MbArrival *mb_receiving_start_finish (GAsyncResult *result,
                                      GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
