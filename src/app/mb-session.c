#include "mb-session.h"

#include "mb-id.h"

/**
 * mb_session_to_string:
 * @session: where the writer is
 *
 * Writes it down for mb_session_read().
 *
 * Returns: (transfer full) (nullable): words, or %NULL when there is nothing to remember
 */
char *
mb_session_to_string (const MbSession *session)
{
  char block[MB_ID_TEXT_CHARS + 1];

  g_return_val_if_fail (session != NULL, NULL);

  if (!session->draft_id)
    return NULL;
  mb_id_format (session->caret.block, block);

  return g_strdup_printf ("%s %s %u %u", session->draft_id, block, session->caret.part,
                          session->caret.offset);
}

/**
 * mb_session_read:
 * @session: an empty session
 * @text: (nullable): what mb_session_to_string() wrote
 *
 * Reads where the writer was. What cannot be read is left as it was: a session is a convenience.
 */
void
mb_session_read (MbSession *session, const char *text)
{
  g_auto (GStrv) words = g_strsplit (text ? text : "", " ", 4);
  guint64 part;
  guint64 offset;

  g_return_if_fail (session != NULL);

  if (!words[0] || !g_uuid_string_is_valid (words[0]))
    return;
  session->draft_id = g_strdup (words[0]);
  if (g_strv_length (words) < 4 || !mb_id_parse (words[1], &session->caret.block) ||
      !g_ascii_string_to_unsigned (words[2], 10, 0, G_MAXUINT, &part, NULL) ||
      !g_ascii_string_to_unsigned (words[3], 10, 0, G_MAXUINT, &offset, NULL)) {
    session->caret.block = 0;
    return;
  }
  session->caret.part = (guint) part;
  session->caret.offset = (guint) offset;
}

/**
 * mb_session_clear:
 * @session: a session
 *
 * Forgets where it was.
 */
void
mb_session_clear (MbSession *session)
{
  g_clear_pointer (&session->draft_id, g_free);
  session->caret = (MbPosition) {0};
}
