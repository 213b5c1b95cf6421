#pragma once

#include "mb-store.h"

G_BEGIN_DECLS

/* Follows one article and writes its transactions, grouped within 200 ms. Lives on the article's
 * thread.
 *
 * A draft that the store does not have yet is created with its first transaction.
 * Signal `acked (MbJournal *self, guint64 seq)`: everything up to `seq` is on disk, COMMIT
 * returned. Signal `failed (MbJournal *self, GError *error)`: the writes are kept in memory and
 * tried again.
 */
#define MB_TYPE_JOURNAL (mb_journal_get_type ())

G_DECLARE_FINAL_TYPE (MbJournal, mb_journal, MB, JOURNAL, GObject)

MbJournal *mb_journal_new (MbStore *store, MbArticle *article) G_GNUC_WARN_UNUSED_RESULT;
MbArticle *mb_journal_get_article (MbJournal *self);
guint64 mb_journal_get_acked_seq (MbJournal *self);
gint64 mb_journal_get_acked_time_ms (MbJournal *self);
void mb_journal_flush (MbJournal *self);
gboolean mb_journal_flush_sync (MbJournal *self, GError **error);
void mb_journal_flush_async (MbJournal *self,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data);
gboolean mb_journal_flush_finish (MbJournal *self, GAsyncResult *result, GError **error);
void mb_journal_snapshot (MbJournal *self);

G_END_DECLS
