#include "mb-html-builder.h"

#include "mb-id.h"

#include <string.h>

#define LINE_SEPARATOR "\342\200\250"
#define MAX_CELLS 2000

struct _MbHtmlBuilder {
  GPtrArray *blocks;
  guint max_blocks;
  gboolean full;
  guint32 kinds; /* one bit for each kind of block that there is */

  /* The run of text since the last block's edge. */
  GString *text;
  GArray *spans; /* of MbSpan; values belong to the parsed tree */
  guint n_chars;
  gboolean space_waits;
  MbHtmlContext space_context; /* what held where it stands */

  guint last_item;  /* whose list item is the last block */
  guint last_quote; /* whose quotation is the last block */
  guint64 *box_ids;
  guint n_boxes;

  MbBlock *figure; /* being read */
  GString *byline;

  GPtrArray *cells; /* of MbText: of the table being read; NULL: none */
  GArray *row_ends; /* of guint: how many cells there are at the end of each row */
  gboolean head_only;
  gboolean has_head;
};

/**
 * mb_html_builder_new:
 * @max_blocks: how many blocks to make at most
 *
 * Starts with nothing.
 *
 * Returns: (transfer full): the builder
 */
MbHtmlBuilder *
mb_html_builder_new (guint max_blocks)
{
  MbHtmlBuilder *self = g_new0 (MbHtmlBuilder, 1);

  self->blocks = g_ptr_array_new_with_free_func ((GDestroyNotify) mb_block_unref);
  self->max_blocks = max_blocks;
  self->text = g_string_new (NULL);
  self->spans = g_array_new (FALSE, FALSE, sizeof (MbSpan));
  self->byline = g_string_new (NULL);

  return self;
}

/**
 * mb_html_builder_free:
 * @self: (transfer full): a builder
 *
 * Frees it with what it has not handed over.
 */
void
mb_html_builder_free (MbHtmlBuilder *self)
{
  g_clear_pointer (&self->blocks, g_ptr_array_unref);
  g_string_free (self->text, TRUE);
  g_string_free (self->byline, TRUE);
  g_array_unref (self->spans);
  g_clear_pointer (&self->figure, mb_block_unref);
  g_clear_pointer (&self->cells, g_ptr_array_unref);
  g_clear_pointer (&self->row_ends, g_array_unref);
  g_free (self->box_ids);
  g_free (self);
}

static void
add_span (MbHtmlBuilder *self, guint start, MbSpanKind kind, const char *value)
{
  const MbSpan span = {start, self->n_chars, kind, 0, value};

  g_array_append_val (self->spans, span);
}

static MbPartRole
get_part_role (const MbHtmlContext *context)
{
  switch (context->role) {
  case MB_HTML_ROLE_CAPTION:
    return MB_PART_CAPTION;
  case MB_HTML_ROLE_CREDIT:
  case MB_HTML_ROLE_BYLINE:
    return MB_PART_CREDIT;
  case MB_HTML_ROLE_ATTRIBUTION:
    return MB_PART_ATTRIBUTION;
  case MB_HTML_ROLE_CELL:
    return MB_PART_CELL;
  case MB_HTML_ROLE_BLOCK:
    break;
  }

  return MB_PART_TEXT;
}

static void
mark (MbHtmlBuilder *self, const MbHtmlContext *context, guint start)
{
  static const struct {
    MbHtmlFlags flag;
    MbSpanKind kind;
  } marks[] = {
    {MB_HTML_STRONG, MB_SPAN_STRONG},
    {MB_HTML_EMPHASIS, MB_SPAN_EMPHASIS},
    {MB_HTML_SUPERSCRIPT, MB_SPAN_SUPERSCRIPT},
    {MB_HTML_SUBSCRIPT, MB_SPAN_SUBSCRIPT},
    {MB_HTML_STRIKETHROUGH, MB_SPAN_STRIKETHROUGH},
    {MB_HTML_CODE, MB_SPAN_CODE},
  };
  MbPartRole role = get_part_role (context);

  for (guint i = 0; i < G_N_ELEMENTS (marks); i++)
    if ((context->flags & marks[i].flag) && mb_part_role_allows_span (role, marks[i].kind))
      add_span (self, start, marks[i].kind, NULL);
  if (context->href)
    add_span (self, start, MB_SPAN_LINK, context->href);
  if (context->language)
    add_span (self, start, MB_SPAN_LANGUAGE, context->language);
}

