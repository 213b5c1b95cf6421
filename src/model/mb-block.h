#pragma once

#include "mb-text.h"

G_BEGIN_DECLS

/* A block of an article: immutable, shared by reference, safe to read from any thread. */
#define MB_TYPE_BLOCK (mb_block_get_type ())

typedef struct _MbBlock MbBlock;

typedef struct {
  const char *name;
  const char *value;
} MbAttribute;

GType mb_block_get_type (void);
MbBlock *mb_block_new (guint64 id, MbBlockKind kind) G_GNUC_WARN_UNUSED_RESULT;
MbBlock *mb_block_new_text (guint64 id, MbBlockKind kind, MbText *text) G_GNUC_WARN_UNUSED_RESULT;
MbBlock *mb_block_ref (MbBlock *self);
void mb_block_unref (MbBlock *self);

guint64 mb_block_get_id (const MbBlock *self);
MbBlockKind mb_block_get_kind (const MbBlock *self);
guint mb_block_get_n_parts (const MbBlock *self);
MbText *mb_block_get_part (const MbBlock *self, guint part);
MbText *mb_block_get_role (const MbBlock *self, MbPartRole role);
MbPartRole mb_block_get_part_role (const MbBlock *self, guint part);
const char *mb_block_get_attribute (const MbBlock *self, const char *name);
const MbAttribute *mb_block_get_attributes (const MbBlock *self, guint *n_attributes);
gboolean mb_block_equal (const MbBlock *self, const MbBlock *other);
gboolean mb_block_is_empty (const MbBlock *self);

MbBlock *mb_block_with_id (MbBlock *self, guint64 id) G_GNUC_WARN_UNUSED_RESULT;
MbBlock *mb_block_with_kind (MbBlock *self, MbBlockKind kind) G_GNUC_WARN_UNUSED_RESULT;
MbBlock *mb_block_with_part (MbBlock *self, guint part, MbText *text) G_GNUC_WARN_UNUSED_RESULT;
MbBlock *mb_block_with_attribute (MbBlock *self,
                                  const char *name,
                                  const char *value) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MbBlock, mb_block_unref)

G_END_DECLS
