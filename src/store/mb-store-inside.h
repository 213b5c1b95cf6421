#pragma once

#include "mb-index.h"
#include "mb-load.h"
#include "mb-store.h"
#include "mb-store-writer.h"

G_BEGIN_DECLS

/* What the other files of this folder see of the store. */
typedef gboolean (*MbReadFunc) (Db *db, gpointer user_data, GError **error);
typedef GPtrArray *(*MbListFunc) (Db *db, GError **error);

gboolean mb_store_read (MbStore *self, MbReadFunc func, gpointer user_data, GError **error);
GPtrArray *
mb_store_read_list (MbStore *self, MbListFunc func, GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean mb_store_write (MbStore *self, MbWriteFunc func, gpointer user_data, GError **error);
MbStoreWriter *mb_store_get_writer (MbStore *self);
MbWorker *mb_store_get_reader (MbStore *self);
const MbClock *mb_store_get_clock (MbStore *self);
gboolean mb_store_is_closing (MbStore *self);
const int *mb_store_get_closing (MbStore *self);
MbIndex *mb_store_get_index (MbStore *self);
void mb_store_keep_rule (MbStore *self, MbReviewRule rule);
MbReviewRule mb_store_get_rule (MbStore *self);

gboolean mb_store_put_new (Db *db,
                           MbSnapshot *snapshot,
                           const MbClock *clock,
                           gint64 *draft_no,
                           GError **error);
gboolean mb_store_keep_text (Db *db, const MbLoaded *loaded, gint64 time_ms, GError **error);
void mb_store_media_init (MbAssetsInterface *iface);

G_END_DECLS
