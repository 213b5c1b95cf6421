#pragma once

#include "mb-store.h"

G_BEGIN_DECLS

/* The outbox's durable tables. All functions block until COMMIT has returned (writes) or the rows
 * are read, and may be called from any worker; `src/publish` says what the numbers and words in the
 * rows mean. */

/* A configured site; no secret here. */
typedef struct {
  char *id;   /* UUID */
  char *name; /* unique */
  char *kind;
  char *url;  /* what a person typed, after redirects */
  char *data; /* JSON of the kind's own */
} MbDestinationRow;

/* One sending of one article to one site. There is at most one that is not over for each (draft,
 * site). */
typedef struct {
  char *id; /* UUID */
  char *draft_id;
  char *site_id;
  char *headline;
  int intent;
  int state;
  int step;
  gboolean over;    /* done, failed, cancelled: no longer live */
  GBytes *document; /* the article as it is sent, mb_codec_encode_snapshot() */
  char *digest;     /* of what is sent */
  char *options;    /* (nullable) JSON */
  char *marker;
  gboolean attempted;   /* the write of this step may have left */
  char *remote_url;     /* (nullable) */
  char *remote_id;      /* (nullable): what the site calls it, whatever its address */
  char *remote_version; /* (nullable) */
  gint64 created_ms;
  gint64 not_before_ms;
  int priority;
  guint tries;
  int error_code;      /* MbPublishError; -1: none */
  char *error_message; /* (nullable) */
  char *receipt;       /* (nullable) JSON */
} MbJobRow;

/* A picture that a site has. */
typedef struct {
  char *site_id;
  char *sha256;  /* of the original */
  char *variant; /* which rendition */
  char *remote_url;
  char *remote_id; /* (nullable): what the site calls it */
  guint width_px;  /* 0: not known */
  guint height_px;
} MbSiteMediaRow;

/* An article that a site has. */
typedef struct {
  char *draft_id;
  char *site_id;
  char *remote_url;
  char *remote_id; /* (nullable): what the site calls it, whatever its address */
  char *remote_version;
  char *sent_digest;
  GBytes *sent_document;
  gboolean published; /* FALSE: a draft there */
  gint64 updated_ms;
} MbPublicationRow;

void mb_destination_row_free (MbDestinationRow *row);
void mb_job_row_free (MbJobRow *row);
void mb_site_media_row_free (MbSiteMediaRow *row);
void mb_publication_row_free (MbPublicationRow *row);

GPtrArray *mb_store_list_sites_sync (MbStore *self, GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean mb_store_put_site_sync (MbStore *self, const MbDestinationRow *site, GError **error);
gboolean mb_store_move_site_sync (MbStore *self,
                                  const MbDestinationRow *site,
                                  const char *from,
                                  const char *to,
                                  GError **error);
gboolean mb_store_remove_site_sync (MbStore *self, const char *site_id, GError **error);

/* Jobs that are not over, then the newest of the others up to `n_over`; the oldest first. */
GPtrArray *
mb_store_list_jobs_sync (MbStore *self, guint n_over, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* In one transaction: the job is inserted or replaced by its id; so are the other rows, where
 * given. `CONFLICT` when another job of this draft and site is not over. A publication whose
 * remote_url is NULL is removed. */
gboolean mb_store_put_job_sync (MbStore *self,
                                const MbJobRow *job,
                                const MbSiteMediaRow *media,
                                const MbPublicationRow *publication,
                                GError **error);

/* An article of a site and its pictures become known without having been sent from here. */
gboolean mb_store_put_publication_sync (MbStore *self,
                                        const MbPublicationRow *publication,
                                        GPtrArray *media,
                                        GError **error);

/* In one transaction: a job that is over by now, in its place another, and what the site then has
 * of the article. */
gboolean mb_store_replace_job_sync (MbStore *self,
                                    const MbJobRow *before,
                                    const MbJobRow *job,
                                    const MbPublicationRow *publication,
                                    GError **error);
gboolean mb_store_remove_job_sync (MbStore *self, const char *job_id, GError **error);

/* NOT_FOUND when there is none. */
MbSiteMediaRow *mb_store_get_site_media_sync (MbStore *self,
                                              const char *site_id,
                                              const char *sha256,
                                              const char *variant,
                                              GError **error) G_GNUC_WARN_UNUSED_RESULT;
MbPublicationRow *mb_store_get_publication_sync (MbStore *self,
                                                 const char *draft_id,
                                                 const char *site_id,
                                                 GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* Without the documents. */
GPtrArray *mb_store_list_publications_sync (MbStore *self,
                                            GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MbDestinationRow, mb_destination_row_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MbJobRow, mb_job_row_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MbSiteMediaRow, mb_site_media_row_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MbPublicationRow, mb_publication_row_free)

G_END_DECLS
