#include "mb-intake.h"

#include <string.h>

/* Markdown inside a paragraph: emphasis, code, links, escapes. What does not close is what was
 * typed. */

#define MAX_OPEN 32
#define MAX_LOOK_AHEAD 4096
#define MAX_ADDRESS_BYTES 2048
#define MAX_TICKS 16

typedef struct {
  MbSpanKind kind;
  const char *mark; /* static */
  guint start;      /* characters */
} Opener;

typedef struct {
  GString *out;
  guint n_chars;
  GArray *spans; /* of MbSpan; addresses belong to `strings` */
  GStringChunk *strings;
  Opener open[MAX_OPEN];
  guint n_open;
  const char *start;
  const char *link_end; /* the next "](" from where one was last looked for, or the text's end */
  const char *close;    /* the next ")", likewise */
} Reader;

static const struct {
  const char *mark;
  MbSpanKind kind;
} marks[] = {
  {"**", MB_SPAN_STRONG},  {"__", MB_SPAN_STRONG},  {"~~", MB_SPAN_STRIKETHROUGH},
  {"*", MB_SPAN_EMPHASIS}, {"_", MB_SPAN_EMPHASIS},
};

static void
put (Reader *self, const char *text, gsize n_bytes)
{
  g_string_append_len (self->out, text, (gssize) n_bytes);
  self->n_chars += (guint) g_utf8_strlen (text, (gssize) n_bytes);
}

static void
add_span (Reader *self, guint start, MbSpanKind kind, const char *value)
{
  const MbSpan span = {start, self->n_chars, kind, 0,
                       value ? g_string_chunk_insert (self->strings, value) : NULL};

  g_array_append_val (self->spans, span);
}

static gboolean
is_word_char (const char *start, const char *at)
{
  return at > start && g_unichar_isalnum (g_utf8_get_char (g_utf8_prev_char (at)));
}

static gboolean
is_blank (char c)
{
  return c == '\0' || g_ascii_isspace (c);
}

/* Whether the mark closes what is open: a word before it, and for `_` no word behind it. */
static gboolean
closes (const Reader *self, const char *at, const char *mark)
{
  const char *after = at + strlen (mark);

  if (at == self->start || is_blank (at[-1]))
    return FALSE;

  return mark[0] != '_' || !g_unichar_isalnum (g_utf8_get_char (after));
}

static gboolean
find_open (const Reader *self, const char *mark, guint *index)
{
  for (guint i = self->n_open; i > 0; i--)
    if (strcmp (self->open[i - 1].mark, mark) == 0) {
      *index = i - 1;
      return TRUE;
    }

  return FALSE;
}

static gboolean
opens (const Reader *self, const char *at, const char *mark)
{
  const char *after = at + strlen (mark);

  if (self->n_open == MAX_OPEN || is_blank (*after))
    return FALSE;
  if (mark[0] == '_' && is_word_char (self->start, at))
    return FALSE;

  return g_strstr_len (after, MAX_LOOK_AHEAD, mark) != NULL;
}

/* Returns: how many bytes were read; 0: it is no mark. */
static gsize
read_mark (Reader *self, const char *at)
{
  for (guint i = 0; i < G_N_ELEMENTS (marks); i++) {
    const char *mark = marks[i].mark;
    guint index;

    if (!g_str_has_prefix (at, mark))
      continue;
    if (find_open (self, mark, &index) && closes (self, at, mark)) {
      add_span (self, self->open[index].start, marks[i].kind, NULL);
      memmove (&self->open[index], &self->open[index + 1],
               (self->n_open - index - 1) * sizeof (Opener));
      self->n_open--;
      return strlen (mark);
    }
    if (!opens (self, at, mark))
      continue;
    self->open[self->n_open++] = (Opener) {marks[i].kind, mark, self->n_chars};
    return strlen (mark);
  }

  return 0;
}

/* A run of ticks that nothing closes is read as a whole: looking again at each would take for ever
 * where there are many. */
static gsize
read_code (Reader *self, const char *at)
{
  gsize n_ticks = strspn (at, "`");
  g_autofree char *ticks = g_strndup (at, n_ticks);
  const char *end =
    n_ticks <= MAX_TICKS ? g_strstr_len (at + n_ticks, MAX_LOOK_AHEAD, ticks) : NULL;
  guint start = self->n_chars;
  const char *from = NULL;
  gsize n;

  if (!end) {
    put (self, at, n_ticks);
    return n_ticks;
  }
  from = at + n_ticks;
  n = (gsize) (end - from);
  if (n > 2 && *from == ' ' && end[-1] == ' ') { /* they keep ticks within from those without */
    from++;
    n -= 2;
  }
  put (self, from, n);
  add_span (self, start, MB_SPAN_CODE, NULL);

  return (gsize) (end - at) + n_ticks;
}

