#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum {
  MB_STORE_ERROR_FAILED,
  MB_STORE_ERROR_NOT_FOUND,
  MB_STORE_ERROR_CONFLICT,
  MB_STORE_ERROR_FULL,
  MB_STORE_ERROR_READ_ONLY,  /* the folder, the disk, or another program has it */
  MB_STORE_ERROR_IN_USE,     /* another Marbre writes here */
  MB_STORE_ERROR_DAMAGED,    /* kept as it is, never overwritten */
  MB_STORE_ERROR_NEWER,      /* written by a newer Marbre */
  MB_STORE_ERROR_IO,         /* the disk refused */
  MB_STORE_ERROR_NETWORK_FS, /* on a network file system */
} MbStoreError;

#define MB_STORE_ERROR (mb_store_error_quark ())

GQuark mb_store_error_quark (void);

G_END_DECLS
