#pragma once

#include "mb-cli.h"
#include "mb-destinations.h"

G_BEGIN_DECLS

/* An asynchronous call that a command waits for. */
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

G_END_DECLS
