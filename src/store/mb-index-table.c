#include "mb-index-table.h"

#include "mb-draft-table.h"
#include "mb-fold.h"

#define VERSION 1

/**
 * mb_index_table_make:
 * @db: the index's connection
 * @error: return location
 *
 * Makes the tables, instead of those of another version.
 *
 * Returns: whether they are there
 */
gboolean
mb_index_table_make (Db *db, GError **error)
{
  static const char sql[] =
    "BEGIN;"
    "DROP TABLE IF EXISTS indexed; DROP TABLE IF EXISTS words; DROP TABLE IF EXISTS grams;"
    "CREATE TABLE indexed (draft_no INTEGER PRIMARY KEY, seq INTEGER NOT NULL, body TEXT NOT NULL)"
    " STRICT;"
    "CREATE VIRTUAL TABLE words USING fts5 (title, body, content='', contentless_delete=1,"
    " tokenize=\"unicode61 remove_diacritics 2\", prefix='2 3');"
    "CREATE VIRTUAL TABLE grams USING fts5 (names, content='', contentless_delete=1,"
    " tokenize=\"trigram remove_diacritics 1\");"
    "PRAGMA user_version = 1;"
    "COMMIT;";
  gint64 version = 0;

  if (!mb_db_read_int (db, "PRAGMA user_version", &version, error))
    return FALSE;

  return version == VERSION || mb_db_exec (db, sql, error);
}

static char *
dup_names (MbSnapshot *snapshot)
{
  static const char *const metas[] = {MB_META_BYLINE, MB_META_SLUG, MB_META_TAGS};
  GString *names = g_string_new (NULL);

  for (guint i = 0; i < MIN (mb_snapshot_get_n_blocks (snapshot), 2); i++) {
    MbText *text = mb_block_get_part (mb_snapshot_get_block (snapshot, i), 0);

    g_string_append_printf (names, "%s\n", mb_text_get_utf8 (text));
  }
  for (guint i = 0; i < G_N_ELEMENTS (metas); i++) {
    const char *value = mb_snapshot_get_meta (snapshot, metas[i]);

    if (value)
      g_string_append_printf (names, "%s\n", value);
  }

  return g_string_free (names, FALSE);
}

static gboolean
insert (Db *db, const char *sql, gint64 draft_no, const char *const texts[2], GError **error)
{
  g_autoptr (Stmt) stmt = mb_db_prepare (db, sql, error);

  if (!stmt)
    return FALSE;

  sqlite3_bind_int64 (stmt, 1, draft_no);
  for (int i = 0; i < 2 && texts[i]; i++)
    mb_db_bind_text (stmt, 2 + i, texts[i]);
  return mb_db_run (stmt, "indexing", error);
}

static gboolean
mark_done (Db *db, gint64 draft_no, guint64 seq, const char *body, GError **error)
{
  g_autoptr (Stmt) stmt = mb_db_prepare (
    db, "INSERT OR REPLACE INTO indexed (draft_no, seq, body) VALUES (?, ?, ?)", error);

  if (!stmt)
    return FALSE;

  sqlite3_bind_int64 (stmt, 1, draft_no);
  sqlite3_bind_int64 (stmt, 2, (gint64) seq);
  mb_db_bind_text (stmt, 3, body);
  return mb_db_run (stmt, "indexing", error);
}

/**
 * mb_index_table_put:
 * @db: the index's connection
 * @draft_no: a draft
 * @seq: its state
 * @snapshot: the draft
 * @error: return location
 *
 * Indexes a draft, instead of what was known of it.
 *
 * Returns: whether it is indexed
 */
gboolean
mb_index_table_put (Db *db, gint64 draft_no, guint64 seq, MbSnapshot *snapshot, GError **error)
{
  g_autofree char *body = mb_draft_info_dup_body (snapshot);
  g_autofree char *folded_body = mb_fold_text (body);
  g_autofree char *folded_title = mb_fold_text (mb_snapshot_get_headline (snapshot));
  g_autofree char *names = dup_names (snapshot);
  g_autofree char *folded_names = mb_fold_text (names);
  const char *const nothing[2] = {NULL, NULL};
  const char *const words[2] = {folded_title, folded_body};
  const char *const grams[2] = {folded_names, NULL};

  if (insert (db, "DELETE FROM words WHERE rowid = ?", draft_no, nothing, error) &&
      insert (db, "DELETE FROM grams WHERE rowid = ?", draft_no, nothing, error) &&
      insert (db, "INSERT INTO words (rowid, title, body) VALUES (?, ?, ?)", draft_no, words,
              error) &&
      insert (db, "INSERT INTO grams (rowid, names) VALUES (?, ?)", draft_no, grams, error))
    return mark_done (db, draft_no, seq, body, error);

  return FALSE;
}

