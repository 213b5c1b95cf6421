#include "mb-package-writer.h"

#include "mb-codec.h"

#include <archive.h>
#include <archive_entry.h>
#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <json-glib/json-glib.h>
#include <string.h>
#include <unistd.h>

/* The file is written beside its place and moved there when it is whole and on the disk. Nothing in
 * it tells of the machine: no times, no owner. */

#define MIMETYPE "mimetype"
#define MANIFEST "manifest.json"
#define ARTICLE "article.json"
#define STATE "state.json"

typedef struct archive Archive;
typedef struct archive_entry ArchiveEntry;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Archive, archive_write_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ArchiveEntry, archive_entry_free)

static gboolean
fail (int number, const char *doing, GError **error)
{
  g_set_error (error, G_IO_ERROR, (int) g_io_error_from_errno (number), "%s: %s", doing,
               g_strerror (number));
  return FALSE;
}

static gboolean
fail_archive (Archive *archive, const char *doing, GError **error)
{
  int number = archive_errno (archive);

  return fail (number > 0 ? number : EIO, doing, error);
}

/* The JSON beside the article */

static void
add_string (JsonBuilder *builder, const char *name, const char *value)
{
  if (!value)
    return;

  json_builder_set_member_name (builder, name);
  json_builder_add_string_value (builder, value);
}

static GBytes *
finish_json (JsonBuilder *builder)
{
  g_autoptr (JsonNode) root = NULL;
  char *text = NULL;

  json_builder_end_object (builder);
  root = json_builder_get_root (builder);
  text = json_to_string (root, FALSE);

  return g_bytes_new_take (text, strlen (text));
}

static JsonBuilder *
begin_json (void)
{
  JsonBuilder *builder = json_builder_new ();

  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "format");
  json_builder_add_int_value (builder, MB_PARCEL_FORMAT);

  return builder;
}

static void
add_part (JsonBuilder *builder, const char *name, GBytes *bytes)
{
  g_autofree char *sha256 = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, bytes);

  add_string (builder, name, sha256);
}

static GBytes *
make_manifest (const MbParcel *parcel, GBytes *article, GBytes *state)
{
  g_autoptr (JsonBuilder) builder = begin_json ();

  add_string (builder, "article", parcel->article_id);
  add_string (builder, "store", parcel->store_id);
  add_string (builder, "person", parcel->person);
  add_string (builder, "personId", parcel->person_id);
  json_builder_set_member_name (builder, "time");
  json_builder_add_int_value (builder, parcel->time_ms);
  json_builder_set_member_name (builder, "ancestors");
  json_builder_begin_array (builder);
  for (guint i = 0; i < parcel->ancestors->len; i++)
    json_builder_add_string_value (builder, g_ptr_array_index (parcel->ancestors, i));
  json_builder_end_array (builder);
  json_builder_set_member_name (builder, "parts");
  json_builder_begin_object (builder);
  add_part (builder, ARTICLE, article);
  add_part (builder, STATE, state);
  for (guint i = 0; i < parcel->pictures->len; i++) {
    const MbParcelPicture *picture = g_ptr_array_index (parcel->pictures, i);
    g_autofree char *name = g_strconcat ("media/", picture->sha256, NULL);

    add_string (builder, name, picture->sha256);
  }
  json_builder_end_object (builder);

  return finish_json (builder);
}

/* The ZIP */

static gboolean
put (Archive *archive, const char *name, GBytes *bytes, GError **error)
{
  g_autoptr (ArchiveEntry) entry = archive_entry_new ();
  gsize n;
  const char *data = g_bytes_get_data (bytes, &n);

  archive_entry_set_pathname (entry, name);
  archive_entry_set_filetype (entry, AE_IFREG);
  archive_entry_set_perm (entry, 0644);
  archive_entry_set_size (entry, (gint64) n);
  if (archive_write_header (archive, entry) != ARCHIVE_OK ||
      archive_write_data (archive, data, n) != (la_ssize_t) n ||
      archive_write_finish_entry (archive) != ARCHIVE_OK)
    return fail_archive (archive, "writing the file", error);

  return TRUE;
}

