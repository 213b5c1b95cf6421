#include "mb-render.h"

#include <string.h>

/* One escaper a context: text, attribute, address. Everything that leaves the renderer has been
 * through one of them. */

/* Controls have no place in HTML, not even as references. */
static gboolean
is_control (guchar byte)
{
  return (byte < 0x20 && byte != '\t' && byte != '\n') || byte == 0x7f;
}

static const char *
find_entity (char byte, gboolean in_attribute)
{
  switch (byte) {
  case '&':
    return "&amp;";
  case '<':
    return "&lt;";
  case '>':
    return "&gt;";
  case '"':
    return in_attribute ? "&quot;" : NULL;
  case '\'':
    return in_attribute ? "&#39;" : NULL;
  case '\n':
    return in_attribute ? "&#10;" : NULL;
  default:
    return NULL;
  }
}

static void
escape (GString *out, const char *text, gssize n_bytes, gboolean in_attribute)
{
  gsize n = n_bytes < 0 ? strlen (text) : (gsize) n_bytes;
  gsize from = 0;

  for (gsize i = 0; i < n; i++) {
    const char *entity = find_entity (text[i], in_attribute);

    if (!entity && !is_control ((guchar) text[i]))
      continue;
    g_string_append_len (out, text + from, (gssize) (i - from));
    if (entity)
      g_string_append (out, entity);
    from = i + 1;
  }

  g_string_append_len (out, text + from, (gssize) (n - from));
}

/**
 * mb_render_escape_text:
 * @out: where it goes
 * @text: valid UTF-8
 * @n_bytes: its length, or -1
 *
 * Appends text so that HTML shows it as it is between tags. Controls are left out.
 */
void
mb_render_escape_text (GString *out, const char *text, gssize n_bytes)
{
  g_return_if_fail (out != NULL && text != NULL);

  escape (out, text, n_bytes, FALSE);
}

/**
 * mb_render_escape_attribute:
 * @out: where it goes
 * @text: valid UTF-8
 * @n_bytes: its length, or -1
 *
 * Appends text so that it stays inside a quoted attribute, whichever quote stands around it. What
 * an attribute means is its caller's business: addresses go through mb_render_safe_url() first.
 */
void
mb_render_escape_attribute (GString *out, const char *text, gssize n_bytes)
{
  g_return_if_fail (out != NULL && text != NULL);

  escape (out, text, n_bytes, TRUE);
}

/* Browsers strip spaces and controls at both ends of an address, and tabs and line ends inside it,
 * before they look at the scheme; so do we. */
static char *
strip_address (const char *url)
{
  GString *kept = g_string_new (NULL);

  while (*url && (guchar) *url <= 0x20)
    url++;
  for (; *url; url++)
    if (*url != '\t' && *url != '\n' && *url != '\r')
      g_string_append_c (kept, *url);
  while (kept->len > 0 && (guchar) kept->str[kept->len - 1] <= 0x20)
    g_string_truncate (kept, kept->len - 1);

  return g_string_free_and_steal (kept);
}

static gboolean
has_safe_scheme (const char *url)
{
  static const struct {
    const char *scheme;
    const char *stops; /* what may not come right behind it: an address needs a target */
  } known[] = {{"https://", "/?#"}, {"http://", "/?#"}, {"mailto:", "?#/"}, {"tel:", "?#/"}};

  for (guint i = 0; i < G_N_ELEMENTS (known); i++) {
    gsize n = strlen (known[i].scheme);

    if (g_ascii_strncasecmp (url, known[i].scheme, n) == 0)
      return url[n] && !strchr (known[i].stops, url[n]);
  }

  return FALSE;
}

/**
 * mb_render_safe_url:
 * @url: (nullable): an address, from anybody
 *
 * Lets an address pass if a click on it can only open a page, a letter or a call: http, https,
 * mailto, tel, with a target. What does not belong in an address is percent-encoded. It still has
 * to be escaped for the attribute that it goes into.
 *
 * Returns: (transfer full) (nullable): the address, or `NULL` if it does not pass
 */
char *
mb_render_safe_url (const char *url)
{
  g_autofree char *stripped = NULL;
  GString *out = NULL;

  if (!url || !g_utf8_validate (url, -1, NULL))
    return NULL;

  stripped = strip_address (url);
  if (!has_safe_scheme (stripped))
    return NULL;

  out = g_string_sized_new (strlen (stripped));
  for (const char *c = stripped; *c; c++) {
    if ((guchar) *c <= 0x20 || *c == 0x7f || strchr ("\"'<>`{}|\\^", *c))
      g_string_append_printf (out, "%%%02X", (guchar) *c);
    else
      g_string_append_c (out, *c);
  }

  return g_string_free_and_steal (out);
}
