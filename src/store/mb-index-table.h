#pragma once

#include "mb-db.h"
#include "mb-snapshot.h"

G_BEGIN_DECLS

gboolean mb_index_table_make (Db *db, GError **error);
gboolean
mb_index_table_put (Db *db, gint64 draft_no, guint64 seq, MbSnapshot *snapshot, GError **error);
GHashTable *mb_index_table_list (Db *db, GError **error) G_GNUC_WARN_UNUSED_RESULT;
GHashTable *
mb_index_table_search (Db *db, const char *query, GError **error) G_GNUC_WARN_UNUSED_RESULT;
char *mb_index_table_dup_body (Db *db, gint64 draft_no, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
