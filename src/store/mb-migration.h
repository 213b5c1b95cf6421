#pragma once

#include "mb-db.h"

G_BEGIN_DECLS

#define MB_MIGRATION_VERSION 5

gboolean mb_migration_has_remote_ids (Db *db);
gboolean mb_migration_run (Db *db, GError **error);

G_END_DECLS
