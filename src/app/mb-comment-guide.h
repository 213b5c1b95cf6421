#pragma once

#include "mb-editor-view.h"
#include "mb-review-pane.h"

G_BEGIN_DECLS

/* Joins the text and the comments beside it: each leads to the other.
 *
 * Signals: `pane-wanted ()`: the comments have to be seen; `text-wanted ()`: the writer goes back
 * to the text; `notice (char *sentence)`.
 */
#define MB_TYPE_COMMENT_GUIDE (mb_comment_guide_get_type ())

G_DECLARE_FINAL_TYPE (MbCommentGuide, mb_comment_guide, MB, COMMENT_GUIDE, GObject)

MbCommentGuide *mb_comment_guide_new (MbEditorView *editor,
                                      MbReviewPane *pane) G_GNUC_WARN_UNUSED_RESULT;
void mb_comment_guide_step (MbCommentGuide *self, gboolean forward);
void mb_comment_guide_resolve (MbCommentGuide *self);

G_END_DECLS