static void
put (MbHtmlBuilder *self, const char *bytes, gsize n_bytes)
{
  g_string_append_len (self->text, bytes, (gssize) n_bytes);
  self->n_chars++;
}

static gboolean
at_line_start (const MbHtmlBuilder *self)
{
  return self->text->len == 0 || g_str_has_suffix (self->text->str, LINE_SEPARATOR);
}

/* What holds for both: a space between two runs is as bold as both of them are. */
static MbHtmlContext
find_common (const MbHtmlContext *a, const MbHtmlContext *b)
{
  MbHtmlContext common = *b;

  common.flags = a->flags & b->flags;
  if (g_strcmp0 (a->href, b->href) != 0)
    common.href = NULL;
  if (g_strcmp0 (a->language, b->language) != 0)
    common.language = NULL;

  return common;
}

/* The space that the run before this one ended with. */
static void
put_earlier_space (MbHtmlBuilder *self, const MbHtmlContext *context)
{
  MbHtmlContext common = find_common (&self->space_context, context);

  put (self, " ", 1);
  mark (self, &common, self->n_chars - 1);
  self->space_waits = FALSE;
}

static void
let_space_wait (MbHtmlBuilder *self, const MbHtmlContext *context)
{
  if (self->space_waits || at_line_start (self))
    return;

  self->space_waits = TRUE;
  self->space_context = *context;
}

static const char *
skip_spaces (const char *text, const char *end)
{
  while (text < end && g_ascii_isspace (*text))
    text++;

  return text;
}

/**
 * mb_html_builder_text:
 * @self: a builder
 * @context: what holds here
 * @text: valid UTF-8
 * @n_bytes: its length
 *
 * Appends text. Runs of ordinary white space become one space, none at a block's edge; other
 * spaces are left alone: in French they mean something.
 */
void
mb_html_builder_text (MbHtmlBuilder *self,
                      const MbHtmlContext *context,
                      const char *text,
                      gsize n_bytes)
{
  gboolean preformatted = (context->flags & MB_HTML_PREFORMATTED) != 0;
  const char *end = text + n_bytes;
  const char *c = self->space_waits && !preformatted ? skip_spaces (text, end) : text;
  guint start;

  if (self->space_waits && c < end)
    put_earlier_space (self, context);
  start = self->n_chars;
  for (; c < end; c = g_utf8_next_char (c)) {
    gboolean space = g_ascii_isspace (*c);

    if (space && !preformatted) {
      let_space_wait (self, context);
      continue;
    }
    if (self->space_waits)
      put (self, " ", 1);
    self->space_waits = FALSE;
    if (*c == '\n' || strncmp (c, "\342\200\251", 3) == 0)
      put (self, LINE_SEPARATOR, strlen (LINE_SEPARATOR));
    else if (!g_ascii_iscntrl (*c) || *c == '\t')
      put (self, c, (gsize) (g_utf8_next_char (c) - c));
  }
  if (self->n_chars > start)
    mark (self, context, start);
}

/**
 * mb_html_builder_break:
 * @self: a builder
 * @context: what holds here
 *
 * A line break; two of them end the paragraph.
 */
void
mb_html_builder_break (MbHtmlBuilder *self, const MbHtmlContext *context)
{
  self->space_waits = FALSE;
  if (self->text->len > 0 && at_line_start (self) && !(context->flags & MB_HTML_PREFORMATTED)) {
    mb_html_builder_flush (self, context);
    return;
  }
  if (self->text->len > 0)
    put (self, LINE_SEPARATOR, strlen (LINE_SEPARATOR));
}

/* Spaces of every kind and line breaks say nothing at a block's edge. */
static MbText *
trim (MbText *text)
{
  const char *utf8 = mb_text_get_utf8 (text);
  guint end = mb_text_get_n_chars (text);
  const char *last = utf8 + mb_text_get_n_bytes (text);
  guint start = 0;

  for (; start < end && g_unichar_isspace (g_utf8_get_char (utf8)); start++)
    utf8 = g_utf8_next_char (utf8);
  for (; end > start; end--) {
    last = g_utf8_prev_char (last);
    if (!g_unichar_isspace (g_utf8_get_char (last)))
      break;
  }

  return mb_text_slice (text, start, end);
}

