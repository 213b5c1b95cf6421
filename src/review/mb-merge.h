#pragma once

#include "mb-transaction.h"

G_BEGIN_DECLS

/* Two states of an article that grew from one, brought together block by block. Immutable, shared
 * by reference, made and read on any thread. */
#define MB_TYPE_MERGE (mb_merge_get_type ())

typedef struct _MbMerge MbMerge;

typedef enum {
  MB_MERGE_TEXT,          /* both changed the same words: theirs stand, mine follow as a note */
  MB_MERGE_REMOVED_HERE,  /* mine had removed what theirs changed: it stays */
  MB_MERGE_REMOVED_THERE, /* theirs had removed what mine changed: it stays */
  MB_MERGE_MOVED,         /* to two places: theirs is taken */
  MB_MERGE_ATTRIBUTE,     /* `name` of a block: theirs is taken */
  MB_MERGE_META,          /* `name` of the article: theirs is taken */
} MbMergeKind;

/* What could not be decided. All but a move has an open comment in the result. */
typedef struct {
  MbMergeKind kind;
  guint64 block; /* in the result; 0: the article */
  guint64 aside; /* the block with my words, behind it; 0: none */
  guint64 mark;  /* the comment; 0: none */
  MbBlockKind block_kind;
  MbPartRole role;
  const char *name; /* of an attribute or a field; `kind` and `link` are among them */
  const char *base; /* NULL: was not there */
  const char *mine;
  const char *theirs;
} MbMergeConflict;

/* Says a conflict as a comment, in the language of whoever reads it. */
typedef char *(*MbMergeSay) (const MbMergeConflict *conflict, gpointer user_data);

/* In whose name conflicts are noted, and in which words. */
typedef struct {
  const char *author;
  gint64 time_ms;
  MbMergeSay say;
  gpointer user_data;
} MbMergeVoice;

GType mb_merge_get_type (void);
MbMerge *mb_merge_new (MbSnapshot *base,
                       MbSnapshot *mine,
                       MbSnapshot *theirs,
                       const MbMergeVoice *voice) G_GNUC_WARN_UNUSED_RESULT;
MbMerge *mb_merge_ref (MbMerge *self);
void mb_merge_unref (MbMerge *self);

MbSnapshot *mb_merge_get_snapshot (const MbMerge *self);
guint mb_merge_get_n_conflicts (const MbMerge *self);
const MbMergeConflict *mb_merge_get_conflict (const MbMerge *self, guint index);
MbTransaction *mb_merge_dup_transaction (const MbMerge *self,
                                         GError **error) G_GNUC_WARN_UNUSED_RESULT;
const char *mb_merge_kind_to_string (MbMergeKind kind);

gboolean mb_merge_is_conflict (const MbMark *mark);
guint mb_merge_count_open (const MbSnapshot *snapshot);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MbMerge, mb_merge_unref)

G_END_DECLS
