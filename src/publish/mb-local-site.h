#pragma once

#include "mb-destinations.h"

G_BEGIN_DECLS

/* The small site that comes with Marbre, run for as long as this object lives, and listed among the
 * sites. Main thread. */
#define MB_TYPE_LOCAL_SITE (mb_local_site_get_type ())

G_DECLARE_FINAL_TYPE (MbLocalSite, mb_local_site, MB, LOCAL_SITE, GObject)

MbLocalSite *mb_local_site_new (MbDestinations *destinations,
                                const char *program,
                                const char *folder) G_GNUC_WARN_UNUSED_RESULT;
void mb_local_site_start_async (MbLocalSite *self,
                                const char *name,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data);
MbSite *mb_local_site_start_finish (MbLocalSite *self,
                                    GAsyncResult *result,
                                    GError **error) G_GNUC_WARN_UNUSED_RESULT;
void mb_local_site_is_known_async (MbDestinations *destinations,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data);
gboolean mb_local_site_is_known_finish (MbDestinations *destinations, GAsyncResult *result);

G_END_DECLS
