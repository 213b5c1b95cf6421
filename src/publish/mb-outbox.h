#pragma once

#include "mb-lane.h"
#include "mb-planner.h"
#include "mb-scales.h"

G_BEGIN_DECLS

/* What is on its way to sites: a GListModel of MbJob, durable in the store. Lives on the main
 * thread; each site with a running job has a worker. Every job ends with exactly one post on the
 * site, or none and a state that says so.
 *
 * Properties: `paused` (boolean), `n-active` (unsigned: jobs that are not over).
 */
#define MB_TYPE_OUTBOX (mb_outbox_get_type ())

G_DECLARE_FINAL_TYPE (MbOutbox, mb_outbox, MB, OUTBOX, GObject)

MbOutbox *mb_outbox_new (MbStore *store,
                         MbDestinations *destinations,
                         const MbRetryPolicy *policy) G_GNUC_WARN_UNUSED_RESULT;

/* Collaborators, to be set before jobs run. */
void mb_outbox_set_open (MbOutbox *self, MbOpenDestination open, gpointer user_data);
void mb_outbox_set_rendition (MbOutbox *self, MbRendition rendition);
void mb_outbox_set_point (MbOutbox *self, MbOutboxPoint point, gpointer user_data);

/* Takes up what an earlier run left, at start, after the sites are loaded. A second time nothing is
 * taken up twice. */
void mb_outbox_resume_async (MbOutbox *self,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data);
gboolean mb_outbox_resume_finish (MbOutbox *self, GAsyncResult *result, GError **error);

/* Completes when the job is in the store, long before it is sent; then watch the job.
 * `MB_PUBLISH_ERROR_NOT_READY` when checks block. */
void mb_outbox_publish_async (MbOutbox *self,
                              MbSnapshot *snapshot,
                              const MbPublishOptions *options,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data);
MbJob *mb_outbox_publish_finish (MbOutbox *self,
                                 GAsyncResult *result,
                                 GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* What would leave for a site now. */
void mb_outbox_weigh_async (MbOutbox *self,
                            MbSnapshot *snapshot,
                            const char *destination_id,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer user_data);
gboolean
mb_outbox_weigh_finish (MbOutbox *self, GAsyncResult *result, MbWeight *weight, GError **error);

/* Before the program ends: running jobs stop where they are, and go on at the next start. Blocks
 * for a moment. */
void mb_outbox_stop (MbOutbox *self);

void mb_outbox_cancel (MbOutbox *self, MbJob *job);
void mb_outbox_look_now (MbOutbox *self, MbJob *job);
void mb_outbox_set_paused (MbOutbox *self, gboolean paused);
MbDestinations *mb_outbox_get_destinations (MbOutbox *self);
gboolean mb_outbox_get_paused (MbOutbox *self);
guint mb_outbox_get_n_active (MbOutbox *self);

MbJob *mb_outbox_find (MbOutbox *self, const char *draft_id, const char *destination_id);

/* Whether the article is on a site: the address, and whether what is there is what the snapshot
 * says. */
char *mb_outbox_dup_public_url (MbOutbox *self,
                                const char *draft_id,
                                const char *destination_id) G_GNUC_WARN_UNUSED_RESULT;
gboolean mb_outbox_is_outdated (MbOutbox *self, MbJob *job, MbSnapshot *snapshot);
gboolean
mb_outbox_has_unsent_changes (MbOutbox *self, MbSnapshot *snapshot, const char *destination_id);

G_END_DECLS
