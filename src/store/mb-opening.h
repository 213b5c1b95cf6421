#pragma once

#include "mb-store-error.h"

G_BEGIN_DECLS

gboolean mb_opening_look (const char *folder, gboolean may_be_new, GError **error);

G_END_DECLS
