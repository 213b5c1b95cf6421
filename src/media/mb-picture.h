#pragma once

#include "mb-assets.h"

G_BEGIN_DECLS

/* Pictures of strangers: looked at, decoded in a sandbox, and made anew before they leave the
 * machine. Everything here blocks and belongs on a worker thread; any number of threads may. */
typedef enum {
  MB_MEDIA_ERROR_FAILED,
  MB_MEDIA_ERROR_FORMAT,    /* not a picture that we read: JPEG, PNG, WebP, GIF */
  MB_MEDIA_ERROR_TOO_LARGE, /* more than 64 MiB, 100 megapixels or 30,000 pixels a side */
  MB_MEDIA_ERROR_DAMAGED,   /* cut off or broken */
  MB_MEDIA_ERROR_SANDBOX,   /* the decoder's sandbox does not start here */
} MbMediaError;

#define MB_MEDIA_ERROR (mb_media_error_quark ())

#define MB_PICTURE_MAX_BYTES (64 * 1024 * 1024)
#define MB_PICTURE_MAX_PIXELS (100 * 1000 * 1000)
#define MB_PICTURE_MAX_SIDE_PX 30000

/* What the head of the file says. Sizes are those of the upright picture. */
typedef struct {
  const char *mime; /* static */
  guint width_px;
  guint height_px;
  guint orientation; /* 1 to 8, as EXIF counts */
} MbPictureInfo;

/* Pixels, upright: 8-bit RGBA, not premultiplied, rows one after the other. */
typedef struct {
  GBytes *bytes;
  guint width_px;
  guint height_px;
  gsize stride_bytes;
} MbPixels;

typedef enum {
  MB_PICTURE_JPEG,
  MB_PICTURE_WEBP,
} MbPictureFormat;

/* What is written into a picture, and the only thing that is. Each may be NULL. */
typedef struct {
  const char *caption;
  const char *credit;
  const char *rights;
} MbPictureWords;

typedef struct {
  MbPictureFormat format;
  guint max_width_px; /* 0: as wide as it is; a picture is never made wider */
  gsize budget_bytes; /* 0: none; otherwise quality goes down to 60, and not below */
  MbPictureWords words;
} MbPictureRecipe;

/* The two sizes a site gets. */
#define MB_PICTURE_LEAD_WIDTH_PX 1600
#define MB_PICTURE_LEAD_BUDGET_BYTES (180 * 1024)
#define MB_PICTURE_INLINE_WIDTH_PX 1200
#define MB_PICTURE_INLINE_BUDGET_BYTES (120 * 1024)

GQuark mb_media_error_quark (void);

gboolean mb_picture_probe (GBytes *original, MbPictureInfo *info, GError **error);
GBytes *mb_picture_render_for_colleague (GBytes *original,
                                         const char *caption,
                                         const char *credit,
                                         const char *rights,
                                         GError **error) G_GNUC_WARN_UNUSED_RESULT;
MbPixels *
mb_picture_decode (GBytes *original, guint max_width_px, GError **error) G_GNUC_WARN_UNUSED_RESULT;
GBytes *mb_picture_render (GBytes *original,
                           const MbPictureRecipe *recipe,
                           GError **error) G_GNUC_WARN_UNUSED_RESULT;
GBytes *mb_picture_load_rendition (MbAssets *assets,
                                   const char *sha256,
                                   guint width_px,
                                   gsize budget_bytes,
                                   gpointer words,
                                   GError **error) G_GNUC_WARN_UNUSED_RESULT;

void mb_pixels_free (MbPixels *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MbPixels, mb_pixels_free)

G_END_DECLS
