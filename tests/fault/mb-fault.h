#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What the fault suites share. */
void mb_fault_init (int *argc, char ***argv);
guint mb_fault_get_rounds (void);
guint32 mb_fault_get_seed (void);
char *mb_fault_folder_in_memory (void) G_GNUC_WARN_UNUSED_RESULT;
char *mb_fault_folder_on_disk (void) G_GNUC_WARN_UNUSED_RESULT;
void mb_fault_remove (const char *folder);
gboolean mb_fault_is_told (const GError *error);

G_END_DECLS
