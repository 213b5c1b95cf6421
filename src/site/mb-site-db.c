#include "mb-site-db.h"

#include <sqlite3.h>

struct _MbSiteDb {
  sqlite3 *db;
};

typedef sqlite3_stmt Stmt;

G_DEFINE_QUARK (mb_site_error_quark, mb_site_error)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Stmt, sqlite3_finalize)

#define TABLES                                                                                     \
  "CREATE TABLE IF NOT EXISTS post(id INTEGER PRIMARY KEY, slug TEXT NOT NULL UNIQUE, published "  \
  "INTEGER NOT NULL,"                                                                              \
  " deleted INTEGER NOT NULL DEFAULT 0, properties TEXT NOT NULL, blocks TEXT NOT NULL,"           \
  " section TEXT NOT NULL DEFAULT '', published_ms INTEGER NOT NULL, updated_ms INTEGER NOT "      \
  "NULL) STRICT;"                                                                                  \
  "CREATE INDEX IF NOT EXISTS post_time ON post(published, deleted, published_ms DESC);"           \
  "CREATE TABLE IF NOT EXISTS media(name TEXT PRIMARY KEY, bytes BLOB NOT NULL, type TEXT NOT "    \
  "NULL) STRICT;"                                                                                  \
  "CREATE TABLE IF NOT EXISTS comment(id INTEGER PRIMARY KEY, post INTEGER NOT NULL REFERENCES "   \
  "post,"                                                                                          \
  " author TEXT NOT NULL, body TEXT NOT NULL, time_ms INTEGER NOT NULL, approved INTEGER NOT "     \
  "NULL) STRICT;"                                                                                  \
  "CREATE INDEX IF NOT EXISTS comment_post ON comment(post, approved);"                            \
  "CREATE TABLE IF NOT EXISTS reader(address TEXT PRIMARY KEY COLLATE NOCASE, consent TEXT NOT "   \
  "NULL,"                                                                                          \
  " time_ms INTEGER NOT NULL) STRICT;"                                                             \
  "CREATE TABLE IF NOT EXISTS setting(key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;"

/* Addresses at which readers found a post that is elsewhere now. */
#define MOVES                                                                                      \
  "CREATE TABLE IF NOT EXISTS moved(slug TEXT PRIMARY KEY, post INTEGER NOT NULL REFERENCES post)" \
  " STRICT;"

/* From version to version. */
static const char *const migrations[] = {TABLES, MOVES};

#define POST_COLUMNS                                                                               \
  "id, slug, published, deleted, properties, blocks, section, published_ms, updated_ms"

static gboolean
set_error (MbSiteDb *self, const char *what, GError **error)
{
  gboolean taken = sqlite3_extended_errcode (self->db) == SQLITE_CONSTRAINT_UNIQUE;

  g_set_error (error, MB_SITE_ERROR, taken ? MB_SITE_ERROR_CONFLICT : MB_SITE_ERROR_FAILED,
               "%s: %s", what, sqlite3_errmsg (self->db));
  return FALSE;
}

static Stmt *
prepare (MbSiteDb *self, const char *sql)
{
  Stmt *stmt = NULL;

  if (sqlite3_prepare_v2 (self->db, sql, -1, &stmt, NULL) != SQLITE_OK)
    g_error ("a statement of ours is wrong: %s", sqlite3_errmsg (self->db));

  return stmt;
}

static void
bind_text (Stmt *stmt, int index, const char *text)
{
  sqlite3_bind_text (stmt, index, text ? text : "", -1, SQLITE_TRANSIENT);
}

static char *
dup_column (Stmt *stmt, int index)
{
  return g_strdup ((const char *) sqlite3_column_text (stmt, index));
}

static gboolean
run (MbSiteDb *self, Stmt *stmt, const char *what, GError **error)
{
  if (sqlite3_step (stmt) != SQLITE_DONE)
    return set_error (self, what, error);

  return TRUE;
}

