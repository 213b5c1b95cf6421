#include "mb-import.h"

#include "mb-codec.h"
#include "mb-decode.h"
#include "mb-intake.h"

#include <string.h>

#define MAX_BYTES (20 * 1024 * 1024)
#define MAX_LOOKED_AT 4096

G_DEFINE_QUARK (mb_formats_error_quark, mb_formats_error)

/**
 * mb_import_format_from_string:
 * @name: (nullable): a format's name
 * @format: (out): return location
 *
 * Looks a format up by its name.
 *
 * Returns: whether there is one
 */
gboolean
mb_import_format_from_string (const char *name, MbImportFormat *format)
{
  static const struct {
    const char *name;
    MbImportFormat format;
  } formats[] = {
    {"auto", MB_IMPORT_AUTO}, {"page", MB_IMPORT_PAGE},         {"text", MB_IMPORT_TEXT},
    {"txt", MB_IMPORT_TEXT},  {"markdown", MB_IMPORT_MARKDOWN}, {"md", MB_IMPORT_MARKDOWN},
    {"html", MB_IMPORT_HTML}, {"htm", MB_IMPORT_HTML},          {"json", MB_IMPORT_JSON},
  };

  g_return_val_if_fail (format != NULL, FALSE);

  for (guint i = 0; name && i < G_N_ELEMENTS (formats); i++)
    if (g_ascii_strcasecmp (name, formats[i].name) == 0) {
      *format = formats[i].format;
      return TRUE;
    }

  return FALSE;
}

static gboolean
has_line (const char *text, const char *line)
{
  gsize n = strlen (line);

  for (const char *c = text; (c = strcasestr (c, line)); c += n)
    if ((c == text || c[-1] == '\n') && (c[n] == '\n' || c[n] == '\0'))
      return TRUE;

  return FALSE;
}

static gboolean
looks_like_html (const char *text)
{
  static const char *const tags[] = {
    "<!doctype html", "<html", "<head", "<body",  "<p>", "<p ",   "<div",
    "<article",       "<h1",   "<h2",   "<meta ", "<ul", "<span", "<figure"};

  if (*text != '<')
    return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (tags); i++)
    if (g_ascii_strncasecmp (text, tags[i], strlen (tags[i])) == 0)
      return TRUE;

  return g_str_has_prefix (text, "<!--") || g_str_has_prefix (text, "<?xml");
}

static gboolean
looks_like_markdown (const char *text)
{
  if (g_str_has_prefix (text, "---\n") && strstr (text, "\n---\n"))
    return TRUE;
  if (g_str_has_prefix (text, "# "))
    return TRUE;

  return strstr (text, "\n# ") || strstr (text, "\n## ") || strstr (text, "\n====");
}

static MbImportFormat
find_format (const char *text)
{
  g_autofree char *head = g_utf8_substring (text, 0, MIN (g_utf8_strlen (text, -1), MAX_LOOKED_AT));
  const char *start = head + strspn (head, " \t\n");

  if (*start == '{' && strstr (start, "\"format\"") && strstr (start, "\"article\""))
    return MB_IMPORT_JSON;
  if (looks_like_html (start))
    return MB_IMPORT_HTML;
  if (has_line (text, "top of page") || has_line (text, "bottom of page"))
    return MB_IMPORT_PAGE;

  return looks_like_markdown (start) ? MB_IMPORT_MARKDOWN : MB_IMPORT_TEXT;
}

static gboolean
set_too_large (GBytes *bytes, GError **error)
{
  if (g_bytes_get_size (bytes) <= MAX_BYTES)
    return FALSE;

  g_set_error (error, MB_FORMATS_ERROR, MB_FORMATS_ERROR_TOO_LARGE,
               "%" G_GSIZE_FORMAT " bytes, %d are read", g_bytes_get_size (bytes), MAX_BYTES);
  return TRUE;
}

