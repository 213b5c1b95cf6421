#pragma once

#include "mb-db.h"
#include "mb-store.h"

G_BEGIN_DECLS

gboolean mb_draft_table_find (Db *db, const char *id, gint64 *draft_no, GError **error);
gboolean mb_draft_table_put (Db *db, const MbDraftInfo *info, gint64 *draft_no, GError **error);
gboolean mb_draft_table_set_state (Db *db, gint64 draft_no, const char *state, GError **error);
gboolean mb_draft_table_set_trashed (Db *db, const char *id, gint64 trashed_ms, GError **error);
gboolean mb_draft_table_is_at_hand (Db *db, const char *id, gboolean *at_hand, GError **error);
char *mb_draft_table_dup_latest (Db *db, GError **error) G_GNUC_WARN_UNUSED_RESULT;
GPtrArray *mb_draft_table_list (Db *db, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* A draft of the list: what its row says, and how far its journal has gone since. */
typedef struct {
  MbDraftInfo *info;
  gint64 draft_no;
  guint64 snapshot_seq;
} MbDraftRow;

void mb_draft_row_free (MbDraftRow *row);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MbDraftRow, mb_draft_row_free)

MbDraftInfo *mb_draft_info_new_from (MbSnapshot *snapshot) G_GNUC_WARN_UNUSED_RESULT;
void mb_draft_info_take_facts (MbDraftInfo *self, MbSnapshot *snapshot);
char *mb_draft_info_dup_body (MbSnapshot *snapshot) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
