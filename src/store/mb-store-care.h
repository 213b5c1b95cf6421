#pragma once

#include "mb-store.h"

G_BEGIN_DECLS

/* Versions, looking over, keeping a copy, and what to do with a damaged store. */

/* A state of a draft that was kept whole. */
typedef struct {
  char *id; /* what mb_store_load_version_sync() is given */
  guint64 seq;
  gint64 time_ms;
  char *reason; /* "created", "journal", "left", "large", "review", "recovered", "latest" */
  char *headline;
} MbVersionInfo;

/* What was found. */
typedef struct {
  guint n_drafts;
  guint n_snapshots;
  guint n_rows;
  guint n_media;
  guint n_people; /* from here on: of a recovery */
  guint n_events; /* what was done in reviews */
  guint n_seen;   /* who has read what */
  guint n_sites;
  guint n_publications; /* articles that sites have */
  GPtrArray *problems;  /* of char *, English, for logs; empty: all is well */
} MbStoreReport;

void mb_version_info_free (MbVersionInfo *info);
void mb_store_report_free (MbStoreReport *report);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MbVersionInfo, mb_version_info_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MbStoreReport, mb_store_report_free)

GPtrArray *mb_store_list_versions_sync (MbStore *self,
                                        const char *draft_id,
                                        GError **error) G_GNUC_WARN_UNUSED_RESULT;
MbSnapshot *mb_store_load_version_sync (MbStore *self,
                                        const char *draft_id,
                                        const char *version_id,
                                        GError **error) G_GNUC_WARN_UNUSED_RESULT;

MbStoreReport *mb_store_verify_sync (MbStore *self, GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean mb_store_backup_sync (MbStore *self, const char *path, GError **error);
MbStoreReport *mb_store_recover_sync (const char *folder,
                                      const char *new_folder,
                                      GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
