#include "mb-intake.h"

#include "mb-id.h"

#include <string.h>

/* Markdown as people write it: headings, paragraphs, lists, quotations, pictures, code, rules, and
 * the fields that static sites put above it. */

#define MAX_LEVELS 9
#define MAX_KICKER_CHARS 160

typedef struct {
  MbIntake *intake;
  GString *words; /* of the paragraph, item or quotation being read */
  MbBlockKind kind;
  gboolean ordered;
  gsize indents[MAX_LEVELS]; /* of the items that an item may be in */
  guint n_indents;
  char *kicker; /* (nullable) the first paragraph, while it may be one: a headline must follow */
  gboolean quoting;
  gboolean in_code;
  gsize fence;
  char fence_char;
} Reader;

/* The standfirst is the paragraph in bold or italics right below the headline. */
static gboolean
take_standfirst (Reader *self, const char *words)
{
  g_autoptr (MbText) text = NULL;

  if (self->kind != MB_BLOCK_PARAGRAPH || !mb_intake_has_kind (self->intake, MB_BLOCK_HEADLINE) ||
      mb_intake_has_kind (self->intake, MB_BLOCK_STANDFIRST) ||
      mb_intake_has_kind (self->intake, MB_BLOCK_PARAGRAPH))
    return FALSE;
  text = mb_markdown_read_wrapped (words);
  if (!text)
    return FALSE;
  mb_intake_take_block (self->intake, mb_block_new_text (mb_id_new (), MB_BLOCK_STANDFIRST, text));

  return TRUE;
}

/* The kicker is a line in italics or bold above the headline. */
static gboolean
keep_kicker (Reader *self, const char *words)
{
  g_autoptr (MbText) text = NULL;

  if (self->kind != MB_BLOCK_PARAGRAPH || self->kicker || !mb_intake_is_empty (self->intake))
    return FALSE;
  text = mb_markdown_read_wrapped (words);
  if (!text || mb_text_get_n_chars (text) > MAX_KICKER_CHARS)
    return FALSE;
  self->kicker = g_strdup (words);

  return TRUE;
}

static void
settle_kicker (Reader *self, gboolean is_one)
{
  g_autofree char *words = g_steal_pointer (&self->kicker);
  g_autoptr (MbText) text = NULL;

  if (!words)
    return;
  text = is_one ? mb_markdown_read_wrapped (words) : mb_markdown_read_inline (words);
  mb_intake_take_block (
    self->intake,
    mb_block_new_text (mb_id_new (), is_one ? MB_BLOCK_KICKER : MB_BLOCK_PARAGRAPH, text));
}

static gboolean
take_picture (Reader *self, const char *words)
{
  MbBlock *figure = mb_markdown_read_figure (words);

  if (!figure)
    return FALSE;
  mb_intake_note (self->intake, "picture-missing", "1", mb_block_get_id (figure));
  mb_intake_take_block (self->intake, figure);

  return TRUE;
}

static gboolean
take_table (Reader *self, const char *words)
{
  MbBlock *table = mb_markdown_read_table (words);

  if (table)
    mb_intake_take_block (self->intake, table);

  return table != NULL;
}

static MbBlock *
with_list (MbBlock *block, gboolean ordered, guint level)
{
  g_autofree char *depth = g_strdup_printf ("%u", MIN (level, 8));
  g_autoptr (MbBlock) plain = block;
  g_autoptr (MbBlock) item =
    mb_block_with_attribute (plain, MB_ATTR_LIST, ordered ? "ordered" : "bullet");

  return mb_block_with_attribute (item, MB_ATTR_LEVEL, depth);
}

/* "— Name" as a quotation's last line says who speaks. */
static MbBlock *
make_quotation (const char *words)
{
  const char *dash = strstr (words, "\n— ");
  g_autofree char *said = g_strndup (words, dash ? (gsize) (dash - words) : strlen (words));
  g_autoptr (MbText) text = mb_markdown_read_inline (g_strstrip (said));
  g_autoptr (MbText) by = mb_markdown_read_inline (dash ? dash + strlen ("\n— ") : "");
  g_autoptr (MbBlock) quotation = mb_block_new_text (mb_id_new (), MB_BLOCK_QUOTATION, text);

  return mb_block_with_part (quotation, 1, by);
}

