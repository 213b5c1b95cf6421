#pragma once

#include "mb-outbox.h"

#include <adwaita.h>

G_BEGIN_DECLS

/* Asks before an article is taken from readers, and says what they will see then. The response is
 * "unpublish" or "cancel". */
#define MB_TYPE_UNPUBLISH_ALERT (mb_unpublish_alert_get_type ())

G_DECLARE_FINAL_TYPE (MbUnpublishAlert, mb_unpublish_alert, MB, UNPUBLISH_ALERT, AdwAlertDialog)

gboolean mb_unpublish_alert_is_useful (MbOutbox *outbox, const char *draft_id);
AdwDialog *mb_unpublish_alert_new (MbOutbox *outbox, const char *draft_id);
MbSite *mb_unpublish_alert_get_site (MbUnpublishAlert *self);

G_END_DECLS
