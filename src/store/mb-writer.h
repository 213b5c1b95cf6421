#pragma once

#include "mb-batch.h"
#include "mb-worker.h"

G_BEGIN_DECLS

/* The store's one thread that writes. It owns the only connection that can; what it is given stays
 * in memory until COMMIT has returned. */
typedef struct _MbWriter MbWriter;

/* Where an article's journal hears of its writes: on the main context it was made on. */
typedef struct _MbWriterLink MbWriterLink;
typedef void (*MbWriterHeard) (GObject *listener, guint64 seq, const GError *error);
typedef gboolean (*MbWriteFunc) (Db *db, gpointer user_data, GError **error);

typedef struct {
  const char *folder;
  const MbClock *clock;
  MbBatchKeptFunc kept; /* on the writer's worker */
  gpointer kept_data;
} MbWriterSetup;

MbWriter *mb_writer_new (const MbWriterSetup *setup, GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean mb_writer_close (MbWriter *self);
MbWorker *mb_writer_get_worker (MbWriter *self);
Db *mb_writer_get_db (MbWriter *self, GError **error);

MbWriterLink *mb_writer_link_new (GObject *listener, MbWriterHeard heard) G_GNUC_WARN_UNUSED_RESULT;
MbWriterLink *mb_writer_link_ref (MbWriterLink *self);
void mb_writer_link_unref (MbWriterLink *self);

void mb_writer_push (MbWriter *self, MbWriterLink *link, MbTransaction *transaction, guint64 seq);
void mb_writer_keep (MbWriter *self, MbSnapshot *snapshot, guint64 seq, const char *reason);
void mb_writer_flush (MbWriter *self);
gboolean mb_writer_flush_in_worker (MbWriter *self, MbWriterLink *link, GError **error);
gboolean mb_writer_write (MbWriter *self, MbWriteFunc func, gpointer user_data, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MbWriterLink, mb_writer_link_unref)

G_END_DECLS
