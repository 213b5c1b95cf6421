#pragma once

#include "mb-picture.h"

G_BEGIN_DECLS

char *mb_picture_write_xmp (const MbPictureWords *words) G_GNUC_WARN_UNUSED_RESULT;
GBytes *mb_picture_write_jpeg (const MbPixels *pixels, int quality, const char *xmp, GError **error)
  G_GNUC_WARN_UNUSED_RESULT;
GBytes *mb_picture_write_webp (const MbPixels *pixels, int quality, const char *xmp, GError **error)
  G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
