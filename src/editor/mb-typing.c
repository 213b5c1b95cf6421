#include "mb-typing.h"

#include <string.h>

#define OBJECT_UNICHAR 0xFFFC
#define PARAGRAPH_SEPARATOR 0x2029

/**
 * mb_typing_clean:
 * @text: characters as they came
 *
 * Makes foreign line ends ours, tabs spaces, and drops object characters that nobody made an object
 * for.
 *
 * Returns: (transfer full): the clean text
 */
char *
mb_typing_clean (const char *text)
{
  GString *clean = NULL;

  g_return_val_if_fail (text != NULL, NULL);

  clean = g_string_sized_new (strlen (text));
  for (const char *p = text; *p; p = g_utf8_next_char (p)) {
    gunichar c = g_utf8_get_char (p);

    if (c == OBJECT_UNICHAR || (c == '\n' && p > text && p[-1] == '\r'))
      continue;
    if (c == '\r' || c == PARAGRAPH_SEPARATOR || c == '\v' || c == '\f')
      c = '\n';
    g_string_append_unichar (clean, c == '\t' ? ' ' : c);
  }

  return g_string_free_and_steal (clean);
}

/**
 * mb_typing_dress:
 * @around: the text it is typed into
 * @offset: where
 * @utf8: what is typed
 * @on: a bit a kind of span that the writer turned on
 * @off: a bit a kind of span that the writer turned off
 *
 * Gives typed text the looks around it, those that grow at their right edge, and those asked for.
 *
 * Returns: (transfer full): the text
 */
MbText *
mb_typing_dress (const MbText *around, guint offset, const char *utf8, guint on, guint off)
{
  g_autoptr (GArray) worn = g_array_new (FALSE, FALSE, sizeof (MbSpan));
  guint length;
  guint n;
  const MbSpan *spans = NULL;

  g_return_val_if_fail (around != NULL && utf8 != NULL, NULL);

  length = (guint) g_utf8_strlen (utf8, -1);
  spans = mb_text_get_spans (around, &n);
  for (guint i = 0; i < n; i++) {
    MbSpan span = spans[i];
    gboolean inside = span.start < offset && offset < span.end;
    gboolean grows = mb_span_kind_grows (span.kind) && span.end == offset;

    if ((!inside && !grows) || (off & (1u << span.kind)))
      continue;
    span.start = 0;
    span.end = length;
    g_array_append_val (worn, span);
  }
  for (guint kind = 0; kind < MB_N_SPAN_KINDS; kind++)
    if (on & (1u << kind))
      g_array_append_val (worn, ((MbSpan) {0, length, (MbSpanKind) kind, 0, NULL}));

  return mb_text_new_spans (utf8, (MbSpan *) (gpointer) worn->data, worn->len);
}

/**
 * mb_typing_find_change:
 * @there: a text
 * @wanted: another
 * @from: (out): in @there, where they begin to differ
 * @to: (out): where they are the same again
 * @wanted_from: (out): the same in @wanted
 * @wanted_to: (out): the same in @wanted
 *
 * Finds the one run of characters in which two texts differ.
 */
void
mb_typing_find_change (const char *there,
                       const char *wanted,
                       const char **from,
                       const char **to,
                       const char **wanted_from,
                       const char **wanted_to)
{
  const char *a = there;
  const char *b = wanted;
  const char *a_end = there + strlen (there);
  const char *b_end = wanted + strlen (wanted);

  for (; *a && g_utf8_get_char (a) == g_utf8_get_char (b); a = g_utf8_next_char (a))
    b = g_utf8_next_char (b);
  while (a_end > a && b_end > b) {
    const char *x = g_utf8_prev_char (a_end);
    const char *y = g_utf8_prev_char (b_end);

    if (g_utf8_get_char (x) != g_utf8_get_char (y))
      break;
    a_end = x;
    b_end = y;
  }
  *from = a;
  *to = a_end;
  *wanted_from = b;
  *wanted_to = b_end;
}
