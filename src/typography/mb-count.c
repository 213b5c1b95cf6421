#include "mb-count.h"

#include <pango/pango.h>
#include <string.h>

/* Words and signs. A word is what stands between spaces and has a letter or a digit in it; digits
 * joined by spaces are one number. */

#define LINE_SEPARATOR 0x2028

static gboolean
is_number (const char *from, const char *to)
{
  for (; from < to; from = g_utf8_next_char (from))
    if (!g_unichar_isdigit (g_utf8_get_char (from)))
      return FALSE;

  return TRUE;
}

static gboolean
has_word_char (const char *from, const char *to)
{
  for (; from < to; from = g_utf8_next_char (from))
    if (g_unichar_isalnum (g_utf8_get_char (from)))
      return TRUE;

  return FALSE;
}

/* "12 500": three digits behind digits go on with the same number. */
static gboolean
continues_number (const char *from, const char *to, gboolean after_number)
{
  return after_number && to - from == 3 && is_number (from, to);
}

static guint
count_words (const char *text)
{
  gboolean after_number = FALSE;
  guint n = 0;

  while (*text) {
    const char *end = text;

    while (*end && !g_unichar_isspace (g_utf8_get_char (end)))
      end = g_utf8_next_char (end);
    if (has_word_char (text, end) && !continues_number (text, end, after_number))
      n++;
    if (end > text)
      after_number = is_number (text, end);
    text = *end ? g_utf8_next_char (end) : end;
  }

  return n;
}

static guint
count_signs (const char *text)
{
  g_autofree char *normal = g_utf8_normalize (text, -1, G_NORMALIZE_NFC);
  glong n_chars = g_utf8_strlen (normal, -1);
  g_autofree PangoLogAttr *attributes = g_new0 (PangoLogAttr, (gsize) n_chars + 1);
  const char *c = normal;
  guint n = 0;

  pango_get_log_attrs (normal, -1, -1, pango_language_from_string ("fr"), attributes,
                       (int) n_chars + 1);
  for (glong i = 0; i < n_chars; i++, c = g_utf8_next_char (c))
    n += attributes[i].is_cursor_position && g_utf8_get_char (c) != LINE_SEPARATOR;

  return n;
}

/**
 * mb_count_text:
 * @text: a text, projected
 *
 * Counts one part.
 */
MbCount
mb_count_text (const MbText *text)
{
  const char *utf8 = NULL;

  g_return_val_if_fail (text != NULL, ((MbCount) {0, 0}));

  utf8 = mb_text_get_utf8 (text);

  return *utf8 ? (MbCount) {count_words (utf8), count_signs (utf8)} : (MbCount) {0, 0};
}

/* What is read as the article: its text, not what stands below pictures. */
static gboolean
is_counted (MbPartRole role)
{
  return role == MB_PART_TEXT || role == MB_PART_ATTRIBUTION || role == MB_PART_CELL;
}

/**
 * mb_count_snapshot:
 * @snapshot: an article; suggestions count as accepted, notes and comments not at all
 *
 * Counts an article: furniture and body, captions apart.
 */
MbCount
mb_count_snapshot (MbSnapshot *snapshot)
{
  g_autoptr (MbSnapshot) final = NULL;
  MbCount sum = {0, 0};

  g_return_val_if_fail (snapshot != NULL, sum);

  final = mb_snapshot_project (snapshot, MB_PROJECT_FINAL);
  for (guint i = 0; i < mb_snapshot_get_n_blocks (final); i++) {
    const MbBlock *block = mb_snapshot_get_block (final, i);

    for (guint part = 0; part < mb_block_get_n_parts (block); part++)
      if (is_counted (mb_block_get_part_role (block, part))) {
        MbCount count = mb_count_text (mb_block_get_part (block, part));

        sum.words += count.words;
        sum.signs += count.signs;
      }
  }

  return sum;
}
