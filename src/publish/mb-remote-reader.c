#include "mb-remote-reader.h"

#include "mb-codec.h"
#include "mb-outbox-conflict.h"
#include "mb-post.h"
#include "mb-worker.h"

#include <string.h>

struct _MbRemoteReader {
  const MbLaneSetup *setup;
  MbWorker *worker;
  GCancellable *cancellable; /* the program ends */
};

/* What crosses to the worker. */
typedef struct {
  MbRemoteReader *reader;
  char *site_id;
  char *kind;
  char *endpoint;
  MbSite *site; /* immutable */
  char *secret;
  char *url;
  char *id;
  char *marker;
  char *draft_id;
  MbSnapshot *snapshot;
  MbCapabilities capabilities;
} Question;

static void
question_free (gpointer data)
{
  Question *question = data;

  g_free (question->site_id);
  g_free (question->kind);
  g_free (question->endpoint);
  g_object_unref (question->site);
  if (question->secret)
    explicit_bzero (question->secret, strlen (question->secret));
  g_free (question->secret);
  g_free (question->url);
  g_free (question->id);
  g_free (question->marker);
  g_free (question->draft_id);
  mb_snapshot_unref (question->snapshot);
  g_free (question);
}

static MbDestination *
open_destination (const Question *question, GError **error)
{
  const MbLaneSetup *setup = question->reader->setup;
  MbSiteAccess access = {
    .site_id = question->site_id,
    .kind = question->kind,
    .endpoint = question->endpoint,
    .secret = question->secret,
    .defaults = mb_site_get_defaults (question->site),
    .policy = &setup->policy,
    .timers = setup->home,
  };

  if (setup->open)
    return setup->open (&access, setup->open_data, question->reader->cancellable, error);

  return mb_destination_open_sync (&access, question->reader->cancellable, error);
}

static MbRemote *
read_post (MbDestination *destination, const Question *question, GError **error)
{
  GCancellable *cancellable = question->reader->cancellable;
  g_autoptr (GPtrArray) remotes = NULL;

  if (question->url)
    return mb_destination_read (destination, &(MbPlace) {.url = question->url, .id = question->id},
                                cancellable, error);
  remotes = mb_destination_find (destination, question->marker, cancellable, error);
  if (remotes && remotes->len > 0)
    return g_ptr_array_steal_index (remotes, 0);
  if (remotes)
    g_set_error_literal (error, MB_PUBLISH_ERROR, MB_PUBLISH_ERROR_GONE,
                         "the site has nothing under our mark");

  return NULL;
}

/* Pictures stand at the addresses that the site gave them. */
static char *
make_html (MbDestination *destination, const Question *question, MbSnapshot *snapshot)
{
  g_autoptr (GHashTable) media = mb_remote_media_table_new ();
  g_autoptr (MbSnapshot) final = mb_snapshot_project (snapshot, MB_PROJECT_FINAL);
  g_autoptr (GPtrArray) pictures = mb_post_list_pictures (final);
  MbPostContext context = {.capabilities = question->capabilities, .media = media};
  g_autoptr (MbPost) post = NULL;

  for (guint i = 0; i < pictures->len; i++) {
    const char *sha256 = mb_block_get_attribute (pictures->pdata[i], MB_ATTR_MEDIA);
    g_autoptr (MbSiteMediaRow) known =
      mb_store_get_site_media_sync (question->reader->setup->store, question->site_id, sha256,
                                    mb_rendition_variant (i == 0), NULL);

    if (known && !g_hash_table_contains (media, sha256))
      g_hash_table_insert (media, g_strdup (sha256),
                           mb_remote_media_new (known->remote_url, known->remote_id));
  }
  post = mb_post_new (snapshot, &context);
  mb_destination_shape (destination, post);

  return g_steal_pointer (&post->html);
}

/* What the site was sent last; without it nothing can be merged, and there are other ways. */
static void
read_base (MbDestination *destination, const Question *question, MbSiteAnswer *answer)
{
  g_autoptr (MbPublicationRow) row = NULL;
  g_autoptr (GError) error = NULL;

  if (!question->draft_id)
    return;
  row = mb_store_get_publication_sync (question->reader->setup->store, question->draft_id,
                                       question->site_id, &error);
  if (row && row->sent_document)
    answer->base = mb_codec_decode_snapshot (row->sent_document, &error);
  if (answer->base)
    answer->base_html = make_html (destination, question, answer->base);
  else if (error && !g_error_matches (error, MB_STORE_ERROR, MB_STORE_ERROR_NOT_FOUND))
    g_warning ("what a site was sent cannot be read: %s", error->message);
}

static void
read_in_worker (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  const Question *question = task_data;
  g_autoptr (MbDestination) destination = NULL;
  MbSiteAnswer *answer;
  MbRemote *remote;
  GError *error = NULL;

  destination = open_destination (question, &error);
  remote = destination ? read_post (destination, question, &error) : NULL;
  if (!remote) {
    g_task_return_error (task, error);
    return;
  }
  answer = g_new0 (MbSiteAnswer, 1);
  answer->remote = remote;
  answer->own_html = make_html (destination, question, question->snapshot);
  read_base (destination, question, answer);
  g_task_return_pointer (task, answer, (GDestroyNotify) mb_site_answer_free);
}

/**
 * mb_remote_reader_new:
 * @setup: how sites are opened; must outlive the reader
 *
 * Makes a reader.
 *
 * Returns: (transfer full): the reader
 */
MbRemoteReader *
mb_remote_reader_new (const MbLaneSetup *setup)
{
  MbRemoteReader *self = g_new0 (MbRemoteReader, 1);

  self->setup = setup;
  self->worker = mb_worker_new ("remote-reader");
  self->cancellable = g_cancellable_new ();

  return self;
}

/**
 * mb_remote_reader_free:
 * @self: (nullable): a reader that reads nothing
 *
 * Ends the worker.
 */
void
mb_remote_reader_free (MbRemoteReader *self)
{
  if (!self)
    return;

  mb_remote_reader_stop (self);
  g_clear_object (&self->worker);
  g_clear_object (&self->cancellable);
  g_free (self);
}

/**
 * mb_remote_reader_stop:
 * @self: a reader
 *
 * Breaks off what is being read, and ends the worker.
 */
void
mb_remote_reader_stop (MbRemoteReader *self)
{
  g_cancellable_cancel (self->cancellable);
  mb_worker_stop (self->worker);
}

/**
 * mb_remote_reader_push:
 * @self: a reader
 * @task: what is to return an MbSiteAnswer
 * @question: what to read; copied
 *
 * Reads a post.
 */
void
mb_remote_reader_push (MbRemoteReader *self, GTask *task, const MbRemoteQuestion *question)
{
  Question *copy = g_new0 (Question, 1);

  copy->reader = self;
  copy->site_id = g_strdup (mb_site_get_id (question->site));
  copy->site = g_object_ref (question->site);
  copy->kind = g_strdup (mb_site_get_kind (question->site));
  copy->endpoint = g_strdup (mb_site_get_endpoint (question->site));
  copy->secret = g_strdup (question->secret);
  copy->url = g_strdup (question->url);
  copy->id = g_strdup (question->id);
  copy->marker = g_strdup (question->marker);
  copy->draft_id = g_strdup (question->draft_id);
  copy->snapshot = mb_snapshot_ref (question->snapshot);
  copy->capabilities = mb_site_get_capabilities (question->site);
  g_task_set_task_data (task, copy, question_free);
  mb_worker_push (self->worker, task, read_in_worker);
}
