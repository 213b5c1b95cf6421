#include "mb-store-exchange.h"

#include "mb-draft-table.h"
#include "mb-exchange-inside.h"
#include "mb-exchange-record.h"
#include "mb-load.h"
#include "mb-person-table.h"
#include "mb-store-inside.h"

/* Arriving: what a file is to the drafts that are here. */

typedef struct {
  const MbParcel *parcel;
  GHashTable *names; /* sent → kept */
  MbArrival *arrival;
} Weighing;

static void
weighing_clear (Weighing *weighing)
{
  g_clear_pointer (&weighing->names, g_hash_table_unref);
  g_clear_pointer (&weighing->arrival, mb_arrival_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Weighing, weighing_clear)

/* One draft that the file may be about. */
typedef struct {
  char *draft_id;
  MbSnapshot *snapshot;
  char *sha256;
  guint64 ancestor_step; /* 0: nothing that the file comes of is known */
  char *ancestor_kept;   /* (nullable) */
  guint64 known_step;    /* 0: the file's own words were never here */
} Candidate;

static void
candidate_free (gpointer data)
{
  Candidate *candidate = data;

  g_free (candidate->draft_id);
  g_clear_pointer (&candidate->snapshot, mb_snapshot_unref);
  g_free (candidate->sha256);
  g_free (candidate->ancestor_kept);
  g_free (candidate);
}

/**
 * mb_arrival_free:
 * @self: (nullable) (transfer full): an arrival
 *
 * Frees it.
 */
void
mb_arrival_free (MbArrival *self)
{
  if (!self)
    return;

  g_free (self->draft_id);
  g_free (self->beside_id);
  g_free (self->person);
  g_free (self->author);
  g_free (self->doer);
  mb_review_event_free (self->event);
  g_clear_pointer (&self->before, mb_snapshot_unref);
  g_clear_pointer (&self->after, mb_snapshot_unref);
  g_free (self);
}

/**
 * mb_arrival_kind_to_string:
 * @kind: what a file was to the drafts
 *
 * Names it for programs.
 */
const char *
mb_arrival_kind_to_string (MbArrivalKind kind)
{
  switch (kind) {
  case MB_ARRIVAL_NEW:
    return "new";
  case MB_ARRIVAL_TAKEN_OVER:
    return "taken-over";
  case MB_ARRIVAL_KNOWN:
    return "known";
  case MB_ARRIVAL_BESIDE:
    break;
  }

  return "beside";
}

/**
 * mb_arrival_move_to_string:
 * @move: what has become of an article's standing
 *
 * Names it for programs.
 */
const char *
mb_arrival_move_to_string (MbArrivalMove move)
{
  switch (move) {
  case MB_MOVE_NONE:
    return "none";
  case MB_MOVE_TAKEN:
    return "taken";
  case MB_MOVE_TO_REVIEW:
    return "to-review";
  case MB_MOVE_REFUSED:
    break;
  }

  return "refused";
}

/* The last step at which a state was exchanged; 0: never. */
static const MbExchangeRow *
find_row (GPtrArray *rows, const char *sent_sha256)
{
  for (guint i = rows->len; i > 0; i--) {
    const MbExchangeRow *row = g_ptr_array_index (rows, i - 1);

    if (g_str_equal (row->sent_sha256, sent_sha256))
      return row;
  }

  return NULL;
}

static gboolean
read_past (Candidate *candidate, Db *db, const MbParcel *parcel, GError **error)
{
  g_autoptr (GPtrArray) rows = mb_exchange_table_list (db, candidate->draft_id, error);
  const MbExchangeRow *row = NULL;

  if (!rows)
    return FALSE;
  row = find_row (rows, parcel->sha256);
  candidate->known_step = row ? row->step : 0;
  row = NULL;
  for (guint i = parcel->ancestors->len; i > 0 && !row; i--)
    row = find_row (rows, g_ptr_array_index (parcel->ancestors, i - 1));
  candidate->ancestor_step = row ? row->step : 0;
  candidate->ancestor_kept = row ? g_strdup (row->kept_sha256) : NULL;

  return TRUE;
}

/* A draft that cannot be read whole is not one to be changed. */
static gboolean
add_candidate (Db *db, const char *draft_id, Weighing *self, GPtrArray *candidates, GError **error)
{
  g_auto (MbLoaded) loaded = {0};
  Candidate *candidate = NULL;
  gint64 draft_no = 0;

  if (!mb_draft_table_find (db, draft_id, &draft_no, NULL))
    return TRUE;
  candidate = g_new0 (Candidate, 1);
  candidate->draft_id = g_strdup (draft_id);
  g_ptr_array_add (candidates, candidate);
  if (!mb_load_draft (db, draft_no, &loaded, error))
    return FALSE;
  if (!loaded.snapshot || loaded.seq < loaded.head_seq)
    return TRUE;

  candidate->snapshot = g_steal_pointer (&loaded.snapshot);
  candidate->sha256 = mb_exchange_hash (candidate->snapshot);
  return read_past (candidate, db, self->parcel, error);
}

static GPtrArray *
list_candidates (Weighing *self, Db *db, GError **error)
{
  g_autoptr (GPtrArray) candidates = g_ptr_array_new_with_free_func (candidate_free);
  g_autoptr (GPtrArray) copies =
    mb_exchange_table_list_copies (db, self->parcel->article_id, error);

  if (!copies || !add_candidate (db, self->parcel->article_id, self, candidates, error))
    return NULL;
  for (guint i = 0; i < copies->len; i++)
    if (!add_candidate (db, g_ptr_array_index (copies, i), self, candidates, error))
      return NULL;

  return g_steal_pointer (&candidates);
}

/* The file says nothing new: its words are the draft's, or were exchanged after all that it comes
 * of. Words that the other side has gone back to are news. */
static gboolean
knows (const Candidate *candidate, Weighing *self)
{
  g_autoptr (MbSnapshot) words = NULL;
  g_autofree char *sha256 = NULL;

  if (!candidate->snapshot)
    return FALSE;
  if (candidate->known_step > 0 && candidate->known_step >= candidate->ancestor_step)
    return TRUE;
  words = mb_parcel_relabel (self->parcel->snapshot, candidate->draft_id, self->names);
  sha256 = mb_exchange_hash (words);

  return g_str_equal (sha256, candidate->sha256);
}

static gboolean
is_unchanged (const Candidate *candidate)
{
  return candidate->snapshot && candidate->ancestor_step > 0 &&
         g_str_equal (candidate->ancestor_kept, candidate->sha256);
}

static void
decide (Weighing *self, MbArrivalKind kind, const Candidate *candidate)
{
  MbArrival *arrival = self->arrival;

  arrival->kind = kind;
  arrival->draft_id =
    candidate ? g_strdup (candidate->draft_id) : g_strdup (self->parcel->article_id);
  if (kind == MB_ARRIVAL_BESIDE) {
    g_free (arrival->draft_id);
    arrival->draft_id = g_uuid_string_random ();
  }
  if (!g_str_equal (arrival->draft_id, self->parcel->article_id))
    arrival->beside_id = g_strdup (self->parcel->article_id);
  if (kind == MB_ARRIVAL_TAKEN_OVER)
    arrival->before = mb_snapshot_ref (candidate->snapshot);
  arrival->after = mb_parcel_relabel (self->parcel->snapshot, arrival->draft_id, self->names);
}

/* Who sends it, by the id or else by the name. */
static gboolean
find_sender (Weighing *self, Db *db, GError **error)
{
  const MbParcel *parcel = self->parcel;
  MbArrival *arrival = self->arrival;
  g_autoptr (MbPerson) person = NULL;

  if (!mb_person_table_find (db, parcel->person_id, &person, error) ||
      (!person && !mb_person_table_find (db, parcel->person, &person, error)))
    return FALSE;
  g_set_str (&arrival->person, person ? person->name : parcel->person);
  g_set_str (&arrival->author, person              ? person->id
                               : parcel->person_id ? parcel->person_id
                                                   : parcel->person);

  return TRUE;
}

static gboolean
weigh_in_reader (Db *db, gpointer user_data, GError **error)
{
  Weighing *self = user_data;
  g_autoptr (GPtrArray) candidates = list_candidates (self, db, error);

  if (!candidates || !find_sender (self, db, error))
    return FALSE;
  for (guint i = 0; i < candidates->len; i++)
    if (knows (g_ptr_array_index (candidates, i), self)) {
      decide (self, MB_ARRIVAL_KNOWN, g_ptr_array_index (candidates, i));
      return TRUE;
    }
  for (guint i = 0; i < candidates->len; i++)
    if (is_unchanged (g_ptr_array_index (candidates, i))) {
      decide (self, MB_ARRIVAL_TAKEN_OVER, g_ptr_array_index (candidates, i));
      return TRUE;
    }
  decide (self, candidates->len > 0 ? MB_ARRIVAL_BESIDE : MB_ARRIVAL_NEW, NULL);

  return TRUE;
}

/* Pictures */

typedef struct {
  const char *sent;
  char *kept;
} Name;

static gboolean
get_kept_in_reader (Db *db, gpointer user_data, GError **error)
{
  Name *name = user_data;

  g_clear_pointer (&name->kept, g_free);
  return mb_exchange_table_get_kept (db, name->sent, &name->kept, error);
}

static gboolean
note_clean_in_worker (Db *db, gpointer user_data, GError **error)
{
  const Name *name = user_data;

  return mb_exchange_table_put_media (db, name->sent, name->sent, error);
}

/* Our own picture that comes back is the original again. */
static gboolean
find_original (MbStore *self, const char *sent, char **kept, GError **error)
{
  Name name = {.sent = sent};
  g_autoptr (GBytes) there = NULL;

  if (!mb_store_read (self, get_kept_in_reader, &name, error))
    return FALSE;
  there = name.kept ? mb_assets_load (MB_ASSETS (self), name.kept, NULL, NULL) : NULL;
  if (!there)
    g_clear_pointer (&name.kept, g_free);
  *kept = name.kept;

  return TRUE;
}

static gboolean
keep_picture (MbStore *self, const MbParcelPicture *picture, GError **error)
{
  Name name = {.sent = picture->sha256};
  g_autofree char *hash = mb_assets_keep (MB_ASSETS (self), picture->bytes, error);

  if (!hash)
    return FALSE;
  if (!g_str_equal (hash, picture->sha256)) {
    g_set_error (error, MB_STORE_ERROR, MB_STORE_ERROR_DAMAGED, "the picture %s is another one",
                 picture->sha256);
    return FALSE;
  }

  return !picture->is_clean || mb_store_write (self, note_clean_in_worker, &name, error);
}

/* Under what name a figure's picture is to be found here; nothing when it is not. */
static gboolean
take_picture (MbStore *self, Weighing *weighing, const char *media, GError **error)
{
  const MbParcelPicture *picture = mb_parcel_find_picture (weighing->parcel, media);
  g_autofree char *kept = NULL;
  g_autoptr (GBytes) there = NULL;

  if (!find_original (self, media, &kept, error))
    return FALSE;
  if (kept) {
    g_hash_table_insert (weighing->names, g_strdup (media), g_steal_pointer (&kept));
    return TRUE;
  }
  if (picture && picture->bytes)
    return keep_picture (self, picture, error);
  there = mb_assets_load (MB_ASSETS (self), media, NULL, NULL);
  weighing->arrival->n_missing += there == NULL;

  return TRUE;
}

static gboolean
take_pictures (MbStore *self, Weighing *weighing, GCancellable *cancellable, GError **error)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  MbSnapshot *snapshot = weighing->parcel->snapshot;

  for (guint i = 0; i < mb_snapshot_get_n_blocks (snapshot); i++) {
    const MbBlock *block = mb_snapshot_get_block (snapshot, i);
    const char *media = mb_block_get_attribute (block, MB_ATTR_MEDIA);

    if (!media || !g_hash_table_add (seen, (gpointer) media))
      continue;
    if (g_cancellable_set_error_if_cancelled (cancellable, error) ||
        !take_picture (self, weighing, media, error))
      return FALSE;
  }

  return TRUE;
}

