#include "mb-people.h"

struct _MbPeopleFacts {
  GPtrArray *people; /* of MbPerson */
  GPtrArray *here;   /* those of them who have not left; not held */
  GPtrArray *others; /* of MbPerson: names from files, nobody who works here; NULL: none */
  MbPerson *me;      /* NULL: nobody has said so */
  gboolean is_on;
};

struct _MbPeople {
  GObject parent_instance;
  MbStore *store;
  MbWorker *worker; /* what the store is told waits for its disk */
  MbPeopleFacts *facts;
};

static guint changed_signal;
static guint trouble_signal;

G_DEFINE_FINAL_TYPE (MbPeople, mb_people, G_TYPE_OBJECT)

/**
 * mb_people_facts_read_sync:
 * @store: a store
 * @error: return location
 *
 * Reads who works there. Blocks.
 *
 * Returns: (transfer full): what the store says
 */
MbPeopleFacts *
mb_people_facts_read_sync (MbStore *store, GError **error)
{
  g_autoptr (MbPeopleFacts) facts = g_new0 (MbPeopleFacts, 1);

  facts->people = mb_store_list_people_sync (store, error);
  facts->others = facts->people ? mb_store_list_others_sync (store, error) : NULL;
  if (!facts->others || !mb_store_get_person_sync (store, &facts->me, error) ||
      !mb_store_is_review_on_sync (store, &facts->is_on, error))
    return NULL;

  facts->here = g_ptr_array_new ();
  for (guint i = 0; i < facts->people->len; i++) {
    MbPerson *person = facts->people->pdata[i];

    if (person->role != MB_ROLE_FORMER)
      g_ptr_array_add (facts->here, person);
  }

  return g_steal_pointer (&facts);
}

/**
 * mb_people_facts_free:
 * @facts: (transfer full) (nullable): what was read
 *
 * Frees it.
 */
void
mb_people_facts_free (MbPeopleFacts *facts)
{
  if (!facts)
    return;

  g_clear_pointer (&facts->here, g_ptr_array_unref);
  g_clear_pointer (&facts->people, g_ptr_array_unref);
  g_clear_pointer (&facts->others, g_ptr_array_unref);
  g_clear_pointer (&facts->me, mb_person_free);
  g_free (facts);
}

static void
mb_people_finalize (GObject *object)
{
  MbPeople *self = MB_PEOPLE (object);

  g_clear_object (&self->worker);
  g_clear_object (&self->store);
  g_clear_pointer (&self->facts, mb_people_facts_free);

  G_OBJECT_CLASS (mb_people_parent_class)->finalize (object);
}

static void
mb_people_class_init (MbPeopleClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = mb_people_finalize;
  changed_signal = g_signal_new ("changed", MB_TYPE_PEOPLE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                 G_TYPE_NONE, 0);
  trouble_signal = g_signal_new ("trouble", MB_TYPE_PEOPLE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                 G_TYPE_NONE, 1, G_TYPE_ERROR);
}

static void
mb_people_init (MbPeople *self)
{
}

/**
 * mb_people_new:
 * @store: an open store
 * @worker: for what the store is told
 * @facts: (transfer full) (nullable): what it said; %NULL: nobody is known
 *
 * Knows the people of a store.
 */
MbPeople *
mb_people_new (MbStore *store, MbWorker *worker, MbPeopleFacts *facts)
{
  MbPeople *self = NULL;

  g_return_val_if_fail (MB_IS_STORE (store), NULL);
  g_return_val_if_fail (MB_IS_WORKER (worker), NULL);

  self = g_object_new (MB_TYPE_PEOPLE, NULL);
  self->store = g_object_ref (store);
  self->worker = g_object_ref (worker);
  self->facts = facts ? facts : g_new0 (MbPeopleFacts, 1);
  if (!self->facts->people)
    self->facts->people = g_ptr_array_new ();
  if (!self->facts->here)
    self->facts->here = g_ptr_array_new ();

  return self;
}

/**
 * mb_people_get_here:
 * @self: people
 *
 * Everybody who works here and has not left.
 *
 * Returns: (transfer none) (element-type MbPerson): the people
 */
const GPtrArray *
mb_people_get_here (MbPeople *self)
{
  g_return_val_if_fail (MB_IS_PEOPLE (self), NULL);

  return self->facts->here;
}

/**
 * mb_people_get_me:
 * @self: people
 *
 * Who sits here now.
 *
 * Returns: (transfer none) (nullable): the person
 */
const MbPerson *
mb_people_get_me (MbPeople *self)
{
  g_return_val_if_fail (MB_IS_PEOPLE (self), NULL);

  return self->facts->me;
}

static const MbPerson *
find (const GPtrArray *people, const char *person_id)
{
  for (guint i = 0; person_id && i < people->len; i++) {
    const MbPerson *person = people->pdata[i];

    if (g_str_equal (person->id, person_id))
      return person;
  }

  return NULL;
}

/**
 * mb_people_find:
 * @self: people
 * @person_id: (nullable): an id
 *
 * Finds a person, also one who has left.
 *
 * Returns: (transfer none) (nullable): the person
 */
const MbPerson *
mb_people_find (MbPeople *self, const char *person_id)
{
  g_return_val_if_fail (MB_IS_PEOPLE (self), NULL);

  return find (self->facts->people, person_id);
}

/**
 * mb_people_name_of:
 * @person_id: an id
 * @people: (type MbPeople): people
 *
 * Says who somebody is, for those who know no more of people than that. Those whom a file has named
 * are among them.
 *
 * Returns: (nullable) (transfer none): the name
 */
