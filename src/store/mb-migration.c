#include "mb-migration.h"

typedef gboolean (*Migrate) (Db *db, GError **error);

/* The draft's row is touched only together with a snapshot; a journal row is one transaction, from
 * the state `from_seq` to the state `seq`. */
static gboolean
make_tables (Db *db, GError **error)
{
  static const char sql[] =
    "PRAGMA application_id = 0x4D424452;"
    "CREATE TABLE draft ("
    "  draft_no INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE,"
    "  headline TEXT NOT NULL, excerpt TEXT NOT NULL, section TEXT NOT NULL, state TEXT NOT NULL,"
    "  created_ms INTEGER NOT NULL, updated_ms INTEGER NOT NULL, trashed_ms INTEGER NOT NULL"
    ") STRICT;"
    "CREATE TABLE journal ("
    "  draft_no INTEGER NOT NULL REFERENCES draft, seq INTEGER NOT NULL,"
    "  from_seq INTEGER NOT NULL, wall_ms INTEGER NOT NULL, body BLOB NOT NULL, sum BLOB NOT NULL,"
    "  PRIMARY KEY (draft_no, seq)"
    ") STRICT, WITHOUT ROWID;"
    "CREATE TABLE snapshot ("
    "  draft_no INTEGER NOT NULL REFERENCES draft, seq INTEGER NOT NULL,"
    "  format INTEGER NOT NULL, reason TEXT NOT NULL, wall_ms INTEGER NOT NULL,"
    "  headline TEXT NOT NULL, sha256 TEXT NOT NULL CHECK (length (sha256) = 64),"
    "  body BLOB NOT NULL, PRIMARY KEY (draft_no, seq)"
    ") STRICT, WITHOUT ROWID;"
    "CREATE TABLE media ("
    "  sha256 TEXT PRIMARY KEY CHECK (length (sha256) = 64), size_bytes INTEGER NOT NULL,"
    "  added_ms INTEGER NOT NULL"
    ") STRICT, WITHOUT ROWID;"
    "CREATE TABLE setting (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;"
    "CREATE TABLE site ("
    "  id TEXT PRIMARY KEY, name TEXT NOT NULL UNIQUE, kind TEXT NOT NULL, url TEXT NOT NULL,"
    "  data TEXT NOT NULL"
    ") STRICT, WITHOUT ROWID;"
    "CREATE TABLE job ("
    "  job_no INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, draft_id TEXT NOT NULL,"
    "  site_id TEXT NOT NULL, headline TEXT NOT NULL, intent INTEGER NOT NULL,"
    "  state INTEGER NOT NULL, step INTEGER NOT NULL, over INTEGER NOT NULL,"
    "  document BLOB NOT NULL, digest TEXT NOT NULL, options TEXT, marker TEXT NOT NULL,"
    "  attempted INTEGER NOT NULL, remote_url TEXT, remote_version TEXT,"
    "  created_ms INTEGER NOT NULL, not_before_ms INTEGER NOT NULL, priority INTEGER NOT NULL,"
    "  tries INTEGER NOT NULL, error_code INTEGER NOT NULL, error_message TEXT, receipt TEXT"
    ") STRICT;"
    "CREATE UNIQUE INDEX job_live ON job (draft_id, site_id) WHERE over = 0;"
    "CREATE TABLE site_media ("
    "  site_id TEXT NOT NULL, sha256 TEXT NOT NULL, variant TEXT NOT NULL,"
    "  remote_url TEXT NOT NULL, PRIMARY KEY (site_id, sha256, variant)"
    ") STRICT, WITHOUT ROWID;"
    "CREATE TABLE publication ("
    "  draft_id TEXT NOT NULL, site_id TEXT NOT NULL, remote_url TEXT NOT NULL,"
    "  remote_version TEXT, sent_digest TEXT NOT NULL, sent_document BLOB,"
    "  published INTEGER NOT NULL, updated_ms INTEGER NOT NULL, PRIMARY KEY (draft_id, site_id)"
    ") STRICT, WITHOUT ROWID;";

  return mb_db_exec (db, sql, error);
}

/* Who works here, whose a draft is and how far its review has come. A draft without a row in
 * `review` is nobody's. */
static gboolean
add_review (Db *db, GError **error)
{
  static const char sql[] =
    "CREATE TABLE person ("
    "  person_no INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, name TEXT NOT NULL UNIQUE,"
    "  initials TEXT NOT NULL, role TEXT NOT NULL"
    ") STRICT;"
    "CREATE TABLE review ("
    "  draft_no INTEGER PRIMARY KEY REFERENCES draft, owner TEXT, reviewer TEXT, reason TEXT,"
    "  since_ms INTEGER NOT NULL, approved_seq INTEGER NOT NULL, approved_hash TEXT,"
    "  approved_by TEXT, covered_seq INTEGER NOT NULL"
    ") STRICT;"
    "CREATE TABLE review_event ("
    "  draft_no INTEGER NOT NULL REFERENCES draft, event_no INTEGER NOT NULL,"
    "  action TEXT NOT NULL, from_state TEXT NOT NULL, to_state TEXT NOT NULL, person TEXT,"
    "  reason TEXT, seq INTEGER NOT NULL, wall_ms INTEGER NOT NULL,"
    "  PRIMARY KEY (draft_no, event_no)"
    ") STRICT, WITHOUT ROWID;"
    "CREATE TABLE seen ("
    "  draft_no INTEGER NOT NULL REFERENCES draft, person TEXT NOT NULL, seq INTEGER NOT NULL,"
    "  wall_ms INTEGER NOT NULL, PRIMARY KEY (draft_no, person)"
    ") STRICT, WITHOUT ROWID;";

  return mb_db_exec (db, sql, error);
}

