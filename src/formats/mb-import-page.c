#include "mb-intake.h"

#include "mb-id.h"
#include "mb-page-lines.h"

#include <string.h>

/* A site's page as "select all, copy" gives it: one paragraph a line, pictures as their alt text
 * and their caption, and all of the site around the article. What is the site's is left out and
 * said; what cannot be placed stays as a paragraph and is said. */

#define MAX_CAPTION_BYTES 400
#define MAX_CROSSHEAD_CHARS 90
#define MAX_CROSSHEAD_WORDS 14

typedef struct {
  MbIntake *intake;
  GPtrArray *lines; /* of char *: those with words */
  GArray *gaps;     /* of gboolean: whether an empty line stands before it */
  guint at;
  guint end; /* where the site's tail begins */
  gboolean has_paragraph;
} Page;

/**
 * mb_import_is_cut_off:
 * @headline: a headline
 *
 * Whether it ends in dots, as lists of a site show headlines that are too long for them.
 */
gboolean
mb_import_is_cut_off (const char *headline)
{
  return g_str_has_suffix (headline, "...") || g_str_has_suffix (headline, "…");
}

static gboolean
is_space (gunichar c)
{
  return c == ' ' || c == 0xa0 || c == 0x202f;
}

/* "… ! »": the stop stands inside what is said. */
static gboolean
ends_in_speech (const char *line)
{
  const char *at = g_utf8_prev_char (line + strlen (line));

  if (g_utf8_get_char (at) != 0xbb)
    return FALSE;
  do
    at = g_utf8_find_prev_char (line, at);
  while (at && is_space (g_utf8_get_char (at)));

  return at && g_utf8_strchr (".!?…", -1, g_utf8_get_char (at));
}

/* A stop behind a word, and another sentence: "M. Orvin" has none. */
static gboolean
has_two_sentences (const char *line)
{
  guint n_letters = 0;

  for (const char *c = line; *c; c = g_utf8_next_char (c)) {
    gunichar sign = g_utf8_get_char (c);

    if (sign == '.' && n_letters > 3 && is_space (g_utf8_get_char (c + 1)) &&
        g_unichar_isupper (g_utf8_get_char (g_utf8_next_char (c + 1))))
      return TRUE;
    n_letters = g_unichar_isalpha (sign) ? n_letters + 1 : 0;
  }

  return FALSE;
}

/**
 * mb_import_is_crosshead:
 * @line: a line of its own, stripped
 *
 * Whether it looks like a crosshead: short, begun like a sentence, without a final stop, not more
 * than one sentence. A question may be one.
 */
gboolean
mb_import_is_crosshead (const char *line)
{
  glong n_chars = g_utf8_strlen (line, -1);
  gunichar first = g_utf8_get_char (line);
  const char *last = g_utf8_find_prev_char (line, line + strlen (line));
  guint n_words = 1;

  if (!last || n_chars > MAX_CROSSHEAD_CHARS)
    return FALSE;
  if (!g_unichar_isupper (first) && !g_unichar_isdigit (first) && first != 0xab)
    return FALSE;
  if (g_utf8_strchr (".!…,;:)\"", -1, g_utf8_get_char (last)) || ends_in_speech (line) ||
      has_two_sentences (line))
    return FALSE;
  for (const char *c = line; *c; c++)
    n_words += *c == ' ';

  return n_words <= MAX_CROSSHEAD_WORDS;
}

static char *
strip (const char *start, gsize n_bytes)
{
  const char *end = start + n_bytes;

  while (start < end && g_unichar_isspace (g_utf8_get_char (start)))
    start = g_utf8_next_char (start);
  while (end > start) {
    const char *last = g_utf8_prev_char (end);

    if (!g_unichar_isspace (g_utf8_get_char (last)))
      break;
    end = last;
  }

  return g_strndup (start, (gsize) (end - start));
}

/* A caption's end, without what only joined it to the credit. */
static char *
strip_caption (const char *start, gsize n_bytes)
{
  while (n_bytes > 0 && strchr (" -|/,(", start[n_bytes - 1]))
    n_bytes--;

  return strip (start, n_bytes);
}

