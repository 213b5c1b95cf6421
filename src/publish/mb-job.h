#pragma once

#include "mb-destination.h"
#include "mb-receipt.h"
#include "mb-store-outbox.h"

G_BEGIN_DECLS

/* One sending of one article to one site, as the outbox knows it. Lives on the main thread; only
 * the outbox changes it.
 *
 * Properties, all readable and notified: `id`, `draft-id`, `headline`, `destination-id`, `intent`,
 * `state`, `step`, `fraction`, `media-done`, `media-total`, `url`, `error` (boxed GError,
 * nullable), `receipt` (boxed MbReceipt, nullable), `not-before-ms`, `tries`, `seconds-left`.
 */
#define MB_TYPE_JOB (mb_job_get_type ())
#define MB_TYPE_JOB_STATE (mb_job_state_get_type ())
#define MB_TYPE_JOB_STEP (mb_job_step_get_type ())
#define MB_TYPE_INTENT (mb_intent_get_type ())

G_DECLARE_FINAL_TYPE (MbJob, mb_job, MB, JOB, GObject)

/* The numbers of the three enums stand in people's stores: new ones go to the end. */
typedef enum {
  MB_JOB_QUEUED,     /* another job of this site is first, or the outbox is paused */
  MB_JOB_RUNNING,    /* at its step now */
  MB_JOB_WAITING,    /* will go on by itself at `not-before-ms`; `error` says why */
  MB_JOB_SCHEDULED,  /* ready on the site; goes public at `not-before-ms` */
  MB_JOB_NEEDS_USER, /* a person must act; `error` says what */
  MB_JOB_CONFLICT,   /* changed on the site meanwhile; nothing was overwritten */
  MB_JOB_FAILED,
  MB_JOB_CANCELLED,
  MB_JOB_DONE, /* read back and found */
} MbJobState;

typedef enum {
  MB_AT_PLANNED,
  MB_AT_MEDIA,
  MB_AT_DRAFT,
  MB_AT_VERIFY,
  MB_AT_FINALISE,
  MB_AT_CONFIRM,
  MB_AT_DONE,
} MbJobStep;

typedef enum {
  MB_INTENT_PUBLISH, /* becomes an update when the article is on the site already */
  MB_INTENT_UPDATE,
  MB_INTENT_SCHEDULE,
  MB_INTENT_UNPUBLISH,
  MB_INTENT_TAKEDOWN,
  MB_INTENT_MEDIA_LATER,
} MbIntent;

GType mb_job_state_get_type (void);
GType mb_job_step_get_type (void);
GType mb_intent_get_type (void);

const char *mb_job_get_id (MbJob *self);
const char *mb_job_get_draft_id (MbJob *self);
const char *mb_job_get_headline (MbJob *self);
const char *mb_job_get_destination_id (MbJob *self);
MbIntent mb_job_get_intent (MbJob *self);
MbJobState mb_job_get_state (MbJob *self);
MbJobStep mb_job_get_step (MbJob *self);
double mb_job_get_fraction (MbJob *self);
guint mb_job_get_media_done (MbJob *self);
guint mb_job_get_media_total (MbJob *self);
const char *mb_job_get_url (MbJob *self);
const GError *mb_job_get_error (MbJob *self);
MbReceipt *mb_job_get_receipt (MbJob *self);
gint64 mb_job_get_not_before_ms (MbJob *self);
guint mb_job_get_tries (MbJob *self);
int mb_job_get_seconds_left (MbJob *self);
gboolean mb_job_is_over (MbJob *self);
gboolean mb_job_goes_on (MbJob *self);
gboolean mb_job_can_yield (MbJob *self);
gboolean mb_job_is_kept_by_site (MbJob *self);
gboolean mb_job_was_sent (MbJob *self);

/* For the outbox. */
typedef struct {
  guint media_done;
  guint media_total;
  gsize sent_bytes; /* of the request under way */
  gsize total_bytes;
} MbJobProgress;

MbJob *mb_job_new (const MbJobRow *row) G_GNUC_WARN_UNUSED_RESULT;
void mb_job_update (MbJob *self, const MbJobRow *row, const MbJobProgress *progress);
const MbJobRow *mb_job_get_row (MbJob *self);
void mb_job_row_withdraw (MbJobRow *row);
MbJobRow *mb_job_row_copy (const MbJobRow *row) G_GNUC_WARN_UNUSED_RESULT;
const char *mb_job_state_to_string (MbJobState state);
const char *mb_job_step_to_string (MbJobStep step);

G_END_DECLS
