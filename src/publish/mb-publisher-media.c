#include "mb-publisher.h"

#include "mb-job.h"
#include "mb-media-name.h"
#include "mb-post.h"

#include <string.h>

/* The picture's bytes as they leave, or NULL without an error when the picture is knowingly left
 * out. */
static GBytes *
make_bytes (MbPublisher *self, const MbBlock *figure, gboolean lead, GError **error)
{
  g_autoptr (GError) cause = NULL;
  GBytes *bytes = NULL;

  if (self->setup.assets && self->setup.rendition)
    bytes = mb_rendition_make (self->setup.rendition, self->setup.assets, figure, lead, &cause);
  if (bytes)
    return bytes;
  if (!mb_plan_allows (self->plan, "missing-picture"))
    g_set_error (error, MB_PUBLISH_ERROR, MB_PUBLISH_ERROR_NOT_READY, "a picture has no bytes: %s",
                 cause ? cause->message : "none are kept");

  return NULL;
}

static gboolean
keep_media (MbPublisher *self,
            const char *sha256,
            const char *variant,
            const MbRemoteMedia *there,
            GError **error)
{
  MbSiteMediaRow media = {
    .site_id = self->row->site_id,
    .sha256 = (char *) sha256,
    .variant = (char *) variant,
    .remote_url = there->url,
    .remote_id = there->id,
    .width_px = there->width_px,
    .height_px = there->height_px,
  };

  g_hash_table_insert (self->media, g_strdup (sha256), mb_remote_media_copy (there));
  self->progress.media_done++;
  self->row->attempted = FALSE;

  return mb_publisher_keep_with (self, &media, NULL, error);
}

/* Where the site keeps a picture. A site that has lost the article may have lost its pictures, too,
 * and where pictures have names of their own somebody can delete one: then it is looked at. */
static MbSiteMediaRow *
find_known (MbPublisher *self, const char *sha256, const char *variant, GError **error)
{
  g_autoptr (MbSiteMediaRow) known =
    mb_store_get_site_media_sync (self->setup.store, self->row->site_id, sha256, variant, NULL);
  g_autoptr (GError) cause = NULL;

  if (!known || !(self->plan->as_new || self->capabilities & MB_CAP_OWN_ID) ||
      mb_destination_has_public (self->setup.destination, known->remote_url,
                                 self->setup.cancellable, &cause))
    return g_steal_pointer (&known);
  if (cause && !g_error_matches (cause, MB_PUBLISH_ERROR, MB_PUBLISH_ERROR_GONE) &&
      !g_error_matches (cause, MB_PUBLISH_ERROR, MB_PUBLISH_ERROR_LOSS) &&
      !g_error_matches (cause, MB_PUBLISH_ERROR, MB_PUBLISH_ERROR_RIGHT))
    g_propagate_error (error, g_steal_pointer (&cause));

  return NULL;
}

static const char *
get_words (const MbBlock *figure, MbPartRole role)
{
  MbText *text = mb_block_get_role (figure, role);

  return text && *mb_text_get_utf8 (text) ? mb_text_get_utf8 (text) : NULL;
}

/* After a lost answer the site is asked first. Where it cannot say, sending the same bytes again is
 * harmless: nothing points at them until the article does. */
static MbRemoteMedia *
send_bytes (MbPublisher *self, const MbBlock *figure, GBytes *bytes, GError **error)
{
  const char *original = mb_block_get_attribute (figure, MB_ATTR_FILE_NAME);
  g_autofree char *name = mb_media_name_for (original, mb_media_sniff_type (bytes));
  MbMediaItem item = {
    .bytes = bytes,
    .file_name = name,
    .title = original,
    .alt = mb_block_get_attribute (figure, MB_ATTR_ALT),
    .caption = get_words (figure, MB_PART_CAPTION),
    .credit = get_words (figure, MB_PART_CREDIT),
  };
  MbRemoteMedia *media = NULL;
  GError *cause = NULL;

  if (self->row->attempted)
    media =
      mb_destination_find_media (self->setup.destination, &item, self->setup.cancellable, &cause);
  if (cause)
    g_propagate_error (error, cause);
  if (media || cause)
    return media;
  if (!mb_publisher_announce (self, "media", error))
    return NULL;

  return mb_destination_send_media (self->setup.destination, &item, self->setup.cancellable, error);
}

