#pragma once

#include "mb-destinations.h"

G_BEGIN_DECLS

/* A post of a site on its way to becoming an article: pieces of HTML that are to be read, and
 * blocks as they are. Exactly one is set. */
typedef struct {
  char *html;
  MbBlock *block;
  char *title; /* of the table that comes next */
} MbPulledPart;

typedef struct {
  char *url;
  char *id;      /* (nullable): what the site calls it */
  GBytes *bytes; /* (nullable): it could not be had */
} MbPulledPicture;

struct _MbPulled {
  MbRemote *remote;
  GPtrArray *parts;    /* of MbPulledPart, in order */
  GPtrArray *pictures; /* of MbPulledPicture */
  char *section;       /* (nullable), like all below */
  char *tags;          /* one a line */
  char *byline;        /* one name a line */
  char *dateline;
  char *date;
};

MbPulled *mb_pulled_new (MbRemote *remote) G_GNUC_WARN_UNUSED_RESULT;
void mb_pulled_free (MbPulled *pulled);
void mb_pulled_add_html (MbPulled *self, const char *html);
void mb_pulled_add_block (MbPulled *self, MbBlock *block);
void mb_pulled_add_title (MbPulled *self, const char *title);
void mb_pulled_add_picture (MbPulled *self, const char *url, const char *id);

void mb_pull_async (MbDestinations *destinations,
                    MbSite *site,
                    const char *address,
                    GCancellable *cancellable,
                    GAsyncReadyCallback callback,
                    gpointer user_data);
MbPulled *mb_pull_finish (MbDestinations *destinations,
                          GAsyncResult *result,
                          GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MbPulled, mb_pulled_free)

G_END_DECLS
