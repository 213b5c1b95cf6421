#include "mb-store-outbox.h"

#include "mb-outbox-tables.h"
#include "mb-store-inside.h"

/* What is asked of the tables, and their answer. */
typedef struct {
  const MbDestinationRow *site;
  const MbJobRow *before;
  const MbJobRow *job;
  const MbSiteMediaRow *media;
  const MbPublicationRow *publication;
  const char *ids[3];
  guint n_over;
  gpointer answer;
} Request;

/**
 * mb_store_list_sites_sync:
 * @self: a store
 * @error: return location
 *
 * Lists the sites by name. Blocks.
 *
 * Returns: (transfer full) (element-type MbDestinationRow): the sites
 */
GPtrArray *
mb_store_list_sites_sync (MbStore *self, GError **error)
{
  g_return_val_if_fail (MB_IS_STORE (self), NULL);

  return mb_store_read_list (self, mb_site_table_list, error);
}

static gboolean
put_site_in_worker (Db *db, gpointer user_data, GError **error)
{
  const Request *request = user_data;

  return mb_site_table_put (db, request->site, error);
}

/**
 * mb_store_put_site_sync:
 * @self: a store
 * @site: a site
 * @error: return location
 *
 * Inserts a site, or replaces the one with its id. Blocks.
 *
 * Returns: whether it is on disk; `MB_STORE_ERROR_CONFLICT` when another has its name
 */
gboolean
mb_store_put_site_sync (MbStore *self, const MbDestinationRow *site, GError **error)
{
  Request request = {.site = site};

  g_return_val_if_fail (MB_IS_STORE (self), FALSE);
  g_return_val_if_fail (site != NULL, FALSE);

  return mb_store_write (self, put_site_in_worker, &request, error);
}

static gboolean
move_site_in_worker (Db *db, gpointer user_data, GError **error)
{
  const Request *request = user_data;

  return mb_site_table_move (db, request->site, request->ids[0], request->ids[1], error);
}

/**
 * mb_store_move_site_sync:
 * @self: a store
 * @site: a site as it is now
 * @from: what its addresses began with, to the slash after the host
 * @to: what they begin with now
 * @error: return location
 *
 * Keeps a site that answers elsewhere, and in the same transaction the addresses of what it has.
 * Blocks.
 *
 * Returns: whether it is on disk; otherwise nothing has changed
 */
gboolean
mb_store_move_site_sync (MbStore *self,
                         const MbDestinationRow *site,
                         const char *from,
                         const char *to,
                         GError **error)
{
  Request request = {.site = site, .ids = {from, to}};

  g_return_val_if_fail (MB_IS_STORE (self), FALSE);
  g_return_val_if_fail (site != NULL, FALSE);
  g_return_val_if_fail (from != NULL && to != NULL, FALSE);

  return mb_store_write (self, move_site_in_worker, &request, error);
}

static gboolean
remove_site_in_worker (Db *db, gpointer user_data, GError **error)
{
  const Request *request = user_data;

  return mb_site_table_remove (db, request->ids[0], error);
}

/**
 * mb_store_remove_site_sync:
 * @self: a store
 * @site_id: which site
 * @error: return location
 *
 * Forgets a site and what it has; its jobs that are over stay on record. Blocks.
 *
 * Returns: whether it is gone; `MB_STORE_ERROR_CONFLICT` while one of its jobs is not over
 */
gboolean
mb_store_remove_site_sync (MbStore *self, const char *site_id, GError **error)
{
  Request request = {.ids = {site_id}};

  g_return_val_if_fail (MB_IS_STORE (self), FALSE);
  g_return_val_if_fail (site_id != NULL, FALSE);

  return mb_store_write (self, remove_site_in_worker, &request, error);
}

static gboolean
list_jobs_in_reader (Db *db, gpointer user_data, GError **error)
{
  Request *request = user_data;

  request->answer = mb_job_table_list (db, request->n_over, error);
  return request->answer != NULL;
}

/**
 * mb_store_list_jobs_sync:
 * @self: a store
 * @n_over: how many of those that are over, the newest
 * @error: return location
 *
 * Lists the jobs that are not over and some that are, the oldest first. Blocks.
 *
 * Returns: (transfer full) (element-type MbJobRow): the jobs
 */
GPtrArray *
mb_store_list_jobs_sync (MbStore *self, guint n_over, GError **error)
{
  Request request = {.n_over = n_over};

  g_return_val_if_fail (MB_IS_STORE (self), NULL);

  return mb_store_read (self, list_jobs_in_reader, &request, error) ? request.answer : NULL;
}

static gboolean
put_job_in_worker (Db *db, gpointer user_data, GError **error)
{
  const Request *request = user_data;

  return (!request->before || mb_job_table_put (db, request->before, error)) &&
         (!request->job || mb_job_table_put (db, request->job, error)) &&
         (!request->media || mb_site_media_table_put (db, request->media, error)) &&
         (!request->publication || mb_publication_table_put (db, request->publication, error));
}

/**
 * mb_store_put_job_sync:
 * @self: a store
 * @job: a job, inserted or replaced by its id
 * @media: (nullable): a picture that the site now has
 * @publication: (nullable): what the site now has of the article; without an address: nothing
 * @error: return location
 *
 * Takes one step of a job, in one transaction. Blocks.
 *
 * Returns: whether it is on disk; `MB_STORE_ERROR_CONFLICT` when another job of this draft and site
 * is not over
 */
gboolean
mb_store_put_job_sync (MbStore *self,
                       const MbJobRow *job,
                       const MbSiteMediaRow *media,
                       const MbPublicationRow *publication,
                       GError **error)
{
  Request request = {.job = job, .media = media, .publication = publication};

  g_return_val_if_fail (MB_IS_STORE (self), FALSE);
  g_return_val_if_fail (job != NULL, FALSE);

  return mb_store_write (self, put_job_in_worker, &request, error);
}

