#pragma once

#include "mb-newsroom.h"

#include <adwaita.h>

G_BEGIN_DECLS

/* What people set once: who writes, in which language and size, and the sites. Everything counts at
 * once. Signal `connect-requested ()`: another site is wanted. */
#define MB_TYPE_PREFERENCES_DIALOG (mb_preferences_dialog_get_type ())

G_DECLARE_FINAL_TYPE (MbPreferencesDialog,
                      mb_preferences_dialog,
                      MB,
                      PREFERENCES_DIALOG,
                      AdwPreferencesDialog)

AdwDialog *mb_preferences_dialog_new (MbNewsroom *newsroom, GSettings *settings);

G_END_DECLS
