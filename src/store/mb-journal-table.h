#pragma once

#include "mb-db.h"

G_BEGIN_DECLS

/* One row: what leads from the state `from_seq` to the state `seq`. */
typedef struct {
  gint64 draft_no;
  guint64 from_seq;
  guint64 seq;
  gint64 wall_ms;
  GBytes *body;   /* canonical JSON of one transaction */
  gboolean sound; /* read alone: whether its sum matches */
} MbJournalRow;

void mb_journal_row_clear (MbJournalRow *row);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (MbJournalRow, mb_journal_row_clear)

gboolean mb_journal_table_put (Db *db, const MbJournalRow *row, GError **error);
Stmt *mb_journal_table_after (Db *db, gint64 draft_no, guint64 seq, GError **error)
  G_GNUC_WARN_UNUSED_RESULT;
void mb_journal_table_read (Stmt *stmt, MbJournalRow *row);
gboolean mb_journal_table_head (Db *db, gint64 draft_no, guint64 *seq, GError **error);
gboolean mb_journal_table_size_after (Db *db,
                                      gint64 draft_no,
                                      guint64 seq,
                                      gsize *size_bytes,
                                      GError **error);

G_END_DECLS
