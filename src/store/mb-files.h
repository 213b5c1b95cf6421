#pragma once

#include "mb-store-error.h"

G_BEGIN_DECLS

#define MB_FILES_DRAFTS "drafts.db"
#define MB_FILES_INDEX "index.db"
#define MB_FILES_LOCK "drafts.lock"
#define MB_FILES_RESERVE "reserve"
#define MB_FILES_MEDIA "media"
#define MB_FILES_BACKUP "backup"

gboolean mb_files_is_network (long magic);
gboolean mb_files_check_local (const char *folder, GError **error);
void mb_files_make_private (const char *path);
gboolean mb_files_make_folder (const char *folder, GError **error);
gboolean mb_files_sync_folder (const char *folder, GError **error);
gboolean mb_files_sync (const char *path, GError **error);
gboolean mb_files_keep (const char *folder, const char *name, GBytes *bytes, GError **error);
GBytes *mb_files_read (const char *path, GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean mb_files_fail (const char *doing, int number, GError **error);

int mb_files_lock (const char *folder, gboolean *was_open, GError **error);
gboolean mb_files_is_locked (const char *folder);
void mb_files_unlock (int lock_fd, gboolean clean);

void mb_files_make_reserve (const char *folder);
gboolean mb_files_release_reserve (const char *folder);

G_END_DECLS