/**
 * mb_import_make_figure:
 * @words: a picture's alt text or caption, with its credit perhaps
 *
 * Makes a figure without bytes. What © begins is the credit.
 *
 * Returns: (transfer full): the figure
 */
MbBlock *
mb_import_make_figure (const char *words)
{
  const char *sign = strstr (words, "©");
  g_autofree char *caption =
    sign ? strip_caption (words, (gsize) (sign - words)) : g_strdup (words);
  g_autoptr (MbText) caption_text = mb_text_new (caption);
  g_autoptr (MbText) credit_text = mb_text_new (sign ? sign : "");
  g_autoptr (MbBlock) empty = mb_block_new (mb_id_new (), MB_BLOCK_FIGURE);
  g_autoptr (MbBlock) with_alt =
    mb_block_with_attribute (empty, MB_ATTR_ALT, *caption ? caption : words);
  g_autoptr (MbBlock) with_caption = mb_block_with_part (with_alt, 1, caption_text);

  return mb_block_with_part (with_caption, 2, credit_text);
}

static const char *
get_line (const Page *page, guint index)
{
  return index < page->lines->len ? page->lines->pdata[index] : NULL;
}

static void
split (Page *page, const char *text)
{
  gboolean gap = FALSE;

  while (*text) {
    const char *end = strchrnul (text, '\n');
    g_autofree char *line = strip (text, (gsize) (end - text));

    if (*line) {
      g_array_append_val (page->gaps, gap);
      g_ptr_array_add (page->lines, g_steal_pointer (&line));
      gap = FALSE;
    } else {
      gap = TRUE;
    }
    text = *end ? end + 1 : end;
  }
}

static const char *
without_bullet (const char *line)
{
  static const char *const bullets[] = {"• ", "‣ ", "◦ ", "- ", "* ", "– "};

  for (guint i = 0; i < G_N_ELEMENTS (bullets); i++)
    if (g_str_has_prefix (line, bullets[i]))
      return line + strlen (bullets[i]) + strspn (line + strlen (bullets[i]), " ");

  return line;
}

static gboolean
has_bullet (const char *line)
{
  return without_bullet (line) != line;
}

/* Runs of one kind are told once, with all their words. */
static guint
leave_out_run (Page *page, guint index, MbPageLine kind, const char *code)
{
  g_autoptr (GString) words = g_string_new (NULL);

  for (; get_line (page, index) && mb_page_line_find (get_line (page, index)) == kind; index++)
    g_string_append_printf (words, "%s%s", words->len > 0 ? ", " : "",
                            without_bullet (get_line (page, index)));
  mb_intake_note (page->intake, code, words->str, 0);

  return index;
}

static void
read_head (Page *page)
{
  while (get_line (page, page->at)) {
    MbPageLine kind = mb_page_line_find (get_line (page, page->at));

    if (kind == MB_PAGE_LINE_ANCHOR)
      page->at = leave_out_run (page, page->at, kind, "left-out-anchor");
    else if (kind == MB_PAGE_LINE_NETWORK)
      page->at = leave_out_run (page, page->at, kind, "left-out-networks");
    else if (kind == MB_PAGE_LINE_SECTION)
      page->at = leave_out_run (page, page->at, kind, "left-out-sections");
    else
      break;
  }
}

static gboolean
begins_tail (MbPageLine kind)
{
  return kind == MB_PAGE_LINE_COMMENTS || kind == MB_PAGE_LINE_NEWSLETTER ||
         kind == MB_PAGE_LINE_ABOUT || kind == MB_PAGE_LINE_RELATED || kind == MB_PAGE_LINE_ANCHOR;
}

static void
find_tail (Page *page)
{
  page->end = page->lines->len;
  for (guint i = page->at + 1; i < page->lines->len; i++)
    if (begins_tail (mb_page_line_find (get_line (page, i)))) {
      page->end = i;
      return;
    }
}

