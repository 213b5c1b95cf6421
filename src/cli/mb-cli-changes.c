#include "mb-cli-review.h"

#include "mb-compare.h"
#include "mb-id.h"

#include <glib/gi18n.h>
#include <stdio.h>

/* What changed since somebody looked. */

static const char *const run_names[] = {
  [MB_RUN_SAME] = "same",
  [MB_RUN_REMOVED] = "removed",
  [MB_RUN_INSERTED] = "inserted",
};

/* As "le [-gros -]{+petit +}chat". */
static void
print_runs (const MbCompareEntry *entry)
{
  for (guint i = 0; i < entry->n_runs; i++) {
    const MbRun *run = &entry->runs[i];

    if (run->kind == MB_RUN_SAME)
      printf ("%s", run->text);
    else if (run->kind == MB_RUN_REMOVED)
      printf ("[-%s-]", run->text);
    else
      printf ("{+%s+}", run->text);
  }
}

static const char *
name_entry (const MbCompareEntry *entry)
{
  return entry->name ? entry->name : mb_block_kind_to_string (entry->kind);
}

static void
print_entry (const MbCompareEntry *entry)
{
  printf ("%s\t%s\t", mb_compare_status_to_string (entry->status), name_entry (entry));
  print_runs (entry);
  putchar ('\n');
}

static void
print_entry_json (const MbCompareEntry *entry)
{
  g_autoptr (GString) line = g_string_new ("{");
  g_autofree char *block = entry->block ? mb_id_to_string (entry->block) : NULL;

  mb_cli_json_string (line, "status", mb_compare_status_to_string (entry->status));
  mb_cli_json_string (line, "what", name_entry (entry));
  mb_cli_json_string (line, "block", block);
  mb_cli_json_number (line, "part", entry->part);
  g_string_append_printf (line, ",\"moved\":%s,\"formatChanged\":%s,\"runs\":[",
                          entry->moved ? "true" : "false",
                          entry->format_changed ? "true" : "false");
  for (guint i = 0; i < entry->n_runs; i++) {
    g_autoptr (GString) run = g_string_new ("{");

    mb_cli_json_string (run, "kind", run_names[entry->runs[i].kind]);
    mb_cli_json_string (run, "text", entry->runs[i].text);
    g_string_append_printf (line, "%s%s}", i > 0 ? "," : "", run->str);
  }
  g_string_append (line, "]}");
  mb_cli_print (line->str);
}

static void
print_changes (const MbCli *cli, const MbSeenChanges *changes)
{
  g_autoptr (MbSnapshot) nothing =
    changes->older ? NULL : mb_snapshot_new_bare (mb_snapshot_get_article_id (changes->newer));
  g_autoptr (MbCompare) compare =
    mb_compare_new (changes->older ? changes->older : nothing, changes->newer);

  for (guint i = 0; i < mb_compare_get_n_entries (compare); i++) {
    const MbCompareEntry *entry = mb_compare_get_entry (compare, i);

    if (!mb_compare_entry_is_change (entry))
      continue;
    if (cli->json)
      print_entry_json (entry);
    else
      print_entry (entry);
  }
}

/**
 * mb_cli_changes:
 * @cli: what every command is given
 * @argc: how many words
 * @argv: the words
 *
 * `changes ID [--as PERSON] [--seen]`: what changed since the person has seen the article, a text a
 * line; everything when they have not. `--seen` notes that they have now.
 *
 * Returns: the exit status
 */
int
mb_cli_changes (const MbCli *cli, int argc, char **argv)
{
  g_autofree char *as = NULL;
  g_autofree char *id = NULL;
  gboolean seen = FALSE;
  const GOptionEntry entries[] = {{"as", 0, 0, G_OPTION_ARG_STRING, &as, NULL, NULL},
                                  {"seen", 0, 0, G_OPTION_ARG_NONE, &seen, NULL, NULL},
                                  G_OPTION_ENTRY_NULL};
  g_autoptr (MbPerson) person = NULL;
  g_autoptr (MbSeenChanges) changes = NULL;
  g_autoptr (GError) error = NULL;

  if (!mb_cli_parse (entries, &argc, &argv) || argc != 2)
    return mb_cli_usage ("changes");
  id = mb_cli_find_draft (cli, argv[1], &error);
  person = id ? mb_cli_find_person (cli, as, &error) : NULL;
  changes = person ? mb_store_load_changes_sync (cli->store, id, person->id, &error) : NULL;
  if (!changes)
    return mb_cli_fail (error);

  print_changes (cli, changes);
  if (seen && !mb_store_mark_seen_sync (cli->store, id, person->id, changes->newer_seq, &error))
    return mb_cli_fail (error);

  return MB_CLI_DONE;
}
