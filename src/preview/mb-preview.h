#pragma once

#include "mb-article.h"
#include "mb-assets.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* The article as the site will show it, live.
 *
 * Properties: `article` (MbArticle), `assets` (MbAssets), `width-mode` (MbPreviewWidth),
 * `accelerated` (boolean: draw with the graphics card), `problem` (string, nullable, read-only: why
 * there is no preview, one of "no-module", "no-filter", "no-page", "slow", "ended"). WebKit is
 * loaded after the frame in which the widget is first mapped. Signals: `picked (guint64 block,
 * guint offset)`: a click in the text, `picked-part (guint64 block, guint part, guint offset)`: the
 * same, to the part; `scrolled (guint64 block, double fraction)`; `link-picked (char *address)`.
 */
#define MB_TYPE_PREVIEW (mb_preview_get_type ())

G_DECLARE_FINAL_TYPE (MbPreview, mb_preview, MB, PREVIEW, GtkWidget)

typedef enum {
  MB_PREVIEW_PHONE,
  MB_PREVIEW_DESKTOP,
} MbPreviewWidth;

#define MB_TYPE_PREVIEW_WIDTH (mb_preview_width_get_type ())

GType mb_preview_width_get_type (void);
GtkWidget *mb_preview_new (void);
void mb_preview_set_article (MbPreview *self, MbArticle *article);
void mb_preview_set_assets (MbPreview *self, MbAssets *assets);
void mb_preview_set_width_mode (MbPreview *self, MbPreviewWidth width);
void mb_preview_set_accelerated (MbPreview *self, gboolean accelerated);
void mb_preview_scroll_to_block (MbPreview *self, guint64 block, double fraction);
void mb_preview_select_block (MbPreview *self, guint64 block);
void mb_preview_reload (MbPreview *self);
const char *mb_preview_get_problem (MbPreview *self);

/* For tests and figures. */
gboolean mb_preview_is_settled (MbPreview *self);
guint64 mb_preview_get_epoch (MbPreview *self);
guint64 mb_preview_get_n_calls (MbPreview *self);
void mb_preview_end_process (MbPreview *self);
void mb_preview_evaluate_async (MbPreview *self,
                                const char *body,
                                GAsyncReadyCallback callback,
                                gpointer user_data);
char *mb_preview_evaluate_finish (MbPreview *self,
                                  GAsyncResult *result,
                                  GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
