#pragma once

#include "mb-job.h"

G_BEGIN_DECLS

/* What a person is to know of a sending; each has its page in the publishing dialog. */
typedef enum {
  MB_SENDING_UNDER_WAY,
  MB_SENDING_OFFLINE,
  MB_SENDING_WAITING,
  MB_SENDING_SCHEDULED,
  MB_SENDING_UNCONFIRMED, /* sent, no answer */
  MB_SENDING_UNCHECKED,   /* sent, not read back */
  MB_SENDING_INCOMPLETE,  /* read back, and something is missing */
  MB_SENDING_REFUSED,
  MB_SENDING_CONFLICT,
  MB_SENDING_GONE, /* what was to be updated is no longer on the site */
  MB_SENDING_CANCELLED,
  MB_SENDING_CHECKED,
  MB_SENDING_DRAFT,       /* checked, readers do not see it */
  MB_SENDING_WITHDRAWN,   /* unpublished */
  MB_SENDING_STILL_THERE, /* unpublished, but readers still find it */
} MbSendingView;

MbSendingView mb_sending_get_view (MbJob *job);
gboolean mb_sending_is_withdrawal (MbJob *job);
char *mb_sending_say_title (MbJob *job) G_GNUC_WARN_UNUSED_RESULT;
char *mb_sending_say_state (MbJob *job) G_GNUC_WARN_UNUSED_RESULT;
char *mb_sending_say_moment (gint64 wall_ms) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