/* What closes is looked for once, not from every bracket again. */
static const char *
find_next (const char **cached, const char *from, const char *what)
{
  if (!*cached || *cached < from)
    for (*cached = from; **cached && !g_str_has_prefix (*cached, what);)
      (*cached)++;

  return **cached && *cached - from < MAX_LOOK_AHEAD ? *cached : NULL;
}

/* Where an address ends that begins here. Brackets in it come in pairs, if at all; between < and >
 * they need not. */
static const char *
find_address_end (const char *from)
{
  gboolean pointed = *from == '<';
  guint depth = 0;

  for (const char *c = from; c - from < MAX_ADDRESS_BYTES && *c && *c != '\n'; c++) {
    if (pointed && *c == '>')
      return c;
    if (!pointed && (*c == ' ' || (*c == ')' && depth == 0)))
      return c;
    depth += *c == '(';
    depth -= *c == ')' && depth > 0;
  }

  return NULL;
}

/* The address between ( and ), a title left out. */
static char *
read_address (Reader *self, const char *at, gsize *n_read)
{
  const char *from = at + 1;
  const char *end = *at == '(' ? find_next (&self->close, from, ")") : NULL;
  const char *to = NULL;

  if (!end)
    return NULL;
  while (*from == ' ')
    from++;
  to = find_address_end (from);
  if (!to)
    return NULL;
  end = find_next (&self->close, to, ")");
  if (!end)
    return NULL;
  from += *from == '<';
  *n_read = (gsize) (end - at) + 1;

  return g_strndup (from, (gsize) (to - from));
}

static gsize
read_link (Reader *self, const char *at)
{
  gboolean image = *at == '!';
  const char *words = at + (image ? 2 : 1);
  const char *end = image && at[1] != '[' ? NULL : find_next (&self->link_end, words, "](");
  g_autofree char *address = NULL;
  g_autofree char *label = NULL;
  g_autoptr (MbText) text = NULL;
  guint start = self->n_chars;
  gsize n_read = 0;

  if (!end || memchr (words, '\n', (gsize) (end - words)))
    return 0;
  address = read_address (self, end + 1, &n_read);
  if (!address || (!image && memchr (words, '[', (gsize) (end - words))))
    return 0;
  label = g_strndup (words, (gsize) (end - words));
  text = mb_markdown_read_inline (label);
  put (self, mb_text_get_utf8 (text), mb_text_get_n_bytes (text));
  for (guint i = 0, n = 0; mb_text_get_spans (text, &n) && i < n; i++) {
    MbSpan span = mb_text_get_spans (text, &n)[i];

    if (span.kind == MB_SPAN_LINK)
      continue;
    span.start += start;
    span.end += start;
    g_array_append_val (self->spans, span);
  }
  if (!image && *address)
    add_span (self, start, MB_SPAN_LINK, address);

  return (gsize) (end - at) + 1 + n_read;
}

/* The one element that people write in tables and headings. */
static gsize
read_break (Reader *self, const char *at)
{
  gsize n = strlen ("<br");

  if (g_ascii_strncasecmp (at, "<br", n) != 0)
    return 0;
  n += strspn (at + n, " ");
  n += at[n] == '/';
  if (at[n] != '>')
    return 0;
  put (self, "\342\200\250", 3);

  return n + 1;
}

static gsize
read_autolink (Reader *self, const char *at)
{
  const char *end = NULL;
  g_autofree char *address = NULL;
  guint start = self->n_chars;

  if (*at == '<' && g_ascii_tolower (at[1]) == 'b')
    return read_break (self, at);
  if (!g_str_has_prefix (at, "<https://") && !g_str_has_prefix (at, "<http://"))
    return 0;
  end = at;
  while (end - at < MAX_ADDRESS_BYTES && *end && *end != '>' && *end != ' ' && *end != '\n')
    end++;
  if (*end != '>')
    return 0;
  address = g_strndup (at + 1, (gsize) (end - at) - 1);
  put (self, address, strlen (address));
  add_span (self, start, MB_SPAN_LINK, address);

  return (gsize) (end - at) + 1;
}

