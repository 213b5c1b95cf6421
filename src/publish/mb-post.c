#include "mb-post.h"

#include "mb-media-name.h"
#include "mb-render.h"

#include <string.h>

#define SLUG_MAX_BYTES 80
#define SLUG_WITHOUT_LETTERS "article" /* the headline has none that an address can have */

static char *
dup_block_text (MbSnapshot *snapshot, MbBlockKind kind)
{
  for (guint i = 0; i < mb_snapshot_get_n_blocks (snapshot); i++) {
    MbBlock *block = mb_snapshot_get_block (snapshot, i);
    const char *text;

    if (mb_block_get_kind (block) != kind)
      continue;
    text = mb_text_get_utf8 (mb_block_get_part (block, 0));
    return *text ? g_strdup (text) : NULL;
  }

  return NULL;
}

static char *
dup_meta (MbSnapshot *snapshot, const char *name)
{
  const char *value = mb_snapshot_get_meta (snapshot, name);

  return value && *value ? g_strdup (value) : NULL;
}

static char *
find_address (const MbBlock *figure, gpointer user_data)
{
  const MbPostContext *context = user_data;
  const char *sha256 = mb_block_get_attribute (figure, MB_ATTR_MEDIA);

  const MbRemoteMedia *media =
    sha256 && context->media ? g_hash_table_lookup (context->media, sha256) : NULL;

  return media ? g_strdup (media->url) : NULL;
}

static void
take_lead (MbPost *post, MbSnapshot *snapshot, const MbPostContext *context)
{
  for (guint i = 0; i < mb_snapshot_get_n_blocks (snapshot); i++) {
    MbBlock *block = mb_snapshot_get_block (snapshot, i);
    MbText *credit;

    if (mb_block_get_kind (block) != MB_BLOCK_FIGURE)
      continue;
    post->featured = find_address (block, (gpointer) context);
    credit = mb_block_get_role (block, MB_PART_CREDIT);
    if (credit && *mb_text_get_utf8 (credit))
      post->credit = g_strdup (mb_text_get_utf8 (credit));
    return;
  }
}

/* The day that the newsroom prints with the article, at the hour of publication; or the moment
 * itself. */
static char *
pick_moment (MbSnapshot *snapshot, const MbPostContext *context)
{
  const char *day = mb_snapshot_get_meta (snapshot, MB_META_DATE);
  g_autoptr (GTimeZone) utc = g_time_zone_new_utc ();
  g_autoptr (GDateTime) moment = NULL;
  g_autofree char *dated = NULL;

  if (!context->published || context->scheduled || !day || !*day)
    return g_strdup (context->published);

  dated =
    strchr (day, 'T') ? g_strdup (day) : g_strconcat (day, strchr (context->published, 'T'), NULL);
  moment = g_date_time_new_from_iso8601 (dated, utc);

  return moment ? g_steal_pointer (&dated) : g_strdup (context->published);
}

/* The content field; names stand in it when the site has no field for them. */
static char *
make_html (MbSnapshot *snapshot, const MbPostContext *context)
{
  MbRenderOptions options = {
    .mode = MB_RENDER_BODY,
    .address = find_address,
    .user_data = (gpointer) context,
  };
  g_autofree char *body = mb_render_article (snapshot, &options);
  g_autofree char *byline = NULL;

  if (!(context->capabilities & MB_CAP_BYLINE))
    byline = mb_render_byline (snapshot, &options);
  if (!byline || !*byline)
    return g_steal_pointer (&body);

  return g_strconcat (byline, "\n", body, NULL);
}

/**
 * mb_post_make_marker:
 * @article_id: an article's UUID
 *
 * Makes the mark by which an article is found on a site after a lost answer. It depends on the
 * article alone.
 *
 * Returns: (transfer full): the mark
 */
char *
mb_post_make_marker (const char *article_id)
{
  return g_strconcat ("marbre-", article_id, NULL);
}

