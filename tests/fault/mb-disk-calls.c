#include "mb-disk-inside.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <stdio.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

/* In place of the C library's, for the whole program: what they do to names and to files that are
 * not SQLite's. */

static char *
path_of (int fd)
{
  g_autofree char *link = g_strdup_printf ("/proc/self/fd/%d", fd);

  return g_file_read_link (link, NULL);
}

int
fsync (int fd)
{
  g_autofree char *path = path_of (fd);

  return mb_disk_concerns (path) ? mb_disk_sync_path (path) : (int) syscall (SYS_fsync, fd);
}

int
fdatasync (int fd)
{
  g_autofree char *path = path_of (fd);

  return mb_disk_concerns (path) ? mb_disk_sync_path (path) : (int) syscall (SYS_fdatasync, fd);
}

int
rename (const char *from, const char *to)
{
  int result = -1;

  if (!mb_disk_act_at (to))
    return -1;

  result = (int) syscall (SYS_renameat2, AT_FDCWD, from, AT_FDCWD, to, 0);
  if (result == 0)
    mb_disk_moved (from, to);

  return result;
}

int
mkdir (const char *path, mode_t mode)
{
  return mb_disk_act_at (path) ? (int) syscall (SYS_mkdirat, AT_FDCWD, path, mode) : -1;
}

int
unlink (const char *path)
{
  return mb_disk_act_at (path) ? (int) syscall (SYS_unlinkat, AT_FDCWD, path, 0) : -1;
}