static MbText *
take_text (MbHtmlBuilder *self)
{
  g_autoptr (MbText) text =
    mb_text_new_spans (self->text->str, (MbSpan *) (gpointer) self->spans->data, self->spans->len);

  g_string_truncate (self->text, 0);
  g_array_set_size (self->spans, 0);
  self->n_chars = 0;
  self->space_waits = FALSE;

  return trim (text);
}

/* @old with @more behind it. */
static MbText *
join (MbText *old, const char *between, MbText *more)
{
  g_autoptr (MbText) gap = mb_text_new (between);
  g_autoptr (MbText) longer = NULL;
  guint n = mb_text_get_n_chars (old);

  if (n == 0)
    return mb_text_ref (more);

  longer = mb_text_replace (old, n, n, gap);
  n = mb_text_get_n_chars (longer);

  return mb_text_replace (longer, n, n, more);
}

static MbBlock *
take_with_attribute (MbBlock *block, const char *name, const char *value)
{
  MbBlock *changed = NULL;

  if (!mb_block_kind_has_attribute (mb_block_get_kind (block), name))
    return block;
  changed = mb_block_with_attribute (block, name, value);
  mb_block_unref (block);

  return changed;
}

/* A box's name is drawn when the box gets its first block. */
static char *
name_box (MbHtmlBuilder *self, guint box)
{
  char id[MB_ID_TEXT_CHARS + 1];

  while (self->n_boxes <= box) {
    self->box_ids = g_renew (guint64, self->box_ids, self->n_boxes + 1);
    self->box_ids[self->n_boxes++] = mb_id_new ();
  }
  mb_id_format (self->box_ids[box], id);

  return g_strconcat ("aside-", id, NULL);
}

/**
 * mb_html_builder_append:
 * @self: a builder
 * @context: what holds here
 * @block: (transfer full): a block
 *
 * Appends a block, in the box around it if it may stand there.
 */
void
mb_html_builder_append (MbHtmlBuilder *self, const MbHtmlContext *context, MbBlock *block)
{
  self->last_item = 0;
  self->last_quote = 0;
  if (self->blocks->len >= self->max_blocks) {
    self->full = TRUE;
    mb_block_unref (block);
    return;
  }

  if (context->box > 0 && mb_block_can_contain (MB_CONTAINER_ASIDE, mb_block_get_kind (block))) {
    g_autofree char *box = name_box (self, context->box);

    block = take_with_attribute (block, MB_ATTR_CONTAINER, box);
  } else if (context->box > 0) {
    mb_block_unref (block); /* a rule inside a box would cut it in two */
    return;
  }
  self->kinds |= 1u << mb_block_get_kind (block);
  g_ptr_array_add (self->blocks, block);
}

static void
replace_last (MbHtmlBuilder *self, guint part, MbText *text)
{
  MbBlock *last = g_ptr_array_index (self->blocks, self->blocks->len - 1);
  MbBlock *changed = mb_block_with_part (last, part, text);

  self->blocks->pdata[self->blocks->len - 1] = changed;
  mb_block_unref (last);
}

/* A second paragraph of one list item stays in it, on a line of its own. */
static gboolean
continue_item (MbHtmlBuilder *self, const MbHtmlContext *context, MbText *text)
{
  MbBlock *last = NULL;
  g_autoptr (MbText) longer = NULL;

  if (context->item == 0 || context->item != self->last_item || self->blocks->len == 0)
    return FALSE;

  last = g_ptr_array_index (self->blocks, self->blocks->len - 1);
  longer = join (mb_block_get_part (last, 0), LINE_SEPARATOR, text);
  replace_last (self, 0, longer);

  return TRUE;
}

/* A heading that is bold all over says twice that it is a heading. */
static MbText *
without_whole_strong (MbText *text)
{
  const MbSpan whole = {0, mb_text_get_n_chars (text), MB_SPAN_STRONG, 0, NULL};
  const MbSpan *span = mb_text_find_span (text, 0, MB_SPAN_STRONG);

  if (span && span->end == whole.end)
    return mb_text_remove_span (text, &whole);

  return mb_text_ref (text);
}

