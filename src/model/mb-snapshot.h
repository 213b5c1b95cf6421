#pragma once

#include "mb-block.h"
#include "mb-mark.h"

G_BEGIN_DECLS

/* An article at one moment: immutable, shares its blocks with its neighbours in time, safe to read
 * from any thread. */
#define MB_TYPE_SNAPSHOT (mb_snapshot_get_type ())

typedef struct _MbSnapshot MbSnapshot;

typedef enum {
  MB_MODEL_ERROR_FAILED,
  MB_MODEL_ERROR_SCHEMA,    /* the result would not be an article */
  MB_MODEL_ERROR_MISMATCH,  /* the step was made for another state of the article */
  MB_MODEL_ERROR_NOT_FOUND, /* no such block */
  MB_MODEL_ERROR_FORMAT,    /* not our JSON, or damaged */
  MB_MODEL_ERROR_NEWER,     /* written by a newer version of Marbre */
} MbModelError;

#define MB_MODEL_ERROR (mb_model_error_quark ())

typedef enum {
  MB_PROJECT_FINAL,    /* suggestions accepted, notes and comments gone: what is published */
  MB_PROJECT_ORIGINAL, /* suggestions refused, notes and comments gone */
  MB_PROJECT_MARKED,   /* as it stands */
} MbProjection;

GQuark mb_model_error_quark (void);
GType mb_snapshot_get_type (void);
MbSnapshot *mb_snapshot_new (const char *article_id) G_GNUC_WARN_UNUSED_RESULT;
MbSnapshot *mb_snapshot_ref (MbSnapshot *self);
void mb_snapshot_unref (MbSnapshot *self);

const char *mb_snapshot_get_article_id (const MbSnapshot *self);
guint mb_snapshot_get_n_blocks (const MbSnapshot *self);
MbBlock *mb_snapshot_get_block (const MbSnapshot *self, guint index);
gboolean mb_snapshot_find (const MbSnapshot *self, guint64 id, guint *index);
MbBlock *mb_snapshot_lookup (const MbSnapshot *self, guint64 id);
const char *mb_snapshot_get_headline (const MbSnapshot *self);
const char *mb_snapshot_get_meta (const MbSnapshot *self, const char *name);
const MbAttribute *mb_snapshot_get_metas (const MbSnapshot *self, guint *n_metas);
guint mb_snapshot_get_n_marks (const MbSnapshot *self);
MbMark *mb_snapshot_get_nth_mark (const MbSnapshot *self, guint index);
MbMark *mb_snapshot_get_mark (const MbSnapshot *self, guint64 id);
gboolean mb_snapshot_equal (const MbSnapshot *self, const MbSnapshot *other);
void mb_snapshot_diff (const MbSnapshot *self,
                       const MbSnapshot *other,
                       guint *first,
                       guint *n_self,
                       guint *n_other);
gboolean mb_snapshot_is_blank (const MbSnapshot *self);
gboolean mb_snapshot_check (const MbSnapshot *self, GError **error);
gboolean mb_block_check (const MbBlock *block, GError **error);

MbSnapshot *mb_snapshot_project (MbSnapshot *self,
                                 MbProjection projection) G_GNUC_WARN_UNUSED_RESULT;

/* The ground under steps and readers of foreign formats: they check nothing. */
MbSnapshot *mb_snapshot_new_bare (const char *article_id) G_GNUC_WARN_UNUSED_RESULT;
MbSnapshot *
mb_snapshot_with_block (MbSnapshot *self, guint index, MbBlock *block) G_GNUC_WARN_UNUSED_RESULT;
MbSnapshot *
mb_snapshot_with_inserted (MbSnapshot *self, guint index, MbBlock *block) G_GNUC_WARN_UNUSED_RESULT;
MbSnapshot *mb_snapshot_with_removed (MbSnapshot *self, guint index) G_GNUC_WARN_UNUSED_RESULT;
MbSnapshot *mb_snapshot_with_meta (MbSnapshot *self,
                                   const char *name,
                                   const char *value) G_GNUC_WARN_UNUSED_RESULT;
MbSnapshot *
mb_snapshot_with_mark (MbSnapshot *self, guint64 id, MbMark *mark) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MbSnapshot, mb_snapshot_unref)

G_END_DECLS
