#include "mb-cli.h"

#include "mb-checks.h"
#include "mb-cli-destination.h"
#include "mb-codec.h"
#include "mb-id.h"
#include "mb-lint.h"
#include "mb-messages.h"
#include "mb-render.h"
#include "mb-review.h"
#include "mb-store-outbox.h"

#include <glib/gi18n.h>
#include <stdio.h>
#include <string.h>

/* The commands that only look. */

/* Publication is a fact of each site, beside where the article stands here. */
static GHashTable *
list_published (const MbCli *cli, GError **error)
{
  g_autoptr (GPtrArray) rows = mb_store_list_publications_sync (cli->store, error);
  GHashTable *published = NULL;

  if (!rows)
    return NULL;
  published = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  for (guint i = 0; i < rows->len; i++) {
    const MbPublicationRow *row = rows->pdata[i];

    if (row->published)
      g_hash_table_add (published, g_strdup (row->draft_id));
  }

  return published;
}

static gboolean
stands_at (const MbDraftInfo *info, const char *state, gboolean published)
{
  MbReviewState known = MB_REVIEW_DRAFT;

  if (!state || g_str_equal (info->state, state))
    return TRUE;

  return published && mb_review_state_from_string (state, &known) && known == MB_REVIEW_PUBLISHED;
}

static void
print_draft (const MbCli *cli, const MbDraftInfo *info, gboolean published)
{
  g_autoptr (GString) line = g_string_new ("{");

  if (!cli->json) {
    g_autoptr (GDateTime) time = g_date_time_new_from_unix_local (info->updated_ms / 1000);
    g_autofree char *when = time ? g_date_time_format (time, "%Y-%m-%d %H:%M") : NULL;

    printf ("%s\t%s\t%s%s\n", info->id, when ? when : "-",
            info->headline && *info->headline ? info->headline : _ ("(no headline yet)"),
            published ? "\tpublished" : "");
    return;
  }
  mb_cli_json_string (line, "id", info->id);
  mb_cli_json_string (line, "headline", info->headline);
  mb_cli_json_string (line, "section", info->section);
  mb_cli_json_string (line, "state", info->state);
  mb_cli_json_string (line, "owner", info->owner_name);
  mb_cli_json_string (line, "excerpt", info->excerpt);
  g_string_append_printf (line,
                          ",\"createdMs\":%" G_GINT64_FORMAT ",\"updatedMs\":%" G_GINT64_FORMAT
                          ",\"trashedMs\":%" G_GINT64_FORMAT ",\"stateSinceMs\":%" G_GINT64_FORMAT
                          ",\"seq\":%" G_GUINT64_FORMAT ",\"published\":%s}",
                          info->created_ms, info->updated_ms, info->trashed_ms,
                          info->state_since_ms, info->seq, published ? "true" : "false");
  mb_cli_print (line->str);
}

/**
 * mb_cli_list:
 * @cli: what every command is given
 * @argc: how many words
 * @argv: the words
 *
 * `list [--query WORDS] [--state STATE] [--trash]`: a draft a line, the last one written in first.
 * The state `published` has all that a site shows to readers, also where nothing is reviewed.
 *
 * Returns: the exit status
 */
int
mb_cli_list (const MbCli *cli, int argc, char **argv)
{
  g_autofree char *query = NULL;
  g_autofree char *state = NULL;
  gboolean trash = FALSE;
  MbReviewState known = MB_REVIEW_DRAFT;
  const GOptionEntry entries[] = {{"query", 0, 0, G_OPTION_ARG_STRING, &query, NULL, NULL},
                                  {"state", 0, 0, G_OPTION_ARG_STRING, &state, NULL, NULL},
                                  {"trash", 0, 0, G_OPTION_ARG_NONE, &trash, NULL, NULL},
                                  G_OPTION_ENTRY_NULL};
  g_autoptr (GHashTable) published = NULL;
  g_autoptr (GPtrArray) drafts = NULL;
  g_autoptr (GError) error = NULL;

  if (!mb_cli_parse (entries, &argc, &argv) || argc != 1)
    return mb_cli_usage ("list");
  if (state && !mb_review_state_from_string (state, &known))
    return mb_cli_refuse_word ("list", "--state", state);
  drafts = mb_store_list_sync (cli->store, query, trash, &error);
  published = drafts ? list_published (cli, &error) : NULL;
  if (!published)
    return mb_cli_fail (error);
  for (guint i = 0; i < drafts->len; i++) {
    const MbDraftInfo *info = drafts->pdata[i];
    gboolean online = g_hash_table_contains (published, info->id);

    if (stands_at (info, state, online))
      print_draft (cli, info, online);
  }

  return MB_CLI_DONE;
}

