#pragma once

#include "mb-store-review.h"
#include "mb-worker.h"

G_BEGIN_DECLS

/* Who works with this store, who of them sits here now, and whether articles are reviewed. Main
 * thread.
 *
 * Signal `changed ()`: any of it is another.
 * Signal `trouble (GError *error)`: a change failed whose caller does not listen.
 */
#define MB_TYPE_PEOPLE (mb_people_get_type ())

G_DECLARE_FINAL_TYPE (MbPeople, mb_people, MB, PEOPLE, GObject)

/* As read on the opening thread. */
typedef struct _MbPeopleFacts MbPeopleFacts;

/* @error: (nullable) */
typedef void (*MbPeopleDone) (const GError *error, gpointer user_data);

MbPeopleFacts *mb_people_facts_read_sync (MbStore *store, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void mb_people_facts_free (MbPeopleFacts *facts);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MbPeopleFacts, mb_people_facts_free)

MbPeople *
mb_people_new (MbStore *store, MbWorker *worker, MbPeopleFacts *facts) G_GNUC_WARN_UNUSED_RESULT;
const GPtrArray *mb_people_get_here (MbPeople *self);
const MbPerson *mb_people_get_me (MbPeople *self);
const MbPerson *mb_people_find (MbPeople *self, const char *person_id);
const char *mb_people_name_of (const char *person_id, gpointer people);
gboolean mb_people_is_review_on (MbPeople *self);

void mb_people_add (MbPeople *self,
                    const char *name,
                    MbRole role,
                    MbPeopleDone done,
                    gpointer user_data);
void mb_people_put (MbPeople *self, const MbPerson *person, MbPeopleDone done, gpointer user_data);
void mb_people_use (MbPeople *self, const char *person_id, MbPeopleDone done, gpointer user_data);
void mb_people_set_review (MbPeople *self, gboolean is_on, MbPeopleDone done, gpointer user_data);
void mb_people_refresh (MbPeople *self, MbPeopleDone done, gpointer user_data);

G_END_DECLS
