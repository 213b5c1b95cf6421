#include "mb-helper-client.h"

#include "mb-import.h"
#include "mb-parcel.h"

#include <errno.h>
#include <gio/gunixinputstream.h>
#include <json-glib/json-glib.h>
#include <poll.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

/* Runs marbre-helper for one input. It is held to its limits from both sides: it limits itself, and
 * whoever reads its answer here stops at the deadline and at the cap, and believes nothing.
 *
 * What it may compute is counted in its own time (5 s; the largest page that is read takes it half
 * a second). The deadline is the clock's, and only for one that does not compute at all: on a busy
 * machine it may be long before a helper has had its share. */

#define PATIENCE_S 60 /* MARBRE_HELPER_SECONDS says otherwise */
#define MAX_ANSWER_BYTES (48 * 1024 * 1024)
#define MAX_PACKAGE_BYTES (MB_PARCEL_MAX_BYTES + 32 * 1024 * 1024)

static char *
find_helper (void)
{
  const char *folder = g_getenv ("MARBRE_LIBEXECDIR");

  return g_build_filename (folder ? folder : MARBRE_LIBEXECDIR, "marbre-helper", NULL);
}

static gint64
get_deadline_us (void)
{
  const char *wanted = g_getenv ("MARBRE_HELPER_SECONDS");
  guint64 patience_s = PATIENCE_S;

  if (wanted && !g_ascii_string_to_unsigned (wanted, 10, 1, 3600, &patience_s, NULL))
    patience_s = PATIENCE_S;

  return g_get_monotonic_time () + (gint64) patience_s * G_USEC_PER_SEC;
}

static gpointer
fail (GError **error, MbFormatsError code, const char *what)
{
  g_set_error (error, MB_FORMATS_ERROR, code, "marbre-helper: %s", what);
  return NULL;
}

/* The input as a file in memory: no pipe that could fill up while the helper writes. */
static int
make_input (GBytes *input)
{
  gsize n;
  const char *data = g_bytes_get_data (input, &n);
  int fd = memfd_create ("marbre-input", MFD_CLOEXEC);
  gsize done = 0;

  while (fd >= 0 && done < n) {
    gssize written = write (fd, data + done, n - done);

    if (written > 0)
      done += (gsize) written;
    else if (errno != EINTR) {
      close (fd);
      return -1;
    }
  }
  if (fd >= 0)
    lseek (fd, 0, SEEK_SET);

  return fd;
}

static GSubprocess *
start (const char *what, GBytes *input, GError **error)
{
  g_autoptr (GSubprocessLauncher) launcher =
    g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_SILENCE);
  g_autofree char *program = find_helper ();
  g_autoptr (GError) why = NULL;
  GSubprocess *process = NULL;
  int fd = make_input (input);

  if (fd < 0)
    return fail (error, MB_FORMATS_ERROR_HELPER, "no memory for the input");

  g_subprocess_launcher_take_stdin_fd (launcher, fd);
  process = g_subprocess_launcher_spawn (launcher, &why, program, what, NULL);
  if (!process)
    return fail (error, MB_FORMATS_ERROR_HELPER, why->message);

  return process;
}

typedef enum {
  READ_MORE,
  READ_END,
  READ_FAILED,
} ReadState;

static ReadState
read_some (int fd, GByteArray *answer)
{
  guint before = answer->len;
  gssize n;

  g_byte_array_set_size (answer, before + 65536);
  do
    n = read (fd, answer->data + before, 65536);
  while (n < 0 && errno == EINTR);
  g_byte_array_set_size (answer, before + (n > 0 ? (guint) n : 0));

  return n > 0 ? READ_MORE : n == 0 ? READ_END : READ_FAILED;
}

static gboolean
read_answer (int fd, GByteArray *answer, guint max_bytes, GCancellable *cancellable, GError **error)
{
  gint64 deadline_us = get_deadline_us ();
  ReadState state = READ_MORE;

  while (state == READ_MORE) {
    struct pollfd ready = {fd, POLLIN, 0};
    gint64 left_ms = (deadline_us - g_get_monotonic_time ()) / 1000;

    if (g_cancellable_set_error_if_cancelled (cancellable, error))
      return FALSE;
    if (left_ms <= 0)
      return fail (error, MB_FORMATS_ERROR_LIMITS, "no answer in time") != NULL;
    if (poll (&ready, 1, (int) MIN (left_ms, 100)) <= 0)
      continue;
    state = read_some (fd, answer);
    if (answer->len > max_bytes)
      return fail (error, MB_FORMATS_ERROR_LIMITS, "more of an answer than is read") != NULL;
  }
  if (state == READ_FAILED)
    return fail (error, MB_FORMATS_ERROR_HELPER, g_strerror (errno)) != NULL;

  return TRUE;
}

