#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define MB_PICTURE_MAX_BYTES (64 * 1024 * 1024)
#define MB_PICTURE_MAX_SIDE_PX 30000
#define MB_PICTURE_MAX_PIXELS (100 * 1000 * 1000)

typedef enum {
  MB_PICTURE_ERROR_FAILED,
  MB_PICTURE_ERROR_UNKNOWN, /* no picture of a kind that is read */
  MB_PICTURE_ERROR_LIMITS,  /* larger than what is decoded */
} MbPictureError;

#define MB_PICTURE_ERROR (mb_picture_error_quark ())

/* What a picture says about itself. The size is as stored; the orientation is EXIF's, 1 to 8. */
typedef struct {
  const char *mime; /* static */
  guint width_px;
  guint height_px;
  guint orientation;
  char *caption;       /* (nullable) */
  char *credit;        /* (nullable) */
  char *rights;        /* (nullable) */
  gboolean has_place;  /* where it was taken */
  gboolean has_device; /* a serial number, or who owns the camera */
} MbPictureFacts;

GQuark mb_picture_error_quark (void);
gboolean mb_picture_reader_prepare (GError **error);
MbPictureFacts *
mb_picture_read (const guint8 *bytes, gsize n_bytes, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void mb_picture_facts_free (MbPictureFacts *facts);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MbPictureFacts, mb_picture_facts_free)

G_END_DECLS
