#include "mb-merge-row.h"

#include "mb-messages.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>

/* What only machines read, such as a picture's hash, is not shown. */
static gboolean
has_words (const MbMergeConflict *conflict)
{
  return conflict->kind == MB_MERGE_TEXT || conflict->kind == MB_MERGE_META ||
         (conflict->kind == MB_MERGE_ATTRIBUTE && g_strcmp0 (conflict->name, MB_ATTR_MEDIA) != 0 &&
          g_strcmp0 (conflict->name, "kind") != 0);
}

static void
append_line (GString *lines, char *line)
{
  g_string_append_printf (lines, "%s%s", lines->len > 0 ? "\n" : "", line);
  g_free (line);
}

static char *
say_both (const MbMergeConflict *conflict)
{
  GString *lines = g_string_new (NULL);

  if (has_words (conflict) && conflict->theirs && *conflict->theirs)
    /* Translators: words as the site has them. */
    append_line (lines, g_strdup_printf (_ ("On the site: “%s”"), conflict->theirs));
  if (has_words (conflict) && conflict->mine && *conflict->mine)
    /* Translators: words as the article here has them. */
    append_line (lines, g_strdup_printf (_ ("Here: “%s”"), conflict->mine));
  if (!has_words (conflict) && conflict->mine && conflict->kind == MB_MERGE_REMOVED_THERE)
    append_line (lines, g_strdup (conflict->mine));
  if (!has_words (conflict) && conflict->theirs && conflict->kind != MB_MERGE_ATTRIBUTE)
    append_line (lines, g_strdup (conflict->theirs));

  return g_string_free (lines, FALSE);
}

/**
 * mb_merge_row_new:
 * @conflict: what could not be decided
 *
 * Shows it.
 *
 * Returns: the row
 */
GtkWidget *
mb_merge_row_new (const MbMergeConflict *conflict)
{
  GtkWidget *row = adw_action_row_new ();
  g_autofree char *sentence = mb_message_for_conflict (conflict);
  g_autofree char *both = say_both (conflict);

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), sentence);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), both);

  return row;
}
