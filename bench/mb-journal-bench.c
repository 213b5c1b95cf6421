/* Types into the first draft of a store and prints, as one JSON object, what that cost.
 *
 * mb-journal-bench FOLDER COMMITS KEYS: each commit takes so many keys. */
#include "mb-journal.h"

#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct {
  const sqlite3_io_methods *real;
  sqlite3_io_methods counted;
} Methods;

static sqlite3_vfs *below;
static Methods methods[2]; /* of databases, of logs */
static gint64 n_bytes;     /* writer's thread, read when it rests */
static GArray *syncs;      /* gint64: microseconds */

/* A VFS that counts what is written to the drafts' files. */

static const sqlite3_io_methods *
real_of (sqlite3_file *file)
{
  for (guint i = 0; i < G_N_ELEMENTS (methods); i++)
    if (file->pMethods == &methods[i].counted)
      return methods[i].real;

  g_assert_not_reached ();
}

static int
counted_write (sqlite3_file *file, const void *data, int size_bytes, sqlite3_int64 offset)
{
  n_bytes += size_bytes;
  return real_of (file)->xWrite (file, data, size_bytes, offset);
}

static int
counted_sync (sqlite3_file *file, int flags)
{
  gint64 start_us = g_get_monotonic_time ();
  int result = real_of (file)->xSync (file, flags);
  gint64 took_us = g_get_monotonic_time () - start_us;

  g_array_append_val (syncs, took_us);
  return result;
}

static int
counted_open (sqlite3_vfs *vfs, sqlite3_filename path, sqlite3_file *file, int flags, int *out)
{
  int result = below->xOpen (below, path, file, flags, out);
  Methods *mine = flags & SQLITE_OPEN_MAIN_DB ? &methods[0] : &methods[1];

  if (result != SQLITE_OK || !(flags & (SQLITE_OPEN_MAIN_DB | SQLITE_OPEN_WAL)) ||
      !strstr (path, "drafts.db"))
    return result;

  mine->real = file->pMethods;
  mine->counted = *file->pMethods;
  mine->counted.xWrite = counted_write;
  mine->counted.xSync = counted_sync;
  file->pMethods = &mine->counted;
  return result;
}

static void
count_sqlite (void)
{
  static sqlite3_vfs vfs;

  below = sqlite3_vfs_find (NULL);
  vfs = *below;
  vfs.zName = "marbre-counted";
  vfs.pNext = NULL;
  vfs.xOpen = counted_open;
  sqlite3_vfs_register (&vfs, 1);
  syncs = g_array_new (FALSE, FALSE, sizeof (gint64));
}

static MbArticle *
load_first (MbStore *store, GError **error)
{
  g_autoptr (GPtrArray) infos = mb_store_list_sync (store, NULL, FALSE, error);

  if (!infos)
    return NULL;
  if (infos->len == 0) {
    g_set_error_literal (error, MB_STORE_ERROR, MB_STORE_ERROR_NOT_FOUND, "there is no draft");
    return NULL;
  }

  return mb_store_load_sync (store, ((MbDraftInfo *) infos->pdata[0])->id, error);
}

/* A paragraph in the middle of the text. */
static guint64
find_place (MbArticle *article)
{
  MbSnapshot *snapshot = mb_article_get_snapshot (article);

  for (guint i = mb_snapshot_get_n_blocks (snapshot) / 2; i > 0; i--) {
    MbBlock *block = mb_snapshot_get_block (snapshot, i);

    if (mb_block_get_kind (block) == MB_BLOCK_PARAGRAPH)
      return mb_block_get_id (block);
  }

  return 0;
}

static gboolean
type_key (MbArticle *article, MbPosition *at, guint n, GError **error)
{
  static const char *const keys[] = {"l", "e", "q", "u", "a", " "};
  g_autoptr (MbText) text = mb_text_new (keys[n % G_N_ELEMENTS (keys)]);
  g_autoptr (MbTransaction) transaction = mb_article_begin (article, MB_ORIGIN_TYPING);

  if (!mb_transaction_replace_text (transaction, at, 0, text, error) ||
      !mb_article_commit (article, transaction, error))
    return FALSE;

  at->offset++;
  return TRUE;
}

static gboolean
type_all (MbJournal *journal, guint n_commits, guint n_keys, GError **error)
{
  MbArticle *article = mb_journal_get_article (journal);
  MbPosition at = {.block = find_place (article)};

  for (guint i = 0; i < n_commits; i++) {
    for (guint j = 0; j < n_keys; j++)
      if (!type_key (article, &at, i * n_keys + j, error))
        return FALSE;
    if (!mb_journal_flush_sync (journal, error))
      return FALSE;
    while (g_main_context_iteration (NULL, FALSE))
      ;
  }

  return TRUE;
}

static int
compare (gconstpointer a, gconstpointer b)
{
  const gint64 *x = a;
  const gint64 *y = b;

  return (*x > *y) - (*x < *y);
}

static double
sync_ms (double part)
{
  guint index = MIN ((guint) (part * syncs->len), syncs->len - 1);

  return (double) g_array_index (syncs, gint64, index) / 1000;
}

int
main (int argc, char *argv[])
{
  g_autoptr (MbStore) store = NULL;
  g_autoptr (MbArticle) article = NULL;
  g_autoptr (MbJournal) journal = NULL;
  g_autoptr (GError) error = NULL;
  guint n_commits = argc == 4 ? (guint) strtoul (argv[2], NULL, 10) : 0;
  guint n_keys = argc == 4 ? (guint) strtoul (argv[3], NULL, 10) : 0;
  gint64 start_us = 0;
  double seconds = 0;

  if (n_commits == 0 || n_keys == 0)
    return 2;

  count_sqlite ();
  store = mb_store_open_sync (argv[1], MB_STORE_READ_WRITE, NULL, &error);
  article = store ? load_first (store, &error) : NULL;
  if (article) {
    journal = mb_journal_new (store, article);
    n_bytes = 0;
    g_array_set_size (syncs, 0);
    start_us = g_get_monotonic_time ();
    type_all (journal, n_commits, n_keys, &error);
    seconds = (double) (g_get_monotonic_time () - start_us) / G_USEC_PER_SEC;
  }
  if (error || syncs->len == 0) {
    fprintf (stderr, "%s\n", error ? error->message : "nothing was written");
    return 1;
  }

  g_array_sort (syncs, compare);
  printf ("{\"bytes\": %" G_GINT64_FORMAT ", \"seconds\": %f, \"syncs\": %u, \"p50\": %f, "
          "\"p99\": %f}\n",
          n_bytes, seconds, syncs->len, sync_ms (0.5), sync_ms (0.99));
  return 0;
}
