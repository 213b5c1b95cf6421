#pragma once

#include "mb-import.h"

#include <string.h>

#define ARTICLE_ID "11111111-2222-4333-8444-555555555555"

G_GNUC_UNUSED static MbImport *
import_words (const char *words, MbImportFormat format)
{
  g_autoptr (GBytes) bytes = g_bytes_new_static (words, strlen (words));
  g_autoptr (GError) error = NULL;
  MbImport *import = mb_import_bytes_sync (bytes, format, ARTICLE_ID, NULL, &error);

  g_assert_no_error (error);
  g_assert_true (mb_snapshot_check (import->snapshot, &error));

  return import;
}

G_GNUC_UNUSED static void
assert_fails (const char *words, gsize n_bytes, MbImportFormat format, MbFormatsError code)
{
  g_autoptr (GBytes) bytes = g_bytes_new_static (words, n_bytes);
  g_autoptr (GError) error = NULL;

  g_assert_null (mb_import_bytes_sync (bytes, format, ARTICLE_ID, NULL, &error));
  g_assert_error (error, MB_FORMATS_ERROR, (int) code);
}

/* Kinds and words, a line a block: what a reader of the test sees at once. */
G_GNUC_UNUSED static char *
describe (const MbSnapshot *snapshot)
{
  GString *out = g_string_new (NULL);

  for (guint i = 0; i < mb_snapshot_get_n_blocks (snapshot); i++) {
    const MbBlock *block = mb_snapshot_get_block (snapshot, i);

    if (mb_block_is_empty (block))
      continue;
    g_string_append (out, mb_block_kind_to_string (mb_block_get_kind (block)));
    for (guint part = 0; part < mb_block_get_n_parts (block); part++)
      if (mb_text_get_n_chars (mb_block_get_part (block, part)) > 0)
        g_string_append_printf (out, " | %s", mb_text_get_utf8 (mb_block_get_part (block, part)));
    g_string_append_c (out, '\n');
  }

  return g_string_free_and_steal (out);
}

G_GNUC_UNUSED static const MbImportNote *
find_note (const MbImport *import, const char *code)
{
  for (guint i = 0; i < import->notes->len; i++) {
    const MbImportNote *note = import->notes->pdata[i];

    if (strcmp (note->code, code) == 0)
      return note;
  }

  return NULL;
}

G_GNUC_UNUSED static void
assert_note (const MbImport *import, const char *code, const char *detail)
{
  const MbImportNote *note = find_note (import, code);

  g_assert_nonnull (note);
  if (detail)
    g_assert_cmpstr (note->detail, ==, detail);
}

G_GNUC_UNUSED static guint
count_notes (const MbImport *import, const char *code)
{
  guint n = 0;

  for (guint i = 0; i < import->notes->len; i++)
    n += strcmp (((const MbImportNote *) import->notes->pdata[i])->code, code) == 0;

  return n;
}

G_GNUC_UNUSED static guint
count_kind (const MbSnapshot *snapshot, MbBlockKind kind)
{
  guint n = 0;

  for (guint i = 0; i < mb_snapshot_get_n_blocks (snapshot); i++)
    n += mb_block_get_kind (mb_snapshot_get_block (snapshot, i)) == kind;

  return n;
}
