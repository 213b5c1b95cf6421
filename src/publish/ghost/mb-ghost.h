#pragma once

#include "mb-destination.h"
#include "mb-retry.h"
#include "mb-site-defaults.h"

G_BEGIN_DECLS

/* A Ghost site, through its Admin API. Made, used and dropped on its worker. */
#define MB_TYPE_GHOST (mb_ghost_get_type ())

G_DECLARE_FINAL_TYPE (MbGhost, mb_ghost, MB, GHOST, GObject)

typedef struct {
  const char *endpoint; /* ends in /ghost/api/admin/ */
  const char *key;      /* an Admin API key, `id:secret` */
  const MbSiteDefaults *defaults;
  const MbRetryPolicy *policy;
  GMainContext *timers;
  GTlsDatabase *tls_database; /* NULL: whom the system trusts */
} MbGhostAccess;

MbGhost *mb_ghost_new (const MbGhostAccess *access, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