static MbSnapshot *
load (const MbCli *cli, const char *word, GError **error)
{
  g_autoptr (MbArticle) article = mb_cli_load (cli, word, error);

  return article ? mb_article_dup_snapshot (article) : NULL;
}

static char *
name_picture (const MbBlock *figure, gpointer user_data)
{
  const char *media = mb_block_get_attribute (figure, MB_ATTR_MEDIA);

  return media ? g_strconcat ("media/", media, NULL) : NULL;
}

/* A page of its own: what a site's theme gets to style. */
static char *
make_page (MbSnapshot *snapshot)
{
  const MbRenderOptions options = {MB_RENDER_PAGE, name_picture, NULL, NULL};
  g_autoptr (MbSnapshot) final = mb_snapshot_project (snapshot, MB_PROJECT_FINAL);
  const char *language = mb_snapshot_get_meta (final, MB_META_LANGUAGE);
  g_autofree char *byline = mb_render_byline (final, &options);
  g_autofree char *body = mb_render_article (final, &options);
  GString *out = g_string_new ("<!doctype html>\n<html lang=\"");

  mb_render_escape_attribute (out, language ? language : "fr", -1);
  g_string_append (out, "\">\n<head>\n<meta charset=\"utf-8\">\n<title>");
  mb_render_escape_text (out, mb_snapshot_get_headline (final), -1);
  g_string_append (out, "</title>\n</head>\n<body>\n<article>\n");
  for (guint i = 0; i < MB_N_FURNITURE; i++) {
    const MbBlock *block = mb_snapshot_get_block (final, i);
    g_autofree char *html = mb_render_block (block, &options);

    if (!mb_block_is_empty (block))
      g_string_append_printf (out, "%s\n", html);
  }
  g_string_append_printf (out, "%s%s%s</article>\n</body>\n</html>\n", byline, *byline ? "\n" : "",
                          body);

  return g_string_free_and_steal (out);
}

static char *
make_json (const MbSnapshot *snapshot)
{
  g_autoptr (GBytes) json = mb_codec_encode_snapshot (snapshot);

  return g_strndup (g_bytes_get_data (json, NULL), g_bytes_get_size (json));
}

static char *
make_as (MbSnapshot *snapshot, const char *as)
{
  const MbRenderOptions options = {MB_RENDER_BODY, name_picture, NULL, NULL};

  if (strcmp (as, "text") == 0)
    return mb_render_plain (snapshot);
  if (strcmp (as, "html") == 0)
    return mb_render_article (snapshot, &options);
  if (strcmp (as, "markdown") == 0)
    return mb_render_markdown (snapshot, &options);
  if (strcmp (as, "page") == 0)
    return make_page (snapshot);
  if (strcmp (as, "json") == 0)
    return make_json (snapshot);

  return NULL;
}

/**
 * mb_cli_show:
 * @cli: what every command is given
 * @argc: how many words
 * @argv: the words
 *
 * `show ID [--as text|html|page|markdown|json] [--version VERSION]`: a draft as it would leave;
 * `json` is the draft itself. `html` is what goes into a site's content field, `page` has the
 * furniture around it.
 *
 * Returns: the exit status
 */
int
mb_cli_show (const MbCli *cli, int argc, char **argv)
{
  g_autofree char *as = NULL;
  g_autofree char *version = NULL;
  const GOptionEntry entries[] = {{"as", 0, 0, G_OPTION_ARG_STRING, &as, NULL, NULL},
                                  {"version", 0, 0, G_OPTION_ARG_STRING, &version, NULL, NULL},
                                  G_OPTION_ENTRY_NULL};
  g_autoptr (MbSnapshot) snapshot = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;

  if (!mb_cli_parse (entries, &argc, &argv) || argc != 2)
    return mb_cli_usage ("show");
  snapshot =
    version ? mb_cli_load_version (cli, argv[1], version, &error) : load (cli, argv[1], &error);
  if (!snapshot)
    return mb_cli_fail (error);
  text = make_as (snapshot, as ? as : cli->json ? "json" : "text");
  if (!text)
    return mb_cli_refuse_word ("show", "--as", as);
  mb_cli_print (text);

  return MB_CLI_DONE;
}

