#include "mb-disk.h"

#include "mb-disk-inside.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#define SECTOR_BYTES 512
#define LARGE_SECTOR_BYTES 4096

/* Something written after the last time the file was brought to the disk. */
typedef struct {
  goffset offset;
  GBytes *bytes; /* NULL: the file was cut to `offset` bytes */
} Write;

struct _MbDiskFile {
  GByteArray *image; /* what is on the disk */
  GPtrArray *writes; /* Write, in order */
  gboolean removed;  /* but its name may be there again after the cut */
};

typedef struct {
  GMutex mutex;
  char *folder; /* NULL: nothing is watched */
  MbDiskPlan plan;
  GRand *rand;
  guint n_acts;
  guint n_syncs;
  guint n_writes;
  guint n_failures;
  gboolean dead;
  GHashTable *files;  /* path → MbDiskFile: SQLite's, whose writes are known one by one */
  GHashTable *names;  /* paths of files and folders whose name is on the disk */
  GHashTable *synced; /* paths of other files whose content is on the disk */
} Disk;

static Disk disk;

static void
write_free (Write *write)
{
  g_clear_pointer (&write->bytes, g_bytes_unref);
  g_free (write);
}

static MbDiskFile *
file_new (void)
{
  MbDiskFile *file = g_new0 (MbDiskFile, 1);

  file->image = g_byte_array_new ();
  file->writes = g_ptr_array_new_with_free_func ((GDestroyNotify) write_free);
  return file;
}

static void
file_free (MbDiskFile *file)
{
  g_byte_array_unref (file->image);
  g_ptr_array_unref (file->writes);
  g_free (file);
}

static void
put (GByteArray *image, goffset offset, const guint8 *data, gsize size_bytes)
{
  gsize end = (gsize) offset + size_bytes;
  guint old = image->len;

  if (end > old) {
    g_byte_array_set_size (image, (guint) end);
    memset (image->data + old, 0, end - old);
  }
  if (size_bytes > 0)
    memcpy (image->data + offset, data, size_bytes);
}

static void
cut_to (GByteArray *image, goffset size_bytes)
{
  if (size_bytes < image->len)
    g_byte_array_set_size (image, (guint) size_bytes);
}

static void
apply (GByteArray *image, const Write *write)
{
  gsize size_bytes = 0;
  const guint8 *data = write->bytes ? g_bytes_get_data (write->bytes, &size_bytes) : NULL;

  if (write->bytes)
    put (image, write->offset, data, size_bytes);
  else
    cut_to (image, write->offset);
}

/* Of a write, sector by sector: old, new, or garbage. */
static void
apply_torn (GByteArray *image, const Write *write)
{
  gsize size_bytes = 0;
  const guint8 *data = g_bytes_get_data (write->bytes, &size_bytes);

  for (gsize done = 0; done < size_bytes;) {
    goffset at = write->offset + (goffset) done;
    gsize left = MIN (size_bytes - done, (gsize) (SECTOR_BYTES - at % SECTOR_BYTES));
    guint8 garbage[SECTOR_BYTES];
    int dice = g_rand_int_range (disk.rand, 0, 5);

    for (gsize i = 0; i < left; i++)
      garbage[i] = (guint8) g_rand_int (disk.rand);
    if (dice < 4)
      put (image, at, dice < 2 ? data + done : garbage, dice < 3 ? left : 0);
    done += left;
  }
}

/* Whole sectors around a write, with what was in them. */
static void
apply_hostile (GByteArray *image, const Write *write)
{
  goffset sector = g_rand_boolean (disk.rand) ? SECTOR_BYTES : LARGE_SECTOR_BYTES;
  goffset end = write->offset + (goffset) g_bytes_get_size (write->bytes);

  apply (image, write);
  for (goffset at = write->offset - write->offset % sector; at < end; at += sector) {
    guint left = at < image->len ? MIN ((guint) sector, image->len - (guint) at) : 0;

    if (g_rand_boolean (disk.rand))
      for (guint i = 0; i < left; i++)
        image->data[at + i] = (guint8) g_rand_int (disk.rand);
  }
}

