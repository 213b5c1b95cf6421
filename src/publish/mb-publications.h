#pragma once

#include "mb-store-outbox.h"

G_BEGIN_DECLS

/* Which articles are on which sites, as the store last said. Lives on the main thread. */
typedef struct _MbPublications MbPublications;

MbPublications *mb_publications_new (void) G_GNUC_WARN_UNUSED_RESULT;
void mb_publications_free (MbPublications *self);
void mb_publications_take (MbPublications *self, MbPublicationRow *row);
void mb_publications_note_done (MbPublications *self, const MbJobRow *job);
const MbPublicationRow *
mb_publications_find (MbPublications *self, const char *draft_id, const char *site_id);

G_END_DECLS
