#include "mb-files.h"

#include "mb-weaken.h"

#include <errno.h>
#include <stdio.h>
#include <fcntl.h>
#include <gio/gio.h>
#include <linux/magic.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

#define RESERVE_BYTES (16 * 1024 * 1024)
#define MAGIC_CIFS 0xff534d42
#define MAGIC_FUSE 0x65735546

static MbStoreError
code_of (int number)
{
  switch (number) {
  case ENOSPC:
  case EDQUOT:
  case EFBIG:
    return MB_STORE_ERROR_FULL;
  case EROFS:
  case EACCES:
  case EPERM:
    return MB_STORE_ERROR_READ_ONLY;
  case ENOENT:
    return MB_STORE_ERROR_NOT_FOUND;
  default:
    return MB_STORE_ERROR_IO;
  }
}

/**
 * mb_files_fail:
 * @doing: what was being done, for the log
 * @number: an errno
 * @error: return location
 *
 * Says in our words why the system refused.
 *
 * Returns: `FALSE`
 */
gboolean
mb_files_fail (const char *doing, int number, GError **error)
{
  g_set_error (error, MB_STORE_ERROR, code_of (number), "%s: %s", doing, g_strerror (number));
  return FALSE;
}

/**
 * mb_files_is_network:
 * @magic: the number by which the kernel names a kind of file system
 *
 * Whether it may be shared between machines: there the WAL's shared memory does not hold.
 */
gboolean
mb_files_is_network (long magic)
{
  switch ((unsigned long) magic & 0xffffffff) {
  case NFS_SUPER_MAGIC:
  case SMB_SUPER_MAGIC:
  case SMB2_SUPER_MAGIC:
  case MAGIC_CIFS:
  case MAGIC_FUSE:
  case V9FS_MAGIC:
  case CODA_SUPER_MAGIC:
  case AFS_SUPER_MAGIC:
    return TRUE;
  default:
    return FALSE;
  }
}

/**
 * mb_files_check_local:
 * @folder: an existing folder
 * @error: return location
 *
 * Refuses folders on network file systems.
 *
 * Returns: whether drafts can be kept there; otherwise `MB_STORE_ERROR_NETWORK_FS`
 */
gboolean
mb_files_check_local (const char *folder, GError **error)
{
  struct statfs facts;

  if (statfs (folder, &facts) != 0)
    return mb_files_fail ("looking at the folder", errno, error);
  if (!mb_files_is_network ((long) facts.f_type))
    return TRUE;

  g_set_error (error, MB_STORE_ERROR, MB_STORE_ERROR_NETWORK_FS,
               "the folder is on a file system of type %lx", (long) facts.f_type);
  return FALSE;
}

/**
 * mb_files_sync:
 * @path: a file or a folder
 * @error: return location
 *
 * Brings a file's content, or a folder's names, to the disk.
 *
 * Returns: whether it is there
 */
gboolean
mb_files_sync (const char *path, GError **error)
{
  int fd = open (path, O_RDONLY | O_CLOEXEC);
  int number = 0;

  if (fd < 0)
    return mb_files_fail ("opening", errno, error);
  if (fsync (fd) != 0)
    number = errno;
  close (fd);

  return number == 0 || mb_files_fail ("bringing to the disk", number, error);
}

/**
 * mb_files_sync_folder:
 * @folder: a folder in which a file was made or renamed
 * @error: return location
 *
 * Brings the folder's names to the disk.
 *
 * Returns: whether they are there
 */
gboolean
mb_files_sync_folder (const char *folder, GError **error)
{
#if MB_WEAK_FOLDER_SYNC
  return TRUE;
#else
  return mb_files_sync (folder, error);
#endif
}

/**
 * mb_files_make_folder:
 * @folder: a path
 * @error: return location
 *
 * Makes a folder for its owner's eyes, with those above it, where it is missing, and brings their
 * names to the disk. Blocks.
 *
 * Returns: whether it is there
 */
gboolean
mb_files_make_folder (const char *folder, GError **error)
{
  g_autofree char *above = g_path_get_dirname (folder);

  if (g_file_test (folder, G_FILE_TEST_IS_DIR))
    return TRUE;
  if (!mb_files_make_folder (above, error))
    return FALSE;
  if (mkdir (folder, 0700) != 0)
    return mb_files_fail ("making a folder", errno, error);

  return mb_files_sync_folder (above, error);
}

/**
 * mb_files_make_private:
 * @path: of a database that is going to be opened
 *
 * Makes the file for its owner's eyes where it is missing, and takes it out of other eyes where it
 * is not. What SQLite makes beside it gets the same rights. A file that is there is not opened:
 * closing it again would give away the locks that this process has on it. What the system refuses,
 * it refuses to SQLite, too, which says so.
 */
