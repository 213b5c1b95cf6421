#include "mb-cli-destination.h"
#include "mb-cli.h"
#include "mb-codec.h"
#include "mb-id.h"
#include "mb-import.h"
#include "mb-messages.h"
#include "mb-post.h"
#include "mb-pull.h"
#include "mb-rendition.h"

#include <glib/gi18n.h>

#include <stdio.h>
#include <string.h>

/* A post of a site, on its way into the store. */
typedef struct {
  const MbCli *cli;
  MbSite *site;
  MbPulled *pulled;
  char *id;         /* of the article */
  char *mark;       /* words that stand for a block that is no HTML */
  GPtrArray *media; /* of MbSiteMediaRow */
  guint n_lost;     /* pictures without bytes */
} Work;

static void
work_clear (Work *work)
{
  mb_pulled_free (work->pulled);
  g_free (work->id);
  g_free (work->mark);
  g_clear_pointer (&work->media, g_ptr_array_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Work, work_clear)

/* All that is HTML is read at once; a paragraph stands for each block that is none. */
static char *
make_page (const Work *work)
{
  g_autoptr (GString) page = g_string_new (NULL);

  for (guint i = 0; i < work->pulled->parts->len; i++) {
    const MbPulledPart *part = work->pulled->parts->pdata[i];

    if (part->html)
      g_string_append_printf (page, "%s\n", part->html);
    else
      g_string_append_printf (page, "<p>%s%u</p>\n", work->mark, i);
  }

  return g_string_free_and_steal (g_steal_pointer (&page));
}

/* What this block stands for; NULL: it is itself. */
static const MbPulledPart *
find_part (const Work *work, const MbBlock *block)
{
  const char *text =
    mb_block_get_n_parts (block) > 0 ? mb_text_get_utf8 (mb_block_get_part (block, 0)) : "";
  guint64 index;

  if (!g_str_has_prefix (text, work->mark) ||
      !g_ascii_string_to_unsigned (text + strlen (work->mark), 10, 0, work->pulled->parts->len - 1,
                                   &index, NULL))
    return NULL;

  return work->pulled->parts->pdata[index];
}

static void
note_media (Work *work, const char *sha256, const MbPulledPicture *picture)
{
  for (guint i = 0; i < 2; i++) {
    MbSiteMediaRow *row = g_new0 (MbSiteMediaRow, 1);

    row->site_id = g_strdup (mb_site_get_id (work->site));
    row->sha256 = g_strdup (sha256);
    row->variant = g_strdup (mb_rendition_variant (i == 0));
    row->remote_url = g_strdup (picture->url);
    row->remote_id = g_strdup (picture->id);
    g_ptr_array_add (work->media, row);
  }
}

/* A figure with its picture's bytes here; without them where it came from. */
static MbBlock *
keep_picture (Work *work, MbBlock *figure, GError **error)
{
  const char *source = mb_block_get_attribute (figure, MB_ATTR_SOURCE);

  for (guint i = 0; source && i < work->pulled->pictures->len; i++) {
    const MbPulledPicture *picture = work->pulled->pictures->pdata[i];
    g_autofree char *sha256 = NULL;
    g_autoptr (MbBlock) kept = NULL;

    if (strcmp (picture->url, source) != 0 || !picture->bytes)
      continue;
    sha256 = mb_assets_keep (MB_ASSETS (work->cli->store), picture->bytes, error);
    if (!sha256)
      return NULL;
    note_media (work, sha256, picture);
    kept = mb_block_with_attribute (figure, MB_ATTR_MEDIA, sha256);
    return mb_block_with_attribute (kept, MB_ATTR_SOURCE, NULL);
  }
  work->n_lost += source != NULL;

  return mb_block_ref (figure);
}

/* Parts that are no HTML. */
static guint
count_others (const MbPulled *pulled)
{
  guint n = 0;

  for (guint i = 0; i < pulled->parts->len; i++)
    n += ((const MbPulledPart *) pulled->parts->pdata[i])->html == NULL;

  return n;
}

static MbBlock *
read_block (Work *work, MbBlock *block, const char *title, GError **error)
{
  if (title && mb_block_get_kind (block) == MB_BLOCK_TABLE)
    return mb_block_with_attribute (block, MB_ATTR_TITLE, title);

  return keep_picture (work, block, error);
}

static MbSnapshot *
put_words (MbSnapshot *snapshot, MbBlockKind kind, const char *words)
{
  for (guint i = 0; words && i < mb_snapshot_get_n_blocks (snapshot); i++) {
    MbBlock *block = mb_snapshot_get_block (snapshot, i);
    g_autoptr (MbText) text = NULL;
    g_autoptr (MbBlock) written = NULL;

    if (mb_block_get_kind (block) != kind)
      continue;
    text = mb_text_new (words);
    written = mb_block_with_part (block, 0, text);
    return mb_snapshot_with_block (snapshot, i, written);
  }

  return mb_snapshot_ref (snapshot);
}

static MbSnapshot *
put_body (Work *work, MbSnapshot *empty, GPtrArray *blocks, GError **error)
{
  g_autoptr (MbSnapshot) snapshot = mb_snapshot_ref (empty);
  const char *title = NULL;
  guint n_met = 0;

  while (mb_snapshot_get_n_blocks (snapshot) > MB_N_FURNITURE && blocks->len > 0) {
    MbSnapshot *less = mb_snapshot_with_removed (snapshot, MB_N_FURNITURE);

    mb_snapshot_unref (snapshot);
    snapshot = less;
  }
  for (guint i = 0; i < blocks->len; i++) {
    const MbPulledPart *part = find_part (work, blocks->pdata[i]);
    g_autoptr (MbBlock) block = NULL;
    MbSnapshot *more;

    n_met += part != NULL;
    if (part && part->title) {
      title = part->title;
      continue;
    }
    block = part ? mb_block_ref (part->block) : read_block (work, blocks->pdata[i], title, error);
    if (!block)
      return NULL;
    title = NULL;
    more = mb_snapshot_with_inserted (snapshot, mb_snapshot_get_n_blocks (snapshot), block);
    mb_snapshot_unref (snapshot);
    snapshot = more;
  }

  /* HTML that is not closed may have swallowed what stood for a block. */
  if (n_met != count_others (work->pulled)) {
    g_set_error_literal (error, MB_PUBLISH_ERROR, MB_PUBLISH_ERROR_FAILED,
                         "the post cannot be taken apart");
    return NULL;
  }

  return g_steal_pointer (&snapshot);
}

static MbSnapshot *
put_metas (const MbPulled *pulled, MbSnapshot *bare)
{
  const char *const metas[] = {
    MB_META_SECTION, pulled->section, MB_META_TAGS,     pulled->tags,
    MB_META_BYLINE,  pulled->byline,  MB_META_DATELINE, pulled->dateline,
    MB_META_DATE,    pulled->date,    MB_META_SLUG,     pulled->remote->slug,
  };
  g_autoptr (MbSnapshot) snapshot = mb_snapshot_ref (bare);

  for (gsize i = 0; i < G_N_ELEMENTS (metas); i += 2) {
    MbSnapshot *more;

    if (!metas[i + 1] || !*metas[i + 1] || !mb_meta_is_sound (metas[i], metas[i + 1]))
      continue;
    more = mb_snapshot_with_meta (snapshot, metas[i], metas[i + 1]);
    mb_snapshot_unref (snapshot);
    snapshot = more;
  }

  return g_steal_pointer (&snapshot);
}

static MbSnapshot *
make_article (Work *work, GError **error)
{
  const MbRemote *remote = work->pulled->remote;
  g_autofree char *page = make_page (work);
  g_autoptr (GPtrArray) blocks = mb_import_blocks_sync (page, error);
  g_autoptr (MbSnapshot) empty = mb_snapshot_new (work->id);
  g_autoptr (MbSnapshot) with_body = blocks ? put_body (work, empty, blocks, error) : NULL;
  g_autoptr (MbSnapshot) with_headline = NULL;
  g_autoptr (MbSnapshot) with_standfirst = NULL;
  g_autoptr (MbSnapshot) whole = NULL;

  if (!with_body)
    return NULL;
  with_headline = put_words (with_body, MB_BLOCK_HEADLINE, remote->headline);
  with_standfirst = put_words (with_headline, MB_BLOCK_STANDFIRST, remote->standfirst);
  whole = put_metas (work->pulled, with_standfirst);

  return mb_snapshot_check (whole, error) ? g_steal_pointer (&whole) : NULL;
}

/* The next update goes to the post that is there: what is known of it comes before the article, so
 * that a crash between the two leaves no article that would become a second post. */
static gboolean
keep (Work *work, MbSnapshot *article, GError **error)
{
  const MbRemote *remote = work->pulled->remote;
  g_autofree char *digest = mb_post_digest (article, NULL);
  g_autoptr (GBytes) document = mb_codec_encode_snapshot (article);
  MbPublicationRow publication = {
    .draft_id = work->id,
    .site_id = (char *) mb_site_get_id (work->site),
    .remote_url = remote->url,
    .remote_id = remote->id,
    .remote_version = remote->version,
    .sent_digest = digest,
    .sent_document = document,
    .published = mb_post_status_is_public (remote->status),
    .updated_ms = g_get_real_time () / 1000,
  };

  return mb_store_put_publication_sync (work->cli->store, &publication, work->media, error) &&
         mb_store_create_sync (work->cli->store, article, error);
}

static int
pull (Work *work)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (MbSnapshot) article = NULL;
  g_autoptr (GString) line = g_string_new ("{");

  work->id = g_uuid_string_random ();
  work->mark = g_strdup_printf ("marbre-%s-", work->id);
  work->media = g_ptr_array_new_with_free_func ((GDestroyNotify) mb_site_media_row_free);
  article = make_article (work, &error);
  if (!article || !keep (work, article, &error))
    return mb_cli_fail (error);
  if (work->n_lost > 0)
    /* Translators: %u is a number of pictures. */
    fprintf (stderr, _ ("Pictures that could not be fetched: %u.\n"), work->n_lost);
  if (!work->cli->json) {
    mb_cli_print (work->id);
    return MB_CLI_DONE;
  }
  mb_cli_json_string (line, "id", work->id);
  mb_cli_json_string (line, "url", work->pulled->remote->url);
  g_string_append_c (line, '}');
  mb_cli_print (line->str);

  return MB_CLI_DONE;
}

