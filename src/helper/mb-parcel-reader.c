#include "mb-parcel-reader.h"

#include "mb-codec.h"

#include <archive.h>
#include <archive_entry.h>
#include <string.h>

/* One pass over the ZIP that believes none of its numbers: names from a short list, each once; as
 * many bytes as come, not as many as are announced; in the end every part by its hash. */

#define MIMETYPE "mimetype"
#define MANIFEST "manifest.json"
#define ARTICLE "article.json"
#define STATE "state.json"
#define MEDIA "media/"
#define MAX_RATIO 100
#define FREE_BYTES (100 * 1024) /* unpacked, before the ratio counts */
#define PIECE_BYTES (64 * 1024)

typedef struct archive Archive;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Archive, archive_read_free)
G_DEFINE_QUARK (mb_package_error_quark, mb_package_error)

typedef struct {
  gsize n_bytes;     /* of the file */
  gsize n_unpacked;  /* of all parts so far */
  GHashTable *found; /* name → GBytes */
} Package;

static void
package_clear (Package *package)
{
  g_clear_pointer (&package->found, g_hash_table_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Package, package_clear)

static gpointer
refuse (GError **error, MbPackageError code, const char *why)
{
  g_set_error_literal (error, MB_PACKAGE_ERROR, code, why);
  return NULL;
}

/* How many bytes a part may have; 0: there is no such part. */
static gsize
limit_of (const char *name)
{
  if (strcmp (name, MIMETYPE) == 0)
    return 256;
  if (strcmp (name, MANIFEST) == 0 || strcmp (name, STATE) == 0)
    return MB_PACKAGE_MAX_FACTS_BYTES;
  if (strcmp (name, ARTICLE) == 0)
    return MB_PACKAGE_MAX_WORDS_BYTES;
  if (g_str_has_prefix (name, MEDIA) && mb_package_is_sha256 (name + strlen (MEDIA)))
    return MB_PACKAGE_MAX_PICTURE_BYTES;

  return 0;
}

static gboolean
is_too_much (const Package *self, gsize n_part, gsize limit)
{
  return n_part > limit || self->n_unpacked > MB_PARCEL_MAX_BYTES ||
         (self->n_unpacked > FREE_BYTES && self->n_unpacked / MAX_RATIO > self->n_bytes);
}

static GBytes *
read_part (Package *self, Archive *archive, gsize limit, GError **error)
{
  g_autoptr (GByteArray) part = g_byte_array_new ();
  g_autofree guint8 *piece = g_malloc (PIECE_BYTES);
  la_ssize_t n;

  while ((n = archive_read_data (archive, piece, PIECE_BYTES)) > 0) {
    self->n_unpacked += (gsize) n;
    if (is_too_much (self, part->len + (gsize) n, limit))
      return refuse (error, MB_PACKAGE_ERROR_LIMITS, "more than any article has");
    g_byte_array_append (part, piece, (guint) n);
  }
  if (n < 0)
    return refuse (error, MB_PACKAGE_ERROR_DAMAGED, "a part is cut off or damaged");

  return g_byte_array_free_to_bytes (g_steal_pointer (&part));
}

static gboolean
take_entry (Package *self, Archive *archive, struct archive_entry *entry, GError **error)
{
  const char *name = archive_entry_pathname (entry);
  gsize limit = name ? limit_of (name) : 0;
  GBytes *part = NULL;

  if (limit == 0)
    return refuse (error, MB_PACKAGE_ERROR_DAMAGED, "a part that no article has") != NULL;
  if (archive_entry_filetype (entry) != AE_IFREG || archive_entry_symlink (entry) ||
      archive_entry_hardlink (entry) || archive_entry_is_encrypted (entry))
    return refuse (error, MB_PACKAGE_ERROR_DAMAGED, "a part that is no plain file") != NULL;
  if (g_hash_table_contains (self->found, name))
    return refuse (error, MB_PACKAGE_ERROR_DAMAGED, "a part that is there twice") != NULL;

  part = read_part (self, archive, limit, error);
  if (!part)
    return FALSE;
  g_hash_table_insert (self->found, g_strdup (name), part);

  return TRUE;
}

static gboolean
take_entries (Package *self, Archive *archive, GError **error)
{
  struct archive_entry *entry = NULL;
  int status;

  while ((status = archive_read_next_header (archive, &entry)) == ARCHIVE_OK) {
    if (g_hash_table_size (self->found) >= MB_PACKAGE_MAX_ENTRIES)
      return refuse (error, MB_PACKAGE_ERROR_LIMITS, "too many parts") != NULL;
    if (!take_entry (self, archive, entry, error))
      return FALSE;
  }
  if (status != ARCHIVE_EOF)
    return refuse (error, MB_PACKAGE_ERROR_DAMAGED, "no directory that can be read") != NULL;

  return TRUE;
}

/* The first bytes say what it is, before anything is unpacked: a ZIP whose first file is called
 * "mimetype", lies there as it is, and names us. */
static gboolean
is_ours (const guint8 *bytes, gsize n_bytes)
{
  static const char mark[] = MIMETYPE MB_PARCEL_MIME;

  return n_bytes > 30 + strlen (mark) && memcmp (bytes, "PK\003\004", 4) == 0 &&
         memcmp (bytes + 30, mark, strlen (mark)) == 0;
}

static gboolean
unpack (Package *self, const guint8 *bytes, GError **error)
{
  g_autoptr (Archive) archive = archive_read_new ();

  if (archive_read_support_format_zip_seekable (archive) != ARCHIVE_OK)
    return refuse (error, MB_PACKAGE_ERROR_FAILED, "no reader") != NULL;
  if (archive_read_open_memory (archive, bytes, self->n_bytes) != ARCHIVE_OK)
    return refuse (error, MB_PACKAGE_ERROR_DAMAGED, "cut off") != NULL;

  return take_entries (self, archive, error);
}

/* What is there is what the manifest names, and nothing has been changed. */
static gboolean
compare (Package *self, GHashTable *parts, GError **error)
{
  GHashTableIter iter;
  gpointer name;
  gpointer sha256;

  if (g_hash_table_size (self->found) != g_hash_table_size (parts) + 2)
    return refuse (error, MB_PACKAGE_ERROR_DAMAGED, "other parts than are named") != NULL;
  g_hash_table_iter_init (&iter, parts);
  while (g_hash_table_iter_next (&iter, &name, &sha256)) {
    GBytes *part = g_hash_table_lookup (self->found, name);
    g_autofree char *real = part ? g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, part) : NULL;

    if (g_strcmp0 (real, sha256) != 0)
      return refuse (error, MB_PACKAGE_ERROR_DAMAGED, "a part is not what it was") != NULL;
  }

  return TRUE;
}

