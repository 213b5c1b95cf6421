#pragma once

#include "mb-snapshot.h"

G_BEGIN_DECLS

guint mb_preview_pick_offset (const MbText *text, guint visible_chars);
gboolean mb_preview_shows_picture (const MbSnapshot *snapshot, const char *sha256);

G_END_DECLS
