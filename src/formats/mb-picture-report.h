#pragma once

#include "mb-import.h"

G_BEGIN_DECLS

/* What a picture says about itself, read by the helper before any pixel is decoded. */
typedef struct {
  char *mime;
  guint width_px; /* as stored, before the orientation */
  guint height_px;
  guint orientation;   /* EXIF's, 1 to 8 */
  char *caption;       /* (nullable) */
  char *credit;        /* (nullable) */
  char *rights;        /* (nullable) */
  gboolean has_place;  /* where it was taken: never leaves the machine */
  gboolean has_device; /* a serial number or its owner: never leaves the machine */
} MbPictureReport;

MbPictureReport *mb_picture_report_read_sync (GBytes *bytes,
                                              GCancellable *cancellable,
                                              GError **error) G_GNUC_WARN_UNUSED_RESULT;
void mb_picture_report_read_async (GBytes *bytes,
                                   GCancellable *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data);
MbPictureReport *mb_picture_report_read_finish (GAsyncResult *result,
                                                GError **error) G_GNUC_WARN_UNUSED_RESULT;
void mb_picture_report_free (MbPictureReport *report);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MbPictureReport, mb_picture_report_free)

G_END_DECLS