/* The same, for acts on one row that must be there. */
static gboolean
run_on_one (MbSiteDb *self, Stmt *stmt, const char *what, GError **error)
{
  if (!run (self, stmt, what, error))
    return FALSE;
  if (sqlite3_changes (self->db) > 0)
    return TRUE;

  g_set_error (error, MB_SITE_ERROR, MB_SITE_ERROR_NOT_FOUND, "%s: no such row", what);
  return FALSE;
}

static gboolean
exec (MbSiteDb *self, const char *sql)
{
  return sqlite3_exec (self->db, sql, NULL, NULL, NULL) == SQLITE_OK;
}

static guint
get_version (MbSiteDb *self)
{
  g_autoptr (Stmt) stmt = prepare (self, "PRAGMA user_version");

  return sqlite3_step (stmt) == SQLITE_ROW ? (guint) MAX (sqlite3_column_int (stmt, 0), 0) : 0;
}

/* Each step is a transaction; a file of a later version is left as it is. */
static gboolean
migrate (MbSiteDb *self, GError **error)
{
  guint version = get_version (self);

  if (version > G_N_ELEMENTS (migrations)) {
    g_set_error (error, MB_SITE_ERROR, MB_SITE_ERROR_FAILED,
                 "the site's file is of a newer version (%u)", version);
    return FALSE;
  }
  for (; version < G_N_ELEMENTS (migrations); version++) {
    g_autofree char *sql = g_strdup_printf ("BEGIN IMMEDIATE; %s PRAGMA user_version = %u; COMMIT;",
                                            migrations[version], version + 1);

    if (!exec (self, sql))
      return set_error (self, "preparing the site's file", error);
  }

  return TRUE;
}

/**
 * mb_site_db_open:
 * @folder: where `site.db` lies; made when it is missing
 * @error: return location
 *
 * Opens the site's file, making it when there is none.
 *
 * Returns: (transfer full) (nullable): the file
 */
MbSiteDb *
mb_site_db_open (const char *folder, GError **error)
{
  g_autoptr (MbSiteDb) self = g_new0 (MbSiteDb, 1);
  g_autofree char *path = g_build_filename (folder, "site.db", NULL);

  if (g_mkdir_with_parents (folder, 0700) != 0 || sqlite3_open (path, &self->db) != SQLITE_OK) {
    g_set_error (error, MB_SITE_ERROR, MB_SITE_ERROR_FAILED,
                 "cannot open the site's file in its data folder");
    return NULL;
  }
  sqlite3_busy_timeout (self->db, 2000);
  if (!exec (self, "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;"
                   "PRAGMA trusted_schema=OFF;")) {
    set_error (self, "preparing the site's file", error);
    return NULL;
  }
  if (!migrate (self, error))
    return NULL;

  return g_steal_pointer (&self);
}

/**
 * mb_site_db_free:
 * @self: (transfer full): a file
 *
 * Closes the file.
 */
void
mb_site_db_free (MbSiteDb *self)
{
  sqlite3_close_v2 (self->db);
  g_free (self);
}

/**
 * mb_site_row_free:
 * @row: (transfer full): a post
 *
 * Frees a post.
 */
void
mb_site_row_free (MbSiteRow *row)
{
  g_free (row->slug);
  g_free (row->properties);
  g_free (row->blocks);
  g_free (row->section);
  g_free (row);
}

/**
 * mb_site_comment_free:
 * @comment: (transfer full): a comment
 *
 * Frees a comment.
 */
void
mb_site_comment_free (MbSiteComment *comment)
{
  g_free (comment->author);
  g_free (comment->body);
  g_free (comment->slug);
  g_free (comment->title);
  g_free (comment);
}

/**
 * mb_site_reader_free:
 * @reader: (transfer full): a reader of the letter
 *
 * Frees a reader.
 */
void
mb_site_reader_free (MbSiteReader *reader)
{
  g_free (reader->address);
  g_free (reader->consent);
  g_free (reader);
}

/* An address that a deleted post had is free for another; the deleted one can still be brought
 * back, elsewhere. */
