#include "mb-writer.h"

#include <string.h>

/* The article as Markdown (CommonMark, with the tables and strikethrough that everybody has
 * added). What Markdown has no word for is written the way people write it, and our import reads it
 * back: a kicker as a paragraph in italics above the headline, a standfirst as one in bold below
 * it, a caption in italics right below its picture and the credit behind a dash below that. */

typedef struct {
  GString *out;
  const MbRenderOptions *options;
} Writer;

/* A character that would begin markup where it stands. At the start of a line more of them do. */
static gboolean
is_markup (const char *text, gboolean line_start)
{
  if (strchr ("\\`*_[]<", *text))
    return TRUE;
  if (*text == '~')
    return text[1] == '~';
  if (*text == '&')
    return g_ascii_isalpha (text[1]) || text[1] == '#';
  if (*text == ':')
    return line_start && text[1] == '-'; /* below a line with bars it makes a table */

  return line_start && strchr ("#>+-=|", *text) != NULL;
}

static void
append_escaped (GString *out, const char *from, const char *to)
{
  gboolean line_start = out->len == 0 || out->str[out->len - 1] == '\n';
  gboolean after_digits = FALSE;

  for (; from < to; from++) {
    gboolean numbers = after_digits && (*from == '.' || *from == ')');

    if (strncmp (from, "\342\200\250", 3) == 0) {
      g_string_append (out, "\\\n");
      from += 2;
      line_start = TRUE;
      after_digits = FALSE;
      continue;
    }
    if (numbers || is_markup (from, line_start))
      g_string_append_c (out, '\\');
    g_string_append_c (out, *from);
    after_digits = (line_start || after_digits) && g_ascii_isdigit (*from);
    line_start = FALSE;
  }
}

static const char *
get_mark (MbSpanKind kind)
{
  switch (kind) {
  case MB_SPAN_STRONG:
    return "**";
  case MB_SPAN_EMPHASIS:
    return "*";
  case MB_SPAN_STRIKETHROUGH:
    return "~~";
  case MB_SPAN_LINK:
    return "[";
  case MB_SPAN_CODE:
  case MB_SPAN_SUPERSCRIPT:
  case MB_SPAN_SUBSCRIPT:
  case MB_SPAN_LANGUAGE:
  case MB_SPAN_NOTE:
  case MB_SPAN_COMMENT:
  case MB_SPAN_SUGGESTION:
    break;
  }

  return NULL;
}

static const MbSpanKind order[] = {MB_SPAN_LINK, MB_SPAN_STRONG, MB_SPAN_EMPHASIS,
                                   MB_SPAN_STRIKETHROUGH};

static gboolean
covers (const MbText *text, guint offset, guint which, const char **value)
{
  const MbSpan *span = mb_text_find_span (text, offset, order[which]);

  if (!span)
    return FALSE;

  *value = span->value;
  return TRUE;
}

typedef struct {
  guint open[G_N_ELEMENTS (order)]; /* indexes into `order`, the outermost first */
  guint n_open;
  const char *address;
} Marks;

static void
close_marks (GString *out, Marks *marks, guint n_kept)
{
  for (; marks->n_open > n_kept; marks->n_open--) {
    g_autofree char *url = NULL;

    if (order[marks->open[marks->n_open - 1]] != MB_SPAN_LINK) {
      g_string_append (out, get_mark (order[marks->open[marks->n_open - 1]]));
      continue;
    }
    url = mb_render_safe_url (marks->address);
    g_string_append_printf (out, "](<%s>)", url ? url : "");
  }
}

static void
settle (GString *out, Marks *marks, const MbText *text, guint offset)
{
  guint wanted[G_N_ELEMENTS (order)];
  const char *address = NULL;
  guint n_wanted = 0;
  guint n_kept = 0;

  for (guint i = 0; i < G_N_ELEMENTS (order); i++) {
    const char *value = NULL;

    if (offset >= mb_text_get_n_chars (text) || !covers (text, offset, i, &value))
      continue;
    if (order[i] == MB_SPAN_LINK)
      address = value;
    wanted[n_wanted++] = i;
  }
  while (n_kept < n_wanted && n_kept < marks->n_open && marks->open[n_kept] == wanted[n_kept] &&
         (order[wanted[n_kept]] != MB_SPAN_LINK || g_strcmp0 (marks->address, address) == 0))
    n_kept++;

  close_marks (out, marks, n_kept);
  marks->address = address;
  for (guint i = n_kept; i < n_wanted; i++) {
    if (order[wanted[i]] == MB_SPAN_LINK && g_str_has_suffix (out->str, "!"))
      g_string_insert_c (out, (gssize) out->len - 1, '\\'); /* it would be a picture */
    g_string_append (out, get_mark (order[wanted[i]]));
    marks->open[marks->n_open++] = wanted[i];
  }
}

