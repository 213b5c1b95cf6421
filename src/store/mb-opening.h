#pragma once

#include "mb-store-error.h"

G_BEGIN_DECLS

gboolean mb_opening_was_cut_off (const char *folder);
void mb_opening_remove_stillborn (const char *folder);
gboolean mb_opening_look (const char *folder, gboolean may_be_new, GError **error);

G_END_DECLS
