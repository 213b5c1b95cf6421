#include "mb-witness.h"

#include "mb-codec.h"

#include <string.h>

/* A state that an article was in. */
typedef struct {
  guint64 seq;
  gint64 time_us;
  char hash[MB_WITNESS_HASH_CHARS + 1];
} State;

typedef struct {
  GArray *states;  /* State, in order */
  guint64 acked;   /* 0: the store never said that it has this draft */
  guint64 counted; /* how much of that was asked for before */
} Draft;

struct _MbWitness {
  GHashTable *drafts; /* UUID → Draft */
};

static void
draft_free (Draft *draft)
{
  g_array_unref (draft->states);
  g_free (draft);
}

MbWitness *
mb_witness_new (void)
{
  MbWitness *self = g_new0 (MbWitness, 1);

  self->drafts =
    g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) draft_free);
  return self;
}

void
mb_witness_free (MbWitness *self)
{
  g_hash_table_unref (self->drafts);
  g_free (self);
}

/* Of all that the article is. */
char *
mb_witness_hash (MbSnapshot *snapshot)
{
  g_autoptr (GBytes) json = mb_codec_encode_snapshot (snapshot);

  return g_compute_checksum_for_bytes (G_CHECKSUM_MD5, json);
}

static Draft *
find (MbWitness *self, const char *id)
{
  Draft *draft = g_hash_table_lookup (self->drafts, id);

  if (draft)
    return draft;

  draft = g_new0 (Draft, 1);
  draft->states = g_array_new (FALSE, TRUE, sizeof (State));
  g_hash_table_insert (self->drafts, g_strdup (id), draft);
  return draft;
}

/* The article is in this state now. */
void
mb_witness_saw (MbWitness *self, const char *id, guint64 seq, const char *hash, gint64 time_us)
{
  Draft *draft = find (self, id);
  State state = {.seq = seq, .time_us = time_us};

  memcpy (state.hash, hash, MB_WITNESS_HASH_CHARS);
  g_array_append_val (draft->states, state);
}

/* The store says that it is on disk up to here. */
void
mb_witness_heard (MbWitness *self, const char *id, guint64 seq)
{
  Draft *draft = find (self, id);

  draft->acked = MAX (draft->acked, seq);
}

GPtrArray *
mb_witness_get_ids (MbWitness *self)
{
  return g_hash_table_get_keys_as_ptr_array (self->drafts);
}

static const State *
state_at (const Draft *draft, guint64 seq)
{
  for (guint i = draft->states->len; i > 0; i--) {
    const State *state = &g_array_index (draft->states, State, i - 1);

    if (state->seq == seq)
      return state;
  }

  return NULL;
}

/* What is gone; from here on the draft is what the disk says. */
static void
count_lost (Draft *draft, guint64 seq, gint64 end_us, MbWitnessCount *count)
{
  while (draft->states->len > 0) {
    const State *last = &g_array_index (draft->states, State, draft->states->len - 1);

    if (last->seq <= seq)
      break;
    count->n_lost++;
    count->lost_us = MAX (count->lost_us, end_us - last->time_us);
    g_array_set_size (draft->states, draft->states->len - 1);
  }
  draft->counted = draft->acked = MAX (draft->acked, seq);
}

static char *
ask_draft (Draft *draft, const char *id, MbArticle *article)
{
  g_autofree char *hash = mb_witness_hash (mb_article_get_snapshot (article));
  guint64 seq = mb_article_get_seq (article);
  const State *state = state_at (draft, seq);

  if (seq < draft->acked)
    return g_strdup_printf ("draft %s: acknowledged %" G_GUINT64_FORMAT
                            ", there is %" G_GUINT64_FORMAT,
                            id, draft->acked, seq);
  if (!state)
    return g_strdup_printf ("draft %s is in a state %" G_GUINT64_FORMAT " that nobody saw", id,
                            seq);
  if (!g_str_equal (state->hash, hash))
    return g_strdup_printf ("draft %s at %" G_GUINT64_FORMAT " is not what was written", id, seq);

  return NULL;
}

static char *
ask_store (MbStore *store)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (MbStoreReport) report = mb_store_verify_sync (store, &error);

  if (!report)
    return g_strdup_printf ("the store cannot be looked over: %s", error->message);
  if (report->problems->len > 0)
    return g_strdup_printf ("the store is not sound: %s", (char *) report->problems->pdata[0]);

  return NULL;
}

/* After a fault that the disk survived: everything acknowledged is there as it was written, every
 * sum is right. Returns what is wrong, or NULL. `end_us` is when the fault was. */
char *
mb_witness_ask (MbWitness *self, MbStore *store, gint64 end_us, MbWitnessCount *count)
{
  GHashTableIter iter;
  gpointer key = NULL;
  gpointer value = NULL;
  char *wrong = ask_store (store);

  g_hash_table_iter_init (&iter, self->drafts);
  while (!wrong && g_hash_table_iter_next (&iter, &key, &value)) {
    Draft *draft = value;
    g_autoptr (GError) error = NULL;
    g_autoptr (MbArticle) article = mb_store_load_sync (store, key, &error);

    if (article) {
      count->n_drafts++;
      count->n_acked += draft->acked - draft->counted;
      wrong = ask_draft (draft, key, article);
      count_lost (draft, mb_article_get_seq (article), end_us, count);
    } else if (!g_error_matches (error, MB_STORE_ERROR, MB_STORE_ERROR_NOT_FOUND)) {
      wrong = g_strdup_printf ("draft %s: %s", (char *) key, error->message);
    } else if (draft->acked > 0) {
      wrong = g_strdup_printf ("draft %s: acknowledged %" G_GUINT64_FORMAT ", it is not there",
                               (char *) key, draft->acked);
    } else {
      count_lost (draft, 0, end_us, count);
      g_hash_table_iter_remove (&iter);
    }
  }

  return wrong;
}

/* After damage: a draft that opens is one that was written. Returns what is wrong, or NULL. */
char *
mb_witness_ask_damaged (MbWitness *self, MbStore *store, MbWitnessDamage *damage)
{
  GHashTableIter iter;
  gpointer key = NULL;
  gpointer value = NULL;

  g_hash_table_iter_init (&iter, self->drafts);
  while (g_hash_table_iter_next (&iter, &key, &value)) {
    const Draft *draft = value;
    g_autoptr (MbArticle) article = mb_store_load_sync (store, key, NULL);
    g_autofree char *hash = NULL;
    const State *state = NULL;

    damage->n_told += article == NULL;
    if (!article)
      continue;
    hash = mb_witness_hash (mb_article_get_snapshot (article));
    state = state_at (draft, mb_article_get_seq (article));
    if (!state || !g_str_equal (state->hash, hash))
      return g_strdup_printf ("draft %s opens as what nobody wrote", (char *) key);
    damage->n_whole += state->seq >= draft->acked;
    damage->n_shortened += state->seq < draft->acked;
  }

  return NULL;
}

/* Whether a draft was ever in this state. */
gboolean
mb_witness_knows (MbWitness *self, const char *id, MbSnapshot *snapshot)
{
  const Draft *draft = g_hash_table_lookup (self->drafts, id);
  g_autofree char *hash = mb_witness_hash (snapshot);

  for (guint i = 0; draft && i < draft->states->len; i++)
    if (g_str_equal (g_array_index (draft->states, State, i).hash, hash))
      return TRUE;

  return FALSE;
}
