#pragma once

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

G_END_DECLS
