#include "mb-bounded-file.h"
#include "mb-import.h"

#include <glib/gstdio.h>

/* The file is read in pieces of 256 KiB: sizes around them, too. */
#define PIECE_BYTES (256 * 1024)

typedef struct {
  gboolean done;
  GBytes *bytes;
  GError *error;
} Outcome;

static void
read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Outcome *outcome = user_data;

  outcome->bytes = mb_bounded_file_read_finish (result, &outcome->error);
  outcome->done = TRUE;
}

static GBytes *
read_file (const char *path, gsize max_bytes, GError **error)
{
  g_autoptr (GFile) file = g_file_new_for_path (path);
  Outcome outcome = {0};

  mb_bounded_file_read_async (file, max_bytes, read_cb, &outcome);
  while (!outcome.done)
    g_main_context_iteration (NULL, TRUE);
  g_assert_true ((outcome.bytes == NULL) == (outcome.error != NULL));
  if (outcome.error)
    g_propagate_error (error, outcome.error);

  return outcome.bytes;
}

static GBytes *
make_bytes (gsize size_bytes)
{
  guint8 *data = g_malloc (size_bytes + 1);

  for (gsize i = 0; i < size_bytes; i++)
    data[i] = (guint8) (i * 7 + i / 251);

  return g_bytes_new_take (data, size_bytes);
}

static char *
make_file (GBytes *bytes)
{
  g_autoptr (GError) error = NULL;
  gsize size_bytes;
  const char *data = g_bytes_get_data (bytes, &size_bytes);
  char *path = NULL;
  int fd = g_file_open_tmp ("marbre-bounded-XXXXXX", &path, &error);

  g_assert_no_error (error);
  g_close (fd, NULL);
  g_assert_true (g_file_set_contents (path, data ? data : "", (gssize) size_bytes, &error));

  return path;
}

static void
test_every_byte_comes (void)
{
  static const gsize sizes[] = {
    0, 1, PIECE_BYTES - 1, PIECE_BYTES, PIECE_BYTES + 1, 3 * PIECE_BYTES,
  };

  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++) {
    g_autoptr (GBytes) bytes = make_bytes (sizes[i]);
    g_autofree char *path = make_file (bytes);
    g_autoptr (GError) error = NULL;
    g_autoptr (GBytes) got = read_file (path, sizes[i], &error);

    g_assert_no_error (error);
    g_assert_true (g_bytes_equal (got, bytes));
    g_unlink (path);
  }
}

static void
test_one_byte_too_many_is_refused (void)
{
  static const gsize sizes[] = {1, PIECE_BYTES, PIECE_BYTES + 1, 3 * PIECE_BYTES};

  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++) {
    g_autoptr (GBytes) bytes = make_bytes (sizes[i]);
    g_autofree char *path = make_file (bytes);
    g_autoptr (GError) error = NULL;
    g_autoptr (GBytes) got = read_file (path, sizes[i] - 1, &error);

    g_assert_null (got);
    g_assert_error (error, MB_FORMATS_ERROR, MB_FORMATS_ERROR_TOO_LARGE);
    g_unlink (path);
  }
}

/* A device has no size to be asked for, and no end. */
static void
test_what_never_ends_is_refused (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) got = read_file ("/dev/zero", PIECE_BYTES, &error);

  g_assert_null (got);
  g_assert_error (error, MB_FORMATS_ERROR, MB_FORMATS_ERROR_TOO_LARGE);
}

static void
test_a_missing_file_is_said (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) got = read_file ("/nowhere/at/all", PIECE_BYTES, &error);

  g_assert_null (got);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
}

static void
test_a_folder_is_no_file (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) got = read_file (g_get_tmp_dir (), PIECE_BYTES, &error);

  g_assert_null (got);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_IS_DIRECTORY);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/app/bounded-file/every-byte-comes", test_every_byte_comes);
  g_test_add_func ("/app/bounded-file/one-byte-too-many-is-refused",
                   test_one_byte_too_many_is_refused);
  g_test_add_func ("/app/bounded-file/what-never-ends-is-refused", test_what_never_ends_is_refused);
  g_test_add_func ("/app/bounded-file/a-missing-file-is-said", test_a_missing_file_is_said);
  g_test_add_func ("/app/bounded-file/a-folder-is-no-file", test_a_folder_is_no_file);

  return g_test_run ();
}
