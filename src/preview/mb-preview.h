#pragma once

#include "mb-article.h"
#include "mb-assets.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* The article as the site will show it, live.
 *
 * Properties: `article` (MbArticle), `assets` (MbAssets), `width-mode` (MbPreviewWidth), `problem`
 * (string, nullable, read-only: why there is no preview). WebKit is loaded when the widget is first
 * mapped. Signals: `picked (guint64 block, guint offset)`: a click in the text; `scrolled (guint64
 * block, double fraction)`; `link-picked (char *address)`.
 */
#define MB_TYPE_PREVIEW (mb_preview_get_type ())

G_DECLARE_FINAL_TYPE (MbPreview, mb_preview, MB, PREVIEW, GtkWidget)

typedef enum {
  MB_PREVIEW_PHONE,
  MB_PREVIEW_DESKTOP,
} MbPreviewWidth;

GtkWidget *mb_preview_new (void);
void mb_preview_set_article (MbPreview *self, MbArticle *article);
void mb_preview_set_assets (MbPreview *self, MbAssets *assets);
void mb_preview_set_width_mode (MbPreview *self, MbPreviewWidth width);
void mb_preview_scroll_to_block (MbPreview *self, guint64 block, double fraction);
void mb_preview_reload (MbPreview *self);

G_END_DECLS
