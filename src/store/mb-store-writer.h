#pragma once

#include "mb-batch.h"
#include "mb-worker.h"

G_BEGIN_DECLS

/* The store's one thread that writes. It owns the only connection that can; what it is given stays
 * in memory until COMMIT has returned. */
typedef struct _MbStoreWriter MbStoreWriter;

/* Where an article's journal hears of its writes: on the main context it was made on. */
typedef struct _MbStoreWriterLink MbStoreWriterLink;
typedef void (*MbStoreWriterHeard) (GObject *listener, guint64 seq, const GError *error);
typedef gboolean (*MbWriteFunc) (Db *db, gpointer user_data, GError **error);

typedef struct {
  const char *folder;
  const MbClock *clock;
  MbBatchKeptFunc kept; /* on the writer's worker */
  gpointer kept_data;
} MbStoreWriterSetup;

MbStoreWriter *mb_store_writer_new (const MbStoreWriterSetup *setup,
                                    GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean mb_store_writer_close (MbStoreWriter *self);
void mb_store_writer_set_rule (MbStoreWriter *self, MbReviewRule rule);
MbWorker *mb_store_writer_get_worker (MbStoreWriter *self);
Db *mb_store_writer_get_db (MbStoreWriter *self, GError **error);

MbStoreWriterLink *mb_store_writer_link_new (GObject *listener,
                                             MbStoreWriterHeard heard) G_GNUC_WARN_UNUSED_RESULT;
MbStoreWriterLink *mb_store_writer_link_ref (MbStoreWriterLink *self);
void mb_store_writer_link_unref (MbStoreWriterLink *self);

void mb_store_writer_push (MbStoreWriter *self,
                           MbStoreWriterLink *link,
                           MbTransaction *transaction,
                           guint64 seq);
void
mb_store_writer_keep (MbStoreWriter *self, MbSnapshot *snapshot, guint64 seq, const char *reason);
void mb_store_writer_flush (MbStoreWriter *self);
gboolean
mb_store_writer_flush_in_worker (MbStoreWriter *self, MbStoreWriterLink *link, GError **error);
gboolean
mb_store_writer_write (MbStoreWriter *self, MbWriteFunc func, gpointer user_data, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MbStoreWriterLink, mb_store_writer_link_unref)

G_END_DECLS
