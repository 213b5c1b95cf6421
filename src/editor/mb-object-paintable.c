#include "mb-object-paintable.h"

#include <glib/gi18n-lib.h>

#define RULE_HEIGHT_PX 28
#define CARD_HEIGHT_PX 64
#define MISSING_HEIGHT_PX 160
#define MAX_PICTURE_HEIGHT_PX 420
#define RADIUS_PX 6

struct _MbObjectPaintable {
  GObject parent_instance;
  GtkWidget *owner; /* not held: it outlives its paintables */
  MbBlock *block;
  GdkTexture *texture;
  char *asked_media; /* whose texture was asked for */
  int width_px;
};

static void mb_object_paintable_iface_init (GdkPaintableInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (MbObjectPaintable,
                               mb_object_paintable,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (GDK_TYPE_PAINTABLE,
                                                      mb_object_paintable_iface_init))

static int
get_number (const MbBlock *block, const char *name)
{
  const char *value = mb_block_get_attribute (block, name);

  return value ? (int) g_ascii_strtoll (value, NULL, 10) : 0;
}

/* Picture's size as its block states it, so that the text stands still while the pixels are being
 * read. */
static void
get_picture_size (MbObjectPaintable *self, int *width_px, int *height_px)
{
  int width = get_number (self->block, MB_ATTR_WIDTH);
  int height = get_number (self->block, MB_ATTR_HEIGHT);
  double scale;

  if (self->texture) {
    width = gdk_texture_get_width (self->texture);
    height = gdk_texture_get_height (self->texture);
  }
  if (width <= 0 || height <= 0 || !mb_block_get_attribute (self->block, MB_ATTR_MEDIA)) {
    *width_px = self->width_px;
    *height_px = MISSING_HEIGHT_PX;
    return;
  }

  scale = MIN ((double) self->width_px / width, (double) MAX_PICTURE_HEIGHT_PX / height);
  *width_px = MAX ((int) (width * scale), 1);
  *height_px = MAX ((int) (height * scale), 1);
}

static void
get_size (MbObjectPaintable *self, int *width_px, int *height_px)
{
  *width_px = self->width_px;
  *height_px = CARD_HEIGHT_PX;

  if (mb_block_get_kind (self->block) == MB_BLOCK_FIGURE)
    get_picture_size (self, width_px, height_px);
  else if (mb_block_get_kind (self->block) == MB_BLOCK_SEPARATOR)
    *height_px = RULE_HEIGHT_PX;
}

static char *
dup_label (MbObjectPaintable *self)
{
  const char *url = mb_block_get_attribute (self->block, MB_ATTR_URL);
  const char *title = mb_block_get_attribute (self->block, MB_ATTR_TITLE);

  if (mb_block_get_kind (self->block) == MB_BLOCK_FIGURE)
    return g_strdup (mb_block_get_attribute (self->block, MB_ATTR_MEDIA)
                       ? _ ("Loading the picture…")
                       : _ ("Picture missing"));
  if (mb_block_get_kind (self->block) == MB_BLOCK_TABLE)
    return g_strdup (title ? title : _ ("Table"));
  if (title || url)
    return g_strdup (title ? title : url);

  return g_strdup (_ ("Content of the site, kept as it is"));
}

static void
draw_card (MbObjectPaintable *self, GtkSnapshot *snapshot, double width, double height)
{
  g_autofree char *label = dup_label (self);
  g_autoptr (PangoLayout) layout = gtk_widget_create_pango_layout (self->owner, label);
  GskRoundedRect outline;
  GdkRGBA ink;
  GdkRGBA fill;
  GdkRGBA line[4];
  int text_height;

  gtk_widget_get_color (self->owner, &ink);
  fill = ink;
  fill.alpha = 0.05f;
  for (guint i = 0; i < G_N_ELEMENTS (line); i++) {
    line[i] = ink;
    line[i].alpha = 0.22f;
  }
  gsk_rounded_rect_init_from_rect (
    &outline, &GRAPHENE_RECT_INIT (0, 0, (float) width, (float) height), RADIUS_PX);
  gtk_snapshot_push_rounded_clip (snapshot, &outline);
  gtk_snapshot_append_color (snapshot, &fill, &outline.bounds);
  gtk_snapshot_pop (snapshot);
  gtk_snapshot_append_border (snapshot, &outline, (float[4]) {1, 1, 1, 1}, line);

  pango_layout_set_width (layout, (int) (width - 24) * PANGO_SCALE);
  pango_layout_set_alignment (layout, PANGO_ALIGN_CENTER);
  pango_layout_set_ellipsize (layout, PANGO_ELLIPSIZE_END);
  pango_layout_get_pixel_size (layout, NULL, &text_height);
  ink.alpha *= 0.7f;
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT (12, (float) (height - text_height) / 2));
  gtk_snapshot_append_layout (snapshot, layout, &ink);
  gtk_snapshot_restore (snapshot);
}

static void
draw_rule (MbObjectPaintable *self, GtkSnapshot *snapshot, double width, double height)
{
  GdkRGBA ink;

  gtk_widget_get_color (self->owner, &ink);
  ink.alpha *= 0.35f;
  gtk_snapshot_append_color (
    snapshot, &ink,
    &GRAPHENE_RECT_INIT ((float) width * 0.35f, (float) height / 2, (float) width * 0.3f, 1));
}

