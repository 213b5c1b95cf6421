#include "mb-store-exchange.h"

#include "mb-codec.h"
#include "mb-draft-table.h"
#include "mb-exchange-inside.h"
#include "mb-exchange-record.h"
#include "mb-exchange-table.h"
#include "mb-person-table.h"
#include "mb-setting-table.h"
#include "mb-store-inside.h"

/* Leaving: an article and its pictures as they travel. */

#define VARIANT "exchange"
#define SETTING_STORE_ID "store-id"

typedef struct {
  MbStore *store;
  const MbPacking *packing;
  GCancellable *cancellable;
  MbParcel *parcel;
  GHashTable *names; /* kept → sent */
} Packer;

static void
packer_clear (Packer *packer)
{
  g_clear_pointer (&packer->parcel, mb_parcel_free);
  g_clear_pointer (&packer->names, g_hash_table_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Packer, packer_clear)

/* Questions to the tables. */

typedef struct {
  const char *key;
  const char *value;
  char *answer;
} Lookup;

static gboolean
get_sent_in_reader (Db *db, gpointer user_data, GError **error)
{
  Lookup *lookup = user_data;

  return mb_exchange_table_get_sent (db, lookup->key, &lookup->answer, error);
}

static gboolean
put_media_in_worker (Db *db, gpointer user_data, GError **error)
{
  const Lookup *lookup = user_data;

  return mb_exchange_table_put_media (db, lookup->key, lookup->value, error);
}

/* The id of this folder of articles: made when the first article leaves. */
static gboolean
find_store_id_in_worker (Db *db, gpointer user_data, GError **error)
{
  Lookup *lookup = user_data;

  g_clear_pointer (&lookup->answer, g_free);
  if (!mb_setting_table_get (db, SETTING_STORE_ID, &lookup->answer, error))
    return FALSE;
  if (lookup->answer && g_uuid_string_is_valid (lookup->answer))
    return TRUE;

  g_set_str (&lookup->answer, lookup->value);
  return mb_setting_table_put (db, SETTING_STORE_ID, lookup->answer, error);
}

static gboolean
set_store_id (Packer *self, GError **error)
{
  g_autofree char *fresh = g_uuid_string_random ();
  Lookup lookup = {.value = fresh};

  if (!mb_store_write (self->store, find_store_id_in_worker, &lookup, error)) {
    g_free (lookup.answer);
    return FALSE;
  }
  self->parcel->store_id = lookup.answer;

  return TRUE;
}

/* What the tables say of a draft before it leaves. */
typedef struct {
  MbSnapshot *snapshot;
  const char *word; /* (nullable) who sends it: an id, a name, or who uses the store */
  GPtrArray *rows;
  MbExchangeCopy *copy;
  MbReviewRecord *record;
  MbPerson *person; /* NULL: nobody known */
} Past;

static void
past_clear (Past *past)
{
  g_clear_pointer (&past->rows, g_ptr_array_unref);
  g_clear_pointer (&past->copy, mb_exchange_copy_free);
  g_clear_pointer (&past->record, mb_review_record_free);
  g_clear_pointer (&past->person, mb_person_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Past, past_clear)

static gboolean
read_past_in_reader (Db *db, gpointer user_data, GError **error)
{
  Past *past = user_data;
  const char *draft_id = mb_snapshot_get_article_id (past->snapshot);

  past_clear (past);
  past->record = mb_exchange_make_record (db, past->snapshot, error);
  if (!past->record || !mb_exchange_table_get_copy (db, draft_id, &past->copy, error) ||
      !(past->word ? mb_person_table_find (db, past->word, &past->person, error)
                   : mb_person_table_get_current (db, &past->person, error)))
    return FALSE;
  past->rows = mb_exchange_table_list (db, draft_id, error);

  return past->rows != NULL;
}

/* The states that it comes of, each once, the last ones when there are many. */
static void
list_ancestors (MbParcel *parcel, GPtrArray *rows)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = rows->len; i > 0 && parcel->ancestors->len < MB_PARCEL_MAX_ANCESTORS; i--) {
    const MbExchangeRow *row = g_ptr_array_index (rows, i - 1);

    if (g_hash_table_add (seen, row->sent_sha256))
      g_ptr_array_insert (parcel->ancestors, 0, g_strdup (row->sent_sha256));
  }
}

static void
sign (MbParcel *parcel, const Past *past)
{
  parcel->person = g_strdup (past->person ? past->person->name : past->word);
  parcel->person_id = past->person ? g_strdup (past->person->id) : NULL;
}

