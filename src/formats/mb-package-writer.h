#pragma once

#include "mb-assets.h"
#include "mb-parcel.h"

G_BEGIN_DECLS

/* A parcel as a file: docs/article-file.md. */
gboolean mb_package_write_sync (const MbParcel *parcel,
                                MbAssets *assets,
                                const char *path,
                                GCancellable *cancellable,
                                GError **error);

G_END_DECLS
