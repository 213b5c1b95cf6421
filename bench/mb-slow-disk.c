/* mb-slow-disk: a library to be preloaded, with which every fsync takes its time.
 *
 * MARBRE_FSYNC_MS says how much. At the end of a process MARBRE_FSYNC_LOG is given a line: how many
 * there were, and how many of them on the main thread, which may never wait for a disk.
 */
#include <stdio.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

static int n_all;
static int n_main;

int fsync (int fd);
int fdatasync (int fd);

static void
wait_for_disk (void)
{
  const char *delay = getenv ("MARBRE_FSYNC_MS");
  long ms = delay ? atol (delay) : 0;
  struct timespec time = {ms / 1000, (ms % 1000) * 1000000};

  __atomic_add_fetch (&n_all, 1, __ATOMIC_RELAXED);
  if (syscall (SYS_gettid) == getpid ())
    __atomic_add_fetch (&n_main, 1, __ATOMIC_RELAXED);
  nanosleep (&time, NULL);
}

int
fsync (int fd)
{
  wait_for_disk ();

  return (int) syscall (SYS_fsync, fd);
}

int
fdatasync (int fd)
{
  wait_for_disk ();

  return (int) syscall (SYS_fdatasync, fd);
}

__attribute__ ((destructor)) static void
report (void)
{
  const char *path = getenv ("MARBRE_FSYNC_LOG");
  FILE *log = path ? fopen (path, "a") : NULL;

  if (!log)
    return;
  fprintf (log, "%d %d\n", n_all, n_main);
  fclose (log);
}