/* Code says what it holds, so nothing in it is escaped: a longer fence than any within it. */
static void
append_code (GString *out, const char *from, const char *to)
{
  g_autofree char *words = g_strndup (from, (gsize) (to - from));
  g_auto (GStrv) lines = g_strsplit (words, "\342\200\250", -1);
  g_autofree char *joined = g_strjoinv (" ", lines);
  g_autofree char *fence = NULL;
  gboolean padded;
  gsize longest = 0;

  for (const char *c = strchr (joined, '`'); c; c = strchr (c, '`')) {
    longest = MAX (longest, strspn (c, "`"));
    c += strspn (c, "`");
  }
  fence = g_strnfill (longest + 1, '`');
  padded = *joined == '`' || g_str_has_suffix (joined, "`");
  g_string_append_printf (out, "%s%s%s%s%s", fence, padded ? " " : "", joined, padded ? " " : "",
                          fence);
}

static void
append_inline (GString *out, const MbText *text)
{
  g_autoptr (GArray) edges = g_array_new (FALSE, FALSE, sizeof (guint));
  const char *from = mb_text_get_utf8 (text);
  Marks marks = {{0}, 0, NULL};
  guint n_chars = mb_text_get_n_chars (text);
  guint n_spans;
  const MbSpan *spans = mb_text_get_spans (text, &n_spans);

  for (guint offset = 0; offset < n_chars;) {
    const MbSpan *code = mb_text_find_span (text, offset, MB_SPAN_CODE);
    guint end = n_chars;
    const char *to = NULL;

    for (guint i = 0; !code && i < n_spans; i++) {
      if (spans[i].start > offset)
        end = MIN (end, spans[i].start);
      else if (spans[i].end > offset)
        end = MIN (end, spans[i].end);
    }
    if (code)
      end = code->end; /* no mark begins or ends within it */
    settle (out, &marks, text, offset);
    to = g_utf8_offset_to_pointer (from, (glong) (end - offset));
    if (code)
      append_code (out, from, to);
    else
      append_escaped (out, from, to);
    from = to;
    offset = end;
  }

  close_marks (out, &marks, 0);
}

/* A heading and a cell are one line; a bar would end the cell. */
static void
append_one_line (GString *out, const MbText *text, gboolean cell)
{
  g_autoptr (GString) words = g_string_new (" "); /* so that it is no line's start */

  append_inline (words, text);
  g_string_replace (words, "\\\n", "<br>", 0);
  if (cell)
    g_string_replace (words, "|", "\\|", 0);
  else if (g_str_has_suffix (words->str, "#"))
    g_string_insert_c (words, (gssize) words->len - 1, '\\');
  g_string_append (out, words->str + 1);
}

static gboolean
has_span (const MbText *text, MbSpanKind kind)
{
  guint n;
  const MbSpan *spans = mb_text_get_spans (text, &n);

  for (guint i = 0; i < n; i++)
    if (spans[i].kind == kind)
      return TRUE;

  return FALSE;
}

static MbText *
without_outer_spaces (MbText *text)
{
  const char *words = mb_text_get_utf8 (text);
  guint end = mb_text_get_n_chars (text);
  guint start = 0;

  while (start < end && g_unichar_isspace (g_utf8_get_char (words))) {
    words = g_utf8_next_char (words);
    start++;
  }
  words = mb_text_get_utf8 (text) + mb_text_get_n_bytes (text);
  while (end > start && g_unichar_isspace (g_utf8_get_char (g_utf8_prev_char (words)))) {
    words = g_utf8_prev_char (words);
    end--;
  }

  return mb_text_slice (text, start, end);
}

