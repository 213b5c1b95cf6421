#pragma once

#include "mb-db.h"
#include "mb-snapshot.h"

G_BEGIN_DECLS

/* A draft as it can be read. */
typedef struct {
  gint64 draft_no;
  MbSnapshot *snapshot; /* NULL when nothing of it can be read */
  guint64 seq;
  guint64 head_seq;  /* how far it went; `seq` is less when the rest is damaged */
  gboolean doubtful; /* something was damaged, even if an older snapshot led to the same state */
} MbLoaded;

void mb_loaded_clear (MbLoaded *loaded);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (MbLoaded, mb_loaded_clear)

gboolean mb_load_draft (Db *db, gint64 draft_no, MbLoaded *loaded, GError **error);
gboolean mb_load_draft_at (Db *db, gint64 draft_no, guint64 seq, MbLoaded *loaded, GError **error);

G_END_DECLS
