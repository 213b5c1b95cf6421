#pragma once

#include "mb-rendition.h"
#include "mb-site.h"

G_BEGIN_DECLS

/* How much would leave for a site now, measured: the request with the article, and each picture
 * that the site does not have yet, made as it would be sent. */
typedef struct {
  gsize text_bytes;
  gsize picture_bytes;
  guint n_pictures; /* that would be sent */
  guint n_missing;  /* that have no bytes here */
} MbWeight;

/* Weighs articles, one after the other, on a worker of its own. Lives on the main thread. */
typedef struct _MbScales MbScales;

MbScales *mb_scales_new (MbStore *store) G_GNUC_WARN_UNUSED_RESULT;
void mb_scales_free (MbScales *self);
void mb_scales_stop (MbScales *self);
void mb_scales_push (MbScales *self,
                     GTask *task,
                     MbSnapshot *snapshot,
                     MbSite *site,
                     MbRendition rendition);

G_END_DECLS
