#pragma once

#include "mb-article.h"
#include "mb-outbox.h"

#include <adwaita.h>

G_BEGIN_DECLS

/* From the checklist to the page that says what readers see. Closing it stops nothing.
 *
 * Signals: `finding-activated (guint64 block, guint part, char *code)`: to a place in the article;
 * the dialog has closed itself. `connect-requested ()`: there is no site yet. `reconnect-requested
 * (MbSite *site)`: a site wants its access anew. `copy-wanted (MbSnapshot *theirs)`: a site's
 * version is to become an article of its own. `notice (char *sentence)`: something to be told in
 * passing. For the last two the dialog has closed itself.
 */
#define MB_TYPE_PUBLISH_DIALOG (mb_publish_dialog_get_type ())

G_DECLARE_FINAL_TYPE (MbPublishDialog, mb_publish_dialog, MB, PUBLISH_DIALOG, AdwDialog)

AdwDialog *mb_publish_dialog_new (MbArticle *article, MbOutbox *outbox);
void mb_publish_dialog_unpublish (MbPublishDialog *self, MbSite *site);
void mb_publish_dialog_set_job (MbPublishDialog *self, MbJob *job);
void mb_publish_dialog_follow (MbPublishDialog *self, MbJob *job);

G_END_DECLS
