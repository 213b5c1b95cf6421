#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/* Somebody of the newsroom. A value; copied, never changed in place by two. */
#define MB_TYPE_PERSON (mb_person_get_type ())

typedef enum {
  MB_ROLE_REPORTER,
  MB_ROLE_EDITOR,
  MB_ROLE_FORMER, /* has left: a name in what was done, who does nothing any more */
} MbRole;

typedef struct {
  char *id; /* UUID: what transactions, marks and events carry */
  char *name;
  char *initials;
  MbRole role;
} MbPerson;

GType mb_person_get_type (void);
MbPerson *mb_person_new (const char *id, const char *name, MbRole role) G_GNUC_WARN_UNUSED_RESULT;
MbPerson *mb_person_copy (const MbPerson *self) G_GNUC_WARN_UNUSED_RESULT;
void mb_person_free (MbPerson *self);

char *mb_person_make_initials (const char *name) G_GNUC_WARN_UNUSED_RESULT;
const char *mb_person_find_former (GPtrArray *people, const char *name);
const char *mb_role_to_string (MbRole role);
gboolean mb_role_from_string (const char *name, MbRole *role);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MbPerson, mb_person_free)

G_END_DECLS
