#pragma once

#include "mb-job.h"

#include <adwaita.h>

G_BEGIN_DECLS

/* The page of a sending under way: its steps, how far it is, and a way to stop.
 *
 * Signal: `cancel ()`: the person wants it stopped.
 */
#define MB_TYPE_PUBLISH_PROGRESS (mb_publish_progress_get_type ())

G_DECLARE_FINAL_TYPE (MbPublishProgress, mb_publish_progress, MB, PUBLISH_PROGRESS, AdwBin)

void mb_publish_progress_set_job (MbPublishProgress *self, MbJob *job);

G_END_DECLS