/* What left as a file and what came in as one. A row of `exchange` is a state of a draft that
 * another computer may know: under `sent_sha256` as it travels, under `kept_sha256` as it is here
 * ("" when it was never here itself). */
static gboolean
add_exchange (Db *db, GError **error)
{
  static const char sql[] =
    "CREATE TABLE exchange ("
    "  draft_id TEXT NOT NULL, step INTEGER NOT NULL, sent_sha256 TEXT NOT NULL,"
    "  kept_sha256 TEXT NOT NULL, wall_ms INTEGER NOT NULL, PRIMARY KEY (draft_id, step)"
    ") STRICT, WITHOUT ROWID;"
    "CREATE TABLE exchange_copy ("
    "  draft_id TEXT PRIMARY KEY, beside_id TEXT NOT NULL, person TEXT NOT NULL,"
    "  wall_ms INTEGER NOT NULL"
    ") STRICT, WITHOUT ROWID;"
    "CREATE INDEX exchange_copy_beside ON exchange_copy (beside_id);"
    "CREATE TABLE exchange_media ("
    "  kept_sha256 TEXT PRIMARY KEY, sent_sha256 TEXT NOT NULL"
    ") STRICT, WITHOUT ROWID;"
    "CREATE INDEX exchange_media_sent ON exchange_media (sent_sha256);";

  return mb_db_exec (db, sql, error);
}

/* What was done elsewhere is told apart from what was done here; and the names of people who were
 * named by files. They work elsewhere: nobody in `exchange_person` may do anything. */
static gboolean
add_elsewhere (Db *db, GError **error)
{
  static const char sql[] =
    "ALTER TABLE review_event ADD COLUMN elsewhere INTEGER NOT NULL DEFAULT 0;"
    "CREATE TABLE exchange_person ("
    "  id TEXT PRIMARY KEY, name TEXT NOT NULL"
    ") STRICT, WITHOUT ROWID;";

  return mb_db_exec (db, sql, error);
}

/* Some sites know a post and a picture by a name of their own, which stays when the address
 * changes. */
static gboolean
add_remote_ids (Db *db, GError **error)
{
  static const char sql[] =
    "ALTER TABLE job ADD COLUMN remote_id TEXT;"
    "ALTER TABLE publication ADD COLUMN remote_id TEXT;"
    "ALTER TABLE site_media ADD COLUMN remote_id TEXT;"
    "ALTER TABLE site_media ADD COLUMN width_px INTEGER NOT NULL DEFAULT 0;"
    "ALTER TABLE site_media ADD COLUMN height_px INTEGER NOT NULL DEFAULT 0;";

  return mb_db_exec (db, sql, error);
}

/* The n-th entry leads from version n to version n + 1. */
static const Migrate migrations[MB_MIGRATION_VERSION] = {
  make_tables, add_review, add_exchange, add_elsewhere, add_remote_ids,
};

static const char *const set_version[MB_MIGRATION_VERSION] = {
  "PRAGMA user_version = 1", "PRAGMA user_version = 2", "PRAGMA user_version = 3",
  "PRAGMA user_version = 4", "PRAGMA user_version = 5",
};

static gboolean
migrate_one (Db *db, gint64 version, GError **error)
{
  if (!mb_db_begin (db, error))
    return FALSE;
  if (!migrations[version](db, error) || !mb_db_exec (db, set_version[version], error)) {
    mb_db_roll_back (db);
    return FALSE;
  }

  return mb_db_commit (db, error);
}

/**
 * mb_migration_run:
 * @db: the writer's connection to a store that is not newer than this program
 * @error: return location
 *
 * Brings the tables to this program's version, each step in one transaction.
 *
 * Returns: whether they are; otherwise the store is as before the step that failed
 */
gboolean
mb_migration_run (Db *db, GError **error)
{
  gint64 version = 0;

  if (!mb_db_read_int (db, "PRAGMA user_version", &version, error))
    return FALSE;
  if (version < 0 || version > MB_MIGRATION_VERSION) {
    g_set_error (error, MB_STORE_ERROR, MB_STORE_ERROR_NEWER,
                 "the store has version %" G_GINT64_FORMAT, version);
    return FALSE;
  }
  for (; version < MB_MIGRATION_VERSION; version++)
    if (!migrate_one (db, version, error))
      return FALSE;

  return TRUE;
}

/**
 * mb_migration_has_remote_ids:
 * @db: a connection, perhaps to a store that is only read and was left by an older program
 *
 * Whether jobs, publications and pictures of sites have the columns of version 5.
 *
 * Returns: `FALSE` when they do not
 */
gboolean
mb_migration_has_remote_ids (Db *db)
{
  gint64 version = 0;

  return mb_db_read_int (db, "PRAGMA user_version", &version, NULL) && version >= 5;
}
