#pragma once

#include "mb-retry.h"
#include "mb-site.h"
#include "mb-worker.h"

G_BEGIN_DECLS

/* The sites that articles go to: a GListModel of MbSite. Lives on the main thread. Which sites
 * there are is in the store; their secrets are in the keyring, or lent for this run. */
#define MB_TYPE_DESTINATIONS (mb_destinations_get_type ())

G_DECLARE_FINAL_TYPE (MbDestinations, mb_destinations, MB, DESTINATIONS, GObject)

MbDestinations *mb_destinations_new (MbStore *store) G_GNUC_WARN_UNUSED_RESULT;
void mb_destinations_load_async (MbDestinations *self,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data);
gboolean mb_destinations_load_finish (MbDestinations *self, GAsyncResult *result, GError **error);
void mb_destinations_replace (MbDestinations *self, MbSite *site);
MbSite *mb_destinations_find (MbDestinations *self, const char *name_or_id);

/* Looks for the site's interface with one GET, tries the access, keeps secret and site. */
void mb_destinations_add_async (MbDestinations *self,
                                const char *name,
                                const char *kind,
                                const char *url,
                                const char *secret,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data);
MbSite *mb_destinations_add_finish (MbDestinations *self,
                                    GAsyncResult *result,
                                    GError **error) G_GNUC_WARN_UNUSED_RESULT;
void mb_destinations_move_async (MbDestinations *self,
                                 MbSite *site,
                                 const char *url,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data);
MbSite *mb_destinations_move_finish (MbDestinations *self,
                                     GAsyncResult *result,
                                     GError **error) G_GNUC_WARN_UNUSED_RESULT;
void mb_destinations_test_async (MbDestinations *self,
                                 MbSite *site,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data);
gboolean mb_destinations_test_finish (MbDestinations *self, GAsyncResult *result, GError **error);
void mb_destinations_remove_async (MbDestinations *self,
                                   MbSite *site,
                                   GCancellable *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data);
gboolean mb_destinations_remove_finish (MbDestinations *self, GAsyncResult *result, GError **error);

/* Instead of the keyring: `secret` is used for this run and kept nowhere. To be called before
 * adding, by name. */
void mb_destinations_lend_secret (MbDestinations *self, const char *name_or_id, const char *secret);
const char *mb_destinations_get_lent_secret (MbDestinations *self, MbSite *site);
MbStore *mb_destinations_get_store (MbDestinations *self);
MbWorker *mb_destinations_get_worker (MbDestinations *self);

/* A site's interface, on the worker that will use it; blocks for the keyring when no secret is
 * given. */
typedef struct {
  const char *site_id;
  const char *kind;
  const char *endpoint;
  const char *secret;             /* NULL: the keyring's */
  const MbSiteDefaults *defaults; /* (nullable) */
  const MbRetryPolicy *policy;
  GMainContext *timers;
} MbSiteAccess;

MbDestination *mb_destination_open_sync (const MbSiteAccess *access,
                                         GCancellable *cancellable,
                                         GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
