#pragma once

#include "mb-checks.h"
#include "mb-import.h"
#include "mb-lint.h"
#include "mb-merge.h"
#include "mb-rehearsal.h"
#include "mb-store-exchange.h"

G_BEGIN_DECLS

/* What a person can do about an error; the button's word is mb_message_way_out(). */
typedef enum {
  MB_WAY_OUT_NONE,
  MB_WAY_OUT_RETRY,
  MB_WAY_OUT_RECONNECT,
  MB_WAY_OUT_LOOK, /* look on the site whether it is there */
  MB_WAY_OUT_COMPARE,
  MB_WAY_OUT_AS_DRAFT,     /* send it as a draft */
  MB_WAY_OUT_AS_NEW,       /* publish it as a new one */
  MB_WAY_OUT_OPEN_BROWSER, /* a captive portal wants a login */
  MB_WAY_OUT_CLOCK,        /* the computer's clock */
  MB_WAY_OUT_CORRECT,      /* go to the field or block */
  MB_WAY_OUT_SEE,          /* show what is missing */
  MB_WAY_OUT_ASK_SECRET,   /* ask for the password each session */
  MB_WAY_OUT_SAVE_COPY,    /* save a copy elsewhere */
  MB_WAY_OUT_CHOOSE_FILE,  /* another file */
  MB_WAY_OUT_NEW_TERMS,    /* let sections and tags be made on the site */
} MbWayOut;

/* All return translated sentences, (transfer full). */
char *mb_message_for_error (const GError *error) G_GNUC_WARN_UNUSED_RESULT;
char *mb_message_details (const GError *error) G_GNUC_WARN_UNUSED_RESULT;
MbWayOut mb_message_find_way_out (const GError *error);
char *mb_message_way_out (const GError *error) G_GNUC_WARN_UNUSED_RESULT;
gboolean mb_message_knows_finding (const char *code);
char *mb_message_for_finding (const MbFinding *finding) G_GNUC_WARN_UNUSED_RESULT;
char *mb_message_for_lint (const MbLintItem *item) G_GNUC_WARN_UNUSED_RESULT;
char *mb_message_for_rehearsal_step (MbRehearsalStep step) G_GNUC_WARN_UNUSED_RESULT;
char *mb_message_for_rehearsal_help (MbRehearsalStep step) G_GNUC_WARN_UNUSED_RESULT;
char *mb_message_for_import_note (const MbImportNote *note) G_GNUC_WARN_UNUSED_RESULT;
char *mb_message_for_review_state (MbReviewState state) G_GNUC_WARN_UNUSED_RESULT;
char *mb_message_for_return (const char *who, const char *reason) G_GNUC_WARN_UNUSED_RESULT;
char *mb_message_for_elsewhere (const MbReviewEvent *event,
                                const char *who,
                                MbReviewState state) G_GNUC_WARN_UNUSED_RESULT;
char *mb_message_for_conflict (const MbMergeConflict *conflict) G_GNUC_WARN_UNUSED_RESULT;
char *mb_message_for_arrival (const MbArrival *arrival) G_GNUC_WARN_UNUSED_RESULT;
char *mb_message_for_review_action (MbReviewAction action) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
