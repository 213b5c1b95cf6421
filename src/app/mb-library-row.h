#pragma once

#include "mb-library.h"
#include "mb-outbox.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* An article in the library's list. */
#define MB_TYPE_LIBRARY_ROW (mb_library_row_get_type ())

G_DECLARE_FINAL_TYPE (MbLibraryRow, mb_library_row, MB, LIBRARY_ROW, GtkWidget)

GtkWidget *mb_library_row_new (MbLibrary *library, MbOutbox *outbox);
void mb_library_row_set_item (MbLibraryRow *self, MbLibraryItem *item);
MbLibraryItem *mb_library_row_dup_item (MbLibraryRow *self) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
