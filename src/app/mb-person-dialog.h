#pragma once

#include "mb-people.h"

#include <adwaita.h>

G_BEGIN_DECLS

/* What is known of somebody who works here, to be changed; or that they have left. */
#define MB_TYPE_PERSON_DIALOG (mb_person_dialog_get_type ())

G_DECLARE_FINAL_TYPE (MbPersonDialog, mb_person_dialog, MB, PERSON_DIALOG, AdwAlertDialog)

AdwDialog *mb_person_dialog_new (const MbPerson *person);

G_END_DECLS
