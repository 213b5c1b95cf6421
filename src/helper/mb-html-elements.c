#include "mb-html-elements.h"

#include <stdlib.h>
#include <string.h>

static const struct {
  const char *name;
  MbHtmlAction action;
} elements[] = {
  {"a", MB_HTML_LINK},
  {"address", MB_HTML_BLOCK},
  {"article", MB_HTML_BLOCK},
  {"aside", MB_HTML_ASIDE},
  {"audio", MB_HTML_EMBED},
  {"b", MB_HTML_BOLD},
  {"blockquote", MB_HTML_QUOTE},
  {"body", MB_HTML_BLOCK},
  {"br", MB_HTML_BREAK},
  {"button", MB_HTML_DROP},
  {"canvas", MB_HTML_DROP},
  {"center", MB_HTML_BLOCK},
  {"cite", MB_HTML_CITE},
  {"code", MB_HTML_MONO},
  {"dd", MB_HTML_BLOCK},
  {"del", MB_HTML_STRIKE},
  {"details", MB_HTML_BLOCK},
  {"dialog", MB_HTML_DROP},
  {"div", MB_HTML_BLOCK},
  {"dl", MB_HTML_BLOCK},
  {"dt", MB_HTML_BLOCK},
  {"em", MB_HTML_ITALIC},
  {"embed", MB_HTML_DROP},
  {"fieldset", MB_HTML_BLOCK},
  {"figcaption", MB_HTML_CAPTION},
  {"figure", MB_HTML_FIGURE},
  {"footer", MB_HTML_FOOTER},
  {"form", MB_HTML_DROP_PART},
  {"h1", MB_HTML_HEADING_1},
  {"h2", MB_HTML_HEADING_2},
  {"h3", MB_HTML_HEADING_3},
  {"h4", MB_HTML_HEADING_3},
  {"h5", MB_HTML_HEADING_3},
  {"h6", MB_HTML_HEADING_3},
  {"head", MB_HTML_DROP},
  {"header", MB_HTML_BLOCK},
  {"hr", MB_HTML_RULE},
  {"i", MB_HTML_ITALIC},
  {"iframe", MB_HTML_EMBED},
  {"img", MB_HTML_IMAGE},
  {"input", MB_HTML_DROP},
  {"kbd", MB_HTML_MONO},
  {"li", MB_HTML_ITEM},
  {"link", MB_HTML_DROP},
  {"listing", MB_HTML_PRE},
  {"main", MB_HTML_BLOCK},
  {"map", MB_HTML_DROP},
  {"math", MB_HTML_DROP},
  {"menu", MB_HTML_LIST},
  {"meta", MB_HTML_DROP},
  {"nav", MB_HTML_DROP_PART},
  {"noscript", MB_HTML_DROP},
  {"object", MB_HTML_DROP},
  {"ol", MB_HTML_ORDERED_LIST},
  {"p", MB_HTML_BLOCK},
  {"pre", MB_HTML_PRE},
  {"s", MB_HTML_STRIKE},
  {"samp", MB_HTML_MONO},
  {"script", MB_HTML_DROP},
  {"section", MB_HTML_BLOCK},
  {"select", MB_HTML_DROP},
  {"small", MB_HTML_SMALL},
  {"strike", MB_HTML_STRIKE},
  {"strong", MB_HTML_BOLD},
  {"style", MB_HTML_DROP},
  {"sub", MB_HTML_DOWN},
  {"summary", MB_HTML_BLOCK},
  {"sup", MB_HTML_UP},
  {"svg", MB_HTML_DROP},
  {"table", MB_HTML_TABLE},
  {"td", MB_HTML_CELL},
  {"template", MB_HTML_DROP},
  {"textarea", MB_HTML_DROP},
  {"th", MB_HTML_CELL},
  {"title", MB_HTML_DROP},
  {"tr", MB_HTML_ROW},
  {"tt", MB_HTML_MONO},
  {"ul", MB_HTML_LIST},
  {"video", MB_HTML_EMBED},
  {"xml", MB_HTML_DROP},
  {"xmp", MB_HTML_PRE},
};

static int
compare_names (const void *key, const void *entry)
{
  const char *const *name = entry;

  return strcmp (key, *name);
}

/**
 * mb_html_find_action:
 * @element: an element's name, in lower case
 *
 * What the reader does with it.
 */
MbHtmlAction
mb_html_find_action (const char *element)
{
  const size_t width = sizeof elements[0];
  const void *found = bsearch (element, elements, G_N_ELEMENTS (elements), width, compare_names);

  G_STATIC_ASSERT (G_STRUCT_OFFSET (__typeof__ (elements[0]), name) == 0);

  return found ? elements[((const char *) found - (const char *) elements) / width].action
               : MB_HTML_LOOK_THROUGH;
}

/**
 * mb_html_has_word:
 * @list: (nullable): words between white space, as in `class`
 * @word: one, in lower case
 *
 * Whether the word is among them, in whatever case.
 */
gboolean
mb_html_has_word (const char *list, const char *word)
{
  gsize n = strlen (word);

  while (list && *list) {
    gsize length = strcspn (list, " \t\r\n\f");

    if (length == n && g_ascii_strncasecmp (list, word, n) == 0)
      return TRUE;
    list += length;
    list += strspn (list, " \t\r\n\f");
  }

  return FALSE;
}

/**
 * mb_html_has_any_word:
 * @list: (nullable): words between white space
 * @words: (array zero-terminated=1): words, in lower case
 *
 * Whether one of the words is among them.
 */
gboolean
mb_html_has_any_word (const char *list, const char *const *words)
{
  for (guint i = 0; list && words[i]; i++)
    if (mb_html_has_word (list, words[i]))
      return TRUE;

  return FALSE;
}

/**
 * mb_html_find_style:
 * @style: (nullable): the value of a `style` attribute
 * @property: a property
 *
 * Finds what a style says of a property.
 *
 * Returns: (transfer full) (nullable): its value in lower case
 */
char *
mb_html_find_style (const char *style, const char *property)
{
  gsize n = strlen (property);

  while (style && *style) {
    gsize length = strcspn (style, ";");
    const char *colon = memchr (style, ':', length);

    style += strspn (style, " \t\r\n\f;");
    colon = colon && colon > style ? colon : NULL;
    if (colon && (gsize) (colon - style) >= n && g_ascii_strncasecmp (style, property, n) == 0 &&
        strspn (style + n, " \t\r\n\f") == (gsize) (colon - style) - n) {
      g_autofree char *value = g_strndup (colon + 1, strcspn (colon + 1, ";"));

      return g_ascii_strdown (g_strstrip (value), -1);
    }
    style += strcspn (style, ";");
    style += *style == ';' ? 1 : 0;
  }

  return NULL;
}
