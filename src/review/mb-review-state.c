#include "mb-review-state.h"

/* One table says what is done in a state, where it leads, and who may. What is not in it is not
 * done. An edit is never refused, for it has happened: the table says what it does to an approval.
 */

#define AUTHOR (1u << 0)        /* a reporter's own article */
#define EDITOR_AUTHOR (1u << 1) /* an editor's own */
#define EDITOR (1u << 2)        /* an editor, somebody else's article */
#define REPORTER (1u << 3)      /* a reporter, somebody else's */
#define OWNERS (AUTHOR | EDITOR_AUTHOR)
#define EDITORS (EDITOR | EDITOR_AUTHOR)
#define EVERYBODY (OWNERS | EDITORS | REPORTER)
#define NOBODY 0u

typedef struct {
  MbReviewState state;
  MbReviewAction action;
  MbReviewState to;
  guint who;
  MbReviewError refusal; /* for the others */
} Row;

static const Row table[] = {
  {MB_REVIEW_DRAFT, MB_ACTION_SUBMIT, MB_REVIEW_SUBMITTED, OWNERS | EDITOR,
   MB_REVIEW_ERROR_NOT_OWNER},
  {MB_REVIEW_DRAFT, MB_ACTION_SPIKE, MB_REVIEW_SPIKED, OWNERS | EDITOR, MB_REVIEW_ERROR_NOT_OWNER},
  {MB_REVIEW_DRAFT, MB_ACTION_PUBLISH, MB_REVIEW_DRAFT, NOBODY, MB_REVIEW_ERROR_NOT_APPROVED},

  {MB_REVIEW_SUBMITTED, MB_ACTION_WITHDRAW, MB_REVIEW_DRAFT, OWNERS, MB_REVIEW_ERROR_NOT_OWNER},
  {MB_REVIEW_SUBMITTED, MB_ACTION_CLAIM, MB_REVIEW_IN_REVIEW, EDITOR, MB_REVIEW_ERROR_EDITORS_ONLY},
  {MB_REVIEW_SUBMITTED, MB_ACTION_SPIKE, MB_REVIEW_SPIKED, EDITORS, MB_REVIEW_ERROR_EDITORS_ONLY},
  {MB_REVIEW_SUBMITTED, MB_ACTION_PUBLISH, MB_REVIEW_DRAFT, NOBODY, MB_REVIEW_ERROR_NOT_APPROVED},

  {MB_REVIEW_IN_REVIEW, MB_ACTION_WITHDRAW, MB_REVIEW_DRAFT, NOBODY, MB_REVIEW_ERROR_CLAIMED},
  {MB_REVIEW_IN_REVIEW, MB_ACTION_CLAIM, MB_REVIEW_IN_REVIEW, NOBODY, MB_REVIEW_ERROR_CLAIMED},
  {MB_REVIEW_IN_REVIEW, MB_ACTION_RELEASE, MB_REVIEW_SUBMITTED, EDITOR,
   MB_REVIEW_ERROR_EDITORS_ONLY},
  {MB_REVIEW_IN_REVIEW, MB_ACTION_RETURN, MB_REVIEW_CHANGES_REQUESTED, EDITOR,
   MB_REVIEW_ERROR_EDITORS_ONLY},
  {MB_REVIEW_IN_REVIEW, MB_ACTION_HOLD, MB_REVIEW_HOLD, EDITOR, MB_REVIEW_ERROR_EDITORS_ONLY},
  {MB_REVIEW_IN_REVIEW, MB_ACTION_APPROVE, MB_REVIEW_APPROVED, EDITOR,
   MB_REVIEW_ERROR_EDITORS_ONLY},
  {MB_REVIEW_IN_REVIEW, MB_ACTION_SPIKE, MB_REVIEW_SPIKED, EDITORS, MB_REVIEW_ERROR_EDITORS_ONLY},
  {MB_REVIEW_IN_REVIEW, MB_ACTION_PUBLISH, MB_REVIEW_DRAFT, NOBODY, MB_REVIEW_ERROR_NOT_APPROVED},

  {MB_REVIEW_CHANGES_REQUESTED, MB_ACTION_SUBMIT, MB_REVIEW_SUBMITTED, OWNERS | EDITOR,
   MB_REVIEW_ERROR_NOT_OWNER},
  {MB_REVIEW_CHANGES_REQUESTED, MB_ACTION_SPIKE, MB_REVIEW_SPIKED, OWNERS | EDITOR,
   MB_REVIEW_ERROR_NOT_OWNER},
  {MB_REVIEW_CHANGES_REQUESTED, MB_ACTION_PUBLISH, MB_REVIEW_DRAFT, NOBODY,
   MB_REVIEW_ERROR_NOT_APPROVED},

  {MB_REVIEW_HOLD, MB_ACTION_WITHDRAW, MB_REVIEW_DRAFT, NOBODY, MB_REVIEW_ERROR_CLAIMED},
  {MB_REVIEW_HOLD, MB_ACTION_RESUME, MB_REVIEW_IN_REVIEW, EDITOR, MB_REVIEW_ERROR_EDITORS_ONLY},
  {MB_REVIEW_HOLD, MB_ACTION_RETURN, MB_REVIEW_CHANGES_REQUESTED, EDITOR,
   MB_REVIEW_ERROR_EDITORS_ONLY},
  {MB_REVIEW_HOLD, MB_ACTION_SPIKE, MB_REVIEW_SPIKED, EDITORS, MB_REVIEW_ERROR_EDITORS_ONLY},
  {MB_REVIEW_HOLD, MB_ACTION_PUBLISH, MB_REVIEW_DRAFT, NOBODY, MB_REVIEW_ERROR_NOT_APPROVED},

  {MB_REVIEW_APPROVED, MB_ACTION_WITHDRAW, MB_REVIEW_DRAFT, OWNERS, MB_REVIEW_ERROR_NOT_OWNER},
  {MB_REVIEW_APPROVED, MB_ACTION_CLAIM, MB_REVIEW_IN_REVIEW, EDITOR, MB_REVIEW_ERROR_EDITORS_ONLY},
  {MB_REVIEW_APPROVED, MB_ACTION_RETURN, MB_REVIEW_CHANGES_REQUESTED, EDITOR,
   MB_REVIEW_ERROR_EDITORS_ONLY},
  {MB_REVIEW_APPROVED, MB_ACTION_PUBLISH, MB_REVIEW_PUBLISHED, EDITORS,
   MB_REVIEW_ERROR_EDITORS_ONLY},
  {MB_REVIEW_APPROVED, MB_ACTION_SPIKE, MB_REVIEW_SPIKED, EDITORS, MB_REVIEW_ERROR_EDITORS_ONLY},
  {MB_REVIEW_APPROVED, MB_ACTION_EDIT, MB_REVIEW_SUBMITTED, OWNERS | REPORTER, 0},
  {MB_REVIEW_APPROVED, MB_ACTION_EDIT, MB_REVIEW_APPROVED, EDITOR, 0},

  /* New text leaves it published; only the approval does not cover it. */
  {MB_REVIEW_PUBLISHED, MB_ACTION_SUBMIT, MB_REVIEW_SUBMITTED, OWNERS | EDITOR,
   MB_REVIEW_ERROR_NOT_OWNER},
  {MB_REVIEW_PUBLISHED, MB_ACTION_RETURN, MB_REVIEW_CHANGES_REQUESTED, EDITOR,
   MB_REVIEW_ERROR_EDITORS_ONLY},
  {MB_REVIEW_PUBLISHED, MB_ACTION_APPROVE, MB_REVIEW_APPROVED, EDITOR,
   MB_REVIEW_ERROR_EDITORS_ONLY},
  {MB_REVIEW_PUBLISHED, MB_ACTION_PUBLISH, MB_REVIEW_PUBLISHED, EDITORS,
   MB_REVIEW_ERROR_EDITORS_ONLY},

  {MB_REVIEW_SPIKED, MB_ACTION_REVIVE, MB_REVIEW_DRAFT, OWNERS | EDITOR, MB_REVIEW_ERROR_NOT_OWNER},
  {MB_REVIEW_SPIKED, MB_ACTION_PUBLISH, MB_REVIEW_DRAFT, NOBODY, MB_REVIEW_ERROR_NOT_APPROVED},
};

