#include "mb-html-scan.h"

#include <string.h>

/* A look at HTML before the parser sees it: its time grows with the square of a tag's attributes,
 * so tags that no writer makes are refused. Everything here is one walk over the bytes. */

static gboolean
is_data_char (char c)
{
  return g_ascii_isalnum (c) || (c != '\0' && strchr ("+/=%;,:-._", c) != NULL);
}

/**
 * mb_html_without_data:
 * @html: HTML
 * @n_bytes: its length
 * @n_kept: (out): the length of what is left
 *
 * Takes the bytes of pictures out of `data:` addresses, which are most of what some programs put
 * on the clipboard. The address stays, as a sign that there was one.
 *
 * Returns: (transfer full): HTML with a zero behind it
 */
char *
mb_html_without_data (const char *html, gsize n_bytes, gsize *n_kept)
{
  static const char prefix[] = "data:image/";
  GString *out = NULL;
  const char *from = html;
  const char *end = html + n_bytes;

  g_return_val_if_fail (html != NULL && n_kept != NULL, NULL);

  out = g_string_sized_new (n_bytes);
  while (from < end) {
    const char *data = memmem (from, (gsize) (end - from), prefix, strlen (prefix));
    const char *to = data ? data + strlen (prefix) : end;

    g_string_append_len (out, from, to - from);
    while (data && to < end && is_data_char (*to))
      to++;
    from = to;
  }
  *n_kept = out->len;

  return g_string_free_and_steal (out);
}

/**
 * mb_html_without_conditions:
 * @html: HTML
 * @n_bytes: its length
 * @n_kept: (out): the length of what is left
 *
 * Takes out what word processors write for their own browsers, `<![if …]>` and `<![endif]>`: a
 * browser skips it, the parser would read it as words. Comments are left alone.
 *
 * Returns: (transfer full): HTML with a zero behind it
 */
char *
mb_html_without_conditions (const char *html, gsize n_bytes, gsize *n_kept)
{
  GString *out = NULL;
  const char *from = html;
  const char *end = html + n_bytes;

  g_return_val_if_fail (html != NULL && n_kept != NULL, NULL);

  out = g_string_sized_new (n_bytes);
  while (from < end) {
    const char *mark = memmem (from, (gsize) (end - from), "<!", 2);
    gboolean comment = mark && end - mark >= 4 && memcmp (mark, "<!--", 4) == 0;
    gboolean condition = mark && end - mark >= 3 && mark[2] == '[';
    const char *close = NULL;
    const char *to = mark ? mark + 2 : end;

    if (comment)
      close = memmem (mark + 4, (gsize) (end - mark) - 4, "-->", 3);
    else if (condition)
      close = memchr (mark, '>', (gsize) (end - mark));
    if (comment || condition)
      to = close ? close + 1 : end; /* what never closes is left as it is */
    g_string_append_len (out, from, (condition && close ? mark : to) - from);
    from = to;
  }
  *n_kept = out->len;

  return g_string_free_and_steal (out);
}

typedef struct {
  gsize start;      /* of the tag that is open, plus one; 0: none */
  guint attributes; /* upper bound: words and equal signs outside quotes */
  char quote;
  char before; /* the last character that is no space */
} Tag;

static gboolean
is_too_much (const Tag *tag, gsize at)
{
  return at - tag->start > MB_HTML_MAX_TAG_BYTES || tag->attributes > 2 * MB_HTML_MAX_ATTRIBUTES;
}

static gboolean
begins_tag (const char *html, gsize at, gsize n_bytes)
{
  return html[at] == '<' && at + 1 < n_bytes &&
         (g_ascii_isalpha (html[at + 1]) || html[at + 1] == '/');
}

static void
step_inside (Tag *tag, char c, char before)
{
  if (tag->quote) {
    if (c == tag->quote)
      tag->quote = '\0';
    return;
  }
  if ((c == '"' || c == '\'') && tag->before == '=')
    tag->quote = c;
  else if (c == '>')
    tag->start = 0;
  else if (c == '=' || (g_ascii_isspace (c) && !g_ascii_isspace (before)))
    tag->attributes++;
  if (!g_ascii_isspace (c))
    tag->before = c;
}

/**
 * mb_html_is_bearable:
 * @html: HTML
 * @n_bytes: its length
 *
 * Whether no tag is longer, or has more attributes, than a parser reads in decent time. An equal
 * sign and the space before its name count one each, so twice the limit is compared.
 */
gboolean
mb_html_is_bearable (const char *html, gsize n_bytes)
{
  Tag tag = {0};

  g_return_val_if_fail (html != NULL, FALSE);

  for (gsize i = 0; i < n_bytes; i++) {
    if (tag.start == 0) {
      if (begins_tag (html, i, n_bytes))
        tag = (Tag) {.start = i + 1};
      continue;
    }
    step_inside (&tag, html[i], html[i - 1]);
    if (tag.start != 0 && is_too_much (&tag, i))
      return FALSE;
  }

  return TRUE;
}
