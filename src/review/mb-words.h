#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum {
  MB_RUN_SAME,
  MB_RUN_REMOVED,
  MB_RUN_INSERTED,
} MbRunKind;

/* A stretch of words that were kept, taken out, or put in. What was taken out comes before what was
 * put in its place. */
typedef struct {
  MbRunKind kind;
  const char *text;
} MbRun;

GArray *mb_words_compare (const char *old_text, const char *new_text) G_GNUC_WARN_UNUSED_RESULT;
guint mb_words_count (const char *text);
double mb_words_likeness (const char *a, const char *b);
void mb_runs_append (GArray *runs, MbRunKind kind, const char *text, gsize n_bytes);
gboolean *mb_longest_rise (const guint *numbers, guint n) G_GNUC_WARN_UNUSED_RESULT;
GArray *mb_runs_new (void) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