static MbDecoded *
decode (GBytes *bytes, GError **error)
{
  if (set_too_large (bytes, error))
    return NULL;
  if (mb_decode_is_binary (bytes)) {
    g_set_error_literal (error, MB_FORMATS_ERROR, MB_FORMATS_ERROR_UNKNOWN, "not a text");
    return NULL;
  }

  return mb_decode (bytes);
}

static void
note_decoding (MbIntake *intake, const MbDecoded *decoded)
{
  if (decoded->guessed)
    mb_intake_note (intake, "encoding-guessed", decoded->guessed, 0);
  mb_intake_note_count (intake, "bytes-repaired", decoded->n_repaired);
  mb_intake_note_count (intake, "controls-removed", decoded->n_controls);
}

static void
take (MbSnapshot **snapshot, MbSnapshot *changed)
{
  mb_snapshot_unref (*snapshot);
  *snapshot = changed;
}

/* The character that an escape stands for, when it is one that no text has; otherwise 0. */
static gsize
find_control_escape (const char *at)
{
  gunichar c = 0;

  if (at[1] == 'b' || at[1] == 'f')
    return 2;
  if (at[1] != 'u')
    return 0;
  for (guint i = 2; i < 6; i++) {
    if (!g_ascii_isxdigit (at[i]))
      return 0;
    c = c * 16 + (gunichar) g_ascii_xdigit_value (at[i]);
  }

  return c != '\t' && c != '\n' && c != '\r' && (c < 0x20 || (c >= 0x7f && c < 0xa0)) ? 6 : 0;
}

/* JSON has its own way to write controls, which the bytes do not show: a terminal would obey them,
 * and a zero would end the text. */
char *
mb_import_drop_control_escapes (const char *json, guint *n_controls)
{
  GString *out = g_string_sized_new (strlen (json));

  while (*json) {
    gsize n = *json == '\\' ? find_control_escape (json) : 0;

    if (n > 0) {
      (*n_controls)++;
      json += n;
      continue;
    }
    n = *json == '\\' && json[1] ? 2 : 1;
    g_string_append_len (out, json, (gssize) n);
    json += n;
  }

  return g_string_free_and_steal (out);
}

/* Our own format is an article already, comments and suggestions with it; it only gets the id under
 * which it is to be kept. */
static MbImport *
import_json (MbIntake *intake, const char *text, const char *article_id, GError **error)
{
  guint n_controls = 0;
  char *clean = mb_import_drop_control_escapes (text, &n_controls);
  g_autoptr (GBytes) json = g_bytes_new_take (clean, strlen (clean));
  g_autoptr (MbSnapshot) read = mb_codec_decode_snapshot (json, error);
  g_autoptr (MbSnapshot) copy = NULL;
  guint n_metas;
  const MbAttribute *metas = NULL;

  if (!read)
    return NULL;

  mb_intake_note_count (intake, "controls-removed", n_controls);
  copy = mb_snapshot_new_bare (article_id);
  for (guint i = 0; i < mb_snapshot_get_n_blocks (read); i++)
    take (&copy, mb_snapshot_with_inserted (copy, i, mb_snapshot_get_block (read, i)));
  metas = mb_snapshot_get_metas (read, &n_metas);
  for (guint i = 0; i < n_metas; i++)
    take (&copy, mb_snapshot_with_meta (copy, metas[i].name, metas[i].value));
  for (guint i = 0; i < mb_snapshot_get_n_marks (read); i++) {
    MbMark *mark = mb_snapshot_get_nth_mark (read, i);

    take (&copy, mb_snapshot_with_mark (copy, mb_mark_get_id (mark), mark));
  }

  return mb_intake_finish_snapshot (intake, copy);
}

static gboolean
read_as (MbIntake *intake,
         const char *text,
         MbImportFormat format,
         GCancellable *cancellable,
         GError **error)
{
  switch (format) {
  case MB_IMPORT_PAGE:
    return mb_import_page (intake, text, error);
  case MB_IMPORT_MARKDOWN:
    return mb_import_markdown (intake, text, error);
  case MB_IMPORT_HTML:
    return mb_import_html (intake, text, TRUE, cancellable, error);
  case MB_IMPORT_TEXT:
  case MB_IMPORT_AUTO:
  case MB_IMPORT_JSON:
    break;
  }

  return mb_import_text (intake, text, error);
}

