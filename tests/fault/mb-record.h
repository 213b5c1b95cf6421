#pragma once

#include "mb-witness.h"

G_BEGIN_DECLS

/* What a victim says through a pipe, one record a write, so that nothing of it is lost with it. */
typedef enum {
  MB_RECORD_OPENING, /* the store is about to be opened */
  MB_RECORD_READY,
  MB_RECORD_SAW,          /* an article is in a new state */
  MB_RECORD_HEARD,        /* the store said that it is on disk */
  MB_RECORD_COMMIT_BEGAN, /* SQLite took the write lock */
  MB_RECORD_COMMIT_ENDED,
  MB_RECORD_BEAT,   /* the machine lets the victim run */
  MB_RECORD_SYNCED, /* `seq`: how long it took, in microseconds */
} MbRecordKind;

#define MB_RECORD_BEAT_US (5 * G_TIME_SPAN_MILLISECOND)

typedef struct {
  guint64 seq;
  gint64 time_us;
  MbRecordKind kind;
  char id[40];
  char hash[MB_WITNESS_HASH_CHARS + 1];
} MbRecord;

G_END_DECLS
