#pragma once

#include "mb-db.h"
#include "mb-store-care.h"

G_BEGIN_DECLS

MbStoreReport *mb_verify_tables (Db *db, const char *folder, const int *stop, GError **error)
  G_GNUC_WARN_UNUSED_RESULT;
MbStoreReport *mb_store_report_new (void) G_GNUC_WARN_UNUSED_RESULT;
void mb_store_report_add (MbStoreReport *self, const char *format, ...) G_GNUC_PRINTF (2, 3);

G_END_DECLS
