#pragma once

#include "mb-snapshot.h"

G_BEGIN_DECLS

/* How long a text is, as newsrooms count. */
typedef struct {
  guint words;
  guint signs; /* grapheme clusters, spaces included, line breaks not */
} MbCount;

MbCount mb_count_text (const MbText *text);
MbCount mb_count_snapshot (MbSnapshot *snapshot);

G_END_DECLS
