#pragma once

#include "mb-picture.h"

G_BEGIN_DECLS

gboolean mb_picture_header_read (GBytes *original, MbPictureInfo *info, GError **error);

G_END_DECLS
