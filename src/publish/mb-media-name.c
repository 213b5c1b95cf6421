#include "mb-media-name.h"

#include <string.h>

#define NAME_MAX_BYTES 100

static const struct {
  const char *type;
  const char *extension;
} extensions[] = {
  {"image/jpeg", ".jpg"},
  {"image/png", ".png"},
  {"image/webp", ".webp"},
  {"image/gif", ".gif"},
};

static const struct {
  const char *from;
  const char *to;
} letters[] = {
  {"œ", "oe"}, {"Œ", "OE"}, {"æ", "ae"}, {"Æ", "AE"}, {"ß", "ss"}, {"ø", "o"},  {"Ø", "O"},
  {"ł", "l"},  {"Ł", "L"},  {"đ", "d"},  {"Đ", "D"},  {"þ", "th"}, {"Þ", "Th"},
};

/**
 * mb_media_sniff_type:
 * @bytes: a picture
 *
 * Tells a picture's type from its first bytes.
 *
 * Returns: (transfer none): a media type; `application/octet-stream` when it is none that we send
 */
const char *
mb_media_sniff_type (GBytes *bytes)
{
  gsize size;
  const char *data = g_bytes_get_data (bytes, &size);

  if (size >= 3 && memcmp (data, "\xff\xd8\xff", 3) == 0)
    return "image/jpeg";
  if (size >= 8 && memcmp (data, "\x89PNG\r\n\x1a\n", 8) == 0)
    return "image/png";
  if (size >= 12 && memcmp (data, "RIFF", 4) == 0 && memcmp (data + 8, "WEBP", 4) == 0)
    return "image/webp";
  if (size >= 6 && memcmp (data, "GIF8", 4) == 0)
    return "image/gif";

  return "application/octet-stream";
}

static void
append_letter (GString *out, gunichar character)
{
  char utf8[7] = {0};

  if (character < 0x80) {
    gboolean plain = g_ascii_isalnum ((char) character) || character == '.' || character == '_';

    g_string_append_c (out, plain ? (char) character : '-');
    return;
  }
  g_unichar_to_utf8 (character, utf8);
  for (gsize i = 0; i < G_N_ELEMENTS (letters); i++) {
    if (strcmp (letters[i].from, utf8) == 0) {
      g_string_append (out, letters[i].to);
      return;
    }
  }
  if (!g_unichar_ismark (character))
    g_string_append_c (out, '-');
}

/* No run of dashes, none at the ends, no dot at the ends. */
static char *
trim (const char *name)
{
  g_autoptr (GString) out = g_string_new (NULL);

  for (const char *at = name; *at; at++) {
    if (*at == '-' && (out->len == 0 || out->str[out->len - 1] == '-'))
      continue;
    if (*at == '.' && out->len == 0)
      continue;
    g_string_append_c (out, *at);
  }
  g_string_truncate (out, MIN (out->len, NAME_MAX_BYTES));
  while (out->len > 0 && strchr ("-.", out->str[out->len - 1]))
    g_string_truncate (out, out->len - 1);

  return g_string_free_and_steal (g_steal_pointer (&out));
}

/**
 * mb_media_name_for:
 * @original_name: (nullable): the file's name as its owner wrote it
 * @media_type: what its bytes are
 *
 * Makes the name under which a picture is sent: ASCII, short, with the extension of its bytes.
 *
 * Servers read names in different ways (`filename*` is unknown to some), so none gets a name that
 * could be read in two.
 *
 * Returns: (transfer full): the name
 */
char *
mb_media_name_for (const char *original_name, const char *media_type)
{
  g_autofree char *base = original_name ? g_path_get_basename (original_name) : g_strdup ("");
  g_autofree char *decomposed = NULL;
  g_autofree char *stem = NULL;
  g_autoptr (GString) ascii = g_string_new (NULL);
  const char *extension = ".bin";
  char *dot = strrchr (base, '.');

  if (dot)
    *dot = '\0';
  decomposed = g_utf8_normalize (base, -1, G_NORMALIZE_NFD);
  for (const char *at = decomposed ? decomposed : ""; *at; at = g_utf8_next_char (at))
    append_letter (ascii, g_utf8_get_char (at));
  stem = trim (ascii->str);
  for (gsize i = 0; i < G_N_ELEMENTS (extensions); i++) {
    if (strcmp (extensions[i].type, media_type) == 0)
      extension = extensions[i].extension;
  }

  return g_strconcat (*stem ? stem : "image", extension, NULL);
}

/**
 * mb_media_name_mark:
 * @name: from mb_media_name_for()
 * @bytes: the picture as it is sent
 *
 * Makes a name that is these bytes' alone: under it they are found again on a site that does not
 * look at bytes.
 *
 * Returns: (transfer full): the name, with 8 hex digits of their SHA-256 before its extension
 */
char *
mb_media_name_mark (const char *name, GBytes *bytes)
{
  g_autofree char *sum = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, bytes);
  const char *dot = strrchr (name, '.');
  int n = (int) (dot ? dot - name : (gssize) strlen (name));

  return g_strdup_printf ("%.*s-%.8s%s", n, name, sum, dot ? dot : "");
}
