#pragma once

#include "mb-pictures.h"

G_BEGIN_DECLS

/* A picture on its way into the text: chosen, pasted or dropped, looked at, kept, inserted with
 * what it says about itself. The error is `G_IO_ERROR_CLOSED` when another article was opened
 * meanwhile: it goes into its own or nowhere. */
typedef void (*MbPictureIntakeDone) (const GError *error, gpointer user_data);

void mb_picture_intake_choose (MbPictures *pictures,
                               MbEditorView *editor,
                               MbPictureIntakeDone done,
                               gpointer user_data);
void mb_picture_intake_take (MbPictures *pictures,
                             MbEditorView *editor,
                             GBytes *bytes,
                             const char *file_name,
                             MbPictureIntakeDone done,
                             gpointer user_data);

G_END_DECLS