/* Accents are letters with a mark: "É" has an "E". */
static gboolean
has_ascii_letters (const char *headline)
{
  g_autofree char *apart = g_utf8_normalize (headline, -1, G_NORMALIZE_NFKD);

  for (const char *at = apart; at && *at; at++)
    if (g_ascii_isalnum (*at))
      return TRUE;

  return FALSE;
}

/**
 * mb_post_make_slug:
 * @headline: a headline
 *
 * Makes the last part of a web address from a headline: lower case ASCII words, "article" where
 * there are none, and none that a site keeps for itself.
 *
 * Returns: (transfer full): the slug
 */
char *
mb_post_make_slug (const char *headline)
{
  g_autofree char *plain = g_strdup (headline);
  g_autofree char *name = NULL;
  g_autofree char *slug = NULL;
  char *cut;

  if (!has_ascii_letters (headline))
    return g_strdup (SLUG_WITHOUT_LETTERS);
  g_strdelimit (plain, "./", ' ');
  name = mb_media_name_for (plain, "");
  slug = g_ascii_strdown (name, -1);
  *strrchr (slug, '.') = '\0';
  g_strdelimit (slug, "_", '-');
  if (strlen (slug) > SLUG_MAX_BYTES) {
    slug[SLUG_MAX_BYTES] = '\0';
    cut = strrchr (slug, '-');
    if (cut)
      *cut = '\0';
  }
  if (!mb_meta_is_sound (MB_META_SLUG, slug))
    return g_strconcat ("article-", slug, NULL);

  return g_steal_pointer (&slug);
}

/**
 * mb_post_new:
 * @snapshot: an article
 * @context: what the site can do, and where its pictures are
 *
 * Makes what is sent of an article: suggestions accepted, notes and comments gone.
 *
 * Returns: (transfer full): the post
 */
MbPost *
mb_post_new (MbSnapshot *snapshot, const MbPostContext *context)
{
  g_autoptr (MbSnapshot) final = NULL;
  g_autofree char *tags = NULL;
  MbPost *post;

  g_return_val_if_fail (snapshot != NULL, NULL);
  g_return_val_if_fail (context != NULL, NULL);

  final = mb_snapshot_project (snapshot, MB_PROJECT_FINAL);
  post = g_new0 (MbPost, 1);
  post->marker = mb_post_make_marker (mb_snapshot_get_article_id (final));
  post->headline = g_strdup (mb_snapshot_get_headline (final));
  post->kicker = dup_block_text (final, MB_BLOCK_KICKER);
  post->standfirst = dup_block_text (final, MB_BLOCK_STANDFIRST);
  post->section = dup_meta (final, MB_META_SECTION);
  post->byline = dup_meta (final, MB_META_BYLINE);
  post->dateline = dup_meta (final, MB_META_DATELINE);
  post->language = dup_meta (final, MB_META_LANGUAGE);
  post->slug = dup_meta (final, MB_META_SLUG);
  post->slug_is_made = !post->slug;
  if (post->slug_is_made)
    post->slug = mb_post_make_slug (post->headline);
  tags = dup_meta (final, MB_META_TAGS);
  post->tags = g_strsplit (tags ? tags : "", "\n", -1);
  post->snapshot = g_steal_pointer (&final);
  if (context->media)
    post->media = g_hash_table_ref (context->media);
  post->published = pick_moment (post->snapshot, context);
  post->published_is_now = !context->scheduled && context->published &&
                           g_strcmp0 (post->published, context->published) == 0;
  take_lead (post, post->snapshot, context);
  post->html = make_html (post->snapshot, context);

  return post;
}

/* Fields that are sent, so that two snapshots which send the same have the same digest. */
static const char *const sent_metas[] = {
  MB_META_SECTION, MB_META_BYLINE,   MB_META_DATELINE, MB_META_DATE,
  MB_META_TAGS,    MB_META_LANGUAGE, MB_META_SLUG,     NULL,
};

#define DIGEST_BYTES 32

