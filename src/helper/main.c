#include "mb-answer.h"
#include "mb-html-scan.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* marbre-helper WHAT: reads strangers' bytes on standard input, shut in, and answers on standard
 * output. One input a process. WHAT is html, html-page or picture. */

#define MEMORY_BYTES (512ull * 1024 * 1024)
#define PICTURE_MEMORY_BYTES (1024ull * 1024 * 1024)
#define PROCESSOR_SECONDS 5

static GByteArray *
read_input (gsize max_bytes)
{
  GByteArray *input = g_byte_array_new ();
  gsize size = 0;
  gssize n = 1;

  while (n > 0 && size <= max_bytes) {
    g_byte_array_set_size (input, (guint) (size + 65536));
    do
      n = read (STDIN_FILENO, input->data + size, 65536);
    while (n < 0 && errno == EINTR);
    if (n > 0)
      size += (gsize) n;
  }
  g_byte_array_set_size (input, (guint) size);

  return input;
}

static gboolean
write_output (const GByteArray *answer)
{
  gsize done = 0;

  while (done < answer->len) {
    gssize n = write (STDOUT_FILENO, answer->data + done, answer->len - done);

    if (n < 0 && errno != EINTR)
      return FALSE;
    if (n > 0)
      done += (gsize) n;
  }

  return TRUE;
}

static void
answer_error (GByteArray *answer, const GError *error)
{
  const char *code = "failed";

  if (g_error_matches (error, MB_HTML_ERROR, MB_HTML_ERROR_LIMITS) ||
      g_error_matches (error, MB_PICTURE_ERROR, MB_PICTURE_ERROR_LIMITS))
    code = "limits";
  else if (g_error_matches (error, MB_HTML_ERROR, MB_HTML_ERROR_EMPTY))
    code = "empty";
  else if (g_error_matches (error, MB_PICTURE_ERROR, MB_PICTURE_ERROR_UNKNOWN))
    code = "unknown";
  mb_answer_failure (answer, code, error->message);
}

static gboolean
answer_html (GByteArray *answer, MbHtmlMode mode, MbSandbox sandbox)
{
  g_autoptr (GByteArray) input = read_input (MB_HTML_MAX_INPUT_BYTES);
  g_autoptr (MbHtmlResult) result = NULL;
  g_autoptr (GError) error = NULL;

  if (input->len > MB_HTML_MAX_INPUT_BYTES) {
    mb_answer_failure (answer, "limits", "too many bytes");
    return FALSE;
  }
  if (!g_utf8_validate ((const char *) input->data, input->len, NULL)) {
    mb_answer_failure (answer, "failed", "not UTF-8");
    return FALSE;
  }
  result = mb_html_read ((const char *) input->data, input->len, mode, &error);
  if (!result) {
    answer_error (answer, error);
    return FALSE;
  }
  mb_answer_html (answer, result, sandbox);

  return TRUE;
}

static gboolean
answer_picture (GByteArray *answer, MbSandbox sandbox)
{
  g_autoptr (GByteArray) input = read_input (MB_PICTURE_MAX_BYTES);
  g_autoptr (MbPictureFacts) facts = NULL;
  g_autoptr (GError) error = NULL;

  facts = mb_picture_read (input->data, input->len, &error);
  if (!facts) {
    answer_error (answer, error);
    return FALSE;
  }
  mb_answer_picture (answer, facts, sandbox);

  return TRUE;
}

/* Limits and the filter of system calls are the least; without them nothing is read. */
static gboolean
is_held (MbSandbox sandbox)
{
  return (sandbox & MB_SANDBOX_LIMITS) && (sandbox & MB_SANDBOX_SECCOMP);
}

static gboolean
run (const char *what, GByteArray *answer)
{
  gboolean picture = strcmp (what, "picture") == 0;
  MbSandbox sandbox;

  if (!picture && strcmp (what, "html") != 0 && strcmp (what, "html-page") != 0) {
    mb_answer_failure (answer, "usage", "marbre-helper html | html-page | picture");
    return FALSE;
  }
  if (picture && !mb_picture_reader_prepare (NULL)) {
    mb_answer_failure (answer, "failed", "no metadata library");
    return FALSE;
  }

  sandbox = mb_sandbox_enter (picture ? PICTURE_MEMORY_BYTES : MEMORY_BYTES, PROCESSOR_SECONDS);
  if (!is_held (sandbox)) {
    mb_answer_failure (answer, "sandbox", "the kernel offers no sandbox");
    return FALSE;
  }
  if (picture)
    return answer_picture (answer, sandbox);

  return answer_html (answer, strcmp (what, "html") == 0 ? MB_HTML_FRAGMENT : MB_HTML_DOCUMENT,
                      sandbox);
}

int
main (int argc, char **argv)
{
  g_autoptr (GByteArray) answer = g_byte_array_new ();
  gboolean good = run (argc == 2 ? argv[1] : "", answer);
  gboolean written = write_output (answer);

  /* Nothing is left to tidy up that the kernel does not tidy up faster, and a leak checker's
   * methods are out of its reach here. */
  _exit (good && written ? EXIT_SUCCESS : EXIT_FAILURE);
}
