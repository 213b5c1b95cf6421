#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What the kernel holds the process to from now on. */
typedef enum {
  MB_SANDBOX_LIMITS = 1 << 0,   /* memory, processor time, open files, no file may grow */
  MB_SANDBOX_LANDLOCK = 1 << 1, /* no file, no TCP port */
  MB_SANDBOX_SECCOMP = 1 << 2,  /* nothing but memory, and what is open already */
} MbSandbox;

MbSandbox mb_sandbox_enter (guint64 memory_bytes, guint processor_seconds);

G_END_DECLS
