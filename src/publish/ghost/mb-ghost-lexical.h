#pragma once

#include "mb-destination.h"

G_BEGIN_DECLS

void mb_ghost_lexical_shape (MbPost *post);

G_END_DECLS
