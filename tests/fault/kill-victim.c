/* Writes on the drafts of a folder until it is killed: the program that test-kill ends.
 *
 * kill-victim FOLDER SEED: standard output takes its records. */
#include "mb-record.h"
#include "mb-session.h"

#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Eight to twenty-five keys a second, five times as fast. */
#define KEY_MIN_MS 8
#define KEY_MAX_MS 25
#define MAX_DRAFTS 3

typedef struct {
  const sqlite3_io_methods *real;
  sqlite3_io_methods timed;
} Methods;

static sqlite3_vfs *below;
static Methods methods[2]; /* of databases, of logs */

static void
say (MbRecordKind kind, const char *id, guint64 seq, const char *hash)
{
  MbRecord record = {.kind = kind, .seq = seq, .time_us = g_get_monotonic_time ()};

  g_strlcpy (record.id, id, sizeof record.id);
  g_strlcpy (record.hash, hash, sizeof record.hash);
  if (write (STDOUT_FILENO, &record, sizeof record) != sizeof record)
    abort ();
}

/* A VFS that tells when SQLite commits and how long the disk takes. */

static const sqlite3_io_methods *
real_of (sqlite3_file *file)
{
  for (guint i = 0; i < G_N_ELEMENTS (methods); i++)
    if (file->pMethods == &methods[i].timed)
      return methods[i].real;

  g_assert_not_reached ();
}

static int
timed_sync (sqlite3_file *file, int flags)
{
  gint64 start_us = g_get_monotonic_time ();
  int result = real_of (file)->xSync (file, flags);

  say (MB_RECORD_SYNCED, "", (guint64) (g_get_monotonic_time () - start_us), "");
  return result;
}

/* The first of the log's locks is the one to write. */
static int
timed_shm_lock (sqlite3_file *file, int offset, int n, int flags)
{
  gboolean is_write = offset == 0 && n == 1 && flags & SQLITE_SHM_EXCLUSIVE;
  int result = real_of (file)->xShmLock (file, offset, n, flags);

  if (is_write && flags & SQLITE_SHM_LOCK && result == SQLITE_OK)
    say (MB_RECORD_COMMIT_BEGAN, "", 0, "");
  else if (is_write && flags & SQLITE_SHM_UNLOCK)
    say (MB_RECORD_COMMIT_ENDED, "", 0, "");

  return result;
}

static int
timed_open (sqlite3_vfs *vfs, sqlite3_filename path, sqlite3_file *file, int flags, int *out)
{
  int result = below->xOpen (below, path, file, flags, out);
  Methods *mine = flags & SQLITE_OPEN_MAIN_DB ? &methods[0] : &methods[1];

  if (result != SQLITE_OK || !(flags & (SQLITE_OPEN_MAIN_DB | SQLITE_OPEN_WAL)) ||
      !strstr (path, "drafts.db"))
    return result;

  mine->real = file->pMethods;
  mine->timed = *file->pMethods;
  mine->timed.xSync = timed_sync;
  mine->timed.xShmLock = timed_shm_lock;
  file->pMethods = &mine->timed;
  return result;
}

static void
time_sqlite (void)
{
  static sqlite3_vfs vfs;

  below = sqlite3_vfs_find (NULL);
  vfs = *below;
  vfs.zName = "marbre-timed";
  vfs.pNext = NULL;
  vfs.xOpen = timed_open;
  sqlite3_vfs_register (&vfs, 1);
}

/* Writing */

static void
saw (const char *id, guint64 seq, const char *hash, gpointer user_data)
{
  say (MB_RECORD_SAW, id, seq, hash);
}

static void
heard (const char *id, guint64 seq, gpointer user_data)
{
  say (MB_RECORD_HEARD, id, seq, "");
}

static void
failed (const char *id, const GError *error, gpointer user_data)
{
  g_error ("the store does not write: %s", error->message);
}

static void
take_drafts (MbSession *session)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) infos =
    mb_store_list_sync (mb_session_get_store (session), NULL, FALSE, &error);

  g_assert_no_error (error);
  for (guint i = 0; i < infos->len && i < MAX_DRAFTS - 1; i++) {
    const MbDraftInfo *info = infos->pdata[i];

    mb_session_add (session, info->id, &error);
    g_assert_no_error (error);
  }
  mb_session_add_new (session);
}

typedef struct {
  MbSession *session;
  GRand *rand;
} Typist;

/* A machine with other things to do lets everybody wait; that is not the store's fault. */
static gpointer
beat (gpointer data)
{
  for (;;) {
    say (MB_RECORD_BEAT, "", 0, "");
    g_usleep (MB_RECORD_BEAT_US);
  }

  return NULL;
}

static gboolean
key_cb (gpointer user_data)
{
  Typist *typist = user_data;

  mb_session_act (typist->session);
  if (g_rand_int_range (typist->rand, 0, 40) == 0)
    mb_session_snapshot (typist->session);
  g_timeout_add ((guint) g_rand_int_range (typist->rand, KEY_MIN_MS, KEY_MAX_MS), key_cb, typist);

  return G_SOURCE_REMOVE;
}

int
main (int argc, char *argv[])
{
  const MbSessionEars ears = {.saw = saw, .heard = heard, .failed = failed};
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autoptr (GError) error = NULL;
  Typist typist = {0};

  g_assert (argc == 3);
  time_sqlite ();
  typist.rand = g_rand_new_with_seed ((guint32) strtoul (argv[2], NULL, 10));
  g_thread_unref (g_thread_new ("beat", beat, NULL));
  say (MB_RECORD_OPENING, "", 0, "");
  typist.session = mb_session_open (argv[1], typist.rand, &ears, &error);
  if (!typist.session)
    g_error ("the store does not open: %s", error->message);
  take_drafts (typist.session);
  say (MB_RECORD_READY, "", 0, "");
  key_cb (&typist);
  g_main_loop_run (loop);

  return 1;
}
