#include "mb-review.h"

static const char *const state_names[MB_N_REVIEW_STATES] = {
  [MB_REVIEW_DRAFT] = "draft",         [MB_REVIEW_SUBMITTED] = "submitted",
  [MB_REVIEW_IN_REVIEW] = "in_review", [MB_REVIEW_CHANGES_REQUESTED] = "changes_requested",
  [MB_REVIEW_HOLD] = "hold",           [MB_REVIEW_APPROVED] = "approved",
  [MB_REVIEW_PUBLISHED] = "published", [MB_REVIEW_SPIKED] = "spiked",
};

static const char *const action_names[MB_N_REVIEW_ACTIONS] = {
  [MB_ACTION_SUBMIT] = "submit",   [MB_ACTION_WITHDRAW] = "withdraw",
  [MB_ACTION_CLAIM] = "claim",     [MB_ACTION_RELEASE] = "release",
  [MB_ACTION_RETURN] = "return",   [MB_ACTION_HOLD] = "hold",
  [MB_ACTION_RESUME] = "resume",   [MB_ACTION_APPROVE] = "approve",
  [MB_ACTION_PUBLISH] = "publish", [MB_ACTION_SPIKE] = "spike",
  [MB_ACTION_REVIVE] = "revive",   [MB_ACTION_EDIT] = "edit",
};

G_DEFINE_BOXED_TYPE (MbReviewFacts, mb_review_facts, mb_review_facts_copy, mb_review_facts_free)

/**
 * mb_review_facts_new:
 * @owner: (nullable): id of the person whose article it is
 *
 * Makes the facts of a new draft.
 *
 * Returns: (transfer full): the facts
 */
MbReviewFacts *
mb_review_facts_new (const char *owner)
{
  MbReviewFacts *self = g_new0 (MbReviewFacts, 1);

  self->owner = g_strdup (owner);
  return self;
}

/**
 * mb_review_facts_copy:
 * @self: facts
 *
 * Copies them.
 *
 * Returns: (transfer full): the copy
 */
MbReviewFacts *
mb_review_facts_copy (const MbReviewFacts *self)
{
  MbReviewFacts *copy = NULL;

  g_return_val_if_fail (self != NULL, NULL);

  copy = g_memdup2 (self, sizeof *self);
  copy->owner = g_strdup (self->owner);
  copy->reviewer = g_strdup (self->reviewer);
  copy->reason = g_strdup (self->reason);
  copy->approved_hash = g_strdup (self->approved_hash);
  copy->approved_by = g_strdup (self->approved_by);

  return copy;
}

/**
 * mb_review_facts_free:
 * @self: (nullable) (transfer full): facts
 *
 * Frees them.
 */
void
mb_review_facts_free (MbReviewFacts *self)
{
  if (!self)
    return;

  g_free (self->owner);
  g_free (self->reviewer);
  g_free (self->reason);
  g_free (self->approved_hash);
  g_free (self->approved_by);
  g_free (self);
}

/**
 * mb_review_facts_forget_approval:
 * @self: facts
 *
 * Takes an approval back: no text is covered any more. The state stays.
 */
void
mb_review_facts_forget_approval (MbReviewFacts *self)
{
  g_return_if_fail (self != NULL);

  self->approved_seq = self->covered_seq = 0;
  g_clear_pointer (&self->approved_hash, g_free);
  g_clear_pointer (&self->approved_by, g_free);
}

static gboolean
find_name (const char *const *names, guint n, const char *name, guint *index)
{
  for (guint i = 0; i < n; i++)
    if (g_strcmp0 (names[i], name) == 0) {
      *index = i;
      return TRUE;
    }

  return FALSE;
}

/**
 * mb_review_state_to_string:
 * @state: a state
 *
 * Its name in stores and JSON.
 */
const char *
mb_review_state_to_string (MbReviewState state)
{
  g_return_val_if_fail ((guint) state < MB_N_REVIEW_STATES, NULL);

  return state_names[state];
}

/**
 * mb_review_state_from_string:
 * @name: a name of mb_review_state_to_string()
 * @state: (out): the state
 *
 * Reads a state.
 *
 * Returns: whether it is one
 */
gboolean
mb_review_state_from_string (const char *name, MbReviewState *state)
{
  guint index = 0;

  if (!find_name (state_names, MB_N_REVIEW_STATES, name, &index))
    return FALSE;

  *state = (MbReviewState) index;
  return TRUE;
}

/**
 * mb_review_action_to_string:
 * @action: an action
 *
 * Its name in stores, JSON and on the command line.
 */
const char *
mb_review_action_to_string (MbReviewAction action)
{
  g_return_val_if_fail ((guint) action < MB_N_REVIEW_ACTIONS, NULL);

  return action_names[action];
}

/**
 * mb_review_action_from_string:
 * @name: a name of mb_review_action_to_string()
 * @action: (out): the action
 *
 * Reads an action.
 *
 * Returns: whether it is one
 */
gboolean
mb_review_action_from_string (const char *name, MbReviewAction *action)
{
  guint index = 0;

  if (!find_name (action_names, MB_N_REVIEW_ACTIONS, name, &index))
    return FALSE;

  *action = (MbReviewAction) index;
  return TRUE;
}
