#include "mb-cli.h"

#include "mb-codec.h"
#include "mb-import.h"
#include "mb-messages.h"
#include "mb-package-reader.h"
#include "mb-render.h"

#include <glib/gi18n.h>
#include <stdio.h>
#include <string.h>

/* The format that a file's name promises, when nobody says one. Text can be a site's page, so it is
 * looked into. */
static MbImportFormat
guess_format (const char *path)
{
  const char *dot = strrchr (path, '.');
  MbImportFormat format;

  if (!dot || !mb_import_format_from_string (dot + 1, &format) || format == MB_IMPORT_TEXT)
    return MB_IMPORT_AUTO;

  return format;
}

static void
print_notes (GPtrArray *notes, const char *path)
{
  g_autofree char *name = path ? g_filename_display_name (path) : NULL;

  for (guint i = 0; i < notes->len; i++) {
    g_autofree char *sentence = mb_message_for_import_note (notes->pdata[i]);

    fprintf (stderr, "%s%s%s\n", name ? name : "", name ? ": " : "", sentence);
  }
}

static void
print_result (const MbCli *cli, const char *path, const char *id, GPtrArray *notes)
{
  g_autofree char *name = g_filename_display_name (path);
  g_autoptr (GString) line = g_string_new ("{");

  if (!cli->json) {
    mb_cli_print (id);
    return;
  }

  mb_cli_json_string (line, "file", name);
  mb_cli_json_string (line, "id", id);
  g_string_append (line, ",\"notes\":[");
  for (guint i = 0; i < notes->len; i++) {
    const MbImportNote *note = notes->pdata[i];

    g_string_append (line, i > 0 ? ",{" : "{");
    mb_cli_json_string (line, "code", note->code);
    mb_cli_json_string (line, "detail", note->detail);
    g_string_append_c (line, '}');
  }
  g_string_append (line, "]}");
  mb_cli_print (line->str);
}

/* An article file is not imported: it may belong to an article that is here. */
static gboolean
is_to_be_imported (GBytes *bytes, GError **error)
{
  if (!mb_package_is_one (bytes))
    return TRUE;

  g_set_error_literal (error, MB_CLI_ERROR, MB_CLI_ERROR_FAILED,
                       _ ("This is an article file; “marbre-cli unpack” takes it in."));
  return FALSE;
}

static int
import_file (const MbCli *cli, const char *path, MbImportFormat format, gboolean name_it)
{
  g_autofree char *id = g_uuid_string_random ();
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = mb_cli_read_file (path, MB_CLI_MAX_TEXT_BYTES, &error);
  g_autoptr (MbImport) import = NULL;

  if (bytes && is_to_be_imported (bytes, &error))
    import = mb_import_bytes_sync (bytes, format, id, NULL, &error);
  if (!import || !mb_store_create_sync (cli->store, import->snapshot, &error))
    return mb_cli_fail_at (path, error);

  print_notes (import->notes, name_it ? path : NULL);
  print_result (cli, path, id, import->notes);

  return MB_CLI_DONE;
}

/**
 * mb_cli_import:
 * @cli: what every command is given
 * @argc: how many words
 * @argv: the words
 *
 * `import FILE… [--from FORMAT]`: makes a draft of each file, prints its id; what was understood,
 * mended and left out goes to standard error. `-` reads standard input. A file that cannot be read
 * does not keep the others from being imported.
 *
 * Returns: the exit status: failed when one of them could not be imported
 */
int
mb_cli_import (const MbCli *cli, int argc, char **argv)
{
  g_autofree char *from = NULL;
  const GOptionEntry entries[] = {{"from", 0, 0, G_OPTION_ARG_STRING, &from, NULL, NULL},
                                  G_OPTION_ENTRY_NULL};
  MbImportFormat format = MB_IMPORT_AUTO;
  int status = MB_CLI_DONE;

  if (!mb_cli_parse (entries, &argc, &argv) || argc < 2)
    return mb_cli_usage ("import");
  if (from && !mb_import_format_from_string (from, &format)) {
    fprintf (stderr, _ ("marbre-cli: there is no format “%s”.\n"), from);
    return MB_CLI_USAGE;
  }
  for (int i = 1; i < argc; i++)
    if (import_file (cli, argv[i], from ? format : guess_format (argv[i]), argc > 2) != MB_CLI_DONE)
      status = MB_CLI_FAILED;

  return status;
}

static void
print_fragment (const MbFragment *fragment, gboolean as_html)
{
  const MbRenderOptions options = {MB_RENDER_BODY, NULL, NULL, NULL};
  g_autoptr (GBytes) json = NULL;

  if (!as_html) {
    json =
      mb_codec_encode_blocks ((MbBlock *const *) fragment->blocks->pdata, fragment->blocks->len);
    fwrite (g_bytes_get_data (json, NULL), 1, g_bytes_get_size (json), stdout);
    fputc ('\n', stdout);
    return;
  }
  for (guint i = 0; i < fragment->blocks->len; i++) {
    g_autofree char *html = mb_render_block (fragment->blocks->pdata[i], &options);

    mb_cli_print (html);
  }
}

/**
 * mb_cli_paste:
 * @cli: what every command is given
 * @argc: how many words
 * @argv: the words
 *
 * `paste [--as json|html]`: shows what a clipboard's HTML on standard input would become.
 *
 * Returns: the exit status
 */
int
mb_cli_paste (const MbCli *cli, int argc, char **argv)
{
  g_autofree char *as = NULL;
  const GOptionEntry entries[] = {{"as", 0, 0, G_OPTION_ARG_STRING, &as, NULL, NULL},
                                  G_OPTION_ENTRY_NULL};
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (MbFragment) fragment = NULL;
  g_autoptr (GError) error = NULL;

  if (!mb_cli_parse (entries, &argc, &argv) || argc != 1)
    return mb_cli_usage ("paste");
  if (as && strcmp (as, "json") != 0 && strcmp (as, "html") != 0)
    return mb_cli_refuse_word ("paste", "--as", as);

  bytes = mb_cli_read_file ("-", MB_CLI_MAX_TEXT_BYTES, &error);
  if (!bytes)
    return mb_cli_fail (error);
  fragment = mb_import_fragment_sync (bytes, NULL, &error);
  if (!fragment)
    return mb_cli_fail (error);

  print_notes (fragment->notes, NULL);
  print_fragment (fragment, g_strcmp0 (as, "html") == 0);

  return MB_CLI_DONE;
}
