#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* A row of a boxed list with a text of several lines, its title above it, a counter beside the
 * title when there is a limit, and a hint below. Nothing is cut.
 *
 * Properties: `text` (string), `limit` (unsigned: soft limit in characters, 0: none), `hint`
 * (string, nullable), `single-line` (boolean: line breaks become spaces), `placeholder` (string,
 * nullable: shown while there is no text).
 */
#define MB_TYPE_TEXT_ROW (mb_text_row_get_type ())

G_DECLARE_FINAL_TYPE (MbTextRow, mb_text_row, MB, TEXT_ROW, AdwPreferencesRow)

const char *mb_text_row_get_text (MbTextRow *self);
void mb_text_row_set_text (MbTextRow *self, const char *text);
void mb_text_row_set_hint (MbTextRow *self, const char *hint);
void mb_text_row_set_placeholder (MbTextRow *self, const char *placeholder);
GtkWidget *mb_text_row_get_view (MbTextRow *self);

G_END_DECLS