static gboolean
is_heading (MbBlockKind kind)
{
  return kind == MB_BLOCK_HEADLINE || kind == MB_BLOCK_CROSSHEAD || kind == MB_BLOCK_SUBCROSSHEAD;
}

static void
append_text (MbHtmlBuilder *self, const MbHtmlContext *context, MbBlockKind kind, MbText *text)
{
  g_autoptr (MbText) plain = is_heading (kind) ? without_whole_strong (text) : mb_text_ref (text);
  MbBlock *block = NULL;
  char level[12];

  if (kind == MB_BLOCK_PULL_QUOTE && context->box > 0)
    kind = MB_BLOCK_QUOTATION;
  if (kind == MB_BLOCK_LIST_ITEM && continue_item (self, context, text))
    return;

  block = mb_block_new_text (mb_id_new (), kind, plain);
  if (kind == MB_BLOCK_LIST_ITEM) {
    g_snprintf (level, sizeof level, "%u", MIN (MAX (context->level, 1) - 1, 8));
    block = take_with_attribute (block, MB_ATTR_LIST,
                                 context->flags & MB_HTML_ORDERED ? "ordered" : "bullet");
    block = take_with_attribute (block, MB_ATTR_LEVEL, level);
  }
  mb_html_builder_append (self, context, block);
  if (kind == MB_BLOCK_LIST_ITEM)
    self->last_item = context->item;
  if (kind == MB_BLOCK_QUOTATION || kind == MB_BLOCK_PULL_QUOTE)
    self->last_quote = context->quote;
}

/* "— Name" is how plain markup shows who speaks; the dash is not part of the name. */
static MbText *
without_dash (MbText *text)
{
  const char *utf8 = mb_text_get_utf8 (text);
  guint n = 0;

  while (*utf8 && (g_unichar_type (g_utf8_get_char (utf8)) == G_UNICODE_DASH_PUNCTUATION ||
                   g_unichar_isspace (g_utf8_get_char (utf8)))) {
    utf8 = g_utf8_next_char (utf8);
    n++;
  }

  return mb_text_slice (text, n, mb_text_get_n_chars (text));
}

static void
set_attribution (MbHtmlBuilder *self, const MbHtmlContext *context, MbText *text)
{
  g_autoptr (MbText) name = without_dash (text);
  g_autoptr (MbText) names = NULL;
  MbBlock *last = NULL;

  if (context->quote == 0 || context->quote != self->last_quote) {
    append_text (self, context, MB_BLOCK_PARAGRAPH, text);
    return;
  }

  last = g_ptr_array_index (self->blocks, self->blocks->len - 1);
  names = join (mb_block_get_part (last, 1), ", ", name);
  replace_last (self, 1, names);
}

static void
add_to_figure (MbHtmlBuilder *self, const MbHtmlContext *context, MbText *text)
{
  guint part = context->role == MB_HTML_ROLE_CAPTION ? 1 : 2;
  g_autoptr (MbText) longer = NULL;
  MbBlock *changed = NULL;

  if (!self->figure) {
    append_text (self, context, MB_BLOCK_PARAGRAPH, text);
    return;
  }

  longer = join (mb_block_get_part (self->figure, part), " ", text);
  changed = mb_block_with_part (self->figure, part, longer);
  mb_block_unref (self->figure);
  self->figure = changed;
}

static void
add_to_cell (MbHtmlBuilder *self, MbText *text)
{
  MbText *longer = NULL;
  guint last;

  if (!self->cells || self->cells->len == 0)
    return;
  last = self->cells->len - 1;
  longer = join (self->cells->pdata[last], " ", text);
  mb_text_unref (self->cells->pdata[last]);
  self->cells->pdata[last] = longer;
}

/**
 * mb_html_builder_flush:
 * @self: a builder
 * @context: what held for the text since the last block's edge
 *
 * A block's edge: what was read becomes a block, or goes where its role says.
 */
