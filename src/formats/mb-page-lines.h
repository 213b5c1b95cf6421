#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What a line of a site's page is, besides the article's own words. */
typedef enum {
  MB_PAGE_LINE_TEXT,
  MB_PAGE_LINE_ANCHOR,     /* "top of page" */
  MB_PAGE_LINE_NETWORK,    /* a link to a social network */
  MB_PAGE_LINE_SECTION,    /* a word of the site's menu */
  MB_PAGE_LINE_COMMENTS,   /* where readers' comments begin */
  MB_PAGE_LINE_NEWSLETTER, /* the form's title or one of its fields */
  MB_PAGE_LINE_ABOUT,      /* the title of the block about the site */
  MB_PAGE_LINE_RELATED,    /* the title of links to other articles */
  MB_PAGE_LINE_COPYRIGHT,  /* the site's own */
  MB_PAGE_LINE_READING_TIME,
} MbPageLine;

MbPageLine mb_page_line_find (const char *line);
gboolean mb_page_line_is_short (const char *line);
char *mb_page_line_find_byline (const char *line) G_GNUC_WARN_UNUSED_RESULT;
char *mb_page_line_find_date (const char *line) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