/* All of a text in one mark, by which its kind is known. These texts have no bold in them; where
 * words are in italics, bold around them leaves them so. */
static void
append_wrapped (GString *out, MbText *text, const char *mark)
{
  g_autoptr (MbText) words = without_outer_spaces (text);

  if (mb_text_get_n_chars (words) == 0)
    return;
  if (*mark == '_' && has_span (words, MB_SPAN_EMPHASIS))
    mark = "__";
  g_string_append (out, mark);
  append_inline (out, words);
  g_string_append (out, mark);
}

static char *
dup_address (const Writer *self, const MbBlock *figure)
{
  const MbRenderOptions *options = self->options;
  g_autofree char *address = NULL;

  if (options && options->address)
    address = options->address (figure, options->user_data);
  if (!address)
    address = mb_render_safe_url (mb_block_get_attribute (figure, MB_ATTR_SOURCE));
  if (address && strpbrk (address, " ()"))
    return g_strdup_printf ("<%s>", address);

  return address ? g_steal_pointer (&address) : g_strdup ("");
}

static void
append_figure (const Writer *self, const MbBlock *figure)
{
  const char *alt = mb_block_get_attribute (figure, MB_ATTR_ALT);
  MbText *caption = mb_block_get_role (figure, MB_PART_CAPTION);
  MbText *credit = mb_block_get_role (figure, MB_PART_CREDIT);
  g_autofree char *address = dup_address (self, figure);

  g_string_append (self->out, "![");
  if (alt)
    append_escaped (self->out, alt, alt + strlen (alt));
  g_string_append_printf (self->out, "](%s)", address);
  if (mb_text_get_n_chars (caption) > 0) {
    g_string_append (self->out, "\\\n");
    append_wrapped (self->out, caption, "_");
  }
  if (mb_text_get_n_chars (credit) > 0) {
    g_string_append (self->out, "\\\n— ");
    append_inline (self->out, credit);
  }
}

static void
append_quote (const Writer *self, const MbBlock *quote)
{
  MbText *by = mb_block_get_role (quote, MB_PART_ATTRIBUTION);

  g_string_append (self->out, "> ");
  append_inline (self->out, mb_block_get_part (quote, 0));
  if (mb_text_get_n_chars (by) > 0) {
    g_string_append (self->out, "\n>\n> — ");
    append_inline (self->out, by);
  }
}

static void
append_row (const Writer *self, const MbBlock *table, guint first, guint n_columns)
{
  for (guint i = first; i < first + n_columns; i++) {
    g_string_append (self->out, "| ");
    if (i < mb_block_get_n_parts (table))
      append_one_line (self->out, mb_block_get_part (table, i), TRUE);
    g_string_append_c (self->out, ' ');
  }
  g_string_append (self->out, "|\n");
}

/* Every table in Markdown has a head; that of a table without one is empty. */
static void
append_table (const Writer *self, const MbBlock *table)
{
  const char *columns = mb_block_get_attribute (table, MB_ATTR_COLUMNS);
  gboolean head = g_strcmp0 (mb_block_get_attribute (table, MB_ATTR_HEADER), "true") == 0;
  guint first = mb_block_kind_get_n_parts (MB_BLOCK_TABLE);
  guint n_parts = mb_block_get_n_parts (table);
  guint64 n_columns = 1;

  if (columns)
    g_ascii_string_to_unsigned (columns, 10, 1, 10000, &n_columns, NULL);
  append_row (self, table, head ? first : n_parts, (guint) n_columns);
  for (guint i = 0; i < n_columns; i++)
    g_string_append (self->out, i + 1 < n_columns ? "| --- " : "| --- |\n");
  for (guint i = first + (head ? (guint) n_columns : 0); i < n_parts; i += (guint) n_columns)
    append_row (self, table, i, (guint) n_columns);
  g_string_truncate (self->out, self->out->len - 1);
}

