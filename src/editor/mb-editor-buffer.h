#pragma once

#include "mb-article.h"
#include "mb-edit.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* The text view's buffer as a picture of an article: each part of a block is exactly one line.
 *
 * GTK makes an edit, this observes it, turns it into a transaction and then corrects the text where
 * the model says something else. Changes from elsewhere come by the article's signal and are shown
 * the same way. Nothing ever reads the article back from the text.
 *
 * Signals: `object-shown (GObject *paintable)`: an object's line appeared or changed.
 * `objects-changing ()`: an object is about to be inserted, which GTK's commit notification keeps
 * from everybody else who counts characters.
 */
#define MB_TYPE_EDITOR_BUFFER (mb_editor_buffer_get_type ())

G_DECLARE_FINAL_TYPE (MbEditorBuffer, mb_editor_buffer, MB, EDITOR_BUFFER, GObject)

MbEditorBuffer *mb_editor_buffer_new (GtkTextBuffer *text,
                                      GtkWidget *owner) G_GNUC_WARN_UNUSED_RESULT;

void mb_editor_buffer_set_article (MbEditorBuffer *self, MbArticle *article);
MbArticle *mb_editor_buffer_get_article (MbEditorBuffer *self);
void mb_editor_buffer_set_ink (MbEditorBuffer *self, const GdkRGBA *ink);
void mb_editor_buffer_set_column_width (MbEditorBuffer *self, int width_px);

gboolean
mb_editor_buffer_get_position (MbEditorBuffer *self, const GtkTextIter *iter, MbPosition *position);
gboolean
mb_editor_buffer_get_iter (MbEditorBuffer *self, const MbPosition *position, GtkTextIter *iter);
gboolean mb_editor_buffer_get_selection (MbEditorBuffer *self, MbSelection *selection);
gboolean mb_editor_buffer_get_range (MbEditorBuffer *self, MbPosition *start, MbPosition *end);
MbBlock *mb_editor_buffer_get_line_block (MbEditorBuffer *self, int line, guint *part);

MbTransaction *mb_editor_buffer_begin (MbEditorBuffer *self,
                                       MbOrigin origin) G_GNUC_WARN_UNUSED_RESULT;
gboolean
mb_editor_buffer_commit (MbEditorBuffer *self, MbTransaction *transaction, const MbPosition *caret);
void mb_editor_buffer_set_read_only (MbEditorBuffer *self, gboolean read_only);
void mb_editor_buffer_toggle_pending (MbEditorBuffer *self, MbSpanKind kind);
gboolean mb_editor_buffer_wears (MbEditorBuffer *self, MbSpanKind kind);
void mb_editor_buffer_flush (MbEditorBuffer *self);
gboolean mb_editor_buffer_is_applying (MbEditorBuffer *self);

G_END_DECLS
