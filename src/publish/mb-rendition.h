#pragma once

#include "mb-block.h"
#include "mb-picture.h"

G_BEGIN_DECLS

/* A picture as it leaves the machine: upright, at most @width_px wide, without private metadata,
 * within the budget where the picture allows it; @words is the MbPictureWords that is written into
 * it. NULL with an error when there are no bytes or they are no picture. Called on workers.
 * mb_picture_load_rendition() is one. */
typedef GBytes *(*MbRendition) (MbAssets *assets,
                                const char *sha256,
                                guint width_px,
                                gsize budget_bytes,
                                gpointer words,
                                GError **error);

GBytes *mb_rendition_make (MbRendition rendition,
                           MbAssets *assets,
                           const MbBlock *figure,
                           gboolean lead,
                           GError **error) G_GNUC_WARN_UNUSED_RESULT;
const char *mb_rendition_variant (gboolean lead);

G_END_DECLS