static void
flush (Reader *self)
{
  g_autofree char *words = g_strdup (self->words->str);
  g_autoptr (MbText) text = NULL;
  MbBlock *block = NULL;

  g_string_truncate (self->words, 0);
  self->quoting = FALSE;
  if (!*g_strstrip (words))
    return;
  if (keep_kicker (self, words))
    return;
  settle_kicker (self, self->kind == MB_BLOCK_HEADLINE);
  if (self->kind != MB_BLOCK_LIST_ITEM)
    self->n_indents = 0;
  if (self->kind == MB_BLOCK_QUOTATION) {
    mb_intake_take_block (self->intake, make_quotation (words));
    return;
  }
  if (self->kind == MB_BLOCK_PARAGRAPH && (take_picture (self, words) || take_table (self, words)))
    return;

  if (take_standfirst (self, words))
    return;
  text = mb_markdown_read_inline (words);
  block = mb_block_new_text (mb_id_new (), self->kind, text);
  if (self->kind == MB_BLOCK_LIST_ITEM)
    block = with_list (block, self->ordered, self->n_indents - 1);
  mb_intake_take_block (self->intake, block);
}

static void
begin (Reader *self, MbBlockKind kind)
{
  flush (self);
  self->kind = kind;
}

static void
add_line (Reader *self, const char *line)
{
  if (self->words->len > 0)
    g_string_append_c (self->words, '\n');
  g_string_append (self->words, line);
}

static MbBlockKind
get_heading (Reader *self, guint level)
{
  if (level == 1 && !mb_intake_has_kind (self->intake, MB_BLOCK_HEADLINE))
    return MB_BLOCK_HEADLINE;

  return level <= 2 ? MB_BLOCK_CROSSHEAD : MB_BLOCK_SUBCROSSHEAD;
}

static gboolean
read_heading (Reader *self, const char *line)
{
  gsize level = strspn (line, "#");
  g_autofree char *words = NULL;
  gsize n;

  if (level == 0 || level > 6 || (line[level] != ' ' && line[level] != '\0'))
    return FALSE;
  words = g_strstrip (g_strdup (line + level));
  n = strlen (words);
  while (n > 0 && words[n - 1] == '#')
    n--;
  if (n < strlen (words) && (n == 0 || words[n - 1] == ' '))
    words[n] = '\0';
  begin (self, get_heading (self, (guint) level));
  add_line (self, words);
  begin (self, MB_BLOCK_PARAGRAPH);

  return TRUE;
}

/* A line of = or - below a paragraph makes it a heading. */
static gboolean
read_underline (Reader *self, const char *line)
{
  gsize n = strspn (line, "=");
  guint level = n > 0 ? 1 : 2;

  if (n == 0)
    n = strspn (line, "-");
  if (n < 2 || line[n + strspn (line + n, " \t")] || self->words->len == 0 ||
      self->kind != MB_BLOCK_PARAGRAPH)
    return FALSE;
  self->kind = get_heading (self, level);
  begin (self, MB_BLOCK_PARAGRAPH);

  return TRUE;
}

static gboolean
read_rule (Reader *self, const char *line)
{
  guint n = 0;

  if (!strchr ("*-_", *line) || !*line)
    return FALSE;
  for (const char *c = line; *c; c++) {
    if (*c != *line && *c != ' ' && *c != '\t')
      return FALSE;
    n += *c == *line;
  }
  if (n < 3)
    return FALSE;
  begin (self, MB_BLOCK_PARAGRAPH);
  settle_kicker (self, FALSE);
  self->n_indents = 0;
  mb_intake_take_block (self->intake, mb_block_new (mb_id_new (), MB_BLOCK_SEPARATOR));

  return TRUE;
}

/* An item is in the one above that is indented less, however much people indent. */
static void
find_level (Reader *self, gsize indent)
{
  while (self->n_indents > 0 && self->indents[self->n_indents - 1] + 1 >= indent)
    self->n_indents--;
  if (self->n_indents < MAX_LEVELS)
    self->indents[self->n_indents++] = indent;
}

static gboolean
read_item (Reader *self, const char *line, gsize indent)
{
  gsize n_digits = strspn (line, "0123456789");
  gboolean ordered = n_digits > 0 && n_digits < 10 && strchr (".)", line[n_digits]) &&
                     line[n_digits] && line[n_digits + 1] == ' ';
  gboolean bullet = *line && strchr ("-*+", *line) && line[1] == ' ';

  if (!ordered && !bullet)
    return FALSE;
  begin (self, MB_BLOCK_LIST_ITEM);
  self->ordered = ordered;
  find_level (self, indent);
  line += ordered ? n_digits + 2 : 2;
  add_line (self, line + strspn (line, " "));

  return TRUE;
}

static gboolean
read_quotation (Reader *self, const char *line)
{
  if (*line != '>')
    return FALSE;
  if (!self->quoting)
    begin (self, MB_BLOCK_QUOTATION);
  self->quoting = TRUE;
  line += 1 + (line[1] == ' ');
  if (*line)
    add_line (self, line);

  return TRUE;
}

