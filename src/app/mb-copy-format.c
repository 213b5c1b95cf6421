#include "mb-copy-format.h"

#include "mb-codec.h"
#include "mb-render.h"

#include <glib/gi18n.h>

#include <string.h>

typedef enum {
  ARTICLE,
  WEB_PAGE,
  MARKDOWN,
  PLAIN_TEXT,
} Kind;

static const MbCopyFormat formats[] = {
  [ARTICLE] = {".json", N_ ("Marbre Article"), N_ ("Everything, with notes and comments")},
  [WEB_PAGE] = {".html", N_ ("Web Page"), N_ ("For browsers")},
  [MARKDOWN] = {".md", N_ ("Markdown"), N_ ("For other editors and sites")},
  [PLAIN_TEXT] = {".txt", N_ ("Plain Text"), N_ ("The words alone")},
};

/**
 * mb_copy_format_get_all:
 * @n_formats: (out): how many there are
 *
 * The formats; the first one keeps everything.
 *
 * Returns: (transfer none) (array length=n_formats): the table
 */
const MbCopyFormat *
mb_copy_format_get_all (guint *n_formats)
{
  g_return_val_if_fail (n_formats != NULL, NULL);

  *n_formats = G_N_ELEMENTS (formats);

  return formats;
}

/**
 * mb_copy_format_find:
 * @file_name: a file's name
 *
 * Looks which format a name asks for by its ending, in capitals or not.
 *
 * Returns: (transfer none) (nullable): the format
 */
const MbCopyFormat *
mb_copy_format_find (const char *file_name)
{
  const char *dot = NULL;

  g_return_val_if_fail (file_name != NULL, NULL);

  dot = strrchr (file_name, '.');
  for (guint i = 0; dot && i < G_N_ELEMENTS (formats); i++) {
    if (g_ascii_strcasecmp (dot, formats[i].suffix) == 0)
      return &formats[i];
  }

  return NULL;
}

static GBytes *
take_text (char *text)
{
  return g_bytes_new_take (text, strlen (text));
}

static GBytes *
encode_page (MbSnapshot *snapshot, const MbRenderOptions *options)
{
  g_autofree char *body = mb_render_article (snapshot, options);
  GString *page = g_string_new ("<!DOCTYPE html>\n<meta charset=\"utf-8\">\n<title>");

  mb_render_escape_text (page, mb_snapshot_get_headline (snapshot), -1);
  g_string_append (page, "</title>\n<h1>");
  mb_render_escape_text (page, mb_snapshot_get_headline (snapshot), -1);
  g_string_append_printf (page, "</h1>\n%s\n", body);

  return g_string_free_to_bytes (page);
}

/**
 * mb_copy_format_encode:
 * @self: a format
 * @snapshot: an article
 *
 * Writes an article. What goes out to people is what would be published: without notes and
 * comments. Our own format keeps everything.
 *
 * Returns: (transfer full): the file's bytes
 */
GBytes *
mb_copy_format_encode (const MbCopyFormat *self, MbSnapshot *snapshot)
{
  const MbRenderOptions options = {MB_RENDER_BODY, NULL, NULL, NULL};
  g_autoptr (MbSnapshot) final = NULL;

  g_return_val_if_fail (self != NULL && snapshot != NULL, NULL);

  final = mb_snapshot_project (snapshot, MB_PROJECT_FINAL);
  switch ((Kind) (self - formats)) {
  case ARTICLE:
    return mb_codec_encode_snapshot (snapshot);
  case WEB_PAGE:
    return encode_page (final, &options);
  case MARKDOWN:
    return take_text (mb_render_markdown (final, &options));
  case PLAIN_TEXT:
    return take_text (mb_render_plain (final));
  }

  g_return_val_if_reached (NULL);
}
