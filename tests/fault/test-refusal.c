#include "mb-disk.h"
#include "mb-fault.h"
#include "mb-session.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/statvfs.h>
#include <unistd.h>

/* The disk is full, refuses, or may only be read. It is said within a second, what was called saved
 * is there, and when the disk takes it again all is written without anybody's help. */
#define TOLD_WITHIN_US G_TIME_SPAN_SECOND
#define PATIENCE_US (20 * G_TIME_SPAN_SECOND)
#define MIB (1024 * 1024)

typedef struct {
  char *folder;
  GRand *rand;
  MbWitness *witness;
  MbSession *session;
  guint n_failures;
  gint64 failed_us; /* when the first of them was heard of */
  int code;         /* of the last */
} Case;

static void
failed (const char *id, const GError *error, gpointer user_data)
{
  Case *c = user_data;

  g_assert_cmpuint (error->domain, ==, MB_STORE_ERROR);
  if (c->n_failures == 0)
    c->failed_us = g_get_monotonic_time ();
  c->code = error->code;
  c->n_failures++;
}

static void
saw (const char *id, guint64 seq, const char *hash, gpointer user_data)
{
  mb_witness_saw (((Case *) user_data)->witness, id, seq, hash, g_get_monotonic_time ());
}

static void
heard (const char *id, guint64 seq, gpointer user_data)
{
  mb_witness_heard (((Case *) user_data)->witness, id, seq);
}

/* Opens the store of a folder, takes a new draft and writes a little of it. */
static void
sit_down (Case *c)
{
  const MbSessionEars ears = {.saw = saw, .heard = heard, .failed = failed, .user_data = c};
  g_autoptr (GError) error = NULL;

  c->rand = g_rand_new_with_seed (mb_fault_get_seed ());
  c->witness = mb_witness_new ();
  c->session = mb_session_open (c->folder, c->rand, &ears, &error);
  g_assert_no_error (error);
  mb_session_add_new (c->session);
  mb_session_paste (c->session, 100);
  mb_session_flush (c->session, &error);
  g_assert_no_error (error);
  mb_session_listen (c->session);
}

static guint64
assert_there (Case *c, const char *folder, MbStoreMode mode)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (MbStore) store = mb_store_open_sync (folder, mode, NULL, &error);
  g_autofree char *wrong = NULL;
  MbWitnessCount count = {0};

  g_assert_no_error (error);
  wrong = mb_witness_ask (c->witness, store, g_get_monotonic_time (), &count);
  g_assert_cmpstr (wrong, ==, NULL);
  g_assert_cmpuint (count.n_drafts, >, 0);
  mb_store_close (store);
  while (g_main_context_iteration (NULL, FALSE))
    ;

  return count.n_lost;
}

/* Everything that was written is there, acknowledged or not. */
static void
assert_all_there (Case *c)
{
  g_assert_cmpuint (assert_there (c, c->folder, MB_STORE_READ_WRITE), ==, 0);
}

static void
end (Case *c)
{
  g_clear_pointer (&c->session, mb_session_close);
  g_clear_pointer (&c->rand, g_rand_free);
  g_clear_pointer (&c->witness, mb_witness_free);
}

static gboolean
tick_cb (gpointer user_data)
{
  return G_SOURCE_CONTINUE;
}

/* Whoever writes asks for nothing: the store notices by itself. */
static void
assert_is_told (Case *c, MbStoreError code)
{
  gint64 start_us = g_get_monotonic_time ();
  guint id = g_timeout_add (50, tick_cb, NULL);

  c->n_failures = 0;
  mb_session_paste (c->session, 3000);
  while (c->n_failures == 0 && g_get_monotonic_time () - start_us < PATIENCE_US)
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (id);

  g_assert_cmpint (c->code, ==, (int) code);
  g_assert_cmpint (c->failed_us - start_us, <, TOLD_WITHIN_US);
  g_assert_cmpuint (mb_session_get_n_unsaved (c->session), >, 0);
}

static void
assert_drains_by_itself (Case *c)
{
  gint64 start_us = g_get_monotonic_time ();
  guint id = g_timeout_add (50, tick_cb, NULL);

  while (mb_session_get_n_unsaved (c->session) > 0 &&
         g_get_monotonic_time () - start_us < PATIENCE_US)
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (id);
  g_assert_cmpuint (mb_session_get_n_unsaved (c->session), ==, 0);
}

/* A file system of our own, of a few MiB */

static void
write_line (const char *path, const char *text)
{
  g_autoptr (GError) error = NULL;

  g_file_set_contents_full (path, text, -1, G_FILE_SET_CONTENTS_NONE, 0600, &error);
  g_assert_no_error (error);
}

