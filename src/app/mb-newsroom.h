#pragma once

#include "mb-library.h"
#include "mb-local-site.h"
#include "mb-outbox.h"
#include "mb-people.h"
#include "mb-pictures.h"
#include "mb-session.h"

G_BEGIN_DECLS

/* All that the windows of one process share: the store, the open drafts (one for each article), the
 * library, the pictures, the sites and what is on its way to them. Main thread.
 *
 * Property `author` (string): the name that goes on transactions.
 * Signal `site-trouble (GError *error)`: the sites or the outbox could not be started.
 */
#define MB_TYPE_NEWSROOM (mb_newsroom_get_type ())

G_DECLARE_FINAL_TYPE (MbNewsroom, mb_newsroom, MB, NEWSROOM, GObject)

void mb_newsroom_open_async (const char *folder,
                             gboolean with_sample,
                             GAsyncReadyCallback callback,
                             gpointer user_data);
MbNewsroom *mb_newsroom_open_finish (GAsyncResult *result,
                                     GError **error) G_GNUC_WARN_UNUSED_RESULT;
void mb_newsroom_start (MbNewsroom *self);
void mb_newsroom_remember (MbNewsroom *self, const MbSession *session);
void mb_newsroom_close_async (MbNewsroom *self,
                              const MbSession *session,
                              GAsyncReadyCallback callback,
                              gpointer user_data);
gboolean mb_newsroom_close_finish (MbNewsroom *self, GAsyncResult *result, GError **error);

MbStore *mb_newsroom_get_store (MbNewsroom *self);
MbPeople *mb_newsroom_get_people (MbNewsroom *self);
MbLibrary *mb_newsroom_get_library (MbNewsroom *self);
MbOutbox *mb_newsroom_get_outbox (MbNewsroom *self);
MbDestinations *mb_newsroom_get_destinations (MbNewsroom *self);
MbPictures *mb_newsroom_get_pictures (MbNewsroom *self);
const GError *mb_newsroom_get_read_only_reason (MbNewsroom *self);
const char *mb_newsroom_get_author (MbNewsroom *self);

/* Drafts */
MbDraft *mb_newsroom_take_first (MbNewsroom *self, MbPosition *caret) G_GNUC_WARN_UNUSED_RESULT;
MbDraft *mb_newsroom_new_draft (MbNewsroom *self, const char *language) G_GNUC_WARN_UNUSED_RESULT;
MbDraft *mb_newsroom_find_draft (MbNewsroom *self, const char *draft_id);
void mb_newsroom_open_draft_async (MbNewsroom *self,
                                   const char *draft_id,
                                   GCancellable *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data);
MbDraft *mb_newsroom_open_draft_finish (MbNewsroom *self,
                                        GAsyncResult *result,
                                        GError **error) G_GNUC_WARN_UNUSED_RESULT;
GPtrArray *mb_newsroom_dup_open_drafts (MbNewsroom *self) G_GNUC_WARN_UNUSED_RESULT;
void mb_newsroom_add_async (MbNewsroom *self,
                            MbSnapshot *snapshot,
                            GAsyncReadyCallback callback,
                            gpointer user_data);
gboolean mb_newsroom_add_finish (MbNewsroom *self, GAsyncResult *result, GError **error);

/* The site that comes with Marbre */
void mb_newsroom_use_local_site (MbNewsroom *self);

G_END_DECLS
