#pragma once

#include "mb-job.h"

G_BEGIN_DECLS

/* What publishing has to do with the review. On a worker. */
gboolean mb_editorial_check_sync (MbStore *store, const MbJobRow *row, GError **error);
void mb_editorial_note_published_sync (MbStore *store, const MbJobRow *row);

G_END_DECLS
