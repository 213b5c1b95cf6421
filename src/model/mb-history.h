#pragma once

#include "mb-transaction.h"

G_BEGIN_DECLS

/* What can be undone and redone. Properties: `can-undo`, `can-redo`. */
#define MB_TYPE_HISTORY (mb_history_get_type ())

G_DECLARE_FINAL_TYPE (MbHistory, mb_history, MB, HISTORY, GObject)

MbHistory *mb_history_new (gsize cap_bytes) G_GNUC_WARN_UNUSED_RESULT;

gboolean mb_history_can_undo (MbHistory *self);
gboolean mb_history_can_redo (MbHistory *self);
void mb_history_record (MbHistory *self, MbTransaction *transaction);
void mb_history_close_group (MbHistory *self);
MbTransaction *mb_history_make_undo (MbHistory *self, MbSnapshot *base) G_GNUC_WARN_UNUSED_RESULT;
MbTransaction *mb_history_make_redo (MbHistory *self, MbSnapshot *base) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
