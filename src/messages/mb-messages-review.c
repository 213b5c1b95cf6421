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

/**
 * mb_message_for_return:
 * @who: (nullable): who has returned an article
 * @reason: (nullable): why
 *
 * What the author reads above the article.
 *
 * Returns: (transfer full): a sentence
 */
char *
mb_message_for_return (const char *who, const char *reason)
{
  if (!reason)
    return g_strdup (_ ("The article was returned."));
  /* Translators: the first %s is an editor's name, the second what they say. */
  return who ? g_strdup_printf (_ ("%s returned the article: “%s”"), who, reason)
             /* Translators: %s is what an editor says. */
             : g_strdup_printf (_ ("The article was returned: “%s”"), reason);
}

static char *
say_not_taken (const MbReviewEvent *event, const char *who, const char *here)
{
  g_autofree char *there = mb_message_for_review_state (event->to);

  if (event->to == MB_REVIEW_APPROVED)
    /* Translators: somebody's name, and where the article stands: a state. */
    return g_strdup_printf (_ ("%s approved the article elsewhere. A file approves nothing: here "
                               "it stands at “%s”."),
                            who, here);
  if (event->to == MB_REVIEW_PUBLISHED)
    /* Translators: somebody's name, and where the article stands: a state. */
    return g_strdup_printf (_ ("%s published the article elsewhere. Here it stands at “%s”."), who,
                            here);
  if (event->reason)
    /* Translators: somebody's name, where the article stands there (a state), why, and where it
     * stands here. */
    return g_strdup_printf (_ ("Elsewhere, %s moved the article to “%s”: “%s”. Here it stays at "
                               "“%s”."),
                            who, there, event->reason, here);

  /* Translators: somebody's name, where the article stands there (a state), and where it stands
   * here. */
  return g_strdup_printf (_ ("Elsewhere, %s moved the article to “%s”. Here it stays at “%s”."),
                          who, there, here);
}

/**
 * mb_message_for_elsewhere:
 * @event: what was done elsewhere, and did not move the article here
 * @who: (nullable): the name of who did it
 * @state: where the article stands here
 *
 * Says both.
 *
 * Returns: (transfer full): sentences
 */
char *
mb_message_for_elsewhere (const MbReviewEvent *event, const char *who, MbReviewState state)
{
  g_autofree char *here = NULL;

  g_return_val_if_fail (event != NULL, NULL);

  here = mb_message_for_review_state (state);

  return say_not_taken (event, who ? who : _ ("Somebody"), here);
}

/**
 * mb_message_for_arrival:
 * @arrival: a file that has been taken in
 *
 * Says what has become of where the article stands.
 *
 * Returns: (transfer full) (nullable): sentences; %NULL when the file says nothing new of it
 */
char *
mb_message_for_arrival (const MbArrival *arrival)
{
  static const MbReviewEvent approval = {.to = MB_REVIEW_APPROVED};
  const MbReviewEvent *event = NULL;
  g_autofree char *state = NULL;

  g_return_val_if_fail (arrival != NULL, NULL);

  event = arrival->event;
  if (arrival->move == MB_MOVE_NONE)
    return NULL;
  if (arrival->move != MB_MOVE_TAKEN)
    return mb_message_for_elsewhere (event ? event : &approval, arrival->doer, arrival->state);
  if (arrival->state == MB_REVIEW_CHANGES_REQUESTED)
    return mb_message_for_return (arrival->doer, event ? event->reason : NULL);

  state = mb_message_for_review_state (arrival->state);
  /* Translators: %s is where an article stands: a state. */
  return g_strdup_printf (_ ("The article now stands at “%s”."), state);
}
