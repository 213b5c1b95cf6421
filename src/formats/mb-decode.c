#include "mb-decode.h"

#include <string.h>

/* Bytes → text, by what they say and not by what anybody says of them: a mark at the beginning,
 * zeros in every second place, valid UTF-8, otherwise the old single-byte encoding that western
 * texts are in. Nothing is thrown away that can be read as a character. */

/* What Windows has where Latin-1 has controls; 0: nothing. */
static const guint16 windows_1252[32] = {
  0x20ac, 0,      0x201a, 0x0192, 0x201e, 0x2026, 0x2020, 0x2021, 0x02c6, 0x2030, 0x0160,
  0x2039, 0x0152, 0,      0x017d, 0,      0,      0x2018, 0x2019, 0x201c, 0x201d, 0x2022,
  0x2013, 0x2014, 0x02dc, 0x2122, 0x0161, 0x203a, 0x0153, 0,      0x017e, 0x0178,
};

static gunichar
from_windows_1252 (guint8 byte)
{
  if (byte < 0x80 || byte >= 0xa0)
    return byte;

  return windows_1252[byte - 0x80] ? windows_1252[byte - 0x80] : 0xfffd;
}

static gboolean
begins (const guint8 *bytes, gsize n, const char *magic, gsize n_magic)
{
  return n >= n_magic && memcmp (bytes, magic, n_magic) == 0;
}

/* Which halves of the first words are zero tells UTF-16 from everything else. */
static int
find_utf16 (const guint8 *bytes, gsize n)
{
  gsize looked_at = MIN (n, 4096) & ~(gsize) 1;
  gsize zeros[2] = {0, 0};

  if (begins (bytes, n, "\xff\xfe", 2))
    return G_LITTLE_ENDIAN;
  if (begins (bytes, n, "\xfe\xff", 2))
    return G_BIG_ENDIAN;

  for (gsize i = 0; i < looked_at; i++)
    zeros[i & 1] += bytes[i] == 0;
  if (looked_at < 8 || zeros[0] + zeros[1] < looked_at / 4)
    return 0;

  return zeros[1] > zeros[0] * 4 ? G_LITTLE_ENDIAN : zeros[0] > zeros[1] * 4 ? G_BIG_ENDIAN : 0;
}

/**
 * mb_decode_is_binary:
 * @bytes: a file's bytes
 *
 * Whether they are a document of a kind that is no text: an archive, an office file, a PDF, a
 * picture. Many controls say the same, as do zeros that are not UTF-16's.
 */
gboolean
mb_decode_is_binary (GBytes *bytes)
{
  static const struct {
    const char *magic;
    gsize n;
  } magics[] = {
    {"PK\003\004", 4},
    {"%PDF-", 5},
    {"\xff\xd8\xff", 3},
    {"\x89PNG", 4},
    {"GIF8", 4},
    {"RIFF", 4},
    {"\xd0\xcf\x11\xe0", 4},
    {"\x1f\x8b", 2},
    {"{\\rtf", 5},
    {"SQLite fo", 9},
    {"\x7f"
     "ELF",
     4},
  };
  gsize n;
  const guint8 *data = g_bytes_get_data (bytes, &n);
  gsize zeros = 0;
  gsize controls = 0;

  for (guint i = 0; i < G_N_ELEMENTS (magics); i++)
    if (begins (data, n, magics[i].magic, magics[i].n))
      return TRUE;
  if (n == 0 || find_utf16 (data, n) != 0)
    return FALSE;

  for (gsize i = 0; i < MIN (n, 4096); i++) {
    zeros += data[i] == 0;
    controls += data[i] < 0x20 && !strchr ("\t\n\r\f\033", data[i]);
  }

  return zeros > MIN (n, 4096) / 50 || controls > MAX (MIN (n, 4096) / 20, 8);
}

