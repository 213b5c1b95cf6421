#pragma once

#include "mb-db.h"
#include "mb-store-exchange.h"

G_BEGIN_DECLS

/* The record of the review, which travels with its article. */

/* What a file tells of a draft, to be judged here. */
typedef struct {
  const MbReviewRecord *record;
  MbReviewRule rule; /* NULL: nobody may do anything here */
  gint64 draft_no;
  gint64 now_ms;
  gboolean is_new; /* the draft came with the file */
} MbTelling;

MbReviewRecord *
mb_exchange_make_record (Db *db, MbSnapshot *snapshot, GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean mb_exchange_find_name (Db *db, const char *id, char **name, GError **error);
gboolean
mb_exchange_take_record (Db *db, const MbTelling *telling, MbArrival *arrival, GError **error);

G_END_DECLS
