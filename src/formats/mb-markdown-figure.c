#include "mb-intake.h"

#include "mb-id.h"
#include "mb-render.h"

#include <string.h>

/* A paragraph that is a picture, with its caption in italics and its credit behind a dash on lines
 * of their own, as our export writes it and others do:
 *
 *     ![What is to be seen](address)\\
 *     _The caption._\\
 *     — The credit
 *
 * Without these lines the picture's title is the caption. */

typedef struct {
  char *alt;
  char *address;
  char *title;
} Head;

static void
head_clear (Head *head)
{
  g_free (head->alt);
  g_free (head->address);
  g_free (head->title);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Head, head_clear)

static const char *
skip_alt (const char *at)
{
  while (*at && !(at[0] == ']' && at[1] == '('))
    at += at[0] == '\\' && at[1] ? 2 : 1;

  return *at ? at : NULL;
}

/* Brackets within an address come in pairs, if at all. */
static const char *
skip_address (const char *at)
{
  guint depth = 0;

  if (*at == '<')
    return strchr (at, '>');
  for (; *at && !strchr (" \t\n", *at); at++) {
    if (*at == ')' && depth == 0)
      break;
    depth += *at == '(';
    depth -= *at == ')';
  }

  return at;
}

/* `![words](address "title")`, and where it ends; `NULL`: it is no picture. */
static const char *
read_head (const char *words, Head *head)
{
  const char *at = g_str_has_prefix (words, "![") ? skip_alt (words + 2) : NULL;
  const char *end = NULL;
  g_autofree char *alt = NULL;
  g_autoptr (MbText) text = NULL;

  if (!at)
    return NULL;
  alt = g_strndup (words + 2, (gsize) (at - words) - 2);
  text = mb_markdown_read_inline (alt);
  head->alt = g_strdup (mb_text_get_utf8 (text));
  at += 2 + strspn (at + 2, " ");
  end = skip_address (at);
  if (!end)
    return NULL;
  at += *at == '<';
  head->address = g_strndup (at, (gsize) (end - at));
  at = end + (*end == '>');
  at += strspn (at, " ");
  end = *at == '"' ? strstr (at + 1, "\")") : NULL;
  if (end) {
    head->title = g_strndup (at + 1, (gsize) (end - at) - 1);
    at = end + 1;
  }

  return *at == ')' ? at + 1 : NULL;
}

/* A line's end that is to be seen: behind a backslash or two spaces, or simply one. */
static char *
dup_line (const char *from, const char *to)
{
  char *line = g_strstrip (g_strndup (from, (gsize) (to - from)));
  gsize n = strlen (line);

  if (n > 0 && line[n - 1] == '\\')
    line[n - 1] = '\0';

  return g_strchomp (line);
}

static const char *
find_credit (const char *rest)
{
  const char *found = NULL;

  for (const char *at = rest; (at = strstr (at, "\n— ")); at++)
    found = at;

  return found;
}

static MbBlock *
take_attribute (MbBlock *block, const char *name, const char *value)
{
  MbBlock *changed = mb_block_with_attribute (block, name, value && *value ? value : NULL);

  mb_block_unref (block);

  return changed;
}

static MbBlock *
make_with_lines (const char *rest)
{
  const char *credit_at = find_credit (rest);
  const char *caption_end = credit_at ? credit_at : rest + strlen (rest);
  g_autofree char *caption_words = dup_line (rest, caption_end);
  g_autoptr (MbText) caption =
    *caption_words ? mb_markdown_read_wrapped (caption_words) : mb_text_empty ();
  g_autoptr (MbText) credit =
    mb_markdown_read_inline (credit_at ? credit_at + strlen ("\n— ") : "");
  g_autoptr (MbBlock) figure = NULL;
  g_autoptr (MbBlock) captioned = NULL;

  if (!caption || (!*caption_words && !credit_at))
    return NULL;
  figure = mb_block_new (mb_id_new (), MB_BLOCK_FIGURE);
  captioned = mb_block_with_part (figure, 1, caption);

  return mb_block_with_part (captioned, 2, credit);
}

/**
 * mb_markdown_read_figure:
 * @words: the lines of a paragraph
 *
 * Reads a picture that is a paragraph of its own. Where it was is its attribute `source`.
 *
 * Returns: (transfer full) (nullable): the figure; `NULL` when it is none
 */
MbBlock *
mb_markdown_read_figure (const char *words)
{
  g_auto (Head) head = {NULL, NULL, NULL};
  const char *rest = read_head (words, &head);
  g_autofree char *source = NULL;
  MbBlock *figure = NULL;

  if (!rest)
    return NULL;
  rest += strspn (rest, " ");
  if (*rest == '\0')
    figure = mb_import_make_figure (head.title ? head.title : "");
  else if (*rest == '\n' || (rest[0] == '\\' && rest[1] == '\n'))
    figure = make_with_lines (rest + (*rest == '\\'));
  if (!figure)
    return NULL;
  figure = take_attribute (figure, MB_ATTR_ALT, head.alt);

  source = mb_render_safe_url (head.address);

  return take_attribute (figure, MB_ATTR_SOURCE, source);
}
