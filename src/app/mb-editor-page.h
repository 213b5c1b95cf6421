#pragma once

#include "mb-spread.h"

G_BEGIN_DECLS

/* The open article: its header, its banners, and the text with what stands beside it; without an
 * article, what can be begun. The middle and the right region.
 *
 * Signals: `notice (char *sentence)`: something to be told in passing; `connect-requested
 * (MbSite *site)`: a site is wanted, or (not %NULL) its access must be given again; `new-requested
 * (char *first_letter)`: on the page without an article somebody began to type; `copy-wanted
 * (MbSnapshot *snapshot)`: it is to become an article of its own.
 */
#define MB_TYPE_EDITOR_PAGE (mb_editor_page_get_type ())

G_DECLARE_FINAL_TYPE (MbEditorPage, mb_editor_page, MB, EDITOR_PAGE, AdwNavigationPage)

void mb_editor_page_set_newsroom (MbEditorPage *self, MbNewsroom *newsroom);
void mb_editor_page_set_draft (MbEditorPage *self, MbDraft *draft, const MbPosition *caret);
MbDraft *mb_editor_page_get_draft (MbEditorPage *self);
MbSpread *mb_editor_page_get_spread (MbEditorPage *self);
void mb_editor_page_set_layout (MbEditorPage *self, MbLayout layout);
void mb_editor_page_get_session (MbEditorPage *self, MbSession *session);
void mb_editor_page_focus_region (MbEditorPage *self, gboolean first);
gboolean mb_editor_page_move_region (MbEditorPage *self, gboolean forward);

/* Publishing */
void mb_editor_page_publish (MbEditorPage *self);
void mb_editor_page_review (MbEditorPage *self, const char *what);
void mb_editor_page_show_job (MbEditorPage *self, MbJob *job);
const char *mb_editor_page_get_public_url (MbEditorPage *self);

G_END_DECLS
