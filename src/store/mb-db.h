#pragma once

#include "mb-store-error.h"

#include <sqlite3.h>

G_BEGIN_DECLS

/* The ground of the tables: opening a connection as the store wants it, statements that clean up
 * after themselves, SQLite's codes in our words. A connection belongs to one worker. */
typedef sqlite3 Db;
typedef sqlite3_stmt Stmt;

typedef enum {
  MB_DB_WRITER,
  MB_DB_READER,
  MB_DB_INDEX, /* may be lost at any time */
} MbDbUse;

#define MB_DB_APPLICATION_ID 0x4D424452

Db *mb_db_open (const char *path, MbDbUse use, GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean mb_db_take_back_cut_off (const char *path, GError **error);
void mb_db_close (Db *db);
gboolean mb_db_fail (Db *db, const char *doing, GError **error);
gboolean mb_db_exec (Db *db, const char *sql, GError **error);
gboolean mb_db_read_int (Db *db, const char *sql, gint64 *value, GError **error);
gboolean mb_db_quick_check (Db *db, GError **error);
Stmt *mb_db_prepare (Db *db, const char *sql, GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean mb_db_run (Stmt *stmt, const char *doing, GError **error);
gboolean mb_db_next (Stmt *stmt, gboolean *row, const char *doing, GError **error);
gboolean mb_db_begin (Db *db, GError **error);
gboolean mb_db_commit (Db *db, GError **error);
void mb_db_roll_back (Db *db);
gboolean mb_db_empty_log (Db *db, GError **error);

void mb_db_bind_text (Stmt *stmt, int index, const char *text);
void mb_db_bind_bytes (Stmt *stmt, int index, GBytes *bytes);
char *mb_db_dup_text (Stmt *stmt, int column) G_GNUC_WARN_UNUSED_RESULT;
GBytes *mb_db_dup_bytes (Stmt *stmt, int column) G_GNUC_WARN_UNUSED_RESULT;

void mb_stmt_free (Stmt *stmt);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Stmt, mb_stmt_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Db, mb_db_close)

G_END_DECLS
