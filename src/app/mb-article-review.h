#pragma once

#include "mb-draft.h"
#include "mb-people.h"

G_BEGIN_DECLS

/* Where an open article stands in the newsroom, and what the person who sits here may do with it.
 *
 * Signal `changed ()`: it stands elsewhere, or somebody else sits here.
 * Signal `trouble (GError *error)`: the store could not say where it stands.
 */
#define MB_TYPE_ARTICLE_REVIEW (mb_article_review_get_type ())

G_DECLARE_FINAL_TYPE (MbArticleReview, mb_article_review, MB, ARTICLE_REVIEW, GObject)

/* @error: (nullable) */
typedef void (*MbReviewDone) (const GError *error, gpointer user_data);

MbArticleReview *
mb_article_review_new (MbStore *store, MbPeople *people, MbDraft *draft) G_GNUC_WARN_UNUSED_RESULT;
const MbReviewFacts *mb_article_review_get_facts (MbArticleReview *self);
const MbReviewEvent *mb_article_review_get_elsewhere (MbArticleReview *self);
gboolean mb_article_review_has_come (MbArticleReview *self);
const char *mb_article_review_get_owner_name (MbArticleReview *self);
const char *mb_article_review_get_reviewer_name (MbArticleReview *self);
gboolean mb_article_review_owns (MbArticleReview *self);
gboolean mb_article_review_holds (MbArticleReview *self);
gboolean mb_article_review_may (MbArticleReview *self, MbReviewAction action);
gboolean mb_article_review_has_unseen (MbArticleReview *self);
void mb_article_review_act (MbArticleReview *self,
                            MbReviewAction action,
                            const char *reason,
                            MbReviewDone done,
                            gpointer user_data);
void mb_article_review_mark_seen (MbArticleReview *self);
MbDraft *mb_article_review_get_draft (MbArticleReview *self);

G_END_DECLS