void
mb_files_make_private (const char *path)
{
  int fd = open (path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  struct stat facts;

  if (fd >= 0)
    close (fd);
  else if (stat (path, &facts) == 0 && (facts.st_mode & 0077) != 0 && chmod (path, 0600) != 0)
    g_info ("others may read %s: %s", path, g_strerror (errno));
}

static gboolean
write_all (int fd, GBytes *bytes)
{
  gsize left_bytes = 0;
  const guint8 *data = g_bytes_get_data (bytes, &left_bytes);

  while (left_bytes > 0) {
    ssize_t n = write (fd, data, left_bytes);

    if (n < 0 && errno == EINTR)
      continue;
    if (n < 0)
      return FALSE;
    data += n;
    left_bytes -= (gsize) n;
  }

  return fsync (fd) == 0;
}

/**
 * mb_files_keep:
 * @folder: an existing folder
 * @name: of the file
 * @bytes: its content
 * @error: return location
 *
 * Writes a file so that after a power cut it is there whole or not at all: under another name,
 * brought to the disk, renamed, the folder brought to the disk. Blocks.
 *
 * Returns: whether it is on disk
 */
gboolean
mb_files_keep (const char *folder, const char *name, GBytes *bytes, GError **error)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autofree char *part = g_build_filename (folder, ".part-XXXXXX", NULL);
  int fd = g_mkstemp_full (part, O_WRONLY | O_CLOEXEC, 0600);
  int number = 0;

  if (fd < 0)
    return mb_files_fail ("making a file", errno, error);
  if (!write_all (fd, bytes))
    number = errno;
  if (close (fd) != 0 && number == 0)
    number = errno;
  if (number == 0 && rename (part, path) != 0)
    number = errno;
  if (number != 0) {
    unlink (part);
    return mb_files_fail ("writing a file", number, error);
  }

  return mb_files_sync_folder (folder, error);
}

/**
 * mb_files_read:
 * @path: of a file
 * @error: return location
 *
 * Reads a whole file. Blocks.
 *
 * Returns: (transfer full): its content; otherwise `MB_STORE_ERROR_NOT_FOUND` or why not
 */
GBytes *
mb_files_read (const char *path, GError **error)
{
  g_autoptr (GError) reason = NULL;
  char *data = NULL;
  gsize size_bytes = 0;

  if (g_file_get_contents (path, &data, &size_bytes, &reason))
    return g_bytes_new_take (data, size_bytes);

  g_set_error (error, MB_STORE_ERROR,
               g_error_matches (reason, G_FILE_ERROR, G_FILE_ERROR_NOENT) ? MB_STORE_ERROR_NOT_FOUND
                                                                          : MB_STORE_ERROR_IO,
               "reading a file: %s", reason->message);
  return NULL;
}

static struct flock
whole_file (short type)
{
  return (struct flock) {.l_type = type, .l_whence = SEEK_SET};
}

/**
 * mb_files_lock:
 * @folder: the store's
 * @was_open: (out): whether the last session with it did not end as it should
 * @error: return location
 *
 * Takes the store for this process, until mb_files_unlock() or its end, and leaves a mark that it
 * is open.
 *
 * Returns: what to unlock with, or -1: `MB_STORE_ERROR_IN_USE` when another has it,
 * `MB_STORE_ERROR_READ_ONLY` when nothing can be written there
 */
int
mb_files_lock (const char *folder, gboolean *was_open, GError **error)
{
  g_autofree char *path = g_build_filename (folder, MB_FILES_LOCK, NULL);
  int fd = open (path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  struct flock lock = whole_file (F_WRLCK);
  char mark = 0;

  if (fd < 0) {
    mb_files_fail ("opening the lock", errno, error);
    return -1;
  }
  if (fcntl (fd, F_OFD_SETLK, &lock) != 0) {
    if (errno == EAGAIN || errno == EACCES)
      g_set_error_literal (error, MB_STORE_ERROR, MB_STORE_ERROR_IN_USE, "another program writes");
    else
      mb_files_fail ("locking", errno, error);
    close (fd);
    return -1;
  }

  *was_open = pread (fd, &mark, 1, 0) == 1 && mark == 'o';
  if (pwrite (fd, "o", 1, 0) != 1)
    g_info ("the mark of an open store could not be written");
  return fd;
}

/**
 * mb_files_is_locked:
 * @folder: the store's
 *
 * Whether some process writes there now.
 */
gboolean
mb_files_is_locked (const char *folder)
{
  g_autofree char *path = g_build_filename (folder, MB_FILES_LOCK, NULL);
  int fd = open (path, O_RDONLY | O_CLOEXEC);
  struct flock lock = whole_file (F_WRLCK);
  gboolean locked = FALSE;

  if (fd < 0)
    return FALSE;
  locked = fcntl (fd, F_OFD_GETLK, &lock) == 0 && lock.l_type != F_UNLCK;
  close (fd);

  return locked;
}

/**
 * mb_files_unlock:
 * @lock_fd: from mb_files_lock()
 * @clean: whether all that was written is on disk
 *
 * Lets the store go.
 */
void
mb_files_unlock (int lock_fd, gboolean clean)
{
  if (clean && ftruncate (lock_fd, 0) != 0)
    g_info ("the mark of an open store could not be taken away");
  close (lock_fd);
}

/**
 * mb_files_make_reserve:
 * @folder: the store's
 *
 * Keeps some room on the disk for the moment when it is full, where the file system lets it.
 */
void
mb_files_make_reserve (const char *folder)
{
  g_autofree char *path = g_build_filename (folder, MB_FILES_RESERVE, NULL);
  struct stat facts;
  int fd = -1;

  if (stat (path, &facts) == 0 && facts.st_size >= RESERVE_BYTES)
    return;
  fd = open (path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
  if (fd < 0)
    return;
  if (fallocate (fd, 0, 0, RESERVE_BYTES) != 0)
    unlink (path);
  close (fd);
}

/**
 * mb_files_release_reserve:
 * @folder: the store's
 *
 * Gives the room kept on the disk back.
 *
 * Returns: whether there was any
 */
gboolean
mb_files_release_reserve (const char *folder)
{
  g_autofree char *path = g_build_filename (folder, MB_FILES_RESERVE, NULL);

  return unlink (path) == 0;
}