void
mb_html_builder_flush (MbHtmlBuilder *self, const MbHtmlContext *context)
{
  g_autoptr (MbText) text = NULL;

  if (self->text->len == 0) {
    self->space_waits = FALSE;
    return;
  }
  text = take_text (self);
  if (mb_text_get_n_chars (text) == 0)
    return;

  switch (context->role) {
  case MB_HTML_ROLE_BLOCK:
    append_text (self, context, context->kind, text);
    break;
  case MB_HTML_ROLE_ATTRIBUTION:
    set_attribution (self, context, text);
    break;
  case MB_HTML_ROLE_CAPTION:
  case MB_HTML_ROLE_CREDIT:
    add_to_figure (self, context, text);
    break;
  case MB_HTML_ROLE_CELL:
    add_to_cell (self, text);
    break;
  case MB_HTML_ROLE_BYLINE:
    if (self->byline->len == 0)
      g_string_assign (self->byline, mb_text_get_utf8 (text));
    break;
  }
}

/**
 * mb_html_builder_begin_figure:
 * @self: a builder
 *
 * Starts to read a figure; until its end captions and credits go into it.
 */
void
mb_html_builder_begin_figure (MbHtmlBuilder *self)
{
  if (!self->figure)
    self->figure = mb_block_new (mb_id_new (), MB_BLOCK_FIGURE);
}

/**
 * mb_html_builder_set_figure:
 * @self: a builder
 * @name: the attribute
 * @value: its value
 *
 * Sets an attribute of the figure being read.
 */
void
mb_html_builder_set_figure (MbHtmlBuilder *self, const char *name, const char *value)
{
  if (self->figure)
    self->figure = take_with_attribute (self->figure, name, value);
}

/* Where a caption says © without saying what is the credit, the sign begins it. */
static MbBlock *
split_caption (MbBlock *figure)
{
  MbText *caption = mb_block_get_part (figure, 1);
  const char *utf8 = mb_text_get_utf8 (caption);
  const char *sign = strstr (utf8, "©");
  g_autoptr (MbText) head = NULL;
  g_autoptr (MbText) credit = NULL;
  g_autoptr (MbText) trimmed = NULL;
  g_autoptr (MbBlock) shorter = NULL;
  guint at;

  if (!sign || mb_text_get_n_chars (mb_block_get_part (figure, 2)) > 0)
    return mb_block_ref (figure);

  at = (guint) g_utf8_pointer_to_offset (utf8, sign);
  head = mb_text_slice (caption, 0, at);
  trimmed = trim (head);
  credit = mb_text_slice (caption, at, mb_text_get_n_chars (caption));
  shorter = mb_block_with_part (figure, 1, trimmed);

  return mb_block_with_part (shorter, 2, credit);
}

/**
 * mb_html_builder_end_figure:
 * @self: a builder
 * @context: what holds around it
 *
 * Appends the figure, unless it turned out to have neither picture nor words.
 */
void
mb_html_builder_end_figure (MbHtmlBuilder *self, const MbHtmlContext *context)
{
  g_autoptr (MbBlock) figure = g_steal_pointer (&self->figure);
  guint n_attributes = 0;

  if (!figure)
    return;
  mb_block_get_attributes (figure, &n_attributes);
  if (n_attributes == 0 && mb_text_get_n_chars (mb_block_get_part (figure, 1)) == 0 &&
      mb_text_get_n_chars (mb_block_get_part (figure, 2)) == 0)
    return;

  mb_html_builder_append (self, context, split_caption (figure));
}

/**
 * mb_html_builder_begin_table:
 * @self: a builder
 *
 * Starts to collect cells.
 */
void
mb_html_builder_begin_table (MbHtmlBuilder *self)
{
  self->cells = g_ptr_array_new_with_free_func ((GDestroyNotify) mb_text_unref);
  self->row_ends = g_array_new (FALSE, FALSE, sizeof (guint));
  self->has_head = FALSE;
}

/**
 * mb_html_builder_begin_row:
 * @self: a builder
 *
 * Starts a row of the table.
 */
void
mb_html_builder_begin_row (MbHtmlBuilder *self)
{
  if (!self->cells)
    return;
  if (self->cells->len > 0)
    g_array_append_val (self->row_ends, self->cells->len);
  self->head_only = self->row_ends->len == 0;
}

