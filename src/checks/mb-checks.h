#pragma once

#include "mb-snapshot.h"

#include <gio/gio.h>

G_BEGIN_DECLS

typedef enum {
  MB_CHECK_BLOCKS,    /* no way round */
  MB_CHECK_ALLOWABLE, /* blocks, unless allowed knowingly by its code: missing-picture, missing-alt,
                         missing-byline */
  MB_CHECK_WARNS,
} MbCheckWeight;

/* One finding; `src/messages` has its sentence.
 *
 * Codes. No way round: headline-missing, headline-cut (detail: its words), body-missing,
 * open-suggestion (detail: how many). Allowable: missing-picture, missing-alt (detail: the
 * caption), missing-byline, placeholder-left (detail: the words), broken-characters,
 * unbalanced-quotes. Warnings: standfirst-missing, missing-section, missing-date, credit-missing,
 * alt-equals-caption (detail: the caption), open-comment (detail: how many), and kicker-long,
 * headline-long, standfirst-long, crosshead-long, pull-quote-long, caption-long, alt-too-long
 * (detail: signs).
 */
typedef struct {
  const char *code; /* static: "headline-missing", "headline-cut", "missing-alt", … */
  MbCheckWeight weight;
  guint64 block; /* 0: the article */
  guint part;
  char *detail; /* (nullable) words or a number for the sentence */
} MbFinding;

void mb_finding_free (MbFinding *finding);
GPtrArray *mb_checks_run (MbSnapshot *snapshot) G_GNUC_WARN_UNUSED_RESULT;
void mb_checks_run_async (MbSnapshot *snapshot, GAsyncReadyCallback callback, gpointer user_data);
GPtrArray *mb_checks_run_finish (GAsyncResult *result,
                                 MbSnapshot **snapshot) G_GNUC_WARN_UNUSED_RESULT;
gboolean mb_checks_can_allow (const char *code);
gboolean mb_checks_block (GPtrArray *findings, const char *const *allowed);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MbFinding, mb_finding_free)

G_END_DECLS
