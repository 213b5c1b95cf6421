#pragma once

#include "mb-db.h"
#include "mb-snapshot.h"

G_BEGIN_DECLS

/* A whole article at one state, with the hash of its bytes. */
typedef struct {
  gint64 draft_no;
  guint64 seq;
  char *reason;
  gint64 wall_ms;
  char *headline;
  gsize size_bytes;
  gboolean sound;
  MbSnapshot *snapshot; /* NULL unless it is sound and asked for */
} MbSnapshotRow;

void mb_snapshot_row_free (MbSnapshotRow *row);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MbSnapshotRow, mb_snapshot_row_free)

gboolean mb_snapshot_table_put (Db *db, MbSnapshotRow *row, GError **error);
gboolean
mb_snapshot_table_head (Db *db, gint64 draft_no, guint64 *seq, gsize *size_bytes, GError **error);
MbSnapshotRow *mb_snapshot_table_get (Db *db, gint64 draft_no, guint64 seq, GError **error)
  G_GNUC_WARN_UNUSED_RESULT;
GPtrArray *
mb_snapshot_table_list (Db *db, gint64 draft_no, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
