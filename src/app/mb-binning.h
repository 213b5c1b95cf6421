#pragma once

#include "mb-window.h"

G_BEGIN_DECLS

/* Articles into the bin of a window's newsroom and out of it, with the offer to undo. */
void
mb_binning_move (MbWindow *window, MbNewsroom *newsroom, const char *draft_id, gboolean trashed);

G_END_DECLS
