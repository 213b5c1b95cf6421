#pragma once

#include "mb-checks.h"

#include <adwaita.h>

G_BEGIN_DECLS

/* One finding of the checks: its sentence, what it weighs in words, a button to the spot and, where
 * it may be let pass, a check button.
 *
 * Property: `allowed` (boolean: let pass knowingly). Signal: `go ()`: the button was pressed.
 */
#define MB_TYPE_FINDING_ROW (mb_finding_row_get_type ())

G_DECLARE_FINAL_TYPE (MbFindingRow, mb_finding_row, MB, FINDING_ROW, AdwPreferencesRow)

typedef enum {
  MB_FINDING_ROW_PANE,   /* an icon for a button */
  MB_FINDING_ROW_DIALOG, /* a verb for a button, and the check button */
} MbFindingRowStyle;

GtkWidget *mb_finding_row_new (const MbFinding *finding, MbFindingRowStyle style);
const MbFinding *mb_finding_row_get_finding (MbFindingRow *self);
gboolean mb_finding_row_get_allowed (MbFindingRow *self);
void mb_finding_row_set_allowed (MbFindingRow *self, gboolean allowed);
void mb_finding_row_focus (MbFindingRow *self);
char *mb_finding_row_make_key (const MbFinding *finding) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
