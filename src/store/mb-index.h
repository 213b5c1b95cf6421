#pragma once

#include "mb-snapshot.h"
#include "mb-store-error.h"

G_BEGIN_DECLS

/* The search: its own thread and its own file, which can be made again from the drafts at any time.
 * Without the file, or where it lags behind, drafts are looked through one by one. */
typedef struct _MbIndex MbIndex;

MbIndex *mb_index_new (const char *folder, gboolean read_only) G_GNUC_WARN_UNUSED_RESULT;
void mb_index_close (MbIndex *self);
void mb_index_put (MbIndex *self, gint64 draft_no, guint64 seq, MbSnapshot *snapshot);
void mb_index_catch_up (MbIndex *self);
GPtrArray *mb_index_search (MbIndex *self, GPtrArray *rows, const char *query, GError **error)
  G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
