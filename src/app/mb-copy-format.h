#pragma once

#include "mb-snapshot.h"

G_BEGIN_DECLS

/* One of the formats that an article is copied out in. */
typedef struct {
  const char *suffix; /* of its files, with the dot */
  const char *name;   /* English, to be translated; so is `use` */
  const char *use;
} MbCopyFormat;

const MbCopyFormat *mb_copy_format_get_all (guint *n_formats);
const MbCopyFormat *mb_copy_format_find (const char *file_name);
GBytes *mb_copy_format_encode (const MbCopyFormat *self,
                               MbSnapshot *snapshot) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