static void
cut_file (MbDiskFile *file, MbDiskCut cut)
{
  guint n = file->writes->len;
  guint n_first = (guint) g_rand_int_range (disk.rand, 0, (gint32) n + 1);

  for (guint i = 0; i < n; i++) {
    const Write *write = file->writes->pdata[i];
    gboolean kept = cut == MB_DISK_PREFIX ? i < n_first : g_rand_boolean (disk.rand);

    if (cut == MB_DISK_NONE || (!kept && cut != MB_DISK_HOSTILE))
      continue;
    if (write->bytes && cut == MB_DISK_TORN)
      apply_torn (file->image, write);
    else if (write->bytes && cut == MB_DISK_HOSTILE)
      apply_hostile (file->image, write);
    else
      apply (file->image, write);
  }
  g_ptr_array_set_size (file->writes, 0);
}

/* Watching */

static gboolean
is_watched (const char *path)
{
  return disk.folder && g_str_has_prefix (path, disk.folder) &&
         strchr ("/", path[strlen (disk.folder)]);
}

gboolean
mb_disk_is_tracked (const char *path)
{
  g_autofree char *name = path ? g_path_get_basename (path) : NULL;

  return path && is_watched (path) && g_str_has_prefix (name, "drafts.db");
}

static void
walk (const char *folder, void (*func) (const char *path, gboolean is_folder))
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name = NULL;

  while (dir && (name = g_dir_read_name (dir))) {
    g_autofree char *path = g_build_filename (folder, name, NULL);
    gboolean is_folder = g_file_test (path, G_FILE_TEST_IS_DIR);

    if (is_folder)
      walk (path, func);
    func (path, is_folder);
  }
}

static void
find_on_disk (const char *path, gboolean is_folder)
{
  char *data = NULL;
  gsize size_bytes = 0;

  g_hash_table_add (disk.names, g_strdup (path));
  if (is_folder)
    return;
  if (!mb_disk_is_tracked (path)) {
    g_hash_table_add (disk.synced, g_strdup (path));
    return;
  }
  if (g_file_get_contents (path, &data, &size_bytes, NULL)) {
    MbDiskFile *file = file_new ();

    g_byte_array_append (file->image, (const guint8 *) data, (guint) size_bytes);
    g_hash_table_insert (disk.files, g_strdup (path), file);
    g_free (data);
  }
}

/* What is in the folder is on the disk; what happens from now on goes by the plan. */
void
mb_disk_watch (const char *folder, const MbDiskPlan *plan, GRand *rand)
{
  mb_disk_vfs_install ();
  g_assert (!disk.folder);
  disk.plan = *plan;
  disk.rand = rand;
  disk.n_acts = disk.n_syncs = disk.n_writes = disk.n_failures = 0;
  disk.dead = FALSE;
  disk.files = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) file_free);
  disk.names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  disk.synced = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  disk.folder = g_strdup (folder);
  walk (folder, find_on_disk);
  if (g_file_test (folder, G_FILE_TEST_IS_DIR))
    g_hash_table_add (disk.names, g_strdup (folder));
}

void
mb_disk_change_plan (const MbDiskPlan *plan)
{
  g_mutex_lock (&disk.mutex);
  disk.plan = *plan;
  disk.n_acts = disk.n_syncs = disk.n_writes = 0;
  g_mutex_unlock (&disk.mutex);
}

gboolean
mb_disk_is_dead (void)
{
  return disk.dead;
}

guint
mb_disk_get_n_acts (void)
{
  return disk.n_acts;
}

/* How often it refused. */
guint
mb_disk_get_n_failures (void)
{
  return disk.n_failures;
}

/* Stops watching; what is there stays. */
void
mb_disk_let_go (void)
{
  g_clear_pointer (&disk.folder, g_free);
  g_clear_pointer (&disk.files, g_hash_table_unref);
  g_clear_pointer (&disk.names, g_hash_table_unref);
  g_clear_pointer (&disk.synced, g_hash_table_unref);
}

static void
remove_all (const char *path, gboolean is_folder)
{
  syscall (SYS_unlinkat, AT_FDCWD, path, is_folder ? AT_REMOVEDIR : 0);
}

static gboolean
keeps_name (const char *path, MbDiskCut cut)
{
  return g_hash_table_contains (disk.names, path) ||
         (cut != MB_DISK_NONE && g_rand_boolean (disk.rand));
}

