#include "mb-disk-inside.h"

#include "mb-disk.h"

#include <errno.h>
#include <sqlite3.h>

/* Laid over the system's VFS: what is not a store's file under watch passes through untouched. */
typedef struct {
  sqlite3_file base;
  MbDiskFile *file;
  sqlite3_file real[];
} VfsFile;

static sqlite3_vfs *below;
static int last_errno;

static int
fail (int number, int result)
{
  g_atomic_int_set (&last_errno, number);
  return number == ENOSPC ? SQLITE_FULL : result;
}

static VfsFile *
vfs_file (sqlite3_file *file)
{
  return (VfsFile *) file;
}

static int
vfs_close (sqlite3_file *file)
{
  VfsFile *self = vfs_file (file);

  return self->real->pMethods ? self->real->pMethods->xClose (self->real) : SQLITE_OK;
}

static int
vfs_read (sqlite3_file *file, void *data, int size_bytes, sqlite3_int64 offset)
{
  sqlite3_file *real = vfs_file (file)->real;

  return real->pMethods->xRead (real, data, size_bytes, offset);
}

static int
vfs_write (sqlite3_file *file, const void *data, int size_bytes, sqlite3_int64 offset)
{
  VfsFile *self = vfs_file (file);
  int number = mb_disk_write (self->file, offset, data, (gsize) size_bytes);

  if (number != 0)
    return fail (number, SQLITE_IOERR_WRITE);

  return self->real->pMethods->xWrite (self->real, data, size_bytes, offset);
}

static int
vfs_truncate (sqlite3_file *file, sqlite3_int64 size_bytes)
{
  VfsFile *self = vfs_file (file);
  int number = mb_disk_truncate (self->file, size_bytes);

  if (number != 0)
    return fail (number, SQLITE_IOERR_TRUNCATE);

  return self->real->pMethods->xTruncate (self->real, size_bytes);
}

/* The system's own goes first: it brings a new file's name to the disk. */
static int
vfs_sync (sqlite3_file *file, int flags)
{
  VfsFile *self = vfs_file (file);
  int number = mb_disk_sync (self->file);
  int result = SQLITE_OK;

  if (number != 0)
    return fail (number, SQLITE_IOERR_FSYNC);

  result = self->real->pMethods->xSync (self->real, flags);
  return result == SQLITE_OK ? result : fail (EIO, result);
}

static int
vfs_size (sqlite3_file *file, sqlite3_int64 *size_bytes)
{
  sqlite3_file *real = vfs_file (file)->real;

  return real->pMethods->xFileSize (real, size_bytes);
}

static int
vfs_lock (sqlite3_file *file, int lock)
{
  sqlite3_file *real = vfs_file (file)->real;

  return real->pMethods->xLock (real, lock);
}

static int
vfs_unlock (sqlite3_file *file, int lock)
{
  sqlite3_file *real = vfs_file (file)->real;

  return real->pMethods->xUnlock (real, lock);
}

static int
vfs_is_reserved (sqlite3_file *file, int *result)
{
  sqlite3_file *real = vfs_file (file)->real;

  return real->pMethods->xCheckReservedLock (real, result);
}

static int
vfs_control (sqlite3_file *file, int op, void *argument)
{
  sqlite3_file *real = vfs_file (file)->real;

  return real->pMethods->xFileControl (real, op, argument);
}

static int
vfs_sector_size (sqlite3_file *file)
{
  sqlite3_file *real = vfs_file (file)->real;

  return real->pMethods->xSectorSize (real);
}

static int
vfs_characteristics (sqlite3_file *file)
{
  sqlite3_file *real = vfs_file (file)->real;

  return real->pMethods->xDeviceCharacteristics (real);
}

static int
vfs_shm_map (sqlite3_file *file, int page, int size_bytes, int extend, void volatile **memory)
{
  sqlite3_file *real = vfs_file (file)->real;

  return real->pMethods->xShmMap (real, page, size_bytes, extend, memory);
}

static int
vfs_shm_lock (sqlite3_file *file, int offset, int n, int flags)
{
  sqlite3_file *real = vfs_file (file)->real;

  return real->pMethods->xShmLock (real, offset, n, flags);
}

static void
vfs_shm_barrier (sqlite3_file *file)
{
  sqlite3_file *real = vfs_file (file)->real;

  real->pMethods->xShmBarrier (real);
}

static int
vfs_shm_unmap (sqlite3_file *file, int remove)
{
  sqlite3_file *real = vfs_file (file)->real;

  return real->pMethods->xShmUnmap (real, remove);
}

static const sqlite3_io_methods methods = {
  .iVersion = 2,
  .xClose = vfs_close,
  .xRead = vfs_read,
  .xWrite = vfs_write,
  .xTruncate = vfs_truncate,
  .xSync = vfs_sync,
  .xFileSize = vfs_size,
  .xLock = vfs_lock,
  .xUnlock = vfs_unlock,
  .xCheckReservedLock = vfs_is_reserved,
  .xFileControl = vfs_control,
  .xSectorSize = vfs_sector_size,
  .xDeviceCharacteristics = vfs_characteristics,
  .xShmMap = vfs_shm_map,
  .xShmLock = vfs_shm_lock,
  .xShmBarrier = vfs_shm_barrier,
  .xShmUnmap = vfs_shm_unmap,
};

static int
vfs_open (sqlite3_vfs *vfs, sqlite3_filename path, sqlite3_file *file, int flags, int *out_flags)
{
  VfsFile *self = vfs_file (file);
  int result = SQLITE_OK;

  if (!mb_disk_is_tracked (path))
    return below->xOpen (below, path, file, flags, out_flags);
  if (mb_disk_is_dead ())
    return fail (EIO, SQLITE_CANTOPEN);

  self->base.pMethods = NULL;
  result = below->xOpen (below, path, self->real, flags, out_flags);
  if (result != SQLITE_OK)
    return result;

  self->file = mb_disk_open (path);
  self->base.pMethods = &methods;
  return SQLITE_OK;
}

static int
vfs_delete (sqlite3_vfs *vfs, const char *path, int sync_folder)
{
  int number = 0;

  if (mb_disk_is_tracked (path))
    number = mb_disk_remove (mb_disk_open (path));

  return number == 0 ? below->xDelete (below, path, sync_folder)
                     : fail (number, SQLITE_IOERR_DELETE);
}

static int
vfs_last_error (sqlite3_vfs *vfs, int size_bytes, char *text)
{
  int number = g_atomic_int_exchange (&last_errno, 0);

  return number != 0 ? number : below->xGetLastError (below, size_bytes, text);
}

/* Once for the whole program. */
void
mb_disk_vfs_install (void)
{
  static sqlite3_vfs vfs;

  if (below)
    return;

  below = sqlite3_vfs_find (NULL);
  vfs = *below;
  vfs.zName = "marbre-disk";
  vfs.pNext = NULL;
  vfs.szOsFile = below->szOsFile + (int) sizeof (VfsFile);
  vfs.xOpen = vfs_open;
  vfs.xDelete = vfs_delete;
  vfs.xGetLastError = vfs_last_error;
  sqlite3_vfs_register (&vfs, 1);
}
