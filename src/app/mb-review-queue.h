#pragma once

#include "mb-review.h"
#include "mb-store.h"

G_BEGIN_DECLS

/* What waits for an editor. */
void mb_review_queue_find_async (MbStore *store,
                                 const char *but_draft_id,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data);
char *mb_review_queue_find_finish (GAsyncResult *result, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
