#pragma once

#include "mb-writer.h"

G_BEGIN_DECLS

struct _MbWriterLink {
  gatomicrefcount n_refs;
  GMainContext *context;
  GWeakRef listener;
  MbWriterHeard heard;
  GError *broken; /* worker alone: why this draft's journal cannot go on */
};

void mb_writer_link_tell (MbWriterLink *self, guint64 seq, const GError *error);

G_END_DECLS
