#pragma once

#include "mb-review.h"

G_BEGIN_DECLS

/* Who may do what to an article in which state, and where that leads. */
typedef enum {
  MB_REVIEW_ERROR_FAILED,
  MB_REVIEW_ERROR_STATE,        /* nothing of the kind is done in this state */
  MB_REVIEW_ERROR_EDITORS_ONLY, /* a reporter may not */
  MB_REVIEW_ERROR_NOT_OWNER,    /* it is somebody else's article */
  MB_REVIEW_ERROR_OWN_TEXT,     /* nobody reviews what they wrote */
  MB_REVIEW_ERROR_CLAIMED,      /* an editor has it already */
  MB_REVIEW_ERROR_NEEDS_REASON, /* the author wants to know why */
  MB_REVIEW_ERROR_NOT_APPROVED, /* nothing unapproved is published */
  MB_REVIEW_ERROR_STALE,        /* the text has changed since it was read */
  MB_REVIEW_ERROR_NOBODY,       /* it is not known who acts */
  MB_REVIEW_ERROR_NO_COMMENT,   /* there is no such comment */
  MB_REVIEW_ERROR_EMPTY,        /* a comment without words, or on none */
} MbReviewError;

#define MB_REVIEW_ERROR (mb_review_error_quark ())

GQuark mb_review_error_quark (void);

gboolean mb_review_judge (const MbReviewFacts *facts,
                          MbReviewAction action,
                          const MbPerson *person,
                          MbReviewState *state,
                          GError **error);
gboolean mb_review_apply (MbReviewFacts *facts, const MbReviewAct *act, GError **error);
gboolean mb_review_needs_reason (MbReviewAction action);
GArray *mb_review_get_actions (const MbReviewFacts *facts,
                               const MbPerson *person) G_GNUC_WARN_UNUSED_RESULT;
gboolean mb_review_covers (const MbReviewFacts *facts, guint64 seq);

G_END_DECLS
