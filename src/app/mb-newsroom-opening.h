#pragma once

#include "mb-people.h"
#include "mb-store.h"

G_BEGIN_DECLS

#define MB_SETTING_SESSION "session"

/* A newsroom being opened, on a thread of its own while the toolkit starts on the main one. */
typedef struct {
  char *folder;
  gboolean with_sample;
  MbStore *store;
  MbPeopleFacts *people;
  MbArticle *first;
  MbPosition caret;
  GError *read_only_reason; /* NULL when the store can be written */
} MbNewsroomOpening;

MbNewsroomOpening *mb_newsroom_opening_new (const char *folder,
                                            gboolean with_sample) G_GNUC_WARN_UNUSED_RESULT;
void mb_newsroom_opening_free (MbNewsroomOpening *opening);
gboolean mb_newsroom_opening_run_sync (MbNewsroomOpening *opening, GError **error);

G_END_DECLS
