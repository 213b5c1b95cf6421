#pragma once

#include "mb-db.h"
#include "mb-store-outbox.h"

G_BEGIN_DECLS

GPtrArray *mb_site_table_list (Db *db, GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean mb_site_table_put (Db *db, const MbDestinationRow *site, GError **error);
gboolean mb_site_table_move (Db *db,
                             const MbDestinationRow *site,
                             const char *from,
                             const char *to,
                             GError **error);
gboolean mb_site_table_remove (Db *db, const char *site_id, GError **error);

GPtrArray *mb_job_table_list (Db *db, guint n_over, GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean mb_job_table_put (Db *db, const MbJobRow *job, GError **error);
gboolean mb_job_table_remove (Db *db, const char *job_id, GError **error);

gboolean mb_site_media_table_put (Db *db, const MbSiteMediaRow *media, GError **error);
MbSiteMediaRow *mb_site_media_table_get (Db *db,
                                         const char *site_id,
                                         const char *sha256,
                                         const char *variant,
                                         GError **error) G_GNUC_WARN_UNUSED_RESULT;

gboolean mb_publication_table_put (Db *db, const MbPublicationRow *publication, GError **error);
MbPublicationRow *mb_publication_table_get (Db *db,
                                            const char *draft_id,
                                            const char *site_id,
                                            GError **error) G_GNUC_WARN_UNUSED_RESULT;
GPtrArray *mb_publication_table_list (Db *db, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
