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

typedef struct {
  char *person; /* an id */
  gint64 seq;
  gint64 time_ms;
} MbSeenRow;

void mb_seen_row_free (MbSeenRow *row);
gboolean mb_seen_table_read (Db *db, gint64 draft_no, GPtrArray *rows, GError **error);

G_END_DECLS