/* Pictures */

static const char *
words_of (const MbBlock *figure, MbPartRole role)
{
  const MbText *text = mb_block_get_role (figure, role);

  return text && mb_text_get_n_chars (text) > 0 ? mb_text_get_utf8 (text) : NULL;
}

/* Made once: a picture keeps its name on the way, so that it is the same picture for everybody. */
static GBytes *
load_made (Packer *self, const char *kept, const char *sent)
{
  g_autoptr (GBytes) bytes = mb_assets_load (MB_ASSETS (self->store), kept, VARIANT, NULL);
  g_autofree char *hash = bytes ? g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, bytes) : NULL;

  return g_strcmp0 (hash, sent) == 0 ? g_steal_pointer (&bytes) : NULL;
}

static char *
make_picture (Packer *self, const MbBlock *figure, GBytes *original, GError **error)
{
  const char *kept = mb_block_get_attribute (figure, MB_ATTR_MEDIA);
  g_autoptr (GBytes) made = self->packing->make (
    original, words_of (figure, MB_PART_CAPTION), words_of (figure, MB_PART_CREDIT),
    mb_block_get_attribute (figure, MB_ATTR_RIGHTS), error);
  g_autofree char *sent = made ? g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, made) : NULL;
  Lookup lookup = {.key = kept, .value = sent};

  if (!made || !mb_assets_keep_variant (MB_ASSETS (self->store), kept, VARIANT, made, error) ||
      !mb_store_write (self->store, put_media_in_worker, &lookup, error))
    return NULL;

  return g_steal_pointer (&sent);
}

static char *
find_sent (Packer *self, const MbBlock *figure, GBytes *original, GError **error)
{
  const char *kept = mb_block_get_attribute (figure, MB_ATTR_MEDIA);
  Lookup lookup = {.key = kept};
  g_autoptr (GBytes) made = NULL;
  g_autofree char *sent = NULL;

  if (!mb_store_read (self->store, get_sent_in_reader, &lookup, error))
    return NULL;
  sent = lookup.answer;
  if (sent && g_str_equal (sent, kept))
    return g_steal_pointer (&sent);
  made = sent ? load_made (self, kept, sent) : NULL;
  if (made)
    return g_steal_pointer (&sent);

  return make_picture (self, figure, original, error);
}

/* A picture whose bytes are not here does not keep the words from leaving. */
static gboolean
pack_picture (Packer *self, const MbBlock *figure, GError **error)
{
  const char *kept = mb_block_get_attribute (figure, MB_ATTR_MEDIA);
  g_autoptr (GError) why = NULL;
  g_autoptr (GBytes) original = mb_assets_load (MB_ASSETS (self->store), kept, NULL, &why);
  g_autofree char *sent = NULL;

  if (g_error_matches (why, MB_STORE_ERROR, MB_STORE_ERROR_NOT_FOUND))
    return TRUE;
  if (!original) {
    g_propagate_error (error, g_steal_pointer (&why));
    return FALSE;
  }
  sent = find_sent (self, figure, original, error);
  if (!sent)
    return FALSE;

  if (!mb_parcel_find_picture (self->parcel, sent)) {
    MbParcelPicture *picture = mb_parcel_add_picture (self->parcel, sent);

    picture->kept_as = g_strdup (kept);
    picture->variant = g_str_equal (sent, kept) ? NULL : VARIANT;
  }
  g_hash_table_insert (self->names, g_strdup (kept), g_steal_pointer (&sent));
  return TRUE;
}

static GPtrArray *
list_figures (MbSnapshot *snapshot)
{
  GPtrArray *figures = g_ptr_array_new ();
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < mb_snapshot_get_n_blocks (snapshot); i++) {
    MbBlock *block = mb_snapshot_get_block (snapshot, i);
    const char *media = mb_block_get_attribute (block, MB_ATTR_MEDIA);

    if (media && g_hash_table_add (seen, (gpointer) media))
      g_ptr_array_add (figures, block);
  }

  return figures;
}

static gboolean
pack_pictures (Packer *self, MbSnapshot *snapshot, GError **error)
{
  g_autoptr (GPtrArray) figures = list_figures (snapshot);

  for (guint i = 0; i < figures->len; i++) {
    if (g_cancellable_set_error_if_cancelled (self->cancellable, error))
      return FALSE;
    if (self->packing->progress)
      self->packing->progress (i, figures->len, self->packing->user_data);
    if (!pack_picture (self, g_ptr_array_index (figures, i), error))
      return FALSE;
  }

  return TRUE;
}

