#pragma once

#include "mb-destination.h"
#include "mb-site-defaults.h"

G_BEGIN_DECLS

void mb_ghost_lexical_shape (MbPost *post, const MbSiteDefaults *defaults);

G_END_DECLS
