#pragma once

#include "mb-block.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* What stands on an object's line: a picture, a rule, or a card that names what it is. Knows its
 * size at once, so that the text around it never jumps. */
#define MB_TYPE_OBJECT_PAINTABLE (mb_object_paintable_get_type ())

G_DECLARE_FINAL_TYPE (MbObjectPaintable, mb_object_paintable, MB, OBJECT_PAINTABLE, GObject)

MbObjectPaintable *mb_object_paintable_new (GtkWidget *owner) G_GNUC_WARN_UNUSED_RESULT;
void mb_object_paintable_set_block (MbObjectPaintable *self, MbBlock *block);
void mb_object_paintable_set_width (MbObjectPaintable *self, int width_px);
void mb_object_paintable_set_texture (MbObjectPaintable *self, GdkTexture *texture);
gboolean mb_object_paintable_wants_texture (MbObjectPaintable *self);
const char *mb_object_paintable_get_media (MbObjectPaintable *self);

G_END_DECLS
