#include "mb-spaces.h"

#include <string.h>

/* No-break spaces that nobody meant. Web editors put them between any two words; French puts them
 * inside « », before ; : ! ?, in numbers, before units and after titles. Only the first are
 * mended. */

#define NO_BREAK_SPACE 0xa0

/* Words after which French does not break. */
static const char *const titles[] = {
  "M.", "MM.", "Mme", "Mmes", "Mlle", "Me",  "Mgr",  "Dr",    "Pr",   "St", "Ste",
  "n°", "nos", "no",  "p.",   "art.", "al.", "vol.", "chap.", "fig.", "§",  NULL,
};

static gboolean
ends_with_title (const char *start, const char *space)
{
  for (guint i = 0; titles[i]; i++) {
    gsize n = strlen (titles[i]);

    if ((gsize) (space - start) < n || strncmp (space - n, titles[i], n) != 0)
      continue;
    if (space - n == start || !g_unichar_isalnum (g_utf8_get_char (g_utf8_prev_char (space - n))))
      return TRUE;
  }

  return FALSE;
}

/* Between two letters, or behind a comma or a full stop, where the line may break. */
static gboolean
is_stray (const char *start, const char *space, const char *after)
{
  gunichar before = space > start ? g_utf8_get_char (g_utf8_prev_char (space)) : 0;
  gunichar next = g_utf8_get_char (after);

  if (before == 0 || !g_unichar_isalpha (next))
    return FALSE;
  if (!g_unichar_isalpha (before) && before != ',' && before != '.' && before != 0x2019)
    return FALSE;

  return !ends_with_title (start, space);
}

static char *
mend (const char *utf8, guint *n_mended)
{
  GString *out = g_string_sized_new (strlen (utf8));

  for (const char *c = utf8; *c; c = g_utf8_next_char (c)) {
    if (g_utf8_get_char (c) == NO_BREAK_SPACE && is_stray (utf8, c, g_utf8_next_char (c))) {
      g_string_append_c (out, ' ');
      (*n_mended)++;
    } else {
      g_string_append_len (out, c, g_utf8_next_char (c) - c);
    }
  }

  return g_string_free_and_steal (out);
}

/**
 * mb_spaces_mend:
 * @text: a text
 * @n_mended: (inout): counted up
 *
 * Makes ordinary spaces of the no-break spaces that stand between plain words. Those that French
 * wants stay, and so do narrow ones, which nobody types by accident.
 *
 * Returns: (transfer full): the text, perhaps the same
 */
MbText *
mb_spaces_mend (MbText *text, guint *n_mended)
{
  g_autofree char *mended = NULL;
  guint before;
  guint n_spans;
  const MbSpan *spans = NULL;

  g_return_val_if_fail (text != NULL && n_mended != NULL, NULL);

  before = *n_mended;
  mended = mend (mb_text_get_utf8 (text), n_mended);
  if (*n_mended == before)
    return mb_text_ref (text);

  spans = mb_text_get_spans (text, &n_spans);

  return mb_text_new_spans (mended, spans, n_spans);
}
