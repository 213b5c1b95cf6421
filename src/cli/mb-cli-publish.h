#pragma once

#include "mb-destinations.h"
#include "mb-store-outbox.h"

G_BEGIN_DECLS

/* Completes an asynchronous call. */
typedef struct {
  GAsyncResult *result;
} MbCliWait;

void mb_cli_wait_cb (GObject *source, GAsyncResult *result, gpointer user_data);
GAsyncResult *mb_cli_wait_for (MbCliWait *wait);
void mb_cli_wait_clear (MbCliWait *wait);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (MbCliWait, mb_cli_wait_clear)

MbDestinations *mb_cli_load_destinations (MbStore *store, GError **error) G_GNUC_WARN_UNUSED_RESULT;
MbSite *mb_cli_find_site (MbDestinations *destinations, const char *name, GError **error);
gboolean
mb_cli_lend_secret (MbDestinations *destinations, const char *name, int fd, GError **error);
void mb_cli_print_job (const MbJobRow *row);

G_END_DECLS
