#pragma once

#include "mb-import.h"

#include <adwaita.h>

G_BEGIN_DECLS

/* Articles from files: chosen, read by the importers, and told about. */
typedef void (*MbImportReady) (MbImport *import, const GError *error, gpointer user_data);
/* The file is an article file: it is not imported but exchanged. */
typedef void (*MbImportPackage) (GBytes *bytes, gpointer user_data);

void mb_import_choose (GtkWindow *window,
                       MbImportReady ready,
                       MbImportPackage package,
                       gpointer user_data);
void mb_import_file (GFile *file, MbImportReady ready, MbImportPackage package, gpointer user_data);
AdwDialog *mb_import_notes_dialog_new (GPtrArray *notes);

G_END_DECLS
