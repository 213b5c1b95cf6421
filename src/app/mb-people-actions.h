#pragma once

#include "mb-people.h"

G_BEGIN_DECLS

/* The action that says who sits here, and the menu that shows it. */
#define MB_ACTION_USE_PERSON "use-person"

void mb_people_actions_add (GActionMap *map, MbPeople *people);
void mb_people_fill_menu (GMenu *section, MbPeople *people);

G_END_DECLS
