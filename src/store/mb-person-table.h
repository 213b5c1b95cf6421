#pragma once

#include "mb-db.h"
#include "mb-person.h"

G_BEGIN_DECLS

/* Who works with this store. Which of them uses it now is a setting. */
#define MB_SETTING_PERSON "person"

GPtrArray *mb_person_table_list (Db *db, GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean mb_person_table_read (Db *db, GPtrArray *people, GError **error);
gboolean mb_person_table_put (Db *db, const MbPerson *person, GError **error);
gboolean mb_person_table_find (Db *db, const char *word, MbPerson **person, GError **error);
gboolean mb_person_table_get_current (Db *db, MbPerson **person, GError **error);
gboolean mb_person_table_is_review_on (Db *db, gboolean *is_on, GError **error);

G_END_DECLS
