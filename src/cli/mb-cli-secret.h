#pragma once

#include <glib.h>

G_BEGIN_DECLS

char *mb_cli_read_secret (int fd, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
