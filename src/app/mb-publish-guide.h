#pragma once

#include "mb-article-status.h"
#include "mb-newsroom.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Leads an article to its sites and back: asks what has to be asked, and shows how it goes.
 *
 * Signals: `notice (char *sentence)`; `connect-requested (MbSite *site)`: a site is wanted, or (not
 * %NULL) its access must be given again; `copy-wanted (MbSnapshot *snapshot)`: it is to become an
 * article of its own; `finding-activated (guint64 block, guint part, char *code)`: to a place in
 * the article.
 */
#define MB_TYPE_PUBLISH_GUIDE (mb_publish_guide_get_type ())

G_DECLARE_FINAL_TYPE (MbPublishGuide, mb_publish_guide, MB, PUBLISH_GUIDE, GObject)

MbPublishGuide *mb_publish_guide_new (MbOutbox *outbox,
                                      GtkWidget *parent) G_GNUC_WARN_UNUSED_RESULT;
void mb_publish_guide_set_draft (MbPublishGuide *self, MbDraft *draft, MbArticleStatus *status);
void mb_publish_guide_publish (MbPublishGuide *self);
void mb_publish_guide_show_job (MbPublishGuide *self, MbJob *job);
gboolean mb_publish_guide_can_unpublish (MbPublishGuide *self);
void mb_publish_guide_unpublish (MbPublishGuide *self);

G_END_DECLS
