#pragma once

#include "mb-text.h"

G_BEGIN_DECLS

/* What becomes of characters that a text view was given. */
char *mb_typing_clean (const char *text) G_GNUC_WARN_UNUSED_RESULT;
MbText *mb_typing_dress (const MbText *around, guint offset, const char *utf8, guint on, guint off)
  G_GNUC_WARN_UNUSED_RESULT;
void mb_typing_find_change (const char *there,
                            const char *wanted,
                            const char **from,
                            const char **to,
                            const char **wanted_from,
                            const char **wanted_to);

G_END_DECLS
