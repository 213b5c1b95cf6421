#include "mb-writer.h"

#include <string.h>

/* A run of text with its spans as well-formed markup. Spans may overlap; elements may not. At each
 * place where a span begins or ends the elements are closed down to what stays, and opened again in
 * one fixed order, so that the same text always gives the same markup. */

#define LINE_SEPARATOR "\342\200\250"

typedef struct {
  const MbWriter *writer;
  const char *line_break;
  GArray *active; /* of MbSpan: what covers the place, in the order of opening */
  GArray *open;   /* of MbSpan: what is written open */
} Run;

/* Links are outermost: they may not be opened twice for one address. */
static guint
get_rank (MbSpanKind kind)
{
  switch (kind) {
  case MB_SPAN_LINK:
    return 0;
  case MB_SPAN_LANGUAGE:
    return 1;
  case MB_SPAN_STRONG:
    return 2;
  case MB_SPAN_EMPHASIS:
    return 3;
  case MB_SPAN_STRIKETHROUGH:
    return 4;
  case MB_SPAN_SUPERSCRIPT:
    return 5;
  case MB_SPAN_SUBSCRIPT:
    return 6;
  case MB_SPAN_CODE:
    return 7;
  case MB_SPAN_NOTE:
  case MB_SPAN_COMMENT:
  case MB_SPAN_SUGGESTION:
    break;
  }

  return 8; /* never written */
}

static const char *
get_element (MbSpanKind kind)
{
  static const char *const names[] = {"a", "span", "strong", "em", "s", "sup", "sub", "code"};

  return names[get_rank (kind)];
}

static int
compare_ranks (gconstpointer a, gconstpointer b)
{
  const MbSpan *x = a;
  const MbSpan *y = b;
  guint rank_x = get_rank (x->kind);
  guint rank_y = get_rank (y->kind);

  if (rank_x != rank_y)
    return rank_x < rank_y ? -1 : 1;

  return g_strcmp0 (x->value, y->value);
}

static gboolean
is_language_tag (const char *value)
{
  gsize n = value ? strlen (value) : 0;

  return n > 1 && n < 36 &&
         strspn (value, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-") == n;
}

/* Whether the span has an element: a link to nowhere safe and an unknown language have none. */
static gboolean
is_written (const MbSpan *span)
{
  g_autofree char *url = NULL;

  if (get_rank (span->kind) > 7)
    return FALSE;
  if (span->kind == MB_SPAN_LANGUAGE)
    return is_language_tag (span->value);
  if (span->kind != MB_SPAN_LINK)
    return TRUE;

  url = mb_render_safe_url (span->value);
  return url != NULL;
}

static void
open_element (Run *run, const MbSpan *span)
{
  GString *out = run->writer->out;
  g_autofree char *url = NULL;

  g_string_append_c (out, '<');
  g_string_append (out, get_element (span->kind));
  if (span->kind == MB_SPAN_LINK) {
    url = mb_render_safe_url (span->value);
    mb_writer_attribute (run->writer, "href", url);
  } else if (span->kind == MB_SPAN_LANGUAGE) {
    mb_writer_attribute (run->writer, "lang", span->value);
  }
  g_string_append_c (out, '>');
  g_array_append_vals (run->open, span, 1);
}

static void
close_down_to (Run *run, guint n_kept)
{
  for (guint i = run->open->len; i > n_kept; i--)
    g_string_append_printf (run->writer->out, "</%s>",
                            get_element (g_array_index (run->open, MbSpan, i - 1).kind));
  g_array_set_size (run->open, MIN (n_kept, run->open->len));
}

/* Makes what is open equal to what is active. Two spans of one look over one place count once. */
static void
settle (Run *run)
{
  guint n_kept = 0;

  g_array_sort (run->active, compare_ranks);
  while (n_kept < run->open->len && n_kept < run->active->len &&
         compare_ranks (&g_array_index (run->open, MbSpan, n_kept),
                        &g_array_index (run->active, MbSpan, n_kept)) == 0)
    n_kept++;

  close_down_to (run, n_kept);
  for (guint i = n_kept; i < run->active->len; i++)
    open_element (run, &g_array_index (run->active, MbSpan, i));
}

static void
write_text (Run *run, const char *from, const char *to)
{
  while (from < to) {
    const char *separator = g_strstr_len (from, to - from, LINE_SEPARATOR);
    const char *end = separator ? separator : to;

    mb_render_escape_text (run->writer->out, from, end - from);
    if (separator)
      g_string_append (run->writer->out, run->line_break);
    from = separator ? separator + strlen (LINE_SEPARATOR) : to;
  }
}

static guint
drop_ended (Run *run, guint offset, guint n_chars)
{
  guint next = n_chars;

  for (guint i = run->active->len; i > 0; i--) {
    guint end = g_array_index (run->active, MbSpan, i - 1).end;

    if (end <= offset)
      g_array_remove_index (run->active, i - 1);
    else
      next = MIN (next, end);
  }

  return next;
}

static void
write_run (Run *run, const MbText *text)
{
  const char *from = mb_text_get_utf8 (text);
  guint n_chars = mb_text_get_n_chars (text);
  guint n_spans;
  const MbSpan *spans = mb_text_get_spans (text, &n_spans);
  guint next_span = 0;

  for (guint offset = 0; offset < n_chars;) {
    guint end = drop_ended (run, offset, n_chars);
    const char *to = NULL;

    for (; next_span < n_spans && spans[next_span].start <= offset; next_span++)
      if (is_written (&spans[next_span])) {
        g_array_append_vals (run->active, &spans[next_span], 1);
        end = MIN (end, spans[next_span].end);
      }
    if (next_span < n_spans)
      end = MIN (end, spans[next_span].start);

    settle (run);
    to = g_utf8_offset_to_pointer (from, (glong) (end - offset));
    write_text (run, from, to);
    from = to;
    offset = end;
  }

  close_down_to (run, 0);
}

static void
write_with_breaks (const MbWriter *self, const MbText *text, const char *line_break)
{
  g_autoptr (GArray) active = g_array_new (FALSE, FALSE, sizeof (MbSpan));
  g_autoptr (GArray) open = g_array_new (FALSE, FALSE, sizeof (MbSpan));
  Run run = {self, line_break, active, open};

  write_run (&run, text);
}

void
mb_writer_inline (const MbWriter *self, const MbText *text)
{
  write_with_breaks (self, text, "<br>");
}

void
mb_writer_preformatted (const MbWriter *self, const MbText *text)
{
  write_with_breaks (self, text, "\n");
}

/**
 * mb_render_inline:
 * @text: a part's text, projected
 * @options: (nullable): how
 *
 * Makes the markup of one part: its characters escaped, its spans as elements that nest. A link
 * whose address is not safe leaves its words without a link. Notes, comments and suggestions have
 * no markup: project the snapshot first, so that their words are decided too.
 *
 * Returns: (transfer full): HTML
 */
char *
mb_render_inline (const MbText *text, const MbRenderOptions *options)
{
  MbWriter writer = {g_string_new (NULL), options, NULL};

  g_return_val_if_fail (text != NULL, NULL);

  mb_writer_inline (&writer, text);

  return g_string_free_and_steal (writer.out);
}
