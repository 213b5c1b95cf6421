#include "mb-site-merge.h"

#include "mb-site-version.h"

/**
 * mb_site_merge_new:
 * @sides: what was published, what is here, what the site says
 * @voice: (nullable): how conflicts are said in the result
 * @theirs: (out) (optional): return location for the site's version, as a state of the article
 *
 * Merges a site's version into the article. A site knows neither notes nor comments nor
 * suggestions: what was published is taken as readers had it, so that it did not take them away.
 *
 * Returns: (transfer full): the merge
 */
MbMerge *
mb_site_merge_new (const MbSiteSides *sides, const MbMergeVoice *voice, MbSnapshot **theirs)
{
  g_autoptr (MbSnapshot) base = NULL;
  g_autoptr (MbSnapshot) version = NULL;
  MbMerge *merge = NULL;

  g_return_val_if_fail (sides != NULL && sides->base != NULL && sides->mine != NULL, NULL);

  base = mb_snapshot_project (sides->base, MB_PROJECT_FINAL);
  version = mb_site_version_new (&(MbSiteReading) {
    .own = base,
    .own_read = sides->base_read,
    .site_read = sides->site_read,
    .remote = sides->remote,
  });
  merge = mb_merge_new (base, sides->mine, version, voice);
  if (theirs)
    *theirs = g_steal_pointer (&version);

  return merge;
}
