#pragma once

#include "mb-import.h"
#include "mb-parcel.h"

G_BEGIN_DECLS

/* A file as a parcel, read by the helper: docs/article-file.md. */
gboolean mb_package_is_one (GBytes *bytes);
MbParcel *mb_package_read_sync (GBytes *bytes,
                                GCancellable *cancellable,
                                GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
