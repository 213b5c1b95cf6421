#include "mb-answer.h"
#include "mb-html-scan.h"
#include "mb-parcel-reader.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

/* marbre-helper WHAT: reads strangers' bytes on standard input, shut in, and answers on standard
 * output. One input a process. WHAT is html, html-page, picture or package. */

#define MEMORY_BYTES (512ull * 1024 * 1024)
#define PICTURE_MEMORY_BYTES (1024ull * 1024 * 1024) /* a package is full of them */
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
write_bytes (const guint8 *data, gsize n_bytes)
{
  gsize done = 0;

  while (done < n_bytes) {
    gssize n = write (STDOUT_FILENO, data + done, n_bytes - done);

    if (n < 0 && errno != EINTR)
      return FALSE;
    if (n > 0)
      done += (gsize) n;
  }

  return TRUE;
}

static gboolean
write_output (GByteArray *answer)
{
  gboolean written = write_bytes (answer->data, answer->len);

  g_byte_array_set_size (answer, 0);

  return written;
}

/* Who asks us gives a file in memory: a package is read where it lies. */
static GBytes *
map_input (void)
{
  off_t n = lseek (STDIN_FILENO, 0, SEEK_END);
  gpointer data = NULL;

  if (n <= 0)
    return g_byte_array_free_to_bytes (read_input (MB_PARCEL_MAX_BYTES));
  data = mmap (NULL, (gsize) n, PROT_READ, MAP_PRIVATE, STDIN_FILENO, 0);

  return data != MAP_FAILED ? g_bytes_new_static (data, (gsize) n) : g_bytes_new (NULL, 0);
}

static const char *
name_package_error (MbPackageError code)
{
  switch (code) {
  case MB_PACKAGE_ERROR_UNKNOWN:
    return "unknown";
  case MB_PACKAGE_ERROR_DAMAGED:
    return "damaged";
  case MB_PACKAGE_ERROR_LIMITS:
    return "limits";
  case MB_PACKAGE_ERROR_NEWER:
    return "newer";
  case MB_PACKAGE_ERROR_FAILED:
    break;
  }

  return "failed";
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
  else if (error->domain == MB_PACKAGE_ERROR)
    code = name_package_error ((MbPackageError) error->code);
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

/* The pictures go out one by one: a second copy of all of them would not fit. */
static gboolean
answer_package (GByteArray *answer, MbSandbox sandbox)
{
  g_autoptr (GBytes) input = map_input ();
  g_autoptr (MbParcel) parcel = NULL;
  g_autoptr (GError) error = NULL;

  parcel = mb_package_read (g_bytes_get_data (input, NULL), g_bytes_get_size (input), &error);
  if (!parcel) {
    answer_error (answer, error);
    return FALSE;
  }
  mb_answer_package (answer, parcel, sandbox);
  for (guint i = 0; i < parcel->pictures->len; i++) {
    const MbParcelPicture *picture = g_ptr_array_index (parcel->pictures, i);
    gsize n;
    const guint8 *data = g_bytes_get_data (picture->bytes, &n);

    mb_answer_length (answer, n);
    if (!write_output (answer) || !write_bytes (data, n))
      return FALSE;
  }

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
  gboolean package = strcmp (what, "package") == 0;
  MbSandbox sandbox;

  if (!picture && !package && strcmp (what, "html") != 0 && strcmp (what, "html-page") != 0) {
    mb_answer_failure (answer, "usage", "marbre-helper html | html-page | picture | package");
    return FALSE;
  }
  if (picture && !mb_picture_reader_prepare (NULL)) {
    mb_answer_failure (answer, "failed", "no metadata library");
    return FALSE;
  }

  sandbox =
    mb_sandbox_enter (picture || package ? PICTURE_MEMORY_BYTES : MEMORY_BYTES, PROCESSOR_SECONDS);
  if (!is_held (sandbox)) {
    mb_answer_failure (answer, "sandbox", "the kernel offers no sandbox");
    return FALSE;
  }
  if (picture)
    return answer_picture (answer, sandbox);
  if (package)
    return answer_package (answer, sandbox);

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
