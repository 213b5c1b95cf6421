#include "mb-messages.h"

#include <glib/gi18n-lib.h>

/* Each step of a rehearsal: what is tried, and who can mend it where it fails. */
static const struct {
  const char *words;
  const char *help;
} steps[MB_N_REHEARSAL_STEPS] = {
  [MB_REHEARSAL_ADDRESS] = {N_ ("The site answers"),
                            N_ ("Look at the address and at the network of this computer.")},
  [MB_REHEARSAL_PLATFORM] = {N_ ("Its platform is the one expected"),
                             N_ ("Whoever looks after the site knows whether it has moved, or "
                                 "whether its interface is switched off.")},
  [MB_REHEARSAL_ACCESS] = {N_ ("It takes Marbre’s access"),
                           N_ ("Give the access anew; the site’s administration makes one.")},
  [MB_REHEARSAL_RIGHTS] = {N_ ("The account may write"),
                           N_ ("An administrator of the site gives the account the right to write "
                               "articles.")},
  [MB_REHEARSAL_PICTURE] = {N_ ("It takes a picture"),
                            N_ ("An administrator of the site sees why: the account’s rights, the "
                                "size that is allowed, the room on its disk.")},
  [MB_REHEARSAL_DRAFT] = {N_ ("It takes a draft, which no reader sees"),
                          N_ ("An administrator of the site sees why in its log.")},
  [MB_REHEARSAL_REMOVAL] = {N_ ("The draft is gone again"),
                            N_ ("Delete the draft on the site: its title says that it is a test.")},
};

/**
 * mb_message_for_rehearsal_step:
 * @step: what is tried of a site
 *
 * Says it in a person's words.
 *
 * Returns: (transfer full): words without a full stop
 */
char *
mb_message_for_rehearsal_step (MbRehearsalStep step)
{
  g_return_val_if_fail ((guint) step < MB_N_REHEARSAL_STEPS, NULL);

  return g_strdup (_ (steps[step].words));
}

/**
 * mb_message_for_rehearsal_help:
 * @step: what has failed
 *
 * Says who can mend it.
 *
 * Returns: (transfer full): a sentence
 */
char *
mb_message_for_rehearsal_help (MbRehearsalStep step)
{
  g_return_val_if_fail ((guint) step < MB_N_REHEARSAL_STEPS, NULL);

  return g_strdup (_ (steps[step].help));
}
