#pragma once

#include "mb-journal.h"
#include "mb-parcel.h"

G_BEGIN_DECLS

/* Articles that leave as a file and come back changed.
 *
 * The store remembers each state of a draft that another computer may know, twice: as it travels
 * and as it is kept here, because pictures travel under the hash of what was made of them. A file
 * says which states it comes of. The newest of them that is known here is the common ancestor; from
 * there on one side has changed, or both have.
 *
 * Leaving: mb_store_pack_sync(), write the file, mb_store_note_packed_sync().
 * Arriving: mb_store_weigh_sync() keeps the pictures and says what is to be done; then
 * mb_arrival_commit() when a draft is to be changed, and in every case mb_store_settle_sync().
 */

/* A picture as it may leave the machine; called on the thread that packs. */
typedef GBytes *(*MbPictureMaker) (GBytes *original,
                                   const char *caption,
                                   const char *credit,
                                   const char *rights,
                                   GError **error);

/* Picture @done of @total is next. */
typedef void (*MbParcelProgress) (guint done, guint total, gpointer user_data);

typedef struct {
  const char *person; /* (nullable) who sends it, an id or a name; NULL: who uses the store */
  MbPictureMaker make;
  MbParcelProgress progress; /* (nullable) */
  gpointer user_data;        /* for @progress */
} MbPacking;

typedef enum {
  MB_ARRIVAL_NEW,        /* nobody here knows the article: a new draft */
  MB_ARRIVAL_TAKEN_OVER, /* only the file has changed: the draft becomes what the file says */
  MB_ARRIVAL_KNOWN,      /* the file says nothing new */
  MB_ARRIVAL_BESIDE,     /* both have changed: a second draft beside the first */
} MbArrivalKind;

/* What has become of the article's standing. */
typedef enum {
  MB_MOVE_NONE,      /* nothing was done with it elsewhere that was not known here */
  MB_MOVE_TAKEN,     /* it stands where it stood elsewhere */
  MB_MOVE_TO_REVIEW, /* it was approved or published elsewhere, which a file does not bring along */
  MB_MOVE_REFUSED,   /* who has moved it may not do that here: it stands where it stood */
} MbArrivalMove;

typedef struct {
  MbArrivalKind kind;
  char *draft_id;     /* the draft that has the file's words, or is to have them */
  char *beside_id;    /* (nullable) the draft that it stands beside */
  char *person;       /* (nullable) who sent it, a name */
  char *author;       /* (nullable) who goes on the transaction */
  gint64 time_ms;     /* when they did */
  guint n_missing;    /* pictures that did not come along and are not here */
  MbSnapshot *before; /* (nullable) what the draft must still be */
  MbSnapshot *after;  /* the file's words, with the pictures' names of this store */

  /* Known once it is settled. */
  MbArrivalMove move;
  MbReviewState state;  /* where it stands here */
  MbReviewEvent *event; /* (nullable) what was done last elsewhere, when that is news */
  char *doer;           /* (nullable) the name of who did it */
} MbArrival;

MbParcel *mb_store_pack_sync (MbStore *self,
                              MbSnapshot *snapshot,
                              const MbPacking *packing,
                              GCancellable *cancellable,
                              GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean mb_store_note_packed_sync (MbStore *self,
                                    MbSnapshot *snapshot,
                                    const MbParcel *parcel,
                                    GError **error);

MbArrival *mb_store_weigh_sync (MbStore *self,
                                const MbParcel *parcel,
                                GCancellable *cancellable,
                                GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean mb_arrival_commit (const MbArrival *self, MbJournal *journal, GError **error);
gboolean
mb_store_settle_sync (MbStore *self, const MbParcel *parcel, MbArrival *arrival, GError **error);

const char *mb_arrival_kind_to_string (MbArrivalKind kind);
const char *mb_arrival_move_to_string (MbArrivalMove move);
void mb_arrival_free (MbArrival *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MbArrival, mb_arrival_free)

G_END_DECLS
