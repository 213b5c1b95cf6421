#pragma once

#include "mb-merge.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* One thing that a merge could not decide, in prose, with the words of both sides. */
GtkWidget *mb_merge_row_new (const MbMergeConflict *conflict);

G_END_DECLS
