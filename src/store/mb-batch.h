#pragma once

#include "mb-clock.h"
#include "mb-db.h"
#include "mb-review.h"
#include "mb-transaction.h"

G_BEGIN_DECLS

/* What is written inside the writer's transaction, and what it knows of the drafts it writes. On
 * the writer's worker alone. */
typedef struct _MbBatch MbBatch;

/* A draft got a new snapshot: called once the transaction is on disk. */
typedef void (*MbBatchKeptFunc) (gint64 draft_no,
                                 guint64 seq,
                                 MbSnapshot *snapshot,
                                 gpointer user_data);

MbBatch *mb_batch_new (const MbClock *clock) G_GNUC_WARN_UNUSED_RESULT;
void mb_batch_free (MbBatch *self);
void mb_batch_set_db (MbBatch *self, Db *db);
void mb_batch_set_rule (MbBatch *self, MbReviewRule rule);

gboolean
mb_batch_add (MbBatch *self, MbTransaction *transaction, const guint64 seqs[2], GError **error);
gboolean mb_batch_keep (MbBatch *self,
                        MbSnapshot *snapshot,
                        guint64 seq,
                        const char *reason,
                        GError **error);
gboolean mb_batch_read (MbBatch *self,
                        const char *draft_id,
                        guint64 *seq,
                        MbSnapshot **snapshot,
                        GError **error);
void mb_batch_committed (MbBatch *self, MbBatchKeptFunc func, gpointer user_data);
void mb_batch_rolled_back (MbBatch *self);
void mb_batch_forget (MbBatch *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MbBatch, mb_batch_free)

G_END_DECLS