typedef struct {
  const MbPublicationRow *publication;
  GPtrArray *media;
} Arrival;

static gboolean
put_publication_in_worker (Db *db, gpointer user_data, GError **error)
{
  const Arrival *arrival = user_data;

  for (guint i = 0; i < arrival->media->len; i++)
    if (!mb_site_media_table_put (db, arrival->media->pdata[i], error))
      return FALSE;

  return mb_publication_table_put (db, arrival->publication, error);
}

/**
 * mb_store_put_publication_sync:
 * @self: a store
 * @publication: what a site has of an article
 * @media: (element-type MbSiteMediaRow): pictures that it has
 * @error: return location
 *
 * Notes an article that was fetched from a site, in one transaction. Blocks.
 *
 * Returns: whether it is on disk
 */
gboolean
mb_store_put_publication_sync (MbStore *self,
                               const MbPublicationRow *publication,
                               GPtrArray *media,
                               GError **error)
{
  Arrival arrival = {publication, media};

  g_return_val_if_fail (MB_IS_STORE (self), FALSE);
  g_return_val_if_fail (publication != NULL && media != NULL, FALSE);

  return mb_store_write (self, put_publication_in_worker, &arrival, error);
}

/**
 * mb_store_replace_job_sync:
 * @self: a store
 * @before: (nullable): a job that ends here
 * @job: (nullable): the job that takes its place
 * @publication: (nullable): what the site now has of the article; without an address: nothing
 * @error: return location
 *
 * Ends a job and begins another, in one transaction. Blocks.
 *
 * Returns: whether it is on disk; on failure all is as before. `MB_STORE_ERROR_CONFLICT` when
 * another job of this draft and site is not over
 */
gboolean
mb_store_replace_job_sync (MbStore *self,
                           const MbJobRow *before,
                           const MbJobRow *job,
                           const MbPublicationRow *publication,
                           GError **error)
{
  Request request = {.before = before, .job = job, .publication = publication};

  g_return_val_if_fail (MB_IS_STORE (self), FALSE);
  g_return_val_if_fail (before != NULL || job != NULL, FALSE);

  return mb_store_write (self, put_job_in_worker, &request, error);
}

static gboolean
remove_job_in_worker (Db *db, gpointer user_data, GError **error)
{
  const Request *request = user_data;

  return mb_job_table_remove (db, request->ids[0], error);
}

/**
 * mb_store_remove_job_sync:
 * @self: a store
 * @job_id: which job
 * @error: return location
 *
 * Forgets a job. Blocks.
 *
 * Returns: whether it is gone from the disk
 */
gboolean
mb_store_remove_job_sync (MbStore *self, const char *job_id, GError **error)
{
  Request request = {.ids = {job_id}};

  g_return_val_if_fail (MB_IS_STORE (self), FALSE);
  g_return_val_if_fail (job_id != NULL, FALSE);

  return mb_store_write (self, remove_job_in_worker, &request, error);
}

static gboolean
get_site_media_in_reader (Db *db, gpointer user_data, GError **error)
{
  Request *request = user_data;

  request->answer =
    mb_site_media_table_get (db, request->ids[0], request->ids[1], request->ids[2], error);
  return request->answer != NULL;
}

/**
 * mb_store_get_site_media_sync:
 * @self: a store
 * @site_id: a site
 * @sha256: hash of an original
 * @variant: (nullable): which rendition
 * @error: return location
 *
 * Looks up where a site keeps a picture. Blocks.
 *
 * Returns: (transfer full): the picture; otherwise `MB_STORE_ERROR_NOT_FOUND`
 */
MbSiteMediaRow *
mb_store_get_site_media_sync (MbStore *self,
                              const char *site_id,
                              const char *sha256,
                              const char *variant,
                              GError **error)
{
  Request request = {.ids = {site_id, sha256, variant}};

  g_return_val_if_fail (MB_IS_STORE (self), NULL);
  g_return_val_if_fail (site_id != NULL && sha256 != NULL, NULL);

  return mb_store_read (self, get_site_media_in_reader, &request, error) ? request.answer : NULL;
}

static gboolean
get_publication_in_reader (Db *db, gpointer user_data, GError **error)
{
  Request *request = user_data;

  request->answer = mb_publication_table_get (db, request->ids[0], request->ids[1], error);
  return request->answer != NULL;
}

/**
 * mb_store_get_publication_sync:
 * @self: a store
 * @draft_id: a draft
 * @site_id: a site
 * @error: return location
 *
 * Looks up what a site has of a draft. Blocks.
 *
 * Returns: (transfer full): the publication, with the document that was sent; otherwise
 * `MB_STORE_ERROR_NOT_FOUND`
 */
MbPublicationRow *
mb_store_get_publication_sync (MbStore *self,
                               const char *draft_id,
                               const char *site_id,
                               GError **error)
{
  Request request = {.ids = {draft_id, site_id}};

  g_return_val_if_fail (MB_IS_STORE (self), NULL);
  g_return_val_if_fail (draft_id != NULL && site_id != NULL, NULL);

  return mb_store_read (self, get_publication_in_reader, &request, error) ? request.answer : NULL;
}

/**
 * mb_store_list_publications_sync:
 * @self: a store
 * @error: return location
 *
 * Lists what sites have, without the documents. Blocks.
 *
 * Returns: (transfer full) (element-type MbPublicationRow): the publications
 */
GPtrArray *
mb_store_list_publications_sync (MbStore *self, GError **error)
{
  g_return_val_if_fail (MB_IS_STORE (self), NULL);

  return mb_store_read_list (self, mb_publication_table_list, error);
}
