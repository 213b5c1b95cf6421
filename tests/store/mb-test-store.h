#pragma once

#include "mb-journal.h"
#include "mb-store-care.h"

G_BEGIN_DECLS

char *mb_test_folder (void) G_GNUC_WARN_UNUSED_RESULT;
void mb_test_remove (const char *folder);
MbStore *mb_test_open (const char *folder) G_GNUC_WARN_UNUSED_RESULT;
MbSnapshot *mb_test_snapshot (const char *headline, const char *text) G_GNUC_WARN_UNUSED_RESULT;
void mb_test_type (MbArticle *article, const char *text);
char *mb_test_text (MbSnapshot *snapshot) G_GNUC_WARN_UNUSED_RESULT;
void mb_test_damage (const char *path, const char *needle);

G_END_DECLS
