#pragma once

#include "mb-window.h"

G_BEGIN_DECLS

/* Article files in a window: saving one, taking one in, and saying what has become of it. */
void mb_exchange_share (MbWindow *window, MbNewsroom *newsroom);
void mb_exchange_receive (MbWindow *window, MbNewsroom *newsroom, GBytes *bytes);

G_END_DECLS
