#pragma once

#include "mb-editor-view.h"

#include <adwaita.h>

G_BEGIN_DECLS

/* What a writer does to words, as buttons; and how long the text is. Its buttons use the editor's
 * `text.*` actions by way of whoever holds both. Property `compact` (boolean: only the most used).
 */
#define MB_TYPE_FORMAT_BAR (mb_format_bar_get_type ())

G_DECLARE_FINAL_TYPE (MbFormatBar, mb_format_bar, MB, FORMAT_BAR, AdwBin)

void mb_format_bar_set_editor (MbFormatBar *self, MbEditorView *editor);
void mb_format_bar_set_article (MbFormatBar *self, MbArticle *article);
void mb_format_bar_set_compact (MbFormatBar *self, gboolean compact);

G_END_DECLS
