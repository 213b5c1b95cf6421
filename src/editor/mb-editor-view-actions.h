#pragma once

#include "mb-editor-clipboard.h"
#include "mb-editor-view.h"

G_BEGIN_DECLS

/* The editor's actions, keys and clicks, and what they need of it. For the editor only. */
void mb_editor_view_install_actions (GtkWidgetClass *widget_class);
void mb_editor_view_add_keys (MbEditorView *self, GtkWidget *text);

MbEditorBuffer *mb_editor_view_get_buffer (MbEditorView *self);
MbEditorClipboard *mb_editor_view_get_clipboard (MbEditorView *self);
gboolean mb_editor_view_activate_figure (MbEditorView *self);
void mb_editor_view_update_caret (MbEditorView *self);
void mb_editor_view_show_caret (MbEditorView *self);

G_END_DECLS
