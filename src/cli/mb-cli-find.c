#include "mb-cli.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n.h>
#include <string.h>
#include <unistd.h>

/* What a command's words name: articles by the beginning of their id, files by their path. */

#define MIN_PREFIX_CHARS 4

static gboolean
find_in_list (const MbCli *cli, const char *prefix, gboolean trashed, char **id, GError **error)
{
  g_autoptr (GPtrArray) drafts = mb_store_list_sync (cli->store, NULL, trashed, error);

  if (!drafts)
    return FALSE;
  for (guint i = 0; i < drafts->len; i++) {
    const MbDraftInfo *info = drafts->pdata[i];

    if (g_ascii_strncasecmp (info->id, prefix, strlen (prefix)) != 0)
      continue;
    if (*id) {
      g_clear_pointer (id, g_free);
      g_set_error (error, MB_CLI_ERROR, MB_CLI_ERROR_FAILED,
                   /* Translators: %s is the beginning of an article's number. */
                   _ ("Several articles begin with “%s”: give more of it."), prefix);
      return FALSE;
    }
    *id = g_strdup (info->id);
  }

  return TRUE;
}

/**
 * mb_cli_find_draft:
 * @cli: what every command is given
 * @word: an article's id, or its first characters
 * @error: return location
 *
 * Finds the one article that is meant, also in the bin.
 *
 * Returns: (transfer full) (nullable): its id
 */
char *
mb_cli_find_draft (const MbCli *cli, const char *word, GError **error)
{
  g_autofree char *id = NULL;

  if (g_uuid_string_is_valid (word))
    return g_ascii_strdown (word, -1);
  if (strlen (word) >= MIN_PREFIX_CHARS &&
      (!find_in_list (cli, word, FALSE, &id, error) || !find_in_list (cli, word, TRUE, &id, error)))
    return NULL;
  if (!id)
    g_set_error (error, MB_CLI_ERROR, MB_CLI_ERROR_FAILED,
                 /* Translators: %s is what a person gave as an article's number. */
                 _ ("No article is called “%s”. “marbre-cli list” names them."), word);

  return g_steal_pointer (&id);
}

/**
 * mb_cli_load:
 * @cli: what every command is given
 * @word: an article's id, or its first characters
 * @error: return location
 *
 * Reads the one article that is meant.
 *
 * Returns: (transfer full) (nullable): the article
 */
MbArticle *
mb_cli_load (const MbCli *cli, const char *word, GError **error)
{
  g_autofree char *id = mb_cli_find_draft (cli, word, error);

  return id ? mb_store_load_sync (cli->store, id, error) : NULL;
}

static gboolean
set_file_error (GError **error, int code)
{
  g_set_error (error, MB_CLI_ERROR, MB_CLI_ERROR_FAILED,
               /* Translators: %s is the system's reason. */
               _ ("the file cannot be read: %s"), g_strerror (code));

  return FALSE;
}

static gboolean
read_all (int fd, GByteArray *bytes, gsize max_bytes, GError **error)
{
  guint8 buffer[65536];
  gssize n = 1;

  while (n > 0 && bytes->len <= max_bytes) {
    do
      n = read (fd, buffer, sizeof buffer);
    while (n < 0 && errno == EINTR);
    if (n < 0)
      return set_file_error (error, errno);
    g_byte_array_append (bytes, buffer, (guint) n);
  }

  return TRUE;
}

/**
 * mb_cli_read_file:
 * @path: a file's name, or "-" for standard input
 * @max_bytes: so many are wanted at most
 * @error: return location
 *
 * Reads a file, at most a little more than is ever imported: larger ones are refused by their size.
 *
 * Returns: (transfer full) (nullable): its bytes
 */
GBytes *
mb_cli_read_file (const char *path, gsize max_bytes, GError **error)
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  gboolean is_input = strcmp (path, "-") == 0;
  int fd = is_input ? STDIN_FILENO : open (path, O_RDONLY | O_CLOEXEC);
  gboolean done;

  if (fd < 0) {
    set_file_error (error, errno);
    return NULL;
  }
  done = read_all (fd, bytes, max_bytes, error);
  if (!is_input)
    close (fd);

  return done ? g_byte_array_free_to_bytes (g_steal_pointer (&bytes)) : NULL;
}
