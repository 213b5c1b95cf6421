#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* How words are made alike for the search, in what is indexed and in what is asked. */
char *mb_fold_text (const char *text) G_GNUC_WARN_UNUSED_RESULT;
char *mb_fold_key (const char *text) G_GNUC_WARN_UNUSED_RESULT;
char *mb_fold_match_expression (const char *query) G_GNUC_WARN_UNUSED_RESULT;
gboolean mb_fold_matches (const char *text, const char *query);
char *mb_fold_excerpt (const char *text, const char *query) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