/* A file that was removed, when its folder was not brought to the disk since. */
static gboolean
comes_back (const char *path, MbDiskCut cut)
{
  return g_hash_table_contains (disk.names, path) &&
         (cut == MB_DISK_NONE || g_rand_boolean (disk.rand));
}

static MbDiskCut current_cut;

static void
cut_path (const char *path, gboolean is_folder)
{
  MbDiskFile *file = g_hash_table_lookup (disk.files, path);
  gboolean is_shared_memory = g_str_has_suffix (path, "-shm");

  if (is_shared_memory || !keeps_name (path, current_cut)) {
    if (is_folder)
      walk (path, remove_all);
    remove_all (path, is_folder);
    g_hash_table_remove (disk.files, path);
  } else if (!is_folder && !file && !g_hash_table_contains (disk.synced, path) &&
             truncate (path, 0) != 0) {
    g_error ("%s cannot be emptied", path);
  }
}

static void
lay_out (gpointer key, gpointer value, gpointer user_data)
{
  MbDiskFile *file = value;
  g_autoptr (GError) error = NULL;

  if (file->removed && !comes_back (key, current_cut))
    return;
  cut_file (file, current_cut);
  g_file_set_contents_full (key, (const char *) file->image->data, file->image->len,
                            G_FILE_SET_CONTENTS_NONE, 0600, &error);
  g_assert_no_error (error);
}

/* The power is gone: leaves in the folder what the disk holds, and stops watching. The store is
 * closed before. */
void
mb_disk_cut (MbDiskCut cut)
{
  g_autofree char *folder = g_steal_pointer (&disk.folder);

  current_cut = cut;
  walk (folder, cut_path);
  g_hash_table_foreach (disk.files, lay_out, NULL);
  if (!g_hash_table_contains (disk.names, folder) && !keeps_name (folder, cut)) {
    walk (folder, remove_all);
    remove_all (folder, TRUE);
  }
  mb_disk_let_go ();
}

/* Acts */

/* One act more; FALSE when it does not happen. */
static gboolean
act (void)
{
  if (!disk.dead)
    disk.dead = ++disk.n_acts == disk.plan.dies_at;
  else
    disk.n_failures++;

  return !disk.dead;
}

MbDiskFile *
mb_disk_open (const char *path)
{
  MbDiskFile *file = NULL;

  g_mutex_lock (&disk.mutex);
  file = g_hash_table_lookup (disk.files, path);
  if (!file) {
    file = file_new ();
    g_hash_table_insert (disk.files, g_strdup (path), file);
  } else if (file->removed) {
    Write *write = g_new0 (Write, 1);

    file->removed = FALSE;
    g_ptr_array_add (file->writes, write);
  }
  g_mutex_unlock (&disk.mutex);

  return file;
}

static gboolean
is_in_run (guint n, guint first, guint n_run)
{
  return first > 0 && n >= first && n < first + n_run;
}

static int
refuse_write (void)
{
  disk.n_writes++;
  if (disk.plan.write_fails_at > 0 &&
      !is_in_run (disk.n_writes, disk.plan.write_fails_at, disk.plan.n_write_failures))
    return 0;

  disk.n_failures += disk.plan.write_errno != 0;
  return disk.plan.write_errno;
}

/* Returns 0, or the errno with which it fails. What a dying disk was told may still be on it. */
int
mb_disk_write (MbDiskFile *file, goffset offset, const void *data, gsize size_bytes)
{
  gboolean was_dead = FALSE;
  gboolean works = FALSE;
  int number = 0;

  g_mutex_lock (&disk.mutex);
  was_dead = disk.dead;
  works = act ();
  number = works ? refuse_write () : EIO;
  if (number == 0 || (!works && !was_dead)) {
    Write *write = g_new0 (Write, 1);

    write->offset = offset;
    write->bytes = g_bytes_new (data, size_bytes);
    g_ptr_array_add (file->writes, write);
  }
  g_mutex_unlock (&disk.mutex);

  return number;
}

int
mb_disk_truncate (MbDiskFile *file, goffset size_bytes)
{
  int number = 0;

  g_mutex_lock (&disk.mutex);
  number = act () ? refuse_write () : EIO;
  if (number == 0) {
    Write *write = g_new0 (Write, 1);

    write->offset = size_bytes;
    g_ptr_array_add (file->writes, write);
  }
  g_mutex_unlock (&disk.mutex);

  return number;
}

