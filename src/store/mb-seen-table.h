#pragma once

#include "mb-db.h"

G_BEGIN_DECLS

/* Up to which state of a draft somebody has read it. */
gboolean
mb_seen_table_get (Db *db, gint64 draft_no, const char *person, gint64 *seq, GError **error);
gboolean mb_seen_table_put (Db *db,
                            gint64 draft_no,
                            const char *person,
                            const gint64 seq_and_time[2],
                            GError **error);

G_END_DECLS
