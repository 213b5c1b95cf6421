#pragma once

#include "mb-schema.h"

#include <glib-object.h>

G_BEGIN_DECLS

/* A run of text with its spans: immutable, shared by reference, safe to read from any thread.
 * Offsets are characters. Spans are sorted and normal: of one kind, mark and value never
 * overlapping nor touching. */
#define MB_TYPE_TEXT (mb_text_get_type ())

typedef struct _MbText MbText;

typedef struct {
  guint start;
  guint end;
  MbSpanKind kind;
  guint64 mark;      /* 0 without */
  const char *value; /* NULL without; owned by the text */
} MbSpan;

GType mb_text_get_type (void);
MbText *mb_text_new (const char *utf8) G_GNUC_WARN_UNUSED_RESULT;
MbText *
mb_text_new_spans (const char *utf8, const MbSpan *spans, guint n_spans) G_GNUC_WARN_UNUSED_RESULT;
MbText *mb_text_empty (void) G_GNUC_WARN_UNUSED_RESULT;
MbText *mb_text_ref (MbText *self);
void mb_text_unref (MbText *self);

const char *mb_text_get_utf8 (const MbText *self);
guint mb_text_get_n_chars (const MbText *self);
gsize mb_text_get_n_bytes (const MbText *self);
const MbSpan *mb_text_get_spans (const MbText *self, guint *n_spans);
const MbSpan *mb_text_find_span (const MbText *self, guint offset, MbSpanKind kind);
gboolean mb_text_equal (const MbText *self, const MbText *other);

MbText *mb_text_slice (MbText *self, guint start, guint end) G_GNUC_WARN_UNUSED_RESULT;
MbText *
mb_text_replace (MbText *self, guint start, guint end, MbText *inserted) G_GNUC_WARN_UNUSED_RESULT;
MbText *mb_text_add_span (MbText *self, const MbSpan *span) G_GNUC_WARN_UNUSED_RESULT;
MbText *mb_text_remove_span (MbText *self, const MbSpan *span) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MbText, mb_text_unref)

G_END_DECLS
