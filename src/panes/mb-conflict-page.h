#pragma once

#include "mb-article.h"
#include "mb-outbox-conflict.h"

#include <adwaita.h>

G_BEGIN_DECLS

/* The article and what the site has of it, side by side, and what can be done.
 *
 * Signals: `keep-mine (char *version)`: that version of the site's is to be replaced; `taken ()`:
 * the article says what the site says; `merged ()`: it has what both sides did, and can be sent;
 * `keep-both (MbSnapshot *theirs)`: the site's version is to become an article of its own; `failed
 * (GError *error)`: it could not be read.
 */
#define MB_TYPE_CONFLICT_PAGE (mb_conflict_page_get_type ())

G_DECLARE_FINAL_TYPE (MbConflictPage, mb_conflict_page, MB, CONFLICT_PAGE, AdwBin)

void mb_conflict_page_load (MbConflictPage *self, MbOutbox *outbox, MbJob *job, MbArticle *article);
GtkWidget *mb_conflict_page_pick_focus (MbConflictPage *self);

G_END_DECLS
