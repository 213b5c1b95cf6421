#include "mb-parcel.h"

static void
picture_free (gpointer data)
{
  MbParcelPicture *picture = data;

  g_free (picture->sha256);
  g_free (picture->kept_as);
  g_clear_pointer (&picture->bytes, g_bytes_unref);
  g_free (picture);
}

/**
 * mb_parcel_new:
 * @article_id: (nullable): the article's UUID
 *
 * Makes a parcel with nothing in it yet.
 *
 * Returns: (transfer full): the parcel
 */
MbParcel *
mb_parcel_new (const char *article_id)
{
  MbParcel *self = g_new0 (MbParcel, 1);

  self->article_id = g_strdup (article_id);
  self->ancestors = g_ptr_array_new_with_free_func (g_free);
  self->pictures = g_ptr_array_new_with_free_func (picture_free);
  self->record = mb_review_record_new ();

  return self;
}

/**
 * mb_parcel_free:
 * @self: (nullable) (transfer full): a parcel
 *
 * Frees it.
 */
void
mb_parcel_free (MbParcel *self)
{
  if (!self)
    return;

  g_free (self->article_id);
  g_free (self->store_id);
  g_free (self->person);
  g_free (self->person_id);
  g_free (self->sha256);
  g_clear_pointer (&self->snapshot, mb_snapshot_unref);
  g_ptr_array_unref (self->ancestors);
  g_ptr_array_unref (self->pictures);
  mb_review_record_free (self->record);
  g_free (self);
}

/**
 * mb_parcel_add_picture:
 * @self: a parcel
 * @sha256: hash of the bytes that travel
 *
 * Adds a picture.
 *
 * Returns: (transfer none): the picture, to be filled in
 */
MbParcelPicture *
mb_parcel_add_picture (MbParcel *self, const char *sha256)
{
  MbParcelPicture *picture = g_new0 (MbParcelPicture, 1);

  picture->sha256 = g_strdup (sha256);
  g_ptr_array_add (self->pictures, picture);

  return picture;
}

/**
 * mb_parcel_find_picture:
 * @self: a parcel
 * @sha256: what a figure calls its picture
 *
 * Looks a picture up.
 *
 * Returns: (transfer none) (nullable): the picture
 */
const MbParcelPicture *
mb_parcel_find_picture (const MbParcel *self, const char *sha256)
{
  for (guint i = 0; i < self->pictures->len; i++) {
    const MbParcelPicture *picture = g_ptr_array_index (self->pictures, i);

    if (g_str_equal (picture->sha256, sha256))
      return picture;
  }

  return NULL;
}

/**
 * mb_parcel_count_missing:
 * @self: a parcel with its article and its pictures
 *
 * Counts the pictures that the article names and the parcel does not hold.
 */
void
mb_parcel_count_missing (MbParcel *self)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);

  self->n_missing = 0;
  for (guint i = 0; i < mb_snapshot_get_n_blocks (self->snapshot); i++) {
    const MbBlock *block = mb_snapshot_get_block (self->snapshot, i);
    const char *media = mb_block_get_attribute (block, MB_ATTR_MEDIA);

    if (media && g_hash_table_add (seen, (gpointer) media) && !mb_parcel_find_picture (self, media))
      self->n_missing++;
  }
}

static void
take (MbSnapshot **snapshot, MbSnapshot *changed)
{
  mb_snapshot_unref (*snapshot);
  *snapshot = changed;
}

static void
append_renamed (MbSnapshot **copy, MbBlock *block, GHashTable *pictures)
{
  const char *media = mb_block_get_attribute (block, MB_ATTR_MEDIA);
  const char *name = media && pictures ? g_hash_table_lookup (pictures, media) : NULL;
  g_autoptr (MbBlock) renamed =
    name ? mb_block_with_attribute (block, MB_ATTR_MEDIA, name) : mb_block_ref (block);

  take (copy, mb_snapshot_with_inserted (*copy, mb_snapshot_get_n_blocks (*copy), renamed));
}

/**
 * mb_parcel_relabel:
 * @snapshot: an article
 * @article_id: the id that it is to have
 * @pictures: (nullable) (element-type utf8 utf8): other names for its pictures
 *
 * Makes the same article under another id, with its pictures called otherwise; blocks and marks
 * keep their ids.
 *
 * Returns: (transfer full): the article
 */
MbSnapshot *
mb_parcel_relabel (MbSnapshot *snapshot, const char *article_id, GHashTable *pictures)
{
  MbSnapshot *copy = NULL;
  guint n_metas;
  const MbAttribute *metas = NULL;

  g_return_val_if_fail (snapshot != NULL && article_id != NULL, NULL);

  copy = mb_snapshot_new_bare (article_id);
  for (guint i = 0; i < mb_snapshot_get_n_blocks (snapshot); i++)
    append_renamed (&copy, mb_snapshot_get_block (snapshot, i), pictures);
  metas = mb_snapshot_get_metas (snapshot, &n_metas);
  for (guint i = 0; i < n_metas; i++)
    take (&copy, mb_snapshot_with_meta (copy, metas[i].name, metas[i].value));
  for (guint i = 0; i < mb_snapshot_get_n_marks (snapshot); i++) {
    MbMark *mark = mb_snapshot_get_nth_mark (snapshot, i);

    take (&copy, mb_snapshot_with_mark (copy, mb_mark_get_id (mark), mark));
  }

  return copy;
}
