#include "mb-publications.h"

#include "mb-job.h"
#include "mb-plan.h"

struct _MbPublications {
  GHashTable *rows; /* "draft site" → MbPublicationRow without document */
};

/**
 * mb_publications_new:
 *
 * Makes an empty table.
 *
 * Returns: (transfer full): the table
 */
MbPublications *
mb_publications_new (void)
{
  MbPublications *self = g_new0 (MbPublications, 1);

  self->rows = g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
                                      (GDestroyNotify) mb_publication_row_free);

  return self;
}

/**
 * mb_publications_free:
 * @self: (nullable): the table
 *
 * Frees it.
 */
void
mb_publications_free (MbPublications *self)
{
  if (!self)
    return;

  g_hash_table_unref (self->rows);
  g_free (self);
}

static char *
make_key (const char *draft_id, const char *site_id)
{
  return g_strconcat (draft_id, " ", site_id, NULL);
}

/**
 * mb_publications_take:
 * @self: the table
 * @row: (transfer full): what a site has
 *
 * Puts a row in, in the place of an older one.
 */
void
mb_publications_take (MbPublications *self, MbPublicationRow *row)
{
  g_hash_table_replace (self->rows, make_key (row->draft_id, row->site_id), row);
}

/**
 * mb_publications_note_done:
 * @self: the table
 * @job: a job that is done
 *
 * Notes what a site has now.
 */
void
mb_publications_note_done (MbPublications *self, const MbJobRow *job)
{
  g_autoptr (MbPlan) plan = mb_plan_from_json (job->options);
  MbPublicationRow *row;

  if (job->intent == MB_INTENT_TAKEDOWN) {
    g_autofree char *key = make_key (job->draft_id, job->site_id);

    g_hash_table_remove (self->rows, key);
    return;
  }
  row = g_new0 (MbPublicationRow, 1);
  row->draft_id = g_strdup (job->draft_id);
  row->site_id = g_strdup (job->site_id);
  row->remote_url = g_strdup (job->remote_url);
  row->remote_id = g_strdup (job->remote_id);
  row->sent_digest = g_strdup (job->digest);
  row->published = !plan->as_draft && job->intent != MB_INTENT_UNPUBLISH;
  mb_publications_take (self, row);
}

/**
 * mb_publications_find:
 * @self: the table
 * @draft_id: an article
 * @site_id: a site
 *
 * What a site has of an article.
 *
 * Returns: (transfer none) (nullable): the row
 */
const MbPublicationRow *
mb_publications_find (MbPublications *self, const char *draft_id, const char *site_id)
{
  g_autofree char *key = make_key (draft_id, site_id);

  return g_hash_table_lookup (self->rows, key);
}