static const char *const refusals[] = {
  [MB_REVIEW_ERROR_FAILED] = "not done",
  [MB_REVIEW_ERROR_STATE] = "not done in this state",
  [MB_REVIEW_ERROR_EDITORS_ONLY] = "an editor does that",
  [MB_REVIEW_ERROR_NOT_OWNER] = "the article is somebody else's",
  [MB_REVIEW_ERROR_OWN_TEXT] = "nobody reviews their own text",
  [MB_REVIEW_ERROR_CLAIMED] = "an editor has it",
  [MB_REVIEW_ERROR_NEEDS_REASON] = "a reason is needed",
  [MB_REVIEW_ERROR_NOT_APPROVED] = "the text is not approved",
  [MB_REVIEW_ERROR_STALE] = "the text has changed",
  [MB_REVIEW_ERROR_NOBODY] = "it is not known who acts",
  [MB_REVIEW_ERROR_NO_COMMENT] = "there is no such comment",
  [MB_REVIEW_ERROR_EMPTY] = "a comment needs words",
};

G_DEFINE_QUARK (mb_review_error_quark, mb_review_error)

static gboolean
refuse (MbReviewError code, MbReviewState state, MbReviewAction action, GError **error)
{
  g_set_error (error, MB_REVIEW_ERROR, code, "%s in %s: %s", mb_review_action_to_string (action),
               mb_review_state_to_string (state), refusals[code]);
  return FALSE;
}

