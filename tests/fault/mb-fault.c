#include "mb-fault.h"

#include "mb-store-error.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <stdlib.h>
#include <unistd.h>

static guint32 seed;

/* The store warns of what these suites do to it on purpose. */
static void
log_cb (const char *domain, GLogLevelFlags level, const char *message, gpointer user_data)
{
  if (level & (G_LOG_LEVEL_ERROR | G_LOG_LEVEL_CRITICAL) || g_getenv ("MARBRE_FAULT_LOUD"))
    g_printerr ("# %s: %s\n", domain, message);
}

/* As g_test_init(); `MARBRE_FAULT_SEED` repeats a run. */
void
mb_fault_init (int *argc, char ***argv)
{
  const char *wanted = g_getenv ("MARBRE_FAULT_SEED");

  g_test_init (argc, argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_log_set_always_fatal (G_LOG_FATAL_MASK | G_LOG_LEVEL_CRITICAL);
  g_log_set_default_handler (log_cb, NULL);
  seed = wanted ? (guint32) strtoul (wanted, NULL, 10) : g_random_int ();
}

guint
mb_fault_get_rounds (void)
{
  const char *wanted = g_getenv ("MARBRE_ROUNDS");

  return wanted ? (guint) strtoul (wanted, NULL, 10) : 500;
}

guint32
mb_fault_get_seed (void)
{
  return seed;
}

/* Where nothing waits for a disk: for suites that bring their own. */
char *
mb_fault_folder_in_memory (void)
{
  char *folder = g_dir_make_tmp ("marbre-fault-XXXXXX", NULL);

  g_assert_nonnull (folder);
  return folder;
}

/* Beside the program, which is on a disk. */
char *
mb_fault_folder_on_disk (void)
{
  g_autofree char *program = g_file_read_link ("/proc/self/exe", NULL);
  g_autofree char *beside = g_path_get_dirname (program);
  char *folder = g_build_filename (beside, "marbre-fault-XXXXXX", NULL);

  g_assert_nonnull (g_mkdtemp (folder));
  return folder;
}

void
mb_fault_remove (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name = NULL;

  while (dir && (name = g_dir_read_name (dir))) {
    g_autofree char *path = g_build_filename (folder, name, NULL);

    if (g_file_test (path, G_FILE_TEST_IS_DIR) && !g_file_test (path, G_FILE_TEST_IS_SYMLINK))
      mb_fault_remove (path);
    else
      g_unlink (path);
  }
  g_rmdir (folder);
}

/* Whether an error says that the store is damaged, or that the disk is. */
gboolean
mb_fault_is_told (const GError *error)
{
  return g_error_matches (error, MB_STORE_ERROR, MB_STORE_ERROR_DAMAGED) ||
         g_error_matches (error, MB_STORE_ERROR, MB_STORE_ERROR_IO);
}
