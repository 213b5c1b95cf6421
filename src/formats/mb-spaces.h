#pragma once

#include "mb-text.h"

G_BEGIN_DECLS

MbText *mb_spaces_mend (MbText *text, guint *n_mended) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
