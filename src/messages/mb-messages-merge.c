#include "mb-messages.h"

#include <glib/gi18n-lib.h>

static gboolean
is_picture (const MbMergeConflict *conflict)
{
  return conflict->kind == MB_MERGE_ATTRIBUTE && g_strcmp0 (conflict->name, MB_ATTR_MEDIA) == 0;
}

static char *
say_field (const MbMergeConflict *conflict)
{
  if (is_picture (conflict))
    return g_strdup (_ ("The picture was replaced here and on the site: the site’s stands."));
  if (!conflict->mine || !*conflict->mine)
    return g_strdup (_ ("Cleared here, changed on the site: what the site has stands."));
  if (g_strcmp0 (conflict->name, "kind") == 0)
    return g_strdup (_ ("Given another form here and on the site: the site’s stands."));

  /* Translators: %s is what somebody had typed into a field, or a link's address. */
  return g_strdup_printf (_ ("Changed here and on the site: the site’s stands. Here it was “%s”."),
                          conflict->mine);
}

/**
 * mb_message_for_conflict:
 * @conflict: what a merge could not decide
 *
 * Says it as a comment for whoever decides.
 *
 * Returns: (transfer full): the sentence
 */
char *
mb_message_for_conflict (const MbMergeConflict *conflict)
{
  g_return_val_if_fail (conflict != NULL, NULL);

  switch (conflict->kind) {
  case MB_MERGE_TEXT:
    if (conflict->aside == 0)
      return g_strdup (_ ("Emptied here, changed on the site: the site’s words stand."));
    return g_strdup (_ ("Changed here and on the site: the site’s words stand, yours follow as a "
                        "private note."));
  case MB_MERGE_REMOVED_HERE:
    return g_strdup (_ ("Removed here, changed on the site: it stays."));
  case MB_MERGE_REMOVED_THERE:
    return g_strdup (_ ("Changed here, removed on the site: it stays."));
  case MB_MERGE_MOVED:
    return g_strdup (_ ("Moved here and on the site: it stands where the site has it."));
  case MB_MERGE_ATTRIBUTE:
  case MB_MERGE_META:
    return say_field (conflict);
  }

  return g_strdup ("");
}