/* A part of the answer, not a copy of it. */
static GBytes *
take_frame (GBytes *answer, gsize *at)
{
  guint32 length;
  gsize n;
  const guint8 *data = g_bytes_get_data (answer, &n);

  if (n - *at < sizeof length)
    return NULL;
  memcpy (&length, data + *at, sizeof length);
  length = GUINT32_FROM_BE (length);
  if (n - *at - sizeof length < length)
    return NULL;
  *at += sizeof length + length;

  return g_bytes_new_from_bytes (answer, *at - length, length);
}

/* A refusal in its own words → our code. */
static gpointer
refuse (GError **error, JsonObject *head)
{
  static const struct {
    const char *name;
    MbFormatsError code;
  } codes[] = {
    {"limits", MB_FORMATS_ERROR_LIMITS},   {"empty", MB_FORMATS_ERROR_EMPTY},
    {"unknown", MB_FORMATS_ERROR_UNKNOWN}, {"damaged", MB_FORMATS_ERROR_DAMAGED},
    {"newer", MB_FORMATS_ERROR_NEWER},
  };
  const char *code = json_object_get_string_member_with_default (head, "code", "failed");
  const char *message = json_object_get_string_member_with_default (head, "message", code);

  for (guint i = 0; i < G_N_ELEMENTS (codes); i++)
    if (g_strcmp0 (code, codes[i].name) == 0)
      return fail (error, codes[i].code, message);

  return fail (error, MB_FORMATS_ERROR_HELPER, message);
}

static gboolean
is_good (GBytes *head, GError **error)
{
  g_autoptr (JsonParser) parser = json_parser_new_immutable ();
  JsonNode *root = NULL;
  JsonObject *object = NULL;
  gsize n;
  const char *data = g_bytes_get_data (head, &n);

  if (!json_parser_load_from_data (parser, data, (gssize) n, NULL))
    return fail (error, MB_FORMATS_ERROR_HELPER, "no answer that can be read") != NULL;
  root = json_parser_get_root (parser);
  if (!root || !JSON_NODE_HOLDS_OBJECT (root))
    return fail (error, MB_FORMATS_ERROR_HELPER, "no answer that can be read") != NULL;
  object = json_node_get_object (root);
  if (!json_object_get_boolean_member_with_default (object, "ok", FALSE))
    return refuse (error, object) != NULL;

  return TRUE;
}

static MbHelperAnswer *
parse_answer (GBytes *bytes, GSubprocess *process, GError **error)
{
  g_autoptr (MbHelperAnswer) answer = g_new0 (MbHelperAnswer, 1);
  GBytes *picture = NULL;
  gsize at = 0;

  answer->head = take_frame (bytes, &at);
  if (!answer->head) {
    gboolean killed = g_subprocess_get_if_signaled (process);

    return fail (error, killed ? MB_FORMATS_ERROR_LIMITS : MB_FORMATS_ERROR_HELPER,
                 killed ? "ended by the kernel" : "no answer");
  }
  if (!is_good (answer->head, error))
    return NULL;
  answer->blocks = take_frame (bytes, &at);
  answer->pictures = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  while ((picture = take_frame (bytes, &at)))
    g_ptr_array_add (answer->pictures, picture);

  return g_steal_pointer (&answer);
}

/**
 * mb_helper_run:
 * @what: html, html-page, picture or package
 * @input: a stranger's bytes
 * @cancellable: (nullable): to give up
 * @error: return location
 *
 * Has one input read by marbre-helper. Blocks: for workers, the CLI and tests. The program is
 * looked for in `MARBRE_LIBEXECDIR` first, so that it runs from a build folder.
 *
 * Returns: (transfer full) (nullable): its answer, of which only the frame is trusted
 */
MbHelperAnswer *
mb_helper_run (const char *what, GBytes *input, GCancellable *cancellable, GError **error)
{
  g_autoptr (GByteArray) read = g_byte_array_new ();
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GSubprocess) process = NULL;
  GInputStream *pipe = NULL;
  guint max_bytes = g_str_equal (what, "package") ? MAX_PACKAGE_BYTES : MAX_ANSWER_BYTES;

  g_return_val_if_fail (what != NULL && input != NULL, NULL);

  process = start (what, input, error);
  if (!process)
    return NULL;

  pipe = g_subprocess_get_stdout_pipe (process);
  if (!read_answer (g_unix_input_stream_get_fd (G_UNIX_INPUT_STREAM (pipe)), read, max_bytes,
                    cancellable, error)) {
    g_subprocess_force_exit (process);
    g_subprocess_wait (process, NULL, NULL);
    return NULL;
  }
  g_subprocess_wait (process, NULL, NULL);

  bytes = g_byte_array_free_to_bytes (g_steal_pointer (&read));

  return parse_answer (bytes, process, error);
}

/**
 * mb_helper_answer_free:
 * @answer: (transfer full): an answer
 *
 * Frees it.
 */
void
mb_helper_answer_free (MbHelperAnswer *answer)
{
  g_clear_pointer (&answer->head, g_bytes_unref);
  g_clear_pointer (&answer->blocks, g_bytes_unref);
  g_clear_pointer (&answer->pictures, g_ptr_array_unref);
  g_free (answer);
}
