#include "mb-cli-secret.h"

#include "mb-cli.h"

#include <errno.h>
#include <glib/gi18n.h>
#include <string.h>
#include <unistd.h>

#define SECRET_MAX_BYTES 8192

/**
 * mb_cli_read_secret:
 * @fd: a file descriptor that the caller of the program opened
 * @error: return location
 *
 * Reads a secret to the end, without the line end that a shell adds.
 *
 * Returns: (transfer full): the secret
 */
char *
mb_cli_read_secret (int fd, GError **error)
{
  g_autoptr (GString) secret = g_string_new (NULL);
  char chunk[512];
  gssize n_read;
  int number;

  while ((n_read = read (fd, chunk, sizeof chunk)) > 0 && secret->len < SECRET_MAX_BYTES)
    g_string_append_len (secret, chunk, n_read);
  number = errno;
  explicit_bzero (chunk, sizeof chunk);
  while (secret->len > 0 && strchr ("\r\n", secret->str[secret->len - 1]))
    g_string_truncate (secret, secret->len - 1);
  if (n_read >= 0 && secret->len > 0)
    return g_string_free_and_steal (g_steal_pointer (&secret));

  if (n_read < 0)
    g_set_error (error, MB_CLI_ERROR, MB_CLI_ERROR_FAILED,
                 /* Translators: the number of a file descriptor; the system's reason. */
                 _ ("The access could not be read from file descriptor %d: %s."), fd,
                 g_strerror (number));
  else
    g_set_error_literal (error, MB_CLI_ERROR, MB_CLI_ERROR_FAILED,
                         _ ("No access was given: nothing came where it was to be read."));

  return NULL;
}
