#include "mb-cli-publish.h"

#include "mb-cli.h"
#include "mb-job.h"

#include <stdio.h>

#define N_OVER_SHOWN 20

/**
 * mb_cli_print_job:
 * @row: a sending
 *
 * Writes a sending as a line of JSON, with its receipt.
 */
void
mb_cli_print_job (const MbJobRow *row)
{
  g_autoptr (GString) line = g_string_new ("{");

  mb_cli_json_string (line, "id", row->id);
  mb_cli_json_string (line, "draft", row->draft_id);
  mb_cli_json_string (line, "site", row->site_id);
  mb_cli_json_string (line, "headline", row->headline);
  mb_cli_json_string (line, "state", mb_job_state_to_string ((MbJobState) row->state));
  mb_cli_json_string (line, "step", mb_job_step_to_string ((MbJobStep) row->step));
  mb_cli_json_string (line, "url", row->remote_url);
  mb_cli_json_string (line, "error", row->error_message);
  g_string_append_printf (line,
                          ",\"tries\":%u,\"notBeforeMs\":%" G_GINT64_FORMAT ",\"receipt\":%s}",
                          row->tries, row->not_before_ms, row->receipt ? row->receipt : "null");
  mb_cli_print (line->str);
}

static void
print_line (const MbJobRow *row)
{
  printf ("%s\t%s\t%s\t%s\t%s\n", row->draft_id, mb_job_state_to_string ((MbJobState) row->state),
          mb_job_step_to_string ((MbJobStep) row->step), row->remote_url ? row->remote_url : "-",
          row->headline);
}

/**
 * mb_cli_outbox:
 * @cli: what every command is given
 * @argc: how many words
 * @argv: the words
 *
 * `outbox`: what is on its way, and what went last, one a line.
 *
 * Returns: the exit status
 */
int
mb_cli_outbox (const MbCli *cli, int argc, char **argv)
{
  const GOptionEntry entries[] = {G_OPTION_ENTRY_NULL};
  g_autoptr (GPtrArray) rows = NULL;
  g_autoptr (GError) error = NULL;

  if (!mb_cli_parse (entries, &argc, &argv) || argc != 1)
    return mb_cli_usage ("outbox");
  rows = mb_store_list_jobs_sync (cli->store, N_OVER_SHOWN, &error);
  if (!rows)
    return mb_cli_fail (error);
  for (guint i = 0; i < rows->len; i++) {
    if (cli->json)
      mb_cli_print_job (rows->pdata[i]);
    else
      print_line (rows->pdata[i]);
  }

  return MB_CLI_DONE;
}
