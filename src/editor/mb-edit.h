#pragma once

#include "mb-transaction.h"

G_BEGIN_DECLS

/* What a writer's keys mean at every edge of every block, said in steps. No GTK: the view observes
 * what the keys did to its text, this says what that means, and the view then shows the result. */

typedef enum {
  MB_EDIT_TYPED,  /* a line end is the key Enter */
  MB_EDIT_PASTED, /* a line end in running text makes a paragraph; elsewhere it is a space */
} MbEditManner;

gboolean mb_edit_replace (MbTransaction *transaction,
                          const MbPosition *start,
                          const MbPosition *end,
                          MbText *inserted,
                          MbEditManner manner,
                          MbPosition *caret,
                          GError **error);
gboolean mb_edit_insert_blocks (MbTransaction *transaction,
                                GPtrArray *blocks,
                                MbPosition *caret,
                                GError **error);
gboolean mb_edit_enter (MbTransaction *transaction, MbPosition *caret, GError **error);
gboolean mb_edit_insert_block (MbTransaction *transaction,
                               MbBlock *block,
                               MbPosition *caret,
                               GError **error);
GPtrArray *mb_edit_slice (MbSnapshot *snapshot,
                          const MbPosition *start,
                          const MbPosition *end) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
