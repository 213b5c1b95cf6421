#pragma once

#include <glib.h>

G_BEGIN_DECLS

const char *mb_media_sniff_type (GBytes *bytes);
char *mb_media_name_for (const char *original_name,
                         const char *media_type) G_GNUC_WARN_UNUSED_RESULT;

char *mb_media_name_mark (const char *name, GBytes *bytes) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
