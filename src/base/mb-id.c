#include "mb-id.h"

#include <string.h>
#include <sys/random.h>

/**
 * mb_id_new:
 *
 * Draws an id for a block or a mark: 64 bits from the kernel's random source, never 0. Any thread.
 */
guint64
mb_id_new (void)
{
  guint64 id = 0;

  while (id == 0)
    if (getrandom (&id, sizeof id, 0) != sizeof id)
      id = 0;

  return id;
}

/**
 * mb_id_format:
 * @id: an id
 * @text: (out caller-allocates): where its text goes
 *
 * Writes an id as 16 lower-case hex digits, because a JavaScript number cannot hold it.
 */
void
mb_id_format (guint64 id, char text[MB_ID_TEXT_CHARS + 1])
{
  static const char digits[] = "0123456789abcdef";

  for (int i = MB_ID_TEXT_CHARS - 1; i >= 0; i--) {
    text[i] = digits[id & 15];
    id >>= 4;
  }
  text[MB_ID_TEXT_CHARS] = '\0';
}

/**
 * mb_id_to_string:
 * @id: an id
 *
 * Writes an id as 16 hex digits.
 *
 * Returns: (transfer full): the text
 */
char *
mb_id_to_string (guint64 id)
{
  char *text = g_malloc (MB_ID_TEXT_CHARS + 1);

  mb_id_format (id, text);
  return text;
}

/**
 * mb_id_parse:
 * @text: (nullable): perhaps an id
 * @id: (out): return location
 *
 * Reads an id: exactly 16 lower-case hex digits, not all 0.
 *
 * Returns: whether @text is one
 */
gboolean
mb_id_parse (const char *text, guint64 *id)
{
  guint64 value = 0;

  g_return_val_if_fail (id != NULL, FALSE);

  if (!text || strspn (text, "0123456789abcdef") != MB_ID_TEXT_CHARS ||
      text[MB_ID_TEXT_CHARS] != '\0')
    return FALSE;
  for (const char *p = text; *p; p++)
    value = value << 4 | (guint64) g_ascii_xdigit_value (*p);
  if (value == 0)
    return FALSE;

  *id = value;
  return TRUE;
}
