#include "mb-cli-publish.h"

#include "mb-messages.h"
#include "mb-outbox.h"

#include <glib/gi18n.h>

#include <stdio.h>
#include <string.h>

#define N_OVER_SHOWN 20

static void
append_json_string (GString *out, const char *name, const char *value)
{
  g_string_append_printf (out, ",\"%s\":", name);
  if (!value) {
    g_string_append (out, "null");
    return;
  }
  g_string_append_c (out, '"');
  for (const char *at = value; *at; at++) {
    if (*at == '"' || *at == '\\')
      g_string_append_printf (out, "\\%c", *at);
    else if ((guchar) *at < 0x20)
      g_string_append_printf (out, "\\u%04x", *at);
    else
      g_string_append_c (out, *at);
  }
  g_string_append_c (out, '"');
}

static void
print_json (const MbJobRow *row)
{
  g_autoptr (GString) line = g_string_new (NULL);

  g_string_append_printf (line, "{\"id\":\"%s\"", row->id);
  append_json_string (line, "draft", row->draft_id);
  append_json_string (line, "site", row->site_id);
  append_json_string (line, "headline", row->headline);
  append_json_string (line, "state", mb_job_state_to_string ((MbJobState) row->state));
  append_json_string (line, "step", mb_job_step_to_string ((MbJobStep) row->step));
  append_json_string (line, "url", row->remote_url);
  append_json_string (line, "error", row->error_message);
  g_string_append_printf (line,
                          ",\"tries\":%u,\"notBeforeMs\":%" G_GINT64_FORMAT ",\"receipt\":%s}",
                          row->tries, row->not_before_ms, row->receipt ? row->receipt : "null");
  printf ("%s\n", line->str);
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
 * @store: the articles
 * @argc: how many words
 * @argv: the words, the first is the command's name
 *
 * `outbox [--json]`: what is on its way, and what went last; one JSON object a line with `--json`.
 *
 * Returns: the exit status
 */
int
mb_cli_outbox (MbStore *store, int argc, char **argv)
{
  gboolean json = argc == 2 && strcmp (argv[1], "--json") == 0;
  g_autoptr (GPtrArray) rows = NULL;
  g_autoptr (GError) error = NULL;

  if (argc > 1 && !json) {
    fprintf (stderr, "%s\n", _ ("Usage: marbre-cli outbox [--json]"));
    return 2;
  }
  rows = mb_store_list_jobs_sync (store, N_OVER_SHOWN, &error);
  if (!rows) {
    g_autofree char *sentence = mb_message_for_error (error);

    fprintf (stderr, "%s\n", sentence);
    return 1;
  }
  for (guint i = 0; i < rows->len; i++) {
    if (json)
      print_json (rows->pdata[i]);
    else
      print_line (rows->pdata[i]);
  }

  return 0;
}