/**
 * mb_import_bytes_sync:
 * @bytes: a file's bytes, from anybody
 * @format: what they are, or to be found out
 * @article_id: UUID of the article to make
 * @cancellable: (nullable): to give up
 * @error: return location
 *
 * Makes an article of a file. Bytes that are no UTF-8 are repaired and that is noted. Blocks: for
 * workers, the CLI and tests; HTML is read in marbre-helper.
 *
 * Codes to act on: `MB_FORMATS_ERROR_UNKNOWN` (another file), `MB_FORMATS_ERROR_TOO_LARGE`,
 * `MB_FORMATS_ERROR_LIMITS` (as plain text it could still be read), `MB_FORMATS_ERROR_EMPTY`; our
 * own JSON fails with the model's codes.
 *
 * Returns: (transfer full) (nullable): the article, with notes on what was done to it
 */
MbImport *
mb_import_bytes_sync (GBytes *bytes,
                      MbImportFormat format,
                      const char *article_id,
                      GCancellable *cancellable,
                      GError **error)
{
  g_autoptr (MbDecoded) decoded = NULL;
  g_autoptr (MbIntake) intake = NULL;

  g_return_val_if_fail (bytes != NULL && article_id != NULL, NULL);

  decoded = decode (bytes, error);
  if (!decoded)
    return NULL;
  intake = mb_intake_new ();
  note_decoding (intake, decoded);
  if (format == MB_IMPORT_AUTO)
    format = find_format (decoded->utf8);
  if (format == MB_IMPORT_JSON)
    return import_json (intake, decoded->utf8, article_id, error);
  if (!read_as (intake, decoded->utf8, format, cancellable, error))
    return NULL;

  return mb_intake_finish (intake, article_id, error);
}

/**
 * mb_import_fragment_sync:
 * @html: HTML, from anybody
 * @cancellable: (nullable): to give up
 * @error: return location
 *
 * Makes body blocks of a piece of HTML. Blocks: for workers, the CLI, the embedded site and tests.
 * Pictures become figures without bytes that know where theirs were (attribute `source`).
 *
 * Returns: (transfer full) (nullable): the blocks, perhaps none, with notes
 */
MbFragment *
mb_import_fragment_sync (GBytes *html, GCancellable *cancellable, GError **error)
{
  g_autoptr (MbDecoded) decoded = NULL;
  g_autoptr (MbIntake) intake = NULL;

  g_return_val_if_fail (html != NULL, NULL);

  decoded = decode (html, error);
  if (!decoded)
    return NULL;
  intake = mb_intake_new ();
  note_decoding (intake, decoded);
  if (decoded->utf8[strspn (decoded->utf8, " \t\n")] != '\0' &&
      !mb_import_html (intake, decoded->utf8, FALSE, cancellable, error))
    return NULL;

  return mb_intake_finish_fragment (intake);
}

/**
 * mb_import_blocks_sync:
 * @html: (nullable): what a site has of an article
 * @error: return location
 *
 * Reads a site's HTML as blocks, which may be none. Blocks.
 *
 * Returns: (transfer full) (nullable) (element-type MbBlock): the blocks
 */
GPtrArray *
mb_import_blocks_sync (const char *html, GError **error)
{
  g_autoptr (GBytes) bytes = g_bytes_new (html ? html : "", html ? strlen (html) : 0);
  g_autoptr (MbFragment) fragment = NULL;
  GError *cause = NULL;

  if (g_bytes_get_size (bytes) > 0)
    fragment = mb_import_fragment_sync (bytes, NULL, &cause);
  if (fragment)
    return g_ptr_array_ref (fragment->blocks);
  if (!cause || g_error_matches (cause, MB_FORMATS_ERROR, MB_FORMATS_ERROR_EMPTY)) {
    g_clear_error (&cause);
    return g_ptr_array_new ();
  }
  g_propagate_error (error, cause);

  return NULL;
}

