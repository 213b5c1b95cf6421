#pragma once

#include "mb-review-record.h"
#include "mb-store.h"

G_BEGIN_DECLS

/* The newsroom of a store: who works there, whose a draft is, where its review stands, what
 * somebody has seen of it. What is allowed is a rule that the store is handed; it keeps what comes
 * of it. */

/* Where a draft stands, as one look sees it. */
typedef struct {
  MbReviewFacts *facts;
  GPtrArray *events; /* of MbReviewEvent, the first thing first */
  GPtrArray *people; /* of MbPerson */
  GPtrArray *others; /* of MbPerson: known from files by their names, without any right here */
  MbPerson *me;      /* who uses the store; NULL: nobody has said so */
  guint64 seq;       /* of the text now */
  guint64 seen_seq;  /* what `me` has seen of it; 0: nothing */
  gboolean is_on;    /* whether articles are reviewed here */
} MbStanding;

/* A draft as somebody saw it last, and as it is. */
typedef struct {
  MbSnapshot *older; /* NULL: never seen */
  MbSnapshot *newer;
  guint64 older_seq;
  guint64 newer_seq;
} MbSeenChanges;

#define MB_SETTING_REVIEW "review" /* "on": although there are not two people */

void mb_standing_free (MbStanding *standing);
void mb_seen_changes_free (MbSeenChanges *changes);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MbStanding, mb_standing_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MbSeenChanges, mb_seen_changes_free)

/* People */
GPtrArray *mb_store_list_people_sync (MbStore *self, GError **error) G_GNUC_WARN_UNUSED_RESULT;
GPtrArray *mb_store_list_others_sync (MbStore *self, GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean mb_store_put_person_sync (MbStore *self, const MbPerson *person, GError **error);
gboolean mb_store_use_person_sync (MbStore *self, const char *person_id, GError **error);
gboolean mb_store_get_person_sync (MbStore *self, MbPerson **person, GError **error);
gboolean mb_store_is_review_on_sync (MbStore *self, gboolean *is_on, GError **error);

/* Review */
void mb_store_set_review_rule (MbStore *self, MbReviewRule rule);
MbStanding *mb_store_get_standing_sync (MbStore *self,
                                        const char *draft_id,
                                        GError **error) G_GNUC_WARN_UNUSED_RESULT;
MbReviewFacts *mb_store_act_sync (MbStore *self,
                                  const char *draft_id,
                                  const MbReviewAct *act,
                                  GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean mb_store_set_owner_sync (MbStore *self,
                                  const char *draft_id,
                                  const char *person_id,
                                  GError **error);
gboolean mb_store_mark_seen_sync (MbStore *self,
                                  const char *draft_id,
                                  const char *person_id,
                                  guint64 seq,
                                  GError **error);
MbSeenChanges *mb_store_load_changes_sync (MbStore *self,
                                           const char *draft_id,
                                           const char *person_id,
                                           GError **error) G_GNUC_WARN_UNUSED_RESULT;
MbSnapshot *mb_store_load_at_sync (MbStore *self, const char *draft_id, guint64 seq, GError **error)
  G_GNUC_WARN_UNUSED_RESULT;
gboolean mb_store_flush_sync (MbStore *self, GError **error);

/* The same, without blocking. */
void mb_store_get_standing_async (MbStore *self,
                                  const char *draft_id,
                                  GCancellable *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data);
MbStanding *mb_store_get_standing_finish (MbStore *self,
                                          GAsyncResult *result,
                                          GError **error) G_GNUC_WARN_UNUSED_RESULT;
void mb_store_act_async (MbStore *self,
                         const char *draft_id,
                         const MbReviewAct *act,
                         GAsyncReadyCallback callback,
                         gpointer user_data);
MbReviewFacts *
mb_store_act_finish (MbStore *self, GAsyncResult *result, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void mb_store_mark_seen_async (MbStore *self,
                               const char *draft_id,
                               const char *person_id,
                               guint64 seq,
                               GAsyncReadyCallback callback,
                               gpointer user_data);
gboolean mb_store_mark_seen_finish (MbStore *self, GAsyncResult *result, GError **error);
void mb_store_load_changes_async (MbStore *self,
                                  const char *draft_id,
                                  const char *person_id,
                                  GCancellable *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data);
MbSeenChanges *mb_store_load_changes_finish (MbStore *self,
                                             GAsyncResult *result,
                                             GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