static gboolean
free_slug (MbSiteDb *self, const MbSiteRow *row, GError **error)
{
  g_autoptr (Stmt) stmt = prepare (self, "UPDATE post SET slug = slug || '~' || id"
                                         " WHERE slug = ?1 AND deleted = 1 AND id != ?2");

  bind_text (stmt, 1, row->slug);
  sqlite3_bind_int64 (stmt, 2, row->id);

  return run (self, stmt, "freeing an address", error);
}

/* Readers have the address of a post that they could see, in letters and on other pages: it leads
 * to the post for good, wherever that goes. */
static gboolean
remember_address (MbSiteDb *self, const MbSiteRow *row, GError **error)
{
  g_autoptr (Stmt) stmt = prepare (
    self, "INSERT OR REPLACE INTO moved(slug, post) SELECT slug, id FROM post WHERE id = ?1"
          " AND slug != ?2 AND published = 1 AND deleted = 0"
          " AND published_ms <= CAST(unixepoch('subsec') * 1000 AS INTEGER)");

  sqlite3_bind_int64 (stmt, 1, row->id);
  bind_text (stmt, 2, row->slug);

  return run (self, stmt, "remembering an address", error);
}

static gboolean
write_post (MbSiteDb *self, MbSiteRow *row, GError **error)
{
  g_autoptr (Stmt) stmt = prepare (
    self,
    row->id == 0
      ? "INSERT INTO post(slug, published, deleted, properties, blocks, section, published_ms, "
        "updated_ms)"
        " VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)"
      : "UPDATE post SET slug = ?1, published = ?2, deleted = ?3, properties = ?4, blocks = ?5,"
        " section = ?6, published_ms = ?7, updated_ms = ?8 WHERE id = ?9");

  bind_text (stmt, 1, row->slug);
  sqlite3_bind_int (stmt, 2, row->published);
  sqlite3_bind_int (stmt, 3, row->deleted);
  bind_text (stmt, 4, row->properties);
  bind_text (stmt, 5, row->blocks);
  bind_text (stmt, 6, row->section);
  sqlite3_bind_int64 (stmt, 7, row->published_ms);
  sqlite3_bind_int64 (stmt, 8, row->updated_ms);
  if (row->id != 0)
    sqlite3_bind_int64 (stmt, 9, row->id);
  if (!run (self, stmt, "keeping a post", error))
    return FALSE;
  if (row->id == 0)
    row->id = sqlite3_last_insert_rowid (self->db);

  return TRUE;
}

/**
 * mb_site_db_put_post:
 * @self: a file
 * @row: a post; without an id it is new and gets one
 * @error: return location
 *
 * Keeps a post, and the address that readers knew it by when it gets another.
 * `MB_SITE_ERROR_CONFLICT` when its slug is another's that is not deleted.
 *
 * Returns: whether it is on disk
 */
gboolean
mb_site_db_put_post (MbSiteDb *self, MbSiteRow *row, GError **error)
{
  if (!exec (self, "BEGIN IMMEDIATE"))
    return set_error (self, "keeping a post", error);
  if ((row->deleted || free_slug (self, row, error)) && remember_address (self, row, error) &&
      write_post (self, row, error)) {
    if (exec (self, "COMMIT"))
      return TRUE;
    set_error (self, "keeping a post", error);
  }
  exec (self, "ROLLBACK");

  return FALSE;
}

static MbSiteRow *
read_row (Stmt *stmt)
{
  MbSiteRow *row = g_new0 (MbSiteRow, 1);

  row->id = sqlite3_column_int64 (stmt, 0);
  row->slug = dup_column (stmt, 1);
  row->published = sqlite3_column_int (stmt, 2) != 0;
  row->deleted = sqlite3_column_int (stmt, 3) != 0;
  row->properties = dup_column (stmt, 4);
  row->blocks = dup_column (stmt, 5);
  row->section = dup_column (stmt, 6);
  row->published_ms = sqlite3_column_int64 (stmt, 7);
  row->updated_ms = sqlite3_column_int64 (stmt, 8);

  return row;
}

/**
 * mb_site_db_get_post:
 * @self: a file
 * @slug: a slug
 * @error: return location
 *
 * Looks a post up, drafts and deleted ones too.
 *
 * Returns: (transfer full) (nullable): the post, or %NULL with `MB_SITE_ERROR_NOT_FOUND`
 */
