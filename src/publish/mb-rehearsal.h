#pragma once

#include "mb-destination.h"

G_BEGIN_DECLS

/* What is tried of a site, in this order. */
typedef enum {
  MB_REHEARSAL_ADDRESS,  /* does it answer where we think it is? */
  MB_REHEARSAL_PLATFORM, /* is it the platform that we think it is? */
  MB_REHEARSAL_ACCESS,   /* does it take our access? */
  MB_REHEARSAL_RIGHTS,   /* may this account write? */
  MB_REHEARSAL_PICTURE,  /* does it take a picture? */
  MB_REHEARSAL_DRAFT,    /* does it take a draft that no reader sees? */
  MB_REHEARSAL_REMOVAL,  /* is the draft gone again? */
} MbRehearsalStep;

#define MB_N_REHEARSAL_STEPS (MB_REHEARSAL_REMOVAL + 1)

typedef enum {
  MB_REHEARSAL_BEGUN,
  MB_REHEARSAL_PASSED,
  MB_REHEARSAL_SKIPPED, /* the site or the account cannot do this */
  MB_REHEARSAL_FAILED,  /* the error says why; nothing further is tried */
} MbRehearsalOutcome;

typedef void (*MbRehearsalReport) (MbRehearsalStep step,
                                   MbRehearsalOutcome outcome,
                                   gpointer user_data);

typedef struct {
  const char *headline; /* of the draft: should it ever stay, people know what it is */
  const char *words;
  MbRehearsalReport report; /* (nullable): called on the thread that runs */
  gpointer user_data;
} MbRehearsal;

gboolean mb_rehearsal_run (const MbRehearsal *self,
                           MbDestination *destination,
                           GCancellable *cancellable,
                           GError **error);

G_END_DECLS
