#pragma once

#include "mb-store-care.h"

G_BEGIN_DECLS

/* Who saw what was written, and when the store said that it is on disk; asked after the fault.
 * Times are monotonic microseconds. */
typedef struct _MbWitness MbWitness;

#define MB_WITNESS_HASH_CHARS 32

typedef struct {
  guint64 n_acked;  /* transactions the store said are on disk */
  guint64 n_lost;   /* transactions that are not there, none of them acknowledged */
  gint64 lost_us;   /* age of the oldest of these at `end_us` */
  guint64 n_drafts; /* that were looked at */
} MbWitnessCount;

MbWitness *mb_witness_new (void) G_GNUC_WARN_UNUSED_RESULT;
void mb_witness_free (MbWitness *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MbWitness, mb_witness_free)

char *mb_witness_hash (MbSnapshot *snapshot) G_GNUC_WARN_UNUSED_RESULT;
void
mb_witness_saw (MbWitness *self, const char *id, guint64 seq, const char *hash, gint64 time_us);
void mb_witness_heard (MbWitness *self, const char *id, guint64 seq);
GPtrArray *mb_witness_get_ids (MbWitness *self) G_GNUC_WARN_UNUSED_RESULT;

char *mb_witness_ask (MbWitness *self, MbStore *store, gint64 end_us, MbWitnessCount *count)
  G_GNUC_WARN_UNUSED_RESULT;

/* After damage. */
typedef struct {
  guint n_whole;     /* drafts that open as they were last */
  guint n_told;      /* drafts that are said to be damaged, or not listed any more */
  guint n_shortened; /* drafts that open as they were earlier: somebody must say so */
} MbWitnessDamage;

char *mb_witness_ask_damaged (MbWitness *self,
                              MbStore *store,
                              MbWitnessDamage *damage) G_GNUC_WARN_UNUSED_RESULT;
gboolean mb_witness_knows (MbWitness *self, const char *id, MbSnapshot *snapshot);

G_END_DECLS
