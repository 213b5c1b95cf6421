#pragma once

#include "mb-db.h"

G_BEGIN_DECLS

gboolean mb_setting_table_get (Db *db, const char *key, char **value, GError **error);
gboolean mb_setting_table_put (Db *db, const char *key, const char *value, GError **error);

G_END_DECLS
