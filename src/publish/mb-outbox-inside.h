#pragma once

#include "mb-dispatcher.h"
#include "mb-outbox.h"
#include "mb-publications.h"
#include "mb-remote-reader.h"
#include "mb-worker.h"

G_BEGIN_DECLS

/* Between the files of the outbox. */
MbStore *mb_outbox_get_store (MbOutbox *self);
MbWorker *mb_outbox_get_worker (MbOutbox *self);
const MbClock *mb_outbox_get_clock (MbOutbox *self);
MbPublications *mb_outbox_get_publications (MbOutbox *self);
MbRemoteReader *mb_outbox_get_reader (MbOutbox *self);
MbDispatcher *mb_outbox_get_dispatcher (MbOutbox *self);
void mb_outbox_take_job (MbOutbox *self, MbJob *job);

G_END_DECLS
