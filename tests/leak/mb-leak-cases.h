#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What is shown in a process of its own while the network is watched. */
int leak_case_run (const char *name, guint stay_ms);

G_END_DECLS
