#include "mb-publish-facts.h"

#include <glib/gi18n-lib.h>

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
