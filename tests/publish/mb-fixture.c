#include "mb-fixture.h"

#include <glib/gstdio.h>

#include <string.h>

static const MbRetryPolicy policy = {
  .base_ms = 4,
  .cap_ms = 20,
  .look_ms = 35, /* longer than the slowest honest site needs to show a post */
  .max_tries = 8,
  .max_age_ms = 60 * 1000,
  .io_timeout_s = 1,
  .deadline_ms = 700,
  .bytes_per_s = 0,
};

const MbRetryPolicy *
mb_fixture_policy (void)
{
  return &policy;
}

/* The bytes as they are: what renditions look like is the media suite's business. */
GBytes *
mb_fixture_rendition (MbAssets *assets,
                      const char *sha256,
                      guint width_px,
                      gsize budget_bytes,
                      gpointer words,
                      GError **error)
{
  return mb_assets_load (assets, sha256, NULL, error);
}

static void
loaded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  gboolean *done = user_data;
  g_autoptr (GError) error = NULL;

  mb_destinations_load_finish (MB_DESTINATIONS (source), result, &error);
  g_assert_no_error (error);
  *done = TRUE;
}

void
mb_fixture_add_row (MbFixture *self, const MbDestinationRow *row, const char *secret)
{
  g_autoptr (GError) error = NULL;
  gboolean done = FALSE;

  mb_store_put_site_sync (self->store, row, &error);
  g_assert_no_error (error);
  mb_destinations_lend_secret (self->destinations, row->name, secret);
  mb_destinations_load_async (self->destinations, NULL, loaded_cb, &done);
  while (!done)
    g_main_context_iteration (NULL, TRUE);
}

void
mb_fixture_add_site (MbFixture *self,
                     const char *id,
                     const char *name,
                     const char *endpoint,
                     const char *token)
{
  g_autofree char *data = mb_site_make_data (endpoint, 0, NULL);
  MbDestinationRow row = {
    .id = (char *) id,
    .name = (char *) name,
    .kind = (char *) "micropub",
    .url = (char *) endpoint,
    .data = data,
  };

  mb_fixture_add_row (self, &row, token);
}

static void
keep_pictures (MbFixture *self)
{
  for (guint i = 0; i < FIXTURE_N_PICTURES; i++) {
    g_autofree char *words = g_strdup_printf ("\xff\xd8\xff\xe0 picture %u", i);
    g_autoptr (GBytes) bytes = g_bytes_new (words, strlen (words));
    g_autoptr (GError) error = NULL;

    self->picture_hashes[i] = mb_assets_keep (MB_ASSETS (self->store), bytes, &error);
    g_assert_no_error (error);
  }
}

MbFixture *
mb_fixture_open (const char *folder, const char *endpoint, const char *token)
{
  MbFixture *self = g_new0 (MbFixture, 1);
  g_autoptr (GError) error = NULL;

  self->folder = folder ? g_strdup (folder) : g_dir_make_tmp ("marbre-publish-XXXXXX", &error);
  g_assert_no_error (error);
  self->store = mb_store_open_sync (self->folder, MB_STORE_READ_WRITE, NULL, &error);
  g_assert_no_error (error);
  self->destinations = mb_destinations_new (self->store);
  mb_fixture_add_site (self, FIXTURE_SITE_ID, "test", endpoint, token);
  keep_pictures (self);
  self->outbox = mb_outbox_new (self->store, self->destinations, &policy);
  mb_outbox_set_rendition (self->outbox, mb_fixture_rendition);

  return self;
}

void
mb_fixture_remove_folder (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir && (name = g_dir_read_name (dir))) {
    g_autofree char *path = g_build_filename (folder, name, NULL);

    if (g_file_test (path, G_FILE_TEST_IS_DIR) && !g_file_test (path, G_FILE_TEST_IS_SYMLINK))
      mb_fixture_remove_folder (path);
    else
      g_unlink (path);
  }
  g_rmdir (folder);
}

/* A thread lets go of what it was lent a little after its answer was heard. */
static void
end (gpointer object)
{
  while (g_atomic_int_get (&G_OBJECT (object)->ref_count) > 1)
    if (!g_main_context_iteration (NULL, FALSE))
      g_thread_yield ();
  g_assert_finalize_object (object);
}

void
mb_fixture_close (MbFixture *self, gboolean remove_folder)
{
  mb_outbox_stop (self->outbox);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  end (g_steal_pointer (&self->outbox));
  end (g_steal_pointer (&self->destinations));
  mb_store_close (self->store);
  g_clear_object (&self->store);
  if (remove_folder)
    mb_fixture_remove_folder (self->folder);
  for (guint i = 0; i < FIXTURE_N_PICTURES; i++)
    g_free (self->picture_hashes[i]);
  g_free (self->folder);
  g_free (self);
}

static MbSnapshot *
append (MbSnapshot *snapshot, MbBlock *block)
{
  MbSnapshot *longer =
    mb_snapshot_with_inserted (snapshot, mb_snapshot_get_n_blocks (snapshot), block);

  mb_snapshot_unref (snapshot);
  mb_block_unref (block);

  return longer;
}

static MbBlock *
make_text (guint64 id, MbBlockKind kind, const char *words)
{
  g_autoptr (MbText) text = mb_text_new (words);

  return mb_block_new_text (id, kind, text);
}

