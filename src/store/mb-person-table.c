#include "mb-person-table.h"

#include "mb-setting-table.h"
#include "mb-store-review.h"

#define COLUMNS "SELECT id, name, initials, role FROM person"

static MbPerson *
read_row (Stmt *stmt)
{
  MbPerson *person = g_new0 (MbPerson, 1);
  g_autofree char *role = mb_db_dup_text (stmt, 3);

  person->id = mb_db_dup_text (stmt, 0);
  person->name = mb_db_dup_text (stmt, 1);
  person->initials = mb_db_dup_text (stmt, 2);
  mb_role_from_string (role, &person->role);

  return person;
}

/**
 * mb_person_table_read:
 * @db: a connection
 * @people: (element-type MbPerson): where they go
 * @error: return location
 *
 * Reads all people, in the order in which they came.
 *
 * Returns: whether all could be read; otherwise those before the first that could not are there
 */
gboolean
mb_person_table_read (Db *db, GPtrArray *people, GError **error)
{
  g_autoptr (Stmt) stmt = mb_db_prepare (db, COLUMNS " ORDER BY person_no", error);
  gboolean row = FALSE;

  if (!stmt)
    return FALSE;
  do {
    if (!mb_db_next (stmt, &row, "listing people", error))
      return FALSE;
    if (row)
      g_ptr_array_add (people, read_row (stmt));
  } while (row);

  return TRUE;
}

/**
 * mb_person_table_list:
 * @db: a connection
 * @error: return location
 *
 * Reads all people, in the order in which they came; those who have left, too.
 *
 * Returns: (transfer full) (element-type MbPerson): the people
 */
GPtrArray *
mb_person_table_list (Db *db, GError **error)
{
  g_autoptr (GPtrArray) people = g_ptr_array_new_with_free_func ((GDestroyNotify) mb_person_free);

  return mb_person_table_read (db, people, error) ? g_steal_pointer (&people) : NULL;
}

/**
 * mb_person_table_put:
 * @db: the writer's connection, in a transaction
 * @person: somebody
 * @error: return location
 *
 * Inserts a person or brings the one with that id up to date.
 *
 * Returns: whether it is written; `MB_STORE_ERROR_CONFLICT` when another has the name
 */
gboolean
mb_person_table_put (Db *db, const MbPerson *person, GError **error)
{
  g_autoptr (Stmt) stmt =
    mb_db_prepare (db,
                   "INSERT INTO person (id, name, initials, role) VALUES (?1, ?2, ?3, ?4)"
                   " ON CONFLICT (id) DO UPDATE SET name = ?2, initials = ?3, role = ?4",
                   error);

  if (!stmt)
    return FALSE;

  mb_db_bind_text (stmt, 1, person->id);
  mb_db_bind_text (stmt, 2, person->name);
  mb_db_bind_text (stmt, 3, person->initials ? person->initials : "");
  mb_db_bind_text (stmt, 4, mb_role_to_string (person->role));
  return mb_db_run (stmt, "keeping a person", error);
}

/**
 * mb_person_table_find:
 * @db: a connection
 * @word: (nullable): an id or a name
 * @person: (out) (transfer full) (nullable): who it is, `NULL` when nobody is called so
 * @error: return location
 *
 * Looks somebody up, by id first.
 *
 * Returns: whether it could be read
 */
gboolean
mb_person_table_find (Db *db, const char *word, MbPerson **person, GError **error)
{
  g_autoptr (Stmt) stmt =
    mb_db_prepare (db, COLUMNS " WHERE id = ?1 OR name = ?1 ORDER BY id = ?1 DESC LIMIT 1", error);
  gboolean row = FALSE;

  if (!stmt)
    return FALSE;
  mb_db_bind_text (stmt, 1, word);
  if (!mb_db_next (stmt, &row, "looking for a person", error))
    return FALSE;

  *person = row ? read_row (stmt) : NULL;
  return TRUE;
}

/**
 * mb_person_table_get_current:
 * @db: a connection
 * @person: (out) (transfer full) (nullable): who uses the store, `NULL` when nobody has said so
 * @error: return location
 *
 * Says who works here now.
 *
 * Returns: whether it could be read
 */
gboolean
mb_person_table_get_current (Db *db, MbPerson **person, GError **error)
{
  g_autofree char *id = NULL;

  return mb_setting_table_get (db, MB_SETTING_PERSON, &id, error) &&
         mb_person_table_find (db, id, person, error);
}

/**
 * mb_person_table_is_review_on:
 * @db: a connection
 * @is_on: (out): whether articles are reviewed here
 * @error: return location
 *
 * Two people make a review, or the setting does. Who has left does not count.
 *
 * Returns: whether it could be read
 */
gboolean
mb_person_table_is_review_on (Db *db, gboolean *is_on, GError **error)
{
  g_autofree char *setting = NULL;
  gint64 n_people = 0;

  if (!mb_setting_table_get (db, MB_SETTING_REVIEW, &setting, error) ||
      !mb_db_read_int (db, "SELECT count (*) FROM person WHERE role != 'former'", &n_people, error))
    return FALSE;

  *is_on = n_people >= 2 || g_strcmp0 (setting, "on") == 0;
  return TRUE;
}