/* A disk that could not keep something forgets it, and the system takes it for kept: what a later
 * call brings there does not include it. */
static void
forget_some (MbDiskFile *file)
{
  for (guint i = file->writes->len; i > 0; i--)
    if (g_rand_boolean (disk.rand))
      g_ptr_array_remove_index (file->writes, i - 1);
}

int
mb_disk_sync (MbDiskFile *file)
{
  gboolean works = FALSE;
  gboolean fails = FALSE;
  gboolean was_dead = FALSE;

  g_mutex_lock (&disk.mutex);
  was_dead = disk.dead;
  works = act ();
  disk.n_syncs += works;
  fails = works && is_in_run (disk.n_syncs, disk.plan.sync_fails_at, disk.plan.n_sync_failures);
  if (fails) {
    disk.n_failures++;
    forget_some (file);
  }
  /* The power may go when all is on the disk, before anybody has heard of it. */
  if (!disk.plan.lies && !was_dead && (works || g_rand_boolean (disk.rand))) {
    for (guint i = 0; i < file->writes->len; i++)
      apply (file->image, file->writes->pdata[i]);
    g_ptr_array_set_size (file->writes, 0);
  }
  g_mutex_unlock (&disk.mutex);

  return works && !fails ? 0 : EIO;
}

int
mb_disk_remove (MbDiskFile *file)
{
  gboolean works = FALSE;

  g_mutex_lock (&disk.mutex);
  works = act ();
  if (works)
    file->removed = TRUE;
  g_mutex_unlock (&disk.mutex);

  return works ? 0 : EIO;
}

/* Names, and files that are not SQLite's: the calls of the C library. */

static gboolean
is_gone (gpointer key, gpointer value, gpointer user_data)
{
  g_autofree char *folder = g_path_get_dirname (key);

  return g_str_equal (folder, user_data) && !g_file_test (key, G_FILE_TEST_EXISTS);
}

static gboolean
is_removed_file (gpointer key, gpointer value, gpointer user_data)
{
  g_autofree char *folder = g_path_get_dirname (key);

  return ((MbDiskFile *) value)->removed && g_str_equal (folder, user_data);
}

static void
sync_names (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name = NULL;

  while (dir && (name = g_dir_read_name (dir)))
    g_hash_table_add (disk.names, g_build_filename (folder, name, NULL));
  g_hash_table_foreach_remove (disk.names, is_gone, (gpointer) folder);
  g_hash_table_foreach_remove (disk.files, is_removed_file, (gpointer) folder);
}

/* A parent of the folder counts: that is where the folder's own name is. */
gboolean
mb_disk_concerns (const char *path)
{
  return disk.folder && path && (is_watched (path) || g_str_has_prefix (disk.folder, path));
}

int
mb_disk_sync_path (const char *path)
{
  gboolean works = FALSE;

  g_mutex_lock (&disk.mutex);
  works = act ();
  if (works && !disk.plan.lies) {
    if (g_file_test (path, G_FILE_TEST_IS_DIR))
      sync_names (path);
    else
      g_hash_table_add (disk.synced, g_strdup (path));
  }
  g_mutex_unlock (&disk.mutex);
  if (works)
    return 0;

  errno = EIO;
  return -1;
}

gboolean
mb_disk_act_at (const char *path)
{
  gboolean works = TRUE;

  g_mutex_lock (&disk.mutex);
  if (disk.folder && is_watched (path) && !mb_disk_is_tracked (path))
    works = act ();
  g_mutex_unlock (&disk.mutex);
  if (!works)
    errno = EIO;

  return works;
}

static void
move_mark (GHashTable *marks, const char *from, const char *to)
{
  if (g_hash_table_remove (marks, from))
    g_hash_table_add (marks, g_strdup (to));
}

/* A file has another name now. */
void
mb_disk_moved (const char *from, const char *to)
{
  g_mutex_lock (&disk.mutex);
  if (disk.folder && is_watched (to)) {
    move_mark (disk.synced, from, to);
    g_hash_table_remove (disk.names, from);
  }
  g_mutex_unlock (&disk.mutex);
}
