#pragma once

#include "mb-checks.h"
#include "mb-site.h"

G_BEGIN_DECLS

/* Sentences for the publishing dialog's list. */
GPtrArray *mb_publish_facts_list_changes (MbSnapshot *snapshot,
                                          MbSite *site) G_GNUC_WARN_UNUSED_RESULT;
GPtrArray *mb_publish_facts_list_passed (MbSnapshot *snapshot,
                                         GPtrArray *findings) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
