#include "mb-test-store.h"

#include "mb-id.h"

#include <glib/gstdio.h>
#include <string.h>

/* A new folder on the disk, not in memory. */
char *
mb_test_folder (void)
{
  char *folder = g_dir_make_tmp ("marbre-store-XXXXXX", NULL);

  g_assert_nonnull (folder);
  return folder;
}

void
mb_test_remove (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name = NULL;

  while (dir && (name = g_dir_read_name (dir))) {
    g_autofree char *path = g_build_filename (folder, name, NULL);

    if (g_file_test (path, G_FILE_TEST_IS_DIR))
      mb_test_remove (path);
    else
      g_unlink (path);
  }
  g_rmdir (folder);
}

MbStore *
mb_test_open (const char *folder)
{
  g_autoptr (GError) error = NULL;
  MbStore *store = mb_store_open_sync (folder, MB_STORE_READ_WRITE, NULL, &error);

  g_assert_no_error (error);
  return store;
}

static void
set_text (MbSnapshot **snapshot, MbBlockKind kind, const char *text)
{
  g_autoptr (MbSnapshot) before = *snapshot;
  g_autoptr (MbText) words = mb_text_new (text);
  g_autoptr (MbBlock) block = NULL;
  guint n = mb_snapshot_get_n_blocks (before);

  for (guint i = 0; i < n; i++) {
    MbBlock *old = mb_snapshot_get_block (before, i);

    if (mb_block_get_kind (old) != kind)
      continue;
    block = mb_block_with_part (old, 0, words);
    *snapshot = mb_snapshot_with_block (before, i, block);
    return;
  }
  block = mb_block_new_text (mb_id_new (), kind, words);
  *snapshot = mb_snapshot_with_inserted (before, n, block);
}

MbSnapshot *
mb_test_snapshot (const char *headline, const char *text)
{
  g_autofree char *id = g_uuid_string_random ();
  MbSnapshot *snapshot = mb_snapshot_new (id);

  set_text (&snapshot, MB_BLOCK_HEADLINE, headline);
  set_text (&snapshot, MB_BLOCK_PARAGRAPH, text);
  return snapshot;
}

/* At the end of the last block. */
void
mb_test_type (MbArticle *article, const char *text)
{
  MbSnapshot *snapshot = mb_article_get_snapshot (article);
  MbBlock *block = mb_snapshot_get_block (snapshot, mb_snapshot_get_n_blocks (snapshot) - 1);
  MbPosition end = {
    .block = mb_block_get_id (block),
    .offset = mb_text_get_n_chars (mb_block_get_part (block, 0)),
  };
  g_autoptr (MbTransaction) transaction = mb_article_begin (article, MB_ORIGIN_TYPING);
  g_autoptr (MbText) words = mb_text_new (text);
  g_autoptr (GError) error = NULL;

  mb_transaction_replace_text (transaction, &end, 0, words, &error);
  g_assert_no_error (error);
  mb_article_commit (article, transaction, &error);
  g_assert_no_error (error);
}

char *
mb_test_text (MbSnapshot *snapshot)
{
  MbBlock *block = mb_snapshot_get_block (snapshot, mb_snapshot_get_n_blocks (snapshot) - 1);

  return g_strdup (mb_text_get_utf8 (mb_block_get_part (block, 0)));
}

/* Changes one letter wherever the file holds the needle. */
void
mb_test_damage (const char *path, const char *needle)
{
  g_autofree char *data = NULL;
  gsize size_bytes = 0;
  gsize length = strlen (needle);
  guint n = 0;

  g_assert_true (g_file_get_contents (path, &data, &size_bytes, NULL));
  for (gsize i = 0; i + length <= size_bytes; i++)
    if (memcmp (data + i, needle, length) == 0) {
      data[i] ^= 1;
      n++;
    }
  g_assert_cmpuint (n, >, 0);
  g_assert_true (g_file_set_contents (path, data, (gssize) size_bytes, NULL));
}
