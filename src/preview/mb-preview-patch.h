#pragma once

#include "mb-render.h"

G_BEGIN_DECLS

/* What brings a page that shows one snapshot to show another. Both are projected snapshots. */
typedef enum {
  MB_PATCH_SET,
  MB_PATCH_INSERT_AFTER,
  MB_PATCH_REMOVE,
  MB_PATCH_MOVE_AFTER,
  MB_PATCH_ATTRIBUTE,
  MB_PATCH_SELECT,
} MbPatchKind;

typedef struct {
  MbPatchKind kind;
  char *id;     /* element: a block's 16 hex digits, "byline" or "article" */
  char *anchor; /* insert, move: the element before it, "" at the top; attribute: its name */
  char *markup; /* set, insert: the element; attribute: its value */
} MbPatchOp;

#define MB_PATCH_MAX_OPS 200

GPtrArray *mb_preview_patch_new (void) G_GNUC_WARN_UNUSED_RESULT;
gboolean mb_preview_patch_add_blocks (GPtrArray *patch,
                                      const MbSnapshot *old,
                                      const MbSnapshot *new,
                                      const MbRenderOptions *options);
void mb_preview_patch_add (GPtrArray *patch,
                           MbPatchKind kind,
                           const char *id,
                           const char *anchor,
                           const char *markup);
GVariant *mb_preview_patch_to_arguments (GPtrArray *patch, guint64 epoch, guint64 sequence);
char *mb_preview_patch_to_call (GPtrArray *patch) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
