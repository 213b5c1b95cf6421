#pragma once

#include "mb-editor-buffer.h"
#include "mb-editor-view.h"

G_BEGIN_DECLS

/* Copy and paste: our own blocks, HTML and plain text out; the same, and pictures, in. */
typedef struct _MbEditorClipboard MbEditorClipboard;

typedef void (*MbEditorPictureOffered) (GBytes *bytes, gpointer user_data);
typedef void (*MbEditorPasteFailed) (MbPasteOutcome outcome,
                                     const GError *error,
                                     gpointer user_data);

MbEditorClipboard *mb_editor_clipboard_new (GtkTextView *view, MbEditorBuffer *buffer);
void mb_editor_clipboard_free (MbEditorClipboard *self);
void mb_editor_clipboard_set_html_reader (MbEditorClipboard *self,
                                          MbEditorReadHtml read,
                                          gpointer user_data,
                                          GDestroyNotify destroy);
void mb_editor_clipboard_set_picture_offered (MbEditorClipboard *self,
                                              MbEditorPictureOffered offered,
                                              gpointer user_data);
void mb_editor_clipboard_set_failed (MbEditorClipboard *self,
                                     MbEditorPasteFailed failed,
                                     gpointer user_data);
void mb_editor_clipboard_paste_plain (MbEditorClipboard *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MbEditorClipboard, mb_editor_clipboard_free)

G_END_DECLS