/**
 * mb_store_weigh_sync:
 * @self: a store that can be written
 * @parcel: what a file says
 * @cancellable: (nullable): to give up; no draft has changed then
 * @error: return location
 *
 * Keeps the pictures of a file and finds out what the file is to the drafts. What is in memory
 * alone is not seen: flush an open article's journal before. Blocks.
 *
 * Returns: (transfer full): what is to be done
 */
MbArrival *
mb_store_weigh_sync (MbStore *self,
                     const MbParcel *parcel,
                     GCancellable *cancellable,
                     GError **error)
{
  g_auto (Weighing) weighing = {.parcel = parcel};

  g_return_val_if_fail (MB_IS_STORE (self), NULL);
  g_return_val_if_fail (parcel != NULL && parcel->snapshot != NULL, NULL);

  weighing.names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  weighing.arrival = g_new0 (MbArrival, 1);
  weighing.arrival->time_ms = parcel->time_ms;
  if (!take_pictures (self, &weighing, cancellable, error) ||
      !mb_store_read (self, weigh_in_reader, &weighing, error))
    return NULL;

  return g_steal_pointer (&weighing.arrival);
}

/**
 * mb_arrival_commit:
 * @self: an arrival that takes over
 * @journal: of the draft that it is about
 * @error: return location
 *
 * Makes the draft what the file says: one transaction, which can be undone; the words before are
 * kept as a version. On the article's thread. It is on disk when the journal says so.
 *
 * Returns: whether it is done; `MB_STORE_ERROR_CONFLICT` when the draft has changed since it was
 * weighed: weigh again
 */
