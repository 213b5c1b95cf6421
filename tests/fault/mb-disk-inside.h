#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What the disk's VFS sees of the disk. Each act returns 0 or an errno. */
typedef struct _MbDiskFile MbDiskFile;

void mb_disk_vfs_install (void);

gboolean mb_disk_is_tracked (const char *path);
MbDiskFile *mb_disk_open (const char *path);
int mb_disk_write (MbDiskFile *file, goffset offset, const void *data, gsize size_bytes);
int mb_disk_truncate (MbDiskFile *file, goffset size_bytes);
int mb_disk_sync (MbDiskFile *file);
int mb_disk_remove (MbDiskFile *file);

/* And what the calls of the C library see. */
gboolean mb_disk_concerns (const char *path);
int mb_disk_sync_path (const char *path);
gboolean mb_disk_act_at (const char *path);
void mb_disk_moved (const char *from, const char *to);

G_END_DECLS
