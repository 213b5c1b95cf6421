#pragma once

#include "mb-schema.h"

G_BEGIN_DECLS

/* What people call a kind of block. */
const char *mb_kind_get_name (MbBlockKind kind);

G_END_DECLS