gboolean
mb_arrival_commit (const MbArrival *self, MbJournal *journal, GError **error)
{
  MbArticle *article = NULL;
  g_autoptr (MbTransaction) transaction = NULL;

  g_return_val_if_fail (self != NULL && self->kind == MB_ARRIVAL_TAKEN_OVER, FALSE);
  g_return_val_if_fail (MB_IS_JOURNAL (journal), FALSE);

  article = mb_journal_get_article (journal);
  if (!mb_snapshot_equal (mb_article_get_snapshot (article), self->before)) {
    g_set_error_literal (error, MB_STORE_ERROR, MB_STORE_ERROR_CONFLICT,
                         "the draft has changed meanwhile");
    return FALSE;
  }
  transaction = mb_article_begin (article, MB_ORIGIN_MERGE);
  if (!mb_transaction_restore (transaction, self->after, error))
    return FALSE;
  mb_transaction_set_author (transaction, self->author ? self->author : "");
  mb_journal_snapshot (journal);
  if (!mb_article_commit (article, transaction, error))
    return FALSE;
  mb_journal_snapshot (journal);

  return TRUE;
}

/* Settling */

typedef struct {
  MbStore *store;
  const MbParcel *parcel;
  MbArrival *arrival;
  gint64 draft_no; /* of a draft that is new */
} Settling;

