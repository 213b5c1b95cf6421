#pragma once

#include "mb-job.h"
#include "mb-messages.h"

#include <adwaita.h>

G_BEGIN_DECLS

/* The page that says what has become of a sending, and what can be done.
 *
 * Signals: `done ()`; `way-out (int way)`: an MbWayOut was pressed; `replace ()`: the site's
 * version is to give way; `keep ()`: the site's version stays.
 */
#define MB_TYPE_PUBLISH_RESULT (mb_publish_result_get_type ())

G_DECLARE_FINAL_TYPE (MbPublishResult, mb_publish_result, MB, PUBLISH_RESULT, AdwBin)

void mb_publish_result_show_job (MbPublishResult *self, MbJob *job);
void mb_publish_result_show_error (MbPublishResult *self, const GError *error);
GtkWidget *mb_publish_result_pick_focus (MbPublishResult *self);

G_END_DECLS
