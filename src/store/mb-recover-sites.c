#include "mb-recover-sites.h"

#include "mb-outbox-tables.h"
#include "mb-store-inside.h"
#include "mb-verify.h"

/* A site keeps its id, under which the keyring has the access to it. What waited to be sent does
 * not come along: it may have been sent since the copy was made. */

/**
 * mb_recover_sites:
 * @db: a connection to a copy of a damaged store
 * @into: the new store
 * @report: counts them, and is told what cannot be read
 *
 * Takes over the sites.
 *
 * Returns: (transfer full) (element-type MbDestinationRow): those that could be read
 */
GPtrArray *
mb_recover_sites (Db *db, MbStore *into, MbStoreReport *report)
{
  g_autoptr (GError) error = NULL;
  GPtrArray *sites = mb_site_table_list (db, &error);

  if (!sites) {
    mb_store_report_add (report, "the list of sites: %s", error->message);
    return g_ptr_array_new ();
  }
  for (guint i = 0; i < sites->len; i++) {
    const MbDestinationRow *site = g_ptr_array_index (sites, i);

    if (mb_store_put_site_sync (into, site, &error))
      report->n_sites++;
    else
      mb_store_report_add (report, "the site %s: %s", site->name, error->message);
    g_clear_error (&error);
  }

  return sites;
}

static gboolean
put_in_worker (Db *db, gpointer user_data, GError **error)
{
  return mb_publication_table_put (db, user_data, error);
}

static gboolean
recover_publication (Db *db,
                     const char *draft_id,
                     const MbDestinationRow *site,
                     MbStore *into,
                     GError **error)
{
  g_autoptr (MbPublicationRow) there = mb_publication_table_get (db, draft_id, site->id, error);

  return there && mb_store_write (into, put_in_worker, there, error);
}

/**
 * mb_recover_publications:
 * @db: a connection to a copy of a damaged store
 * @draft_id: a draft that has been taken over
 * @sites: (element-type MbDestinationRow): the sites
 * @into: the new store
 * @report: counts what they have, and is told what cannot be read
 *
 * Takes over what sites have of a draft. Without it the next update would be a second post.
 */
void
mb_recover_publications (Db *db,
                         const char *draft_id,
                         GPtrArray *sites,
                         MbStore *into,
                         MbStoreReport *report)
{
  for (guint i = 0; i < sites->len; i++) {
    const MbDestinationRow *site = g_ptr_array_index (sites, i);
    g_autoptr (GError) error = NULL;

    if (recover_publication (db, draft_id, site, into, &error))
      report->n_publications++;
    else if (!g_error_matches (error, MB_STORE_ERROR, MB_STORE_ERROR_NOT_FOUND))
      mb_store_report_add (report, "what %s has of draft %s: %s", site->name, draft_id,
                           error->message);
  }
}
