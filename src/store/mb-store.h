#pragma once

#include "mb-article.h"
#include "mb-assets.h"
#include "mb-clock.h"
#include "mb-store-error.h"

#include <gio/gio.h>

G_BEGIN_DECLS

/* The drafts of one data folder. Implements MbAssets for the pictures. The object lives on one
 * thread (the main one); its writer and readers own their connections. `_sync` functions block: for
 * workers, the CLI and tests. */
#define MB_TYPE_STORE (mb_store_get_type ())

G_DECLARE_FINAL_TYPE (MbStore, mb_store, MB, STORE, GObject)

typedef enum {
  MB_STORE_READ_WRITE,
  MB_STORE_READ_ONLY,
} MbStoreMode;

typedef struct {
  char *id;       /* UUID */
  char *headline; /* "" when there is none yet */
  char *excerpt;  /* first words, or the words around a search hit */
  char *section;
  char *state; /* a name of MbReviewState */
  gint64 state_since_ms;
  char *owner;      /* (nullable): id of the person whose it is */
  char *owner_name; /* (nullable) */
  gint64 created_ms;
  gint64 updated_ms;
  gint64 trashed_ms; /* 0: not in the bin */
  char *beside_id;   /* (nullable) it came in as a file, beside this draft */
  char *person;      /* (nullable) then: from whom */
  gint64 came_ms;    /* then: when it was sent */
  guint64 seq;
} MbDraftInfo;

void mb_draft_info_free (MbDraftInfo *info);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MbDraftInfo, mb_draft_info_free)

/* Opening */
MbStore *mb_store_open_sync (const char *folder,
                             MbStoreMode mode,
                             const MbClock *clock,
                             GError **error) G_GNUC_WARN_UNUSED_RESULT;
MbStoreMode mb_store_get_mode (MbStore *self);
const char *mb_store_get_folder (MbStore *self);
gboolean mb_store_had_unclean_end (MbStore *self);
void mb_store_close (MbStore *self);

/* Drafts */
gboolean mb_store_create_sync (MbStore *self, MbSnapshot *snapshot, GError **error);
MbArticle *
mb_store_load_sync (MbStore *self, const char *draft_id, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void mb_store_load_async (MbStore *self,
                          const char *draft_id,
                          GCancellable *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer user_data);
MbArticle *mb_store_load_finish (MbStore *self,
                                 GAsyncResult *result,
                                 GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean
mb_store_is_at_hand_sync (MbStore *self, const char *draft_id, gboolean *at_hand, GError **error);
char *mb_store_dup_latest_sync (MbStore *self, GError **error) G_GNUC_WARN_UNUSED_RESULT;
GPtrArray *mb_store_list_sync (MbStore *self, const char *query, gboolean trashed, GError **error)
  G_GNUC_WARN_UNUSED_RESULT;
void mb_store_list_async (MbStore *self,
                          const char *query,
                          gboolean trashed,
                          GCancellable *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer user_data);
GPtrArray *mb_store_list_finish (MbStore *self,
                                 GAsyncResult *result,
                                 GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean
mb_store_set_trashed_sync (MbStore *self, const char *draft_id, gboolean trashed, GError **error);
void mb_store_set_trashed_async (MbStore *self,
                                 const char *draft_id,
                                 gboolean trashed,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data);
gboolean mb_store_set_trashed_finish (MbStore *self, GAsyncResult *result, GError **error);

/* Settings that belong to the data, not to the machine */
char *mb_store_get_setting_sync (MbStore *self,
                                 const char *key,
                                 GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean
mb_store_set_setting_sync (MbStore *self, const char *key, const char *value, GError **error);

/* Writing: see mb-journal.h */

G_END_DECLS
