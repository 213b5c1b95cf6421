#include "mb-sample.h"

#include "mb-import.h"
#include "mb-sample-resource.h"

#define FOLDER "/org/marbre/Marbre/sample/"

/* The file is ours and built in: that it can be read is for the tests to show, not for callers to
 * handle. */
static GBytes *
load (const char *name)
{
  g_autofree char *path = g_strconcat (FOLDER, name, NULL);
  GBytes *bytes = g_resource_lookup_data (mb_sample_resource_get_resource (), path,
                                          G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);

  g_assert (bytes != NULL);

  return bytes;
}

/**
 * mb_sample_new_snapshot:
 * @article_id: UUID of the article to make
 *
 * Makes the sample article. Its figures name their pictures by hash: keep the bytes of
 * mb_sample_load_pictures() first.
 *
 * Returns: (transfer full): the article
 */
MbSnapshot *
mb_sample_new_snapshot (const char *article_id)
{
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (MbImport) import = NULL;

  g_return_val_if_fail (article_id != NULL, NULL);

  bytes = load ("article.json");
  import = mb_import_bytes_sync (bytes, MB_IMPORT_JSON, article_id, NULL, NULL);
  g_assert (import != NULL);

  return mb_snapshot_ref (import->snapshot);
}

/**
 * mb_sample_load_pictures:
 *
 * The bytes of the sample's pictures, to be kept by an MbAssets.
 *
 * Returns: (transfer full) (element-type GBytes): the pictures
 */
GPtrArray *
mb_sample_load_pictures (void)
{
  GPtrArray *pictures = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);

  g_ptr_array_add (pictures, load ("quay.jpg"));
  g_ptr_array_add (pictures, load ("lagoon.jpg"));

  return pictures;
}