static gboolean
put_words (Archive *archive, const MbParcel *parcel, GError **error)
{
  g_autoptr (GBytes) mimetype = g_bytes_new_static (MB_PARCEL_MIME, strlen (MB_PARCEL_MIME));
  g_autoptr (GBytes) article = mb_codec_encode_snapshot (parcel->snapshot);
  g_autoptr (GBytes) state = mb_codec_encode_record (parcel->record);
  g_autoptr (GBytes) manifest = make_manifest (parcel, article, state);

  archive_write_zip_set_compression_store (archive);
  if (!put (archive, MIMETYPE, mimetype, error))
    return FALSE;
  archive_write_zip_set_compression_deflate (archive);

  return put (archive, MANIFEST, manifest, error) && put (archive, ARTICLE, article, error) &&
         put (archive, STATE, state, error);
}

static gboolean
put_picture (Archive *archive, const MbParcelPicture *picture, MbAssets *assets, GError **error)
{
  g_autofree char *name = g_strconcat ("media/", picture->sha256, NULL);
  g_autoptr (GBytes) bytes = picture->bytes ? g_bytes_ref (picture->bytes) : NULL;
  g_autofree char *sha256 = NULL;

  if (!bytes)
    bytes = mb_assets_load (assets, picture->kept_as, picture->variant, error);
  if (!bytes)
    return FALSE;
  sha256 = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, bytes);
  if (!g_str_equal (sha256, picture->sha256)) {
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, "the picture %s is another one",
                 picture->sha256);
    return FALSE;
  }

  return put (archive, name, bytes, error);
}

static gboolean
put_all (Archive *archive,
         const MbParcel *parcel,
         MbAssets *assets,
         GCancellable *cancellable,
         GError **error)
{
  if (!put_words (archive, parcel, error))
    return FALSE;
  archive_write_zip_set_compression_store (archive); /* they are compressed already */
  for (guint i = 0; i < parcel->pictures->len; i++)
    if (g_cancellable_set_error_if_cancelled (cancellable, error) ||
        !put_picture (archive, g_ptr_array_index (parcel->pictures, i), assets, error))
      return FALSE;
  if (archive_write_close (archive) != ARCHIVE_OK)
    return fail_archive (archive, "ending the file", error);

  return TRUE;
}

static gboolean
write_to (int fd,
          const MbParcel *parcel,
          MbAssets *assets,
          GCancellable *cancellable,
          GError **error)
{
  g_autoptr (Archive) archive = archive_write_new ();

  if (archive_write_set_format_zip (archive) != ARCHIVE_OK ||
      archive_write_set_bytes_in_last_block (archive, 1) != ARCHIVE_OK ||
      archive_write_open_fd (archive, fd) != ARCHIVE_OK)
    return fail_archive (archive, "beginning the file", error);
  if (!put_all (archive, parcel, assets, cancellable, error))
    return FALSE;
  if (fsync (fd) != 0)
    return fail (errno, "writing the file", error);

  return TRUE;
}

/* A file system that cannot sync a folder still has the file. */
static void
sync_folder (const char *path)
{
  g_autofree char *folder = g_path_get_dirname (path);
  int fd = open (folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

  if (fd < 0)
    return;
  if (fsync (fd) != 0)
    g_debug ("the folder is not synced: %s", g_strerror (errno));
  close (fd);
}

/**
 * mb_package_write_sync:
 * @parcel: what is to leave
 * @assets: where the bytes of its pictures are
 * @path: the file; replaced when it is there
 * @cancellable: (nullable): to give up between two pictures
 * @error: return location
 *
 * Writes an article with its pictures as one file. What stood there before stays until the new file
 * is whole and on the disk. Blocks: for workers, the CLI and tests.
 *
 * Codes to act on: those of GIO, and of @assets.
 *
 * Returns: whether it is on disk
 */
gboolean
mb_package_write_sync (const MbParcel *parcel,
                       MbAssets *assets,
                       const char *path,
                       GCancellable *cancellable,
                       GError **error)
{
  g_autofree char *part = NULL;
  gboolean done;
  int fd;

  g_return_val_if_fail (parcel != NULL && parcel->snapshot != NULL, FALSE);
  g_return_val_if_fail (MB_IS_ASSETS (assets) && path != NULL, FALSE);

  part = g_strconcat (path, ".XXXXXX", NULL);
  fd = g_mkstemp_full (part, O_RDWR | O_CLOEXEC, 0666);
  if (fd < 0)
    return fail (errno, "making the file", error);
  done = write_to (fd, parcel, assets, cancellable, error);
  if (close (fd) != 0 && done)
    done = fail (errno, "writing the file", error);
  if (done && g_rename (part, path) != 0)
    done = fail (errno, "putting the file in place", error);
  if (!done) {
    g_unlink (part);
    return FALSE;
  }
  sync_folder (path);

  return TRUE;
}
