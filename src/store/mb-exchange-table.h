#pragma once

#include "mb-draft-table.h"
#include "mb-person.h"

G_BEGIN_DECLS

/* A state of a draft that another computer may know. */
typedef struct {
  guint64 step; /* counts on with each state of the draft */
  char *sent_sha256;
  char *kept_sha256; /* "": it was never here itself */
} MbExchangeRow;

/* A draft that came in beside another. */
typedef struct {
  char *beside_id;
  char *person; /* "" when the file did not say */
  gint64 wall_ms;
} MbExchangeCopy;

void mb_exchange_row_free (MbExchangeRow *row);
void mb_exchange_copy_free (MbExchangeCopy *copy);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MbExchangeRow, mb_exchange_row_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MbExchangeCopy, mb_exchange_copy_free)

GPtrArray *
mb_exchange_table_list (Db *db, const char *draft_id, GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean mb_exchange_table_add (Db *db,
                                const char *draft_id,
                                const MbExchangeRow *row,
                                gint64 wall_ms,
                                GError **error);

gboolean
mb_exchange_table_get_copy (Db *db, const char *draft_id, MbExchangeCopy **copy, GError **error);
gboolean mb_exchange_table_mark_copies (Db *db, GPtrArray *drafts, GError **error);
gboolean mb_exchange_table_put_copy (Db *db,
                                     const char *draft_id,
                                     const MbExchangeCopy *copy,
                                     GError **error);
GPtrArray *mb_exchange_table_list_copies (Db *db,
                                          const char *beside_id,
                                          GError **error) G_GNUC_WARN_UNUSED_RESULT;

gboolean mb_exchange_table_get_sent (Db *db, const char *kept_sha256, char **sent, GError **error);
gboolean mb_exchange_table_get_kept (Db *db, const char *sent_sha256, char **kept, GError **error);
gboolean mb_exchange_table_put_media (Db *db,
                                      const char *kept_sha256,
                                      const char *sent_sha256,
                                      GError **error);

gboolean mb_exchange_table_get_name (Db *db, const char *id, char **name, GError **error);
gboolean mb_exchange_table_put_name (Db *db, const char *id, const char *name, GError **error);
GPtrArray *mb_exchange_table_list_names (Db *db, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