/**
 * mb_html_builder_begin_cell:
 * @self: a builder
 * @head: whether it is a heading
 *
 * Starts a cell of the row.
 */
void
mb_html_builder_begin_cell (MbHtmlBuilder *self, gboolean head)
{
  if (!self->cells || self->cells->len >= MAX_CELLS)
    return;
  if (self->row_ends->len == 0) {
    self->head_only = self->head_only && head;
    self->has_head = self->head_only;
  }
  g_ptr_array_add (self->cells, mb_text_empty ());
}

static guint
count_columns (const MbHtmlBuilder *self)
{
  guint n_columns = 0;
  guint before = 0;

  for (guint i = 0; i < self->row_ends->len; i++) {
    guint end = g_array_index (self->row_ends, guint, i);

    n_columns = MAX (n_columns, end - before);
    before = end;
  }

  return n_columns;
}

static MbBlock *
make_table (const MbHtmlBuilder *self, guint n_columns)
{
  g_autofree char *rows = g_strdup_printf ("%u", self->row_ends->len);
  g_autofree char *columns = g_strdup_printf ("%u", n_columns);
  MbBlock *table = mb_block_new (mb_id_new (), MB_BLOCK_TABLE);
  guint first = mb_block_get_n_parts (table);
  guint before = 0;

  for (guint row = 0; row < self->row_ends->len; row++) {
    guint end = g_array_index (self->row_ends, guint, row);

    for (guint i = 0; i < n_columns; i++) {
      g_autoptr (MbText) text =
        before + i < end ? mb_text_ref (self->cells->pdata[before + i]) : mb_text_empty ();
      MbBlock *longer = mb_block_with_part (table, first + row * n_columns + i, text);

      mb_block_unref (table);
      table = longer;
    }
    before = end;
  }
  table = take_with_attribute (table, MB_ATTR_ROWS, rows);
  table = take_with_attribute (table, MB_ATTR_COLUMNS, columns);

  return self->has_head ? take_with_attribute (table, MB_ATTR_HEADER, "true") : table;
}

/**
 * mb_html_builder_end_table:
 * @self: a builder
 * @context: what holds around it
 *
 * Appends the table, its rows filled up to one width.
 */
void
mb_html_builder_end_table (MbHtmlBuilder *self, const MbHtmlContext *context)
{
  guint n_columns;

  if (!self->cells)
    return;
  mb_html_builder_begin_row (self);
  n_columns = count_columns (self);
  if (n_columns > 0 && n_columns * self->row_ends->len <= MAX_CELLS)
    mb_html_builder_append (self, context, make_table (self, n_columns));
  else
    self->full = self->full || n_columns > 0;
  g_clear_pointer (&self->cells, g_ptr_array_unref);
  g_clear_pointer (&self->row_ends, g_array_unref);
}

/**
 * mb_html_builder_has_figure:
 * @self: a builder
 *
 * Whether a figure is being read.
 */
gboolean
mb_html_builder_has_figure (const MbHtmlBuilder *self)
{
  return self->figure != NULL;
}

/**
 * mb_html_builder_is_full:
 * @self: a builder
 *
 * Whether there was more than it may hold.
 */
gboolean
mb_html_builder_is_full (const MbHtmlBuilder *self)
{
  return self->full;
}

/**
 * mb_html_builder_has_kind:
 * @self: a builder
 * @kind: a kind
 *
 * Whether there is a block of a kind already.
 */
gboolean
mb_html_builder_has_kind (const MbHtmlBuilder *self, MbBlockKind kind)
{
  return (self->kinds & (1u << kind)) != 0;
}

/**
 * mb_html_builder_get_byline:
 * @self: a builder
 *
 * The line of names that was found, or "".
 */
const char *
mb_html_builder_get_byline (const MbHtmlBuilder *self)
{
  return self->byline->str;
}

/**
 * mb_html_builder_steal_blocks:
 * @self: a builder
 *
 * Hands the blocks over.
 *
 * Returns: (transfer full) (element-type MbBlock): the blocks
 */
GPtrArray *
mb_html_builder_steal_blocks (MbHtmlBuilder *self)
{
  return g_steal_pointer (&self->blocks);
}
