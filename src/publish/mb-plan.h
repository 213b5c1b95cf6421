#pragma once

#include "mb-destination.h"

G_BEGIN_DECLS

/* What a person decided about one sending; kept with the job. */
typedef struct {
  gboolean as_draft;     /* no reader is to see it */
  MbPostStatus standing; /* as which kind of draft: draft, pending or private */
  gboolean kept;         /* it takes the place of one that waits on the site for its hour */
  gboolean overwrite;
  gboolean as_new;
  char *known_version; /* (nullable) */
  gint64 at_ms;
  char **allowed;
} MbPlan;

MbPlan *mb_plan_new (void) G_GNUC_WARN_UNUSED_RESULT;
void mb_plan_free (MbPlan *plan);
MbPostStatus mb_plan_get_status (const MbPlan *plan);
gboolean mb_plan_allows (const MbPlan *plan, const char *code);
char *mb_plan_to_json (const MbPlan *plan) G_GNUC_WARN_UNUSED_RESULT;
MbPlan *mb_plan_from_json (const char *json) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MbPlan, mb_plan_free)

G_END_DECLS
