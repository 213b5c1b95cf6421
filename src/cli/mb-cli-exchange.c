#include "mb-cli.h"

#include "mb-messages.h"
#include "mb-package-reader.h"
#include "mb-package-writer.h"
#include "mb-picture.h"
#include "mb-store-exchange.h"

#include <glib/gi18n.h>
#include <stdio.h>

/* An article as one file: out to a colleague, and back. */

static void
tell_missing (guint n_missing)
{
  if (n_missing > 0)
    /* Translators: %u is a number of pictures. */
    fprintf (stderr,
             ngettext ("%u picture is not here; the words are complete.\n",
                       "%u pictures are not here; the words are complete.\n", n_missing),
             n_missing);
}

static void
print_packed (const MbCli *cli, const char *path, const char *id, const MbParcel *parcel)
{
  g_autofree char *name = g_filename_display_name (path);
  g_autoptr (GString) line = g_string_new ("{");

  if (!cli->json) {
    mb_cli_print (path);
    return;
  }
  mb_cli_json_string (line, "file", name);
  mb_cli_json_string (line, "id", id);
  mb_cli_json_string (line, "sha256", parcel->sha256);
  g_string_append_printf (line, ",\"pictures\":%u,\"missing\":%u}", parcel->pictures->len,
                          parcel->n_missing);
  mb_cli_print (line->str);
}

/**
 * mb_cli_pack:
 * @cli: what every command is given
 * @argc: how many words
 * @argv: the words
 *
 * `pack ID FILE [--person NAME]`: writes an article with its comments and pictures as one file. A
 * file of that name is replaced by it once it is whole.
 *
 * Returns: the exit status
 */
int
mb_cli_pack (const MbCli *cli, int argc, char **argv)
{
  g_autofree char *person = NULL;
  const GOptionEntry entries[] = {{"person", 0, 0, G_OPTION_ARG_STRING, &person, NULL, NULL},
                                  G_OPTION_ENTRY_NULL};
  MbPacking packing = {.make = mb_picture_render_for_colleague};
  g_autoptr (MbArticle) article = NULL;
  g_autoptr (MbParcel) parcel = NULL;
  g_autoptr (GError) error = NULL;
  MbSnapshot *snapshot = NULL;

  if (!mb_cli_parse (entries, &argc, &argv) || argc != 3)
    return mb_cli_usage ("pack");
  article = mb_cli_load (cli, argv[1], &error);
  if (!article)
    return mb_cli_fail (error);

  packing.person = person;
  snapshot = mb_article_get_snapshot (article);
  parcel = mb_store_pack_sync (cli->store, snapshot, &packing, NULL, &error);
  if (!parcel)
    return mb_cli_fail (error);
  if (!mb_package_write_sync (parcel, MB_ASSETS (cli->store), argv[2], NULL, &error) ||
      !mb_store_note_packed_sync (cli->store, snapshot, parcel, &error))
    return mb_cli_fail_at (argv[2], error);

  print_packed (cli, argv[2], mb_article_get_id (article), parcel);
  tell_missing (parcel->n_missing);

  return MB_CLI_DONE;
}

static gboolean
take_over (const MbCli *cli, const MbArrival *arrival, GError **error)
{
  g_autoptr (MbArticle) article = mb_store_load_sync (cli->store, arrival->draft_id, error);
  g_autoptr (MbJournal) journal = NULL;

  if (!article)
    return FALSE;
  journal = mb_journal_new (cli->store, article);

  return mb_arrival_commit (arrival, journal, error) && mb_journal_flush_sync (journal, error);
}

static const char *
say_arrival (const MbArrival *arrival)
{
  switch (arrival->kind) {
  case MB_ARRIVAL_NEW:
    return _ ("The article is new here.");
  case MB_ARRIVAL_TAKEN_OVER:
    return _ ("Taken over: the article is what the file says. What it was before is kept as a "
              "version.");
  case MB_ARRIVAL_KNOWN:
    return arrival->move == MB_MOVE_NONE ? _ ("The file says nothing new. Nothing was changed.")
                                         : _ ("The file has no new words.");
  case MB_ARRIVAL_BESIDE:
    break;
  }

  return _ (
    "The article was changed on both sides. The file’s words are kept beside it, as a second "
    "article; nothing was overwritten.");
}

static void
print_arrival (const MbCli *cli, const char *path, const MbArrival *arrival)
{
  g_autofree char *name = g_filename_display_name (path);
  g_autofree char *standing = mb_message_for_arrival (arrival);
  g_autoptr (GString) line = g_string_new ("{");

  fprintf (stderr, "%s\n", say_arrival (arrival));
  if (standing)
    fprintf (stderr, "%s\n", standing);
  tell_missing (arrival->n_missing);
  if (!cli->json) {
    mb_cli_print (arrival->draft_id);
    return;
  }
  mb_cli_json_string (line, "file", name);
  mb_cli_json_string (line, "id", arrival->draft_id);
  mb_cli_json_string (line, "outcome", mb_arrival_kind_to_string (arrival->kind));
  mb_cli_json_string (line, "beside", arrival->beside_id);
  mb_cli_json_string (line, "person", arrival->person);
  mb_cli_json_string (line, "move", mb_arrival_move_to_string (arrival->move));
  mb_cli_json_string (line, "state", mb_review_state_to_string (arrival->state));
  g_string_append_printf (line, ",\"missing\":%u}", arrival->n_missing);
  mb_cli_print (line->str);
}

/**
 * mb_cli_unpack:
 * @cli: what every command is given
 * @argc: how many words
 * @argv: the words
 *
 * `unpack FILE`: takes an article in that somebody has packed, and prints the id of the draft that
 * has its words: a new one, the one that it comes of, or a second one beside that. Done when it is
 * on disk. `-` reads standard input.
 *
 * Returns: the exit status
 */
int
mb_cli_unpack (const MbCli *cli, int argc, char **argv)
{
  const GOptionEntry entries[] = {G_OPTION_ENTRY_NULL};
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (MbParcel) parcel = NULL;
  g_autoptr (MbArrival) arrival = NULL;
  g_autoptr (GError) error = NULL;

  if (!mb_cli_parse (entries, &argc, &argv) || argc != 2)
    return mb_cli_usage ("unpack");
  bytes = mb_cli_read_file (argv[1], MB_PARCEL_MAX_BYTES, &error);
  parcel = bytes ? mb_package_read_sync (bytes, NULL, &error) : NULL;
  arrival = parcel ? mb_store_weigh_sync (cli->store, parcel, NULL, &error) : NULL;
  if (!arrival)
    return mb_cli_fail_at (argv[1], error);
  if ((arrival->kind == MB_ARRIVAL_TAKEN_OVER && !take_over (cli, arrival, &error)) ||
      !mb_store_settle_sync (cli->store, parcel, arrival, &error))
    return mb_cli_fail_at (argv[1], error);

  print_arrival (cli, argv[1], arrival);

  return MB_CLI_DONE;
}
