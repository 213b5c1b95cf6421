#pragma once

#include "mb-step.h"

G_BEGIN_DECLS

/* Where the writer was: found again at the next start. */
typedef struct {
  char *draft_id;   /* (nullable) */
  MbPosition caret; /* block 0: at the headline */
} MbSession;

char *mb_session_to_string (const MbSession *session) G_GNUC_WARN_UNUSED_RESULT;
void mb_session_read (MbSession *session, const char *text);
void mb_session_clear (MbSession *session);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (MbSession, mb_session_clear)

G_END_DECLS
