#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* A row of a boxed list with a day, typed as YYYY-MM-DD or picked in a calendar. What is no day is
 * marked, not taken away. */
#define MB_TYPE_DATE_ROW (mb_date_row_get_type ())

G_DECLARE_FINAL_TYPE (MbDateRow, mb_date_row, MB, DATE_ROW, AdwEntryRow)

char *mb_date_row_format (const char *value) G_GNUC_WARN_UNUSED_RESULT;
gboolean mb_date_row_parse (const char *text, char **value);
GDateTime *mb_date_row_dup_date (MbDateRow *self) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