MbSiteRow *
mb_site_db_get_post (MbSiteDb *self, const char *slug, GError **error)
{
  g_autoptr (Stmt) stmt = prepare (self, "SELECT " POST_COLUMNS " FROM post WHERE slug = ?1");

  bind_text (stmt, 1, slug);
  if (sqlite3_step (stmt) == SQLITE_ROW)
    return read_row (stmt);

  g_set_error (error, MB_SITE_ERROR, MB_SITE_ERROR_NOT_FOUND, "no such post");
  return NULL;
}

/**
 * mb_site_db_get_moved:
 * @self: a file
 * @slug: a slug
 *
 * Looks up the post that readers last found there before it got another slug.
 *
 * Returns: (transfer full) (nullable): the post as it is now, perhaps a draft or deleted
 */
MbSiteRow *
mb_site_db_get_moved (MbSiteDb *self, const char *slug)
{
  g_autoptr (Stmt) stmt = prepare (self, "SELECT " POST_COLUMNS " FROM post WHERE id ="
                                         " (SELECT post FROM moved WHERE moved.slug = ?1)");

  bind_text (stmt, 1, slug);

  return sqlite3_step (stmt) == SQLITE_ROW ? read_row (stmt) : NULL;
}

/**
 * mb_site_db_list_posts:
 * @self: a file
 * @which: public ones, drafts, or both
 * @section: (nullable): slug of a section; %NULL: all
 * @limit: how many at most
 * @offset: how many to pass over
 *
 * Lists posts that are not deleted, newest first. Where drafts are left out, so is what is to be
 * published later.
 *
 * Returns: (transfer full) (element-type MbSiteRow): the posts
 */
GPtrArray *
mb_site_db_list_posts (MbSiteDb *self,
                       MbSiteWhich which,
                       const char *section,
                       guint limit,
                       guint offset)
{
  GPtrArray *rows = g_ptr_array_new_with_free_func ((GDestroyNotify) mb_site_row_free);
  g_autoptr (Stmt) stmt = prepare (
    self,
    "SELECT " POST_COLUMNS " FROM post WHERE deleted = 0 AND (published = ?1 OR published = ?2)"
    " AND (?2 = 0 OR published_ms <= CAST(unixepoch('subsec') * 1000 AS INTEGER))"
    " AND (?3 = '' OR section = ?3) ORDER BY published_ms DESC, id DESC LIMIT ?4 OFFSET ?5");

  sqlite3_bind_int (stmt, 1, (which & MB_SITE_PUBLIC) != 0);
  sqlite3_bind_int (stmt, 2, (which & MB_SITE_DRAFTS) == 0);
  bind_text (stmt, 3, section);
  sqlite3_bind_int64 (stmt, 4, limit);
  sqlite3_bind_int64 (stmt, 5, offset);
  while (sqlite3_step (stmt) == SQLITE_ROW)
    g_ptr_array_add (rows, read_row (stmt));

  return rows;
}

/**
 * mb_site_db_put_media:
 * @self: a file
 * @name: made from the bytes, so that the same bytes have the same name
 * @bytes: a picture
 * @type: its media type
 * @error: return location
 *
 * Keeps a picture; one that is there already stays as it is.
 *
 * Returns: whether it is on disk
 */
gboolean
mb_site_db_put_media (MbSiteDb *self,
                      const char *name,
                      GBytes *bytes,
                      const char *type,
                      GError **error)
{
  g_autoptr (Stmt) stmt =
    prepare (self, "INSERT OR IGNORE INTO media(name, bytes, type) VALUES(?1, ?2, ?3)");
  gsize n;
  const void *data = g_bytes_get_data (bytes, &n);

  bind_text (stmt, 1, name);
  sqlite3_bind_blob64 (stmt, 2, data, n, SQLITE_STATIC);
  bind_text (stmt, 3, type);

  return run (self, stmt, "keeping a picture", error);
}

