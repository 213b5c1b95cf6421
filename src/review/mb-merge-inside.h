#pragma once

#include "mb-merge.h"

G_BEGIN_DECLS

/* What the files of the merge share; for nobody else. */

/* A block that was not in the article, to be put behind another. */
typedef struct {
  guint64 after; /* 0: behind the furniture */
  MbBlock *block;
} MbMergeAside;

typedef struct {
  const char *article_id;
  const MbMergeVoice *voice;
  GHashTable *ids;   /* of blocks and marks on any side, and those drawn here */
  GArray *conflicts; /* of MbMergeConflict, owning its strings */
  GArray *asides;    /* of MbMergeAside, owning its block */
  GPtrArray *marks;  /* of MbMark */
} MbMergeRecord;

MbMergeRecord *mb_merge_record_new (const char *article_id, const MbMergeVoice *voice);
void mb_merge_record_free (MbMergeRecord *self);
void mb_merge_record_know (MbMergeRecord *self, const MbSnapshot *snapshot);
guint64
mb_merge_record_draw (MbMergeRecord *self, const MbMergeConflict *conflict, const char *use);
void mb_merge_record_note (MbMergeRecord *self, const MbMergeConflict *fields);
void mb_merge_record_text (MbMergeRecord *self,
                           const MbMergeConflict *fields,
                           const MbBlock *theirs,
                           const MbBlock *mine,
                           MbText *words);

MbBlock *mb_merge_block (MbMergeRecord *record, MbBlock *base, MbBlock *mine, MbBlock *theirs)
  G_GNUC_WARN_UNUSED_RESULT;
gboolean mb_merge_is_untouched (MbBlock *base, MbBlock *changed);

/* Ids of blocks, in the order of each side. */
typedef struct {
  GArray *base; /* of guint64 */
  GArray *mine;
  GArray *theirs;
  GHashTable *kept; /* which are in the result: keys are guint64 */
} MbMergeOrder;

GArray *mb_merge_order (const MbMergeOrder *sides, GArray *twice_moved) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MbMergeRecord, mb_merge_record_free)

G_END_DECLS
