#pragma once

#include "mb-checks.h"

G_BEGIN_DECLS

/* Words for the publishing dialog's list. */
GPtrArray *mb_publish_facts_list_passed (MbSnapshot *snapshot,
                                         GPtrArray *findings) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