static void
mb_object_paintable_draw (GdkPaintable *paintable,
                          GdkSnapshot *snapshot,
                          double width,
                          double height)
{
  MbObjectPaintable *self = MB_OBJECT_PAINTABLE (paintable);

  if (!self->block)
    return;
  if (mb_block_get_kind (self->block) == MB_BLOCK_SEPARATOR)
    draw_rule (self, snapshot, width, height);
  else if (self->texture)
    gtk_snapshot_append_texture (snapshot, self->texture,
                                 &GRAPHENE_RECT_INIT (0, 0, (float) width, (float) height));
  else
    draw_card (self, snapshot, width, height);
}

static int
mb_object_paintable_get_intrinsic_width (GdkPaintable *paintable)
{
  int width;
  int height;

  get_size (MB_OBJECT_PAINTABLE (paintable), &width, &height);
  return width;
}

static int
mb_object_paintable_get_intrinsic_height (GdkPaintable *paintable)
{
  int width;
  int height;

  get_size (MB_OBJECT_PAINTABLE (paintable), &width, &height);
  return height;
}

static void
mb_object_paintable_iface_init (GdkPaintableInterface *iface)
{
  iface->snapshot = mb_object_paintable_draw;
  iface->get_intrinsic_width = mb_object_paintable_get_intrinsic_width;
  iface->get_intrinsic_height = mb_object_paintable_get_intrinsic_height;
}

static void
mb_object_paintable_finalize (GObject *object)
{
  MbObjectPaintable *self = MB_OBJECT_PAINTABLE (object);

  g_clear_pointer (&self->block, mb_block_unref);
  g_clear_object (&self->texture);
  g_clear_pointer (&self->asked_media, g_free);

  G_OBJECT_CLASS (mb_object_paintable_parent_class)->finalize (object);
}

static void
mb_object_paintable_class_init (MbObjectPaintableClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = mb_object_paintable_finalize;
}

static void
mb_object_paintable_init (MbObjectPaintable *self)
{
  self->width_px = 600;
}

/**
 * mb_object_paintable_new:
 * @owner: the widget that draws it; gives colours and fonts
 *
 * Makes a paintable without a block.
 *
 * Returns: (transfer full): the paintable
 */
MbObjectPaintable *
mb_object_paintable_new (GtkWidget *owner)
{
  MbObjectPaintable *self = g_object_new (MB_TYPE_OBJECT_PAINTABLE, NULL);

  self->owner = owner;
  return self;
}

/**
 * mb_object_paintable_set_block:
 * @self: a paintable
 * @block: a block whose first part is an object
 *
 * Says what it shows. A figure with other bytes forgets its picture.
 */
void
mb_object_paintable_set_block (MbObjectPaintable *self, MbBlock *block)
{
  const char *media = mb_block_get_attribute (block, MB_ATTR_MEDIA);

  g_return_if_fail (MB_IS_OBJECT_PAINTABLE (self));

  if (self->block == block)
    return;
  g_clear_pointer (&self->block, mb_block_unref);
  self->block = mb_block_ref (block);
  if (g_strcmp0 (media, self->asked_media) != 0) {
    g_clear_object (&self->texture);
    g_clear_pointer (&self->asked_media, g_free);
  }
  gdk_paintable_invalidate_size (GDK_PAINTABLE (self));
  gdk_paintable_invalidate_contents (GDK_PAINTABLE (self));
}

/**
 * mb_object_paintable_set_width:
 * @self: a paintable
 * @width_px: the column's width in pixels
 *
 * Says how wide it may be.
 */
void
mb_object_paintable_set_width (MbObjectPaintable *self, int width_px)
{
  g_return_if_fail (MB_IS_OBJECT_PAINTABLE (self));

  if (self->width_px == width_px || width_px < 1)
    return;
  self->width_px = width_px;
  gdk_paintable_invalidate_size (GDK_PAINTABLE (self));
}

/**
 * mb_object_paintable_set_texture:
 * @self: a paintable
 * @texture: (nullable): the picture's pixels
 *
 * Shows a picture.
 */
void
mb_object_paintable_set_texture (MbObjectPaintable *self, GdkTexture *texture)
{
  g_return_if_fail (MB_IS_OBJECT_PAINTABLE (self));

  if (!g_set_object (&self->texture, texture))
    return;
  gdk_paintable_invalidate_size (GDK_PAINTABLE (self));
  gdk_paintable_invalidate_contents (GDK_PAINTABLE (self));
}

/**
 * mb_object_paintable_wants_texture:
 * @self: a paintable
 *
 * Whether a picture should be asked for now; says so once for the same bytes.
 */
gboolean
mb_object_paintable_wants_texture (MbObjectPaintable *self)
{
  const char *media = NULL;

  g_return_val_if_fail (MB_IS_OBJECT_PAINTABLE (self), FALSE);

  media = mb_object_paintable_get_media (self);
  if (!media || g_strcmp0 (media, self->asked_media) == 0)
    return FALSE;
  g_set_str (&self->asked_media, media);

  return TRUE;
}

/**
 * mb_object_paintable_get_media:
 * @self: a paintable
 *
 * Which bytes its block names.
 *
 * Returns: (nullable): their hash
 */
const char *
mb_object_paintable_get_media (MbObjectPaintable *self)
{
  g_return_val_if_fail (MB_IS_OBJECT_PAINTABLE (self), NULL);

  if (!self->block || mb_block_get_kind (self->block) != MB_BLOCK_FIGURE)
    return NULL;

  return mb_block_get_attribute (self->block, MB_ATTR_MEDIA);
}
