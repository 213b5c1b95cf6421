#pragma once

#include "mb-editor-view.h"
#include "mb-picture-report.h"
#include "mb-store.h"

G_BEGIN_DECLS

/* Pictures for the editor: taken in from files and clipboards, and given back as pixels. Main
 * thread; decoding, hashing and reading happen on a worker, strangers' bytes are first looked at by
 * the helper. */
#define MB_TYPE_PICTURES (mb_pictures_get_type ())

G_DECLARE_FINAL_TYPE (MbPictures, mb_pictures, MB, PICTURES, GObject)

MbPictures *mb_pictures_new (MbStore *store) G_GNUC_WARN_UNUSED_RESULT;

/* An MbEditorLoadPicture. */
void mb_pictures_load (const char *sha256,
                       int max_width_px,
                       MbEditorPictureReady ready,
                       gpointer ready_data,
                       gpointer user_data);

void mb_pictures_take_async (MbPictures *self,
                             GBytes *bytes,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data);
MbPictureReport *mb_pictures_take_finish (MbPictures *self,
                                          GAsyncResult *result,
                                          char **sha256,
                                          GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