static void
read_headline (Page *page)
{
  const char *line = get_line (page, page->at);
  MbBlock *headline = NULL;

  if (!line || page->at >= page->end)
    return;

  headline = mb_intake_add_text (page->intake, MB_BLOCK_HEADLINE, line);
  page->at++;
  if (!mb_import_is_cut_off (line))
    return;
  mb_intake_set_meta (page->intake, MB_META_HEADLINE_CUT,
                      mb_text_get_utf8 (mb_block_get_part (headline, 0)));
  mb_intake_note (page->intake, "headline-cut", line, mb_block_get_id (headline));
}

static gboolean
is_doubled (const Page *page, guint index)
{
  const char *line = get_line (page, index);
  const char *next = index + 1 < page->end ? get_line (page, index + 1) : NULL;

  return next && strcmp (line, next) == 0 && strlen (line) <= MAX_CAPTION_BYTES &&
         !g_array_index (page->gaps, gboolean, index + 1);
}

static void
read_figure (Page *page)
{
  MbBlock *figure = mb_import_make_figure (get_line (page, page->at));
  guint64 id = mb_block_get_id (figure);
  g_autofree char *alt = g_strdup (mb_block_get_attribute (figure, MB_ATTR_ALT));
  gboolean has_credit = mb_text_get_n_chars (mb_block_get_part (figure, 2)) > 0;
  gboolean has_caption = mb_text_get_n_chars (mb_block_get_part (figure, 1)) > 0;

  mb_intake_take_block (page->intake, figure);
  if (has_caption)
    mb_intake_note (page->intake, "alt-equals-caption", alt, id);
  if (!has_credit)
    mb_intake_note (page->intake, "credit-missing", alt, id);
  page->at += 2;
}

/* Names, date and reading time stand above the text, if anywhere. */
static gboolean
read_field (Page *page)
{
  const char *line = get_line (page, page->at);
  g_autofree char *byline = page->has_paragraph ? NULL : mb_page_line_find_byline (line);
  g_autofree char *date = page->has_paragraph ? NULL : mb_page_line_find_date (line);

  if (mb_page_line_find (line) == MB_PAGE_LINE_READING_TIME)
    mb_intake_note (page->intake, "left-out-reading-time", line, 0);
  else if (byline)
    mb_intake_set_meta (page->intake, MB_META_BYLINE, byline);
  else if (date)
    mb_intake_set_meta (page->intake, MB_META_DATE, date);
  else
    return FALSE;
  page->at++;

  return TRUE;
}

/* A crosshead has text below it; three short lines on end are no crossheads but a list. */
static gboolean
stands_as_crosshead (const Page *page, guint index)
{
  guint next = index + 1;
  guint n_short = 1;

  if (!page->has_paragraph || !mb_import_is_crosshead (get_line (page, index)))
    return FALSE;
  while (next < page->end && is_doubled (page, next))
    next += 2;
  for (guint i = next; i < page->end && mb_import_is_crosshead (get_line (page, i)); i++)
    n_short++;
  for (guint i = index; i > 0 && mb_import_is_crosshead (get_line (page, i - 1)) &&
                        !is_doubled (page, i - 1) && !(i > 1 && is_doubled (page, i - 2));
       i--)
    n_short++;

  return next < page->end && n_short < 3;
}

static void
read_line (Page *page)
{
  const char *line = get_line (page, page->at);
  MbBlockKind kind = MB_BLOCK_PARAGRAPH;

  if (has_bullet (line))
    kind = MB_BLOCK_LIST_ITEM;
  else if (stands_as_crosshead (page, page->at))
    kind = MB_BLOCK_CROSSHEAD;
  else if (!page->has_paragraph)
    kind = MB_BLOCK_STANDFIRST;

  page->has_paragraph = page->has_paragraph || kind == MB_BLOCK_STANDFIRST;
  mb_intake_add_text (page->intake, kind,
                      kind == MB_BLOCK_LIST_ITEM ? without_bullet (line) : line);
  page->at++;
}

static void
read_body (Page *page)
{
  while (page->at < page->end) {
    if (is_doubled (page, page->at))
      read_figure (page);
    else if (!read_field (page))
      read_line (page);
  }
}

