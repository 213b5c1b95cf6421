#pragma once

#include "mb-outbox.h"

#include <adwaita.h>

G_BEGIN_DECLS

/* The sendings, the newest first.
 *
 * Signal: `job-activated (MbJob *job)`.
 */
#define MB_TYPE_OUTBOX_LIST (mb_outbox_list_get_type ())

G_DECLARE_FINAL_TYPE (MbOutboxList, mb_outbox_list, MB, OUTBOX_LIST, AdwBin)

GtkWidget *mb_outbox_list_new (MbOutbox *outbox);

G_END_DECLS
