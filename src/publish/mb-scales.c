#include "mb-scales.h"

#include "mb-media-name.h"
#include "mb-micropub-codec.h"
#include "mb-post.h"
#include "mb-worker.h"

#include <string.h>

struct _MbScales {
  MbStore *store;
  MbWorker *worker;
  GHashTable *sizes; /* rendition → GSIZE, of what was made once; worker only */
  int stopping;      /* atomic */
};

/* What crosses to the worker. */
typedef struct {
  MbScales *scales;
  MbSnapshot *snapshot;
  MbSite *site;
  MbRendition rendition;
} Load;

static void
load_free (gpointer data)
{
  Load *load = data;

  mb_snapshot_unref (load->snapshot);
  g_object_unref (load->site);
  g_free (load);
}

/* The words are written into the picture, so other words are another picture. */
static char *
make_key (const MbBlock *figure, gboolean lead)
{
  g_autoptr (GString) key = g_string_new (mb_block_get_attribute (figure, MB_ATTR_MEDIA));
  const char *rights = mb_block_get_attribute (figure, MB_ATTR_RIGHTS);

  g_string_append_printf (key, " %s %s", mb_rendition_variant (lead), rights ? rights : "");
  for (guint i = 0; i < mb_block_get_n_parts (figure); i++)
    g_string_append_printf (key, "\n%s", mb_text_get_utf8 (mb_block_get_part (figure, i)));

  return g_string_free_and_steal (g_steal_pointer (&key));
}

/* The body of the request that carries a picture; 0 when it has no bytes here. */
static gsize
weigh_picture (const Load *load, const MbBlock *figure, gboolean lead)
{
  MbScales *self = load->scales;
  const char *original = mb_block_get_attribute (figure, MB_ATTR_FILE_NAME);
  g_autofree char *key = make_key (figure, lead);
  g_autofree char *name = NULL;
  g_autofree char *type = NULL;
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GBytes) body = NULL;
  gpointer known;

  if (g_hash_table_lookup_extended (self->sizes, key, NULL, &known))
    return GPOINTER_TO_SIZE (known);
  bytes = mb_rendition_make (load->rendition, MB_ASSETS (self->store), figure, lead, NULL);
  if (!bytes)
    return 0;
  name = mb_media_name_for (original, mb_media_sniff_type (bytes));
  body = mb_micropub_encode_file (bytes, name, mb_media_sniff_type (bytes), &type);
  g_hash_table_insert (self->sizes, g_steal_pointer (&key),
                       GSIZE_TO_POINTER (g_bytes_get_size (body)));

  return g_bytes_get_size (body);
}

/* An address as long as the one that the site will give. */
static MbRemoteMedia *
make_media (const Load *load, const char *sha256)
{
  g_autofree char *url = g_strdup_printf ("%s/media/%s.jpg", mb_site_get_url (load->site), sha256);

  return mb_remote_media_new (url, "10000");
}

static gboolean
weigh_pictures (const Load *load, MbWeight *weight, GHashTable *media, GCancellable *cancellable)
{
  g_autoptr (MbSnapshot) final = mb_snapshot_project (load->snapshot, MB_PROJECT_FINAL);
  g_autoptr (GPtrArray) pictures = mb_post_list_pictures (final);

  for (guint i = 0; i < pictures->len; i++) {
    const MbBlock *figure = pictures->pdata[i];
    const char *sha256 = mb_block_get_attribute (figure, MB_ATTR_MEDIA);
    g_autoptr (MbSiteMediaRow) known =
      mb_store_get_site_media_sync (load->scales->store, mb_site_get_id (load->site), sha256,
                                    mb_rendition_variant (i == 0), NULL);
    gsize size;

    if (g_cancellable_is_cancelled (cancellable) || g_atomic_int_get (&load->scales->stopping))
      return FALSE;
    if (g_hash_table_contains (media, sha256))
      continue;
    size = known ? 0 : weigh_picture (load, figure, i == 0);
    weight->n_missing += !known && size == 0;
    weight->n_pictures += size > 0;
    weight->picture_bytes += size;
    if (known || size > 0)
      g_hash_table_insert (media, g_strdup (sha256),
                           known ? mb_remote_media_new (known->remote_url, known->remote_id)
                                 : make_media (load, sha256));
  }

  return TRUE;
}

