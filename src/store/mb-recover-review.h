#pragma once

#include "mb-load.h"
#include "mb-store-care.h"

G_BEGIN_DECLS

/* Who worked with a damaged store, and what became of its drafts there. */
gboolean mb_recover_people (Db *db, MbStore *into, MbStoreReport *report, GError **error);
gboolean mb_recover_draft (Db *db,
                           const char *id,
                           const MbLoaded *loaded,
                           MbStore *into,
                           MbStoreReport *report,
                           GError **error);

G_END_DECLS