static guint
place (const MbReviewFacts *facts, const MbPerson *person)
{
  gboolean owns = g_strcmp0 (facts->owner, person->id) == 0;

  if (person->role == MB_ROLE_FORMER)
    return REPORTER;
  if (person->role == MB_ROLE_EDITOR)
    return owns ? EDITOR_AUTHOR : EDITOR;

  return owns ? AUTHOR : REPORTER;
}

/**
 * mb_review_judge:
 * @facts: where the article stands
 * @action: what is to be done
 * @person: (nullable): by whom
 * @state: (out) (optional): where it leads
 * @error: return location
 *
 * Asks the table. Reasons and versions are not looked at: see mb_review_apply().
 *
 * Returns: whether the person may, or a code of #MbReviewError; an edit is never refused
 */
gboolean
mb_review_judge (const MbReviewFacts *facts,
                 MbReviewAction action,
                 const MbPerson *person,
                 MbReviewState *state,
                 GError **error)
{
  MbReviewError refusal = MB_REVIEW_ERROR_STATE;
  guint who = 0;

  g_return_val_if_fail (facts != NULL, FALSE);

  if ((!person || person->role == MB_ROLE_FORMER) && action != MB_ACTION_EDIT)
    return refuse (MB_REVIEW_ERROR_NOBODY, facts->state, action, error);

  who = person ? place (facts, person) : REPORTER;
  for (guint i = 0; i < G_N_ELEMENTS (table); i++) {
    if (table[i].state != facts->state || table[i].action != action)
      continue;
    if (table[i].who & who) {
      if (state)
        *state = table[i].to;
      return TRUE;
    }
    refusal = table[i].refusal;
  }
  if (action == MB_ACTION_EDIT) {
    if (state)
      *state = facts->state;
    return TRUE;
  }
  if (refusal == MB_REVIEW_ERROR_EDITORS_ONLY && who == EDITOR_AUTHOR)
    refusal = MB_REVIEW_ERROR_OWN_TEXT;

  return refuse (refusal, facts->state, action, error);
}

static void
note_approval (MbReviewFacts *facts, const MbReviewAct *act)
{
  facts->approved_seq = facts->covered_seq = act->seq;
  g_set_str (&facts->approved_hash, act->hash);
  g_set_str (&facts->approved_by, act->person->id);
}

/**
 * mb_review_covers:
 * @facts: where the article stands
 * @seq: a state of the text
 *
 * Whether an approval covers the text in that state: it was read and approved so, or an editor has
 * only mended it since.
 */
gboolean
mb_review_covers (const MbReviewFacts *facts, guint64 seq)
{
  g_return_val_if_fail (facts != NULL, FALSE);

  return (facts->state == MB_REVIEW_APPROVED || facts->state == MB_REVIEW_PUBLISHED) &&
         facts->approved_by && seq >= facts->approved_seq && seq <= facts->covered_seq;
}

