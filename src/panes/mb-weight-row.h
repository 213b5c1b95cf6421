#pragma once

#include "mb-outbox.h"

#include <adwaita.h>

G_BEGIN_DECLS

/* How much sending an article to a site would send, said when it is measured. */
#define MB_TYPE_WEIGHT_ROW (mb_weight_row_get_type ())

G_DECLARE_FINAL_TYPE (MbWeightRow, mb_weight_row, MB, WEIGHT_ROW, AdwActionRow)

void mb_weight_row_weigh (MbWeightRow *self,
                          MbOutbox *outbox,
                          MbSnapshot *snapshot,
                          const char *site_id);
char *mb_weight_row_say (const MbWeight *weight) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