static gboolean
refuse_words (GError **error, const GError *why)
{
  gboolean newer = g_error_matches (why, MB_MODEL_ERROR, MB_MODEL_ERROR_NEWER);

  return refuse (error, newer ? MB_PACKAGE_ERROR_NEWER : MB_PACKAGE_ERROR_DAMAGED, why->message) !=
         NULL;
}

static gboolean
read_article (MbParcel *parcel, GBytes *json, GError **error)
{
  g_autoptr (GError) why = NULL;

  parcel->snapshot = mb_codec_decode_snapshot (json, &why);
  if (!parcel->snapshot || !mb_snapshot_check (parcel->snapshot, &why))
    return refuse_words (error, why);
  if (g_ascii_strcasecmp (mb_snapshot_get_article_id (parcel->snapshot), parcel->article_id) != 0)
    return refuse (error, MB_PACKAGE_ERROR_DAMAGED, "another article than is named") != NULL;

  return TRUE;
}

static gboolean
read_record (MbParcel *parcel, GBytes *json, GError **error)
{
  g_autoptr (GError) why = NULL;
  MbReviewRecord *record = mb_codec_decode_record (json, &why);

  if (!record)
    return refuse_words (error, why);
  mb_review_record_free (parcel->record);
  parcel->record = record;

  return TRUE;
}

static void
take_pictures (Package *self, MbParcel *parcel)
{
  for (guint i = 0; i < parcel->pictures->len; i++) {
    MbParcelPicture *picture = g_ptr_array_index (parcel->pictures, i);
    g_autofree char *name = g_strconcat (MEDIA, picture->sha256, NULL);

    picture->bytes = g_bytes_ref (g_hash_table_lookup (self->found, name));
  }
}

/**
 * mb_package_read:
 * @bytes: a file, from anybody
 * @n_bytes: its length
 * @error: return location
 *
 * Reads an article file: every part by its hash, the article as an article.
 *
 * Codes to act on: all of #MbPackageError.
 *
 * Returns: (transfer full): what it holds
 */
MbParcel *
mb_package_read (const guint8 *bytes, gsize n_bytes, GError **error)
{
  g_auto (Package) package = {.n_bytes = n_bytes};
  g_autoptr (GHashTable) parts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_autoptr (MbParcel) parcel = NULL;
  GBytes *manifest = NULL;

  if (!is_ours (bytes, n_bytes))
    return refuse (error, MB_PACKAGE_ERROR_UNKNOWN, "no article file");
  if (n_bytes > MB_PARCEL_MAX_BYTES)
    return refuse (error, MB_PACKAGE_ERROR_LIMITS, "too many bytes");
  package.found =
    g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_bytes_unref);
  if (!unpack (&package, bytes, error))
    return NULL;
  manifest = g_hash_table_lookup (package.found, MANIFEST);
  if (!manifest || !g_hash_table_contains (package.found, MIMETYPE))
    return refuse (error, MB_PACKAGE_ERROR_DAMAGED, "no manifest");
  parcel = mb_package_read_manifest (manifest, parts, error);
  if (!parcel || !compare (&package, parts, error) ||
      !read_article (parcel, g_hash_table_lookup (package.found, ARTICLE), error) ||
      !read_record (parcel, g_hash_table_lookup (package.found, STATE), error))
    return NULL;
  take_pictures (&package, parcel);

  return g_steal_pointer (&parcel);
}
