#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/* What stands behind a comment's or a suggestion's spans: immutable, shared by reference. */
#define MB_TYPE_MARK (mb_mark_get_type ())

typedef struct _MbMark MbMark;

typedef enum {
  MB_MARK_COMMENT,
  MB_MARK_SUGGESTION, /* of text: its spans say what */
  MB_MARK_STRUCTURE,  /* of structure: `detail` says what */
} MbMarkKind;

typedef struct {
  const char *author;
  gint64 time_ms; /* wall clock, for display */
  const char *body;
} MbMarkEntry;

GType mb_mark_get_type (void);
MbMark *mb_mark_new (guint64 id, MbMarkKind kind, const char *author, gint64 time_ms)
  G_GNUC_WARN_UNUSED_RESULT;
MbMark *mb_mark_ref (MbMark *self);
void mb_mark_unref (MbMark *self);

guint64 mb_mark_get_id (const MbMark *self);
MbMarkKind mb_mark_get_kind (const MbMark *self);
const char *mb_mark_get_author (const MbMark *self);
gint64 mb_mark_get_time_ms (const MbMark *self);
gboolean mb_mark_is_resolved (const MbMark *self);
guint64 mb_mark_get_block (const MbMark *self);
const char *mb_mark_get_quote (const MbMark *self);
const char *mb_mark_get_detail (const MbMark *self);
guint mb_mark_get_n_entries (const MbMark *self);
const MbMarkEntry *mb_mark_get_entry (const MbMark *self, guint index);
gboolean mb_mark_equal (const MbMark *self, const MbMark *other);

MbMark *mb_mark_with_entry (MbMark *self, const MbMarkEntry *entry) G_GNUC_WARN_UNUSED_RESULT;
MbMark *mb_mark_with_resolved (MbMark *self, gboolean resolved) G_GNUC_WARN_UNUSED_RESULT;
MbMark *
mb_mark_with_place (MbMark *self, guint64 block, const char *quote) G_GNUC_WARN_UNUSED_RESULT;
MbMark *mb_mark_with_detail (MbMark *self, const char *detail) G_GNUC_WARN_UNUSED_RESULT;

const char *mb_mark_kind_to_string (MbMarkKind kind);
gboolean mb_mark_kind_from_string (const char *name, MbMarkKind *kind);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MbMark, mb_mark_unref)

G_END_DECLS