static void
end_code (Reader *self)
{
  g_auto (GStrv) lines = g_strsplit (self->words->str, "\n", -1);
  g_autofree char *joined = g_strjoinv ("\342\200\250", lines);

  settle_kicker (self, FALSE);
  self->n_indents = 0;
  mb_intake_add_text (self->intake, MB_BLOCK_PREFORMATTED, joined);
  g_string_truncate (self->words, 0);
  self->in_code = FALSE;
}

static gboolean
read_code (Reader *self, const char *line)
{
  gsize n = MAX (strspn (line, "`"), strspn (line, "~"));

  if (self->in_code) {
    if (n >= self->fence && *line == self->fence_char)
      end_code (self);
    else
      add_line (self, line);
    return TRUE;
  }
  if (n < 3)
    return FALSE;
  begin (self, MB_BLOCK_PARAGRAPH);
  self->in_code = TRUE;
  self->fence = n;
  self->fence_char = *line;

  return TRUE;
}

static gsize
get_indent (const char *line)
{
  gsize indent = 0;

  for (; *line == ' ' || *line == '\t'; line++)
    indent += *line == '\t' ? 4 - indent % 4 : 1;

  return indent;
}

static void
read_line (Reader *self, const char *line)
{
  gsize indent = get_indent (line);
  const char *words = line + strspn (line, " \t");

  if (read_code (self, self->in_code ? line : words))
    return;
  if (!*words) {
    begin (self, MB_BLOCK_PARAGRAPH);
    return;
  }
  if (read_heading (self, words) || read_underline (self, words) || read_rule (self, words) ||
      read_quotation (self, words) || read_item (self, words, indent))
    return;
  add_line (self, words);
}

/* The fields above the text, between lines of three dashes: `name: value`. */
static const char *
read_fields (MbIntake *intake, const char *text)
{
  static const struct {
    const char *name;
    const char *meta;
  } known[] = {{"author", MB_META_BYLINE},   {"auteur", MB_META_BYLINE},    {"date", MB_META_DATE},
               {"section", MB_META_SECTION}, {"rubrique", MB_META_SECTION}, {"slug", MB_META_SLUG},
               {"lang", MB_META_LANGUAGE}};
  const char *end = g_str_has_prefix (text, "---\n") ? strstr (text + 4, "\n---\n") : NULL;
  g_autofree char *block = end ? g_strndup (text + 4, (gsize) (end - text) - 4) : NULL;
  g_auto (GStrv) lines = block ? g_strsplit (block, "\n", 100) : NULL;

  for (guint i = 0; lines && lines[i]; i++) {
    char *colon = strchr (lines[i], ':');
    char *value = NULL;

    if (!colon)
      continue;
    *colon = '\0';
    value = g_strstrip (colon + 1);
    if (strlen (value) > 1 && strchr ("\"'", *value) && value[strlen (value) - 1] == *value) {
      value[strlen (value) - 1] = '\0';
      value++;
    }
    if ((strcmp (lines[i], "title") == 0 || strcmp (lines[i], "titre") == 0) && *value)
      mb_intake_add_text (intake, MB_BLOCK_HEADLINE, value);
    for (guint j = 0; j < G_N_ELEMENTS (known); j++)
      if (strcmp (lines[i], known[j].name) == 0)
        mb_intake_set_meta (intake, known[j].meta, value);
  }

  return end ? end + strlen ("\n---\n") : text;
}

/**
 * mb_import_markdown:
 * @intake: where it goes
 * @text: Markdown
 * @error: return location
 *
 * Reads Markdown. The first heading of level 1 is the headline, level 2 are crossheads.
 *
 * Returns: whether there was a word in it
 */
gboolean
mb_import_markdown (MbIntake *intake, const char *text, GError **error)
{
  g_autoptr (GString) words = g_string_new (NULL);
  Reader reader = {.intake = intake, .words = words, .kind = MB_BLOCK_PARAGRAPH};

  text = read_fields (intake, text);
  while (*text) {
    const char *end = strchrnul (text, '\n');
    g_autofree char *line = g_strndup (text, (gsize) (end - text));

    read_line (&reader, line);
    text = *end ? end + 1 : end;
  }
  if (reader.in_code)
    end_code (&reader);
  flush (&reader);
  settle_kicker (&reader, FALSE);
  if (!mb_intake_is_empty (intake))
    return TRUE;

  g_set_error_literal (error, MB_FORMATS_ERROR, MB_FORMATS_ERROR_EMPTY, "no word in the Markdown");
  return FALSE;
}
