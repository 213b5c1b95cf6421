#pragma once

#include "mb-window.h"

G_BEGIN_DECLS

/* The windows of the application as one: an article is shown in one of them at most. */
gboolean mb_windows_raise_other (MbWindow *window, const char *draft_id);
void mb_windows_leave (MbWindow *window, const char *draft_id);

/* The public page of an article, wherever it is asked for. */
void mb_windows_copy_link (MbWindow *window, const char *url);
void mb_windows_view_online (MbWindow *window, const char *url);

G_END_DECLS
