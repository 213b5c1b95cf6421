#pragma once

#include "mb-snapshot.h"

#include <adwaita.h>

G_BEGIN_DECLS

/* An article in reading form, with the words marked that came or went between two states of it. */
#define MB_TYPE_CHANGES_DIALOG (mb_changes_dialog_get_type ())

G_DECLARE_FINAL_TYPE (MbChangesDialog, mb_changes_dialog, MB, CHANGES_DIALOG, AdwDialog)

AdwDialog *mb_changes_dialog_new (MbSnapshot *older, MbSnapshot *newer);

G_END_DECLS
