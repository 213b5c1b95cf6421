#pragma once

#include "mb-newsroom.h"
#include "mb-waiting.h"

G_BEGIN_DECLS

/* An article on its way out, as a file. */
typedef struct {
  MbDraft *draft;
  const char *path;
  MbWaitingCount *count; /* how far its pictures are */
  GCancellable *cancellable;
} MbSharing;

void mb_sharing_start_async (MbNewsroom *newsroom,
                             const MbSharing *sharing,
                             GAsyncReadyCallback callback,
                             gpointer user_data);
gboolean mb_sharing_start_finish (GAsyncResult *result, guint *n_missing, GError **error);

G_END_DECLS
