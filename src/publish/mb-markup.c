#include "mb-markup.h"

#include <stdlib.h>
#include <string.h>

static const struct {
  const char *name;
  const char *utf8;
} entities[] = {
  {"amp", "&"},         {"lt", "<"},        {"gt", ">"},        {"quot", "\""},
  {"apos", "'"},        {"nbsp", "\u00a0"}, {"laquo", "«"},     {"raquo", "»"},
  {"rsquo", "’"},       {"lsquo", "‘"},     {"rdquo", "”"},     {"ldquo", "“"},
  {"hellip", "…"},      {"ndash", "–"},     {"mdash", "—"},     {"eacute", "é"},
  {"egrave", "è"},      {"ecirc", "ê"},     {"agrave", "à"},    {"acirc", "â"},
  {"ccedil", "ç"},      {"ocirc", "ô"},     {"ucirc", "û"},     {"ugrave", "ù"},
  {"icirc", "î"},       {"iuml", "ï"},      {"euml", "ë"},      {"oelig", "œ"},
  {"aelig", "æ"},       {"copy", "©"},      {"reg", "®"},       {"deg", "°"},
  {"euro", "€"},        {"times", "×"},     {"middot", "·"},    {"bull", "•"},
  {"thinsp", "\u2009"}, {"ensp", "\u2002"}, {"emsp", "\u2003"}, {"shy", "\u00ad"},
  {"Eacute", "É"},      {"Agrave", "À"},    {"Ccedil", "Ç"},    {"OElig", "Œ"},
  {"zwnj", "\u200c"},
};

/**
 * mb_markup_init:
 * @self: where to keep the place
 * @html: a page; must stay as it is while it is read
 * @size: its bytes
 *
 * Begins to read a page.
 */
void
mb_markup_init (MbMarkup *self, const char *html, gsize size)
{
  g_return_if_fail (self != NULL);

  self->at = html;
  self->end = html + size;
}

static gboolean
starts_with (const MbMarkup *self, const char *text)
{
  gsize size = strlen (text);

  return (gsize) (self->end - self->at) >= size && g_ascii_strncasecmp (self->at, text, size) == 0;
}

/* Past a comment, a doctype or an instruction. */
static void
skip_declaration (MbMarkup *self)
{
  const char *close = starts_with (self, "<!--") ? "-->" : ">";
  const char *found = g_strstr_len (self->at, self->end - self->at, close);

  self->at = found ? found + strlen (close) : self->end;
}

static gboolean
is_tag (const MbMarkup *self)
{
  const char *at = self->at + 1;

  if (at < self->end && *at == '/')
    at++;

  return at < self->end && g_ascii_isalpha (*at);
}

static void
read_tag (MbMarkup *self, MbToken *token)
{
  gsize n_name = 0;
  char quote = '\0';

  self->at++;
  token->kind = *self->at == '/' ? MB_TOKEN_CLOSE : MB_TOKEN_OPEN;
  if (token->kind == MB_TOKEN_CLOSE)
    self->at++;
  for (; self->at < self->end && (g_ascii_isalnum (*self->at) || *self->at == '-'); self->at++) {
    if (n_name + 1 < sizeof token->name)
      token->name[n_name++] = g_ascii_tolower (*self->at);
  }
  token->name[n_name] = '\0';

  token->start = self->at;
  for (; self->at < self->end && (quote || *self->at != '>'); self->at++) {
    if (quote && *self->at == quote)
      quote = '\0';
    else if (!quote && (*self->at == '"' || *self->at == '\'') && self->at[-1] == '=')
      quote = *self->at;
  }
  token->size = (gsize) (self->at - token->start);
  if (self->at < self->end)
    self->at++;
}

/**
 * mb_markup_next:
 * @self: the place in a page
 * @token: (out): the next tag or run of text
 *
 * Reads on.
 *
 * Returns: `FALSE` at the end
 */
gboolean
mb_markup_next (MbMarkup *self, MbToken *token)
{
  g_return_val_if_fail (self != NULL && token != NULL, FALSE);

  while (starts_with (self, "<!") || starts_with (self, "<?"))
    skip_declaration (self);
  memset (token, 0, sizeof *token);
  if (self->at >= self->end)
    return FALSE;

  if (*self->at == '<' && is_tag (self)) {
    read_tag (self, token);
    return TRUE;
  }

  token->kind = MB_TOKEN_TEXT;
  token->start = self->at++;
  while (self->at < self->end && !(*self->at == '<' && (is_tag (self) || starts_with (self, "<!"))))
    self->at++;
  token->size = (gsize) (self->at - token->start);

  return TRUE;
}