/* Before there are threads. */
static void
enter_private_mounts (void)
{
  g_autofree char *uid_map = g_strdup_printf ("0 %u 1", geteuid ());
  gboolean is_root = geteuid () == 0;

  if (unshare (CLONE_NEWNS | (is_root ? 0 : CLONE_NEWUSER)) != 0)
    g_error ("there are no mounts of our own: %s", g_strerror (errno));
  if (!is_root)
    write_line ("/proc/self/uid_map", uid_map);
  if (mount (NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) != 0)
    g_error ("the mounts stay shared: %s", g_strerror (errno));
}

static char *
mount_small (guint n_mib)
{
  g_autofree char *size = g_strdup_printf ("size=%um,mode=0700", n_mib);
  char *folder = mb_fault_folder_in_memory ();

  if (mount ("none", folder, "tmpfs", 0, size) != 0)
    g_error ("a small disk cannot be mounted: %s", g_strerror (errno));

  return folder;
}

static void
make_read_only (const char *folder)
{
  if (mount (NULL, folder, NULL, MS_REMOUNT | MS_RDONLY, NULL) != 0)
    g_error ("the disk stays writable: %s", g_strerror (errno));
}

static void
unmount (char *folder)
{
  if (umount (folder) != 0)
    g_error ("the small disk is in use: %s", g_strerror (errno));
  g_rmdir (folder);
  g_free (folder);
}