/* What the file comes of and nobody here had: those who send it know it. */
static gboolean
note_ancestors (Db *db, const Settling *self, GError **error)
{
  const char *draft_id = self->arrival->draft_id;
  g_autoptr (GPtrArray) rows = mb_exchange_table_list (db, draft_id, error);
  GPtrArray *ancestors = self->parcel->ancestors;
  guint first = ancestors->len;

  if (!rows)
    return FALSE;
  while (first > 0 && !find_row (rows, g_ptr_array_index (ancestors, first - 1)))
    first--;
  for (guint i = first; i < ancestors->len; i++) {
    const MbExchangeRow row = {0, g_ptr_array_index (ancestors, i), (char *) ""};

    if (!mb_exchange_table_add (db, draft_id, &row, self->parcel->time_ms, error))
      return FALSE;
  }

  return TRUE;
}

static gboolean
put_draft (Db *db, Settling *self, GError **error)
{
  const MbArrival *arrival = self->arrival;
  const MbExchangeCopy copy = {arrival->beside_id, arrival->person ? arrival->person : (char *) "",
                               arrival->time_ms};

  if (!mb_store_put_new (db, arrival->after, mb_store_get_clock (self->store), &self->draft_no,
                         error))
    return FALSE;

  return !arrival->beside_id || mb_exchange_table_put_copy (db, arrival->draft_id, &copy, error);
}