/**
 * mb_store_pack_sync:
 * @self: a store that can be written
 * @snapshot: an article of it, as it is to leave
 * @packing: who sends it, and how pictures are made
 * @cancellable: (nullable): to give up between two pictures
 * @error: return location
 *
 * Prepares an article to leave as a file: its pictures made anew without what they say of place and
 * device, its past on the way. A copy that came in beside another article leaves as that article.
 * Blocks; for workers, the CLI and tests.
 *
 * Returns: (transfer full): what is to be written
 */
MbParcel *
mb_store_pack_sync (MbStore *self,
                    MbSnapshot *snapshot,
                    const MbPacking *packing,
                    GCancellable *cancellable,
                    GError **error)
{
  g_auto (Packer) packer = {.store = self, .packing = packing, .cancellable = cancellable};
  g_auto (Past) past = {.snapshot = snapshot};
  g_autoptr (GBytes) json = NULL;
  MbParcel *parcel = NULL;

  g_return_val_if_fail (MB_IS_STORE (self), NULL);
  g_return_val_if_fail (packing != NULL && packing->make != NULL, NULL);

  past.word = packing->person && *packing->person ? packing->person : NULL;
  if (!mb_store_read (self, read_past_in_reader, &past, error))
    return NULL;
  parcel = packer.parcel =
    mb_parcel_new (past.copy ? past.copy->beside_id : mb_snapshot_get_article_id (snapshot));
  packer.names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  if (!set_store_id (&packer, error) || !pack_pictures (&packer, snapshot, error))
    return NULL;

  parcel->snapshot = mb_parcel_relabel (snapshot, parcel->article_id, packer.names);
  json = mb_codec_encode_snapshot (parcel->snapshot);
  parcel->sha256 = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, json);
  sign (parcel, &past);
  parcel->time_ms = mb_clock_wall_ms (mb_store_get_clock (self));
  mb_review_record_free (parcel->record);
  parcel->record = g_steal_pointer (&past.record);
  list_ancestors (parcel, past.rows);
  mb_parcel_count_missing (parcel);

  return g_steal_pointer (&packer.parcel);
}

/* Remembering */

char *
mb_exchange_hash (MbSnapshot *snapshot)
{
  g_autoptr (GBytes) json = mb_codec_encode_snapshot (snapshot);

  return g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, json);
}

gboolean
mb_exchange_note (Db *db,
                  const char *draft_id,
                  const MbExchangeRow *row,
                  gint64 wall_ms,
                  GError **error)
{
  g_autoptr (GPtrArray) rows = mb_exchange_table_list (db, draft_id, error);
  const MbExchangeRow *last = NULL;

  if (!rows)
    return FALSE;
  last = rows->len > 0 ? g_ptr_array_index (rows, rows->len - 1) : NULL;
  if (last && g_str_equal (last->sent_sha256, row->sent_sha256) &&
      g_str_equal (last->kept_sha256, row->kept_sha256))
    return TRUE;

  return mb_exchange_table_add (db, draft_id, row, wall_ms, error);
}

typedef struct {
  const char *draft_id;
  MbExchangeRow row;
  gint64 wall_ms;
} Packed;

static gboolean
note_packed_in_worker (Db *db, gpointer user_data, GError **error)
{
  const Packed *packed = user_data;

  return mb_exchange_note (db, packed->draft_id, &packed->row, packed->wall_ms, error);
}

/**
 * mb_store_note_packed_sync:
 * @self: the store
 * @snapshot: what was packed
 * @parcel: what it was packed as
 * @error: return location
 *
 * Remembers that a state of a draft has left, once the file is written. Blocks.
 *
 * Returns: whether it is on disk
 */
gboolean
mb_store_note_packed_sync (MbStore *self,
                           MbSnapshot *snapshot,
                           const MbParcel *parcel,
                           GError **error)
{
  g_autofree char *kept = NULL;
  Packed packed = {.draft_id = mb_snapshot_get_article_id (snapshot)};

  g_return_val_if_fail (MB_IS_STORE (self), FALSE);
  g_return_val_if_fail (parcel != NULL, FALSE);

  kept = mb_exchange_hash (snapshot);
  packed.row = (MbExchangeRow) {0, parcel->sha256, kept};
  packed.wall_ms = parcel->time_ms;

  return mb_store_write (self, note_packed_in_worker, &packed, error);
}