static void
digest_field (GChecksum *checksum, const char *value)
{
  /* The zero byte keeps two neighbours apart. */
  g_checksum_update (checksum, (const guchar *) (value ? value : ""),
                     value ? (gssize) strlen (value) + 1 : 1);
}

static guint8 *
digest_block (const MbBlock *block)
{
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  MbRenderOptions options = {.mode = MB_RENDER_BODY};
  g_autofree char *html = mb_render_block (block, &options);
  guint n_attributes;
  const MbAttribute *attributes = mb_block_get_attributes (block, &n_attributes);
  gsize size = DIGEST_BYTES;
  guint8 *digest = g_malloc (DIGEST_BYTES);

  digest_field (checksum, mb_block_kind_to_string (mb_block_get_kind (block)));
  digest_field (checksum, html);
  for (guint i = 0; i < n_attributes; i++) {
    digest_field (checksum, attributes[i].name);
    digest_field (checksum, attributes[i].value);
  }
  for (guint i = 0; i < mb_block_get_n_parts (block); i++)
    digest_field (checksum, mb_text_get_utf8 (mb_block_get_part (block, i)));
  g_checksum_get_digest (checksum, digest, &size);

  return digest;
}

/* Blocks are immutable and shared between snapshots: each is hashed once. */
static const guint8 *
find_digest (GHashTable *cache, MbBlock *block)
{
  guint8 *digest = g_hash_table_lookup (cache, block);

  if (!digest) {
    digest = digest_block (block);
    g_hash_table_insert (cache, mb_block_ref (block), digest);
  }

  return digest;
}

/**
 * mb_post_digest_cache_new:
 *
 * Makes what keeps the blocks' hashes from one mb_post_digest() to the next.
 *
 * Returns: (transfer full): an empty cache
 */
GHashTable *
mb_post_digest_cache_new (void)
{
  return g_hash_table_new_full (NULL, NULL, (GDestroyNotify) mb_block_unref, g_free);
}

/**
 * mb_post_digest:
 * @snapshot: an article
 * @cache: (nullable): from mb_post_digest_cache_new(); with it the cost is that of the changed
 * blocks
 *
 * Makes a hash of all that would be sent of an article: equal when nothing that readers see has
 * changed.
 *
 * Returns: (transfer full): SHA-256, 64 hex digits
 */
char *
mb_post_digest (MbSnapshot *snapshot, GHashTable *cache)
{
  g_autoptr (MbSnapshot) final = mb_snapshot_project (snapshot, MB_PROJECT_FINAL);
  g_autoptr (GHashTable) blocks = cache ? g_hash_table_ref (cache) : mb_post_digest_cache_new ();
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  guint n_blocks = mb_snapshot_get_n_blocks (final);

  if (g_hash_table_size (blocks) > 2 * n_blocks + 100)
    g_hash_table_remove_all (blocks);
  for (guint i = 0; i < n_blocks; i++)
    g_checksum_update (checksum, find_digest (blocks, mb_snapshot_get_block (final, i)),
                       DIGEST_BYTES);
  for (guint i = 0; sent_metas[i]; i++)
    digest_field (checksum, mb_snapshot_get_meta (final, sent_metas[i]));

  return g_strdup (g_checksum_get_string (checksum));
}

/**
 * mb_post_list_pictures:
 * @snapshot: an article
 *
 * Lists the figures that have a picture, in the article's order; the first is the lead picture.
 *
 * Returns: (transfer full) (element-type MbBlock): the blocks
 */
GPtrArray *
mb_post_list_pictures (MbSnapshot *snapshot)
{
  GPtrArray *pictures = g_ptr_array_new_with_free_func ((GDestroyNotify) mb_block_unref);

  for (guint i = 0; i < mb_snapshot_get_n_blocks (snapshot); i++) {
    MbBlock *block = mb_snapshot_get_block (snapshot, i);

    if (mb_block_get_kind (block) == MB_BLOCK_FIGURE &&
        mb_block_get_attribute (block, MB_ATTR_MEDIA))
      g_ptr_array_add (pictures, mb_block_ref (block));
  }

  return pictures;
}
