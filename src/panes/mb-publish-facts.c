#include "mb-publish-facts.h"

#include <glib/gi18n-lib.h>

static gboolean
is_set (const char *value)
{
  return value && *value;
}

static gboolean
has_credit (MbSnapshot *snapshot)
{
  for (guint i = 0; i < mb_snapshot_get_n_blocks (snapshot); i++) {
    const MbBlock *block = mb_snapshot_get_block (snapshot, i);

    if (mb_block_get_kind (block) == MB_BLOCK_FIGURE &&
        is_set (mb_text_get_utf8 (mb_block_get_role (block, MB_PART_CREDIT))))
      return TRUE;
  }

  return FALSE;
}

static guint
count_figures (MbSnapshot *snapshot)
{
  guint count = 0;

  for (guint i = 0; i < mb_snapshot_get_n_blocks (snapshot); i++)
    count += mb_block_get_kind (mb_snapshot_get_block (snapshot, i)) == MB_BLOCK_FIGURE;

  return count;
}

static void
say (GPtrArray *facts, gboolean applies, const char *sentence)
{
  if (applies)
    g_ptr_array_add (facts, g_strdup (sentence));
}

/**
 * mb_publish_facts_list_changes:
 * @snapshot: an article
 * @site: (nullable): where it goes
 *
 * What this site does with an article because it lacks a field; nothing when the site has not said
 * what it can do.
 *
 * Returns: (transfer full) (element-type utf8): sentences
 */
GPtrArray *
mb_publish_facts_list_changes (MbSnapshot *snapshot, MbSite *site)
{
  GPtrArray *facts = g_ptr_array_new_with_free_func (g_free);
  MbCapabilities can = site ? mb_site_get_capabilities (site) : 0;
  const char *kicker;

  g_return_val_if_fail (snapshot != NULL, facts);

  if (can == 0)
    return facts;
  kicker = mb_text_get_utf8 (mb_block_get_part (mb_snapshot_get_block (snapshot, 0), 0));
  say (facts, !(can & MB_CAP_MEDIA) && count_figures (snapshot) > 0,
       _ ("The site takes no pictures: captions and credits go out as text."));
  say (facts, !(can & MB_CAP_KICKER) && is_set (kicker),
       _ ("The site has no field for the kicker: it is left out."));
  say (facts, !(can & MB_CAP_BYLINE) && is_set (mb_snapshot_get_meta (snapshot, MB_META_BYLINE)),
       _ ("The site has no field for authors: their names stand at the head of the text."));
  say (facts,
       !(can & MB_CAP_DATELINE) && can & MB_CAP_BYLINE &&
         is_set (mb_snapshot_get_meta (snapshot, MB_META_DATELINE)),
       _ ("The site has no field for the place: it is left out."));
  say (facts, !(can & MB_CAP_SECTION) && is_set (mb_snapshot_get_meta (snapshot, MB_META_SECTION)),
       _ ("The site has no sections: the section becomes a tag."));
  say (facts, !(can & MB_CAP_CREDIT) && can & MB_CAP_MEDIA && has_credit (snapshot),
       _ ("The site has no field for the credit: it stands with the caption."));
  say (facts, !(can & MB_CAP_READ_BACK),
       _ ("The site does not say what it holds: after a lost answer you will have to look."));

  return facts;
}

static gboolean
is_found (GPtrArray *findings, const char *code)
{
  for (guint i = 0; i < findings->len; i++)
    if (g_str_equal (((MbFinding *) findings->pdata[i])->code, code))
      return TRUE;

  return FALSE;
}

/**
 * mb_publish_facts_list_passed:
 * @snapshot: an article
 * @findings: (element-type MbFinding): what the checks found in it
 *
 * What is in order.
 *
 * Returns: (transfer full) (element-type utf8): words for each
 */
GPtrArray *
mb_publish_facts_list_passed (MbSnapshot *snapshot, GPtrArray *findings)
{
  static const struct {
    const char *codes[4];
    const char *words;
    gboolean of_pictures;
  } points[] = {
    {{"headline-missing", "headline-cut", "headline-long", "headline-dots"},
     N_ ("Headline"),
     FALSE},
    {{"standfirst-missing", "standfirst-long", NULL}, N_ ("Standfirst"), FALSE},
    {{"body-missing", "placeholder-left", "broken-characters"}, N_ ("Text"), FALSE},
    {{"unbalanced-quotes", NULL, NULL}, N_ ("Quotation marks"), FALSE},
    {{"open-suggestion", "open-comment", NULL}, N_ ("Comments and suggestions"), FALSE},
    {{"missing-byline", NULL, NULL}, N_ ("Authors"), FALSE},
    {{"missing-section", NULL, NULL}, N_ ("Section"), FALSE},
    {{"missing-date", "date-unreadable", NULL}, N_ ("Date"), FALSE},
    {{"missing-picture", "caption-long", NULL}, N_ ("Pictures"), TRUE},
    {{"missing-alt", "alt-too-long", "alt-equals-caption"}, N_ ("Alternative texts"), TRUE},
    {{"credit-missing", NULL, NULL}, N_ ("Credits"), TRUE},
  };
  GPtrArray *passed = g_ptr_array_new_with_free_func (g_free);

  g_return_val_if_fail (snapshot != NULL && findings != NULL, passed);

  for (guint i = 0; i < G_N_ELEMENTS (points); i++) {
    gboolean found = points[i].of_pictures && count_figures (snapshot) == 0;

    for (guint j = 0; j < G_N_ELEMENTS (points[i].codes) && points[i].codes[j]; j++)
      found = found || is_found (findings, points[i].codes[j]);
    say (passed, !found, _ (points[i].words));
  }

  return passed;
}