static gint64 *
new_key (gint64 value)
{
  return g_memdup2 (&value, sizeof value);
}

/**
 * mb_index_table_list:
 * @db: the index's connection
 * @error: return location
 *
 * Lists which state of each draft is indexed.
 *
 * Returns: (transfer full): draft number → state, both as `gint64 *`
 */
GHashTable *
mb_index_table_list (Db *db, GError **error)
{
  g_autoptr (GHashTable) seqs = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, g_free);
  g_autoptr (Stmt) stmt = mb_db_prepare (db, "SELECT draft_no, seq FROM indexed", error);
  gboolean row = FALSE;

  if (!stmt)
    return NULL;
  do {
    if (!mb_db_next (stmt, &row, "reading the index", error))
      return NULL;
    if (row)
      g_hash_table_insert (seqs, new_key (sqlite3_column_int64 (stmt, 0)),
                           new_key (sqlite3_column_int64 (stmt, 1)));
  } while (row);

  return g_steal_pointer (&seqs);
}

static gboolean
collect (Db *db, const char *sql, const char *expression, GHashTable *hits, GError **error)
{
  g_autoptr (Stmt) stmt = mb_db_prepare (db, sql, error);
  gboolean row = FALSE;

  if (!stmt)
    return FALSE;
  mb_db_bind_text (stmt, 1, expression);
  do {
    if (!mb_db_next (stmt, &row, "searching", error))
      return FALSE;
    if (row)
      g_hash_table_add (hits, new_key (sqlite3_column_int64 (stmt, 0)));
  } while (row);

  return TRUE;
}

/**
 * mb_index_table_search:
 * @db: the index's connection
 * @query: what a person typed
 * @error: return location
 *
 * Finds drafts in which every word of the query begins a word, and those whose headline, kicker or
 * names contain the query somewhere.
 *
 * Returns: (transfer full): the draft numbers, a set of `gint64 *`
 */
GHashTable *
mb_index_table_search (Db *db, const char *query, GError **error)
{
  g_autoptr (GHashTable) hits = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  g_autofree char *expression = mb_fold_match_expression (query);
  g_autofree char *key = mb_fold_key (query);
  g_auto (GStrv) quotes = NULL;
  g_autofree char *doubled = NULL;
  g_autofree char *phrase = NULL;

  if (expression &&
      !collect (db, "SELECT rowid FROM words WHERE words MATCH ?", expression, hits, error))
    return NULL;
  g_strstrip (key);
  if (g_utf8_strlen (key, -1) < 3)
    return g_steal_pointer (&hits);

  quotes = g_strsplit (key, "\"", -1);
  doubled = g_strjoinv ("\"\"", quotes);
  phrase = g_strdup_printf ("\"%s\"", doubled);
  if (!collect (db, "SELECT rowid FROM grams WHERE grams MATCH ?", phrase, hits, error))
    return NULL;

  return g_steal_pointer (&hits);
}

/**
 * mb_index_table_dup_body:
 * @db: the index's connection
 * @draft_no: an indexed draft
 * @error: return location
 *
 * The text that was indexed, to cut an excerpt from.
 *
 * Returns: (transfer full): the text
 */
char *
mb_index_table_dup_body (Db *db, gint64 draft_no, GError **error)
{
  g_autoptr (Stmt) stmt = mb_db_prepare (db, "SELECT body FROM indexed WHERE draft_no = ?", error);
  gboolean row = FALSE;

  if (!stmt)
    return NULL;
  sqlite3_bind_int64 (stmt, 1, draft_no);
  if (!mb_db_next (stmt, &row, "reading the index", error))
    return NULL;

  return row ? mb_db_dup_text (stmt, 0) : g_strdup ("");
}
