#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What the reader does with an element; everything that it does not know is looked through. */
typedef enum {
  MB_HTML_LOOK_THROUGH,
  MB_HTML_DROP,      /* with what is in it */
  MB_HTML_DROP_PART, /* the site around an article: dropped, and said so */
  MB_HTML_FOOTER,
  MB_HTML_BLOCK,
  MB_HTML_HEADING_1,
  MB_HTML_HEADING_2,
  MB_HTML_HEADING_3,
  MB_HTML_LIST,
  MB_HTML_ORDERED_LIST,
  MB_HTML_ITEM,
  MB_HTML_QUOTE,
  MB_HTML_CITE,
  MB_HTML_PRE,
  MB_HTML_FIGURE,
  MB_HTML_CAPTION,
  MB_HTML_IMAGE,
  MB_HTML_EMBED,
  MB_HTML_RULE,
  MB_HTML_BREAK,
  MB_HTML_TABLE,
  MB_HTML_ROW,
  MB_HTML_CELL,
  MB_HTML_ASIDE,
  MB_HTML_LINK,
  MB_HTML_SMALL,
  MB_HTML_BOLD,
  MB_HTML_ITALIC,
  MB_HTML_UP,
  MB_HTML_DOWN,
  MB_HTML_STRIKE,
  MB_HTML_MONO,
} MbHtmlAction;

MbHtmlAction mb_html_find_action (const char *element);
gboolean mb_html_has_word (const char *list, const char *word);
gboolean mb_html_has_any_word (const char *list, const char *const *words);
char *mb_html_find_style (const char *style, const char *property) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