static gsize
weigh_text (const Load *load, GHashTable *media)
{
  MbCapabilities can = mb_site_get_capabilities (load->site);
  g_autoptr (GDateTime) now = g_date_time_new_now_utc ();
  g_autofree char *published = g_date_time_format_iso8601 (now);
  g_autoptr (MbPublicationRow) there =
    mb_store_get_publication_sync (load->scales->store, mb_snapshot_get_article_id (load->snapshot),
                                   mb_site_get_id (load->site), NULL);
  MbPostContext context = {
    .capabilities = can, .media = media, .published = there ? NULL : published};
  g_autoptr (MbPost) post = mb_post_new (load->snapshot, &context);
  g_autoptr (GBytes) content = NULL;
  g_autoptr (GBytes) standing = NULL;

  if (there) {
    content = mb_micropub_encode_update (post, there->remote_url, MB_POST_PUBLISHED, can);
    return g_bytes_get_size (content);
  }
  content = mb_micropub_encode_create (post, can);
  post->only_status = TRUE;
  standing = mb_micropub_encode_update (post, mb_site_get_url (load->site), MB_POST_PUBLISHED, can);

  return g_bytes_get_size (content) + g_bytes_get_size (standing);
}

static void
weigh_in_worker (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  const Load *load = task_data;
  g_autoptr (GHashTable) media = mb_remote_media_table_new ();
  g_autofree MbWeight *weight = g_new0 (MbWeight, 1);

  if (!weigh_pictures (load, weight, media, cancellable)) {
    g_task_return_new_error_literal (task, MB_PUBLISH_ERROR, MB_PUBLISH_ERROR_CANCELLED,
                                     "nobody waits for the weight");
    return;
  }
  weight->text_bytes = weigh_text (load, media);
  g_task_return_pointer (task, g_steal_pointer (&weight), g_free);
}

/**
 * mb_scales_new:
 * @store: where pictures are, and what sites have
 *
 * Makes the scales.
 *
 * Returns: (transfer full): the scales
 */
MbScales *
mb_scales_new (MbStore *store)
{
  MbScales *self = g_new0 (MbScales, 1);

  self->store = g_object_ref (store);
  self->worker = mb_worker_new ("scales");
  self->sizes = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  return self;
}

/**
 * mb_scales_free:
 * @self: (nullable): scales on which nothing lies
 *
 * Ends the worker.
 */
void
mb_scales_free (MbScales *self)
{
  if (!self)
    return;

  mb_scales_stop (self);
  g_clear_object (&self->worker);
  g_clear_object (&self->store);
  g_hash_table_unref (self->sizes);
  g_free (self);
}

/**
 * mb_scales_stop:
 * @self: the scales
 *
 * Ends the worker after the picture that it is making.
 */
void
mb_scales_stop (MbScales *self)
{
  g_atomic_int_set (&self->stopping, TRUE);
  mb_worker_stop (self->worker);
}

/**
 * mb_scales_push:
 * @self: the scales
 * @task: what is to return an MbWeight, to be freed with g_free()
 * @snapshot: an article
 * @site: where it would go
 * @rendition: who makes the pictures
 *
 * Weighs an article when those before it are weighed.
 */
void
mb_scales_push (MbScales *self,
                GTask *task,
                MbSnapshot *snapshot,
                MbSite *site,
                MbRendition rendition)
{
  Load *load = g_new0 (Load, 1);

  load->scales = self;
  load->snapshot = mb_snapshot_ref (snapshot);
  load->site = g_object_ref (site);
  load->rendition = rendition;
  g_task_set_task_data (task, load, load_free);
  mb_worker_push (self->worker, task, weigh_in_worker);
}
