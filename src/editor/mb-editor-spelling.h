#pragma once

#include "mb-editor-buffer.h"

G_BEGIN_DECLS

/* The spelling of an article's text, checked when nothing else is to be done. */
typedef struct _MbEditorSpelling MbEditorSpelling;

MbEditorSpelling *mb_editor_spelling_new (GtkTextView *view,
                                          MbEditorBuffer *buffer) G_GNUC_WARN_UNUSED_RESULT;
void mb_editor_spelling_free (MbEditorSpelling *self);
void mb_editor_spelling_restart (MbEditorSpelling *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MbEditorSpelling, mb_editor_spelling_free)

G_END_DECLS
