#pragma once

#include "mb-destination.h"
#include "mb-retry.h"

G_BEGIN_DECLS

/* A site that speaks Micropub. Made, used and dropped on its worker. */
#define MB_TYPE_MICROPUB (mb_micropub_get_type ())

G_DECLARE_FINAL_TYPE (MbMicropub, mb_micropub, MB, MICROPUB, GObject)

typedef struct {
  const char *endpoint;
  const char *token;
  const MbRetryPolicy *policy;
  GMainContext *timers;       /* fires the deadlines; NULL: the default one */
  GTlsDatabase *tls_database; /* NULL: whom the system trusts */
} MbMicropubAccess;

MbMicropub *mb_micropub_new (const MbMicropubAccess *access,
                             GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
