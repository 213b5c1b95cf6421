#include "mb-messages.h"

#include <glib/gi18n-lib.h>

static const char *const states[MB_N_REVIEW_STATES] = {
  [MB_REVIEW_DRAFT] = N_ ("Draft"),         [MB_REVIEW_SUBMITTED] = N_ ("To review"),
  [MB_REVIEW_IN_REVIEW] = N_ ("In review"), [MB_REVIEW_CHANGES_REQUESTED] = N_ ("To correct"),
  [MB_REVIEW_HOLD] = N_ ("On hold"),        [MB_REVIEW_APPROVED] = N_ ("Approved"),
  [MB_REVIEW_PUBLISHED] = N_ ("Published"), [MB_REVIEW_SPIKED] = N_ ("Abandoned"),
};

static const char *const actions[MB_N_REVIEW_ACTIONS] = {
  [MB_ACTION_SUBMIT] = N_ ("Send for Review"),
  [MB_ACTION_WITHDRAW] = N_ ("Take Back"),
  [MB_ACTION_CLAIM] = N_ ("Take into Review"),
  [MB_ACTION_RELEASE] = N_ ("Leave to Another Editor"),
  [MB_ACTION_RETURN] = N_ ("Return to the Author"),
  [MB_ACTION_HOLD] = N_ ("Put on Hold"),
  [MB_ACTION_RESUME] = N_ ("Resume the Review"),
  [MB_ACTION_APPROVE] = N_ ("Approve"),
  [MB_ACTION_PUBLISH] = N_ ("Publish"),
  [MB_ACTION_SPIKE] = N_ ("Abandon"),
  [MB_ACTION_REVIVE] = N_ ("Take Up Again"),
  [MB_ACTION_EDIT] = N_ ("Change the Text"),
};

/**
 * mb_message_for_review_state:
 * @state: where an article stands
 *
 * The word for it.
 *
 * Returns: (transfer full): the word
 */
char *
mb_message_for_review_state (MbReviewState state)
{
  g_return_val_if_fail ((guint) state < MB_N_REVIEW_STATES, NULL);

  return g_strdup (_ (states[state]));
}

/**
 * mb_message_for_review_action:
 * @action: what a person can do
 *
 * The words on its button.
 *
 * Returns: (transfer full): the words
 */
char *
mb_message_for_review_action (MbReviewAction action)
{
  g_return_val_if_fail ((guint) action < MB_N_REVIEW_ACTIONS, NULL);

  return g_strdup (_ (actions[action]));
}
