#include "mb-store-inside.h"

#include "mb-files.h"
#include "mb-media-table.h"

#include <string.h>
#include <unistd.h>

/* A row implies the file: the file is on disk, under its name, before the row is written. A file
 * without a row does no harm. */
typedef struct {
  const char *sha256;
  gsize size_bytes;
  gint64 added_ms;
} NewMedia;

static gboolean
is_hash (const char *text)
{
  return strlen (text) == 64 && strspn (text, "0123456789abcdef") == 64;
}

static gboolean
is_variant_name (const char *text)
{
  if (!*text || strlen (text) > 32)
    return FALSE;
  for (const char *p = text; *p; p++)
    if (!g_ascii_isalnum (*p) && *p != '-')
      return FALSE;

  return TRUE;
}

static gboolean
check_names (const char *sha256, const char *variant, GError **error)
{
  if (is_hash (sha256) && (!variant || is_variant_name (variant)))
    return TRUE;

  g_set_error_literal (error, MB_STORE_ERROR, MB_STORE_ERROR_NOT_FOUND,
                       "that is no picture's name");
  return FALSE;
}

static char *
folder_of (MbStore *self, const char *sha256)
{
  char two[3] = {sha256[0], sha256[1], '\0'};

  return g_build_filename (mb_store_get_folder (self), MB_FILES_MEDIA, two, NULL);
}

static char *
name_of (const char *sha256, const char *variant)
{
  return variant ? g_strdup_printf ("%s~%s", sha256, variant) : g_strdup (sha256);
}

static GBytes *
load (MbAssets *assets, const char *sha256, const char *variant, GError **error)
{
  MbStore *self = MB_STORE (assets);
  g_autofree char *folder = NULL;
  g_autofree char *name = NULL;
  g_autofree char *path = NULL;
  g_autofree char *hash = NULL;
  g_autoptr (GBytes) bytes = NULL;

  if (!check_names (sha256, variant, error))
    return NULL;
  folder = folder_of (self, sha256);
  name = name_of (sha256, variant);
  path = g_build_filename (folder, name, NULL);
  bytes = mb_files_read (path, error);
  if (!bytes || variant)
    return g_steal_pointer (&bytes);

  hash = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, bytes);
  if (g_str_equal (hash, sha256))
    return g_steal_pointer (&bytes);

  g_set_error (error, MB_STORE_ERROR, MB_STORE_ERROR_DAMAGED, "the picture %s is damaged", sha256);
  return NULL;
}

static gboolean
put_in_worker (Db *db, gpointer user_data, GError **error)
{
  const NewMedia *media = user_data;

  return mb_media_table_put (db, media->sha256, media->size_bytes, media->added_ms, error);
}

static gboolean
keep_file (MbStore *self, const char *sha256, const char *variant, GBytes *bytes, GError **error)
{
  g_autofree char *folder = folder_of (self, sha256);
  g_autofree char *name = name_of (sha256, variant);

  return mb_files_make_folder (folder, error) && mb_files_keep (folder, name, bytes, error);
}

static char *
keep (MbAssets *assets, GBytes *bytes, const char *variant_of, const char *variant, GError **error)
{
  MbStore *self = MB_STORE (assets);
  g_autofree char *hash = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, bytes);
  g_autoptr (GBytes) there = NULL;
  NewMedia media = {
    .sha256 = hash,
    .size_bytes = g_bytes_get_size (bytes),
    .added_ms = mb_clock_wall_ms (mb_store_get_clock (self)),
  };

  if (variant_of && !check_names (variant_of, variant, error))
    return NULL;
  if (!mb_store_get_writer (self)) {
    g_set_error_literal (error, MB_STORE_ERROR, MB_STORE_ERROR_READ_ONLY,
                         "the store is open for reading");
    return NULL;
  }
  if (variant_of)
    return keep_file (self, variant_of, variant, bytes, error) ? g_steal_pointer (&hash) : NULL;

  there = load (assets, hash, NULL, NULL);
  if (!there && !keep_file (self, hash, NULL, bytes, error))
    return NULL;
  if (!mb_store_write (self, put_in_worker, &media, error))
    return NULL;

  return g_steal_pointer (&hash);
}

void
mb_store_media_init (MbAssetsInterface *iface)
{
  iface->load = load;
  iface->keep = keep;
}
