#pragma once

#include "mb-article.h"

#include <adwaita.h>

G_BEGIN_DECLS

/* A picture and its fields. What is typed is in the article at once; the dialog closes itself when
 * the picture leaves the article. */
#define MB_TYPE_IMAGE_DIALOG (mb_image_dialog_get_type ())

G_DECLARE_FINAL_TYPE (MbImageDialog, mb_image_dialog, MB, IMAGE_DIALOG, AdwDialog)

AdwDialog *mb_image_dialog_new (MbArticle *article, guint64 block);
void mb_image_dialog_set_picture (MbImageDialog *self, GdkPaintable *picture);

G_END_DECLS