/**
 * mb_site_db_get_media:
 * @self: a file
 * @name: a picture's name
 * @type: (out): its media type
 *
 * Reads a picture.
 *
 * Returns: (transfer full) (nullable): its bytes
 */
GBytes *
mb_site_db_get_media (MbSiteDb *self, const char *name, char **type)
{
  g_autoptr (Stmt) stmt = prepare (self, "SELECT bytes, type FROM media WHERE name = ?1");

  bind_text (stmt, 1, name);
  if (sqlite3_step (stmt) != SQLITE_ROW)
    return NULL;
  *type = dup_column (stmt, 1);

  return g_bytes_new (sqlite3_column_blob (stmt, 0), (gsize) sqlite3_column_bytes (stmt, 0));
}

/**
 * mb_site_db_add_comment:
 * @self: a file
 * @comment: a reader's words
 * @error: return location
 *
 * Keeps a comment.
 *
 * Returns: whether it is on disk
 */
gboolean
mb_site_db_add_comment (MbSiteDb *self, const MbSiteComment *comment, GError **error)
{
  g_autoptr (Stmt) stmt = prepare (
    self, "INSERT INTO comment(post, author, body, time_ms, approved) VALUES(?1, ?2, ?3, ?4, ?5)");

  sqlite3_bind_int64 (stmt, 1, comment->post);
  bind_text (stmt, 2, comment->author);
  bind_text (stmt, 3, comment->body);
  sqlite3_bind_int64 (stmt, 4, comment->time_ms);
  sqlite3_bind_int (stmt, 5, comment->approved);

  return run (self, stmt, "keeping a comment", error);
}

/**
 * mb_site_db_list_comments:
 * @self: a file
 * @post: id of a post, 0 for all
 * @which: those that wait, those that readers see, or both
 *
 * Lists the newest thousand comments, oldest first.
 *
 * Returns: (transfer full) (element-type MbSiteComment): the comments
 */
GPtrArray *
mb_site_db_list_comments (MbSiteDb *self, gint64 post, MbSiteComments which)
{
  GPtrArray *comments = g_ptr_array_new_with_free_func ((GDestroyNotify) mb_site_comment_free);
  g_autoptr (Stmt) stmt =
    prepare (self, "SELECT c.id, c.post, c.author, c.body, c.time_ms, c.approved, p.slug,"
                   " COALESCE(json_extract(p.properties, '$.name[0]'), p.slug) FROM"
                   " (SELECT * FROM comment WHERE (?1 = 0 OR post = ?1) AND approved IN (?2, ?3)"
                   " ORDER BY id DESC LIMIT 1000) c JOIN post p ON p.id = c.post ORDER BY c.id");

  sqlite3_bind_int64 (stmt, 1, post);
  sqlite3_bind_int (stmt, 2, which & MB_SITE_WAITING ? 0 : -1);
  sqlite3_bind_int (stmt, 3, which & MB_SITE_APPROVED ? 1 : -1);
  while (sqlite3_step (stmt) == SQLITE_ROW) {
    MbSiteComment *comment = g_new0 (MbSiteComment, 1);

    comment->id = sqlite3_column_int64 (stmt, 0);
    comment->post = sqlite3_column_int64 (stmt, 1);
    comment->author = dup_column (stmt, 2);
    comment->body = dup_column (stmt, 3);
    comment->time_ms = sqlite3_column_int64 (stmt, 4);
    comment->approved = sqlite3_column_int (stmt, 5) != 0;
    comment->slug = dup_column (stmt, 6);
    comment->title = dup_column (stmt, 7);
    g_ptr_array_add (comments, comment);
  }

  return comments;
}

/**
 * mb_site_db_approve_comment:
 * @self: a file
 * @id: a comment's id
 * @error: return location
 *
 * Lets readers see a comment.
 *
 * Returns: whether there is such a comment
 */
gboolean
mb_site_db_approve_comment (MbSiteDb *self, gint64 id, GError **error)
{
  g_autoptr (Stmt) stmt = prepare (self, "UPDATE comment SET approved = 1 WHERE id = ?1");

  sqlite3_bind_int64 (stmt, 1, id);
  return run_on_one (self, stmt, "approving a comment", error);
}

