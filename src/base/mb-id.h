#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define MB_ID_TEXT_CHARS 16

guint64 mb_id_new (void);
void mb_id_format (guint64 id, char text[MB_ID_TEXT_CHARS + 1]);
char *mb_id_to_string (guint64 id) G_GNUC_WARN_UNUSED_RESULT;
gboolean mb_id_parse (const char *text, guint64 *id);

G_END_DECLS
