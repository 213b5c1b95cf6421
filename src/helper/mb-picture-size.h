#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A picture's kind and size, from its first bytes. */
typedef struct {
  const char *mime; /* static */
  guint width_px;
  guint height_px;
} MbPictureSize;

gboolean mb_picture_size_read (const guint8 *bytes, gsize n_bytes, MbPictureSize *size);

G_END_DECLS
