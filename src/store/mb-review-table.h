#pragma once

#include "mb-db.h"
#include "mb-store-review.h"

G_BEGIN_DECLS

/* Where a draft stands, and how it came there. */
MbReviewFacts *
mb_review_table_get (Db *db, gint64 draft_no, GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean mb_review_table_is_approved (Db *db, gint64 draft_no, gboolean *approved, GError **error);
gboolean mb_review_table_put (Db *db, gint64 draft_no, const MbReviewFacts *facts, GError **error);
gboolean mb_review_table_give (Db *db, gint64 draft_no, const char *author, GError **error);
gboolean mb_review_table_adopt (Db *db, const char *owner, GError **error);
gboolean mb_review_table_act (Db *db,
                              gint64 draft_no,
                              MbReviewRule rule,
                              const MbReviewAct *act,
                              GError **error);
gboolean
mb_review_table_add_event (Db *db, gint64 draft_no, const MbReviewEvent *event, GError **error);
gboolean mb_review_table_read_events (Db *db, gint64 draft_no, GPtrArray *events, GError **error);
GPtrArray *
mb_review_table_list_events (Db *db, gint64 draft_no, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
