#pragma once

#include "mb-store-writer.h"

G_BEGIN_DECLS

struct _MbStoreWriterLink {
  gatomicrefcount n_refs;
  GMainContext *context;
  GWeakRef listener;
  MbStoreWriterHeard heard;
  GError *broken; /* worker alone: why this draft's journal cannot go on */
};

void mb_store_writer_link_tell (MbStoreWriterLink *self, guint64 seq, const GError *error);

G_END_DECLS
