#pragma once

#include "mb-snapshot.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* One shared tag a look: of kinds of lines and of spans. Tags show the model and are never read
 * back. */
typedef struct _MbEditorTags MbEditorTags;

MbEditorTags *mb_editor_tags_new (GtkTextBuffer *buffer) G_GNUC_WARN_UNUSED_RESULT;
void mb_editor_tags_free (MbEditorTags *self);
void mb_editor_tags_set_ink (MbEditorTags *self, const GdkRGBA *ink);
void mb_editor_tags_set_snapshot (MbEditorTags *self, const MbSnapshot *snapshot);
void mb_editor_tags_dress (MbEditorTags *self,
                           const MbBlock *block,
                           guint part,
                           const GtkTextIter *start,
                           const GtkTextIter *end,
                           gboolean fresh);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MbEditorTags, mb_editor_tags_free)

G_END_DECLS
