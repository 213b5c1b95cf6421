#pragma once

#include "mb-article.h"
#include "mb-outbox.h"

#include <adwaita.h>

G_BEGIN_DECLS

/* The first page of the publishing dialog: what is to be corrected or checked, which site, when.
 * Follows the article while it is shown.
 *
 * Signals: `finding-activated (guint64 block, guint part, char *code)`, `connect-requested ()`,
 * `changed ()`: another site, hour or standing; `checked ()`: what the article lacks is known.
 */
#define MB_TYPE_PUBLISH_CHECKLIST (mb_publish_checklist_get_type ())

G_DECLARE_FINAL_TYPE (MbPublishChecklist, mb_publish_checklist, MB, PUBLISH_CHECKLIST, AdwBin)

void mb_publish_checklist_set_up (MbPublishChecklist *self, MbArticle *article, MbOutbox *outbox);
void mb_publish_checklist_choose_site (MbPublishChecklist *self, const char *site_id);
void mb_publish_checklist_say (MbPublishChecklist *self, const char *notice);
MbSite *mb_publish_checklist_get_site (MbPublishChecklist *self);
gboolean mb_publish_checklist_is_update (MbPublishChecklist *self);

/* Whether what is shown is what the article lacks now; otherwise it soon will be. */
gboolean mb_publish_checklist_is_known (MbPublishChecklist *self);

/* How much keeps the article from leaving; the focus goes to the first of it. */
guint mb_publish_checklist_count_problems (MbPublishChecklist *self);
void mb_publish_checklist_focus_problem (MbPublishChecklist *self);

/* The strings in it live as long as the page and nothing is changed on it. */
void mb_publish_checklist_fill (MbPublishChecklist *self, MbPublishOptions *options);

G_END_DECLS
