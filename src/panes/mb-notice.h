#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* A sentence said in passing, whole also in a narrow window. */
AdwToast *mb_notice_new (const char *sentence) G_GNUC_WARN_UNUSED_RESULT;
void mb_notice_set_button (AdwToast *notice, const char *label);

G_END_DECLS
