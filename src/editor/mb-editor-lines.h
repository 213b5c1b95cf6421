#pragma once

#include "mb-object-paintable.h"
#include "mb-snapshot.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* A snapshot shown in a text buffer, each part of a block as exactly one line. Corrects only what
 * differs, so that caret and GTK's marks stay. It observes nothing: who owns it says which lines
 * GTK touched, and keeps its own handlers from taking a correction for an edit. */
typedef struct _MbEditorLines MbEditorLines;

typedef struct {
  guint64 block;
  guint part;
} MbEditorLine;

/* Called while lines are shown: an object's line appeared or changed; an object is about to be
 * inserted. */
typedef struct {
  void (*object_shown) (MbObjectPaintable *paintable, gpointer user_data);
  void (*objects_changing) (gpointer user_data);
  gpointer user_data;
} MbEditorLinesWatcher;

MbEditorLines *mb_editor_lines_new (GtkTextBuffer *text,
                                    GtkWidget *owner,
                                    const MbEditorLinesWatcher *watcher) G_GNUC_WARN_UNUSED_RESULT;
void mb_editor_lines_free (MbEditorLines *self);
void mb_editor_lines_set_ink (MbEditorLines *self, const GdkRGBA *ink);
void mb_editor_lines_set_column_width (MbEditorLines *self, int width_px);

MbSnapshot *mb_editor_lines_get_shown (MbEditorLines *self);
guint mb_editor_lines_get_n (MbEditorLines *self);
const MbEditorLine *mb_editor_lines_get (MbEditorLines *self, guint index);
gboolean mb_editor_lines_find (MbEditorLines *self, guint64 block, guint part, guint *index);
void
mb_editor_lines_get_bounds (MbEditorLines *self, guint line, GtkTextIter *start, GtkTextIter *end);

void mb_editor_lines_fill (MbEditorLines *self, MbSnapshot *snapshot);
void mb_editor_lines_touch (MbEditorLines *self, guint first, guint last);
void mb_editor_lines_show (MbEditorLines *self, MbSnapshot *snapshot);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MbEditorLines, mb_editor_lines_free)

G_END_DECLS