static gsize
read_escape (Reader *self, const char *at)
{
  if (*at == '\\' && at[1] == '\n') {
    put (self, "\342\200\250", 3);
    return 2;
  }
  if (*at != '\\' || !g_ascii_ispunct (at[1]))
    return 0;
  put (self, at + 1, 1);

  return 2;
}

static gsize
read_entity (Reader *self, const char *at)
{
  static const struct {
    const char *name;
    const char *value;
  } entities[] = {{"&amp;", "&"},   {"&lt;", "<"},          {"&gt;", ">"},
                  {"&quot;", "\""}, {"&nbsp;", "\302\240"}, {"&#39;", "'"}};

  for (guint i = 0; i < G_N_ELEMENTS (entities); i++)
    if (g_str_has_prefix (at, entities[i].name)) {
      put (self, entities[i].value, strlen (entities[i].value));
      return strlen (entities[i].name);
    }

  return 0;
}

/* Two spaces at a line's end break the line; otherwise lines are one. */
static gsize
read_line_end (Reader *self, const char *at)
{
  gsize n_spaces = strspn (at, " \t");

  if (at[n_spaces] != '\n')
    return 0;
  put (self, n_spaces >= 2 ? "\342\200\250" : " ", n_spaces >= 2 ? 3 : 1);

  return n_spaces + 1 + strspn (at + n_spaces + 1, " \t");
}

static gsize
read_special (Reader *self, const char *at)
{
  switch (*at) {
  case '\\':
    return read_escape (self, at);
  case '`':
    return read_code (self, at);
  case '[':
  case '!':
    return read_link (self, at);
  case '<':
    return read_autolink (self, at);
  case '&':
    return read_entity (self, at);
  case '*':
  case '_':
  case '~':
    return read_mark (self, at);
  case ' ':
  case '\t':
  case '\n':
    return read_line_end (self, at);
  default:
    return 0;
  }
}

/* What was opened and never closed is put back as it was typed. */
static MbText *
finish (Reader *self)
{
  MbText *text =
    mb_text_new_spans (self->out->str, (MbSpan *) (gpointer) self->spans->data, self->spans->len);

  for (guint i = self->n_open; i > 0; i--) {
    g_autoptr (MbText) mark = mb_text_new (self->open[i - 1].mark);
    MbText *longer = mb_text_replace (text, self->open[i - 1].start, self->open[i - 1].start, mark);

    mb_text_unref (text);
    text = longer;
  }

  return text;
}

/**
 * mb_markdown_read_inline:
 * @words: a paragraph's Markdown
 *
 * Reads what stands inside a paragraph.
 *
 * Returns: (transfer full): the text with its spans
 */
MbText *
mb_markdown_read_inline (const char *words)
{
  g_autoptr (GString) out = g_string_new (NULL);
  g_autoptr (GArray) spans = g_array_new (FALSE, FALSE, sizeof (MbSpan));
  g_autoptr (GStringChunk) strings = g_string_chunk_new (256);
  Reader reader = {.out = out, .spans = spans, .strings = strings, .start = words};

  while (*words) {
    gsize n_read = read_special (&reader, words);
    const char *next = g_utf8_next_char (words);

    if (n_read == 0) {
      put (&reader, words, (gsize) (next - words));
      n_read = (gsize) (next - words);
    }
    words += n_read;
  }

  return finish (&reader);
}

/**
 * mb_markdown_read_wrapped:
 * @words: a paragraph's Markdown
 *
 * Reads a text that is in bold or in italics as a whole, which says what it is.
 *
 * Returns: (transfer full) (nullable): the text without that; `NULL` when it is not so
 */
MbText *
mb_markdown_read_wrapped (const char *words)
{
  static const struct {
    const char *mark;
    MbSpanKind kind;
  } wrappers[] = {{"**", MB_SPAN_STRONG},
                  {"__", MB_SPAN_STRONG},
                  {"*", MB_SPAN_EMPHASIS},
                  {"_", MB_SPAN_EMPHASIS}};
  g_autoptr (MbText) text = NULL;

  if (*words != '*' && *words != '_')
    return NULL;
  text = mb_markdown_read_inline (words);
  for (guint i = 0; i < G_N_ELEMENTS (wrappers); i++) {
    const MbSpan whole = {0, mb_text_get_n_chars (text), wrappers[i].kind, 0, NULL};
    const MbSpan *span = mb_text_find_span (text, 0, whole.kind);

    if (g_str_has_prefix (words, wrappers[i].mark) && g_str_has_suffix (words, wrappers[i].mark) &&
        span && span->start == 0 && span->end == whole.end)
      return mb_text_remove_span (text, &whole);
  }

  return NULL;
}
