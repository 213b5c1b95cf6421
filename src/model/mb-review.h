#pragma once

#include "mb-person.h"

G_BEGIN_DECLS

/* Where an article stands in the newsroom: facts beside the document, not in its text, not in undo.
 * Values only; what leads from one to the next is the table in src/review. */
#define MB_TYPE_REVIEW_FACTS (mb_review_facts_get_type ())

typedef enum {
  MB_REVIEW_DRAFT,
  MB_REVIEW_SUBMITTED,
  MB_REVIEW_IN_REVIEW,
  MB_REVIEW_CHANGES_REQUESTED,
  MB_REVIEW_HOLD,
  MB_REVIEW_APPROVED,
  MB_REVIEW_PUBLISHED,
  MB_REVIEW_SPIKED,
} MbReviewState;

#define MB_N_REVIEW_STATES (MB_REVIEW_SPIKED + 1)

typedef enum {
  MB_ACTION_SUBMIT,
  MB_ACTION_WITHDRAW, /* the author takes it back */
  MB_ACTION_CLAIM,    /* an editor takes it up */
  MB_ACTION_RELEASE,  /* lets it go for another editor */
  MB_ACTION_RETURN,   /* to the author, with a reason */
  MB_ACTION_HOLD,
  MB_ACTION_RESUME,
  MB_ACTION_APPROVE,
  MB_ACTION_PUBLISH,
  MB_ACTION_SPIKE,
  MB_ACTION_REVIVE,
  MB_ACTION_EDIT, /* of the text: nobody presses it, and it is never refused */
} MbReviewAction;

#define MB_N_REVIEW_ACTIONS (MB_ACTION_EDIT + 1)

typedef struct {
  MbReviewState state;
  char *owner;    /* a person's id; NULL: nobody's */
  char *reviewer; /* who has claimed it; NULL: nobody */
  char *reason;   /* of the last change of state; NULL: none was given */
  gint64 since_ms;
  char *approved_by;    /* NULL: not approved */
  guint64 approved_seq; /* the text that was approved */
  char *approved_hash;
  guint64 covered_seq; /* what the approval covers: editors' fixes have moved it on */
} MbReviewFacts;

/* What somebody does. */
typedef struct {
  MbReviewAction action;
  const MbPerson *person;
  const char *reason;    /* (nullable) */
  guint64 read_seq;      /* the text that they have read; 0: they do not say */
  const char *read_hash; /* (nullable): of that text */
  guint64 seq;           /* the text as it is, which an edit led to */
  const char *hash;      /* (nullable): of that text */
  guint64 from_seq;      /* of an edit: the text before it */
  gboolean is_remark;    /* of an edit: nothing that is read has changed */
  gint64 time_ms;
} MbReviewAct;

/* How the table is asked: changes @facts, or leaves them and says why. */
typedef gboolean (*MbReviewRule) (MbReviewFacts *facts, const MbReviewAct *act, GError **error);

GType mb_review_facts_get_type (void);
MbReviewFacts *mb_review_facts_new (const char *owner) G_GNUC_WARN_UNUSED_RESULT;
MbReviewFacts *mb_review_facts_copy (const MbReviewFacts *self) G_GNUC_WARN_UNUSED_RESULT;
void mb_review_facts_free (MbReviewFacts *self);
void mb_review_facts_forget_approval (MbReviewFacts *self);

const char *mb_review_state_to_string (MbReviewState state);
gboolean mb_review_state_from_string (const char *name, MbReviewState *state);
const char *mb_review_action_to_string (MbReviewAction action);
gboolean mb_review_action_from_string (const char *name, MbReviewAction *action);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MbReviewFacts, mb_review_facts_free)

G_END_DECLS
