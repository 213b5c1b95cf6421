#pragma once

#include "mb-editor-buffer.h"

G_BEGIN_DECLS

/* The writer's commands on caret or selection, each one transaction. */
void mb_editor_command_toggle (MbEditorBuffer *buffer, MbSpanKind kind);
void mb_editor_command_plain (MbEditorBuffer *buffer);
void mb_editor_command_link (MbEditorBuffer *buffer, const char *address);
char *mb_editor_command_dup_link (MbEditorBuffer *buffer) G_GNUC_WARN_UNUSED_RESULT;
void mb_editor_command_set_kind (MbEditorBuffer *buffer, MbBlockKind kind, const char *list);
gboolean mb_editor_command_indent (MbEditorBuffer *buffer, int by);
gboolean mb_editor_command_unwrap (MbEditorBuffer *buffer);
void mb_editor_command_move (MbEditorBuffer *buffer, int by);
void mb_editor_command_insert (MbEditorBuffer *buffer, MbBlock *block);
void mb_editor_command_type (MbEditorBuffer *buffer, const char *text);

G_END_DECLS
