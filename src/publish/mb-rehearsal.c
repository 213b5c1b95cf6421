#include "mb-rehearsal.h"

#include "mb-post.h"

/* What is done for an article, once, with one that nobody needs: a picture and a draft are sent and
 * the draft is removed. No reader sees any of it: where a site has no drafts, nothing is sent.
 *
 * The picture is looked for first, and is the same at every rehearsal, so that a site ever keeps
 * one of it: sites have no removal of pictures that all of them share. */

#define PICTURE_NAME "marbre-test.png"
#define PICTURE_BASE64                                                                             \
  "iVBORw0KGgoAAAANSUhEUgAAABAAAAAQCAAAAAA6mKC9AAAAD0lEQVR42mM4gQYYRrYAAEdGyAEm"                   \
  "phyqAAAAAElFTkSuQmCC"

static void
report (const MbRehearsal *self, MbRehearsalStep step, MbRehearsalOutcome outcome)
{
  if (self->report)
    self->report (step, outcome, self->user_data);
}

static gboolean
try_access (const MbRehearsal *self,
            MbDestination *destination,
            MbCapabilities *can,
            GCancellable *cancellable,
            GError **error)
{
  GError *cause = NULL;
  gboolean right;

  report (self, MB_REHEARSAL_ACCESS, MB_REHEARSAL_BEGUN);
  if (mb_destination_probe (destination, can, cancellable, &cause)) {
    report (self, MB_REHEARSAL_ACCESS, MB_REHEARSAL_PASSED);
    report (self, MB_REHEARSAL_RIGHTS, MB_REHEARSAL_PASSED);
    return TRUE;
  }
  /* Who is told that it may not has been let in. */
  right = g_error_matches (cause, MB_PUBLISH_ERROR, MB_PUBLISH_ERROR_RIGHT);
  if (right)
    report (self, MB_REHEARSAL_ACCESS, MB_REHEARSAL_PASSED);
  report (self, right ? MB_REHEARSAL_RIGHTS : MB_REHEARSAL_ACCESS, MB_REHEARSAL_FAILED);
  g_propagate_error (error, cause);

  return FALSE;
}

static MbRemoteMedia *
try_picture (const MbRehearsal *self,
             MbDestination *destination,
             GCancellable *cancellable,
             GError **error)
{
  gsize size;
  guchar *data = g_base64_decode (PICTURE_BASE64, &size);
  g_autoptr (GBytes) bytes = g_bytes_new_take (data, size);
  MbMediaItem item = {
    .bytes = bytes,
    .file_name = PICTURE_NAME,
    .title = self->headline,
    .alt = self->headline,
  };
  MbRemoteMedia *media;

  report (self, MB_REHEARSAL_PICTURE, MB_REHEARSAL_BEGUN);
  media = mb_destination_find_media (destination, &item, cancellable, NULL);
  if (!media)
    media = mb_destination_send_media (destination, &item, cancellable, error);
  report (self, MB_REHEARSAL_PICTURE, media ? MB_REHEARSAL_PASSED : MB_REHEARSAL_FAILED);

  return media;
}

static MbSnapshot *
make_article (const MbRehearsal *self, const char *sha256)
{
  g_autofree char *id = g_uuid_string_random ();
  g_autoptr (MbSnapshot) blank = mb_snapshot_new (id);
  g_autoptr (MbText) headline = mb_text_new (self->headline);
  g_autoptr (MbBlock) furniture = NULL;
  g_autoptr (MbText) words = mb_text_new (self->words);
  g_autoptr (MbBlock) paragraph = mb_block_new_text (1, MB_BLOCK_PARAGRAPH, words);
  g_autoptr (MbSnapshot) titled = NULL;
  g_autoptr (MbSnapshot) whole = NULL;
  g_autoptr (MbBlock) empty = mb_block_new (2, MB_BLOCK_FIGURE);
  g_autoptr (MbBlock) figure = NULL;

  furniture = mb_block_with_part (mb_snapshot_get_block (blank, MB_BLOCK_HEADLINE), 0, headline);
  titled = mb_snapshot_with_block (blank, MB_BLOCK_HEADLINE, furniture);
  whole = mb_snapshot_with_inserted (titled, MB_N_FURNITURE, paragraph);
  if (!sha256)
    return g_steal_pointer (&whole);
  figure = mb_block_with_attribute (empty, MB_ATTR_MEDIA, sha256);

  return mb_snapshot_with_inserted (whole, MB_N_FURNITURE, figure);
}

