#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define MB_HTML_MAX_INPUT_BYTES (20 * 1024 * 1024)
#define MB_HTML_MAX_BYTES (2 * 1024 * 1024)
#define MB_HTML_MAX_TAG_BYTES (64 * 1024)
#define MB_HTML_MAX_ATTRIBUTES 1000

char *
mb_html_without_data (const char *html, gsize n_bytes, gsize *n_kept) G_GNUC_WARN_UNUSED_RESULT;
char *mb_html_without_conditions (const char *html,
                                  gsize n_bytes,
                                  gsize *n_kept) G_GNUC_WARN_UNUSED_RESULT;
gboolean mb_html_is_bearable (const char *html, gsize n_bytes);

G_END_DECLS
