#pragma once

#include "mb-review.h"
#include "mb-store.h"

G_BEGIN_DECLS

/* One row of the library. Properties, readable and notified: `id`, `headline`, `excerpt`,
 * `section`, `updated-ms`, `state` (int, MbReviewState), `came-ms` (when its file was sent, 0 when
 * it is no copy beside another article). */
#define MB_TYPE_LIBRARY_ITEM (mb_library_item_get_type ())

G_DECLARE_FINAL_TYPE (MbLibraryItem, mb_library_item, MB, LIBRARY_ITEM, GObject)

MbLibraryItem *mb_library_item_new (const MbDraftInfo *info) G_GNUC_WARN_UNUSED_RESULT;
void mb_library_item_take (MbLibraryItem *self, const MbDraftInfo *info);
const char *mb_library_item_get_id (MbLibraryItem *self);
const char *mb_library_item_get_headline (MbLibraryItem *self);
const char *mb_library_item_get_excerpt (MbLibraryItem *self);
const char *mb_library_item_get_section (MbLibraryItem *self);
gint64 mb_library_item_get_updated_ms (MbLibraryItem *self);
MbReviewState mb_library_item_get_state (MbLibraryItem *self);
gint64 mb_library_item_get_state_since_ms (MbLibraryItem *self);
const char *mb_library_item_get_owner_name (MbLibraryItem *self);
gboolean mb_library_item_is_copy (MbLibraryItem *self);
const char *mb_library_item_get_person (MbLibraryItem *self);
gint64 mb_library_item_get_came_ms (MbLibraryItem *self);

G_END_DECLS
