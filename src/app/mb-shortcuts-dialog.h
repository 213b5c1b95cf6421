#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* All keys, from the one table of actions, to be searched. */
#define MB_TYPE_SHORTCUTS_DIALOG (mb_shortcuts_dialog_get_type ())

G_DECLARE_FINAL_TYPE (MbShortcutsDialog, mb_shortcuts_dialog, MB, SHORTCUTS_DIALOG, AdwDialog)

AdwDialog *mb_shortcuts_dialog_new (void);

G_END_DECLS