/* The words of here go with the change of state, as with every other. */
static gboolean
keep_words (Db *db, const Settling *self, gint64 draft_no, GError **error)
{
  g_auto (MbLoaded) loaded = {0};

  if (!mb_load_draft (db, draft_no, &loaded, error))
    return FALSE;

  return !loaded.snapshot || loaded.seq < loaded.head_seq ||
         mb_store_keep_text (db, &loaded, mb_clock_wall_ms (mb_store_get_clock (self->store)),
                             error);
}

static gboolean
take_record (Db *db, Settling *self, gboolean is_new, GError **error)
{
  MbTelling telling = {
    .record = self->parcel->record,
    .rule = mb_store_get_rule (self->store),
    .now_ms = mb_clock_wall_ms (mb_store_get_clock (self->store)),
    .is_new = is_new,
  };

  if (!mb_draft_table_find (db, self->arrival->draft_id, &telling.draft_no, error) ||
      !mb_exchange_take_record (db, &telling, self->arrival, error))
    return FALSE;

  return is_new || self->arrival->move == MB_MOVE_NONE || self->arrival->move == MB_MOVE_REFUSED ||
         keep_words (db, self, telling.draft_no, error);
}

static gboolean
settle_in_worker (Db *db, gpointer user_data, GError **error)
{
  Settling *self = user_data;
  const MbArrival *arrival = self->arrival;
  gboolean is_new = arrival->kind == MB_ARRIVAL_NEW || arrival->kind == MB_ARRIVAL_BESIDE;
  g_autofree char *kept = mb_exchange_hash (arrival->after);
  const MbExchangeRow row = {0, self->parcel->sha256, kept};

  if (is_new ? !put_draft (db, self, error)
             : !mb_draft_table_set_trashed (db, arrival->draft_id, 0, error))
    return FALSE;
  if (!take_record (db, self, is_new, error))
    return FALSE;
  /* What is known already stays where it is in the draft's past. */
  if (arrival->kind == MB_ARRIVAL_KNOWN) {
    g_autoptr (GPtrArray) rows = mb_exchange_table_list (db, arrival->draft_id, error);

    if (!rows || find_row (rows, row.sent_sha256))
      return rows != NULL;
  }

  return note_ancestors (db, self, error) &&
         mb_exchange_note (db, arrival->draft_id, &row, self->parcel->time_ms, error);
}

/**
 * mb_store_settle_sync:
 * @self: the store
 * @parcel: what the file says
 * @arrival: what was found to be done, and is done as far as a draft had to change
 * @error: return location
 *
 * Keeps a new draft where there is one to be kept, takes the draft out of the bin, keeps what was
 * done with it elsewhere and moves it as far as the store's rule lets those people, and remembers
 * what has arrived, all at once. @arrival is told how that went. Blocks.
 *
 * Returns: whether it is on disk
 */
gboolean
mb_store_settle_sync (MbStore *self, const MbParcel *parcel, MbArrival *arrival, GError **error)
{
  Settling settling = {.store = self, .parcel = parcel, .arrival = arrival};

  g_return_val_if_fail (MB_IS_STORE (self), FALSE);
  g_return_val_if_fail (parcel != NULL && arrival != NULL, FALSE);

  if (!mb_store_write (self, settle_in_worker, &settling, error))
    return FALSE;
  if (settling.draft_no > 0)
    mb_index_put (mb_store_get_index (self), settling.draft_no, 0, arrival->after);

  return TRUE;
}