static void
append_embed (const Writer *self, const MbBlock *embed)
{
  const char *title = mb_block_get_attribute (embed, MB_ATTR_TITLE);
  const char *address = mb_block_get_attribute (embed, MB_ATTR_URL);
  g_autofree char *url = mb_render_safe_url (address);

  if (!title)
    title = address ? address : "";
  g_string_append (self->out, url ? "[" : "");
  append_escaped (self->out, title, title + strlen (title));
  if (url)
    g_string_append_printf (self->out, "](<%s>)", url);
}

static void
append_heading (const Writer *self, const char *marks, const MbBlock *block)
{
  g_string_append (self->out, marks);
  append_one_line (self->out, mb_block_get_part (block, 0), FALSE);
}

static void
append_list_item (const Writer *self, const MbBlock *block)
{
  gboolean ordered = mb_render_is_ordered (block);

  g_string_append_printf (self->out, "%*s%s ", (int) (4 * mb_render_get_level (block)), "",
                          ordered ? "1." : "-");
  append_inline (self->out, mb_block_get_part (block, 0));
}

static void
append_preformatted (const Writer *self, const MbBlock *block)
{
  g_auto (GStrv) lines =
    g_strsplit (mb_text_get_utf8 (mb_block_get_part (block, 0)), "\342\200\250", -1);
  g_autofree char *joined = g_strjoinv ("\n", lines);

  g_string_append_printf (self->out, "````\n%s\n````", joined);
}

static void
append_block (const Writer *self, const MbBlock *block)
{
  switch (mb_block_get_kind (block)) {
  case MB_BLOCK_HEADLINE:
    return append_heading (self, "# ", block);
  case MB_BLOCK_CROSSHEAD:
    return append_heading (self, "## ", block);
  case MB_BLOCK_SUBCROSSHEAD:
    return append_heading (self, "### ", block);
  case MB_BLOCK_KICKER:
    return append_wrapped (self->out, mb_block_get_part (block, 0), "_");
  case MB_BLOCK_STANDFIRST:
    return append_wrapped (self->out, mb_block_get_part (block, 0), "**");
  case MB_BLOCK_PARAGRAPH:
    return append_inline (self->out, mb_block_get_part (block, 0));
  case MB_BLOCK_QUOTATION:
  case MB_BLOCK_PULL_QUOTE:
    return append_quote (self, block);
  case MB_BLOCK_LIST_ITEM:
    return append_list_item (self, block);
  case MB_BLOCK_FIGURE:
    return append_figure (self, block);
  case MB_BLOCK_EMBED:
    return append_embed (self, block);
  case MB_BLOCK_TABLE:
    return append_table (self, block);
  case MB_BLOCK_SEPARATOR:
    g_string_append (self->out, "***");
    return;
  case MB_BLOCK_PREFORMATTED:
    return append_preformatted (self, block);
  case MB_BLOCK_OPAQUE:
    return;
  }
}

/**
 * mb_render_markdown:
 * @snapshot: an article; suggestions count as accepted, notes and comments are left out
 * @options: (nullable): only its addresses of pictures are asked for
 *
 * Makes the article as CommonMark: headline, crossheads and sub-crossheads as headings of level 1,
 * 2 and 3, attribution as a last line of the quotation. Import reads the same blocks in it, but for
 * what Markdown has not: pull quotes are quotations, embeds are links.
 *
 * Returns: (transfer full): Markdown
 */
char *
mb_render_markdown (MbSnapshot *snapshot, const MbRenderOptions *options)
{
  g_autoptr (MbSnapshot) final = NULL;
  Writer writer = {NULL, options};
  gboolean was_item = FALSE;

  g_return_val_if_fail (snapshot != NULL, NULL);

  writer.out = g_string_new (NULL);
  final = mb_snapshot_project (snapshot, MB_PROJECT_FINAL);
  for (guint i = 0; i < mb_snapshot_get_n_blocks (final); i++) {
    const MbBlock *block = mb_snapshot_get_block (final, i);
    gboolean is_item = mb_block_get_kind (block) == MB_BLOCK_LIST_ITEM;

    if (mb_block_is_empty (block))
      continue;
    if (writer.out->len > 0 && !(was_item && is_item))
      g_string_append_c (writer.out, '\n');
    append_block (&writer, block);
    g_string_append_c (writer.out, '\n');
    was_item = is_item;
  }

  return g_string_free_and_steal (writer.out);
}