static void
append_char (MbDecoded *self, GString *out, gunichar c)
{
  if (c == '\r' || c == '\n' || c == 0x2028 || c == 0x2029 || c == 0x85) {
    g_string_append_c (out, '\n');
    return;
  }
  if ((c < 0x20 && c != '\t') || c == 0x7f || (c >= 0x80 && c < 0xa0) || c == 0xfeff ||
      c == 0xfffe || c == 0xffff) {
    self->n_controls += c != 0xfeff;
    return;
  }
  g_string_append_unichar (out, c);
}

static void
decode_utf16 (MbDecoded *self, GString *out, const guint8 *bytes, gsize n, int order)
{
  gunichar high = 0;

  self->guessed = "UTF-16";
  for (gsize i = 0; i + 1 < n; i += 2) {
    gunichar unit = order == G_LITTLE_ENDIAN ? (gunichar) bytes[i + 1] << 8 | bytes[i]
                                             : (gunichar) bytes[i] << 8 | bytes[i + 1];

    if (high && unit >= 0xdc00 && unit < 0xe000) {
      append_char (self, out, 0x10000 + ((high - 0xd800) << 10) + (unit - 0xdc00));
      high = 0;
      continue;
    }
    if (high)
      append_char (self, out, 0xfffd);
    high = unit >= 0xd800 && unit < 0xdc00 ? unit : 0;
    if (!high)
      append_char (self, out, unit >= 0xdc00 && unit < 0xe000 ? 0xfffd : unit);
  }
}

static gboolean
has_multibyte (const guint8 *bytes, gsize n)
{
  for (gsize i = 0; i < n; i++)
    if (bytes[i] >= 0xc2) {
      gunichar c = g_utf8_get_char_validated ((const char *) bytes + i, (gssize) (n - i));

      if (c != (gunichar) -1 && c != (gunichar) -2)
        return TRUE;
    }

  return FALSE;
}

static void
decode_bytes (MbDecoded *self, GString *out, const guint8 *bytes, gsize n)
{
  gboolean valid = g_utf8_validate_len ((const char *) bytes, n, NULL);
  gboolean single = !valid && !has_multibyte (bytes, n);

  if (single)
    self->guessed = "Windows-1252";
  for (gsize i = 0; i < n;) {
    gunichar c = g_utf8_get_char_validated ((const char *) bytes + i, (gssize) (n - i));

    if (bytes[i] == '\r' && i + 1 < n && bytes[i + 1] == '\n') {
      i++;
      continue;
    }
    if (bytes[i] < 0x80) {
      append_char (self, out, bytes[i++]);
      continue;
    }
    if (c == (gunichar) -1 || c == (gunichar) -2) {
      self->n_repaired += single ? 0 : 1;
      append_char (self, out, from_windows_1252 (bytes[i++]));
      continue;
    }
    append_char (self, out, c);
    i += (gsize) g_unichar_to_utf8 (c, NULL);
  }
}

/**
 * mb_decode:
 * @bytes: a file's bytes
 *
 * Reads bytes as text. What is no UTF-8 among what is, is read as Windows-1252 and counted.
 *
 * Returns: (transfer full): the text
 */
MbDecoded *
mb_decode (GBytes *bytes)
{
  MbDecoded *self = g_new0 (MbDecoded, 1);
  GString *out = NULL;
  g_autofree char *text = NULL;
  gsize n;
  const guint8 *data = g_bytes_get_data (bytes, &n);
  int order = find_utf16 (data, n);

  out = g_string_sized_new (n + 1);
  if (order != 0)
    decode_utf16 (self, out, data, n, order);
  else
    decode_bytes (self, out, data, n);
  text = g_string_free_and_steal (out);
  self->utf8 = g_utf8_normalize (text, -1, G_NORMALIZE_NFC);
  self->n_bytes = strlen (self->utf8);

  return self;
}

/**
 * mb_decoded_free:
 * @decoded: (transfer full): what was read
 *
 * Frees it.
 */
void
mb_decoded_free (MbDecoded *decoded)
{
  g_free (decoded->utf8);
  g_free (decoded);
}
