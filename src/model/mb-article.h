#pragma once

#include "mb-history.h"
#include "mb-transaction.h"

G_BEGIN_DECLS

/* The article being written. Lives on one thread; changed by mb_article_commit() alone.
 *
 * Signals: `sign (MbArticle *self, MbTransaction *transaction)`: before each change, undo's too,
 * for whoever knows who makes it and when: mb_transaction_sign(). `committed (MbArticle *self,
 * MbTransaction *transaction)`: after each change, for all that follows it. Properties: `snapshot`
 * (boxed, notified with each commit), `headline` (string, notified when it changes).
 */
#define MB_TYPE_ARTICLE (mb_article_get_type ())

G_DECLARE_FINAL_TYPE (MbArticle, mb_article, MB, ARTICLE, GObject)

MbArticle *mb_article_new (MbSnapshot *snapshot, guint64 seq) G_GNUC_WARN_UNUSED_RESULT;

const char *mb_article_get_id (MbArticle *self);
MbSnapshot *mb_article_get_snapshot (MbArticle *self);
MbSnapshot *mb_article_dup_snapshot (MbArticle *self) G_GNUC_WARN_UNUSED_RESULT;
guint64 mb_article_get_seq (MbArticle *self);
const char *mb_article_get_headline (MbArticle *self);
MbHistory *mb_article_get_history (MbArticle *self);

MbTransaction *mb_article_begin (MbArticle *self, MbOrigin origin) G_GNUC_WARN_UNUSED_RESULT;
gboolean mb_article_commit (MbArticle *self, MbTransaction *transaction, GError **error);
gboolean mb_article_undo (MbArticle *self);
gboolean mb_article_redo (MbArticle *self);
gboolean mb_article_check (MbArticle *self, GError **error);

G_END_DECLS
