#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Secrets of sites, in the keyring. They block: for workers. */
char *mb_secret_load_sync (const char *site_id,
                           GCancellable *cancellable,
                           GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean mb_secret_keep_sync (const char *site_id,
                              const char *label,
                              const char *secret,
                              GCancellable *cancellable,
                              GError **error);
gboolean mb_secret_forget_sync (const char *site_id, GCancellable *cancellable, GError **error);

G_END_DECLS
