#pragma once

#include "mb-job.h"

G_BEGIN_DECLS

/* Notices what becomes of sendings while nobody looks: an article is online and read back, or the
 * site has refused it, or a person is needed.
 *
 * Signal: `announced (MbJob *job)`, once each time a sending comes to rest. What was at rest when
 * it came into the list is old news.
 */
#define MB_TYPE_HERALD (mb_herald_get_type ())

G_DECLARE_FINAL_TYPE (MbHerald, mb_herald, MB, HERALD, GObject)

MbHerald *mb_herald_new (GListModel *jobs) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
