#include "mb-assets.h"

G_DEFINE_INTERFACE (MbAssets, mb_assets, G_TYPE_OBJECT)

static void
mb_assets_default_init (MbAssetsInterface *iface)
{
}

/**
 * mb_assets_load:
 * @self: where bytes are kept
 * @sha256: hash of the original, 64 hex digits
 * @variant: (nullable): name of a rendition; `NULL` for the original
 * @error: return location
 *
 * Reads bytes. Blocks; any thread.
 *
 * Returns: (transfer full): the bytes
 */
GBytes *
mb_assets_load (MbAssets *self, const char *sha256, const char *variant, GError **error)
{
  g_return_val_if_fail (MB_IS_ASSETS (self), NULL);
  g_return_val_if_fail (sha256 != NULL, NULL);

  return MB_ASSETS_GET_IFACE (self)->load (self, sha256, variant, error);
}

/**
 * mb_assets_keep:
 * @self: where bytes are kept
 * @bytes: an original
 * @error: return location
 *
 * Keeps an original; what is there already is not written again. Blocks; any thread.
 *
 * Returns: (transfer full): its hash
 */
char *
mb_assets_keep (MbAssets *self, GBytes *bytes, GError **error)
{
  g_return_val_if_fail (MB_IS_ASSETS (self), NULL);
  g_return_val_if_fail (bytes != NULL, NULL);

  return MB_ASSETS_GET_IFACE (self)->keep (self, bytes, NULL, NULL, error);
}

/**
 * mb_assets_keep_variant:
 * @self: where bytes are kept
 * @sha256: hash of the original
 * @variant: name of the rendition
 * @bytes: the rendition
 * @error: return location
 *
 * Keeps a rendition beside its original. Blocks; any thread.
 *
 * Returns: whether it is kept
 */
gboolean
mb_assets_keep_variant (MbAssets *self,
                        const char *sha256,
                        const char *variant,
                        GBytes *bytes,
                        GError **error)
{
  g_autofree char *hash = NULL;

  g_return_val_if_fail (MB_IS_ASSETS (self), FALSE);
  g_return_val_if_fail (sha256 != NULL && variant != NULL && bytes != NULL, FALSE);

  hash = MB_ASSETS_GET_IFACE (self)->keep (self, bytes, sha256, variant, error);

  return hash != NULL;
}
