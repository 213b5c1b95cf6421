#pragma once

#include "mb-assets.h"

G_BEGIN_DECLS

/* A picture as it leaves the machine: upright, at most @width_px wide, without private metadata, within the budget
 * where the picture allows it. NULL with an error when there are no bytes or they are no picture. Called on workers. */
typedef GBytes *(*MbRendition) (MbAssets *assets,
                                const char *sha256,
                                guint width_px,
                                gsize budget_bytes,
                                gpointer user_data,
                                GError **error);

G_END_DECLS
