#pragma once

#include "mb-newsroom.h"

#include <adwaita.h>

G_BEGIN_DECLS

/* The left region: all articles, what is on its way, the bin; or the outline of the open article.
 *
 * Signals: `opened (char *draft_id)`, `binned (char *draft_id)`, `restored (char *draft_id)`,
 * `jumped (guint64 block)`, `job-activated (MbJob *job)`.
 */
#define MB_TYPE_LIBRARY_PAGE (mb_library_page_get_type ())

G_DECLARE_FINAL_TYPE (MbLibraryPage, mb_library_page, MB, LIBRARY_PAGE, AdwNavigationPage)

void mb_library_page_set_newsroom (MbLibraryPage *self, MbNewsroom *newsroom);
void mb_library_page_set_draft (MbLibraryPage *self, MbDraft *draft);
void mb_library_page_set_compact (MbLibraryPage *self, gboolean compact);
void mb_library_page_show_search (MbLibraryPage *self);
void mb_library_page_show_articles (MbLibraryPage *self);
void mb_library_page_show_outline (MbLibraryPage *self);
void mb_library_page_pop_up_menu (MbLibraryPage *self);

G_END_DECLS
