#pragma once

#include "mb-db.h"
#include "mb-store-care.h"

G_BEGIN_DECLS

/* Where the articles of a damaged store go, and what is there. */
GPtrArray *
mb_recover_sites (Db *db, MbStore *into, MbStoreReport *report) G_GNUC_WARN_UNUSED_RESULT;
void mb_recover_publications (Db *db,
                              const char *draft_id,
                              GPtrArray *sites,
                              MbStore *into,
                              MbStoreReport *report);

G_END_DECLS
