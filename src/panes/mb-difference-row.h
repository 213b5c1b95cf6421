#pragma once

#include "mb-compare.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* One passage that differs between two versions, both in reading form with what differs marked. */
GtkWidget *mb_difference_row_new (const MbCompareEntry *entry, const char *site);

G_END_DECLS
