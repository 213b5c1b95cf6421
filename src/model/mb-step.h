#pragma once

#include "mb-snapshot.h"

G_BEGIN_DECLS

/* The only language of change. A step is immutable, carries what it removes, and so can be
 * inverted. */
#define MB_TYPE_STEP (mb_step_get_type ())

typedef enum {
  MB_STEP_REPLACE_TEXT,  /* block, part, offset; removed → inserted */
  MB_STEP_SPLIT_BLOCK,   /* block, offset in part 0; the tail goes into `other`, empty but for kind,
                            attributes */
  MB_STEP_JOIN_BLOCKS,   /* its inverse: the text of the block after it, `other`, is appended at
                            offset */
  MB_STEP_INSERT_BLOCK,  /* after (0: at the top); other = the block */
  MB_STEP_REMOVE_BLOCK,  /* its inverse */
  MB_STEP_MOVE_BLOCK,    /* block; old_after → after */
  MB_STEP_SET_KIND,      /* block; old_kind → new_kind, which has as many parts */
  MB_STEP_SET_ATTRIBUTE, /* block, name; old_value → value (NULL: none) */
  MB_STEP_ADD_SPAN,      /* block, part, span: nothing equal to it in its range before */
  MB_STEP_REMOVE_SPAN,   /* block, part, span: the whole range has it before */
  MB_STEP_SET_META,      /* name; old_value → value */
  MB_STEP_SET_MARK,      /* block = the mark's id; old_mark → mark */
} MbStepKind;

typedef struct {
  MbStepKind kind;
  guint64 block;
  guint part;
  guint offset;
  MbText *removed;
  MbText *inserted;
  MbBlock *other;
  guint64 old_after;
  guint64 after;
  MbBlockKind old_kind;
  MbBlockKind new_kind;
  const char *name;
  const char *old_value;
  const char *value;
  MbSpan span;
  MbMark *old_mark;
  MbMark *mark;
} MbStep;

/* A place in the text: between two characters of one part. */
typedef struct {
  guint64 block;
  guint part;
  guint offset;
} MbPosition;

typedef enum {
  MB_SIDE_BEFORE, /* stays before what is inserted at the place */
  MB_SIDE_AFTER,
} MbSide;

GType mb_step_get_type (void);
MbStep *mb_step_new (const MbStep *fields) G_GNUC_WARN_UNUSED_RESULT;
MbStep *mb_step_ref (MbStep *self);
void mb_step_unref (MbStep *self);

MbSnapshot *
mb_step_apply (const MbStep *self, MbSnapshot *snapshot, GError **error) G_GNUC_WARN_UNUSED_RESULT;
MbStep *mb_step_invert (const MbStep *self) G_GNUC_WARN_UNUSED_RESULT;
MbStep *mb_step_merge (const MbStep *self, const MbStep *next) G_GNUC_WARN_UNUSED_RESULT;
gboolean mb_step_map (const MbStep *self, MbPosition *position, MbSide side);
gsize mb_step_get_size_bytes (const MbStep *self);
const char *mb_step_kind_to_string (MbStepKind kind);
gboolean mb_step_kind_from_string (const char *name, MbStepKind *kind);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MbStep, mb_step_unref)

G_END_DECLS
