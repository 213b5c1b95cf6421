#include "mb-store-review.h"

#include "mb-exchange-table.h"
#include "mb-person-table.h"
#include "mb-review-table.h"
#include "mb-setting-table.h"
#include "mb-store-inside.h"

typedef struct {
  const MbPerson *person;
  const char *id;
  gpointer answer;
  gboolean is_on;
} Request;

/**
 * mb_store_list_people_sync:
 * @self: a store
 * @error: return location
 *
 * Lists who works here or has left, in the order in which they came. Blocks.
 *
 * Returns: (transfer full) (element-type MbPerson): the people
 */
GPtrArray *
mb_store_list_people_sync (MbStore *self, GError **error)
{
  g_return_val_if_fail (MB_IS_STORE (self), NULL);

  return mb_store_read_list (self, mb_person_table_list, error);
}

/**
 * mb_store_list_others_sync:
 * @self: a store
 * @error: return location
 *
 * Lists who does not work here and is known from files. They have names, and no rights. Blocks.
 *
 * Returns: (transfer full) (element-type MbPerson): the people
 */
GPtrArray *
mb_store_list_others_sync (MbStore *self, GError **error)
{
  g_return_val_if_fail (MB_IS_STORE (self), NULL);

  return mb_store_read_list (self, mb_exchange_table_list_names, error);
}

/* The first one uses the store, until somebody says otherwise, and has written what is there. Who
 * is here and only changed does not take the place of one who has left. */
static gboolean
put_in_worker (Db *db, gpointer user_data, GError **error)
{
  const Request *request = user_data;
  g_autoptr (MbPerson) before = NULL;
  g_autoptr (MbPerson) current = NULL;
  g_autoptr (MbPerson) namesake = NULL;

  if (!mb_person_table_find (db, request->person->name, &namesake, error))
    return FALSE;
  if (namesake && !g_str_equal (namesake->id, request->person->id)) {
    g_set_error (error, MB_STORE_ERROR, MB_STORE_ERROR_CONFLICT, "somebody is called so: %s",
                 namesake->id);
    return FALSE;
  }
  if (!mb_person_table_find (db, request->person->id, &before, error) ||
      !mb_person_table_put (db, request->person, error) ||
      !mb_person_table_get_current (db, &current, error))
    return FALSE;
  if (request->person->role == MB_ROLE_FORMER)
    return !current || !g_str_equal (current->id, request->person->id) ||
           mb_setting_table_put (db, MB_SETTING_PERSON, NULL, error);
  if (current || (before && before->role != MB_ROLE_FORMER))
    return TRUE;

  return mb_setting_table_put (db, MB_SETTING_PERSON, request->person->id, error) &&
         mb_review_table_adopt (db, request->person->id, error);
}

/**
 * mb_store_put_person_sync:
 * @self: a store
 * @person: somebody
 * @error: return location
 *
 * Adds a person, or changes the one with that id. The first person uses the store from then on, and
 * the drafts that are nobody's become theirs. One who leaves does not use it any more. Blocks.
 *
 * Returns: whether it is on disk; `MB_STORE_ERROR_CONFLICT` when somebody else has the name
 */
gboolean
mb_store_put_person_sync (MbStore *self, const MbPerson *person, GError **error)
{
  Request request = {.person = person};

  g_return_val_if_fail (MB_IS_STORE (self), FALSE);
  g_return_val_if_fail (person != NULL && person->id != NULL && person->name != NULL, FALSE);

  return mb_store_write (self, put_in_worker, &request, error);
}

static gboolean
use_in_worker (Db *db, gpointer user_data, GError **error)
{
  const Request *request = user_data;
  g_autoptr (MbPerson) person = NULL;

  if (!mb_person_table_find (db, request->id, &person, error))
    return FALSE;
  if (!person || person->role == MB_ROLE_FORMER) {
    g_set_error (error, MB_STORE_ERROR, MB_STORE_ERROR_NOT_FOUND, "nobody is %s", request->id);
    return FALSE;
  }

  return mb_setting_table_put (db, MB_SETTING_PERSON, person->id, error);
}

/**
 * mb_store_use_person_sync:
 * @self: a store
 * @person_id: an id, or a name
 * @error: return location
 *
 * Says who uses the store from now on. Blocks.
 *
 * Returns: whether it is on disk; `MB_STORE_ERROR_NOT_FOUND`
 */
gboolean
mb_store_use_person_sync (MbStore *self, const char *person_id, GError **error)
{
  Request request = {.id = person_id};

  g_return_val_if_fail (MB_IS_STORE (self), FALSE);
  g_return_val_if_fail (person_id != NULL, FALSE);

  return mb_store_write (self, use_in_worker, &request, error);
}

static gboolean
get_in_reader (Db *db, gpointer user_data, GError **error)
{
  Request *request = user_data;

  return mb_person_table_get_current (db, (MbPerson **) &request->answer, error);
}

/**
 * mb_store_get_person_sync:
 * @self: a store
 * @person: (out) (transfer full) (nullable): who uses it, `NULL` when nobody has said so
 * @error: return location
 *
 * Says who uses the store. Blocks.
 *
 * Returns: whether it could be read
 */
gboolean
mb_store_get_person_sync (MbStore *self, MbPerson **person, GError **error)
{
  Request request = {NULL};

  g_return_val_if_fail (MB_IS_STORE (self), FALSE);
  g_return_val_if_fail (person != NULL, FALSE);

  if (!mb_store_read (self, get_in_reader, &request, error))
    return FALSE;

  *person = request.answer;
  return TRUE;
}

static gboolean
is_on_in_reader (Db *db, gpointer user_data, GError **error)
{
  Request *request = user_data;

  return mb_person_table_is_review_on (db, &request->is_on, error);
}

/**
 * mb_store_is_review_on_sync:
 * @self: a store
 * @is_on: (out): whether articles are reviewed before they are published
 * @error: return location
 *
 * Articles are reviewed where two people work, or where the setting `MB_SETTING_REVIEW` says so.
 * Blocks.
 *
 * Returns: whether it could be read
 */
gboolean
mb_store_is_review_on_sync (MbStore *self, gboolean *is_on, GError **error)
{
  Request request = {NULL};

  g_return_val_if_fail (MB_IS_STORE (self), FALSE);
  g_return_val_if_fail (is_on != NULL, FALSE);

  if (!mb_store_read (self, is_on_in_reader, &request, error))
    return FALSE;

  *is_on = request.is_on;
  return TRUE;
}
