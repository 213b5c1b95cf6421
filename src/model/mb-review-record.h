#pragma once

#include "mb-review.h"

G_BEGIN_DECLS

/* What has been done with an article, and what of it goes along when the article travels. Values
 * only. A record that comes from elsewhere tells; it decides nothing. */
#define MB_RECORD_MAX_EVENTS 200
#define MB_RECORD_MAX_PEOPLE 500
#define MB_RECORD_MAX_NAME_CHARS 200
#define MB_RECORD_MAX_REASON_CHARS 1000
#define MB_RECORD_MAX_TIME_MS G_GINT64_CONSTANT (253402300799999) /* the year 9999 */

/* What somebody did. */
typedef struct {
  MbReviewAction action;
  MbReviewState from;
  MbReviewState to;
  char *person; /* (nullable): an id */
  char *reason; /* (nullable) */
  guint64 seq;  /* of the text then; 0 when that is not one of here */
  gint64 time_ms;
  gboolean elsewhere; /* it came with a file */
} MbReviewEvent;

typedef struct {
  MbReviewState state;
  char *owner;       /* (nullable): an id */
  GPtrArray *events; /* of MbReviewEvent, the first thing first */
  GPtrArray *people; /* of MbPerson: who the ids are; the roles say nothing */
} MbReviewRecord;

MbReviewEvent *mb_review_event_copy (const MbReviewEvent *event) G_GNUC_WARN_UNUSED_RESULT;
void mb_review_event_free (MbReviewEvent *event);
const MbReviewEvent *mb_review_find_elsewhere (const GPtrArray *events, MbReviewState state);

MbReviewRecord *mb_review_record_new (void) G_GNUC_WARN_UNUSED_RESULT;
void mb_review_record_free (MbReviewRecord *self);
gboolean mb_review_record_set_owner (MbReviewRecord *self, const char *id);
gboolean mb_review_record_add_event (MbReviewRecord *self, const MbReviewEvent *event);
gboolean mb_review_record_add_person (MbReviewRecord *self, const char *id, const char *name);
const char *mb_review_record_name (const MbReviewRecord *self, const char *id);
char *mb_review_record_trim (const char *words, guint max_chars) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MbReviewEvent, mb_review_event_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MbReviewRecord, mb_review_record_free)

G_END_DECLS