static MbBlock *
make_figure (guint64 id, const char *hash, const char *caption)
{
  g_autoptr (MbBlock) bare = mb_block_new (id, MB_BLOCK_FIGURE);
  g_autoptr (MbBlock) with_media = mb_block_with_attribute (bare, MB_ATTR_MEDIA, hash);
  g_autoptr (MbBlock) with_alt =
    mb_block_with_attribute (with_media, MB_ATTR_ALT, "Un bac au large, vu du quai");
  g_autoptr (MbText) words = mb_text_new (caption);
  g_autoptr (MbText) credit = mb_text_new ("Photo : M. Le Bris");
  g_autoptr (MbBlock) with_caption = NULL;
  guint part = 0;

  g_assert_true (mb_block_kind_find_role (MB_BLOCK_FIGURE, MB_PART_CAPTION, &part));
  with_caption = mb_block_with_part (with_alt, part, words);
  g_assert_true (mb_block_kind_find_role (MB_BLOCK_FIGURE, MB_PART_CREDIT, &part));

  return mb_block_with_part (with_caption, part, credit);
}

static MbSnapshot *
with_meta (MbSnapshot *snapshot, const char *name, const char *value)
{
  MbSnapshot *changed = mb_snapshot_with_meta (snapshot, name, value);

  mb_snapshot_unref (snapshot);

  return changed;
}

/* An invented article with everything in it that publishing has to carry. */
MbSnapshot *
mb_fixture_make_article (MbFixture *self, const char *headline, const char *last_paragraph)
{
  MbSnapshot *snapshot = mb_snapshot_new_bare (FIXTURE_ARTICLE_ID);

  snapshot = append (snapshot, make_text (1, MB_BLOCK_KICKER, "Îles"));
  snapshot =
    append (snapshot, make_text (2, MB_BLOCK_HEADLINE, headline ? headline : FIXTURE_HEADLINE));
  snapshot = append (
    snapshot, make_text (3, MB_BLOCK_STANDFIRST, "Trois traversées par jour, à partir de lundi."));
  snapshot =
    append (snapshot, make_figure (4, self->picture_hashes[0], "Le bac, mardi & mercredi."));
  snapshot =
    append (snapshot, make_text (5, MB_BLOCK_PARAGRAPH,
                                 "Il était temps\u00a0: l’été « arrive ». 3 < 4 & 5 > 2."));
  snapshot = append (snapshot, make_text (6, MB_BLOCK_CROSSHEAD, "Une saison courte"));
  snapshot =
    append (snapshot, make_text (7, MB_BLOCK_PARAGRAPH, "Le capitaine n’en dit pas plus."));
  snapshot = append (snapshot, make_figure (8, self->picture_hashes[1], "Le quai."));
  snapshot =
    append (snapshot, make_text (9, MB_BLOCK_PARAGRAPH,
                                 last_paragraph ? last_paragraph : "Retour à quai à 19 h."));
  snapshot = with_meta (snapshot, MB_META_BYLINE, "Anaïs Kerdoncuff\nYann Le Saout");
  snapshot = with_meta (snapshot, MB_META_DATELINE, "Kérivel");
  snapshot = with_meta (snapshot, MB_META_DATE, "2026-11-20");
  snapshot = with_meta (snapshot, MB_META_LANGUAGE, "fr");

  return with_meta (snapshot, MB_META_SECTION, "Société");
}

typedef struct {
  MbJob *job;
  GError *error;
  gboolean done;
} Planned;

static void
planned_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Planned *planned = user_data;

  planned->job = mb_outbox_publish_finish (MB_OUTBOX (source), result, &planned->error);
  planned->done = TRUE;
}

MbJob *
mb_fixture_publish (MbFixture *self,
                    MbSnapshot *snapshot,
                    const MbPublishOptions *options,
                    GError **error)
{
  MbPublishOptions defaults = {.destination_id = "test"};
  Planned planned = {0};

  mb_outbox_publish_async (self->outbox, snapshot, options ? options : &defaults, NULL, planned_cb,
                           &planned);
  while (!planned.done)
    g_main_context_iteration (NULL, TRUE);
  if (planned.error)
    g_propagate_error (error, planned.error);

  return planned.job;
}

static void
resumed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  gboolean *done = user_data;
  g_autoptr (GError) error = NULL;

  mb_outbox_resume_finish (MB_OUTBOX (source), result, &error);
  g_assert_no_error (error);
  *done = TRUE;
}

void
mb_fixture_resume (MbFixture *self)
{
  gboolean done = FALSE;

  mb_outbox_resume_async (self->outbox, NULL, resumed_cb, &done);
  while (!done)
    g_main_context_iteration (NULL, TRUE);
}

/* Nothing more happens by itself. */
gboolean
mb_fixture_is_at_rest (MbJob *job)
{
  MbJobState state = mb_job_get_state (job);

  return mb_job_is_over (job) || state == MB_JOB_NEEDS_USER || state == MB_JOB_CONFLICT ||
         state == MB_JOB_SCHEDULED;
}

void
mb_fixture_run (MbFixture *self, MbJob *job)
{
  while (!mb_fixture_is_at_rest (job))
    g_main_context_iteration (NULL, TRUE);
}
