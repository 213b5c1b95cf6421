#pragma once

#include "mb-people.h"

#include <adwaita.h>

G_BEGIN_DECLS

/* Who works with this store, who sits here now, and whether articles are reviewed. */
#define MB_TYPE_PEOPLE_DIALOG (mb_people_dialog_get_type ())

G_DECLARE_FINAL_TYPE (MbPeopleDialog, mb_people_dialog, MB, PEOPLE_DIALOG, AdwDialog)

AdwDialog *mb_people_dialog_new (MbPeople *people, const char *default_name);

G_END_DECLS
