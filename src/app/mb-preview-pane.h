#pragma once

#include "mb-preview.h"

#include <adwaita.h>

G_BEGIN_DECLS

/* The preview with what belongs to it: the choice of a width, and what is said when it does not
 * show. Signals: `picked (guint64 block, guint part, guint offset)`, `scrolled (guint64 block,
 * double fraction)`. Property `accelerated` (boolean). */
#define MB_TYPE_PREVIEW_PANE (mb_preview_pane_get_type ())

G_DECLARE_FINAL_TYPE (MbPreviewPane, mb_preview_pane, MB, PREVIEW_PANE, AdwBin)

MbPreview *mb_preview_pane_get_preview (MbPreviewPane *self);
void mb_preview_pane_set_article (MbPreviewPane *self, MbArticle *article);
void mb_preview_pane_set_large (MbPreviewPane *self, gboolean large);

G_END_DECLS
