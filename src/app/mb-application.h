#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* The application: opens the newsroom, makes windows, and lets go of nothing before it is on disk.
 */
#define MB_TYPE_APPLICATION (mb_application_get_type ())

G_DECLARE_FINAL_TYPE (MbApplication, mb_application, MB, APPLICATION, AdwApplication)

MbApplication *mb_application_new (void) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
