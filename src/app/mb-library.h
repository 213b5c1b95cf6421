#pragma once

#include "mb-draft.h"
#include "mb-library-item.h"

G_BEGIN_DECLS

/* The drafts of the store, the one changed last first, as a list that follows them.
 *
 * mb_library_set_stage() narrows it to the articles that stand at one stage of their review, the
 * one that waits longest first.
 *
 * Properties: `query` (string: words that must be there), `in-bin` (boolean: the bin instead),
 * `loading` (boolean, read-only: no answer has come yet), `problem` (boxed GError, nullable,
 * read-only).
 */
#define MB_TYPE_LIBRARY (mb_library_get_type ())

G_DECLARE_FINAL_TYPE (MbLibrary, mb_library, MB, LIBRARY, GObject)

MbLibrary *mb_library_new (MbStore *store) G_GNUC_WARN_UNUSED_RESULT;
GListModel *mb_library_get_items (MbLibrary *self);
void mb_library_set_query (MbLibrary *self, const char *query);
const char *mb_library_get_query (MbLibrary *self);
void mb_library_set_in_bin (MbLibrary *self, gboolean in_bin);
gboolean mb_library_get_in_bin (MbLibrary *self);
void mb_library_set_stage (MbLibrary *self, const MbReviewState *stage);
gboolean mb_library_has_stage (MbLibrary *self);
gboolean mb_library_is_loading (MbLibrary *self);
gboolean mb_library_find (MbLibrary *self, const char *draft_id, guint *position);
void mb_library_refresh (MbLibrary *self);
void mb_library_follow (MbLibrary *self, MbDraft *draft);

G_END_DECLS
