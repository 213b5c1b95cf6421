#pragma once

#include "mb-db.h"

G_BEGIN_DECLS

gboolean
mb_media_table_put (Db *db, const char *sha256, gsize size_bytes, gint64 added_ms, GError **error);
GPtrArray *mb_media_table_list (Db *db, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
