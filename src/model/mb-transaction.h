#pragma once

#include "mb-step.h"

G_BEGIN_DECLS

/* Steps that happen together. Made on one thread, then committed; from then on immutable and
 * shared. */
#define MB_TYPE_TRANSACTION (mb_transaction_get_type ())

typedef struct _MbTransaction MbTransaction;

typedef enum {
  MB_ORIGIN_TYPING,
  MB_ORIGIN_COMMAND, /* a button, a key, a menu, a field */
  MB_ORIGIN_PASTE,
  MB_ORIGIN_DROP,
  MB_ORIGIN_IMPORT,
  MB_ORIGIN_UNDO,
  MB_ORIGIN_REDO,
  MB_ORIGIN_RESTORE,
  MB_ORIGIN_MERGE,
} MbOrigin;

typedef struct {
  MbPosition anchor; /* block 0: not known */
  MbPosition head;   /* where the caret is */
} MbSelection;

GType mb_transaction_get_type (void);
MbTransaction *mb_transaction_new (MbSnapshot *base, MbOrigin origin) G_GNUC_WARN_UNUSED_RESULT;
MbTransaction *mb_transaction_ref (MbTransaction *self);
void mb_transaction_unref (MbTransaction *self);

/* What it is */
MbSnapshot *mb_transaction_get_base (const MbTransaction *self);
MbSnapshot *mb_transaction_get_result (const MbTransaction *self);
MbOrigin mb_transaction_get_origin (const MbTransaction *self);
guint mb_transaction_get_n_steps (const MbTransaction *self);
const MbStep *mb_transaction_get_step (const MbTransaction *self, guint index);
GArray *mb_transaction_dup_changed (const MbTransaction *self) G_GNUC_WARN_UNUSED_RESULT;
gboolean mb_transaction_map (const MbTransaction *self, MbPosition *position, MbSide side);
gsize mb_transaction_get_size_bytes (const MbTransaction *self);

/* What goes with it */
const char *mb_transaction_get_author (const MbTransaction *self);
void mb_transaction_set_author (MbTransaction *self, const char *author);
gint64 mb_transaction_get_time_ms (const MbTransaction *self);
void mb_transaction_set_time_ms (MbTransaction *self, gint64 time_ms);
void mb_transaction_sign (MbTransaction *self, const char *author, gint64 time_ms);
const char *mb_transaction_get_coalescing_key (const MbTransaction *self);
void mb_transaction_set_coalescing_key (MbTransaction *self, const char *key);
const MbSelection *mb_transaction_get_selection_before (const MbTransaction *self);
const MbSelection *mb_transaction_get_selection_after (const MbTransaction *self);
void mb_transaction_set_selection_before (MbTransaction *self, const MbSelection *selection);
void mb_transaction_set_selection_after (MbTransaction *self, const MbSelection *selection);

/* Edits. Each acts on what the ones before it left, or changes nothing and says why. */
gboolean mb_transaction_add (MbTransaction *self, const MbStep *step, GError **error);
gboolean mb_transaction_replace_text (MbTransaction *self,
                                      const MbPosition *start,
                                      guint n_chars,
                                      MbText *inserted,
                                      GError **error);
gboolean mb_transaction_split (MbTransaction *self,
                               const MbPosition *at,
                               MbBlockKind new_kind,
                               guint64 new_id,
                               GError **error);
gboolean mb_transaction_join (MbTransaction *self, guint64 block, GError **error);
gboolean
mb_transaction_insert_block (MbTransaction *self, guint64 after, MbBlock *block, GError **error);
gboolean mb_transaction_remove_block (MbTransaction *self, guint64 block, GError **error);
gboolean
mb_transaction_move_block (MbTransaction *self, guint64 block, guint64 after, GError **error);
gboolean
mb_transaction_set_kind (MbTransaction *self, guint64 block, MbBlockKind kind, GError **error);
gboolean mb_transaction_set_attribute (MbTransaction *self,
                                       guint64 block,
                                       const char *name,
                                       const char *value,
                                       GError **error);
gboolean mb_transaction_add_span (MbTransaction *self,
                                  guint64 block,
                                  guint part,
                                  const MbSpan *span,
                                  GError **error);
gboolean mb_transaction_remove_spans (MbTransaction *self,
                                      guint64 block,
                                      guint part,
                                      const MbSpan *range,
                                      GError **error);
gboolean
mb_transaction_set_meta (MbTransaction *self, const char *name, const char *value, GError **error);
gboolean mb_transaction_set_mark (MbTransaction *self, guint64 id, MbMark *mark, GError **error);
gboolean mb_transaction_restore (MbTransaction *self, const MbSnapshot *target, GError **error);

MbTransaction *mb_transaction_squash (MbTransaction *const *transactions,
                                      guint n_transactions) G_GNUC_WARN_UNUSED_RESULT;

const char *mb_origin_to_string (MbOrigin origin);
gboolean mb_origin_from_string (const char *name, MbOrigin *origin);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MbTransaction, mb_transaction_unref)

G_END_DECLS
