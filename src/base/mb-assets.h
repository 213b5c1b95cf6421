#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Bytes by hash and variant: the original under `variant` NULL, renditions under names like "1200".
 */
#define MB_TYPE_ASSETS (mb_assets_get_type ())

G_DECLARE_INTERFACE (MbAssets, mb_assets, MB, ASSETS, GObject)

struct _MbAssetsInterface {
  GTypeInterface parent_iface;

  GBytes *(*load) (MbAssets *self, const char *sha256, const char *variant, GError **error);
  char *(*keep) (MbAssets *self,
                 GBytes *bytes,
                 const char *variant_of,
                 const char *variant,
                 GError **error);
};

GBytes *mb_assets_load (MbAssets *self, const char *sha256, const char *variant, GError **error)
  G_GNUC_WARN_UNUSED_RESULT;
char *mb_assets_keep (MbAssets *self, GBytes *bytes, GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean mb_assets_keep_variant (MbAssets *self,
                                 const char *sha256,
                                 const char *variant,
                                 GBytes *bytes,
                                 GError **error);

G_END_DECLS