/**
 * mb_cli_pull:
 * @cli: what every command is given
 * @argc: how many words
 * @argv: the words
 *
 * `pull ADDRESS --from NAME`: makes an article of a post that a site has, prints its id. Publishing
 * it there updates that post. What is not understood of it is kept byte for byte.
 *
 * Returns: the exit status
 */
int
mb_cli_pull (const MbCli *cli, int argc, char **argv)
{
  g_autofree char *from = NULL;
  int fd = -1;
  const GOptionEntry entries[] = {
    {"from", 0, 0, G_OPTION_ARG_STRING, &from, NULL, NULL},
    {"secret-fd", 0, 0, G_OPTION_ARG_INT, &fd, NULL, NULL},
    G_OPTION_ENTRY_NULL,
  };
  g_autoptr (MbDestinations) destinations = NULL;
  g_autoptr (GError) error = NULL;
  g_auto (MbCliWait) wait = {0};
  g_auto (Work) work = {.cli = cli};

  if (!mb_cli_parse (entries, &argc, &argv) || argc != 2 || !from)
    return mb_cli_usage ("pull");
  destinations = mb_cli_load_destinations (cli->store, &error);
  work.site = destinations ? mb_cli_find_site (destinations, from, &error) : NULL;
  if (!work.site || !mb_cli_lend_secret (destinations, from, fd, &error))
    return mb_cli_fail (error);
  mb_pull_async (destinations, work.site, argv[1], NULL, mb_cli_wait_cb, &wait);
  work.pulled = mb_pull_finish (destinations, mb_cli_wait_for (&wait), &error);
  if (!work.pulled)
    return mb_cli_fail (error);

  return pull (&work);
}
