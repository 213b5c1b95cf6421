#pragma once

#include "mb-site.h"

G_BEGIN_DECLS

typedef enum {
  MB_LINT_FOLDS, /* it arrives, in another place or another form */
  MB_LINT_DROPS, /* it does not arrive */
  MB_LINT_LIMIT, /* more than the site takes */
} MbLintWeight;

/* One thing that a site does to an article; `src/messages` has its sentence, tests/publish the list
 * of codes. */
typedef struct {
  const char *code; /* static */
  MbLintWeight weight;
  guint64 block; /* the first that it is about; 0: the article */
  guint count;   /* how many of them */
  char *detail;  /* (nullable) a number or words for the sentence */
} MbLintItem;

/* Where an article goes, as far as it is known without asking. */
typedef struct {
  const char *kind;
  MbCapabilities capabilities;    /* 0: nobody knows yet; only what the kind says is judged */
  const MbSiteDefaults *defaults; /* (nullable) */
} MbLintSite;

GPtrArray *mb_lint_run (MbSnapshot *snapshot, const MbLintSite *site) G_GNUC_WARN_UNUSED_RESULT;
GPtrArray *mb_lint_run_for_site (MbSnapshot *snapshot, MbSite *site) G_GNUC_WARN_UNUSED_RESULT;
void mb_lint_item_free (MbLintItem *item);
const char *mb_lint_weight_to_string (MbLintWeight weight);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MbLintItem, mb_lint_item_free)

G_END_DECLS
