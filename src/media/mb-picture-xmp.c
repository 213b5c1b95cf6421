#include "mb-picture-write.h"

/* The only metadata that leaves with a picture: what the newsroom says about it. */

#define MAX_WORDS_CHARS 4000

#define PACKET_HEAD                                                                                \
  "<?xpacket begin=\"\xEF\xBB\xBF\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?>\n"                           \
  "<x:xmpmeta xmlns:x=\"adobe:ns:meta/\">\n"                                                       \
  "<rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\">\n"                          \
  "<rdf:Description rdf:about=\"\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\""                  \
  " xmlns:photoshop=\"http://ns.adobe.com/photoshop/1.0/\">\n"

#define PACKET_TAIL "</rdf:Description>\n</rdf:RDF>\n</x:xmpmeta>\n<?xpacket end=\"r\"?>"

/* XML 1.0 has no way to say most control characters. */
static char *
escape (const char *words)
{
  g_autoptr (GString) clean = g_string_new (NULL);
  g_autofree char *valid = g_utf8_make_valid (words, -1);
  guint n_chars = 0;

  for (const char *at = valid; *at && n_chars < MAX_WORDS_CHARS; at = g_utf8_next_char (at)) {
    gunichar c = g_utf8_get_char (at);

    if (c == 0x2028 || c == 0x2029 || (c < 0x20 && c != '\t' && c != '\n'))
      c = ' ';
    if (c != 0xFFFE && c != 0xFFFF)
      g_string_append_unichar (clean, c);
    n_chars++;
  }

  return g_markup_escape_text (clean->str, (gssize) clean->len);
}

static void
append_language_alternative (GString *out, const char *name, const char *words)
{
  g_autofree char *escaped = NULL;

  if (!words || !*words)
    return;

  escaped = escape (words);
  g_string_append_printf (
    out, "<%s><rdf:Alt><rdf:li xml:lang=\"x-default\">%s</rdf:li></rdf:Alt></%s>\n", name, escaped,
    name);
}

/**
 * mb_picture_write_xmp:
 * @words: what to say
 *
 * Makes an XMP packet of caption, credit and rights.
 *
 * Returns: (transfer full) (nullable): the packet; `NULL` when there is nothing to say
 */
char *
mb_picture_write_xmp (const MbPictureWords *words)
{
  g_autoptr (GString) out = g_string_new (PACKET_HEAD);
  gsize empty = out->len;

  append_language_alternative (out, "dc:description", words->caption);
  if (words->credit && *words->credit) {
    g_autofree char *credit = escape (words->credit);

    g_string_append_printf (out, "<photoshop:Credit>%s</photoshop:Credit>\n", credit);
  }
  append_language_alternative (out, "dc:rights", words->rights);
  if (out->len == empty)
    return NULL;

  g_string_append (out, PACKET_TAIL);

  return g_string_free_and_steal (g_steal_pointer (&out));
}
