#pragma once

#include "mb-exchange-table.h"
#include "mb-snapshot.h"

G_BEGIN_DECLS

/* What leaving and arriving share. */
char *mb_exchange_hash (MbSnapshot *snapshot) G_GNUC_WARN_UNUSED_RESULT;
gboolean mb_exchange_note (Db *db,
                           const char *draft_id,
                           const MbExchangeRow *row,
                           gint64 wall_ms,
                           GError **error);

G_END_DECLS