/* Whether somebody decides about a text that is no longer there. */
static gboolean
is_stale (const MbReviewAct *act)
{
  return (act->read_seq > 0 && act->read_seq != act->seq) ||
         (act->read_hash && g_strcmp0 (act->read_hash, act->hash) != 0);
}

/* An editor's fix keeps the approval and moves it on; what was not covered before it is not covered
 * by it. */
static void
take_edit (MbReviewFacts *facts, const MbReviewAct *act, MbReviewState state)
{
  gboolean is_fix = act->person && place (facts, act->person) == EDITOR;

  if ((is_fix || act->is_remark) && mb_review_covers (facts, act->from_seq))
    facts->covered_seq = MAX (facts->covered_seq, act->seq);
  if (state != facts->state)
    mb_review_facts_forget_approval (facts);
}

static void
take_step (MbReviewFacts *facts, const MbReviewAct *act, MbReviewState state)
{
  if (act->action == MB_ACTION_APPROVE)
    note_approval (facts, act);
  else if (state != MB_REVIEW_PUBLISHED)
    mb_review_facts_forget_approval (facts);
  if (act->action == MB_ACTION_CLAIM || act->action == MB_ACTION_RESUME)
    g_set_str (&facts->reviewer, act->person->id);
}

/**
 * mb_review_apply:
 * @facts: where the article stands; changed on success alone
 * @act: what somebody does, with the text as it is
 * @error: return location
 *
 * Does what the table allows. An edit by a person who is not known counts as the author's; one that
 * changes nothing that is read, a comment for one, moves only what an approval covers.
 *
 * Returns: whether it is done; `MB_REVIEW_ERROR_NEEDS_REASON` when one has to be given, otherwise
 * as mb_review_judge()
 */
gboolean
mb_review_apply (MbReviewFacts *facts, const MbReviewAct *act, GError **error)
{
  MbReviewState state = facts->state;

  if (!mb_review_judge (facts, act->action, act->person, &state, error))
    return FALSE;
  if (mb_review_needs_reason (act->action) && (!act->reason || *act->reason == '\0'))
    return refuse (MB_REVIEW_ERROR_NEEDS_REASON, facts->state, act->action, error);
  if (act->action != MB_ACTION_EDIT && is_stale (act))
    return refuse (MB_REVIEW_ERROR_STALE, facts->state, act->action, error);
  if (act->action == MB_ACTION_PUBLISH && !mb_review_covers (facts, act->seq))
    return refuse (MB_REVIEW_ERROR_NOT_APPROVED, facts->state, act->action, error);

  if (act->action == MB_ACTION_EDIT && act->is_remark)
    state = facts->state;
  if (act->action == MB_ACTION_EDIT)
    take_edit (facts, act, state);
  else
    take_step (facts, act, state);
  if (state != facts->state || act->action != MB_ACTION_EDIT)
    g_set_str (&facts->reason, act->reason);
  if (state != facts->state)
    facts->since_ms = act->time_ms;
  if (state == MB_REVIEW_SUBMITTED || state == MB_REVIEW_DRAFT || state == MB_REVIEW_SPIKED)
    g_clear_pointer (&facts->reviewer, g_free);
  facts->state = state;
  return TRUE;
}

/**
 * mb_review_needs_reason:
 * @action: an action
 *
 * Whether whoever does it has to say why.
 */
gboolean
mb_review_needs_reason (MbReviewAction action)
{
  return action == MB_ACTION_RETURN;
}

/**
 * mb_review_get_actions:
 * @facts: where the article stands
 * @person: (nullable): who looks at it
 *
 * What the person may do now, in the order of #MbReviewAction: what buttons and menus show. An edit
 * is not among them.
 *
 * Returns: (transfer full) (element-type MbReviewAction): the actions
 */
GArray *
mb_review_get_actions (const MbReviewFacts *facts, const MbPerson *person)
{
  GArray *actions = g_array_new (FALSE, FALSE, sizeof (MbReviewAction));

  g_return_val_if_fail (facts != NULL, actions);

  for (guint i = 0; i < MB_ACTION_EDIT; i++) {
    MbReviewAction action = (MbReviewAction) i;

    if (mb_review_judge (facts, action, person, NULL, NULL))
      g_array_append_val (actions, action);
  }

  return actions;
}