static const char *
get_weight (const MbFinding *finding)
{
  switch (finding->weight) {
  case MB_CHECK_BLOCKS:
    return "blocks";
  case MB_CHECK_ALLOWABLE:
    return "allowable";
  case MB_CHECK_WARNS:
    break;
  }

  return "warns";
}

static void
print_finding (const MbCli *cli, const MbFinding *finding)
{
  g_autofree char *sentence = mb_message_for_finding (finding);
  g_autofree char *block = finding->block ? mb_id_to_string (finding->block) : NULL;
  g_autoptr (GString) line = g_string_new ("{");

  if (!cli->json) {
    printf ("%s\t%s\t%s\n", get_weight (finding), finding->code, sentence);
    return;
  }
  mb_cli_json_string (line, "code", finding->code);
  mb_cli_json_string (line, "weight", get_weight (finding));
  mb_cli_json_string (line, "block", block);
  mb_cli_json_string (line, "detail", finding->detail);
  mb_cli_json_string (line, "sentence", sentence);
  g_string_append_c (line, '}');
  mb_cli_print (line->str);
}

static void
print_lint (const MbCli *cli, const MbLintItem *item)
{
  g_autofree char *sentence = mb_message_for_lint (item);
  g_autofree char *block = item->block ? mb_id_to_string (item->block) : NULL;
  g_autoptr (GString) line = g_string_new ("{");

  if (!cli->json) {
    printf ("%s\t%s\t%s\n", mb_lint_weight_to_string (item->weight), item->code, sentence);
    return;
  }
  mb_cli_json_string (line, "code", item->code);
  mb_cli_json_string (line, "weight", mb_lint_weight_to_string (item->weight));
  mb_cli_json_string (line, "block", block);
  mb_cli_json_string (line, "detail", item->detail);
  mb_cli_json_string (line, "sentence", sentence);
  g_string_append_c (line, '}');
  mb_cli_print (line->str);
}

/* What a site will do with the article. */
static gboolean
check_for (const MbCli *cli, MbSnapshot *snapshot, const char *name, GError **error)
{
  g_autoptr (MbDestinations) destinations = mb_cli_load_destinations (cli->store, error);
  MbSite *site = destinations ? mb_cli_find_site (destinations, name, error) : NULL;
  g_autoptr (GPtrArray) items = NULL;

  if (!site)
    return FALSE;
  items = mb_lint_run_for_site (snapshot, site);
  for (guint i = 0; i < items->len; i++)
    print_lint (cli, items->pdata[i]);

  return TRUE;
}

/**
 * mb_cli_check:
 * @cli: what every command is given
 * @argc: how many words
 * @argv: the words
 *
 * `check ID`: what is missing, a finding a line: its weight, its code, a sentence. With `--for`
 * also what that site will do with the article, which changes nothing in the exit status.
 *
 * Returns: the exit status: failed when something blocks publishing
 */
int
mb_cli_check (const MbCli *cli, int argc, char **argv)
{
  g_autoptr (MbSnapshot) snapshot = NULL;
  g_autoptr (GPtrArray) findings = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *name = NULL;
  const GOptionEntry entries[] = {
    {"for", 0, 0, G_OPTION_ARG_STRING, &name, NULL, NULL},
    G_OPTION_ENTRY_NULL,
  };

  if (!mb_cli_parse (entries, &argc, &argv) || argc != 2)
    return mb_cli_usage ("check");
  snapshot = load (cli, argv[1], &error);
  if (!snapshot)
    return mb_cli_fail (error);

  findings = mb_checks_run (snapshot);
  for (guint i = 0; i < findings->len; i++)
    print_finding (cli, findings->pdata[i]);
  if (findings->len == 0)
    fprintf (stderr, "%s\n", _ ("Nothing is missing."));
  if (name && !check_for (cli, snapshot, name, &error))
    return mb_cli_fail (error);

  return mb_checks_block (findings, NULL) ? MB_CLI_FAILED : MB_CLI_DONE;
}
