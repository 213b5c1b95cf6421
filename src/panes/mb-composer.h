#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* A few lines to somebody: a remark, an answer, a reason. Ctrl+Enter sends them, Escape lets them
 * go.
 *
 * Signals: `sent (char *words)` (without spaces around them, never empty), `cancelled ()`.
 */
#define MB_TYPE_COMPOSER (mb_composer_get_type ())

G_DECLARE_FINAL_TYPE (MbComposer, mb_composer, MB, COMPOSER, GtkWidget)

void mb_composer_set_verb (MbComposer *self, const char *verb);
void mb_composer_set_name (MbComposer *self, const char *name);
void mb_composer_begin (MbComposer *self);
gboolean mb_composer_has_words (MbComposer *self);

G_END_DECLS
