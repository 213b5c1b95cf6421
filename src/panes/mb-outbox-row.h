#pragma once

#include "mb-destinations.h"
#include "mb-job.h"

#include <adwaita.h>

G_BEGIN_DECLS

/* One sending in a list: its headline, its site, where it is, and why. Follows it. */
#define MB_TYPE_OUTBOX_ROW (mb_outbox_row_get_type ())

G_DECLARE_FINAL_TYPE (MbOutboxRow, mb_outbox_row, MB, OUTBOX_ROW, AdwActionRow)

GtkWidget *mb_outbox_row_new (MbJob *job, MbDestinations *sites);
MbJob *mb_outbox_row_get_job (MbOutboxRow *self);

G_END_DECLS