/**
 * mb_site_db_delete_comment:
 * @self: a file
 * @id: a comment's id
 * @error: return location
 *
 * Deletes a comment for good.
 *
 * Returns: whether there was such a comment
 */
gboolean
mb_site_db_delete_comment (MbSiteDb *self, gint64 id, GError **error)
{
  g_autoptr (Stmt) stmt = prepare (self, "DELETE FROM comment WHERE id = ?1");

  sqlite3_bind_int64 (stmt, 1, id);
  return run_on_one (self, stmt, "deleting a comment", error);
}

/**
 * mb_site_db_add_reader:
 * @self: a file
 * @reader: an address, with the words that its owner agreed to
 * @error: return location
 *
 * Keeps a reader of the letter; one who is there already keeps the older consent.
 *
 * Returns: whether it is on disk
 */
gboolean
mb_site_db_add_reader (MbSiteDb *self, const MbSiteReader *reader, GError **error)
{
  g_autoptr (Stmt) stmt =
    prepare (self, "INSERT OR IGNORE INTO reader(address, consent, time_ms) VALUES(?1, ?2, ?3)");

  bind_text (stmt, 1, reader->address);
  bind_text (stmt, 2, reader->consent);
  sqlite3_bind_int64 (stmt, 3, reader->time_ms);

  return run (self, stmt, "keeping a reader", error);
}

/**
 * mb_site_db_remove_reader:
 * @self: a file
 * @address: an address
 * @error: return location
 *
 * Forgets a reader of the letter.
 *
 * Returns: whether the address was there
 */
gboolean
mb_site_db_remove_reader (MbSiteDb *self, const char *address, GError **error)
{
  g_autoptr (Stmt) stmt = prepare (self, "DELETE FROM reader WHERE address = ?1");

  bind_text (stmt, 1, address);
  return run_on_one (self, stmt, "removing a reader", error);
}

/**
 * mb_site_db_list_readers:
 * @self: a file
 *
 * Lists the readers of the letter, by time.
 *
 * Returns: (transfer full) (element-type MbSiteReader): the readers
 */
GPtrArray *
mb_site_db_list_readers (MbSiteDb *self)
{
  GPtrArray *readers = g_ptr_array_new_with_free_func ((GDestroyNotify) mb_site_reader_free);
  g_autoptr (Stmt) stmt =
    prepare (self, "SELECT address, consent, time_ms FROM reader ORDER BY time_ms, address");

  while (sqlite3_step (stmt) == SQLITE_ROW) {
    MbSiteReader *reader = g_new0 (MbSiteReader, 1);

    reader->address = dup_column (stmt, 0);
    reader->consent = dup_column (stmt, 1);
    reader->time_ms = sqlite3_column_int64 (stmt, 2);
    g_ptr_array_add (readers, reader);
  }

  return readers;
}

/**
 * mb_site_db_get_setting:
 * @self: a file
 * @key: a setting's name
 *
 * Reads a setting.
 *
 * Returns: (transfer full) (nullable): its value
 */
char *
mb_site_db_get_setting (MbSiteDb *self, const char *key)
{
  g_autoptr (Stmt) stmt = prepare (self, "SELECT value FROM setting WHERE key = ?1");

  bind_text (stmt, 1, key);
  return sqlite3_step (stmt) == SQLITE_ROW ? dup_column (stmt, 0) : NULL;
}

/**
 * mb_site_db_set_setting:
 * @self: a file
 * @key: a setting's name
 * @value: its value
 * @error: return location
 *
 * Keeps a setting.
 *
 * Returns: whether it is on disk
 */
gboolean
mb_site_db_set_setting (MbSiteDb *self, const char *key, const char *value, GError **error)
{
  g_autoptr (Stmt) stmt = prepare (self, "INSERT INTO setting(key, value) VALUES(?1, ?2) ON "
                                         "CONFLICT(key) DO UPDATE SET value = excluded.value");

  bind_text (stmt, 1, key);
  bind_text (stmt, 2, value);
  return run (self, stmt, "keeping a setting", error);
}
