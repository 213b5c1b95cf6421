#pragma once

#include "mb-assets.h"
#include "mb-clock.h"
#include "mb-job.h"
#include "mb-plan.h"
#include "mb-rendition.h"
#include "mb-retry.h"

G_BEGIN_DECLS

/* One job, from what the store knows of it to its end or to its next wait. Blocks: for the site's
 * worker.
 *
 * Each act on the network stands between two commits: before it, that it is about to happen; after
 * it, what it gave. A step that may have been interrupted is entered through a look-up, never by
 * doing it again.
 */
typedef struct _MbPublisher MbPublisher;

typedef struct {
  MbStore *store;
  MbDestination *destination;
  MbAssets *assets; /* NULL: no picture has bytes */
  MbRendition rendition;
  const MbRetryPolicy *policy;
  const MbClock *clock;
  GCancellable *cancellable; /* a person gives the job up, or the program ends */
  const int *stopping;       /* atomic: the program ends, the job stays as it is */
  void (*changed) (const MbJobRow *row, const MbJobProgress *progress, gpointer user_data);
  void (*at_point) (const char *point,
                    gpointer user_data); /* for tests: named places between acts and commits */
  gpointer user_data;
} MbPublisherSetup;

struct _MbPublisher {
  MbPublisherSetup setup;
  MbJobRow *row; /* borrowed */
  MbPlan *plan;
  MbSnapshot *snapshot;
  MbCapabilities capabilities;
  GHashTable *media; /* SHA-256 → MbRemoteMedia */
  MbJobProgress progress;
  gboolean verified; /* in this run the site was seen to hold all that we sent */
};

MbPublisher *mb_publisher_new (const MbPublisherSetup *setup,
                               MbJobRow *row) G_GNUC_WARN_UNUSED_RESULT;
void mb_publisher_free (MbPublisher *self);
void mb_publisher_run (MbPublisher *self);

/* Between the files of the publisher. */
typedef gboolean (*MbPublisherStep) (MbPublisher *self, GError **error);

gboolean mb_publisher_keep (MbPublisher *self, GError **error);
gboolean mb_publisher_keep_with (MbPublisher *self,
                                 const MbSiteMediaRow *media,
                                 const MbPublicationRow *publication,
                                 GError **error);
gboolean mb_publisher_announce (MbPublisher *self, const char *point, GError **error);
void mb_publisher_reach (MbPublisher *self, const char *point);
gboolean mb_publisher_pause (MbPublisher *self, guint delay_ms, GError **error);
MbPlace mb_publisher_place (MbPublisher *self);
void mb_publisher_take_place (MbPublisher *self, const MbRemote *remote);
MbPost *mb_publisher_make_post (MbPublisher *self) G_GNUC_WARN_UNUSED_RESULT;
gint64 mb_publisher_now_ms (MbPublisher *self);
gboolean mb_publisher_recall_media (MbPublisher *self, GError **error);
MbRemote *mb_publisher_find_moved (MbPublisher *self,
                                   const MbPost *post,
                                   GError **error) G_GNUC_WARN_UNUSED_RESULT;

gboolean mb_publisher_remove_doubles (MbPublisher *self,
                                      GPtrArray *remotes,
                                      const char *url,
                                      GError **error);

gboolean mb_publisher_do_media (MbPublisher *self, GError **error);
gboolean mb_publisher_do_draft (MbPublisher *self, GError **error);
gboolean mb_publisher_do_verify (MbPublisher *self, GError **error);
gboolean mb_publisher_do_finalise (MbPublisher *self, GError **error);
gboolean mb_publisher_do_confirm (MbPublisher *self, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MbPublisher, mb_publisher_free)

G_END_DECLS
