#include "mb-intake.h"

#include <string.h>

/* Plain text: paragraphs between empty lines, or one a line where there are no empty lines. */

#define MAX_HEADLINE_CHARS 160

typedef struct {
  MbIntake *intake;
  GString *paragraph;
  gboolean has_gaps;
  gboolean has_headline;
  gboolean has_paragraph;
} Reader;

static gboolean
has_empty_lines (const char *text)
{
  const char *c = text;

  while ((c = strchr (c, '\n'))) {
    const char *next = c + 1 + strspn (c + 1, " \t");

    if (*next == '\n' && next[1 + strspn (next + 1, " \t\n")])
      return TRUE;
    c++;
  }

  return FALSE;
}

static gboolean
is_headline (const char *words)
{
  return g_utf8_strlen (words, -1) <= MAX_HEADLINE_CHARS &&
         (mb_import_is_cut_off (words) || !strchr (".,;:", words[strlen (words) - 1]));
}

static const char *
without_bullet (const char *words)
{
  static const char *const bullets[] = {"• ", "- ", "* "};

  for (guint i = 0; i < G_N_ELEMENTS (bullets); i++)
    if (g_str_has_prefix (words, bullets[i]))
      return words + strlen (bullets[i]);

  return NULL;
}

static void
add_headline (Reader *self, const char *words)
{
  MbBlock *block = mb_intake_add_text (self->intake, MB_BLOCK_HEADLINE, words);

  if (!mb_import_is_cut_off (words))
    return;
  mb_intake_set_meta (self->intake, MB_META_HEADLINE_CUT, words);
  mb_intake_note (self->intake, "headline-cut", words, mb_block_get_id (block));
}

static void
end_paragraph (Reader *self)
{
  g_autofree char *words = g_strdup (self->paragraph->str);
  const char *item = NULL;

  g_string_truncate (self->paragraph, 0);
  if (!*g_strstrip (words))
    return;

  item = without_bullet (words);
  if (!self->has_headline && !self->has_paragraph && is_headline (words)) {
    add_headline (self, words);
    self->has_headline = TRUE;
    return;
  }
  if (item)
    mb_intake_add_text (self->intake, MB_BLOCK_LIST_ITEM, item);
  else if (self->has_paragraph && mb_import_is_crosshead (words))
    mb_intake_add_text (self->intake, MB_BLOCK_CROSSHEAD, words);
  else
    mb_intake_add_text (self->intake, MB_BLOCK_PARAGRAPH, words);
  self->has_paragraph = TRUE;
}

static void
read_line (Reader *self, const char *line)
{
  gboolean empty = line[strspn (line, " \t")] == '\0';

  if (empty || !self->has_gaps || without_bullet (line + strspn (line, " \t")))
    end_paragraph (self);
  if (empty)
    return;
  if (self->paragraph->len > 0)
    g_string_append_c (self->paragraph, ' ');
  g_string_append (self->paragraph, line);
}

/**
 * mb_import_text:
 * @intake: where it goes
 * @text: plain text
 * @error: return location
 *
 * Reads plain text. A short first paragraph without a final stop is the headline, later ones are
 * crossheads.
 *
 * Returns: whether there was a word in it
 */
gboolean
mb_import_text (MbIntake *intake, const char *text, GError **error)
{
  g_autoptr (GString) paragraph = g_string_new (NULL);
  Reader reader = {.intake = intake, .paragraph = paragraph, .has_gaps = has_empty_lines (text)};

  while (*text) {
    const char *end = strchrnul (text, '\n');
    g_autofree char *line = g_strndup (text, (gsize) (end - text));

    read_line (&reader, line);
    text = *end ? end + 1 : end;
  }
  end_paragraph (&reader);
  if (!mb_intake_is_empty (intake))
    return TRUE;

  g_set_error_literal (error, MB_FORMATS_ERROR, MB_FORMATS_ERROR_EMPTY, "no word in the text");
  return FALSE;
}