static void
take_known (MbPublisher *self, const MbSiteMediaRow *known)
{
  MbRemoteMedia *media = mb_remote_media_new (known->remote_url, known->remote_id);

  media->width_px = known->width_px;
  media->height_px = known->height_px;
  g_hash_table_insert (self->media, g_strdup (known->sha256), media);
  self->progress.media_done++;
}

static gboolean
send_picture (MbPublisher *self, const MbBlock *figure, gboolean lead, GError **error)
{
  const char *sha256 = mb_block_get_attribute (figure, MB_ATTR_MEDIA);
  const char *variant = mb_rendition_variant (lead);
  g_autoptr (MbSiteMediaRow) known = NULL;
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (MbRemoteMedia) media = NULL;
  g_autoptr (GError) cause = NULL;

  if (g_hash_table_contains (self->media, sha256)) {
    self->progress.media_done++;
    return TRUE;
  }
  known = find_known (self, sha256, variant, &cause);
  if (cause) {
    g_propagate_error (error, g_steal_pointer (&cause));
    return FALSE;
  }
  if (known) {
    take_known (self, known);
    return TRUE;
  }
  if (!(self->capabilities & MB_CAP_MEDIA) && mb_plan_allows (self->plan, "missing-picture"))
    return TRUE;
  bytes = make_bytes (self, figure, lead, &cause);
  if (cause) {
    g_propagate_error (error, g_steal_pointer (&cause));
    return FALSE;
  }
  if (!bytes)
    return TRUE;

  media = send_bytes (self, figure, bytes, error);
  if (!media)
    return FALSE;
  mb_publisher_reach (self, "media:sent");

  return keep_media (self, sha256, variant, media, error);
}

static gboolean
send_pictures (MbPublisher *self, GError **error)
{
  g_autoptr (MbSnapshot) final = mb_snapshot_project (self->snapshot, MB_PROJECT_FINAL);
  g_autoptr (GPtrArray) pictures = mb_post_list_pictures (final);

  self->progress.media_total = pictures->len;
  self->progress.media_done = 0;
  for (guint i = 0; i < pictures->len; i++) {
    if (!send_picture (self, pictures->pdata[i], i == 0, error))
      return FALSE;
  }

  return TRUE;
}

/**
 * mb_publisher_recall_media:
 * @self: a publisher
 * @error: return location
 *
 * Makes sure that the pictures' addresses are known: a later step needs them too after a restart.
 * They are all in the store then.
 *
 * Returns: `TRUE` when they are known
 */
gboolean
mb_publisher_recall_media (MbPublisher *self, GError **error)
{
  return self->progress.media_total > 0 || send_pictures (self, error);
}

/**
 * mb_publisher_do_media:
 * @self: a publisher
 * @error: return location
 *
 * MEDIA: sends the pictures that the site does not have.
 *
 * Returns: `TRUE` when the site has them all
 */
gboolean
mb_publisher_do_media (MbPublisher *self, GError **error)
{
  gboolean is_new =
    self->row->intent == MB_INTENT_PUBLISH || self->row->intent == MB_INTENT_SCHEDULE;

  if (!send_pictures (self, error))
    return FALSE;

  /* One that waits on the site for its hour is there already. */
  is_new = is_new && !self->plan->kept;
  self->row->step = is_new ? MB_AT_DRAFT : MB_AT_FINALISE;
  self->row->attempted = FALSE;
  self->row->tries = 0;
  if (!mb_publisher_keep (self, error))
    return FALSE;
  mb_publisher_reach (self, "media:kept");

  return TRUE;
}
