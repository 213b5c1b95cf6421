#pragma once

#include "mb-picture.h"

#include <gdk-pixbuf/gdk-pixbuf.h>

G_BEGIN_DECLS

GdkPixbuf *mb_picture_decode_upright (GBytes *original, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
