#pragma once

#include "mb-draft.h"
#include "mb-pictures.h"

G_BEGIN_DECLS

/* Where a picture goes: into this article, at its editor's caret. */
typedef struct {
  MbPictures *pictures;
  MbEditorView *editor;
  MbDraft *draft; /* of the article that the editor shows */
} MbPictureTarget;

/* A picture on its way into the text: chosen, pasted or dropped, looked at, kept, inserted with
 * what it says about itself. It goes into its own article whatever is open when it is ready; `left`
 * is that article when its editor does not show it any more. */
typedef void (*MbPictureIntakeDone) (MbArticle *left, const GError *error, gpointer user_data);

void mb_picture_intake_choose (const MbPictureTarget *target,
                               MbPictureIntakeDone done,
                               gpointer user_data);
void mb_picture_intake_take (const MbPictureTarget *target,
                             GBytes *bytes,
                             const char *file_name,
                             MbPictureIntakeDone done,
                             gpointer user_data);

G_END_DECLS
