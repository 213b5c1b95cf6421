#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* A file's bytes, if they are not too many: nobody's choice of a file fills the memory. */
void mb_bounded_file_read_async (GFile *file,
                                 gsize max_bytes,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data);
GBytes *mb_bounded_file_read_finish (GAsyncResult *result,
                                     GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
