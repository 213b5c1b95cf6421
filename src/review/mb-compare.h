#pragma once

#include "mb-snapshot.h"
#include "mb-words.h"

G_BEGIN_DECLS

/* Two states of an article side by side, as a reader sees them: suggestions accepted, notes and
 * comments gone. Immutable, shared by reference, made and read on any thread. */
#define MB_TYPE_COMPARE (mb_compare_get_type ())

typedef struct _MbCompare MbCompare;

typedef enum {
  MB_COMPARE_SAME,
  MB_COMPARE_CHANGED,
  MB_COMPARE_INSERTED,
  MB_COMPARE_REMOVED,
  MB_COMPARE_MOVED, /* elsewhere, word for word */
} MbCompareStatus;

/* One text of the article: a part of a block, an attribute of a block that is read (`name`: alt,
 * url …), or metadata (`name`, block 0). Entries stand in the reading order of the newer state;
 * what was removed stands where it was. */
typedef struct {
  MbCompareStatus status;
  guint64 block;     /* in the newer state; what was removed: in the older; 0: metadata */
  guint64 old_block; /* in the older state; 0: was not there */
  MbBlockKind kind;  /* of `block`; without meaning for metadata */
  MbBlockKind old_kind;
  guint part;
  MbPartRole role;
  const char *name;        /* NULL: the part itself */
  gboolean moved;          /* the block is elsewhere now, whatever `status` says of its words */
  gboolean format_changed; /* emphasis, links, kind, picture: what is not words */
  const MbRun *runs;       /* without its removed runs the newer text, without its inserted ones the
                              older */
  guint n_runs;            /* 0: no words, as of a picture */
} MbCompareEntry;

GType mb_compare_get_type (void);
MbCompare *mb_compare_new (MbSnapshot *older, MbSnapshot *newer) G_GNUC_WARN_UNUSED_RESULT;
MbCompare *mb_compare_ref (MbCompare *self);
void mb_compare_unref (MbCompare *self);

guint mb_compare_get_n_entries (const MbCompare *self);
const MbCompareEntry *mb_compare_get_entry (const MbCompare *self, guint index);
guint mb_compare_get_n_changes (const MbCompare *self);
guint mb_compare_get_n_words_inserted (const MbCompare *self);
guint mb_compare_get_n_words_removed (const MbCompare *self);
gboolean mb_compare_entry_is_change (const MbCompareEntry *entry);
gboolean mb_compare_find_change (const MbCompare *self, guint from, gboolean forward, guint *index);
const char *mb_compare_status_to_string (MbCompareStatus status);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MbCompare, mb_compare_unref)

G_END_DECLS
