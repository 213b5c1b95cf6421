#pragma once

#include "mb-article.h"
#include "mb-comment-card.h"

G_BEGIN_DECLS

/* The comments on an article, in reading order, with their answers.
 *
 * Property `n-open` (unsigned, read-only): how many wait for an answer.
 *
 * Signals: `jumped (guint64 mark)`: a comment was chosen; `left ()`: a remark was written or let
 * go, and the writer goes back to the text.
 */
#define MB_TYPE_REVIEW_PANE (mb_review_pane_get_type ())

G_DECLARE_FINAL_TYPE (MbReviewPane, mb_review_pane, MB, REVIEW_PANE, AdwBin)

void mb_review_pane_set_article (MbReviewPane *self, MbArticle *article);
void mb_review_pane_set_author (MbReviewPane *self, const char *author);
void mb_review_pane_set_names (MbReviewPane *self,
                               MbNameOf name_of,
                               gpointer user_data,
                               GDestroyNotify destroy);
void mb_review_pane_name_anew (MbReviewPane *self);
void mb_review_pane_set_read_only (MbReviewPane *self, gboolean read_only);
void mb_review_pane_compose (MbReviewPane *self, const MbPosition *start, const MbPosition *end);
void mb_review_pane_mark (MbReviewPane *self, guint64 mark);
guint64 mb_review_pane_step (MbReviewPane *self, const MbPosition *from, gboolean forward);
gboolean mb_review_pane_resolve (MbReviewPane *self, guint64 mark);
guint mb_review_pane_get_n_open (MbReviewPane *self);

G_END_DECLS