typedef struct {
  GBytes *bytes;
  MbImportFormat format;
  char *article_id; /* NULL: a fragment is wanted */
} Request;

static void
request_free (gpointer data)
{
  Request *request = data;

  g_bytes_unref (request->bytes);
  g_free (request->article_id);
  g_free (request);
}

static void
import_in_worker (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  const Request *request = task_data;
  GError *error = NULL;
  gpointer result = NULL;
  GDestroyNotify destroy = NULL;

  if (request->article_id) {
    result = mb_import_bytes_sync (request->bytes, request->format, request->article_id,
                                   cancellable, &error);
    destroy = (GDestroyNotify) mb_import_free;
  } else {
    result = mb_import_fragment_sync (request->bytes, cancellable, &error);
    destroy = (GDestroyNotify) mb_fragment_free;
  }
  if (result)
    g_task_return_pointer (task, result, destroy);
  else
    g_task_return_error (task, error);
}

static void
start (Request *request,
       gpointer tag,
       GCancellable *cancellable,
       GAsyncReadyCallback callback,
       gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);

  g_task_set_source_tag (task, tag);
  g_task_set_task_data (task, request, request_free);
  g_task_run_in_thread (task, import_in_worker);
}

/**
 * mb_import_bytes_async:
 * @bytes: a file's bytes
 * @format: what they are, or to be found out
 * @article_id: UUID of the article to make
 * @cancellable: (nullable): to give up
 * @callback: called on this thread's context
 * @user_data: for it
 *
 * Does mb_import_bytes_sync() on a thread of its own.
 */
void
mb_import_bytes_async (GBytes *bytes,
                       MbImportFormat format,
                       const char *article_id,
                       GCancellable *cancellable,
                       GAsyncReadyCallback callback,
                       gpointer user_data)
{
  Request *request = NULL;

  g_return_if_fail (bytes != NULL && article_id != NULL);

  request = g_new0 (Request, 1);
  request->bytes = g_bytes_ref (bytes);
  request->format = format;
  request->article_id = g_strdup (article_id);
  start (request, mb_import_bytes_async, cancellable, callback, user_data);
}

/**
 * mb_import_bytes_finish:
 * @result: as given to the callback
 * @error: return location
 *
 * Completes mb_import_bytes_async().
 *
 * Returns: (transfer full) (nullable): the article and the notes
 */
MbImport *
mb_import_bytes_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * mb_import_fragment_async:
 * @html: HTML
 * @cancellable: (nullable): to give up
 * @callback: called on this thread's context
 * @user_data: for it
 *
 * Does mb_import_fragment_sync() on a thread of its own.
 */
void
mb_import_fragment_async (GBytes *html,
                          GCancellable *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer user_data)
{
  Request *request = NULL;

  g_return_if_fail (html != NULL);

  request = g_new0 (Request, 1);
  request->bytes = g_bytes_ref (html);
  start (request, mb_import_fragment_async, cancellable, callback, user_data);
}

/**
 * mb_import_fragment_finish:
 * @result: as given to the callback
 * @error: return location
 *
 * Completes mb_import_fragment_async().
 *
 * Returns: (transfer full) (nullable): the blocks and the notes
 */
MbFragment *
mb_import_fragment_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * mb_import_free:
 * @import: (transfer full): an import
 *
 * Frees it.
 */
void
mb_import_free (MbImport *import)
{
  g_clear_pointer (&import->snapshot, mb_snapshot_unref);
  g_clear_pointer (&import->notes, g_ptr_array_unref);
  g_free (import);
}

/**
 * mb_fragment_free:
 * @fragment: (transfer full): a fragment
 *
 * Frees it.
 */
void
mb_fragment_free (MbFragment *fragment)
{
  g_clear_pointer (&fragment->blocks, g_ptr_array_unref);
  g_clear_pointer (&fragment->notes, g_ptr_array_unref);
  g_free (fragment);
}