const char *
mb_people_name_of (const char *person_id, gpointer people)
{
  const MbPeopleFacts *facts = MB_PEOPLE (people)->facts;
  const MbPerson *person = mb_people_find (people, person_id);

  if (!person && facts->others)
    person = find (facts->others, person_id);

  return person ? person->name : NULL;
}

/**
 * mb_people_is_review_on:
 * @self: people
 *
 * Whether articles are reviewed before they are published: there are two people, or the store says
 * so.
 */
gboolean
mb_people_is_review_on (MbPeople *self)
{
  g_return_val_if_fail (MB_IS_PEOPLE (self), FALSE);

  return self->facts->is_on;
}

/* Changes: told to the store on the worker, then all is read again. */

typedef struct {
  MbStore *store;
  MbPerson *person;   /* to be put */
  char *used;         /* id of who sits here */
  const char *review; /* static */
  MbPeopleDone done;
  gpointer user_data;
} Change;

static void
change_free (Change *change)
{
  g_object_unref (change->store);
  g_clear_pointer (&change->person, mb_person_free);
  g_free (change->used);
  g_free (change);
}

static void
change_in_worker (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  Change *change = task_data;
  MbPeopleFacts *facts = NULL;
  GError *error = NULL;

  if ((!change->person || mb_store_put_person_sync (change->store, change->person, &error)) &&
      (!change->used || mb_store_use_person_sync (change->store, change->used, &error)) &&
      (!change->review ||
       mb_store_set_setting_sync (change->store, MB_SETTING_REVIEW, change->review, &error)))
    facts = mb_people_facts_read_sync (change->store, &error);
  if (facts)
    g_task_return_pointer (task, facts, (GDestroyNotify) mb_people_facts_free);
  else
    g_task_return_error (task, error);
}

static void
changed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  MbPeople *self = MB_PEOPLE (source);
  Change *change = g_task_get_task_data (G_TASK (result));
  g_autoptr (GError) error = NULL;
  MbPeopleFacts *facts = g_task_propagate_pointer (G_TASK (result), &error);

  if (facts) {
    mb_people_facts_free (self->facts);
    self->facts = facts;
    g_signal_emit (self, changed_signal, 0);
  }
  if (change->done)
    change->done (error, change->user_data);
  else if (error)
    g_signal_emit (self, trouble_signal, 0, error);
}

static Change *
new_change (MbPeople *self, MbPeopleDone done, gpointer user_data)
{
  Change *change = g_new0 (Change, 1);

  change->store = g_object_ref (self->store);
  change->done = done;
  change->user_data = user_data;

  return change;
}

static void
run_change (MbPeople *self, Change *change)
{
  GTask *task = g_task_new (self, NULL, changed_cb, NULL);

  g_task_set_source_tag (task, run_change);
  g_task_set_task_data (task, change, (GDestroyNotify) change_free);
  mb_worker_push (self->worker, task, change_in_worker);
  g_object_unref (task);
}

/**
 * mb_people_add:
 * @self: people
 * @name: somebody's name
 * @role: what they may do
 * @done: (nullable): called when the store has it, or with the error
 * @user_data: for it
 *
 * Adds a person. Somebody of that name who had left is here again.
 */
void
mb_people_add (MbPeople *self, const char *name, MbRole role, MbPeopleDone done, gpointer user_data)
{
  g_autoptr (MbPerson) person = NULL;

  g_return_if_fail (MB_IS_PEOPLE (self));
  g_return_if_fail (name != NULL);

  person = mb_person_new (mb_person_find_former (self->facts->people, name), name, role);
  mb_people_put (self, person, done, user_data);
}

/**
 * mb_people_put:
 * @self: people
 * @person: new, or known and changed; who leaves is %MB_ROLE_FORMER
 * @done: (nullable): called when the store has it, or with the error
 * @user_data: for it
 *
 * Keeps a person. The first one sits here from then on.
 */
void
mb_people_put (MbPeople *self, const MbPerson *person, MbPeopleDone done, gpointer user_data)
{
  Change *change = NULL;

  g_return_if_fail (MB_IS_PEOPLE (self));
  g_return_if_fail (person != NULL);

  change = new_change (self, done, user_data);
  change->person = mb_person_copy (person);
  run_change (self, change);
}

/**
 * mb_people_use:
 * @self: people
 * @person_id: somebody known
 * @done: (nullable): called when the store has it, or with the error
 * @user_data: for it
 *
 * Says who sits here now.
 */
void
mb_people_use (MbPeople *self, const char *person_id, MbPeopleDone done, gpointer user_data)
{
  Change *change = NULL;

  g_return_if_fail (MB_IS_PEOPLE (self));
  g_return_if_fail (person_id != NULL);

  change = new_change (self, done, user_data);
  change->used = g_strdup (person_id);
  run_change (self, change);
}

/**
 * mb_people_set_review:
 * @self: people
 * @is_on: whether articles are reviewed although there are not two people
 * @done: (nullable): called when the store has it, or with the error
 * @user_data: for it
 *
 * Switches review.
 */
void
mb_people_set_review (MbPeople *self, gboolean is_on, MbPeopleDone done, gpointer user_data)
{
  Change *change = NULL;

  g_return_if_fail (MB_IS_PEOPLE (self));

  change = new_change (self, done, user_data);
  change->review = is_on ? "on" : "off";
  run_change (self, change);
}

/**
 * mb_people_refresh:
 * @self: people
 * @done: (nullable): called when it is known, or with the error
 * @user_data: for it
 *
 * Reads all anew: a file has named somebody.
 */
void
mb_people_refresh (MbPeople *self, MbPeopleDone done, gpointer user_data)
{
  g_return_if_fail (MB_IS_PEOPLE (self));

  run_change (self, new_change (self, done, user_data));
}
