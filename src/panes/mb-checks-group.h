#pragma once

#include "mb-article.h"
#include "mb-checks.h"

#include <adwaita.h>

G_BEGIN_DECLS

/* What an article lacks, as a group of rows that follows it, a moment after the last change and
 * only while it is shown.
 *
 * Signal: `activated (guint64 block, guint part, char *code)`.
 */
#define MB_TYPE_CHECKS_GROUP (mb_checks_group_get_type ())

G_DECLARE_FINAL_TYPE (MbChecksGroup, mb_checks_group, MB, CHECKS_GROUP, AdwPreferencesGroup)

void mb_checks_group_set_article (MbChecksGroup *self, MbArticle *article);

G_END_DECLS
