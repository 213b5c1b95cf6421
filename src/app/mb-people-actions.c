#include "mb-people-actions.h"

static void
use_cb (GSimpleAction *action, GVariant *parameter, MbPeople *people)
{
  mb_people_use (people, g_variant_get_string (parameter, NULL), NULL, NULL);
}

static void
show_me (GSimpleAction *action, MbPeople *people)
{
  const MbPerson *me = mb_people_get_me (people);

  g_simple_action_set_state (action, g_variant_new_string (me ? me->id : ""));
}

/**
 * mb_people_actions_add:
 * @map: where actions are
 * @people: who works here
 *
 * Adds `use-person` (string: an id), whose state is who sits here now.
 */
void
mb_people_actions_add (GActionMap *map, MbPeople *people)
{
  g_autoptr (GSimpleAction) action = NULL;

  g_return_if_fail (G_IS_ACTION_MAP (map));
  g_return_if_fail (MB_IS_PEOPLE (people));

  action = g_simple_action_new_stateful (MB_ACTION_USE_PERSON, G_VARIANT_TYPE_STRING,
                                         g_variant_new_string (""));
  g_signal_connect_object (action, "activate", G_CALLBACK (use_cb), people, 0);
  g_signal_connect_object (people, "changed", G_CALLBACK (show_me), action, G_CONNECT_SWAPPED);
  show_me (action, people);
  g_action_map_add_action (map, G_ACTION (action));
}

/**
 * mb_people_fill_menu:
 * @section: part of a menu
 * @people: who works here
 *
 * Lists the people, when there is a choice.
 */
void
mb_people_fill_menu (GMenu *section, MbPeople *people)
{
  const GPtrArray *all = NULL;

  g_return_if_fail (G_IS_MENU (section));
  g_return_if_fail (MB_IS_PEOPLE (people));

  all = mb_people_get_here (people);
  g_menu_remove_all (section);
  for (guint i = 0; all->len >= 2 && i < all->len; i++) {
    const MbPerson *person = all->pdata[i];
    g_autoptr (GMenuItem) item = g_menu_item_new (person->name, NULL);

    g_menu_item_set_action_and_target (item, "app." MB_ACTION_USE_PERSON, "s", person->id);
    g_menu_append_item (section, item);
  }
}