/* Takes all room but so much; page by page, because the file system needs some for itself. */
static void
take_room (Case *c, goffset left_bytes)
{
  g_autofree char *path = g_build_filename (c->folder, "ballast", NULL);
  int fd = g_open (path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
  char page[4096] = {0};
  struct statvfs facts;
  ssize_t n = 0;

  g_assert_cmpint (fd, >=, 0);
  do {
    n = write (fd, page, sizeof page);
    g_assert_cmpint (statvfs (c->folder, &facts), ==, 0);
  } while (n > 0 && (goffset) facts.f_bavail * (goffset) facts.f_bsize > left_bytes);
  close (fd);
}

static void
give_room (Case *c)
{
  g_autofree char *path = g_build_filename (c->folder, "ballast", NULL);

  g_assert_cmpint (g_unlink (path), ==, 0);
}

static gboolean
has_reserve (Case *c)
{
  g_autofree char *path = g_build_filename (c->folder, "reserve", NULL);

  return g_file_test (path, G_FILE_TEST_EXISTS);
}

/* Until the store says that the disk is full. */
static void
fill (Case *c)
{
  for (guint i = 0; i < 10000 && c->n_failures == 0; i++) {
    mb_session_act (c->session);
    mb_session_paste (c->session, 20000);
    mb_session_flush (c->session, NULL);
    mb_session_listen (c->session);
  }
  g_assert_cmpint (c->code, ==, MB_STORE_ERROR_FULL);
}

static void
test_a_full_disk_is_told_and_drained (void)
{
  Case c = {.folder = mount_small (40)};

  sit_down (&c);
  g_assert_true (has_reserve (&c));
  take_room (&c, MIB / 2);
  while (has_reserve (&c))
    mb_session_paste (c.session, 100000), mb_session_flush (c.session, NULL);
  mb_session_listen (c.session);
  g_assert_cmpuint (c.n_failures, ==, 0);
  fill (&c);
  g_assert_false (has_reserve (&c));
  give_room (&c);
  assert_drains_by_itself (&c);
  mb_session_act (c.session);
  assert_drains_by_itself (&c);
  g_clear_pointer (&c.session, mb_session_close);

  assert_all_there (&c);
  end (&c);
  unmount (c.folder);
}

static void
test_a_disk_that_fills_suddenly_is_told (void)
{
  Case c = {.folder = mount_small (8)};

  sit_down (&c);
  take_room (&c, 0);
  assert_is_told (&c, MB_STORE_ERROR_FULL);
  give_room (&c);
  assert_drains_by_itself (&c);
  g_clear_pointer (&c.session, mb_session_close);

  assert_all_there (&c);
  end (&c);
  unmount (c.folder);
}

/* What was saved can be read while there is no room at all. */
static void
test_a_full_disk_is_read (gconstpointer data)
{
  Case c = {.folder = mount_small (GPOINTER_TO_UINT (data))};

  sit_down (&c);
  fill (&c);
  g_clear_pointer (&c.session, mb_session_close);
  take_room (&c, 0);
  assert_there (&c, c.folder, MB_STORE_READ_ONLY);
  give_room (&c);

  assert_there (&c, c.folder, MB_STORE_READ_WRITE);
  end (&c);
  unmount (c.folder);
}

static void
copy (const char *folder, const char *name, const char *to_folder)
{
  g_autofree char *from = g_build_filename (folder, name, NULL);
  g_autofree char *to = g_build_filename (to_folder, name, NULL);
  g_autofree char *data = NULL;
  gsize size_bytes = 0;

  g_assert_true (g_file_get_contents (from, &data, &size_bytes, NULL));
  g_assert_true (g_file_set_contents (to, data, (gssize) size_bytes, NULL));
}

static void
test_a_read_only_disk_is_told_and_read (void)
{
  Case c = {.folder = mount_small (40)};
  g_autoptr (GError) error = NULL;

  sit_down (&c);
  g_clear_pointer (&c.session, mb_session_close);
  make_read_only (c.folder);
  g_assert_null (mb_store_open_sync (c.folder, MB_STORE_READ_WRITE, NULL, &error));

  g_assert_error (error, MB_STORE_ERROR, MB_STORE_ERROR_READ_ONLY);
  g_assert_cmpuint (assert_there (&c, c.folder, MB_STORE_READ_ONLY), ==, 0);
  end (&c);
  unmount (c.folder);
}

/* The last session died, and its log cannot be brought over: it is read all the same. */
static void
test_a_log_on_a_read_only_disk_is_read (void)
{
  g_autofree char *folder = mb_fault_folder_in_memory ();
  char *disk = mount_small (8);
  Case c = {.folder = folder};

  sit_down (&c);
  copy (folder, "drafts.db", disk);
  copy (folder, "drafts.db-wal", disk);
  g_clear_pointer (&c.session, mb_session_close);
  make_read_only (disk);

  g_assert_cmpuint (assert_there (&c, disk, MB_STORE_READ_ONLY), ==, 0);
  end (&c);
  unmount (disk);
  mb_fault_remove (folder);
}

/* A disk that refuses for a while */

typedef struct {
  const char *path;
  int number;
  MbStoreError code;
} Refusal;

static void
test_a_refusal_is_told_and_drained (gconstpointer data)
{
  const Refusal *refusal = data;
  g_autofree char *folder = mb_fault_folder_in_memory ();
  MbDiskPlan works = {0};
  MbDiskPlan refuses = {.write_errno = refusal->number};
  MbDiskPlan dies = {.dies_at = 1};
  Case c = {.folder = folder};
  g_autoptr (GRand) rand = g_rand_new_with_seed (mb_fault_get_seed ());

  mb_disk_watch (folder, &works, rand);
  sit_down (&c);
  mb_disk_change_plan (&refuses);
  assert_is_told (&c, refusal->code);
  mb_disk_change_plan (&works);
  assert_drains_by_itself (&c);
  mb_disk_change_plan (&dies);
  g_clear_pointer (&c.session, mb_session_close);
  mb_disk_cut (MB_DISK_NONE);

  assert_all_there (&c);
  end (&c);
  mb_fault_remove (folder);
}

static const Refusal refusals[] = {
  {"/fault/refusal/full", ENOSPC, MB_STORE_ERROR_FULL},
  {"/fault/refusal/quota", EDQUOT, MB_STORE_ERROR_FULL},
  {"/fault/refusal/input-output", EIO, MB_STORE_ERROR_IO},
  {"/fault/refusal/read-only", EROFS, MB_STORE_ERROR_READ_ONLY},
};

int
main (int argc, char *argv[])
{
  static const guint sizes_mib[] = {1, 2, 4, 8};

  enter_private_mounts ();
  mb_fault_init (&argc, &argv);
  g_test_add_func ("/fault/full/drained", test_a_full_disk_is_told_and_drained);
  g_test_add_func ("/fault/full/suddenly", test_a_disk_that_fills_suddenly_is_told);
  for (guint i = 0; i < G_N_ELEMENTS (sizes_mib); i++) {
    g_autofree char *path = g_strdup_printf ("/fault/full/%u-mib", sizes_mib[i]);

    g_test_add_data_func (path, GUINT_TO_POINTER (sizes_mib[i]), test_a_full_disk_is_read);
  }
  g_test_add_func ("/fault/read-only/folder", test_a_read_only_disk_is_told_and_read);
  g_test_add_func ("/fault/read-only/log", test_a_log_on_a_read_only_disk_is_read);
  for (guint i = 0; i < G_N_ELEMENTS (refusals); i++)
    g_test_add_data_func (refusals[i].path, &refusals[i], test_a_refusal_is_told_and_drained);

  return g_test_run ();
}
