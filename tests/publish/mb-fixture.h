#pragma once

#include "mb-lying-site.h"
#include "mb-outbox.h"
#include "mb-store.h"

G_BEGIN_DECLS

#define FIXTURE_ARTICLE_ID "11111111-2222-4333-8444-555555555555"
#define FIXTURE_SITE_ID "99999999-2222-4333-8444-555555555555"
#define FIXTURE_HEADLINE "Le bac de Kérivel « reprend » la mer"
#define FIXTURE_SLUG "le-bac-de-kerivel-reprend-la-mer"
#define FIXTURE_OTHER_END "Tout finit autrement."
#define FIXTURE_N_PICTURES 2

/* A store, a site in it and an article with two pictures, for the tests of publishing. Waits are a
 * few milliseconds. */
typedef struct {
  char *folder;
  MbStore *store;
  MbDestinations *destinations;
  MbOutbox *outbox;
  char *picture_hashes[FIXTURE_N_PICTURES];
} MbFixture;

const MbRetryPolicy *mb_fixture_policy (void);
MbFixture *mb_fixture_open (const char *folder, const char *endpoint, const char *token);
void mb_fixture_add_row (MbFixture *self, const MbDestinationRow *row, const char *secret);
void mb_fixture_add_site (MbFixture *self,
                          const char *id,
                          const char *name,
                          const char *endpoint,
                          const char *token);
void mb_fixture_close (MbFixture *self, gboolean remove_folder);
MbSnapshot *
mb_fixture_make_article (MbFixture *self, const char *headline, const char *last_paragraph);
MbJob *mb_fixture_publish (MbFixture *self,
                           MbSnapshot *snapshot,
                           const MbPublishOptions *options,
                           GError **error);
void mb_fixture_resume (MbFixture *self);
gboolean mb_fixture_is_at_rest (MbJob *job);
void mb_fixture_run (MbFixture *self, MbJob *job);
void mb_fixture_remove_folder (const char *folder);
GBytes *mb_fixture_rendition (MbAssets *assets,
                              const char *sha256,
                              guint width_px,
                              gsize budget_bytes,
                              gpointer words,
                              GError **error);

G_END_DECLS
