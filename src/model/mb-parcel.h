#pragma once

#include "mb-review-record.h"
#include "mb-snapshot.h"

#include <gio/gio.h>

G_BEGIN_DECLS

/* An article on its way between two computers, as one file says it: docs/article-file.md. */
#define MB_PARCEL_FORMAT 1
#define MB_PARCEL_MIME "application/vnd.marbre.article+zip"
#define MB_PARCEL_SUFFIX ".marbre"
#define MB_PARCEL_MAX_ANCESTORS 64
#define MB_PARCEL_MAX_PICTURES 1000
#define MB_PARCEL_MAX_BYTES (200 * 1024 * 1024)

/* A picture as it travels: made anew, under the hash of its new bytes. */
typedef struct {
  char *sha256;        /* what figures on the way call it */
  char *kept_as;       /* (nullable) leaving: the original that it was made of; stays here */
  const char *variant; /* (nullable) static; leaving: what was made of it, as MbAssets knows it */
  GBytes *bytes;       /* (nullable) arriving */
  gboolean is_clean;   /* arriving: it says nothing of a place or a device */
} MbParcelPicture;

typedef struct {
  char *article_id;
  char *store_id;         /* of the articles' folder that it comes from */
  char *person;           /* (nullable) who sends it, a name */
  char *person_id;        /* (nullable) their id where they are known */
  gint64 time_ms;         /* wall clock, for display */
  MbSnapshot *snapshot;   /* pictures named as they travel */
  char *sha256;           /* of the document as it travels */
  GPtrArray *ancestors;   /* of char *: earlier documents it comes of, the base last */
  GPtrArray *pictures;    /* of MbParcelPicture */
  MbReviewRecord *record; /* where the article stands there, and how it came to that */
  guint n_missing;        /* pictures that the article names and nobody had */
} MbParcel;

MbParcel *mb_parcel_new (const char *article_id) G_GNUC_WARN_UNUSED_RESULT;
void mb_parcel_free (MbParcel *self);
MbParcelPicture *mb_parcel_add_picture (MbParcel *self, const char *sha256);
const MbParcelPicture *mb_parcel_find_picture (const MbParcel *self, const char *sha256);
void mb_parcel_count_missing (MbParcel *self);
MbSnapshot *mb_parcel_relabel (MbSnapshot *snapshot,
                               const char *article_id,
                               GHashTable *pictures) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MbParcel, mb_parcel_free)

G_END_DECLS
