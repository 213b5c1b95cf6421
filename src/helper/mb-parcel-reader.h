#pragma once

#include "mb-parcel.h"

G_BEGIN_DECLS

#define MB_PACKAGE_MAX_ENTRIES 2000
#define MB_PACKAGE_MAX_WORDS_BYTES (16 * 1024 * 1024) /* of the article, unpacked */
#define MB_PACKAGE_MAX_FACTS_BYTES (1024 * 1024)      /* of manifest and state */
#define MB_PACKAGE_MAX_PICTURE_BYTES (64 * 1024 * 1024)

typedef enum {
  MB_PACKAGE_ERROR_FAILED,
  MB_PACKAGE_ERROR_UNKNOWN, /* no article file */
  MB_PACKAGE_ERROR_DAMAGED, /* cut off, changed on the way, or made by something else */
  MB_PACKAGE_ERROR_LIMITS,  /* larger than any article, or made to exhaust who reads it */
  MB_PACKAGE_ERROR_NEWER,   /* written by a newer Marbre */
} MbPackageError;

#define MB_PACKAGE_ERROR (mb_package_error_quark ())

GQuark mb_package_error_quark (void);
MbParcel *
mb_package_read (const guint8 *bytes, gsize n_bytes, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Of its parts. */
gboolean mb_package_is_sha256 (const char *text);
MbParcel *mb_package_read_manifest (GBytes *json,
                                    GHashTable *parts,
                                    GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
