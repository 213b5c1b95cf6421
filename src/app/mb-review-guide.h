#pragma once

#include "mb-article-review.h"
#include "mb-editor-view.h"
#include "mb-newsroom.h"
#include "mb-review-pane.h"

#include <adwaita.h>

G_BEGIN_DECLS

/* Leads an article through its review: says in a banner where it stands, shows the one thing that
 * comes next as a button, asks what has to be asked, and shows the comments.
 *
 * Signals: `notice (char *sentence)`, `publish-requested ()`, `next-requested ()`, `comments-wanted
 * ()`: they have to be seen; `text-wanted ()`: the writer goes back to the text; `changed ()`.
 */
#define MB_TYPE_REVIEW_GUIDE (mb_review_guide_get_type ())

G_DECLARE_FINAL_TYPE (MbReviewGuide, mb_review_guide, MB, REVIEW_GUIDE, GObject)

/* What it is shown with; not held. */
typedef struct {
  AdwBanner *banner;
  GtkButton *button;
  GtkMenuButton *decision_button;
  GMenu *section; /* of the article's menu; filled with `menu` where articles are reviewed */
  GMenuModel *menu;
  AdwViewStackPage *page; /* that shows `pane` */
  MbReviewPane *pane;
  MbEditorView *editor;
} MbReviewWidgets;

MbReviewGuide *mb_review_guide_new (MbNewsroom *newsroom,
                                    const MbReviewWidgets *widgets) G_GNUC_WARN_UNUSED_RESULT;
void mb_review_guide_set_draft (MbReviewGuide *self, MbDraft *draft);
MbArticleReview *mb_review_guide_get_review (MbReviewGuide *self);
gboolean mb_review_guide_is_on (MbReviewGuide *self);
gboolean mb_review_guide_may_publish (MbReviewGuide *self);
char *mb_review_guide_dup_state (MbReviewGuide *self) G_GNUC_WARN_UNUSED_RESULT;
void mb_review_guide_set_compact (MbReviewGuide *self, gboolean compact);
void mb_review_guide_do (MbReviewGuide *self, const char *what);

G_END_DECLS
