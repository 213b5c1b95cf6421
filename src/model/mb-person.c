#include "mb-person.h"

#define MAX_INITIALS 3

static const char *const role_names[] = {
  [MB_ROLE_REPORTER] = "reporter",
  [MB_ROLE_EDITOR] = "editor",
  [MB_ROLE_FORMER] = "former",
};

G_DEFINE_BOXED_TYPE (MbPerson, mb_person, mb_person_copy, mb_person_free)

/**
 * mb_person_new:
 * @id: (nullable): a UUID; `NULL` for a new one
 * @name: as the newsroom calls them
 * @role: what they may do
 *
 * Makes a person, with the initials of the name.
 *
 * Returns: (transfer full): the person
 */
MbPerson *
mb_person_new (const char *id, const char *name, MbRole role)
{
  MbPerson *self = NULL;

  g_return_val_if_fail (name != NULL, NULL);

  self = g_new0 (MbPerson, 1);
  self->id = id ? g_strdup (id) : g_uuid_string_random ();
  self->name = g_strdup (name);
  self->initials = mb_person_make_initials (name);
  self->role = role;

  return self;
}

/**
 * mb_person_copy:
 * @self: a person
 *
 * Copies a person.
 *
 * Returns: (transfer full): the copy
 */
MbPerson *
mb_person_copy (const MbPerson *self)
{
  MbPerson *copy = NULL;

  g_return_val_if_fail (self != NULL, NULL);

  copy = g_new0 (MbPerson, 1);
  copy->id = g_strdup (self->id);
  copy->name = g_strdup (self->name);
  copy->initials = g_strdup (self->initials);
  copy->role = self->role;

  return copy;
}

/**
 * mb_person_free:
 * @self: (nullable) (transfer full): a person
 *
 * Frees it.
 */
void
mb_person_free (MbPerson *self)
{
  if (!self)
    return;

  g_free (self->id);
  g_free (self->name);
  g_free (self->initials);
  g_free (self);
}

/**
 * mb_person_make_initials:
 * @name: a name
 *
 * The first letters of its words, three at most: "Aïcha Traoré" is "AT", "Jean-Luc Ba" is "JLB".
 *
 * Returns: (transfer full): the initials, empty for a name without letters
 */
char *
mb_person_make_initials (const char *name)
{
  GString *initials = g_string_new (NULL);
  gboolean begins = TRUE;
  guint n = 0;

  for (const char *p = name; *p && n < MAX_INITIALS; p = g_utf8_next_char (p)) {
    gunichar c = g_utf8_get_char (p);

    if (begins && g_unichar_isalnum (c)) {
      g_string_append_unichar (initials, g_unichar_toupper (c));
      n++;
    }
    begins = !g_unichar_isalnum (c) && !g_unichar_ismark (c);
  }

  return g_string_free (initials, FALSE);
}

/**
 * mb_person_find_former:
 * @people: (element-type MbPerson): people
 * @name: a name
 *
 * Looks for somebody of that name who has left and may come back.
 *
 * Returns: (nullable) (transfer none): the id
 */
const char *
mb_person_find_former (GPtrArray *people, const char *name)
{
  g_return_val_if_fail (people != NULL, NULL);

  for (guint i = 0; i < people->len; i++) {
    const MbPerson *person = people->pdata[i];

    if (person->role == MB_ROLE_FORMER && g_strcmp0 (person->name, name) == 0)
      return person->id;
  }

  return NULL;
}

/**
 * mb_role_to_string:
 * @role: a role
 *
 * Its name in stores and JSON.
 */
const char *
mb_role_to_string (MbRole role)
{
  g_return_val_if_fail ((guint) role < G_N_ELEMENTS (role_names), NULL);

  return role_names[role];
}

/**
 * mb_role_from_string:
 * @name: a name of mb_role_to_string()
 * @role: (out): the role
 *
 * Reads a role.
 *
 * Returns: whether it is one
 */
gboolean
mb_role_from_string (const char *name, MbRole *role)
{
  for (guint i = 0; i < G_N_ELEMENTS (role_names); i++)
    if (g_strcmp0 (role_names[i], name) == 0) {
      *role = (MbRole) i;
      return TRUE;
    }

  return FALSE;
}