/**
 * mb_markup_skip_element:
 * @self: the place in a page, behind an opening tag
 * @name: that tag's name
 *
 * Goes behind the element's closing tag, whatever stands before it.
 */
void
mb_markup_skip_element (MbMarkup *self, const char *name)
{
  g_autofree char *close = g_strconcat ("</", name, NULL);

  while (self->at < self->end && !starts_with (self, close))
    self->at++;
  while (self->at < self->end && *self->at++ != '>')
    ;
}

/* Where an attribute's value stands in a tag. */
static gboolean
find_value (const char **at, const char *end, const char **value, gsize *size)
{
  const char *close;

  while (*at < end && g_ascii_isspace (**at))
    (*at)++;
  if (*at >= end)
    return FALSE;
  if (**at == '"' || **at == '\'') {
    close = memchr (*at + 1, **at, (gsize) (end - *at - 1));
    if (!close)
      return FALSE;
    *value = *at + 1;
    *size = (gsize) (close - *value);
    *at = close + 1;
    return TRUE;
  }
  for (*value = *at; *at < end && !g_ascii_isspace (**at); (*at)++)
    ;
  *size = (gsize) (*at - *value);

  return TRUE;
}

/**
 * mb_markup_dup_attribute:
 * @token: an opening tag
 * @name: an attribute, in lower case
 *
 * Reads an attribute.
 *
 * Returns: (transfer full) (nullable): its decoded value; `NULL` when it has none
 */
char *
mb_markup_dup_attribute (const MbToken *token, const char *name)
{
  const char *at = token->start;
  const char *end = token->start + token->size;

  while (at < end) {
    const char *begin;
    const char *value = "";
    gsize n_name;
    gsize size = 0;

    while (at < end && (g_ascii_isspace (*at) || *at == '/'))
      at++;
    for (begin = at; at < end && !g_ascii_isspace (*at) && *at != '=' && *at != '/'; at++)
      ;
    n_name = (gsize) (at - begin);
    if (at < end && *at == '=') {
      at++;
      if (!find_value (&at, end, &value, &size))
        return NULL;
    } else if (n_name == 0) {
      at++;
    }
    if (n_name == strlen (name) && g_ascii_strncasecmp (begin, name, n_name) == 0)
      return mb_markup_decode (value, size);
  }

  return NULL;
}

/* A numeric or named reference at `&`; how many bytes it takes, 0 when it is none. */
static gsize
decode_reference (const char *text, gsize size, GString *out)
{
  const char *semicolon = memchr (text, ';', MIN (size, 12));
  gsize n_name;

  if (!semicolon)
    return 0;
  n_name = (gsize) (semicolon - text) - 1;
  if (n_name > 1 && text[1] == '#') {
    gboolean hex = text[2] == 'x' || text[2] == 'X';
    gunichar character = (gunichar) strtoul (text + (hex ? 3 : 2), NULL, hex ? 16 : 10);

    if (!g_unichar_validate (character) || character == 0)
      return 0;
    g_string_append_unichar (out, character);
    return n_name + 2;
  }
  for (gsize i = 0; i < G_N_ELEMENTS (entities); i++) {
    if (strlen (entities[i].name) == n_name && strncmp (entities[i].name, text + 1, n_name) == 0) {
      g_string_append (out, entities[i].utf8);
      return n_name + 2;
    }
  }

  return 0;
}

/**
 * mb_markup_decode:
 * @text: text of a page
 * @size: its bytes
 *
 * Replaces references like `&amp;` by their characters and bytes that are not UTF-8 by U+FFFD.
 *
 * Returns: (transfer full): the text
 */
char *
mb_markup_decode (const char *text, gsize size)
{
  g_autofree char *valid = g_utf8_make_valid (text, (gssize) size);
  gsize n_valid = strlen (valid);
  GString *out = g_string_sized_new (n_valid);

  for (gsize i = 0; i < n_valid;) {
    gsize n_used = valid[i] == '&' ? decode_reference (valid + i, n_valid - i, out) : 0;

    if (n_used == 0)
      g_string_append_c (out, valid[i++]);
    i += n_used;
  }

  return g_string_free_and_steal (out);
}
