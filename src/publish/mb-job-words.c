#include "mb-job.h"

G_DEFINE_ENUM_TYPE (MbJobState,
                    mb_job_state,
                    G_DEFINE_ENUM_VALUE (MB_JOB_QUEUED, "queued"),
                    G_DEFINE_ENUM_VALUE (MB_JOB_RUNNING, "running"),
                    G_DEFINE_ENUM_VALUE (MB_JOB_WAITING, "waiting"),
                    G_DEFINE_ENUM_VALUE (MB_JOB_SCHEDULED, "scheduled"),
                    G_DEFINE_ENUM_VALUE (MB_JOB_NEEDS_USER, "needs-user"),
                    G_DEFINE_ENUM_VALUE (MB_JOB_CONFLICT, "conflict"),
                    G_DEFINE_ENUM_VALUE (MB_JOB_FAILED, "failed"),
                    G_DEFINE_ENUM_VALUE (MB_JOB_CANCELLED, "cancelled"),
                    G_DEFINE_ENUM_VALUE (MB_JOB_DONE, "done"))

G_DEFINE_ENUM_TYPE (MbJobStep,
                    mb_job_step,
                    G_DEFINE_ENUM_VALUE (MB_AT_PLANNED, "planned"),
                    G_DEFINE_ENUM_VALUE (MB_AT_MEDIA, "media"),
                    G_DEFINE_ENUM_VALUE (MB_AT_DRAFT, "draft"),
                    G_DEFINE_ENUM_VALUE (MB_AT_VERIFY, "verify"),
                    G_DEFINE_ENUM_VALUE (MB_AT_FINALISE, "finalise"),
                    G_DEFINE_ENUM_VALUE (MB_AT_CONFIRM, "confirm"),
                    G_DEFINE_ENUM_VALUE (MB_AT_DONE, "done"))

G_DEFINE_ENUM_TYPE (MbIntent,
                    mb_intent,
                    G_DEFINE_ENUM_VALUE (MB_INTENT_PUBLISH, "publish"),
                    G_DEFINE_ENUM_VALUE (MB_INTENT_UPDATE, "update"),
                    G_DEFINE_ENUM_VALUE (MB_INTENT_SCHEDULE, "schedule"),
                    G_DEFINE_ENUM_VALUE (MB_INTENT_UNPUBLISH, "unpublish"),
                    G_DEFINE_ENUM_VALUE (MB_INTENT_TAKEDOWN, "takedown"),
                    G_DEFINE_ENUM_VALUE (MB_INTENT_MEDIA_LATER, "media-later"))

/**
 * mb_job_row_copy:
 * @row: a job as the store knows it
 *
 * Copies a row; the document is shared.
 *
 * Returns: (transfer full): the copy
 */
MbJobRow *
mb_job_row_copy (const MbJobRow *row)
{
  MbJobRow *copy = g_new0 (MbJobRow, 1);

  *copy = *row;
  copy->id = g_strdup (row->id);
  copy->draft_id = g_strdup (row->draft_id);
  copy->site_id = g_strdup (row->site_id);
  copy->headline = g_strdup (row->headline);
  copy->document = row->document ? g_bytes_ref (row->document) : NULL;
  copy->digest = g_strdup (row->digest);
  copy->options = g_strdup (row->options);
  copy->marker = g_strdup (row->marker);
  copy->remote_url = g_strdup (row->remote_url);
  copy->remote_id = g_strdup (row->remote_id);
  copy->remote_version = g_strdup (row->remote_version);
  copy->error_message = g_strdup (row->error_message);
  copy->receipt = g_strdup (row->receipt);

  return copy;
}

static const char *
nick_of (GType type, int value)
{
  g_autoptr (GEnumClass) klass = g_type_class_ref (type);
  GEnumValue *found = g_enum_get_value (klass, value);

  return found ? found->value_nick : "unknown";
}

/**
 * mb_job_state_to_string:
 * @state: a state
 *
 * Names a state for programs.
 *
 * Returns: (transfer none): the word
 */
const char *
mb_job_state_to_string (MbJobState state)
{
  return nick_of (MB_TYPE_JOB_STATE, (int) state);
}

/**
 * mb_job_step_to_string:
 * @step: a step
 *
 * Names a step for programs.
 *
 * Returns: (transfer none): the word
 */
const char *
mb_job_step_to_string (MbJobStep step)
{
  return nick_of (MB_TYPE_JOB_STEP, (int) step);
}

/**
 * mb_job_row_withdraw:
 * @row: a job whose post waits on the site for its hour, or takes the place of one that does
 *
 * Makes it the order to take that post back: a draft again, and at once.
 */
void
mb_job_row_withdraw (MbJobRow *row)
{
  row->intent = MB_INTENT_UNPUBLISH;
  row->step = MB_AT_FINALISE;
  row->state = MB_JOB_QUEUED;
  row->attempted = FALSE;
  row->tries = 0;
  row->not_before_ms = 0;
  row->error_code = -1;
  g_clear_pointer (&row->error_message, g_free);
}
