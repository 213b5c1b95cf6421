#include "mb-cli.h"

#include "mb-destination.h"
#include "mb-messages.h"

#include <glib/gi18n.h>
#include <stdio.h>
#include <string.h>

/* Results go to standard output, sentences to standard error. */

G_DEFINE_QUARK (mb_cli_error_quark, mb_cli_error)

/**
 * mb_cli_print:
 * @text: a result
 *
 * Writes a result, ended by a line end.
 */
void
mb_cli_print (const char *text)
{
  gsize n = strlen (text);

  fwrite (text, 1, n, stdout);
  if (n == 0 || text[n - 1] != '\n')
    fputc ('\n', stdout);
}

/**
 * mb_cli_json_string:
 * @out: a JSON object being written, after its brace or a member
 * @name: a member's name
 * @value: (nullable): its value
 *
 * Appends a member with the comma before it, where one is needed.
 */
void
mb_cli_json_string (GString *out, const char *name, const char *value)
{
  if (out->len > 0 && !strchr ("{[", out->str[out->len - 1]))
    g_string_append_c (out, ',');
  g_string_append_printf (out, "\"%s\":", name);
  if (!value) {
    g_string_append (out, "null");
    return;
  }
  g_string_append_c (out, '"');
  for (const char *c = value; *c; c++) {
    if (*c == '"' || *c == '\\')
      g_string_append_printf (out, "\\%c", *c);
    else if ((guchar) *c < 0x20)
      g_string_append_printf (out, "\\u%04x", (guchar) *c);
    else
      g_string_append_c (out, *c);
  }
  g_string_append_c (out, '"');
}

/* Nothing is kept in memory once this program has ended, so that some sentences for a window would
 * be wrong here. */
static char *
say_store_error (const GError *error)
{
  switch ((MbStoreError) error->code) {
  case MB_STORE_ERROR_FULL:
    return g_strdup (_ ("The disk is full. Nothing was changed."));
  case MB_STORE_ERROR_IO:
    return g_strdup (_ ("The disk does not answer as it should. Nothing was changed."));
  case MB_STORE_ERROR_FAILED:
    return g_strdup (_ ("The articles could not be read or changed. They were left as they are."));
  case MB_STORE_ERROR_DAMAGED:
    return g_strdup (_ ("The articles are damaged here. They were left as they are; “marbre-cli "
                        "recover” makes new ones of all that can be read."));
  case MB_STORE_ERROR_NOT_FOUND:
  case MB_STORE_ERROR_CONFLICT:
  case MB_STORE_ERROR_READ_ONLY:
  case MB_STORE_ERROR_IN_USE:
  case MB_STORE_ERROR_NEWER:
  case MB_STORE_ERROR_NETWORK_FS:
    break;
  }

  return mb_message_for_error (error);
}

static char *
say (const GError *error)
{
  if (error->domain == MB_CLI_ERROR)
    return g_strdup (error->message);
  if (error->domain == MB_STORE_ERROR)
    return say_store_error (error);
  if (g_error_matches (error, MB_PUBLISH_ERROR, MB_PUBLISH_ERROR_NO_SECRET))
    return g_strdup (_ ("The keyring does not answer, or has no access for this site. "
                        "“--secret-fd N” gives the access for one call."));

  return mb_message_for_error (error);
}

/* What the log would say is for those who asked for the log. */
static void
print_details (const GError *error)
{
  g_autofree char *details = NULL;

  if (error->domain == MB_CLI_ERROR ||
      g_log_writer_default_would_drop (G_LOG_LEVEL_INFO, G_LOG_DOMAIN))
    return;
  details = mb_message_details (error);
  fprintf (stderr, "  (%s)\n", details);
}

/**
 * mb_cli_fail:
 * @error: what went wrong
 *
 * Says what went wrong and what now.
 *
 * Returns: the exit status for it
 */
int
mb_cli_fail (const GError *error)
{
  g_autofree char *sentence = say (error);

  fprintf (stderr, "marbre-cli: %s\n", sentence);
  print_details (error);

  return MB_CLI_FAILED;
}

/**
 * mb_cli_fail_at:
 * @path: the file that it is about
 * @error: what went wrong
 *
 * Says what went wrong with one of several files.
 *
 * Returns: the exit status for it
 */
int
mb_cli_fail_at (const char *path, const GError *error)
{
  g_autofree char *name = g_filename_display_name (path);
  g_autofree char *sentence = say (error);

  if (g_str_equal (path, "-"))
    return mb_cli_fail (error);

  fprintf (stderr, "marbre-cli: %s: %s\n", name, sentence);
  print_details (error);

  return MB_CLI_FAILED;
}