static MbPost *
make_post (const MbRehearsal *self, MbCapabilities can, const MbRemoteMedia *media)
{
  g_autoptr (GHashTable) table = mb_remote_media_table_new ();
  g_autofree char *sha256 =
    media ? g_compute_checksum_for_string (G_CHECKSUM_SHA256, PICTURE_BASE64, -1) : NULL;
  g_autoptr (MbSnapshot) article = make_article (self, sha256);
  MbPostContext context = {.capabilities = can, .media = table};

  if (media)
    g_hash_table_insert (table, g_strdup (sha256), mb_remote_media_copy (media));

  return mb_post_new (article, &context);
}

/* What was made and whose answer was lost is there under its mark. */
static void
remove_found (MbDestination *destination, const MbPost *post)
{
  g_autoptr (GPtrArray) found = mb_destination_find (destination, post->marker, NULL, NULL);

  for (guint i = 0; found && i < found->len; i++) {
    const MbRemote *remote = found->pdata[i];
    MbPlace place = {remote->url, remote->id};

    if (g_strcmp0 (remote->slug, post->marker) == 0)
      mb_destination_remove (destination, &place, NULL, NULL);
  }
}

/* Whoever gives up meanwhile still wants the draft gone. */
static gboolean
try_draft (const MbRehearsal *self,
           MbDestination *destination,
           MbPost *post,
           GCancellable *cancellable,
           GError **error)
{
  g_autoptr (MbRemote) remote = NULL;
  GError *cause = NULL;
  gboolean gone;

  report (self, MB_REHEARSAL_DRAFT, MB_REHEARSAL_BEGUN);
  mb_destination_shape (destination, post);
  if (mb_destination_prepare (destination, post, FALSE, cancellable, &cause))
    remote = mb_destination_create_draft (destination, post, cancellable, &cause);
  report (self, MB_REHEARSAL_DRAFT, remote ? MB_REHEARSAL_PASSED : MB_REHEARSAL_FAILED);
  if (!remote) {
    remove_found (destination, post);
    g_propagate_error (error, cause);
    return FALSE;
  }
  report (self, MB_REHEARSAL_REMOVAL, MB_REHEARSAL_BEGUN);
  gone = mb_destination_remove (destination, &(MbPlace) {remote->url, remote->id}, NULL, error);
  report (self, MB_REHEARSAL_REMOVAL, gone ? MB_REHEARSAL_PASSED : MB_REHEARSAL_FAILED);

  return gone;
}

/**
 * mb_rehearsal_run:
 * @self: how
 * @destination: a site
 * @cancellable: (nullable): to give up; a draft that was made is removed all the same
 * @error: return location
 *
 * Tries access, rights, a picture and a draft, and removes the draft. Stops at the first step that
 * fails. On the destination's worker.
 *
 * Returns: `TRUE` when the site takes all that it and the account can
 */
gboolean
mb_rehearsal_run (const MbRehearsal *self,
                  MbDestination *destination,
                  GCancellable *cancellable,
                  GError **error)
{
  g_autoptr (MbRemoteMedia) media = NULL;
  g_autoptr (MbPost) post = NULL;
  MbCapabilities can = 0;

  g_return_val_if_fail (self != NULL && self->headline != NULL && self->words != NULL, FALSE);
  g_return_val_if_fail (MB_IS_DESTINATION (destination), FALSE);

  if (!try_access (self, destination, &can, cancellable, error))
    return FALSE;
  if (!(can & MB_CAP_DRAFT)) {
    for (MbRehearsalStep step = MB_REHEARSAL_PICTURE; step <= MB_REHEARSAL_REMOVAL; step++)
      report (self, step, MB_REHEARSAL_SKIPPED);
    return TRUE;
  }
  if (can & MB_CAP_MEDIA) {
    media = try_picture (self, destination, cancellable, error);
    if (!media)
      return FALSE;
  } else {
    report (self, MB_REHEARSAL_PICTURE, MB_REHEARSAL_SKIPPED);
  }
  post = make_post (self, can, media);

  return try_draft (self, destination, post, cancellable, error);
}
