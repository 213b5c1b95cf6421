#pragma once

#include "mb-article.h"

G_BEGIN_DECLS

MbText *mb_random_text (GRand *rand, guint max_chars, MbPartRole role);
MbTransaction *mb_random_transaction (GRand *rand, MbSnapshot *base);

G_END_DECLS