/* The block about the site goes on to the menu, the copyright or the end. */
static guint
leave_out_about (Page *page, guint index)
{
  const char *title = get_line (page, index);

  for (index++; index < page->lines->len; index++) {
    MbPageLine kind = mb_page_line_find (get_line (page, index));
    const char *second = get_line (page, index + 1);
    const char *third = get_line (page, index + 2);

    if (kind != MB_PAGE_LINE_TEXT)
      break;
    if (second && third && mb_page_line_is_short (get_line (page, index)) &&
        mb_page_line_is_short (second) && mb_page_line_is_short (third))
      break;
  }
  mb_intake_note (page->intake, "left-out-about", title, 0);

  return index;
}

static guint
leave_out_menu (Page *page, guint index)
{
  g_autoptr (GString) words = g_string_new (NULL);

  for (; get_line (page, index) && mb_page_line_is_short (get_line (page, index)); index++) {
    MbPageLine kind = mb_page_line_find (get_line (page, index));

    if (kind != MB_PAGE_LINE_TEXT && kind != MB_PAGE_LINE_SECTION)
      break;
    g_string_append_printf (words, "%s%s", words->len > 0 ? ", " : "",
                            without_bullet (get_line (page, index)));
  }
  mb_intake_note (page->intake, "left-out-sections", words->str, 0);

  return index;
}

static gboolean
is_menu (const Page *page, guint index)
{
  guint n = 0;

  if (mb_page_line_find (get_line (page, index)) == MB_PAGE_LINE_SECTION)
    return TRUE;
  while (get_line (page, index + n) && mb_page_line_is_short (get_line (page, index + n)))
    n++;

  return n >= 3;
}

static guint
keep_unplaced (Page *page, guint index)
{
  const char *line = get_line (page, index);
  MbBlock *block = mb_intake_add_text (page->intake, MB_BLOCK_PARAGRAPH, line);

  mb_intake_note (page->intake, "unplaced", line, mb_block_get_id (block));

  return index + 1;
}

static guint
read_tail_line (Page *page, guint index)
{
  MbPageLine kind = mb_page_line_find (get_line (page, index));

  switch (kind) {
  case MB_PAGE_LINE_ANCHOR:
    return leave_out_run (page, index, kind, "left-out-anchor");
  case MB_PAGE_LINE_NETWORK:
    return leave_out_run (page, index, kind, "left-out-networks");
  case MB_PAGE_LINE_COMMENTS:
    return leave_out_run (page, index, kind, "left-out-comments");
  case MB_PAGE_LINE_NEWSLETTER:
    return leave_out_run (page, index, kind, "left-out-newsletter");
  case MB_PAGE_LINE_RELATED:
    return leave_out_run (page, index, kind, "left-out-related");
  case MB_PAGE_LINE_COPYRIGHT:
    return leave_out_run (page, index, kind, "left-out-footer");
  case MB_PAGE_LINE_READING_TIME:
    return leave_out_run (page, index, kind, "left-out-reading-time");
  case MB_PAGE_LINE_ABOUT:
    return leave_out_about (page, index);
  case MB_PAGE_LINE_SECTION:
  case MB_PAGE_LINE_TEXT:
    break;
  }

  return is_menu (page, index) ? leave_out_menu (page, index) : keep_unplaced (page, index);
}

/**
 * mb_import_page:
 * @intake: where it goes
 * @text: the page's text
 * @error: return location
 *
 * Reads a site's page.
 *
 * Returns: whether there was an article in it
 */
gboolean
mb_import_page (MbIntake *intake, const char *text, GError **error)
{
  g_autoptr (GPtrArray) lines = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GArray) gaps = g_array_new (FALSE, FALSE, sizeof (gboolean));
  Page page = {.intake = intake, .lines = lines, .gaps = gaps};

  split (&page, text);
  read_head (&page);
  find_tail (&page);
  read_headline (&page);
  read_body (&page);
  for (guint i = page.end; i < lines->len;)
    i = read_tail_line (&page, i);
  if (!mb_intake_is_empty (intake))
    return TRUE;

  g_set_error_literal (error, MB_FORMATS_ERROR, MB_FORMATS_ERROR_EMPTY, "no article in the page");
  return FALSE;
}
